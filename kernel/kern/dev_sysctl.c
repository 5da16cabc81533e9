/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dev_sysctl.c: what programs ask about devices as such: devname(3), the
 * console's number, the device of dumps.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kdev.h"
#include "sys/ksysctl.h"
#include "vfs/vnode.h"
#include "lib/libkern.h"

/* kern.devname: a number in, the name of that device out.  EINVAL, ENOENT. */
static int
sysctl_devname(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct cdev *dev;
	dev_t num;
	int error;

	if ((error = sysctl_in(req, &num, sizeof(num))) != 0)
		return (error);
	if (num == NODEV)
		return (EINVAL);
	if ((dev = dev_by_number(num)) == NULL)
		return (ENOENT);
	error = sysctl_out(req, dev->si_name, strlen(dev->si_name) + 1);
	dev_drop(dev);
	return (error);
}
SYSCTL_KPROC(kern_devname, "kern.devname", OID_AUTO, CTLTYPE_OPAQUE |
    CTLFLAG_RW | CTLFLAG_ANYBODY | CTLFLAG_SKIP, NULL, 0, sysctl_devname, "",
    "Name of the device with a number");

static int
sysctl_console_rdev(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct cdev *dev = dev_find("console");
	dev_t num = dev != NULL ? dev_from_cdev(dev) : NODEV;

	if (dev != NULL)
		dev_drop(dev);
	return (sysctl_out(req, &num, sizeof(num)));
}
SYSCTL_KPROC(kern_console_rdev, "kern.console_rdev", OID_AUTO, CTLTYPE_INT |
    CTLFLAG_RD, NULL, 0, sysctl_console_rdev, "I", "Number of the console");

/* A kernel that panics here is dumped by its host. */
static dev_t no_dumpdev = NODEV;
SYSCTL_KOPAQUE(kern_dumpdev, "kern.dumpdev", KERN_DUMPDEV, CTLFLAG_RD,
    &no_dumpdev, sizeof(no_dumpdev), "T,udev_t", "Device of dumps: none here");
