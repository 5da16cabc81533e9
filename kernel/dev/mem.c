/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mem.c: /dev/mem and /dev/kmem, mem(4): the machine's memory by its physical
 * address, which is the offset in the memory image, and by kernel address.
 *
 * Opening for writing is EPERM unless the kernel runs with -U, see vkernel(7).
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "dev/memdev.h"
#include "platform/boot.h"
#include "sys/kdev.h"
#include "sys/thread.h"

#define MINOR_MEM	0
#define MINOR_KMEM	1
#define GID_KMEM	2

static int
mem_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	return ((fflags & FWRITE) != 0 && !kmem_writable ? EPERM : 0);
}

/*
 * base: the address of offset 0.  What is beyond the memory is EFAULT.  The
 * data changes while it is read; that is in the nature of the device.
 */
static int
mem_move(struct kuio *uio, uint64_t base)
{
	uint64_t off;
	size_t n;
	int error = 0;

	while (error == 0 && uio->uio_resid > 0) {
		off = (uint64_t)uio->uio_offset - base;
		if ((uint64_t)uio->uio_offset < base ||
		    off >= boot_options.bo_memsize)
			return (EFAULT);
		n = K_MIN(uio->uio_resid, (size_t)(PAGE_SIZE -
		    (off & PAGE_MASK)));
		error = kuiomove(boot_ram_base + off, n, uio);
		cpu_poll();
	}
	return (error);
}

static int
mem_rdwr(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (mem_move(uio, 0));
}

static int
kmem_rdwr(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (mem_move(uio, (uintptr_t)boot_ram_base));
}

static const struct dev_ops mem_ops = {
	.d_name = "mem", .d_flags = D_SEEKABLE, .d_open = mem_open,
	.d_read = mem_rdwr, .d_write = mem_rdwr,
};
static const struct dev_ops kmem_ops = {
	.d_name = "mem", .d_flags = D_SEEKABLE, .d_open = mem_open,
	.d_read = kmem_rdwr, .d_write = kmem_rdwr,
};

void
memdev_attach(void)
{
	(void)make_dev(&mem_ops, MINOR_MEM, 0, GID_KMEM, 0640, "mem");
	(void)make_dev(&kmem_ops, MINOR_KMEM, 0, GID_KMEM, 0640, "kmem");
	nulldev_attach();
	random_attach();
	fddev_attach();
}
