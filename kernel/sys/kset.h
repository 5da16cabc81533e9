/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kset.h: linker sets, and those that modules add to them.
 *
 * A set of the kernel is gathered by its linker (SET_ENTRY).  Where modules may add
 * to it there is a struct kset_more beside it, and readers count through both:
 *
 *	for (i = 0; (p = kset_entry(__start_set_x, __stop_set_x, &x_more, i)) !=
 *	    NULL; i++)
 *
 * The list is changed with kld_lock held, and read without a lock by debuggers;
 * others see to it that nothing is unloaded meanwhile.
 */
#ifndef _SYS_KSET_H_
#define _SYS_KSET_H_

#include "sys/kdefs.h"

/* A set of one module: pointers, as SET_ENTRY made them. */
struct kset {
	void		**ks_start;
	size_t		 ks_count;
	struct kset	*volatile ks_next;
};

struct kset_more {
	struct kset	*volatile km_first;
};

void	kset_add(struct kset_more *, struct kset *);
void	kset_remove(struct kset_more *, struct kset *);	/* nothing if not there */
/*
 * Entry i: of start..stop, then of the modules; NULL behind the last.  start may
 * be NULL: the kernel has none itself.
 */
void	*kset_entry(const void *start, const void *stop,
	    const struct kset_more *, size_t i);

#endif /* !_SYS_KSET_H_ */
