/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sigacts.c: signal actions: their storage, sigaction(2), sigaltstack(2), and
 * what fork and exec do to them.
 *
 * ps_ignore holds the signals that are SIG_IGN, or SIG_DFL and ignored by
 * default; SIGCONT is never in it by default, since it must still continue.
 *
 * Locks: ps_spin for changes.
 */
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

static const uint8_t props[] = {
	[SIGHUP] = SP_KILL, [SIGINT] = SP_KILL,
	[SIGQUIT] = SP_KILL | SP_CORE, [SIGILL] = SP_KILL | SP_CORE,
	[SIGTRAP] = SP_KILL | SP_CORE, [SIGABRT] = SP_KILL | SP_CORE,
	[SIGEMT] = SP_KILL | SP_CORE, [SIGFPE] = SP_KILL | SP_CORE,
	[SIGKILL] = SP_KILL, [SIGBUS] = SP_KILL | SP_CORE,
	[SIGSEGV] = SP_KILL | SP_CORE, [SIGSYS] = SP_KILL | SP_CORE,
	[SIGPIPE] = SP_KILL, [SIGALRM] = SP_KILL, [SIGTERM] = SP_KILL,
	[SIGURG] = SP_IGNORE, [SIGSTOP] = SP_STOP,
	[SIGTSTP] = SP_STOP | SP_TTYSTOP, [SIGCONT] = SP_IGNORE | SP_CONT,
	[SIGCHLD] = SP_IGNORE, [SIGTTIN] = SP_STOP | SP_TTYSTOP,
	[SIGTTOU] = SP_STOP | SP_TTYSTOP, [SIGIO] = SP_IGNORE,
	[SIGXCPU] = SP_KILL, [SIGXFSZ] = SP_KILL, [SIGVTALRM] = SP_KILL,
	[SIGPROF] = SP_KILL, [SIGWINCH] = SP_IGNORE, [SIGINFO] = SP_IGNORE,
	[SIGUSR1] = SP_KILL, [SIGUSR2] = SP_KILL, [SIGTHR] = SP_IGNORE,
	[SIGCKPT] = SP_IGNORE, [SIGCKPTEXIT] = SP_IGNORE,
};

int
sig_prop(int sig)
{
	return (sig > 0 && sig < (int)NELEM(props) ? props[sig] : SP_KILL);
}

uintptr_t
sig_action(struct proc *p, int sig)
{
	return (p->p_sigacts->ps_handler[sig]);
}

void
sigacts_init(struct sigacts *sa)
{
	memset(sa, 0, sizeof(*sa));
	refcount_init(&sa->ps_ref, 1);
	spin_init(&sa->ps_spin, "sigacts", LR_SPINMISC);
	for (int i = 1; i < (int)NELEM(props); i++)
		if ((props[i] & SP_IGNORE) != 0 && i != SIGCONT)
			sigset_add(&sa->ps_ignore, i);
}

struct sigacts *
sigacts_alloc(void)
{
	struct sigacts *sa;

	if ((sa = kmalloc(sizeof(*sa), M_PROC, M_WAITOK)) != NULL)
		sigacts_init(sa);
	return (sa);
}

struct sigacts *
sigacts_copy(struct sigacts *from)
{
	struct sigacts *sa;

	if ((sa = kmalloc(sizeof(*sa), M_PROC, M_WAITOK)) == NULL)
		return (NULL);
	spin_lock(&from->ps_spin);
	memcpy(sa, from, sizeof(*sa));
	spin_unlock(&from->ps_spin);
	refcount_init(&sa->ps_ref, 1);
	spin_init(&sa->ps_spin, "sigacts", LR_SPINMISC);
	return (sa);
}

void
sigacts_drop(struct sigacts *sa)
{
	if (refcount_put(&sa->ps_ref))
		kfree(sa, M_PROC);
}

void
sigacts_exec(struct proc *p, struct lwp *lp)
{
	struct sigacts *sa = p->p_sigacts;

	spin_lock(&sa->ps_spin);
	for (int sig = 1; sig <= _SIG_MAXSIG; sig++) {
		if (!sigset_has(&sa->ps_catch, sig))
			continue;
		sa->ps_handler[sig] = SIGACT_DFL;
		sigset_zero(&sa->ps_mask[sig]);
		sa->ps_saflags[sig] = 0;
		if ((sig_prop(sig) & SP_IGNORE) != 0 && sig != SIGCONT)
			sigset_add(&sa->ps_ignore, sig);
	}
	sigset_zero(&sa->ps_catch);
	sa->ps_flag &= ~(PS_NOCLDSTOP | PS_NOCLDWAIT | PS_CLDSIGIGN);
	if (sa->ps_handler[SIGCHLD] == SIGACT_IGN) {
		sa->ps_handler[SIGCHLD] = SIGACT_DFL;
		sigset_add(&sa->ps_ignore, SIGCHLD);
	}
	spin_unlock(&sa->ps_spin);
	spin_lock(&p->p_spin);
	proc_delsigs(p, &sa->ps_ignore);
	lp->lwp_sigstk = (stack_t){ NULL, 0, SS_DISABLE };
	lp->lwp_flags &= ~LWP_OLDMASK;
	spin_unlock(&p->p_spin);
}

static void
sigaction_get(const struct sigacts *sa, int sig, struct sigaction *act)
{
	memset(act, 0, sizeof(*act));
	act->sa_handler = (__sighandler_t *)sa->ps_handler[sig];
	act->sa_mask = sa->ps_mask[sig];
	act->sa_flags = sa->ps_saflags[sig];
	if (sig == SIGCHLD) {
		if ((sa->ps_flag & PS_NOCLDSTOP) != 0)
			act->sa_flags |= SA_NOCLDSTOP;
		if ((sa->ps_flag & PS_NOCLDWAIT) != 0)
			act->sa_flags |= SA_NOCLDWAIT;
	}
}

#define SA_KEPT	(SA_ONSTACK | SA_RESTART | SA_RESETHAND | SA_NODEFER | \
		 SA_SIGINFO)

/* ps_spin held. */
static void
sigaction_set(struct sigacts *sa, int sig, const struct sigaction *act)
{
	uintptr_t h = (uintptr_t)act->sa_handler;

	sa->ps_handler[sig] = h;
	sa->ps_mask[sig] = act->sa_mask;
	sigset_cantmask(&sa->ps_mask[sig]);
	sa->ps_saflags[sig] = (uint8_t)(act->sa_flags & SA_KEPT);
	sigset_del(&sa->ps_ignore, sig);
	sigset_del(&sa->ps_catch, sig);
	if (h == SIGACT_IGN || (h == SIGACT_DFL && sig != SIGCONT &&
	    (sig_prop(sig) & SP_IGNORE) != 0))
		sigset_add(&sa->ps_ignore, sig);
	else if (h != SIGACT_DFL)
		sigset_add(&sa->ps_catch, sig);
	if (sig == SIGCHLD) {
		sa->ps_flag &= ~(PS_NOCLDSTOP | PS_NOCLDWAIT | PS_CLDSIGIGN);
		if ((act->sa_flags & SA_NOCLDSTOP) != 0)
			sa->ps_flag |= PS_NOCLDSTOP;
		if ((act->sa_flags & SA_NOCLDWAIT) != 0)
			sa->ps_flag |= PS_NOCLDWAIT;
		if (h == SIGACT_IGN)
			sa->ps_flag |= PS_CLDSIGIGN;
	}
}

/* sigaction(2): EINVAL for a bad number, or changing SIGKILL, SIGSTOP. */
int
sys_sigaction(struct lwp *lp, const struct sigaction_args *uap, int64_t rv[2])
{
	struct proc *p = lp->lwp_proc;
	struct sigacts *sa = p->p_sigacts;
	struct sigaction act, oact;
	sigset_t gone;
	int sig = uap->sig, error;

	if (!_SIG_VALID(sig))
		return (EINVAL);
	if (uap->act != NULL) {
		if ((error = copyin(uap->act, &act, sizeof(act))) != 0)
			return (error);
		if ((sig == SIGKILL || sig == SIGSTOP) &&
		    (uintptr_t)act.sa_handler != SIGACT_DFL)
			return (EINVAL);
	}
	spin_lock(&sa->ps_spin);
	sigaction_get(sa, sig, &oact);
	if (uap->act != NULL)
		sigaction_set(sa, sig, &act);
	spin_unlock(&sa->ps_spin);
	if (uap->act != NULL && sigset_has(&sa->ps_ignore, sig)) {
		sigset_zero(&gone);
		sigset_add(&gone, sig);
		spin_lock(&p->p_spin);
		proc_delsigs(p, &gone);
		spin_unlock(&p->p_spin);
	}
	if (uap->oact != NULL)
		return (copyout(&oact, uap->oact, sizeof(oact)));
	return (0);
}

/*
 * sigaltstack(2): EPERM on the stack now, ENOMEM too small, EINVAL flags.
 */
int
sys_sigaltstack(struct lwp *lp, const struct sigaltstack_args *uap,
    int64_t rv[2])
{
	stack_t ss, oss = lp->lwp_sigstk;
	int error;

	if (lwp_onstack(lp))
		oss.ss_flags |= SS_ONSTACK;
	if (uap->ss != NULL) {
		if ((error = copyin(uap->ss, &ss, sizeof(ss))) != 0)
			return (error);
		if ((ss.ss_flags & ~SS_DISABLE) != 0)
			return (EINVAL);
		if (lwp_onstack(lp))
			return (EPERM);
		if ((ss.ss_flags & SS_DISABLE) == 0 &&
		    ss.ss_size < MINSIGSTKSZ)
			return (ENOMEM);
	}
	if (uap->oss != NULL &&
	    (error = copyout(&oss, uap->oss, sizeof(oss))) != 0)
		return (error);
	if (uap->ss != NULL) {
		if ((ss.ss_flags & SS_DISABLE) != 0)
			ss = (stack_t){ NULL, 0, SS_DISABLE };
		lp->lwp_sigstk = ss;
	}
	return (0);
}
