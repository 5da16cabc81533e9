/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_ring.h: a ring of bytes, in which a frame lies in one piece behind its
 * length.
 *
 * Locks: a ring has one writer, who moves head, and one reader, who moves tail.
 */
#ifndef LINUX_NET_RING_H
#define LINUX_NET_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RING_SIZE	(512u * 1024)	/* a power of two */

struct record {
	uint32_t	 len;
	uint32_t	 pad[3];
	uint8_t		 data[];
};

struct ring {
	uint8_t		*mem;		/* o */
	_Atomic uint32_t head __attribute__((__aligned__(64)));
	_Atomic uint32_t tail __attribute__((__aligned__(64)));
};

/* False: no memory. */
bool	 ring_init(struct ring *r);

/* The writer: room for a frame of len bytes, or NULL. */
struct record *ring_room(struct ring *r, size_t len);
/* The writer: the frame is in the room that was had last. */
void	 ring_put(struct ring *r, size_t len);

/* The reader: the oldest frame, or NULL; ring_take gives its place back. */
struct record *ring_peek(struct ring *r);
void	 ring_take(struct ring *r, const struct record *rec);

static inline bool
ring_empty(const struct ring *r)
{

	return (atomic_load(&r->head) == atomic_load(&r->tail));
}

#endif
