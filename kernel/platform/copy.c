/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * copy.c: copyin(9), copyout(9) and their family.
 *
 * What is mapped is copied at once (pmap_copy); where access is missing the
 * fault is taken as if the program had touched the address, and the copy goes on.
 *
 * Errors: EFAULT for everything that the program could not access itself.
 * Locks: none held by the caller above LR_VMMAP; may sleep.
 */
#include "sys/kuio.h"
#include "sys/kproc.h"
#include "platform/pmap.h"
#include "vm/vm.h"
#include <sys/errno.h>

/* Is [va, va+len) within user space? */
static bool
user_range(uintptr_t va, size_t len)
{
	return (va + len >= va && va + len <= VM_MAX_USER_ADDRESS);
}

/* Take the fault that stopped a copy at va. */
static int
copy_fault(struct vmspace *vs, uintptr_t va, int access)
{
	return (vm_fault(vs, va, access) == 0 ? 0 : EFAULT);
}

static int
copy_space(struct vmspace *vs, uintptr_t va, void *kaddr, size_t len,
    bool write)
{
	size_t done = 0;

	if (len == 0)
		return (0);
	if (vs == NULL || !user_range(va, len))
		return (EFAULT);
	for (;;) {
		done += pmap_copy(vmspace_pmap(vs), va + done,
		    (uint8_t *)kaddr + done, len - done, write);
		if (done == len)
			return (0);
		if (copy_fault(vs, va + done,
		    write ? PROT_WRITE : PROT_READ) != 0)
			return (EFAULT);
	}
}

static struct vmspace *
own_space(void)
{
	struct proc *p = curproc;

	return (p != NULL ? p->p_vmspace : NULL);
}

int
copyin(const void *uaddr, void *kaddr, size_t len)
{
	return (copy_space(own_space(), (uintptr_t)uaddr, kaddr, len, false));
}

int
copyout(const void *kaddr, void *uaddr, size_t len)
{
	/* Only read from, since write is true. */
	return (copy_space(own_space(), (uintptr_t)uaddr,
	    (void *)(uintptr_t)kaddr, len, true));
}

int
copyinstr(const void *uaddr, char *kaddr, size_t max, size_t *done)
{
	struct vmspace *vs = own_space();
	uintptr_t va = (uintptr_t)uaddr;
	size_t n = 0, room;
	bool nul = false;
	int error = 0;

	while (error == 0 && !nul) {
		if (n == max) {
			error = ENAMETOOLONG;
			break;
		}
		if (vs == NULL || va + n >= VM_MAX_USER_ADDRESS) {
			error = EFAULT;
			break;
		}
		room = K_MIN(max - n, VM_MAX_USER_ADDRESS - (va + n));
		n += pmap_copystr(vmspace_pmap(vs), va + n, kaddr + n, room,
		    &nul);
		if (!nul && n < max && va + n < VM_MAX_USER_ADDRESS)
			error = copy_fault(vs, va + n, PROT_READ);
	}
	if (done != NULL)
		*done = n;
	return (error);
}

int
vmspace_copyin(struct vmspace *vs, uintptr_t uaddr, void *kaddr, size_t len)
{
	return (copy_space(vs, uaddr, kaddr, len, false));
}

int
vmspace_copyout(struct vmspace *vs, const void *kaddr, uintptr_t uaddr,
    size_t len, bool force)
{
	const uint8_t *from = kaddr;
	size_t n;
	int error;

	if (!force)
		return (copy_space(vs, uaddr, (void *)(uintptr_t)kaddr, len,
		    true));
	if (!user_range(uaddr, len))
		return (EFAULT);
	for (; len > 0; len -= n, uaddr += n, from += n) {
		n = K_MIN(PAGE_SIZE - (uaddr & PAGE_MASK), len);
		error = vm_force_write(vs, uaddr, from, n);
		if (error != 0)
			return (EFAULT);
	}
	return (0);
}

/*
 * ---- words -----------------------------------------------------------
 */

int
ufetch32(const volatile void *uaddr, uint32_t *value)
{
	return (copyin((const void *)(uintptr_t)uaddr, value, sizeof(*value)));
}
