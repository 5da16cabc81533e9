/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bio.c: block transfers: handing them to a device, finishing them, waiting.
 *
 * bio_finished is 0 while a transfer runs, 1 once it is done; a waiter
 * changes 0 to 2 and then sleeps, so that finishing one that nobody waits
 * for touches no sleep queue.  After a bio is finished it belongs to its owner
 * again and is not looked at here.
 */
#include <sys/errno.h>
#include "sys/kdefs.h"
#include "sys/kdev.h"
#include "sys/kdevstat.h"
#include "sys/lock.h"
#include "sys/thread.h"

enum { BIO_RUNNING, BIO_DONE, BIO_AWAITED };

/*
 * Start bio on dev.  It may be finished before this returns.
 * Context: threads; sleeps only for as long as the host takes.
 */
void
dev_strategy(struct cdev *dev, struct bio *bio)
{
	bio->bio_finished = BIO_RUNNING;
	bio->bio_error = 0;
	bio->bio_resid = bio->bio_length;
	if (dev->si_ops->d_strategy == NULL) {
		bio->bio_error = ENXIO;
		biodone(bio);
		return;
	}
	dev->si_ops->d_strategy(dev, bio);
}

/*
 * A driver finished bio; error and resid are set.
 * Context: any, no spin lock of the driver held.
 */
void
biodone(struct bio *bio)
{
	if (bio->bio_stat != NULL) {
		devstat_end(bio->bio_stat, bio->bio_cmd, bio->bio_error != 0 ?
		    0 : (size_t)(uintptr_t)bio->bio_driver[1]);
		bio->bio_stat = NULL;
	}
	if (bio->bio_done != NULL) {
		bio->bio_finished = BIO_DONE;
		bio->bio_done(bio);
		return;
	}
	if (atomic_swap(&bio->bio_finished, BIO_DONE) == BIO_AWAITED)
		wakeup(bio);
}

/*
 * Sleep until bio, which has no bio_done, is finished; returns its error.
 */
int
biowait(struct bio *bio, const char *wmesg)
{
	int expect;

	KKASSERT(bio->bio_done == NULL);
	while (atomic_load(&bio->bio_finished) != BIO_DONE) {
		tsleep_interlock(bio, 0);
		expect = BIO_RUNNING;
		if (!__atomic_compare_exchange_n(&bio->bio_finished, &expect,
		    BIO_AWAITED, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) &&
		    expect == BIO_DONE) {
			tsleep_remove();
			break;
		}
		(void)tsleep(bio, PINTERLOCKED, wmesg, 0);
	}
	return (bio->bio_error);
}

/*
 * Transfer len bytes of kernel memory and wait.  off and len are multiples of
 * the sector size.  EIO when the device ends before.
 */
int
dev_rdwr(struct cdev *dev, enum bio_cmd cmd, int64_t off, void *buf,
    size_t len)
{
	struct bio bio = {
		.bio_cmd = cmd,
		.bio_offset = off,
		.bio_length = len,
		.bio_data = buf,
	};
	int error;

	dev_strategy(dev, &bio);
	error = biowait(&bio, cmd == BIO_READ_K ? "biord" : "biowr");
	if (error == 0 && cmd != BIO_FLUSH_K && bio.bio_resid != 0)
		error = EIO;
	return (error);
}
