/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * msgbuf.h: the message buffer, for the start-up code and the debugger.
 */
#ifndef _KERN_MSGBUF_H_
#define _KERN_MSGBUF_H_

#include "sys/kdefs.h"

/* The console is open: show what was printed before.  Once. */
void	msgbuf_console_ready(void);
/* Copy the last messages, oldest first; returns how many bytes. */
size_t	msgbuf_copy(char *buf, size_t size);

#endif /* !_KERN_MSGBUF_H_ */
