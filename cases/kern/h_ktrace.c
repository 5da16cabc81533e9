/*
 * h_ktrace.c: ktrace(2) and utrace(2): each kind of record, who may trace whom,
 * children, exec, files that cannot be written.  Works in its current directory;
 * "h_ktrace x" is what it runs by exec.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/ktrace.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define BAD	((void *)8)
#define ALL	(KTRFAC_SYSCALL | KTRFAC_SYSRET | KTRFAC_NAMEI | KTRFAC_GENIO | \
		    KTRFAC_PSIG | KTRFAC_USER)

static char buf[400000] __attribute__((aligned(16)));
static long used;
static const char *self;

static void
make(const char *name, int mode)
{
	sys(SYS_unlink, name);
	sys(SYS_close, sys(SYS_open, name, O_CREAT | O_RDWR, mode));
	CHECK_EQ(sys(SYS_chmod, name, mode), 0);
}

static void
load(const char *name)
{
	long fd = sys(SYS_open, name, O_RDONLY, 0);

	CHECK(fd >= 0);
	used = sys(SYS_read, fd, buf, sizeof(buf));
	CHECK(used >= 0);
	sys(SYS_close, fd);
}

/* The record behind kh (0: the first) of that type and process; 0: none. */
static struct ktr_header *
next(struct ktr_header *kh, int type, long pid)
{
	char *p = kh == 0 ? buf : (char *)(kh + 1) + kh->ktr_len;

	for (; p < buf + used; p = (char *)(kh + 1) + kh->ktr_len) {
		kh = (struct ktr_header *)(void *)p;
		if (kh->ktr_len < 0 || p + sizeof(*kh) + kh->ktr_len >
		    buf + used) {
			CHECK(!"a whole record");
			return (0);
		}
		if ((type == 0 || kh->ktr_type == type) &&
		    (pid == 0 || kh->ktr_pid == pid))
			return (kh);
	}
	return (0);
}

static int
count(int type, long pid)
{
	struct ktr_header *kh = 0;
	int n = 0;

	while ((kh = next(kh, type, pid)) != 0)
		n++;
	return (n);
}

/* The call of that number, or 0. */
static struct ktr_header *
call(int code, long pid)
{
	struct ktr_header *kh = 0;

	while ((kh = next(kh, KTR_SYSCALL, pid)) != 0)
		if (((struct ktr_syscall *)(void *)(kh + 1))->ktr_code == code)
			break;
	return (kh);
}

static int handled;

static void
handler(int sig)
{
	handled = sig;
}

static void
act(void)
{
	struct sigaction sa;
	int fds[2];
	long fd;

	fd = sys(SYS_open, "data", O_CREAT | O_RDWR | O_TRUNC, 0644);
	sys(SYS_write, fd, "written", 7);
	sys(SYS_extpread, fd, buf, 3, 0, (long)2);
	sys(SYS_close, fd);
	sys(SYS_open, "no/such", O_RDONLY, 0);
	sys(SYS_utrace, "a word", 6);
	sys(SYS_socketpair, AF_LOCAL, SOCK_STREAM, 0, fds);
	sys(SYS_sendto, fds[0], "message", 7, 0, 0, 0);
	sys(SYS_recvfrom, fds[1], buf, 100, 0, 0, 0);
	g_zero(&sa, sizeof(sa));
	sa.sa_handler = handler;
	sys(SYS_sigaction, SIGUSR1, &sa, 0);
	sys(SYS_kill, sys(SYS_getpid), SIGUSR1);
	sys(SYS_close, fds[0]);
	sys(SYS_close, fds[1]);
}

static void
each_kind(void)
{
	long me = sys(SYS_getpid);
	struct ktr_header *kh;
	struct ktr_sysret *kr;
	struct ktr_genio *kg;
	struct ktr_psig *kp;
	struct timeval tv;

	make("out", 0600);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, ALL, me), 0);
	act();
	CHECK_EQ(sys(SYS_ktrace, 0, KTROP_CLEAR, ALL, me), 0);
	sys(SYS_getuid);
	CHECK_EQ(handled, SIGUSR1);
	load("out");

	kh = call(SYS_open, me);
	CHECK(kh != 0 && g_same(kh->ktr_comm, "h_ktrace", 9));
	CHECK(kh->ktr_tid >= 0 && kh->ktr_flags == KTRH_CPUID_ENCODE(
	    KTRH_CPUID_DECODE(kh->ktr_flags)));
	CHECK_EQ(sys(SYS_gettimeofday, &tv, 0), 0);
	CHECK(tv.tv_sec - kh->ktr_time.tv_sec <= 100 &&
	    kh->ktr_time.tv_sec <= tv.tv_sec);
	CHECK_EQ(((struct ktr_syscall *)(void *)(kh + 1))->ktr_narg, 3);
	CHECK_EQ(((struct ktr_syscall *)(void *)(kh + 1))->ktr_args[1],
	    O_CREAT | O_RDWR | O_TRUNC);
	kh = next(kh, 0, me);
	CHECK_EQ(kh->ktr_type, KTR_NAMEI);
	CHECK(kh->ktr_len == 4 && g_same(kh + 1, "data", 4));
	kh = next(kh, 0, me);
	kr = (struct ktr_sysret *)(void *)(kh + 1);
	CHECK_EQ(kh->ktr_type, KTR_SYSRET);
	CHECK(kr->ktr_code == SYS_open && kr->ktr_error == 0 &&
	    kr->ktr_retval > 2);

	kh = next(call(SYS_write, me), 0, me);
	kg = (struct ktr_genio *)(void *)(kh + 1);
	CHECK_EQ(kh->ktr_type, KTR_GENIO);
	CHECK(kh->ktr_len == 15 && kg->ktr_rw == 1 &&
	    g_same(kg + 1, "written", 7));
	kh = next(call(SYS_extpread, me), 0, me);
	kg = (struct ktr_genio *)(void *)(kh + 1);
	CHECK(kh->ktr_type == KTR_GENIO && kg->ktr_rw == 0 &&
	    kh->ktr_len == 11 && g_same(kg + 1, "itt", 3));
	kh = next(call(SYS_recvfrom, me), 0, me);
	kg = (struct ktr_genio *)(void *)(kh + 1);
	CHECK(kh->ktr_type == KTR_GENIO && kg->ktr_rw == 0 &&
	    kh->ktr_len == 15 && g_same(kg + 1, "message", 7));

	kh = next(next(call(SYS_utrace, me), 0, me), 0, me);
	kh = next(0, KTR_USER, me);
	CHECK(kh != 0 && kh->ktr_len == 6 && g_same(kh + 1, "a word", 6));
	kh = next(0, KTR_PSIG, me);
	kp = (struct ktr_psig *)(void *)(kh + 1);
	CHECK(kh != 0 && kp->signo == SIGUSR1 &&
	    kp->action == (sig_t)handler);

	/* The failed open, and nothing behind the end. */
	for (kh = 0; (kh = next(kh, KTR_SYSRET, me)) != 0;) {
		kr = (struct ktr_sysret *)(void *)(kh + 1);
		if (kr->ktr_error == ENOENT)
			break;
	}
	CHECK(kh != 0);
	CHECK(call(SYS_getuid, me) == 0);
	CHECK_EQ(count(KTR_CSW, 0), 0);
}

static void
switches(void)
{
	long me = sys(SYS_getpid);

	make("out", 0600);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, KTRFAC_CSW, me), 0);
	g_sleep_ms(20);
	CHECK_EQ(sys(SYS_ktrace, 0, KTROP_CLEAR, KTRFAC_CSW, me), 0);
	load("out");
	CHECK(count(KTR_CSW, me) >= 2);
	CHECK_EQ(count(KTR_SYSCALL, me), 0);
}

static void
children(void)
{
	char *argv[] = { (char *)(uintptr_t)self, "x", 0 }, *envv[] = { 0 };
	long me = sys(SYS_getpid), pid, other;
	int st;

	make("out", 0600);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, ALL | KTRFAC_INHERIT, me),
	    0);
	if ((pid = g_fork()) == 0) {
		sys(SYS_execve, self, argv, envv);
		g_exit(99);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, W_EXITCODE(7, 0));
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_CLEARFILE, 0, 0), 0);
	if ((other = g_fork()) == 0)
		g_exit(0);
	g_wait(other, &st, 0);
	load("out");
	CHECK(call(SYS_execve, pid) != 0);
	CHECK(call(SYS_getgid, pid) != 0);	/* of the new program */
	CHECK(call(SYS_exit, pid) != 0);
	CHECK_EQ(count(0, other), 0);

	/* Without INHERIT children are left out. */
	make("out", 0600);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, ALL, me), 0);
	if ((pid = g_fork()) == 0)
		g_exit(0);
	g_wait(pid, &st, 0);
	/* And what descends may be added, or a group. */
	if ((pid = g_fork()) == 0) {
		sys(SYS_setpgid, 0, 0);
		if ((other = g_fork()) == 0) {
			g_sleep_ms(20);
			for (;;)
				sys(SYS_getegid);
		}
		sys(SYS_ktrace, "out", KTROP_SET | KTRFLAG_DESCEND, ALL,
		    sys(SYS_getpid));
		for (st = 0; st < 100 && call(SYS_getegid, other) == 0; st++) {
			g_sleep_ms(50);
			load("out");
		}
		CHECK(st < 100);
		CHECK_EQ(sys(SYS_ktrace, 0, KTROP_CLEAR, ALL,
		    -sys(SYS_getpid)), 0);
		sys(SYS_kill, other, SIGKILL);
		g_wait(other, &st, 0);
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	CHECK_EQ(sys(SYS_ktrace, 0, KTROP_CLEAR, ALL, me), 0);
}

static void
killed(void)
{
	struct ktr_header *kh;
	int st;
	long pid;

	make("out", 0600);
	if ((pid = g_fork()) == 0) {
		sys(SYS_ktrace, "out", KTROP_SET, ALL, sys(SYS_getpid));
		sys(SYS_sigsuspend, &(sigset_t){ { 0 } });
		g_exit(1);
	}
	for (st = 0; st < 100; st++) {
		g_sleep_ms(20);
		load("out");
		if (call(SYS_sigsuspend, pid) != 0)
			break;	/* a call is there before it returns */
	}
	CHECK(st < 100);
	sys(SYS_kill, pid, SIGTERM);
	g_wait(pid, &st, 0);
	CHECK_EQ(st, SIGTERM);
	load("out");
	kh = next(0, KTR_PSIG, pid);
	CHECK(kh != 0 && ((struct ktr_psig *)(void *)(kh + 1))->signo ==
	    SIGTERM);
	CHECK(kh != 0 && ((struct ktr_psig *)(void *)(kh + 1))->action ==
	    SIG_DFL);
}

static void
bad_requests(void)
{
	long me = sys(SYS_getpid);

	make("out", 0600);
	CHECK_EQ(sys(SYS_ktrace, "out", 3, ALL, me), -EINVAL);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, 0, me), -EINVAL);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, KTRFAC_INHERIT, me),
	    -EINVAL);
	CHECK_EQ(sys(SYS_ktrace, "none", KTROP_SET, ALL, me), -ENOENT);
	CHECK_EQ(sys(SYS_ktrace, BAD, KTROP_SET, ALL, me), -EFAULT);
	CHECK_EQ(sys(SYS_ktrace, "/dev/null", KTROP_SET, ALL, me), -EACCES);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, ALL, 99999), -ESRCH);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, ALL, -99999), -ESRCH);
	sys(SYS_symlink, "out", "soft");
	CHECK(sys(SYS_ktrace, "soft", KTROP_SET, ALL, me) < 0);
	CHECK_EQ(sys(SYS_utrace, BAD, 10), 0);
	CHECK_EQ(sys(SYS_ktrace, "out", KTROP_SET, KTRFAC_USER, me), 0);
	CHECK_EQ(sys(SYS_utrace, BAD, 10), -EFAULT);
	CHECK_EQ(sys(SYS_utrace, buf, KTR_USER_MAXLEN + 1), -EINVAL);
	CHECK_EQ(sys(SYS_utrace, buf, KTR_USER_MAXLEN), 0);
	CHECK_EQ(sys(SYS_ktrace, 0, KTROP_CLEAR, ALL, me), 0);
	load("out");
	CHECK_EQ(count(KTR_USER, me), 1);
}

/* Be user 500. */
static void
user(void)
{
	sys(SYS_setgroups, 0, 0);
	sys(SYS_setresgid, 500, 500, 500);
	sys(SYS_setresuid, 500, 500, 500);
}

/* A set-user-id copy of this program. */
static void
make_setid(void)
{
	long from = sys(SYS_open, self, O_RDONLY, 0), to, n;

	make("setid", 0700);
	to = sys(SYS_open, "setid", O_WRONLY, 0);
	while ((n = sys(SYS_read, from, buf, sizeof(buf))) > 0)
		CHECK_EQ(sys(SYS_write, to, buf, n), n);
	sys(SYS_close, from);
	sys(SYS_close, to);
	CHECK_EQ(sys(SYS_chmod, "setid", 04755), 0);
}

static void
who_may(void)
{
	char *argv[] = { "./setid", "x", 0 }, *envv[] = { 0 };
	long parent = sys(SYS_getpid), pid;
	struct rlimit rl = { 2000, 2000 };
	struct stat sb;
	int st;

	make("users", 0666);
	make_setid();
	if ((pid = g_fork()) == 0) {
		failures = 0;
		user();
		CHECK_EQ(sys(SYS_ktrace, "users", KTROP_SET, ALL, parent),
		    -EPERM);
		CHECK_EQ(sys(SYS_ktrace, "users", KTROP_SET, ALL |
		    (int)KTRFAC_ROOT, sys(SYS_getpid)), 0);
		sys(SYS_getegid);
		CHECK_EQ(sys(SYS_ktrace, 0, KTROP_CLEAR, ALL,
		    sys(SYS_getpid)), 0);
		CHECK_EQ(sys(SYS_ktrace, "users", KTROP_SET, ALL,
		    sys(SYS_getpid)), 0);
		if (failures == 0)
			sys(SYS_execve, "./setid", argv, envv);
		g_exit(99);
	}
	/* A set-user-id program is root's, and not traced by a user. */
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, W_EXITCODE(7, 0));
	load("users");
	CHECK(call(SYS_execve, pid) != 0);
	CHECK(call(SYS_getgid, pid) == 0);

	/* What root traces, users cannot stop. */
	if ((pid = g_fork()) == 0) {
		failures = 0;
		CHECK_EQ(sys(SYS_ktrace, "users", KTROP_SET, KTRFAC_SYSCALL,
		    sys(SYS_getpid)), 0);
		user();
		CHECK_EQ(sys(SYS_ktrace, 0, KTROP_CLEAR, ALL,
		    sys(SYS_getpid)), -EPERM);
		CHECK_EQ(sys(SYS_ktrace, "users", KTROP_CLEARFILE, 0, 0),
		    -EPERM);
		g_exit(failures != 0);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);

	/* A file that may not grow ends the trace, not the program. */
	make("out", 0600);
	if ((pid = g_fork()) == 0) {
		sys(SYS_setrlimit, RLIMIT_FSIZE, &rl);
		sys(SYS_ktrace, "out", KTROP_SET, ALL, sys(SYS_getpid));
		for (st = 0; st < 100; st++)
			sys(SYS_getegid);
		g_exit(5);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, W_EXITCODE(5, 0));
	CHECK_EQ(sys(SYS_stat, "out", &sb), 0);
	CHECK(sb.st_size > 0 && sb.st_size <= 2000);
}

int
main(int argc, char **argv)
{
	if (argc > 1) {
		sys(SYS_getgid);
		g_exit(7);
	}
	self = argv[0];
	RUN(each_kind);
	RUN(switches);
	RUN(children);
	RUN(killed);
	RUN(bad_requests);
	RUN(who_may);
	guest_done();
}
