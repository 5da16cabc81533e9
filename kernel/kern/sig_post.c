/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sig_post.c: sending signals: to a process, an LWP, a group.
 *
 * A signal pends once; its siginfo waits beside it in a queue.  One for the
 * process goes to an LWP that does not mask it, or pends until one unmasks it.
 * Stop signals whose action is the default stop at once, and SIGCONT continues,
 * here: the process need not run for that.  Telling the parent needs
 * proctree_spin, which comes before p_spin; so it is done when p_spin is free
 * again, and flags keep the debt.
 *
 * Locks: p_spin.
 */
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "platform/trap.h"

void
ksigq_flush(struct ksigq *q)
{
	struct ksiginfo *k;

	while ((k = STAILQ_FIRST(q)) != NULL) {
		STAILQ_REMOVE_HEAD(q, ksi_link);
		kfree(k, M_PROC);
	}
}

/* Take sig's info off q; what there is none of was sent by the kernel. */
static void
ksigq_take(struct ksigq *q, int sig, siginfo_t *info)
{
	struct ksigq rest = STAILQ_HEAD_INITIALIZER(rest);
	struct ksiginfo *k;

	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	while ((k = STAILQ_FIRST(q)) != NULL) {
		STAILQ_REMOVE_HEAD(q, ksi_link);
		if (k->ksi_info.si_signo == sig) {
			*info = k->ksi_info;
			kfree(k, M_PROC);
		} else
			STAILQ_INSERT_TAIL(&rest, k, ksi_link);
	}
	while ((k = STAILQ_FIRST(&rest)) != NULL) {
		STAILQ_REMOVE_HEAD(&rest, ksi_link);
		STAILQ_INSERT_TAIL(q, k, ksi_link);
	}
}

bool
lwp_takesig(struct lwp *lp, int sig, siginfo_t *info)
{
	struct proc *p = lp->lwp_proc;

	if (sigset_has(&lp->lwp_siglist, sig)) {
		sigset_del(&lp->lwp_siglist, sig);
		ksigq_take(&lp->lwp_sigq, sig, info);
	} else if (sigset_has(&p->p_siglist, sig)) {
		sigset_del(&p->p_siglist, sig);
		ksigq_take(&p->p_sigq, sig, info);
	} else
		return (false);
	return (true);
}

static void
delsigs(sigset_t *list, struct ksigq *q, const sigset_t *gone)
{
	sigset_t both = *list;
	siginfo_t info;
	int sig;

	sigset_and(&both, gone);
	while ((sig = sigset_first(&both)) != 0) {
		sigset_del(&both, sig);
		sigset_del(list, sig);
		ksigq_take(q, sig, &info);
	}
}

void
proc_delsigs(struct proc *p, const sigset_t *gone)
{
	struct lwp *lp;

	delsigs(&p->p_siglist, &p->p_sigq, gone);
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
		delsigs(&lp->lwp_siglist, &lp->lwp_sigq, gone);
}

void
siginfo_user(siginfo_t *info, int sig, int code)
{
	struct lwp *lp = curlwp;

	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	info->si_code = code;
	if (lp != NULL) {
		info->si_pid = lp->lwp_proc->p_pid;
		info->si_uid = lp->lwp_cred->cr_ruid;
	}
}

void
lwp_notify(struct lwp *lp, uint32_t ast)
{
	int error;

	(void)atomic_or(&lp->lwp_ast, ast);
	if (lp->lwp_thread == curthread || lp->lwp_thread == NULL)
		return;
	if ((error = signal_interrupts(lp)) == 0 ||
	    !sleep_abort(lp->lwp_thread, error))
		lwp_kick(lp);
}

void
proc_resignal(struct proc *p)
{
	struct lwp *lp;

	if (sigset_empty(&p->p_siglist))
		return;
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
		lwp_notify(lp, AST_SIGNAL);
}

static bool
sigwaits(const struct lwp *lp, int sig)
{
	return ((lp->lwp_flags & LWP_SIGWAIT) != 0 &&
	    sigset_has(&lp->lwp_sigwait, sig));
}

/* The LWP that shall take sig: one that waits for it, us, anyone; or NULL. */
static struct lwp *
choose_lwp(struct proc *p, int sig)
{
	struct lwp *lp, *best = NULL;

	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list) {
		if (sigwaits(lp, sig))
			return (lp);
		if ((lp->lwp_flags & LWP_EXITING) != 0 ||
		    sigset_has(&lp->lwp_sigmask, sig))
			continue;
		if (best == NULL || lp == curlwp)
			best = lp;
	}
	return (best);
}

static const sigset_t stopsigs = { { 1u << (SIGSTOP - 1) |
    1u << (SIGTSTP - 1) | 1u << (SIGTTIN - 1) | 1u << (SIGTTOU - 1) } };
static const sigset_t contsig = { { 1u << (SIGCONT - 1) } };

/* Queue sig's info and mark it pending.  An older one is kept. */
static void
pend(sigset_t *list, struct ksigq *q, const siginfo_t *info,
    struct ksiginfo **ksi)
{
	if (sigset_has(list, info->si_signo))
		return;
	sigset_add(list, info->si_signo);
	if (*ksi != NULL) {
		(*ksi)->ksi_info = *info;
		STAILQ_INSERT_TAIL(q, *ksi, ksi_link);
		*ksi = NULL;
	}
}

/*
 * A default stop signal that may act at once.  True: it is done with.
 */
static bool
post_stop(struct proc *p, struct lwp *target, int sig, bool orphaned)
{
	if ((p->p_flags & (P_TRACED | P_PPWAIT)) != 0 ||
	    sig_action(p, sig) != SIGACT_DFL || target == NULL ||
	    sigwaits(target, sig))
		return (false);
	if ((sig_prop(sig) & SP_TTYSTOP) != 0 && orphaned)
		return (true);
	if ((p->p_flags & P_STOPREQ) == 0 && proc_stop(p, sig))
		p->p_flags |= P_TELLSTOP;
	return (true);
}

/*
 * Post info's signal to p, or to its LWP to when that is not NULL.  *ksi is
 * memory for the info, taken when it is needed.  p_spin held; the caller pays
 * P_TELLSTOP and P_TELLCONT with sig_tell() afterwards.
 */
static void
sig_post(struct proc *p, struct lwp *to, const siginfo_t *info, bool orphaned,
    struct ksiginfo **ksi)
{
	struct lwp *target, *lp;
	int sig = info->si_signo, prop = sig_prop(sig);
	bool traced = (p->p_flags & P_TRACED) != 0;

	knote_fire(&p->p_klist, NOTE_SIGNAL_K | sig);
	target = to != NULL ? to : choose_lwp(p, sig);
	if ((prop & SP_CONT) != 0) {
		proc_delsigs(p, &stopsigs);
		if (!traced && proc_unstop(p)) {
			p->p_flags |= P_CONTINUED | P_TELLCONT;
			p->p_flags &= ~P_TELLSTOP;
		}
	} else if ((prop & SP_STOP) != 0)
		proc_delsigs(p, &contsig);
	if (sigset_has(&p->p_sigacts->ps_ignore, sig) && !traced &&
	    (target == NULL || !sigwaits(target, sig)))
		return;
	/* It has done its work, but who holds it back may yet look for it. */
	if ((prop & SP_CONT) != 0 && sig_action(p, sig) == SIGACT_DFL &&
	    !traced && target != NULL && !sigwaits(target, sig) &&
	    !sigset_has(&target->lwp_sigmask, sig))
		return;
	if ((prop & SP_STOP) != 0 && post_stop(p, to != NULL &&
	    sigset_has(&to->lwp_sigmask, sig) ? NULL : target, sig, orphaned))
		return;
	if (to != NULL)
		pend(&to->lwp_siglist, &to->lwp_sigq, info, ksi);
	else
		pend(&p->p_siglist, &p->p_sigq, info, ksi);
	if (sig == SIGKILL) {
		(void)proc_unstop(p);
		TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
			lwp_notify(lp, AST_SIGNAL);
	} else if (target != NULL)
		lwp_notify(target, AST_SIGNAL);
}

/* Tell p's parent what sig_post() found to be told.  No lock held. */
static void
sig_tell(struct proc *p)
{
	uint32_t flags;

	if ((p->p_flags & (P_TELLSTOP | P_TELLCONT)) == 0)
		return;
	spin_lock(&p->p_spin);
	flags = p->p_flags;
	p->p_flags &= ~(P_TELLSTOP | P_TELLCONT);
	spin_unlock(&p->p_spin);
	if ((flags & P_TELLSTOP) != 0)
		proc_stopped(p);
	if ((flags & P_TELLCONT) != 0)
		proc_continued(p);
}

static bool
sig_acceptable(const struct proc *p)
{
	return (p->p_state != PS_ZOMBIE && (p->p_flags & P_SYSTEM) == 0);
}

/* Is sig one that orphaned groups do not stop for, and p in such a group? */
static bool
sig_orphaned(struct proc *p, int sig)
{
	bool orphaned;

	if ((sig_prop(sig) & SP_TTYSTOP) == 0)
		return (false);
	spin_lock(&proctree_spin);
	orphaned = p->p_pgrp == NULL || pgrp_orphaned_locked(p->p_pgrp);
	spin_unlock(&proctree_spin);
	return (orphaned);
}

void
ksignal_info(struct proc *p, const siginfo_t *info)
{
	struct ksiginfo *ksi;
	bool orphaned;

	KKASSERT(_SIG_VALID(info->si_signo));
	ksi = kmalloc(sizeof(*ksi), M_PROC, M_NOWAIT);
	orphaned = sig_orphaned(p, info->si_signo);
	spin_lock(&p->p_spin);
	if (sig_acceptable(p))
		sig_post(p, NULL, info, orphaned, &ksi);
	spin_unlock(&p->p_spin);
	sig_tell(p);
	kfree(ksi, M_PROC);
}

void
ksignal(struct proc *p, int sig)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	ksignal_info(p, &info);
}

void
lwp_signal(struct lwp *lp, const siginfo_t *info)
{
	struct proc *p = lp->lwp_proc;
	struct ksiginfo *ksi;
	bool orphaned;

	ksi = kmalloc(sizeof(*ksi), M_PROC, M_NOWAIT);
	orphaned = sig_orphaned(p, info->si_signo);
	spin_lock(&p->p_spin);
	if (sig_acceptable(p))
		sig_post(p, lp, info, orphaned, &ksi);
	spin_unlock(&p->p_spin);
	sig_tell(p);
	kfree(ksi, M_PROC);
}

/*
 * The same for the LWP of that number.  ESRCH when there is none.
 */
int
lwp_signal_tid(struct proc *p, lwpid_t tid, const siginfo_t *info)
{
	struct ksiginfo *ksi;
	struct lwp *lp;
	bool orphaned;
	int error = 0;

	ksi = kmalloc(sizeof(*ksi), M_PROC, M_NOWAIT);
	orphaned = info->si_signo != 0 && sig_orphaned(p, info->si_signo);
	spin_lock(&p->p_spin);
	if ((lp = lwp_lookup(p, tid)) == NULL)
		error = ESRCH;
	else if (info->si_signo != 0 && sig_acceptable(p))
		sig_post(p, lp, info, orphaned, &ksi);
	spin_unlock(&p->p_spin);
	sig_tell(p);
	kfree(ksi, M_PROC);
	return (error);
}

/*
 * Post to all members at once, under proctree_spin, so that none slips away by
 * changing groups; then tell the parents.
 */
static void
pgsignal_info(struct pgrp *pg, const siginfo_t *info, bool checkctty)
{
	struct ksiginfo *ksi = NULL;
	struct proc *p;
	bool orphaned, debt;

	spin_lock(&proctree_spin);
	orphaned = (sig_prop(info->si_signo) & SP_TTYSTOP) != 0 &&
	    pgrp_orphaned_locked(pg);
	LIST_FOREACH(p, &pg->pg_members, p_pglist) {
		if (ksi == NULL)
			ksi = kmalloc(sizeof(*ksi), M_PROC, M_NOWAIT);
		spin_lock(&p->p_spin);
		if (sig_acceptable(p) &&
		    (!checkctty || (p->p_flags & P_CONTROLT) != 0))
			sig_post(p, NULL, info, orphaned, &ksi);
		spin_unlock(&p->p_spin);
	}
	do {
		debt = false;
		LIST_FOREACH(p, &pg->pg_members, p_pglist)
			if ((p->p_flags & (P_TELLSTOP | P_TELLCONT)) != 0)
				break;
		if (p != NULL) {
			debt = true;
			proc_hold(p);
			spin_unlock(&proctree_spin);
			sig_tell(p);
			proc_release(p);
			spin_lock(&proctree_spin);
		}
	} while (debt);
	spin_unlock(&proctree_spin);
	kfree(ksi, M_PROC);
}

void
pgsignal(struct pgrp *pg, int sig, bool checkctty)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	pgsignal_info(pg, &info, checkctty);
}

bool
proc_sigignored(struct proc *p, int sig)
{
	return (sig_action(p, sig) == SIGACT_IGN);
}

bool
lwp_sigmasked(struct lwp *lp, int sig)
{
	return (sigset_has(&lp->lwp_sigmask, sig));
}
