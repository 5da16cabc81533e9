/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty_rw.c: terminals: read(2) and write(2), termios(4).
 *
 * Programs' data goes through small buffers on the kernel stack, because
 * t_spin, which interrupt handlers take, must not be held over user memory.
 *
 * Locks: see sys/ktty.h.
 */
#include "kern/tty_var.h"
#include "vfs/vnode.h"

#define TTY_CHUNK	256	/* bytes moved at a time */

/* ---- read ------------------------------------------------------------ */

/*
 * Take up to max bytes for a program.  *eol: a line ended (it is not to go on
 * to the next).  *dsusp: the delayed suspend character was met.
 */
static size_t
read_take(struct tty *tp, uint8_t *buf, size_t max, bool *eol, bool *dsusp)
{
	bool canon = (tp->t_lflag & ICANON) != 0;
	uint32_t end = canon ? tp->t_incanon : tp->t_intail;
	size_t n = 0;
	uint16_t c;

	*eol = *dsusp = false;
	while (n < max && tp->t_inhead != end && !*eol) {
		c = *tty_inslot(tp, tp->t_inhead++);
		if (canon && (c & (TTC_BREAK | TTC_EOF)) != 0) {
			tp->t_inlines--;
			*eol = true;
			if ((c & TTC_EOF) != 0)
				break;
		}
		if (TTY_IS(tp, VDSUSP, c) &&
		    (tp->t_lflag & (IEXTEN | ISIG)) == (IEXTEN | ISIG)) {
			*dsusp = true;
			break;
		}
		buf[n++] = (uint8_t)c;
	}
	if (!canon)
		tp->t_incanon = tp->t_inhead;
	else if (tp->t_inhead == tp->t_incanon)
		tp->t_inlines = 0;
	return (n);
}

/* State of a read without ICANON over its sleeps: VMIN and VTIME. */
struct read_timer {
	int64_t		 rt_since;	/* mono ns of the last news, 0 none */
	uint32_t	 rt_count;	/* characters there were then */
};

/*
 * Is there enough to return?  If not, *ns is how long to wait for more; 0: for ever.
 */
static bool
read_enough(struct tty *tp, struct read_timer *rt, int64_t *ns)
{
	uint32_t min = tp->t_cc[VMIN], n = tty_incount(tp);
	int64_t limit = tp->t_cc[VTIME] * 100 * NS_PER_MS, now;

	*ns = 0;
	if ((tp->t_lflag & ICANON) != 0)
		return (tp->t_inlines > 0);
	if (limit == 0)
		return (n >= min);
	if (min > 0 ? n >= min : n > 0)
		return (true);
	if (min > 0 && n == 0)
		return (false);		/* the clock starts with the first */
	now = time_mono();
	if (rt->rt_since == 0 || n > rt->rt_count) {
		rt->rt_since = now;
		rt->rt_count = n;
	}
	*ns = rt->rt_since + limit - now;
	return (*ns <= 0);
}

/* Only to be compared: it may change any time. */
static const struct pgrp *
caller_pgrp(void)
{
	struct proc *p = curproc;

	return (p != NULL ? p->p_pgrp : NULL);
}

/*
 * Wait for input.  0 with *go false: end of file, or nothing is enough.
 * EJUSTRETURN: look anew whether the caller is in the background, because the
 * terminal's group was fg, or the caller's own was mine, when it last looked.
 */
static int
read_wait(struct tty *tp, int ioflag, const struct pgrp *fg,
    const struct pgrp *mine, bool *go)
{
	struct read_timer rt = { 0, 0 };
	int64_t ns;
	int error;

	*go = false;
	for (;;) {
		if ((tp->t_state & TS_ZOMBIE) != 0)
			return (0);
		if ((tp->t_state & TS_ISOPEN) == 0)
			return (EIO);
		if (read_enough(tp, &rt, &ns) ||
		    ((ioflag & IO_NDELAY) != 0 && tty_readable(tp))) {
			*go = tty_readable(tp);
			return (0);
		}
		if ((ioflag & IO_NDELAY) != 0)
			return ((tp->t_lflag & ICANON) == 0 &&
			    tp->t_cc[VMIN] == 0 ? 0 : EWOULDBLOCK);
		error = tty_sleep(tp, &tp->t_inhead, "ttyin", ns);
		if (error != 0 && error != EWOULDBLOCK)
			return (error);
		if (tp->t_pgrp != fg || caller_pgrp() != mine)
			return (EJUSTRETURN);
	}
}

/* Input left the queue: the other side may go on. */
static void
read_room(struct tty *tp)
{
	if (tty_incount(tp) <= TTYHOG / 4)
		tty_unblock(tp);
	if (tp->t_ops->t_unthrottle != NULL)
		tp->t_ops->t_unthrottle(tp);
}

/* ^Y was read: stop as if ^Z had been typed now. */
static int
read_suspend(struct tty *tp)
{
	tty_sig(tp, SIGTSTP);
	tty_unlock(tp);
	/* The signal ends this sleep; if it is ignored, so does time. */
	(void)tsleep(&tp->t_sigs, PCATCH, "ttydsp", NS_PER_S / 10);
	tty_lock(tp);
	return (ERESTART);
}

int
tty_read(struct tty *tp, struct kuio *u, int ioflag)
{
	uint8_t buf[TTY_CHUNK];
	size_t n, want = u->uio_resid;
	bool go = true, eol = false, dsusp;
	const struct pgrp *fg, *mine;
	int error;

	do {
		fg = tp->t_pgrp;
		mine = caller_pgrp();
		if ((error = tty_background(tp, SIGTTIN)) != 0)
			return (error);
		tty_lock(tp);
		error = read_wait(tp, ioflag, fg, mine, &go);
		tty_unlock(tp);
	} while (error == EJUSTRETURN);
	while (error == 0 && go && !eol && u->uio_resid > 0) {
		tty_lock(tp);
		n = read_take(tp, buf, K_MIN(u->uio_resid, sizeof(buf)), &eol,
		    &dsusp);
		if (dsusp && n == 0 && u->uio_resid == want)
			error = read_suspend(tp);
		else if (dsusp)
			tty_sig(tp, SIGTSTP);
		read_room(tp);
		go = tty_readable(tp) && !dsusp;
		tty_unlock(tp);
		if (error == 0 && n > 0)
			error = kuiomove(buf, n, u);
	}
	return (error);
}

/* ---- write ------------------------------------------------------------ */

/* Wait until a chunk fits whatever it becomes. */
static int
write_wait(struct tty *tp, int ioflag)
{
	int error = 0;

	for (;;) {
		if ((tp->t_state & TS_ZOMBIE) != 0 ||
		    (tp->t_state & TS_ISOPEN) == 0)
			return (EIO);
		if ((tp->t_state & TS_CARR_ON) != 0 ||
		    (tp->t_cflag & CLOCAL) != 0) {
			if (tty_outq_len(tp) < TTY_OHIWAT)
				return (0);
			tty_start(tp);
			if (tty_outq_len(tp) < TTY_OHIWAT)
				return (0);
			if ((ioflag & IO_NDELAY) != 0)
				return (EWOULDBLOCK);
			tp->t_state |= TS_SO_OLOWAT;
			error = tty_sleep(tp, &tp->t_outtail, "ttywri", 0);
		} else {
			if ((ioflag & IO_NDELAY) != 0)
				return (EWOULDBLOCK);
			error = tty_sleep(tp, &tp->t_state, "ttydcd", 0);
		}
		if (error != 0)
			return (error);
	}
}

/* Move the transfer on by n bytes, which lie in its first piece. */
static void
write_advance(struct kuio *u, size_t n)
{
	u->uio_iov->iov_base = (char *)u->uio_iov->iov_base + n;
	u->uio_iov->iov_len -= n;
	u->uio_resid -= n;
	u->uio_offset += (int64_t)n;
}

/* Queue one chunk; *done says how much of it the terminal took. */
static int
write_chunk(struct tty *tp, const uint8_t *buf, size_t n, int ioflag,
    size_t *done)
{
	int error = 0;

	*done = 0;
	tty_lock(tp);
	while (*done < n && error == 0) {
		error = write_wait(tp, ioflag);
		if (error == 0)
			*done += tty_output_block(tp, buf + *done, n - *done);
	}
	tty_start(tp);
	tty_unlock(tp);
	return (error);
}

int
tty_write(struct tty *tp, struct kuio *u, int ioflag)
{
	uint8_t buf[TTY_CHUNK];
	size_t n, done, want = u->uio_resid;
	struct iovec iov;
	struct kuio part;
	int error = 0;

	while (u->uio_resid > 0 && error == 0) {
		if ((tp->t_lflag & TOSTOP) != 0 &&
		    (error = tty_background(tp, SIGTTOU)) != 0)
			break;
		while (u->uio_iov->iov_len == 0) {
			u->uio_iov++;
			u->uio_iovcnt--;
		}
		n = K_MIN(u->uio_iov->iov_len, sizeof(buf));
		kuio_init(&part, &iov, u->uio_iov->iov_base, n, 0, u->uio_seg,
		    UIO_WRITE_K);
		if ((error = kuiomove(buf, n, &part)) != 0)
			break;
		error = write_chunk(tp, buf, n, ioflag, &done);
		write_advance(u, done);
	}
	return (error == EIO && u->uio_resid != want ? 0 : error);
}
