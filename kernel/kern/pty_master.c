/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pty_master.c: the master side of pseudo-terminals, pty(4): what the slave
 * writes is read here, what is written here the slave reads as if typed.
 *
 * Locks: a unit is under its terminal's t_spin; pt_holder under pty_spin.
 */
#include <sys/errno.h>
#include <sys/filio.h>
#include <sys/ttycom.h>
#include "kern/pty_var.h"
#include "vfs/vnode.h"

#define PTY_CHUNK	256	/* bytes moved at a time */

/* ---- waking the master; t_spin held --------------------------------------- */

void
pty_wake_reader(struct pty *pt)
{
	wakeup(&pt->pt_send);
	knote_fire(&pt->pt_rkq, KN_HINT_READY);
}

void
pty_wake_writer(struct pty *pt)
{
	wakeup(&pt->pt_flags);
	knote_fire(&pt->pt_wkq, KN_HINT_READY);
}

/* ---- master --------------------------------------------------------------- */

/* EIO: the unit is taken. */
static int
ptc_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	struct pty *pt = dev->si_softc;
	struct tty *tp = &pt->pt_tty;
	bool first;
	int error = 0;

	spin_lock(&pty_spin);
	if ((pt->pt_flags & PT_MASTER) != 0 || (pt->pt_holder != NULL &&
	    pt->pt_holder != curlwp))
		error = EIO;
	else
		pt->pt_holder = curlwp;
	first = (pt->pt_flags & PT_READY) == 0;
	spin_unlock(&pty_spin);
	if (error != 0)
		return (error);
	if (first) {
		error = tty_init(tp, &pty_ttyops, pt);
		tp->t_dev = pt->pt_sdev;
	}
	if (error == 0) {
		tty_lock(tp);
		if ((tp->t_state & TS_ISOPEN) != 0) {
			/* A slave of the former master is still there. */
			error = EIO;
		} else {
			tty_reset(tp);
			tty_flush(tp, FREAD | FWRITE);
			bzero(&tp->t_winsize, sizeof(tp->t_winsize));
			tp->t_state |= TS_KEEPMODES;
			pt->pt_send = pt->pt_ucntl = 0;
			tty_carrier(tp);
			atomic_store(&pt->pt_flags,
			    (uint32_t)(PT_READY | PT_MASTER));
		}
		tty_unlock(tp);
	}
	spin_lock(&pty_spin);
	pt->pt_holder = NULL;
	spin_unlock(&pty_spin);
	return (error);
}

static int
ptc_close(struct cdev *dev, int fflags, struct file *fp)
{
	struct pty *pt = dev->si_softc;
	struct tty *tp = &pt->pt_tty;

	tty_lock(tp);
	pt->pt_flags &= ~(PT_MASTER | PT_PKT | PT_UCNTL);
	tty_unlock(tp);
	tty_hangup(tp);
	tty_lock(tp);
	tp->t_outhead = tp->t_outtail;
	wakeup(&tp->t_state);
	tty_unlock(tp);
	return (0);
}

/* Is there something for the master to read?  t_spin held. */
static bool
ptc_readable(const struct pty *pt)
{
	const struct tty *tp = &pt->pt_tty;

	return (((pt->pt_flags & PT_PKT) != 0 && pt->pt_send != 0) ||
	    ((pt->pt_flags & PT_UCNTL) != 0 && pt->pt_ucntl != 0) ||
	    (tty_outq_len(tp) > 0 && (tp->t_state & TS_TTSTOP) == 0));
}

/* Fill buf with what one read gives; t_spin held, something is there. */
static size_t
ptc_take(struct pty *pt, uint8_t *buf, size_t max)
{
	struct tty *tp = &pt->pt_tty;
	size_t n = 0;

	if ((pt->pt_flags & PT_PKT) != 0 && pt->pt_send != 0) {
		buf[n++] = pt->pt_send;
		if ((pt->pt_send & TIOCPKT_IOCTL) != 0 &&
		    max > sizeof(tp->t_termios)) {
			memcpy(buf + n, &tp->t_termios, sizeof(tp->t_termios));
			n += sizeof(tp->t_termios);
		}
		pt->pt_send = 0;
		return (n);
	}
	if ((pt->pt_flags & PT_UCNTL) != 0 && pt->pt_ucntl != 0) {
		buf[n++] = pt->pt_ucntl;
		pt->pt_ucntl = 0;
		return (n);
	}
	if ((pt->pt_flags & (PT_PKT | PT_UCNTL)) != 0)
		buf[n++] = TIOCPKT_DATA;
	return (n + tty_outq_get(tp, buf + n, max - n));
}

static int
ptc_read(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct pty *pt = dev->si_softc;
	struct tty *tp = &pt->pt_tty;
	uint8_t buf[PTY_CHUNK];
	bool more, packet;
	size_t n;
	int error = 0;

	if (u->uio_resid == 0)
		return (0);
	tty_lock(tp);
	while (!ptc_readable(pt)) {
		if ((pt->pt_flags & PT_SLAVEGONE) != 0) {
			tty_unlock(tp);
			return (0);
		}
		error = (ioflag & IO_NDELAY) != 0 ? EWOULDBLOCK :
		    ssleep(&pt->pt_send, &tp->t_spin, PCATCH, "ptcin", 0);
		if (error != 0) {
			tty_unlock(tp);
			return (error);
		}
	}
	packet = (pt->pt_flags & (PT_PKT | PT_UCNTL)) != 0;
	do {
		n = ptc_take(pt, buf, K_MIN(u->uio_resid, sizeof(buf)));
		tty_unlock(tp);
		error = kuiomove(buf, n, u);
		tty_lock(tp);
		more = !packet && u->uio_resid > 0 && ptc_readable(pt);
	} while (error == 0 && more);
	tty_unlock(tp);
	return (error);
}

/* Wait until the slave takes input.  t_spin held. */
static int
ptc_waitroom(struct pty *pt, int ioflag, size_t *room)
{
	struct tty *tp = &pt->pt_tty;
	int error;

	for (;;) {
		if ((pt->pt_flags & PT_SLAVEGONE) != 0)
			return (EIO);
		if ((tp->t_state & TS_ISOPEN) != 0 &&
		    (*room = tty_input_room(tp)) > 0)
			return (0);
		if ((ioflag & IO_NDELAY) != 0)
			return (EWOULDBLOCK);
		error = ssleep(&pt->pt_flags, &tp->t_spin, PCATCH, "ptcout",
		    0);
		if (error != 0)
			return (error);
	}
}

static int
ptc_write(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct pty *pt = dev->si_softc;
	struct tty *tp = &pt->pt_tty;
	uint8_t buf[PTY_CHUNK];
	size_t n, done, room;
	int error = 0;

	while (error == 0 && u->uio_resid > 0) {
		/* Room first: what is copied in is also queued. */
		tty_lock(tp);
		error = ptc_waitroom(pt, ioflag, &room);
		tty_unlock(tp);
		if (error != 0)
			break;
		n = K_MIN(u->uio_resid, sizeof(buf));
		n = K_MIN(n, room);
		if ((error = kuiomove(buf, n, u)) != 0)
			break;
		tty_lock(tp);
		for (done = 0; error == 0 && done < n; done += room) {
			error = ptc_waitroom(pt, 0, &room);
			if (error == 0) {
				room = K_MIN(room, n - done);
				(void)tty_input(tp, buf + done, room);
			}
		}
		tty_unlock(tp);
	}
	return (error);
}

/* TIOCEXT: external processing on or off. */
static void
ptc_setext(struct pty *pt, bool on)
{
	struct tty *tp = &pt->pt_tty;

	if ((on || (tp->t_lflag & EXTPROC) != 0) &&
	    (pt->pt_flags & PT_PKT) != 0) {
		pt->pt_send |= TIOCPKT_IOCTL;
		pty_wake_reader(pt);
	}
	if (on)
		tp->t_lflag |= EXTPROC;
	else
		tp->t_lflag &= ~EXTPROC;
}

/* TIOCPKT and TIOCUCNTL exclude each other. */
static int
ptc_setflag(struct pty *pt, uint32_t flag, uint32_t other, bool on)
{
	if (on && (pt->pt_flags & other) != 0)
		return (EINVAL);
	if (on)
		pt->pt_flags |= flag;
	else
		pt->pt_flags &= ~flag;
	return (0);
}

/* TIOCSIG: a signal to the slave's foreground group. */
static int
ptc_signal(struct pty *pt, unsigned sig)
{
	struct tty *tp = &pt->pt_tty;

	if (sig == 0 || sig > 32)
		return (EINVAL);
	if ((tp->t_lflag & NOFLSH) == 0)
		tty_flush(tp, FREAD | FWRITE);
	tty_sig(tp, (int)sig);
	if (sig == SIGINFO && (tp->t_lflag & NOKERNINFO) == 0)
		tp->t_loadline = true;
	return (0);
}

/* The master's own commands; t_spin held.  ENOTTY: none of them. */
static int
ptc_ioctl_own(struct pty *pt, unsigned long cmd, void *data)
{
	struct tty *tp = &pt->pt_tty;
	int *value = data;

	switch (cmd) {
	case TIOCGPGRP:
		*value = tp->t_pgrp != NULL ? tp->t_pgrp->pg_id : 0;
		return (0);
	case TIOCPKT:
		return (ptc_setflag(pt, PT_PKT, PT_UCNTL, *value != 0));
	case TIOCUCNTL:
		return (ptc_setflag(pt, PT_UCNTL, PT_PKT, *value != 0));
	case TIOCEXT:
		ptc_setext(pt, *value != 0);
		return (0);
	case TIOCSIG:
		return (ptc_signal(pt, (unsigned)*(intptr_t *)data));
	case TIOCISPTMASTER:
		return (pt->pt_unix98 ? 0 : EINVAL);
	case FIONREAD:
		*value = (int)tty_outq_len(tp);
		return (0);
	case FIOASYNC:
		return (0);
	default:
		return (ENOTTY);
	}
}

static int
ptc_ioctl(struct cdev *dev, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	struct pty *pt = dev->si_softc;
	struct tty *tp = &pt->pt_tty;
	int error;

	tty_lock(tp);
	error = ptc_ioctl_own(pt, cmd, data);
	tty_unlock(tp);
	if (error != ENOTTY)
		return (error);
	/* Who would take the output is the caller: it cannot wait for it. */
	if (cmd == TIOCSETAW)
		cmd = TIOCSETA;
	if (cmd == TIOCSETAF) {
		tty_lock(tp);
		tty_flush(tp, FREAD);
		tty_unlock(tp);
		cmd = TIOCSETA;
	}
	if (cmd == TIOCDRAIN)
		return (0);
	return (tty_ioctl(tp, cmd, data, fflag, cred));
}

static bool
ptc_read_event(struct knote *kn, long hint)
{
	struct pty *pt = kn->kn_hook;
	bool active;

	if (hint == 0)
		spin_lock(&pt->pt_tty.t_spin);
	active = ptc_readable(pt);
	kn->kn_data = (intptr_t)tty_outq_len(&pt->pt_tty);
	kn->kn_flags &= (u_short)~(EV_EOF | EV_NODATA | EV_HUP);
	if ((pt->pt_flags & PT_SLAVEGONE) != 0) {
		kn->kn_flags |= EV_EOF | EV_HUP;
		if (!active)
			kn->kn_flags |= EV_NODATA;
		active = true;
	}
	if (hint == 0)
		spin_unlock(&pt->pt_tty.t_spin);
	return (active);
}

static bool
ptc_write_event(struct knote *kn, long hint)
{
	struct pty *pt = kn->kn_hook;
	struct tty *tp = &pt->pt_tty;
	bool active;

	if (hint == 0)
		spin_lock(&tp->t_spin);
	kn->kn_data = (tp->t_state & TS_ISOPEN) == 0 ? 0 :
	    (intptr_t)tty_input_room(tp);
	active = kn->kn_data > 0;
	kn->kn_flags &= (u_short)~(EV_EOF | EV_NODATA | EV_HUP);
	if ((pt->pt_flags & PT_SLAVEGONE) != 0) {
		kn->kn_flags |= EV_EOF | EV_NODATA | EV_HUP;
		active = true;
	}
	if (hint == 0)
		spin_unlock(&tp->t_spin);
	return (active);
}

static const struct filterops ptc_rfilterops = {
	.fo_isfd = true,
	.f_event = ptc_read_event,
};
static const struct filterops ptc_wfilterops = {
	.fo_isfd = true,
	.f_event = ptc_write_event,
};

static int
ptc_kqfilter(struct cdev *dev, struct knote *kn)
{
	struct pty *pt = dev->si_softc;

	kn->kn_hook = pt;
	switch (kn->kn_filter) {
	case EVFILT_READ:
		kn->kn_fop = &ptc_rfilterops;
		knote_insert(&pt->pt_rkq, kn);
		return (0);
	case EVFILT_WRITE:
		kn->kn_fop = &ptc_wfilterops;
		knote_insert(&pt->pt_wkq, kn);
		return (0);
	default:
		return (EOPNOTSUPP);
	}
}

const struct dev_ops ptc_ops = {
	.d_name = "ptc",
	.d_flags = D_TTY,
	.d_open = ptc_open,
	.d_close = ptc_close,
	.d_read = ptc_read,
	.d_write = ptc_write,
	.d_ioctl = ptc_ioctl,
	.d_kqfilter = ptc_kqfilter,
};
