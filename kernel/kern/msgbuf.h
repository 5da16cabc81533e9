/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * msgbuf.h: the message buffer, for the start-up code and the debugger.
 */
#ifndef _KERN_MSGBUF_H_
#define _KERN_MSGBUF_H_

#include "sys/kdefs.h"

/*
 * What lies in the memory image, page aligned, before a ring of the last
 * messages.
 */
#define MSGBUF_MAGIC	"vkernel msgbuf\n"	/* 16 bytes with its NUL */
struct msgbuf {
	char		 mb_magic[16];
	uint64_t	 mb_size;	/* bytes of the ring */
	uint64_t	 mb_next;	/* bytes ever written; the next goes to
					 * mb_next % mb_size */
};
#define MSGBUF_PAGES	16

/* Move from the first, small buffer to memory.  Once, there are no threads. */
void	msgbuf_init(void);
/* Say where to find the messages afterwards, if a file has the memory. */
void	msgbuf_tell(void);
/* The console is open: show what was printed before.  Once. */
void	msgbuf_console_ready(void);
/* Was it?  Any context. */
bool	msgbuf_on_console(void);
/* How many bytes were ever written.  Any context. */
uint64_t msgbuf_next(void);
/*
 * Copy up to size bytes written at *at and behind, or the oldest there are,
 * and move *at on; returns how many.
 */
size_t	msgbuf_read(uint64_t *at, char *buf, size_t size);

#endif /* !_KERN_MSGBUF_H_ */
