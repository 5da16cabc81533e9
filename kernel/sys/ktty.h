/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ktty.h: terminals: the line discipline of termios(4) between a device (a
 * console, the master side of a pseudo-terminal) and programs.
 *
 * A driver owns a struct tty, gives it queues with tty_init(), opens and
 * closes it from its dev_ops through tty_open() and tty_close(), hands received
 * bytes to tty_input() and takes output with tty_outq_get() when t_start asks.
 *
 * Lock legend: [t] t_spin; [T] proctree_spin and t_spin to change, either to
 * read; [f] fixed after tty_init.  t_spin (rank LR_TTY) is taken from interrupt
 * context; signals that arise under it are noted in t_sigs and sent by
 * tty_unlock().  So a tty is locked and unlocked by tty_lock() and tty_unlock()
 * and by nothing else, and tty_unlock() is called without any other spin lock.
 */
#ifndef _KERN_KTTY_H_
#define _KERN_KTTY_H_

#include <sys/ioccom.h>
#include <sys/ttycom.h>
#include <sys/_termios.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/kfile.h"
#include "sys/knote.h"

struct cdev;
struct pgrp;
struct proc;
struct session;
struct tty;
struct ucred;

/* Input characters with marks, oldest first. */
#define TTQ_INSIZE	2048		/* power of two; > MAX_INPUT */
#define TTQ_OUTSIZE	4096		/* power of two */
#define TTYHOG		1024		/* unread input that is kept */
#define TTC_CHAR	0x00ff
#define TTC_QUOTE	0x0100		/* taken literally: never ends a line */
#define TTC_BREAK	0x0200		/* ends a line */
#define TTC_EOF		0x0400		/* VEOF: ends a line, is not read itself */

struct tty_ops {
	/* Output is queued, or flow is allowed again: take it with
	 * tty_outq_get(), now or later.  t_spin held. */
	void	(*t_start)(struct tty *);
	/* The other side is told of an ioctl that changed modes, under t_spin; may
	 * be NULL. */
	void	(*t_modes)(struct tty *, unsigned long cmd);
	/* Flow stopped or queues flushed: FREAD, FWRITE; 0 is a ^S.  t_spin held; may
	 * be NULL. */
	void	(*t_stop)(struct tty *, int rw);
	/* Input was read: there is room again.  t_spin held; may be NULL. */
	void	(*t_unthrottle)(struct tty *);
};

struct tty {
	struct spinlock	 t_spin;
	const struct tty_ops *t_ops;	/* [f] */
	void		*t_softc;	/* [f] the driver's */
	struct cdev	*t_dev;		/* [f] what /dev/tty opens, ps shows */

	struct termios	 t_termios;	/* [t] */
	struct winsize	 t_winsize;	/* [t] */
	uint32_t	 t_state;	/* [t] TS_* */
	uint32_t	 t_gen;		/* [t] changes with each hangup and close */

	uint16_t	*t_inq;		/* [t] ring of TTQ_INSIZE */
	uint32_t	 t_inhead;	/* [t] next to read */
	uint32_t	 t_incanon;	/* [t] end of the finished lines */
	uint32_t	 t_intail;	/* [t] next to fill */
	uint32_t	 t_inlines;	/* [t] finished lines that nobody read yet */
	uint8_t		*t_outq;	/* [t] ring of TTQ_OUTSIZE */
	uint32_t	 t_outhead, t_outtail;	/* [t] */

	int		 t_column;	/* [t] of the output */
	int		 t_rocount;	/* [t] echoed characters since output */
	int		 t_rocol;	/* [t] column where they begin */

	struct session	*t_session;	/* [T] reference, or NULL */
	struct pgrp	*t_pgrp;	/* [T] foreground; reference, or NULL */
	uint32_t	 t_sigs;	/* [t] signals to send, bit signo - 1 */
	bool		 t_loadline;	/* [t] ^T: print the load line */
	bool		 t_sigio;	/* [t] tell the t_async owner */
	struct sigio	 t_async;
	struct kqinfo	 t_rkq, t_wkq;	/* readers, writers */
};

/* t_state */
#define TS_ISOPEN	0x0001
#define TS_CNTTB	0x4000		/* columns are only counted */
#define TS_KEEPMODES	0x8000		/* the first open resets no modes */
#define TS_CARR_ON	0x0002		/* the other side is there */
#define TS_ZOMBIE	0x0004		/* it went away: EOF, EIO */
#define TS_TTSTOP	0x0008		/* output stopped by ^S */
#define TS_TBLOCK	0x0010		/* input stopped by IXOFF */
#define TS_XCLUDE	0x0020		/* TIOCEXCL */
#define TS_ASYNC	0x0040		/* FIOASYNC */
#define TS_LNCH		0x0080		/* next character is literal */
#define TS_ERASE	0x0100		/* between \ and / of ECHOPRT */
#define TS_SO_OCOMPLETE	0x0400		/* somebody waits for output to drain */
#define TS_SO_OLOWAT	0x0800		/* somebody waits for room */
#define TS_GONE		0x2000		/* no new opens */

/*
 * Make *tp a terminal with the default modes and speed, closed, carrier on.
 * ENOMEM.  tty_destroy() frees what it holds; nobody may use it any more.
 */
int	tty_init(struct tty *, const struct tty_ops *, void *softc);
void	tty_destroy(struct tty *);
void	tty_lock(struct tty *);
void	tty_unlock(struct tty *);

/*
 * The calls behind a terminal's dev_ops, see dev_ops for arguments.  tty_open
 * waits for carrier unless fflags has O_NONBLOCK or CLOCAL is set.  EBUSY for
 * exclusive use, ENXIO.  tty_close ends the use: input is dropped, sleepers
 * wake with EIO, and the terminal is taken from its session; output that is queued goes on
 * to the driver, so that no close has to wait for it.
 */
int	tty_open(struct tty *, int fflags, struct ucred *);
void	tty_reset(struct tty *);		/* default modes; t_spin held */
int	tty_close(struct tty *, int fflags);
int	tty_read(struct tty *, struct kuio *, int ioflag);
int	tty_write(struct tty *, struct kuio *, int ioflag);
/* ENOTTY for what it does not know. */
int	tty_ioctl(struct tty *, unsigned long cmd, void *data, int fflag,
	    struct ucred *);
int	tty_kqfilter(struct tty *, struct knote *);

/* The driver's side; t_spin held but for tty_hangup(). */
size_t	tty_input(struct tty *, const uint8_t *, size_t);	/* bytes taken */
size_t	tty_input_room(struct tty *);	/* bytes that tty_input would keep */
size_t	tty_outq_get(struct tty *, uint8_t *, size_t max);	/* take output */
/* See output without taking it: *p is the contiguous part; then drop n. */
size_t	tty_outq_peek(struct tty *, const uint8_t **p);
void	tty_outq_drop(struct tty *, size_t n);
static inline size_t
tty_outq_len(const struct tty *tp)
{
	return (tp->t_outtail - tp->t_outhead);
}
void	tty_setwinsize(struct tty *, const struct winsize *);	/* SIGWINCH */
/* The other side came (carrier), or went for good. */
void	tty_carrier(struct tty *);
void	tty_hangup(struct tty *);
/* Put a kernel message for the user at tp, as a write would; tty_lock held. */
void	tty_message(struct tty *, const char *);

/*
 * Sessions.  tty_session_exit(struct session *), declared in sys/kproc.h: the
 * session lost its leader: the foreground gets SIGHUP, the terminal is revoked
 * and free for another session.
 */
/* The controlling terminal of p: its device, referenced, or NULL.  /dev/tty. */
struct cdev *tty_ctty(struct proc *);

/* Start: /dev/tty, /dev/ptmx and the pseudo-terminals, /dev/console. */
void	tty_attach(void);
void	pty_attach(void);
void	vcons_attach(void);
void	vcons_intr(uint32_t pending);	/* HOST_PEND_CONSOLE, CONSPACE, WINCH */

#endif /* !_KERN_KTTY_H_ */
