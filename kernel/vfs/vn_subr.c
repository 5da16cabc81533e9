/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vn_subr.c: rules that all filesystems share: access, changes of attributes,
 * directory records, and the attribute calls of the layers above.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include <sys/unistd.h>
#include "sys/kjail.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

#define ALLFLAGS_LOCKED	(UF_IMMUTABLE | UF_APPEND | SF_IMMUTABLE | SF_APPEND)

void
vattr_null(struct vattr *va)
{
	bzero(va, sizeof(*va));
	va->va_type = VNON;
	va->va_mode = (mode_t)VNOVAL_K;
	va->va_nlink = (uint32_t)VNOVAL_K;
	va->va_uid = (uid_t)VNOVAL_K;
	va->va_gid = (gid_t)VNOVAL_K;
	va->va_fsid = (uint32_t)VNOVAL_K;
	va->va_fileid = (uint64_t)VNOVAL_K;
	va->va_size = (uint64_t)VNOVAL_K;
	va->va_blocksize = (uint32_t)VNOVAL_K;
	va->va_atime.tv_nsec = va->va_mtime.tv_nsec = va->va_ctime.tv_nsec =
	    VNOVAL_K;
	va->va_gen = (uint32_t)VNOVAL_K;
	va->va_flags = (uint32_t)VNOVAL_K;
	va->va_rdev = (dev_t)VNOVAL_K;
	va->va_bytes = (uint64_t)VNOVAL_K;
}

struct ucred *
vn_cred(struct lwp *lp)
{
	return (lp != NULL && lp->lwp_cred != NULL ? lp->lwp_cred : root_cred);
}

/*
 * May cred access a file of that mode and owner in the ways of want (VREAD,
 * VWRITE, VEXEC, VADMIN)?  EACCES, or EPERM for VADMIN.  The super-user may all but
 * execute what nobody may.
 */
int
vaccess(enum vtype type, mode_t mode, uid_t uid, gid_t gid, int want,
    struct ucred *cred)
{
	int granted, bits = want & (VREAD | VWRITE | VEXEC);

	if (cred_super(cred) == 0) {
		if ((want & VEXEC) != 0 && type != VDIR && (mode & 0111) == 0)
			return (EACCES);
		return (0);
	}
	if ((want & VADMIN) != 0 && cred->cr_uid != uid)
		return (EPERM);
	if (cred->cr_uid == uid)
		granted = mode & 0700;
	else if (cred_groupmember(gid, cred))
		granted = (mode & 0070) << 3;
	else
		granted = (mode & 0007) << 6;
	return ((bits & ~granted) == 0 ? 0 : EACCES);
}

/* chflags(2): who may change which flags. */
static int
setattr_flags(const struct vattr *now, uint32_t want, struct ucred *cred)
{
	if (cred_super(cred) == 0 && jail_can(cred, PRISON_CAP_VFS_CHFLAGS))
		return (0);
	if (cred_super(cred) != 0 && cred->cr_uid != now->va_uid)
		return (EPERM);
	if ((now->va_flags & (SF_NOUNLINK | SF_IMMUTABLE | SF_APPEND)) != 0 ||
	    ((now->va_flags ^ want) & SF_SETTABLE) != 0)
		return (EPERM);
	return (0);
}

/* chown(2) and chmod(2). */
static int
setattr_owner_mode(enum vtype type, const struct vattr *now,
    const struct vattr *want, struct ucred *cred)
{
	bool super = cred_super(cred) == 0, owner = cred->cr_uid == now->va_uid;
	gid_t gid = now->va_gid;

	if (want->va_uid != (uid_t)VNOVAL_K || want->va_gid != (gid_t)VNOVAL_K) {
		if (!super && (!owner ||
		    (want->va_uid != (uid_t)VNOVAL_K &&
		    want->va_uid != now->va_uid) ||
		    (want->va_gid != (gid_t)VNOVAL_K &&
		    want->va_gid != now->va_gid &&
		    !cred_groupmember(want->va_gid, cred))))
			return (EPERM);
		if (want->va_gid != (gid_t)VNOVAL_K)
			gid = want->va_gid;
	}
	if (want->va_mode == (mode_t)VNOVAL_K || super)
		return (0);
	if (!owner)
		return (EPERM);
	if (type != VDIR && (want->va_mode & S_ISTXT) != 0)
		return (EFTYPE);
	if ((want->va_mode & S_ISGID) != 0 && !cred_groupmember(gid, cred))
		return (EPERM);
	return (0);
}

/*
 * May cred make these changes?  now: the present attributes.  The filesystem
 * calls it in its setattr and then changes what want says.  EROFS, EPERM, EACCES,
 * EISDIR, EFTYPE.  Size needs write access, which the caller has checked.
 */
int
vop_helper_setattr(struct vnode *vp, const struct vattr *now,
    const struct vattr *want, struct ucred *cred)
{
	bool times, other;
	int error;

	times = want->va_atime.tv_nsec != VNOVAL_K ||
	    want->va_mtime.tv_nsec != VNOVAL_K;
	other = times || want->va_mode != (mode_t)VNOVAL_K ||
	    want->va_uid != (uid_t)VNOVAL_K || want->va_gid != (gid_t)VNOVAL_K ||
	    want->va_size != (uint64_t)VNOVAL_K;
	error = vn_rdonly(vp);
	if (error != 0)
		return (error);
	if (want->va_flags != (uint32_t)VNOVAL_K) {
		error = setattr_flags(now, want->va_flags, cred);
		if (error != 0 || !other)
			return (error);
	}
	if ((now->va_flags & ALLFLAGS_LOCKED) != 0 && other)
		return (EPERM);
	error = setattr_owner_mode(vp->v_type, now, want, cred);
	if (error != 0)
		return (error);
	if (want->va_size != (uint64_t)VNOVAL_K && vp->v_type == VDIR)
		return (EISDIR);
	if (times && cred_super(cred) != 0 && cred->cr_uid != now->va_uid) {
		if ((want->va_vaflags & VA_UTIMES_NULL) == 0)
			return (EPERM);
		return (VOP(vp, access, VWRITE, cred));
	}
	return (0);
}

int
vop_helper_readdir(struct kuio *uio, uint64_t ino, uint8_t dtype,
    const char *name, size_t len, int *error)
{
	struct dirent de;
	size_t reclen = _DIRENT_RECLEN(len);

	KKASSERT(len <= NAME_MAX);
	if (reclen > uio->uio_resid)
		return (1);
	de.d_fileno = ino;
	de.d_namlen = (uint16_t)len;
	de.d_type = dtype;
	de.d_unused1 = 0;
	de.d_unused2 = 0;
	memcpy(de.d_name, name, len);
	memset(de.d_name + len, 0,
	    reclen - offsetof(struct dirent, d_name) - len);
	*error = kuiomove(&de, reclen, uio);
	return (*error != 0);
}

int
vn_rdonly(struct vnode *vp)
{
	return ((vp->v_mount->mnt_flag & MNT_RDONLY) != 0 ? EROFS : 0);
}

/* Devices and fifos have operations of their own on any filesystem. */
const struct vnodeops *
vn_ioops(struct vnode *vp)
{
	switch (vp->v_type) {
	case VCHR:
	case VBLK:
		return (&spec_vnodeops);
	case VFIFO:
		return (&fifo_vnodeops);
	default:
		return (NULL);
	}
}

struct vnode *
vn_real(struct vnode *vp)
{
	struct vnode *lower;

	while (vp->v_op->vop_lower != NULL && vn_lock(vp, LK_SHARED) == 0) {
		lower = VOP(vp, lower);
		vref(lower);
		vn_unlock(vp);
		vrele(vp);
		vp = lower;
	}
	return (vp);
}

void
vn_note(struct vnode *vp, long hint)
{
	if (knote_any(&vp->v_kq))
		knote_fire(&vp->v_kq, hint);
}

/* A name may be added to dvp (exclusive). */
int
vn_cancreate(struct vnode *dvp, struct ucred *cred)
{
	int error;

	error = vn_rdonly(dvp);
	if (error == 0 && (dvp->v_flag & VN_UNLINKED) != 0)
		error = ENOENT;
	if (error == 0)
		error = VOP(dvp, access, VWRITE | VEXEC, cred);
	return (error);
}

/*
 * The name of vp may be removed from dvp: write permission, the sticky bit,
 * and the flags of both.  Both locked.
 */
int
vn_candelete(struct vnode *dvp, struct vnode *vp, struct ucred *cred)
{
	struct vattr da, va;
	int error;

	error = vn_rdonly(dvp);
	if (error == 0)
		error = VOP(dvp, access, VWRITE | VEXEC, cred);
	if (error == 0)
		error = VOP(dvp, getattr, &da);
	if (error == 0)
		error = VOP(vp, getattr, &va);
	if (error != 0)
		return (error);
	if ((da.va_flags & ALLFLAGS_LOCKED) != 0 ||
	    (va.va_flags & (ALLFLAGS_LOCKED | UF_NOUNLINK | SF_NOUNLINK)) != 0)
		return (EPERM);
	if ((da.va_mode & S_ISTXT) != 0 && cred_super(cred) != 0 &&
	    cred->cr_uid != da.va_uid && cred->cr_uid != va.va_uid)
		return (EPERM);
	return (0);
}

/* Fire the hints and forget what was remembered about vp's permissions. */
static void
setattr_after(struct vnode *vp, const struct vattr *va)
{
	struct vattr now;
	long hint = 0;

	if (va->va_mode != (mode_t)VNOVAL_K || va->va_uid != (uid_t)VNOVAL_K ||
	    va->va_gid != (gid_t)VNOVAL_K ||
	    va->va_flags != (uint32_t)VNOVAL_K ||
	    va->va_atime.tv_nsec != VNOVAL_K ||
	    va->va_mtime.tv_nsec != VNOVAL_K)
		hint |= NOTE_ATTRIB;
	if (va->va_size != (uint64_t)VNOVAL_K) {
		if (va->va_size > vp->v_kqsize)
			hint |= NOTE_EXTEND;
		hint |= NOTE_ATTRIB;
		if (VOP(vp, getattr, &now) == 0)
			vp->v_kqsize = now.va_size;
	}
	vn_note(vp, hint);
}

int
vn_setattr_locked(struct vnode *vp, struct vattr *va, struct ucred *cred)
{
	struct vattr now;
	int error;

	error = vn_rdonly(vp);
	if (error != 0)
		return (error);
	/* A set-id file that changes hands loses the bits, but for root. */
	if ((va->va_uid != (uid_t)VNOVAL_K || va->va_gid != (gid_t)VNOVAL_K) &&
	    cred_super(cred) != 0 && va->va_mode == (mode_t)VNOVAL_K &&
	    vp->v_type != VDIR && VOP(vp, getattr, &now) == 0 &&
	    (now.va_mode & (S_ISUID | S_ISGID)) != 0 &&
	    now.va_uid == cred->cr_uid)
		va->va_mode = now.va_mode & ~(S_ISUID | S_ISGID);
	if (va->va_size != (uint64_t)VNOVAL_K && vp->v_type == VREG &&
	    atomic_load(&vp->v_execcount) > 0)
		return (ETXTBSY);
	error = VOP(vp, setattr, va, cred);
	atomic_and(&vp->v_flag, ~(uint32_t)VN_XALL);
	if (error == 0 && knote_any(&vp->v_kq))
		setattr_after(vp, va);
	return (error);
}

/* vp locked at least shared. */
int
vn_stat(struct vnode *vp, struct stat *st, struct ucred *cred)
{
	struct vattr va;
	int error;

	error = VOP(vp, getattr, &va);
	if (error != 0)
		return (error);
	bzero(st, sizeof(*st));
	st->st_dev = va.va_fsid;
	st->st_ino = va.va_fileid;
	st->st_mode = (mode_t)(VTTOIF(vp->v_type) | (va.va_mode & ALLPERMS));
	st->st_nlink = va.va_nlink;
	st->st_uid = va.va_uid;
	st->st_gid = va.va_gid;
	if (vp->v_type == VCHR || vp->v_type == VBLK)
		st->st_rdev = va.va_rdev;
	else
		st->st_rdev = (dev_t)-1;
	st->st_atim = va.va_atime;
	st->st_mtim = va.va_mtime;
	st->st_ctim = va.va_ctime;
	st->st_size = (off_t)va.va_size;
	st->st_blocks = (blkcnt_t)((va.va_bytes + S_BLKSIZE - 1) / S_BLKSIZE);
	st->st_blksize = va.va_blocksize != 0 ? va.va_blocksize : PAGE_SIZE;
	st->__old_st_blksize = (uint32_t)st->st_blksize;
	st->st_flags = va.va_flags;
	st->st_gen = cred_root(cred) == 0 ? va.va_gen : 0;
	return (0);
}

int
vop_helper_pathconf(int name, long link_max, long name_max, long *value)
{
	switch (name) {
	case _PC_LINK_MAX:
		*value = link_max;
		return (0);
	case _PC_NAME_MAX:
		*value = name_max;
		return (0);
	case _PC_PATH_MAX:
	case _PC_SYMLINK_MAX:
		*value = MAXPATHLEN;
		return (0);
	case _PC_PIPE_BUF:
		*value = PIPE_BUF;
		return (0);
	case _PC_CHOWN_RESTRICTED:
	case _PC_NO_TRUNC:
		*value = 1;
		return (0);
	case _PC_FILESIZEBITS:
		*value = 64;
		return (0);
	default:
		return (EINVAL);
	}
}
