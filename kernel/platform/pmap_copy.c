/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pmap_copy.c: the kernel's look into what a space has mapped: through its own
 * mapping of the pool, by the page tables, never through user addresses.
 *
 * The copy runs with pm_lock shared: a fork, a write-protect or an unmap that
 * takes the lock exclusive comes before or after it, not in its middle.  So a
 * page that is copied to is writable then, with all that this means: private, or marked
 * dirty.
 *
 * Locks: pm_lock shared.
 */
#include "platform/pmap_var.h"
#include "lib/libkern.h"

#define COPY_MAX	(64u * 1024)	/* bytes under the lock at a time */

/* The kernel's address of va, or NULL without access. */
static uint8_t *
user_kva(const struct pmap *pm, uintptr_t va, bool write)
{
	struct pleaf *pl;
	uint64_t pte;

	pl = radix_get(&pm->pm_leaves, va >> LEAF_SHIFT);
	if (pl == NULL)
		return (NULL);
	pte = pl->pl_pte[pte_slot(va)];
	if ((pte & PTE_VALID) == 0 || (write && (pte & PROT_WRITE) == 0))
		return (NULL);
	return ((uint8_t *)page_kva(pte_page(pte)) + (va & PAGE_MASK));
}

/* Aligned words are read and written whole: other threads may be at them. */
static void
copy_piece(void *to, const void *from, size_t n)
{
	uintptr_t both = (uintptr_t)to | (uintptr_t)from;

	if (n == sizeof(uint32_t) && both % sizeof(uint32_t) == 0)
		__atomic_store_n((uint32_t *)to, __atomic_load_n(
		    (const uint32_t *)from, __ATOMIC_SEQ_CST),
		    __ATOMIC_SEQ_CST);
	else if (n == sizeof(uint64_t) && both % sizeof(uint64_t) == 0)
		__atomic_store_n((uint64_t *)to, __atomic_load_n(
		    (const uint64_t *)from, __ATOMIC_SEQ_CST),
		    __ATOMIC_SEQ_CST);
	else
		memcpy(to, from, n);
}

size_t
pmap_copy(struct pmap *pm, uintptr_t va, void *kaddr, size_t len, bool write)
{
	size_t done = 0, n, burst = 0;
	uint8_t *p;

	lock_shared(&pm->pm_lock);
	while (done < len && (p = user_kva(pm, va + done, write)) != NULL) {
		n = K_MIN(PAGE_SIZE - ((va + done) & PAGE_MASK), len - done);
		if (write)
			copy_piece(p, (uint8_t *)kaddr + done, n);
		else
			copy_piece((uint8_t *)kaddr + done, p, n);
		done += n;
		burst += n;
		if (burst >= COPY_MAX) {
			burst = 0;
			lock_release(&pm->pm_lock);
			lock_shared(&pm->pm_lock);
		}
	}
	lock_release(&pm->pm_lock);
	return (done);
}

bool
pmap_zero(struct pmap *pm, uintptr_t va, size_t len, size_t *done)
{
	size_t n;
	uint8_t *p;

	*done = 0;
	lock_shared(&pm->pm_lock);
	while (*done < len && (p = user_kva(pm, va + *done, true)) != NULL) {
		n = K_MIN(PAGE_SIZE - ((va + *done) & PAGE_MASK), len - *done);
		memset(p, 0, n);
		*done += n;
	}
	lock_release(&pm->pm_lock);
	return (*done == len);
}

size_t
pmap_copystr(struct pmap *pm, uintptr_t va, char *kaddr, size_t max, bool *nul)
{
	size_t done = 0, n;
	uint8_t *p, *end;

	*nul = false;
	lock_shared(&pm->pm_lock);
	while (done < max && !*nul &&
	    (p = user_kva(pm, va + done, false)) != NULL) {
		n = K_MIN(PAGE_SIZE - ((va + done) & PAGE_MASK), max - done);
		/* Another thread may change it: look at what was copied. */
		memcpy(kaddr + done, p, n);
		end = memchr(kaddr + done, 0, n);
		if (end != NULL) {
			n = (size_t)(end - (uint8_t *)(kaddr + done)) + 1;
			*nul = true;
		}
		done += n;
	}
	lock_release(&pm->pm_lock);
	return (done);
}
