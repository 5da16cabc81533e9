/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cred_calls.c: the system calls that read and change user and group ids.
 *
 * Locks: p_spin.
 */
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

/*
 * Give the caller's process nc, a changed copy of lp's credentials, and mark
 * that it has changed ids.  Should another LWP have changed them meanwhile, the
 * system call begins anew: nothing that one of them gave up comes back.
 */
int
cred_commit(struct lwp *lp, struct ucred *nc)
{
	struct proc *p = lp->lwp_proc;
	struct ucred *old = lp->lwp_cred;

	spin_lock(&p->p_spin);
	if (p->p_ucred != old) {
		spin_unlock(&p->p_spin);
		cred_free(nc);
		lwp_refresh_cred(lp);
		return (ERESTART);
	}
	p->p_ucred = nc;
	p->p_flags |= P_SUGID;
	spin_unlock(&p->p_spin);
	proc_moveuid(old->cr_ruid, nc->cr_ruid);
	cred_free(old);
	lwp_refresh_cred(lp);
	return (0);
}

int
sys_getuid(struct lwp *lp, const struct getuid_args *uap, int64_t rv[2])
{
	rv[0] = lp->lwp_cred->cr_ruid;
	return (0);
}

int
sys_geteuid(struct lwp *lp, const struct geteuid_args *uap, int64_t rv[2])
{
	rv[0] = lp->lwp_cred->cr_uid;
	return (0);
}

int
sys_getgid(struct lwp *lp, const struct getgid_args *uap, int64_t rv[2])
{
	rv[0] = lp->lwp_cred->cr_rgid;
	return (0);
}

int
sys_getegid(struct lwp *lp, const struct getegid_args *uap, int64_t rv[2])
{
	rv[0] = lp->lwp_cred->cr_groups[0];
	return (0);
}

/* issetugid(2): did the process change ids since its exec? */
int
sys_issetugid(struct lwp *lp, const struct issetugid_args *uap, int64_t rv[2])
{
	rv[0] = (lp->lwp_proc->p_flags & P_SUGID) != 0;
	return (0);
}

/* getgroups(2): EINVAL when there is no room. */
int
sys_getgroups(struct lwp *lp, const struct getgroups_args *uap, int64_t rv[2])
{
	struct ucred *cr = proc_cred(lp->lwp_proc);
	int error = 0;

	if (uap->gidsetsize != 0) {
		if (uap->gidsetsize < (u_int)cr->cr_ngroups)
			error = EINVAL;
		else
			error = copyout(cr->cr_groups, uap->gidset,
			    cr->cr_ngroups * sizeof(gid_t));
	}
	if (error == 0)
		rv[0] = cr->cr_ngroups;
	cred_free(cr);
	return (error);
}

/*
 * setgroups(2): EPERM, EINVAL for more than NGROUPS.  An empty set leaves the
 * effective group alone.
 */
int
sys_setgroups(struct lwp *lp, const struct setgroups_args *uap, int64_t rv[2])
{
	struct ucred *nc;
	int error;

	if ((error = cred_super(lp->lwp_cred)) != 0)
		return (error);
	if (uap->gidsetsize > NGROUPS)
		return (EINVAL);
	if ((nc = cred_dup(lp->lwp_cred)) == NULL)
		return (ENOMEM);
	if (uap->gidsetsize == 0)
		nc->cr_ngroups = 1;
	else {
		error = copyin(uap->gidset, nc->cr_groups,
		    uap->gidsetsize * sizeof(gid_t));
		if (error != 0) {
			cred_free(nc);
			return (error);
		}
		nc->cr_ngroups = (short)uap->gidsetsize;
	}
	return (cred_commit(lp, nc));
}

/* Wishes for ids; -1 leaves one as it is. */
struct idset {
	uint32_t	r, e, s;
};
#define KEEP	((uint32_t)-1)

static int
set_uids(struct lwp *lp, const struct idset *id)
{
	const struct ucred *cr = lp->lwp_cred;
	struct ucred *nc;

	if ((id->r == KEEP || id->r == cr->cr_ruid) &&
	    (id->e == KEEP || id->e == cr->cr_uid) &&
	    (id->s == KEEP || id->s == cr->cr_svuid))
		return (0);
	if ((nc = cred_dup(cr)) == NULL)
		return (ENOMEM);
	if (id->r != KEEP)
		nc->cr_ruid = id->r;
	if (id->e != KEEP)
		nc->cr_uid = id->e;
	if (id->s != KEEP)
		nc->cr_svuid = id->s;
	return (cred_commit(lp, nc));
}

static int
set_gids(struct lwp *lp, const struct idset *id)
{
	const struct ucred *cr = lp->lwp_cred;
	struct ucred *nc;

	if ((id->r == KEEP || id->r == cr->cr_rgid) &&
	    (id->e == KEEP || id->e == cr->cr_groups[0]) &&
	    (id->s == KEEP || id->s == cr->cr_svgid))
		return (0);
	if ((nc = cred_dup(cr)) == NULL)
		return (ENOMEM);
	if (id->r != KEEP)
		nc->cr_rgid = id->r;
	if (id->e != KEEP)
		nc->cr_groups[0] = id->e;
	if (id->s != KEEP)
		nc->cr_svgid = id->s;
	return (cred_commit(lp, nc));
}

/* setuid(2): the super-user or an id that is one's own; sets all three. */
int
sys_setuid(struct lwp *lp, const struct setuid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	struct idset id = { uap->uid, uap->uid, uap->uid };

	if (uap->uid == KEEP)
		return (EINVAL);
	if (uap->uid != cr->cr_ruid && uap->uid != cr->cr_uid &&
	    cr->cr_uid != 0)
		return (EPERM);
	return (set_uids(lp, &id));
}

int
sys_seteuid(struct lwp *lp, const struct seteuid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	struct idset id = { KEEP, uap->euid, KEEP };

	if (uap->euid == KEEP)
		return (EINVAL);
	if (uap->euid != cr->cr_ruid && uap->euid != cr->cr_svuid &&
	    cr->cr_uid != 0)
		return (EPERM);
	return (set_uids(lp, &id));
}

int
sys_setgid(struct lwp *lp, const struct setgid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	struct idset id = { uap->gid, uap->gid, uap->gid };

	if (uap->gid == KEEP)
		return (EINVAL);
	if (uap->gid != cr->cr_rgid && uap->gid != cr->cr_groups[0] &&
	    cr->cr_uid != 0)
		return (EPERM);
	return (set_gids(lp, &id));
}

int
sys_setegid(struct lwp *lp, const struct setegid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	struct idset id = { KEEP, uap->egid, KEEP };

	if (uap->egid == KEEP)
		return (EINVAL);
	if (uap->egid != cr->cr_rgid && uap->egid != cr->cr_svgid &&
	    cr->cr_uid != 0)
		return (EPERM);
	return (set_gids(lp, &id));
}

/*
 * setreuid(2): the saved id follows the effective one when the real id is set
 * or the effective id becomes something else than the real one.
 */
int
sys_setreuid(struct lwp *lp, const struct setreuid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	uid_t r = uap->ruid, e = uap->euid;
	struct idset id = { r, e, KEEP };

	if (((r != KEEP && r != cr->cr_ruid && r != cr->cr_svuid) ||
	    (e != KEEP && e != cr->cr_uid && e != cr->cr_ruid &&
	    e != cr->cr_svuid)) && cr->cr_uid != 0)
		return (EPERM);
	if (r != KEEP || (e != KEEP && e != cr->cr_ruid))
		id.s = e != KEEP ? e : cr->cr_uid;
	return (set_uids(lp, &id));
}

int
sys_setregid(struct lwp *lp, const struct setregid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	gid_t r = uap->rgid, e = uap->egid;
	struct idset id = { r, e, KEEP };

	if (((r != KEEP && r != cr->cr_rgid && r != cr->cr_svgid) ||
	    (e != KEEP && e != cr->cr_groups[0] && e != cr->cr_rgid &&
	    e != cr->cr_svgid)) && cr->cr_uid != 0)
		return (EPERM);
	if (r != KEEP || (e != KEEP && e != cr->cr_rgid))
		id.s = e != KEEP ? e : cr->cr_groups[0];
	return (set_gids(lp, &id));
}

static bool
one_of(uint32_t id, uint32_t a, uint32_t b, uint32_t c)
{
	return (id == KEEP || id == a || id == b || id == c);
}

int
sys_setresuid(struct lwp *lp, const struct setresuid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	struct idset id = { uap->ruid, uap->euid, uap->suid };

	if (cr->cr_uid != 0 &&
	    (!one_of(id.r, cr->cr_ruid, cr->cr_svuid, cr->cr_uid) ||
	    !one_of(id.e, cr->cr_ruid, cr->cr_svuid, cr->cr_uid) ||
	    !one_of(id.s, cr->cr_ruid, cr->cr_svuid, cr->cr_uid)))
		return (EPERM);
	return (set_uids(lp, &id));
}

int
sys_setresgid(struct lwp *lp, const struct setresgid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	gid_t eg = cr->cr_groups[0];
	struct idset id = { uap->rgid, uap->egid, uap->sgid };

	if (cr->cr_uid != 0 &&
	    (!one_of(id.r, cr->cr_rgid, cr->cr_svgid, eg) ||
	    !one_of(id.e, cr->cr_rgid, cr->cr_svgid, eg) ||
	    !one_of(id.s, cr->cr_rgid, cr->cr_svgid, eg)))
		return (EPERM);
	return (set_gids(lp, &id));
}

static int
put_ids(const struct idset *id, uint32_t *r, uint32_t *e, uint32_t *s)
{
	int error = 0;

	if (r != NULL)
		error = copyout(&id->r, r, sizeof(*r));
	if (error == 0 && e != NULL)
		error = copyout(&id->e, e, sizeof(*e));
	if (error == 0 && s != NULL)
		error = copyout(&id->s, s, sizeof(*s));
	return (error);
}

int
sys_getresuid(struct lwp *lp, const struct getresuid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	struct idset id = { cr->cr_ruid, cr->cr_uid, cr->cr_svuid };

	return (put_ids(&id, uap->ruid, uap->euid, uap->suid));
}

int
sys_getresgid(struct lwp *lp, const struct getresgid_args *uap, int64_t rv[2])
{
	const struct ucred *cr = lp->lwp_cred;
	struct idset id = { cr->cr_rgid, cr->cr_groups[0], cr->cr_svgid };

	return (put_ids(&id, uap->rgid, uap->egid, uap->sgid));
}
