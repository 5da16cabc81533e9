/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kproc.h: processes, LWPs, process groups, sessions, credentials.
 *
 * Lock legend: [T] proctree_spin; [p] p_spin of the process; [c] only by the
 * process's own threads or before it is visible; [f] fixed after creation;
 * [l] only by the LWP itself.
 *
 * proctree_spin guards the list and hash of processes, parent and child
 * links, process groups and sessions.  p_spin guards one process's LWPs,
 * signals, state and counts.  A process found under proctree_spin stays while
 * it is held, or while a hold (proc_hold) is kept.
 */
#ifndef _KERN_KPROC_H_
#define _KERN_KPROC_H_

#include <sys/param.h>
#include <sys/signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <machine/ucontext.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/thread.h"
#include "sys/callout.h"
#include "sys/knote.h"
#include "sys/ksignal.h"

struct vmspace;
struct filedesc;
struct tty;
struct vnode;
struct ux_context;
struct uregs;
struct lwp;
struct prison;
struct proc;
struct reaper;

/* Credentials never change once shared; a change makes a new one. */
struct ucred {
	refcount_t	 cr_ref;
	struct prison	*cr_prison;	/* NULL: in no jail; kjail.h */
	uid_t		 cr_uid;	/* effective */
	uid_t		 cr_ruid, cr_svuid;
	gid_t		 cr_rgid, cr_svgid;
	short		 cr_ngroups;
	gid_t		 cr_groups[NGROUPS];	/* [0] is the effective gid */
};
struct ucred *cred_hold(struct ucred *);
void	cred_free(struct ucred *);
struct ucred *cred_dup(const struct ucred *);	/* NULL: no memory */
/* p now has cr, whose reference is given; charges the process to its uid. */
void	proc_setcred(struct proc *, struct ucred *);
/* System call entry: lp->lwp_cred (held) becomes its process's credentials. */
void	lwp_refresh_cred(struct lwp *);
/* Count a process of uid: false if that were more than max (max 0: no limit). */
bool	uid_chgproc(uid_t, int diff, uint64_t max);
bool	cred_groupmember(gid_t, const struct ucred *);
/* 0 if the caller is the super-user and in no jail, else EPERM. */
int	cred_root(const struct ucred *);
/* The same for what the super-user of a jail may do as well. */
int	cred_super(const struct ucred *);
/* May cred signal or trace p?  0, EPERM; ESRCH: p is not in its jail. */
int	proc_cansignal(const struct ucred *, struct proc *, int sig);
extern struct ucred *root_cred;

struct session {
	LIST_ENTRY(session) s_hash;	/* [T] its id stays taken while it lives */
	int		 s_count;	/* [T] process groups, and session_hold() */
	struct proc	*s_leader;	/* [T] NULL once it is gone */
	struct tty	*s_ttyp;	/* [T] controlling terminal */
	struct vnode	*s_ttyvp;	/* [T] its vnode (revoked on exit) */
	pid_t		 s_sid;		/* [f] */
	char		 s_login[MAXLOGNAME];	/* [T] setlogin(2) */
};

struct pgrp {
	refcount_t	 pg_ref;	/* ttys and ioctls keep some; changed under [T] */
	pid_t		 pg_id;		/* [f] */
	struct session	*pg_session;	/* [f] */
	LIST_HEAD(, proc) pg_members;	/* [T] */
	LIST_ENTRY(pgrp) pg_hash;	/* [T] */
	bool		 pg_unlinked;	/* [T] on the list of pg_next */
	TAILQ_ENTRY(pgrp) pg_next;	/* [T] pgrp_calls.c: lost a link */
};

/*
 * Signal actions, maybe shared by rfork(RFSIGSHARE).  Changed under ps_spin; a
 * single action is read without it.
 */
struct sigacts {
	refcount_t	 ps_ref;
	struct spinlock	 ps_spin;
	uint32_t	 ps_flag;	/* PS_* */
	uintptr_t	 ps_handler[_SIG_MAXSIG + 1];	/* by signal number */
	sigset_t	 ps_mask[_SIG_MAXSIG + 1];
	uint8_t		 ps_saflags[_SIG_MAXSIG + 1];	/* SA_* */
	sigset_t	 ps_ignore;	/* explicitly, or by default */
	sigset_t	 ps_catch;
};
#define PS_NOCLDSTOP	0x01	/* no SIGCHLD when children stop */
#define PS_NOCLDWAIT	0x02	/* children leave no zombies */
#define PS_CLDSIGIGN	0x04	/* the same, SIGCHLD is SIG_IGN */

struct plimit {
	refcount_t	 pl_ref;
	struct spinlock	 pl_spin;
	struct rlimit	 pl_rlimit[RLIM_NLIMITS];
};

/* Exclusive and shared through rfork flags; fork copies. */
enum proc_state { PS_EMBRYO, PS_ACTIVE, PS_STOPPED, PS_ZOMBIE };

struct proc {
	TAILQ_ENTRY(proc) p_all;	/* [T] */
	LIST_ENTRY(proc) p_hash;	/* [T] */
	LIST_ENTRY(proc) p_pglist;	/* [T] */
	LIST_ENTRY(proc) p_sibling;	/* [T] */
	LIST_HEAD(, proc) p_children;	/* [T] */
	struct proc	*p_pptr;	/* [T] parent */
	struct proc	*p_oppid_proc;	/* [T] true parent while traced */
	struct pgrp	*p_pgrp;	/* [T] */
	pid_t		 p_pid;		/* [f] */
	volatile int	 p_holds;	/* proc_hold: delays the reaping; P_HOLDWAIT */

	struct spinlock	 p_spin;
	enum proc_state	 p_state;	/* [p] */
	uint32_t	 p_flags;	/* [p] P_* below */
	uint32_t	 p_traceflag;	/* [p] KTRFAC_* of ktrace(2) */
	struct ktrace_file *p_ktrace;	/* [p] where to; kktrace.h */
	TAILQ_HEAD(lwplist, lwp) p_lwps;	/* [p] */
	int		 p_nlwps;	/* [p] living */
	int		 p_nstopped;	/* [p] LWPs that reached their stop */
	lwpid_t		 p_lasttid;	/* [p] */
	sigset_t	 p_siglist;	/* [p] pending for the process */
	struct ksigq	 p_sigq;	/* [p] their infos */
	struct sigacts	*p_sigacts;	/* [c] exec unshares */
	int		 p_xstat;	/* [p] exit status or stop signal */
	int		 p_xsig;	/* [f] signal to the parent at exit */
	uint16_t	 p_acflag;	/* [p] */

	struct ucred	*p_ucred;	/* [p] take with proc_cred() */
	struct plimit	*p_limit;	/* [p] */
	struct filedesc	*p_fd;		/* [c] */
	struct vmspace	*p_vmspace;	/* [c] */
	struct vnode	*p_textvp;	/* [c] executable */
	char		 p_comm[MAXCOMLEN + 1];	/* [p] */
	char		*p_args;	/* [p] ps arguments, NUL separated */
	size_t		 p_argslen;	/* [p] */
	uintptr_t	 p_psstrings;	/* [c] user address */
	uintptr_t	 p_sigcode;	/* [c] user address of the trampoline */
	char		*p_execpath;	/* [c] for AT_EXECPATH, procfs */

	struct itimerval p_timer[3];	/* [p] */
	struct callout	 p_realtimer;	/* ITIMER_REAL */
	int64_t		 p_realtimer_at;/* [p] mono ns */
	struct rusage	 p_ru;		/* [p] of LWPs that ended, and counts */
	struct rusage	 p_cru;		/* [p] of waited-for children */
	int64_t		 p_start;	/* [f] wall ns */
	signed char	 p_nice;	/* [p] */
	signed char	 p_ionice;	/* [p] ioprio_set(2) */
	struct varset	*p_varset;	/* variant symlinks: kvarsym.h */
	int		 p_ptrace_sig;	/* [p] */
	struct kqinfo	 p_klist;	/* EVFILT_PROC, EVFILT_SIGNAL */
	struct sys_upmap *p_upmap;	/* [p] its page of /dev/upmap, or NULL */
	struct vm_object *p_upmap_obj;	/* [p] the object of that page */
	uint64_t	 p_forkid;	/* [f] unlike any other process's */
	struct reaper	*p_reaper;	/* [T] who gets our orphans */
	int		 p_deathsig;	/* [p] sent to us when the parent ends */
	struct callout	 p_cputimer;	/* ITIMER_VIRTUAL, PROF, RLIMIT_CPU */
	int64_t		 p_vtimer_at[3];/* [p] CPU ns when [1], [2] fire; 0 not */
	int64_t		 p_utime, p_stime;	/* [p] ns, of LWPs that ended */
};

#define P_HOLDWAIT	0x40000000	/* in p_holds: the reaper waits */

/* p_flags */
#define P_SYSTEM	0x0001	/* no user part: swapper-like */
#define P_CONTROLT	0x0002	/* has a controlling terminal */
#define P_EXEC		0x0004	/* called exec since fork */
#define P_PPWAIT	0x0008	/* parent waits in vfork */
#define P_SUGID		0x0010	/* changed ids since exec */
#define P_TRACED	0x0020
#define P_WEXIT		0x0040	/* over: wait(2) may have it */
#define P_STOPREQ	0x0080	/* LWPs stop on the way to user mode */
#define P_SINGLE	0x0100	/* one LWP goes on (exec, exit), others end */
#define P_WAITED	0x0200	/* stop was reported to wait */
#define P_CONTINUED	0x0400	/* SIGCONT not yet reported */
#define P_INEXEC	0x4000
#define P_OOMKILLED	0x8000
#define P_SHAREDVM	0x10000	/* rfork(RFMEM) or vfork: others use the space */
#define P_TELLSTOP	0x20000	/* the parent has yet to be told of a stop */
#define P_TELLCONT	0x40000	/* the same of having continued */
#define P_REAPED	0x80000	/* a waiter has it */
#define P_EXITING	0x100000	/* in exit1() */

/* One light-weight process: a user context with a kernel thread. */
struct lwp {
	struct thread	*lwp_thread;	/* [f] */
	struct proc	*lwp_proc;	/* [f] */
	TAILQ_ENTRY(lwp) lwp_list;	/* [p] */
	lwpid_t		 lwp_tid;	/* [f] 1.. within the process */
	uint32_t	 lwp_flags;	/* [p] LWP_* below */
	volatile uint32_t lwp_ast;	/* something to do before user mode */
	sigset_t	 lwp_siglist;	/* [p] pending for this LWP */
	struct ksigq	 lwp_sigq;	/* [p] their infos */
	sigset_t	 lwp_sigmask;	/* [p] written by the LWP only */
	sigset_t	 lwp_oldsigmask;/* [l] sigsuspend */
	sigset_t	 lwp_sigwait;	/* [p] what sigtimedwait(2) waits for */
	stack_t		 lwp_sigstk;	/* [l] */
	struct ux_context *lwp_ux;	/* [f] platform: user registers */
	struct uregs *lwp_frame;	/* [l] while in the kernel: platform/trap.h */
	uintptr_t	 lwp_tls[2];	/* [l] set_tls_area bases: fs, gs */
	struct sys_lpmap *lwp_lpmap;	/* [l] its page of /dev/lpmap, or NULL */
	struct vm_object *lwp_lpmap_obj;	/* [l] the object of that page */
	char		 lwp_name[MAXCOMLEN + 1];	/* [p] lwp_setname(2) */
	volatile bool	 lwp_sigheld;	/* lpmap's word holds signals back */
	struct rusage	 lwp_ru;	/* [l] */
	uint32_t	 lwp_nslow;	/* [l] system calls not by the gate */
	int		 lwp_sysnum;	/* [l] for ktrace, ddb, ps */
	struct ucred	*lwp_cred;	/* [l] held; lwp_refresh_cred() at entry */
	STAILQ_HEAD(, ktr_record) lwp_ktrq;	/* [l] kktrace.h: to be written */
	size_t		 lwp_ktrbytes;	/* [l] of them */
	int		 lwp_stopsig;	/* [p] */
	uint16_t	 lwp_rtprio_type, lwp_rtprio_prio;
};
#define LWP_EXITING	0x01	/* end at the next way to user mode */
#define LWP_OLDMASK	0x02	/* restore lwp_oldsigmask */
#define LWP_STOPPED	0x08	/* counted in p_nstopped */
#define LWP_INSTOP	0x20	/* inside thread_stop() */
#define LWP_KILLABLE	0x40	/* only SIGKILL ends its sleep */
#define LWP_SIGWAIT	0x80	/* in sigtimedwait */
#define AST_SIGNAL	0x01
#define AST_RESCHED	0x02
#define AST_STOP	0x08

extern struct spinlock proctree_spin;
extern TAILQ_HEAD(proclist, proc) allproc;	/* [T] */
extern struct proc proc0;		/* the kernel itself */
extern struct proc *initproc;		/* pid 1 */
extern int nprocs, maxproc, maxprocperuid;

/* Find by pid; the result is held (proc_release) or NULL. Zombies included
 * when zombies is true. */
struct proc *proc_find(pid_t pid, bool zombies);
void	proc_hold(struct proc *);
void	proc_release(struct proc *);
struct pgrp *pgrp_find(pid_t pgid);	/* reference taken: pgrp_drop */
void	pgrp_drop(struct pgrp *);
struct ucred *proc_cred(struct proc *);	/* held */
struct vmspace *proc_vmspace(struct proc *);	/* referenced; NULL: it is gone */
/* Sessions and groups; s_count and links under [T]. */
void	session_hold(struct session *);
void	session_drop(struct session *);
void	pgrp_hold(struct pgrp *);
/* Provided by kern/tty when there is one: session s has lost its leader.
 * Hang up: SIGHUP to the foreground group, s_ttyvp revoked, the terminal free
 * for another session.  Called without locks, s is held. */
void	tty_session_exit(struct session *s) __attribute__((weak));
/* Provided by kern/tty: numbers of a session's terminal for kinfo_proc, with
 * proctree_spin held. */
void	tty_kinfo(struct tty *, dev_t *dev, pid_t *pgid, pid_t *sid)
	    __attribute__((weak));
/* The filters of EVFILT_PROC and EVFILT_SIGNAL for kern/kqueue. */
extern const struct filterops proc_filtops, signal_filtops;
/* CPU time so far, ns, the running stretch included. p_spin not held. */
void	proc_cputime(struct proc *, int64_t *user, int64_t *sys);
void	lwp_cputime(struct lwp *, int64_t *user, int64_t *sys);
uint64_t proc_limit(struct proc *, int which);	/* current soft limit */
struct lwp *proc_firstlwp(struct proc *);	/* [p] */
/* Call fn for every process, each held, no lock held; false stops. */
void	proc_foreach(bool (*fn)(struct proc *, void *), void *);

/*
 * Signals.  ksignal posts to a process, lwp_signal to one LWP, pgsignal to a
 * group (checkctty: only members with a controlling terminal).  Any context,
 * holding no lock of rank LR_PROCTREE or later.
 * The tty code defers them past its own spin lock.
 */
void	ksignal(struct proc *, int sig);
void	ksignal_info(struct proc *, const siginfo_t *);
void	lwp_signal(struct lwp *, const siginfo_t *);
void	pgsignal(struct pgrp *, int sig, bool checkctty);
/* For terminal job control: what the tty layer asks about the caller. */
bool	proc_sigignored(struct proc *, int sig);
bool	lwp_sigmasked(struct lwp *, int sig);
bool	pgrp_orphaned(struct pgrp *);
/* pselect, ppoll, sigsuspend: wait with this mask; it ends with the next
 * signal delivered or at the latest on the way to user mode. */
void	lwp_tempmask(struct lwp *, const sigset_t *);
/* From platform/trap: on the way to user mode with lwp_ast set. */
void	userret_ast(struct lwp *);
/* The end of a system call: signals that lp's lpmap page held back may go. */
void	lwp_sigrelease(struct lwp *);
/*
 * A hardware trap of lp: deliver sig with code, addr; trapno (T_* of
 * machine/trap.h) for the frame.  sig and the rest come from trap_to_signal()
 * (platform/trap.h).
 */
void	trapsignal(struct lwp *, int sig, int code, uintptr_t addr, int trapno);

/* Life and death. */
void	proc_init(void);		/* proc0, root_cred, limits */
int	init_start(void);		/* create pid 1 that will exec init */
void	exit1(int status) __attribute__((noreturn));	/* W_EXITCODE form */
void	lwp_exit1(void) __attribute__((noreturn));	/* this LWP only */
/* End every other LWP of the caller's process.  0, or EINTR if another does. */
int	proc_single(void);
/* The first code of a new LWP: enters user mode with its context. */
void	lwp_trampoline(void *lwp);

#endif /* !_KERN_KPROC_H_ */
