/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mount.c: mounted filesystems: the list of them, attaching to and detaching
 * from the tree, holding one while it is used, the syncer.
 *
 * Structures of mounts are reused, never freed: v_mount of any vnode can be
 * looked at.  mnt_busy keeps an unmount waiting; it is taken only while
 * MNTK_UNMOUNTING is not set.
 *
 * Locks: mountlist_lock guards the list and is held for moments only; whoever has
 * set MNTK_UNMOUNTING owns the unmounting.  b mount_spin guards mnt_busy against
 * MNTK_UNMOUNTING.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "sys/knote.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

MALLOC_DEFINE(M_MOUNT, "mount", "mounted filesystems");

struct lock mountlist_lock;
struct mountlist mountlist = TAILQ_HEAD_INITIALIZER(mountlist);
static struct mountlist mount_pool = TAILQ_HEAD_INITIALIZER(mount_pool);
static struct spinlock mount_spin =
    SPINLOCK_INITIALIZER("mountbusy", LR_VNODELIST);
static int32_t mount_lastid;		/* mountlist_lock */

struct mount *rootmount;
struct vnode *rootvnode;

/* A mount of that kind, attached to nothing.  NULL: no memory. */
struct mount *
mount_alloc(const struct vfsops *ops)
{
	struct mount *mp;

	lock_exclusive(&mountlist_lock);
	mp = TAILQ_FIRST(&mount_pool);
	if (mp != NULL)
		TAILQ_REMOVE(&mount_pool, mp, mnt_list);
	else {
		mp = kmalloc(sizeof(*mp), M_MOUNT, M_WAITOK | M_ZERO);
		if (mp == NULL) {
			lock_release(&mountlist_lock);
			return (NULL);
		}
		lock_init(&mp->mnt_renamelock, "rename", LR_RENAME, 0);
		lock_init(&mp->mnt_lock, "mount", LR_MOUNTLIST, 0);
		TAILQ_INIT(&mp->mnt_vnodes);
	}
	mp->mnt_ops = ops;
	vfs_hold(ops);
	mp->mnt_rename = &mp->mnt_renamelock;
	mp->mnt_covered = mp->mnt_root = NULL;
	mp->mnt_data = NULL;
	mp->mnt_flag = mp->mnt_kern = 0;
	bzero(&mp->mnt_stat, sizeof(mp->mnt_stat));
	mp->mnt_stat.f_fsid.val[0] = ++mount_lastid;
	mp->mnt_stat.f_fsid.val[1] = ops->vfs_typenum;
	mp->mnt_stat.f_type = ops->vfs_typenum;
	mp->mnt_stat.f_iosize = PAGE_SIZE;
	(void)strlcpy(mp->mnt_stat.f_fstypename, ops->vfs_name, MFSNAMELEN);
	lock_release(&mountlist_lock);
	return (mp);
}

/* Its filesystem is gone and nothing refers to it. */
void
mount_free(struct mount *mp)
{
	const struct vfsops *ops = mp->mnt_ops;

	KKASSERT(TAILQ_EMPTY(&mp->mnt_vnodes));
	lock_exclusive(&mountlist_lock);
	mp->mnt_kern = MNTK_UNMOUNTING;
	TAILQ_INSERT_TAIL(&mount_pool, mp, mnt_list);
	lock_release(&mountlist_lock);
	vfs_drop(ops);
}

int
vfs_busy(struct mount *mp)
{
	int error = ENOENT;

	spin_lock(&mount_spin);
	if ((mp->mnt_kern & MNTK_UNMOUNTING) == 0) {
		mp->mnt_busy++;
		error = 0;
	}
	spin_unlock(&mount_spin);
	return (error);
}

void
vfs_unbusy(struct mount *mp)
{
	int n;

	spin_lock(&mount_spin);
	n = --mp->mnt_busy;
	KKASSERT(n >= 0);
	spin_unlock(&mount_spin);
	if (n == 0 && (mp->mnt_kern & MNTK_UNMOUNTING) != 0)
		wakeup(&mp->mnt_renamelock);
}

/*
 * Show a mounted filesystem in the tree, on covered (referenced; NULL: as the
 * root).  Takes that reference on success.  EBUSY: another was quicker.
 */
int
mount_attach(struct mount *mp, struct vnode *covered)
{
	struct vnode *root;
	int error;

	error = mp->mnt_ops->vfs_root(mp, &root);
	if (error != 0)
		return (error);
	lock_exclusive(&mountlist_lock);
	if (covered != NULL && (covered->v_mountedhere != NULL ||
	    (covered->v_mount->mnt_kern & MNTK_UNMOUNTING) != 0 ||
	    (covered->v_flag & (VN_DEAD | VN_UNLINKED)) != 0)) {
		lock_release(&mountlist_lock);
		vrele(root);
		return (EBUSY);
	}
	atomic_or(&root->v_flag, VN_ROOT);
	mp->mnt_root = root;
	mp->mnt_covered = covered;
	TAILQ_INSERT_TAIL(&mountlist, mp, mnt_list);
	if (covered != NULL)
		cache_setmount(covered, mp);
	lock_release(&mountlist_lock);
	knote_fire(&fs_kqinfo, VQ_MOUNT);
	return (0);
}

/* mountlist_lock held.  Is another filesystem mounted on this one? */
static bool
mount_iscovered(struct mount *mp)
{
	struct mount *other;

	TAILQ_FOREACH(other, &mountlist, mnt_list)
		if (other->mnt_covered != NULL &&
		    other->mnt_covered->v_mount == mp)
			return (true);
	return (false);
}

/*
 * MNTK_UNMOUNTING is set: new walks wait at the covered directory.  Wait for
 * those who hold the mount.
 */
static void
mount_drain(struct mount *mp)
{
	spin_lock(&mount_spin);
	while (mp->mnt_busy > 0)
		(void)ssleep(&mp->mnt_renamelock, &mount_spin, 0, "mntbusy", 0);
	spin_unlock(&mount_spin);
}

/*
 * Unmount mp.  The caller holds nothing of it.  EBUSY in use (not with
 * MNT_FORCE), EINVAL not mounted any more, or what writing its data gave.
 */
int
mount_detach(struct mount *mp, int mntflags)
{
	struct vnode *covered, *root;
	int error;

	lock_exclusive(&mountlist_lock);
	if ((mp->mnt_kern & MNTK_UNMOUNTING) != 0 || mp->mnt_root == NULL) {
		lock_release(&mountlist_lock);
		return (EINVAL);
	}
	if (mount_iscovered(mp)) {
		lock_release(&mountlist_lock);
		return (EBUSY);
	}
	cache_setunmounting(mp, true);
	lock_release(&mountlist_lock);
	mount_drain(mp);
	root = mp->mnt_root;
	cache_purgemount(mp);
	error = 0;
	if ((mp->mnt_flag & MNT_RDONLY) == 0 && mp->mnt_ops->vfs_sync != NULL)
		error = mp->mnt_ops->vfs_sync(mp, MNT_WAIT);
	if (error == 0 || (mntflags & MNT_FORCE) != 0) {
		/* Walks wait, so nobody looks at mnt_root until we are done. */
		vrele(root);
		error = mp->mnt_ops->vfs_unmount(mp, mntflags);
		if (error != 0 &&
		    mp->mnt_ops->vfs_root(mp, &mp->mnt_root) != 0)
			panic("unmount: %s lost its root",
			    mp->mnt_stat.f_mntonname);
	}
	if (error != 0) {
		cache_setunmounting(mp, false);
		return (error);
	}
	lock_exclusive(&mountlist_lock);
	TAILQ_REMOVE(&mountlist, mp, mnt_list);
	covered = mp->mnt_covered;
	mp->mnt_root = mp->mnt_covered = NULL;
	if (covered != NULL)
		cache_setmount(covered, NULL);
	lock_release(&mountlist_lock);
	if (covered != NULL)
		vrele(covered);
	mount_free(mp);
	knote_fire(&fs_kqinfo, VQ_UNMOUNT);
	return (0);
}

int
mount_foreach(int (*fn)(struct mount *, void *), void *arg)
{
	struct mount *mp, *next;
	int result = 0;

	lock_shared(&mountlist_lock);
	mp = TAILQ_FIRST(&mountlist);
	while (mp != NULL && vfs_busy(mp) != 0)
		mp = TAILQ_NEXT(mp, mnt_list);
	lock_release(&mountlist_lock);
	while (mp != NULL) {
		result = fn(mp, arg);
		/* A busy mount stays in the list: an unmount waits for us. */
		next = NULL;
		if (result == 0) {
			lock_shared(&mountlist_lock);
			next = TAILQ_NEXT(mp, mnt_list);
			while (next != NULL && vfs_busy(next) != 0)
				next = TAILQ_NEXT(next, mnt_list);
			lock_release(&mountlist_lock);
		}
		vfs_unbusy(mp);
		mp = next;
	}
	return (result);
}

struct mount *
mount_byfsid(const fsid_t *fsid)
{
	struct mount *mp;

	lock_shared(&mountlist_lock);
	TAILQ_FOREACH(mp, &mountlist, mnt_list)
		if (mp->mnt_stat.f_fsid.val[0] == fsid->val[0] &&
		    mp->mnt_stat.f_fsid.val[1] == fsid->val[1])
			break;
	if (mp != NULL && vfs_busy(mp) != 0)
		mp = NULL;
	lock_release(&mountlist_lock);
	return (mp);
}

static int
sync_one(struct mount *mp, void *arg)
{
	if ((mp->mnt_flag & MNT_RDONLY) == 0 && mp->mnt_ops->vfs_sync != NULL)
		(void)mp->mnt_ops->vfs_sync(mp, *(int *)arg);
	return (0);
}

void
vfs_sync_all(int waitfor)
{
	(void)mount_foreach(sync_one, &waitfor);
}

static int syncer_delay = 30;
SYSCTL_KINT(kern_syncdelay, "kern.syncdelay", OID_AUTO, CTLFLAG_RW,
    &syncer_delay, "Seconds after which changes are written");

static void
syncer(void *arg)
{
	for (;;) {
		(void)tsleep(&syncer_delay, 0, "syncer",
		    K_MAX(syncer_delay, 1) * NS_PER_S);
		vfs_sync_all(MNT_LAZY);
	}
}

/* Halt: write everything, then unmount from the youngest to the root. */
void
vfs_shutdown(void)
{
	struct mount *mp;
	bool more = true;
	int error;

	vfs_mountroot_stop();
	vfs_sync_all(MNT_WAIT);
	while (more) {
		more = false;
		lock_shared(&mountlist_lock);
		TAILQ_FOREACH_REVERSE(mp, &mountlist, mountlist, mnt_list)
			if (mp != rootmount && (mp->mnt_kern &
			    MNTK_UNMOUNTING) == 0)
				break;
		lock_release(&mountlist_lock);
		if (mp != NULL) {
			error = mount_detach(mp, MNT_FORCE);
			if (error != 0)
				kprintf("unmount of %s failed: error %d\n",
				    mp->mnt_stat.f_mntonname, error);
			more = error == 0;
		}
	}
	if (rootmount == NULL)
		return;
	cache_purgemount(rootmount);
	vrele(rootvnode);
	vrele(rootmount->mnt_root);
	error = rootmount->mnt_ops->vfs_unmount(rootmount, MNT_FORCE);
	if (error != 0)
		kprintf("unmount of / failed: error %d\n", error);
}

void
vfs_init(void)
{
	lock_init(&mountlist_lock, "mountlist", LR_MOUNTLIST, 0);
	vfs_mountroot_init();
	vnode_init();
	vn_revoke_init();
	cache_init();
	vop_fill_defaults(&dead_vnodeops);
	vop_fill_defaults(&spec_vnodeops);
	vop_fill_defaults(&fifo_vnodeops);
}

void
vfs_daemons_start(void)
{
	if (kthread_create(syncer, NULL, "syncer") != 0)
		panic("no memory for the syncer");
	vnode_daemon_start();
}
