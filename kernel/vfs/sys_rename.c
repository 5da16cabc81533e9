/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_rename.c: rename(2), renameat(2).
 *
 * The mount's rename lock is held throughout, so that no directory moves
 * meanwhile.  The two directories are locked ancestor first, which is the order
 * of everybody else (parent before child); the target is locked after
 * both.  A target that is an ancestor of the source cannot be empty, so
 * it is refused before it is locked.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

/* What the way up from a directory to its filesystem's root meets. */
struct ancestry {
	struct vnode	*an_a, *an_b;	/* looked for */
	bool		 an_hasa, an_hasb;
};

/* Both names of the call, looked up. */
struct rename {
	struct nlookup	 rn_from, rn_to;
	bool		 rn_tofirst;	/* to's directory is the ancestor */
};

static int
ancestry_find(struct vnode *dvp, struct ancestry *an)
{
	struct vnode *up;
	int error;

	an->an_hasa = an->an_hasb = false;
	vref(dvp);
	for (;;) {
		an->an_hasa |= dvp == an->an_a;
		an->an_hasb |= dvp == an->an_b;
		if ((dvp->v_flag & VN_ROOT) != 0)
			break;
		if ((dvp->v_flag & (VN_DEAD | VN_UNLINKED)) != 0) {
			vrele(dvp);
			return (ENOENT);
		}
		error = vn_dotdot(dvp, root_cred, &up);
		vrele(dvp);
		if (error != 0)
			return (error);
		dvp = up;
	}
	vrele(dvp);
	return (0);
}

/*
 * Under the rename lock, nothing else locked: is the move possible as trees go, and
 * which directory is to be locked first?
 */
static int
rename_trees(struct rename *rn)
{
	struct nlookup *f = &rn->rn_from, *t = &rn->rn_to;
	struct ancestry an;
	int error;

	rn->rn_tofirst = false;
	if (f->nl_dvp == t->nl_dvp) {
		if (t->nl_vp == f->nl_dvp)
			return (ENOTEMPTY);
		return (0);
	}
	/* Up from the target: the source must not be on the way. */
	an.an_a = f->nl_vp;
	an.an_b = NULL;
	error = ancestry_find(t->nl_dvp, &an);
	if (error != 0)
		return (error);
	if (an.an_hasa)
		return (EINVAL);
	/* Up from the source: a target on the way is not empty. */
	an.an_a = t->nl_dvp;
	an.an_b = t->nl_vp;
	error = ancestry_find(f->nl_dvp, &an);
	if (error != 0)
		return (error);
	if (an.an_hasb && t->nl_vp != NULL)
		return (ENOTEMPTY);
	rn->rn_tofirst = an.an_hasa;
	return (0);
}

static int
rename_lockdirs(struct rename *rn)
{
	struct vnode *first, *second;

	first = rn->rn_tofirst ? rn->rn_to.nl_dvp : rn->rn_from.nl_dvp;
	second = rn->rn_tofirst ? rn->rn_from.nl_dvp : rn->rn_to.nl_dvp;
	if (vn_lock(first, LK_EXCLUSIVE) != 0)
		return (ENOENT);
	if (second != first && vn_lock(second, LK_EXCLUSIVE) != 0) {
		vn_unlock(first);
		return (ENOENT);
	}
	return (0);
}

static void
rename_unlockdirs(struct rename *rn)
{
	vn_unlock(rn->rn_from.nl_dvp);
	if (rn->rn_to.nl_dvp != rn->rn_from.nl_dvp)
		vn_unlock(rn->rn_to.nl_dvp);
}

/*
 * With both directories locked: are the names still what they were?  EAGAIN if
 * not: the trees have to be looked at again.
 */
static int
rename_verify(struct rename *rn)
{
	struct vnode *fvp = rn->rn_from.nl_vp, *tvp = rn->rn_to.nl_vp;
	bool same;
	int error;

	vref(fvp);
	if (tvp != NULL)
		vref(tvp);
	error = nlookup_again(&rn->rn_from);
	if (error == 0)
		error = nlookup_again(&rn->rn_to);
	same = rn->rn_from.nl_vp == fvp && rn->rn_to.nl_vp == tvp;
	vrele(fvp);
	if (tvp != NULL)
		vrele(tvp);
	if (error == 0 && rn->rn_from.nl_vp == NULL)
		error = ENOENT;
	if (error == 0 && !same)
		error = EAGAIN;
	return (error);
}

/*
 * Types, and permission to take the name away.  Directories locked; fvp is
 * locked here for a moment, before the target, of which it may hold a link.
 */
static int
rename_checkfrom(struct rename *rn)
{
	struct vnode *fvp = rn->rn_from.nl_vp, *tvp = rn->rn_to.nl_vp;
	struct ucred *cred = rn->rn_from.nl_cred;
	int error;

	if (fvp->v_mountedhere != NULL ||
	    (tvp != NULL && tvp->v_mountedhere != NULL))
		return (EBUSY);
	if (tvp != NULL && fvp->v_type == VDIR && tvp->v_type != VDIR)
		return (ENOTDIR);
	if (tvp != NULL && fvp->v_type != VDIR && tvp->v_type == VDIR)
		return (EISDIR);
	if (vn_lock(fvp, LK_SHARED) != 0)
		return (EAGAIN);
	error = vn_candelete(rn->rn_from.nl_dvp, fvp, cred);
	/* A directory that gets another parent has its ".." rewritten. */
	if (error == 0 && fvp->v_type == VDIR &&
	    rn->rn_from.nl_dvp != rn->rn_to.nl_dvp)
		error = VOP(fvp, access, VWRITE, cred);
	vn_unlock(fvp);
	return (error);
}

/* Permission to put the name there.  Directories and target locked. */
static int
rename_checkto(struct rename *rn)
{
	struct nlookup *t = &rn->rn_to;

	if (t->nl_vp != NULL)
		return (vn_candelete(t->nl_dvp, t->nl_vp, t->nl_cred));
	return (vn_cancreate(t->nl_dvp, t->nl_cred));
}

/* One try, under the rename lock.  EAGAIN: names changed. */
static int
rename_locked(struct rename *rn)
{
	struct nlookup *f = &rn->rn_from, *t = &rn->rn_to;
	int error;

	error = rename_trees(rn);
	if (error == 0)
		error = rename_lockdirs(rn);
	if (error != 0)
		return (error);
	error = rename_verify(rn);
	if (error == 0 && t->nl_vp == f->nl_vp) {
		/* Two names of one file: POSIX wants nothing to happen. */
		rename_unlockdirs(rn);
		return (0);
	}
	if (error == 0)
		error = rename_checkfrom(rn);
	if (error == 0 && t->nl_vp != NULL &&
	    vn_lock(t->nl_vp, LK_EXCLUSIVE) != 0)
		error = EAGAIN;
	if (error == 0) {
		error = rename_checkto(rn);
		if (error == 0)
			error = vn_rename(f->nl_dvp, &f->nl_last, f->nl_vp,
			    t->nl_dvp, &t->nl_last, t->nl_vp, f->nl_cred);
		if (t->nl_vp != NULL)
			vn_unlock(t->nl_vp);
	}
	rename_unlockdirs(rn);
	return (error);
}

/* What can be told from the lookups alone. */
static int
rename_names(const struct rename *rn)
{
	const struct nlookup *f = &rn->rn_from, *t = &rn->rn_to;

	if (f->nl_vp == NULL)
		return (ENOENT);
	if (nlookup_isdot(f) || nlookup_isdot(t))
		return (f->nl_last.vn_len == 0 || t->nl_last.vn_len == 0 ?
		    EBUSY : EINVAL);
	if (f->nl_dvp->v_mount != t->nl_dvp->v_mount)
		return (EXDEV);
	if (f->nl_vp->v_mount != f->nl_dvp->v_mount ||
	    (t->nl_vp != NULL && t->nl_vp->v_mount != t->nl_dvp->v_mount))
		return (EBUSY);
	if (t->nl_vp == NULL && t->nl_trailslash && f->nl_vp->v_type != VDIR)
		return (ENOTDIR);
	return (vn_rdonly(f->nl_dvp));
}

static int
kern_rename(int fromfd, const char *from, int tofd, const char *to)
{
	struct rename rn;
	struct mount *mp;
	int error, tries = 0;

	error = nlookup(&rn.rn_from, fromfd, from, NL_PARENT);
	if (error != 0) {
		nlookup_done(&rn.rn_from);
		return (error);
	}
	error = nlookup(&rn.rn_to, tofd, to, NL_PARENT | NL_WILLBEDIR);
	if (error == 0)
		error = rename_names(&rn);
	mp = NULL;
	if (error == 0) {
		mp = rn.rn_from.nl_dvp->v_mount;
		error = vfs_busy(mp);
	}
	if (error == 0) {
		lock_exclusive(mp->mnt_rename);
		while ((error = rename_locked(&rn)) == EAGAIN &&
		    ++tries < VN_RETRIES)
			thread_yield();
		lock_release(mp->mnt_rename);
		vfs_unbusy(mp);
	}
	nlookup_done(&rn.rn_to);
	nlookup_done(&rn.rn_from);
	return (error);
}

int
sys_rename(struct lwp *lp, const struct rename_args *uap, int64_t rv[2])
{
	return (kern_rename(AT_FDCWD, uap->from, AT_FDCWD, uap->to));
}

int
sys_renameat(struct lwp *lp, const struct renameat_args *uap, int64_t rv[2])
{
	return (kern_rename(uap->oldfd, uap->oldp, uap->newfd, uap->newp));
}
