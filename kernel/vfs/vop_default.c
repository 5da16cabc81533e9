/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vop_default.c: what a filesystem's vnode does where its table says nothing,
 * and what a dead vnode does.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include <sys/unistd.h>
#include "sys/kproc.h"
#include "sys/klockf.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"
#include "vm/ubc.h"

static int
default_lookup(struct vnode *dvp, const struct vname *vn, struct vnode **vpp,
    struct ucred *cred)
{
	*vpp = NULL;
	return (ENOTDIR);
}

static int
default_create(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    struct vnode **vpp, struct ucred *cred)
{
	*vpp = NULL;
	return (EOPNOTSUPP);
}

static int
default_symlink(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    const char *target, struct vnode **vpp, struct ucred *cred)
{
	*vpp = NULL;
	return (EOPNOTSUPP);
}

static int
default_nameop(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	return (EOPNOTSUPP);
}

static int
default_rename(struct vnode *fdvp, const struct vname *fname, struct vnode *fvp,
    struct vnode *tdvp, const struct vname *tname, struct vnode *tvp,
    struct ucred *cred)
{
	return (EOPNOTSUPP);
}

static int
default_readdir(struct vnode *vp, struct kuio *uio, struct ucred *cred,
    bool *eof)
{
	return (ENOTDIR);
}

static int
default_readlink(struct vnode *vp, struct kuio *uio, struct ucred *cred)
{
	return (EINVAL);
}

static int
default_getattr(struct vnode *vp, struct vattr *va)
{
	return (EOPNOTSUPP);
}

static int
default_setattr(struct vnode *vp, struct vattr *va, struct ucred *cred)
{
	return (EOPNOTSUPP);
}

static int
default_access(struct vnode *vp, int mode, struct ucred *cred)
{
	struct vattr va;
	int error;

	if ((mode & VWRITE) != 0 && (vp->v_type == VREG ||
	    vp->v_type == VDIR || vp->v_type == VLNK)) {
		error = vn_rdonly(vp);
		if (error != 0)
			return (error);
	}
	error = VOP(vp, getattr, &va);
	if (error != 0)
		return (error);
	if ((mode & VWRITE) != 0 &&
	    (va.va_flags & (UF_IMMUTABLE | SF_IMMUTABLE)) != 0)
		return (EPERM);
	return (vaccess(vp->v_type, va.va_mode, va.va_uid, va.va_gid, mode,
	    cred));
}

static int
default_open(struct vnode *vp, int fflags, struct ucred *cred, struct file *fp)
{
	return (0);
}

int
vop_default_close(struct vnode *vp, int fflags, struct file *fp)
{
	return (0);
}

static int
default_rdwr(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	return (vp->v_type == VDIR ? EISDIR : EOPNOTSUPP);
}

static int
default_ioctl(struct vnode *vp, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	return (ENOTTY);
}

static int
default_kqfilter(struct vnode *vp, struct knote *kn)
{
	return (EOPNOTSUPP);
}

static int
default_fsync(struct vnode *vp, int waitfor)
{
	if (vp->v_object == NULL || (vp->v_flag & VN_ANONOBJ) != 0)
		return (0);
	return (ubc_flush(vp, 0, 0, waitfor == MNT_WAIT));
}

static int
default_pages(struct vnode *vp, int64_t off, struct vm_page **pages, int npages)
{
	return (EIO);
}

static int
default_putpages(struct vnode *vp, int64_t off, struct vm_page **pages,
    int npages, int flags)
{
	return (EIO);
}

static int
default_inactive(struct vnode *vp)
{
	return (0);
}

static int
default_pathconf(struct vnode *vp, int name, long *value)
{
	switch (name) {
	case _PC_LINK_MAX:
		*value = LINK_MAX;
		return (0);
	case _PC_NAME_MAX:
		*value = NAME_MAX;
		return (0);
	case _PC_PATH_MAX:
		*value = PATH_MAX;
		return (0);
	case _PC_MAX_CANON:
		*value = MAX_CANON;
		return (0);
	case _PC_MAX_INPUT:
		*value = MAX_INPUT;
		return (0);
	case _PC_PIPE_BUF:
		*value = PIPE_BUF;
		return (0);
	case _PC_CHOWN_RESTRICTED:
	case _PC_NO_TRUNC:
	case _PC_2_SYMLINKS:
		*value = 1;
		return (0);
	case _PC_VDISABLE:
		*value = 0xff;
		return (0);
	case _PC_FILESIZEBITS:
		*value = 64;
		return (0);
	case _PC_SYMLINK_MAX:
		*value = MAXPATHLEN;
		return (0);
	case _PC_TIMESTAMP_RESOLUTION:
		*value = 1;
		return (0);
	default:
		return (EINVAL);
	}
}

static int
default_mmap(struct vnode *vp, int prot, int flags, int64_t *off, size_t len,
    struct vm_object **objp, int *maxprot)
{
	return (ubc_object(vp, objp));
}

void
vop_fill_defaults(struct vnodeops *ops)
{
#define FILL(op, fn)	do {						\
	if (ops->vop_##op == NULL)					\
		ops->vop_##op = (fn);					\
} while (0)
	FILL(lookup, default_lookup);
	FILL(create, default_create);
	FILL(mknod, default_create);
	FILL(mkdir, default_create);
	FILL(symlink, default_symlink);
	FILL(link, default_nameop);
	FILL(remove, default_nameop);
	FILL(rmdir, default_nameop);
	FILL(rename, default_rename);
	FILL(readdir, default_readdir);
	FILL(readlink, default_readlink);
	FILL(getattr, default_getattr);
	FILL(setattr, default_setattr);
	FILL(access, default_access);
	FILL(open, default_open);
	FILL(close, vop_default_close);
	FILL(read, default_rdwr);
	FILL(write, default_rdwr);
	FILL(ioctl, default_ioctl);
	FILL(kqfilter, default_kqfilter);
	FILL(fsync, default_fsync);
	FILL(getpages, default_pages);
	FILL(putpages, default_putpages);
	FILL(inactive, default_inactive);
	FILL(reclaim, default_inactive);
	FILL(pathconf, default_pathconf);
	FILL(advlock, lockf_advlock);
	FILL(mmap, default_mmap);
#undef FILL
}

/*
 * Dead vnodes: vn_lock() refuses them, so only what runs without the lock, or
 * raced with the death, comes here.
 */
static int
dead_rdwr(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	if (uio->uio_rw == UIO_READ_K && (vp->v_flag & VN_ISTTY) != 0)
		return (0);
	return (EIO);
}

static int
dead_getattr(struct vnode *vp, struct vattr *va)
{
	return (EIO);
}

static int
dead_fsync(struct vnode *vp, int waitfor)
{
	return (EIO);
}

static int
dead_open(struct vnode *vp, int fflags, struct ucred *cred, struct file *fp)
{
	return (ENXIO);
}

static int
dead_mmap(struct vnode *vp, int prot, int flags, int64_t *off, size_t len,
    struct vm_object **objp, int *maxprot)
{
	return (ENXIO);
}

struct vnodeops dead_vnodeops = {
	.vop_open = dead_open,
	.vop_read = dead_rdwr,
	.vop_write = dead_rdwr,
	.vop_getattr = dead_getattr,
	.vop_fsync = dead_fsync,
	.vop_mmap = dead_mmap,
};
