/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ktrace_set.c: ktrace(2): who is traced to which file.
 *
 * Locks: p_spin guards p_traceflag and p_ktrace; proctree_spin families.
 */
#include "sys/kjail.h"
#include "sys/kktrace.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "kern/ktrace.h"
#include "kern/proc_int.h"
#include <sys/errno.h>

/* One call: the processes meant and what becomes of them. */
struct request {
	struct lwp	*lp;
	int		 op;		/* KTROP_* */
	bool		 descend;
	pid_t		 pid;		/* below 0: a group */
	uint32_t	 facs;
	struct ktrace_file *file;
	struct vnode	*vp;		/* CLEARFILE */
	int		 found, changed;
};

void
ktrace_set(struct proc *p, struct ktrace_file *kt, uint32_t flags)
{
	struct ktrace_file *old;

	if (kt != NULL)
		refcount_get(&kt->kt_ref);
	spin_lock(&p->p_spin);
	old = p->p_ktrace;
	p->p_ktrace = kt;
	p->p_traceflag = kt != NULL ? flags : 0;
	spin_unlock(&p->p_spin);
	ktrace_file_drop(old);
}

/* May lp change what of p is traced? */
static bool
may_change(struct lwp *lp, struct proc *p)
{
	const struct ucred *cr = lp->lwp_cred;
	struct ucred *pc;
	bool may;

	if (!jail_seesproc(cr, p))
		return (false);
	if (cr->cr_uid == 0)
		return (true);
	pc = proc_cred(p);
	may = cr->cr_uid == pc->cr_ruid && pc->cr_ruid == pc->cr_svuid &&
	    cr->cr_rgid == pc->cr_rgid && pc->cr_rgid == pc->cr_svgid &&
	    (p->p_traceflag & KTRFAC_ROOT) == 0;
	cred_free(pc);
	return (may);
}

/* p is top, or top one of its ancestors. */
static bool
descends(struct proc *p, pid_t top)
{
	bool yes = false;

	spin_lock(&proctree_spin);
	for (; p != NULL && !yes; p = p->p_pptr)
		yes = p->p_pid == top;
	spin_unlock(&proctree_spin);
	return (yes);
}

static bool
is_meant(const struct request *rq, struct proc *p)
{
	bool yes;

	if (p->p_state == PS_ZOMBIE || (p->p_flags & P_SYSTEM) != 0)
		return (false);
	if (rq->pid >= 0)
		return (p->p_pid == rq->pid ||
		    (rq->descend && descends(p, rq->pid)));
	spin_lock(&proctree_spin);
	yes = p->p_pgrp != NULL && p->p_pgrp->pg_id == -rq->pid;
	spin_unlock(&proctree_spin);
	return (yes);
}

/* One process: add to what is traced, or take away from it. */
static bool
change(struct proc *p, void *arg)
{
	struct request *rq = arg;
	struct ktrace_file *file;
	uint32_t flags;

	if (!is_meant(rq, p))
		return (true);
	rq->found++;
	if (!may_change(rq->lp, p))
		return (true);
	rq->changed++;
	flags = p->p_traceflag;
	if (rq->op == KTROP_SET) {
		flags |= rq->facs;
		if (rq->lp->lwp_cred->cr_uid == 0)
			flags |= KTRFAC_ROOT;
		ktrace_set(p, rq->file, flags);
		return (true);
	}
	flags &= ~rq->facs;
	if ((flags & KTRFAC_MASK) == 0) {
		ktrace_set(p, NULL, 0);
		return (true);
	}
	spin_lock(&p->p_spin);
	if ((file = p->p_ktrace) != NULL)
		p->p_traceflag = flags;
	spin_unlock(&p->p_spin);
	return (true);
}

/* One process that is traced to the file. */
static bool
stop(struct proc *p, void *arg)
{
	struct request *rq = arg;
	bool traced;

	spin_lock(&p->p_spin);
	traced = p->p_ktrace != NULL && p->p_ktrace->kt_vp == rq->vp;
	spin_unlock(&p->p_spin);
	if (!traced)
		return (true);
	rq->found++;
	if (rq->lp == NULL || may_change(rq->lp, p)) {
		rq->changed++;
		ktrace_set(p, NULL, 0);
	}
	return (true);
}

int
ktrace_stop(struct vnode *vp, struct lwp *lp)
{
	struct request rq = { .lp = lp, .vp = vp };

	proc_foreach(stop, &rq);
	return (rq.changed < rq.found ? EPERM : 0);
}

/*
 * ktrace(2).  EINVAL: nothing to trace, or no such operation; EACCES: not a
 * regular file; ESRCH; EPERM: there are such processes, but none that the caller
 * may trace; and what opening the file gives.
 */
int
sys_ktrace(struct lwp *lp, const struct ktrace_args *uap, int64_t rv[2])
{
	struct request rq = { .lp = lp, .op = KTROP(uap->ops),
	    .descend = (uap->ops & KTRFLAG_DESCEND) != 0, .pid = uap->pid,
	    .facs = (uint32_t)uap->facs & (KTRFAC_MASK | KTRFAC_INHERIT) };
	int error = 0;

	if (rq.op > KTROP_CLEARFILE)
		return (EINVAL);
	if (rq.op != KTROP_CLEAR && (error = ktrace_file_open(lp, uap->fname,
	    &rq.file)) != 0)
		return (error);
	if (rq.op == KTROP_CLEARFILE)
		error = ktrace_stop(rq.file->kt_vp, lp);
	else if ((rq.facs & KTRFAC_MASK) == 0)
		error = EINVAL;
	else {
		proc_foreach(change, &rq);
		if (rq.changed == 0)
			error = rq.found == 0 ? ESRCH : EPERM;
	}
	ktrace_file_drop(rq.file);
	return (error);
}
