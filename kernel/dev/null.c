/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * null.c: /dev/null and /dev/zero, null(4) and zero(4).
 */
#include <sys/errno.h>
#include "dev/memdev.h"
#include "sys/kdev.h"
#include "vm/vm.h"

#define MINOR_NULL	2
#define MINOR_ZERO	12

static int
null_read(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (0);
}

/* Both take everything; the data is not even looked at. */
static int
null_write(struct cdev *dev, struct kuio *uio, int ioflag)
{
	uio->uio_offset += (int64_t)uio->uio_resid;
	uio->uio_resid = 0;
	return (0);
}

static int
zero_read(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (kuio_zero(uio->uio_resid, uio));
}

/* Every mapping is memory of its own. */
static int
zero_mmap(struct cdev *dev, int prot, int flags, int64_t *off, size_t len,
    struct vm_object **objp, int *maxprot)
{
	*off = 0;
	return (vm_object_anon(len, objp));
}

static const struct dev_ops null_ops = {
	.d_name = "mem", .d_flags = D_SEEKABLE,
	.d_read = null_read, .d_write = null_write,
};
static const struct dev_ops zero_ops = {
	.d_name = "mem", .d_flags = D_SEEKABLE,
	.d_read = zero_read, .d_write = null_write, .d_mmap = zero_mmap,
};

void
nulldev_attach(void)
{
	(void)make_dev(&null_ops, MINOR_NULL, 0, 0, 0666, "null");
	(void)make_dev(&zero_ops, MINOR_ZERO, 0, 0, 0666, "zero");
}
