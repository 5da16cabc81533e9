/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * guest.h: system calls without a C library, and checks, for the guest helpers
 * of this room: what they judge is the kernel alone.
 *
 * sys(n, ...) gives the result, or minus the errno.  CHECK(cond) counts and
 * says what is not so; guest_done() tells the score and exits.
 */
#ifndef GUEST_H
#define GUEST_H

#include <sys/types.h>
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/kinfo.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signal.h>
#include <sys/syscall.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <sys/unistd.h>
#include <sys/wait.h>

#define G_UNUSED __attribute__((unused))

static long sys_rdx;		/* second result of the last call */

static inline long
sys6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	unsigned char carry;
	long ret, rdx = c;

	__asm__ volatile("syscall; setc %1"
	    : "=a" (ret), "=r" (carry), "+d" (rdx), "+r" (r10), "+r" (r8),
	      "+r" (r9)
	    : "0" (n), "D" (a), "S" (b) : "rcx", "r11", "memory");
	sys_rdx = rdx;
	return (carry ? -ret : ret);
}
#define SYS_PICK(n, a, b, c, d, e, f, ...)				\
	sys6((n), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e),	\
	    (long)(f))
#define sys(...)	SYS_PICK(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* mmap's offset is a seventh argument: above a return address on the stack,
 * which here has to stay off the red zone. */
static inline long
g_mmap(void *addr, size_t len, int prot, int flags, int fd, long off)
{
	register long r10 __asm__("r10") = flags;
	register long r8 __asm__("r8") = fd;
	register long r9 __asm__("r9") = 0;
	unsigned char carry;
	long ret, rdx = prot;

	__asm__ volatile("leaq -128(%%rsp), %%rsp; pushq %9; pushq $0;"
	    "syscall; setc %1; leaq 144(%%rsp), %%rsp"
	    : "=a" (ret), "=&r" (carry), "+d" (rdx), "+r" (r10), "+r" (r8),
	      "+r" (r9)
	    : "0" ((long)SYS_mmap), "D" (addr), "S" (len), "r" (off)
	    : "rcx", "r11", "memory");
	return (carry ? -ret : ret);
}

static inline size_t
g_len(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0')
		n++;
	return (n);
}

static inline void
g_puts(const char *s)
{
	sys(SYS_write, 1, s, g_len(s));
}

static inline void
g_putn(long v)
{
	char buf[24];
	int i = sizeof(buf) - 1;
	unsigned long u = v < 0 ? -(unsigned long)v : (unsigned long)v;

	buf[i] = '\0';
	do
		buf[--i] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (v < 0)
		buf[--i] = '-';
	g_puts(buf + i);
}

static inline int
g_same(const void *a, const void *b, size_t n)
{
	const char *x = a, *y = b;

	while (n-- > 0)
		if (*x++ != *y++)
			return (0);
	return (1);
}

static inline void
g_zero(void *p, size_t n)
{
	volatile char *c = p;

	while (n-- > 0)
		*c++ = 0;
}

static int checks, failures;

#define CHECK(c) do {							\
	checks++;							\
	if (!(c)) {							\
		failures++;						\
		g_puts("FAIL " #c " line ");				\
		g_putn(__LINE__);					\
		g_puts("\n");						\
	}								\
} while (0)
/* The same for a value that the message shall show. */
#define CHECK_EQ(v, want) do {						\
	long v_ = (long)(v), want_ = (long)(want);			\
	checks++;							\
	if (v_ != want_) {						\
		failures++;						\
		g_puts("FAIL " #v " is ");				\
		g_putn(v_);						\
		g_puts(", not ");					\
		g_putn(want_);						\
		g_puts(", line ");					\
		g_putn(__LINE__);					\
		g_puts("\n");						\
	}								\
} while (0)

/* Run one test function; its name shows where a hang is. */
#define RUN(t) do {							\
	g_puts(#t "\n");						\
	t();								\
} while (0)

static inline void __attribute__((noreturn))
g_exit(int status)
{
	for (;;)
		sys(SYS_exit, status);
}

static inline void __attribute__((noreturn))
guest_done(void)
{
	g_putn(checks);
	g_puts(" checks, ");
	g_putn(failures);
	g_puts(" failed\n");
	g_exit(failures != 0);
}

static inline long
g_getpid(void)
{
	return (sys(SYS_getpid));
}

static inline void
g_sleep_ms(long ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	sys(SYS_nanosleep, &ts, 0);
}

static inline long
g_now_ms(void)
{
	struct timespec ts;

	sys(SYS_clock_gettime, CLOCK_MONOTONIC, &ts);
	return (ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}

/* fork: 0 in the child. */
static inline long
g_fork(void)
{
	long pid = sys(SYS_fork);

	return (pid < 0 || sys_rdx == 0 ? pid : 0);
}

/* No core files: what dies here means to. */
static inline void
g_nocore(void)
{
	struct rlimit rl = { 0, 0 };

	sys(SYS_setrlimit, RLIMIT_CORE, &rl);
}

/* Until pid sleeps where a signal would wake it; 0: not within ten seconds. */
static inline int
g_asleep(long pid)
{
	int mib[4] = { CTL_KERN, KERN_PROC, KERN_PROC_PID, (int)pid }, i;
	static struct kinfo_proc kp;
	size_t len;

	for (i = 0; i < 5000; i++) {
		len = sizeof(kp);
		if (sys(SYS___sysctl, mib, 4, &kp, &len, 0, 0) == 0 &&
		    len == sizeof(kp) && kp.kp_lwp.kl_stat == LSSLEEP &&
		    (kp.kp_lwp.kl_flags & LWP_SINTR) != 0)
			return (1);
		g_sleep_ms(2);
	}
	return (0);
}

/* Until there is no process, or group when negative, of that id. */
static inline int
g_gone(long pid)
{
	int i;

	for (i = 0; i < 5000 && sys(SYS_kill, pid, 0) != -ESRCH; i++)
		g_sleep_ms(2);
	return (i < 5000);
}

static inline long
g_wait(long pid, int *status, int options)
{
	return (sys(SYS_wait4, pid, status, options, 0));
}

static inline long
g_action(int sig, void *handler, int flags)
{
	struct sigaction sa;

	g_zero(&sa, sizeof(sa));
	sa.sa_handler = (__sighandler_t *)handler;
	sa.sa_flags = flags;
	return (sys(SYS_sigaction, sig, &sa, 0));
}

static inline void
g_set(sigset_t *s, int sig)
{
	s->__bits[(sig - 1) / 32] |= 1u << (sig - 1) % 32;
}

static inline long
g_mask(int how, int sig)
{
	sigset_t s = { { 0, 0, 0, 0 } };

	if (sig != 0)
		g_set(&s, sig);
	return (sys(SYS_sigprocmask, how, &s, 0));
}

static inline void
g_putfile(const char *path, const void *data, size_t n, int mode)
{
	long fd;

	sys(SYS_unlink, path);
	fd = sys(SYS_open, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	CHECK(fd >= 0);
	CHECK_EQ(sys(SYS_write, fd, data, n), (long)n);
	sys(SYS_close, fd);
	CHECK_EQ(sys(SYS_chmod, path, mode), 0);
}

/* Execute path in a child: its exit status, minus exec's errno, or 1000 and the
 * signal that it died of. */
static inline long
g_run(const char *path, char **argv, char **envp)
{
	int st = 0;
	long pid = g_fork(), r;

	if (pid == 0) {
		r = sys(SYS_execve, path, argv, envp);
		g_exit((int)(128 + -r));
	}
	g_wait(pid, &st, 0);
	if ((st & 0177) != 0)
		return (1000 + (st & 0177));
	return (st >> 8 >= 128 ? -((st >> 8) - 128) : st >> 8);
}

#endif
