/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_ring.c: see net_ring.h.
 *
 * A frame that does not fit before the end of the memory begins at its start;
 * RECORD_SKIP says so.
 */
#include <sys/mman.h>

#include "net_ring.h"

#define RING_ALIGN	16u
#define RECORD_SKIP	UINT32_MAX	/* the rest up to the end is empty */

_Static_assert(sizeof(struct record) == offsetof(struct record, meta) +
    sizeof(struct host_netmeta) && sizeof(struct record) % RING_ALIGN == 0,
    "the frame lies behind what is left to do");

static struct record *
ring_at(const struct ring *r, uint32_t pos)
{

	return ((struct record *)(void *)(r->mem + (pos & (RING_SIZE - 1))));
}

static uint32_t
record_size(size_t len)
{

	return ((uint32_t)(sizeof(struct record) + len + RING_ALIGN - 1) &
	    ~(RING_ALIGN - 1));
}

struct record *
ring_room(struct ring *r, size_t len)
{
	uint32_t head, used, rest, need = record_size(len);

	head = atomic_load_explicit(&r->head, memory_order_relaxed);
	used = head - atomic_load_explicit(&r->tail, memory_order_acquire);
	rest = RING_SIZE - (head & (RING_SIZE - 1));
	if (rest < need) {
		if (RING_SIZE - used < rest + need)
			return (NULL);
		ring_at(r, head)->len = RECORD_SKIP;
		head += rest;
		atomic_store_explicit(&r->head, head, memory_order_release);
	} else if (RING_SIZE - used < need)
		return (NULL);
	return (ring_at(r, head));
}

bool
ring_grow(struct ring *r, size_t len)
{
	uint32_t head, need = record_size(len);

	head = atomic_load_explicit(&r->head, memory_order_relaxed);
	return (need <= RING_SIZE - (head & (RING_SIZE - 1)) &&
	    need <= RING_SIZE - (head - atomic_load_explicit(&r->tail,
	    memory_order_acquire)));
}

struct record *
ring_last(struct ring *r)
{

	return (ring_at(r, atomic_load_explicit(&r->head,
	    memory_order_relaxed)));
}

void
ring_put(struct ring *r, size_t len)
{
	uint32_t head = atomic_load_explicit(&r->head, memory_order_relaxed);

	ring_at(r, head)->len = (uint32_t)len;
	atomic_store(&r->head, head + record_size(len));
}

struct record *
ring_peek(struct ring *r)
{
	uint32_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);

	if (tail == atomic_load(&r->head))
		return (NULL);
	if (ring_at(r, tail)->len == RECORD_SKIP) {
		tail += RING_SIZE - (tail & (RING_SIZE - 1));
		atomic_store(&r->tail, tail);
		if (tail == atomic_load(&r->head))
			return (NULL);
	}
	return (ring_at(r, tail));
}

void
ring_take(struct ring *r, const struct record *rec)
{

	atomic_store(&r->tail, atomic_load_explicit(&r->tail,
	    memory_order_relaxed) + record_size(rec->len));
}

bool
ring_init(struct ring *r)
{

	r->mem = mmap(NULL, RING_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE |
	    MAP_ANONYMOUS, -1, 0);
	return (r->mem != MAP_FAILED);
}
