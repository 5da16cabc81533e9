/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_attr.c: system calls that change attributes: chmod, chown, chflags,
 * utimes and their relatives; truncate.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include <sys/time.h>
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

static int
setattr_path(int dirfd, const char *path, int nlflags, struct vattr *va)
{
	struct nlookup nl;
	int error;

	error = nlookup(&nl, dirfd, path, nlflags | NL_LOCKX);
	if (error == 0)
		error = vn_setattr_locked(nl.nl_vp, va, nl.nl_cred);
	nlookup_done(&nl);
	return (error);
}

static int
setattr_fd(struct lwp *lp, int fd, struct vattr *va)
{
	struct vnode *vp;
	struct file *fp;
	int error;

	error = fget_vnode(fd, &fp, &vp);
	if (error != 0)
		return (error);
	error = vn_lock(vp, LK_EXCLUSIVE);
	if (error == 0) {
		error = vn_setattr_locked(vp, va, vn_cred(lp));
		vn_unlock(vp);
	}
	file_drop(fp);
	return (error);
}

static void
vattr_mode(struct vattr *va, int mode)
{
	vattr_null(va);
	va->va_mode = (mode_t)(mode & ALLPERMS);
}

static void
vattr_owner(struct vattr *va, int uid, int gid)
{
	vattr_null(va);
	va->va_uid = (uid_t)uid;
	va->va_gid = (gid_t)gid;
}

static int
vattr_setflags(struct vattr *va, u_long flags)
{
	vattr_null(va);
	if (flags >= (uint32_t)VNOVAL_K)
		return (EINVAL);
	va->va_flags = (uint32_t)flags;
	return (0);
}

int
sys_chmod(struct lwp *lp, const struct chmod_args *uap, int64_t rv[2])
{
	struct vattr va;

	vattr_mode(&va, uap->mode);
	return (setattr_path(AT_FDCWD, uap->path, NL_FOLLOW, &va));
}

int
sys_lchmod(struct lwp *lp, const struct lchmod_args *uap, int64_t rv[2])
{
	struct vattr va;

	vattr_mode(&va, uap->mode);
	return (setattr_path(AT_FDCWD, uap->path, 0, &va));
}

int
sys_fchmod(struct lwp *lp, const struct fchmod_args *uap, int64_t rv[2])
{
	struct vattr va;

	vattr_mode(&va, uap->mode);
	return (setattr_fd(lp, uap->fd, &va));
}

int
sys_fchmodat(struct lwp *lp, const struct fchmodat_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error, nlflags;

	error = at_follow(uap->flags, &nlflags);
	if (error != 0)
		return (error);
	vattr_mode(&va, uap->mode);
	return (setattr_path(uap->fd, uap->path, nlflags, &va));
}

int
sys_chown(struct lwp *lp, const struct chown_args *uap, int64_t rv[2])
{
	struct vattr va;

	vattr_owner(&va, uap->uid, uap->gid);
	return (setattr_path(AT_FDCWD, uap->path, NL_FOLLOW, &va));
}

int
sys_lchown(struct lwp *lp, const struct lchown_args *uap, int64_t rv[2])
{
	struct vattr va;

	vattr_owner(&va, uap->uid, uap->gid);
	return (setattr_path(AT_FDCWD, uap->path, 0, &va));
}

int
sys_fchown(struct lwp *lp, const struct fchown_args *uap, int64_t rv[2])
{
	struct vattr va;

	vattr_owner(&va, uap->uid, uap->gid);
	return (setattr_fd(lp, uap->fd, &va));
}

int
sys_fchownat(struct lwp *lp, const struct fchownat_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error, nlflags;

	error = at_follow(uap->flags, &nlflags);
	if (error != 0)
		return (error);
	vattr_owner(&va, uap->uid, uap->gid);
	return (setattr_path(uap->fd, uap->path, nlflags, &va));
}

int
sys_chflags(struct lwp *lp, const struct chflags_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error;

	error = vattr_setflags(&va, uap->flags);
	return (error != 0 ? error :
	    setattr_path(AT_FDCWD, uap->path, NL_FOLLOW, &va));
}

int
sys_lchflags(struct lwp *lp, const struct lchflags_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error;

	error = vattr_setflags(&va, uap->flags);
	return (error != 0 ? error : setattr_path(AT_FDCWD, uap->path, 0, &va));
}

int
sys_fchflags(struct lwp *lp, const struct fchflags_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error;

	error = vattr_setflags(&va, uap->flags);
	return (error != 0 ? error : setattr_fd(lp, uap->fd, &va));
}

int
sys_chflagsat(struct lwp *lp, const struct chflagsat_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error, nlflags;

	error = at_follow(uap->atflags, &nlflags);
	if (error == 0)
		error = vattr_setflags(&va, uap->flags);
	return (error != 0 ? error :
	    setattr_path(uap->fd, uap->path, nlflags, &va));
}

static void
now_timespec(struct timespec *ts)
{
	int64_t now = time_wall();

	ts->tv_sec = now / NS_PER_S;
	ts->tv_nsec = now % NS_PER_S;
}

/*
 * The times of utimensat(2) into va: kernel memory, or NULL for the present.
 * EINVAL.
 */
static int
vattr_times(struct vattr *va, const struct timespec *ts)
{
	struct timespec *to[2] = { &va->va_atime, &va->va_mtime };
	int i, nnow = 0;

	vattr_null(va);
	for (i = 0; i < 2; i++) {
		if (ts == NULL || ts[i].tv_nsec == UTIME_NOW) {
			now_timespec(to[i]);
			nnow++;
		} else if (ts[i].tv_nsec == UTIME_OMIT)
			to[i]->tv_nsec = VNOVAL_K;
		else if (ts[i].tv_nsec < 0 || ts[i].tv_nsec >= NS_PER_S)
			return (EINVAL);
		else
			*to[i] = ts[i];
	}
	if (nnow == 2)
		va->va_vaflags |= VA_UTIMES_NULL;
	return (0);
}

static int
vattr_utimes(struct vattr *va, const struct timeval *utv)
{
	struct timeval tv[2];
	struct timespec ts[2];
	int error, i;

	if (utv == NULL)
		return (vattr_times(va, NULL));
	error = copyin(utv, tv, sizeof(tv));
	if (error != 0)
		return (error);
	for (i = 0; i < 2; i++) {
		if (tv[i].tv_usec < 0 || tv[i].tv_usec >= 1000000)
			return (EINVAL);
		ts[i].tv_sec = tv[i].tv_sec;
		ts[i].tv_nsec = tv[i].tv_usec * 1000;
	}
	return (vattr_times(va, ts));
}

static int
vattr_utimens(struct vattr *va, const struct timespec *uts)
{
	struct timespec ts[2];
	int error;

	if (uts == NULL)
		return (vattr_times(va, NULL));
	error = copyin(uts, ts, sizeof(ts));
	return (error != 0 ? error : vattr_times(va, ts));
}

int
sys_utimes(struct lwp *lp, const struct utimes_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error;

	error = vattr_utimes(&va, uap->tptr);
	return (error != 0 ? error :
	    setattr_path(AT_FDCWD, uap->path, NL_FOLLOW, &va));
}

int
sys_lutimes(struct lwp *lp, const struct lutimes_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error;

	error = vattr_utimes(&va, uap->tptr);
	return (error != 0 ? error : setattr_path(AT_FDCWD, uap->path, 0, &va));
}

int
sys_futimes(struct lwp *lp, const struct futimes_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error;

	error = vattr_utimes(&va, uap->tptr);
	return (error != 0 ? error : setattr_fd(lp, uap->fd, &va));
}

int
sys_futimens(struct lwp *lp, const struct futimens_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error;

	error = vattr_utimens(&va, uap->ts);
	return (error != 0 ? error : setattr_fd(lp, uap->fd, &va));
}

int
sys_utimensat(struct lwp *lp, const struct utimensat_args *uap, int64_t rv[2])
{
	struct vattr va;
	int error, nlflags;

	error = at_follow(uap->flags, &nlflags);
	if (error == 0)
		error = vattr_utimens(&va, uap->ts);
	return (error != 0 ? error :
	    setattr_path(uap->fd, uap->path, nlflags, &va));
}

int
sys_truncate(struct lwp *lp, const struct truncate_args *uap, int64_t rv[2])
{
	struct nlookup nl;
	struct vattr va;
	int error;

	if (uap->length < 0)
		return (EINVAL);
	error = nlookup(&nl, AT_FDCWD, uap->path, NL_FOLLOW | NL_LOCKX);
	if (error == 0 && nl.nl_vp->v_type != VREG)
		error = nl.nl_vp->v_type == VDIR ? EISDIR : EINVAL;
	if (error == 0)
		error = VOP(nl.nl_vp, access, VWRITE, nl.nl_cred);
	if (error == 0) {
		vattr_null(&va);
		va.va_size = (uint64_t)uap->length;
		error = vn_setattr_locked(nl.nl_vp, &va, nl.nl_cred);
	}
	nlookup_done(&nl);
	return (error);
}
