/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cred.c: credentials: user and group ids.  The system calls about them are
 * cred_calls.c.
 *
 * A struct ucred is fixed once a process has it; a change makes a new one.  The
 * process's pointer is guarded by p_spin; its own LWPs work with lwp_cred, which
 * the system call entry refreshes, or with a hold from proc_cred().
 */
#include "lib/libkern.h"
#include "sys/kjail.h"
#include "kern/proc_int.h"

MALLOC_DEFINE(M_CRED, "cred", "credentials");

static struct ucred cred0;
struct ucred *root_cred = &cred0;

void
cred_init(void)
{
	refcount_init(&cred0.cr_ref, 1);
	cred0.cr_ngroups = 1;
}

struct ucred *
cred_hold(struct ucred *cr)
{
	refcount_get(&cr->cr_ref);
	return (cr);
}

void
cred_free(struct ucred *cr)
{
	if (!refcount_put(&cr->cr_ref))
		return;
	if (cr->cr_prison != NULL)
		jail_drop(cr->cr_prison);
	kfree(cr, M_CRED);
}

struct ucred *
cred_dup(const struct ucred *cr)
{
	struct ucred *nc;

	if ((nc = kmalloc(sizeof(*nc), M_CRED, M_WAITOK)) == NULL)
		return (NULL);
	*nc = *cr;
	refcount_init(&nc->cr_ref, 1);
	if (nc->cr_prison != NULL)
		jail_hold(nc->cr_prison);
	return (nc);
}

bool
cred_groupmember(gid_t gid, const struct ucred *cr)
{
	for (int i = 0; i < cr->cr_ngroups; i++)
		if (cr->cr_groups[i] == gid)
			return (true);
	return (false);
}

int
cred_root(const struct ucred *cr)
{
	return (cr->cr_uid == 0 && !jailed(cr) ? 0 : EPERM);
}

int
cred_super(const struct ucred *cr)
{
	return (cr->cr_uid == 0 ? 0 : EPERM);
}

int
cred_trespass(const struct ucred *cr, struct proc *q)
{
	struct ucred *qc = proc_cred(q);
	bool ok, seen = jail_sees(cr, qc);

	ok = cr->cr_uid == 0 || cr->cr_ruid == qc->cr_ruid ||
	    cr->cr_uid == qc->cr_ruid || cr->cr_ruid == qc->cr_uid ||
	    cr->cr_uid == qc->cr_uid;
	cred_free(qc);
	return (!seen ? ESRCH : ok ? 0 : EPERM);
}

int
proc_cansignal(const struct ucred *cr, struct proc *p, int sig)
{
	struct proc *me = curproc;
	bool same;
	int error;

	if ((error = cred_trespass(cr, p)) != EPERM)
		return (error);
	if (sig != SIGCONT || me == NULL)
		return (EPERM);
	spin_lock(&proctree_spin);
	same = p->p_pgrp != NULL &&
	    p->p_pgrp->pg_session == me->p_pgrp->pg_session;
	spin_unlock(&proctree_spin);
	return (same ? 0 : EPERM);
}

void
proc_moveuid(uid_t from, uid_t to)
{
	if (from != to) {
		(void)uid_chgproc(to, 1, 0);
		(void)uid_chgproc(from, -1, 0);
	}
}

void
proc_setcred(struct proc *p, struct ucred *cr)
{
	struct ucred *old;

	spin_lock(&p->p_spin);
	old = p->p_ucred;
	p->p_ucred = cr;
	spin_unlock(&p->p_spin);
	proc_moveuid(old->cr_ruid, cr->cr_ruid);
	cred_free(old);
}

/* The calling LWP goes on with its process's present credentials. */
void
lwp_refresh_cred(struct lwp *lp)
{
	struct proc *p = lp->lwp_proc;
	struct ucred *old = lp->lwp_cred;

	if (old == atomic_load(&p->p_ucred))
		return;
	lp->lwp_cred = proc_cred(p);
	if (old != NULL)
		cred_free(old);
}
