/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_names.c: system calls that add names: mkdir, mknod, mkfifo, symlink, link,
 * and their *at forms; readlink.  sys_unlink.c takes names away, sys_rename.c
 * changes them.
 *
 * Each looks its path up without a lock, locks the directory, looks the name
 * up once more and then decides.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kfile.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

MALLOC_DECLARE(M_NAMEI);

/*
 * Look path up and lock its directory for a new name there.  On success nl_dvp
 * is locked exclusive.
 */
static int
create_begin(struct nlookup *nl, int dirfd, const char *path, int flags)
{
	int error;

	error = nlookup(nl, dirfd, path, NL_PARENT | flags);
	if (error != 0)
		return (error);
	if (nl->nl_vp != NULL)
		return (EEXIST);
	if (vn_lock(nl->nl_dvp, LK_EXCLUSIVE) != 0)
		return (ENOENT);
	error = nlookup_again(nl);
	if (error == 0 && nl->nl_vp != NULL)
		error = EEXIST;
	if (error == 0)
		error = vn_cancreate(nl->nl_dvp, nl->nl_cred);
	if (error != 0)
		vn_unlock(nl->nl_dvp);
	return (error);
}

/* Make the file and let its vnode and nl_dvp go. */
static int
create_end(struct nlookup *nl, enum vn_create what, struct vattr *va,
    const char *target)
{
	struct vnode *vp;
	int error;

	error = vn_create(what, nl->nl_dvp, &nl->nl_last, va, target, &vp,
	    nl->nl_cred);
	vn_unlock(nl->nl_dvp);
	if (error == 0)
		vrele(vp);
	return (error);
}

static mode_t
create_mode(struct lwp *lp, int mode)
{
	return ((mode_t)(mode & ~fdesc_umask(lp->lwp_proc->p_fd)));
}

static int
kern_mkdir(struct lwp *lp, int dirfd, const char *path, int mode)
{
	struct nlookup nl;
	struct vattr va;
	int error;

	error = create_begin(&nl, dirfd, path, NL_WILLBEDIR);
	if (error == 0) {
		vattr_null(&va);
		va.va_type = VDIR;
		va.va_mode = create_mode(lp, mode & ACCESSPERMS);
		error = create_end(&nl, VN_MKDIR, &va, NULL);
	}
	nlookup_done(&nl);
	return (error);
}

int
sys_mkdir(struct lwp *lp, const struct mkdir_args *uap, int64_t rv[2])
{
	return (kern_mkdir(lp, AT_FDCWD, uap->path, uap->mode));
}

int
sys_mkdirat(struct lwp *lp, const struct mkdirat_args *uap, int64_t rv[2])
{
	return (kern_mkdir(lp, uap->fd, uap->path, uap->mode));
}

static int
kern_mknod(struct lwp *lp, int dirfd, const char *path, int mode, dev_t rdev)
{
	struct nlookup nl;
	struct vattr va;
	enum vtype type = IFTOVT(mode);
	int error;

	if (type == VCHR || type == VBLK) {
		error = cred_root(vn_cred(lp));
		if (error != 0)
			return (error);
	} else if (type != VFIFO)
		return (EINVAL);
	error = create_begin(&nl, dirfd, path, 0);
	if (error == 0) {
		vattr_null(&va);
		va.va_type = type;
		va.va_mode = create_mode(lp, mode & ALLPERMS);
		va.va_rdev = rdev;
		error = create_end(&nl, VN_MKNOD, &va, NULL);
	}
	nlookup_done(&nl);
	return (error);
}

int
sys_mknod(struct lwp *lp, const struct mknod_args *uap, int64_t rv[2])
{
	return (kern_mknod(lp, AT_FDCWD, uap->path, uap->mode,
	    (dev_t)uap->dev));
}

int
sys_mknodat(struct lwp *lp, const struct mknodat_args *uap, int64_t rv[2])
{
	return (kern_mknod(lp, uap->fd, uap->path, uap->mode, uap->dev));
}

int
sys_mkfifo(struct lwp *lp, const struct mkfifo_args *uap, int64_t rv[2])
{
	return (kern_mknod(lp, AT_FDCWD, uap->path,
	    (uap->mode & ALLPERMS) | S_IFIFO, 0));
}

int
sys_mkfifoat(struct lwp *lp, const struct mkfifoat_args *uap, int64_t rv[2])
{
	return (kern_mknod(lp, uap->fd, uap->path,
	    (uap->mode & ALLPERMS) | S_IFIFO, 0));
}

static int
kern_symlink(struct lwp *lp, const char *utarget, int dirfd, const char *path)
{
	struct nlookup nl;
	struct vattr va;
	char *target;
	int error;

	target = kmalloc(MAXPATHLEN, M_NAMEI, M_WAITOK);
	if (target == NULL)
		return (ENOMEM);
	error = copyinstr(utarget, target, MAXPATHLEN, NULL);
	if (error != 0) {
		kfree(target, M_NAMEI);
		return (error);
	}
	error = create_begin(&nl, dirfd, path, 0);
	if (error == 0) {
		vattr_null(&va);
		va.va_type = VLNK;
		va.va_mode = create_mode(lp, ACCESSPERMS);
		error = create_end(&nl, VN_SYMLINK, &va, target);
	}
	nlookup_done(&nl);
	kfree(target, M_NAMEI);
	return (error);
}

int
sys_symlink(struct lwp *lp, const struct symlink_args *uap, int64_t rv[2])
{
	return (kern_symlink(lp, uap->path, AT_FDCWD, uap->link));
}

int
sys_symlinkat(struct lwp *lp, const struct symlinkat_args *uap, int64_t rv[2])
{
	return (kern_symlink(lp, uap->path1, uap->fd, uap->path2));
}

/* Users may link only what is theirs, or their groups'. */
static int hardlink_check_uid, hardlink_check_gid;
SYSCTL_KINT(hardlink_uid, "security.hardlink_check_uid", OID_AUTO, CTLFLAG_RW,
    &hardlink_check_uid, "Users cannot link files of other users");
SYSCTL_KINT(hardlink_gid, "security.hardlink_check_gid", OID_AUTO, CTLFLAG_RW,
    &hardlink_check_gid, "Users cannot link files of groups not theirs");

/* May vp get another name?  Locked. */
static int
link_check(struct vnode *dvp, struct vnode *vp, struct ucred *cred)
{
	struct vattr va;
	int error;

	if (vp->v_mount != dvp->v_mount)
		return (EXDEV);
	error = VOP(vp, getattr, &va);
	if (error != 0)
		return (error);
	if (va.va_nlink == 0)
		return (ENOENT);
	if (cred_root(cred) != 0 &&
	    ((hardlink_check_uid != 0 && va.va_uid != cred->cr_uid) ||
	    (hardlink_check_gid != 0 &&
	    !cred_groupmember(va.va_gid, cred))))
		return (EPERM);
	if ((va.va_flags & (UF_IMMUTABLE | UF_APPEND | SF_IMMUTABLE |
	    SF_APPEND)) != 0)
		return (EPERM);
	return (0);
}

static int
kern_link(struct lwp *lp, int fd1, const char *path1, int nlflags, int fd2,
    const char *path2)
{
	struct nlookup from, to;
	struct vnode *vp;
	int error;

	error = nlookup(&from, fd1, path1, nlflags);
	vp = from.nl_vp;
	if (error == 0 && vp->v_type == VDIR)
		error = EPERM;
	if (error != 0) {
		nlookup_done(&from);
		return (error);
	}
	error = create_begin(&to, fd2, path2, 0);
	if (error == 0) {
		error = vn_lock(vp, LK_EXCLUSIVE);
		if (error == 0) {
			error = link_check(to.nl_dvp, vp, to.nl_cred);
			if (error == 0)
				error = vn_link(to.nl_dvp, &to.nl_last, vp,
				    to.nl_cred);
			vn_unlock(vp);
		}
		vn_unlock(to.nl_dvp);
	}
	nlookup_done(&to);
	nlookup_done(&from);
	return (error);
}

int
sys_link(struct lwp *lp, const struct link_args *uap, int64_t rv[2])
{
	return (kern_link(lp, AT_FDCWD, uap->path, NL_FOLLOW, AT_FDCWD,
	    uap->link));
}

int
sys_linkat(struct lwp *lp, const struct linkat_args *uap, int64_t rv[2])
{
	if ((uap->flags & ~AT_SYMLINK_FOLLOW) != 0)
		return (EINVAL);
	return (kern_link(lp, uap->fd1, uap->path1,
	    (uap->flags & AT_SYMLINK_FOLLOW) != 0 ? NL_FOLLOW : 0, uap->fd2,
	    uap->path2));
}

static int
kern_readlink(int dirfd, const char *path, char *buf, size_t count,
    int64_t rv[2])
{
	struct nlookup nl;
	struct iovec iov;
	struct kuio uio;
	int error;

	error = nlookup(&nl, dirfd, path, NL_LOCKS);
	if (error == 0 && nl.nl_vp->v_type != VLNK)
		error = EINVAL;
	if (error == 0) {
		kuio_init(&uio, &iov, buf, count, 0, UIO_USERSPACE_K,
		    UIO_READ_K);
		error = VOP(nl.nl_vp, readlink, &uio, nl.nl_cred);
		rv[0] = (int64_t)(count - uio.uio_resid);
	}
	nlookup_done(&nl);
	return (error);
}

int
sys_readlink(struct lwp *lp, const struct readlink_args *uap, int64_t rv[2])
{
	if (uap->count < 0)
		return (EINVAL);
	return (kern_readlink(AT_FDCWD, uap->path, uap->buf,
	    (size_t)uap->count, rv));
}

int
sys_readlinkat(struct lwp *lp, const struct readlinkat_args *uap,
    int64_t rv[2])
{
	if (uap->bufsize > INT32_MAX)
		return (EINVAL);
	return (kern_readlink(uap->fd, uap->path, uap->buf, uap->bufsize, rv));
}
