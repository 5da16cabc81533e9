/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs.h: the fast filesystem (UFS1) inside the kernel; only vfs/ufs includes it.
 *
 * Files: ufs_super.c superblock, ufs_cg.c one cylinder group's maps,
 * ufs_alloc.c blocks, ufs_ialloc.c inodes, ufs_inode.c inodes in memory,
 * ufs_bmap.c where a file's blocks are, ufs_balloc.c giving it new ones,
 * ufs_trunc.c taking them away, ufs_io.c data, ufs_dir.c, ufs_dirscan.c and
 * ufs_dirhash.c directories, ufs_vnops.c, ufs_namei.c and ufs_rename.c operations,
 * ufs_vfsops.c mounting.
 *
 * Nothing on the disk is trusted: the superblock is checked when it is read, a
 * cylinder group, a directory's piece and an inode each time they are used, a
 * block number before it is followed.  What is wrong gives EIO and a message
 * (ufs_corrupt), never more.
 *
 * Order on disk, so that a crash leaves nothing that fsck cannot mend: an inode is
 * written before the name that leads to it; a name is removed before
 * its inode is freed; block pointers are cleared before the blocks are free; an
 * indirect block or a piece of directory is initialised before it is pointed to.
 * These writes are synchronous; all others are delayed (vfs/buf.h).
 *
 * Lock legend: [v] v_lock of the vnode; [i] i_lock (LR_INODE); [a] um_alloc
 * (LR_FSMETA); [h] um_hashspin; [f] fixed after mount or load.
 * Order: v_lock, i_lock, um_alloc, one buffer.
 */
#ifndef _VFS_UFS_UFS_H_
#define _VFS_UFS_UFS_H_

#include <sys/dirent.h>
#undef d_ino		/* here it is a member of the disk's own record */
#include <sys/errno.h>
#include <sys/param.h>
#include <vfs/ufs/dinode.h>
#include <vfs/ufs/dir.h>
#include <vfs/ufs/fs.h>
#include "sys/kdefs.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/lock.h"
#include "vfs/buf.h"
#include "vfs/vnode.h"
#include "lib/libkern.h"

#define UFS_HASH	512		/* buckets of inodes in memory */
#define UFS_MAXMSGS	32		/* messages about corruption a mount */
#define UFS_LINK_MAX	32767

MALLOC_DECLARE(M_UFS);

struct inode;

struct ufsmount {
	struct mount	*um_mount;	/* [f] */
	struct cdev	*um_dev;	/* [f] */
	struct bufcache	*um_bc;		/* [f] */
	struct fs	*um_fs;		/* [f] but for cstotal and the flags: [a] */
	struct csum	*um_csp;	/* [a] summary of each group */
	struct lock	 um_alloc;
	bool		 um_ronly;	/* changes only while nothing runs */
	bool		 um_rotational;	/* [f] old tables of a group are kept */
	bool		 um_fmod;	/* [a] superblock is newer than on disk */
	volatile int	 um_nmsgs;	/* messages so far */
	volatile uint32_t um_reclaims;	/* inodes that left memory */
	struct spinlock	 um_hashspin;
	LIST_HEAD(, inode) um_hash[UFS_HASH];	/* [h] */
};

struct inode {
	LIST_ENTRY(inode) i_hash;	/* [h] */
	struct vnode	*i_vnode;	/* [f] */
	struct ufsmount	*i_um;		/* [f] */
	uint32_t	 i_ino;		/* [f] */
	volatile uint32_t i_flag;	/* IN_*; atomic */
	struct lock	 i_lock;	/* block map against page faults */
	struct ufs1_dinode i_din;	/* di_size, di_db, di_ib, di_blocks: written
					 * with [i], read with [i] or [v];
					 * the rest [v] */
	int64_t		 i_diroff;	/* [v] hint: where a name was found last */
	int64_t		 i_dirfree;	/* [v] hint: no room before this */
	struct ufs_dirhash *i_dirhash;	/* [v] ufs_dirhash.c; NULL: none */
};
#define IN_ACCESS	0x01	/* times to be set */
#define IN_UPDATE	0x02
#define IN_CHANGE	0x04
#define IN_MODIFIED	0x08	/* newer than on disk */
#define IN_HASHED	0x10	/* [h] */

#define i_mode		i_din.di_mode
#define i_nlink		i_din.di_nlink
#define i_size		i_din.di_size
#define i_flags		i_din.di_flags

static inline struct inode *
VTOI(const struct vnode *vp)
{
	return (vp->v_data);
}
static inline struct ufsmount *
VFSTOUFS(const struct mount *mp)
{
	return (mp->mnt_data);
}
static inline void
ufs_mark(struct inode *ip, uint32_t flags)
{
	if ((ip->i_flag & flags) != flags)
		(void)atomic_or(&ip->i_flag, flags);
}
/* The text of a short symbolic link: in the place of all block numbers. */
static inline char *
ufs_shortlink(struct inode *ip)
{
	return ((char *)&ip->i_din + offsetof(struct ufs1_dinode, di_db));
}
/* Byte on the device of fragment fsb. */
static inline int64_t
fsbtobytes(const struct fs *fs, ufs_daddr_t fsb)
{
	return ((int64_t)fsb << fs->fs_fshift);
}
/* Bytes that logical block lbn of a file of this size has on disk. */
static inline uint32_t
ufs_blksize(const struct fs *fs, uint64_t size, int64_t lbn)
{
	uint64_t end = (uint64_t)(lbn + 1) << fs->fs_bshift;

	if (lbn >= UFS_NDADDR || size >= end)
		return ((uint32_t)fs->fs_bsize);
	if (size <= end - (uint64_t)fs->fs_bsize)
		return (0);
	return ((uint32_t)((blkoff(fs, (int64_t)size) +
	    (uint32_t)fs->fs_fsize - 1) & (uint32_t)fs->fs_fmask));
}
/* [bno, bno+nfrags) lies in the filesystem and not before its first data. */
static inline bool
ufs_goodblk(const struct fs *fs, ufs_daddr_t bno, int nfrags)
{
	return (bno >= fs->fs_dblkno && bno <= fs->fs_size - nfrags);
}

/* One line on the console about what is wrong on the disk, not for ever. */
void	ufs_corrupt(struct ufsmount *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* ufs_super.c */
int	ufs_sbread(struct ufsmount *);		/* EINVAL, EIO, ENOMEM */
int	ufs_sbreload(struct ufsmount *);	/* the same */
int	ufs_sbwrite(struct ufsmount *, bool clean);
void	ufs_sbfree(struct ufsmount *);

/* ufs_cg.c: [a] held; the buffer is the group's, the range in one block. */
int	ufs_cgread(struct ufsmount *, int cgx, struct buf **);
void	ufs_cgdone(struct ufsmount *, struct buf *);	/* changed: delayed write */
bool	ufs_cgblkfree(const struct fs *, struct cg *, int dno, int nfrags);
void	ufs_cgchange(struct ufsmount *, struct cg *, int dno, int nfrags,
	    bool tofree);
int	ufs_cgfindblk(const struct fs *, struct cg *, int near);
int	ufs_cgfindfrags(const struct fs *, struct cg *, int near, int nfrags);

/* ufs_alloc.c */
int	ufs_alloc(struct inode *, ufs_daddr_t pref, uint32_t size,
	    struct ucred *, ufs_daddr_t *);		/* ENOSPC, EIO */
/* Make osize bytes at bno nsize bytes, in place: ENOSPC when that cannot be. */
int	ufs_extend(struct inode *, ufs_daddr_t bno, uint32_t osize,
	    uint32_t nsize, struct ucred *);
void	ufs_blkfree(struct ufsmount *, ufs_daddr_t bno, uint32_t size,
	    bool meta);
ufs_daddr_t ufs_blkpref(struct inode *, int64_t lbn, ufs_daddr_t prev);

/* ufs_ialloc.c */
int	ufs_ialloc(struct inode *dir, mode_t mode, uint32_t *ino);	/* ENOSPC */
void	ufs_ifree(struct ufsmount *, uint32_t ino, mode_t mode);

/* ufs_inode.c */
int	ufs_vget(struct mount *, uint64_t ino, struct vnode **);
int	ufs_newvnode(struct ufsmount *, uint32_t ino,
	    const struct ufs1_dinode *, struct vnode **);
int	ufs_dinode_read(struct ufsmount *, uint32_t ino, struct ufs1_dinode *);
bool	ufs_dinode_sane(struct ufsmount *, uint32_t ino,
	    const struct ufs1_dinode *);
void	ufs_itimes(struct inode *);
int	ufs_iwrite(struct inode *, bool wait);	/* takes [i] shared */
int	ufs_iwrite_locked(struct inode *, bool wait);	/* [i] held */
int	ufs_inactive(struct vnode *);
int	ufs_reclaim(struct vnode *);
void	ufs_gettime(uint32_t sec, uint32_t nsec, uint16_t ext,
	    struct timespec *);
void	ufs_settime(uint32_t *sec, uint32_t *nsec, uint16_t *ext,
	    const struct timespec *);

/* ufs_bmap.c: [i] held in any way.  *bnp 0: a hole. */
struct ufs_path {
	int	pa_depth;		/* 0: direct; else levels of indirection */
	int	pa_index[UFS_NIADDR + 1];	/* [0] in db or ib, then in each level */
};
int	ufs_bmappath(const struct fs *, int64_t lbn, struct ufs_path *); /* EFBIG */
int	ufs_bmap(struct inode *, int64_t lbn, ufs_daddr_t *bnp, int maxrun,
	    int *runp);

/* ufs_balloc.c: [i] exclusive. */
/*
 * See that [off, off+len) has blocks; up to *reach, which is where it stopped.
 * The file grows to grow bytes at most (0: not at all).  Blocks made new are zeroed on
 * disk but for whole pages of [off, off+len) when datafollows.
 */
int	ufs_grow(struct inode *, uint64_t off, uint64_t len, bool grow,
	    bool datafollows, struct ucred *, uint64_t *reach);
int	ufs_zero(struct inode *, uint64_t off, uint64_t end);

/* ufs_trunc.c: [v] and [i] exclusive, pages beyond are gone. */
int	ufs_shrink(struct inode *, uint64_t length);
int	ufs_truncate(struct vnode *, uint64_t length, struct ucred *); /* [v] */

/* ufs_io.c */
int	ufs_read(struct vnode *, struct kuio *, int, struct ucred *);
int	ufs_write(struct vnode *, struct kuio *, int, struct ucred *);
int	ufs_getpages(struct vnode *, int64_t, struct vm_page **, int);
int	ufs_putpages(struct vnode *, int64_t, struct vm_page **, int, int);
int	ufs_vballoc(struct vnode *, int64_t, size_t, struct ucred *);
int	ufs_fsync(struct vnode *, int waitfor);

/* ufs_dirscan.c and ufs_dir.c: [v] exclusive, for lookups shared. */
struct dirslot {
	int64_t	 ds_off;		/* byte offset of the entry */
	int64_t	 ds_prev;		/* of the one before it in its piece, or -1 */
	uint32_t ds_ino;
	uint8_t	 ds_type;
};
int	ufs_dirread(struct inode *, int64_t off, struct buf **,
	    uint8_t **piece);			/* the piece that holds off */
int	ufs_dirlookup(struct inode *, const char *name, size_t len,
	    struct dirslot *);			/* ENOENT, EIO */
/* The same between two bytes, the first of them that of a piece. */
int	ufs_dirscan(struct inode *, int64_t from, int64_t to, const char *name,
	    size_t len, struct dirslot *);
int	ufs_direnter(struct inode *, const char *name, size_t len,
	    uint32_t ino, mode_t mode, struct ucred *);
int	ufs_dirremove(struct inode *, const struct dirslot *);
int	ufs_dirrewrite(struct inode *, const struct dirslot *, uint32_t ino,
	    mode_t mode);
int	ufs_dirempty(struct inode *, uint32_t parent);	/* 0, ENOTEMPTY, EIO */
int	ufs_dirinit(struct inode *, uint32_t parent, struct ucred *);

/*
 * ufs_dirhash.c: where the names of large directories are.  Lookups with [v]
 * shared: false when this directory has no index, else *error is the answer.
 * All else with [v] exclusive; off is a byte of the name's piece.
 */
bool	ufs_dirhash_lookup(struct inode *, const char *name, size_t len,
	    struct dirslot *, int *error);
void	ufs_dirhash_enter(struct inode *, const char *name, size_t len,
	    int64_t off);
void	ufs_dirhash_remove(struct inode *, const char *name, size_t len,
	    int64_t off);
void	ufs_dirhash_free(struct inode *);

int	ufs_readdir(struct vnode *, struct kuio *, struct ucred *, bool *eof);
int	ufs_readlink(struct vnode *, struct kuio *, struct ucred *);

/* ufs_namei.c, ufs_rename.c */
int	ufs_lookup(struct vnode *, const struct vname *, struct vnode **,
	    struct ucred *);
int	ufs_create(struct vnode *, const struct vname *, struct vattr *,
	    struct vnode **, struct ucred *);
int	ufs_mkdir(struct vnode *, const struct vname *, struct vattr *,
	    struct vnode **, struct ucred *);
int	ufs_symlink(struct vnode *, const struct vname *, struct vattr *,
	    const char *, struct vnode **, struct ucred *);
int	ufs_link(struct vnode *, const struct vname *, struct vnode *,
	    struct ucred *);
int	ufs_remove(struct vnode *, const struct vname *, struct vnode *,
	    struct ucred *);
int	ufs_rmdir(struct vnode *, const struct vname *, struct vnode *,
	    struct ucred *);
int	ufs_rename(struct vnode *, const struct vname *, struct vnode *,
	    struct vnode *, const struct vname *, struct vnode *,
	    struct ucred *);

extern struct vnodeops ufs_vnodeops;	/* ufs_vnops.c */

#endif /* !_VFS_UFS_UFS_H_ */
