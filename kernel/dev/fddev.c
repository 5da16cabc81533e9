/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fddev.c: /dev/fd/N, /dev/stdin, /dev/stdout, /dev/stderr, fd(4).  Opening one
 * duplicates the descriptor of that number; open(2) sees to it, so
 * nothing is ever read from or written to the devices themselves.
 */
#include <sys/errno.h>
#include "dev/memdev.h"
#include "sys/kdev.h"
#include "vfs/vnode_impl.h"

#define NFDDEV		64

static int
fd_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	return (ENODEV);	/* by the kernel itself: it has no descriptors */
}

static const struct dev_ops fd_ops = { .d_name = "fd", .d_open = fd_open };

bool
dev_isfd(struct cdev *dev, int *fd)
{
	if (dev->si_ops != &fd_ops)
		return (false);
	*fd = dev->si_uminor;
	return (true);
}

void
fddev_attach(void)
{
	static const char *const names[] = { "stdin", "stdout", "stderr" };
	struct cdev *dev;
	int i;

	for (i = 0; i < NFDDEV; i++) {
		dev = make_dev(&fd_ops, i, 0, 0, 0666, "fd/%d", i);
		if (dev != NULL && i < 3)
			(void)make_dev_alias(dev, names[i]);
	}
}
