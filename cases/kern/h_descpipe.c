/*
 * h_descpipe.c: pipes and fifos.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_desc.h"
#include <sys/filio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/ttycom.h>
#include <fcntl.h>
#include <limits.h>

#ifndef PIPE_BUF
#define PIPE_BUF 512
#endif

static void
t_basic(void)
{
	char buf[16];
	int p[2];

	CHECK(pipe(p) == 0);
	GIVES(write(p[1], "hello", 5), 5);
	GIVES(read(p[0], buf, 2), 2);
	GIVES(read(p[0], buf, 16), 3);
	CHECK(memcmp(buf, "llo", 3) == 0);
	CHECK(close(p[1]) == 0);
	GIVES(read(p[0], buf, 16), 0);
	GIVES(read(p[0], buf, 16), 0);
}

static void
t_duplex(void)
{
	char c;
	int p[2];

	CHECK(pipe(p) == 0);
	GIVES(write(p[0], "a", 1), 1);
	GIVES(read(p[1], &c, 1), 1);
	CHECK(c == 'a');
}

static void
t_pipe2(void)
{
	char c;
	int p[2];

	CHECK(pipe2(p, O_CLOEXEC | O_NONBLOCK) == 0);
	GIVES(fcntl(p[0], F_GETFD), FD_CLOEXEC);
	GIVES(fcntl(p[1], F_GETFD), FD_CLOEXEC);
	FAILS(read(p[0], &c, 1), EAGAIN);
	FAILS(pipe2(p, 0x40000000), EINVAL);
}

static volatile int got;
static void
on_sig(int sig)
{
	got = sig;
}

static void
t_sigpipe(void)
{
	int p[2];

	CHECK(pipe(p) == 0);
	CHECK(close(p[0]) == 0);
	signal(SIGPIPE, on_sig);
	FAILS(write(p[1], "x", 1), EPIPE);
	GIVES(got, SIGPIPE);
	signal(SIGPIPE, SIG_IGN);
	FAILS(write(p[1], "x", 1), EPIPE);
	FAILS(write(p[1], "x", 0), EPIPE);
}

static void
t_full(void)
{
	static char buf[4096];
	long n, total = 0;
	int p[2];

	CHECK(pipe(p) == 0);
	CHECK(fcntl(p[1], F_SETFL, O_NONBLOCK) == 0);
	while ((n = write(p[1], buf, sizeof(buf))) > 0)
		total += n;
	GIVES(errno, EAGAIN);
	CHECK(total >= 4096 && total <= 65536);
	/* Less room than an atomic write wants: nothing of it is written. */
	GIVES(read(p[0], buf, 100), 100);
	FAILS(write(p[1], buf, PIPE_BUF), EAGAIN);
	GIVES(write(p[1], buf, 100), 100);
	FAILS(write(p[1], buf, 1), EAGAIN);
	while (total > 0) {
		n = read(p[0], buf, sizeof(buf));
		CHECK(n > 0);
		total -= n;
	}
}

/* A writer that must wait goes on when there is room. */
static void
t_stream(void)
{
	static unsigned char buf[70000];
	long n, i, at = 0;
	pid_t pid;
	int p[2];

	CHECK(pipe(p) == 0);
	if ((pid = fork()) == 0) {
		close(p[0]);
		for (i = 0; i < (long)sizeof(buf); i++)
			buf[i] = (unsigned char)(i * 7 + i / 251);
		for (i = 0; i < 20; i++)
			GIVES(write(p[1], buf, sizeof(buf)), sizeof(buf));
		_exit(0);
	}
	close(p[1]);
	while ((n = read(p[0], buf, 1 + at % 9973)) > 0) {
		for (i = 0; i < n; i++) {
			long k = (at + i) % (long)sizeof(buf);

			CHECK(buf[i] == (unsigned char)(k * 7 + k / 251));
		}
		at += n;
	}
	GIVES(at, 20L * (long)sizeof(buf));
	CHECK(child_ok(pid));
}

/* Writes of up to PIPE_BUF bytes do not mix. */
static void
t_atomic(void)
{
	char buf[PIPE_BUF], c;
	pid_t pid[4];
	int p[2], i, j, n = 0;

	CHECK(pipe(p) == 0);
	for (i = 0; i < 4; i++) {
		if ((pid[i] = fork()) == 0) {
			memset(buf, 'a' + i, sizeof(buf));
			for (j = 0; j < 300; j++)
				GIVES(write(p[1], buf, sizeof(buf)),
				    sizeof(buf));
			_exit(0);
		}
	}
	close(p[1]);
	for (;;) {
		for (i = 0; i < (int)sizeof(buf); i += (int)j) {
			j = (int)read(p[0], buf + i, sizeof(buf) - (size_t)i);
			if (j <= 0)
				break;
		}
		if (i == 0)
			break;
		GIVES(i, sizeof(buf));
		c = buf[0];
		for (i = 0; i < (int)sizeof(buf); i++)
			CHECK(buf[i] == c);
		n++;
	}
	GIVES(n, 1200);
	for (i = 0; i < 4; i++)
		CHECK(child_ok(pid[i]));
}

static void
t_pingpong(void)
{
	int a[2], b[2], i;
	pid_t pid;
	char c = 0;

	CHECK(pipe(a) == 0 && pipe(b) == 0);
	if ((pid = fork()) == 0) {
		for (i = 0; i < 20000; i++) {
			GIVES(read(a[0], &c, 1), 1);
			c++;
			GIVES(write(b[1], &c, 1), 1);
		}
		_exit(0);
	}
	for (i = 0; i < 20000; i++) {
		GIVES(write(a[1], &c, 1), 1);
		GIVES(read(b[0], &c, 1), 1);
		CHECK((unsigned char)c == (unsigned char)(i + 1));
	}
	CHECK(child_ok(pid));
}

/* A signal ends a wait: nothing moved is EINTR, something is a short count. */
static void
t_signal(void)
{
	static char buf[200000];
	struct sigaction sa = { .sa_handler = on_sig };
	int p[2];
	long n;

	CHECK(pipe(p) == 0);
	CHECK(sigaction(SIGALRM, &sa, NULL) == 0);
	alarm(1);
	FAILS(read(p[0], buf, 1), EINTR);
	GIVES(got, SIGALRM);
	alarm(1);
	n = write(p[1], buf, sizeof(buf));
	CHECK(n > 0 && n < (long)sizeof(buf));
	alarm(1);
	FAILS(write(p[1], buf, 10), EINTR);
}

static void
t_fault(void)
{
	char c;
	int p[2];

	CHECK(pipe(p) == 0);
	FAILS(write(p[1], (void *)16, 1), EFAULT);
	GIVES(write(p[1], "z", 1), 1);
	FAILS(read(p[0], (void *)16, 1), EFAULT);
	GIVES(read(p[0], &c, 1), 1);
	CHECK(c == 'z');
}

/* ---- fifos ---------------------------------------------------------------- */

static char fifo[64];
static void
make_fifo(void)
{
	snprintf(fifo, sizeof(fifo), "/tmp/fifo.%d", (int)getpid());
	CHECK(mkfifo(fifo, 0600) == 0);
}

static void
t_fifo(void)
{
	struct stat st;
	char buf[8];
	pid_t pid;
	int fd;

	make_fifo();
	FAILS(mkfifo(fifo, 0600), EEXIST);
	FAILS(open(fifo, O_WRONLY | O_NONBLOCK), ENXIO);
	fd = open(fifo, O_RDONLY | O_NONBLOCK);
	CHECK(fd >= 0);
	GIVES(read(fd, buf, 8), 0);
	CHECK(fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode));
	FAILS(lseek(fd, 0, SEEK_SET), ESPIPE);
	CHECK(close(fd) == 0);
	/* Opening waits for the other side. */
	if ((pid = fork()) == 0) {
		sleep_ms(100);
		fd = open(fifo, O_WRONLY);
		CHECK(fd >= 0);
		GIVES(write(fd, "hey", 3), 3);
		_exit(0);
	}
	fd = open(fifo, O_RDONLY);
	CHECK(fd >= 0);
	GIVES(read(fd, buf, 8), 3);
	GIVES(read(fd, buf, 8), 0);
	CHECK(child_ok(pid));
	/* A writer comes again to the same reader. */
	int w = open(fifo, O_WRONLY);
	CHECK(w >= 0);
	GIVES(write(w, "ab", 2), 2);
	GIVES(read(fd, buf, 8), 2);
	CHECK(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
	FAILS(read(fd, buf, 8), EAGAIN);
	CHECK(close(w) == 0);
	GIVES(read(fd, buf, 8), 0);
	CHECK(unlink(fifo) == 0);
}

/* Both sides come and go; each open finds the other. */
static void
t_fifomeet(void)
{
	int i, fd, ack[2];
	pid_t pid;
	char c;

	make_fifo();
	CHECK(pipe(ack) == 0);
	if ((pid = fork()) == 0) {
		for (i = 0; i < 300; i++) {
			fd = open(fifo, O_WRONLY);
			CHECK(fd >= 0);
			c = (char)i;
			GIVES(write(fd, &c, 1), 1);
			close(fd);
			/* Not again before the reader closed it. */
			GIVES(read(ack[0], &c, 1), 1);
		}
		_exit(0);
	}
	for (i = 0; i < 300; i++) {
		fd = open(fifo, O_RDONLY);
		CHECK(fd >= 0);
		GIVES(read(fd, &c, 1), 1);
		CHECK(c == (char)i);
		GIVES(read(fd, &c, 1), 0);
		close(fd);
		GIVES(write(ack[1], &c, 1), 1);
	}
	CHECK(child_ok(pid));
	CHECK(unlink(fifo) == 0);
}

/* A writer that comes and goes at once lets a reader who waits in. */
static void
t_fifoglimpse(void)
{
	int i, w, p[2];
	pid_t pid;
	char c;

	make_fifo();
	CHECK(pipe(p) == 0);
	if ((pid = fork()) == 0) {
		for (i = 0; i < 50; i++) {
			int fd = open(fifo, O_RDONLY);

			CHECK(fd >= 0);
			GIVES(read(fd, &c, 1), 0);
			close(fd);
			GIVES(write(p[1], "x", 1), 1);
		}
		_exit(0);
	}
	for (i = 0; i < 50; i++) {
		/* Until the reader is there to be met. */
		while ((w = open(fifo, O_WRONLY | O_NONBLOCK)) < 0)
			sleep_ms(1);
		close(w);
		GIVES(read(p[0], &c, 1), 1);
	}
	CHECK(child_ok(pid));
	CHECK(unlink(fifo) == 0);
}

static void
t_fifoioctl(void)
{
	int n = 77, on = 1, r, w;
	char c[8];

	make_fifo();
	r = open(fifo, O_RDONLY | O_NONBLOCK);
	w = open(fifo, O_WRONLY | O_NONBLOCK);
	CHECK(r >= 0 && w >= 0);
	CHECK(ioctl(r, FIONREAD, &n) == 0 && n == 0);
	GIVES(write(w, "three", 5), 5);
	CHECK(ioctl(r, FIONREAD, &n) == 0 && n == 5);
	/* SIGIO, when it is asked for. */
	signal(SIGIO, on_sig);
	GIVES(fcntl(r, F_SETOWN, getpid()), 0);
	GIVES(fcntl(r, F_GETOWN), getpid());
	got = 0;
	GIVES(write(w, "x", 1), 1);
	GIVES(got, 0);
	GIVES(ioctl(r, FIOASYNC, &on), 0);
	GIVES(write(w, "x", 1), 1);
	for (int i = 0; i < 1000 && got == 0; i++)
		sleep_ms(2);
	GIVES(got, SIGIO);
	on = 0;
	GIVES(ioctl(r, FIOASYNC, &on), 0);
	GIVES(read(r, c, sizeof(c)), 7);
	FAILS(ioctl(r, TIOCGWINSZ, &n), ENOTTY);
	CHECK(close(r) == 0 && close(w) == 0 && unlink(fifo) == 0);
}

static const struct test tests[] = {
	{ "basic", t_basic }, { "duplex", t_duplex }, { "pipe2", t_pipe2 },
	{ "sigpipe", t_sigpipe }, { "full", t_full }, { "stream", t_stream },
	{ "atomic", t_atomic }, { "pingpong", t_pingpong },
	{ "signal", t_signal }, { "fault", t_fault }, { "fifo", t_fifo },
	{ "fifomeet", t_fifomeet }, { "fifoglimpse", t_fifoglimpse },
	{ "fifoioctl", t_fifoioctl }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
