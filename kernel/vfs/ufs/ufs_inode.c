/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_inode.c: inodes in memory: found by number in the mount's hash, read from
 * disk, written back, ended.
 *
 * An inode is hashed from the time its vnode is complete until it is reclaimed, or
 * freed on disk.  While it is, i_din is the truth and the disk may be older.
 * um_reclaims counts inodes that left memory: who has read an inode from disk knows
 * by it whether the copy may be stale.
 */
#include "vfs/ufs/ufs.h"
#include "sys/thread.h"
#include "vm/ubc.h"

#define NSEC_MAX	999999999u

static inline unsigned
ino_bucket(uint32_t ino)
{
	return (ino & (UFS_HASH - 1));
}

void
ufs_gettime(uint32_t sec, uint32_t nsec, uint16_t ext, struct timespec *ts)
{
	/* 48 bits with a sign: times before 1970 are negative. */
	ts->tv_sec = (time_t)((uint64_t)ext << 48 | (uint64_t)sec << 16) >> 16;
	ts->tv_nsec = (long)K_MIN(nsec, NSEC_MAX);
}

void
ufs_settime(uint32_t *sec, uint32_t *nsec, uint16_t *ext,
    const struct timespec *ts)
{
	*sec = (uint32_t)ts->tv_sec;
	*ext = (uint16_t)((uint64_t)ts->tv_sec >> 32);
	*nsec = (uint32_t)ts->tv_nsec;
}

/* Set the times that the flags ask for. */
void
ufs_itimes(struct inode *ip)
{
	struct ufs1_dinode *d = &ip->i_din;
	struct timespec ts;
	uint32_t flags;
	int64_t now;

	if (!(ip->i_flag & (IN_ACCESS | IN_UPDATE | IN_CHANGE)))
		return;
	flags = atomic_and(&ip->i_flag,
	    ~(uint32_t)(IN_ACCESS | IN_UPDATE | IN_CHANGE));
	if (ip->i_um->um_ronly)
		return;
	now = time_wall();
	ts.tv_sec = now / NS_PER_S;
	ts.tv_nsec = now % NS_PER_S;
	if (flags & IN_ACCESS)
		ufs_settime(&d->di_atime, &d->di_atimensec, &d->di_atime_ext,
		    &ts);
	if (flags & IN_UPDATE)
		ufs_settime(&d->di_mtime, &d->di_mtimensec, &d->di_mtime_ext,
		    &ts);
	if (flags & IN_CHANGE)
		ufs_settime(&d->di_ctime, &d->di_ctimensec, &d->di_ctime_ext,
		    &ts);
	ufs_mark(ip, IN_MODIFIED);
}

/* The block with inode ino, and where in it. */
static int
dinode_buf(struct ufsmount *um, uint32_t ino, struct buf **bpp, uint32_t *off)
{
	const struct fs *fs = um->um_fs;

	*off = ino_to_fsbo(fs, ino) * (uint32_t)sizeof(struct ufs1_dinode);
	return (bread(um->um_bc, fsbtobytes(fs, ino_to_fsba(fs, ino)),
	    (uint32_t)fs->fs_bsize, bpp));
}

/*
 * Read inode ino.  ESTALE: no such number, or it is free; EIO: it cannot
 * be read.
 */
int
ufs_dinode_read(struct ufsmount *um, uint32_t ino, struct ufs1_dinode *din)
{
	const struct fs *fs = um->um_fs;
	struct buf *bp;
	uint32_t off;
	int error;

	if (ino < UFS_ROOTINO ||
	    ino >= (uint32_t)fs->fs_ncg * (uint32_t)fs->fs_ipg)
		return (ESTALE);
	if ((error = dinode_buf(um, ino, &bp, &off)) != 0)
		return (error);
	memcpy(din, bp->b_data + off, sizeof(*din));
	brelse(bp);
	return (din->di_mode == 0 ? ESTALE : 0);
}

/* Can this be an inode?  false, with a message, when not. */
bool
ufs_dinode_sane(struct ufsmount *um, uint32_t ino,
    const struct ufs1_dinode *din)
{
	const struct fs *fs = um->um_fs;
	uint64_t max, n = (uint64_t)fs->fs_nindir;
	const char *wrong = NULL;

	max = (UFS_NDADDR + n + n * n + n * n * n) << fs->fs_bshift;
	max = K_MIN(max, (uint64_t)INT64_MAX);
	if (din->di_size > max || din->di_blocks < 0)
		wrong = "size";
	else if (din->di_nlink <= 0)
		wrong = "link count";
	else
		switch (din->di_mode & IFMT) {
		case IFDIR:
			if (din->di_size == 0 || din->di_size > MAXDIRSIZE ||
			    din->di_size % DIRBLKSIZ != 0)
				wrong = "directory size";
			break;
		case IFLNK:
			if (din->di_size >= MAXPATHLEN)
				wrong = "link size";
			break;
		case IFREG:
		case IFCHR:
		case IFBLK:
		case IFIFO:
		case IFSOCK:
			break;
		default:
			wrong = "mode";
			break;
		}
	if (wrong != NULL)
		ufs_corrupt(um, "inode %u: impossible %s", ino, wrong);
	return (wrong == NULL);
}

static struct inode *
inode_new(struct ufsmount *um, uint32_t ino, const struct ufs1_dinode *din)
{
	struct inode *ip;

	ip = kmalloc(sizeof(*ip), M_UFS, M_WAITOK | M_ZERO);
	if (ip == NULL)
		return (NULL);
	ip->i_um = um;
	ip->i_ino = ino;
	ip->i_din = *din;
	lock_init(&ip->i_lock, "inode", LR_INODE, 0);
	return (ip);
}

static void
inode_free(struct inode *ip)
{
	lock_destroy(&ip->i_lock);
	ufs_dirhash_free(ip);
	kfree(ip, M_UFS);
}

static void
inode_unhash(struct inode *ip)
{
	struct ufsmount *um = ip->i_um;

	spin_lock(&um->um_hashspin);
	if (ip->i_flag & IN_HASHED) {
		LIST_REMOVE(ip, i_hash);
		(void)atomic_and(&ip->i_flag, ~(uint32_t)IN_HASHED);
		um->um_reclaims++;
	}
	spin_unlock(&um->um_hashspin);
}

/* Make a vnode for ip, referenced and locked.  On failure ip is gone. */
static int
inode_vnode(struct inode *ip, struct vnode **vpp)
{
	struct ufsmount *um = ip->i_um;
	int error;

	error = vnode_alloc(um->um_mount, IFTOVT(ip->i_mode), &ufs_vnodeops,
	    ip, vpp);
	if (error != 0) {
		inode_free(ip);
		return (error);
	}
	ip->i_vnode = *vpp;
	if (ip->i_ino == UFS_ROOTINO)
		(void)atomic_or(&(*vpp)->v_flag, VN_ROOT);
	return (0);
}

/*
 * The vnode of an inode that was just given out, with these contents, referenced and
 * exclusively locked.
 */
int
ufs_newvnode(struct ufsmount *um, uint32_t ino, const struct ufs1_dinode *din,
    struct vnode **vpp)
{
	struct inode *ip;
	int error;

	if ((ip = inode_new(um, ino, din)) == NULL)
		return (ENOMEM);
	if ((error = inode_vnode(ip, vpp)) != 0)
		return (error);
	spin_lock(&um->um_hashspin);
	LIST_INSERT_HEAD(&um->um_hash[ino_bucket(ino)], ip, i_hash);
	(void)atomic_or(&ip->i_flag, IN_HASHED);
	spin_unlock(&um->um_hashspin);
	return (0);
}

/* Look in memory: 0 with a reference, ENOENT, or EAGAIN: look again soon. */
static int
vget_cached(struct ufsmount *um, uint32_t ino, struct vnode **vpp)
{
	struct inode *ip;
	int error = ENOENT;

	spin_lock(&um->um_hashspin);
	LIST_FOREACH(ip, &um->um_hash[ino_bucket(ino)], i_hash)
		if (ip->i_ino == ino) {
			*vpp = ip->i_vnode;
			error = vget(ip->i_vnode, 0) == 0 ? 0 : EAGAIN;
			break;
		}
	spin_unlock(&um->um_hashspin);
	return (error);
}

/* Hash a vnode that was read from disk, unless another came first. */
static bool
vget_insert(struct inode *ip, uint32_t reclaims)
{
	struct ufsmount *um = ip->i_um;
	struct inode *other;
	bool ok;

	spin_lock(&um->um_hashspin);
	LIST_FOREACH(other, &um->um_hash[ino_bucket(ip->i_ino)], i_hash)
		if (other->i_ino == ip->i_ino)
			break;
	ok = other == NULL && um->um_reclaims == reclaims;
	if (ok) {
		LIST_INSERT_HEAD(&um->um_hash[ino_bucket(ip->i_ino)], ip,
		    i_hash);
		(void)atomic_or(&ip->i_flag, IN_HASHED);
	}
	spin_unlock(&um->um_hashspin);
	return (ok);
}

/*
 * The vnode of inode number ino, referenced and unlocked.  ESTALE: there is none;
 * EIO: it cannot be read, or is corrupted; ENFILE, ENOMEM.
 */
int
ufs_vget(struct mount *mp, uint64_t number, struct vnode **vpp)
{
	struct ufsmount *um = VFSTOUFS(mp);
	uint32_t ino = (uint32_t)number, reclaims;
	struct ufs1_dinode din;
	struct inode *ip;
	int error;

	if (number > UINT32_MAX)
		return (ESTALE);
	for (;;) {
		reclaims = atomic_load(&um->um_reclaims);
		error = vget_cached(um, ino, vpp);
		if (error == 0)
			return (0);
		if (error == EAGAIN) {
			/* It is being reclaimed: that one must get on. */
			(void)tsleep(um, 0, "ufsvget", NS_PER_MS);
			continue;
		}
		if ((error = ufs_dinode_read(um, ino, &din)) != 0)
			return (error);
		if (!ufs_dinode_sane(um, ino, &din))
			return (EIO);
		if ((ip = inode_new(um, ino, &din)) == NULL)
			return (ENOMEM);
		if ((error = inode_vnode(ip, vpp)) != 0)
			return (error);
		if (vget_insert(ip, reclaims)) {
			vn_unlock(*vpp);
			return (0);
		}
		vrecycle(*vpp);
		vput(*vpp);
	}
}

/*
 * Write the inode to its block, and the changed sector of that to the disk
 * if wait.
 */
int
ufs_iwrite_locked(struct inode *ip, bool wait)
{
	struct buf *bp;
	uint32_t off;
	int error;

	ufs_itimes(ip);
	if (ip->i_um->um_ronly)
		return (0);
	(void)atomic_and(&ip->i_flag, ~(uint32_t)IN_MODIFIED);
	error = dinode_buf(ip->i_um, ip->i_ino, &bp, &off);
	if (error != 0) {
		ufs_mark(ip, IN_MODIFIED);
		return (error);
	}
	memcpy(bp->b_data + off, &ip->i_din, sizeof(ip->i_din));
	bdirty(bp, off, sizeof(ip->i_din));
	if (wait)
		return (bwrite(bp));
	bdwrite(bp);
	return (0);
}

int
ufs_iwrite(struct inode *ip, bool wait)
{
	int error;

	lock_shared(&ip->i_lock);
	error = ufs_iwrite_locked(ip, wait);
	lock_release(&ip->i_lock);
	return (error);
}

/*
 * Nobody uses the vnode any more.  Without a name it ends: its blocks are freed and
 * then its number.
 */
int
ufs_inactive(struct vnode *vp)
{
	struct inode *ip = VTOI(vp);
	struct ufsmount *um = ip->i_um;
	mode_t mode = ip->i_mode;
	int error;

	if (!(ip->i_flag & IN_HASHED) || ip->i_nlink > 0 || um->um_ronly)
		return (0);
	if (vp->v_type == VREG)
		ubc_setsize(vp, 0);
	lock_exclusive(&ip->i_lock);
	ip->i_mode = 0;
	ip->i_flags = 0;
	error = ufs_shrink(ip, 0);
	if (error == 0) {
		/* A device's number or a short link may still be there. */
		memset(ip->i_din.di_db, 0, sizeof(ip->i_din.di_db));
		memset(ip->i_din.di_ib, 0, sizeof(ip->i_din.di_ib));
		ip->i_size = 0;
		error = ufs_iwrite_locked(ip, false);
	}
	lock_release(&ip->i_lock);
	inode_unhash(ip);
	if (error == 0)
		ufs_ifree(um, ip->i_ino, mode);
	vrecycle(vp);
	return (error);
}

/* The vnode is taken away: pages are written and gone already. */
int
ufs_reclaim(struct vnode *vp)
{
	struct inode *ip = VTOI(vp);

	if ((ip->i_flag & IN_HASHED) && (ip->i_flag &
	    (IN_ACCESS | IN_UPDATE | IN_CHANGE | IN_MODIFIED)))
		(void)ufs_iwrite(ip, false);
	inode_unhash(ip);
	vp->v_data = NULL;
	inode_free(ip);
	return (0);
}
