/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dev.c: devices: their names, numbers, references, and counted opens,
 * make_dev(9).
 *
 * A cdev lives while anybody refers to it; destroy_dev() takes its name, its nodes
 * and its driver away.  d_open and d_close are called with no lock held; a
 * d_close runs alone: opens wait for it.
 *
 * Locks: d devfs_lock (rank LR_DEV) guards the list, the nodes of devfs, si_opens
 * and v_opencount.
 */
#include <sys/errno.h>
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/devfs/devfs.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_CDEV, "cdev", "devices");

struct lock devfs_lock;
static bool dev_ready;
static TAILQ_HEAD(, cdev) devlist = TAILQ_HEAD_INITIALIZER(devlist); /* [d] */
static ino_t dev_lastino = 16;		/* [d] */

/* Majors that programs and scripts have known for long. */
static const struct { const char *name; int major; } dev_majors[] = {
	{ "console", 0 }, { "ctty", 1 }, { "mem", 2 }, { "pts", 5 },
	{ "ptc", 6 }, { "log", 7 }, { "vcons", 12 }, { "fd", 22 },
	{ "random", 24 }, { "vkd", 97 }, { "vcd", 98 },
};
#define MAJOR_DYN	128		/* first one given out by name */
#define MAJOR_NDYN	96
static char *dev_dynmajor[MAJOR_NDYN];	/* [d] who has it */

static int
dead_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	return (ENXIO);
}

static int
dead_close(struct cdev *dev, int fflags, struct file *fp)
{
	return (0);
}

static int
dead_rdwr(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (ENXIO);
}

static int
dead_ioctl(struct cdev *dev, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	return (ENXIO);
}

static int
dead_kqfilter(struct cdev *dev, struct knote *kn)
{
	return (ENXIO);
}

static void
dead_strategy(struct cdev *dev, struct bio *bio)
{
	bio->bio_error = ENXIO;
	bio->bio_resid = bio->bio_length;
	biodone(bio);
}

static const struct dev_ops dead_dev_ops = {
	.d_name = "dead",
	.d_open = dead_open,
	.d_close = dead_close,
	.d_read = dead_rdwr,
	.d_write = dead_rdwr,
	.d_ioctl = dead_ioctl,
	.d_kqfilter = dead_kqfilter,
	.d_strategy = dead_strategy,
};

/* The first make_dev() comes before any other thread. */
static void
dev_lockinit(void)
{
	if (dev_ready)
		return;
	lock_init(&devfs_lock, "devfs", LR_DEV, 0);
	dev_ready = true;
}

/* [d] A driver's major: by its name, so that it is the same at every boot. */
static int
dev_major(const char *name)
{
	uint32_t h;
	int i, slot;

	for (i = 0; i < (int)NELEM(dev_majors); i++)
		if (strcmp(dev_majors[i].name, name) == 0)
			return (dev_majors[i].major);
	h = hash_bytes(name, strlen(name), 0);
	for (i = 0; i < MAJOR_NDYN; i++) {
		slot = (int)((h + (uint32_t)i) % MAJOR_NDYN);
		if (dev_dynmajor[slot] == NULL)
			dev_dynmajor[slot] = kstrdup(name, M_CDEV, M_WAITOK);
		if (dev_dynmajor[slot] == NULL)
			break;
		if (strcmp(dev_dynmajor[slot], name) == 0)
			return (MAJOR_DYN + slot);
	}
	return (MAJOR_DYN + MAJOR_NDYN);	/* shared by all that are left */
}

/* [d] */
static struct cdev *
dev_byname(const char *name)
{
	struct cdev *dev;

	TAILQ_FOREACH(dev, &devlist, si_list)
		if (strcmp(dev->si_name, name) == 0)
			return (dev);
	return (NULL);
}

struct cdev *
make_dev(const struct dev_ops *ops, int minor, uid_t uid, gid_t gid, int mode,
    const char *fmt, ...)
{
	struct cdev *dev;
	int64_t now;
	va_list ap;

	dev_lockinit();
	dev = kmalloc(sizeof(*dev), M_CDEV, M_WAITOK | M_ZERO);
	if (dev == NULL)
		return (NULL);
	va_start(ap, fmt);
	kvsnprintf(dev->si_name, sizeof(dev->si_name), fmt, ap);
	va_end(ap);
	dev->si_refs = 1;
	dev->si_ops = dev->si_keep = ops;
	dev->si_uminor = (minor & 0xff) | ((minor & ~0xff) << 8);
	dev->si_uid = uid;
	dev->si_gid = gid;
	dev->si_mode = (mode_t)(mode & ALLPERMS);
	now = time_wall();
	dev->si_ctime.tv_sec = now / NS_PER_S;
	dev->si_ctime.tv_nsec = now % NS_PER_S;
	dev->si_atime = dev->si_mtime = dev->si_ctime;

	lock_exclusive(&devfs_lock);
	dev->si_umajor = dev_major(ops->d_name);
	dev->si_inode = ++dev_lastino;
	if (dev_byname(dev->si_name) != NULL || devfs_link(dev) != 0) {
		lock_release(&devfs_lock);
		kfree(dev, M_CDEV);
		return (NULL);
	}
	TAILQ_INSERT_TAIL(&devlist, dev, si_list);
	lock_release(&devfs_lock);
	return (dev);
}

/* EEXIST, ENOMEM, ENXIO: dev is destroyed. */
int
make_dev_alias(struct cdev *dev, const char *name)
{
	int error;

	lock_exclusive(&devfs_lock);
	error = dev->si_node == NULL ? ENXIO : devfs_alias(dev, name);
	lock_release(&devfs_lock);
	return (error);
}

void
dev_unlink(struct cdev *dev)
{
	lock_exclusive(&devfs_lock);
	KKASSERT(dev->si_node != NULL);
	TAILQ_REMOVE(&devlist, dev, si_list);
	dev->si_gone = dev->si_node;
	devfs_noderef(dev->si_gone);
	devfs_unlink(dev);
	dev->si_ops = &dead_dev_ops;
	lock_release(&devfs_lock);
}

void
dev_forget(struct cdev *dev)
{
	struct devfs_node *dn = dev->si_gone;

	devfs_forget(dn);
	lock_exclusive(&devfs_lock);
	dev->si_gone = NULL;
	devfs_nodedrop(dn);
	lock_release(&devfs_lock);
	dev_drop(dev);
}

void
destroy_dev(struct cdev *dev)
{
	dev_unlink(dev);
	dev_forget(dev);
}

struct cdev *
dev_find(const char *name)
{
	struct cdev *dev;

	if (strncmp(name, "/dev/", 5) == 0)
		name += 5;
	lock_shared(&devfs_lock);
	dev = dev_byname(name);
	if (dev == NULL)
		dev = devfs_findalias(name);
	if (dev != NULL)
		dev_ref(dev);
	lock_release(&devfs_lock);
	return (dev);
}

struct cdev *
dev_by_number(dev_t num)
{
	struct cdev *dev;

	lock_shared(&devfs_lock);
	TAILQ_FOREACH(dev, &devlist, si_list)
		if (dev_from_cdev(dev) == num)
			break;
	if (dev != NULL)
		dev_ref(dev);
	lock_release(&devfs_lock);
	return (dev);
}

void
dev_foreach(bool (*fn)(struct cdev *, void *), void *arg)
{
	struct cdev *dev;

	lock_shared(&devfs_lock);
	TAILQ_FOREACH(dev, &devlist, si_list)
		if (!fn(dev, arg))
			break;
	lock_release(&devfs_lock);
}

dev_t
dev_from_cdev(struct cdev *dev)
{
	return (makedev((u_int)dev->si_umajor, (u_int)dev->si_uminor));
}

void
dev_ref(struct cdev *dev)
{
	int n = atomic_add(&dev->si_refs, 1);

	KKASSERT(n > 1);
}

void
dev_drop(struct cdev *dev)
{
	int n = atomic_sub(&dev->si_refs, 1);

	KKASSERT(n >= 0);
	if (n == 0)
		kfree(dev, M_CDEV);
}

/* [d] released and retaken: the driver's close, with nobody else at it. */
static void
dev_lastclose(struct cdev *dev, int fflags, struct file *fp)
{
	const struct dev_ops *ops = dev->si_ops;

	dev->si_isopen = dev->si_opens > 0;
	dev->si_closing = true;
	lock_release(&devfs_lock);
	if (ops->d_close != NULL)
		(void)ops->d_close(dev, fflags, fp);
	lock_exclusive(&devfs_lock);
	dev->si_closing = false;
	wakeup(&dev->si_closing);
}

int
dev_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	const struct dev_ops *ops;
	int error = 0;

	lock_exclusive(&devfs_lock);
	while (error == 0 && dev->si_closing)
		error = lksleep(&dev->si_closing, &devfs_lock, PCATCH,
		    "devclose", 0);
	if (error == 0 && !module_get(dev->si_keep))
		error = ENXIO;
	if (error != 0) {
		lock_release(&devfs_lock);
		return (error);
	}
	dev->si_opens++;
	ops = dev->si_ops;
	lock_release(&devfs_lock);
	if (ops->d_open != NULL)
		error = ops->d_open(dev, fflags, cred, fp);
	lock_exclusive(&devfs_lock);
	if (error == 0)
		dev->si_isopen = true;
	else if (--dev->si_opens == 0 && dev->si_isopen && !dev->si_closing)
		dev_lastclose(dev, fflags, fp);
	lock_release(&devfs_lock);
	if (error != 0)
		module_drop(dev->si_keep);
	return (error);
}

void
dev_close(struct cdev *dev, int fflags, struct file *fp)
{
	lock_exclusive(&devfs_lock);
	KKASSERT(dev->si_opens > 0);
	dev->si_opens--;
	while (dev->si_closing)
		(void)lksleep(&dev->si_closing, &devfs_lock, 0, "devclose", 0);
	if ((dev->si_opens == 0 && dev->si_isopen) ||
	    (dev->si_ops->d_flags & D_TRACKCLOSE) != 0)
		dev_lastclose(dev, fflags, fp);
	lock_release(&devfs_lock);
	module_drop(dev->si_keep);
}

int
dev_clone(struct cdev *dev, int fflags, struct cdev **devp)
{
	const struct dev_ops *ops = dev->si_ops;
	int error;

	if (!module_get(dev->si_keep))
		return (ENXIO);
	error = ops->d_clone == NULL ? ENXIO :
	    ops->d_clone(dev, fflags, devp);
	module_drop(dev->si_keep);
	return (error);
}

/* ---- devices of modules ---------------------------------------------------- */

void
dev_module_destroy(uintptr_t start, size_t size)
{
	struct cdev *dev;

	for (;;) {
		lock_shared(&devfs_lock);
		TAILQ_FOREACH(dev, &devlist, si_list)
			if ((uintptr_t)dev->si_ops - start < size)
				break;
		lock_release(&devfs_lock);
		if (dev == NULL)
			return;
		kprintf("kldunload: /dev/%s was left behind\n", dev->si_name);
		destroy_dev(dev);
	}
}
