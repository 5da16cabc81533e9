/*
 * h_edges.c: system calls with arguments at the edges of what they take: counts,
 * sizes, offsets, addresses, times and names, each a step before, at and behind
 * the limit.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/event.h>
#include <sys/poll.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include "guest.h"

#define PAGE		4096UL
#define USER_END	0x7fffffe00000UL	/* VM_MAX_USER_ADDRESS */
#define OFF_MAX		0x7fffffffffffffffL
#define S		1000000000L

static char buf[8192];
static char path[1100];

static long
file(const char *name)
{
	return (sys(SYS_open, name, O_RDWR | O_CREAT | O_TRUNC, 0600));
}

/* ---- vectors and counts -------------------------------------------------------- */

static void
t_vectors(void)
{
	static struct iovec iov[1025];
	long fd = file("f");
	int i;

	for (i = 0; i < 1025; i++)
		iov[i] = (struct iovec){ buf, 1 };
	CHECK_EQ(sys(SYS_writev, fd, iov, 1024), 1024);
	CHECK_EQ(sys(SYS_writev, fd, iov, 1025), -EINVAL);
	CHECK_EQ(sys(SYS_writev, fd, iov, 0), -EINVAL);
	CHECK_EQ(sys(SYS_writev, fd, iov, -1), -EINVAL);
	CHECK_EQ(sys(SYS_readv, fd, iov, 1025), -EINVAL);
	CHECK_EQ(sys(SYS_writev, fd, 8, 1), -EFAULT);
	/* The sum has to be a ssize_t, too. */
	iov[0].iov_len = 1UL << 63;
	CHECK_EQ(sys(SYS_writev, fd, iov, 1), -EINVAL);
	iov[0].iov_len = OFF_MAX;
	CHECK_EQ(sys(SYS_readv, fd, iov, 2), -EINVAL);
	CHECK_EQ(sys(SYS_read, fd, buf, 1UL << 63), -EINVAL);
	CHECK_EQ(sys(SYS_write, fd, buf, -1L), -EINVAL);
	/* A vector with a hole in it: what came before is written. */
	iov[0] = (struct iovec){ buf, 3 };
	iov[1] = (struct iovec){ (void *)8, 3 };
	CHECK_EQ(sys(SYS_writev, fd, &iov[1], 1), -EFAULT);
	iov[1] = (struct iovec){ (void *)8, 0 };
	CHECK_EQ(sys(SYS_writev, fd, iov, 2), 3);
	sys(SYS_close, fd);
}

static void
t_offsets(void)
{
	long fd = file("f");
	struct stat st;

	CHECK_EQ(sys(SYS_extpwrite, fd, buf, 1, 0, -2L), -EINVAL);
	CHECK_EQ(sys(SYS_extpread, fd, buf, 1, 0, -2L), -EINVAL);
	CHECK_EQ(sys(SYS_extpread, fd, buf, 1, 0, OFF_MAX), 0);
	CHECK_EQ(sys(SYS_extpwrite, fd, buf, 1, 0, OFF_MAX), -EFBIG);
	CHECK_EQ(sys(SYS_extpwrite, fd, buf, 2, 0, OFF_MAX - 1), -EFBIG);
	CHECK_EQ(sys(SYS_extpwrite, fd, buf, 0, 0, OFF_MAX), 0);
	CHECK_EQ(sys(SYS_extpwrite, fd, "x", 1, 0, 0x7fffffffL), 1);
	CHECK_EQ(sys(SYS_extpwrite, fd, "y", 1, 0, 0x80000000L), 1);
	CHECK_EQ(sys(SYS_extpread, fd, buf, 4, 0, 0x7ffffffeL), 3);
	CHECK(g_same(buf, "\0xy", 3));
	CHECK_EQ(sys(SYS_fstat, fd, &st), 0);
	CHECK_EQ(st.st_size, 0x80000001L);
	CHECK_EQ(sys(SYS_lseek, fd, 0, 0, SEEK_END), 0x80000001L);
	CHECK_EQ(sys(SYS_lseek, fd, 0, OFF_MAX, SEEK_SET), OFF_MAX);
	CHECK_EQ(sys(SYS_write, fd, "x", 1), -EFBIG);
	CHECK_EQ(sys(SYS_read, fd, buf, 1), 0);
	CHECK_EQ(sys(SYS_lseek, fd, 0, 1, SEEK_CUR), -EOVERFLOW);
	CHECK_EQ(sys(SYS_lseek, fd, 0, -1L, SEEK_SET), -EINVAL);
	CHECK_EQ(sys(SYS_lseek, fd, 0, 0, 77), -EINVAL);
	CHECK_EQ(sys(SYS_lseek, fd, 0, 0, -1), -EINVAL);
	CHECK_EQ(sys(SYS_ftruncate, fd, 0, -1L), -EINVAL);
	CHECK_EQ(sys(SYS_ftruncate, fd, 0, OFF_MAX), -EFBIG);
	CHECK_EQ(sys(SYS_truncate, "f", 0, -1L), -EINVAL);
	CHECK_EQ(sys(SYS_ftruncate, fd, 0, 5), 0);
	sys(SYS_close, fd);
	fd = sys(SYS_open, "f", O_RDONLY);
	CHECK_EQ(sys(SYS_ftruncate, fd, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_write, fd, buf, 1), -EBADF);
	CHECK_EQ(sys(SYS_write, fd, buf, 0), -EBADF);
	sys(SYS_close, fd);
}

/* ---- descriptors ------------------------------------------------------------------ */

static void
t_descriptors(void)
{
	struct rlimit rl, old;
	long fd = file("f");

	CHECK_EQ(sys(SYS_dup2, fd, fd), fd);
	CHECK_EQ(sys(SYS_dup2, 77, 77), -EBADF);
	CHECK_EQ(sys(SYS_dup2, fd, -1), -EBADF);
	CHECK_EQ(sys(SYS_dup2, fd, 0x7fffffff), -EBADF);
	CHECK_EQ(sys(SYS_fcntl, fd, F_DUPFD, -1), -EINVAL);
	CHECK_EQ(sys(SYS_fcntl, fd, F_DUPFD, 0x7fffffff), -EINVAL);
	CHECK_EQ(sys(SYS_fcntl, fd, 9999, 0), -EINVAL);
	CHECK_EQ(sys(SYS_fcntl, -1, F_GETFD, 0), -EBADF);
	CHECK_EQ(sys(SYS_getrlimit, RLIMIT_NOFILE, &old), 0);
	rl = (struct rlimit){ fd + 1, old.rlim_max };
	CHECK_EQ(sys(SYS_setrlimit, RLIMIT_NOFILE, &rl), 0);
	CHECK_EQ(sys(SYS_dup, fd), -EMFILE);
	CHECK_EQ(sys(SYS_open, "/", O_RDONLY), -EMFILE);
	CHECK_EQ(sys(SYS_pipe), -EMFILE);
	CHECK_EQ(sys(SYS_kqueue), -EMFILE);
	CHECK_EQ(sys(SYS_dup2, fd, fd + 1), -EBADF);
	CHECK_EQ(sys(SYS_fcntl, fd, F_DUPFD, fd + 1), -EINVAL);
	CHECK_EQ(sys(SYS_fcntl, fd, F_DUPFD, fd), -EMFILE);
	CHECK_EQ(sys(SYS_setrlimit, RLIMIT_NOFILE, &old), 0);
	rl = (struct rlimit){ 5, 4 };
	CHECK_EQ(sys(SYS_setrlimit, RLIMIT_CORE, &rl), -EINVAL);
	CHECK_EQ(sys(SYS_setrlimit, 99, &old), -EINVAL);
	CHECK_EQ(sys(SYS_getrlimit, -1, &old), -EINVAL);
	sys(SYS_close, fd);
	CHECK_EQ(sys(SYS_close, fd), -EBADF);
	CHECK_EQ(sys(SYS_close, -1), -EBADF);
}

static void
t_waiting(void)
{
	struct timeval zero = { 0, 0 }, neg = { -1, 0 }, odd = { 0, 1000000 };
	struct timespec tz = { 0, 0 }, tneg = { -1, 0 }, todd = { 0, S };
	struct pollfd pfd[2] = { { 77, POLLIN, 0 }, { -1, POLLIN, 5 } };
	struct kevent kev = { 0 };
	static long set[32];
	long kq = sys(SYS_kqueue);

	CHECK_EQ(sys(SYS_select, -1, 0, 0, 0, &zero), -EINVAL);
	CHECK_EQ(sys(SYS_select, 0, 0, 0, 0, &neg), -EINVAL);
	CHECK_EQ(sys(SYS_select, 0, 0, 0, 0, &odd), -EINVAL);
	CHECK_EQ(sys(SYS_select, 0, 0, 0, 0, 8), -EFAULT);
	CHECK_EQ(sys(SYS_select, 1024, set, 0, 0, &zero), 0);
	CHECK_EQ(sys(SYS_select, 1024, 8, 0, 0, &zero), -EFAULT);
	set[1] = 1L << 13;		/* 77 */
	CHECK_EQ(sys(SYS_select, 78, set, 0, 0, &zero), -EBADF);
	CHECK_EQ(sys(SYS_poll, pfd, 2, 0), 1);
	CHECK_EQ(pfd[0].revents, POLLNVAL);
	CHECK_EQ(pfd[1].revents, 0);
	CHECK_EQ(sys(SYS_poll, 8, 1, 0), -EFAULT);
	CHECK_EQ(sys(SYS_poll, pfd, 0x7fffffff, 0), -EINVAL);
	CHECK_EQ(sys(SYS_poll, pfd, 0, 0), 0);
	CHECK_EQ(sys(SYS_kevent, kq, 0, 0, &kev, 1, &tz), 0);
	CHECK_EQ(sys(SYS_kevent, kq, 0, 0, &kev, 1, &tneg), -EINVAL);
	CHECK_EQ(sys(SYS_kevent, kq, 0, 0, &kev, 1, &todd), -EINVAL);
	CHECK_EQ(sys(SYS_kevent, 77, 0, 0, &kev, 1, &tz), -EBADF);
	CHECK_EQ(sys(SYS_kevent, 0, 0, 0, &kev, 1, &tz), -EBADF);
	kev = (struct kevent){ 77, EVFILT_READ, EV_ADD, 0, 0, 0 };
	CHECK_EQ(sys(SYS_kevent, kq, &kev, 1, 0, 0, &tz), -EBADF);
	kev.filter = 5;
	CHECK_EQ(sys(SYS_kevent, kq, &kev, 1, 0, 0, &tz), -EINVAL);
	kev.filter = -100;
	CHECK_EQ(sys(SYS_kevent, kq, &kev, 1, 0, 0, &tz), -EINVAL);
	kev = (struct kevent){ 5, EVFILT_SIGNAL, EV_DELETE, 0, 0, 0 };
	CHECK_EQ(sys(SYS_kevent, kq, &kev, 1, 0, 0, &tz), -ENOENT);
	CHECK_EQ(sys(SYS_kevent, kq, 8, 1, 0, 0, &tz), -EFAULT);
	/* With room for it the error is an event. */
	CHECK_EQ(sys(SYS_kevent, kq, &kev, 1, &kev, 1, &tz), 1);
	CHECK(kev.flags & EV_ERROR);
	CHECK_EQ(kev.data, ENOENT);
	CHECK_EQ(sys(SYS_nanosleep, &tneg, 0), -EINVAL);
	CHECK_EQ(sys(SYS_nanosleep, &todd, 0), -EINVAL);
	CHECK_EQ(sys(SYS_nanosleep, &tz, 0), 0);
	CHECK_EQ(sys(SYS_nanosleep, 8, 0), -EFAULT);
	sys(SYS_close, kq);
}

/* ---- times ------------------------------------------------------------------------- */

static void
t_times(void)
{
	struct itimerval it = { { 0, 0 }, { -1, 0 } }, now;
	struct timespec ts = { 0, -1 };
	struct timeval tv[2] = { { 0, 1000000 }, { 0, 0 } };

	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), -EINVAL);
	it.it_value.tv_sec = 0;
	it.it_value.tv_usec = 1000000;
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), -EINVAL);
	CHECK_EQ(sys(SYS_setitimer, 3, &it, 0), -EINVAL);
	CHECK_EQ(sys(SYS_getitimer, -1, &now), -EINVAL);
	/* As long as may be, and off again. */
	it.it_value.tv_usec = 0;
	it.it_value.tv_sec = 100000000;
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), 0);
	CHECK_EQ(sys(SYS_getitimer, ITIMER_REAL, &now), 0);
	CHECK(now.it_value.tv_sec >= 99999990 &&
	    now.it_value.tv_sec <= 100000000);
	it.it_value.tv_sec = 0;
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), 0);
	CHECK_EQ(sys(SYS_clock_settime, CLOCK_REALTIME, &ts), -EINVAL);
	CHECK_EQ(sys(SYS_clock_settime, CLOCK_MONOTONIC, &ts), -EINVAL);
	CHECK_EQ(sys(SYS_clock_gettime, 999, &ts), -EINVAL);
	CHECK_EQ(sys(SYS_clock_getres, -1, &ts), -EINVAL);
	CHECK_EQ(sys(SYS_clock_gettime, CLOCK_REALTIME, 8), -EFAULT);
	CHECK_EQ(sys(SYS_utimes, "f", tv), -EINVAL);
}

/* ---- names -------------------------------------------------------------------------- */

/* A name of n bytes: the file "f" by many slashes. */
static const char *
longname(int n)
{
	int i;

	for (i = 0; i < n - 1; i++)
		path[i] = i % 2 == 0 ? '.' : '/';
	if (n % 2 == 0)
		path[n - 2] = '/';
	path[n - 1] = 'f';
	path[n] = '\0';
	return (path);
}

static void
t_names(void)
{
	struct stat st, st2;
	char name[300];
	long fd;
	int i;

	sys(SYS_close, file("f"));
	CHECK_EQ(sys(SYS_stat, longname(1022), &st), 0);
	CHECK_EQ(sys(SYS_stat, longname(1023), &st), 0);
	CHECK_EQ(sys(SYS_stat, longname(1024), &st), -ENAMETOOLONG);
	CHECK_EQ(sys(SYS_stat, longname(1025), &st), -ENAMETOOLONG);
	CHECK_EQ(sys(SYS_symlink, longname(1023), "s"), 0);
	CHECK_EQ(sys(SYS_stat, "s", &st2), 0);
	CHECK(st.st_ino == st2.st_ino);
	CHECK_EQ(sys(SYS_readlink, "s", buf, sizeof(buf)), 1023);
	CHECK_EQ(sys(SYS_readlink, "s", buf, 1), 1);
	CHECK_EQ(sys(SYS_symlink, longname(1024), "s2"), -ENAMETOOLONG);
	CHECK_EQ(sys(SYS_symlink, "", "s2"), 0);
	CHECK_EQ(sys(SYS_stat, "s2", &st), -ENOENT);
	CHECK_EQ(sys(SYS_stat, "", &st), -ENOENT);
	CHECK_EQ(sys(SYS_stat, "f/", &st), -ENOTDIR);
	CHECK_EQ(sys(SYS_stat, "f/.", &st), -ENOTDIR);
	for (i = 0; i < 255; i++)
		name[i] = 'n';
	name[255] = '\0';
	fd = file(name);
	CHECK(fd >= 0);
	sys(SYS_close, fd);
	CHECK_EQ(sys(SYS_unlink, name), 0);
	name[255] = 'n';
	name[256] = '\0';
	CHECK_EQ(file(name), -ENAMETOOLONG);
	CHECK_EQ(sys(SYS_stat, name, &st), -ENAMETOOLONG);
	sys(SYS_mkdir, "d", 0755);
	sys(SYS_mkdir, "d/e", 0755);
	CHECK_EQ(sys(SYS_rename, "d", "d/e/x"), -EINVAL);
	CHECK_EQ(sys(SYS_rename, "d", "d"), 0);
	CHECK_EQ(sys(SYS_rename, "d/.", "x"), -EINVAL);
	CHECK_EQ(sys(SYS_rename, "d/..", "x"), -EINVAL);
	CHECK_EQ(sys(SYS_rename, "d", "f"), -ENOTDIR);
	CHECK_EQ(sys(SYS_rename, "f", "d"), -EISDIR);
	CHECK_EQ(sys(SYS_rename, "d/e", "d"), -ENOTEMPTY);
	CHECK_EQ(sys(SYS_rmdir, "d"), -ENOTEMPTY);
	CHECK_EQ(sys(SYS_rmdir, "d/e/."), -EINVAL);
	CHECK_EQ(sys(SYS_rmdir, "f"), -ENOTDIR);
	CHECK_EQ(sys(SYS_rmdir, "/"), -EBUSY);
	CHECK_EQ(sys(SYS_mkdir, "/", 0755), -EEXIST);
	CHECK_EQ(sys(SYS_mkdir, "d/.", 0755), -EEXIST);
	CHECK_EQ(sys(SYS_link, "d", "l"), -EPERM);
	CHECK_EQ(sys(SYS_open, "d", O_WRONLY), -EISDIR);
	CHECK_EQ(sys(SYS_open, "f", O_CREAT | O_EXCL, 0600), -EEXIST);
	CHECK_EQ(sys(SYS_open, "s2", O_CREAT | O_EXCL, 0600), -EEXIST);
	CHECK_EQ(sys(SYS_rmdir, "d/e"), 0);
	CHECK_EQ(sys(SYS_rmdir, "d"), 0);
	sys(SYS_unlink, "s");
	sys(SYS_unlink, "s2");
}

/* As many links as a file may have, and no more; and subdirectories. */
static void
t_links(void)
{
	struct stat st;
	char name[16] = "L/";
	long n, r = 0;
	int i;

	sys(SYS_close, file("f"));
	sys(SYS_mkdir, "L", 0755);
	for (n = 1; n < 40000; n++) {
		long v = n;

		for (i = 6; i >= 2; i--, v /= 10)
			name[i] = (char)('0' + v % 10);
		name[7] = '\0';
		if ((r = sys(SYS_link, "f", name)) != 0)
			break;
	}
	CHECK_EQ(r, -EMLINK);
	CHECK_EQ(sys(SYS_stat, "f", &st), 0);
	CHECK_EQ(st.st_nlink, n);
	CHECK_EQ(n, 32767);
	while (--n > 0) {
		long v = n;

		for (i = 6; i >= 2; i--, v /= 10)
			name[i] = (char)('0' + v % 10);
		if (sys(SYS_unlink, name) != 0)
			break;
	}
	CHECK_EQ(n, 0);
	CHECK_EQ(sys(SYS_stat, "f", &st), 0);
	CHECK_EQ(st.st_nlink, 1);
	CHECK_EQ(sys(SYS_rmdir, "L"), 0);
}

/* ---- memory ------------------------------------------------------------------------- */

#define ANON	(MAP_ANON | MAP_PRIVATE)

static void
t_memory(void)
{
	long p = g_mmap(0, 3 * PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	long fd = file("f"), q;
	char vec[8];

	CHECK(p > 0);
	CHECK_EQ(g_mmap(0, 0, PROT_READ, ANON, -1, 0), -EINVAL);
	CHECK_EQ(g_mmap(0, PAGE, PROT_READ, MAP_SHARED, 77, 0), -EBADF);
	CHECK_EQ(g_mmap((void *)1, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0),
	    -EINVAL);
	CHECK_EQ(g_mmap((void *)USER_END, PAGE, PROT_READ, ANON | MAP_FIXED,
	    -1, 0), -EINVAL);
	CHECK_EQ(g_mmap((void *)(USER_END - PAGE), 2 * PAGE, PROT_READ,
	    ANON | MAP_FIXED, -1, 0), -EINVAL);
	CHECK_EQ(g_mmap((void *)-PAGE, PAGE, PROT_READ, ANON | MAP_FIXED, -1,
	    0), -EINVAL);
	CHECK_EQ(g_mmap(0, -PAGE, PROT_READ, ANON, -1, 0), -ENOMEM);
	CHECK_EQ(g_mmap(0, 1UL << 60, PROT_READ, ANON, -1, 0), -ENOMEM);
	/* The address is as far into its page as the offset. */
	q = g_mmap(0, PAGE, PROT_READ, MAP_SHARED, (int)fd, 1);
	CHECK_EQ(q & (long)(PAGE - 1), 1);
	CHECK_EQ(sys(SYS_munmap, q - 1, 2 * PAGE), 0);
	CHECK_EQ(sys(SYS_munmap, p + PAGE, PAGE), 0);
	CHECK_EQ(sys(SYS_munmap, p, 0), 0);
	CHECK_EQ(sys(SYS_munmap, p + 1, PAGE), -EINVAL);
	CHECK_EQ(sys(SYS_munmap, -PAGE, PAGE), -EINVAL);
	CHECK_EQ(sys(SYS_munmap, p, -PAGE), -EINVAL);
	CHECK_EQ(sys(SYS_munmap, USER_END - PAGE, 2 * PAGE), -EINVAL);
	/* A hole in the middle: mprotect goes over it, munmap does not. */
	CHECK_EQ(sys(SYS_mprotect, p, 3 * PAGE, PROT_READ), 0);
	CHECK_EQ(sys(SYS_munmap, p, 3 * PAGE), -EINVAL);
	CHECK_EQ(sys(SYS_mprotect, p, PAGE, PROT_READ), 0);
	CHECK_EQ(sys(SYS_mprotect, p, -PAGE, PROT_READ), -EINVAL);
	CHECK_EQ(sys(SYS_msync, p + 1, PAGE, 0), -EINVAL);
	CHECK_EQ(sys(SYS_mincore, p, -PAGE, vec), -EINVAL);
	CHECK_EQ(sys(SYS_mincore, USER_END, PAGE, vec), -EINVAL);
	CHECK_EQ(sys(SYS_madvise, p, PAGE, 999), -EINVAL);
	CHECK_EQ(sys(SYS_mlock, p, -PAGE), -EINVAL);
	CHECK_EQ(sys(SYS_minherit, p, PAGE, 99), -EINVAL);
	CHECK_EQ(sys(SYS_munmap, p, PAGE), 0);
	CHECK_EQ(sys(SYS_munmap, p, PAGE), -EINVAL);
	CHECK_EQ(sys(SYS_write, fd, p, 1), -EFAULT);
	sys(SYS_close, fd);
}

/* ---- signals, processes ------------------------------------------------------------- */

static void
t_signals(void)
{
	struct { void *sp; unsigned long size; int flags; } ss = { buf, 100, 0 };
	sigset_t set = { { 0, 0, 0, 0 } };
	int st;

	CHECK_EQ(sys(SYS_sigaltstack, &ss, 0), -ENOMEM);
	ss.size = sizeof(buf);
	ss.flags = 77;
	CHECK_EQ(sys(SYS_sigaltstack, &ss, 0), -EINVAL);
	CHECK_EQ(sys(SYS_sigaltstack, 8, 0), -EFAULT);
	CHECK_EQ(sys(SYS_sigaction, 0, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_sigaction, 129, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_sigaction, -1, 0, 0), -EINVAL);
	CHECK_EQ(g_action(SIGKILL, (void *)1, 0), -EINVAL);
	CHECK_EQ(g_action(SIGSTOP, (void *)1, 0), -EINVAL);
	CHECK_EQ(sys(SYS_sigprocmask, 99, &set, 0), -EINVAL);
	CHECK_EQ(sys(SYS_kill, g_getpid(), 129), -EINVAL);
	CHECK_EQ(sys(SYS_kill, g_getpid(), -1), -EINVAL);
	CHECK_EQ(sys(SYS_kill, 999999, 0), -ESRCH);
	CHECK_EQ(sys(SYS_kill, 0x80000000, 0), -ESRCH);
	CHECK_EQ(sys(SYS_wait4, -1, &st, 0, 0), -ECHILD);
	CHECK_EQ(sys(SYS_wait4, g_getpid(), &st, 0, 0), -ECHILD);
	CHECK_EQ(sys(SYS_wait4, -1, &st, 0x4000, 0), -EINVAL);
	CHECK_EQ(sys(SYS_setpgid, 0, -1), -EINVAL);
	CHECK_EQ(sys(SYS_setpgid, 999999, 0), -ESRCH);
	CHECK_EQ(sys(SYS_setgroups, -1, buf), -EINVAL);
	CHECK_EQ(sys(SYS_setgroups, 17, buf), -EINVAL);
	/* The number is unsigned. */
	CHECK(sys(SYS_getgroups, -1, buf) > 0);
	CHECK_EQ(sys(SYS_umtx_sleep, 8, 0, 1), -EFAULT);
	CHECK_EQ(sys(SYS_umtx_sleep, buf, 1, 1), -EBUSY);
	CHECK_EQ(sys(SYS_umtx_wakeup, 8, 1), -EFAULT);
	CHECK_EQ(sys(SYS_umtx_sleep, buf, 0, -1), -EINVAL);
	CHECK_EQ(sys(SYS_umtx_sleep, USER_END, 0, 1), -EFAULT);
}

/* ---- record locks ------------------------------------------------------------------- */

static void
t_locks(void)
{
	struct flock fl = { 0 };
	long fd = file("f");

	fl.l_type = F_WRLCK;
	fl.l_start = -1;
	CHECK_EQ(sys(SYS_fcntl, fd, F_SETLK, &fl), -EINVAL);
	fl.l_start = 0;
	fl.l_len = -1;
	CHECK_EQ(sys(SYS_fcntl, fd, F_SETLK, &fl), -EINVAL);
	fl.l_start = 10;
	fl.l_len = -10;
	CHECK_EQ(sys(SYS_fcntl, fd, F_SETLK, &fl), 0);
	fl.l_start = OFF_MAX;
	fl.l_len = 2;
	CHECK_EQ(sys(SYS_fcntl, fd, F_SETLK, &fl), -EOVERFLOW);
	fl.l_len = 1;
	CHECK_EQ(sys(SYS_fcntl, fd, F_SETLK, &fl), 0);
	fl.l_len = 0;
	fl.l_whence = 9;
	CHECK_EQ(sys(SYS_fcntl, fd, F_SETLK, &fl), -EINVAL);
	fl.l_whence = 0;
	fl.l_type = 99;
	CHECK_EQ(sys(SYS_fcntl, fd, F_SETLK, &fl), -EINVAL);
	CHECK_EQ(sys(SYS_fcntl, fd, F_SETLK, 8), -EFAULT);
	CHECK_EQ(sys(SYS_flock, fd, 0), -EBADF);
	sys(SYS_close, fd);
}

static void
t_directories(void)
{
	long base, fd = sys(SYS_open, "/", O_RDONLY), f = file("f");

	CHECK_EQ(sys(SYS_getdirentries, fd, buf, 1, &base), -EINVAL);
	CHECK(sys(SYS_getdirentries, fd, buf, 512, &base) > 0);
	CHECK_EQ(sys(SYS_getdirentries, f, buf, 512, &base), -EINVAL);
	CHECK_EQ(sys(SYS_getdirentries, 77, buf, 512, &base), -EBADF);
	sys(SYS_lseek, fd, 0, 0, SEEK_SET);
	CHECK_EQ(sys(SYS_getdirentries, fd, 8, 512, &base), -EFAULT);
	CHECK_EQ(sys(SYS_read, fd, buf, 512), -EISDIR);
	CHECK_EQ(sys(SYS_lseek, fd, 0, -1L, SEEK_SET), -EINVAL);
	CHECK_EQ(sys(SYS_fchdir, f), -ENOTDIR);
	CHECK_EQ(sys(SYS___getcwd, buf, 1), -ERANGE);
	CHECK_EQ(sys(SYS___getcwd, buf, 2), -ERANGE);
	CHECK_EQ(sys(SYS___getcwd, 8, 1024), -EFAULT);
	sys(SYS_close, fd);
	sys(SYS_close, f);
}

/* RLIMIT_FSIZE: up to it, across it, at it. */
static void
t_filesize(void)
{
	struct rlimit rl = { 100, 100 };
	long fd, pid = g_fork();
	int st;

	if (pid == 0) {
		failures = 0;
		fd = file("f");
		CHECK_EQ(sys(SYS_setrlimit, RLIMIT_FSIZE, &rl), 0);
		g_action(SIGXFSZ, (void *)1, 0);
		CHECK_EQ(sys(SYS_write, fd, buf, 99), 99);
		CHECK_EQ(sys(SYS_extpwrite, fd, buf, 1, 0, 99L), 1);
		CHECK_EQ(sys(SYS_extpwrite, fd, buf, 1, 0, 100L), -EFBIG);
		CHECK_EQ(sys(SYS_extpwrite, fd, buf, 1, 0, 98L), 1);
		g_exit(failures);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

int
main(void)
{
	RUN(t_vectors);
	RUN(t_offsets);
	RUN(t_descriptors);
	RUN(t_waiting);
	RUN(t_times);
	RUN(t_names);
	RUN(t_memory);
	RUN(t_signals);
	RUN(t_locks);
	RUN(t_directories);
	RUN(t_filesize);
	RUN(t_links);
	guest_done();
}
