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
#include "kern/pty_var.h"
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_PTY, "pty", "pseudo-terminals");

#define PTY_UNITS	128	/* of ptmx */
#define PTY_PAIRS	16	/* ptyp0 .. ptypf */
#define GID_TTY		4

struct spinlock pty_spin = SPINLOCK_INITIALIZER("pty", LR_DEVSPIN);
static struct lock pty_lock;
static struct pty *pty_table[PTY_UNITS];	/* pty_spin; set under pty_lock */

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

const struct tty_ops pty_ttyops = {
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
