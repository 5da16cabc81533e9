/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wait.c: wait4(2) and wait6(2): what became of children.
 *
 * A search of the children and the sleep for news are one step under
 * proctree_spin, and who has news wakes the parent under it too.  A zombie is
 * taken by one waiter: P_REAPED, under proctree_spin.
 *
 * Locks: proctree_spin, p_spin of a child.
 */
#include <sys/wait.h>
#include "sys/kjail.h"
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

struct waitarg {
	idtype_t	 type;
	id_t		 id;
	int		 options;
	/* Results. */
	pid_t		 pid;
	int		 status;
	struct __wrusage wru;
	siginfo_t	 info;
};

/* Is c among those waited for?  proctree_spin and its p_spin held. */
static bool
wait_match(const struct waitarg *wa, const struct proc *c)
{
	switch (wa->type) {
	case P_ALL:
		return (true);
	case P_PID:
		return (c->p_pid == wa->id);
	case P_PPID:
		return (c->p_pptr->p_pid == wa->id);
	case P_PGID:
		return (c->p_pgrp->pg_id == wa->id);
	case P_SID:
		return (c->p_pgrp->pg_session->s_sid == wa->id);
	case P_UID:
		return (c->p_ucred->cr_uid == (uid_t)wa->id);
	case P_GID:
		return (c->p_ucred->cr_groups[0] == (gid_t)wa->id);
	case P_JAILID:
		return (jail_id(c->p_ucred) == wa->id);
	default:
		return (false);
	}
}

/* Fill the results for c in the way of code.  p_spin of c held. */
static void
wait_fill(struct waitarg *wa, struct proc *c, int code, int status)
{
	wa->pid = c->p_pid;
	wa->status = status;
	memset(&wa->info, 0, sizeof(wa->info));
	wa->info.si_signo = SIGCHLD;
	wa->info.si_code = code;
	wa->info.si_pid = c->p_pid;
	wa->info.si_uid = c->p_ucred->cr_ruid;
	wa->info.si_status = WIFCONTINUED(status) ? SIGCONT :
	    WIFSTOPPED(status) ? WSTOPSIG(status) :
	    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
}

/*
 * A stop or continuation of c that has not been told yet.  Both locks held.
 */
static bool
wait_live(struct waitarg *wa, struct proc *c)
{
	bool traced = (c->p_flags & P_TRACED) != 0;

	if (c->p_state == PS_STOPPED && (c->p_flags & P_WAITED) == 0 &&
	    ((traced && (wa->options & WTRAPPED) != 0) ||
	    (wa->options & WSTOPPED) != 0)) {
		wait_fill(wa, c, traced ? CLD_TRAPPED : CLD_STOPPED,
		    W_STOPCODE(c->p_xstat));
		if ((wa->options & WNOWAIT) == 0)
			c->p_flags |= P_WAITED;
		return (true);
	}
	if ((c->p_flags & P_CONTINUED) != 0 &&
	    (wa->options & WCONTINUED) != 0) {
		wait_fill(wa, c, CLD_CONTINUED, W_CONTCODE);
		if ((wa->options & WNOWAIT) == 0)
			c->p_flags &= ~P_CONTINUED;
		return (true);
	}
	return (false);
}

/*
 * Look through the children of p.  0: one was found, *zombie is the one to
 * reap if it is that; ECHILD none match; EAGAIN there is no news.
 */
static int
wait_scan(struct proc *p, struct waitarg *wa, struct proc **zombie)
{
	struct proc *c;
	int error = ECHILD;

	*zombie = NULL;
	LIST_FOREACH(c, &p->p_children, p_sibling) {
		spin_lock(&c->p_spin);
		if ((c->p_flags & P_REAPED) != 0 || !wait_match(wa, c)) {
			spin_unlock(&c->p_spin);
			continue;
		}
		error = EAGAIN;
		if ((c->p_flags & P_WEXIT) != 0) {
			if ((wa->options & WEXITED) == 0) {
				spin_unlock(&c->p_spin);
				continue;
			}
			wait_fill(wa, c, WIFEXITED(c->p_xstat) ? CLD_EXITED :
			    WCOREDUMP(c->p_xstat) ? CLD_DUMPED : CLD_KILLED,
			    c->p_xstat);
			if ((wa->options & WNOWAIT) == 0)
				c->p_flags |= P_REAPED;
			proc_hold(c);
			*zombie = c;
			error = 0;
		} else if (wait_live(wa, c))
			error = 0;
		spin_unlock(&c->p_spin);
		if (error == 0)
			return (0);
	}
	return (error);
}

/*
 * The debugger has seen the end of c; its true parent has not.  True if it was
 * given back.
 */
static bool
give_back(struct proc *c)
{
	struct proc *t;

	spin_lock(&proctree_spin);
	if ((t = ptrace_disown(c)) == NULL) {
		spin_unlock(&proctree_spin);
		return (false);
	}
	proc_reparent(c, t);
	spin_lock(&c->p_spin);
	c->p_flags &= ~(P_REAPED | P_TRACED);
	spin_unlock(&c->p_spin);
	proc_hold(t);
	wakeup(t);
	spin_unlock(&proctree_spin);
	ksignal(t, SIGCHLD);
	proc_release(t);
	return (true);
}

/* ECHILD, EINTR, EINVAL. *wa is filled; pid 0 when WNOHANG found no news. */
static int
kern_wait(struct lwp *lp, struct waitarg *wa)
{
	struct proc *p = lp->lwp_proc, *z;
	int error;

	spin_lock(&proctree_spin);
	if (wa->type == P_PGID && wa->id == 0)
		wa->id = p->p_pgrp->pg_id;
	while ((error = wait_scan(p, wa, &z)) == EAGAIN) {
		if ((wa->options & WNOHANG) != 0) {
			wa->pid = 0;
			error = 0;
			break;
		}
		error = ssleep(p, &proctree_spin, PCATCH, "wait", 0);
		if (error != 0) {
			spin_unlock(&proctree_spin);
			if (!lwp_stopped_asleep(lp))
				return (error);
			spin_lock(&proctree_spin);
		}
	}
	spin_unlock(&proctree_spin);
	if (z == NULL)
		return (error);
	proc_rusage(z, &wa->wru.wru_self);
	wa->wru.wru_children = z->p_cru;
	if ((wa->options & WNOWAIT) != 0 || give_back(z)) {
		proc_release(z);
		return (0);
	}
	spin_lock(&p->p_spin);
	rusage_add(&p->p_cru, &wa->wru.wru_self);
	rusage_add(&p->p_cru, &wa->wru.wru_children);
	spin_unlock(&p->p_spin);
	proc_release(z);
	proc_reap(z);
	return (0);
}

/* wait4(2). */
int
sys_wait4(struct lwp *lp, const struct wait4_args *uap, int64_t rv[2])
{
	struct waitarg wa;
	int error;

	if ((uap->options & ~(WNOHANG | WUNTRACED | WCONTINUED | WNOWAIT |
	    (int)WLINUXCLONE)) != 0 || uap->pid == INT32_MIN)
		return (EINVAL);
	memset(&wa, 0, sizeof(wa));
	wa.options = uap->options | WEXITED | WTRAPPED;
	if (uap->pid == WAIT_ANY)
		wa.type = P_ALL;
	else if (uap->pid <= 0) {
		wa.type = P_PGID;
		wa.id = -(id_t)uap->pid;
	} else {
		wa.type = P_PID;
		wa.id = uap->pid;
	}
	error = kern_wait(lp, &wa);
	if (error == 0 && wa.pid != 0) {
		/* With those that the child waited for. */
		rusage_add(&wa.wru.wru_self, &wa.wru.wru_children);
		if (uap->status != NULL)
			error = copyout(&wa.status, uap->status, sizeof(int));
		if (error == 0 && uap->rusage != NULL)
			error = copyout(&wa.wru.wru_self, uap->rusage,
			    sizeof(struct rusage));
	}
	rv[0] = wa.pid;
	return (error);
}

/* wait6(2): one of WEXITED, WSTOPPED, WCONTINUED, WTRAPPED, else EINVAL. */
int
sys_wait6(struct lwp *lp, const struct wait6_args *uap, int64_t rv[2])
{
	struct waitarg wa;
	int error;

	if ((uap->options & ~(WNOHANG | WUNTRACED | WCONTINUED | WNOWAIT |
	    WEXITED | WTRAPPED)) != 0 || (uap->options & (WUNTRACED |
	    WCONTINUED | WEXITED | WTRAPPED)) == 0)
		return (EINVAL);
	memset(&wa, 0, sizeof(wa));
	wa.type = (idtype_t)uap->idtype;
	wa.id = uap->id;
	wa.options = uap->options;
	error = kern_wait(lp, &wa);
	if (error == 0 && wa.pid != 0) {
		if (uap->status != NULL)
			error = copyout(&wa.status, uap->status, sizeof(int));
		if (error == 0 && uap->wrusage != NULL)
			error = copyout(&wa.wru, uap->wrusage,
			    sizeof(wa.wru));
	}
	if (error == 0 && uap->info != NULL)
		error = copyout(&wa.info, uap->info, sizeof(wa.info));
	rv[0] = wa.pid;
	return (error);
}

int
sys_getpid(struct lwp *lp, const struct getpid_args *uap, int64_t rv[2])
{
	rv[0] = lp->lwp_proc->p_pid;
	return (0);
}

/* getppid(2): the true parent, also while traced. */
int
sys_getppid(struct lwp *lp, const struct getppid_args *uap, int64_t rv[2])
{
	struct proc *p = lp->lwp_proc, *pp;

	spin_lock(&proctree_spin);
	pp = p->p_oppid_proc != NULL ? p->p_oppid_proc : p->p_pptr;
	rv[0] = pp != NULL ? pp->p_pid : 0;
	spin_unlock(&proctree_spin);
	return (0);
}
