/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prio.c: what processes, groups or a user's processes are worth:
 * getpriority(2), setpriority(2) for the CPU, ioprio_get(2), ioprio_set(2) for
 * disks.
 *
 * The scheduler reads p_nice whenever an LWP goes to user mode.  Requests to
 * disks are the host's to order, so p_ionice is kept and inherited only.
 *
 * Locks: proctree_spin for groups.
 */
#include "sys/kjail.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

int
proc_findfor(struct lwp *lp, pid_t pid, bool change, struct proc **pp)
{
	struct proc *p;
	int error = 0;

	if (pid == 0)
		pid = lp->lwp_proc->p_pid;
	if (pid < 0 || (p = proc_find(pid, false)) == NULL)
		return (ESRCH);
	if (!change && !jail_seesproc(lp->lwp_cred, p))
		error = ESRCH;
	else if (change)
		error = cred_trespass(lp->lwp_cred, p);
	if (error != 0) {
		proc_release(p);
		return (error);
	}
	*pp = p;
	return (0);
}

/* One of the two values of a process. */
struct priokind {
	int	 (*get)(const struct proc *);
	void	 (*set)(struct proc *, int);
	int	 min, max;
	bool	 least;		/* of many the lowest is told, or the highest */
};

static int
nice_get(const struct proc *p)
{
	return (p->p_nice);
}

static void
nice_set(struct proc *p, int n)
{
	p->p_nice = (signed char)n;
}

static int
ionice_get(const struct proc *p)
{
	return (p->p_ionice);
}

static void
ionice_set(struct proc *p, int n)
{
	p->p_ionice = (signed char)n;
}

static const struct priokind kind_nice = {
	nice_get, nice_set, PRIO_MIN, PRIO_MAX, true
};
static const struct priokind kind_io = {
	ionice_get, ionice_set, IOPRIO_MIN, IOPRIO_MAX, false
};

/* A walk over the processes that a call means. */
struct prioarg {
	const struct priokind *kind;
	struct lwp	*lp;
	int		 which;
	int64_t		 who;
	int		 prio;		/* to set, or the best found */
	bool		 set;
	int		 found;
	int		 error;
};

static bool
prio_match(const struct prioarg *pa, struct proc *p)
{
	struct ucred *cr;
	bool match;

	if (p->p_state == PS_ZOMBIE || !jail_seesproc(pa->lp->lwp_cred, p))
		return (false);
	if (pa->which == PRIO_USER) {
		cr = proc_cred(p);
		match = cr->cr_uid == (uid_t)pa->who;
		cred_free(cr);
		return (match);
	}
	spin_lock(&proctree_spin);
	match = p->p_pgrp != NULL && p->p_pgrp->pg_id == pa->who;
	spin_unlock(&proctree_spin);
	return (match);
}

/* EACCES for a better priority, EPERM for another's process. */
static int
prio_change(const struct prioarg *pa, struct proc *p)
{
	const struct ucred *cr = pa->lp->lwp_cred;
	int n = K_MAX(pa->kind->min, K_MIN(pa->prio, pa->kind->max));

	if (cred_trespass(cr, p) != 0)
		return (EPERM);
	if (n < pa->kind->get(p) && cred_root(cr) != 0)
		return (EACCES);
	pa->kind->set(p, n);
	return (0);
}

static bool
prio_one(struct proc *p, void *arg)
{
	struct prioarg *pa = arg;
	int n, error;

	if (!prio_match(pa, p))
		return (true);
	if (pa->set) {
		if ((error = prio_change(pa, p)) != 0)
			pa->error = error;
	} else {
		n = pa->kind->get(p);
		if (pa->found == 0 || (n < pa->prio) == pa->kind->least)
			pa->prio = n;
	}
	pa->found++;
	return (true);
}

/* ESRCH, EINVAL, and prio_change()'s. */
static int
prio_walk(struct prioarg *pa)
{
	struct proc *p;
	int error;

	switch (pa->which) {
	case PRIO_PROCESS:
		error = proc_findfor(pa->lp, (pid_t)pa->who, false, &p);
		if (error != 0)
			return (error);
		if (pa->set)
			error = prio_change(pa, p);
		else
			pa->prio = pa->kind->get(p);
		proc_release(p);
		return (error);
	case PRIO_PGRP:
		if (pa->who == 0) {
			spin_lock(&proctree_spin);
			pa->who = pa->lp->lwp_proc->p_pgrp->pg_id;
			spin_unlock(&proctree_spin);
		}
		break;
	case PRIO_USER:
		if (pa->who == 0)
			pa->who = pa->lp->lwp_cred->cr_uid;
		break;
	default:
		return (EINVAL);
	}
	proc_foreach(prio_one, pa);
	return (pa->found == 0 ? ESRCH : pa->error);
}

/* getpriority(2). */
int
sys_getpriority(struct lwp *lp, const struct getpriority_args *uap,
    int64_t rv[2])
{
	struct prioarg pa = { .kind = &kind_nice, .lp = lp,
	    .which = uap->which, .who = uap->who };
	int error = prio_walk(&pa);

	rv[0] = pa.prio;
	return (error);
}

/* setpriority(2). */
int
sys_setpriority(struct lwp *lp, const struct setpriority_args *uap,
    int64_t rv[2])
{
	struct prioarg pa = { .kind = &kind_nice, .lp = lp,
	    .which = uap->which, .who = uap->who, .prio = uap->prio,
	    .set = true };

	return (prio_walk(&pa));
}

/* ioprio_get(2): 0 where nobody has set it. */
int
sys_ioprio_get(struct lwp *lp, const struct ioprio_get_args *uap,
    int64_t rv[2])
{
	struct prioarg pa = { .kind = &kind_io, .lp = lp,
	    .which = uap->which, .who = uap->who };
	int error = prio_walk(&pa);

	rv[0] = pa.prio;
	return (error);
}

/* ioprio_set(2). */
int
sys_ioprio_set(struct lwp *lp, const struct ioprio_set_args *uap,
    int64_t rv[2])
{
	struct prioarg pa = { .kind = &kind_io, .lp = lp,
	    .which = uap->which, .who = uap->who, .prio = uap->prio,
	    .set = true };

	return (prio_walk(&pa));
}
