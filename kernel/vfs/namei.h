/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * namei.h: from path names to vnodes, and the name cache, namei(9).
 */
#ifndef _VFS_NAMEI_H_
#define _VFS_NAMEI_H_

#include "vfs/vnode.h"

struct fileops;
struct lwp;

/* What to look for. */
#define NL_FOLLOW	0x01	/* a symbolic link at the end is followed */
#define NL_PARENT	0x02	/* want the parent, the last name may be missing */
#define NL_SYSSPACE	0x04	/* path is kernel memory */
#define NL_LOCKX	0x08	/* lock the result exclusive */
#define NL_LOCKS	0x10	/* lock the result shared */
#define NL_WILLBEDIR	0x20	/* trailing slashes are fine (mkdir, rename) */
#define NL_RDONLYCHECK	0x40	/* EROFS if the parent's mount is read-only */

struct nlookup {
	int		 nl_flags;
	int		 nl_dirfd;	/* AT_FDCWD or a directory */
	struct ucred	*nl_cred;
	char		*nl_path;	/* buffer of MAXPATHLEN */
	/* Results; references, dropped by nlookup_done(). */
	struct vnode	*nl_vp;		/* the file, or NULL with NL_PARENT */
	struct vnode	*nl_dvp;	/* its directory with NL_PARENT: unlocked */
	struct vname	 nl_last;	/* last component, points into nl_path */
	char		 nl_lastbuf[256];
	bool		 nl_trailslash;
};
/* path is a user (or NL_SYSSPACE) pointer.  ENOENT ENOTDIR EACCES ELOOP
 * ENAMETOOLONG EFAULT EBADF.  nlookup_done() always follows. */
int	nlookup(struct nlookup *, int dirfd, const char *path, int flags);
void	nlookup_done(struct nlookup *);
/* May lp change its root directory to vp?  ENOTDIR, EACCES; EPERM: open directories. */
int	chroot_check(struct lwp *, struct vnode *vp);
/* Open by path, for exec, core dumps and the kernel's own files. */
int	vn_open_path(const char *path, int fflags, mode_t mode, bool sysspace,
	    struct vnode **);	/* referenced, unlocked, vop_open done */
void	vn_close_path(struct vnode *, int fflags);
/* Files that are vnodes: fo_close is for others (fifos) that stand on one. */
extern const struct fileops vnode_fileops;	/* kfile.h */
/* Whole-buffer I/O of the kernel.  *resid NULL: a short count is EIO. */
int	vn_rdwr(enum kuio_rw, struct vnode *, void *buf, size_t len,
	    int64_t off, int ioflag, struct ucred *, size_t *resid);
/* A file for vp as open(2) makes it. */
int	vn_file(struct vnode *, int fflags, struct file **);

/* Name cache: keyed by directory and name; negative entries too. */
void	cache_enter(struct vnode *dvp, const struct vname *, struct vnode *vp);
int	cache_lookup(struct vnode *dvp, const struct vname *, struct vnode **);
	/* 0 found (referenced), ENOENT known not to be, EAGAIN not cached */
void	cache_purge(struct vnode *);	/* all that concerns vp */
void	cache_purgemount(struct mount *);
/* Absolute path of vp as seen from root; ENOENT if it cannot be told. */
int	cache_fullpath(struct vnode *vp, struct vnode *root, char *buf,
	    size_t size, char **start);

#endif /* !_VFS_NAMEI_H_ */
