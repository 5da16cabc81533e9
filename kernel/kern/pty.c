/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pty.c: pseudo-terminals, pty(4): a terminal whose other side is a program.
 *
 * /dev/ptmx opens the next free unit: its master is ptm/N, its slave pts/N.
 * The old pairs ptypX and ttypX are units with fixed names.  Nodes of a unit
 * stay once made and are used again; a slave opens only while its master is open.
 *
 * Output of the slave stays for the master to read after the slave closed;
 * then comes end of file.  When the master closes, the slave is hung up: reads
 * end, writes fail with EIO.
 *
 * Locks: pty_spin guards the table and reservations, pty_lock the making of
 * units; everything else of a unit is under its terminal's t_spin.
 */
#include <sys/errno.h>
#include <sys/filio.h>
#include <sys/ttycom.h>
#include "kern/tty_var.h"
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_PTY, "pty", "pseudo-terminals");

#define PTY_UNITS	128	/* of ptmx */
#define PTY_PAIRS	16	/* ptyp0 .. ptypf */
#define PTY_CHUNK	256
#define GID_TTY		4

struct pty {
	struct tty	 pt_tty;
	int		 pt_unit;	/* fixed */
	struct cdev	*pt_mdev, *pt_sdev;	/* fixed */
	bool		 pt_unix98;	/* fixed: of ptmx */
	uint32_t	 pt_flags;	/* PT_* */
	const void	*pt_holder;	/* pty_spin: LWP that is opening it */
	uint8_t		 pt_send;	/* TIOCPKT_* to tell the master */
	uint8_t		 pt_ucntl;	/* TIOCUCNTL: user command to tell */
	struct kqinfo	 pt_rkq, pt_wkq;	/* the master's notes */
};
#define PT_MASTER	0x01	/* master is open */
#define PT_SLAVEGONE	0x02	/* slave was open and is closed: EOF */
#define PT_PKT		0x04	/* packet mode */
#define PT_UCNTL	0x08
#define PT_STOPPED	0x10	/* TIOCPKT_STOP was told */
#define PT_NOSTOP	0x20	/* ^S and ^Q are not in use */
#define PT_READY	0x40	/* pt_tty was initialised */

static struct spinlock pty_spin = SPINLOCK_INITIALIZER("pty", LR_DEVSPIN);
static struct lock pty_lock;
static struct pty *pty_table[PTY_UNITS];	/* pty_spin; set under pty_lock */

/* ---- waking the master; t_spin held --------------------------------------- */

static void
pty_wake_reader(struct pty *pt)
{
	wakeup(&pt->pt_send);
	knote_fire(&pt->pt_rkq, KN_HINT_READY);
}

static void
pty_wake_writer(struct pty *pt)
{
	wakeup(&pt->pt_flags);
	knote_fire(&pt->pt_wkq, KN_HINT_READY);
}

/* ---- the terminal's side; t_spin held ------------------------------------- */

static void
pty_start(struct tty *tp)
{
	struct pty *pt = tp->t_softc;

	if ((pt->pt_flags & PT_STOPPED) != 0) {
		pt->pt_flags &= ~PT_STOPPED;
		pt->pt_send = (pt->pt_send & ~TIOCPKT_STOP) | TIOCPKT_START;
		pty_wake_reader(pt);
	} else if (tty_outq_len(tp) > 0) {
		pty_wake_reader(pt);
	}
}

static void
pty_stop(struct tty *tp, int rw)
{
	struct pty *pt = tp->t_softc;

	if (rw == 0) {
		pt->pt_flags |= PT_STOPPED;
		pt->pt_send = (pt->pt_send & ~TIOCPKT_START) | TIOCPKT_STOP;
	} else {
		pt->pt_flags &= ~PT_STOPPED;
		if ((rw & FREAD) != 0)
			pt->pt_send |= TIOCPKT_FLUSHREAD;
		if ((rw & FWRITE) != 0)
			pt->pt_send |= TIOCPKT_FLUSHWRITE;
	}
	pty_wake_reader(pt);
	pty_wake_writer(pt);
}

/* Modes changed: tell a master in packet mode what it must know. */
static void
pty_modes(struct tty *tp, unsigned long cmd)
{
	struct pty *pt = tp->t_softc;
	bool stop;

	if ((tp->t_lflag & EXTPROC) != 0 && (pt->pt_flags & PT_PKT) != 0)
		pt->pt_send |= TIOCPKT_IOCTL;
	stop = (tp->t_iflag & IXON) != 0 &&
	    tp->t_cc[VSTOP] == TTY_CTRL('s') &&
	    tp->t_cc[VSTART] == TTY_CTRL('q');
	if (stop && (pt->pt_flags & PT_NOSTOP) != 0) {
		pt->pt_flags &= ~PT_NOSTOP;
		pt->pt_send = (pt->pt_send & ~TIOCPKT_NOSTOP) | TIOCPKT_DOSTOP;
	} else if (!stop && (pt->pt_flags & PT_NOSTOP) == 0) {
		pt->pt_flags |= PT_NOSTOP;
		pt->pt_send = (pt->pt_send & ~TIOCPKT_DOSTOP) | TIOCPKT_NOSTOP;
	}
	if (pt->pt_send != 0)
		pty_wake_reader(pt);
}

static void
pty_unthrottle(struct tty *tp)
{
	if (tty_input_room(tp) > 0)
		pty_wake_writer(tp->t_softc);
}

static const struct tty_ops pty_ttyops = {
	.t_start = pty_start,
	.t_modes = pty_modes,
	.t_stop = pty_stop,
	.t_unthrottle = pty_unthrottle,
};

/* ---- slave ------------------------------------------------------------ */

static int
pts_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	struct pty *pt = dev->si_softc;
	struct tty *tp = &pt->pt_tty;
	int error;

	/* The terminal itself exists from the master's first open on. */
	if ((atomic_load(&pt->pt_flags) & PT_MASTER) == 0)
		return (EIO);
	if ((error = tty_open(tp, fflags, cred)) != 0)
		return (error);
	tty_lock(tp);
	if ((pt->pt_flags & PT_MASTER) == 0) {
		/* The master closed meanwhile. */
		tty_unlock(tp);
		(void)tty_close(tp, fflags);
		return (EIO);
	}
	pt->pt_flags &= ~PT_SLAVEGONE;
	pty_wake_writer(pt);
	pty_wake_reader(pt);
	tty_unlock(tp);
	return (0);
}

static int
pts_close(struct cdev *dev, int fflags, struct file *fp)
{
	struct pty *pt = dev->si_softc;
	struct tty *tp = &pt->pt_tty;

	(void)tty_close(tp, fflags);
	tty_lock(tp);
	pt->pt_flags |= PT_SLAVEGONE;
	pty_wake_reader(pt);
	pty_wake_writer(pt);
	tty_unlock(tp);
	return (0);
}

static int
pts_read(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct pty *pt = dev->si_softc;

	return (tty_read(&pt->pt_tty, u, ioflag));
}

static int
pts_write(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct pty *pt = dev->si_softc;

	return (tty_write(&pt->pt_tty, u, ioflag));
}

static int
pts_ioctl(struct cdev *dev, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	struct pty *pt = dev->si_softc;
	struct tty *tp = &pt->pt_tty;
	int error;

	error = tty_ioctl(tp, cmd, data, fflag, cred);
	if (error == ENOTTY && (cmd & ~0xffUL) == UIOCCMD(0)) {
		tty_lock(tp);
		if ((pt->pt_flags & PT_UCNTL) != 0) {
			pt->pt_ucntl = (uint8_t)cmd;
			pty_wake_reader(pt);
			error = 0;
		}
		tty_unlock(tp);
	}
	return (error);
}

static int
pts_kqfilter(struct cdev *dev, struct knote *kn)
{
	struct pty *pt = dev->si_softc;

	return (tty_kqfilter(&pt->pt_tty, kn));
}

static const struct dev_ops pts_ops = {
	.d_name = "pts",
	.d_flags = D_TTY,
	.d_open = pts_open,
	.d_close = pts_close,
	.d_read = pts_read,
	.d_write = pts_write,
	.d_ioctl = pts_ioctl,
	.d_kqfilter = pts_kqfilter,
};

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

static const struct dev_ops ptc_ops = {
	.d_name = "ptc",
	.d_flags = D_TTY,
	.d_open = ptc_open,
	.d_close = ptc_close,
	.d_read = ptc_read,
	.d_write = ptc_write,
	.d_ioctl = ptc_ioctl,
	.d_kqfilter = ptc_kqfilter,
};

/* ---- units --------------------------------------------------------------- */

/* A unit with its two nodes; NULL: no memory. */
static struct pty *
pty_create(int unit, bool unix98)
{
	static const char digits[] = "0123456789abcdef";
	struct pty *pt = kmalloc(sizeof(*pt), M_PTY, M_WAITOK | M_ZERO);

	if (pt == NULL)
		return (NULL);
	pt->pt_unit = unit;
	pt->pt_unix98 = unix98;
	if (unix98) {
		pt->pt_mdev = make_dev(&ptc_ops, unit, 0, 0, 0666, "ptm/%d",
		    unit);
		pt->pt_sdev = make_dev(&pts_ops, unit, 0, GID_TTY, 0620,
		    "pts/%d", unit);
	} else {
		pt->pt_mdev = make_dev(&ptc_ops, PTY_UNITS + unit, 0, 0, 0666,
		    "ptyp%c", digits[unit]);
		pt->pt_sdev = make_dev(&pts_ops, PTY_UNITS + unit, 0, 0, 0666,
		    "ttyp%c", digits[unit]);
	}
	if (pt->pt_mdev == NULL || pt->pt_sdev == NULL) {
		if (pt->pt_mdev != NULL)
			destroy_dev(pt->pt_mdev);
		if (pt->pt_sdev != NULL)
			destroy_dev(pt->pt_sdev);
		kfree(pt, M_PTY);
		return (NULL);
	}
	pt->pt_mdev->si_softc = pt->pt_sdev->si_softc = pt;
	pt->pt_sdev->si_tty = &pt->pt_tty;
	return (pt);
}

/* pty_spin held: is the unit free for the caller's open? */
static bool
pty_isfree(const struct pty *pt)
{
	return ((pt->pt_flags & PT_MASTER) == 0 &&
	    (pt->pt_holder == NULL || pt->pt_holder == curlwp) &&
	    (pt->pt_tty.t_state & TS_ISOPEN) == 0);
}

/*
 * Opening /dev/ptmx opens the master of a free unit, which is reserved for the
 * caller until ptc_open().  ENXIO: all are taken; ENOMEM.
 */
static int
ptmx_clone(struct cdev *dev, int fflags, struct cdev **real)
{
	struct pty *pt;
	int unit, error = 0;

	lock_exclusive(&pty_lock);
	for (unit = 0; unit < PTY_UNITS; unit++) {
		bool mine = false;

		if ((pt = pty_table[unit]) == NULL)
			pt = pty_table[unit] = pty_create(unit, true);
		if (pt == NULL) {
			error = ENOMEM;
			break;
		}
		spin_lock(&pty_spin);
		if ((mine = pty_isfree(pt)))
			pt->pt_holder = curlwp;
		spin_unlock(&pty_spin);
		if (mine)
			break;
	}
	lock_release(&pty_lock);
	if (unit == PTY_UNITS)
		return (ENXIO);
	if (error != 0)
		return (error);
	pt->pt_sdev->si_uid = curlwp->lwp_cred->cr_ruid;
	pt->pt_sdev->si_gid = GID_TTY;
	pt->pt_sdev->si_mode = 0620;
	dev_ref(pt->pt_mdev);
	*real = pt->pt_mdev;
	return (0);
}

static const struct dev_ops ptmx_ops = {
	.d_name = "ptmx",
	.d_flags = D_TTY,
	.d_clone = ptmx_clone,
};

void
pty_attach(void)
{
	int unit;

	lock_init(&pty_lock, "ptmx", LR_DEV, 0);
	for (unit = 0; unit < PTY_PAIRS; unit++)
		if (pty_create(unit, false) == NULL)
			panic("no memory for pseudo-terminals");
	if (make_dev(&ptmx_ops, 0, 0, 0, 0666, "ptmx") == NULL)
		panic("no memory for /dev/ptmx");
}
