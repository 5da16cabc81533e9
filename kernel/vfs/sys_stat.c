/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_stat.c: system calls that ask about a path: stat, access, pathconf, and
 * their relatives.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/param.h>
#include <sys/unistd.h>
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

int
at_follow(int flags, int *nlflags)
{
	if ((flags & ~AT_SYMLINK_NOFOLLOW) != 0)
		return (EINVAL);
	*nlflags = flags != 0 ? 0 : NL_FOLLOW;
	return (0);
}

static int
kern_stat(int dirfd, const char *path, struct stat *ust, int nlflags)
{
	struct nlookup nl;
	struct stat st;
	int error;

	error = nlookup(&nl, dirfd, path, nlflags | NL_LOCKS);
	if (error == 0)
		error = vn_stat(nl.nl_vp, &st, nl.nl_cred);
	nlookup_done(&nl);
	if (error == 0)
		error = copyout(&st, ust, sizeof(st));
	return (error);
}

int
sys_stat(struct lwp *lp, const struct stat_args *uap, int64_t rv[2])
{
	return (kern_stat(AT_FDCWD, uap->path, uap->ub, NL_FOLLOW));
}

int
sys_lstat(struct lwp *lp, const struct lstat_args *uap, int64_t rv[2])
{
	return (kern_stat(AT_FDCWD, uap->path, uap->ub, 0));
}

int
sys_fstatat(struct lwp *lp, const struct fstatat_args *uap, int64_t rv[2])
{
	int error, nlflags;

	error = at_follow(uap->flags, &nlflags);
	if (error != 0)
		return (error);
	return (kern_stat(uap->fd, uap->path, uap->sb, nlflags));
}

/* access(2): as the real user and group. */
static struct ucred *
access_cred(struct ucred *cred)
{
	struct ucred *cr;

	if (cred->cr_uid == cred->cr_ruid && cred->cr_groups[0] == cred->cr_rgid)
		return (cred_hold(cred));
	cr = cred_dup(cred);
	if (cr != NULL) {
		cr->cr_uid = cred->cr_ruid;
		cr->cr_groups[0] = cred->cr_rgid;
	}
	return (cr);
}

static int
kern_access(struct lwp *lp, int dirfd, const char *path, int mode, int flags)
{
	struct nlookup nl;
	struct ucred *cred;
	int error, want;

	if ((mode & ~(R_OK | W_OK | X_OK)) != 0 ||
	    (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW)) != 0)
		return (EINVAL);
	cred = (flags & AT_EACCESS) != 0 ? cred_hold(vn_cred(lp)) :
	    access_cred(vn_cred(lp));
	if (cred == NULL)
		return (ENOMEM);
	error = nlookup_as(&nl, cred, dirfd, path, NL_LOCKS |
	    ((flags & AT_SYMLINK_NOFOLLOW) != 0 ? 0 : NL_FOLLOW));
	if (error == 0 && mode != F_OK) {
		want = ((mode & R_OK) != 0 ? VREAD : 0) |
		    ((mode & W_OK) != 0 ? VWRITE : 0) |
		    ((mode & X_OK) != 0 ? VEXEC : 0);
		error = VOP(nl.nl_vp, access, want, cred);
	}
	nlookup_done(&nl);
	cred_free(cred);
	return (error);
}

int
sys_access(struct lwp *lp, const struct access_args *uap, int64_t rv[2])
{
	return (kern_access(lp, AT_FDCWD, uap->path, uap->flags, 0));
}

int
sys_eaccess(struct lwp *lp, const struct eaccess_args *uap, int64_t rv[2])
{
	return (kern_access(lp, AT_FDCWD, uap->path, uap->flags, AT_EACCESS));
}

int
sys_faccessat(struct lwp *lp, const struct faccessat_args *uap, int64_t rv[2])
{
	return (kern_access(lp, uap->fd, uap->path, uap->amode, uap->flags));
}

static int
kern_pathconf(const char *path, int name, int nlflags, int64_t rv[2])
{
	struct nlookup nl;
	int error;
	long value;

	error = nlookup(&nl, AT_FDCWD, path, nlflags | NL_LOCKS);
	if (error == 0) {
		error = VOP(nl.nl_vp, pathconf, name, &value);
		rv[0] = error == 0 ? value : 0;
	}
	nlookup_done(&nl);
	return (error);
}

int
sys_pathconf(struct lwp *lp, const struct pathconf_args *uap, int64_t rv[2])
{
	return (kern_pathconf(uap->path, uap->name, NL_FOLLOW, rv));
}

int
sys_lpathconf(struct lwp *lp, const struct lpathconf_args *uap, int64_t rv[2])
{
	return (kern_pathconf(uap->path, uap->name, 0, rv));
}

int
sys_fpathconf(struct lwp *lp, const struct fpathconf_args *uap, int64_t rv[2])
{
	struct vnode *vp;
	struct file *fp;
	long value = 0;
	int error;

	error = fget_vnode(uap->fd, &fp, &vp);
	if (error == EINVAL && uap->name == _PC_PIPE_BUF) {
		/* A pipe or socket. */
		rv[0] = PIPE_BUF;
		return (0);
	}
	if (error != 0)
		return (error);
	error = vn_lock(vp, LK_SHARED);
	if (error == 0) {
		error = VOP(vp, pathconf, uap->name, &value);
		vn_unlock(vp);
	}
	rv[0] = value;
	file_drop(fp);
	return (error);
}
