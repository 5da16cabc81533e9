/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_calls.h: what the system calls on sockets share.
 */
#ifndef _KERN_UIPC_CALLS_H_
#define _KERN_UIPC_CALLS_H_

#include "sys/ksocket.h"
#include "sys/ksyscall.h"

/* Blocking chosen for one call, whatever the descriptor says. */
#define MSG_FBLOCKING_K		0x00010000
#define MSG_FNONBLOCKING_K	0x00020000

/* The socket behind fd; *fpp is referenced.  EBADF, ENOTSOCK. */
int	getsock(int fd, struct file **fpp, struct socket **);
/* An address from a program, ss_len set.  ENAMETOOLONG, EINVAL, EFAULT. */
int	sockaddr_in(const void *uaddr, int64_t len,
	    struct sockaddr_storage *);
/* To a program: *ulen is the room and becomes the length.  sa NULL: none. */
int	sockaddr_out(const struct sockaddr *, void *uaddr, int *ulen);
bool	sock_nowait(const struct file *, int msgflags);

#endif /* !_KERN_UIPC_CALLS_H_ */
