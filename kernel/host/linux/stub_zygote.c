/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stub_zygote.c: the process that makes stubs.  A static program without a C
 * library, executed once per kernel process, which hands it a socket as
 * descriptor 0.  It takes the configuration (with three descriptors: memory
 * image, shared area, stub text), then forks one stub for each request and
 * tells which ones died.
 *
 * A dead child stays a zombie until the kernel process says ZY_REAP, so that a
 * process id is never used for something else while the kernel process may
 * still send it a signal.  Deaths are therefore told one at a time.
 *
 * Compiled with -mgeneral-regs-only: FPU registers of a new stub are in their
 * initial state.  Single-threaded, no locks.
 */
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <asm/unistd.h>
#include <stddef.h>
#include <stdint.h>

#include "stub_proto.h"

#define SOCK_FD		0
#define AREA_FD		(UXK_RAMFD + 1)
#define TEXT_FD		(UXK_RAMFD + 2)

#define PROT_READ	1
#define PROT_WRITE	2
#define PROT_EXEC	4
#define MAP_SHARED	1
#define MAP_FIXED	0x10
#define EINTR		4
#define SIGKILL		9
#define SIGCHLD		17
#define POLLIN		1
#define WNOHANG		1
#define WEXITED		4
#define WNOWAIT		0x01000000
#define P_ALL		0
#define SA_SIGINFO	0x4
#define SA_ONSTACK	0x08000000
#define SA_RESTORER	0x04000000
#define SOL_SOCKET	1
#define SCM_RIGHTS	1
#define SCHED_OTHER	0
#define SCHED_BATCH	3
#define MSG_NOSIGNAL	0x4000

struct iov {
	void		*base;
	size_t		 len;
};

struct msg {
	void		*name;
	uint32_t	 namelen;
	struct iov	*iov;
	size_t		 iovlen;
	void		*control;
	size_t		 controllen;
	uint32_t	 flags;
};

struct cmsg_fds {
	size_t		 len;
	int32_t		 level;
	int32_t		 type;
	int32_t		 fd[3];
};

struct ksigaction {
	uint64_t	 handler;
	uint64_t	 flags;
	uint64_t	 restorer;
	uint64_t	 mask;
};

static const int guest_signals[] = {
	4 /* ILL */, 5 /* TRAP */, 7 /* BUS */, 8 /* FPE */, 11 /* SEGV */,
	31 /* SYS */, UXK_KICK
};

static struct zy_config config;
static long		 (*zcall)(long, long, long, long, long, long, long);
static int		 self_pid;
static int		 told_dead;	/* the zombie waiting for ZY_REAP, or 0 */

/* The zygote's own stack: the one from exec goes, with all else above. */
uint8_t zygote_stack[16384] __attribute__((__aligned__(64), __used__));
extern char _end[];

static long
sys6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	/* Under the filter there is one way out, in the stub text. */
	if (zcall != NULL)
		return (zcall(nr, a, b, c, d, e, f));
	__asm__ __volatile__("syscall" : "=a" (ret)
	    : "0" (nr), "D" (a), "S" (b), "d" (c), "r" (r10), "r" (r8), "r" (r9)
	    : "rcx", "r11", "memory");
	return (ret);
}

static long
sys3(long nr, long a, long b, long c)
{

	return (sys6(nr, a, b, c, 0, 0, 0));
}

static void
die(int status)
{

	for (;;)
		sys3(__NR_exit_group, status, 0, 0);
}

static void
map_fixed(uint64_t va, uint64_t len, int prot, int fd, uint64_t off)
{
	long ret;

	ret = sys6(__NR_mmap, (long)va, (long)len, prot, MAP_SHARED | MAP_FIXED,
	    fd, (long)off);
	if (ret != (long)va)
		die(101);
}

/* Receive the configuration and put its descriptors at their places. */
static void
receive_config(void)
{
	struct cmsg_fds cm;
	struct iov iov;
	struct msg msg;
	int i;
	long n;

	iov.base = &config;
	iov.len = sizeof(config);
	msg.name = NULL;
	msg.namelen = 0;
	msg.iov = &iov;
	msg.iovlen = 1;
	msg.control = &cm;
	msg.controllen = sizeof(cm);
	msg.flags = 0;
	do {
		n = sys3(__NR_recvmsg, SOCK_FD, (long)&msg, 0);
	} while (n == -EINTR);
	if (n == 0)
		die(0);			/* no guest was ever wanted */
	if (n != sizeof(config) || msg.controllen < sizeof(size_t) + 20 ||
	    cm.level != SOL_SOCKET || cm.type != SCM_RIGHTS)
		die(102);
	/* Away from the places first, then to them. */
	for (i = 0; i < 3; i++) {
		if (sys3(__NR_dup2, cm.fd[i], 20 + i, 0) < 0)
			die(103);
	}
	for (i = 0; i < 3; i++) {
		if (sys3(__NR_dup2, 20 + i, UXK_RAMFD + i, 0) < 0)
			die(103);
	}
	for (i = SOCK_FD + 1; i < 32; i++) {
		if (i < UXK_RAMFD || i > TEXT_FD)
			sys3(__NR_close, i, 0, 0);
	}
}

static void
on_child(int signo)
{

	(void)signo;
}

/*
 * Guest threads and mappers do not push others from a CPU when they are woken:
 * the thread that is in the way there is about to sleep by itself, and so
 * spares both the interrupt.  A policy that the user chose stays.
 */
static void
be_patient(void)
{
	int32_t priority = 0;

	if (sys3(__NR_sched_getscheduler, 0, 0, 0) == SCHED_OTHER)
		sys3(__NR_sched_setscheduler, 0, SCHED_BATCH, (long)&priority);
}

/* The stub text, and its handlers, which all children inherit. */
static void
install_text(void)
{
	const uint32_t *table;
	struct ksigaction sa;
	size_t i;

	map_fixed(UXW_TEXT, UXW_TEXTLEN, PROT_READ | PROT_EXEC, TEXT_FD, 0);
	sys3(__NR_close, TEXT_FD, 0, 0);
	table = (const uint32_t *)UXW_TEXT;
	sa.handler = UXW_TEXT +
	    table[config.fsgsbase ? UXX_HANDLER : UXX_HANDLER_AP];
	sa.restorer = UXW_TEXT + table[UXX_RESTORER];
	sa.flags = SA_SIGINFO | SA_ONSTACK | SA_RESTORER;
	sa.mask = ~0ull;
	for (i = 0; i < sizeof(guest_signals) / sizeof(guest_signals[0]); i++) {
		if (sys6(__NR_rt_sigaction, guest_signals[i], (long)&sa, 0, 8, 0, 0))
			die(104);
	}
	/* And our own, to come out of ppoll(). */
	sa.handler = (uint64_t)on_child;
	sa.flags = SA_RESTORER;
	if (sys6(__NR_rt_sigaction, SIGCHLD, (long)&sa, 0, 8, 0, 0))
		die(104);
}

/*
 * The one filter that all stubs and their threads inherit: making one costs
 * Linux as much as two forks.
 */
static void
install_filter(void)
{
	const uint32_t *table;
	struct sock_fprog fprog;
	uint32_t i;

	fprog.len = (unsigned short)config.nprog;
	fprog.filter = config.prog;
	if (sys3(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
	    SECCOMP_FILTER_FLAG_SPEC_ALLOW, (long)&fprog) != 0)
		die(106);
	for (i = 0; i < FILTER_MAX; i++)
		((volatile struct sock_filter *)config.prog)[i].k = 0;
	table = (const uint32_t *)UXW_TEXT;
	zcall = (long (*)(long, long, long, long, long, long, long))
	    (UXW_TEXT + table[UXX_ZCALL]);
}

/*
 * In the new process: everything goes but the window and the memory image's
 * descriptor; what follows is stub text.
 */
static void
become_stub(uint32_t index)
{
	const uint32_t *table;
	uint64_t off;

	if (sys3(__NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0) != 0 ||
	    sys3(__NR_getppid, 0, 0, 0) != self_pid)
		die(105);
	sys3(__NR_setsid, 0, 0, 0);
	off = index * config.stride;
	map_fixed(UXW_REQ, UXW_REQLEN, PROT_READ, AREA_FD, off + UXA_REQ);
	map_fixed(UXW_REPLY, UXW_REPLYLEN, PROT_READ | PROT_WRITE, AREA_FD,
	    off + UXA_REPLY);
	map_fixed(UXW_SLOTS, (uint64_t)config.nslots * UXW_SLOTSIZE,
	    PROT_READ | PROT_WRITE, AREA_FD, off + UXA_SLOTS);
	sys3(__NR_close, SOCK_FD, 0, 0);
	sys3(__NR_close, AREA_FD, 0, 0);
	table = (const uint32_t *)UXW_TEXT;
	__asm__ __volatile__("jmp *%0" : : "r" (UXW_TEXT + table[UXX_MAPPER]));
	__builtin_unreachable();
}

static void
reply(uint32_t op, uint32_t index, int pid, int error)
{
	struct zy_reply r;

	r.op = op;
	r.index = index;
	r.pid = pid;
	r.error = error;
	if (sys6(__NR_sendto, SOCK_FD, (long)&r, sizeof(r), MSG_NOSIGNAL, 0,
	    0) != sizeof(r))
		die(0);
}

/* Tell of one dead child, when none is waiting to be forgotten. */
static void
tell_dead(void)
{
	int32_t si[32];

	if (told_dead != 0)
		return;
	si[4] = 0;				/* si_pid */
	if (sys6(__NR_waitid, P_ALL, 0, (long)si, WEXITED | WNOHANG | WNOWAIT, 0,
	    0) != 0 || si[4] == 0)
		return;
	told_dead = si[4];
	reply(ZY_DIED, 0, told_dead, 0);
}

static void
serve(const struct zy_request *rq)
{
	long pid;

	switch (rq->op) {
	case ZY_CREATE:
		pid = sys6(__NR_clone, SIGCHLD, 0, 0, 0, (long)config.secret, 0);
		if (pid == 0)
			become_stub(rq->index);
		reply(ZY_CREATED, rq->index, pid < 0 ? 0 : (int)pid,
		    pid < 0 ? (int)-pid : 0);
		break;
	case ZY_REAP:
		if (rq->pid == told_dead) {
			sys6(__NR_wait4, rq->pid, 0, 0, 0, 0, 0);
			told_dead = 0;
		}
		break;
	default:
		die(107);
	}
}

void	 zygote_main(void) __attribute__((__used__, __noreturn__));

void
zygote_main(void)
{
	struct { int32_t fd; int16_t events, revents; } pfd;
	struct zy_request rq;
	uint64_t all, none;
	uint64_t from;
	long n;

	from = ((uint64_t)_end + 4095) & ~4095ull;
	sys3(__NR_munmap, (long)from, (long)(UXW_END - from), 0);

	all = ~0ull;
	none = 0;
	sys6(__NR_rt_sigprocmask, 2, (long)&all, 0, 8, 0, 0);
	sys3(__NR_setsid, 0, 0, 0);
	self_pid = (int)sys3(__NR_getpid, 0, 0, 0);
	sys3(__NR_prctl, PR_SET_NAME, (long)"vkernel-stub", 0);
	if (sys6(__NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0) != 0 ||
	    sys6(__NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0, 0) != 0)
		die(108);
	be_patient();
	receive_config();
	install_text();
	install_filter();

	for (;;) {
		tell_dead();
		pfd.fd = SOCK_FD;
		pfd.events = POLLIN;
		pfd.revents = 0;
		n = sys6(__NR_ppoll, (long)&pfd, 1, 0, (long)&none, 8, 0);
		if (n == -EINTR)
			continue;
		n = sys6(__NR_recvfrom, SOCK_FD, (long)&rq, sizeof(rq), 0, 0, 0);
		if (n != sizeof(rq))
			die(0);
		serve(&rq);
	}
}

/* Entry: onto our own stack before anything else. */
__asm__(
"	.text\n"
"	.globl	_start\n"
"_start:\n"
"	leaq	zygote_stack+16384(%rip), %rsp\n"
"	xorl	%ebp, %ebp\n"
"	call	zygote_main\n"
"	ud2\n");
