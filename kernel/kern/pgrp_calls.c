/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pgrp_calls.c: system calls about process groups and sessions: setpgid(2),
 * getpgrp(2), setsid(2), getsid(2), getlogin(2).
 *
 * Locks: proctree_spin.
 */
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

/* Groups that may just have been orphaned, each held; under proctree_spin. */
static TAILQ_HEAD(, pgrp) unlinked = TAILQ_HEAD_INITIALIZER(unlinked);

static void
pgrp_unlink(struct pgrp *pg)
{
	if (pg->pg_unlinked)
		return;
	pg->pg_unlinked = true;
	pg->pg_ref++;
	TAILQ_INSERT_TAIL(&unlinked, pg, pg_next);
}

/* Hang up those of them that are orphaned.  Releases proctree_spin. */
static void
pgrp_checkunlinked(void)
{
	struct pgrp *pg;

	while ((pg = TAILQ_FIRST(&unlinked)) != NULL) {
		TAILQ_REMOVE(&unlinked, pg, pg_next);
		pg->pg_unlinked = false;
		spin_unlock(&proctree_spin);
		pgrp_checkorphan(pg);
		pgrp_drop(pg);
		spin_lock(&proctree_spin);
	}
	spin_unlock(&proctree_spin);
}

/*
 * Move p into pg (held by one reference for us, which is consumed), and look
 * whether that orphans p's old group or those of its children, whose link to p
 * changes.  Releases proctree_spin.
 */
static void
pgrp_move(struct proc *p, struct pgrp *pg)
{
	struct pgrp *old = p->p_pgrp;
	struct proc *c;

	if (proc_qualifies(p))
		pgrp_unlink(old);
	LIST_FOREACH(c, &p->p_children, p_sibling)
		if (c->p_pgrp != NULL && proc_qualifies(c))
			pgrp_unlink(c->p_pgrp);
	LIST_REMOVE(p, p_pglist);
	pgrp_drop_locked(old);
	pgrp_join(pg, p);
	pgrp_drop_locked(pg);
	pgrp_checkunlinked();
}

/* Start a new session with the caller as its leader.  setsid(2): EPERM. */
int
sys_setsid(struct lwp *lp, const struct setsid_args *uap, int64_t rv[2])
{
	struct proc *p = lp->lwp_proc;
	struct session *s;
	struct pgrp *pg;

	s = kmalloc(sizeof(*s), M_PROC, M_WAITOK | M_ZERO);
	pg = kmalloc(sizeof(*pg), M_PROC, M_WAITOK | M_ZERO);
	if (s == NULL || pg == NULL) {
		kfree(s, M_PROC);
		kfree(pg, M_PROC);
		return (ENOMEM);
	}
	spin_lock(&proctree_spin);
	if (p->p_pgrp->pg_id == p->p_pid || pgrp_lookup(p->p_pid) != NULL) {
		spin_unlock(&proctree_spin);
		kfree(s, M_PROC);
		kfree(pg, M_PROC);
		return (EPERM);
	}
	memcpy(s->s_login, p->p_pgrp->pg_session->s_login, sizeof(s->s_login));
	session_enter(s, p);
	pgrp_enter(pg, s, p->p_pid);
	pg->pg_ref++;
	spin_lock(&p->p_spin);
	p->p_flags &= ~P_CONTROLT;
	spin_unlock(&p->p_spin);
	pgrp_move(p, pg);
	rv[0] = p->p_pid;
	return (0);
}

/*
 * Which process does setpgid() by curp mean, and may it?  proctree_spin held.
 * ESRCH: no such child; EACCES: it has called exec; EPERM: session leader or
 * another session; EINVAL.
 */
static int
setpgid_target(struct proc *curp, pid_t pid, struct proc **pp)
{
	struct proc *p = curp;

	if (pid != 0 && pid != curp->p_pid) {
		p = proc_lookup(pid);
		if (p == NULL || p->p_state == PS_ZOMBIE ||
		    p->p_state == PS_EMBRYO || p->p_pptr != curp)
			return (ESRCH);
		if (p->p_pgrp->pg_session != curp->p_pgrp->pg_session)
			return (EPERM);
		if ((p->p_flags & P_EXEC) != 0)
			return (EACCES);
	}
	if (p->p_pgrp->pg_session->s_leader == p)
		return (EPERM);
	*pp = p;
	return (0);
}

/* setpgid(2). */
int
sys_setpgid(struct lwp *lp, const struct setpgid_args *uap, int64_t rv[2])
{
	struct proc *p;
	struct pgrp *pg, *fresh;
	pid_t pgid = uap->pgid;
	int error;

	if (pgid < 0)
		return (EINVAL);
	fresh = kmalloc(sizeof(*fresh), M_PROC, M_WAITOK | M_ZERO);
	if (fresh == NULL)
		return (ENOMEM);
	spin_lock(&proctree_spin);
	if ((error = setpgid_target(lp->lwp_proc, uap->pid, &p)) != 0)
		goto out;
	if (pgid == 0)
		pgid = p->p_pid;
	if ((pg = pgrp_lookup(pgid)) != NULL) {
		if (pg->pg_session != p->p_pgrp->pg_session)
			error = EPERM;
		if (pg == p->p_pgrp || error != 0)
			goto out;
	} else if (pgid != p->p_pid) {
		error = EPERM;
		goto out;
	} else {
		pg = fresh;
		fresh = NULL;
		pgrp_enter(pg, p->p_pgrp->pg_session, pgid);
	}
	pg->pg_ref++;
	pgrp_move(p, pg);
	kfree(fresh, M_PROC);
	return (0);
out:
	spin_unlock(&proctree_spin);
	kfree(fresh, M_PROC);
	return (error);
}

int
sys_getpgrp(struct lwp *lp, const struct getpgrp_args *uap, int64_t rv[2])
{
	spin_lock(&proctree_spin);
	rv[0] = lp->lwp_proc->p_pgrp->pg_id;
	spin_unlock(&proctree_spin);
	return (0);
}

static int
get_group(struct lwp *lp, pid_t pid, bool sid, int64_t *result)
{
	struct proc *p = lp->lwp_proc;
	int error = 0;

	spin_lock(&proctree_spin);
	if (pid != 0)
		p = proc_lookup(pid);
	if (p == NULL || p->p_state == PS_EMBRYO || p->p_pgrp == NULL)
		error = ESRCH;
	else if (sid)
		*result = p->p_pgrp->pg_session->s_sid;
	else
		*result = p->p_pgrp->pg_id;
	spin_unlock(&proctree_spin);
	return (error);
}

/* getpgid(2): ESRCH. */
int
sys_getpgid(struct lwp *lp, const struct getpgid_args *uap, int64_t rv[2])
{
	return (get_group(lp, uap->pid, false, &rv[0]));
}

/* getsid(2): ESRCH. */
int
sys_getsid(struct lwp *lp, const struct getsid_args *uap, int64_t rv[2])
{
	return (get_group(lp, uap->pid, true, &rv[0]));
}

/* getlogin(2): ERANGE when namelen is too short. */
int
sys_getlogin(struct lwp *lp, const struct getlogin_args *uap, int64_t rv[2])
{
	char name[MAXLOGNAME];
	size_t n;

	spin_lock(&proctree_spin);
	memcpy(name, lp->lwp_proc->p_pgrp->pg_session->s_login, sizeof(name));
	spin_unlock(&proctree_spin);
	n = strnlen(name, sizeof(name) - 1) + 1;
	name[n - 1] = '\0';
	if (n > uap->namelen)
		return (ERANGE);
	return (copyout(name, uap->namebuf, n));
}

/* setlogin(2): EPERM, EFAULT, EINVAL when the name is too long. */
int
sys_setlogin(struct lwp *lp, const struct setlogin_args *uap, int64_t rv[2])
{
	char name[MAXLOGNAME] = "";
	int error;

	if ((error = cred_super(lp->lwp_cred)) != 0)
		return (error);
	error = copyinstr(uap->namebuf, name, sizeof(name), NULL);
	if (error != 0)
		return (error == ENAMETOOLONG ? EINVAL : error);
	spin_lock(&proctree_spin);
	memcpy(lp->lwp_proc->p_pgrp->pg_session->s_login, name, sizeof(name));
	spin_unlock(&proctree_spin);
	return (0);
}
