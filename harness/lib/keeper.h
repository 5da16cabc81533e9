/*
 * keeper.h: the process that keeps one kernel's console.
 *
 * It owns the inner pseudo-terminal and drains it always, for an unread one
 * stops the kernel.  Everything is one event loop, keeper_pump(); what is
 * done in order (an autopsy, a shutdown) calls the pump until it has what
 * it waits for, so the console never starves.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef KEEPER_H
#define KEEPER_H

#include <sys/types.h>
#include <stdbool.h>
#include <termios.h>

#include "buf.h"
#include "cast.h"
#include "pty.h"
#include "scan.h"
#include "vkt.h"

struct keeper {
	const struct vkt_boot *boot;
	struct vkt_result result;
	struct scan	 scan;
	struct cast	 cast;
	struct pty	 inner;		/* the kernel's console */
	struct pty	 outer;		/* the script's end; master -1: none */
	struct buf	 to_kernel;	/* typed, not yet taken */
	struct buf	 to_script;
	struct buf	 to_user;
	struct buf	*capture;	/* also gets clean text, or NULL */
	char		*reason_path;	/* the script's one-line reason */
	double		 start;
	double		 output_at;	/* when the console last spoke */
	pid_t		 kernel;	/* 0: not started */
	pid_t		 script;
	pid_t		 helper;	/* gdb during an autopsy */
	int		 script_status;
	int		 control;	/* closed by our parent's death */
	int		 signals;	/* signalfd */
	int		 interrupted;	/* a signal told us to stop */
	bool		 kernel_done;
	bool		 script_done;
	bool		 helper_done;
	bool		 closed;	/* no more console output can come */
	bool		 tty_in;	/* the user's terminal is read */
	bool		 raw;		/* its settings are changed */
	bool		 quit;		/* the user typed ~. */
	int		 escape;	/* state of the ~. escape */
	struct termios	 saved;
};

/* The keeper's whole life: run k->boot and fill in k->result. */
void	keeper_run(struct keeper *);

/* Wait for events at most ms milliseconds and deal with them. */
void	keeper_pump(struct keeper *, int ms);

/* Give bytes to the console as if typed. */
void	keeper_type(struct keeper *, const char *, size_t);

/* Must the keeper stop at once?  Its parent is gone or it was signalled. */
bool	keeper_stopped(const struct keeper *);

/* keeper_tty.c: the user's terminal. */
void	tty_begin(struct keeper *);
void	tty_end(struct keeper *);
void	tty_size(struct keeper *);
void	tty_input(struct keeper *);

/* script.c: start the expect script; wait for it to end. */
int	script_start(struct keeper *);
void	script_finish(struct keeper *);

/* What became of the script, with its reason.  Only after it ended. */
enum vkt_verdict script_verdict(struct keeper *, char *reason, size_t size);

/* Exit statuses of harness/expect/vkt.exp. */
#define SCRIPT_PASS	0
#define SCRIPT_FAIL	1
#define SCRIPT_ERROR	2	/* the script itself is wrong */
#define SCRIPT_TIMEOUT	3	/* the guest did not answer */
#define SCRIPT_STOPPED	4	/* panic, debugger or the kernel's end */
#define SCRIPT_SKIP	5

/*
 * autopsy.c: collect what the debugger and gdb can tell of a kernel that is
 * stuck or stopped, into ddb.txt and gdb.txt.
 */
void	autopsy(struct keeper *);

#endif
