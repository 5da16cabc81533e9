/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_patch.c: system call sites that the kernel patches because a program uses
 * them often: no program may notice but by reading its own code, and nobody who
 * looks at another's code sees a patch.
 *
 * usage: h_patch | h_patch fresh
 */
#include "guest.h"
#include <sys/lwp.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <sys/tls.h>
#include <sys/ucontext.h>

#define MANY	1500		/* calls after which a site is patched */
#define NTHREAD	4
#define STACK	65536

/*
 * getpid(2) as C libraries and Go make it, and read(2).  Each is called as a
 * function; stack has the number on the stack.
 */
long	 form_wide(void), form_narrow(void), form_go(void), form_gowide(void);
long	 form_stack(void), form_read(long, void *, size_t);
long	 form_eighth(void);		/* loads r8 with the same number */
extern const unsigned char __executable_start[], etext[];

__asm__(
"	.text\n"
"	.balign	16\n"
"form_wide: movq $20, %rax; movq %rcx, %r10; syscall; ret\n"
"	.byte	0x90, 0x90, 0x90\n"
"form_narrow: movl $20, %eax; movq %rcx, %r10; syscall; ret\n"
"form_go: movl $20, %eax; syscall; ret\n"
"form_gowide: movq $20, %rax; syscall; ret\n"
"form_eighth: movl $20, %eax; movl $20, %r8d; syscall; movq %r8, %rax; ret\n"
"form_read: movq $3, %rax; movq %rcx, %r10; syscall; jc 1f; ret\n"
"1:	negq	%rax; ret\n"
"form_stack: pushq $20; call 1f; popq %rcx; ret\n"
"1:	movq	8(%rsp), %rax; syscall; ret\n");
#define STACK_SITE	((const unsigned char *)form_stack + 9)

static const struct {
	long		(*call)(void);
	const unsigned char *site;
	unsigned char	 first[5];
} forms[] = {
	{ form_wide, (const unsigned char *)form_wide,
	    { 0x48, 0xc7, 0xc0, 20, 0 } },
	{ form_narrow, (const unsigned char *)form_narrow,
	    { 0xb8, 20, 0, 0, 0 } },
	{ form_go, (const unsigned char *)form_go, { 0xb8, 20, 0, 0, 0 } },
	{ form_gowide, (const unsigned char *)form_gowide,
	    { 0x48, 0xc7, 0xc0, 20, 0 } },
	{ form_stack, STACK_SITE, { 0x48, 0x8b, 0x44, 0x24, 0x08 } },
};
#define NFORMS	((int)(sizeof(forms) / sizeof(forms[0])))

static int patching;		/* kern.patch_syscalls */
static char stacks[NTHREAD][STACK] __attribute__((aligned(64)));
static volatile int running, wrong, traps, outside;
static char *self;

static int
sysctl_int(const char *name)
{
	size_t n = sizeof(int), miblen = 8 * sizeof(int);
	int mib[8], value = -1;
	static const int name2oid[2] = { 0, 3 };

	if (sys(SYS___sysctl, name2oid, 2, mib, &miblen, name,
	    g_len(name)) != 0 || sys(SYS___sysctl, mib, miblen / sizeof(int),
	    &value, &n, 0, 0) != 0)
		return (-1);
	return (value);
}

static int
is_patched(const unsigned char *site)
{
	return (*(const volatile unsigned char *)site == 0xe9);
}

/* All forms give the process id, MANY times. */
static void
all_right(void)
{
	long pid = g_getpid();

	for (int i = 0; i < MANY; i++)
		for (int f = 0; f < NFORMS; f++)
			if (forms[f].call() != pid)
				wrong++;
	CHECK_EQ(wrong, 0);
	wrong = 0;
}

/* In a child of its own: fn; all is well and unpatched then. */
static void
child_unpatched(void (*fn)(unsigned char *), unsigned char *page)
{
	int st = -1;
	long pid = g_fork();

	if (pid == 0) {
		failures = 0;
		fn(page);
		all_right();
		for (int f = 0; f < NFORMS; f++)
			CHECK(g_same(forms[f].site, forms[f].first, 5));
		g_exit(failures);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
}

static void
sites_are_patched(void)
{
	int before = sysctl_int("kern.patched_syscalls");
	struct rusage ru, ru0;

	CHECK(before >= 0);
	CHECK_EQ(sys(SYS_getrusage, RUSAGE_SELF, &ru0), 0);
	all_right();
	CHECK_EQ(sys(SYS_getrusage, RUSAGE_SELF, &ru), 0);
	if (!patching)
		return;
	/* Code that only the caller runs is changed where it is. */
	CHECK(ru.ru_minflt - ru0.ru_minflt < NFORMS);
	for (int f = 0; f < NFORMS; f++)
		CHECK(is_patched(forms[f].site));
	CHECK(sysctl_int("kern.patched_syscalls") >= before + NFORMS);
	for (int i = 0; i < MANY; i++)
		if (form_eighth() != 20)
			wrong++;
	CHECK_EQ(wrong, 0);
}

/* What a system call keeps is kept: all registers but rax, rdx, rcx, r11. */
static void
registers_are_kept(void)
{
	static double pi;
	static unsigned long got[12];

	__asm__ volatile(
	    "leaq -128(%%rsp), %%rsp; fldpi; movq $0x1101, %%rdi; movq $0x1102, %%rsi;"
	    "movq $0x1103, %%r8; movq $0x1104, %%r9; movq $0x1105, %%rcx;"
	    "movq $0x1106, %%rbx; movq $0x1107, %%r12; movq $0x1108, %%r13;"
	    "movq $0x1109, %%r14; movq $0x110a, %%r15; movq %%rdi, %%xmm7;"
	    "call form_wide;"
	    "movq %%rdi, 0+%0; movq %%rsi, 8+%0; movq %%r8, 16+%0;"
	    "movq %%r9, 24+%0; movq %%r10, 32+%0; movq %%rbx, 40+%0;"
	    "movq %%r12, 48+%0; movq %%r13, 56+%0; movq %%r14, 64+%0;"
	    "movq %%r15, 72+%0; movq %%xmm7, %%rax; movq %%rax, 80+%0;"
	    "fstpl %1; leaq 128(%%rsp), %%rsp"
	    : "=m" (got), "=m" (pi) : : "rax", "rbx", "rcx", "rdx", "rsi",
	    "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
	    "xmm7", "memory", "cc");
	for (int i = 0; i < 10; i++)
		CHECK_EQ(got[i], 0x1101 + i);
	CHECK_EQ(got[10], 0x1101);
	CHECK(pi > 3.14159 && pi < 3.1416);
}

static void
errors_are_told(void)
{
	static char c;

	CHECK_EQ(form_read(-1, &c, 1), -EBADF);
	for (int i = 0; i < MANY; i++)
		if (form_read(-1, &c, 1) != -EBADF)
			wrong++;
	CHECK_EQ(wrong, 0);
	CHECK(!patching || is_patched((const unsigned char *)form_read));
}

static void
on_usr1(int sig G_UNUSED)
{
	traps++;
}

static void
calls_are_restarted(void)
{
	int st;
	long pid;
	char c = 0;

	CHECK_EQ(sys(SYS_pipe), 3);
	CHECK_EQ(sys_rdx, 4);
	traps = 0;
	g_action(SIGUSR1, (void *)on_usr1, SA_RESTART);
	pid = g_fork();
	if (pid == 0) {
		long parent = sys(SYS_getppid);

		for (int i = 0; i < 5; i++) {
			g_sleep_ms(10);
			sys(SYS_kill, parent, SIGUSR1);
		}
		g_sleep_ms(20);
		sys(SYS_write, 4, "x", 1);
		g_exit(0);
	}
	CHECK_EQ(form_read(3, &c, 1), 1);
	CHECK_EQ(c, 'x');
	CHECK(traps > 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	g_action(SIGUSR1, (void *)on_usr1, 0);
	pid = g_fork();
	if (pid == 0) {
		g_sleep_ms(20);
		sys(SYS_kill, sys(SYS_getppid), SIGUSR1);
		g_exit(0);
	}
	CHECK_EQ(form_read(3, &c, 1), -EINTR);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	sys(SYS_close, 3);
	sys(SYS_close, 4);
}

/* Where a handler's caller is, is the program. */
static void
on_alarm(int sig G_UNUSED, siginfo_t *si G_UNUSED, void *uc)
{
	const ucontext_t *u = uc;
	const unsigned char *rip = (const unsigned char *)u->uc_mcontext.mc_rip;

	traps++;
	if (rip < __executable_start || rip >= etext)
		outside++;
}

static void
signals_see_the_program(void)
{
	struct itimerval it = { { 0, 1000 }, { 0, 1000 } };
	long end = g_now_ms() + 400;

	traps = outside = 0;
	g_action(SIGALRM, (void *)on_alarm, SA_SIGINFO | SA_RESTART);
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), 0);
	while (g_now_ms() < end)
		for (int f = 0; f < NFORMS; f++)
			forms[f].call();
	g_zero(&it, sizeof(it));
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), 0);
	CHECK(traps > 5);
	CHECK_EQ(outside, 0);
}

static void
thread(void *arg G_UNUSED)
{
	long pid = g_getpid();

	for (int i = 0; i < 4 * MANY; i++)
		for (int f = 0; f < NFORMS; f++)
			if (forms[f].call() != pid)
				wrong++;
	__atomic_add_fetch(&running, -1, __ATOMIC_SEQ_CST);
	for (;;)
		sys(SYS_extexit, EXTEXIT_LWP, 0, 0);
}

/* Threads run through the sites while these are patched. */
static void
patched_under_threads(unsigned char *page G_UNUSED)
{
	struct itimerval it = { { 0, 1000 }, { 0, 1000 } };
	struct lwp_params lp;
	long end = g_now_ms() + 60000;

	running = NTHREAD;
	sys(SYS_setitimer, ITIMER_REAL, &it, 0);
	for (int i = 0; i < NTHREAD; i++) {
		g_zero(&lp, sizeof(lp));
		lp.lwp_func = thread;
		lp.lwp_stack = stacks[i] + STACK - 8;
		CHECK_EQ(sys(SYS_lwp_create, &lp), 0);
	}
	while (running > 0 && g_now_ms() < end)
		g_sleep_ms(1);
	CHECK_EQ(running, 0);
	g_zero(&it, sizeof(it));
	sys(SYS_setitimer, ITIMER_REAL, &it, 0);
	CHECK_EQ(wrong, 0);
	CHECK_EQ(outside, 0);
}

/* The page of trampolines, from a patched site. */
static unsigned char *
trampolines(void)
{
	const unsigned char *site = forms[0].site;
	int rel;

	if (!is_patched(site))
		return (0);
	__builtin_memcpy(&rel, site + 1, sizeof(rel));
	return ((unsigned char *)((unsigned long)(site + 5 + rel) &
	    ~(unsigned long)4095));
}

static void
map_over(unsigned char *page)
{
	CHECK_EQ(g_mmap(page, 4096, PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_PRIVATE | MAP_FIXED, -1, 0), (long)page);
	page[0] = 77;
	all_right();
	CHECK_EQ(page[0], 77);
}

static void
unmap_it(unsigned char *page)
{
	CHECK_EQ(sys(SYS_munmap, page, 4096), 0);
}

static void
protect_it(unsigned char *page)
{
	CHECK_EQ(sys(SYS_mprotect, page, 4096, PROT_NONE), 0);
}

static void
advise_it(unsigned char *page)
{
	CHECK_EQ(sys(SYS_madvise, page, 4096, MADV_FREE), 0);
}

static void
use_gs(unsigned char *page G_UNUSED)
{
	static unsigned long mine[2] = { 0x1234567, 0 };
	struct tls_info ti = { mine, -1 };
	unsigned long got;

	CHECK_EQ(sys(SYS_set_tls_area, 1, &ti, sizeof(ti)), 0);
	all_right();
	__asm__ volatile("movq %%gs:0, %0" : "=r" (got));
	CHECK_EQ(got, 0x1234567);
}

static void
single_step(unsigned char *page G_UNUSED)
{
	long pid = g_getpid(), got;

	traps = outside = 0;
	g_action(SIGTRAP, (void *)on_alarm, SA_SIGINFO);
	__asm__ volatile("leaq -128(%%rsp), %%rsp;"
	    "pushfq; orq $0x100, (%%rsp); popfq; call form_narrow;"
	    "pushfq; andq $~0x100, (%%rsp); popfq; leaq 128(%%rsp), %%rsp"
	    : "=a" (got) : :
	    "rcx", "rdx", "r10", "r11", "memory", "cc");
	CHECK_EQ(got, pid);
	CHECK(traps >= 4);
	CHECK_EQ(outside, 0);
}

/* A debugger that comes later sees the program's own code. */
static void
tracers_see_the_program(void)
{
	int st = 0;
	long pid, word;

	traps = 0;
	pid = g_fork();
	if (pid == 0) {
		while (traps == 0)
			all_right();
		g_exit(failures);
	}
	CHECK_EQ(sys(SYS_ptrace, PT_ATTACH, pid, 0, 0), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st & 0xff, 0177);
	for (int f = 0; f < NFORMS; f++) {
		word = sys(SYS_ptrace, PT_READ_I, pid, forms[f].site, 0);
		CHECK_EQ(word & 0xff, forms[f].first[0]);
		CHECK_EQ(word >> 8 & 0xff, forms[f].first[1]);
	}
	CHECK_EQ(sys(SYS_ptrace, PT_DETACH, pid, 1, 0), 0);
	CHECK_EQ(sys(SYS_kill, pid, SIGUSR1), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	CHECK(!patching || is_patched(forms[0].site));
}

static void
exec_begins_anew(void)
{
	char *argv[] = { self, "fresh", 0 }, *envp[] = { 0 };

	CHECK_EQ(g_run(self, argv, envp), 5);
}

#define CHILD(fn) do {							\
	g_puts("  " #fn "\n");						\
	child_unpatched(fn, page);					\
} while (0)

static void
others_yield(void)
{
	unsigned char *page = trampolines();

	if (page == 0)
		return;
	CHILD(map_over);
	CHILD(unmap_it);
	CHILD(protect_it);
	CHILD(advise_it);
	CHILD(use_gs);
	CHILD(single_step);
}

int
main(int argc, char **argv)
{
	int st = 0;
	long pid;

	self = argv[0];
	if (argc > 1) {
		for (int f = 0; f < NFORMS; f++)
			CHECK(g_same(forms[f].site, forms[f].first, 5));
		g_exit(failures == 0 ? 5 : 6);
	}
	g_action(SIGALRM, (void *)on_alarm, SA_SIGINFO | SA_RESTART);
	patching = sysctl_int("kern.patch_syscalls");
	CHECK(patching >= 0);
	g_puts("patched_under_threads\n");
	pid = g_fork();
	if (pid == 0) {
		patched_under_threads(0);
		g_exit(failures);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	RUN(sites_are_patched);
	RUN(registers_are_kept);
	RUN(errors_are_told);
	RUN(calls_are_restarted);
	RUN(signals_see_the_program);
	RUN(exec_begins_anew);
	RUN(tracers_see_the_program);
	RUN(others_yield);
	all_right();
	CHECK(!patching || is_patched(forms[0].site));
	guest_done();
}
