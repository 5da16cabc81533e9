/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc_int.h: what the files of processes (kern/proc*, fork, exec, exit, wait,
 * ptrace) share among themselves.
 */
#ifndef _KERN_PROC_INT_H_
#define _KERN_PROC_INT_H_

#include "sys/kproc.h"
#include "sys/kmalloc.h"

MALLOC_DECLARE(M_PROC);

#define PID_MIN		100		/* where numbers begin again */
#define PID_MAX		999999

/* Hint of a signal to p_klist, beside the NOTE_ bits of processes. */
#define NOTE_SIGNAL_K	0x08000000

/* sig_post.c */
int	lwp_signal_tid(struct proc *, lwpid_t, const siginfo_t *);

/* proc.c */
void	proc_setup(struct proc *);
struct proc *proc_lookup(pid_t);	/* [T] */
int	proc_insert(struct proc *, bool root);	/* [T] EAGAIN */
void	proc_remove(struct proc *);
/* Bytes that parent and child share: arguments, path of the image.  NULL is none. */
char	*rcbuf_alloc(const void *, size_t);	/* NULL: no memory */
char	*rcbuf_hold(char *);
void	rcbuf_drop(char *);
/* p's image is vp now (NULL: none); takes the caller's reference. */
void	proc_settext(struct proc *, struct vnode *);

/* cred.c */
void	cred_init(void);
/* May cr debug or change q?  0, EPERM; ESRCH: q is not in its jail. */
int	cred_trespass(const struct ucred *cr, struct proc *q);
/* cred_calls.c: give lp's process nc, whose reference is taken, in the place of
 * lp's credentials.  ERESTART: they are not its process's any more. */
int	cred_commit(struct lwp *lp, struct ucred *nc);

/* A process of one user becomes another's: they are counted. */
void	proc_moveuid(uid_t from, uid_t to);

/* proc_pgrp.c */
void	pgrp_init0(struct proc *);
struct pgrp *pgrp_lookup(pid_t pgid);		/* [T] with members, or NULL */
void	pgrp_drop_locked(struct pgrp *);	/* [T] a reference */
/* Fill fresh memory and put it into the hashes. [T] */
void	pgrp_enter(struct pgrp *pg, struct session *s, pid_t pgid);
void	session_enter(struct session *s, struct proc *leader);
void	pgrp_join(struct pgrp *pg, struct proc *p);	/* [T] a reference for it */
bool	pgrp_pid_taken(pid_t);			/* [T] */
bool	pgrp_orphaned_locked(struct pgrp *);	/* [T] */
int	pgrp_jobc(struct pgrp *);		/* [T] for kinfo_proc */
void	pgrp_inherit(struct proc *parent, struct proc *child);	/* [T] */
/* Does p keep its group from being orphaned? [T] */
bool	proc_qualifies(const struct proc *p);
/* pg may just have lost the member that kept it from being orphaned: if so and
 * one of it is stopped, hang it up.  pg is held by the caller. */
void	pgrp_checkorphan(struct pgrp *);
void	pgrp_leave(struct proc *);		/* zombie's end; takes [T] */
void	session_leader_exit(struct proc *);

/* umtx.c */
void	umtx_init(void);

/* upmap.c: the page of a new process, of exec's new space, and of the end. */
int	upmap_fork(struct lwp *, struct proc *child, struct lwp *nl);
int	upmap_lwpnew(const struct lwp *, struct lwp *nl);
void	upmap_exec(struct proc *, struct lwp *);
void	upmap_exit(struct proc *);
void	upmap_lwpexit(struct lwp *);
void	upmap_lwpend(struct lwp *);
void	upmap_setpid(struct proc *);
void	upmap_invfork(struct proc *, int diff);
void	upmap_attach(void);

/* prio.c: the process of that id (0: lp's), held, and with change one that lp may
 * change.  ESRCH, EPERM. */
int	proc_findfor(struct lwp *lp, pid_t, bool change, struct proc **);

/* acct.c: p, whose last thread calls this, ends: it is accounted for.  Context:
 * may sleep; its user memory is gone. */
void	acct_process(struct proc *p);
void	acct_init(void);

/* proc_event.c */
void	proc_event_fork(struct proc *parent, pid_t child);
void	proc_event_init(void);

/* resource.c */
void	plimit_drop(struct plimit *);
void	rusage_add(struct rusage *, const struct rusage *);
void	proc_rusage(struct proc *, struct rusage *);	/* of p itself */
void	lwp_rusage(struct lwp *, struct rusage *);

/* time_itimer.c */
void	itimer_exit(struct proc *);
void	cputimer_arm(struct proc *);

/* fork.c, lwp.c */
struct lwp *lwp_alloc(struct proc *);		/* NULL: no memory */
void	lwp_free(struct lwp *);
int	lwp_start(struct lwp *, void (*fn)(void *));	/* ENOMEM: no thread */
void	lwp_discard(struct lwp *);		/* has a thread, never ran */
void	lwp_link(struct lwp *);			/* [p] */
struct lwp *lwp_lookup(struct proc *, lwpid_t);	/* [p] -1: any */
/* Take lp out of its process: its use is added up.  p_spin held. */
void	lwp_unlink(struct lwp *);
void	proc_vforkdone(struct proc *);

/* sched_sys.c */
void	lwp_sched_inherit(struct lwp *);
int	cpumask_in(const void *umask, uint32_t *mask);	/* EFAULT, EINVAL */

/* exit.c */
void	proc_reparent(struct proc *child, struct proc *parent);	/* [T] */
void	proc_reap(struct proc *);	/* a zombie that only the caller has */

/* reaper.c; [T] */
void	reaper_fork(struct proc *parent, struct proc *child);
/* Who gets the orphans of p: the nearest living reaper above, or init. */
struct proc *reaper_of(struct proc *p);
void	reaper_resign(struct proc *p);		/* p reaps no more, if it did */
void	reaper_drop(struct reaper *r);		/* a reference; NULL: nothing */

/* ptrace.c */
/* p's true parent, if a tracer has its place; p forgets it. [T] */
struct proc *ptrace_disown(struct proc *p);
/* The caller's LWP meets sig while traced; p_spin held, released meanwhile.
 * Returns the signal the debugger let through, or 0. */
int	ptrace_stop(struct lwp *, int sig, siginfo_t *);
void	ptrace_exit(struct proc *);	/* a debugger ends: kill what it traces */

/* exec.c */
int	exec_init(struct lwp *, const char *path, char *const argv[]);
void	proc_args_set(struct proc *, const char *buf, size_t len);

/*
 * kern.proc.<what> of p, which is held: KERN_PROC_ARGS, CWD, PATHNAME or
 * SIGTRAMP.  EPERM, ENOENT, ENOMEM.
 */
struct sysctl_req;
int	proc_answer(int what, struct proc *p, struct sysctl_req *);

#endif /* !_KERN_PROC_INT_H_ */
