/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tmpfs_file.c: reading: data, mappings, directories, links of tmpfs.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/tmpfs/tmpfs.h"
#include "vm/ubc.h"

int
tmpfs_read(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	struct tmpfs_node *tn = tmpfs_vtonode(vp);
	int error;

	if (vp->v_type != VREG)
		return (vp->v_type == VDIR ? EISDIR : EINVAL);
	if (uio->uio_offset < 0)
		return (EINVAL);
	if (uio->uio_resid == 0 || (uint64_t)uio->uio_offset >= tn->tn_size)
		return (0);
	error = ubc_object_io(tn->tn_obj, uio, tn->tn_size);
	if ((vp->v_mount->mnt_flag & MNT_NOATIME) == 0)
		tmpfs_touch(tn, TMPFS_ATIME);
	return (error);
}

/*
 * Charge the pages that a write of [first, first + pages) may make: all of them if
 * there is room, else exactly those that are missing.  ENOSPC.
 */
static int
write_reserve(struct tmpfs_mount *tm, struct tmpfs_node *tn, uint64_t first,
    uint64_t pages, uint64_t *reserved)
{
	*reserved = 0;
	if (tn->tn_mapped)		/* all of the file is charged */
		return (0);
	*reserved = pages;
	if (tmpfs_reserve(tm, pages) == 0)
		return (0);
	*reserved = pages - tmpfs_resident(tn, first, pages);
	return (tmpfs_reserve(tm, *reserved));
}

int
tmpfs_write(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(vp);
	struct tmpfs_node *tn = tmpfs_vtonode(vp);
	uint64_t end, old = tn->tn_size, first, reserved;
	size_t resid = uio->uio_resid;
	int error;

	if (vp->v_type != VREG)
		return (vp->v_type == VDIR ? EISDIR : EINVAL);
	if ((ioflag & IO_APPEND) != 0)
		uio->uio_offset = (int64_t)old;
	if (uio->uio_offset < 0)
		return (EINVAL);
	if (resid == 0)
		return (0);
	end = (uint64_t)uio->uio_offset + resid;
	if (end > tm->tm_maxfsize || end > (uint64_t)INT64_MAX)
		return (EFBIG);
	first = (uint64_t)uio->uio_offset / PAGE_SIZE;
	error = write_reserve(tm, tn, first,
	    (end + PAGE_MASK) / PAGE_SIZE - first, &reserved);
	if (error != 0)
		return (error);
	if (end > old)
		error = tmpfs_setsize(vp, end);
	if (error == 0)
		error = ubc_object_io(tn->tn_obj, uio, tn->tn_size);
	if (uio->uio_resid != 0 && tn->tn_size > old)
		(void)tmpfs_setsize(vp, K_MAX(old, (uint64_t)uio->uio_offset));
	tmpfs_recharge(tm, tn, reserved);
	if (uio->uio_resid != resid) {
		tmpfs_touch(tn, TMPFS_MTIME | TMPFS_CTIME);
		if (cred_super(cred) != 0)
			tn->tn_mode &= ~(S_ISUID | S_ISGID);
	}
	return (error);
}

/*
 * Once a mapping may write to holes, nobody asks us for each page: from then on all
 * of the file is charged.
 */
int
tmpfs_mmap(struct vnode *vp, int prot, int flags, int64_t *off, size_t len,
    struct vm_object **objp, int *maxprot)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(vp);
	struct tmpfs_node *tn = tmpfs_vtonode(vp);
	uint64_t pages;

	if (vp->v_type != VREG)
		return (EINVAL);
	if ((flags & MAP_SHARED) != 0 && (*maxprot & PROT_WRITE) != 0 &&
	    !tn->tn_mapped) {
		pages = (tn->tn_size + PAGE_MASK) / PAGE_SIZE;
		if (pages > tn->tn_charged) {
			if (tmpfs_reserve(tm, pages - tn->tn_charged) != 0)
				return (ENOMEM);
			tn->tn_charged = pages;
		}
		tn->tn_mapped = true;
	}
	vm_object_ref(tn->tn_obj);
	*objp = tn->tn_obj;
	return (0);
}

/* The first name with a cookie >= off. */
static struct tmpfs_dirent *
dir_seek(struct tmpfs_mount *tm, struct tmpfs_dir *d, int64_t off)
{
	struct tmpfs_dirent *td;

	spin_lock(&tm->tm_spin);
	td = d->d_hint;
	spin_unlock(&tm->tm_spin);
	/* v_lock keeps names from being removed; hints may be of other readers. */
	if (td == NULL || td->td_cookie > off)
		td = TAILQ_FIRST(&d->d_list);
	while (td != NULL && td->td_cookie < off)
		td = TAILQ_NEXT(td, td_list);
	return (td);
}

/* Cookies: 0 is ".", 1 "..", then those of the names; 2 is before the first. */
int
tmpfs_readdir(struct vnode *vp, struct kuio *uio, struct ucred *cred, bool *eof)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(vp);
	struct tmpfs_node *dir = tmpfs_vtonode(vp);
	struct tmpfs_dir *d = &dir->tn_dir;
	struct tmpfs_dirent *td;
	int64_t off = uio->uio_offset;
	int error = 0, full = 0;
	uint64_t up;

	*eof = false;
	if (dir->tn_type != VDIR)
		return (ENOTDIR);
	if (off < 0)
		return (EINVAL);
	spin_lock(&tm->tm_spin);
	up = d->d_parent->tn_ino;
	spin_unlock(&tm->tm_spin);
	if (off == 0 && !(full = vop_helper_readdir(uio, dir->tn_ino, DT_DIR,
	    ".", 1, &error)))
		off = 1;
	if (off == 1 && !full && !(full = vop_helper_readdir(uio, up, DT_DIR,
	    "..", 2, &error)))
		off = 2;
	if (!full) {
		for (td = dir_seek(tm, d, off); td != NULL;
		    td = TAILQ_NEXT(td, td_list)) {
			off = td->td_cookie;
			full = vop_helper_readdir(uio, td->td_node->tn_ino,
			    IFTODT(VTTOIF(td->td_node->tn_type)), td->td_name,
			    td->td_len, &error);
			if (full)
				break;
			off++;
		}
		*eof = td == NULL;
		spin_lock(&tm->tm_spin);
		d->d_hint = td;
		spin_unlock(&tm->tm_spin);
	}
	if ((vp->v_mount->mnt_flag & (MNT_NOATIME | MNT_RDONLY)) == 0)
		tmpfs_touch(dir, TMPFS_ATIME);
	uio->uio_offset = off;
	return (error);
}

int
tmpfs_readlink(struct vnode *vp, struct kuio *uio, struct ucred *cred)
{
	struct tmpfs_node *tn = tmpfs_vtonode(vp);

	if (tn->tn_type != VLNK)
		return (EINVAL);
	return (kuiomove(tn->tn_target, tn->tn_size, uio));
}
