/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tmpfs.h: the inside of tmpfs: a filesystem in memory.
 *
 * A node is a file; it lives while a name (tn_nlink) or a vnode needs it.  Names
 * are dirents in their directory: in a hash table to be found, and in a list in
 * the order of their cookies, which rise and are never used twice, so that a
 * directory can be read while names come and go.
 *
 * File data is an anonymous memory object, shared with the vnode
 * (VN_ANONOBJ).  Memory is charged to the mount in pages: what the object holds, or
 * all of the file once it is mapped shared and writable (tn_mapped).
 *
 * Lock legend: [v] v_lock of the node's vnode; [t] tm_spin of the mount; [f]
 * fixed.
 */
#ifndef _TMPFS_TMPFS_H_
#define _TMPFS_TMPFS_H_

#include <sys/stat.h>
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "vfs/vnode.h"
#include "vm/vm.h"

struct tmpfs_node;

struct tmpfs_dirent {
	TAILQ_ENTRY(tmpfs_dirent) td_list;	/* [v] by cookie */
	LIST_ENTRY(tmpfs_dirent) td_hash;	/* [v] */
	struct tmpfs_node *td_node;	/* [v] */
	int64_t		 td_cookie;	/* [f] */
	uint32_t	 td_hashval;	/* [f] */
	uint8_t		 td_len;	/* [f] */
	char		 td_name[];	/* [f] not NUL terminated */
};
LIST_HEAD(tmpfs_bucket, tmpfs_dirent);

struct tmpfs_dir {
	TAILQ_HEAD(, tmpfs_dirent) d_list;	/* [v] */
	struct tmpfs_bucket *d_table;	/* [v] */
	uint32_t	 d_mask;	/* [v] buckets - 1 */
	uint32_t	 d_count;	/* [v] names */
	int64_t		 d_lastcookie;	/* [v] */
	struct tmpfs_dirent *d_hint;	/* [t] where the last reading stopped */
	struct tmpfs_node *d_parent;	/* [t] itself: of the root */
};

struct tmpfs_node {
	enum vtype	 tn_type;	/* [f] */
	uint32_t	 tn_nlink;	/* [v] */
	uint64_t	 tn_ino;	/* [f] */
	struct vnode	*tn_vnode;	/* [t] */
	int		 tn_holds;	/* [t] tmpfs_node_hold() */
	bool		 tn_gone;	/* [t] to be freed with the last hold */
	uid_t		 tn_uid;	/* [v] */
	gid_t		 tn_gid;	/* [v] */
	mode_t		 tn_mode;	/* [v] */
	uint32_t	 tn_flags;	/* [v] */
	uint64_t	 tn_size;	/* [v] bytes */
	struct timespec	 tn_atime, tn_mtime, tn_ctime;	/* [v], atime [t] */
	uint64_t	 tn_charged;	/* [v] pages */
	bool		 tn_mapped;	/* [v] */
	union {
		struct tmpfs_dir tn_dir;	/* VDIR */
		struct vm_object *tn_obj;	/* VREG: [f] reference */
		char		*tn_target;	/* VLNK: [f] */
		dev_t		 tn_rdev;	/* VCHR, VBLK: [f] */
	};
};

struct tmpfs_mount {
	struct spinlock	 tm_spin;
	struct tmpfs_node *tm_root;	/* [f] */
	uint64_t	 tm_maxnodes;	/* [t] */
	uint64_t	 tm_nodes;	/* [t] */
	uint64_t	 tm_maxpages;	/* [t] */
	uint64_t	 tm_pages;	/* [t] charged */
	uint64_t	 tm_maxfsize;	/* [f] */
	uint64_t	 tm_lastino;	/* [t] */
};

MALLOC_DECLARE(M_TMPFS);

static inline struct tmpfs_node *
tmpfs_vtonode(struct vnode *vp)
{
	return (vp->v_data);
}
static inline struct tmpfs_mount *
tmpfs_vtomount(struct vnode *vp)
{
	return (vp->v_mount->mnt_data);
}

/* tmpfs_subr.c */
/* ENOSPC: no more files; ENOMEM. */
int	tmpfs_node_alloc(struct tmpfs_mount *, const struct vattr *, uid_t, gid_t,
	    const char *target, struct tmpfs_node **);
void	tmpfs_node_free(struct tmpfs_mount *, struct tmpfs_node *);
/* The directory above, kept from being freed: it may be renamed away from. */
struct tmpfs_node *tmpfs_parent_hold(struct tmpfs_mount *, struct tmpfs_node *);
void	tmpfs_node_unhold(struct tmpfs_mount *, struct tmpfs_node *);
int	tmpfs_getvnode(struct mount *, struct tmpfs_node *, struct vnode **);
struct tmpfs_dirent *tmpfs_dir_find(struct tmpfs_node *, const struct vname *);
/* Memory for a name, to be given to tmpfs_dir_insert().  ENOSPC. */
int	tmpfs_dirent_alloc(struct tmpfs_mount *, const struct vname *,
	    struct tmpfs_dirent **);
void	tmpfs_dir_insert(struct tmpfs_mount *, struct tmpfs_node *dir,
	    struct tmpfs_dirent *, struct tmpfs_node *);
/* Take a name out of its directory; free it with kfree(M_TMPFS). */
void	tmpfs_dir_remove(struct tmpfs_mount *, struct tmpfs_node *dir,
	    struct tmpfs_dirent *);
/* Charge pages more (before a write).  ENOSPC. */
int	tmpfs_reserve(struct tmpfs_mount *, uint64_t pages);
/* Bring the charge of a file in line with what its object holds, and give
 * back what was reserved for it. */
void	tmpfs_recharge(struct tmpfs_mount *, struct tmpfs_node *,
	    uint64_t reserved);
uint64_t tmpfs_resident(struct tmpfs_node *, uint64_t first, uint64_t n);
int	tmpfs_setsize(struct vnode *, uint64_t size);
#define TMPFS_ATIME	1
#define TMPFS_MTIME	2
#define TMPFS_CTIME	4
void	tmpfs_touch(struct tmpfs_node *, int what);

/* tmpfs_vnops.c, tmpfs_file.c */
extern struct vnodeops tmpfs_vnodeops;
int	tmpfs_read(struct vnode *, struct kuio *, int ioflag, struct ucred *);
int	tmpfs_write(struct vnode *, struct kuio *, int ioflag, struct ucred *);
int	tmpfs_mmap(struct vnode *, int prot, int flags, int64_t *off, size_t,
	    struct vm_object **, int *maxprot);
int	tmpfs_readdir(struct vnode *, struct kuio *, struct ucred *, bool *eof);
int	tmpfs_readlink(struct vnode *, struct kuio *, struct ucred *);

#endif /* !_TMPFS_TMPFS_H_ */
