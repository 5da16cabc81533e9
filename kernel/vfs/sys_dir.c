/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_dir.c: where a process stands: chdir, fchdir, chroot, getcwd, realpath,
 * umask; and revoke(2).
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kfile.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

MALLOC_DECLARE(M_NAMEI);

/* May the caller make vp (unlocked) its directory? */
static int
chdir_check(struct vnode *vp, struct ucred *cred)
{
	int error;

	if (vp->v_type != VDIR)
		return (ENOTDIR);
	if (vn_lock(vp, LK_SHARED) != 0)
		return (ENOENT);
	error = VOP(vp, access, VEXEC, cred);
	vn_unlock(vp);
	return (error);
}

int
sys_chdir(struct lwp *lp, const struct chdir_args *uap, int64_t rv[2])
{
	struct nlookup nl;
	int error;

	error = nlookup(&nl, AT_FDCWD, uap->path, NL_FOLLOW);
	if (error == 0)
		error = chdir_check(nl.nl_vp, nl.nl_cred);
	if (error == 0) {
		vref(nl.nl_vp);
		fdesc_setcwd(lp->lwp_proc->p_fd, nl.nl_vp);
	}
	nlookup_done(&nl);
	return (error);
}

int
sys_fchdir(struct lwp *lp, const struct fchdir_args *uap, int64_t rv[2])
{
	struct vnode *vp;
	struct file *fp;
	int error;

	error = fget_vnode(uap->fd, &fp, &vp);
	if (error != 0)
		return (error == EINVAL ? ENOTDIR : error);
	error = chdir_check(vp, vn_cred(lp));
	if (error == 0) {
		vref(vp);
		fdesc_setcwd(lp->lwp_proc->p_fd, vp);
	}
	file_drop(fp);
	return (error);
}

/*
 * A process that is in a chroot already could leave it by a directory it has
 * open; it must not chroot again then.
 */
static int
chroot_opendirs(struct filedesc *fdp)
{
	struct vnode *vp, *root;
	struct file *fp;
	bool inside, isdir;
	int fd, size;

	root = fdesc_root(fdp);
	inside = root != NULL && root != rootvnode;
	if (root != NULL)
		vrele(root);
	size = inside ? fdesc_size(fdp) : 0;
	for (fd = 0; fd < size; fd++) {
		if (fget_vnode(fd, &fp, &vp) != 0)
			continue;
		isdir = vp->v_type == VDIR;
		file_drop(fp);
		if (isdir)
			return (EPERM);
	}
	return (0);
}

int
chroot_check(struct lwp *lp, struct vnode *vp)
{
	int error;

	if ((error = chdir_check(vp, vn_cred(lp))) != 0)
		return (error);
	return (chroot_opendirs(lp->lwp_proc->p_fd));
}

int
sys_chroot(struct lwp *lp, const struct chroot_args *uap, int64_t rv[2])
{
	struct nlookup nl;
	int error;

	error = cred_super(vn_cred(lp));
	if (error != 0)
		return (error);
	error = nlookup(&nl, AT_FDCWD, uap->path, NL_FOLLOW);
	if (error == 0)
		error = chroot_check(lp, nl.nl_vp);
	if (error == 0) {
		vref(nl.nl_vp);
		fdesc_chroot(lp->lwp_proc->p_fd, nl.nl_vp, false);
	}
	nlookup_done(&nl);
	return (error);
}

int
sys_umask(struct lwp *lp, const struct umask_args *uap, int64_t rv[2])
{
	rv[0] = fdesc_setumask(lp->lwp_proc->p_fd, (mode_t)uap->newmask);
	return (0);
}

/* The path of vp (referenced) from the caller's root to user memory. */
static int
path_out(struct lwp *lp, struct vnode *vp, void *ubuf, size_t size,
    size_t *lenp)
{
	struct vnode *root;
	char *buf, *start;
	size_t len;
	int error;

	buf = kmalloc(MAXPATHLEN, M_NAMEI, M_WAITOK);
	if (buf == NULL)
		return (ENOMEM);
	root = fdesc_root(lp->lwp_proc->p_fd);
	if (root == NULL) {
		vref(rootvnode);
		root = rootvnode;
	}
	error = cache_fullpath(vp, root, buf, MAXPATHLEN, &start);
	vrele(root);
	if (error == 0) {
		len = strlen(start);
		*lenp = len;
		if (len + 1 > size)
			error = ERANGE;
		else
			error = copyout(start, ubuf, len + 1);
	}
	kfree(buf, M_NAMEI);
	return (error);
}

int
sys___getcwd(struct lwp *lp, const struct __getcwd_args *uap, int64_t rv[2])
{
	struct vnode *vp;
	size_t len;
	int error;

	if (uap->buflen == 0)
		return (EINVAL);
	vp = fdesc_cwd(lp->lwp_proc->p_fd);
	if (vp == NULL)
		return (ENOENT);
	error = path_out(lp, vp, uap->buf, uap->buflen, &len);
	vrele(vp);
	return (error);
}

int
sys___realpath(struct lwp *lp, const struct __realpath_args *uap,
    int64_t rv[2])
{
	struct nlookup nl;
	size_t len;
	int error;

	error = nlookup(&nl, AT_FDCWD, uap->path, NL_FOLLOW);
	if (error == 0)
		error = path_out(lp, nl.nl_vp, uap->buf, uap->len, &len);
	if (error == 0)
		rv[0] = (int64_t)len;
	nlookup_done(&nl);
	return (error);
}

int
sys_revoke(struct lwp *lp, const struct revoke_args *uap, int64_t rv[2])
{
	struct nlookup nl;
	struct vattr va;
	int error;

	error = nlookup(&nl, AT_FDCWD, uap->path, NL_FOLLOW | NL_LOCKS);
	if (error == 0 && nl.nl_vp->v_type != VCHR && nl.nl_vp->v_type != VBLK)
		error = EINVAL;
	if (error == 0)
		error = VOP(nl.nl_vp, getattr, &va);
	if (error == 0 && nl.nl_cred->cr_uid != va.va_uid)
		error = cred_super(nl.nl_cred);
	if (error == 0) {
		vn_unlock(nl.nl_vp);
		nl.nl_flags &= ~NL_LOCKS;
		vn_revoke(nl.nl_vp);
	}
	nlookup_done(&nl);
	return (error);
}
