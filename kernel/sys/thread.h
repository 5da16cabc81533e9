/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * thread.h: kernel threads, virtual CPUs, the scheduler, sleeping.
 *
 * A thread is a kernel stack and a place in the scheduler.  Every LWP owns
 * one; kernel work has its own.  A virtual CPU is a host thread; it runs one
 * thread at a time and changes it only in thread_switch().
 *
 * Lock legend: [c] only by the thread itself or before it first runs;
 * [t] td_spin; [q] run queue lock of td_cpu; [s] sleep queue chain lock.
 */
#ifndef _KERN_THREAD_H_
#define _KERN_THREAD_H_

#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/callout.h"

struct lwp;
struct proc;
struct cpu;

#define MAXCPU		16	/* vkernel(7): up to 16 CPUs */

/* Scheduling priorities: 0 is best.  Sleeping kernel code wakes at PRI_KERN. */
enum { PRI_KTHREAD = 0, PRI_KERN = 8, PRI_RT = 16, PRI_USER = 24,
    PRI_USER_MAX = 55, PRI_IDLEPRIO = 56, PRI_MAX = 63 };
#define NPRI		64

enum thread_state { TDS_NEW, TDS_RUNNABLE, TDS_RUNNING, TDS_SLEEPING,
    TDS_STOPPED, TDS_DEAD };

#define TD_NHELD	24
struct thread {
	uint64_t	 td_rsp;	/* [c] saved stack pointer */
	volatile int	 td_oncpu;	/* a CPU uses its stack */
	void		*td_kstack;	/* [c] lowest usable byte */
	size_t		 td_kstack_size;
	uint64_t	*td_stackguard;	/* lowest word of the stack: a canary */
	void		*td_fiber;	/* [c] sanitizer state */
	void		(*td_fn)(void *);
	void		*td_arg;
	char		 td_name[20];
	struct lwp	*td_lwp;	/* [c] NULL: kernel thread */
	struct spinlock	 td_spin;
	enum thread_state td_state;	/* [t] */
	struct cpu	*td_cpu;	/* [t] where it runs or ran last */
	uint32_t	 td_cpumask;	/* [t] where it may run */
	int		 td_pri;	/* [t] effective priority */
	int		 td_upri;	/* [t] user priority (PRI_USER...) */
	uint64_t	 td_estcpu;	/* [c] decayed CPU use, ns */
	int64_t		 td_estcpu_at;
	TAILQ_ENTRY(thread) td_runq;	/* [q] */
	bool		 td_onrunq;	/* [q] */

	/* Sleeping. */
	const void	*td_wchan;	/* [s] */
	const char	*td_wmesg;	/* [s] */
	int		 td_sflags;	/* [s] PCATCH ... */
	int		 td_sresult;	/* [s] what tsleep returns */
	TAILQ_ENTRY(thread) td_sleepq;	/* [s] */
	struct callout	 td_timer;
	int64_t		 td_sleepsince;	/* [s] host_mono_ns() */

	/* Accounting, ns. */
	int64_t		 td_uticks;	/* user time */
	int64_t		 td_sticks;	/* system time */
	int64_t		 td_mark;	/* when the current stretch began */
	uint64_t	 td_nvcsw, td_nivcsw;

	int		 td_nspin;	/* [c] spin locks held */
#ifdef INVARIANTS
	int		 td_nheld;	/* [c] */
	struct { uint16_t rank; const void *lock; const char *name; }
			 td_held[TD_NHELD];
#endif
	TAILQ_ENTRY(thread) td_all;	/* all_threads_spin */
};

/* One virtual CPU.  gs:0 points to it, gs:8 to the current thread. */
/* What interrupts a CPU: slots of hw.intrcnt, names in platform/intr.c. */
enum { INTR_CLK, INTR_VCONS, INTR_VKD, INTR_VKE, INTR_IPI, INTR_SIGNAL,
    INTR_MAX };

struct cpu {
	struct cpu	*c_self;	/* gs:0, fixed */
	struct thread	*c_curthread;	/* gs:8 */
	int		 c_id;
	volatile uint32_t *c_pending;	/* host's pending word, host.h bits */
	struct thread	*c_idle;
	struct ux_vcpu	*c_ux;		/* platform only */
	struct spinlock	 c_runq_spin;
	TAILQ_HEAD(, thread) c_runq[NPRI];	/* [q] */
	uint64_t	 c_runmask;	/* [q] non-empty queues */
	volatile int	 c_nrun;	/* [q] queued threads */
	volatile bool	 c_resched;	/* switch before user mode */
	volatile bool	 c_isidle;
	volatile bool	 c_stopped;	/* in ddb */
	int64_t		 c_sliceend;	/* mono ns */
	int64_t		 c_balance;	/* mono ns: offer waiting threads, 0 none */
	int64_t		 c_offer;	/* ns from waiting to being offered */
	int64_t		 c_offertimer;	/* timer is set for c_balance, 0 not */
	int64_t		 c_timer;	/* host timer is set to, 0 not */
	int64_t		 c_time[5];	/* CP_USER.. ns for kern.cp_time */
	struct thread	*c_dead;	/* thread to free after a switch */
	/* Counters: vm.stats and friends sum them over CPUs. */
	uint64_t	 c_swtch, c_syscall, c_trap, c_intr, c_fault;
	uint64_t	 c_intrs[INTR_MAX];	/* c_intr by cause */
};

static inline struct cpu *
curcpu(void)
{
	struct cpu *c;

	__asm__ volatile("movq %%gs:0,%0" : "=r"(c));
	return (c);
}

static inline struct thread *
curthread_get(void)
{
	struct thread *td;

	__asm__ volatile("movq %%gs:8,%0" : "=r"(td));
	return (td);
}
#define curthread	(curthread_get())
#define curlwp		(curthread->td_lwp)
#define curproc		(curlwp != NULL ? curlwp->lwp_proc : NULL)

/* The debugger prompts on this CPU: nothing moves, and locks mean nothing. */
static inline bool
cpu_debugging(void)
{
	return (k_unlikely(debugging != 0) && debugging == curcpu()->c_id + 1);
}

extern struct cpu *cpus[MAXCPU];
extern int ncpus;

/*
 * Create a kernel thread that runs fn(arg); it starts with thread_ready().
 * Returns ENOMEM when there is no stack.  A thread ends by thread_exit() or
 * by returning from fn.
 */
int	thread_create(struct thread **, void (*fn)(void *), void *arg,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The same, and started at once; kernel daemons. */
int	kthread_create(void (*fn)(void *), void *arg, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	thread_ready(struct thread *);	/* first start */
void	thread_exit(void) __attribute__((noreturn));
void	thread_setpri(struct thread *, int pri);
void	thread_setmask(struct thread *, uint32_t mask);
/* Give the CPU away if another thread of equal or better priority waits. */
void	thread_yield(void);
/* Poll for interrupts and give way; long kernel loops call it.  No spin lock
 * held. */
void	cpu_poll(void);
/*
 * Wait until each CPU has polled for interrupts: code that ran on another CPU when
 * this was called, and neither slept nor polled since, has come to its end.  One
 * caller at a time.  Context: a thread that holds no spin lock.
 */
void	cpus_sync(void);
/* On the way to user mode: true when c_resched was seen and served. */
void	sched_userret(struct lwp *);
/* Make td runnable that was asleep, stopped or new; td_spin not held. */
void	sched_wakeup(struct thread *);
/* What the scheduler does when a timer interrupt came, and an idle CPU. */
void	sched_clock(void);
void	sched_cpu_init(struct cpu *);
void	sched_idle_loop(void *) __attribute__((noreturn));
/* Charge the time since td_mark to user (true) or system. */
void	thread_account(struct thread *, bool user);
/* Percent of CPU that td used of late, in 1/FSCALE units: ps. */
uint32_t thread_pctcpu(const struct thread *);
void	thread_foreach(bool (*fn)(struct thread *, void *), void *);
extern volatile int64_t load_average[3];	/* FSCALE units */

/*
 * Sleep until wakeup(chan).  flags: PCATCH (a signal ends it: EINTR or
 * ERESTART, never restartable beyond what the caller returns).  timo: ns,
 * 0 for ever; EWOULDBLOCK when it passes.  0 after a wakeup.
 *
 * ssleep() releases the spin lock only once the thread is on the queue and
 * takes it again before it returns; lksleep() the same with a sleep lock.
 * tsleep_interlock() puts the thread on the queue and returns; the following
 * tsleep(PINTERLOCKED) on the same chan does not lose a wakeup in between.
 * Manual: sleep(9).
 */
#define PCATCH		0x0100
#define PINTERLOCKED	0x0400
int	tsleep(const void *chan, int flags, const char *wmesg, int64_t timo);
int	ssleep(const void *chan, struct spinlock *, int flags,
	    const char *wmesg, int64_t timo);
int	lksleep(const void *chan, struct lock *, int flags, const char *wmesg,
	    int64_t timo);
void	tsleep_interlock(const void *chan, int flags);
void	tsleep_remove(void);	/* take it back */
void	wakeup(const void *chan);	/* all; any context */
void	wakeup_one(const void *chan);	/* the oldest */
/*
 * Used by signals: end td's sleep if it is interruptible, with result error.
 * true if it did.
 */
bool	sleep_abort(struct thread *td, int error);
/*
 * Provided by kern/signal: is there something that must end a PCATCH sleep of
 * lp?  0, EINTR or ERESTART.  Called with the sleep chain lock held, takes
 * no lock.
 */
int	signal_interrupts(struct lwp *lp);
/*
 * Stop this thread until thread_unstop(); used by job control and ptrace.
 */
void	thread_stop(struct spinlock *release, const char *wmesg);
void	thread_unstop(struct thread *);

/* Platform: assembly.  Saves on from's stack, resumes to's. */
void	cpu_switch(struct thread *from, struct thread *to);
void	thread_switch(void);	/* leave the CPU; td_state says where to */

#endif /* !_KERN_THREAD_H_ */
