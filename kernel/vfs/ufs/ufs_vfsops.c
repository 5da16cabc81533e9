/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_vfsops.c: mounting, unmounting, changing between read-only and
 * read-write, and keeping the disk up to date.
 *
 * fs_clean on disk: 1 from a clean unmount (or change to read-only) to the next
 * read-write mount.  A disk that is not clean is mounted read-only; to write on
 * it, fsck must have run, or MNT_FORCE be given.  After fsck has worked on a disk that
 * is mounted read-only everything is read anew when it becomes writable.
 */
#include <vfs/ufs/ufsmount.h>
#include "vfs/ufs/ufs.h"
#include "sys/kdisk.h"
#include "vfs/vnode_impl.h"
#include "vm/ubc.h"

static void
um_free(struct ufsmount *um)
{
	ufs_sbfree(um);
	if (um->um_bc != NULL)
		bufcache_destroy(um->um_bc);
	if (um->um_dev != NULL) {
		disk_release(um->um_dev);
		dev_drop(um->um_dev);
	}
	lock_destroy(&um->um_alloc);
	kfree(um, M_UFS);
}

/* May it be written?  0, EPERM with a message, EROFS. */
static int
check_clean(struct ufsmount *um, bool force)
{
	if (disk_rdonly(um->um_dev))
		return (EROFS);
	if (um->um_fs->fs_clean == 1)
		return (0);
	kprintf("WARNING: %s was not properly dismounted%s\n",
	    um->um_dev->si_name, force ? "" : ": run fsck");
	return (force ? 0 : EPERM);
}

/* A filesystem of this device on um, which the caller frees on failure. */
static int
mount_fs(struct ufsmount *um, struct mount *mp, struct cdev *dev)
{
	bool ronly = (mp->mnt_flag & MNT_RDONLY) != 0;
	int error, i;

	lock_init(&um->um_alloc, "ufsalloc", LR_FSMETA, 0);
	spin_init(&um->um_hashspin, "ufshash", LR_SPINMISC);
	for (i = 0; i < UFS_HASH; i++)
		LIST_INIT(&um->um_hash[i]);
	um->um_mount = mp;
	um->um_ronly = ronly;
	if ((error = disk_claim(dev, !ronly)) != 0)
		return (error);
	dev_ref(dev);
	um->um_dev = dev;
	if ((error = bufcache_create(dev, &um->um_bc)) != 0)
		return (error);
	if ((error = ufs_sbread(um)) != 0)
		return (error);
	if (!ronly) {
		error = check_clean(um, (mp->mnt_flag & MNT_FORCE) != 0);
		if (error == 0)
			error = ufs_sbwrite(um, false);
	}
	return (error);
}

static int	ufs_statfs(struct mount *, struct statfs *);

static int
mount_new(struct mount *mp, void *udata, struct ucred *cred)
{
	struct ufs_args args = { .fspec = NULL };
	struct ufsmount *um;
	struct cdev *dev;
	char from[MNAMELEN];
	int error = 0;

	if ((mp->mnt_flag & MNT_ROOTFS) == 0)
		error = copyin(udata, &args, sizeof(args));
	if (error == 0)
		error = mount_device(mp, args.fspec, cred, &dev, from,
		    sizeof(from));
	if (error != 0)
		return (error);
	um = kmalloc(sizeof(*um), M_UFS, M_WAITOK | M_ZERO);
	error = um == NULL ? ENOMEM : mount_fs(um, mp, dev);
	dev_drop(dev);
	if (error != 0) {
		if (um != NULL)
			um_free(um);
		return (error);
	}
	mp->mnt_data = um;
	mp->mnt_flag |= MNT_LOCAL;
	strlcpy(mp->mnt_stat.f_mntfromname, from,
	    sizeof(mp->mnt_stat.f_mntfromname));
	if (mp->mnt_stat.f_fsid.val[0] == 0 && mp->mnt_stat.f_fsid.val[1] == 0) {
		mp->mnt_stat.f_fsid.val[0] = (int32_t)dev_from_cdev(um->um_dev);
		mp->mnt_stat.f_fsid.val[1] = mp->mnt_ops->vfs_typenum;
	}
	return (ufs_statfs(mp, &mp->mnt_stat));
}

/* fsck may have changed the inode: read it again. */
static int
reload_vnode(struct vnode *vp, void *arg)
{
	struct ufsmount *um = VFSTOUFS(vp->v_mount);
	struct ufs1_dinode din;
	struct inode *ip;
	int error;

	if (vn_lock(vp, LK_EXCLUSIVE) != 0)
		return (0);
	ip = VTOI(vp);
	error = ufs_dinode_read(um, ip->i_ino, &din);
	if (error == 0 && (!ufs_dinode_sane(um, ip->i_ino, &din) ||
	    IFTOVT(din.di_mode) != vp->v_type))
		error = ESTALE;
	if (error == 0) {
		if (vp->v_type == VREG && din.di_size != ip->i_size)
			ubc_setsize(vp, din.di_size);
		lock_exclusive(&ip->i_lock);
		ip->i_din = din;
		ip->i_diroff = ip->i_dirfree = 0;
		ufs_dirhash_free(ip);
		lock_release(&ip->i_lock);
	}
	vn_unlock(vp);
	if (error == ESTALE) {
		/* What is open does not exist any more. */
		vgone(vp);
		error = 0;
	}
	return (error);
}

/* Forget what is known of a disk that fsck may have changed. */
static int
mount_reload(struct mount *mp)
{
	struct ufsmount *um = VFSTOUFS(mp);
	int error;

	bufcache_invalall(um->um_bc);
	cache_purgemount(mp);
	if ((error = ufs_sbreload(um)) != 0)
		return (error);
	um->um_nmsgs = 0;
	return (vfs_vnodes(mp, reload_vnode, NULL));
}

static int	ufs_sync(struct mount *, int);

static int
busy_writer(struct vnode *vp, void *arg)
{
	return (vp->v_writecount > 0 ? EBUSY : 0);
}

static int
mount_torw(struct mount *mp, bool force)
{
	struct ufsmount *um = VFSTOUFS(mp);
	int error;

	if ((error = mount_reload(mp)) != 0)
		return (error);
	if ((error = check_clean(um, force)) != 0)
		return (error);
	um->um_ronly = false;
	if ((error = ufs_sbwrite(um, false)) != 0)
		um->um_ronly = true;
	return (error);
}

/* Who changes the file now, is let finish. */
static int
drain_vnode(struct vnode *vp, void *arg)
{
	if (vn_lock(vp, LK_EXCLUSIVE) == 0)
		vn_unlock(vp);
	return (0);
}

/*
 * read-write to read-only: nothing open for writing, all on disk, clean.  The mount's
 * flag says read-only already, so that nobody begins a change.
 */
static int
mount_toro(struct mount *mp, bool force)
{
	struct ufsmount *um = VFSTOUFS(mp);
	int error;

	if (!force && (error = vfs_vnodes(mp, busy_writer, NULL)) != 0)
		return (error);
	(void)vfs_vnodes(mp, drain_vnode, NULL);
	error = ufs_sync(mp, MNT_WAIT);
	if (error == 0)
		error = ufs_sbwrite(um, !bufcache_failed(um->um_bc));
	if (error == 0)
		error = bufcache_devflush(um->um_bc);
	if (error == 0)
		um->um_ronly = true;
	return (error);
}

/*
 * mount(2) and the root.  With MNT_UPDATE mnt_flag (and MNTK_WANTRW) says what is
 * wanted, and um_ronly what is.  EINVAL: no filesystem, or corrupted; EPERM: not
 * clean.
 */
static int
ufs_mount(struct mount *mp, const char *path, void *udata, struct ucred *cred)
{
	struct ufsmount *um = VFSTOUFS(mp);
	bool force = (mp->mnt_flag & MNT_FORCE) != 0;
	bool ronly = vfs_wantrdonly(mp);
	static bool filled;

	if (!filled) {
		vop_fill_defaults(&ufs_vnodeops);
		filled = true;
	}
	if (!(mp->mnt_flag & MNT_UPDATE))
		return (mount_new(mp, udata, cred));
	if (mp->mnt_flag & MNT_RELOAD)
		return (um->um_ronly ? mount_reload(mp) : EINVAL);
	if (um->um_ronly && !ronly)
		return (mount_torw(mp, force));
	if (!um->um_ronly && ronly)
		return (mount_toro(mp, force));
	return (0);
}

static int
ufs_unmount(struct mount *mp, int mntflags)
{
	struct ufsmount *um = VFSTOUFS(mp);
	int error;

	error = vfs_flush(mp, NULL, (mntflags & MNT_FORCE) != 0);
	if (error != 0)
		return (error);
	if (!um->um_ronly) {
		(void)bufcache_flush(um->um_bc);
		/* A write that was lost leaves work for fsck. */
		error = ufs_sbwrite(um, !bufcache_failed(um->um_bc));
		if (error == 0)
			error = bufcache_devflush(um->um_bc);
		if (error != 0 && !(mntflags & MNT_FORCE))
			return (error);
	}
	mp->mnt_data = NULL;
	um_free(um);
	return (0);
}

static int
ufs_root(struct mount *mp, struct vnode **vpp)
{
	int error;

	error = ufs_vget(mp, UFS_ROOTINO, vpp);
	if (error == 0 && (*vpp)->v_type != VDIR) {
		vrele(*vpp);
		*vpp = NULL;
		error = EIO;
	}
	return (error == ESTALE ? EIO : error);
}

static int
ufs_statfs(struct mount *mp, struct statfs *sb)
{
	struct ufsmount *um = VFSTOUFS(mp);
	const struct fs *fs;

	lock_shared(&um->um_alloc);
	fs = um->um_fs;
	sb->f_type = mp->mnt_ops->vfs_typenum;
	sb->f_bsize = fs->fs_fsize;
	sb->f_iosize = fs->fs_bsize;
	sb->f_blocks = fs->fs_dsize;
	sb->f_bfree = blkstofrags(fs, (long)fs->fs_cstotal.cs_nbfree) +
	    fs->fs_cstotal.cs_nffree;
	sb->f_bavail = freespace(fs, (long)fs->fs_minfree);
	sb->f_files = (long)fs->fs_ncg * fs->fs_ipg - (long)UFS_ROOTINO;
	sb->f_ffree = fs->fs_cstotal.cs_nifree;
	lock_release(&um->um_alloc);
	if (sb != &mp->mnt_stat) {
		memcpy(sb->f_mntonname, mp->mnt_stat.f_mntonname,
		    sizeof(sb->f_mntonname));
		memcpy(sb->f_mntfromname, mp->mnt_stat.f_mntfromname,
		    sizeof(sb->f_mntfromname));
		sb->f_fsid = mp->mnt_stat.f_fsid;
	}
	return (0);
}

struct sync {
	int	s_waitfor;
	int	s_error;
};

/* Pages and the inode of one file. */
static int
sync_vnode(struct vnode *vp, void *arg)
{
	struct sync *s = arg;
	struct inode *ip;
	int error = 0, e;

	if (vn_lock(vp, LK_SHARED) != 0)
		return (0);
	ip = VTOI(vp);
	if (vp->v_type == VREG && ubc_dirty(vp))
		error = ubc_flush(vp, 0, 0, s->s_waitfor == MNT_WAIT);
	if (ip->i_flag & (IN_ACCESS | IN_UPDATE | IN_CHANGE | IN_MODIFIED)) {
		e = ufs_iwrite(ip, false);
		error = error != 0 ? error : e;
	}
	vn_unlock(vp);
	if (s->s_error == 0)
		s->s_error = error;
	return (0);
}

/*
 * sync(2) and the syncer: everything that is dirty goes to the disk; with
 * MNT_WAIT through its cache.
 */
static int
ufs_sync(struct mount *mp, int waitfor)
{
	struct ufsmount *um = VFSTOUFS(mp);
	struct sync s = { waitfor, 0 };
	int error;

	if (um->um_ronly)
		return (0);
	(void)vfs_vnodes(mp, sync_vnode, &s);
	error = bufcache_flush(um->um_bc);
	if (s.s_error == 0)
		s.s_error = error;
	if (um->um_fmod) {
		error = ufs_sbwrite(um, false);
		if (s.s_error == 0)
			s.s_error = error;
	}
	if (waitfor == MNT_WAIT) {
		error = bufcache_devflush(um->um_bc);
		if (s.s_error == 0)
			s.s_error = error;
	}
	return (s.s_error);
}

/* File handles, getfh(2): the inode number and its generation. */
struct ufid {
	uint16_t ufid_len;
	uint16_t ufid_pad;
	uint32_t ufid_ino;
	int32_t	 ufid_gen;
};
_Static_assert(sizeof(struct ufid) <= sizeof(struct fid), "file handle");

static int
ufs_fhtovp(struct mount *mp, struct fid *fid, struct vnode **vpp)
{
	struct ufid u;
	int error;

	memcpy(&u, fid, sizeof(u));
	if (u.ufid_len != sizeof(u))
		return (EINVAL);
	if ((error = ufs_vget(mp, u.ufid_ino, vpp)) != 0)
		return (error);
	if (VTOI(*vpp) == NULL || VTOI(*vpp)->i_din.di_gen != u.ufid_gen ||
	    VTOI(*vpp)->i_nlink <= 0) {
		vrele(*vpp);
		*vpp = NULL;
		return (ESTALE);
	}
	return (0);
}

static int
ufs_vptofh(struct vnode *vp, struct fid *fid)
{
	struct ufid u = { sizeof(u), 0, VTOI(vp)->i_ino,
	    VTOI(vp)->i_din.di_gen };

	memset(fid, 0, sizeof(*fid));
	memcpy(fid, &u, sizeof(u));
	return (0);
}

static const struct vfsops ufs_vfsops = {
	.vfs_name = "ufs",
	.vfs_typenum = 1,
	.vfs_mount = ufs_mount,
	.vfs_unmount = ufs_unmount,
	.vfs_root = ufs_root,
	.vfs_statfs = ufs_statfs,
	.vfs_sync = ufs_sync,
	.vfs_vget = ufs_vget,
	.vfs_fhtovp = ufs_fhtovp,
	.vfs_vptofh = ufs_vptofh,
};
VFS_DEFINE(ufs_vfsops);
