/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fork.c: new processes: fork(2), vfork(2), rfork(2), and the first process.
 *
 * A child is built while nobody can see it, enters the table as PS_EMBRYO, and
 * is made active as the last step; whatever fails before leaves no trace.
 *
 * Locks: proctree_spin for the links, p_spin of parent and child.
 */
#include <sys/acct.h>
#include <machine/psl.h>
#include <sys/unistd.h>
#include "sys/kfile.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "sys/kktrace.h"
#include "sys/kvarsym.h"
#include "kern/proc_int.h"
#include "platform/trap.h"
#include "vfs/vnode.h"
#include "vm/vm.h"
#include "vm/vm_daemon.h"

#define RF_KNOWN	(RFNAMEG | RFENVG | RFFDG | RFNOTEG | RFPROC | \
			 RFMEM | RFNOWAIT | RFCNAMEG | RFCENVG | RFCFDG | \
			 RFTHREAD | RFSIGSHARE)
#define RF_PPWAIT	0x80000000	/* vfork */

/* A table without files, but with the directories and umask of from. */
static int
fdesc_empty(struct filedesc *from, struct filedesc **fdpp)
{
	struct filedesc *fdp;
	struct vnode *vp;

	if ((fdp = fdesc_init()) == NULL)
		return (ENOMEM);
	if ((vp = fdesc_cwd(from)) != NULL)
		fdesc_setcwd(fdp, vp);
	if ((vp = fdesc_root(from)) != NULL)
		fdesc_setroot(fdp, vp);
	if ((vp = fdesc_jail(from)) != NULL)
		fdesc_setjail(fdp, vp);
	(void)fdesc_setumask(fdp, fdesc_umask(from));
	*fdpp = fdp;
	return (0);
}

/* What does not need the child to be known to anybody. */
static int
fork_copy(struct lwp *lp, struct proc *p2, int flags)
{
	struct proc *p1 = lp->lwp_proc;
	int error;

	p2->p_ucred = cred_hold(lp->lwp_cred);
	spin_lock(&p1->p_spin);
	p2->p_limit = p1->p_limit;
	refcount_get(&p2->p_limit->pl_ref);
	memcpy(p2->p_comm, p1->p_comm, sizeof(p2->p_comm));
	p2->p_args = rcbuf_hold(p1->p_args);
	p2->p_argslen = p1->p_argslen;
	p2->p_execpath = rcbuf_hold(p1->p_execpath);
	p2->p_nice = p1->p_nice;
	p2->p_acflag = AFORK;
	p2->p_ionice = p1->p_ionice;
	p2->p_flags = p1->p_flags & (P_SUGID | P_CONTROLT);
	if ((p2->p_textvp = p1->p_textvp) != NULL) {
		vref(p2->p_textvp);
		(void)atomic_add(&p2->p_textvp->v_execcount, 1);
	}
	spin_unlock(&p1->p_spin);
	varsym_fork(p1, p2);
	ktr_fork(p1, p2);
	p2->p_psstrings = p1->p_psstrings;
	p2->p_sigcode = p1->p_sigcode;
	p2->p_xsig = SIGCHLD;
	if ((flags & RFSIGSHARE) != 0) {
		p2->p_sigacts = p1->p_sigacts;
		refcount_get(&p2->p_sigacts->ps_ref);
	} else if ((p2->p_sigacts = sigacts_copy(p1->p_sigacts)) == NULL)
		return (ENOMEM);
	if ((flags & RFCFDG) != 0) {
		if ((error = fdesc_empty(p1->p_fd, &p2->p_fd)) != 0)
			return (error);
	} else if ((flags & RFFDG) != 0) {
		if ((error = fdesc_copy(p1->p_fd, &p2->p_fd)) != 0)
			return (error);
	} else
		p2->p_fd = fdesc_share(p1->p_fd);
	if ((flags & RFMEM) != 0) {
		vmspace_ref(p1->p_vmspace);
		p2->p_vmspace = p1->p_vmspace;
		p2->p_flags |= P_SHAREDVM;
		return (0);
	}
	return (vmspace_fork(p1->p_vmspace, &p2->p_vmspace));
}

/*
 * The child's only LWP: a copy of lp that returns 0 and 1 from its call.  It has
 * lp's number: locks of a C library name their owner by it.
 */
static int
fork_lwp(struct lwp *lp, struct proc *p2, struct lwp **nlp)
{
	struct lwp *nl;
	int error;

	if ((nl = lwp_alloc(p2)) == NULL)
		return (ENOMEM);
	*nlp = nl;
	if ((error = lwp_context_copy(lp, nl)) != 0)
		return (error);
	nl->lwp_tid = lp->lwp_tid;
	nl->lwp_cred = cred_hold(p2->p_ucred);
	nl->lwp_sigmask = (lp->lwp_flags & LWP_OLDMASK) != 0 ?
	    lp->lwp_oldsigmask : lp->lwp_sigmask;
	if ((p2->p_flags & P_SHAREDVM) == 0)
		nl->lwp_sigstk = lp->lwp_sigstk;
	nl->lwp_tls[0] = lp->lwp_tls[0];
	nl->lwp_tls[1] = lp->lwp_tls[1];
	nl->lwp_rtprio_type = lp->lwp_rtprio_type;
	nl->lwp_rtprio_prio = lp->lwp_rtprio_prio;
	nl->lwp_frame->tf_rax = 0;
	nl->lwp_frame->tf_rdx = 1;
	nl->lwp_frame->tf_rflags &= ~(uint64_t)(PSL_C | PSL_T);
	return (lwp_start(nl, lwp_trampoline));
}

/* Undo what fork_copy() and fork_lwp() did. */
static void
fork_undo(struct proc *p2, struct lwp *nl)
{
	if (nl != NULL) {
		if (nl->lwp_thread != NULL)
			lwp_discard(nl);
		else
			lwp_free(nl);
	}
	upmap_exit(p2);
	if (p2->p_vmspace != NULL)
		vmspace_drop(p2->p_vmspace);
	if (p2->p_fd != NULL)
		fdesc_drop(p2->p_fd);
	if (p2->p_sigacts != NULL)
		sigacts_drop(p2->p_sigacts);
	varsym_exit(p2);
	ktr_undo(p2);
	proc_settext(p2, NULL);
	rcbuf_drop(p2->p_args);
	rcbuf_drop(p2->p_execpath);
	if (p2->p_limit != NULL)
		plimit_drop(p2->p_limit);
	if (p2->p_ucred != NULL)
		cred_free(p2->p_ucred);
	kfree(p2, M_PROC);
}

/* The table is full: say so, at most every ten seconds. */
static void
fork_complain(uid_t uid)
{
	static int64_t last;
	int64_t now = time_mono(), then = atomic_load(&last);

	if ((then == 0 || now - then > 10 * NS_PER_S) &&
	    atomic_cas(&last, then, now))
		kprintf("maxproc limit exceeded by uid %d, see tuning(7)\n",
		    (int)uid);
}

/*
 * Put p2 into the table and its families.  ERESTART when a signal waits for the
 * caller: a group that is being killed must not outrun its killer by forking.
 */
static int
fork_enter(struct lwp *lp, struct proc *p2, int flags)
{
	struct proc *p1 = lp->lwp_proc, *pp = p1;
	int error = 0;

	spin_lock(&proctree_spin);
	if (lp->lwp_ast != 0 && signal_interrupts(lp) != 0)
		error = ERESTART;
	else
		error = proc_insert(p2, lp->lwp_cred->cr_ruid == 0);
	if (error == 0) {
		if ((flags & RFNOWAIT) != 0 && initproc != NULL)
			pp = initproc;
		p2->p_pptr = pp;
		LIST_INSERT_HEAD(&pp->p_children, p2, p_sibling);
		pgrp_inherit(p1, p2);
		reaper_fork(p1, p2);
	}
	spin_unlock(&proctree_spin);
	return (error);
}

/* The child may run. */
static void
fork_go(struct lwp *lp, struct proc *p2, struct lwp *nl, int flags)
{
	struct proc *p1 = lp->lwp_proc;

	spin_lock(&p2->p_spin);
	p2->p_lasttid = nl->lwp_tid;
	lwp_link(nl);
	if ((flags & RF_PPWAIT) != 0)
		p2->p_flags |= P_PPWAIT;
	p2->p_state = PS_ACTIVE;
	spin_unlock(&p2->p_spin);
	if (p1->p_pid != 0)
		proc_event_fork(p1, p2->p_pid);
	thread_ready(nl->lwp_thread);
}

/* For vm.vmmeter: a fork by its kind, and the data and stack that it copies. */
static void
fork_count(struct proc *p2, int flags)
{
	struct vmspace_info vi;
	uint64_t pages;

	vmspace_info(p2->p_vmspace, &vi);
	pages = vi.dsize + vi.ssize;
	if ((flags & (int)RF_PPWAIT) != 0) {
		METER(vforks, 1);
		METER(vforkpages, pages);
	} else if (flags == (RFFDG | RFPROC)) {
		METER(forks, 1);
		METER(forkpages, pages);
	} else {
		METER(rforks, 1);
		METER(rforkpages, pages);
	}
}

/*
 * Make a child of lp's process as flags (RF*) say; *childp is held by the
 * caller.  EAGAIN too many processes, ENOMEM, EINVAL, ERESTART.
 * Manual: rfork(2).
 */
static int
fork1(struct lwp *lp, int flags, struct proc **childp)
{
	struct proc *p1 = lp->lwp_proc, *p2;
	uid_t uid = lp->lwp_cred->cr_ruid;
	struct lwp *nl = NULL;
	int error;

	if (!uid_chgproc(uid, 1, uid != 0 ? K_MIN(proc_limit(p1, RLIMIT_NPROC),
	    (uint64_t)maxprocperuid) : 0))
		return (EAGAIN);
	p2 = kmalloc(sizeof(*p2), M_PROC, M_WAITOK | M_ZERO);
	if (p2 == NULL) {
		(void)uid_chgproc(uid, -1, 0);
		return (ENOMEM);
	}
	proc_setup(p2);
	if ((error = fork_copy(lp, p2, flags)) != 0 ||
	    (error = fork_lwp(lp, p2, &nl)) != 0 ||
	    (error = upmap_fork(lp, p2, nl)) != 0 ||
	    (error = fork_enter(lp, p2, flags)) != 0) {
		fork_undo(p2, nl);
		(void)uid_chgproc(uid, -1, 0);
		if (error == EAGAIN)
			fork_complain(uid);
		return (error);
	}
	proc_hold(p2);
	upmap_setpid(p2);
	fork_count(p2, flags);
	fork_go(lp, p2, nl, flags);
	*childp = p2;
	return (0);
}

void
proc_vforkdone(struct proc *p)
{
	spin_lock(&p->p_spin);
	if ((p->p_flags & P_PPWAIT) != 0) {
		p->p_flags &= ~P_PPWAIT;
		wakeup(&p->p_psstrings);
		/* Stop signals were put off. */
		proc_resignal(p);
	}
	spin_unlock(&p->p_spin);
}

/*
 * Wait until the child has a space of its own or is over.  Only being killed
 * ends it earlier; the child then goes on with the space alone.
 */
static void
vfork_wait(struct lwp *lp, struct proc *p2)
{
	struct proc *p1 = lp->lwp_proc;
	int error = 0;

	spin_lock(&p1->p_spin);
	lp->lwp_flags |= LWP_KILLABLE;
	spin_unlock(&p1->p_spin);
	spin_lock(&p2->p_spin);
	while ((p2->p_flags & P_PPWAIT) != 0 && error == 0)
		error = ssleep(&p2->p_psstrings, &p2->p_spin, PCATCH,
		    "ppwait", 0);
	spin_unlock(&p2->p_spin);
	spin_lock(&p1->p_spin);
	lp->lwp_flags &= ~LWP_KILLABLE;
	(void)atomic_or(&lp->lwp_ast, AST_SIGNAL);
	spin_unlock(&p1->p_spin);
}

/* fork(2). */
int
sys_fork(struct lwp *lp, const struct fork_args *uap, int64_t rv[2])
{
	struct proc *p2;
	int error;

	if ((error = fork1(lp, RFFDG | RFPROC, &p2)) != 0)
		return (error == ENOMEM ? EAGAIN : error);
	rv[0] = p2->p_pid;
	rv[1] = 0;
	proc_release(p2);
	return (0);
}

/* vfork(2): the child borrows our space until it calls exec or ends. */
int
sys_vfork(struct lwp *lp, const struct vfork_args *uap, int64_t rv[2])
{
	struct proc *p1 = lp->lwp_proc, *p2;
	bool shared = (p1->p_flags & P_SHAREDVM) != 0;
	int error;

	spin_lock(&p1->p_spin);
	p1->p_flags |= P_SHAREDVM;
	spin_unlock(&p1->p_spin);
	upmap_invfork(p1, 1);
	error = fork1(lp, RFFDG | RFPROC | RFMEM | (int)RF_PPWAIT, &p2);
	if (error == 0) {
		vfork_wait(lp, p2);
		if ((p2->p_flags & P_PPWAIT) != 0)
			shared = true;
		rv[0] = p2->p_pid;
		rv[1] = 0;
		proc_release(p2);
	}
	upmap_invfork(p1, -1);
	if (!shared && p1->p_nlwps == 1) {
		spin_lock(&p1->p_spin);
		p1->p_flags &= ~P_SHAREDVM;
		spin_unlock(&p1->p_spin);
	}
	return (error == ENOMEM ? EAGAIN : error);
}

/* rfork(2) without RFPROC changes the caller itself. */
static int
rfork_self(struct lwp *lp, int flags)
{
	struct proc *p = lp->lwp_proc;
	struct filedesc *old = p->p_fd, *fdp;
	int error = 0;

	if ((flags & RFMEM) != 0)
		return (EINVAL);
	if (p->p_nlwps != 1)
		return (EINVAL);
	if ((flags & RFCFDG) != 0)
		error = fdesc_empty(old, &fdp);
	else if ((flags & RFFDG) != 0)
		error = fdesc_copy(old, &fdp);
	else
		return (0);
	if (error == 0) {
		p->p_fd = fdp;
		fdesc_drop(old);
	}
	return (error);
}

/* rfork(2): EINVAL for contradictions and what is not for programs. */
int
sys_rfork(struct lwp *lp, const struct rfork_args *uap, int64_t rv[2])
{
	struct proc *p1 = lp->lwp_proc, *p2;
	int flags = uap->flags, error;

	if ((flags & ~RF_KNOWN) != 0 ||
	    (flags & (RFFDG | RFCFDG)) == (RFFDG | RFCFDG))
		return (EINVAL);
	if ((flags & RFPROC) == 0)
		return (rfork_self(lp, flags));
	if ((flags & RFMEM) != 0) {
		spin_lock(&p1->p_spin);
		p1->p_flags |= P_SHAREDVM;
		spin_unlock(&p1->p_spin);
	}
	if ((error = fork1(lp, flags, &p2)) != 0)
		return (error == ENOMEM ? EAGAIN : error);
	rv[0] = p2->p_pid;
	rv[1] = 0;
	proc_release(p2);
	return (0);
}
