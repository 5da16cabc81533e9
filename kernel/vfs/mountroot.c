/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mountroot.c: mounting the root, and /dev.
 *
 * What to mount is "type:device", as in ufs:vkd0s0a: from the environment
 * (vfs.root.mountfrom), else the guess of the command line.  When
 * nothing can be mounted, or with boot_askname, the console asks.  The root is read-only until init or
 * rc mounts it anew for writing.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/param.h>
#include <sys/reboot.h>
#include "sys/kdev.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

#define ROOTNAME_MAX	128

/* What is mounted at boot is whole before somebody may unmount it. */
static struct lock boot_lock;

extern int boothowto;

static char root_name[ROOTNAME_MAX];	/* what was mounted */
SYSCTL_KSTRING(vfs_root_mountedfrom, "vfs.root.mountedfrom", OID_AUTO,
    CTLFLAG_RD, root_name, sizeof(root_name), "Where the root comes from");

/* Mount ops with the device on nothing yet; path is where it will be. */
static int
mount_kernel(const struct vfsops *ops, const char *from, const char *path,
    struct vnode *covered, int flags, struct mount **mpp)
{
	struct mount *mp;
	int error;

	mp = mount_alloc(ops);
	if (mp == NULL)
		return (ENOMEM);
	mp->mnt_flag = flags;
	(void)strlcpy(mp->mnt_stat.f_mntonname, path, MNAMELEN);
	/* Filesystems find the root's device here; udata is NULL. */
	(void)strlcpy(mp->mnt_stat.f_mntfromname, from, MNAMELEN);
	error = ops->vfs_mount(mp, path, NULL, root_cred);
	if (error == 0) {
		error = mount_attach(mp, covered);
		if (error != 0)
			(void)ops->vfs_unmount(mp, MNT_FORCE);
	}
	if (error != 0) {
		mount_free(mp);
		return (error);
	}
	(void)ops->vfs_statfs(mp, &mp->mnt_stat);
	*mpp = mp;
	return (0);
}

/* Try "type:device".  Leaves rootmount and rootvnode set. */
static int
root_try(const char *spec)
{
	const struct vfsops *ops;
	char type[MFSNAMELEN];
	const char *colon;
	int error, flags = MNT_ROOTFS | MNT_RDONLY;

	colon = strchr(spec, ':');
	if (colon == NULL || colon - spec >= MFSNAMELEN)
		return (EINVAL);
	memcpy(type, spec, colon - spec);
	type[colon - spec] = '\0';
	ops = vfs_byname(type);
	if (ops == NULL)
		return (ENODEV);
	if (strncmp(++colon, "/dev/", 5) == 0)
		colon += 5;
	/* An empty memory filesystem is of no use read-only. */
	if (strcmp(type, "tmpfs") == 0)
		flags &= ~MNT_RDONLY;
	error = mount_kernel(ops, colon, "/", NULL, flags, &rootmount);
	vfs_drop(ops);
	if (error != 0)
		return (error);
	rootvnode = rootmount->mnt_root;
	vref(rootvnode);
	(void)strlcpy(root_name, spec, sizeof(root_name));
	return (0);
}

static bool
root_report(const char *spec)
{
	int error;

	kprintf("Mounting root from %s\n", spec);
	error = root_try(spec);
	if (error == 0)
		return (true);
	if (error == ENODEV)
		kprintf("Root mount failed: no such filesystem type\n");
	else if (error == ENXIO || error == ENOENT)
		kprintf("Root mount failed: no such device\n");
	else
		kprintf("Root mount failed: error %d\n", error);
	return (false);
}

static bool
list_one(struct cdev *dev, void *arg)
{
	if ((dev->si_ops->d_flags & D_DISK) != 0)
		kprintf(" \"%s\"", dev->si_name);
	return (true);
}

/*
 * A line from the console: its terminal sees to echo and erase.  false: there is
 * nobody to ask.
 */
static bool
ask_line(struct cdev *cons, char *buf, size_t size)
{
	struct iovec iov;
	struct kuio uio;
	size_t len;

	kuio_init(&uio, &iov, buf, size - 1, 0, UIO_SYSSPACE_K, UIO_READ_K);
	if (cons->si_ops->d_read(cons, &uio, 0) != 0)
		return (false);
	len = size - 1 - uio.uio_resid;
	if (len == 0)			/* end of input */
		return (false);
	while (len > 0 && (buf[len - 1] == '\n' || buf[len - 1] == ' '))
		len--;
	buf[len] = '\0';
	return (true);
}

static void
root_ask(void)
{
	char line[ROOTNAME_MAX];
	struct cdev *cons;
	bool answered;

	cons = dev_find("console");
	if (cons == NULL || dev_open(cons, FREAD | FWRITE, root_cred, NULL) != 0)
		panic("no root filesystem, and no console to ask");
	kprintf("\nManual root filesystem specification:\n"
	    "  <fstype>:<device>  Specify root (e.g. ufs:vkd0s0a)\n"
	    "  ?                  List valid disk boot devices\n"
	    "  panic              Just panic\n"
	    "  abort              Abort manual input\n");
	for (;;) {
		kprintf("\nmountroot> ");
		lock_release(&boot_lock);
		answered = ask_line(cons, line, sizeof(line));
		lock_exclusive(&boot_lock);
		if (!answered) {
			kprintf("\n");
			panic("no root filesystem: end of input");
		}
		if (line[0] == '\0')
			continue;
		if (strcmp(line, "panic") == 0)
			panic("panic from console");
		if (strcmp(line, "abort") == 0)
			panic("no root filesystem: manual input was aborted");
		if (strcmp(line, "?") == 0) {
			kprintf("Possibly valid devices:");
			dev_foreach(list_one, NULL);
			kprintf("\n");
		} else if (root_report(line))
			break;
	}
	dev_close(cons, FREAD | FWRITE, NULL);
	dev_drop(cons);
}

/* Try each of a list of specs, separated by blanks or commas. */
static bool
root_list(const char *list)
{
	char spec[ROOTNAME_MAX];
	size_t len;

	while (*list != '\0') {
		for (len = 0; list[len] != '\0' && list[len] != ' ' &&
		    list[len] != ','; len++)
			;
		if (len > 0 && len < sizeof(spec)) {
			memcpy(spec, list, len);
			spec[len] = '\0';
			if (root_report(spec))
				return (true);
		}
		list += len;
		if (*list != '\0')
			list++;
	}
	return (false);
}

/* A directory in the root: for memory filesystems, which start empty. */
static int
root_mkdir(const char *name)
{
	struct vname vn;
	struct vnode *vp;
	struct vattr va;
	int error;

	vname_set(&vn, name, strlen(name));
	vattr_null(&va);
	va.va_type = VDIR;
	va.va_mode = 0755;
	error = vn_lock(rootvnode, LK_EXCLUSIVE);
	if (error != 0)
		return (error);
	error = VOP(rootvnode, mkdir, &vn, &va, &vp, root_cred);
	if (error == 0) {
		cache_enter(rootvnode, &vn, vp);
		vrele(vp);
	}
	vn_unlock(rootvnode);
	return (error);
}

/* devfs on /dev, so that the first program finds its console. */
static void
mount_dev(void)
{
	const struct vfsops *ops = vfs_byname("devfs");
	struct nlookup nl;
	struct mount *mp;
	int error;

	error = nlookup(&nl, AT_FDCWD, "/dev", NL_SYSSPACE | NL_FOLLOW);
	if (error == ENOENT && (rootmount->mnt_flag & MNT_RDONLY) == 0) {
		nlookup_done(&nl);
		error = root_mkdir("dev");
		if (error != 0) {
			kprintf("mkdir /dev: error %d\n", error);
			return;
		}
		error = nlookup(&nl, AT_FDCWD, "/dev", NL_SYSSPACE | NL_FOLLOW);
	}
	if (error == 0 && nl.nl_vp->v_type != VDIR)
		error = ENOTDIR;
	if (error == 0) {
		vref(nl.nl_vp);
		error = mount_kernel(ops, "devfs", "/dev", nl.nl_vp, 0, &mp);
		if (error != 0)
			vrele(nl.nl_vp);
	}
	nlookup_done(&nl);
	if (error != 0)
		kprintf("Mounting devfs on /dev failed: error %d\n", error);
}

void
vfs_mountroot(const char *guess)
{
	char list[ROOTNAME_MAX];

	vfs_daemons_start();
	lock_exclusive(&boot_lock);
	if (!kenv_get("vfs.root.mountfrom", list, sizeof(list)))
		list[0] = '\0';
	if ((boothowto & RB_VERBOSE) != 0)
		kprintf("root: from the environment \"%s\", from the command "
		    "line \"%s\"\n", list, guess != NULL ? guess : "");
	if ((boothowto & RB_ASKNAME) != 0 || (!root_list(list) &&
	    !(guess != NULL && root_list(guess))))
		root_ask();
	mount_dev();
	lock_release(&boot_lock);
}

void
vfs_mountroot_init(void)
{
	lock_init(&boot_lock, "bootmount", LR_BOOTMOUNT, 0);
}

struct vnode *
vfs_mountroot_ref(void)
{
	lock_shared(&boot_lock);
	vref(rootvnode);
	lock_release(&boot_lock);
	return (rootvnode);
}

void
vfs_mountroot_stop(void)
{
	lock_exclusive(&boot_lock);
}
