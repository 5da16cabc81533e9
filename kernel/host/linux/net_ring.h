/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_ring.h: a ring of bytes, in which a frame lies in one piece behind its
 * length and what is left to do on it: as a tap reads and writes it.
 *
 * Locks: a ring has one writer, who moves head, and one reader, who moves tail.
 */
#ifndef LINUX_NET_RING_H
#define LINUX_NET_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../host_net.h"

#define RING_SIZE	(1024u * 1024)	/* a power of two */

struct record {
	uint32_t	 len;		/* of data */
	uint16_t	 pad;
	struct host_netmeta meta;
	uint8_t		 data[];	/* right behind meta */
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
/* The writer: may the room that was had last be of len bytes? */
bool	 ring_grow(struct ring *r, size_t len);
struct record *ring_last(struct ring *r);	/* the writer: that room */
/* The writer: the frame is in the room that was had last. */
void	 ring_put(struct ring *r, size_t len);

/* The reader: the oldest frame, or NULL; ring_take gives its place back. */
struct record *ring_peek(struct ring *r);
void	 ring_take(struct ring *r, const struct record *rec);

/* What is left to do and the frame: as a tap has them. */
static inline void *
record_wire(struct record *rec)
{

	return ((uint8_t *)rec + offsetof(struct record, meta));
}

static inline bool
ring_empty(const struct ring *r)
{

	return (atomic_load(&r->head) == atomic_load(&r->tail));
}

#endif
