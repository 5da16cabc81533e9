/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_range.c: what a space has mapped, as the host counts it: maximal ranges
 * of one protection whose offsets go on with their addresses.  Linux merges
 * and splits its own in the same way, so the number here is the number there.
 *
 * A treap: a search tree by address and a heap by a random priority, which
 * keeps it flat.  All changes are made of cutting it in two at an address and
 * joining two.  Ranges never overlap; neighbours that could be one are one.
 *
 * Locks: m of the space.
 */
#include <stdlib.h>

#include "ux_int.h"

struct range {
	uint64_t	 va, end;
	uint64_t	 off;
	uint32_t	 prot;
	uint32_t	 priority;
	struct range	*left, *right;
};

static struct range *
range_new(uint64_t va, uint64_t end, uint64_t off, uint32_t prot)
{
	static _Atomic uint32_t seed = 2463534242u;
	struct range *r;
	uint32_t x;

	r = malloc(sizeof(*r));
	if (r == NULL)
		line_die(HOST_EXIT_HOST, "out of memory");
	x = atomic_load_explicit(&seed, memory_order_relaxed);
	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	atomic_store_explicit(&seed, x, memory_order_relaxed);
	r->va = va;
	r->end = end;
	r->off = off;
	r->prot = prot;
	r->priority = x;
	r->left = r->right = NULL;
	return (r);
}

/* All of a lies below all of b. */
static struct range *
range_join(struct range *a, struct range *b)
{

	if (a == NULL || b == NULL)
		return (a != NULL ? a : b);
	if (a->priority > b->priority) {
		a->right = range_join(a->right, b);
		return (a);
	}
	b->left = range_join(a, b->left);
	return (b);
}

/*
 * Cut t at an address: *low gets what is below it, *high the rest.  A range
 * over the address becomes two.
 */
static void
range_cut(struct range *t, uint64_t at, struct range **low, struct range **high,
    unsigned *count)
{
	struct range *rest;

	if (t == NULL) {
		*low = *high = NULL;
	} else if (t->va >= at) {
		range_cut(t->left, at, low, &t->left, count);
		*high = t;
	} else if (t->end <= at) {
		range_cut(t->right, at, &t->right, high, count);
		*low = t;
	} else {
		rest = range_new(at, t->end, t->off + (at - t->va), t->prot);
		(*count)++;
		t->end = at;
		*high = range_join(rest, t->right);
		t->right = NULL;
		*low = t;
	}
}

static void
range_drop(struct range *t, unsigned *count)
{

	if (t == NULL)
		return;
	range_drop(t->left, count);
	range_drop(t->right, count);
	free(t);
	(*count)--;
}

static bool
range_follows(const struct range *a, const struct range *b)
{

	return (a->end == b->va && a->prot == b->prot &&
	    a->off + (a->end - a->va) == b->off);
}

/* Join, and make one of the two ranges that meet if they fit. */
static struct range *
range_meet(struct range *a, struct range *b, unsigned *count)
{
	struct range *last, **first, *gone;

	if (a == NULL || b == NULL)
		return (a != NULL ? a : b);
	for (last = a; last->right != NULL; last = last->right)
		;
	for (first = &b; (*first)->left != NULL; first = &(*first)->left)
		;
	if (range_follows(last, *first)) {
		gone = *first;
		last->end = gone->end;
		*first = gone->right;
		free(gone);
		(*count)--;
	}
	return (range_join(a, b));
}

/* The ranges of t one by one behind those of *all, with another protection. */
static void
range_reprotect(struct range *t, uint32_t prot, struct range **all,
    unsigned *count)
{
	struct range *right;

	if (t == NULL)
		return;
	range_reprotect(t->left, prot, all, count);
	right = t->right;
	t->left = t->right = NULL;
	t->prot = prot;
	*all = range_meet(*all, t, count);
	range_reprotect(right, prot, all, count);
}

/* An operation that the mapper has carried out. */
void
range_apply(struct ux_space *space, uint32_t op, const struct ux_mapop *mo)
{
	struct range *low, *mid, *high, *done;
	unsigned count;

	count = atomic_load(&space->mapcount);
	range_cut(space->ranges, mo->va, &low, &high, &count);
	range_cut(high, mo->va + mo->len, &mid, &high, &count);
	done = NULL;
	if (op == UXOP_PROTECT)
		range_reprotect(mid, mo->prot | UX_READ, &done, &count);
	else
		range_drop(mid, &count);
	if (op == UXOP_MAP) {
		done = range_new(mo->va, mo->va + mo->len, mo->off,
		    mo->prot | UX_READ);
		count++;
	}
	low = range_meet(low, done, &count);
	space->ranges = range_meet(low, high, &count);
	atomic_store(&space->mapcount, count);
}

/* Nothing is mapped there. */
bool
range_empty(const struct ux_space *space, const struct ux_mapop *mo)
{
	const struct range *t;

	for (t = space->ranges; t != NULL;) {
		if (t->end <= mo->va)
			t = t->right;
		else if (t->va >= mo->va + mo->len)
			t = t->left;
		else
			return (false);
	}
	return (true);
}

/* The process is gone, and its mappings. */
void
range_forget(struct ux_space *space)
{
	unsigned count;

	count = 0;
	range_drop(space->ranges, &count);
	space->ranges = NULL;
	atomic_store(&space->mapcount, 0);
}
