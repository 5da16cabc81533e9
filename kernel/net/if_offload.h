/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_offload.h: work on frames that the two sides of an interface leave to each
 * other: the checksum of TCP and UDP, and cutting a long piece of TCP's data
 * into packets.
 *
 * Pure functions on frames that lie in one piece, Ethernet's header first, and
 * on struct netoff, which tells what is left to do.
 */
#ifndef _NET_IF_OFFLOAD_H_
#define _NET_IF_OFFLOAD_H_

#include "net/k_if.h"

/* Nothing is left to do. */
static inline bool
off_none(const struct netoff *o)
{
	return (o->no_sumstart == 0 && o->no_segsize == 0 && !o->no_summed);
}

/* ---- frames that came in ----------------------------------------------------- */

/*
 * Does *o fit the frame?  A false one must be dropped.  *tcpudp: the checksum
 * is that of TCP or UDP, behind the first header of IP, in a packet that is no
 * fragment.
 */
bool	off_sound(const uint8_t *frame, size_t len, const struct netoff *o,
	    bool *tcpudp);

/* Make the checksum.  *o is sound and has one. */
void	off_sum(uint8_t *frame, size_t len, const struct netoff *o);

/* How many packets the frame is; *o is sound. */
unsigned off_packets(const uint8_t *frame, size_t len, const struct netoff *o);
/* Bytes of packet i of them. */
size_t	off_length(const uint8_t *frame, size_t len, const struct netoff *o,
	    unsigned i);
/* Packet i, complete, to out. */
void	off_packet(const uint8_t *frame, size_t len, const struct netoff *o,
	    unsigned i, uint8_t *out);

/* ---- frames that go out ------------------------------------------------------- */

/*
 * A segment of TCP without checksum, whose headers are the first hlen bytes or
 * less of len: what is left to do.  False: it is none.
 */
bool	off_describe(const uint8_t *frame, size_t hlen, size_t len,
	    struct netoff *o);

/*
 * May the data of a segment be put behind those of the frame?  Its headers are
 * at next, *o and *no are off_describe()'s of the first and of this one, ndata
 * the bytes of data.  *last: nothing may follow this one.
 */
bool	off_follows(const uint8_t *frame, size_t len, const struct netoff *o,
	    const uint8_t *next, const struct netoff *no, size_t ndata,
	    bool *last);
/* Its flags go into the frame: FIN and PSH are the last one's. */
void	off_append(uint8_t *frame, const struct netoff *o,
	    const uint8_t *next);
/* All are there: lengths and the sum of the pseudo header. */
void	off_finish(uint8_t *frame, size_t len, struct netoff *o);

#endif /* !_NET_IF_OFFLOAD_H_ */
