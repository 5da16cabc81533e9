/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty_queue.c: a terminal's queues: who waits for them is woken, the other
 * side is held and let go, what they have is thrown away; termios(4).
 *
 * Locks: all under t_spin; interrupt context.
 */
#include "kern/tty_var.h"

bool
tty_readable(const struct tty *tp)
{
	if ((tp->t_lflag & ICANON) != 0)
		return (tp->t_inlines > 0);
	return (tty_incount(tp) > 0);
}

void
tty_wake_readers(struct tty *tp)
{
	wakeup(&tp->t_inhead);
	knote_fire(&tp->t_rkq, KN_HINT_READY);
	if ((tp->t_state & TS_ASYNC) != 0)
		tp->t_sigio = true;
}

/* The output queue shrank. */
void
tty_wake_writers(struct tty *tp)
{
	size_t n = tty_outq_len(tp);

	if (n > TTY_OLOWAT)
		return;
	if ((tp->t_state & TS_SO_OLOWAT) != 0) {
		tp->t_state &= ~TS_SO_OLOWAT;
		wakeup(&tp->t_outtail);
	}
	if (n == 0 && (tp->t_state & TS_SO_OCOMPLETE) != 0) {
		tp->t_state &= ~TS_SO_OCOMPLETE;
		wakeup(&tp->t_outhead);
	}
	knote_fire(&tp->t_wkq, KN_HINT_READY);
	if ((tp->t_state & TS_ASYNC) != 0)
		tp->t_sigio = true;
}

void
tty_sig(struct tty *tp, int sig)
{
	tp->t_sigs |= 1U << (sig - 1);
}

/* ---- queue ------------------------------------------------------------ */

static void
input_reset(struct tty *tp)
{
	tp->t_inhead = tp->t_incanon = tp->t_intail;
	tp->t_inlines = 0;
	tp->t_rocount = 0;
	tp->t_rocol = 0;
	tp->t_state &= ~(TS_LNCH | TS_ERASE);
}

void
tty_unblock(struct tty *tp)
{
	uint8_t c = tp->t_cc[VSTART];

	if ((tp->t_state & TS_TBLOCK) == 0)
		return;
	if ((tp->t_iflag & IXOFF) != 0 && c != _POSIX_VDISABLE &&
	    tty_outq_put(tp, &c, 1) != 1)
		return;
	tp->t_state &= ~TS_TBLOCK;
	tty_start(tp);
}

void
tty_block(struct tty *tp)
{
	uint8_t c = tp->t_cc[VSTOP];

	if ((tp->t_state & TS_TBLOCK) != 0 || (tp->t_iflag & IXOFF) == 0 ||
	    c == _POSIX_VDISABLE || tty_incount(tp) < TTYHOG / 2 ||
	    ((tp->t_lflag & ICANON) != 0 && tp->t_inlines == 0))
		return;
	if (tty_outq_put(tp, &c, 1) == 1) {
		tp->t_state |= TS_TBLOCK;
		tty_start(tp);
	}
}

/* Throw queues away, TIOCFLUSH. */
void
tty_flush(struct tty *tp, int rw)
{
	if ((rw & FWRITE) != 0)
		tp->t_state &= ~TS_TTSTOP;
	if (tp->t_ops->t_stop != NULL)
		tp->t_ops->t_stop(tp, rw);
	if ((rw & FREAD) != 0) {
		input_reset(tp);
		tty_unblock(tp);
		if (tp->t_ops->t_unthrottle != NULL)
			tp->t_ops->t_unthrottle(tp);
	}
	if ((rw & FWRITE) != 0) {
		tp->t_outhead = tp->t_outtail;
		tty_wake_writers(tp);
	}
}

size_t
tty_input_room(struct tty *tp)
{
	uint32_t n = tty_incount(tp);

	/* A line that does not end must be able to: its excess is dropped. */
	if ((tp->t_lflag & ICANON) != 0 && tp->t_inlines == 0)
		return (TTQ_INSIZE);
	return (n >= TTYHOG - 2 ? 0 : TTYHOG - 2 - n);
}
