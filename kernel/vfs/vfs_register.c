/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vfs_register.c: which file systems there are: those that the kernel was linked
 * with, for ever, and those of modules, which no mount uses when they go: mounts keep their module.
 *
 * Locks: r vfs_spin guards those of modules.
 */
#include <sys/errno.h>
#include "sys/kmodule.h"
#include "sys/lock.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

SET_DECLARE(vfsops, const struct vfsops);

#define NLOADED		32
static const struct vfsops *vfs_loaded[NLOADED];	/* [r] NULL: free */
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
static const struct vfsops *
loaded_byname(const char *name)
{
	for (int i = 0; i < NLOADED; i++)
		if (vfs_loaded[i] != NULL &&
		    strcmp(vfs_loaded[i]->vfs_name, name) == 0)
			return (vfs_loaded[i]);
	return (NULL);
}

/* [r] Keep what was found. */
static const struct vfsops *
keep(const struct vfsops *ops)
{
	return (ops != NULL && module_get(ops) ? ops : NULL);
}

const struct vfsops *
vfs_byname(const char *name)
{
	const struct vfsops *ops = static_byname(name);

	if (ops != NULL)
		return (ops);
	spin_lock(&vfs_spin);
	ops = keep(loaded_byname(name));
	spin_unlock(&vfs_spin);
	return (ops);
}

const struct vfsops *
vfs_bynumber(int number)
{
	int n = (int)(__stop_set_vfsops - __start_set_vfsops);
	const struct vfsops *ops;

	if (number >= 1 && number <= n)
		return (__start_set_vfsops[number - 1]);
	if (number <= n || number > n + NLOADED)
		return (NULL);
	spin_lock(&vfs_spin);
	ops = keep(vfs_loaded[number - n - 1]);
	spin_unlock(&vfs_spin);
	return (ops);
}

int
vfs_ntypes(void)
{
	int n = NLOADED;

	spin_lock(&vfs_spin);
	while (n > 0 && vfs_loaded[n - 1] == NULL)
		n--;
	spin_unlock(&vfs_spin);
	return ((int)(__stop_set_vfsops - __start_set_vfsops) + n);
}

bool
vfs_ismodule(const struct vfsops *ops)
{
	bool is = false;

	spin_lock(&vfs_spin);
	for (int i = 0; i < NLOADED; i++)
		is |= vfs_loaded[i] == ops;
	spin_unlock(&vfs_spin);
	return (is);
}

void
vfs_hold(const struct vfsops *ops)
{
	module_hold(ops);
}

void
vfs_drop(const struct vfsops *ops)
{
	module_drop(ops);
}

int
vfs_register(const struct vfsops *ops)
{
	int error = EEXIST, i;

	if (static_byname(ops->vfs_name) != NULL)
		return (EEXIST);
	spin_lock(&vfs_spin);
	if (loaded_byname(ops->vfs_name) == NULL) {
		for (i = 0; i < NLOADED && vfs_loaded[i] != NULL; i++)
			;
		error = i == NLOADED ? ENFILE : 0;
		if (error == 0)
			vfs_loaded[i] = ops;
	}
	spin_unlock(&vfs_spin);
	return (error);
}

void
vfs_unregister(const struct vfsops *ops)
{
	spin_lock(&vfs_spin);
	for (int i = 0; i < NLOADED; i++)
		if (vfs_loaded[i] == ops)
			vfs_loaded[i] = NULL;
	spin_unlock(&vfs_spin);
}
