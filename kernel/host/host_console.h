/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_console.h: the console: standard input and output, a terminal or not.
 *
 * Regular mode is raw with OPOST|ONLCR kept, and only VQUIT alive as a signal;
 * debugger mode makes the other signal characters work too.
 *
 * Errors and contexts: see host.h.
 */
#ifndef HOST_HOST_CONSOLE_H
#define HOST_HOST_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_diag;

enum host_consmode { HOST_CONS_REGULAR, HOST_CONS_DEBUGGER };

int	 host_console_open(struct host_diag *diag);	/* after host_cpu_init */
void	 host_console_mode(enum host_consmode mode);
bool	 host_console_istty(void);

/*
 * Take up to len bytes of input.  *got 0: nothing now, HOST_PEND_CONSOLE will
 * tell; *eof: nothing ever again.
 */
void	 host_console_read(void *buf, size_t len, size_t *got, bool *eof);

/* After *eof: the console was a terminal, and that has been disconnected. */
bool	 host_console_gone(void);

/*
 * Queue up to len bytes for output; returns how many were taken.  Fewer than
 * len: the queue (64 KB) is full, because nobody reads; HOST_PEND_CONSPACE is
 * posted to the calling vCPU when half of it is free again.  Bytes taken are
 * written in order, also those of a message before host_exit().
 */
size_t	 host_console_write(const void *buf, size_t len);

/*
 * Output for a panic or the debugger: waits for the queue and writes at
 * once, at most 2 s without progress.  Any thread, any state.
 */
void	 host_console_write_sync(const void *buf, size_t len);

/*
 * Input for the debugger: one byte, waiting for up to timeout_ns (0: for
 * ever), or one of HOST_GETC_*.  Any thread; other vCPUs stand still.
 */
#define HOST_GETC_EOF	(-1)		/* end of input */
#define HOST_GETC_TIME	(-2)		/* nothing came in time */
#define HOST_GETC_INTR	(-3)		/* host_console_interrupted() */
int	 host_console_getc(uint64_t timeout_ns);

/*
 * Has the interrupt character been typed, or SIGINT come, since the last call?
 * Any vCPU.
 */
bool	 host_console_interrupted(void);

/* Rows, columns and pixels; all 0 when it is not a terminal. */
void	 host_console_winsize(uint16_t ws[4]);

#endif
