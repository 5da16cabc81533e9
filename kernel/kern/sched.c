/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sched.c: which thread runs where.
 *
 * Each CPU has queues of waiting threads by priority, under c_runq_spin, and
 * looks after itself; an idle CPU takes from the others.  A woken thread is
 * queued on the CPU that woke it, if nothing waits there yet: most wakers go
 * to sleep themselves at once, and a host thread on another CPU takes long to
 * wake.  If the waker runs on, c_offer later (from OFFER_MIN_NS on, longer while
 * the timer for it goes off in vain) an idle CPU is told.
 *
 * A thread in the kernel runs at PRI_KERN until it goes back to user mode;
 * there its priority follows what it used (sched_usage.c).  Time slices exist
 * only while something waits.
 *
 * td_oncpu is set while a CPU still uses the thread's stack: a thread can be
 * woken before it has switched away, and no other CPU takes it until it has.
 */
#include <sys/rtprio.h>
#include "sys/kproc.h"
#include "sys/thread.h"
#include "kern/sched_var.h"
#include "platform/machine.h"
#include "lib/libkern.h"

#define SLICE_NS	(10 * NS_PER_MS)
#define OFFER_MIN_NS	(400 * NS_PER_US)
#define OFFER_MAX_NS	(8 * OFFER_MIN_NS)

struct cpu *cpus[MAXCPU];
int ncpus;
static volatile uint32_t idle_mask;	/* CPUs in their idle loop */

void
sched_cpu_init(struct cpu *c)
{
	spin_init(&c->c_runq_spin, "runq", LR_RUNQ);
	for (int i = 0; i < NPRI; i++)
		TAILQ_INIT(&c->c_runq[i]);
	c->c_runmask = 0;
	c->c_nrun = 0;
	c->c_offer = OFFER_MIN_NS;
}

static void
runq_insert(struct cpu *c, struct thread *td, bool head)
{
	INVARIANT(!td->td_onrunq && td->td_pri >= 0 && td->td_pri < NPRI);
	if (head)
		TAILQ_INSERT_HEAD(&c->c_runq[td->td_pri], td, td_runq);
	else
		TAILQ_INSERT_TAIL(&c->c_runq[td->td_pri], td, td_runq);
	c->c_runmask |= 1UL << td->td_pri;
	c->c_nrun++;
	td->td_onrunq = true;
	td->td_cpu = c;
}

static void
runq_remove(struct cpu *c, struct thread *td)
{
	TAILQ_REMOVE(&c->c_runq[td->td_pri], td, td_runq);
	if (TAILQ_EMPTY(&c->c_runq[td->td_pri]))
		c->c_runmask &= ~(1UL << td->td_pri);
	c->c_nrun--;
	td->td_onrunq = false;
}

/* The CPU that shall have td: see the head of this file. */
static struct cpu *
choose_cpu(struct thread *td)
{
	struct cpu *here = curcpu();
	uint32_t idle;

	if (td->td_oncpu && (td->td_cpumask & (1u << td->td_cpu->c_id)) != 0)
		return (td->td_cpu);
	if ((td->td_cpumask & (1u << here->c_id)) != 0 &&
	    here->c_nrun == 0)
		return (here);
	idle = idle_mask & td->td_cpumask;
	if (idle != 0)
		return (cpus[__builtin_ctz(idle)]);
	if (td->td_cpu != NULL &&
	    (td->td_cpumask & (1u << td->td_cpu->c_id)) != 0)
		return (td->td_cpu);
	return (cpus[__builtin_ctz(td->td_cpumask)]);
}

/* c has one more waiting thread: see that it gets its turn. */
static void
notice(struct cpu *c, int pri)
{
	struct cpu *here = curcpu();

	if (c == here) {
		struct thread *td = c->c_curthread;

		if (td == c->c_idle || pri < td->td_pri)
			c->c_resched = true;
		else if (idle_mask != 0 && c->c_balance == 0)
			c->c_balance = machine_mono_ns() + c->c_offer;
		if (c->c_nrun == 1 && c->c_sliceend == 0)
			c->c_sliceend = machine_mono_ns() + SLICE_NS;
		return;
	}
	if (c->c_isidle || pri < c->c_curthread->td_pri)
		c->c_resched = true;
	else if (c->c_nrun != 1)
		return;
	machine_post(c->c_id, PEND_RESCHED);
}

static void
make_runnable(struct thread *td, bool head)
{
	struct cpu *c;
	int pri;

	spin_lock(&td->td_spin);
	INVARIANT(td->td_state != TDS_RUNNABLE && td->td_state != TDS_DEAD);
	td->td_state = TDS_RUNNABLE;
	c = choose_cpu(td);
	spin_lock(&c->c_runq_spin);
	runq_insert(c, td, head);
	pri = td->td_pri;
	spin_unlock(&c->c_runq_spin);
	spin_unlock(&td->td_spin);
	notice(c, pri);
}

void
sched_wakeup(struct thread *td)
{
	make_runnable(td, false);
}

static struct thread *
runq_take(struct cpu *c, uint32_t wantmask)
{
	struct thread *td = NULL;
	uint64_t mask;

	if (c->c_nrun == 0)
		return (NULL);
	spin_lock(&c->c_runq_spin);
	for (mask = c->c_runmask; mask != 0 && td == NULL;
	    mask &= mask - 1) {
		TAILQ_FOREACH(td, &c->c_runq[__builtin_ctzl(mask)], td_runq)
			if ((td->td_cpumask & wantmask) != 0 &&
			    (!td->td_oncpu || td == curthread))
				break;
	}
	if (td != NULL)
		runq_remove(c, td);
	spin_unlock(&c->c_runq_spin);
	return (td);
}

/* From the CPU with the most waiting threads. */
static struct thread *
steal(struct cpu *here)
{
	struct cpu *busiest = NULL;

	for (int i = 0; i < ncpus; i++)
		if (cpus[i] != here && cpus[i]->c_nrun > 0 &&
		    (busiest == NULL || cpus[i]->c_nrun > busiest->c_nrun))
			busiest = cpus[i];
	if (busiest == NULL)
		return (NULL);
	return (runq_take(busiest, 1u << here->c_id));
}

static struct thread *
pick_next(struct cpu *c)
{
	struct thread *td;

	if ((td = runq_take(c, 1u << c->c_id)) == NULL &&
	    (td = steal(c)) == NULL)
		td = c->c_idle;
	return (td);
}

/* Threads that ended are freed by the next one on their CPU. */
static void
reap_dead(void)
{
	struct cpu *c = curcpu();
	struct thread *td = c->c_dead;

	if (td != NULL) {
		c->c_dead = NULL;
		thread_free(td);
	}
}

void
sched_switched(void)
{
	machine_stack_end(curthread->td_fiber);
	reap_dead();
}

void
thread_switch(void)
{
	struct thread *td = curthread, *next;
	struct cpu *c = curcpu();

	KASSERT(td->td_nspin == 0,
	    ("thread_switch: %s holds a spin lock", td->td_name));
	KASSERT(!cpu_debugging(), ("the debugger may not sleep"));
	KKASSERT(td->td_stackguard[0] == STACK_CANARY);
	thread_account(td, false);
	c->c_resched = false;
	next = pick_next(c);
	c->c_sliceend = 0;
	if (c->c_nrun > 0)
		c->c_sliceend = td->td_mark + SLICE_NS;
	else
		c->c_balance = 0;	/* nobody waits any more */
	if (next == td) {
		td->td_state = TDS_RUNNING;
		return;
	}
	c->c_swtch++;
	next->td_oncpu = 1;
	next->td_cpu = c;
	next->td_state = TDS_RUNNING;
	next->td_mark = td->td_mark;
	c->c_curthread = next;
	machine_stack_begin(td->td_state == TDS_DEAD ? NULL :
	    &td->td_fiber, next->td_kstack, next->td_kstack_size);
	cpu_switch(td, next);
	sched_switched();
}

/* Let others run: all of this priority first, or only better ones. */
static void
yield(bool head)
{
	struct thread *td = curthread;
	struct cpu *c = curcpu();
	bool mayrun = (td->td_cpumask & (1u << c->c_id)) != 0;

	if (td == c->c_idle || (c->c_nrun == 0 && mayrun)) {
		c->c_resched = false;
		return;
	}
	td->td_nivcsw++;
	make_runnable(td, head);
	thread_switch();
}

void
thread_yield(void)
{
	yield(false);
}

/* SCHED_FIFO runs until it sleeps or yields, or something better comes. */
static bool
takes_turns(const struct thread *td)
{
	return (td->td_lwp == NULL ||
	    td->td_lwp->lwp_rtprio_type != RTP_PRIO_FIFO);
}

static void
arm_timer(struct cpu *c)
{
	int64_t when = callout_next();

	if (c->c_nrun > 0 && c->c_sliceend != 0 && c->c_sliceend < when)
		when = c->c_sliceend;
	if (c->c_nrun > 0 && c->c_balance != 0 && c->c_balance < when)
		when = c->c_balance;
	if (when != INT64_MAX && (c->c_timer == 0 || when < c->c_timer)) {
		c->c_timer = when;
		c->c_offertimer = when == c->c_balance ? when : 0;
		machine_timer(c->c_id, when);
	}
}

void
sched_userret(struct lwp *lp)
{
	struct thread *td = lp->lwp_thread;
	struct cpu *c = curcpu();

	td->td_upri = td->td_pri = sched_user_priority(td);
	if (c->c_resched || c->c_nrun > 0 ||
	    (td->td_cpumask & (1u << c->c_id)) == 0) {
		int best = __builtin_ctzl(c->c_runmask | 1UL << 63);

		if (c->c_resched || best < td->td_pri ||
		    (td->td_cpumask & (1u << c->c_id)) == 0) {
			yield(!takes_turns(td));
			c = curcpu();
		}
		if (c->c_nrun > 0 && c->c_sliceend == 0)
			c->c_sliceend = machine_mono_ns() + SLICE_NS;
	}
	td->td_pri = td->td_upri;
	arm_timer(c);
}

void
sched_clock(void)
{
	struct cpu *c = curcpu();
	int64_t now = machine_mono_ns();

	if (now >= c->c_timer)
		c->c_timer = 0;
	if (c->c_nrun > 0 && c->c_sliceend != 0 && now >= c->c_sliceend) {
		c->c_sliceend = now + SLICE_NS;
		c->c_resched = c->c_resched || takes_turns(c->c_curthread);
	}
	if (c->c_offertimer != 0 && now >= c->c_offertimer) {
		c->c_offertimer = 0;
		c->c_offer = c->c_balance != 0 && now >= c->c_balance ?
		    OFFER_MIN_NS : K_MIN(2 * c->c_offer, OFFER_MAX_NS);
	}
	if (c->c_balance != 0 && now >= c->c_balance) {
		uint32_t idle = idle_mask;

		c->c_balance = 0;
		if (c->c_nrun > 0 && idle != 0)
			machine_post(__builtin_ctz(idle),
			    PEND_RESCHED);
	}
}

static bool
work_elsewhere(struct cpu *here)
{
	for (int i = 0; i < ncpus; i++)
		if (cpus[i] != here && cpus[i]->c_nrun > 0)
			return (true);
	return (false);
}

/*
 * Each CPU's idle thread.  It must be marked idle before it looks for work
 * the last time, so that whoever adds some then posts to it.
 */
void
sched_idle_loop(void *arg)
{
	struct cpu *c = arg;
	uint32_t bit = 1u << c->c_id;
	int64_t next;

	for (;;) {
		intr_poll();
		atomic_or(&idle_mask, bit);
		c->c_isidle = true;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (c->c_nrun == 0 && *c->c_pending == 0) {
			next = callout_next();
			machine_idle(next == INT64_MAX ? 0 : next);
		}
		c->c_isidle = false;
		atomic_and(&idle_mask, ~bit);
		intr_poll();
		if (c->c_nrun > 0 || work_elsewhere(c)) {
			c->c_idle->td_state = TDS_RUNNABLE;
			thread_switch();
		}
	}
}

void
thread_setpri(struct thread *td, int pri)
{
	struct cpu *c;

	spin_lock(&td->td_spin);
	while ((c = td->td_cpu) != NULL && td->td_onrunq) {
		spin_lock(&c->c_runq_spin);
		if (td->td_onrunq && td->td_cpu == c) {
			runq_remove(c, td);
			td->td_pri = pri;
			runq_insert(c, td, false);
			spin_unlock(&c->c_runq_spin);
			break;
		}
		spin_unlock(&c->c_runq_spin);
	}
	td->td_pri = pri;
	spin_unlock(&td->td_spin);
}

void
thread_setmask(struct thread *td, uint32_t mask)
{
	struct cpu *c;

	spin_lock(&td->td_spin);
	td->td_cpumask = mask;
	c = td->td_cpu;
	spin_unlock(&td->td_spin);
	if (c != NULL && (mask & (1u << c->c_id)) == 0) {
		c->c_resched = true;
		if (c != curcpu())
			machine_post(c->c_id, PEND_RESCHED);
	}
}

void
cpu_poll(void)
{
	struct cpu *c = curcpu();

	if (*c->c_pending != 0)
		intr_poll();
	if (c->c_nrun > 0 && (c->c_resched || (c->c_sliceend != 0 &&
	    machine_mono_ns() >= c->c_sliceend)))
		thread_yield();
}
