/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host.h: what the kernel may ask of the machine it runs on: a memory image,
 * virtual CPUs, clocks, a console, block files.  Running guest code is ux.h.
 *
 * Everything here is freestanding: this header includes nothing but
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

#define HOST_MAXCPU	32		/* most virtual CPUs */
#define HOST_CPULIMIT	1024		/* numbers of host CPUs are below it */
#define HOST_PAGE_SIZE	4096u

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
 * ---- memory image -------------------------------------------------------
 */

#define HOST_PATHMAX	1024		/* of a name in the command line, with NUL */

struct host_ram {
	uint8_t		*base;		/* whole image, mapped shared, page aligned */
	uint64_t	 size;
	bool		 anonymous;	/* no file has it */
	char		 path[HOST_PATHMAX];	/* the file's name, or empty */
};

enum host_ram_kind {
	HOST_RAM_ANON,			/* memory of the host, no name */
	HOST_RAM_FILE,			/* the file `path' */
	HOST_RAM_AUTO			/* first of path.000000, ... to be had */
};

/*
 * Create the guest's memory: size bytes (multiple of 4096), all zero, sparse.
 * A file is opened with an exclusive lock without waiting, truncated, sized,
 * and kept locked until exit.  A file system that refuses PROT_EXEC mappings
 * falls back to anonymous memory: success, ram->anonymous set and the reason
 * in diag->what (empty otherwise).
 * Errors: EAGAIN locked by another, EFBIG, ENOSPC, and what open(2) gives.
 * Once per process.
 */
int	 host_ram_create(enum host_ram_kind kind, const char *path, uint64_t size,
	    struct host_ram *ram, struct host_diag *diag);

/*
 * Give [off, off+len) back to the host; it reads as zero afterwards, in every
 * space too.  Page aligned.  Errors: EOPNOTSUPP when the file system cannot.
 */
int	 host_ram_discard(uint64_t off, uint64_t len);

/*
 * A touch of [off, off+len) by the kernel process faults from now on (on), or
 * no more.  Page aligned; what it holds stays, and spaces are not concerned.
 * Errors: EINVAL outside the image, ENOMEM the host has no mappings left.
 */
int	 host_ram_guard(uint64_t off, uint64_t len, bool on);

/*
 * Copy len bytes between buf and the image at off, also where it is guarded.
 * Errors: EINVAL outside the image, EIO.
 */
int	 host_ram_read(uint64_t off, void *buf, size_t len);
int	 host_ram_write(uint64_t off, const void *buf, size_t len);

/* Do both names lead to one existing file? */
bool	 host_file_same(const char *a, const char *b);

/* Size of an existing regular file, for `-i file' without `-m'. ENOENT, ... */
int	 host_file_size(const char *path, uint64_t *size);

/*
 * ---- virtual CPUs -------------------------------------------------------
 *
 * Each has a pending word.  Whoever has something for a vCPU sets bits in it
 * with host_cpu_post(): this wakes the vCPU when it idles, makes ux_run()
 * return UX_INTR when it runs guest code, and does nothing more when it is in
 * the kernel, which looks at the word on its way out (ux_run() itself refuses
 * to enter guest code while a bit is set).  A post is never lost.
 */

/* Bits that the line sets; the kernel owns bits 8..31. */
#define HOST_PEND_TIMER		0x01u	/* host_timer_set()'s time has come */
#define HOST_PEND_CONSOLE	0x02u	/* input is there, or end of input */
#define HOST_PEND_CONSPACE	0x04u	/* console took bytes after being full */
#define HOST_PEND_WINCH		0x08u	/* terminal's size changed */
#define HOST_PEND_IO		0x10u	/* host_blk_done() has something */
#define HOST_PEND_DDB		0x20u	/* SIGQUIT */
#define HOST_PEND_TERM		0x40u	/* SIGTERM or SIGHUP, each time anew */
#define HOST_PEND_NET		0x80u	/* frames are there, or a link changed */
#define HOST_PEND_MASK		0xffu

/*
 * Make the calling thread vCPU 0 of ncpus (1..HOST_MAXCPU).  Once, before
 * any other call of this section; console and signals post to vCPU 0.
 */
int	 host_cpu_init(unsigned ncpus, struct host_diag *diag);

/*
 * Start vCPU n (1..ncpus-1): fn(arg) on a thread of its own, with a 256 KB
 * stack of its own to begin with.  fn never returns.  Errors: EAGAIN.
 */
int	 host_cpu_start(unsigned n, void (*fn)(void *), void *arg);

/*
 * Set the calling vCPU's %gs base to block, whose first word must hold its
 * own address: `mov %gs:0, reg' then reads the current CPU's block.  The line
 * never uses %gs in the kernel process, and keeps it over every call.
 */
void	 host_cpu_setself(void *block);

/* The calling thread's number, 0..ncpus-1; HOST_MAXCPU on a foreign thread. */
unsigned host_cpu_number(void);

/*
 * Set bits in n's pending word and see that it notices.  Any thread, signal
 * handlers too.  A bit already set costs nothing more.
 */
void	 host_cpu_post(unsigned n, uint32_t bits);

/* n's pending word, for reading inline. */
const volatile uint32_t *host_cpu_pending(unsigned n);

/* Fetch and clear the bits of mask in the calling vCPU's pending word. */
uint32_t host_cpu_take(uint32_t mask);

/*
 * Sleep until a bit is pending or the monotonic clock reaches deadline_ns
 * (0: no deadline).  Returns the bits that are pending, without taking them.
 * Call with no spin lock held.
 */
uint32_t host_cpu_idle(uint64_t deadline_ns);

/*
 * Inside a loop that waits for another vCPU; spins counts the turns from 0.
 * Pauses at first, later gives the host CPU away: the other one may need it.
 */
void	 host_relax(unsigned spins);

/*
 * Pin vCPU n to a host CPU (-l): the calling one at once, one that is not yet
 * started when it starts, another one when it next enters guest code.
 * hostcpu -1 takes the pin away: the line then places the thread itself.
 * Errors: EINVAL no such CPU for us.
 */
int	 host_cpu_affinity(unsigned n, int hostcpu);

unsigned host_ncpus(void);		/* host CPUs that vCPUs may use */
uint64_t host_memsize(void);		/* bytes of memory the host has */

/*
 * ---- sanitizer's view of stacks ----------------------------------------
 *
 * The kernel switches stacks itself.  Around each switch:
 * begin(&old->fake, new bottom, new size), switch, end(new->fake).
 * fake NULL in begin: the old stack will never run again.
 * Nothing at all without AddressSanitizer.
 */
void	 host_fiber_switch_begin(void **fake, const void *bottom, size_t size);
void	 host_fiber_switch_end(void *fake);

/*
 * ---- time and chance ----------------------------------------------------
 */

uint64_t host_mono_ns(void);		/* monotonic, any origin, ns */
uint64_t host_wall_ns(void);		/* since 1970, UTC, ns */
uint64_t host_tsc_hz(void);		/* 0: no constant time stamp counter */

/*
 * One timer per vCPU: post HOST_PEND_TIMER to vCPU n when the monotonic
 * clock reaches deadline_ns; replaces the former; 0 disarms.  n must be the
 * calling vCPU.
 */
void	 host_timer_set(unsigned n, uint64_t deadline_ns);

/* Fill buf from the host's generator.  Never fails, never blocks. */
void	 host_random(void *buf, size_t len);

/*
 * ---- console ------------------------------------------------------------
 *
 * Standard input and output, a terminal or not.  Regular mode is raw with
 * OPOST|ONLCR kept, and only VQUIT alive as a signal; debugger mode makes the
 * other signal characters work too.
 */

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

/*
 * ---- debugger -----------------------------------------------------------
 */

enum host_trap {
	HOST_TRAP_BREAKPOINT,		/* int3; rip is behind it */
	HOST_TRAP_STEP,			/* an instruction with TF set in rflags; or
					 * some, through the line's mutexes */
	HOST_TRAP_STUCK,		/* vCPU 0 has not taken HOST_PEND_DDB in
					 * half a second, though in the kernel;
					 * or SIGINT came, and TF is set */
	HOST_TRAP_WATCH			/* and up: the instruction before rip, or
					 * some in a mutex of the line's, touched
					 * this one of host_watch()'s places */
};

struct host_debugger {
	/*
	 * The kernel's own code trapped, on a vCPU and its 256 KB signal stack,
	 * asynchronous signals blocked.  What it does to *regs is in force
	 * when it returns.
	 */
	void		(*trap)(enum host_trap, struct host_regs *regs);
	/*
	 * Called before kernel_fault(): returns when the fault is not the
	 * debugger's own, else goes on in trap() by a long jump.
	 */
	void		(*recover)(const struct host_fault *);
};

/* hd->trap and hd->recover are called from now on.  Once, on vCPU 0.  EAGAIN. */
int	 host_debugger_set(const struct host_debugger *hd);

/*
 * Hold another vCPU wherever its own thread is, until host_cpu_thaw(); a guest
 * thread of it runs on until it traps.  false: it could not be held within
 * timeout_ns.  *regs is where it is.
 */
bool	 host_cpu_freeze(unsigned n, uint64_t timeout_ns, struct host_regs *regs);
void	 host_cpu_thaw(unsigned n);	/* nothing if it is not held */

/*
 * Watch n places, and only these: code of the kernel, on any vCPU that was
 * started, traps after it wrote to one, or with reads after it read one, too.
 * What the host writes in the kernel's place (blocks, frames) does not trap.
 * len is 1, 2, 4 or 8, addr a multiple of it.  All other vCPUs stand still.
 * Errors: ENOSPC more than the processor has, EACCES the host forbids it,
 * ENOENT, EOPNOTSUPP, ... it has none; nothing is watched then.
 */
#define HOST_WATCHES	4
struct host_watch {
	uint64_t	 addr;
	uint32_t	 len;
	bool		 reads;
};
int	 host_watch(const struct host_watch *w, unsigned n,
	    struct host_diag *diag);

/* Sleep while *word is value, pending bits or not; unpark wakes all sleepers. */
void	 host_cpu_park(volatile uint32_t *word, uint32_t value);
void	 host_cpu_unpark(volatile uint32_t *word);

/*
 * Copy from and to any address of the kernel process, read-only text as well.
 * Errors: EFAULT when not all of it is mapped (part may have been copied),
 * and open(2)'s of /proc/self/mem.
 */
int	 host_mem_read(uintptr_t addr, void *buf, size_t len);
int	 host_mem_write(uintptr_t addr, const void *buf, size_t len);

/*
 * ---- code that comes later ----------------------------------------------
 *
 * Memory for modules, in the low 2 GB, where the kernel's own code is: what is
 * compiled for the small code model reaches it.  It can be written at first;
 * no memory is ever both written and executed.
 */
enum host_code { HOST_CODE_TEXT, HOST_CODE_RODATA, HOST_CODE_DATA };

/* len bytes, zero, writable; page aligned.  Errors: ENOMEM. */
int	 host_code_alloc(size_t len, void **p);
/* [p, p+len) holds what kind says from now on; page aligned.  Errors: ENOMEM. */
int	 host_code_protect(void *p, size_t len, enum host_code kind);
void	 host_code_free(void *p, size_t len);
/*
 * Where the run-time library of a sanitizer that the kernel was built with has a
 * name (__asan_*, __ubsan_*, __sanitizer_*), anywhere in memory; 0: it has not, or
 * there is none.
 */
uintptr_t host_code_sanitizer(const char *name);

/*
 * ---- block files --------------------------------------------------------
 */

struct host_blk;

#define HOST_BLK_RDONLY		0x01u	/* for reading only; shared lock */
#define HOST_BLK_DISCARD	0x02u	/* writes go to a private overlay, the file
					 * is not written, nor locked */

/*
 * Open a regular file or block device.  For writing it is locked
 * exclusively, without waiting.
 * *size: bytes, whatever remainder a sector size leaves.
 * Errors: EAGAIN locked, EISDIR, EFTYPE neither file nor block device, and
 * open(2)'s.
 */
int	 host_blk_open(const char *path, unsigned flags, struct host_blk **blk,
	    uint64_t *size, struct host_diag *diag);
void	 host_blk_close(struct host_blk *blk);

enum host_blkop { HOST_BLK_READ, HOST_BLK_WRITE, HOST_BLK_FLUSH };

struct host_blkiov {
	void		*base;
	size_t		 len;
};
#define HOST_BLK_MAXIOV	64

/* A request.  The caller's memory until it comes back. */
struct host_blkreq {
	enum host_blkop	 op;
	uint64_t	 off;		/* bytes from the start */
	const struct host_blkiov *iov;	/* 1..HOST_BLK_MAXIOV; none for FLUSH */
	unsigned	 niov;
	void		*cookie;	/* the caller's */
	int		 error;		/* result: errno, EIO when beyond the end */
	/* the line's own */
	struct host_blk	*blk;
	struct host_blkreq *next;
	unsigned	 cpu;
};

/*
 * Start a request.  true: it is done already (req->error tells).  false: it
 * comes back through host_blk_done() of the calling vCPU, with
 * HOST_PEND_IO posted.  Requests in flight are not ordered against each
 * other; a FLUSH makes durable what was done when it was submitted.
 */
bool	 host_blk_submit(struct host_blk *blk, struct host_blkreq *req);

/* Next finished request of the calling vCPU, or NULL. */
struct host_blkreq *host_blk_done(void);

/*
 * ---- network ------------------------------------------------------------
 *
 * Frames of Ethernet, without checksum, to and from a tap of the host or a
 * switch, vknetd(8).  HOST_PEND_NET is posted to the vCPU that sent last.
 *
 * A tap takes and gives frames whose transport checksum is left to who sends
 * them on, and many segments of TCP with one header in front of them.
 */

struct host_net;

#define HOST_NET_MAXFRAME	65568	/* bytes; longer ones are dropped */

/* What is left to do on a frame.  All zero: nothing. */
struct host_netmeta {
	uint8_t		 flags;		/* HOST_NET_* */
	uint8_t		 gso;		/* HOST_NET_TCP4, _TCP6, or 0: one packet */
	uint16_t	 hdrlen;	/* bytes in front of the data, with gso */
	uint16_t	 segsize;	/* bytes of data in a packet, with gso */
	uint16_t	 sumstart;	/* what is summed begins here, */
	uint16_t	 sumoff;	/* and the sum's place lies behind that */
};
#define HOST_NET_SUM	1	/* to be summed; the pseudo header is */
#define HOST_NET_SUMMED	2	/* what came in: the sum is right */
#define HOST_NET_TCP4	1
#define HOST_NET_TCP6	4
#define HOST_NET_GSOMASK 0x7f	/* of gso: the other bit tells of ECN */

/* As the command line has it.  Addresses are in network order, 0: none. */
struct host_netconf {
	const char	*name;		/* of a tap, "auto", or a socket's path */
	bool		 socket;
	uint32_t	 addr;		/* for the host's side of a tap */
	int		 plen;		/* 0..32 bits of its network */
	const char	*bridge;	/* that the tap joins, or NULL */
};

struct host_netinfo {
	char		 name[112];	/* of the tap; the path */
	int		 unit;		/* the number at its end; -1: none */
	int		 mtu;
	uint8_t		 lladdr[6];	/* that may be used, when none is given */
	bool		 offload;	/* it knows struct host_netmeta */
};

/*
 * Open the next interface of the command line; a tap is made when it does not
 * exist, and goes away with the machine; it is kept over host_reboot().  At boot
 * only, on vCPU 0.  Errors: what the host said, with what it was about in
 * diag; a failed start ends in host_exit().
 */
int	 host_net_open(const struct host_netconf *conf, struct host_net **net,
	    struct host_netinfo *info, struct host_diag *diag);

/* Frames that come in are kept from now on (on), or dropped.  At first: dropped. */
void	 host_net_run(struct host_net *net, bool on);

/* Is the other side there?  A switch may come back. */
bool	 host_net_link(struct host_net *net);

/* Frames lost below the line since the last call, each way. */
void	 host_net_errors(struct host_net *net, uint64_t *in, uint64_t *out);

/*
 * Shall the other side leave to us the checksums of what it sends, and the
 * cutting of TCP's data into packets?  At first: no.  Segments need checksums.
 * A side without offload ignores it.
 */
void	 host_net_offload(struct host_net *net, bool sums, bool segments);

/*
 * Room for a frame of len bytes that goes out, or NULL: too much waits, or len
 * is too large.  txgrow: has what was had last room for len bytes, too?  Written
 * in full it is passed on with txput, and sent by the kick at the latest; meta
 * may be NULL, and must without offload.  One caller at a time.
 */
void	*host_net_txroom(struct host_net *net, size_t len);
bool	 host_net_txgrow(struct host_net *net, size_t len);
void	 host_net_txput(struct host_net *net, size_t len,
	    const struct host_netmeta *meta);
void	 host_net_kick(struct host_net *net);

/*
 * The oldest frame that came in, or NULL, with what is left to do; rxdone gives
 * its place back.  rxarm: post when the next one comes; false: there is one.
 * One caller at a time.
 */
const void *host_net_rxnext(struct host_net *net, size_t *len,
	    const struct host_netmeta **meta);
void	 host_net_rxdone(struct host_net *net);
bool	 host_net_rxarm(struct host_net *net);

/*
 * ---- files --------------------------------------------------------------
 */

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
