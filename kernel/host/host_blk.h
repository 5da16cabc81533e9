/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_blk.h: block files: what disks and CDs are made of.
 *
 * Errors and contexts: see host.h.
 */
#ifndef HOST_HOST_BLK_H
#define HOST_HOST_BLK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_diag;

struct host_blk;

#define HOST_BLK_RDONLY		0x01u	/* for reading only; shared lock */
#define HOST_BLK_DISCARD	0x02u	/* writes go to a private overlay, the file
					 * is not written, nor locked */

/*
 * Open a regular file or block device.  For writing it is locked
 * exclusively, without waiting.
 * *size: bytes, whatever remainder a sector size leaves.
 * Errors: EAGAIN locked, EISDIR, EFTYPE neither file nor block device, and
 * open(2)'s.
 */
int	 host_blk_open(const char *path, unsigned flags, struct host_blk **blk,
	    uint64_t *size, struct host_diag *diag);
void	 host_blk_close(struct host_blk *blk);

enum host_blkop { HOST_BLK_READ, HOST_BLK_WRITE, HOST_BLK_FLUSH };

struct host_blkiov {
	void		*base;
	size_t		 len;
};
#define HOST_BLK_MAXIOV	64

/* A request.  The caller's memory until it comes back. */
struct host_blkreq {
	enum host_blkop	 op;
	uint64_t	 off;		/* bytes from the start */
	const struct host_blkiov *iov;	/* 1..HOST_BLK_MAXIOV; none for FLUSH */
	unsigned	 niov;
	void		*cookie;	/* the caller's */
	int		 error;		/* result: errno, EIO when beyond the end */
	/* the line's own */
	struct host_blk	*blk;
	struct host_blkreq *next;
	unsigned	 cpu;
};

/*
 * Start a request.  true: it is done already (req->error tells).  false: it
 * comes back through host_blk_done() of the calling vCPU, with
 * HOST_PEND_IO posted.  Requests in flight are not ordered against each
 * other; a FLUSH makes durable what was done when it was submitted.
 */
bool	 host_blk_submit(struct host_blk *blk, struct host_blkreq *req);

/* Next finished request of the calling vCPU, or NULL. */
struct host_blkreq *host_blk_done(void);

#endif
