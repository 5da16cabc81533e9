/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kstack.c: kernel stacks.
 *
 * Below each lies a page that nobody can touch: a stack that overflows
 * faults there instead of writing over its neighbour (kernel_fault()).  A
 * few stacks are kept, with their pages warm and the guard in its place.
 *
 * Locks: s kstack_spin.
 */
#include "kern/kmem_var.h"
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "sys/thread.h"
#include "platform/machine.h"
#include "lib/libkern.h"

#ifdef SANITIZE
#define KSTACK_PAGES	32		/* with the guard */
#else
#define KSTACK_PAGES	8
#endif
#define KSTACK_KEEP	32
#define KSTACK_FEW	4

static struct spinlock kstack_spin =
    SPINLOCK_INITIALIZER("kstacks", LR_KMEM);
static uint8_t *kstack_cache[KSTACK_KEEP];	/* [s] the guards */
static int kstack_ncached;			/* [s] */

static uint8_t *
kstack_make(void)
{
	uint8_t *p;

	if ((p = kmem_alloc(KSTACK_PAGES, M_WAITOK)) == NULL)
		return (NULL);
	if (machine_guard(p, KSTACK_GUARD, true) != 0) {
		kmem_free(p, KSTACK_PAGES);
		return (NULL);
	}
	return (p);
}

void *
kstack_alloc(size_t *size)
{
	uint8_t *p = NULL;

	if (kmalloc_failing && kmalloc_fail_now())
		return (NULL);
	spin_lock(&kstack_spin);
	if (kstack_ncached > 0)
		p = kstack_cache[--kstack_ncached];
	spin_unlock(&kstack_spin);
	if (p == NULL && (p = kstack_make()) == NULL)
		return (NULL);
	*size = KSTACK_PAGES * PAGE_SIZE - KSTACK_GUARD;
	return (p + KSTACK_GUARD);
}

/* It joins its neighbours: no limit of the host stands against it. */
static void
kstack_unmake(uint8_t *p)
{
	int error = machine_guard(p, KSTACK_GUARD, false);

	KASSERT(error == 0, ("kstack: the guard stays, error %d", error));
	kmem_free(p, KSTACK_PAGES);
}

void
kstack_free(void *stack)
{
	uint8_t *p = (uint8_t *)stack - KSTACK_GUARD;

	spin_lock(&kstack_spin);
	if (kstack_ncached < KSTACK_KEEP) {
		kstack_cache[kstack_ncached++] = p;
		p = NULL;
	}
	spin_unlock(&kstack_spin);
	if (p != NULL)
		kstack_unmake(p);
}

/* Memory is short: the stacks that are kept go back, but for a few. */
static void
kstack_reclaim(void)
{
	uint8_t *p;

	do {
		p = NULL;
		spin_lock(&kstack_spin);
		if (kstack_ncached > KSTACK_FEW)
			p = kstack_cache[--kstack_ncached];
		spin_unlock(&kstack_spin);
		if (p != NULL)
			kstack_unmake(p);
	} while (p != NULL);
}

void
kstack_init(void)
{
	kmem_reclaim_register(kstack_reclaim);
}
