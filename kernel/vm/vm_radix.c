/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_radix.c: sparse arrays of pointers, see vm_radix.h.
 *
 * Invariants: a node has at least one slot that is not NULL; an empty tree
 * has a NULL root.  A node of level l (leaves are level 1) covers 64^l
 * indices.  No locks: the owner's.
 */
#include "vm/vm_radix.h"
#include "sys/kmalloc.h"
#include <sys/errno.h>

#define RX_BITS		6
#define RX_SLOTS	(1u << RX_BITS)
#define RX_MAXHEIGHT	11		/* 64 bits */

MALLOC_DEFINE(M_VMRADIX, "vmradix", "page index nodes");

struct rxnode {
	void	*rn_slot[RX_SLOTS];
};

/* Shift of the index bits that choose a slot in a node of the level. */
static unsigned
rx_shift(int level)
{
	return ((unsigned)(level - 1) * RX_BITS);
}

/* Is index beyond what a tree of this height can hold? */
static bool
rx_beyond(int height, uint64_t index)
{
	return (height < RX_MAXHEIGHT &&
	    (index >> ((unsigned)height * RX_BITS)) != 0);
}

static unsigned
rx_slot(int level, uint64_t index)
{
	return ((index >> rx_shift(level)) & (RX_SLOTS - 1));
}

static bool
rxnode_empty(const struct rxnode *n)
{
	for (unsigned i = 0; i < RX_SLOTS; i++)
		if (n->rn_slot[i] != NULL)
			return (false);
	return (true);
}

void *
radix_get(const struct vm_radix *rx, uint64_t index)
{
	void *p = rx->rx_root;

	if (rx_beyond(rx->rx_height, index))
		return (NULL);
	for (int l = rx->rx_height; l > 0 && p != NULL; l--)
		p = ((struct rxnode *)p)->rn_slot[rx_slot(l, index)];
	return (p);
}

/* Raise the tree until index fits. */
static int
rx_grow(struct vm_radix *rx, uint64_t index)
{
	struct rxnode *n;

	while (rx_beyond(rx->rx_height, index)) {
		if (rx->rx_root != NULL) {
			n = kmalloc(sizeof(*n), M_VMRADIX, M_NOWAIT | M_ZERO);
			if (n == NULL)
				return (ENOMEM);
			n->rn_slot[0] = rx->rx_root;
			rx->rx_root = n;
		}
		rx->rx_height++;
	}
	return (0);
}

/* Free the nodes on the way to index that hold nothing. */
static void
rx_prune(struct vm_radix *rx, uint64_t index)
{
	void **path[RX_MAXHEIGHT + 1];
	void **pp = &rx->rx_root;
	int l;

	for (l = rx->rx_height; l > 0 && *pp != NULL; l--) {
		path[l] = pp;
		pp = &((struct rxnode *)*pp)->rn_slot[rx_slot(l, index)];
	}
	for (l++; l <= rx->rx_height; l++) {
		if (!rxnode_empty(*path[l]))
			break;
		kfree(*path[l], M_VMRADIX);
		*path[l] = NULL;
	}
	if (rx->rx_root == NULL)
		rx->rx_height = 0;
}

int
radix_set(struct vm_radix *rx, uint64_t index, void *value)
{
	struct rxnode *n;
	void **pp = &rx->rx_root;

	if (rx_grow(rx, index) != 0)
		return (ENOMEM);
	for (int l = rx->rx_height; l > 0; l--) {
		if (*pp == NULL) {
			n = kmalloc(sizeof(*n), M_VMRADIX, M_NOWAIT | M_ZERO);
			if (n == NULL) {
				rx_prune(rx, index);
				return (ENOMEM);
			}
			*pp = n;
		}
		pp = &((struct rxnode *)*pp)->rn_slot[rx_slot(l, index)];
	}
	*pp = value;
	return (0);
}

void *
radix_clear(struct vm_radix *rx, uint64_t index)
{
	void **pp = &rx->rx_root;
	void *value;

	if (rx_beyond(rx->rx_height, index))
		return (NULL);
	for (int l = rx->rx_height; l > 0; l--) {
		if (*pp == NULL)
			return (NULL);
		pp = &((struct rxnode *)*pp)->rn_slot[rx_slot(l, index)];
	}
	value = *pp;
	if (value != NULL) {
		*pp = NULL;
		rx_prune(rx, index);
	}
	return (value);
}

/* radix_next() below p, a node (or value, level 0) whose first index is base. */
static void *
rx_next(void *p, int level, uint64_t base, uint64_t *index, uint64_t last)
{
	uint64_t sub;
	unsigned i;
	void *v;

	if (level == 0) {
		*index = base;
		return (p);
	}
	i = *index > base ? rx_slot(level, *index) : 0;
	for (; i < RX_SLOTS; i++) {
		sub = base + ((uint64_t)i << rx_shift(level));
		if (sub > last)
			return (NULL);
		if (((struct rxnode *)p)->rn_slot[i] == NULL)
			continue;
		v = rx_next(((struct rxnode *)p)->rn_slot[i], level - 1, sub,
		    index, last);
		if (v != NULL)
			return (v);
	}
	return (NULL);
}

void *
radix_next(const struct vm_radix *rx, uint64_t *index, uint64_t last)
{
	if (rx->rx_root == NULL || *index > last ||
	    rx_beyond(rx->rx_height, *index))
		return (NULL);
	return (rx_next(rx->rx_root, rx->rx_height, 0, index, last));
}

struct rxdrain {
	uint64_t first, last;
	void	(*fn)(uint64_t, void *, void *);
	void	*arg;
};

/* Drain below *pp; the node goes when nothing is left in it. */
static void
rx_drain(void **pp, int level, uint64_t base, const struct rxdrain *d)
{
	struct rxnode *n = *pp;
	uint64_t sub, end;
	unsigned i;

	if (level == 0) {
		*pp = NULL;
		if (d->fn != NULL)
			d->fn(base, n, d->arg);
		return;
	}
	i = d->first > base ? rx_slot(level, d->first) : 0;
	for (; i < RX_SLOTS; i++) {
		sub = base + ((uint64_t)i << rx_shift(level));
		end = sub + (((uint64_t)1 << rx_shift(level)) - 1);
		if (sub > d->last)
			break;
		if (n->rn_slot[i] != NULL && end >= d->first)
			rx_drain(&n->rn_slot[i], level - 1, sub, d);
	}
	if (rxnode_empty(n)) {
		kfree(n, M_VMRADIX);
		*pp = NULL;
	}
}

void
radix_drain(struct vm_radix *rx, uint64_t first, uint64_t last,
    void (*fn)(uint64_t, void *, void *), void *arg)
{
	struct rxdrain d = { first, last, fn, arg };

	if (rx->rx_root == NULL || first > last ||
	    rx_beyond(rx->rx_height, first))
		return;
	rx_drain(&rx->rx_root, rx->rx_height, 0, &d);
	if (rx->rx_root == NULL)
		rx->rx_height = 0;
}
