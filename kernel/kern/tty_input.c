/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty_input.c: the way into a terminal: what a received character does,
 * termios(4).
 *
 * The input queue is one ring: [head, incanon) are finished lines, [incanon,
 * tail) is the line being typed, which erase and kill may take back.  Without
 * ICANON programs read all of [head, tail).
 *
 * Locks: all under t_spin; interrupt context.
 */
#include "kern/tty_var.h"

/* ---- waking ------------------------------------------------------------- */
/* Everything typed so far is a line. */
static void
input_commit(struct tty *tp)
{
	tp->t_incanon = tp->t_intail;
	tp->t_inlines++;
	tp->t_rocount = 0;
	tty_wake_readers(tp);
}

/* ---- special characters ------------------------------------------------- */

static bool
is_blank(int c)
{
	c &= TTC_CHAR;
	return (c == ' ' || c == '\t');
}

/* ALTWERASE: what belongs to one word. */
static bool
is_wordchar(int c)
{
	c &= TTC_CHAR;
	return ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80);
}

static void
erase_word(struct tty *tp)
{
	int c, first;

	do {
		if (tty_inpending(tp) == 0)
			return;
		c = tty_inq_unput(tp);
		tty_rubout(tp, c);
	} while (is_blank(c));
	first = c;
	while (tty_inpending(tp) > 0) {
		c = *tty_inslot(tp, tp->t_intail - 1);
		if (is_blank(c) || ((tp->t_lflag & ALTWERASE) != 0 &&
		    is_wordchar(c) != is_wordchar(first)))
			return;
		tty_rubout(tp, tty_inq_unput(tp));
	}
}

static void
kill_line(struct tty *tp, int c)
{
	if ((tp->t_lflag & ECHOKE) != 0 &&
	    (int)tty_inpending(tp) == tp->t_rocount &&
	    (tp->t_lflag & ECHOPRT) == 0) {
		while (tty_inpending(tp) > 0)
			tty_rubout(tp, tty_inq_unput(tp));
	} else {
		tty_echo(tp, c);
		if ((tp->t_lflag & (ECHOK | ECHOKE)) != 0)
			tty_echo(tp, '\n');
		tp->t_intail = tp->t_incanon;
		tp->t_rocount = 0;
	}
	tp->t_state &= ~TS_ERASE;
}

/* What a character leads to, beside having been dealt with. */
enum verdict {
	V_TAKE,			/* it is data */
	V_DONE,			/* dealt with */
	V_START,		/* dealt with; output goes on */
	V_IGNORE		/* not even IXANY sees it */
};

/* ISIG and IXON. */
static enum verdict
input_signal(struct tty *tp, int c)
{
	int sig = 0, flush = 0;

	if ((tp->t_lflag & ISIG) != 0) {
		if (TTY_IS(tp, VINTR, c))
			sig = SIGINT;
		else if (TTY_IS(tp, VQUIT, c))
			sig = SIGQUIT;
		else if (TTY_IS(tp, VSUSP, c))
			sig = SIGTSTP;
	}
	if (sig != 0) {
		flush = sig == SIGTSTP ? FREAD : FREAD | FWRITE;
		if ((tp->t_lflag & NOFLSH) == 0)
			tty_flush(tp, flush);
		tty_echo(tp, c);
		tty_sig(tp, sig);
		return (V_DONE);
	}
	if ((tp->t_iflag & IXON) == 0)
		return (V_TAKE);
	if (TTY_IS(tp, VSTOP, c)) {
		if ((tp->t_state & TS_TTSTOP) == 0) {
			tp->t_state |= TS_TTSTOP;
			if (tp->t_ops->t_stop != NULL)
				tp->t_ops->t_stop(tp, 0);
			return (V_IGNORE);
		}
		if (!TTY_IS(tp, VSTART, c))
			return (V_IGNORE);
		return (V_START);
	}
	if (TTY_IS(tp, VSTART, c))
		return (V_START);
	return (V_TAKE);
}

/* VLNEXT and VDISCARD, which work in every mode with IEXTEN. */
static enum verdict
input_extended(struct tty *tp, int c)
{
	static const uint8_t mark[] = "^\b";

	if ((tp->t_lflag & IEXTEN) == 0)
		return (V_TAKE);
	if (TTY_IS(tp, VLNEXT, c)) {
		if ((tp->t_lflag & ECHO) != 0) {
			if ((tp->t_lflag & ECHOE) != 0)
				(void)tty_outq_put(tp, mark, 2);
			else
				tty_echo(tp, c);
		}
		tp->t_state |= TS_LNCH;
		return (V_DONE);
	}
	if (TTY_IS(tp, VDISCARD, c)) {
		if ((tp->t_lflag & FLUSHO) != 0) {
			tp->t_lflag &= ~FLUSHO;
		} else {
			tty_flush(tp, FWRITE);
			tty_echo(tp, c);
			if (tty_incount(tp) > 0)
				tty_retype(tp);
			tp->t_lflag |= FLUSHO;
		}
		tty_start(tp);
		return (V_IGNORE);
	}
	return (V_TAKE);
}

/* Line editing, ICANON. */
static enum verdict
input_edit(struct tty *tp, int c)
{
	bool ext = (tp->t_lflag & IEXTEN) != 0;

	if (TTY_IS(tp, VERASE, c) || TTY_IS(tp, VERASE2, c)) {
		if (tty_inpending(tp) > 0)
			tty_rubout(tp, tty_inq_unput(tp));
		return (V_DONE);
	}
	if (TTY_IS(tp, VKILL, c)) {
		kill_line(tp, c);
		return (V_DONE);
	}
	if (ext && TTY_IS(tp, VWERASE, c)) {
		erase_word(tp);
		return (V_DONE);
	}
	if (ext && TTY_IS(tp, VREPRINT, c)) {
		tty_retype(tp);
		return (V_DONE);
	}
	if (ext && TTY_IS(tp, VSTATUS, c)) {
		if ((tp->t_lflag & ISIG) != 0)
			tty_sig(tp, SIGINFO);
		if ((tp->t_lflag & NOKERNINFO) == 0)
			tp->t_loadline = true;
		return (V_DONE);
	}
	return (V_TAKE);
}

/* Marks for a character that ends a line, 0 for others. */
static int
input_ends(struct tty *tp, int c)
{
	if (TTY_IS(tp, VEOF, c))
		return (TTC_EOF);
	if (c == '\n' || TTY_IS(tp, VEOL, c) ||
	    (TTY_IS(tp, VEOL2, c) && (tp->t_lflag & IEXTEN) != 0))
		return (TTC_BREAK);
	return (0);
}

/* c is data: queue and echo it. */
static void
input_data(struct tty *tp, int c)
{
	static const uint8_t bell = TTY_CTRL('g');
	int mark = 0, column;

	if ((tp->t_lflag & ICANON) != 0)
		mark = input_ends(tp, c);
	/* Leave room for the end of a line that fills the queue. */
	if (tty_incount(tp) >= TTYHOG && mark == 0) {
		if ((tp->t_iflag & IMAXBEL) != 0 &&
		    tty_outq_len(tp) < TTY_OHIWAT)
			(void)tty_outq_put(tp, &bell, 1);
		return;
	}
	if (tty_incount(tp) >= TTQ_INSIZE - 1)
		return;
	tty_inq_put(tp, c | mark);
	if ((tp->t_lflag & ICANON) == 0) {
		tty_wake_readers(tp);
		tty_echo(tp, c);
		return;
	}
	if (mark == 0 && tp->t_rocount++ == 0)
		tp->t_rocol = tp->t_column;
	if ((tp->t_state & TS_ERASE) != 0) {
		tp->t_state &= ~TS_ERASE;
		(void)tty_output(tp, '/');
	}
	column = tp->t_column;
	tty_echo(tp, c);
	if (mark == TTC_EOF && (tp->t_lflag & ECHO) != 0) {
		/* Go back over the ^D that was shown. */
		column = K_MIN(2, tp->t_column - column);
		while (column-- > 0)
			(void)tty_output(tp, '\b');
	}
	if (mark != 0)
		input_commit(tp);
}

/* CR and NL are mapped, or CR is dropped (-1). */
static int
input_map(const struct tty *tp, int c)
{
	if (c == '\r') {
		if ((tp->t_iflag & IGNCR) != 0)
			return (-1);
		if ((tp->t_iflag & ICRNL) != 0)
			return ('\n');
	} else if (c == '\n' && (tp->t_iflag & INLCR) != 0) {
		return ('\r');
	}
	return (c);
}

static enum verdict
input_classify(struct tty *tp, int *cp)
{
	enum verdict v;

	if ((tp->t_state & TS_LNCH) != 0) {
		tp->t_state &= ~TS_LNCH;
		*cp |= TTC_QUOTE;
	}
	if ((tp->t_lflag & EXTPROC) != 0 || (*cp & TTC_QUOTE) != 0)
		return (V_TAKE);
	if ((v = input_extended(tp, *cp)) != V_TAKE ||
	    (v = input_signal(tp, *cp)) != V_TAKE)
		return (v);
	if ((*cp = input_map(tp, *cp)) < 0)
		return (V_IGNORE);
	if ((tp->t_lflag & ICANON) != 0)
		return (input_edit(tp, *cp));
	return (V_TAKE);
}

/* One received character; it may carry TTC_QUOTE. */
static void
input_char(struct tty *tp, int c)
{
	enum verdict v;

	if ((tp->t_iflag & ISTRIP) != 0 && (c & TTC_QUOTE) == 0)
		c &= 0x7f;
	v = input_classify(tp, &c);
	if (v == V_IGNORE)
		return;
	if (v == V_TAKE)
		input_data(tp, c);
	if (v != V_START && (tp->t_state & TS_TTSTOP) != 0 &&
	    ((tp->t_iflag & IXANY) == 0 ||
	    tp->t_cc[VSTART] == tp->t_cc[VSTOP]))
		return;
	tp->t_lflag &= ~FLUSHO;
	tp->t_state &= ~TS_TTSTOP;
}

/* May a block of input go into the queue as it is? */
static bool
input_israw(const struct tty *tp)
{
	return ((tp->t_lflag & (ICANON | ISIG | IEXTEN | ECHO | ECHONL)) == 0 &&
	    (tp->t_iflag & (IXON | IGNCR | ICRNL | INLCR | ISTRIP |
	    PARMRK)) == 0 && (tp->t_state & (TS_LNCH | TS_TTSTOP)) == 0);
}

/*
 * Received bytes.  Those for which there is no room are dropped, with a bell if
 * IMAXBEL; a driver that can wait asks tty_input_room() first.
 */
size_t
tty_input(struct tty *tp, const uint8_t *p, size_t len)
{
	size_t i;

	if ((tp->t_state & TS_ISOPEN) == 0 || (tp->t_cflag & CREAD) == 0)
		return (len);
	(void)atomic_add(&tk_nin, (long)len);
	if (input_israw(tp) && tty_incount(tp) + len <= TTYHOG) {
		for (i = 0; i < len; i++)
			tty_inq_put(tp, p[i]);
		tty_wake_readers(tp);
	} else {
		for (i = 0; i < len; i++) {
			if (p[i] == 0xff && (tp->t_iflag &
			    (PARMRK | IGNPAR | ISTRIP)) == PARMRK)
				input_char(tp, 0xff | TTC_QUOTE);
			input_char(tp, p[i]);
		}
	}
	tty_block(tp);
	tty_start(tp);
	return (len);
}

/*
 * The input was typed in another mode: type what no line holds yet again, so
 * that editing and echo apply to it.
 */
void
tty_pend(struct tty *tp)
{
	uint32_t i, end = tp->t_intail;
	uint16_t c;

	tp->t_intail = tp->t_incanon;
	/* Reading runs ahead of writing: each adds at most itself. */
	for (i = tp->t_incanon; i != end; i++) {
		c = *tty_inslot(tp, i);
		input_char(tp, c & (TTC_CHAR | TTC_QUOTE));
	}
}
