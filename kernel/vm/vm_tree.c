/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_tree.c: the entries of a map in order: a treap (a search tree by
 * address that is a heap by random priority, so its depth is logarithmic whatever
 * a program does) which also knows the largest hole below each node, and a list.
 *
 * Locks: [m] vs_lock, shared to look, exclusive to change.
 */
#include "vm/vm_map.h"

static uint64_t
maxgap(const struct vm_map_entry *n)
{
	return (n == NULL ? 0 : n->e_maxgap);
}

static void
pull(struct vm_map_entry *n)
{
	uint64_t below = K_MAX(maxgap(n->e_left), maxgap(n->e_right));

	n->e_maxgap = K_MAX(n->e_gap, below);
}

/* Entries below key to *l, the others to *r. */
static void
split(struct vm_map_entry *n, uintptr_t key, struct vm_map_entry **l,
    struct vm_map_entry **r)
{
	if (n == NULL) {
		*l = *r = NULL;
	} else if (n->e_start < key) {
		*l = n;
		split(n->e_right, key, &n->e_right, r);
		pull(n);
	} else {
		*r = n;
		split(n->e_left, key, l, &n->e_left);
		pull(n);
	}
}

/* All of a lies below all of b. */
static struct vm_map_entry *
merge(struct vm_map_entry *a, struct vm_map_entry *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL ? b : a);
	if (a->e_pri >= b->e_pri) {
		a->e_right = merge(a->e_right, b);
		pull(a);
		return (a);
	}
	b->e_left = merge(a, b->e_left);
	pull(b);
	return (b);
}

static struct vm_map_entry *
insert(struct vm_map_entry *n, struct vm_map_entry *e)
{
	if (n == NULL || e->e_pri > n->e_pri) {
		split(n, e->e_start, &e->e_left, &e->e_right);
		pull(e);
		return (e);
	}
	if (e->e_start < n->e_start)
		n->e_left = insert(n->e_left, e);
	else
		n->e_right = insert(n->e_right, e);
	pull(n);
	return (n);
}

static struct vm_map_entry *
take_out(struct vm_map_entry *n, struct vm_map_entry *e)
{
	KKASSERT(n != NULL);
	if (n == e)
		return (merge(n->e_left, n->e_right));
	if (e->e_start < n->e_start)
		n->e_left = take_out(n->e_left, e);
	else
		n->e_right = take_out(n->e_right, e);
	pull(n);
	return (n);
}

/* e_gap of e changed: tell the nodes above. */
static void
refresh(struct vm_map_entry *n, const struct vm_map_entry *e)
{
	if (n == NULL)
		return;
	if (n != e)
		refresh(e->e_start < n->e_start ? n->e_left : n->e_right, e);
	pull(n);
}

/* Compute e_gap anew from the neighbour below. */
static void
set_gap(struct vm_map_entry *e)
{
	uintptr_t lo = e->e_prev != NULL ? e->e_prev->e_end :
	    VM_MIN_USER_ADDRESS;

	e->e_avail = K_MIN(e->e_avail, e->e_start - lo);
	e->e_gap = e->e_start - e->e_avail - lo;
}

/* The last entry that starts at or below va. */
static struct vm_map_entry *
lookup_le(struct vmspace *vs, uintptr_t va)
{
	struct vm_map_entry *n = vs->vs_root, *best = NULL;

	while (n != NULL)
		if (n->e_start <= va) {
			best = n;
			n = n->e_right;
		} else
			n = n->e_left;
	return (best);
}

struct vm_map_entry *
map_lookup(struct vmspace *vs, uintptr_t va)
{
	struct vm_map_entry *e = vs->vs_hint;

	if (e != NULL && e->e_start <= va && va < e->e_end)
		return (e);
	e = lookup_le(vs, va);
	if (e == NULL || va >= e->e_end)
		return (NULL);
	vs->vs_hint = e;
	return (e);
}

struct vm_map_entry *
map_lookup_ge(struct vmspace *vs, uintptr_t va)
{
	struct vm_map_entry *e = lookup_le(vs, va);

	if (e == NULL)
		return (vs->vs_first);
	return (va < e->e_end ? e : e->e_next);
}

void
map_link(struct vmspace *vs, struct vm_map_entry *e)
{
	struct vm_map_entry *prev = lookup_le(vs, e->e_start);

	e->e_prev = prev;
	e->e_next = prev != NULL ? prev->e_next : vs->vs_first;
	INVARIANT(e->e_start < e->e_end);
	INVARIANT(prev == NULL || prev->e_end <= e->e_start);
	INVARIANT(e->e_next == NULL || e->e_end <= e->e_next->e_start);
	if (prev != NULL)
		prev->e_next = e;
	else
		vs->vs_first = e;
	if (e->e_next != NULL)
		e->e_next->e_prev = e;
	else
		vs->vs_last = e;
	set_gap(e);
	vs->vs_root = insert(vs->vs_root, e);
	if (e->e_next != NULL) {
		set_gap(e->e_next);
		refresh(vs->vs_root, e->e_next);
	}
	vs->vs_nentries++;
}

void
map_unlink(struct vmspace *vs, struct vm_map_entry *e)
{
	vs->vs_root = take_out(vs->vs_root, e);
	if (e->e_prev != NULL)
		e->e_prev->e_next = e->e_next;
	else
		vs->vs_first = e->e_next;
	if (e->e_next != NULL) {
		e->e_next->e_prev = e->e_prev;
		set_gap(e->e_next);
		refresh(vs->vs_root, e->e_next);
	} else
		vs->vs_last = e->e_prev;
	if (vs->vs_hint == e)
		vs->vs_hint = NULL;
	vs->vs_nentries--;
}

void
map_resized(struct vmspace *vs, struct vm_map_entry *e)
{
	set_gap(e);
	refresh(vs->vs_root, e);
	if (e->e_next != NULL) {
		set_gap(e->e_next);
		refresh(vs->vs_root, e->e_next);
	}
}

/* Does [lo, hi) hold len aligned bytes at or above from? */
static bool
fits(uintptr_t lo, uintptr_t hi, uintptr_t from, size_t len, uintptr_t align,
    uintptr_t *addr)
{
	uintptr_t a = K_MAX(lo, from);

	if (a > hi || hi - a < len)
		return (false);
	if (a % align != 0)
		a += align - a % align;
	if (a > hi || hi - a < len)
		return (false);
	*addr = a;
	return (true);
}

static bool
findspace(struct vm_map_entry *n, uintptr_t from, size_t len, uintptr_t align,
    uintptr_t *addr)
{
	uintptr_t hi;

	if (n == NULL || n->e_maxgap < len)
		return (false);
	if (n->e_start > from) {
		if (findspace(n->e_left, from, len, align, addr))
			return (true);
		hi = n->e_start - n->e_avail;
		if (n->e_gap >= len &&
		    fits(hi - n->e_gap, hi, from, len, align, addr))
			return (true);
	}
	return (findspace(n->e_right, from, len, align, addr));
}

bool
map_findspace(struct vmspace *vs, uintptr_t from, size_t len, uintptr_t align,
    uintptr_t *addr)
{
	uintptr_t lo = vs->vs_last != NULL ? vs->vs_last->e_end :
	    VM_MIN_USER_ADDRESS;

	from = K_MAX(from, VM_MIN_USER_ADDRESS);
	if (findspace(vs->vs_root, from, len, align, addr))
		return (true);
	return (fits(lo, VM_MAX_USER_ADDRESS, from, len, align, addr));
}
