/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mem.c: /dev/mem and /dev/kmem, mem(4): the machine's memory by its physical
 * address, which is the offset in the memory image, and by kernel address, there
 * with the kernel's code and data.
 *
 * Opening for writing is EPERM unless the kernel runs with -U, see vkernel(7), and
 * above secure level 0.
 *
 * The bytes go by the host's file: guard pages come and go in the kernel's own
 * view of the memory.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "dev/memdev.h"
#include "host/host_mem.h"
#include "platform/boot.h"
#include "platform/ksym.h"
#include "platform/machine.h"
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"

#define MINOR_MEM	0
#define MINOR_KMEM	1
#define GID_KMEM	2

static int
mem_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	if ((fflags & FWRITE) != 0 && (!kmem_writable || securelevel > 0))
		return (EPERM);
	if (dev->si_uminor == MINOR_KMEM)
		kvm_fill();
	return (0);
}

/* Part of a page, by way of buf. */
static int
mem_piece(struct kuio *uio, uint64_t off, uint8_t *buf)
{
	size_t n = K_MIN(uio->uio_resid, (size_t)(PAGE_SIZE -
	    (off & PAGE_MASK)));
	int error;

	if (uio->uio_rw == UIO_WRITE_K) {
		error = kuiomove(buf, n, uio);
		return (error != 0 ? error : host_ram_write(off, buf, n));
	}
	error = host_ram_read(off, buf, n);
	return (error != 0 ? error : kuiomove(buf, n, uio));
}

/*
 * base: the address of offset 0.  What is beyond the memory is EFAULT.  The
 * data changes while it is read; that is in the nature of the device.
 */
static int
mem_move(struct kuio *uio, uint64_t base)
{
	uint8_t *buf;
	uint64_t off;
	int error = 0;

	if ((buf = kmalloc(PAGE_SIZE, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	while (error == 0 && uio->uio_resid > 0) {
		off = (uint64_t)uio->uio_offset - base;
		if ((uint64_t)uio->uio_offset < base ||
		    off >= boot_options.bo_memsize)
			error = EFAULT;
		else
			error = mem_piece(uio, off, buf);
		cpu_poll();
	}
	kfree(buf, M_TEMP);
	return (error);
}

static int
mem_rdwr(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (mem_move(uio, 0));
}

/* Part of a page of the kernel's code and data, by way of buf. */
static int
image_piece(struct kuio *uio, uint8_t *buf)
{
	uintptr_t addr = (uintptr_t)uio->uio_offset;
	size_t n = K_MIN(uio->uio_resid, (size_t)(PAGE_SIZE -
	    (addr & PAGE_MASK)));
	int error;

	if (!ksym_contains(addr, n))
		return (EFAULT);
	if (uio->uio_rw == UIO_WRITE_K) {
		error = kuiomove(buf, n, uio);
		return (error != 0 ? error : machine_mem_write(addr, buf, n));
	}
	error = machine_mem_read(addr, buf, n);
	return (error != 0 ? error : kuiomove(buf, n, uio));
}

/* Memory, or what is linked into the kernel. */
static int
kmem_rdwr(struct cdev *dev, struct kuio *uio, int ioflag)
{
	uint8_t *buf;
	int error = 0;

	if (!ksym_contains((uintptr_t)uio->uio_offset, 1))
		return (mem_move(uio, (uintptr_t)boot_ram_base));
	if ((buf = kmalloc(PAGE_SIZE, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	while (error == 0 && uio->uio_resid > 0) {
		error = image_piece(uio, buf);
		cpu_poll();
	}
	kfree(buf, M_TEMP);
	return (error);
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
	kvm_attach();
	nulldev_attach();
	random_attach();
	fddev_attach();
	klog_attach();
}
