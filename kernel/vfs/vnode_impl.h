/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vnode_impl.h: what the files of kernel/vfs share among themselves.
 */
#ifndef _VFS_VNODE_IMPL_H_
#define _VFS_VNODE_IMPL_H_

#include "vfs/namei.h"
#include "vfs/vnode.h"

struct lwp;
struct ucred;

/* v_usecount of a vnode that is being reclaimed or is free. */
#define VUSE_DEAD	(-0x40000000)

extern struct spinlock vnode_list_spin;		/* [L] */
extern struct mount dead_mount;			/* v_mount of dead vnodes */

/* Once threads run: the syncer and the reclaimer of vnodes. */
void	vfs_daemons_start(void);
void	vnode_daemon_start(void);
/* vnode.c; claimed: v_usecount is VUSE_DEAD and the caller's to dispose of. */
void	vnode_destroy_claimed(struct vnode *);
bool	vnode_claim(struct vnode *);
/*
 * vnode_lru.c.  waitroom: before a vnode is allocated, give the reclaimer a
 * chance when there is something to reclaim; may sleep; ENFILE at the hard limit.
 * room: one went back to the pool.  wake: the reclaimer is needed; any context.
 */
int	vnode_waitroom(void);
void	vnode_room(void);
void	vnlru_wake(void);
/* vp is about to be unused: on the list, at its young end, if it is not there. */
void	vnode_listunused(struct vnode *vp);
void	vnode_unlist(struct vnode *vp);		/* [L] it is on the list */
/* vnode_gone.c.  v_lock exclusive. */
void	vgone_locked(struct vnode *);

/* ncache.c */
void	cache_init(void);
void	cache_resize(int nvnodes);
void	cache_trim(int n);
/* Detach and attach the mount that covers a directory, seen by all walks. */
void	cache_setmount(struct vnode *covered, struct mount *);
void	cache_setunmounting(struct mount *, bool on);
/*
 * The root of what is mounted on vp, referenced; NULL: nothing is.  May wait
 * for an unmount that is going on.
 */
struct vnode *cache_mountedroot(struct vnode *vp);
/*
 * Go as far as the cache alone can from *dvpp (referenced, replaced) along
 * path, but not into its last component.  Returns the rest of the path.
 */
const char *cache_walk(struct vnode **dvpp, const char *path);
/* The cached parent of a directory, referenced, or NULL. */
struct vnode *cache_parent(struct vnode *);
/* A cached name of vp; buf has NAME_MAX + 1 bytes; false: none. */
bool	cache_name(struct vnode *vp, struct vnode **dvpp, char *buf, size_t *len);
void	vname_set(struct vname *, const char *name, size_t len);

/* Names that change each time they are looked at: when to give up. */
#define VN_RETRIES	10000

/* namei.c */
int	nlookup_as(struct nlookup *, struct ucred *, int dirfd, const char *path,
	    int flags);
/* nl_dvp locked exclusive: look nl_last up anew; nl_vp is replaced. */
int	nlookup_again(struct nlookup *);
bool	nlookup_isdot(const struct nlookup *);
/*
 * namei_dir.c.  An ordinary name in dvp, which is unlocked: *vpp referenced, or
 * ENOENT, EACCES and what the filesystem says.  locked: dvp is, and may be
 * searched.
 */
int	namei_lookup(struct vnode *dvp, const struct vname *vn,
	    struct ucred *cred, struct vnode **vpp);
int	namei_lookup_locked(struct vnode *dvp, const struct vname *vn,
	    struct ucred *cred, struct vnode **vpp);
/* May cred search dvp?  "." and ".." need that, too. */
int	namei_search(struct vnode *dvp, struct ucred *cred);
/* The directory that the mount of dvp covers, referenced, or NULL. */
struct vnode *vn_covered(struct vnode *dvp);
/* The directory above dvp on its filesystem or, at its root, the covered one's. */
int	vn_dotdot(struct vnode *dvp, struct ucred *, struct vnode **);

/* vn_subr.c */
int	vn_candelete(struct vnode *dvp, struct vnode *vp, struct ucred *);
int	vn_cancreate(struct vnode *dvp, struct ucred *);
int	vn_rdonly(struct vnode *);		/* 0 or EROFS */
const struct vnodeops *vn_ioops(struct vnode *);
void	vn_note(struct vnode *, long hint);
/* setattr with the bookkeeping around it; vp exclusive. */
int	vn_setattr_locked(struct vnode *, struct vattr *, struct ucred *);
int	vn_stat(struct vnode *, struct stat *, struct ucred *);
struct ucred *vn_cred(struct lwp *);

/* vop_default.c */
int	vop_default_close(struct vnode *, int fflags, struct file *);

/*
 * vn_names.c: operations on names with what belongs to them: name cache, hints,
 * flags.  All vnodes are locked as the vop demands; permission is checked.
 */
enum vn_create { VN_CREATE, VN_MKDIR, VN_MKNOD, VN_SYMLINK };
int	vn_create(enum vn_create, struct vnode *dvp, const struct vname *,
	    struct vattr *, const char *target, struct vnode **,
	    struct ucred *);
int	vn_link(struct vnode *dvp, const struct vname *, struct vnode *,
	    struct ucred *);
int	vn_remove(struct vnode *dvp, const struct vname *, struct vnode *,
	    struct ucred *);
int	vn_rmdir(struct vnode *dvp, const struct vname *, struct vnode *,
	    struct ucred *);
int	vn_rename(struct vnode *fdvp, const struct vname *, struct vnode *fvp,
	    struct vnode *tdvp, const struct vname *, struct vnode *tvp,
	    struct ucred *);

/* vn_open.c */
/*
 * Find, or with O_CREAT make, the file of path and check that cred may open it
 * so; O_TRUNC is done.  vop_open has not run.  *vpp referenced, unlocked.
 */
int	vn_open_lookup(int dirfd, const char *path, int nlflags,
	    struct ucred *, int fflags, mode_t mode, struct vnode **vpp);
/* May cred open vp (unlocked) so?  Does O_TRUNC. */
int	vn_open_check(struct vnode *, int fflags, struct ucred *);
/* vop_open and the counts.  fp may be NULL. */
int	vn_open_vnode(struct vnode *, int fflags, struct ucred *, struct file *);
void	vn_close_vnode(struct vnode *, int fflags, struct file *);

/* vn_file.c, vn_kq.c */
int	vn_kqfilter(struct file *, struct knote *);

/* spec.c */
int	spec_resolve(struct vnode *);	/* v_dev from va_rdev: 0 or ENXIO */
int	spec_clone(struct vnode *, int fflags, struct vnode **);
void	spec_gone(struct vnode *);	/* close what is open, drop v_dev */
bool	dev_isfd(struct cdev *, int *fd);	/* /dev/fd/N */

/* sys_stat.c: NL_FOLLOW or 0 from AT_SYMLINK_NOFOLLOW or 0.  EINVAL. */
int	at_follow(int flags, int *nlflags);

/*
 * mount_dev.c: the disk to mount, referenced: that of the user's path fspec, or for
 * the root the one that mnt_stat names.  from (size bytes): its name as it was
 * given.  ENOENT ENOTBLK ENXIO EACCES EFAULT ENAMETOOLONG.
 */
int	mount_device(struct mount *, const char *fspec, struct ucred *,
	    struct cdev **devp, char *from, size_t size);

/* mount.c */
struct mount *mount_alloc(const struct vfsops *);
void	mount_free(struct mount *);
/* vfs_register.c: NULL if there is none; it stays until vfs_drop(). */
const struct vfsops *vfs_byname(const char *);
const struct vfsops *vfs_bynumber(int);	/* from 1 on, those of modules last */
int	vfs_ntypes(void);
bool	vfs_ismodule(const struct vfsops *);
void	vfs_hold(const struct vfsops *);	/* one more, of one held */
void	vfs_drop(const struct vfsops *);
int	mount_attach(struct mount *, struct vnode *covered);
int	mount_detach(struct mount *, int mntflags);
extern struct lock mountlist_lock;
extern TAILQ_HEAD(mountlist, mount) mountlist;
/* Call fn for every mount, held by vfs_busy, no lock held; != 0 stops. */
int	mount_foreach(int (*fn)(struct mount *, void *), void *);
struct mount *mount_byfsid(const fsid_t *);	/* vfs_busy'd, or NULL */

#endif /* !_VFS_VNODE_IMPL_H_ */
