/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty_output.c: the way out of a terminal: output processing, columns, echo
 * and the taking back of echoed characters; termios(4), "Output Modes" and
 * "Local Modes".
 *
 * Locks: all under t_spin.
 */
#include "kern/tty_var.h"

enum cclass { CC_PLAIN, CC_CONTROL, CC_BS, CC_NL, CC_TAB, CC_CR };

static enum cclass
char_class(int c)
{
	c &= 0x7f;
	switch (c) {
	case '\b':
		return (CC_BS);
	case '\n':
		return (CC_NL);
	case '\t':
		return (CC_TAB);
	case '\r':
		return (CC_CR);
	default:
		return (c < ' ' || c == 0x7f ? CC_CONTROL : CC_PLAIN);
	}
}

/* Append to the output queue; returns how many bytes fitted. */
size_t
tty_outq_put(struct tty *tp, const uint8_t *p, size_t n)
{
	size_t room = TTQ_OUTSIZE - tty_outq_len(tp), off, part;

	n = K_MIN(n, room);
	off = tp->t_outtail & (TTQ_OUTSIZE - 1);
	part = K_MIN(n, TTQ_OUTSIZE - off);
	memcpy(tp->t_outq + off, p, part);
	memcpy(tp->t_outq, p + part, n - part);
	tp->t_outtail += (uint32_t)n;
	(void)atomic_add(&tk_nout, (long)n);
	return (n);
}

size_t
tty_outq_peek(struct tty *tp, const uint8_t **p)
{
	size_t off = tp->t_outhead & (TTQ_OUTSIZE - 1);

	*p = tp->t_outq + off;
	return (K_MIN(tty_outq_len(tp), TTQ_OUTSIZE - off));
}

void
tty_outq_drop(struct tty *tp, size_t n)
{
	KKASSERT(n <= tty_outq_len(tp));
	tp->t_outhead += (uint32_t)n;
	if (n > 0)
		tty_wake_writers(tp);
}

size_t
tty_outq_get(struct tty *tp, uint8_t *buf, size_t max)
{
	const uint8_t *p;
	size_t n, done = 0;

	while (done < max && (n = tty_outq_peek(tp, &p)) > 0) {
		n = K_MIN(n, max - done);
		memcpy(buf + done, p, n);
		tp->t_outhead += (uint32_t)n;
		done += n;
	}
	if (done > 0)
		tty_wake_writers(tp);
	return (done);
}

void
tty_start(struct tty *tp)
{
	if ((tp->t_state & TS_TTSTOP) == 0)
		tp->t_ops->t_start(tp);
}

/* Where the cursor is after c. */
static void
column_advance(struct tty *tp, int c)
{
	switch (char_class(c)) {
	case CC_BS:
		if (tp->t_column > 0)
			tp->t_column--;
		break;
	case CC_PLAIN:
		tp->t_column++;
		break;
	case CC_CR:
		tp->t_column = 0;
		break;
	case CC_TAB:
		tp->t_column = (tp->t_column + 8) & ~7;
		break;
	case CC_NL:
	case CC_CONTROL:
		break;
	}
}

/* OXTABS: a tab as spaces. */
static bool
output_tab(struct tty *tp)
{
	static const uint8_t spaces[] = "        ";
	size_t n = 8 - ((size_t)tp->t_column & 7);

	if ((tp->t_lflag & FLUSHO) == 0) {
		if (TTQ_OUTSIZE - tty_outq_len(tp) < n)
			return (false);
		(void)tty_outq_put(tp, spaces, n);
	}
	tp->t_column += (int)n;
	return (true);
}

/*
 * One character through output processing.  False, and nothing done, when the
 * queue has no room for what it becomes.
 */
bool
tty_output(struct tty *tp, int c)
{
	uint8_t out[2];
	size_t n = 0;

	c &= TTC_CHAR;
	if ((tp->t_oflag & OPOST) == 0) {
		out[0] = (uint8_t)c;
		return ((tp->t_lflag & FLUSHO) != 0 ||
		    tty_outq_put(tp, out, 1) == 1);
	}
	if (c == '\t' && (tp->t_oflag & OXTABS) != 0 &&
	    (tp->t_lflag & EXTPROC) == 0)
		return (output_tab(tp));
	if (c == TTY_CTRL('d') && (tp->t_oflag & ONOEOT) != 0)
		return (true);
	if (c == '\r') {
		if ((tp->t_oflag & OCRNL) != 0)
			c = '\n';
		else if ((tp->t_oflag & ONOCR) != 0 && tp->t_column == 0)
			return (true);
	} else if (c == '\n' && (tp->t_oflag & ONLCR) != 0 &&
	    (tp->t_lflag & EXTPROC) == 0) {
		out[n++] = '\r';
	}
	out[n++] = (uint8_t)c;
	if ((tp->t_lflag & FLUSHO) == 0) {
		if (TTQ_OUTSIZE - tty_outq_len(tp) < n)
			return (false);
		(void)tty_outq_put(tp, out, n);
	}
	if (c == '\n' && (tp->t_oflag & (ONLCR | ONLRET)) != 0)
		tp->t_column = 0;
	else
		column_advance(tp, c);
	return (true);
}

/* Length of the run of bytes that output processing leaves alone. */
static size_t
plain_run(const struct tty *tp, const uint8_t *p, size_t len)
{
	size_t n;

	if ((tp->t_oflag & OPOST) == 0)
		return (len);
	for (n = 0; n < len && p[n] >= ' ' && p[n] != 0x7f; n++)
		;
	return (n);
}

size_t
tty_output_block(struct tty *tp, const uint8_t *p, size_t len)
{
	size_t done = 0, n, want;

	while (done < len) {
		if ((tp->t_lflag & FLUSHO) != 0)
			return (len);
		want = plain_run(tp, p + done, len - done);
		tp->t_rocount = 0;
		if (want > 0) {
			n = tty_outq_put(tp, p + done, want);
			tp->t_column += (int)n;
			done += n;
			if (n < want)
				break;
		} else if (tty_output(tp, p[done])) {
			done++;
		} else {
			break;
		}
	}
	return (done);
}

/* ---- echo ------------------------------------------------------------- */

/*
 * Echo c, which may carry TTC_QUOTE, as the local modes want it: control
 * characters as ^X, nothing without ECHO but a newline with ECHONL.
 */
void
tty_echo(struct tty *tp, int c)
{
	int ch = c & TTC_CHAR;

	if ((tp->t_state & TS_CNTTB) == 0)
		tp->t_lflag &= ~FLUSHO;
	if (((tp->t_lflag & ECHO) == 0 &&
	    (ch != '\n' || (tp->t_lflag & ECHONL) == 0)) ||
	    (tp->t_lflag & EXTPROC) != 0)
		return;
	if ((tp->t_lflag & ECHOCTL) != 0 &&
	    ((ch < ' ' && ch != '\t' && ch != '\n') || ch == 0x7f ||
	    ((c & TTC_QUOTE) != 0 && (ch == '\t' || ch == '\n')))) {
		(void)tty_output(tp, '^');
		ch = ch == 0x7f ? '?' : ch + '@';
	}
	(void)tty_output(tp, ch);
}

static void
rub_columns(struct tty *tp, int n)
{
	while (n-- > 0) {
		(void)tty_output(tp, '\b');
		(void)tty_output(tp, ' ');
		(void)tty_output(tp, '\b');
	}
}

/* Take a tab back: count the columns of what stays, and back over the rest. */
static void
rub_tab(struct tty *tp)
{
	int save = tp->t_column, n;
	uint32_t i;

	if (tp->t_rocount < (int)tty_inpending(tp)) {
		tty_retype(tp);
		return;
	}
	tp->t_state |= TS_CNTTB;
	tp->t_lflag |= FLUSHO;
	tp->t_column = tp->t_rocol;
	for (i = tp->t_incanon; i != tp->t_intail; i++)
		tty_echo(tp, *tty_inslot(tp, i));
	tp->t_lflag &= ~FLUSHO;
	tp->t_state &= ~TS_CNTTB;
	n = save - tp->t_column;
	tp->t_column = save;
	for (n = K_MIN(n, 8); n > 0; n--)
		(void)tty_output(tp, '\b');
}

/*
 * The last character of the line was taken back: show that, by the modes ECHOE,
 * ECHOPRT, or by echoing the erase character.
 */
void
tty_rubout(struct tty *tp, int c)
{
	int ch = c & TTC_CHAR;

	if ((tp->t_lflag & ECHO) == 0 || (tp->t_lflag & EXTPROC) != 0)
		return;
	tp->t_lflag &= ~FLUSHO;
	if ((tp->t_lflag & ECHOE) != 0) {
		if (tp->t_rocount == 0) {
			/* Output came in between: show the line anew. */
			tty_retype(tp);
			return;
		}
		if ((c & TTC_QUOTE) != 0 && (ch == '\t' || ch == '\n')) {
			rub_columns(tp, (tp->t_lflag & ECHOCTL) != 0 ? 2 : 1);
		} else if (ch == '\t') {
			rub_tab(tp);
		} else if (ch < ' ' || ch == 0x7f) {
			if ((tp->t_lflag & ECHOCTL) != 0)
				rub_columns(tp, 2);
		} else {
			rub_columns(tp, 1);
		}
	} else if ((tp->t_lflag & ECHOPRT) != 0) {
		if ((tp->t_state & TS_ERASE) == 0) {
			tp->t_state |= TS_ERASE;
			(void)tty_output(tp, '\\');
		}
		tty_echo(tp, c);
	} else {
		tty_echo(tp, tp->t_cc[VERASE]);
	}
	if (tp->t_rocount > 0)
		tp->t_rocount--;
}

/* VREPRINT: the unread input once more, on a new line. */
void
tty_retype(struct tty *tp)
{
	uint32_t i;

	if (tp->t_cc[VREPRINT] != _POSIX_VDISABLE)
		tty_echo(tp, tp->t_cc[VREPRINT]);
	(void)tty_output(tp, '\n');
	for (i = tp->t_inhead; i != tp->t_intail; i++)
		tty_echo(tp, *tty_inslot(tp, i));
	tp->t_state &= ~TS_ERASE;
	tp->t_rocount = (int)tty_inpending(tp);
	tp->t_rocol = 0;
}
