/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sig_deliver.c: what an LWP does about signals on its way to user mode:
 * stops, debugger, default actions, handlers; and hardware traps.
 *
 * lwp_ast says that there may be something; userret_ast() looks until there is
 * nothing.  An LWP that sleeps interruptibly is woken when
 * signal_interrupts() says so, a pure function of the pending sets.
 *
 * Locks: p_spin; ps_spin for SA_RESETHAND.
 */
#include <sys/acct.h>
#include <sys/upmap.h>
#include <sys/wait.h>
#include "lib/libkern.h"
#include "sys/kktrace.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "kern/proc_int.h"
#include "platform/trap.h"

static int logsigexit = 1;
SYSCTL_KINT(logsigexit, "kern.logsigexit", KERN_LOGSIGEXIT, CTLFLAG_RW,
    &logsigexit, "Say when a process ends by a signal that dumps core");

#define SIGBIT(s)	(1u << ((s) - 1))
/* What a program that blocks all through its lpmap gets nevertheless. */
static const sigset_t blockall_passes = { { SIGBIT(SIGKILL) |
    SIGBIT(SIGSTOP) | SIGBIT(SIGILL) | SIGBIT(SIGTRAP) | SIGBIT(SIGEMT) |
    SIGBIT(SIGFPE) | SIGBIT(SIGBUS) | SIGBIT(SIGSEGV) | SIGBIT(SIGSYS) } };

/*
 * /dev/lpmap: while the program counts its blocks in blockallsigs, nothing
 * maskable is delivered; bit 31 tells it that it missed something.
 */
static void
blockall(struct lwp *lp, sigset_t *set)
{
	struct sys_lpmap *lm = lp->lwp_lpmap;
	sigset_t held = *set;

	if (lm == NULL || sigset_empty(set) ||
	    (*(volatile uint32_t *)&lm->blockallsigs & 0x7fffffff) == 0)
		return;
	sigset_nand(&held, &blockall_passes);
	if (!sigset_empty(&held)) {
		(void)atomic_or(&lm->blockallsigs, 0x80000000);
		sigset_and(set, &blockall_passes);
		lp->lwp_sigheld = true;
	}
}

void
lwp_sigrelease(struct lwp *lp)
{
	const struct sys_lpmap *lm = lp->lwp_lpmap;

	if (lm != NULL && (*(const volatile uint32_t *)&lm->blockallsigs &
	    0x7fffffff) != 0)
		return;
	lp->lwp_sigheld = false;
	(void)atomic_or(&lp->lwp_ast, AST_SIGNAL);
}

/* Signals that lp could take now. */
static void
lwp_pending(struct lwp *lp, sigset_t *set)
{
	*set = lp->lwp_siglist;
	sigset_or(set, &lp->lwp_proc->p_siglist);
	sigset_nand(set, &lp->lwp_sigmask);
	blockall(lp, set);
}

int
signal_interrupts(struct lwp *lp)
{
	struct proc *p = lp->lwp_proc;
	const struct sigacts *sa = p->p_sigacts;
	uint32_t flags = atomic_load(&lp->lwp_flags);
	sigset_t set, wait;
	int sig, result = 0;

	if ((flags & LWP_EXITING) != 0)
		return (EINTR);
	lwp_pending(lp, &set);
	if ((flags & LWP_KILLABLE) != 0)
		return (sigset_has(&set, SIGKILL) ? EINTR : 0);
	if ((flags & LWP_SIGWAIT) != 0) {
		wait = lp->lwp_siglist;
		sigset_or(&wait, &p->p_siglist);
		sigset_and(&wait, &lp->lwp_sigwait);
		sigset_or(&set, &wait);
	}
	if ((p->p_flags & P_STOPREQ) != 0 && (flags & LWP_STOPPED) == 0)
		result = ERESTART;
	while ((sig = sigset_first(&set)) != 0) {
		sigset_del(&set, sig);
		if (sa->ps_handler[sig] > SIGACT_IGN &&
		    (sa->ps_saflags[sig] & SA_RESTART) == 0)
			return (EINTR);
		result = ERESTART;
	}
	return (result);
}

bool
lwp_stopped_asleep(struct lwp *lp)
{
	struct proc *p = lp->lwp_proc;
	bool stopped = false;

	spin_lock(&p->p_spin);
	while ((p->p_flags & P_STOPREQ) != 0 &&
	    (lp->lwp_flags & LWP_EXITING) == 0) {
		lwp_stop(lp);
		stopped = true;
	}
	spin_unlock(&p->p_spin);
	return (stopped && signal_interrupts(lp) == 0);
}

bool
lwp_onstack(const struct lwp *lp)
{
	const stack_t *ss = &lp->lwp_sigstk;

	return ((ss->ss_flags & SS_DISABLE) == 0 &&
	    lp->lwp_frame->tf_rsp - (uintptr_t)ss->ss_sp < ss->ss_size);
}

void
lwp_setmask(struct lwp *lp, const sigset_t *set)
{
	struct proc *p = lp->lwp_proc;
	sigset_t mask = *set, pend;

	sigset_cantmask(&mask);
	spin_lock(&p->p_spin);
	lp->lwp_sigmask = mask;
	lwp_pending(lp, &pend);
	if (!sigset_empty(&pend))
		(void)atomic_or(&lp->lwp_ast, AST_SIGNAL);
	proc_resignal(p);
	spin_unlock(&p->p_spin);
}

void
lwp_tempmask(struct lwp *lp, const sigset_t *set)
{
	if ((lp->lwp_flags & LWP_OLDMASK) == 0) {
		lp->lwp_oldsigmask = lp->lwp_sigmask;
		spin_lock(&lp->lwp_proc->p_spin);
		lp->lwp_flags |= LWP_OLDMASK;
		spin_unlock(&lp->lwp_proc->p_spin);
	}
	lwp_setmask(lp, set);
	(void)atomic_or(&lp->lwp_ast, AST_SIGNAL);
}

/*
 * A stop signal with its default action, met by the LWP itself: it was masked
 * when it came, or a debugger let it through.  p_spin held, released meanwhile.
 */
static void
take_stop(struct lwp *lp, int sig)
{
	struct proc *p = lp->lwp_proc;
	bool orphaned = false, tell;

	if ((sig_prop(sig) & SP_TTYSTOP) != 0) {
		spin_unlock(&p->p_spin);
		spin_lock(&proctree_spin);
		orphaned = pgrp_orphaned_locked(p->p_pgrp);
		spin_unlock(&proctree_spin);
		spin_lock(&p->p_spin);
	}
	if (orphaned || (p->p_flags & (P_STOPREQ | P_TRACED)) != 0)
		return;
	tell = proc_stop(p, sig);
	if (tell) {
		spin_unlock(&p->p_spin);
		proc_stopped(p);
		spin_lock(&p->p_spin);
	}
	if ((p->p_flags & P_STOPREQ) != 0)
		lwp_stop(lp);
}

/*
 * The next signal that lp has to act on, taken off its pending set: one with a
 * handler, or one that ends the process; 0 when there is none.  p_spin held,
 * maybe released meanwhile.
 */
static int
issignal(struct lwp *lp, siginfo_t *info)
{
	struct proc *p = lp->lwp_proc;
	sigset_t set;
	int sig, prop;

	for (;;) {
		lwp_pending(lp, &set);
		if ((p->p_flags & P_PPWAIT) != 0) {
			sigset_del(&set, SIGSTOP);
			sigset_del(&set, SIGTSTP);
			sigset_del(&set, SIGTTIN);
			sigset_del(&set, SIGTTOU);
		}
		if (sigset_has(&set, SIGKILL))
			sig = SIGKILL;
		else if ((sig = sigset_first(&set)) == 0)
			return (0);
		(void)lwp_takesig(lp, sig, info);
		if ((p->p_flags & (P_TRACED | P_PPWAIT)) == P_TRACED &&
		    sig != SIGKILL &&
		    (sig = ptrace_stop(lp, sig, info)) == 0)
			continue;
		prop = sig_prop(sig);
		switch (sig_action(p, sig)) {
		case SIGACT_IGN:
			continue;
		case SIGACT_DFL:
			if ((prop & SP_IGNORE) != 0 ||
			    (p == initproc &&
			    (sig != SIGKILL || info->si_pid != 0)))
				continue;	/* init: the kernel's own only */
			if ((prop & SP_STOP) != 0) {
				take_stop(lp, sig);
				continue;
			}
			return (sig);
		default:
			return (sig);
		}
	}
}

/* Run sig's handler.  p_spin held, released. */
static void
postsig(struct lwp *lp, int sig, const siginfo_t *info)
{
	struct proc *p = lp->lwp_proc;
	struct sigacts *sa = p->p_sigacts;
	sigset_t saved, mask;
	uintptr_t handler;
	int flags;

	spin_lock(&sa->ps_spin);
	handler = sa->ps_handler[sig];
	flags = sa->ps_saflags[sig];
	mask = sa->ps_mask[sig];
	if (handler > SIGACT_IGN && (flags & SA_RESETHAND) != 0 &&
	    sig != SIGILL && sig != SIGTRAP) {
		sa->ps_handler[sig] = SIGACT_DFL;
		sigset_del(&sa->ps_catch, sig);
		if ((sig_prop(sig) & SP_IGNORE) != 0 && sig != SIGCONT)
			sigset_add(&sa->ps_ignore, sig);
	}
	spin_unlock(&sa->ps_spin);
	if (handler <= SIGACT_IGN) {
		/* Another LWP changed the action meanwhile. */
		spin_unlock(&p->p_spin);
		if (handler == SIGACT_DFL && p != initproc &&
		    (sig_prop(sig) & SP_KILL) != 0)
			sigexit(lp, sig);
		return;
	}
	saved = (lp->lwp_flags & LWP_OLDMASK) != 0 ? lp->lwp_oldsigmask :
	    lp->lwp_sigmask;
	lp->lwp_flags &= ~LWP_OLDMASK;
	sigset_or(&lp->lwp_sigmask, &mask);
	if ((flags & SA_NODEFER) == 0)
		sigset_add(&lp->lwp_sigmask, sig);
	proc_resignal(p);
	spin_unlock(&p->p_spin);
	lp->lwp_ru.ru_nsignals++;
	if (ktr_wants(lp, KTR_PSIG)) {
		ktr_psig(lp, sig, handler, &saved, info->si_code);
		ktr_flush(lp);
	}
	if (!sendsig(lp, handler, sig, &saved, info,
	    (flags & SA_ONSTACK) != 0))
		sigexit(lp, SIGILL);
}

void
userret_ast(struct lwp *lp)
{
	struct proc *p = lp->lwp_proc;
	siginfo_t info;
	int sig;

	spin_lock(&p->p_spin);
	for (;;) {
		(void)atomic_swap(&lp->lwp_ast, 0);
		if ((lp->lwp_flags & LWP_EXITING) != 0) {
			spin_unlock(&p->p_spin);
			lwp_exit1();
		}
		if ((p->p_flags & P_STOPREQ) != 0) {
			lwp_stop(lp);
			continue;
		}
		if ((sig = issignal(lp, &info)) != 0) {
			if (sig_action(p, sig) == SIGACT_DFL) {
				spin_unlock(&p->p_spin);
				sigexit(lp, sig);
			}
			postsig(lp, sig, &info);
			spin_lock(&p->p_spin);
			continue;
		}
		if (lp->lwp_ast != 0)
			continue;
		if ((lp->lwp_flags & LWP_OLDMASK) == 0)
			break;
		lp->lwp_flags &= ~LWP_OLDMASK;
		lp->lwp_sigmask = lp->lwp_oldsigmask;
	}
	spin_unlock(&p->p_spin);
}

void
trapsignal(struct lwp *lp, int sig, int code, uintptr_t addr, int trapno)
{
	struct proc *p = lp->lwp_proc;
	siginfo_t info;

	lp->lwp_frame->tf_trapno = (uint64_t)trapno;
	lp->lwp_frame->tf_addr = addr;
	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = code;
	info.si_addr = (void *)addr;
	if ((p->p_flags & P_TRACED) != 0) {
		lwp_signal(lp, &info);
		return;
	}
	spin_lock(&p->p_spin);
	if (sig_action(p, sig) <= SIGACT_IGN ||
	    sigset_has(&lp->lwp_sigmask, sig)) {
		/* It would only happen again. */
		spin_unlock(&p->p_spin);
		sigexit(lp, sig);
	}
	postsig(lp, sig, &info);
}

void
sigexit(struct lwp *lp, int sig)
{
	struct proc *p = lp->lwp_proc;
	int status = sig;

	p->p_acflag |= AXSIG;
	if (ktr_wants(lp, KTR_PSIG))
		ktr_psig(lp, sig, SIGACT_DFL, &lp->lwp_sigmask, 0);
	if ((sig_prop(sig) & SP_CORE) != 0) {
		if (proc_single() != 0)
			lwp_exit1();
		if (coredump(lp, sig) == 0) {
			status |= WCOREFLAG;
			p->p_acflag |= ACORE;
		}
		if (logsigexit)
			kprintf("pid %d (%s), uid %d: exited on signal %d%s\n",
			    p->p_pid, p->p_comm, (int)lp->lwp_cred->cr_uid,
			    sig, status != sig ? " (core dumped)" : "");
	}
	exit1(W_EXITCODE(0, status));
}
