/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pipe.c: pipe(2) and pipe2(2).  A pipe is full duplex, as on every BSD: each
 * of its two ends reads from one ring and writes to the other.
 *
 * Invariants: end i reads p_buf[i] and writes p_buf[1 - i]; the pipe lives
 * while p_ends > 0.
 * Locks: the rings' own; p_ends is atomic; pe_async is atomic.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/filio.h>
#include <sys/ttycom.h>
#include "kern/pipe.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"

MALLOC_DEFINE(M_PIPE, "pipe", "pipes");

struct pipe_end {
	struct pipe	*pe_pipe;
	int		 pe_side;	/* 0 or 1 */
	volatile bool	 pe_async;
	struct sigio	 pe_sigio;
	struct timespec	 pe_atime, pe_mtime;
};

struct pipe {
	struct pipebuf	 p_buf[2];
	struct pipe_end	 p_end[2];
	refcount_t	 p_ends;
	uint64_t	 p_ino;
	struct timespec	 p_ctime;
};

static volatile uint64_t pipe_ino;

static void
pipe_now(struct timespec *ts)
{
	int64_t now = time_wall();

	ts->tv_sec = now / NS_PER_S;
	ts->tv_nsec = now % NS_PER_S;
}

static struct pipebuf *
end_in(struct pipe_end *pe)
{
	return (&pe->pe_pipe->p_buf[pe->pe_side]);
}

static struct pipebuf *
end_out(struct pipe_end *pe)
{
	return (&pe->pe_pipe->p_buf[1 - pe->pe_side]);
}

/* The other end has news. */
static void
pipe_sigio(struct pipe_end *pe)
{
	struct pipe_end *peer = &pe->pe_pipe->p_end[1 - pe->pe_side];

	if (peer->pe_async)
		sigio_send(&peer->pe_sigio, SIGIO);
}

static int
pipe_read(struct file *fp, struct kuio *u, struct ucred *cred, int flags)
{
	struct pipe_end *pe = fp->f_data;
	bool moved;
	int error;

	error = pipebuf_read(end_in(pe), u, FOF_NOWAIT(fp, flags), &moved);
	if (moved) {
		pipe_now(&pe->pe_atime);
		pipe_sigio(pe);
	}
	return (error);
}

static int
pipe_write(struct file *fp, struct kuio *u, struct ucred *cred, int flags)
{
	struct pipe_end *pe = fp->f_data;
	bool moved;
	int error;

	error = pipebuf_write(end_out(pe), u, FOF_NOWAIT(fp, flags), &moved);
	if (moved) {
		pipe_now(&pe->pe_mtime);
		pipe_sigio(pe);
	}
	return (error);
}

static int
pipe_ioctl(struct file *fp, unsigned long cmd, void *data, struct ucred *cred)
{
	struct pipe_end *pe = fp->f_data;
	int *value = data;

	switch (cmd) {
	case FIOASYNC:
		pe->pe_async = *value != 0;
		return (0);
	case FIONREAD:
		*value = (int)pipebuf_count(end_in(pe));
		return (0);
	case FIOSETOWN:
		return (sigio_setown(&pe->pe_sigio, *value));
	case FIOGETOWN:
		*value = sigio_getown(&pe->pe_sigio);
		return (0);
	case TIOCSPGRP:
		return (*value == INT32_MIN ? EINVAL :
		    sigio_setown(&pe->pe_sigio, -*value));
	case TIOCGPGRP:
		*value = -sigio_getown(&pe->pe_sigio);
		return (0);
	default:
		return (ENOTTY);
	}
}

static int
pipe_kqfilter(struct file *fp, struct knote *kn)
{
	struct pipe_end *pe = fp->f_data;

	return (pipebuf_kqfilter(kn, end_in(pe), end_out(pe)));
}

static int
pipe_stat(struct file *fp, struct stat *st, struct ucred *cred)
{
	struct pipe_end *pe = fp->f_data;
	struct pipebuf *pb = end_in(pe);

	st->st_mode = S_IFIFO;
	st->st_ino = pe->pe_pipe->p_ino;
	st->st_size = pipebuf_count(pb);
	st->st_blksize = PAGE_SIZE;
	st->st_blocks = (st->st_size + PAGE_SIZE - 1) / PAGE_SIZE;
	st->st_uid = fp->f_cred->cr_uid;
	st->st_gid = fp->f_cred->cr_groups[0];
	st->st_atim = pe->pe_atime;
	st->st_mtim = pe->pe_mtime;
	st->st_ctim = pe->pe_pipe->p_ctime;
	return (0);
}

static void
pipe_free(struct pipe *p)
{
	int i;

	for (i = 0; i < 2; i++) {
		sigio_clear(&p->p_end[i].pe_sigio);
		pipebuf_destroy(&p->p_buf[i]);
	}
	kfree(p, M_PIPE);
}

static int
pipe_close(struct file *fp)
{
	struct pipe_end *pe = fp->f_data;
	struct pipe *p = pe->pe_pipe;

	pipebuf_setreaders(end_in(pe), false);
	pipebuf_setwriters(end_out(pe), false);
	pipe_sigio(pe);
	if (refcount_put(&p->p_ends))
		pipe_free(p);
	return (0);
}

static const struct fileops pipe_fileops = {
	.fo_read = pipe_read,
	.fo_write = pipe_write,
	.fo_ioctl = pipe_ioctl,
	.fo_kqfilter = pipe_kqfilter,
	.fo_stat = pipe_stat,
	.fo_close = pipe_close,
};

static struct pipe *
pipe_alloc(void)
{
	struct pipe *p = kmalloc(sizeof(*p), M_PIPE, M_WAITOK | M_ZERO);
	int i;

	if (p == NULL)
		return (NULL);
	refcount_init(&p->p_ends, 2);
	p->p_ino = atomic_add(&pipe_ino, 1);
	pipe_now(&p->p_ctime);
	for (i = 0; i < 2; i++) {
		pipebuf_init(&p->p_buf[i]);
		sigio_init(&p->p_end[i].pe_sigio);
		p->p_end[i].pe_pipe = p;
		p->p_end[i].pe_side = i;
		p->p_end[i].pe_atime = p->p_end[i].pe_mtime = p->p_ctime;
	}
	return (p);
}

/* Two descriptors in fds: what is written to the second is read from the first. */
static int
pipe_create(int oflags, int fds[2])
{
	int flag = FREAD | FWRITE | (oflags & O_NONBLOCK), error;
	int fdflags = (oflags & O_CLOEXEC) != 0 ? FD_CLOEXEC : 0;
	struct pipe *p = pipe_alloc();
	struct file *fp[2];

	if (p == NULL)
		return (ENOMEM);
	error = file_alloc(&fp[0], DTYPE_PIPE, &pipe_fileops, &p->p_end[0],
	    flag);
	if (error != 0) {
		pipe_free(p);
		return (error);
	}
	error = file_alloc(&fp[1], DTYPE_PIPE, &pipe_fileops, &p->p_end[1],
	    flag);
	if (error != 0) {
		refcount_init(&p->p_ends, 1);
		file_drop(fp[0]);
		return (error);
	}
	if ((error = fd_reserve(0, &fds[0])) != 0)
		goto bad;
	if ((error = fd_reserve(0, &fds[1])) != 0) {
		fd_release(fds[0]);
		goto bad;
	}
	fd_install(fds[0], fp[0], fdflags);
	fd_install(fds[1], fp[1], fdflags);
	return (0);
bad:
	file_drop(fp[0]);
	file_drop(fp[1]);
	return (error);
}

int
sys_pipe(struct lwp *lp, const struct pipe_args *uap, int64_t rv[2])
{
	int fds[2], error;

	if ((error = pipe_create(0, fds)) == 0) {
		rv[0] = fds[0];
		rv[1] = fds[1];
	}
	return (error);
}

int
sys_pipe2(struct lwp *lp, const struct pipe2_args *uap, int64_t rv[2])
{
	int fds[2], error;

	if ((uap->flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0)
		return (EINVAL);
	/* As pipe(2), it answers in registers; fildes is the library's. */
	if ((error = pipe_create(uap->flags, fds)) == 0) {
		rv[0] = fds[0];
		rv[1] = fds[1];
	}
	return (error);
}
