/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vnode.h: files of any filesystem, and the operations on them.
 *
 * Lock legend: [v] v_lock; [L] vnode list spin lock (vfs/vnode.c); [f] fixed;
 * [m] the mount's.
 *
 * References: v_usecount keeps a vnode in use; vref() and vrele().  When the
 * last goes, VOP inactive runs; the vnode stays cached until its memory is
 * wanted, then VOP reclaim.  A reclaimed ("dead") vnode answers EIO/ENXIO.
 *
 * Locking: vn_lock() around every operation: shared suffices for lookup,
 * getattr, access, read, readdir, readlink, pathconf; the others need it
 * exclusive.  getpages and putpages come from page faults and the pageout
 * with no v_lock: a filesystem guards its block maps there by a lock of its own
 * of rank LR_INODE.  Directory before entry, parent before child.
 * Results: a vnode returned is referenced and unlocked.
 *
 * What the generic code does, so that no filesystem has to: it fills and
 * purges the name cache; handles "." and crosses mount points (a filesystem
 * looks up ".." below its root only); checks search and write permission of directories
 * by vop_access, the sticky bit, immutable and append-only flags before a name
 * is added or removed, EROFS, EXDEV, EEXIST and ENOTEMPTY-free type rules; fires
 * the NOTE_* hints on v_kq.  I/O on devices and fifos (open, close, read, write,
 * ioctl, kqfilter of VCHR, VBLK, VFIFO) goes to spec_vnodeops and fifo_vnodeops
 * with no v_lock, whatever the filesystem.
 *
 * A struct vnode is never given back to the allocator, only reused: a pointer
 * to one may always be looked at, but says nothing without a reference.
 */
#ifndef _VFS_VNODE_H_
#define _VFS_VNODE_H_

#include <sys/stat.h>
#include <sys/mount.h>
#include <sys/dirent.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/kuio.h"
#include "sys/knote.h"

struct flock;
struct mount;
struct vnode;
struct vnodeops;
struct ucred;
struct vm_object;
struct vm_page;
struct cdev;
struct file;
struct lockf;
struct ncentry;
struct fifoinfo;
struct socket;

enum vtype { VNON, VREG, VDIR, VBLK, VCHR, VLNK, VSOCK, VFIFO, VBAD };
extern const enum vtype iftovt_tab[16];
extern const int vttoif_tab[9];
#define IFTOVT(mode)	(iftovt_tab[((mode) & S_IFMT) >> 12])
#define VTTOIF(type)	(vttoif_tab[(int)(type)])

struct vnode {
	struct lock	 v_lock;
	volatile int	 v_usecount;	/* atomic; 0->1 under [L] */
	volatile int	 v_writecount;	/* opens for writing: ETXTBSY.  0 -> 1 under
					 * v_lock exclusive; atomic */
	volatile int	 v_execcount;	/* running images; the same */
	volatile int	 v_opencount;	/* opens of a device; devfs lock */
	enum vtype	 v_type;	/* [f] */
	volatile uint32_t v_flag;	/* VN_*; atomic */
	const struct vnodeops *v_op;	/* [v] replaced when dead */
	void		*v_data;	/* [v] inode of the filesystem */
	struct mount	*v_mount;	/* [f] */
	struct mount	*v_mountedhere;	/* [m] covered directory */
	struct vm_object *v_object;	/* page cache; created on first use, vm/ubc.h */
	union {
		struct cdev	*v_dev;	/* VCHR, VBLK: reference */
		struct fifoinfo	*v_fifo;/* VFIFO, while open */
		struct socket	*v_socket; /* VSOCK, while bound */
	};
	struct lockf	*v_lockf;	/* advisory locks, kern/lockf.c */
	struct kqinfo	 v_kq;		/* EVFILT_VNODE, read, write */
	LIST_HEAD(, ncentry) v_ncsrc;	/* name cache: names in this directory */
	LIST_HEAD(, ncentry) v_ncdst;	/* name cache: names of this vnode */
	TAILQ_ENTRY(vnode) v_list;	/* [L] of the mount */
	TAILQ_ENTRY(vnode) v_free;	/* [L] unused vnodes, oldest first */
	int64_t		 v_lastread;	/* read-ahead */
	volatile uint64_t v_kqsize;	/* file size as event filters know it */
};
#define VN_ROOT		0x01	/* root of its filesystem */
#define VN_DEAD		0x02	/* reclaimed */
#define VN_ONFREE	0x04
#define VN_NEEDINACT	0x08	/* was locked exclusive: inactive must run */
#define VN_ISTTY	0x10
#define VN_XALL		0x40	/* directory that everybody may search */
#define VN_UNLINKED	0x80	/* directory that was removed: no new names */
#define VN_ANONOBJ	0x100	/* v_object is the filesystem's own anonymous object
				 * (tmpfs): ubc_object() returns it as it is, and
				 * nobody flushes or purges it */
#define VN_RECYCLE	0x200	/* vrecycle() was called */
#define VN_SECOND	0x400	/* used since the reclaimer looked */
#define VN_MARKER	0x800	/* no vnode: a place in a list */

/* Attributes. setattr changes those that are not VNOVAL. */
#define VNOVAL_K	(-1)
struct vattr {
	enum vtype	 va_type;
	mode_t		 va_mode;	/* permission bits; (mode_t)VNOVAL_K */
	uint32_t	 va_nlink;
	uid_t		 va_uid;
	gid_t		 va_gid;
	uint32_t	 va_fsid;
	uint64_t	 va_fileid;
	uint64_t	 va_size;
	uint32_t	 va_blocksize;
	struct timespec	 va_atime, va_mtime, va_ctime;	/* tv_nsec VNOVAL_K: leave */
	uint32_t	 va_gen;
	uint32_t	 va_flags;	/* chflags(2) */
	dev_t		 va_rdev;	/* udev number */
	uint64_t	 va_bytes;	/* held on the medium */
	int		 va_vaflags;	/* VA_UTIMES_NULL, VA_EXCLUSIVE */
};
#define VA_UTIMES_NULL	0x01
#define VA_EXCLUSIVE	0x02
void	vattr_null(struct vattr *);

/* A name in a directory: not NUL terminated, 1..NAME_MAX bytes, no '/'. */
struct vname {
	const char	*vn_name;
	size_t		 vn_len;
	uint32_t	 vn_hash;
	bool		 vn_isdotdot;
};

struct vnodeops {
	/* dvp shared or exclusive.  ENOENT when there is no such name. */
	int (*vop_lookup)(struct vnode *dvp, const struct vname *,
	    struct vnode **vpp, struct ucred *);
	/* dvp exclusive for all that change it. */
	int (*vop_create)(struct vnode *dvp, const struct vname *,
	    struct vattr *, struct vnode **vpp, struct ucred *);
	int (*vop_mknod)(struct vnode *dvp, const struct vname *,
	    struct vattr *, struct vnode **vpp, struct ucred *);
	int (*vop_mkdir)(struct vnode *dvp, const struct vname *,
	    struct vattr *, struct vnode **vpp, struct ucred *);
	int (*vop_symlink)(struct vnode *dvp, const struct vname *,
	    struct vattr *, const char *target, struct vnode **vpp,
	    struct ucred *);
	int (*vop_link)(struct vnode *dvp, const struct vname *,
	    struct vnode *vp, struct ucred *);
	int (*vop_remove)(struct vnode *dvp, const struct vname *,
	    struct vnode *vp, struct ucred *);	/* both exclusive */
	int (*vop_rmdir)(struct vnode *dvp, const struct vname *,
	    struct vnode *vp, struct ucred *);
	/*
	 * Both directories exclusive (once if equal), the mount's rename lock
	 * held, fvp referenced and unlocked, tvp NULL or referenced and locked
	 * exclusive.  The caller has checked: same mount, not an ancestor, types.
	 */
	int (*vop_rename)(struct vnode *fdvp, const struct vname *fname,
	    struct vnode *fvp, struct vnode *tdvp, const struct vname *tname,
	    struct vnode *tvp, struct ucred *);
	/*
	 * Directory entries as struct dirent from uio_offset on; offsets are
	 * cookies that the filesystem defines (0 is the start); uio_offset is left
	 * where to go on.  *eof when there are no more.  Whole records only.
	 */
	int (*vop_readdir)(struct vnode *, struct kuio *, struct ucred *,
	    bool *eof);
	int (*vop_readlink)(struct vnode *, struct kuio *, struct ucred *);
	int (*vop_getattr)(struct vnode *, struct vattr *);
	/* The filesystem checks ownership and flags itself: vop_helper_setattr
	 * has the common rules. */
	int (*vop_setattr)(struct vnode *, struct vattr *, struct ucred *);
	int (*vop_access)(struct vnode *, int mode, struct ucred *);	/* VEXEC.. */
	int (*vop_open)(struct vnode *, int fflags, struct ucred *,
	    struct file *);	/* fp may be NULL */
	int (*vop_close)(struct vnode *, int fflags, struct file *);
	int (*vop_read)(struct vnode *, struct kuio *, int ioflag,
	    struct ucred *);
	int (*vop_write)(struct vnode *, struct kuio *, int ioflag,
	    struct ucred *);
	int (*vop_ioctl)(struct vnode *, unsigned long cmd, void *data,
	    int fflag, struct ucred *);
	int (*vop_kqfilter)(struct vnode *, struct knote *);
	int (*vop_fsync)(struct vnode *, int waitfor);	/* MNT_WAIT: on the disk */
	/*
	 * Page cache.  Pages are busy, all of one object, contiguous; getpages
	 * fills them (zeroes beyond the end of file), putpages writes them to the
	 * medium.  I/O may run asynchronously only if the pages are unbusied
	 * by its completion (ubc_iodone).
	 */
	int (*vop_getpages)(struct vnode *, int64_t off, struct vm_page **,
	    int npages);
	int (*vop_putpages)(struct vnode *, int64_t off, struct vm_page **,
	    int npages, int flags);
	/* Reserve blocks for [off, off+len) before dirty pages are made of a
	 * hole: so ENOSPC comes at the write or fault, not later.  May be NULL. */
	int (*vop_balloc)(struct vnode *, int64_t off, size_t len,
	    struct ucred *);
	int (*vop_inactive)(struct vnode *);	/* exclusive; may truncate */
	int (*vop_reclaim)(struct vnode *);	/* exclusive; free v_data */
	int (*vop_pathconf)(struct vnode *, int name, long *value);
	int (*vop_advlock)(struct vnode *, void *id, int op, struct flock *,
	    int flags);
	int (*vop_mmap)(struct vnode *, int prot, int flags, int64_t *off,
	    size_t len, struct vm_object **, int *maxprot);
	/* The vnode that this one stands for, not referenced; locked shared.
	 * NULL: it stands for itself. */
	struct vnode *(*vop_lower)(struct vnode *);
};
/*
 * Fill every unset operation with the default: errors (EOPNOTSUPP, ENOTTY,
 * EINVAL), open, close, inactive, fsync of pages only; access by getattr and
 * vaccess(); mmap by ubc_object(); read and write do not exist by default.
 * Call it once, before the first vnode_alloc() with the table.
 */
void	vop_fill_defaults(struct vnodeops *);
extern struct vnodeops dead_vnodeops, spec_vnodeops, fifo_vnodeops;
#define VOP(vp, op, ...)	((vp)->v_op->vop_##op((vp), ##__VA_ARGS__))

/* vop_access modes */
#define VEXEC	0100
#define VWRITE	0200
#define VREAD	0400
#define VADMIN	0010000	/* owner or root */
/* ioflag */
#define IO_APPEND	0x01
#define IO_SYNC		0x02
#define IO_NDELAY	0x04
#define IO_DIRECT	0x08

/*
 * A new vnode of mp (which must be held), exclusively locked, one reference.
 * ENFILE, ENOMEM.  The filesystem hashes its own inodes: vget() then revives.
 */
int	vnode_alloc(struct mount *, enum vtype, const struct vnodeops *,
	    void *data, struct vnode **);
void	vref(struct vnode *);		/* already referenced by the caller */
void	vrele(struct vnode *);		/* may sleep; no vm or vnode lock held */
void	vput(struct vnode *);		/* unlock and vrele */
/*
 * Take a reference on a vnode that may be unused, and lock it as lkflags say.
 * ENOENT when it is being reclaimed: then look again.  With lkflags 0 it never sleeps
 * and takes no lock: a filesystem calls it so under the lock of its own inode
 * hash (from which vop_reclaim removes the inode), and the vnode is then
 * the right one.  After a release of that lock the caller must check v_data.
 */
int	vget(struct vnode *, int lkflags);	/* 0 or LK_SHARED, LK_EXCLUSIVE */
/*
 * LK_SHARED or LK_EXCLUSIVE, with LK_NOWAIT or LK_PCATCH.  EIO when it is
 * dead (it is not locked then), else as lock_acquire().
 */
int	vn_lock(struct vnode *, int flags);
/* From vop_inactive: the file is gone, do not keep the vnode for later. */
void	vrecycle(struct vnode *);
void	vn_unlock(struct vnode *);
/*
 * Kill a vnode, in use or not: forced unmount.  Referenced by the caller and
 * unlocked.  vn_revoke: what revoke(2) does, every vnode of the same
 * device too.
 */
void	vgone(struct vnode *);
void	vn_revoke(struct vnode *);
/*
 * Reclaim all vnodes of mp but skip, for unmount; force: those in use as well.
 * EBUSY.  The mount's own reference to its root is gone by then.
 */
int	vfs_flush(struct mount *, struct vnode *skip, bool force);
void	vnode_init(void);
void	vn_revoke_init(void);
extern int numvnodes, maxvnodes;
/* Walk the vnodes of mp, each referenced, no lock held. */
int	vfs_vnodes(struct mount *, int (*fn)(struct vnode *, void *), void *);

/*
 * Exchange a reference to vp for one to the vnode that it stands for: where
 * fifos and sockets meet, whichever mount their names are looked up on.
 */
struct vnode *vn_real(struct vnode *vp);

/* Common rules, for filesystems. */
int	vaccess(enum vtype, mode_t, uid_t, gid_t, int want, struct ucred *);
int	vop_helper_setattr(struct vnode *, const struct vattr *now,
	    const struct vattr *want, struct ucred *);
/* What pathconf(2) says of file systems on disks.  EINVAL: no such name. */
int	vop_helper_pathconf(int name, long link_max, long name_max, long *value);
int	vop_helper_readdir(struct kuio *, uint64_t ino, uint8_t dtype,
	    const char *name, size_t len, int *error);	/* 1: no room */
dev_t	dev_from_cdev(struct cdev *);

/*
 * A mounted filesystem.
 *
 * vfs_mount: mnt_flag holds the flags that are wanted; for a new mount of the
 * kernel (the root) udata is NULL and mnt_stat.f_mntfromname names the device
 * ("vkd0s0a"), else the filesystem copies its arguments in and sets
 * f_mntfromname.  With MNT_UPDATE it changes an existing mount: to read-only when
 * vfs_wantrdonly() and it is writable now, or the reverse; on an error the old
 * flags come back.  MNT_RDONLY goes away only after a success.  vfs_root: the root,
 * referenced, unlocked.  vfs_unmount begins with vfs_flush().
 */
struct vfsops {
	const char *vfs_name;		/* "ufs" */
	int	 vfs_typenum;
	int	(*vfs_mount)(struct mount *, const char *path, void *udata,
		    struct ucred *);	/* udata: user pointer; NULL for root */
	int	(*vfs_unmount)(struct mount *, int mntflags);
	int	(*vfs_root)(struct mount *, struct vnode **);
	int	(*vfs_statfs)(struct mount *, struct statfs *);
	int	(*vfs_sync)(struct mount *, int waitfor);
	int	(*vfs_vget)(struct mount *, uint64_t ino, struct vnode **);
	int	(*vfs_fhtovp)(struct mount *, struct fid *, struct vnode **);
	int	(*vfs_vptofh)(struct vnode *, struct fid *);
};
#define VFS_DEFINE(ops)	SET_ENTRY(vfsops, ops)
/*
 * File systems of modules, vfs_register.c: come and go.  EEXIST there is one of
 * that name, ENFILE.  A mount keeps the module.
 */
int	vfs_register(const struct vfsops *);
void	vfs_unregister(const struct vfsops *);

struct mount {
	TAILQ_ENTRY(mount) mnt_list;	/* mountlist lock */
	const struct vfsops *mnt_ops;	/* [f] */
	struct vnode	*mnt_covered;	/* directory below; NULL for root */
	struct vnode	*mnt_root;	/* its root, referenced while it is attached */
	void		*mnt_data;	/* the filesystem's */
	int		 mnt_flag;	/* MNT_* of mount(2) */
	int		 mnt_kern;	/* MNTK_* */
	int		 mnt_jail;	/* [f] the jail that mounted it; 0: none */
	volatile int	 mnt_busy;	/* vfs_busy holders */
	struct lock	 mnt_renamelock;
	struct lock	*mnt_rename;	/* [f] the lock above, or that of the mount below */
	struct lock	 mnt_lock;	/* mount state */
	TAILQ_HEAD(, vnode) mnt_vnodes;	/* vnode list spin lock */
	struct statfs	 mnt_stat;
};
#define MNTK_WANTRW	0x04	/* MNT_UPDATE from read-only to writable */
#define MNTK_UNMOUNTING	0x01	/* entering it waits for the outcome */
#define MNTK_NOCACHE	0x02	/* names come and go unseen: no name cache, and
				 * no remembered permissions (set by vfs_mount) */
static inline bool
vfs_wantrdonly(const struct mount *mp)
{
	return ((mp->mnt_flag & MNT_RDONLY) != 0 &&
	    (mp->mnt_kern & MNTK_WANTRW) == 0);
}
int	vfs_busy(struct mount *);	/* ENOENT while it is unmounted */
void	vfs_unbusy(struct mount *);
extern struct mount *rootmount;
extern struct vnode *rootvnode;
void	vfs_init(void);			/* tables, name cache, vnodes */
/* Mount the root: vfs.root.mountfrom, or guess; asks at the console. */
void	vfs_mountroot(const char *guess);
/* The root with a reference more; for ever when the end has begun. */
struct vnode *vfs_mountroot_ref(void);
void	vfs_mountroot_init(void);
void	vfs_mountroot_stop(void);	/* the end: nothing is mounted any more */
void	vfs_sync_all(int waitfor);
void	vfs_shutdown(void);		/* sync, unmount all, on halt */

#endif /* !_VFS_VNODE_H_ */
