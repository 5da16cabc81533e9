/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pty_var.h: a pseudo-terminal, for the files of its two sides.  Lock legend:
 * under the terminal's t_spin but where it says otherwise.
 */
#ifndef _KERN_PTY_VAR_H_
#define _KERN_PTY_VAR_H_

#include "kern/tty_var.h"
#include "sys/kdev.h"

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

extern struct spinlock pty_spin;
extern const struct dev_ops ptc_ops;
extern const struct tty_ops pty_ttyops;
/* The master may have something to read, or room to write; t_spin held. */
void	pty_wake_reader(struct pty *);
void	pty_wake_writer(struct pty *);

#endif /* !_KERN_PTY_VAR_H_ */
