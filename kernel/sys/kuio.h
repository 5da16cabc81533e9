/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kuio.h: moving data between the kernel and programs, copy(9), uiomove(9).
 *
 * All of these check the user address against the caller's map, fault pages
 * in and return EFAULT for what the program could not access itself.  They
 * may sleep; no spin lock held.
 */
#ifndef _KERN_KUIO_H_
#define _KERN_KUIO_H_

#include <sys/uio.h>
#include "sys/kdefs.h"

struct vmspace;

int	copyin(const void *uaddr, void *kaddr, size_t len);
int	copyout(const void *kaddr, void *uaddr, size_t len);
/* NUL-terminated; *done (may be NULL) counts the NUL; ENAMETOOLONG. */
int	copyinstr(const void *uaddr, char *kaddr, size_t max, size_t *done);
/* In another process's space: ptrace, procfs, ps. */
int	vmspace_copyin(struct vmspace *, uintptr_t uaddr, void *kaddr, size_t);
int	vmspace_copyout(struct vmspace *, const void *kaddr, uintptr_t uaddr,
	    size_t, bool force);
/* A word at once, for umtx: 0 or EFAULT. */
int	ufetch32(const volatile void *uaddr, uint32_t *value);

enum kuio_seg { UIO_USERSPACE_K, UIO_SYSSPACE_K };
enum kuio_rw { UIO_READ_K, UIO_WRITE_K };

/* A transfer in progress. READ moves kernel data to the iovecs. */
struct kuio {
	struct iovec	*uio_iov;
	int		 uio_iovcnt;
	int64_t		 uio_offset;
	size_t		 uio_resid;
	enum kuio_seg	 uio_seg;
	enum kuio_rw	 uio_rw;
};
/* Move up to n bytes between kaddr and the uio and advance it.  EFAULT. */
int	kuiomove(void *kaddr, size_t n, struct kuio *);
int	kuio_zero(size_t n, struct kuio *);	/* READ of zeroes */
/*
 * Copy in an iovec array.  small[] (UIO_SMALL entries) is used when it fits;
 * *iovp must be freed with kuio_iovfree.  EINVAL for counts and overflow.
 */
#define UIO_SMALL	8
int	kuio_iovin(const struct iovec *uiov, size_t n, struct iovec *small,
	    struct iovec **iovp, size_t *total);
void	kuio_iovfree(struct iovec *iov, struct iovec *small);
static inline void
kuio_init(struct kuio *u, struct iovec *iov, void *buf, size_t len,
    int64_t off, enum kuio_seg seg, enum kuio_rw rw)
{
	iov->iov_base = buf;
	iov->iov_len = len;
	u->uio_iov = iov;
	u->uio_iovcnt = 1;
	u->uio_offset = off;
	u->uio_resid = len;
	u->uio_seg = seg;
	u->uio_rw = rw;
}

#endif /* !_KERN_KUIO_H_ */
