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

#define VIEWERS_MAX	8

/* Names in the directory of artifacts. */
#define ATTACH_SOCKET	"console.sock"
#define ATTACH_KERNEL	"kernel"	/* link to the binary */
#define ATTACH_KEPT	"kept"		/* the machine outlives its run */

/* A terminal elsewhere that is connected to the console. */
struct viewer {
	int		 fd;
	struct buf	 out;		/* not yet taken */
	bool		 shown;		/* it asked to see the console */
	bool		 told;		/* that it may not type */
};

struct keeper {
	const struct vkt_boot *boot;
	struct vkt_result result;
	struct scan	 scan;
	struct cast	 cast;
	struct pty	 inner;		/* the kernel's console */
	struct pty	 outer;		/* the script's end; master -1: none */
	struct pty	 gdb;		/* gdb's terminal; master -1: none */
	struct buf	 to_gdb;
	struct viewer	 viewers[VIEWERS_MAX];	/* the first come first */
	size_t		 nviewers;
	struct buf	 recent;	/* the console's tail, for new viewers */
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
	int		 listener;	/* viewers come here; -1: nowhere */
	double		 keep_until;	/* the end of a kept machine; 0: not */
	int		 interrupted;	/* a signal told us to stop */
	bool		 kernel_done;
	bool		 script_done;
	bool		 helper_done;
	bool		 closed;	/* no more console output can come */
	bool		 tty_in;	/* the user's terminal is read */
	bool		 raw;		/* its settings are changed */
	bool		 quit;		/* the user typed ~. */
	bool		 ended;		/* a viewer asked for the end */
	int		 escape;	/* state of the ~. escape */
	struct termios	 saved;
};

/*
 * The keeper's life in three parts: run k->boot up to a verdict in
 * k->result; keep a machine that failed up, when that is asked for; end
 * everything.
 */
void	keeper_run(struct keeper *);
bool	keeper_keeps(const struct keeper *);
void	keeper_mark_kept(struct keeper *);
void	keeper_keep(struct keeper *);
void	keeper_end(struct keeper *);

/*
 * keeper_pump.c: wait for events at most ms milliseconds and deal with them;
 * take what the console has, but stay ready for other events.
 */
void	keeper_pump(struct keeper *, int ms);
void	keeper_drain(struct keeper *);

/* Give bytes to the console as if typed. */
void	keeper_type(struct keeper *, const char *, size_t);

/* Must the keeper stop at once?  Its parent is gone or it was signalled. */
bool	keeper_stopped(const struct keeper *);

/* keeper_tty.c: the user's terminal. */
void	tty_begin(struct keeper *);
void	tty_end(struct keeper *);
void	tty_size(struct keeper *);
void	tty_input(struct keeper *);

/* attach.c: the address of dir's socket; *dirfd stays open for its use. */
struct sockaddr_un;
int	attach_address(const char *dir, struct sockaddr_un *, int *dirfd);

/*
 * viewers.c: listen and stop listening; console output for the viewers; a
 * new viewer; a packet of one; bytes that wait for a viewer to take them.
 */
void	viewers_open(struct keeper *);
void	viewers_close(struct keeper *);
void	viewers_output(struct keeper *, const char *, size_t);
void	viewers_accept(struct keeper *);
void	viewers_input(struct keeper *, int fd);
void	viewers_flush(struct keeper *);

/*
 * keeper_start.c: make the keeper's signals, transcript, terminals and
 * socket; start the kernel on its console, or gdb on its terminal.  They
 * return 0 or an errno.
 */
int	keeper_begin(struct keeper *);
int	keeper_start(struct keeper *);

/* keep.c: is the machine of this directory a kept one? */
bool	keeper_kept(const char *dir);

/* gdb.c: start gdb on its terminal, the kernel to be on the console. */
int	gdb_start(struct keeper *, char *const *argv, char *const *env);

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
