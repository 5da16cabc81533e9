/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * copy_uio.c: transfers described by a struct kuio, uiomove(9).
 */
#include "sys/kuio.h"
#include "sys/kproc.h"
#include "sys/kmalloc.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "vm/vm.h"
#include <sys/errno.h>
#include <sys/syslimits.h>

MALLOC_DEFINE(M_IOV, "iov", "large io vectors");

/* The piece at the front of u: at most n bytes; empty vectors are passed. */
static size_t
uio_piece(struct kuio *u, size_t n)
{
	while (u->uio_iovcnt > 0 && u->uio_iov->iov_len == 0) {
		u->uio_iov++;
		u->uio_iovcnt--;
	}
	if (u->uio_iovcnt == 0)
		return (0);
	n = K_MIN(n, u->uio_resid);
	return (K_MIN(n, u->uio_iov->iov_len));
}

static void
uio_advance(struct kuio *u, size_t n)
{
	u->uio_iov->iov_base = (char *)u->uio_iov->iov_base + n;
	u->uio_iov->iov_len -= n;
	u->uio_resid -= n;
	u->uio_offset += (int64_t)n;
}

int
kuiomove(void *kaddr, size_t n, struct kuio *u)
{
	uint8_t *k = kaddr;
	size_t len;
	int error = 0;

	while (n > 0 && (len = uio_piece(u, n)) > 0) {
		void *base = u->uio_iov->iov_base;

		if (u->uio_seg == UIO_SYSSPACE_K) {
			if (u->uio_rw == UIO_READ_K)
				memcpy(base, k, len);
			else
				memcpy(k, base, len);
		} else if (u->uio_rw == UIO_READ_K)
			error = copyout(k, base, len);
		else
			error = copyin(base, k, len);
		if (error != 0)
			return (error);
		uio_advance(u, len);
		k += len;
		n -= len;
	}
	return (0);
}

/* Zeroes to user memory. */
static int
zero_user(uintptr_t va, size_t len)
{
	struct vmspace *vs = curproc != NULL ? curproc->p_vmspace : NULL;
	size_t done;

	if (vs == NULL || va + len < va || va + len > VM_MAX_USER_ADDRESS)
		return (EFAULT);
	while (!pmap_zero(vmspace_pmap(vs), va, len, &done)) {
		va += done;
		len -= done;
		if (vm_fault(vs, va, PROT_WRITE) != 0)
			return (EFAULT);
	}
	return (0);
}

int
kuio_zero(size_t n, struct kuio *u)
{
	size_t len;
	int error = 0;

	KKASSERT(u->uio_rw == UIO_READ_K);
	while (n > 0 && (len = uio_piece(u, n)) > 0) {
		if (u->uio_seg == UIO_SYSSPACE_K)
			memset(u->uio_iov->iov_base, 0, len);
		else
			error = zero_user((uintptr_t)u->uio_iov->iov_base, len);
		if (error != 0)
			return (error);
		uio_advance(u, len);
		n -= len;
	}
	return (0);
}

int
kuio_iovin(const struct iovec *uiov, size_t n, struct iovec *small,
    struct iovec **iovp, size_t *total)
{
	struct iovec *iov = small;
	size_t sum = 0;
	int error;

	*iovp = NULL;
	if (n > IOV_MAX)
		return (EINVAL);
	if (n > UIO_SMALL) {
		iov = kmalloc(n * sizeof(*iov), M_IOV, M_WAITOK);
		if (iov == NULL)
			return (ENOMEM);
	}
	error = copyin(uiov, iov, n * sizeof(*iov));
	for (size_t i = 0; i < n && error == 0; i++) {
		/* The sum must be a ssize_t. */
		if (iov[i].iov_len > (size_t)INT64_MAX - sum)
			error = EINVAL;
		else
			sum += iov[i].iov_len;
	}
	if (error != 0) {
		kuio_iovfree(iov, small);
		return (error);
	}
	*iovp = iov;
	*total = sum;
	return (0);
}

void
kuio_iovfree(struct iovec *iov, struct iovec *small)
{
	if (iov != small)
		kfree(iov, M_IOV);
}
