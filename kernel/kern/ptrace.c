/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ptrace.c: ptrace(2): one process controls another.
 *
 * A traced process stops (all its LWPs) whenever a signal is to be delivered,
 * and its tracer, which is its parent for as long, learns of it through wait(2).
 * Requests are served while it is stopped; registers are those of its first LWP
 * that is at the stop, which is the one that met the signal.
 *
 * Locks: p_spin; proctree_spin for the families.
 */
#include <sys/ptrace.h>
#include <machine/reg.h>
#include "sys/kjail.h"
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "platform/trap.h"
#include "vm/vm.h"
#include "vm/vm_patch.h"

static int nadopted;	/* [T] processes that have a p_oppid_proc */

int
ptrace_stop(struct lwp *lp, int sig, siginfo_t *info)
{
	struct proc *p = lp->lwp_proc;
	bool tell;

	/* Another LWP's stop first. */
	while ((p->p_flags & P_STOPREQ) != 0 &&
	    (lp->lwp_flags & LWP_EXITING) == 0)
		lwp_stop(lp);
	if ((lp->lwp_flags & LWP_EXITING) != 0 ||
	    (p->p_flags & P_TRACED) == 0)
		return (sig);
	p->p_ptrace_sig = sig;
	lp->lwp_stopsig = sig;
	tell = proc_stop(p, sig);
	if (tell) {
		spin_unlock(&p->p_spin);
		proc_stopped(p);
		spin_lock(&p->p_spin);
	}
	if ((p->p_flags & P_STOPREQ) != 0)
		lwp_stop(lp);
	lp->lwp_stopsig = 0;
	sig = p->p_ptrace_sig;
	if (sig != info->si_signo) {
		memset(info, 0, sizeof(*info));
		info->si_signo = sig;
	}
	if (sig != 0 && sigset_has(&lp->lwp_sigmask, sig)) {
		sigset_add(&lp->lwp_siglist, sig);
		sig = 0;
	}
	return (sig);
}

/* p's tracer is pp from now on. proctree_spin held. */
static void
trace_begin(struct proc *p, struct proc *pp)
{
	if (p->p_pptr != pp) {
		p->p_oppid_proc = p->p_pptr;
		nadopted++;
		proc_reparent(p, pp);
	}
	spin_lock(&p->p_spin);
	p->p_flags |= P_TRACED;
	spin_unlock(&p->p_spin);
}

struct proc *
ptrace_disown(struct proc *p)
{
	struct proc *op = p->p_oppid_proc;

	if (op != NULL)
		nadopted--;
	p->p_oppid_proc = NULL;
	return (op);
}

/* Back to the true parent.  proctree_spin held. */
static void
trace_end(struct proc *p)
{
	struct proc *op = ptrace_disown(p);

	if (op != NULL)
		proc_reparent(p, op);
	spin_lock(&p->p_spin);
	p->p_flags &= ~P_TRACED;
	spin_unlock(&p->p_spin);
}

/*
 * p ends: what it traces is killed, and those whose true parent it was while
 * another traces them become init's.
 */
void
ptrace_exit(struct proc *p)
{
	struct proc *c;

	spin_lock(&proctree_spin);
	for (;;) {
		LIST_FOREACH(c, &p->p_children, p_sibling)
			if ((c->p_flags & (P_TRACED | P_WEXIT)) == P_TRACED)
				break;
		if (c == NULL)
			break;
		trace_end(c);
		proc_hold(c);
		spin_unlock(&proctree_spin);
		ksignal(c, SIGKILL);
		proc_release(c);
		spin_lock(&proctree_spin);
	}
	if (nadopted > 0) {
		TAILQ_FOREACH(c, &allproc, p_all)
			if (c->p_oppid_proc == p)
				c->p_oppid_proc = initproc;
	}
	spin_unlock(&proctree_spin);
}

/* A tracer shall see the program's own code. */
static void
unpatch(struct proc *p)
{
	struct vmspace *vs = vmspace_get(p);

	if (vs == NULL)
		return;
	vm_patch_undo(vs);
	vmspace_drop(vs);
}

/* PT_ATTACH: EINVAL itself, EBUSY traced already, EPERM. */
static int
pt_attach(struct lwp *lp, struct proc *p)
{
	struct proc *me = lp->lwp_proc, *up;
	int error;

	if (p == me || (p->p_flags & P_SYSTEM) != 0)
		return (EINVAL);
	if (!jail_seesproc(lp->lwp_cred, p))
		return (ESRCH);
	if (lp->lwp_cred->cr_uid != 0) {
		if ((error = cred_trespass(lp->lwp_cred, p)) != 0)
			return (error);
		if ((p->p_flags & P_SUGID) != 0)
			return (EPERM);
	}
	if (p == initproc)
		return (EPERM);
	spin_lock(&proctree_spin);
	for (up = me; up != NULL && up != p; up = up->p_pptr)
		;
	if ((p->p_flags & P_TRACED) != 0)
		error = EBUSY;
	else if (up == p && (me->p_flags & P_TRACED) != 0)
		error = EBUSY;		/* no rings of tracers */
	else {
		error = 0;
		trace_begin(p, me);
	}
	spin_unlock(&proctree_spin);
	if (error == 0) {
		unpatch(p);
		ksignal(p, SIGSTOP);
	}
	return (error);
}

/* The LWP that a request is about.  p_spin held. */
static struct lwp *
pt_lwp(struct proc *p)
{
	struct lwp *lp;

	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
		if (lp->lwp_stopsig != 0)
			return (lp);
	return (proc_firstlwp(p));
}

/* PT_CONTINUE, PT_STEP, PT_DETACH, PT_KILL: let p go on with sig. */
static int
pt_resume(struct proc *p, int req, uintptr_t addr, int sig)
{
	struct lwp *l;
	siginfo_t info;

	if (req == PT_KILL)
		sig = SIGKILL;
	if (sig != 0 && !_SIG_VALID(sig))
		return (EINVAL);
	if (req == PT_DETACH) {
		spin_lock(&proctree_spin);
		trace_end(p);
		spin_unlock(&proctree_spin);
	}
	spin_lock(&p->p_spin);
	if ((l = pt_lwp(p)) != NULL) {
		if (addr != 1)
			l->lwp_frame->tf_rip = addr;
		lwp_singlestep(l, req == PT_STEP);
	}
	p->p_ptrace_sig = sig == SIGKILL ? 0 : sig;
	p->p_xstat = sig;
	(void)proc_unstop(p);
	spin_unlock(&p->p_spin);
	if (sig == SIGKILL) {
		memset(&info, 0, sizeof(info));
		info.si_signo = SIGKILL;
		ksignal_info(p, &info);
	}
	return (0);
}

/* Words and blocks of the traced program's memory. */
static int
pt_memory(struct proc *p, int req, uintptr_t addr, int data, int64_t *result)
{
	struct vmspace *vm;
	int word = data, error;

	if ((vm = proc_vmspace(p)) == NULL)
		return (EINVAL);
	if (req == PT_READ_I || req == PT_READ_D) {
		error = vmspace_copyin(vm, addr, &word, sizeof(word));
		*result = word;
	} else
		error = vmspace_copyout(vm, &word, addr, sizeof(word), true);
	vmspace_drop(vm);
	return (error == EFAULT ? EINVAL : error);
}

static int
pt_io(struct proc *p, void *udesc)
{
	struct ptrace_io_desc d;
	struct vmspace *vm;
	size_t done = 0, n;
	uint8_t *buf;
	int error;

	if ((error = copyin(udesc, &d, sizeof(d))) != 0)
		return (error);
	if (d.piod_op < PIOD_READ_D || d.piod_op > PIOD_WRITE_I)
		return (EINVAL);
	if ((buf = kmalloc(PAGE_SIZE, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	if ((vm = proc_vmspace(p)) == NULL)
		error = EINVAL;
	while (error == 0 && done < d.piod_len) {
		uintptr_t there = (uintptr_t)d.piod_offs + done;
		char *here = (char *)d.piod_addr + done;

		n = K_MIN(d.piod_len - done,
		    (size_t)PAGE_SIZE - (there & PAGE_MASK));
		if (d.piod_op == PIOD_READ_D || d.piod_op == PIOD_READ_I) {
			if ((error = vmspace_copyin(vm, there, buf, n)) == 0)
				error = copyout(buf, here, n);
		} else if ((error = copyin(here, buf, n)) == 0)
			error = vmspace_copyout(vm, buf, there, n, true);
		if (error == 0)
			done += n;
	}
	if (vm != NULL)
		vmspace_drop(vm);
	kfree(buf, M_TEMP);
	if (done > 0)
		error = 0;
	d.piod_len = done;
	return (error != 0 ? error : copyout(&d, udesc, sizeof(d)));
}

/* Registers of the stopped LWP.  p is stopped and held, so they stand still. */
static int
pt_regs(struct proc *p, int req, void *uaddr)
{
	struct reg reg;
	struct fpreg fp;
	struct lwp *l;
	int error = 0;

	if (req == PT_SETREGS)
		error = copyin(uaddr, &reg, sizeof(reg));
	else if (req == PT_SETFPREGS)
		error = copyin(uaddr, &fp, sizeof(fp));
	if (error != 0)
		return (error);
	spin_lock(&p->p_spin);
	if ((l = pt_lwp(p)) == NULL)
		error = EINVAL;
	else if (req == PT_GETREGS)
		lwp_getregs(l, &reg);
	else if (req == PT_SETREGS)
		error = lwp_setregs_checked(l, &reg);
	else if (req == PT_GETFPREGS)
		error = lwp_fpu_get(l, &fp, sizeof(fp));
	else
		error = lwp_fpu_set(l, &fp, sizeof(fp));
	spin_unlock(&p->p_spin);
	if (error == 0 && req == PT_GETREGS)
		error = copyout(&reg, uaddr, sizeof(reg));
	if (error == 0 && req == PT_GETFPREGS)
		error = copyout(&fp, uaddr, sizeof(fp));
	return (error);
}

/* EPERM not traced by us, EBUSY not stopped. */
static int
pt_check(struct lwp *lp, struct proc *p)
{
	int error = 0;

	spin_lock(&proctree_spin);
	spin_lock(&p->p_spin);
	if ((p->p_flags & P_TRACED) == 0)
		error = EPERM;
	else if (p->p_pptr != lp->lwp_proc || p->p_state != PS_STOPPED ||
	    (p->p_flags & P_WAITED) == 0)
		error = EBUSY;
	spin_unlock(&p->p_spin);
	spin_unlock(&proctree_spin);
	return (error);
}

static int
pt_request(struct lwp *lp, struct proc *p, const struct ptrace_args *uap,
    int64_t *result)
{
	int error;

	if (uap->req == PT_ATTACH)
		return (pt_attach(lp, p));
	if ((error = pt_check(lp, p)) != 0 &&
	    !(uap->req == PT_KILL && error == EBUSY &&
	    p->p_pptr == lp->lwp_proc))
		return (error);
	switch (uap->req) {
	case PT_READ_I:
	case PT_READ_D:
	case PT_WRITE_I:
	case PT_WRITE_D:
		return (pt_memory(p, uap->req, (uintptr_t)uap->addr,
		    uap->data, result));
	case PT_IO:
		return (pt_io(p, uap->addr));
	case PT_CONTINUE:
	case PT_STEP:
		return (pt_resume(p, uap->req, (uintptr_t)uap->addr,
		    uap->data));
	case PT_DETACH:
		return (pt_resume(p, uap->req, (uintptr_t)uap->addr,
		    uap->data));
	case PT_KILL:
		return (pt_resume(p, uap->req, 1, 0));
	case PT_GETREGS:
	case PT_SETREGS:
	case PT_GETFPREGS:
	case PT_SETFPREGS:
		return (pt_regs(p, uap->req, uap->addr));
	default:
		return (EINVAL);
	}
}

/* ptrace(2). */
int
sys_ptrace(struct lwp *lp, const struct ptrace_args *uap, int64_t rv[2])
{
	struct proc *p;
	int error;

	if (uap->req == PT_TRACE_ME) {
		spin_lock(&proctree_spin);
		trace_begin(lp->lwp_proc, lp->lwp_proc->p_pptr);
		spin_unlock(&proctree_spin);
		unpatch(lp->lwp_proc);
		return (0);
	}
	if (uap->pid <= 0 || (p = proc_find(uap->pid, false)) == NULL)
		return (ESRCH);
	error = pt_request(lp, p, uap, &rv[0]);
	proc_release(p);
	return (error);
}
