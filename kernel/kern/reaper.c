/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reaper.c: who gets the orphans of a process, procctl(2).
 *
 * Locks: proctree_spin.
 */
#include <sys/procctl.h>
#include <sys/wait.h>
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

/*
 * A process that wants the orphans of its descendants.  All of them refer to
 * it, the owner too; it outlives the owner.
 */
struct reaper {
	int		 r_refs;
	struct proc	*r_owner;	/* NULL once it ended or gave up */
	struct reaper	*r_up;		/* the owner's own; reference */
};

static struct reaper *
reaper_hold(struct reaper *r)
{
	if (r != NULL)
		r->r_refs++;
	return (r);
}

void
reaper_drop(struct reaper *r)
{
	struct reaper *up;

	while (r != NULL && --r->r_refs == 0) {
		up = r->r_up;
		kfree(r, M_PROC);
		r = up;
	}
}

void
reaper_fork(struct proc *parent, struct proc *child)
{
	child->p_reaper = reaper_hold(parent->p_reaper);
}

struct proc *
reaper_of(struct proc *p)
{
	struct reaper *r;

	for (r = p->p_reaper; r != NULL; r = r->r_up)
		if (r->r_owner != NULL && r->r_owner != p)
			return (r->r_owner);
	return (initproc);
}

void
reaper_resign(struct proc *p)
{
	struct reaper *r = p->p_reaper;

	if (r != NULL && r->r_owner == p)
		r->r_owner = NULL;
}

static int
reap_acquire(struct proc *p)
{
	struct reaper *r;
	int error = 0;

	r = kmalloc(sizeof(*r), M_PROC, M_WAITOK | M_ZERO);
	if (r == NULL)
		return (ENOMEM);
	spin_lock(&proctree_spin);
	if (p->p_reaper != NULL && p->p_reaper->r_owner == p)
		error = EALREADY;
	else {
		r->r_refs = 1;
		r->r_owner = p;
		r->r_up = p->p_reaper;	/* its reference moves here */
		p->p_reaper = r;
		r = NULL;
	}
	spin_unlock(&proctree_spin);
	kfree(r, M_PROC);
	return (error);
}

static int
reap_release(struct proc *p)
{
	struct reaper *r;
	int error = 0;

	spin_lock(&proctree_spin);
	r = p->p_reaper;
	if (r == NULL || r->r_owner != p)
		error = ENOTCONN;
	else {
		r->r_owner = NULL;
		p->p_reaper = reaper_hold(r->r_up);
		reaper_drop(r);
	}
	spin_unlock(&proctree_spin);
	return (error);
}

static int
reap_status(struct proc *p, union reaper_info *info)
{
	struct proc *c;
	struct reaper *r;

	memset(info, 0, sizeof(*info));
	spin_lock(&proctree_spin);
	r = p->p_reaper;
	if (r != NULL && r->r_owner == p) {
		info->status.flags = REAPER_STAT_OWNED;
		info->status.refs = (uint32_t)r->r_refs - 1;
	} else if (p == initproc)
		info->status.flags = REAPER_STAT_OWNED | REAPER_STAT_REALINIT;
	else if (reaper_of(p) == initproc)
		info->status.flags = REAPER_STAT_REALINIT;
	c = LIST_FIRST(&p->p_children);
	info->status.pid_head = c != NULL ? c->p_pid : -1;
	spin_unlock(&proctree_spin);
	return (0);
}

/*
 * procctl(2): only for the caller itself.  EINVAL, EALREADY it reaps already,
 * ENOTCONN it does not, EFAULT.
 */
int
sys_procctl(struct lwp *lp, const struct procctl_args *uap, int64_t rv[2])
{
	struct proc *p = lp->lwp_proc;
	union reaper_info info;
	int error, sig;

	if (uap->idtype != P_PID || (uap->id != p->p_pid && uap->id != 0))
		return (EINVAL);
	switch (uap->cmd) {
	case PROC_REAP_ACQUIRE:
		return (reap_acquire(p));
	case PROC_REAP_RELEASE:
		return (reap_release(p));
	case PROC_REAP_STATUS:
		if ((error = reap_status(p, &info)) != 0)
			return (error);
		return (copyout(&info, uap->data, sizeof(info)));
	case PROC_PDEATHSIG_CTL:
		if ((error = copyin(uap->data, &sig, sizeof(sig))) != 0)
			return (error);
		if (sig != 0 && !_SIG_VALID(sig))
			return (EINVAL);
		p->p_deathsig = sig;
		return (0);
	case PROC_PDEATHSIG_STATUS:
		sig = p->p_deathsig;
		return (copyout(&sig, uap->data, sizeof(sig)));
	default:
		return (EINVAL);
	}
}
