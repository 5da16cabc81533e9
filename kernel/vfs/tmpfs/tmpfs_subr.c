/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tmpfs_subr.c: nodes, names and memory of tmpfs; see tmpfs.h.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/callout.h"
#include "sys/thread.h"
#include "lib/libkern.h"
#include "vfs/tmpfs/tmpfs.h"
#include "vfs/vnode_impl.h"
#include "vm/ubc.h"

MALLOC_DEFINE(M_TMPFS, "tmpfs", "files and names of tmpfs");

#define DIR_MINBUCKETS	8

void
tmpfs_touch(struct tmpfs_node *tn, int what)
{
	struct timespec ts;
	int64_t now = time_wall();

	ts.tv_sec = now / NS_PER_S;
	ts.tv_nsec = now % NS_PER_S;
	if ((what & TMPFS_ATIME) != 0)
		tn->tn_atime = ts;
	if ((what & TMPFS_MTIME) != 0)
		tn->tn_mtime = ts;
	if ((what & TMPFS_CTIME) != 0)
		tn->tn_ctime = ts;
}

/* What is particular to the type of a new node. */
static int
node_init(struct tmpfs_node *tn, const struct vattr *va, const char *target)
{
	switch (tn->tn_type) {
	case VDIR:
		TAILQ_INIT(&tn->tn_dir.d_list);
		tn->tn_dir.d_lastcookie = 2;
		tn->tn_dir.d_table = kmalloc(DIR_MINBUCKETS *
		    sizeof(struct tmpfs_bucket), M_TMPFS, M_WAITOK | M_ZERO);
		tn->tn_dir.d_mask = DIR_MINBUCKETS - 1;
		return (tn->tn_dir.d_table == NULL ? ENOMEM : 0);
	case VREG:
		return (vm_object_anon(0, &tn->tn_obj));
	case VLNK:
		tn->tn_target = kstrdup(target, M_TMPFS, M_WAITOK);
		tn->tn_size = strlen(target);
		return (tn->tn_target == NULL ? ENOMEM : 0);
	case VCHR:
	case VBLK:
		tn->tn_rdev = va->va_rdev;
		return (0);
	default:
		return (0);
	}
}

int
tmpfs_node_alloc(struct tmpfs_mount *tm, const struct vattr *va, uid_t uid,
    gid_t gid, const char *target, struct tmpfs_node **tnp)
{
	struct tmpfs_node *tn;
	bool room;
	int error;

	spin_lock(&tm->tm_spin);
	room = tm->tm_nodes < tm->tm_maxnodes;
	if (room)
		tm->tm_nodes++;
	spin_unlock(&tm->tm_spin);
	if (!room)
		return (ENOSPC);
	tn = kmalloc(sizeof(*tn), M_TMPFS, M_WAITOK | M_ZERO);
	error = ENOMEM;
	if (tn != NULL) {
		tn->tn_type = va->va_type;
		tn->tn_mode = va->va_mode & ALLPERMS;
		tn->tn_uid = uid;
		tn->tn_gid = gid;
		tmpfs_touch(tn, TMPFS_ATIME | TMPFS_MTIME | TMPFS_CTIME);
		error = node_init(tn, va, target);
	}
	spin_lock(&tm->tm_spin);
	if (error != 0)
		tm->tm_nodes--;
	else
		tn->tn_ino = ++tm->tm_lastino;
	spin_unlock(&tm->tm_spin);
	if (error != 0) {
		kfree(tn, M_TMPFS);
		return (error == ENOMEM ? ENOSPC : error);
	}
	*tnp = tn;
	return (0);
}

/* No name and no vnode is left. */
void
tmpfs_node_free(struct tmpfs_mount *tm, struct tmpfs_node *tn)
{
	spin_lock(&tm->tm_spin);
	KKASSERT(tn->tn_vnode == NULL);
	tn->tn_gone = tn->tn_holds > 0;
	spin_unlock(&tm->tm_spin);
	if (tn->tn_gone)
		return;
	switch (tn->tn_type) {
	case VDIR:
		KKASSERT(tn->tn_dir.d_count == 0);
		kfree(tn->tn_dir.d_table, M_TMPFS);
		break;
	case VREG:
		vm_object_drop(tn->tn_obj);
		break;
	case VLNK:
		kfree(tn->tn_target, M_TMPFS);
		break;
	default:
		break;
	}
	spin_lock(&tm->tm_spin);
	KKASSERT(tm->tm_nodes > 0 && tm->tm_pages >= tn->tn_charged);
	tm->tm_nodes--;
	tm->tm_pages -= tn->tn_charged;
	spin_unlock(&tm->tm_spin);
	kfree(tn, M_TMPFS);
}

struct tmpfs_node *
tmpfs_parent_hold(struct tmpfs_mount *tm, struct tmpfs_node *dir)
{
	struct tmpfs_node *up;

	spin_lock(&tm->tm_spin);
	up = dir->tn_dir.d_parent;
	up->tn_holds++;
	spin_unlock(&tm->tm_spin);
	return (up);
}

void
tmpfs_node_unhold(struct tmpfs_mount *tm, struct tmpfs_node *tn)
{
	bool gone;

	spin_lock(&tm->tm_spin);
	gone = --tn->tn_holds == 0 && tn->tn_gone;
	spin_unlock(&tm->tm_spin);
	if (gone)
		tmpfs_node_free(tm, tn);
}

/*
 * The vnode of tn on mp, referenced.  tn stays: the caller holds its directory's
 * lock, or a hold, or it is the root.  ENOENT, ENFILE, ENOMEM.
 */
int
tmpfs_getvnode(struct mount *mp, struct tmpfs_node *tn, struct vnode **vpp)
{
	struct tmpfs_mount *tm = mp->mnt_data;
	struct vnode *vp, *other;
	bool gone;
	int error;

	for (;;) {
		spin_lock(&tm->tm_spin);
		vp = tn->tn_vnode;
		gone = tn->tn_gone;
		error = vp == NULL ? EAGAIN : vget(vp, 0);
		spin_unlock(&tm->tm_spin);
		if (gone)
			return (ENOENT);
		if (error == 0) {
			*vpp = vp;
			return (0);
		}
		if (vp != NULL) {	/* it is just being reclaimed */
			(void)tsleep(tn, 0, "tmpfsvn", NS_PER_MS);
			continue;
		}
		error = vnode_alloc(mp, tn->tn_type, &tmpfs_vnodeops, NULL,
		    &vp);
		if (error != 0)
			return (error);
		spin_lock(&tm->tm_spin);
		other = tn->tn_vnode;
		gone = tn->tn_gone;
		if (other == NULL && !gone) {
			tn->tn_vnode = vp;
			vp->v_data = tn;
		}
		spin_unlock(&tm->tm_spin);
		if (other == NULL && !gone)
			break;
		vgone_locked(vp);	/* somebody was quicker */
		vput(vp);
	}
	if (tn->tn_type == VREG) {
		vm_object_ref(tn->tn_obj);
		vp->v_object = tn->tn_obj;
		atomic_or(&vp->v_flag, VN_ANONOBJ);
	}
	if (tn == tm->tm_root)
		atomic_or(&vp->v_flag, VN_ROOT);
	vn_unlock(vp);
	*vpp = vp;
	return (0);
}

static struct tmpfs_bucket *
dir_bucket(struct tmpfs_dir *d, uint32_t hash)
{
	return (&d->d_table[(hash ^ hash >> 15) & d->d_mask]);
}

struct tmpfs_dirent *
tmpfs_dir_find(struct tmpfs_node *dir, const struct vname *vn)
{
	struct tmpfs_dirent *td;

	LIST_FOREACH(td, dir_bucket(&dir->tn_dir, vn->vn_hash), td_hash)
		if (td->td_hashval == vn->vn_hash && td->td_len == vn->vn_len &&
		    memcmp(td->td_name, vn->vn_name, vn->vn_len) == 0)
			return (td);
	return (NULL);
}

/* Twice the buckets, when there is memory for them. */
static void
dir_grow(struct tmpfs_dir *d)
{
	struct tmpfs_bucket *old = d->d_table, *table;
	struct tmpfs_dirent *td;
	uint32_t n = (d->d_mask + 1) * 4;

	table = kmalloc(n * sizeof(*table), M_TMPFS, M_NOWAIT | M_ZERO);
	if (table == NULL)
		return;
	d->d_table = table;
	d->d_mask = n - 1;
	TAILQ_FOREACH(td, &d->d_list, td_list)
		LIST_INSERT_HEAD(dir_bucket(d, td->td_hashval), td, td_hash);
	kfree(old, M_TMPFS);
}

int
tmpfs_dirent_alloc(struct tmpfs_mount *tm, const struct vname *vn,
    struct tmpfs_dirent **tdp)
{
	struct tmpfs_dirent *td;

	td = kmalloc(sizeof(*td) + vn->vn_len, M_TMPFS, M_WAITOK);
	if (td == NULL)
		return (ENOSPC);
	td->td_hashval = vn->vn_hash;
	td->td_len = (uint8_t)vn->vn_len;
	memcpy(td->td_name, vn->vn_name, vn->vn_len);
	*tdp = td;
	return (0);
}

void
tmpfs_dir_insert(struct tmpfs_mount *tm, struct tmpfs_node *dir,
    struct tmpfs_dirent *td, struct tmpfs_node *tn)
{
	struct tmpfs_dir *d = &dir->tn_dir;

	td->td_node = tn;
	td->td_cookie = ++d->d_lastcookie;
	if (d->d_count > 2 * d->d_mask && d->d_mask < 0xffff)
		dir_grow(d);
	LIST_INSERT_HEAD(dir_bucket(d, td->td_hashval), td, td_hash);
	TAILQ_INSERT_TAIL(&d->d_list, td, td_list);
	d->d_count++;
	dir->tn_size += sizeof(*td);
	tmpfs_touch(dir, TMPFS_MTIME | TMPFS_CTIME);
}

void
tmpfs_dir_remove(struct tmpfs_mount *tm, struct tmpfs_node *dir,
    struct tmpfs_dirent *td)
{
	struct tmpfs_dir *d = &dir->tn_dir;

	spin_lock(&tm->tm_spin);
	if (d->d_hint == td)
		d->d_hint = TAILQ_NEXT(td, td_list);
	spin_unlock(&tm->tm_spin);
	LIST_REMOVE(td, td_hash);
	TAILQ_REMOVE(&d->d_list, td, td_list);
	d->d_count--;
	dir->tn_size -= sizeof(*td);
	tmpfs_touch(dir, TMPFS_MTIME | TMPFS_CTIME);
}

int
tmpfs_reserve(struct tmpfs_mount *tm, uint64_t pages)
{
	int error = ENOSPC;

	spin_lock(&tm->tm_spin);
	if (tm->tm_pages <= tm->tm_maxpages &&
	    pages <= tm->tm_maxpages - tm->tm_pages) {
		tm->tm_pages += pages;
		error = 0;
	}
	spin_unlock(&tm->tm_spin);
	return (error);
}

void
tmpfs_recharge(struct tmpfs_mount *tm, struct tmpfs_node *tn, uint64_t reserved)
{
	uint64_t pages;

	if (tn->tn_mapped)
		pages = (tn->tn_size + PAGE_MASK) / PAGE_SIZE;
	else
		pages = tmpfs_resident(tn, 0, UINT64_MAX);
	spin_lock(&tm->tm_spin);
	tm->tm_pages += pages - tn->tn_charged - reserved;
	spin_unlock(&tm->tm_spin);
	tn->tn_charged = pages;
}

/* Pages that the file has in [first, first + n); all of them: UINT64_MAX. */
uint64_t
tmpfs_resident(struct tmpfs_node *tn, uint64_t first, uint64_t n)
{
	return (vm_object_resident(tn->tn_obj, first, n));
}

/* truncate(2) and growth by a write.  v_lock exclusive.  EFBIG, ENOSPC. */
int
tmpfs_setsize(struct vnode *vp, uint64_t size)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(vp);
	struct tmpfs_node *tn = tmpfs_vtonode(vp);
	uint64_t more = 0;
	int error;

	if (size > tm->tm_maxfsize)
		return (EFBIG);
	if (tn->tn_mapped && size > tn->tn_size) {
		/* Any page of it may be touched through the mapping. */
		more = (size + PAGE_MASK) / PAGE_SIZE -
		    (tn->tn_size + PAGE_MASK) / PAGE_SIZE;
		error = tmpfs_reserve(tm, more);
		if (error != 0)
			return (error);
		tn->tn_charged += more;
	}
	ubc_object_setsize(tn->tn_obj, size);
	tn->tn_size = size;
	tmpfs_recharge(tm, tn, 0);
	return (0);
}
