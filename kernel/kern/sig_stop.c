/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sig_stop.c: stopping and continuing processes.
 *
 * P_STOPREQ asks every LWP to stop on its way to user mode.  An LWP counts as
 * stopped (LWP_STOPPED, p_nstopped) when it has, or when it sleeps where a
 * signal could wake it: it cannot get to user mode either, and its sleep goes
 * on undisturbed.  When all count, the process is PS_STOPPED and its parent
 * hears of it.
 *
 * Locks: p_spin; proctree_spin to find the parent.
 */
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "platform/trap.h"

/* All LWPs stand still.  True if that is news for the parent. */
static bool
stop_complete(struct proc *p)
{
	if ((p->p_flags & P_STOPREQ) == 0 || p->p_state != PS_ACTIVE ||
	    p->p_nstopped < p->p_nlwps)
		return (false);
	p->p_state = PS_STOPPED;
	p->p_flags &= ~P_WAITED;
	return (true);
}

/* lp sleeps and a signal could end that: it need not move in order to stop. */
static bool
sleeps_interruptibly(const struct lwp *lp)
{
	const struct thread *td = lp->lwp_thread;

	return (td != curthread && td->td_state == TDS_SLEEPING &&
	    td->td_wchan != NULL && (td->td_sflags & PCATCH) != 0);
}

/* Nothing stops a process that is being killed. */
static bool
being_killed(struct proc *p)
{
	struct lwp *lp;

	if (sigset_has(&p->p_siglist, SIGKILL))
		return (true);
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
		if (sigset_has(&lp->lwp_siglist, SIGKILL))
			return (true);
	return (false);
}

bool
proc_stop(struct proc *p, int sig)
{
	struct lwp *lp;

	INVARIANT(spin_held(&p->p_spin));
	if (being_killed(p))
		return (false);
	p->p_xstat = sig;
	p->p_flags |= P_STOPREQ;
	p->p_flags &= ~P_CONTINUED;
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list) {
		if ((lp->lwp_flags & LWP_STOPPED) != 0)
			continue;
		(void)atomic_or(&lp->lwp_ast, AST_STOP);
		if (sleeps_interruptibly(lp)) {
			lp->lwp_flags |= LWP_STOPPED;
			p->p_nstopped++;
		} else if (lp->lwp_thread != curthread)
			lwp_kick(lp);
	}
	return (stop_complete(p));
}

bool
proc_unstop(struct proc *p)
{
	struct lwp *lp;

	INVARIANT(spin_held(&p->p_spin));
	if ((p->p_flags & P_STOPREQ) == 0)
		return (false);
	p->p_flags &= ~P_STOPREQ;
	if (p->p_state == PS_STOPPED)
		p->p_state = PS_ACTIVE;
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list) {
		if ((lp->lwp_flags & LWP_STOPPED) != 0) {
			lp->lwp_flags &= ~LWP_STOPPED;
			p->p_nstopped--;
		}
		if ((lp->lwp_flags & LWP_INSTOP) != 0) {
			lp->lwp_flags &= ~LWP_INSTOP;
			thread_unstop(lp->lwp_thread);
		}
	}
	return (true);
}

void
lwp_stop(struct lwp *lp)
{
	struct proc *p = lp->lwp_proc;

	INVARIANT(spin_held(&p->p_spin));
	if ((lp->lwp_flags & LWP_STOPPED) == 0) {
		lp->lwp_flags |= LWP_STOPPED;
		p->p_nstopped++;
	}
	if (stop_complete(p)) {
		spin_unlock(&p->p_spin);
		proc_stopped(p);
		spin_lock(&p->p_spin);
	}
	while ((p->p_flags & P_STOPREQ) != 0 &&
	    (lp->lwp_flags & LWP_EXITING) == 0) {
		lp->lwp_flags |= LWP_INSTOP;
		thread_stop(&p->p_spin, "stop");
		lp->lwp_flags &= ~LWP_INSTOP;
	}
	if ((p->p_flags & P_STOPREQ) == 0 &&
	    (lp->lwp_flags & LWP_STOPPED) != 0) {
		lp->lwp_flags &= ~LWP_STOPPED;
		p->p_nstopped--;
	}
}

/*
 * Send SIGCHLD with that story to p's parent and wake its wait4().
 */
static void
tell_parent(struct proc *p, int code, int status, bool always)
{
	struct proc *pp;
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = SIGCHLD;
	info.si_code = code;
	info.si_pid = p->p_pid;
	info.si_status = status;
	spin_lock(&p->p_spin);
	info.si_uid = p->p_ucred->cr_ruid;
	spin_unlock(&p->p_spin);
	spin_lock(&proctree_spin);
	if ((pp = p->p_pptr) != NULL) {
		proc_hold(pp);
		wakeup(pp);
	}
	spin_unlock(&proctree_spin);
	if (pp == NULL)
		return;
	spin_lock(&pp->p_spin);
	if ((pp->p_sigacts->ps_flag & PS_NOCLDSTOP) == 0)
		always = true;
	spin_unlock(&pp->p_spin);
	if (always)
		ksignal_info(pp, &info);
	proc_release(pp);
}

void
proc_stopped(struct proc *p)
{
	bool traced = (p->p_flags & P_TRACED) != 0;

	tell_parent(p, traced ? CLD_TRAPPED : CLD_STOPPED, p->p_xstat, traced);
}

void
proc_continued(struct proc *p)
{
	tell_parent(p, CLD_CONTINUED, SIGCONT, false);
}
