/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty_var.h: what the files of the terminal code share: queues, echo, and the
 * names of termios members.  Lock legend: as in sys/ktty.h; everything here is
 * called with t_spin held unless it says otherwise.
 */
#ifndef _KERN_TTY_VAR_H_
#define _KERN_TTY_VAR_H_

#include <sys/errno.h>
#include <sys/ttycom.h>
#include "lib/libkern.h"
#include "sys/ksyscall.h"
#include "sys/ktty.h"

#define t_iflag		t_termios.c_iflag
#define t_oflag		t_termios.c_oflag
#define t_cflag		t_termios.c_cflag
#define t_lflag		t_termios.c_lflag
#define t_cc		t_termios.c_cc

#define TTY_CTRL(c)	((c) & 0x1f)
/* c (with its marks) is the special character number n. */
#define TTY_IS(tp, n, c)						\
	((c) == (tp)->t_cc[n] && (tp)->t_cc[n] != _POSIX_VDISABLE)

/* Output beyond which writers wait, and below which they go on. */
#define TTY_OHIWAT	(TTQ_OUTSIZE / 2)
#define TTY_OLOWAT	(TTQ_OUTSIZE / 8)

static inline uint32_t
tty_incount(const struct tty *tp)
{
	return (tp->t_intail - tp->t_inhead);
}

/* Characters of the line that is being typed. */
static inline uint32_t
tty_inpending(const struct tty *tp)
{
	return (tp->t_intail - tp->t_incanon);
}

static inline uint16_t *
tty_inslot(struct tty *tp, uint32_t i)
{
	return (&tp->t_inq[i & (TTQ_INSIZE - 1)]);
}

/* Append to the line that is typed; the caller made sure of room. */
static inline void
tty_inq_put(struct tty *tp, int c)
{
	*tty_inslot(tp, tp->t_intail++) = (uint16_t)c;
}

/* Take the last character of that line back. */
static inline int
tty_inq_unput(struct tty *tp)
{
	return (*tty_inslot(tp, --tp->t_intail));
}

/* tty_output.c */
size_t	tty_outq_put(struct tty *, const uint8_t *, size_t);
bool	tty_output(struct tty *, int c);	/* false: no room */
void	tty_echo(struct tty *, int c);
void	tty_rubout(struct tty *, int c);	/* c was taken back */
void	tty_retype(struct tty *);
void	tty_start(struct tty *);
/* Process len bytes of a program; returns how many were taken. */
size_t	tty_output_block(struct tty *, const uint8_t *, size_t len);

/* tty_input.c */
void	tty_pend(struct tty *);		/* the unfinished line, typed again */

/* tty_queue.c */
void	tty_flush(struct tty *, int rw);	/* FREAD, FWRITE */
void	tty_block(struct tty *);	/* IXOFF: stop the other side */
void	tty_unblock(struct tty *);
void	tty_wake_readers(struct tty *);
void	tty_wake_writers(struct tty *);
bool	tty_readable(const struct tty *);	/* a read would find data */
void	tty_sig(struct tty *, int sig);	/* to the foreground, at tty_unlock */

/* tty_ioctl.c: counts for iostat(8): bytes in and out of all terminals. */
extern volatile long tk_nin, tk_nout;

/* tty.c */
/* Sleep on chan; t_spin is released meanwhile.  ns 0: no limit.  EWOULDBLOCK,
 * EINTR, ERESTART; EIO when the terminal was hung up or closed meanwhile. */
int	tty_sleep(struct tty *, const void *chan, const char *wmesg,
	    int64_t ns);
int	tty_drain(struct tty *, int64_t ns);

/* tty_session.c */
/*
 * May the caller do this in the background?  sig: SIGTTIN or SIGTTOU.  0, EIO, or
 * ERESTART after the group was signalled.  t_spin not held.
 */
int	tty_background(struct tty *, int sig);
bool	tty_isctty(struct tty *);	/* is it the caller's?  t_spin not held */
int	tty_notty(struct tty *);		/* TIOCNOTTY */
int	tty_getsid(struct tty *, int *sid);	/* TIOCGSID */
int	tty_setctty(struct tty *);		/* TIOCSCTTY */
int	tty_setpgrp(struct tty *, pid_t);	/* TIOCSPGRP */
int	tty_getpgrp(struct tty *, int *pgid);	/* TIOCGPGRP */
void	tty_leave_session(struct tty *);
void	tty_info(struct tty *);		/* the load line; t_spin not held */

#endif /* !_KERN_TTY_VAR_H_ */
