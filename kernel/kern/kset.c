/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kset.c: linker sets that modules add to, sys/kset.h.
 */
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/kddb.h"
#include "sys/kset.h"
#include "sys/lock.h"

struct kset_more ddb_shows_more, ddb_commands_more;

void
kset_add(struct kset_more *km, struct kset *ks)
{
	ks->ks_next = km->km_first;
	atomic_store(&km->km_first, ks);
}

void
kset_remove(struct kset_more *km, struct kset *ks)
{
	struct kset *volatile *pp;

	for (pp = &km->km_first; *pp != NULL; pp = &(*pp)->ks_next)
		if (*pp == ks) {
			atomic_store(pp, ks->ks_next);
			return;
		}
}

void *
kset_entry(const void *start, const void *stop, const struct kset_more *km,
    size_t i)
{
	size_t n = (size_t)((void *const *)stop - (void *const *)start);
	const struct kset *ks;

	if (i < n)
		return (((void *const *)start)[i]);
	i -= n;
	for (ks = km->km_first; ks != NULL; ks = ks->ks_next) {
		if (i < ks->ks_count)
			return (ks->ks_start[i]);
		i -= ks->ks_count;
	}
	return (NULL);
}
