/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sig_calls.c: system calls about signals: sigprocmask(2), sigpending(2),
 * sigsuspend(2), sigtimedwait(2), sigreturn(2), kill(2), lwp_kill(2).
 *
 * Locks: p_spin.
 */
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "platform/trap.h"

/* sigprocmask(2): EINVAL, EFAULT. */
int
sys_sigprocmask(struct lwp *lp, const struct sigprocmask_args *uap,
    int64_t rv[2])
{
	sigset_t set, old = lp->lwp_sigmask, mask = old;
	int error;

	if (uap->set != NULL) {
		if ((error = copyin(uap->set, &set, sizeof(set))) != 0)
			return (error);
		switch (uap->how) {
		case SIG_BLOCK:
			sigset_or(&mask, &set);
			break;
		case SIG_UNBLOCK:
			sigset_nand(&mask, &set);
			break;
		case SIG_SETMASK:
			mask = set;
			break;
		default:
			return (EINVAL);
		}
		lwp_setmask(lp, &mask);
	}
	if (uap->oset != NULL)
		return (copyout(&old, uap->oset, sizeof(old)));
	return (0);
}

int
sys_sigpending(struct lwp *lp, const struct sigpending_args *uap,
    int64_t rv[2])
{
	struct proc *p = lp->lwp_proc;
	sigset_t set;

	spin_lock(&p->p_spin);
	set = lp->lwp_siglist;
	sigset_or(&set, &p->p_siglist);
	spin_unlock(&p->p_spin);
	sigset_and(&set, &lp->lwp_sigmask);
	return (copyout(&set, uap->set, sizeof(set)));
}

/* sigsuspend(2): always an error, EINTR. */
int
sys_sigsuspend(struct lwp *lp, const struct sigsuspend_args *uap,
    int64_t rv[2])
{
	sigset_t set;
	int error;

	if ((error = copyin(uap->sigmask, &set, sizeof(set))) != 0)
		return (error);
	lwp_tempmask(lp, &set);
	do {
		error = tsleep(&lp->lwp_oldsigmask, PCATCH, "pause", 0);
	} while (error == 0 || lwp_stopped_asleep(lp));
	return (EINTR);
}

/*
 * Wait until one of set pends, for at most timo ns (-1: for ever, 0: not at
 * all), and take it.  EAGAIN time is over; EINTR another signal came.
 */
static int
sigwait_common(struct lwp *lp, const sigset_t *want, siginfo_t *info,
    int64_t timo)
{
	struct proc *p = lp->lwp_proc;
	int64_t end = time_mono() + timo, left = 0;
	sigset_t set;
	int sig, error = 0;

	spin_lock(&p->p_spin);
	lp->lwp_sigwait = *want;
	sigset_cantmask(&lp->lwp_sigwait);
	lp->lwp_flags |= LWP_SIGWAIT;
	for (;;) {
		set = lp->lwp_siglist;
		sigset_or(&set, &p->p_siglist);
		sigset_and(&set, &lp->lwp_sigwait);
		if ((sig = sigset_first(&set)) != 0) {
			(void)lwp_takesig(lp, sig, info);
			error = 0;
			break;
		}
		if (error == EINTR || error == ERESTART) {
			error = EINTR;
			spin_unlock(&p->p_spin);
			if (!lwp_stopped_asleep(lp)) {
				spin_lock(&p->p_spin);
				break;
			}
			spin_lock(&p->p_spin);
			error = 0;
			continue;
		}
		if (timo >= 0 && (left = end - time_mono()) <= 0) {
			error = EAGAIN;
			break;
		}
		error = ssleep(&lp->lwp_sigwait, &p->p_spin, PCATCH, "sigwt",
		    timo >= 0 ? left : 0);
	}
	lp->lwp_flags &= ~LWP_SIGWAIT;
	proc_resignal(p);
	spin_unlock(&p->p_spin);
	return (error);
}

/* sigtimedwait(2): the signal's number; EINVAL, EAGAIN, EINTR. */
int
sys_sigtimedwait(struct lwp *lp, const struct sigtimedwait_args *uap,
    int64_t rv[2])
{
	struct timespec ts;
	siginfo_t info;
	sigset_t set;
	int64_t timo = -1;
	int error;

	if (uap->timeout != NULL) {
		if ((error = copyin(uap->timeout, &ts, sizeof(ts))) != 0)
			return (error);
		if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NS_PER_S)
			return (EINVAL);
		timo = ts.tv_sec > 1000000000 ? -1 :
		    ts.tv_sec * NS_PER_S + ts.tv_nsec;
	}
	if ((error = copyin(uap->set, &set, sizeof(set))) != 0)
		return (error);
	if ((error = sigwait_common(lp, &set, &info, timo)) != 0)
		return (error);
	if (uap->info != NULL)
		error = copyout(&info, uap->info, sizeof(info));
	rv[0] = info.si_signo;
	return (error);
}

int
sys_sigwaitinfo(struct lwp *lp, const struct sigwaitinfo_args *uap,
    int64_t rv[2])
{
	siginfo_t info;
	sigset_t set;
	int error;

	if ((error = copyin(uap->set, &set, sizeof(set))) != 0)
		return (error);
	if ((error = sigwait_common(lp, &set, &info, -1)) != 0)
		return (error);
	if (uap->info != NULL)
		error = copyout(&info, uap->info, sizeof(info));
	rv[0] = info.si_signo;
	return (error);
}

/* sigreturn(2): EINVAL for registers that cannot be, EFAULT. */
int
sys_sigreturn(struct lwp *lp, const struct sigreturn_args *uap, int64_t rv[2])
{
	sigset_t mask;
	int error = sigreturn_restore(lp, uap->sigcntxp, &mask);

	if (error != 0)
		return (error);
	lwp_setmask(lp, &mask);
	return (EJUSTRETURN);
}

/* Whom kill(2) means, and how it went so far. */
struct killarg {
	struct lwp	*lp;
	struct pgrp	*pg;		/* only its members; NULL: everyone */
	siginfo_t	 info;
	int		 sig;
	int		 nfound;
	int		 error;
};

static bool
kill_one(struct proc *p, void *arg)
{
	struct killarg *ka = arg;
	bool member = true;
	int error;

	if (ka->pg == NULL)
		member = p->p_pid > 1 && (p->p_flags & P_SYSTEM) == 0 &&
		    p != ka->lp->lwp_proc;
	else {
		spin_lock(&proctree_spin);
		member = p->p_pgrp == ka->pg && (p->p_flags & P_SYSTEM) == 0;
		spin_unlock(&proctree_spin);
	}
	if (!member || p->p_state == PS_ZOMBIE)
		return (true);
	error = proc_cansignal(ka->lp->lwp_cred, p, ka->sig);
	if (error != 0) {
		ka->error = error;
		return (true);
	}
	ka->nfound++;
	if (ka->sig != 0)
		ksignal_info(p, &ka->info);
	return (true);
}

/* pgid -1: all processes; 0: the caller's group.  ESRCH, EPERM. */
static int
kill_many(struct lwp *lp, pid_t pgid, int sig)
{
	struct killarg ka = { .lp = lp, .sig = sig, .error = ESRCH };

	siginfo_user(&ka.info, sig, SI_USER);
	if (pgid == 0) {
		spin_lock(&proctree_spin);
		ka.pg = lp->lwp_proc->p_pgrp;
		pgrp_hold(ka.pg);
		spin_unlock(&proctree_spin);
	} else if (pgid != -1 && (ka.pg = pgrp_find(pgid)) == NULL)
		return (ESRCH);
	proc_foreach(kill_one, &ka);
	if (ka.pg != NULL)
		pgrp_drop(ka.pg);
	return (ka.nfound > 0 ? 0 : ka.error);
}

/* tid -1: the process. */
static int
kill_process(struct lwp *lp, pid_t pid, lwpid_t tid, int sig)
{
	struct proc *p;
	siginfo_t info;
	int error;

	if ((p = proc_find(pid, true)) == NULL)
		return (ESRCH);
	siginfo_user(&info, sig, SI_USER);
	error = proc_cansignal(lp->lwp_cred, p, sig);
	if (error == 0 && tid != -1)
		error = lwp_signal_tid(p, tid, &info);
	else if (error == 0 && sig != 0)
		ksignal_info(p, &info);
	proc_release(p);
	return (error);
}

/* kill(2): EINVAL, ESRCH, EPERM. */
int
sys_kill(struct lwp *lp, const struct kill_args *uap, int64_t rv[2])
{
	if (uap->signum != 0 && !_SIG_VALID(uap->signum))
		return (EINVAL);
	if (uap->pid > 0)
		return (kill_process(lp, uap->pid, -1, uap->signum));
	if (uap->pid == -1 || uap->pid == 0)
		return (kill_many(lp, uap->pid, uap->signum));
	if (uap->pid == INT32_MIN)
		return (ESRCH);
	return (kill_many(lp, -uap->pid, uap->signum));
}

/* lwp_kill(2): pid -1 is the caller's process; a tid must be given. */
int
sys_lwp_kill(struct lwp *lp, const struct lwp_kill_args *uap, int64_t rv[2])
{
	pid_t pid = uap->pid == -1 ? lp->lwp_proc->p_pid : uap->pid;

	if (uap->signum != 0 && !_SIG_VALID(uap->signum))
		return (EINVAL);
	if (uap->tid < 0 || pid <= 0)
		return (EINVAL);
	return (kill_process(lp, pid, uap->tid, uap->signum));
}
