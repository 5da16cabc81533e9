/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pipebuf.c: the ring of bytes behind pipes and fifos; see pipe.h for its
 * rules and locks.
 *
 * Buffers are 32 KB, of one page once pipes together hold kern.pipe.maxmem
 * bytes, and there are none beyond twice that, so that a guest cannot turn the kernel's
 * memory into pipes.
 */
#include <sys/errno.h>
#include <sys/syslimits.h>
#include "kern/pipe.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_PIPEBUF, "pipebuf", "data in pipes");

#define PIPE_SIZE	32768
#define PIPE_SMALL	PAGE_SIZE

static int64_t pipe_mem;		/* atomic: bytes of all buffers */
static int64_t pipe_maxmem;		/* an eighth of the kernel's memory */
static int pipe_size = PIPE_SIZE;
SYSCTL_KLONG(kern_pipe_mem, "kern.pipe.mem", OID_AUTO, CTLFLAG_RD,
    &pipe_mem, "Bytes of pipe buffers");
SYSCTL_KLONG(kern_pipe_maxmem, "kern.pipe.maxmem", OID_AUTO, CTLFLAG_RW,
    &pipe_maxmem, "Bytes beyond which pipes get small buffers");
SYSCTL_KINT(kern_pipe_size, "kern.pipe.size", OID_AUTO, CTLFLAG_RD,
    &pipe_size, "Bytes of a pipe's buffer");

void
pipebuf_init(struct pipebuf *pb)
{
	bzero(pb, sizeof(*pb));
	spin_init(&pb->pb_spin, "pipe", LR_PIPE);
}

void
pipebuf_destroy(struct pipebuf *pb)
{
	if (pb->pb_data == NULL)
		return;
	atomic_sub(&pipe_mem, pb->pb_size);
	kfree(pb->pb_data, M_PIPEBUF);
	pb->pb_data = NULL;
}

uint32_t
pipebuf_count(const struct pipebuf *pb)
{
	return (pb->pb_w - pb->pb_r);
}

/* pb_wbusy is ours, pb_spin is not held. */
static int
pipebuf_alloc(struct pipebuf *pb)
{
	uint32_t size = PIPE_SIZE;

	if (pipe_maxmem == 0) {
		uint64_t total, avail;

		kmem_stats(&total, &avail);
		pipe_maxmem = (int64_t)(total / 8);
	}
	if (atomic_add(&pipe_mem, size) > pipe_maxmem) {
		atomic_sub(&pipe_mem, size - PIPE_SMALL);
		size = PIPE_SMALL;
		if (pipe_mem > 2 * pipe_maxmem) {
			atomic_sub(&pipe_mem, size);
			return (ENOMEM);
		}
	}
	pb->pb_data = kmalloc(size, M_PIPEBUF, M_WAITOK);
	if (pb->pb_data == NULL) {
		atomic_sub(&pipe_mem, size);
		return (ENOMEM);
	}
	pb->pb_size = size;
	return (0);
}

/* Become the one reader or writer; pb_spin held. */
static int
pipebuf_enter(struct pipebuf *pb, bool *busy, int *queue, bool nowait)
{
	int error;

	while (*busy) {
		if (nowait)
			return (EAGAIN);
		(*queue)++;
		error = ssleep(busy, &pb->pb_spin, PCATCH, "pipelk", 0);
		(*queue)--;
		if (error != 0)
			return (error);
	}
	*busy = true;
	return (0);
}

static void
pipebuf_leave(bool *busy, const int *queue)
{
	*busy = false;
	if (*queue > 0)
		wakeup_one(busy);
}

/* pb_spin held: there is room again. */
static void
pipebuf_room(struct pipebuf *pb)
{
	if (pb->pb_wwait > 0 &&
	    pb->pb_size - pipebuf_count(pb) >= pb->pb_want)
		wakeup(&pb->pb_w);
	if (knote_any(&pb->pb_wkq))
		knote_fire(&pb->pb_wkq, KN_HINT_READY);
}

/* pb_spin held: there is data. */
static void
pipebuf_data(struct pipebuf *pb)
{
	if (pb->pb_rwait > 0)
		wakeup(&pb->pb_r);
	if (knote_any(&pb->pb_rkq))
		knote_fire(&pb->pb_rkq, KN_HINT_READY);
}

int
pipebuf_read(struct pipebuf *pb, struct kuio *u, bool nowait, bool *moved)
{
	uint32_t n, off;
	int error;

	*moved = false;
	if (u->uio_resid == 0)
		return (0);
	spin_lock(&pb->pb_spin);
	error = pipebuf_enter(pb, &pb->pb_rbusy, &pb->pb_rqueue, nowait);
	if (error != 0) {
		spin_unlock(&pb->pb_spin);
		return (error);
	}
	while (u->uio_resid > 0) {
		n = pipebuf_count(pb);
		if (n > 0) {
			off = pb->pb_r & (pb->pb_size - 1);
			n = K_MIN(n, pb->pb_size - off);
			n = (uint32_t)K_MIN((size_t)n, u->uio_resid);
			spin_unlock(&pb->pb_spin);
			error = kuiomove(pb->pb_data + off, n, u);
			spin_lock(&pb->pb_spin);
			if (error != 0)
				break;
			pb->pb_r += n;
			*moved = true;
			continue;
		}
		if (*moved || pb->pb_nowrite)
			break;
		if (nowait) {
			error = EAGAIN;
			break;
		}
		pb->pb_rwait++;
		error = ssleep(&pb->pb_r, &pb->pb_spin, PCATCH, "piperd", 0);
		pb->pb_rwait--;
		if (error != 0)
			break;
	}
	pipebuf_leave(&pb->pb_rbusy, &pb->pb_rqueue);
	if (*moved)
		pipebuf_room(pb);
	spin_unlock(&pb->pb_spin);
	return (error);
}

/*
 * Wait until `need' bytes fit; pb_spin held.  A writer that wants more than
 * an atomic piece sleeps until half the ring is free, so that the two sides
 * do not change places for each few bytes.
 */
static int
pipebuf_waitroom(struct pipebuf *pb, uint32_t need, size_t resid, bool nowait)
{
	int error;

	while (!pb->pb_noread && pb->pb_size - pipebuf_count(pb) < need) {
		if (nowait)
			return (EAGAIN);
		pb->pb_want = resid > PIPE_BUF ? pb->pb_size / 2 : need;
		pb->pb_wwait++;
		error = ssleep(&pb->pb_w, &pb->pb_spin, PCATCH, "pipewr", 0);
		pb->pb_wwait--;
		if (error != 0)
			return (error);
	}
	return (pb->pb_noread ? EPIPE : 0);
}

int
pipebuf_write(struct pipebuf *pb, struct kuio *u, bool nowait, bool *moved)
{
	uint32_t n, off, need;
	int error;

	*moved = false;
	spin_lock(&pb->pb_spin);
	if (pb->pb_noread) {
		spin_unlock(&pb->pb_spin);
		return (EPIPE);
	}
	if (u->uio_resid == 0) {
		spin_unlock(&pb->pb_spin);
		return (0);
	}
	error = pipebuf_enter(pb, &pb->pb_wbusy, &pb->pb_wqueue, nowait);
	if (error != 0) {
		spin_unlock(&pb->pb_spin);
		return (error);
	}
	if (pb->pb_data == NULL) {
		spin_unlock(&pb->pb_spin);
		error = pipebuf_alloc(pb);
		spin_lock(&pb->pb_spin);
	}
	need = u->uio_resid <= PIPE_BUF ? (uint32_t)u->uio_resid : 1;
	while (error == 0 && u->uio_resid > 0) {
		error = pipebuf_waitroom(pb, need, u->uio_resid, nowait);
		if (error != 0)
			break;
		off = pb->pb_w & (pb->pb_size - 1);
		n = pb->pb_size - pipebuf_count(pb);
		n = K_MIN(n, pb->pb_size - off);
		n = (uint32_t)K_MIN((size_t)n, u->uio_resid);
		spin_unlock(&pb->pb_spin);
		error = kuiomove(pb->pb_data + off, n, u);
		spin_lock(&pb->pb_spin);
		if (error != 0)
			break;
		pb->pb_w += n;
		need = 1;
		*moved = true;
		pipebuf_data(pb);
	}
	pipebuf_leave(&pb->pb_wbusy, &pb->pb_wqueue);
	spin_unlock(&pb->pb_spin);
	return (error);
}

void
pipebuf_setreaders(struct pipebuf *pb, bool present)
{
	spin_lock(&pb->pb_spin);
	pb->pb_noread = !present;
	wakeup(&pb->pb_w);
	knote_fire(&pb->pb_wkq, KN_HINT_READY);
	spin_unlock(&pb->pb_spin);
}

void
pipebuf_setwriters(struct pipebuf *pb, bool present)
{
	spin_lock(&pb->pb_spin);
	pb->pb_nowrite = !present;
	wakeup(&pb->pb_r);
	knote_fire(&pb->pb_rkq, KN_HINT_READY);
	spin_unlock(&pb->pb_spin);
}

/* Conditions for notes; pb_spin held. */
static bool
pipebuf_readable(struct pipebuf *pb, struct knote *kn)
{
	kn->kn_data = pipebuf_count(pb);
	kn->kn_flags &= (u_short)~(EV_EOF | EV_NODATA | EV_HUP);
	if (pb->pb_nowrite) {
		kn->kn_flags |= EV_EOF | EV_HUP;
		if (kn->kn_data == 0)
			kn->kn_flags |= EV_NODATA;
		return (true);
	}
	if ((kn->kn_sfflags & NOTE_LOWAT) != 0 && kn->kn_sdata > 0)
		return (kn->kn_data >= kn->kn_sdata);
	return (kn->kn_data > 0);
}

static bool
pipebuf_writable(struct pipebuf *pb, struct knote *kn)
{
	kn->kn_flags &= (u_short)~(EV_EOF | EV_NODATA | EV_HUP);
	if (pb->pb_noread) {
		kn->kn_data = 0;
		kn->kn_flags |= EV_EOF | EV_NODATA | EV_HUP;
		return (true);
	}
	kn->kn_data = (pb->pb_data == NULL ? PIPE_SIZE : (int)pb->pb_size) -
	    (int)pipebuf_count(pb);
	if ((kn->kn_sfflags & NOTE_LOWAT) != 0 && kn->kn_sdata > 0)
		return (kn->kn_data >= kn->kn_sdata);
	return (kn->kn_data >= PIPE_BUF);
}

/* hint is 0 where pb_spin is not held yet. */
static bool
read_event(struct knote *kn, long hint)
{
	struct pipebuf *pb = kn->kn_hook;
	bool active;

	if (hint == 0)
		spin_lock(&pb->pb_spin);
	active = pipebuf_readable(pb, kn);
	if (hint == 0)
		spin_unlock(&pb->pb_spin);
	return (active);
}

static bool
write_event(struct knote *kn, long hint)
{
	struct pipebuf *pb = kn->kn_hook;
	bool active;

	if (hint == 0)
		spin_lock(&pb->pb_spin);
	active = pipebuf_writable(pb, kn);
	if (hint == 0)
		spin_unlock(&pb->pb_spin);
	return (active);
}

static const struct filterops read_filterops = {
	.fo_isfd = true,
	.f_event = read_event,
};
static const struct filterops write_filterops = {
	.fo_isfd = true,
	.f_event = write_event,
};

int
pipebuf_kqfilter(struct knote *kn, struct pipebuf *in, struct pipebuf *out)
{
	switch (kn->kn_filter) {
	case EVFILT_READ:
		kn->kn_fop = &read_filterops;
		kn->kn_hook = in;
		knote_insert(&in->pb_rkq, kn);
		return (0);
	case EVFILT_WRITE:
		kn->kn_fop = &write_filterops;
		kn->kn_hook = out;
		knote_insert(&out->pb_wkq, kn);
		return (0);
	default:
		return (EOPNOTSUPP);
	}
}
