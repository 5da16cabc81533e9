/*
 * h_descfd.c: descriptors: dup, fcntl, limits, positioned and vector I/O,
 * ioctls of any descriptor.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_desc.h"
#include <sys/filio.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <fcntl.h>

static int
tmpfile_fd(void)
{
	char name[] = "/tmp/descXXXXXX";
	int fd = mkstemp(name);

	CHECK(fd >= 0);
	CHECK(unlink(name) == 0);
	return (fd);
}

static void
t_lowest(void)
{
	int a = open("/dev/null", O_RDWR), b = dup(a), c = dup(a);

	CHECK(a >= 3 && b == a + 1 && c == a + 2);
	CHECK(close(b) == 0);
	GIVES(dup(a), b);
	GIVES(fcntl(a, F_DUPFD, 100), 100);
	GIVES(fcntl(a, F_DUPFD, 100), 101);
	CHECK(close(100) == 0 && close(a) == 0);
	GIVES(open("/dev/null", O_RDONLY), a);
	FAILS(close(100), EBADF);
	FAILS(dup(100), EBADF);
	FAILS(dup(-1), EBADF);
	FAILS(close(-1), EBADF);
	FAILS(close(0x7fffffff), EBADF);
}

static void
t_dup2(void)
{
	int a = open("/dev/null", O_RDWR), fds[2];
	char c;

	GIVES(dup2(a, 200), 200);
	GIVES(dup2(a, a), a);
	FAILS(dup2(199, 199), EBADF);
	FAILS(dup2(199, 5), EBADF);
	FAILS(dup2(a, -1), EBADF);
	FAILS(dup2(a, 1 << 30), EBADF);
	/* What stood there is closed. */
	CHECK(pipe(fds) == 0);
	GIVES(dup2(a, fds[1]), fds[1]);
	GIVES(read(fds[0], &c, 1), 0);
}

static void
t_cloexec(void)
{
	int a = open("/dev/null", O_RDWR | O_CLOEXEC), b;

	GIVES(fcntl(a, F_GETFD), FD_CLOEXEC);
	b = dup(a);
	GIVES(fcntl(b, F_GETFD), 0);
	b = fcntl(a, F_DUPFD_CLOEXEC, 50);
	GIVES(fcntl(b, F_GETFD), FD_CLOEXEC);
	GIVES(fcntl(b, F_SETFD, 0), 0);
	GIVES(fcntl(b, F_GETFD), 0);
	GIVES(ioctl(b, FIOCLEX), 0);
	GIVES(fcntl(b, F_GETFD), FD_CLOEXEC);
	GIVES(ioctl(b, FIONCLEX), 0);
	GIVES(fcntl(b, F_GETFD), 0);
	GIVES(fcntl(a, F_DUP2FD, 60), 60);
	GIVES(fcntl(a, F_DUP2FD_CLOEXEC, 61), 61);
	GIVES(fcntl(60, F_GETFD), 0);
	GIVES(fcntl(61, F_GETFD), FD_CLOEXEC);
	FAILS(fcntl(a, F_DUPFD, -1), EINVAL);
	FAILS(fcntl(a, 12345, 0), EINVAL);
	FAILS(fcntl(99, F_GETFD), EBADF);
}

static void
t_flags(void)
{
	int fds[2], a = tmpfile_fd(), on = 1;
	char c;

	CHECK(pipe(fds) == 0);
	GIVES(fcntl(fds[0], F_GETFL) & O_NONBLOCK, 0);
	GIVES(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	CHECK((fcntl(fds[0], F_GETFL) & O_NONBLOCK) != 0);
	FAILS(read(fds[0], &c, 1), EAGAIN);
	on = 0;
	GIVES(ioctl(fds[0], FIONBIO, &on), 0);
	GIVES(fcntl(fds[0], F_GETFL) & O_NONBLOCK, 0);
	GIVES(fcntl(a, F_GETFL) & O_ACCMODE, O_RDWR);
	/* Appending holds for every duplicate. */
	GIVES(write(a, "abc", 3), 3);
	GIVES(fcntl(dup(a), F_SETFL, O_APPEND), 0);
	GIVES(lseek(a, 0, SEEK_SET), 0);
	GIVES(write(a, "def", 3), 3);
	GIVES(lseek(a, 0, SEEK_CUR), 6);
	/* The access mode does not change. */
	a = open("/dev/null", O_RDONLY);
	GIVES(fcntl(a, F_SETFL, O_RDWR), 0);
	GIVES(fcntl(a, F_GETFL) & O_ACCMODE, O_RDONLY);
	FAILS(write(a, "x", 1), EBADF);
	a = open("/dev/null", O_WRONLY);
	FAILS(read(a, &c, 1), EBADF);
}

static void
t_limit(void)
{
	struct rlimit rl;
	int fd, n = 0;

	CHECK(getrlimit(RLIMIT_NOFILE, &rl) == 0);
	rl.rlim_cur = 40;
	CHECK(setrlimit(RLIMIT_NOFILE, &rl) == 0);
	GIVES(getdtablesize(), 40);
	while ((fd = open("/dev/null", O_RDONLY)) >= 0) {
		CHECK(fd < 40);
		n++;
	}
	GIVES(errno, EMFILE);
	CHECK(n >= 30);
	FAILS(dup(0), EMFILE);
	FAILS(fcntl(0, F_DUPFD, 40), EINVAL);
	FAILS(dup2(0, 40), EBADF);
	GIVES(dup2(0, 39), 39);
	closefrom(3);
	FAILS(fcntl(3, F_GETFD), EBADF);
	GIVES(dup(0), 3);
}

static void
t_many(void)
{
	static int fds[1000];
	int i;

	for (i = 0; i < 1000; i++)
		CHECK((fds[i] = open("/dev/null", O_RDONLY)) >= 0);
	for (i = 1; i < 1000; i += 2)
		CHECK(close(fds[i]) == 0);
	for (i = 1; i < 1000; i += 2)
		GIVES(dup(fds[0]), fds[i]);
	/* A child has them all. */
	pid_t pid = fork();
	if (pid == 0) {
		for (i = 0; i < 1000; i++)
			CHECK(fcntl(fds[i], F_GETFD) == 0);
		_exit(0);
	}
	CHECK(child_ok(pid));
}

static void
t_positioned(void)
{
	int a = tmpfile_fd(), fds[2];
	struct iovec iov[3];
	char x[4], y[4], z[4], buf[16];

	GIVES(write(a, "0123456789", 10), 10);
	GIVES(pread(a, buf, 4, 3), 4);
	CHECK(memcmp(buf, "3456", 4) == 0);
	GIVES(lseek(a, 0, SEEK_CUR), 10);
	GIVES(pwrite(a, "AB", 2, 1), 2);
	GIVES(pread(a, buf, 16, 8), 2);
	GIVES(pread(a, buf, 16, 100), 0);
	iov[0] = (struct iovec){ x, 3 };
	iov[1] = (struct iovec){ y, 0 };
	iov[2] = (struct iovec){ z, 4 };
	GIVES(lseek(a, 0, SEEK_SET), 0);
	GIVES(readv(a, iov, 3), 7);
	CHECK(memcmp(x, "0AB", 3) == 0 && memcmp(z, "3456", 4) == 0);
	FAILS(readv(a, iov, 0), EINVAL);
	FAILS(readv(a, iov, -1), EINVAL);
	FAILS(readv(a, iov, 1025), EINVAL);
	iov[0].iov_len = (size_t)-1;
	FAILS(readv(a, iov, 2), EINVAL);
	FAILS(lseek(a, -1, SEEK_SET), EINVAL);
	FAILS(lseek(a, 0, 99), EINVAL);
	GIVES(lseek(a, -2, SEEK_END), 8);
	CHECK(pipe(fds) == 0);
	FAILS(lseek(fds[0], 0, SEEK_CUR), ESPIPE);
	FAILS(pread(fds[0], buf, 1, 0), ESPIPE);
	FAILS(read(a, (void *)16, 1), EFAULT);
	FAILS(write(a, (void *)16, 1), EFAULT);
	FAILS(read(a, buf, (size_t)-1), EINVAL);
	GIVES(read(a, buf, 0), 0);
}

static void
t_stat(void)
{
	struct stat st;
	int fds[2];

	CHECK(pipe(fds) == 0);
	GIVES(write(fds[1], "abc", 3), 3);
	CHECK(fstat(fds[0], &st) == 0);
	CHECK(S_ISFIFO(st.st_mode));
	GIVES(st.st_size, 3);
	CHECK(fstat(0, &st) == 0);
	FAILS(fstat(99, &st), EBADF);
	FAILS(fstat(0, (void *)16), EFAULT);
}

static void
t_ioctl(void)
{
	int fds[2], n = -1;

	CHECK(pipe(fds) == 0);
	GIVES(ioctl(fds[0], FIONREAD, &n), 0);
	GIVES(n, 0);
	GIVES(write(fds[1], "abcd", 4), 4);
	GIVES(ioctl(fds[0], FIONREAD, &n), 0);
	GIVES(n, 4);
	FAILS(ioctl(fds[0], FIONREAD, (void *)16), EFAULT);
	FAILS(ioctl(fds[0], _IOR('Q', 99, int), &n), ENOTTY);
	FAILS(ioctl(99, FIONREAD, &n), EBADF);
	FAILS(ioctl(fds[0], _IOC(IOC_OUT, 'Q', 1, 8000), &n), ENOTTY);
}

static volatile int sigio;
static void
on_sigio(int sig)
{
	(void)sig;
	sigio++;
}

static void
t_sigio(void)
{
	int fds[2], on = 1;

	CHECK(pipe(fds) == 0);
	signal(SIGIO, on_sigio);
	GIVES(fcntl(fds[0], F_SETOWN, getpid()), 0);
	GIVES(fcntl(fds[0], F_GETOWN), getpid());
	GIVES(ioctl(fds[0], FIOASYNC, &on), 0);
	CHECK((fcntl(fds[0], F_GETFL) & O_ASYNC) != 0);
	GIVES(write(fds[1], "x", 1), 1);
	GIVES(sigio, 1);
	GIVES(fcntl(fds[0], F_SETFL, 0), 0);
	GIVES(write(fds[1], "x", 1), 1);
	GIVES(sigio, 1);
	FAILS(fcntl(fds[0], F_SETOWN, 99999), ESRCH);
	GIVES(fcntl(fds[0], F_SETOWN, -getpgrp()), 0);
	GIVES(fcntl(fds[0], F_GETOWN), -getpgrp());
}

static const struct test tests[] = {
	{ "lowest", t_lowest }, { "dup2", t_dup2 }, { "cloexec", t_cloexec },
	{ "flags", t_flags }, { "limit", t_limit }, { "many", t_many },
	{ "positioned", t_positioned }, { "stat", t_stat },
	{ "ioctl", t_ioctl }, { "sigio", t_sigio }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
