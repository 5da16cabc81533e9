/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host.h: what the kernel may ask of the machine it runs on: start and end,
 * clocks, files.  Memory, virtual CPUs, the console and so on have headers of
 * their own beside it, host_*.h; running guest code is ux.h.
 *
 * Everything here is freestanding: these headers include nothing but
 * fixed-width types, and the kernel above it knows no other way out.
 *
 * Errors are positive errno numbers of DragonFly/BSD (EAGAIN is 35), 0 is
 * success.  Where a person must be told, a struct host_diag says which step
 * failed and with what.
 *
 * Contexts.  "vCPU" is a thread made by host_cpu_init() or host_cpu_start().
 * Unless a comment says otherwise a call may be made on any vCPU, with kernel
 * spin locks held, and does not sleep longer than a host system call does.
 * No call enters the kernel from a thread of the host's own: whatever happens
 * outside arrives as a bit in a vCPU's pending word.
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_PAGE_SIZE	4096u
#define HOST_PATHMAX	1024		/* of a name in the command line, with NUL */

/*
 * ---- start and end ------------------------------------------------------
 *
 * The process that the user started is the supervisor.  It keeps the
 * terminal's state and the exit status, forwards SIGTERM and a SIGQUIT that the
 * terminal did not send, ignores SIGINT, SIGHUP and signals that mean nothing,
 * stops and continues together with the kernel process, and starts that, once
 * more after each host_reboot().  The kernel process ends when the supervisor
 * does, and restores the terminal in its place.
 */

/* Exit statuses of the supervisor. */
#define HOST_EXIT_OK		0	/* halt or power-off */
#define HOST_EXIT_USAGE		64	/* bad command line */
#define HOST_EXIT_NOINPUT	66	/* input missing, unreadable, locked, too small */
#define HOST_EXIT_DISABLED	69	/* vm.vkernel_enable is 0 */
#define HOST_EXIT_PANIC		70	/* panic, or the kernel process crashed */
#define HOST_EXIT_HOST		71	/* the host lacks something, or failed */

struct host_boot {
	int		 argc;		/* of the command line, untouched */
	char		**argv;
	char		**envp;
	unsigned	 generation;	/* 0 at first, +1 with each reboot */
};

/* Registers of the kernel's own code. */
struct host_regs {
	uint64_t	 rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
	uint64_t	 r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t	 rip, rflags;
};

struct host_fault {
	int		 signo;		/* HOST_FAULT_* */
	uint64_t	 addr;		/* address touched, when the CPU tells */
	uint64_t	 err;		/* page fault error code: 2 = write, 16 = fetch */
	uint64_t	 rip, rsp, rbp;	/* of the faulting code */
	struct host_regs regs;		/* all of them */
	bool		 in_ram;	/* address is inside the memory image: the
					 * host could not give memory for it */
};
#define HOST_FAULT_SEGV	11		/* numbers as in BSD */
#define HOST_FAULT_BUS	10
#define HOST_FAULT_FPE	8
#define HOST_FAULT_ILL	4

/*
 * Callbacks: the kernel defines these; they are all that the line calls, but for
 * a debugger's (below).
 *
 * kernel_main: runs on the thread that becomes vCPU 0; its result is passed
 * to host_exit().
 *
 * kernel_fault: the kernel's own code faulted.  Called once per thread on an
 * alternate stack of 256 KB (the kernel's may be what overflowed), on the
 * faulting thread, with asynchronous signals blocked; prints and debugs as it
 * likes, and ends in host_exit().  When it returns, the process ends with
 * status 70; a second fault on the same thread ends it at once.
 */
int	 kernel_main(const struct host_boot *);
void	 kernel_fault(const struct host_fault *);

/*
 * End the machine: the console queue is drained (bounded: 2 s without
 * progress), the pid file removed, the stubs killed, the terminal restored,
 * and the supervisor exits with status (0..255).  With a status that tells of
 * a failed start a memory image made by it is removed.
 */
void	 host_exit(int status) __attribute__((__noreturn__));

/*
 * End the machine and start it anew: the supervisor executes the binary by
 * the path it was started with, with the same arguments.
 */
void	 host_reboot(void) __attribute__((__noreturn__));

/* A failure that a person must hear of: "<what>: <text of error>". */
struct host_diag {
	int		 error;		/* errno, 0 when only the text matters */
	char		 what[200];	/* which step on which object; one line */
};

/* Text for an errno number of ours, for messages ("No such file ..."). */
const char *host_strerror(int error);

/* Write one line to standard error; the newline is added. Never blocks long. */
void	 host_log(const char *line);

/*
 * Host policy: /etc/vkernel.conf, lines name=value, '#' starts a comment;
 * a missing file means enabled.  *enabled is vm.vkernel_enable.
 * EINVAL with a diag naming file and line for a malformed line or an unknown
 * value; other names are for other readers and are ignored.
 */
int	 host_policy_enabled(bool *enabled, struct host_diag *diag);

/*
 * ---- time and chance ----------------------------------------------------
 */

uint64_t host_mono_ns(void);		/* monotonic, any origin, ns */
uint64_t host_wall_ns(void);		/* since 1970, UTC, ns */
uint64_t host_tsc_hz(void);		/* 0: no constant time stamp counter */

/* Fill buf from the host's generator.  Never fails, never blocks. */
void	 host_random(void *buf, size_t len);

/*
 * ---- files --------------------------------------------------------------
 */

/* Size of an existing regular file, for `-i file' without `-m'. ENOENT, ... */
int	 host_file_size(const char *path, uint64_t *size);

/* Do both names lead to one existing file? */
bool	 host_file_same(const char *a, const char *b);

/*
 * Open, lock and write a pid file: the pid that SIGTERM should go to (the
 * supervisor's).  Kept locked, removed at host_exit(), rewritten after a
 * reboot.  Errors: EAGAIN locked by a living one, EFTYPE not a regular file,
 * and open(2)'s.
 */
int	 host_pidfile(const char *path, struct host_diag *diag);

/* Absolute path of the running binary, for symbols in messages. */
const char *host_self_path(void);

#endif
