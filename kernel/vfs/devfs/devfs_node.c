/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * devfs_node.c: the tree of nodes.  Directories arise with the first name in
 * them and go with the last.
 *
 * All functions are called with devfs_lock held.
 */
#include <sys/errno.h>
#include "sys/kmalloc.h"
#include "sys/callout.h"
#include "lib/libkern.h"
#include "vfs/devfs/devfs.h"

MALLOC_DEFINE(M_DEVFS, "devfs", "nodes of devfs");

struct devfs_node *devfs_root;
static int64_t node_lastcookie = 2;	/* [d] 0-2: ".", ".." and the first */
static ino_t node_lastino = 1 << 20;	/* [d] above those of devices */

static struct devfs_node *
node_alloc(enum devfs_type type, const char *name, size_t len, mode_t mode)
{
	struct devfs_node *dn;
	int64_t now = time_wall();

	dn = kmalloc(sizeof(*dn) + len + 1, M_DEVFS, M_WAITOK | M_ZERO);
	if (dn == NULL)
		return (NULL);
	TAILQ_INIT(&dn->dn_children);
	LIST_INIT(&dn->dn_vnodes);
	dn->dn_type = type;
	dn->dn_refs = 1;
	dn->dn_ino = ++node_lastino;
	dn->dn_cookie = ++node_lastcookie;
	dn->dn_mode = mode;
	dn->dn_time.tv_sec = now / NS_PER_S;
	dn->dn_time.tv_nsec = now % NS_PER_S;
	memcpy(dn->dn_name, name, len);
	dn->dn_namelen = len;
	return (dn);
}

static void
node_insert(struct devfs_node *dir, struct devfs_node *dn)
{
	dn->dn_parent = dir;
	TAILQ_INSERT_TAIL(&dir->dn_children, dn, dn_sibling);
	if (dn->dn_type == DN_DIR)
		dir->dn_nsubdirs++;
	dir->dn_time = dn->dn_time;
}

void
devfs_noderef(struct devfs_node *dn)
{
	dn->dn_refs++;
}

void
devfs_nodedrop(struct devfs_node *dn)
{
	KKASSERT(dn->dn_refs > 0);
	if (--dn->dn_refs > 0)
		return;
	if (dn->dn_type == DN_DEV)
		dev_drop(dn->dn_dev);
	kfree(dn->dn_target, M_DEVFS);
	kfree(dn, M_DEVFS);
}

struct devfs_node *
devfs_child(struct devfs_node *dir, const char *name, size_t len)
{
	struct devfs_node *dn;

	TAILQ_FOREACH(dn, &dir->dn_children, dn_sibling)
		if (dn->dn_namelen == len && memcmp(dn->dn_name, name, len) == 0)
			return (dn);
	return (NULL);
}

/* Take dn out of its directory, and directories that become empty with it. */
void
devfs_rmnode(struct devfs_node *dn)
{
	struct devfs_node *dir;

	while ((dir = dn->dn_parent) != NULL) {
		TAILQ_REMOVE(&dir->dn_children, dn, dn_sibling);
		if (dn->dn_type == DN_DIR)
			dir->dn_nsubdirs--;
		dn->dn_parent = NULL;
		devfs_nodedrop(dn);
		if (!TAILQ_EMPTY(&dir->dn_children))
			break;
		dn = dir;
	}
}

static int
root_make(void)
{
	if (devfs_root == NULL)
		devfs_root = node_alloc(DN_DIR, "", 0, 0755);
	return (devfs_root == NULL ? ENOMEM : 0);
}

/* The directory of a path, made as needed; *name is set to its last part. */
static int
dir_make(const char *path, struct devfs_node **dirp, const char **name)
{
	struct devfs_node *dir = devfs_root, *dn;
	const char *slash;

	while ((slash = strchr(path, '/')) != NULL) {
		dn = devfs_child(dir, path, slash - path);
		if (dn != NULL && dn->dn_type != DN_DIR)
			return (EEXIST);
		if (dn == NULL) {
			dn = node_alloc(DN_DIR, path, slash - path, 0755);
			if (dn == NULL)
				return (ENOMEM);
			node_insert(dir, dn);
		}
		dir = dn;
		path = slash + 1;
	}
	if (*path == '\0' || devfs_child(dir, path, strlen(path)) != NULL)
		return (EEXIST);
	*dirp = dir;
	*name = path;
	return (0);
}

int
devfs_link(struct cdev *dev)
{
	struct devfs_node *dir, *dn;
	const char *name;
	int error;

	error = root_make();
	if (error == 0)
		error = dir_make(dev->si_name, &dir, &name);
	if (error != 0)
		return (error);
	dn = node_alloc(DN_DEV, name, strlen(name), 0);
	if (dn == NULL)
		return (ENOMEM);
	dev_ref(dev);
	dn->dn_dev = dev;
	dn->dn_ino = dev->si_inode;
	node_insert(dir, dn);
	dev->si_node = dn;
	return (0);
}

int
devfs_mklink(struct devfs_node *dir, const char *name, size_t len,
    const char *target, uid_t uid, gid_t gid, struct devfs_node **dnp)
{
	struct devfs_node *dn;

	if (devfs_child(dir, name, len) != NULL)
		return (EEXIST);
	dn = node_alloc(DN_LINK, name, len, 0755);
	if (dn == NULL)
		return (ENOMEM);
	dn->dn_target = kstrdup(target, M_DEVFS, M_WAITOK);
	if (dn->dn_target == NULL) {
		devfs_nodedrop(dn);
		return (ENOMEM);
	}
	dn->dn_uid = uid;
	dn->dn_gid = gid;
	node_insert(dir, dn);
	*dnp = dn;
	return (0);
}

int
devfs_alias(struct cdev *dev, const char *path)
{
	struct devfs_node *dir, *dn;
	char target[128];
	const char *name, *p;
	int error;

	error = dir_make(path, &dir, &name);
	if (error != 0)
		return (error);
	/* One "../" for each directory that the alias is in. */
	target[0] = '\0';
	for (p = path; (p = strchr(p, '/')) != NULL; p++)
		(void)strlcat(target, "../", sizeof(target));
	if (strlcat(target, dev->si_name, sizeof(target)) >= sizeof(target))
		return (ENAMETOOLONG);
	error = devfs_mklink(dir, name, strlen(name), target, 0, 0, &dn);
	if (error == 0)
		dn->dn_dev = dev;
	return (error);
}

/* Remove the aliases of dev below dir; true: one was, look again. */
static bool
unalias(struct devfs_node *dir, struct cdev *dev)
{
	struct devfs_node *dn;

	TAILQ_FOREACH(dn, &dir->dn_children, dn_sibling) {
		if (dn->dn_type == DN_LINK && dn->dn_dev == dev) {
			devfs_rmnode(dn);
			return (true);
		}
		if (dn->dn_type == DN_DIR && unalias(dn, dev))
			return (true);
	}
	return (false);
}

void
devfs_unlink(struct cdev *dev)
{
	while (unalias(devfs_root, dev))
		;
	devfs_rmnode(dev->si_node);
	dev->si_node = NULL;
}

/* The device that an alias of that path stands for. */
struct cdev *
devfs_findalias(const char *path)
{
	struct devfs_node *dn = devfs_root;
	const char *end;

	while (dn != NULL && dn->dn_type == DN_DIR && *path != '\0') {
		for (end = path; *end != '/' && *end != '\0'; end++)
			;
		dn = devfs_child(dn, path, end - path);
		for (path = end; *path == '/'; path++)
			;
	}
	if (dn == NULL || dn->dn_type != DN_LINK || *path != '\0')
		return (NULL);
	return (dn->dn_dev);
}
