/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_namei.c: names: lookup, create, mkdir, symlink, link, remove, rmdir.
 *
 * The order of writes is that of ufs.h: a new inode, then its name; the name's
 * end, then the link count.  What fails half way is taken back.
 */
#include <sys/stat.h>
#include "vfs/ufs/ufs.h"

int
ufs_lookup(struct vnode *dvp, const struct vname *vn, struct vnode **vpp,
    struct ucred *cred)
{
	struct dirslot slot;
	int error;

	*vpp = NULL;
	if (dvp->v_type != VDIR)
		return (ENOTDIR);
	error = ufs_dirlookup(VTOI(dvp), vn->vn_name, vn->vn_len, &slot);
	if (error != 0)
		return (error);
	error = ufs_vget(dvp->v_mount, slot.ds_ino, vpp);
	if (error == ESTALE) {
		ufs_corrupt(VFSTOUFS(dvp->v_mount),
		    "directory %u has a name for free inode %u",
		    VTOI(dvp)->i_ino, slot.ds_ino);
		error = EIO;
	}
	return (error);
}

/* Fill the inode of a new file; the disk's generation number goes on. */
static int
dinode_make(struct inode *dir, uint32_t ino, const struct vattr *va,
    mode_t mode, struct ucred *cred, struct ufs1_dinode *d)
{
	struct ufs1_dinode old;
	int error;

	error = ufs_dinode_read(dir->i_um, ino, &old);
	if (error == 0) {
		ufs_corrupt(dir->i_um, "inode %u is marked free but used", ino);
		return (EEXIST);
	}
	if (error != ESTALE)
		return (error);
	memset(d, 0, sizeof(*d));
	d->di_gen = (int32_t)((uint32_t)old.di_gen + 1);
	d->di_mode = mode;
	d->di_nlink = (mode & IFMT) == IFDIR ? 2 : 1;
	d->di_uid = cred->cr_uid;
	d->di_gid = dir->i_din.di_gid;
	if ((mode & ISGID) && cred_super(cred) != 0 &&
	    !cred_groupmember(d->di_gid, cred))
		d->di_mode &= (uint16_t)~ISGID;
	if (va->va_type == VCHR || va->va_type == VBLK)
		d->di_rdev = (ufs_daddr_t)va->va_rdev;
	return (0);
}

#define IALLOC_TRIES	64	/* wrong inode maps are a corrupted disk */

/*
 * A new inode of the given type and its vnode, locked, in directory dir; not on
 * disk yet.
 */
static int
inode_make(struct inode *dir, const struct vattr *va, struct ucred *cred,
    struct vnode **vpp)
{
	struct ufsmount *um = dir->i_um;
	mode_t mode = (mode_t)((va->va_mode & ALLPERMS) | VTTOIF(va->va_type));
	struct ufs1_dinode d;
	uint32_t ino;
	int error, tries = 0;

	do {
		if ((error = ufs_ialloc(dir, mode, &ino)) != 0)
			return (error);
		error = dinode_make(dir, ino, va, mode, cred, &d);
		/* One that is used after all stays marked as used. */
	} while (error == EEXIST && ++tries < IALLOC_TRIES);
	if (error != 0)
		return (EIO);
	error = ufs_newvnode(um, ino, &d, vpp);
	if (error != 0) {
		ufs_ifree(um, ino, mode);
		return (error);
	}
	ufs_mark(VTOI(*vpp), IN_ACCESS | IN_UPDATE | IN_CHANGE);
	return (0);
}

/* A file that got no name: it ends with its last reference. */
static void
inode_unmake(struct vnode *vp)
{
	VTOI(vp)->i_nlink = 0;
	ufs_mark(VTOI(vp), IN_CHANGE);
	vput(vp);
}

/* Write a new inode, and the name that leads to it. */
static int
inode_publish(struct inode *dir, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	struct inode *ip = VTOI(vp);
	int error;

	error = ufs_iwrite(ip, true);
	if (error == 0)
		error = ufs_direnter(dir, vn->vn_name, vn->vn_len, ip->i_ino,
		    ip->i_mode, cred);
	return (error);
}

int
ufs_create(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    struct vnode **vpp, struct ucred *cred)
{
	struct inode *dir = VTOI(dvp);
	struct vnode *vp;
	int error;

	if (dir->i_nlink <= 0)
		return (ENOENT);
	if ((error = inode_make(dir, va, cred, &vp)) != 0)
		return (error);
	error = inode_publish(dir, vn, vp, cred);
	if (error != 0) {
		inode_unmake(vp);
		return (error);
	}
	vn_unlock(vp);
	*vpp = vp;
	return (0);
}

/* dir has delta more links; on disk at once when there are more. */
static int
dir_links(struct inode *dir, int delta)
{
	int error;

	dir->i_nlink = (int16_t)(dir->i_nlink + delta);
	ufs_mark(dir, IN_CHANGE);
	error = ufs_iwrite(dir, delta > 0);
	if (error != 0 && delta > 0)
		dir->i_nlink = (int16_t)(dir->i_nlink - delta);
	return (error);
}

int
ufs_mkdir(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    struct vnode **vpp, struct ucred *cred)
{
	struct inode *dir = VTOI(dvp);
	struct vnode *vp;
	int error;

	if (dir->i_nlink <= 0)
		return (ENOENT);
	if (dir->i_nlink >= UFS_LINK_MAX)
		return (EMLINK);
	if ((error = inode_make(dir, va, cred, &vp)) != 0)
		return (error);
	error = ufs_dirinit(VTOI(vp), dir->i_ino, cred);
	if (error == 0)
		error = ufs_iwrite(VTOI(vp), true);
	if (error == 0)
		error = dir_links(dir, 1);
	if (error == 0) {
		error = ufs_direnter(dir, vn->vn_name, vn->vn_len,
		    VTOI(vp)->i_ino, IFDIR, cred);
		if (error != 0)
			(void)dir_links(dir, -1);
	}
	if (error != 0) {
		inode_unmake(vp);
		return (error);
	}
	vn_unlock(vp);
	*vpp = vp;
	return (0);
}

/* Put the target of a symbolic link where it belongs. */
static int
link_store(struct inode *ip, const char *target, size_t len,
    struct ucred *cred)
{
	struct ufsmount *um = ip->i_um;
	const struct fs *fs = um->um_fs;
	uint64_t reach;
	struct buf *bp;
	int error;

	if (len < (size_t)fs->fs_maxsymlinklen) {
		memcpy(ufs_shortlink(ip), target, len);
		ip->i_size = len;
		return (0);
	}
	lock_exclusive(&ip->i_lock);
	error = ufs_grow(ip, 0, len, true, false, cred, &reach);
	if (error == 0)
		error = bread(um->um_bc, fsbtobytes(fs, ip->i_din.di_db[0]),
		    ufs_blksize(fs, len, 0), &bp);
	if (error == 0) {
		memcpy(bp->b_data, target, len);
		bdirty(bp, 0, (uint32_t)len);
		error = bwrite(bp);
	}
	lock_release(&ip->i_lock);
	return (error);
}

int
ufs_symlink(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    const char *target, struct vnode **vpp, struct ucred *cred)
{
	struct inode *dir = VTOI(dvp);
	size_t len = strlen(target);
	struct vnode *vp;
	int error;

	if (dir->i_nlink <= 0)
		return (ENOENT);
	if (len >= MAXPATHLEN)
		return (ENAMETOOLONG);
	if ((error = inode_make(dir, va, cred, &vp)) != 0)
		return (error);
	error = link_store(VTOI(vp), target, len, cred);
	if (error == 0)
		error = inode_publish(dir, vn, vp, cred);
	if (error != 0) {
		inode_unmake(vp);
		return (error);
	}
	vn_unlock(vp);
	*vpp = vp;
	return (0);
}

int
ufs_link(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	struct inode *dir = VTOI(dvp), *ip = VTOI(vp);
	int error;

	if (vp->v_type == VDIR)
		return (EPERM);
	if (dir->i_nlink <= 0 || ip->i_nlink <= 0)
		return (ENOENT);
	if (ip->i_nlink >= UFS_LINK_MAX)
		return (EMLINK);
	if (ip->i_flags & (UF_IMMUTABLE | SF_IMMUTABLE | UF_APPEND | SF_APPEND))
		return (EPERM);
	if ((error = dir_links(ip, 1)) != 0)
		return (error);
	error = ufs_direnter(dir, vn->vn_name, vn->vn_len, ip->i_ino,
	    ip->i_mode, cred);
	if (error != 0)
		(void)dir_links(ip, -1);
	return (error);
}

int
ufs_remove(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	struct inode *dir = VTOI(dvp), *ip = VTOI(vp);
	struct dirslot slot;
	int error;

	if (vp->v_type == VDIR)
		return (EPERM);
	error = ufs_dirlookup(dir, vn->vn_name, vn->vn_len, &slot);
	if (error != 0)
		return (error);
	if (slot.ds_ino != ip->i_ino)
		return (ENOENT);
	if ((error = ufs_dirremove(dir, &slot)) != 0)
		return (error);
	ip->i_nlink--;
	ufs_mark(ip, IN_CHANGE | IN_MODIFIED);
	return (0);
}

int
ufs_rmdir(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	struct inode *dir = VTOI(dvp), *ip = VTOI(vp);
	struct dirslot slot;
	int error;

	if (vp->v_type != VDIR)
		return (ENOTDIR);
	if (dir == ip)
		return (EINVAL);
	if ((error = ufs_dirempty(ip, dir->i_ino)) != 0)
		return (error);
	error = ufs_dirlookup(dir, vn->vn_name, vn->vn_len, &slot);
	if (error != 0)
		return (error);
	if (slot.ds_ino != ip->i_ino)
		return (ENOENT);
	if ((error = ufs_dirremove(dir, &slot)) != 0)
		return (error);
	ip->i_nlink = 0;
	ufs_mark(ip, IN_CHANGE | IN_MODIFIED);
	if (dir->i_nlink > 2)
		(void)dir_links(dir, -1);
	return (0);
}
