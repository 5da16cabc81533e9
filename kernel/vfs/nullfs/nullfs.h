/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nullfs.h: the inside of null mounts; see nullfs.c.
 */
#ifndef _NULLFS_NULLFS_H_
#define _NULLFS_NULLFS_H_

#include "sys/queue.h"
#include "vfs/vnode.h"

struct null_node {
	LIST_ENTRY(null_node) nn_hash;	/* [h] */
	bool		 nn_hashed;	/* [h] */
	struct vnode	*nn_lower;	/* [f] reference */
	struct vnode	*nn_vnode;	/* [f] */
	struct mount	*nn_mount;	/* [f] */
	int		 nn_writes;	/* [v] opens for writing, counted below */
};

struct null_mount {
	struct vnode	*nm_lower;	/* [f] what the root stands for; reference */
};

extern struct vnodeops null_vnodeops;

static inline struct vnode *
null_lower(struct vnode *vp)
{
	return (((struct null_node *)vp->v_data)->nn_lower);
}

int	null_getvnode(struct mount *, struct vnode *lower, struct vnode **);
void	null_nodefree(struct vnode *);

#endif /* !_NULLFS_NULLFS_H_ */
