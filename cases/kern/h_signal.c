/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_signal.c: actions, masks, stacks, frames, waiting for signals, traps.
 */
#include "guest.h"

static volatile int hits, last_sig, last_code, depth, maxdepth;
static volatile long last_pid, last_addr, seen_sp;
static volatile ucontext_t *last_uc;

static void
handler(int sig G_UNUSED, siginfo_t *si, void *uc G_UNUSED)
{
	char here;

	hits++;
	depth++;
	if (depth > maxdepth)
		maxdepth = depth;
	last_sig = sig;
	last_code = si->si_code;
	last_pid = si->si_pid;
	last_addr = (long)si->si_addr;
	last_uc = uc;
	seen_sp = (long)&here;
	depth--;
}

static void
plain(int sig)
{
	hits++;
	last_sig = sig;
}

static void
raise_sig(int sig)
{
	sys(SYS_kill, g_getpid(), sig);
}

static void
t_basic(void)
{
	struct sigaction sa, old;

	hits = 0;
	CHECK_EQ(g_action(SIGUSR1, handler, SA_SIGINFO), 0);
	raise_sig(SIGUSR1);
	CHECK_EQ(hits, 1);
	CHECK_EQ(last_sig, SIGUSR1);
	CHECK_EQ(last_code, SI_USER);
	CHECK_EQ(last_pid, g_getpid());
	CHECK_EQ(((long)last_uc) % 64, 0);
	CHECK_EQ(g_action(SIGKILL, handler, 0), -EINVAL);
	CHECK_EQ(g_action(SIGSTOP, (void *)1, 0), -EINVAL);
	CHECK_EQ(g_action(0, handler, 0), -EINVAL);
	CHECK_EQ(g_action(129, handler, 0), -EINVAL);
	CHECK_EQ(sys(SYS_sigaction, SIGUSR1, 8, 0), -EFAULT);
	g_zero(&sa, sizeof(sa));
	CHECK_EQ(sys(SYS_sigaction, SIGUSR1, 0, &old), 0);
	CHECK(old.sa_handler == (__sighandler_t *)handler);
	CHECK_EQ(old.sa_flags, SA_SIGINFO);
	CHECK_EQ(g_action(SIGUSR1, plain, SA_RESETHAND), 0);
	raise_sig(SIGUSR1);
	CHECK_EQ(hits, 2);
	CHECK_EQ(sys(SYS_sigaction, SIGUSR1, 0, &old), 0);
	CHECK(old.sa_handler == SIG_DFL);
	/* High signals exist too. */
	CHECK_EQ(g_action(100, plain, 0), 0);
	raise_sig(100);
	CHECK_EQ(last_sig, 100);
}

static void
t_mask(void)
{
	sigset_t pend, set;

	hits = 0;
	g_action(SIGUSR1, handler, SA_SIGINFO);
	CHECK_EQ(g_mask(SIG_BLOCK, SIGUSR1), 0);
	raise_sig(SIGUSR1);
	raise_sig(SIGUSR1);
	CHECK_EQ(hits, 0);
	CHECK_EQ(sys(SYS_sigpending, &pend), 0);
	CHECK_EQ(pend.__bits[0], 1u << (SIGUSR1 - 1));
	CHECK_EQ(g_mask(SIG_UNBLOCK, SIGUSR1), 0);
	CHECK_EQ(hits, 1);
	CHECK_EQ(g_mask(99, 0), -EINVAL);
	CHECK_EQ(g_mask(SIG_BLOCK, SIGKILL), 0);
	CHECK_EQ(sys(SYS_sigprocmask, SIG_BLOCK, 0, &set), 0);
	CHECK_EQ(set.__bits[0], 0);
	CHECK_EQ(sys(SYS_sigprocmask, SIG_BLOCK, 8, 0), -EFAULT);
	/* SIGCONT is kept while it is blocked, though nothing is done by it. */
	g_mask(SIG_BLOCK, SIGCONT);
	raise_sig(SIGCONT);
	sys(SYS_kill, sys(SYS_getpid), SIGCONT);
	sys(SYS_sigpending, &pend);
	CHECK_EQ(pend.__bits[0], 1u << (SIGCONT - 1));
	g_mask(SIG_BLOCK, SIGTSTP);
	raise_sig(SIGTSTP);
	sys(SYS_sigpending, &pend);
	CHECK_EQ(pend.__bits[0], 1u << (SIGTSTP - 1));
	raise_sig(SIGCONT);
	g_mask(SIG_SETMASK, 0);
	sys(SYS_sigpending, &pend);
	CHECK_EQ(pend.__bits[0], 0);
	/* Blocked and ignored: gone. */
	g_mask(SIG_BLOCK, SIGUSR1);
	raise_sig(SIGUSR1);
	g_action(SIGUSR1, (void *)1, 0);
	sys(SYS_sigpending, &pend);
	CHECK_EQ(pend.__bits[0], 0);
	g_mask(SIG_SETMASK, 0);
	g_action(SIGUSR1, 0, 0);
}

static void
recurse(int sig)
{
	depth++;
	if (depth > maxdepth)
		maxdepth = depth;
	if (hits++ < 2)
		raise_sig(sig);
	depth--;
}

static void
t_nodefer(void)
{
	depth = maxdepth = hits = 0;
	g_action(SIGUSR2, recurse, 0);
	raise_sig(SIGUSR2);
	CHECK_EQ(maxdepth, 1);
	g_action(SIGUSR2, recurse, SA_NODEFER);
	depth = maxdepth = hits = 0;
	raise_sig(SIGUSR2);
	CHECK_EQ(maxdepth, 3);
	g_action(SIGUSR2, 0, 0);
}

static char altstack[65536] __attribute__((aligned(16)));

static long on_alt_result;
static void
on_alt(int sig G_UNUSED)
{
	stack_t ss;
	char here;

	seen_sp = (long)&here;
	g_zero(&ss, sizeof(ss));
	on_alt_result = sys(SYS_sigaltstack, &ss, 0);
	sys(SYS_sigaltstack, 0, &ss);
	last_code = ss.ss_flags;
}

static void
t_altstack(void)
{
	stack_t ss = { altstack, 4096, 0 }, old;

	CHECK_EQ(sys(SYS_sigaltstack, &ss, 0), -ENOMEM);
	ss.ss_flags = 16;
	CHECK_EQ(sys(SYS_sigaltstack, &ss, 0), -EINVAL);
	ss.ss_flags = 0;
	ss.ss_size = sizeof(altstack);
	CHECK_EQ(sys(SYS_sigaltstack, &ss, &old), 0);
	CHECK_EQ(old.ss_flags, SS_DISABLE);
	g_action(SIGUSR1, on_alt, SA_ONSTACK);
	raise_sig(SIGUSR1);
	CHECK(seen_sp > (long)altstack &&
	    seen_sp < (long)altstack + (long)sizeof(altstack));
	CHECK_EQ(on_alt_result, -EPERM);
	CHECK_EQ(last_code, SS_ONSTACK);
	g_action(SIGUSR1, on_alt, 0);
	raise_sig(SIGUSR1);
	CHECK(seen_sp < (long)altstack ||
	    seen_sp > (long)altstack + (long)sizeof(altstack));
	ss.ss_flags = SS_DISABLE;
	CHECK_EQ(sys(SYS_sigaltstack, &ss, 0), 0);
	g_action(SIGUSR1, 0, 0);
}

/* A child that sends sig to its parent when that sleeps. */
static long
later(int sig)
{
	long pid = g_fork();

	if (pid == 0) {
		g_asleep(sys(SYS_getppid));
		sys(SYS_kill, sys(SYS_getppid), sig);
		g_exit(0);
	}
	return (pid);
}

static void
reap(long pid)
{
	int st;

	while (g_wait(pid, &st, 0) == -EINTR)
		;
}

static void
t_interrupt(void)
{
	int fds[2];
	char c = 'x';
	long pid, r;

	fds[0] = (int)sys(SYS_pipe);
	fds[1] = (int)sys_rdx;
	hits = 0;
	g_action(SIGUSR1, plain, 0);
	pid = later(SIGUSR1);
	CHECK_EQ(sys(SYS_read, fds[0], &c, 1), -EINTR);
	CHECK_EQ(hits, 1);
	reap(pid);
	g_action(SIGUSR1, plain, SA_RESTART);
	pid = g_fork();
	if (pid == 0) {
		g_asleep(sys(SYS_getppid));
		sys(SYS_kill, sys(SYS_getppid), SIGUSR1);
		g_sleep_ms(50);
		sys(SYS_write, fds[1], "y", 1);
		g_exit(0);
	}
	r = sys(SYS_read, fds[0], &c, 1);
	CHECK_EQ(r, 1);
	CHECK_EQ(c, 'y');
	CHECK_EQ(hits, 2);
	reap(pid);
	/* nanosleep never restarts. */
	{
		struct timespec ts = { 5, 0 }, left = { 0, 0 };

		pid = later(SIGUSR1);
		CHECK_EQ(sys(SYS_nanosleep, &ts, &left), -EINTR);
		CHECK(left.tv_sec == 4);
		reap(pid);
	}
	sys(SYS_close, fds[0]);
	sys(SYS_close, fds[1]);
	/* SIGPIPE and EPIPE. */
	fds[0] = (int)sys(SYS_pipe);
	fds[1] = (int)sys_rdx;
	sys(SYS_close, fds[0]);
	g_action(SIGPIPE, plain, 0);
	hits = 0;
	CHECK_EQ(sys(SYS_write, fds[1], "z", 1), -EPIPE);
	CHECK_EQ(hits, 1);
	sys(SYS_close, fds[1]);
}

static void
t_sigsuspend(void)
{
	sigset_t set = { { 0 } }, now;
	long pid;

	hits = 0;
	g_action(SIGUSR1, plain, SA_RESTART);
	g_mask(SIG_BLOCK, SIGUSR1);
	raise_sig(SIGUSR1);
	CHECK_EQ(hits, 0);
	CHECK_EQ(sys(SYS_sigsuspend, &set), -EINTR);
	CHECK_EQ(hits, 1);
	sys(SYS_sigprocmask, SIG_BLOCK, 0, &now);
	CHECK_EQ(now.__bits[0], 1u << (SIGUSR1 - 1));
	pid = later(SIGUSR1);
	CHECK_EQ(sys(SYS_sigsuspend, &set), -EINTR);
	CHECK_EQ(hits, 2);
	reap(pid);
	g_mask(SIG_SETMASK, 0);
}

static void
t_sigwait(void)
{
	sigset_t set = { { 0 } };
	struct timespec ts = { 0, 50000000 };
	siginfo_t si;
	long pid, t0;

	g_set(&set, SIGUSR1);
	g_mask(SIG_BLOCK, SIGUSR1);
	t0 = g_now_ms();
	CHECK_EQ(sys(SYS_sigtimedwait, &set, &si, &ts), -EAGAIN);
	CHECK(g_now_ms() - t0 >= 49);
	raise_sig(SIGUSR1);
	CHECK_EQ(sys(SYS_sigtimedwait, &set, &si, &ts), SIGUSR1);
	CHECK_EQ(si.si_signo, SIGUSR1);
	CHECK_EQ(si.si_pid, g_getpid());
	pid = later(SIGUSR1);
	CHECK_EQ(sys(SYS_sigwaitinfo, &set, &si), SIGUSR1);
	CHECK_EQ(si.si_pid, pid);
	CHECK_EQ(si.si_uid, 0);
	reap(pid);
	if ((pid = g_fork()) == 0) {
		/* The sender's real user is told. */
		sys(SYS_setresuid, 77, 0, 0);
		sys(SYS_kill, sys(SYS_getppid), SIGUSR1);
		g_exit(0);
	}
	CHECK_EQ(sys(SYS_sigwaitinfo, &set, &si), SIGUSR1);
	CHECK(si.si_pid == pid && si.si_uid == 77);
	reap(pid);
	ts.tv_nsec = 1000000000;
	CHECK_EQ(sys(SYS_sigtimedwait, &set, &si, &ts), -EINVAL);
	g_action(SIGUSR2, plain, SA_RESTART);
	pid = later(SIGUSR2);
	CHECK_EQ(sys(SYS_sigwaitinfo, &set, &si), -EINTR);
	reap(pid);
	g_mask(SIG_SETMASK, 0);
}

/* Faults: the handler moves rip on. */
static volatile long skip_to;

static void
skip(int sig, siginfo_t *si, void *ucp)
{
	ucontext_t *uc = ucp;

	hits++;
	last_sig = sig;
	last_code = si->si_code;
	last_addr = (long)si->si_addr;
	uc->uc_mcontext.mc_rip = skip_to;
	uc->uc_mcontext.mc_rflags &= ~0x100L;
}

#define FAULT(insn) do {						\
	hits = last_sig = last_code = 0;				\
	__asm__ volatile("leaq 1f(%%rip), %%rax; movq %%rax, %0; " insn	\
	    "; 1:" : "=m" (skip_to) : : "rax", "rdx", "rcx", "rbx",	\
	    "memory");							\
	CHECK_EQ(hits, 1);						\
} while (0)

static void
t_traps(void)
{
	static const int sigs[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
	    SIGTRAP };
	char *ro;

	for (size_t i = 0; i < sizeof(sigs) / sizeof(sigs[0]); i++)
		g_action(sigs[i], skip, SA_SIGINFO);
	FAULT("movb $1, 0x10");
	CHECK(last_sig == SIGSEGV && last_code == SEGV_MAPERR);
	CHECK_EQ(last_addr, 0x10);
	ro = (char *)g_mmap(0, 4096, PROT_READ, MAP_ANON | MAP_PRIVATE, -1,
	    0);
	hits = 0;
	__asm__ volatile("leaq 1f(%%rip), %%rax; movq %%rax, %0; movb $1, (%1)"
	    "; 1:" : "=m" (skip_to) : "r" (ro) : "rax", "memory");
	CHECK_EQ(hits, 1);
	CHECK(last_sig == SIGSEGV && last_code == SEGV_ACCERR);
	CHECK_EQ(last_addr, (long)ro);
	FAULT("xorl %%ecx, %%ecx; divl %%ecx");
	CHECK(last_sig == SIGFPE && last_code == FPE_INTDIV);
	FAULT("ud2");
	CHECK_EQ(last_sig, SIGILL);
	FAULT("int3");
	CHECK(last_sig == SIGTRAP && last_code == TRAP_BRKPT);
	FAULT("movabsq $0x8000000000000000, %%rcx; movq (%%rcx), %%rcx");
	CHECK_EQ(last_sig, SIGBUS);
	FAULT("hlt");
	CHECK_EQ(last_sig, SIGBUS);
	FAULT("pushfq; orl $0x100, (%%rsp); popfq; nop; nop; nop");
	CHECK(last_sig == SIGTRAP && last_code == TRAP_TRACE);
	sys(SYS_munmap, ro, 4096);
}

/* What ends a process, and how. */
static int
death(int what)
{
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		for (int i = 1; i < 32; i++)
			g_action(i, 0, 0);
		g_mask(SIG_SETMASK, 0);
		switch (what) {
		case 0:
			*(volatile int *)8 = 1;
			break;
		case 1:		/* blocked faults kill nevertheless */
			g_mask(SIG_BLOCK, SIGSEGV);
			*(volatile int *)8 = 1;
			break;
		case 2:
			g_action(SIGSEGV, (void *)1, 0);
			*(volatile int *)8 = 1;
			break;
		case 3:		/* no stack to push a frame on */
			g_action(SIGUSR1, plain, 0);
			__asm__ volatile("movq $0x1000, %%rsp; movl $20, %%eax;"
			    "syscall; movl %%eax, %%edi; movl $30, %%esi;"
			    "movl $37, %%eax; syscall" : : : "memory");
			break;
		default:
			raise_sig(what);
		}
		g_exit(99);
	}
	g_wait(pid, &st, 0);
	return (st & ~0200);
}

static void
t_deaths(void)
{
	CHECK_EQ(death(0), SIGSEGV);
	CHECK_EQ(death(1), SIGSEGV);
	CHECK_EQ(death(2), SIGSEGV);
	CHECK_EQ(death(3), SIGILL);
	CHECK_EQ(death(SIGTERM), SIGTERM);
	CHECK_EQ(death(SIGKILL), SIGKILL);
	CHECK_EQ(death(SIGALRM), SIGALRM);
	CHECK_EQ(death(SIGCHLD), 99 << 8);
	CHECK_EQ(death(SIGURG), 99 << 8);
	CHECK_EQ(death(SIGCONT), 99 << 8);
	CHECK_EQ(death(SIGWINCH), 99 << 8);
	CHECK_EQ(death(120), 120);
}

/* Registers and FPU survive a handler that destroys them. */
static volatile unsigned seen_mxcsr;
static volatile unsigned short seen_cw;

static void
destroy(int sig G_UNUSED)
{
	unsigned short cw;
	unsigned mxcsr;

	hits++;
	/* The handler begins with a fresh FPU. */
	__asm__ volatile("fnstcw %0; stmxcsr %1" : "=m" (cw), "=m" (mxcsr));
	seen_cw = cw;
	seen_mxcsr = mxcsr;
	__asm__ volatile("pxor %%xmm0, %%xmm0; pxor %%xmm7, %%xmm7;"
	    "pxor %%xmm15, %%xmm15; fninit; std; cld" : : :
	    "xmm0", "xmm7", "xmm15", "memory");
}

static void
t_registers(void)
{
	unsigned long a = 0x1122334455667788, b = 0x99aabbccddeeff00, ra, rb,
	    x0, x15;
	long pid = g_getpid();
	unsigned short cw = 0x27f, ncw = 0;

	g_action(SIGUSR1, destroy, 0);
	hits = 0;
	__asm__ volatile("fldcw %7; movq %4, %%xmm0; movq %5, %%xmm15;"
	    "movq %4, %%r12; movq %5, %%rbx; movq %6, %%rdi;"
	    "movl $30, %%esi; movl $37, %%eax; syscall;"
	    "movq %%xmm0, %0; movq %%xmm15, %1; movq %%r12, %2;"
	    "movq %%rbx, %3; fnstcw %8"
	    : "=&m" (x0), "=&m" (x15), "=&m" (ra), "=&m" (rb)
	    : "m" (a), "m" (b), "m" (pid), "m" (cw), "m" (ncw)
	    : "rax", "rbx", "rcx", "rdx", "rdi", "rsi", "r8", "r9", "r10",
	      "r11", "r12", "xmm0", "xmm15", "memory");
	CHECK_EQ(hits, 1);
	CHECK(x0 == a && x15 == b && ra == a && rb == b);
	CHECK_EQ(ncw, cw);
	CHECK_EQ(seen_cw, 0x37f);
	CHECK_EQ(seen_mxcsr & ~0x3fu, 0x1f80);
}

static long forged;
static void
forge(int sig G_UNUSED, siginfo_t *si G_UNUSED, void *ucp)
{
	ucontext_t *uc = ucp, bad __attribute__((aligned(64)));

	hits++;
	for (size_t i = 0; i < sizeof(bad); i++)
		((char *)&bad)[i] = ((volatile char *)uc)[i];
	bad.uc_mcontext.mc_rflags |= 0x3000;	/* I/O privilege */
	CHECK_EQ(sys(SYS_sigreturn, &bad), -EINVAL);
	bad.uc_mcontext.mc_rflags = uc->uc_mcontext.mc_rflags;
	bad.uc_mcontext.mc_cs = 0x8;
	CHECK_EQ(sys(SYS_sigreturn, &bad), -EINVAL);
	CHECK_EQ(sys(SYS_sigreturn, 8), -EFAULT);
	/* FPU state of nonsense is refused or made harmless. */
	bad.uc_mcontext.mc_cs = uc->uc_mcontext.mc_cs;
	for (int i = 0; i < 256; i++)
		bad.uc_mcontext.mc_fpregs[i] = -1;
	forged = sys(SYS_sigreturn, &bad);
	CHECK_EQ(forged, -EINVAL);
}

static void
t_forged(void)
{
	hits = 0;
	g_action(SIGUSR1, forge, SA_SIGINFO);
	raise_sig(SIGUSR1);
	CHECK_EQ(hits, 1);
	g_action(SIGUSR1, 0, 0);
}

static void
t_timers(void)
{
	struct itimerval it = { { 0, 20000 }, { 0, 20000 } }, old;
	long t0;

	g_action(SIGALRM, plain, SA_RESTART);
	hits = 0;
	t0 = g_now_ms();
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), 0);
	while (hits < 5 && g_now_ms() - t0 < 30000)
		;
	CHECK(hits >= 5);
	CHECK(g_now_ms() - t0 >= 95);
	g_zero(&it, sizeof(it));
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, &old), 0);
	CHECK_EQ(old.it_interval.tv_usec, 20000);
	it.it_value.tv_usec = 1000000;
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), -EINVAL);
	CHECK_EQ(sys(SYS_setitimer, 3, &it, 0), -EINVAL);
	g_action(SIGVTALRM, plain, 0);
	hits = 0;
	it.it_value.tv_usec = 30000;
	CHECK_EQ(sys(SYS_setitimer, ITIMER_VIRTUAL, &it, 0), 0);
	g_sleep_ms(60);
	CHECK_EQ(hits, 0);		/* sleeping is no virtual time */
	for (t0 = g_now_ms(); hits == 0 && g_now_ms() - t0 < 5000;)
		for (volatile int i = 0; i < 100000; i++)
			;
	CHECK_EQ(hits, 1);
	CHECK_EQ(last_sig, SIGVTALRM);
	/* Time of either kind is the profiler's, again and again. */
	g_action(SIGPROF, plain, 0);
	hits = 0;
	it.it_value.tv_usec = it.it_interval.tv_usec = 20000;
	CHECK_EQ(sys(SYS_setitimer, ITIMER_PROF, &it, 0), 0);
	g_sleep_ms(60);
	CHECK_EQ(hits, 0);
	for (t0 = g_now_ms(); hits < 3 && g_now_ms() - t0 < 20000;)
		for (int i = 0; i < 100; i++)
			g_getpid();
	CHECK(hits >= 3);
	CHECK_EQ(last_sig, SIGPROF);
	g_zero(&it, sizeof(it));
	CHECK_EQ(sys(SYS_setitimer, ITIMER_PROF, &it, 0), 0);
}

static void
t_cpu_limit(void)
{
	struct rlimit rl = { 1, 2 };
	int st = 0;
	long pid;

	if ((pid = g_fork()) == 0) {
		g_action(SIGXCPU, plain, 0);
		hits = 0;
		sys(SYS_setrlimit, RLIMIT_CPU, &rl);
		while (hits == 0)
			;
		for (;;)
			;
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, SIGKILL);
}

int
main(void)
{
	g_nocore();
	RUN(t_basic);
	RUN(t_mask);
	RUN(t_nodefer);
	RUN(t_altstack);
	RUN(t_interrupt);
	RUN(t_sigsuspend);
	RUN(t_sigwait);
	RUN(t_traps);
	RUN(t_deaths);
	RUN(t_registers);
	RUN(t_forged);
	RUN(t_timers);
	RUN(t_cpu_limit);
	guest_done();
}
