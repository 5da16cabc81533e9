/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty_ioctl.c: ioctls and events of terminals, tty(4), and the device /dev/tty.
 *
 * Locks: t_spin around what changes the terminal; calls that wait for output
 * or look at sessions come before it.
 */
#include <sys/filio.h>
#include "sys/ksysctl.h"
#include "kern/tty_var.h"
#include "sys/kdev.h"

/* Flags that are the kernel's, not the program's. */
#define LFLAG_KEEP	EXTPROC

/* Does cmd change the terminal, so that the background must not? */
static bool
ioctl_changes(unsigned long cmd)
{
	switch (cmd) {
	case TIOCFLUSH:
	case TIOCSETA:
	case TIOCSETAW:
	case TIOCSETAF:
	case TIOCSETD:
	case TIOCSPGRP:
	case TIOCSTAT:
	case TIOCSTI:
	case TIOCSWINSZ:
	case TIOCSTOP:
	case TIOCSTART:
		return (true);
	default:
		return (false);
	}
}

/* ICANON goes on or off: what was typed follows the new rules. */
static void
change_canon(struct tty *tp)
{
	tp->t_inlines = 0;
	tp->t_incanon = tp->t_inhead;
	tp->t_rocount = 0;
}

/* tcsetattr(3); t_spin held. */
static void
set_modes(struct tty *tp, const struct termios *t, unsigned long cmd)
{
	tcflag_t old = tp->t_lflag;

	if (cmd == TIOCSETAF)
		tty_flush(tp, FREAD);
	if ((t->c_cflag & CIGNORE) == 0) {
		tp->t_cflag = t->c_cflag;
		tp->t_termios.c_ospeed = t->c_ospeed;
		tp->t_termios.c_ispeed = t->c_ispeed != 0 ? t->c_ispeed :
		    t->c_ospeed;
	}
	if (((old ^ t->c_lflag) & ICANON) != 0)
		change_canon(tp);
	tp->t_iflag = t->c_iflag;
	tp->t_oflag = t->c_oflag;
	tp->t_lflag = (t->c_lflag & ~LFLAG_KEEP) | (tp->t_lflag & LFLAG_KEEP);
	memcpy(tp->t_cc, t->c_cc, sizeof(tp->t_cc));
	if ((tp->t_iflag & IXON) == 0)
		tp->t_state &= ~TS_TTSTOP;
	if ((tp->t_iflag & IXOFF) == 0)
		tp->t_state &= ~TS_TBLOCK;
	/* What was typed without editing is typed again with it. */
	if ((tp->t_lflag & ICANON) != 0 && tty_inpending(tp) > 0 &&
	    ((old & ICANON) == 0 || (tp->t_lflag & PENDIN) != 0))
		tty_pend(tp);
	tp->t_lflag &= ~PENDIN;
	if ((tp->t_cflag & CLOCAL) != 0)
		wakeup(&tp->t_state);
	/* VMIN and VTIME, or what counts as input, may be others now. */
	tty_wake_readers(tp);
	tty_start(tp);
}

/* TIOCSTI: c as if typed.  Only on one's own terminal, which one may read. */
static int
simulate_input(struct tty *tp, const uint8_t *c, int fflag, struct ucred *cred)
{
	if (cred_root(cred) != 0) {
		if ((fflag & FREAD) == 0)
			return (EPERM);
		if (!tty_isctty(tp))
			return (EACCES);
	}
	tty_lock(tp);
	(void)tty_input(tp, c, 1);
	tty_unlock(tp);
	return (0);
}

/* Commands that look at sessions or wait: t_spin not held.  ENOTTY: others. */
static int
ioctl_unlocked(struct tty *tp, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	int error = 0, *value = data;

	switch (cmd) {
	case TIOCSCTTY:
		return (tty_setctty(tp));
	case TIOCNOTTY:
		return (tty_notty(tp));
	case TIOCSPGRP:
		return (tty_setpgrp(tp, *value));
	case TIOCGPGRP:
		return (tty_getpgrp(tp, value));
	case TIOCGSID:
		return (tty_getsid(tp, value));
	case TIOCSTI:
		return (simulate_input(tp, data, fflag, cred));
	case TIOCSTAT:
		tty_info(tp);
		return (0);
	case TIOCCONS:
		/* Kernel messages have one place, the console's own output. */
		return (EPERM);
	case FIOSETOWN:
		if (*value != 0 && !tty_isctty(tp))
			return (ENOTTY);
		return (sigio_setown(&tp->t_async, *value));
	case FIOGETOWN:
		if (!tty_isctty(tp))
			return (ENOTTY);
		*value = sigio_getown(&tp->t_async);
		return (0);
	case TIOCDRAIN:
		tty_lock(tp);
		error = tty_drain(tp, 0);
		tty_unlock(tp);
		return (error);
	case TIOCSETD:
		return (*value == TTYDISC ? 0 : ENXIO);
	case TIOCGETD:
		*value = TTYDISC;
		return (0);
	default:
		return (ENOTTY);
	}
}

/* TIOCSETA, TIOCSETAW, TIOCSETAF. */
static int
ioctl_setmodes(struct tty *tp, unsigned long cmd, const struct termios *t)
{
	int error = 0;

	tty_lock(tp);
	if (cmd != TIOCSETA)
		error = tty_drain(tp, 0);
	if (error == 0) {
		set_modes(tp, t, cmd);
		if (tp->t_ops->t_modes != NULL)
			tp->t_ops->t_modes(tp, cmd);
	}
	tty_unlock(tp);
	return (error);
}

/* The rest; t_spin held. */
static int
ioctl_locked(struct tty *tp, unsigned long cmd, void *data, struct ucred *cred)
{
	int *value = data, rw;

	switch (cmd) {
	case FIOASYNC:
		if (*value != 0)
			tp->t_state |= TS_ASYNC;
		else
			tp->t_state &= ~TS_ASYNC;
		return (0);
	case FIONREAD:
		if ((tp->t_lflag & ICANON) == 0)
			*value = (int)tty_incount(tp);
		else
			*value = tp->t_inlines == 0 ? 0 :
			    (int)(tp->t_incanon - tp->t_inhead);
		return (0);
	case TIOCOUTQ:
		*value = (int)tty_outq_len(tp);
		return (0);
	case TIOCEXCL:
		tp->t_state |= TS_XCLUDE;
		return (0);
	case TIOCNXCL:
		tp->t_state &= ~TS_XCLUDE;
		return (0);
	case TIOCFLUSH:
		rw = *value & (FREAD | FWRITE);
		tty_flush(tp, *value == 0 ? FREAD | FWRITE : rw);
		return (0);
	case TIOCGETA:
		memcpy(data, &tp->t_termios, sizeof(tp->t_termios));
		return (0);
	case TIOCGWINSZ:
		memcpy(data, &tp->t_winsize, sizeof(tp->t_winsize));
		return (0);
	case TIOCSWINSZ:
		tty_setwinsize(tp, data);
		return (0);
	case TIOCSTOP:
		if ((tp->t_state & TS_TTSTOP) == 0) {
			tp->t_state |= TS_TTSTOP;
			if (tp->t_ops->t_stop != NULL)
				tp->t_ops->t_stop(tp, 0);
		}
		return (0);
	case TIOCSTART:
		tp->t_state &= ~TS_TTSTOP;
		tp->t_lflag &= ~FLUSHO;
		tty_start(tp);
		return (0);
	default:
		return (ENOTTY);
	}
}

int
tty_ioctl(struct tty *tp, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	int error;

	if (ioctl_changes(cmd) && (error = tty_background(tp, SIGTTOU)) != 0)
		return (error);
	if (cmd == TIOCSETA || cmd == TIOCSETAW || cmd == TIOCSETAF)
		return (ioctl_setmodes(tp, cmd, data));
	error = ioctl_unlocked(tp, cmd, data, fflag, cred);
	if (error != ENOTTY || cmd == TIOCGPGRP || cmd == TIOCSPGRP ||
	    cmd == TIOCGSID || cmd == TIOCNOTTY || cmd == FIOSETOWN ||
	    cmd == FIOGETOWN)
		return (error);
	tty_lock(tp);
	error = ioctl_locked(tp, cmd, data, cred);
	tty_unlock(tp);
	return (error);
}

/* ---- notes -------------------------------------------------------------- */

static bool
tty_read_event(struct knote *kn, long hint)
{
	struct tty *tp = kn->kn_hook;
	bool active;

	if (hint == 0)
		spin_lock(&tp->t_spin);
	if ((tp->t_lflag & ICANON) != 0)
		kn->kn_data = tp->t_inlines == 0 ? 0 :
		    (intptr_t)(tp->t_incanon - tp->t_inhead);
	else
		kn->kn_data = tty_incount(tp);
	active = kn->kn_data > 0;
	kn->kn_flags &= (u_short)~(EV_EOF | EV_NODATA | EV_HUP);
	if ((tp->t_state & TS_ZOMBIE) != 0) {
		kn->kn_flags |= EV_EOF | EV_HUP;
		if (!active)
			kn->kn_flags |= EV_NODATA;
		active = true;
	}
	if (hint == 0)
		spin_unlock(&tp->t_spin);
	return (active);
}

static bool
tty_write_event(struct knote *kn, long hint)
{
	struct tty *tp = kn->kn_hook;
	bool active;

	if (hint == 0)
		spin_lock(&tp->t_spin);
	kn->kn_data = (intptr_t)(TTQ_OUTSIZE - tty_outq_len(tp));
	active = tty_outq_len(tp) <= TTY_OLOWAT &&
	    ((tp->t_state & TS_CARR_ON) != 0 || (tp->t_cflag & CLOCAL) != 0);
	kn->kn_flags &= (u_short)~(EV_EOF | EV_NODATA | EV_HUP);
	if ((tp->t_state & TS_ZOMBIE) != 0) {
		kn->kn_flags |= EV_EOF | EV_NODATA | EV_HUP;
		active = true;
	}
	if (hint == 0)
		spin_unlock(&tp->t_spin);
	return (active);
}

static const struct filterops tty_rfilterops = {
	.fo_isfd = true,
	.f_event = tty_read_event,
};
static const struct filterops tty_wfilterops = {
	.fo_isfd = true,
	.f_event = tty_write_event,
};

int
tty_kqfilter(struct tty *tp, struct knote *kn)
{
	kn->kn_hook = tp;
	switch (kn->kn_filter) {
	case EVFILT_READ:
		kn->kn_fop = &tty_rfilterops;
		knote_insert(&tp->t_rkq, kn);
		return (0);
	case EVFILT_WRITE:
		kn->kn_fop = &tty_wfilterops;
		knote_insert(&tp->t_wkq, kn);
		return (0);
	default:
		return (EOPNOTSUPP);
	}
}

/* ---- /dev/tty ------------------------------------------------------------ */

/* Opening it opens the controlling terminal.  ENXIO: there is none. */
static int
ctty_clone(struct cdev *dev, int fflags, struct cdev **real)
{
	*real = tty_ctty(curproc);
	return (*real != NULL ? 0 : ENXIO);
}

static const struct dev_ops ctty_ops = {
	.d_name = "ctty",
	.d_flags = D_TTY,
	.d_clone = ctty_clone,
};

volatile long tk_nin, tk_nout;
SYSCTL_KLONG(tk_nin, "kern.tk_nin", OID_AUTO, CTLFLAG_RD,
    __DECONST_K(void *, &tk_nin), "Bytes that terminals received");
SYSCTL_KLONG(tk_nout, "kern.tk_nout", OID_AUTO, CTLFLAG_RD,
    __DECONST_K(void *, &tk_nout), "Bytes that terminals sent");

void
tty_attach(void)
{
	if (make_dev(&ctty_ops, 0, 0, 0, 0666, "tty") == NULL)
		panic("no memory for /dev/tty");
}
