/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lwp.c: light-weight processes: making them, ending them one by one or all
 * but one.  The system calls are lwp_calls.c.
 *
 * An LWP is in its process's list from lwp_link() until lwp_unlink(), both under
 * p_spin; who finds it there may use it while p_spin is held and no longer.
 *
 * Locks: p_spin.
 */
#include <sys/lwp.h>
#include <sys/rtprio.h>
#include <sys/tls.h>
#include <sys/unistd.h>
#include <machine/psl.h>
#include "sys/kktrace.h"
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "kern/sched_var.h"
#include "platform/trap.h"
#include "vm/vm.h"

/*
 * A new LWP of p, not linked: it has a number, no context, no thread.
 */
struct lwp *
lwp_alloc(struct proc *p)
{
	struct lwp *lp;

	lp = kmalloc(sizeof(*lp), M_PROC, M_WAITOK | M_ZERO);
	if (lp == NULL)
		return (NULL);
	lp->lwp_proc = p;
	STAILQ_INIT(&lp->lwp_sigq);
	STAILQ_INIT(&lp->lwp_ktrq);
	lp->lwp_sigstk.ss_flags = SS_DISABLE;
	lp->lwp_rtprio_type = RTP_PRIO_NORMAL;
	return (lp);
}

/* Free what never ran, or has left its process. */
void
lwp_free(struct lwp *lp)
{
	ksigq_flush(&lp->lwp_sigq);
	upmap_lwpexit(lp);
	ktr_free(lp);
	if (lp->lwp_ux != NULL)
		lwp_context_free(lp);
	if (lp->lwp_cred != NULL)
		cred_free(lp->lwp_cred);
	kfree(lp, M_PROC);
}

/* Free lp, which has a thread that never ran. */
void
lwp_discard(struct lwp *lp)
{
	thread_free(lp->lwp_thread);
	lwp_free(lp);
}

/* lp joins its process, on which it has a hold from now on.  p_spin held. */
void
lwp_link(struct lwp *lp)
{
	struct proc *p = lp->lwp_proc;

	TAILQ_INSERT_TAIL(&p->p_lwps, lp, lwp_list);
	p->p_nlwps++;
	proc_hold(p);
	if (lp->lwp_tid == 0)
		lp->lwp_tid = ++p->p_lasttid;
}

void
lwp_unlink(struct lwp *lp)
{
	struct proc *p = lp->lwp_proc;
	int64_t ut, st;

	thread_account(curthread, false);
	lwp_cputime(lp, &ut, &st);
	p->p_utime += ut;
	p->p_stime += st;
	lp->lwp_ru.ru_nvcsw += lp->lwp_thread->td_nvcsw;
	lp->lwp_ru.ru_nivcsw += lp->lwp_thread->td_nivcsw;
	rusage_add(&p->p_ru, &lp->lwp_ru);
	if ((lp->lwp_flags & LWP_STOPPED) != 0)
		p->p_nstopped--;
	TAILQ_REMOVE(&p->p_lwps, lp, lwp_list);
	p->p_nlwps--;
}

/* Give lp a thread that begins in fn(lp); it is linked and ready to run. */
int
lwp_start(struct lwp *lp, void (*fn)(void *))
{
	struct proc *p = lp->lwp_proc;
	struct thread *td;
	int error;

	error = thread_create(&td, fn, lp, "%s", p->p_comm);
	if (error != 0)
		return (error);
	td->td_lwp = lp;
	lp->lwp_thread = td;
	lwp_sched_inherit(lp);
	return (0);
}

void
lwp_trampoline(void *arg)
{
	user_loop(arg);
}

/*
 * The LWP is over.  When it is the last one the process ends with it; when
 * another one waits to be alone, that one hears of it.
 */
void
lwp_exit1(void)
{
	struct lwp *lp = curlwp;
	struct proc *p = lp->lwp_proc;
	bool stopped = false;

	spin_lock(&p->p_spin);
	if (p->p_nlwps == 1) {
		spin_unlock(&p->p_spin);
		exit1(0);
	}
	spin_unlock(&p->p_spin);
	upmap_lwpend(lp);
	ktr_exit(lp, false);
	spin_lock(&p->p_spin);
	if (p->p_nlwps == 1) {
		spin_unlock(&p->p_spin);
		exit1(0);
	}
	lwp_unlink(lp);
	if ((p->p_flags & P_STOPREQ) != 0 && p->p_state == PS_ACTIVE &&
	    p->p_nstopped == p->p_nlwps)
		stopped = proc_stop(p, p->p_xstat);
	proc_resignal(p);
	wakeup(&p->p_nlwps);
	spin_unlock(&p->p_spin);
	if (stopped)
		proc_stopped(p);
	curthread->td_lwp = NULL;
	lwp_free(lp);
	proc_release(p);
	thread_exit();
}

/*
 * Make the caller the only LWP of its process: the others are told to end and
 * waited for.  EINTR: another one does the same, the caller has to end.
 */
int
proc_single(void)
{
	struct lwp *lp = curlwp, *o;
	struct proc *p = lp->lwp_proc;

	spin_lock(&p->p_spin);
	if ((lp->lwp_flags & LWP_EXITING) != 0 ||
	    (p->p_flags & P_SINGLE) != 0) {
		lp->lwp_flags |= LWP_EXITING;
		spin_unlock(&p->p_spin);
		return (EINTR);
	}
	if (p->p_nlwps == 1) {
		spin_unlock(&p->p_spin);
		return (0);
	}
	p->p_flags |= P_SINGLE;
	TAILQ_FOREACH(o, &p->p_lwps, lwp_list) {
		if (o == lp)
			continue;
		o->lwp_flags |= LWP_EXITING;
		if ((o->lwp_flags & LWP_INSTOP) != 0) {
			o->lwp_flags &= ~LWP_INSTOP;
			thread_unstop(o->lwp_thread);
		}
		lwp_notify(o, AST_SIGNAL);
	}
	while (p->p_nlwps > 1)
		(void)ssleep(&p->p_nlwps, &p->p_spin, 0, "single", 0);
	p->p_flags &= ~P_SINGLE;
	spin_unlock(&p->p_spin);
	return (0);
}

/* The LWP of p with that number, -1: any.  p_spin held. */
struct lwp *
lwp_lookup(struct proc *p, lwpid_t tid)
{
	struct lwp *lp;

	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
		if (tid == -1 || lp->lwp_tid == tid)
			return (lp);
	return (NULL);
}
