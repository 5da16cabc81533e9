/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vfs_register.c: which file systems there are: those that the kernel was linked
 * with, for ever, and those of modules, which go when no mount uses them.
 *
 * Locks: r vfs_spin guards the list of modules' and the counts.
 */
#include <sys/errno.h>
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

SET_DECLARE(vfsops, const struct vfsops);

struct vfs_loaded {
	TAILQ_ENTRY(vfs_loaded) vl_list;
	const struct vfsops *vl_ops;
	int		 vl_holds;	/* [r] */
};
static TAILQ_HEAD(, vfs_loaded) vfs_loaded =
    TAILQ_HEAD_INITIALIZER(vfs_loaded);	/* [r] */
static struct spinlock vfs_spin = SPINLOCK_INITIALIZER("vfsops", LR_SPINMISC);

/* Of those in the kernel itself. */
static const struct vfsops *
static_byname(const char *name)
{
	const struct vfsops **opsp;

	SET_FOREACH(opsp, vfsops)
		if (strcmp((*opsp)->vfs_name, name) == 0)
			return (*opsp);
	return (NULL);
}

/* [r] */
static struct vfs_loaded *
loaded_byname(const char *name)
{
	struct vfs_loaded *vl;

	TAILQ_FOREACH(vl, &vfs_loaded, vl_list)
		if (strcmp(vl->vl_ops->vfs_name, name) == 0)
			break;
	return (vl);
}

/* [r] */
static struct vfs_loaded *
loaded_find(const struct vfsops *ops)
{
	struct vfs_loaded *vl;

	TAILQ_FOREACH(vl, &vfs_loaded, vl_list)
		if (vl->vl_ops == ops)
			break;
	return (vl);
}

const struct vfsops *
vfs_byname(const char *name)
{
	const struct vfsops *ops = static_byname(name);
	struct vfs_loaded *vl;

	if (ops != NULL)
		return (ops);
	spin_lock(&vfs_spin);
	if ((vl = loaded_byname(name)) != NULL) {
		vl->vl_holds++;
		ops = vl->vl_ops;
	}
	spin_unlock(&vfs_spin);
	return (ops);
}

const struct vfsops *
vfs_bynumber(int number)
{
	int n = (int)(__stop_set_vfsops - __start_set_vfsops);
	const struct vfsops *ops = NULL;
	struct vfs_loaded *vl;

	if (number >= 1 && number <= n)
		return (__start_set_vfsops[number - 1]);
	spin_lock(&vfs_spin);
	TAILQ_FOREACH(vl, &vfs_loaded, vl_list)
		if (++n == number) {
			vl->vl_holds++;
			ops = vl->vl_ops;
		}
	spin_unlock(&vfs_spin);
	return (ops);
}

int
vfs_ntypes(void)
{
	int n = (int)(__stop_set_vfsops - __start_set_vfsops);
	struct vfs_loaded *vl;

	spin_lock(&vfs_spin);
	TAILQ_FOREACH(vl, &vfs_loaded, vl_list)
		n++;
	spin_unlock(&vfs_spin);
	return (n);
}

bool
vfs_ismodule(const struct vfsops *ops)
{
	bool is;

	spin_lock(&vfs_spin);
	is = loaded_find(ops) != NULL;
	spin_unlock(&vfs_spin);
	return (is);
}

void
vfs_hold(const struct vfsops *ops)
{
	struct vfs_loaded *vl;

	spin_lock(&vfs_spin);
	if ((vl = loaded_find(ops)) != NULL)
		vl->vl_holds++;
	spin_unlock(&vfs_spin);
}

void
vfs_drop(const struct vfsops *ops)
{
	struct vfs_loaded *vl;

	spin_lock(&vfs_spin);
	if ((vl = loaded_find(ops)) != NULL) {
		KKASSERT(vl->vl_holds > 0);
		vl->vl_holds--;
	}
	spin_unlock(&vfs_spin);
}

int
vfs_register(const struct vfsops *ops)
{
	struct vfs_loaded *vl;
	int error = 0;

	if (static_byname(ops->vfs_name) != NULL)
		return (EEXIST);
	vl = kmalloc(sizeof(*vl), M_TEMP, M_WAITOK | M_ZERO);
	if (vl == NULL)
		return (ENOMEM);
	vl->vl_ops = ops;
	spin_lock(&vfs_spin);
	if (loaded_byname(ops->vfs_name) != NULL)
		error = EEXIST;
	else
		TAILQ_INSERT_TAIL(&vfs_loaded, vl, vl_list);
	spin_unlock(&vfs_spin);
	if (error != 0)
		kfree(vl, M_TEMP);
	return (error);
}

int
vfs_unregister(const struct vfsops *ops)
{
	struct vfs_loaded *vl;
	int error = 0;

	spin_lock(&vfs_spin);
	vl = loaded_find(ops);
	KKASSERT(vl != NULL);
	if (vl->vl_holds > 0)
		error = EBUSY;
	else
		TAILQ_REMOVE(&vfs_loaded, vl, vl_list);
	spin_unlock(&vfs_spin);
	if (error == 0)
		kfree(vl, M_TEMP);
	return (error);
}
