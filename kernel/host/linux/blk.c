/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blk.c: block files.
 *
 * A request is tried at once without blocking; what the host has not cached,
 * flushes, and large writes go to a few I/O threads.  Finished requests wait
 * on a list of the vCPU that submitted them.
 *
 * An overlay (HOST_BLK_DISCARD) keeps written pages in a memory file of the
 * same layout and a bitmap that says which pages are there.
 *
 * Locks: w work_lock guards the queue; b the block file's own lock guards its
 * overlay; donelock of a vCPU its list.
 */
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

#define NTHREADS	3
#define INLINE_WRITE	65536		/* larger ones might wait for the disk */
#define PAGE		4096u

struct host_blk {
	int		 fd;		/* o */
	unsigned	 flags;		/* o HOST_BLK_* */
	uint64_t	 size;		/* o bytes */
	int		 overlay;	/* o memory file, or -1 */
	uint8_t		*present;	/* b a bit a page of the overlay */
	pthread_mutex_t	 lock;
};

static struct {
	struct host_blkreq *first, **tail;	/* w */
	bool		 started;	/* w */
	pthread_mutex_t	 lock;
	pthread_cond_t	 some;
} work = {
	.tail = &work.first,
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.some = PTHREAD_COND_INITIALIZER
};

/*
 * ---- transfer -----------------------------------------------------------
 */

/* All of it, however often the host stops in the middle.  Linux numbers. */
static int
transfer(int fd, bool write, void *base, size_t len, uint64_t off)
{
	uint8_t *p = base;
	ssize_t n;

	while (len > 0) {
		n = write ? pwrite(fd, p, len, (off_t)off) :
		    pread(fd, p, len, (off_t)off);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (errno);
		if (n == 0)
			return (EIO);		/* the file was cut under us */
		p += n;
		off += (uint64_t)n;
		len -= (size_t)n;
	}
	return (0);
}

static bool
overlay_has(const struct host_blk *blk, uint64_t page)
{

	return ((blk->present[page / 8] >> page % 8 & 1) != 0);
}

/* Make the overlay own a page that is about to be written in part. */
static int
overlay_fill(struct host_blk *blk, uint64_t page)
{
	uint8_t buf[PAGE];
	uint64_t off, len;
	int error;

	off = page * PAGE;
	len = blk->size - off < PAGE ? blk->size - off : PAGE;
	error = transfer(blk->fd, false, buf, len, off);
	if (error == 0)
		error = transfer(blk->overlay, true, buf, len, off);
	return (error);
}

/* One buffer of a request on an overlay, page by page. */
static int
overlay_transfer(struct host_blk *blk, bool write, uint8_t *p, size_t len,
    uint64_t off)
{
	uint64_t page;
	size_t part;
	int error;

	error = 0;
	pthread_mutex_lock(&blk->lock);
	while (len > 0 && error == 0) {
		page = off / PAGE;
		part = PAGE - off % PAGE < len ? PAGE - off % PAGE : len;
		if (write && !overlay_has(blk, page) && part < PAGE)
			error = overlay_fill(blk, page);
		if (error == 0)
			error = transfer(write || overlay_has(blk, page) ?
			    blk->overlay : blk->fd, write, p, part, off);
		if (error == 0 && write)
			blk->present[page / 8] |= (uint8_t)(1u << page % 8);
		p += part;
		off += part;
		len -= part;
	}
	pthread_mutex_unlock(&blk->lock);
	return (error);
}

/* Carry a request out, blocking. */
static int
perform(struct host_blkreq *req)
{
	struct host_blk *blk = req->blk;
	uint64_t off;
	unsigned i;
	int error;

	if (req->op == HOST_BLK_FLUSH) {
		if (blk->overlay >= 0 || (blk->flags & HOST_BLK_RDONLY))
			return (0);
		return (fdatasync(blk->fd) == 0 ? 0 : errno);
	}
	off = req->off;
	error = 0;
	for (i = 0; i < req->niov && error == 0; i++) {
		if (blk->overlay >= 0)
			error = overlay_transfer(blk, req->op == HOST_BLK_WRITE,
			    req->iov[i].base, req->iov[i].len, off);
		else
			error = transfer(blk->fd, req->op == HOST_BLK_WRITE,
			    req->iov[i].base, req->iov[i].len, off);
		off += req->iov[i].len;
	}
	return (error);
}

static uint64_t
request_len(const struct host_blkreq *req)
{
	uint64_t len;
	unsigned i;

	len = 0;
	for (i = 0; i < req->niov; i++) {
		if (len + req->iov[i].len < len)
			return (UINT64_MAX);
		len += req->iov[i].len;
	}
	return (len);
}

/* Without blocking, if the host can.  False: it has to be queued. */
static bool
try_inline(struct host_blkreq *req, uint64_t len)
{
	struct iovec iov[HOST_BLK_MAXIOV];
	struct host_blk *blk = req->blk;
	ssize_t n;
	unsigned i;

	if (req->op == HOST_BLK_FLUSH || len > INLINE_WRITE * 4)
		return (false);
	if (blk->overlay >= 0 || req->op == HOST_BLK_WRITE) {
		if (len > INLINE_WRITE)
			return (false);
		req->error = line_errno(perform(req));
		return (true);
	}
	for (i = 0; i < req->niov; i++) {
		iov[i].iov_base = req->iov[i].base;
		iov[i].iov_len = req->iov[i].len;
	}
	n = preadv2(blk->fd, iov, (int)req->niov, (off_t)req->off, RWF_NOWAIT);
	req->error = 0;
	return (n >= 0 && (uint64_t)n == len);
}

/*
 * ---- queue --------------------------------------------------------------
 */

static void
finish(struct host_blkreq *req, int linux_error)
{
	struct vcpu *vc = &vcpus[req->cpu];

	req->error = line_errno(linux_error);
	req->next = NULL;
	pthread_mutex_lock(&vc->donelock);
	*vc->donetail = req;
	vc->donetail = &req->next;
	pthread_mutex_unlock(&vc->donelock);
	host_cpu_post(vc->number, HOST_PEND_IO);
}

static void *
worker(void *arg)
{
	struct host_blkreq *req;

	(void)arg;
	for (;;) {
		pthread_mutex_lock(&work.lock);
		while (work.first == NULL)
			pthread_cond_wait(&work.some, &work.lock);
		req = work.first;
		work.first = req->next;
		if (work.first == NULL)
			work.tail = &work.first;
		pthread_mutex_unlock(&work.lock);
		finish(req, perform(req));
	}
	return (NULL);
}

/* With the first file come the threads.  Linux numbers. */
static int
start_workers(void)
{
	pthread_t thread;
	int i, error;

	error = 0;
	pthread_mutex_lock(&work.lock);
	if (!work.started) {
		for (i = 0; i < NTHREADS && error == 0; i++)
			error = line_thread(&thread, worker, NULL);
		work.started = error == 0;
	}
	pthread_mutex_unlock(&work.lock);
	return (error);
}

bool
host_blk_submit(struct host_blk *blk, struct host_blkreq *req)
{
	uint64_t len;

	req->blk = blk;
	req->next = NULL;
	req->cpu = vcpu_self->number;
	len = req->op == HOST_BLK_FLUSH ? 0 : request_len(req);
	req->error = 0;
	if (req->op != HOST_BLK_FLUSH && (req->niov > HOST_BLK_MAXIOV ||
	    req->off > blk->size || len > blk->size - req->off))
		req->error = line_errno(EIO);
	else if (req->op == HOST_BLK_WRITE && (blk->flags & HOST_BLK_RDONLY))
		req->error = line_errno(EROFS);
	if (req->error != 0 || try_inline(req, len))
		return (true);
	pthread_mutex_lock(&work.lock);
	*work.tail = req;
	work.tail = &req->next;
	pthread_cond_signal(&work.some);
	pthread_mutex_unlock(&work.lock);
	return (false);
}

struct host_blkreq *
host_blk_done(void)
{
	struct vcpu *vc = vcpu_self;
	struct host_blkreq *req;

	pthread_mutex_lock(&vc->donelock);
	req = vc->done;
	if (req != NULL) {
		vc->done = req->next;
		if (vc->done == NULL)
			vc->donetail = &vc->done;
	}
	pthread_mutex_unlock(&vc->donelock);
	return (req);
}

/*
 * ---- open ---------------------------------------------------------------
 */

static int
blk_size(int fd, const char *path, uint64_t *size, struct host_diag *diag)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return (line_diag(diag, errno, "%.150s: stat", path));
	if (S_ISDIR(st.st_mode))
		return (line_diag(diag, EISDIR, "%.150s", path));
	if (S_ISREG(st.st_mode)) {
		*size = (uint64_t)st.st_size;
		return (0);
	}
	if (S_ISBLK(st.st_mode)) {
		if (ioctl(fd, BLKGETSIZE64, size) != 0)
			return (line_diag(diag, errno, "%.150s: size", path));
		return (0);
	}
	line_diag(diag, 0, "%.150s", path);
	if (diag != NULL)
		diag->error = LINE_EFTYPE;
	return (LINE_EFTYPE);
}

static int
blk_overlay(struct host_blk *blk, const char *path, struct host_diag *diag)
{
	uint64_t pages;

	pages = (blk->size + PAGE - 1) / PAGE;
	blk->present = calloc(1, pages / 8 + 1);
	blk->overlay = memfd_create("vkernel-overlay", MFD_CLOEXEC);
	if (blk->present == NULL || blk->overlay < 0 ||
	    ftruncate(blk->overlay, (off_t)blk->size) != 0)
		return (line_diag(diag, blk->present == NULL ? ENOMEM : errno,
		    "%.120s: overlay of %llu bytes", path,
		    (unsigned long long)blk->size));
	return (0);
}

int
host_blk_open(const char *path, unsigned flags, struct host_blk **blkp,
    uint64_t *size, struct host_diag *diag)
{
	struct host_blk *blk;
	bool readonly;
	int error;

	blk = calloc(1, sizeof(*blk));
	if (blk == NULL)
		return (line_diag(diag, ENOMEM, "%.150s", path));
	pthread_mutex_init(&blk->lock, NULL);
	blk->overlay = -1;
	blk->flags = flags;
	readonly = (flags & (HOST_BLK_RDONLY | HOST_BLK_DISCARD)) != 0;
	blk->fd = open(path, (readonly ? O_RDONLY : O_RDWR) | O_CLOEXEC |
	    O_NONBLOCK | O_NOCTTY);
	if (blk->fd < 0) {
		error = line_diag(diag, errno, "%.150s", path);
		goto out;
	}
	error = blk_size(blk->fd, path, &blk->size, diag);
	if (error != 0)
		goto out;
	if ((flags & HOST_BLK_DISCARD) == 0 &&
	    flock(blk->fd, (readonly ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
		error = line_diag(diag, errno, "%.150s: in use", path);
		goto out;
	}
	if (flags & HOST_BLK_DISCARD)
		error = blk_overlay(blk, path, diag);
	if (error == 0) {
		error = start_workers();
		if (error != 0)
			error = line_diag(diag, error, "%.150s: I/O thread",
			    path);
	}
	if (error == 0) {
		*blkp = blk;
		*size = blk->size;
		return (0);
	}
out:
	host_blk_close(blk);
	return (error);
}

void
host_blk_close(struct host_blk *blk)
{

	if (blk->fd >= 0)
		close(blk->fd);
	if (blk->overlay >= 0)
		close(blk->overlay);
	free(blk->present);
	pthread_mutex_destroy(&blk->lock);
	free(blk);
}
