/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ncache_walk.c: walks along a path by what the name cache knows, and through the
 * mount points on it: v_mountedhere and mnt_root change under nc_spin only, so
 * that a walk goes through them without another lock.
 *
 * Locks: c nc_spin.
 */
#include "sys/kproc.h"
#include "sys/thread.h"
#include "lib/libkern.h"
#include "vfs/ncache.h"
#include "vfs/vnode_impl.h"

static const char nc_unmount_chan;	/* walks that wait for an unmount */

/* [c] What a walk sees at vp: the root of what is mounted there, or vp. */
static struct vnode *
nc_cross(struct vnode *vp)
{
	struct mount *mp;

	while ((mp = vp->v_mountedhere) != NULL) {
		if ((mp->mnt_kern & MNTK_UNMOUNTING) != 0)
			return (NULL);
		vp = mp->mnt_root;
	}
	return (vp);
}

const char *
cache_walk(struct vnode **dvpp, const char *path)
{
	struct vnode *dvp = *dvpp, *vp;
	const char *p = path, *name, *end;
	struct ncentry *nc;
	uint32_t hash;

	if ((dvp->v_flag & VN_XALL) == 0 || strchr(path, '/') == NULL)
		return (path);
	spin_lock(&nc_spin);
	while ((dvp->v_flag & (VN_XALL | VN_DEAD)) == VN_XALL) {
		for (name = p; *name == '/'; name++)
			;
		for (end = name; *end != '/' && *end != '\0'; end++)
			;
		if (*end == '\0' || end - name > NAME_MAX ||
		    (name[0] == '.' && end - name <= 2))
			break;
		for (vp = NULL, p = end; *p == '/'; p++)
			;
		if (*p == '\0') {
			p = name;	/* "a/": still the last component */
			break;
		}
		p = name;
		hash = hash_bytes(name, end - name, NC_SEED);
		nc = nc_find(dvp, name, end - name, hash);
		if (nc == NULL || nc->nc_vp == NULL ||
		    nc->nc_vp->v_type != VDIR)
			break;
		vp = nc_cross(nc->nc_vp);
		if (vp == NULL || atomic_load(&vp->v_usecount) < 0)
			break;
		nc->nc_used = true;
		nc_hits++;
		dvp = vp;
		p = end;
	}
	if (dvp == *dvpp || vget(dvp, 0) != 0) {
		spin_unlock(&nc_spin);
		return (path);
	}
	spin_unlock(&nc_spin);
	vrele(*dvpp);
	*dvpp = dvp;
	return (p);
}

void
cache_setmount(struct vnode *covered, struct mount *mp)
{
	spin_lock(&nc_spin);
	covered->v_mountedhere = mp;
	spin_unlock(&nc_spin);
	wakeup(&nc_unmount_chan);
}

void
cache_setunmounting(struct mount *mp, bool on)
{
	spin_lock(&nc_spin);
	if (on)
		atomic_or(&mp->mnt_kern, MNTK_UNMOUNTING);
	else
		atomic_and(&mp->mnt_kern, ~MNTK_UNMOUNTING);
	spin_unlock(&nc_spin);
	if (!on)
		wakeup(&nc_unmount_chan);
}

struct vnode *
cache_mountedroot(struct vnode *vp)
{
	struct vnode *root;
	struct mount *mp;

	if (vp->v_mountedhere == NULL)
		return (NULL);
	spin_lock(&nc_spin);
	while ((mp = vp->v_mountedhere) != NULL &&
	    (mp->mnt_kern & MNTK_UNMOUNTING) != 0)
		(void)ssleep(&nc_unmount_chan, &nc_spin, 0, "unmwait",
		    NS_PER_S / 10);
	root = NULL;
	if (mp != NULL) {
		root = mp->mnt_root;
		vref(root);
	}
	spin_unlock(&nc_spin);
	return (root);
}
