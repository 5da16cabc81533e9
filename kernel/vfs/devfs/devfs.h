/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * devfs.h: the tree of nodes that devfs shows, and what kern/dev.c tells it.
 *
 * There is one tree, seen by every mount of devfs.  A node stays while a vnode
 * refers to it, even after its device is gone.  [d] devfs_lock; [f] fixed.
 */
#ifndef _DEVFS_DEVFS_H_
#define _DEVFS_DEVFS_H_

#include <sys/stat.h>
#include "sys/kdev.h"
#include "sys/lock.h"
#include "sys/queue.h"

struct mount;
struct vnode;
struct vnodeops;

enum devfs_type { DN_DIR, DN_DEV, DN_LINK };

struct devfs_node {
	TAILQ_ENTRY(devfs_node) dn_sibling;	/* [d] */
	TAILQ_HEAD(, devfs_node) dn_children;	/* [d] by rising dn_cookie */
	LIST_HEAD(, devfs_vn) dn_vnodes;	/* [d] */
	struct devfs_node *dn_parent;	/* [d] NULL: unlinked, or the root */
	enum devfs_type	 dn_type;	/* [f] */
	int		 dn_refs;	/* [d] tree and vnodes */
	bool		 dn_user;	/* [f] a link that a program made */
	struct cdev	*dn_dev;	/* [f] DN_DEV: reference; DN_LINK: alias of */
	char		*dn_target;	/* [f] DN_LINK */
	ino_t		 dn_ino;	/* [f] */
	int64_t		 dn_cookie;	/* [f] place in its directory */
	int		 dn_nsubdirs;	/* [d] */
	uid_t		 dn_uid;	/* [d] these of directories and links */
	gid_t		 dn_gid;
	mode_t		 dn_mode;
	struct timespec	 dn_time;
	size_t		 dn_namelen;	/* [f] */
	char		 dn_name[];	/* [f] NUL terminated */
};

/* A node as a vnode of one mount. */
struct devfs_vn {
	LIST_ENTRY(devfs_vn) dv_link;	/* [d] */
	struct devfs_node *dv_node;	/* [f] */
	struct mount	*dv_mount;	/* [f] */
	struct vnode	*dv_vnode;	/* [f] */
	bool		 dv_linked;	/* [d] */
	bool		 dv_forgotten;	/* [d] devfs_forget() has seen it */
};

extern struct lock devfs_lock;
extern struct devfs_node *devfs_root;	/* [f] once made */

/* [d] exclusive.  EEXIST, ENOMEM. */
int	devfs_link(struct cdev *);
int	devfs_alias(struct cdev *, const char *name);
void	devfs_unlink(struct cdev *);
int	devfs_mklink(struct devfs_node *dir, const char *name, size_t len,
	    const char *target, uid_t uid, gid_t gid, struct devfs_node **);
void	devfs_rmnode(struct devfs_node *);
void	devfs_noderef(struct devfs_node *);
/*
 * dn, which the caller refers to, has no name any more: its vnodes are not kept
 * for later.  No lock held.
 */
void	devfs_forget(struct devfs_node *dn);
void	devfs_nodedrop(struct devfs_node *);	/* [d] */
/* [d] */
struct devfs_node *devfs_child(struct devfs_node *, const char *, size_t);
struct cdev *devfs_findalias(const char *name);
extern struct vnodeops devfs_vnodeops;
/* The vnode of a node on mp; of a device on any devfs.  ENXIO, ENOMEM, ENFILE. */
int	devfs_getvnode(struct mount *, struct devfs_node *, struct vnode **);
int	devfs_devvnode(struct mount *hint, struct cdev *, struct vnode **);

#endif /* !_DEVFS_DEVFS_H_ */
