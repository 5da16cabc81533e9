/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exit.c: the end of processes: exit(2), orphans, and what is left for
 * wait(2).
 *
 * exit1() gives everything back while the process still has its last LWP;
 * then the LWP leaves and the process, now a zombie without thread, is shown
 * to its parent.  The parent's hold on the links is proctree_spin.
 *
 * Locks: proctree_spin for families and reapers, p_spin.
 */
#include <sys/wait.h>
#include "sys/kfile.h"
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "sys/sysvipc.h"
#include "lib/libkern.h"
#include "sys/kktrace.h"
#include "sys/kvarsym.h"
#include "kern/proc_int.h"
#include "platform/shutdown.h"
#include "vfs/vnode.h"
#include "vm/vm.h"

void
proc_reparent(struct proc *child, struct proc *parent)
{
	if (child->p_pptr == parent)
		return;
	LIST_REMOVE(child, p_sibling);
	LIST_INSERT_HEAD(&parent->p_children, child, p_sibling);
	child->p_pptr = parent;
}

/*
 * Give p's children away, those it traces excepted (they are killed by
 * ptrace_exit).  Groups that are orphaned by it are hung up; children that asked
 * for it are told.
 */
static void
orphan_children(struct proc *p)
{
	struct proc *c, *heir;
	struct pgrp *pg;
	bool linked, zombie;
	int sig;

	spin_lock(&proctree_spin);
	/* From here on nobody gives orphans to p. */
	reaper_resign(p);
	heir = reaper_of(p);
	while ((c = LIST_FIRST(&p->p_children)) != NULL) {
		linked = proc_qualifies(c);
		zombie = c->p_state == PS_ZOMBIE;
		proc_hold(c);
		pg = c->p_pgrp;
		pgrp_hold(pg);
		proc_reparent(c, heir);
		sig = c->p_deathsig;
		if (zombie)
			wakeup(heir);
		spin_unlock(&proctree_spin);
		if (zombie)
			ksignal(heir, SIGCHLD);
		else if (sig != 0)
			ksignal(c, sig);
		if (linked)
			pgrp_checkorphan(pg);
		pgrp_drop(pg);
		proc_release(c);
		spin_lock(&proctree_spin);
	}
	spin_unlock(&proctree_spin);
}

/* p's own group loses what p was for it. */
static void
leave_group(struct proc *p)
{
	struct pgrp *pg;
	bool linked;

	spin_lock(&proctree_spin);
	linked = proc_qualifies(p);
	pg = p->p_pgrp;
	pgrp_hold(pg);
	spin_unlock(&proctree_spin);
	/* As a zombie p no longer counts as the link. */
	spin_lock(&p->p_spin);
	p->p_state = PS_ZOMBIE;
	spin_unlock(&p->p_spin);
	if (linked)
		pgrp_checkorphan(pg);
	pgrp_drop(pg);
}

static void
init_died(int status)
{
	/* It had a signal on its way when the system ended. */
	if (users_parked)
		user_park();
	panic("init died (signal %d, exit %d)", WTERMSIG(status),
	    WEXITSTATUS(status));
}

/* The most memory that p had, for who waits for it. */
static void
note_maxrss(struct proc *p, struct vmspace *vm)
{
	struct vmspace_info vi;

	vmspace_info(vm, &vi);
	spin_lock(&p->p_spin);
	p->p_ru.ru_maxrss = K_MAX(p->p_ru.ru_maxrss,
	    (long)(vi.rssize * (PAGE_SIZE / 1024)));
	spin_unlock(&p->p_spin);
}

/* Give back what a zombie does not need. */
static void
exit_resources(struct lwp *lp)
{
	struct proc *p = lp->lwp_proc;
	struct vmspace *vm;
	struct filedesc *fdp;
	sigset_t all;

	itimer_exit(p);
	if (sem_exit != NULL)
		sem_exit(p);
	memset(&all, 0xff, sizeof(all));
	spin_lock(&p->p_spin);
	proc_delsigs(p, &all);
	spin_unlock(&p->p_spin);
	fdp = p->p_fd;
	spin_lock(&p->p_spin);
	p->p_fd = NULL;
	spin_unlock(&p->p_spin);
	if (fdp != NULL)
		fdesc_drop(fdp);
	session_leader_exit(p);
	ptrace_exit(p);
	upmap_lwpexit(lp);
	upmap_exit(p);
	spin_lock(&p->p_spin);
	vm = p->p_vmspace;
	p->p_vmspace = NULL;
	spin_unlock(&p->p_spin);
	proc_vforkdone(p);
	if (vm != NULL) {
		note_maxrss(p, vm);
		vmspace_drop(vm);
	}
	proc_settext(p, NULL);
	orphan_children(p);
}

/*
 * Show the zombie to its parent, or to init when the parent does not want to
 * know.  p is held by the caller.
 */
static void
exit_notify(struct proc *p, int status)
{
	struct proc *pp, *deaf = NULL;
	siginfo_t info;
	int sig;

	memset(&info, 0, sizeof(info));
	info.si_signo = SIGCHLD;
	info.si_pid = p->p_pid;
	info.si_uid = p->p_ucred->cr_ruid;
	info.si_code = WIFEXITED(status) ? CLD_EXITED :
	    WCOREDUMP(status) ? CLD_DUMPED : CLD_KILLED;
	info.si_status = WIFEXITED(status) ? WEXITSTATUS(status) :
	    WTERMSIG(status);
	spin_lock(&proctree_spin);
	pp = p->p_pptr;
	spin_lock(&pp->p_spin);
	if ((p->p_flags & P_TRACED) == 0 && (pp->p_sigacts->ps_flag &
	    (PS_NOCLDWAIT | PS_CLDSIGIGN)) != 0 && pp != initproc)
		deaf = pp;
	spin_unlock(&pp->p_spin);
	if (deaf != NULL) {
		proc_reparent(p, initproc);
		if (LIST_EMPTY(&deaf->p_children))
			wakeup(deaf);
		pp = initproc;
	}
	sig = pp == initproc ? SIGCHLD : p->p_xsig;
	proc_hold(pp);
	/* From here on wait4() finds it. */
	spin_lock(&p->p_spin);
	p->p_flags |= P_WEXIT;
	spin_unlock(&p->p_spin);
	wakeup(pp);
	spin_unlock(&proctree_spin);
	if (sig != 0) {
		info.si_signo = sig;
		ksignal_info(pp, &info);
	}
	proc_release(pp);
}

void
exit1(int status)
{
	struct lwp *lp = curlwp;
	struct proc *p = lp->lwp_proc;

	if (p == initproc)
		init_died(status);
	if (proc_single() != 0)
		lwp_exit1();
	spin_lock(&p->p_spin);
	p->p_flags &= ~P_STOPREQ;
	p->p_flags |= P_EXITING;
	spin_unlock(&p->p_spin);
	ktr_exit(lp, true);
	exit_resources(lp);
	acct_process(p);
	spin_lock(&p->p_spin);
	lwp_unlink(lp);
	spin_unlock(&p->p_spin);
	p->p_xstat = status;
	leave_group(p);
	exit_notify(p, status);
	/* Who is told by an event finds the zombie. */
	knote_fire(&p->p_klist, (long)NOTE_EXIT);
	knote_revoke(&p->p_klist);
	curthread->td_lwp = NULL;
	lwp_free(lp);
	proc_release(p);
	thread_exit();
}

/*
 * The end of a zombie: nobody else can find it in its family any more
 * (P_REAPED, set under proctree_spin).  May sleep until holds are gone.
 */
void
proc_reap(struct proc *p)
{
	spin_lock(&proctree_spin);
	LIST_REMOVE(p, p_sibling);
	reaper_drop(p->p_reaper);
	p->p_reaper = NULL;
	spin_unlock(&proctree_spin);
	(void)uid_chgproc(p->p_ucred->cr_ruid, -1, 0);
	pgrp_leave(p);
	proc_remove(p);
	sigacts_drop(p->p_sigacts);
	plimit_drop(p->p_limit);
	cred_free(p->p_ucred);
	varsym_exit(p);
	rcbuf_drop(p->p_args);
	rcbuf_drop(p->p_execpath);
	ksigq_flush(&p->p_sigq);
	callout_drain(&p->p_realtimer);
	callout_drain(&p->p_cputimer);
	kfree(p, M_PROC);
}

/* exit(2). */
int
sys_exit(struct lwp *lp, const struct exit_args *uap, int64_t rv[2])
{
	exit1(W_EXITCODE(uap->rval & 0xff, 0));
}
