/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vcons.c: the virtual console: /dev/console and /dev/ttyv0, one terminal on
 * the host's standard input and output.  See vkernel(7).
 *
 * Output goes to the host's queue.  When nobody reads there, that is full, then
 * the terminal's own queue, then writers sleep; the kernel goes on.  Input stays
 * with the host while the terminal has no room for it or nobody has it open.
 *
 * At the end of a file or a pipe there is just no more input; only the kernel's
 * own questions are answered with it.  When the host's terminal is gone, the
 * console hangs up: its session ends, and who opens it then talks to nobody.
 *
 * Locks: the softc's members under the terminal's t_spin, which also keeps a
 * piece of input together from the host to the queue.
 */
#include <sys/errno.h>
#include "host/host_console.h"
#include "host/host_cpu.h"
#include "sys/kdev.h"
#include "sys/ktty.h"
#include "sys/thread.h"

#define VCONS_CHUNK	128	/* bytes of input taken at a time */

static struct vcons_softc {
	struct tty	 vc_tty;
	unsigned	 vc_open;	/* devices that are open, by minor */
	bool		 vc_throttled;	/* input waits at the host */
	bool		 vc_eof;	/* the host's input has ended */
	bool		 vc_asked;	/* the kernel itself waits for an answer */
} vcons;

/* There is room for input that was left at the host; t_spin held. */
static void
vcons_unthrottle(struct tty *tp)
{
	if (!vcons.vc_throttled || tty_input_room(tp) == 0)
		return;
	vcons.vc_throttled = false;
	host_cpu_post((unsigned)curcpu()->c_id, HOST_PEND_CONSOLE);
}

/* ---- operations ---------------------------------------------------------- */

static int
vcons_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	struct tty *tp = &vcons.vc_tty;
	bool open;
	int error;

	do {
		if ((error = tty_open(tp, fflags, cred)) != 0)
			return (error);
		tty_lock(tp);
		/* The other device's last close may have come in between. */
		if ((open = (tp->t_state & TS_ISOPEN) != 0)) {
			vcons.vc_open |= 1U << dev->si_uminor;
			vcons_unthrottle(tp);
		}
		tty_unlock(tp);
	} while (!open);
	return (0);
}

static int
vcons_close(struct cdev *dev, int fflags, struct file *fp)
{
	struct tty *tp = &vcons.vc_tty;
	bool last;

	tty_lock(tp);
	vcons.vc_open &= ~(1U << dev->si_uminor);
	last = vcons.vc_open == 0;
	tty_unlock(tp);
	return (last ? tty_close(tp, fflags) : 0);
}

/* A question of the kernel's ends when the input does. */
static void
vcons_end_question(struct tty *tp)
{
	uint8_t eof = tp->t_termios.c_cc[VEOF];

	if (vcons.vc_eof && vcons.vc_asked)
		(void)tty_input(tp, &eof, 1);
}

static int
vcons_read(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct tty *tp = &vcons.vc_tty;
	int error;

	if (curlwp != NULL)
		return (tty_read(tp, u, ioflag));
	tty_lock(tp);
	vcons.vc_asked = true;
	vcons_end_question(tp);
	tty_unlock(tp);
	error = tty_read(tp, u, ioflag);
	tty_lock(tp);
	vcons.vc_asked = false;
	tty_unlock(tp);
	return (error);
}

static int
vcons_write(struct cdev *dev, struct kuio *u, int ioflag)
{
	return (tty_write(&vcons.vc_tty, u, ioflag));
}

static int
vcons_ioctl(struct cdev *dev, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	return (tty_ioctl(&vcons.vc_tty, cmd, data, fflag, cred));
}

static int
vcons_kqfilter(struct cdev *dev, struct knote *kn)
{
	return (tty_kqfilter(&vcons.vc_tty, kn));
}

static const struct dev_ops vcons_ops = {
	.d_name = "vcons",
	.d_flags = D_TTY,
	.d_open = vcons_open,
	.d_close = vcons_close,
	.d_read = vcons_read,
	.d_write = vcons_write,
	.d_ioctl = vcons_ioctl,
	.d_kqfilter = vcons_kqfilter,
};

/* ---- the terminal's side; t_spin held ------------------------------------ */

/* Hand output to the host; HOST_PEND_CONSPACE tells when it takes more. */
static void
vcons_start(struct tty *tp)
{
	const uint8_t *p;
	size_t n, taken;

	while ((n = tty_outq_peek(tp, &p)) > 0) {
		taken = host_console_write(p, n);
		tty_outq_drop(tp, taken);
		if (taken < n)
			break;
	}
}

static const struct tty_ops vcons_ttyops = {
	.t_start = vcons_start,
	.t_unthrottle = vcons_unthrottle,
};

static void
vcons_winsize(struct tty *tp)
{
	struct winsize ws;
	uint16_t size[4];

	host_console_winsize(size);
	ws.ws_row = size[0];
	ws.ws_col = size[1];
	ws.ws_xpixel = size[2];
	ws.ws_ypixel = size[3];
	tty_setwinsize(tp, &ws);
}

/* ---- attach ------------------------------------------------------------- */

void
vcons_attach(void)
{
	struct tty *tp = &vcons.vc_tty;
	struct cdev *dev;

	if (tty_init(tp, &vcons_ttyops, &vcons) != 0)
		panic("no memory for the console");
	if ((dev = make_dev(&vcons_ops, 0, 0, 0, 0600, "ttyv0")) == NULL)
		panic("no memory for ttyv0");
	dev->si_tty = tp;
	tp->t_dev = dev;
	if ((dev = make_dev(&vcons_ops, 1, 0, 0, 0600, "console")) == NULL)
		panic("no memory for console");
	dev->si_tty = tp;
	tty_lock(tp);
	vcons_winsize(tp);
	tty_unlock(tp);
	/* What was typed so far. */
	vcons_intr(HOST_PEND_CONSOLE);
}

/* ---- interrupt ---------------------------------------------------------- */

/*
 * Take input until the host has none or the terminal no room; t_spin held.
 * True once: when there will never be more.
 */
static bool
vcons_input(struct tty *tp)
{
	uint8_t buf[VCONS_CHUNK];
	size_t room, got;
	bool eof, ended;

	for (;;) {
		room = (tp->t_state & TS_ISOPEN) != 0 ? tty_input_room(tp) : 0;
		if (room == 0) {
			vcons.vc_throttled = true;
			return (false);
		}
		host_console_read(buf, K_MIN(room, sizeof(buf)), &got, &eof);
		if (got > 0)
			(void)tty_input(tp, buf, got);
		else
			break;
	}
	if ((ended = eof && !vcons.vc_eof)) {
		vcons.vc_eof = true;
		vcons_end_question(tp);
	}
	return (ended);
}

/* The line dropped, and is there again for whoever opens it. */
static void
vcons_hangup(struct tty *tp)
{
	tty_hangup(tp);
	tty_lock(tp);
	tty_carrier(tp);
	tty_unlock(tp);
}

/*
 * The host's console has news.  pending: HOST_PEND_CONSOLE, HOST_PEND_CONSPACE,
 * HOST_PEND_WINCH.  Context: interrupt, no lock held.
 */
void
vcons_intr(uint32_t pending)
{
	struct tty *tp = &vcons.vc_tty;
	bool ended = false;

	if (tp->t_ops == NULL)
		return;			/* not attached yet */
	tty_lock(tp);
	if ((pending & HOST_PEND_WINCH) != 0)
		vcons_winsize(tp);
	if ((pending & HOST_PEND_CONSPACE) != 0 &&
	    (tp->t_state & TS_TTSTOP) == 0)
		vcons_start(tp);
	if ((pending & HOST_PEND_CONSOLE) != 0)
		ended = vcons_input(tp);
	tty_unlock(tp);
	if (ended && host_console_gone())
		vcons_hangup(tp);
}
