/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sched_usage.c: what threads use of a CPU, and the priority that follows.
 *
 * In user mode the priority follows nice and the CPU time used of late, which is
 * halved every DECAY_NS.
 */
#include "sys/kproc.h"
#include "sys/thread.h"
#include "kern/sched_var.h"
#include "platform/machine.h"
#include "lib/libkern.h"
#include <sys/rtprio.h>

#define DECAY_NS	(500 * NS_PER_MS)

static void
decay(struct thread *td, int64_t now)
{
	int64_t halves = (now - td->td_estcpu_at) / DECAY_NS;

	if (halves > 0) {
		td->td_estcpu = halves > 40 ? 0 : td->td_estcpu >> halves;
		td->td_estcpu_at += halves * DECAY_NS;
	}
}

void
thread_account(struct thread *td, bool user)
{
	int64_t now = machine_mono_ns();
	int64_t spent = now - td->td_mark;
	struct cpu *c = curcpu();

	if (spent < 0)
		spent = 0;
	td->td_mark = now;
	if (td == c->c_idle) {
		c->c_time[CPT_IDLE] += spent;
		return;
	}
	if (user) {
		td->td_uticks += spent;
		c->c_time[td->td_lwp != NULL &&
		    td->td_lwp->lwp_proc->p_nice > 0 ? CPT_NICE : CPT_USER] +=
		    spent;
	} else {
		td->td_sticks += spent;
		c->c_time[CPT_SYS] += spent;
	}
	decay(td, now);
	td->td_estcpu += (uint64_t)spent;
}

uint32_t
thread_pctcpu(const struct thread *td)
{
	int64_t age = machine_mono_ns() - td->td_estcpu_at;
	uint64_t est = td->td_estcpu;

	if (age / DECAY_NS > 40)
		return (0);
	est >>= age / DECAY_NS;
	/* A thread that always runs converges to 1.5 periods. */
	est = est * 2048 / (uint64_t)(DECAY_NS + DECAY_NS / 2);
	return (est > 2048 ? 2048 : (uint32_t)est);
}

int
sched_user_priority(struct thread *td)
{
	struct lwp *lp = td->td_lwp;
	int pri;

	switch (lp->lwp_rtprio_type) {
	case RTP_PRIO_REALTIME:
	case RTP_PRIO_FIFO:
		return (PRI_RT + lp->lwp_rtprio_prio / 4);
	case RTP_PRIO_IDLE:
		return (PRI_IDLEPRIO + lp->lwp_rtprio_prio / 5);
	}
	pri = PRI_USER + 6 + lp->lwp_proc->p_nice * 3 / 10 +
	    (int)(td->td_estcpu * 16 / (DECAY_NS + DECAY_NS / 2));
	return (K_MIN(K_MAX(pri, PRI_USER), PRI_USER_MAX));
}
