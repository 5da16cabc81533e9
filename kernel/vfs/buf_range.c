/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf_range.c: ranges of a device and whole buffer caches: zeroed, forgotten,
 * flushed.  See buf.h.
 *
 * Locks: bc_spin.
 */
#include "vfs/buf_impl.h"
#include "lib/libkern.h"

#define ZERO_CHUNK	4096u
#define ZERO_PIECES	16

static const uint8_t zeroes[ZERO_CHUNK] __attribute__((aligned(64)));

int
bzero_range(struct bufcache *bc, int64_t off, uint64_t len)
{
	struct iovec iov[ZERO_PIECES];
	struct bio bio;
	uint64_t n;
	int error = 0, i;

	while (len != 0 && error == 0) {
		memset(&bio, 0, sizeof(bio));
		for (i = 0; i < ZERO_PIECES && len != 0; i++) {
			n = K_MIN(len, (uint64_t)ZERO_CHUNK);
			iov[i].iov_base = (void *)(uintptr_t)zeroes;
			iov[i].iov_len = n;
			bio.bio_length += n;
			len -= n;
		}
		bio.bio_cmd = BIO_WRITE_K;
		bio.bio_offset = off;
		bio.bio_iov = iov;
		bio.bio_iovcnt = i;
		off += (int64_t)bio.bio_length;
		dev_strategy(bc->bc_dev, &bio);
		error = biowait(&bio, "biozero");
	}
	return (error);
}

/*
 * Who still has the buffer, the flusher for one, is waited for: its write must not
 * come after the block has a new owner.
 */
void
bufcache_inval(struct bufcache *bc, int64_t off, uint64_t len)
{
	struct buf *bp;
	int64_t at;

	for (at = off; at < off + (int64_t)len; at += bc->bc_secsize) {
		spin_lock(&bc->bc_spin);
		LIST_FOREACH(bp, &bc->bc_hash[buf_bucket(at)], b_hash)
			if (bp->b_off == at)
				break;
		if (bp != NULL)
			buf_hold(bc, bp);
		spin_unlock(&bc->bc_spin);
		if (bp == NULL)
			continue;
		lock_exclusive(&bp->b_lock);
		spin_lock(&bc->bc_spin);
		if (!(bp->b_flags & B_DEAD))
			buf_unlink(bc, bp);
		spin_unlock(&bc->bc_spin);
		buf_drop(bp);
	}
}

void
bufcache_invalall(struct bufcache *bc)
{
	struct buf *bp;

	spin_lock(&bc->bc_spin);
	bc->bc_failed = false;
	spin_unlock(&bc->bc_spin);
	for (;;) {
		spin_lock(&bc->bc_spin);
		if ((bp = TAILQ_FIRST(&bc->bc_clean)) != NULL)
			buf_unlink(bc, bp);
		spin_unlock(&bc->bc_spin);
		if (bp == NULL)
			break;
		buf_free(bp);
	}
}

int
bufcache_flush(struct bufcache *bc)
{
	uint64_t serial;
	int error;

	spin_lock(&bc->bc_spin);
	serial = bc->bc_serial++;
	spin_unlock(&bc->bc_spin);
	while (buf_writeoldest(bc, -1, serial))
		;
	spin_lock(&bc->bc_spin);
	error = bc->bc_error;
	bc->bc_error = 0;
	spin_unlock(&bc->bc_spin);
	return (error);
}

bool
bufcache_failed(struct bufcache *bc)
{
	bool failed;

	spin_lock(&bc->bc_spin);
	failed = bc->bc_failed;
	spin_unlock(&bc->bc_spin);
	return (failed);
}

int
bufcache_devflush(struct bufcache *bc)
{
	return (dev_rdwr(bc->bc_dev, BIO_FLUSH_K, 0, NULL, 0));
}
