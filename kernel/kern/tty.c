/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty.c: terminals: their life, their lock, sleeping; termios(4).
 *
 * Invariants: t_inhead <= t_incanon <= t_intail; t_session and t_pgrp are set
 * together with the session's s_ttyp.
 * Locks: see sys/ktty.h.
 */
#include <sys/filio.h>
#include "kern/tty_var.h"
#include "sys/kdev.h"
#include "sys/kmalloc.h"

MALLOC_DEFINE(M_TTY, "tty", "terminal queues");

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
