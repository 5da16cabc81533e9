/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pipe.h: one direction of a pipe: a ring of bytes between writers and
 * readers.  pipe(2) has two of them, a fifo one.
 *
 * Lock legend: [b] pb_spin; [r] whoever set pb_rbusy; [w] who set pb_wbusy.
 * Data moves without pb_spin: only the busy reader changes pb_r, only the
 * busy writer pb_w, and each publishes under pb_spin.
 */
#ifndef _KERN_PIPE_H_
#define _KERN_PIPE_H_

#include "sys/kfile.h"
#include "sys/knote.h"

struct pipebuf {
	struct spinlock	 pb_spin;
	uint8_t		*pb_data;	/* [w] allocated by the first write */
	uint32_t	 pb_size;	/* [w] power of two */
	uint32_t	 pb_r, pb_w;	/* [b] bytes read and written so far */
	bool		 pb_rbusy, pb_wbusy;	/* [b] */
	bool		 pb_noread;	/* [b] no reader: EPIPE */
	bool		 pb_nowrite;	/* [b] no writer: end of file */
	int		 pb_rwait, pb_wwait;	/* [b] asleep for data, for room */
	int		 pb_rqueue, pb_wqueue;	/* [b] asleep for their turn */
	uint32_t	 pb_want;	/* [b] room the sleeping writer needs */
	struct kqinfo	 pb_rkq, pb_wkq;
};

void	pipebuf_init(struct pipebuf *);
void	pipebuf_destroy(struct pipebuf *);
/*
 * Move data.  Reads return what there is, 0 at end of file; EAGAIN with nowait.
 * Writes of up to PIPE_BUF bytes are atomic.  EPIPE, EAGAIN, ENOMEM, EFAULT,
 * EINTR, ERESTART.  *moved: data was moved (SIGIO for the other side).
 */
int	pipebuf_read(struct pipebuf *, struct kuio *, bool nowait, bool *moved);
int	pipebuf_write(struct pipebuf *, struct kuio *, bool nowait, bool *moved);
/* Readers or writers are gone, or are back. */
void	pipebuf_setreaders(struct pipebuf *, bool present);
void	pipebuf_setwriters(struct pipebuf *, bool present);
uint32_t pipebuf_count(const struct pipebuf *);
/*
 * Attach a note to the ring that its file reads from or writes to.  EOPNOTSUPP
 * when it waits for something else.
 */
int	pipebuf_kqfilter(struct knote *, struct pipebuf *in,
	    struct pipebuf *out);

#endif /* !_KERN_PIPE_H_ */
