/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vn_kq.c: event filters of files: EVFILT_READ, EVFILT_WRITE, EVFILT_VNODE,
 * see kqueue(2).
 *
 * A filter may run under spin locks, so it cannot ask the filesystem for the
 * size: v_kqsize is kept by whoever changes the file while notes hang on it.
 */
#include <sys/errno.h>
#include "sys/kfile.h"
#include "sys/knote.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

static void
filt_detach(struct knote *kn)
{
	struct vnode *vp = kn->kn_hook;

	knote_remove(&vp->v_kq, kn);
}

static bool
filt_dead(struct vnode *vp, struct knote *kn, long hint)
{
	if ((hint & NOTE_REVOKE) == 0 && (vp->v_flag & VN_DEAD) == 0)
		return (false);
	kn->kn_flags |= EV_EOF | EV_NODATA;
	return (true);
}

static bool
filt_read(struct knote *kn, long hint)
{
	struct vnode *vp = kn->kn_hook;

	if (filt_dead(vp, kn, hint))
		return (true);
	if ((kn->kn_sfflags & NOTE_OLDAPI) != 0) {
		kn->kn_data = 1;	/* poll: a file can always be read */
		return (true);
	}
	kn->kn_data = (int64_t)vp->v_kqsize - kn->kn_file->f_offset;
	return (kn->kn_data != 0);
}

static bool
filt_write(struct knote *kn, long hint)
{
	(void)filt_dead(kn->kn_hook, kn, hint);
	kn->kn_data = 0;
	return (true);
}

static bool
filt_vnode(struct knote *kn, long hint)
{
	struct vnode *vp = kn->kn_hook;

	if ((kn->kn_sfflags & hint) != 0)
		kn->kn_fflags |= (uint32_t)hint & kn->kn_sfflags;
	if (filt_dead(vp, kn, hint))
		return (true);
	return (kn->kn_fflags != 0);
}

static const struct filterops vnode_read_filter = {
	.fo_isfd = true, .f_detach = filt_detach, .f_event = filt_read,
};
static const struct filterops vnode_write_filter = {
	.fo_isfd = true, .f_detach = filt_detach, .f_event = filt_write,
};
static const struct filterops vnode_vnode_filter = {
	.fo_isfd = true, .f_detach = filt_detach, .f_event = filt_vnode,
};

int
vn_kqfilter(struct file *fp, struct knote *kn)
{
	struct vnode *vp = fp->f_data;
	const struct vnodeops *io = vn_ioops(vp);
	struct vattr va;
	int error;

	if (io != NULL && kn->kn_filter != EVFILT_VNODE)
		return (io->vop_kqfilter(vp, kn));
	switch (kn->kn_filter) {
	case EVFILT_READ:
		kn->kn_fop = &vnode_read_filter;
		break;
	case EVFILT_WRITE:
		kn->kn_fop = &vnode_write_filter;
		break;
	case EVFILT_VNODE:
		kn->kn_fop = &vnode_vnode_filter;
		break;
	default:
		return (EOPNOTSUPP);
	}
	kn->kn_hook = vp;
	error = vn_lock(vp, LK_EXCLUSIVE);
	if (error != 0)
		return (error);
	if (VOP(vp, getattr, &va) == 0)
		vp->v_kqsize = va.va_size;
	knote_insert(&vp->v_kq, kn);
	vn_unlock(vp);
	return (0);
}
