/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tmpfs_vfsops.c: mounting and unmounting tmpfs, mount_tmpfs(8).
 */
#include <sys/errno.h>
#include <sys/param.h>
#include <vfs/tmpfs/tmpfs_mount.h>
#include "sys/kmodule.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/tmpfs/tmpfs.h"
#include "vfs/vnode_impl.h"

#define TMPFS_MINPAGES	16
/* What a file costs the kernel besides its data: node, name, vnode. */
#define TMPFS_NODECOST	1024

/* The limits that the arguments ask for; 0: by default. */
static void
mount_limits(struct tmpfs_mount *tm, const struct tmpfs_mount_info *args)
{
	uint64_t total, avail;
	struct vm_counts vc;

	vm_counts(&vc);
	kmem_stats(&total, &avail);
	tm->tm_maxpages = vc.total / 2;
	if (args->ta_size_max > 0)
		tm->tm_maxpages = K_MAX(((uint64_t)args->ta_size_max +
		    PAGE_MASK) / PAGE_SIZE, (uint64_t)TMPFS_MINPAGES);
	tm->tm_maxnodes = K_MIN(tm->tm_maxpages * 4 + 3,
	    total / 2 / TMPFS_NODECOST);
	if (args->ta_nodes_max > 0)
		tm->tm_maxnodes = K_MAX(args->ta_nodes_max, 3UL);
	tm->tm_maxfsize = (uint64_t)INT64_MAX - PAGE_MASK;
	if (args->ta_maxfsize_max > 0)
		tm->tm_maxfsize = args->ta_maxfsize_max;
}

/* MNT_UPDATE: new limits, not below what is in use. */
static int
mount_update(struct tmpfs_mount *tm, const struct tmpfs_mount_info *args)
{
	uint64_t pages, nodes;
	int error = 0;

	pages = args->ta_size_max > 0 ? ((uint64_t)args->ta_size_max +
	    PAGE_MASK) / PAGE_SIZE : tm->tm_maxpages;
	nodes = args->ta_nodes_max > 0 ? args->ta_nodes_max : tm->tm_maxnodes;
	spin_lock(&tm->tm_spin);
	if (pages < tm->tm_pages || nodes < tm->tm_nodes)
		error = EBUSY;
	else {
		tm->tm_maxpages = pages;
		tm->tm_maxnodes = nodes;
	}
	spin_unlock(&tm->tm_spin);
	return (error);
}

static int
tmpfs_mountfs(struct mount *mp, const char *path, void *udata,
    struct ucred *cred)
{
	struct tmpfs_mount_info args = {
		.ta_version = TMPFS_ARGS_VERSION,
		.ta_root_uid = 0,
		.ta_root_gid = 0,
		.ta_root_mode = 0755,
	};
	struct tmpfs_mount *tm = mp->mnt_data;
	struct vattr va;
	int error;

	if (udata != NULL) {
		error = copyin(udata, &args, sizeof(args));
		if (error != 0)
			return (error);
		if (args.ta_version != TMPFS_ARGS_VERSION)
			return (EINVAL);
	}
	if ((mp->mnt_flag & MNT_UPDATE) != 0)
		return (udata == NULL ? 0 : mount_update(tm, &args));
	tm = kmalloc(sizeof(*tm), M_TMPFS, M_WAITOK | M_ZERO);
	if (tm == NULL)
		return (ENOMEM);
	spin_init(&tm->tm_spin, "tmpfs", LR_SPINMISC);
	tm->tm_lastino = 1;
	mount_limits(tm, &args);
	vattr_null(&va);
	va.va_type = VDIR;
	va.va_mode = args.ta_root_mode & ALLPERMS;
	error = tmpfs_node_alloc(tm, &va, args.ta_root_uid, args.ta_root_gid,
	    NULL, &tm->tm_root);
	if (error != 0) {
		kfree(tm, M_TMPFS);
		return (error);
	}
	tm->tm_root->tn_nlink = 2;
	tm->tm_root->tn_dir.d_parent = tm->tm_root;
	mp->mnt_data = tm;
	mp->mnt_flag |= MNT_LOCAL;
	(void)strlcpy(mp->mnt_stat.f_mntfromname, "tmpfs", MNAMELEN);
	vop_fill_defaults(&tmpfs_vnodeops);
	return (0);
}

/* Free everything below dir, whose names nobody can use any more. */
static void
tree_free(struct tmpfs_mount *tm, struct tmpfs_node *root)
{
	struct tmpfs_node *dir = root, *tn;
	struct tmpfs_dirent *td;

	for (;;) {
		td = TAILQ_FIRST(&dir->tn_dir.d_list);
		if (td == NULL) {	/* empty: it goes from its parent */
			if (dir == root)
				break;
			dir = dir->tn_dir.d_parent;
			td = TAILQ_FIRST(&dir->tn_dir.d_list);
			tn = td->td_node;
			tmpfs_dir_remove(tm, dir, td);
			kfree(td, M_TMPFS);
			tmpfs_node_free(tm, tn);
			continue;
		}
		tn = td->td_node;
		if (tn->tn_type == VDIR) {
			dir = tn;
			continue;
		}
		tmpfs_dir_remove(tm, dir, td);
		kfree(td, M_TMPFS);
		if (--tn->tn_nlink == 0)
			tmpfs_node_free(tm, tn);
		cpu_poll();
	}
	tmpfs_node_free(tm, root);
}

static int
tmpfs_unmount(struct mount *mp, int mntflags)
{
	struct tmpfs_mount *tm = mp->mnt_data;
	int error;

	error = vfs_flush(mp, NULL, (mntflags & MNT_FORCE) != 0);
	if (error != 0)
		return (error);
	tree_free(tm, tm->tm_root);
	KKASSERT(tm->tm_nodes == 0 && tm->tm_pages == 0);
	mp->mnt_data = NULL;
	kfree(tm, M_TMPFS);
	return (0);
}

static int
tmpfs_root(struct mount *mp, struct vnode **vpp)
{
	struct tmpfs_mount *tm = mp->mnt_data;

	return (tmpfs_getvnode(mp, tm->tm_root, vpp));
}

static int
tmpfs_statfs(struct mount *mp, struct statfs *st)
{
	struct tmpfs_mount *tm = mp->mnt_data;
	uint64_t pages;

	spin_lock(&tm->tm_spin);
	pages = K_MIN(tm->tm_pages, tm->tm_maxpages);
	st->f_bsize = st->f_iosize = PAGE_SIZE;
	st->f_blocks = (long)tm->tm_maxpages;
	st->f_bfree = st->f_bavail = (long)(tm->tm_maxpages - pages);
	st->f_files = (long)tm->tm_maxnodes;
	st->f_ffree = (long)(tm->tm_maxnodes - tm->tm_nodes);
	spin_unlock(&tm->tm_spin);
	return (0);
}

static const struct vfsops tmpfs_vfsops = {
	.vfs_name = "tmpfs",
	.vfs_mount = tmpfs_mountfs,
	.vfs_unmount = tmpfs_unmount,
	.vfs_root = tmpfs_root,
	.vfs_statfs = tmpfs_statfs,
};
VFS_DEFINE(tmpfs_vfsops);
MODULE(tmpfs, 1, NULL, NULL);
