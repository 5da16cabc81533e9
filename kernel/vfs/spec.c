/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spec.c: device vnodes of any filesystem: from the vnode to its cdev, and on
 * to the driver.
 *
 * v_dev is set once and stays while anybody has a reference to the vnode, even
 * a dead one; so I/O needs no lock.  v_opencount says how many of the device's
 * opens came through this vnode: revoke closes exactly those.
 */
#include <sys/errno.h>
#include <sys/filio.h>
#include <sys/param.h>
#include "sys/kdev.h"
#include "sys/kfifo.h"
#include "sys/kfile.h"
#include "sys/kmodule.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/devfs/devfs.h"
#include "vfs/vnode_impl.h"
#include "vm/vm.h"

/* A node on another filesystem names its device by number. */
int
spec_resolve(struct vnode *vp)
{
	struct cdev *dev;
	struct vattr va;
	int error;

	if (vp->v_dev != NULL)
		return (0);
	error = vn_lock(vp, LK_EXCLUSIVE);
	if (error != 0)
		return (ENXIO);
	if (vp->v_dev == NULL) {
		error = VOP(vp, getattr, &va);
		dev = error == 0 ? dev_by_number(va.va_rdev) : NULL;
		if (dev == NULL)
			error = ENXIO;
		else
			vp->v_dev = dev;
	}
	vn_unlock(vp);
	return (error);
}

static int
spec_open(struct vnode *vp, int fflags, struct ucred *cred, struct file *fp)
{
	struct cdev *dev;
	bool dead;
	int error;

	if ((vp->v_mount->mnt_flag & MNT_NODEV) != 0 || vp->v_type == VBLK)
		return (ENXIO);
	error = spec_resolve(vp);
	if (error != 0)
		return (error);
	dev = vp->v_dev;
	error = dev_open(dev, fflags, cred, fp);
	if (error != 0)
		return (error);
	lock_exclusive(&devfs_lock);
	dead = (vp->v_flag & VN_DEAD) != 0;
	if (!dead)
		vp->v_opencount++;
	lock_release(&devfs_lock);
	if (dead) {
		dev_close(dev, fflags, fp);
		return (ENXIO);
	}
	if ((dev->si_ops->d_flags & D_TTY) != 0)
		atomic_or(&vp->v_flag, VN_ISTTY);
	return (0);
}

static int
spec_close(struct vnode *vp, int fflags, struct file *fp)
{
	bool mine;

	lock_exclusive(&devfs_lock);
	mine = vp->v_opencount > 0;
	if (mine)
		vp->v_opencount--;
	lock_release(&devfs_lock);
	if (mine)
		dev_close(vp->v_dev, fflags, fp);
	return (0);
}

/*
 * The vnode dies: close what is open on it.  v_lock exclusive.  The VN_DEAD bit
 * comes first, for the open that is on its way.
 */
void
spec_gone(struct vnode *vp)
{
	int n;

	if (vp->v_dev == NULL)
		return;
	lock_exclusive(&devfs_lock);
	n = vp->v_opencount;
	vp->v_opencount = 0;
	atomic_or(&vp->v_flag, VN_DEAD);
	lock_release(&devfs_lock);
	while (n-- > 0)
		dev_close(vp->v_dev, FREAD | FWRITE | FNONBLOCK, NULL);
}

static void
spec_touch(struct timespec *ts)
{
	int64_t now = time_wall();

	ts->tv_sec = now / NS_PER_S;
	ts->tv_nsec = now % NS_PER_S;
}

/*
 * The operations of vp's device, kept for one call, spec_leave(); NULL: the vnode
 * is dead.  The bit is looked at after they were kept, and set before the last
 * close.
 */
static const struct dev_ops *
spec_enter(struct vnode *vp)
{
	const struct dev_ops *ops;

	if (vp->v_dev == NULL)
		return (NULL);
	ops = vp->v_dev->si_ops;
	module_hold(vp->v_dev->si_keep);
	if ((vp->v_flag & VN_DEAD) == 0)
		return (ops);
	module_drop(vp->v_dev->si_keep);
	return (NULL);
}

static void
spec_leave(struct vnode *vp)
{
	module_drop(vp->v_dev->si_keep);
}

static int
spec_read(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	struct cdev *dev = vp->v_dev;
	const struct dev_ops *ops;
	int error = 0;

	if ((ops = spec_enter(vp)) == NULL)
		return (dead_vnodeops.vop_read(vp, uio, ioflag, cred));
	if (ops->d_read == NULL)
		error = ENODEV;
	else if (uio->uio_resid != 0) {
		if ((ops->d_flags & D_TTY) != 0)
			spec_touch(&dev->si_atime);
		error = ops->d_read(dev, uio, ioflag);
	}
	spec_leave(vp);
	return (error);
}

static int
spec_write(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	struct cdev *dev = vp->v_dev;
	const struct dev_ops *ops;
	int error = ENODEV;

	if ((ops = spec_enter(vp)) == NULL)
		return (dead_vnodeops.vop_write(vp, uio, ioflag, cred));
	if (ops->d_write != NULL) {
		if ((ops->d_flags & D_TTY) != 0)
			spec_touch(&dev->si_mtime);
		error = ops->d_write(dev, uio, ioflag);
	}
	spec_leave(vp);
	return (error);
}

/* FIODTYPE: the kind of device, in the numbers that programs know. */
#define FIODTYPE_DISK	0x0002
#define FIODTYPE_TTY	0x0004
#define FIODTYPE_MEM	0x0008

static int
spec_devtype(const struct dev_ops *ops)
{
	if ((ops->d_flags & D_DISK) != 0)
		return (FIODTYPE_DISK);
	if ((ops->d_flags & D_TTY) != 0)
		return (FIODTYPE_TTY);
	return (strcmp(ops->d_name, "mem") == 0 ? FIODTYPE_MEM : 0);
}

/* FIODNAME: the device's name below /dev. */
static int
spec_devname(struct cdev *dev, const struct fiodname_args *arg)
{
	size_t len = strlen(dev->si_name) + 1;

	if (len > arg->len)
		return (EINVAL);
	return (copyout(dev->si_name, arg->name, len));
}

static int
spec_ioctl(struct vnode *vp, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	struct cdev *dev = vp->v_dev;
	const struct dev_ops *ops;
	int error;

	if ((ops = spec_enter(vp)) == NULL)
		return (EIO);
	switch (cmd) {
	case FIODTYPE:
		*(int *)data = spec_devtype(ops);
		error = 0;
		break;
	case FIODNAME:
		error = spec_devname(dev, data);
		break;
	default:
		error = ops->d_ioctl == NULL ? ENOTTY :
		    ops->d_ioctl(dev, cmd, data, fflag, cred);
	}
	spec_leave(vp);
	/* Whether it blocks or signals is known to the file alone. */
	if (error == ENOTTY && (cmd == FIONBIO || cmd == FIOASYNC))
		error = 0;
	return (error);
}

/* Devices without a filter of their own are always ready. */
static void
ready_detach(struct knote *kn)
{
	knote_remove(&((struct vnode *)kn->kn_hook)->v_kq, kn);
}

static bool
ready_event(struct knote *kn, long hint)
{
	kn->kn_data = 0;
	return (true);
}

static const struct filterops ready_filter = {
	.fo_isfd = true, .f_detach = ready_detach, .f_event = ready_event,
};

static int
spec_kqfilter(struct vnode *vp, struct knote *kn)
{
	const struct dev_ops *ops = spec_enter(vp);
	int error;

	if (ops == NULL)
		return (EIO);
	if (ops->d_kqfilter != NULL) {
		error = ops->d_kqfilter(vp->v_dev, kn);
		spec_leave(vp);
		return (error);
	}
	spec_leave(vp);
	if (kn->kn_filter != EVFILT_READ && kn->kn_filter != EVFILT_WRITE)
		return (EOPNOTSUPP);
	kn->kn_fop = &ready_filter;
	kn->kn_hook = vp;
	knote_insert(&vp->v_kq, kn);
	return (0);
}

static int
spec_mmap(struct vnode *vp, int prot, int flags, int64_t *off, size_t len,
    struct vm_object **objp, int *maxprot)
{
	const struct dev_ops *ops = spec_enter(vp);
	int error;

	if (ops == NULL)
		return (ENXIO);
	error = ops->d_mmap == NULL ? ENODEV : ops->d_mmap(vp->v_dev, prot,
	    flags, off, len, objp, maxprot);
	spec_leave(vp);
	return (error);
}

/* fsync(2) of a disk: what was written to it is on its medium. */
static int
spec_fsync(struct vnode *vp, int waitfor)
{
	struct cdev *dev = vp->v_dev;

	if ((vp->v_flag & VN_DEAD) != 0 || dev == NULL)
		return (EIO);
	if ((dev->si_ops->d_flags & D_DISK) == 0)
		return (0);
	return (dev_rdwr(dev, BIO_FLUSH_K, 0, NULL, 0));
}

/*
 * /dev/ptmx, /dev/tty: the vnode of the device to open instead of vp.  *vpp
 * NULL: vp itself.
 */
int
spec_clone(struct vnode *vp, int fflags, struct vnode **vpp)
{
	struct cdev *dev;
	int error;

	*vpp = NULL;
	if (vp->v_type != VCHR || spec_resolve(vp) != 0 ||
	    vp->v_dev->si_ops->d_clone == NULL)
		return (0);
	error = dev_clone(vp->v_dev, fflags, &dev);
	if (error != 0)
		return (error);
	error = devfs_devvnode(vp->v_mount, dev, vpp);
	dev_drop(dev);
	return (error);
}

struct vnodeops spec_vnodeops = {
	.vop_open = spec_open,
	.vop_close = spec_close,
	.vop_read = spec_read,
	.vop_write = spec_write,
	.vop_ioctl = spec_ioctl,
	.vop_kqfilter = spec_kqfilter,
	.vop_fsync = spec_fsync,
	.vop_mmap = spec_mmap,
};

/* An open fifo has the fileops of kern/fifo.c; these are open and close. */
struct vnodeops fifo_vnodeops = {
	.vop_open = fifo_open,
	.vop_close = fifo_close,
};
