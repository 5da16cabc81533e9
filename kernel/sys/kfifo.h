/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kfifo.h: named pipes, mkfifo(2).  A filesystem puts these into the table of
 * its VFIFO vnodes.
 *
 * fifo_open gives fp (never NULL for a fifo that programs open) its own
 * fileops, so reads and writes do not come through the vnode.  It is
 * called and returns with the vnode locked exclusively, and unlocks it while it waits for
 * the other side.
 */
#ifndef _KERN_KFIFO_H_
#define _KERN_KFIFO_H_

#include "sys/kdefs.h"

struct file;
struct ucred;
struct vnode;

/* ENXIO: O_NONBLOCK and O_WRONLY without a reader; EINTR, ENOMEM. */
int	fifo_open(struct vnode *, int fflags, struct ucred *, struct file *);
int	fifo_close(struct vnode *, int fflags, struct file *);

#endif /* !_KERN_KFIFO_H_ */
