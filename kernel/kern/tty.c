/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty.c: terminals: their life, reading and writing, sleeping; termios(4).
 *
 * Programs' data goes through small buffers on the kernel stack, because
 * t_spin, which interrupt handlers take, must not be held over user memory.
 *
 * Invariants: t_inhead <= t_incanon <= t_intail; t_session and t_pgrp are set
 * together with the session's s_ttyp.
 * Locks: see sys/ktty.h.
 */
#include <sys/filio.h>
#include "kern/tty_var.h"
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_TTY, "tty", "terminal queues");

#define TTY_CHUNK	256	/* bytes moved at a time */

/* The modes that a terminal starts with. */
static const struct termios tty_defaults = {
	.c_iflag = BRKINT | ICRNL | IMAXBEL | IXON | IXANY,
	.c_oflag = OPOST | ONLCR,
	.c_cflag = CREAD | CS8 | HUPCL,
	.c_lflag = ECHO | ICANON | ISIG | IEXTEN | ECHOE | ECHOKE | ECHOCTL,
	.c_cc = {
		[VEOF] = TTY_CTRL('d'), [VEOL] = _POSIX_VDISABLE,
		[VEOL2] = _POSIX_VDISABLE, [VERASE] = 0x7f,
		[VWERASE] = TTY_CTRL('w'), [VKILL] = TTY_CTRL('u'),
		[VREPRINT] = TTY_CTRL('r'), [VERASE2] = TTY_CTRL('h'),
		[VINTR] = TTY_CTRL('c'), [VQUIT] = 0x1c,
		[VSUSP] = TTY_CTRL('z'), [VDSUSP] = TTY_CTRL('y'),
		[VSTART] = TTY_CTRL('q'), [VSTOP] = TTY_CTRL('s'),
		[VLNEXT] = TTY_CTRL('v'), [VDISCARD] = TTY_CTRL('o'),
		[VMIN] = 1, [VTIME] = 0, [VSTATUS] = TTY_CTRL('t'),
		[VCHECKPT] = _POSIX_VDISABLE,
	},
	.c_ispeed = B9600,
	.c_ospeed = B9600,
};

int
tty_init(struct tty *tp, const struct tty_ops *ops, void *softc)
{
	bzero(tp, sizeof(*tp));
	spin_init(&tp->t_spin, "tty", LR_TTY);
	sigio_init(&tp->t_async);
	tp->t_ops = ops;
	tp->t_softc = softc;
	tp->t_termios = tty_defaults;
	tp->t_state = TS_CARR_ON;
	tp->t_inq = kmalloc(TTQ_INSIZE * sizeof(*tp->t_inq), M_TTY, M_WAITOK);
	tp->t_outq = kmalloc(TTQ_OUTSIZE, M_TTY, M_WAITOK);
	if (tp->t_inq == NULL || tp->t_outq == NULL) {
		kfree(tp->t_inq, M_TTY);
		kfree(tp->t_outq, M_TTY);
		return (ENOMEM);
	}
	return (0);
}

void
tty_destroy(struct tty *tp)
{
	KKASSERT((tp->t_state & TS_ISOPEN) == 0 && tp->t_session == NULL);
	sigio_clear(&tp->t_async);
	kfree(tp->t_inq, M_TTY);
	kfree(tp->t_outq, M_TTY);
	tp->t_inq = NULL;
	tp->t_outq = NULL;
}

/* ---- lock, sleep --------------------------------------------------------- */

void
tty_lock(struct tty *tp)
{
	spin_lock(&tp->t_spin);
}

/* Signals that arose under the lock; no lock held. */
static void
tty_deliver(struct tty *tp, uint32_t sigs, bool loadline, bool sigio)
{
	struct pgrp *pg;

	if (sigs != 0) {
		spin_lock(&proctree_spin);
		if ((pg = tp->t_pgrp) != NULL)
			pgrp_hold(pg);
		spin_unlock(&proctree_spin);
		for (; pg != NULL && sigs != 0; sigs &= sigs - 1)
			pgsignal(pg, __builtin_ctz(sigs) + 1, true);
		if (pg != NULL)
			pgrp_drop(pg);
	}
	if (loadline)
		tty_info(tp);
	if (sigio)
		sigio_send(&tp->t_async, SIGIO);
}

static bool
tty_undelivered(const struct tty *tp)
{
	return (tp->t_sigs != 0 || tp->t_loadline || tp->t_sigio);
}

void
tty_unlock(struct tty *tp)
{
	uint32_t sigs = tp->t_sigs;
	bool loadline = tp->t_loadline, sigio = tp->t_sigio;

	tp->t_sigs = 0;
	tp->t_loadline = tp->t_sigio = false;
	spin_unlock(&tp->t_spin);
	if (sigs != 0 || loadline || sigio)
		tty_deliver(tp, sigs, loadline, sigio);
}

int
tty_sleep(struct tty *tp, const void *chan, const char *wmesg, int64_t ns)
{
	uint32_t gen = tp->t_gen;
	int error;

	if (tty_undelivered(tp)) {
		/* Signals first; the caller looks again. */
		tty_unlock(tp);
		tty_lock(tp);
		return (tp->t_gen != gen ? EIO : 0);
	}
	error = ssleep(chan, &tp->t_spin, PCATCH, wmesg, ns);
	return (tp->t_gen != gen ? EIO : error);
}

/*
 * Wait until all output left the queue.  ns: at most so long in all, EWOULDBLOCK;
 * 0 without limit.
 */
int
tty_drain(struct tty *tp, int64_t ns)
{
	int64_t end = time_mono() + ns, left = 0;
	int error = 0;

	while (error == 0 && tty_outq_len(tp) > 0 &&
	    (tp->t_state & (TS_CARR_ON | TS_ZOMBIE)) == TS_CARR_ON) {
		tty_start(tp);
		if (tty_outq_len(tp) == 0)
			break;
		if (ns > 0 && (left = end - time_mono()) <= 0)
			return (EWOULDBLOCK);
		tp->t_state |= TS_SO_OCOMPLETE;
		error = tty_sleep(tp, &tp->t_outhead, "ttydrn", left);
	}
	return (error);
}

/* ---- open, close, carrier ------------------------------------------------- */

void
tty_reset(struct tty *tp)
{
	tp->t_termios = tty_defaults;
	tp->t_column = 0;
}

int
tty_open(struct tty *tp, int fflags, struct ucred *cred)
{
	int error = 0;

	tty_lock(tp);
	while (error == 0) {
		if ((tp->t_state & TS_GONE) != 0) {
			error = ENXIO;
		} else if ((tp->t_state & TS_XCLUDE) != 0 &&
		    cred_root(cred) != 0) {
			error = EBUSY;
		} else if ((tp->t_state & TS_CARR_ON) != 0 ||
		    (tp->t_cflag & CLOCAL) != 0 || (fflags & FNONBLOCK) != 0) {
			break;
		} else {
			error = tty_sleep(tp, &tp->t_state, "ttydcd", 0);
		}
	}
	if (error == 0 && (tp->t_state & TS_ISOPEN) == 0) {
		if ((tp->t_state & TS_KEEPMODES) == 0)
			tty_reset(tp);
		tp->t_state |= TS_ISOPEN;
		if ((tp->t_state & TS_CARR_ON) != 0)
			tp->t_state &= ~TS_ZOMBIE;
	}
	tty_unlock(tp);
	return (error);
}

int
tty_close(struct tty *tp, int fflags)
{
	tty_lock(tp);
	tty_flush(tp, FREAD);
	tp->t_state &= ~(TS_ISOPEN | TS_TTSTOP | TS_TBLOCK | TS_XCLUDE |
	    TS_ASYNC | TS_LNCH | TS_ERASE);
	tp->t_lflag &= ~FLUSHO;
	tp->t_sigs = 0;
	tp->t_gen++;
	tty_start(tp);
	wakeup(&tp->t_inhead);
	wakeup(&tp->t_outhead);
	wakeup(&tp->t_outtail);
	wakeup(&tp->t_state);
	tty_unlock(tp);
	sigio_clear(&tp->t_async);
	tty_leave_session(tp);
	return (0);
}

/* The other side is there (again): opens that wait go on.  t_spin held. */
void
tty_carrier(struct tty *tp)
{
	tp->t_state |= TS_CARR_ON;
	wakeup(&tp->t_state);
}

/*
 * The other side went away: SIGHUP to the session's leader, both queues are
 * lost, reads end, writes fail.  Context: thread or interrupt; t_spin not held.
 */
void
tty_hangup(struct tty *tp)
{
	struct proc *leader = NULL;

	tty_lock(tp);
	tp->t_state &= ~TS_CARR_ON;
	if ((tp->t_state & TS_ISOPEN) != 0) {
		tp->t_state |= TS_ZOMBIE;
		tty_flush(tp, FREAD | FWRITE);
		wakeup(&tp->t_inhead);
		wakeup(&tp->t_outhead);
		wakeup(&tp->t_outtail);
		knote_fire(&tp->t_rkq, KN_HINT_READY);
		knote_fire(&tp->t_wkq, KN_HINT_READY);
	}
	tty_unlock(tp);
	spin_lock(&proctree_spin);
	if (tp->t_session != NULL &&
	    (leader = tp->t_session->s_leader) != NULL)
		proc_hold(leader);
	spin_unlock(&proctree_spin);
	if (leader != NULL) {
		ksignal(leader, SIGHUP);
		proc_release(leader);
	}
}

void
tty_setwinsize(struct tty *tp, const struct winsize *ws)
{
	if (memcmp(&tp->t_winsize, ws, sizeof(*ws)) == 0)
		return;
	tp->t_winsize = *ws;
	tty_sig(tp, SIGWINCH);
}

void
tty_message(struct tty *tp, const char *text)
{
	if (tp->t_column > 0)
		(void)tty_output(tp, '\n');
	(void)tty_output_block(tp, (const uint8_t *)text, strlen(text));
	tty_start(tp);
}

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
