/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lock.h: spin locks and sleep locks, and THE ORDER of all locks.
 *
 * The kernel is not preempted: a thread leaves its virtual CPU only in
 * thread_switch(), and interrupts (completions, timers) are polled at known
 * points: on the way to user mode, in the idle loop and in cpu_poll().
 * So a spin lock needs no interrupt masking.  Under a spin lock one must not
 * sleep, touch user memory, allocate with M_WAITOK or take a sleep lock.
 *
 * A lock has a rank; a thread takes locks in rising rank.  Two of one rank
 * only where LR_DUP is set in it (ordered by its owner's rule).  INVARIANTS
 * builds check this at every acquisition and panic with both names.
 */
#ifndef _KERN_LOCK_H_
#define _KERN_LOCK_H_

#include "sys/kdefs.h"

struct thread;

#define LR_DUP		0x1000	/* several of this rank may be held */

enum lock_rank {
	/* Sleep locks, first to last. */
	LR_BOOTMOUNT = 1,	/* mounting at boot against the end */
	LR_KLD = 2,		/* loaded modules */
	LR_SYSCTL = 3,		/* the tree of variables */
	LR_PROCARGS = 4,	/* exec and ptrace of one process */
	LR_SIGFRAME = 5,	/* the signal frame in reserve: user copies */
	LR_FDOFF = 6,		/* f_offset of one file */
	LR_KQUEUE = 8,		/* kevent(2) on one kqueue: f_event may sleep */
	LR_REVOKE = 9,		/* revoke(2): before what closing takes */
	LR_MOUNTLIST = 10,	/* mount list, mount/unmount */
	LR_RENAME = 14,		/* one rename a mount */
	LR_SOCKIO = 18,		/* one sender or receiver of a socket: it may
				 * look a name up */
	LR_VNODE = 20 | LR_DUP,	/* v_lock: parent before child */
	LR_DEV = 26 | LR_DUP,	/* device softc sleep locks */
	LR_IPC = 28,		/* tables of System V IPC */
	LR_VMMAP = 30,		/* vm_map lock (after vnodes) */
	LR_AMAP = 34 | LR_DUP,	/* amap lock */
	LR_OBJECT = 38 | LR_DUP,/* vm_object lock */
	LR_PMAP = 42,		/* page tables and stub of one space */
	LR_INODE = 44 | LR_DUP,	/* a filesystem's own, below page faults */
	LR_FSMETA = 46 | LR_DUP,/* cylinder groups, tmpfs nodes, bitmaps */
	LR_BUF = 48 | LR_DUP,	/* buffer locks */
	LR_SLEEPMISC = 52 | LR_DUP,
	/* Spin locks, first to last. */
	LR_PROCTREE = 100,	/* allproc, hash, families, pgrps, sessions */
	LR_PROC = 104 | LR_DUP,	/* p_spin: signals, lwps, flags */
	LR_FDTABLE = 110,	/* fd_spin */
	LR_NCACHE = 112,	/* name cache */
	LR_VNODELIST = 114,	/* vnode lists and counts */
	LR_TTY = 120 | LR_DUP,	/* tty and pty */
	LR_PIPE = 124 | LR_DUP,
	LR_NET = 126,		/* the network stack: net_spin */
	LR_ACCF = 127,		/* who waits for accept filters */
	LR_SOCKET = 128 | LR_DUP,
	LR_DEVSPIN = 132 | LR_DUP,
	LR_KQ = 140 | LR_DUP,	/* kqueue and note lists */
	LR_FILE = 144,		/* file table, f_count */
	LR_PAGEQ = 160 | LR_DUP,/* page queues */
	LR_SPINMISC = 170 | LR_DUP,
	LR_CALLOUT = 180,
	LR_SLEEPQ = 190,	/* sleep queue chains */
	LR_THREAD = 194,	/* one thread's state */
	LR_RUNQ = 198 | LR_DUP,	/* run queues */
	LR_KMEM = 210 | LR_DUP,	/* kernel memory */
	LR_MSGBUF = 220,	/* message buffer, console output */
};

/* A spin lock.  All zeroes is unlocked; spin_init() names it. */
struct spinlock {
	volatile uint32_t sl_word;	/* 0 free, 1 held */
	uint16_t	 sl_rank;
	uint16_t	 sl_depth;
	const char	*sl_name;
	struct thread	*sl_owner;	/* debugging aid */
};
#define SPINLOCK_INITIALIZER(name, rank)	{ 0, (rank), 0, (name), NULL }

void	spin_init(struct spinlock *, const char *name, enum lock_rank);
void	spin_lock(struct spinlock *);
bool	spin_trylock(struct spinlock *);
void	spin_unlock(struct spinlock *);
bool	spin_held(const struct spinlock *);	/* by this thread */

/*
 * A sleep lock: shared or exclusive, FIFO.  LK_CANRECURSE lets the owner take
 * an exclusive lock again.  Context: threads only.
 */
struct lock {
	struct spinlock	 lk_spin;
	int		 lk_flags;	/* LK_CANRECURSE */
	int		 lk_shared;	/* [spin] holders */
	int		 lk_recurse;	/* [spin] extra exclusive holds */
	int		 lk_waitx;	/* [spin] waiting writers */
	int		 lk_waits;	/* [spin] waiting readers */
	struct thread	*lk_owner;	/* [spin] exclusive holder */
};
#define LK_SHARED	0x01
#define LK_EXCLUSIVE	0x02
#define LK_NOWAIT	0x10	/* EBUSY instead of sleeping */
#define LK_CANRECURSE	0x20	/* lock_init only */
#define LK_PCATCH	0x40	/* a signal ends the wait: EINTR, ERESTART */

void	lock_init(struct lock *, const char *name, enum lock_rank, int flags);
int	lock_acquire(struct lock *, int flags);	/* 0, EBUSY, EINTR, ERESTART */
void	lock_release(struct lock *);
bool	lock_owned(const struct lock *);	/* exclusively, by this thread */
void	lock_destroy(struct lock *);
#define lock_exclusive(lk)	((void)lock_acquire((lk), LK_EXCLUSIVE))
#define lock_shared(lk)		((void)lock_acquire((lk), LK_SHARED))

/* Atomic helpers, sequentially consistent unless named otherwise. */
#define atomic_add(p, v)	__atomic_add_fetch((p), (v), __ATOMIC_SEQ_CST)
#define atomic_sub(p, v)	__atomic_sub_fetch((p), (v), __ATOMIC_SEQ_CST)
#define atomic_or(p, v)		__atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define atomic_and(p, v)	__atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)
#define atomic_load(p)		__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define atomic_store(p, v)	__atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define atomic_swap(p, v)	__atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_cas(p, o, n)	({ __typeof__(*(p)) _o = (o);		\
	__atomic_compare_exchange_n((p), &_o, (n), false,		\
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); })

/* Reference counts: never revive from zero (refcount_get_unless_zero). */
typedef volatile int refcount_t;
static inline void
refcount_init(refcount_t *r, int n)
{
	*r = n;
}
static inline void
refcount_get(refcount_t *r)
{
	int n = atomic_add(r, 1);

	KKASSERT(n > 1);
}
static inline bool	/* true: that was the last one */
refcount_put(refcount_t *r)
{
	int n = atomic_sub(r, 1);

	KKASSERT(n >= 0);
	return (n == 0);
}
static inline bool
refcount_get_unless_zero(refcount_t *r)
{
	int n = *r;

	while (n > 0)
		if (__atomic_compare_exchange_n(r, &n, n + 1, false,
		    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			return (true);
	return (false);
}

#endif /* !_KERN_LOCK_H_ */
