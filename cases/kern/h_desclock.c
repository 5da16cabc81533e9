/*
 * h_desclock.c: advisory locks, fcntl(2) and flock(2).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_desc.h"
#include <sys/file.h>
#include <sys/sysctl.h>
#include <fcntl.h>

static char path[64];

static int
lockfile(void)
{
	int fd;

	snprintf(path, sizeof(path), "/tmp/lock.%d", (int)getpid());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	CHECK(fd >= 0);
	GIVES(write(fd, "0123456789", 10), 10);
	return (fd);
}

static int
lk(int fd, int cmd, int type, long start, long len)
{
	struct flock fl = { .l_start = start, .l_len = len,
	    .l_type = (short)type, .l_whence = SEEK_SET };

	return (fcntl(fd, cmd, &fl));
}

/* Who locks the byte at `at' against a writer in another process: type. */
static int
seen(int fd, long at, struct flock *out)
{
	struct flock fl = { .l_start = at, .l_len = 1, .l_type = F_WRLCK,
	    .l_whence = SEEK_SET };
	int p[2];
	pid_t pid;

	CHECK(pipe(p) == 0);
	if ((pid = fork()) == 0) {
		CHECK(fcntl(fd, F_GETLK, &fl) == 0);
		GIVES(write(p[1], &fl, sizeof(fl)), sizeof(fl));
		_exit(0);
	}
	GIVES(read(p[0], &fl, sizeof(fl)), sizeof(fl));
	CHECK(child_ok(pid));
	close(p[0]);
	close(p[1]);
	if (out != NULL)
		*out = fl;
	return (fl.l_type);
}

static void
t_ranges(void)
{
	int fd = lockfile();
	struct flock fl;

	GIVES(lk(fd, F_SETLK, F_WRLCK, 0, 100), 0);
	GIVES(lk(fd, F_SETLK, F_UNLCK, 40, 10), 0);
	GIVES(seen(fd, 39, &fl), F_WRLCK);
	CHECK(fl.l_start == 0 && fl.l_len == 40 && fl.l_pid == getpid());
	GIVES(seen(fd, 40, NULL), F_UNLCK);
	GIVES(seen(fd, 49, NULL), F_UNLCK);
	GIVES(seen(fd, 50, &fl), F_WRLCK);
	CHECK(fl.l_start == 50 && fl.l_len == 50);
	GIVES(lk(fd, F_SETLK, F_RDLCK, 20, 60), 0);
	GIVES(seen(fd, 25, &fl), F_RDLCK);
	CHECK(fl.l_start == 20 && fl.l_len == 60);
	GIVES(lk(fd, F_SETLK, F_WRLCK, 20, 0), 0);
	GIVES(seen(fd, 1000000, &fl), F_WRLCK);
	CHECK(fl.l_start == 0 && fl.l_len == 0);
	/* One's own locks are never in the way. */
	GIVES(lk(fd, F_SETLK, F_RDLCK, 0, 0), 0);
	/* From the end, and backwards. */
	GIVES(lk(fd, F_SETLK, F_UNLCK, 0, 0), 0);
	fl = (struct flock){ .l_start = 0, .l_len = -3, .l_type = F_WRLCK,
	    .l_whence = SEEK_END };
	GIVES(fcntl(fd, F_SETLK, &fl), 0);
	GIVES(seen(fd, 6, NULL), F_UNLCK);
	GIVES(seen(fd, 7, &fl), F_WRLCK);
	CHECK(fl.l_start == 7 && fl.l_len == 3);
	FAILS(lk(fd, F_SETLK, F_WRLCK, -5, 1), EINVAL);
	FAILS(lk(fd, F_SETLK, 99, 0, 1), EINVAL);
	FAILS(lk(99, F_SETLK, F_WRLCK, 0, 1), EBADF);
	FAILS(fcntl(fd, F_SETLK, (void *)16), EFAULT);
	int ro = open(path, O_RDONLY), p[2];
	FAILS(lk(ro, F_SETLK, F_WRLCK, 0, 1), EBADF);
	CHECK(pipe(p) == 0);
	FAILS(lk(p[0], F_SETLK, F_RDLCK, 0, 1), EBADF);
	unlink(path);
}

static void
t_close(void)
{
	int fd = lockfile(), other;

	GIVES(lk(fd, F_SETLK, F_WRLCK, 0, 10), 0);
	GIVES(seen(fd, 5, NULL), F_WRLCK);
	/* Any close of the file by the process drops them all. */
	other = open(path, O_RDONLY);
	CHECK(other >= 0 && close(other) == 0);
	GIVES(seen(fd, 5, NULL), F_UNLCK);
	pid_t pid = fork();
	if (pid == 0) {
		CHECK(lk(fd, F_SETLK, F_WRLCK, 0, 10) == 0);
		_exit(0);
	}
	CHECK(child_ok(pid));
	GIVES(seen(fd, 5, NULL), F_UNLCK);
	/* A child does not inherit them, and its end leaves ours. */
	GIVES(lk(fd, F_SETLK, F_WRLCK, 0, 10), 0);
	if ((pid = fork()) == 0) {
		FAILS(lk(fd, F_SETLK, F_WRLCK, 0, 10), EAGAIN);
		close(fd);
		_exit(0);
	}
	CHECK(child_ok(pid));
	GIVES(seen(fd, 5, NULL), F_WRLCK);
	unlink(path);
}

static void
t_wait(void)
{
	int fd = lockfile(), p[2];
	pid_t pid;
	long t0;
	char c;

	CHECK(pipe(p) == 0);
	if ((pid = fork()) == 0) {
		CHECK(lk(fd, F_SETLK, F_WRLCK, 0, 10) == 0);
		GIVES(write(p[1], "x", 1), 1);
		sleep_ms(100);
		_exit(0);
	}
	GIVES(read(p[0], &c, 1), 1);
	FAILS(lk(fd, F_SETLK, F_RDLCK, 9, 1), EAGAIN);
	t0 = now_ms();
	GIVES(lk(fd, F_SETLKW, F_RDLCK, 9, 1), 0);
	CHECK(now_ms() - t0 >= 50);
	CHECK(child_ok(pid));
	unlink(path);
}

static void
t_deadlock(void)
{
	int fd = lockfile(), p[2];
	pid_t pid;
	char c;

	CHECK(pipe(p) == 0);
	GIVES(lk(fd, F_SETLK, F_WRLCK, 0, 1), 0);
	if ((pid = fork()) == 0) {
		CHECK(lk(fd, F_SETLK, F_WRLCK, 1, 1) == 0);
		GIVES(write(p[1], "x", 1), 1);
		GIVES(lk(fd, F_SETLKW, F_WRLCK, 0, 1), 0);
		_exit(0);
	}
	GIVES(read(p[0], &c, 1), 1);
	sleep_ms(100);
	FAILS(lk(fd, F_SETLKW, F_WRLCK, 1, 1), EDEADLK);
	GIVES(lk(fd, F_SETLK, F_UNLCK, 0, 1), 0);
	CHECK(child_ok(pid));
	unlink(path);
}

/* Three in a circle: the last one is refused. */
static void
t_circle(void)
{
	int fd = lockfile(), p[2];
	pid_t pid[2];
	char c;

	CHECK(pipe(p) == 0);
	GIVES(lk(fd, F_SETLK, F_WRLCK, 0, 1), 0);
	for (int i = 0; i < 2; i++) {
		if ((pid[i] = fork()) == 0) {
			CHECK(lk(fd, F_SETLK, F_WRLCK, i + 1, 1) == 0);
			GIVES(write(p[1], "x", 1), 1);
			GIVES(lk(fd, F_SETLKW, F_WRLCK, i, 1), 0);
			_exit(0);
		}
		GIVES(read(p[0], &c, 1), 1);
	}
	/* Until both wait: of that only trying tells. */
	sleep_ms(100);
	FAILS(lk(fd, F_SETLKW, F_WRLCK, 2, 1), EDEADLK);
	GIVES(lk(fd, F_SETLK, F_UNLCK, 0, 1), 0);
	CHECK(child_ok(pid[0]) && child_ok(pid[1]));
	unlink(path);
}

static void
on_alarm(int sig)
{
	(void)sig;
}

/* A signal ends the wait for a lock. */
static void
t_signal(void)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	int fd = lockfile(), whole, p[2];
	pid_t pid;
	char c;

	CHECK(pipe(p) == 0 && sigaction(SIGALRM, &sa, NULL) == 0);
	whole = open("/tmp/lock.whole", O_RDWR | O_CREAT, 0600);
	CHECK(whole >= 0);
	if ((pid = fork()) == 0) {
		CHECK(lk(fd, F_SETLK, F_WRLCK, 0, 1) == 0);
		whole = open("/tmp/lock.whole", O_RDWR);
		GIVES(flock(whole, LOCK_EX), 0);
		GIVES(write(p[1], "x", 1), 1);
		for (;;)
			pause();
	}
	GIVES(read(p[0], &c, 1), 1);
	alarm(1);
	FAILS(lk(fd, F_SETLKW, F_WRLCK, 0, 1), EINTR);
	alarm(1);
	FAILS(flock(whole, LOCK_SH), EINTR);
	/* Nothing of the attempts stays, and SIGKILL gives all locks back. */
	CHECK(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
	GIVES(seen(fd, 0, NULL), F_UNLCK);
	GIVES(flock(whole, LOCK_EX | LOCK_NB), 0);
	/* The two kinds know of each other: a descriptor is not its process. */
	FAILS(lk(whole, F_SETLK, F_WRLCK, 0, 1), EAGAIN);
	unlink(path);
	unlink("/tmp/lock.whole");
}

/* A user has so many record locks, and root's limit says how many. */
static void
t_quota(void)
{
	int fd = lockfile(), most = 20, old, n;
	size_t len = sizeof(old);

	CHECK(sysctlbyname("kern.maxposixlocksperuid", &old, &len, &most,
	    sizeof(most)) == 0);
	for (n = 0; n < 100 && lk(fd, F_SETLK, F_WRLCK, 2 * n, 1) == 0; n++)
		continue;
	GIVES(errno, ENOLCK);
	CHECK(n >= 10 && n <= 20);
	GIVES(lk(fd, F_SETLK, F_UNLCK, 0, 0), 0);
	GIVES(lk(fd, F_SETLK, F_WRLCK, 0, 1), 0);
	CHECK(sysctlbyname("kern.maxposixlocksperuid", NULL, NULL, &old,
	    sizeof(old)) == 0);
	unlink(path);
}

static void
t_flock(void)
{
	int fd = lockfile(), other = open(path, O_RDWR), d = dup(fd);
	pid_t pid;

	GIVES(flock(fd, LOCK_EX), 0);
	FAILS(flock(other, LOCK_EX | LOCK_NB), EAGAIN);
	FAILS(flock(other, LOCK_SH | LOCK_NB), EAGAIN);
	GIVES(flock(d, LOCK_SH), 0);		/* the same file: changes it */
	GIVES(flock(other, LOCK_SH | LOCK_NB), 0);
	FAILS(flock(fd, LOCK_EX | LOCK_NB), EAGAIN);
	GIVES(flock(other, LOCK_UN), 0);
	GIVES(flock(fd, LOCK_EX | LOCK_NB), 0);
	/* A child shares it; it ends with the last descriptor. */
	if ((pid = fork()) == 0) {
		sleep_ms(50);
		_exit(0);
	}
	CHECK(close(fd) == 0 && close(d) == 0);
	FAILS(flock(other, LOCK_EX | LOCK_NB), EAGAIN);
	GIVES(flock(other, LOCK_EX), 0);
	CHECK(child_ok(pid));
	FAILS(flock(99, LOCK_EX), EBADF);
	unlink(path);
	/* O_EXLOCK at open. */
	int a = open("/tmp/exlock", O_RDWR | O_CREAT | O_EXLOCK, 0600);
	CHECK(a >= 0);
	FAILS(open("/tmp/exlock", O_RDWR | O_EXLOCK | O_NONBLOCK), EAGAIN);
	unlink("/tmp/exlock");
}

static const struct test tests[] = {
	{ "ranges", t_ranges }, { "close", t_close }, { "wait", t_wait },
	{ "deadlock", t_deadlock }, { "circle", t_circle },
	{ "signal", t_signal }, { "quota", t_quota }, { "flock", t_flock },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
