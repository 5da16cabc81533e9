/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fifo.c: named pipes, mkfifo(2): a ring of bytes that hangs on a vnode while
 * somebody has it open.
 *
 * Opening for one direction waits for the other: each open moves a
 * generation, so that a reader sees a writer who came and went.
 *
 * Invariants: v_fifo lives while fi_refs > 0, the number of opens.
 * Locks: v v_lock of the vnode; s pb_spin of the ring.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/filio.h>
#include "kern/pipe.h"
#include "sys/kfifo.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "vfs/vnode_impl.h"

MALLOC_DEFINE(M_FIFO, "fifo", "named pipes");

struct fifoinfo {
	struct pipebuf	 fi_ring;
	int		 fi_refs;	/* v */
	int		 fi_readers, fi_writers;	/* s */
	uint32_t	 fi_rgen, fi_wgen;	/* s: opens so far */
	volatile bool	 fi_async;
	struct sigio	 fi_sigio;
};

static int
fifo_read(struct file *fp, struct kuio *u, struct ucred *cred, int flags)
{
	struct fifoinfo *fi = fp->f_priv;
	bool moved;
	int error;

	error = pipebuf_read(&fi->fi_ring, u, FOF_NOWAIT(fp, flags), &moved);
	if (moved && fi->fi_async)
		sigio_send(&fi->fi_sigio, SIGIO);
	return (error);
}

static int
fifo_write(struct file *fp, struct kuio *u, struct ucred *cred, int flags)
{
	struct fifoinfo *fi = fp->f_priv;
	bool moved;
	int error;

	error = pipebuf_write(&fi->fi_ring, u, FOF_NOWAIT(fp, flags), &moved);
	if (moved && fi->fi_async)
		sigio_send(&fi->fi_sigio, SIGIO);
	return (error);
}

static int
fifo_ioctl(struct file *fp, unsigned long cmd, void *data, struct ucred *cred)
{
	struct fifoinfo *fi = fp->f_priv;
	int *value = data;

	switch (cmd) {
	case FIONREAD:
		*value = (int)pipebuf_count(&fi->fi_ring);
		return (0);
	case FIOASYNC:
		fi->fi_async = *value != 0;
		return (0);
	case FIOSETOWN:
		return (sigio_setown(&fi->fi_sigio, *value));
	case FIOGETOWN:
		*value = sigio_getown(&fi->fi_sigio);
		return (0);
	default:
		return (ENOTTY);
	}
}

static int
fifo_kqfilter(struct file *fp, struct knote *kn)
{
	struct fifoinfo *fi = fp->f_priv;
	int error = pipebuf_kqfilter(kn, &fi->fi_ring, &fi->fi_ring);

	return (error == EOPNOTSUPP ? vnode_fileops.fo_kqfilter(fp, kn) :
	    error);
}

static int
fifo_stat(struct file *fp, struct stat *st, struct ucred *cred)
{
	return (vnode_fileops.fo_stat(fp, st, cred));
}

static int
fifo_closef(struct file *fp)
{
	return (vnode_fileops.fo_close(fp));
}

static const struct fileops fifo_fileops = {
	.fo_read = fifo_read,
	.fo_write = fifo_write,
	.fo_ioctl = fifo_ioctl,
	.fo_kqfilter = fifo_kqfilter,
	.fo_stat = fifo_stat,
	.fo_close = fifo_closef,
};

/* ---- open and close ------------------------------------------------------- */

/* The vnode's fifo, one more open; v_lock held.  ENOMEM. */
static int
fifo_hold(struct vnode *vp, struct fifoinfo **fip)
{
	struct fifoinfo *fi = vp->v_fifo;

	if (fi == NULL) {
		fi = kmalloc(sizeof(*fi), M_FIFO, M_WAITOK | M_ZERO);
		if (fi == NULL)
			return (ENOMEM);
		pipebuf_init(&fi->fi_ring);
		fi->fi_ring.pb_noread = fi->fi_ring.pb_nowrite = true;
		sigio_init(&fi->fi_sigio);
		vp->v_fifo = fi;
	}
	fi->fi_refs++;
	*fip = fi;
	return (0);
}

/* One open less; v_lock held. */
static void
fifo_drop(struct vnode *vp, struct fifoinfo *fi)
{
	if (--fi->fi_refs > 0)
		return;
	if (vp->v_fifo == fi)
		vp->v_fifo = NULL;
	sigio_clear(&fi->fi_sigio);
	pipebuf_destroy(&fi->fi_ring);
	kfree(fi, M_FIFO);
}

/* Count an open in; ENXIO: a writer that does not wait finds no reader. */
static int
fifo_enter(struct fifoinfo *fi, int fflags)
{
	struct pipebuf *pb = &fi->fi_ring;
	bool reads = (fflags & FREAD) != 0, writes = (fflags & FWRITE) != 0;
	bool first_reader = false, first_writer = false;

	spin_lock(&pb->pb_spin);
	if (writes && !reads && (fflags & FNONBLOCK) != 0 &&
	    fi->fi_readers == 0) {
		spin_unlock(&pb->pb_spin);
		return (ENXIO);
	}
	if (reads) {
		first_reader = fi->fi_readers++ == 0;
		fi->fi_rgen++;
		wakeup(&fi->fi_rgen);
	}
	if (writes) {
		first_writer = fi->fi_writers++ == 0;
		fi->fi_wgen++;
		wakeup(&fi->fi_wgen);
	}
	spin_unlock(&pb->pb_spin);
	if (first_reader)
		pipebuf_setreaders(pb, true);
	if (first_writer)
		pipebuf_setwriters(pb, true);
	return (0);
}

/* Count an open out; v_lock held. */
static void
fifo_leave(struct fifoinfo *fi, int fflags)
{
	struct pipebuf *pb = &fi->fi_ring;
	bool last_reader = false, last_writer = false;

	spin_lock(&pb->pb_spin);
	if ((fflags & FREAD) != 0)
		last_reader = --fi->fi_readers == 0;
	if ((fflags & FWRITE) != 0)
		last_writer = --fi->fi_writers == 0;
	spin_unlock(&pb->pb_spin);
	if (last_reader)
		pipebuf_setreaders(pb, false);
	if (last_writer)
		pipebuf_setwriters(pb, false);
}

/* Wait until the other side came; the vnode is not locked. */
static int
fifo_await(struct fifoinfo *fi, const int *there, const uint32_t *gen,
    uint32_t seen, const char *wmesg)
{
	struct pipebuf *pb = &fi->fi_ring;
	int error = 0;

	spin_lock(&pb->pb_spin);
	while (error == 0 && *there == 0 && *gen == seen)
		error = ssleep(gen, &pb->pb_spin, PCATCH, wmesg, 0);
	spin_unlock(&pb->pb_spin);
	return (error);
}

int
fifo_open(struct vnode *vp, int fflags, struct ucred *cred, struct file *fp)
{
	struct fifoinfo *fi;
	uint32_t rgen, wgen;
	int error;

	if (fp == NULL)
		return (EINVAL);
	if ((error = fifo_hold(vp, &fi)) != 0)
		return (error);
	rgen = fi->fi_rgen;
	wgen = fi->fi_wgen;
	if ((error = fifo_enter(fi, fflags)) != 0) {
		fifo_drop(vp, fi);
		return (error);
	}
	if ((fflags & FNONBLOCK) == 0 &&
	    (fflags & (FREAD | FWRITE)) != (FREAD | FWRITE)) {
		lock_release(&vp->v_lock);
		if ((fflags & FREAD) != 0)
			error = fifo_await(fi, &fi->fi_writers, &fi->fi_wgen,
			    wgen, "fifoor");
		else
			error = fifo_await(fi, &fi->fi_readers, &fi->fi_rgen,
			    rgen, "fifoow");
		lock_exclusive(&vp->v_lock);
	}
	if (error != 0) {
		fifo_leave(fi, fflags);
		fifo_drop(vp, fi);
		return (error);
	}
	fp->f_type = DTYPE_FIFO;
	fp->f_ops = &fifo_fileops;
	fp->f_data = vp;
	fp->f_priv = fi;
	return (0);
}

int
fifo_close(struct vnode *vp, int fflags, struct file *fp)
{
	struct fifoinfo *fi = fp != NULL ? fp->f_priv : NULL;

	if (fi == NULL)
		return (0);
	fp->f_priv = NULL;
	fifo_leave(fi, fflags);
	fifo_drop(vp, fi);
	return (0);
}
