/*
 * h_desckq.c: kqueue, poll, select.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_desc.h"
#include <sys/event.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <poll.h>

static const struct timespec zero = { 0, 0 };

static int
change(int kq, uintptr_t id, int filter, int flags, unsigned fflags, long data)
{
	struct kevent ev;

	EV_SET(&ev, id, (short)filter, (unsigned short)flags, fflags, data,
	    (void *)0x1234);
	return (kevent(kq, &ev, 1, NULL, 0, NULL));
}

static int
poll_kq(int kq, struct kevent *ev, int n)
{
	return (kevent(kq, NULL, 0, ev, n, &zero));
}

static void
t_read(void)
{
	struct kevent ev[4];
	int p[2], kq = kqueue();
	char c[8];

	CHECK(kq >= 0 && pipe(p) == 0);
	GIVES(change(kq, p[0], EVFILT_READ, EV_ADD, 0, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 0);
	GIVES(write(p[1], "abc", 3), 3);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK(ev[0].ident == (uintptr_t)p[0] && ev[0].filter == EVFILT_READ &&
	    ev[0].data == 3 && ev[0].udata == (void *)0x1234);
	GIVES(poll_kq(kq, ev, 4), 1);	/* level */
	GIVES(read(p[0], c, 8), 3);
	GIVES(poll_kq(kq, ev, 4), 0);
	CHECK(close(p[1]) == 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK((ev[0].flags & EV_EOF) != 0);
	CHECK(close(p[0]) == 0);
	GIVES(poll_kq(kq, ev, 4), 0);	/* gone with the descriptor */
}

static void
t_edges(void)
{
	struct kevent ev[4];
	int p[2], kq = kqueue();

	CHECK(pipe(p) == 0);
	GIVES(change(kq, p[0], EVFILT_READ, EV_ADD | EV_CLEAR, 0, 0), 0);
	GIVES(write(p[1], "a", 1), 1);
	GIVES(poll_kq(kq, ev, 4), 1);
	GIVES(poll_kq(kq, ev, 4), 0);
	GIVES(write(p[1], "a", 1), 1);
	GIVES(poll_kq(kq, ev, 4), 1);
	GIVES(ev[0].data, 2);
	GIVES(change(kq, p[0], EVFILT_READ, EV_DELETE, 0, 0), 0);
	FAILS(change(kq, p[0], EVFILT_READ, EV_DELETE, 0, 0), ENOENT);
	GIVES(change(kq, p[0], EVFILT_READ, EV_ADD | EV_ONESHOT, 0, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	GIVES(poll_kq(kq, ev, 4), 0);
	FAILS(change(kq, p[0], EVFILT_READ, EV_ENABLE, 0, 0), ENOENT);
	GIVES(change(kq, p[0], EVFILT_READ, EV_ADD | EV_DISPATCH, 0, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	GIVES(poll_kq(kq, ev, 4), 0);
	GIVES(change(kq, p[0], EVFILT_READ, EV_ENABLE, 0, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	GIVES(change(kq, p[0], EVFILT_READ, EV_ADD | EV_DISABLE, 0, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 0);
}

static void
t_write(void)
{
	static char buf[65536];
	struct kevent ev[4];
	int p[2], kq = kqueue();
	long n;

	CHECK(pipe(p) == 0 && fcntl(p[1], F_SETFL, O_NONBLOCK) == 0);
	GIVES(change(kq, p[1], EVFILT_WRITE, EV_ADD, 0, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK(ev[0].data > 0);
	while ((n = write(p[1], buf, sizeof(buf))) > 0)
		;
	GIVES(poll_kq(kq, ev, 4), 0);
	CHECK(read(p[0], buf, sizeof(buf)) > 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK(close(p[0]) == 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK((ev[0].flags & EV_EOF) != 0);
}

static void
t_errors(void)
{
	struct kevent ev[4], ch[2];
	int kq = kqueue();

	FAILS(change(kq, 99, EVFILT_READ, EV_ADD, 0, 0), EBADF);
	FAILS(change(kq, 0, 77, EV_ADD, 0, 0), EINVAL);
	FAILS(change(kq, 0, -77, EV_ADD, 0, 0), EINVAL);
	FAILS(change(0, 0, EVFILT_READ, EV_ADD, 0, 0), EBADF);
	FAILS(change(99, 0, EVFILT_READ, EV_ADD, 0, 0), EBADF);
	FAILS(kevent(kq, (void *)16, 1, NULL, 0, NULL), EFAULT);
	EV_SET(&ch[0], 98, EVFILT_READ, EV_ADD, 0, 0, NULL);
	EV_SET(&ch[1], 1, EVFILT_USER, EV_ADD | EV_RECEIPT, 0, 0, NULL);
	GIVES(kevent(kq, ch, 2, ev, 4, &zero), 2);
	CHECK((ev[0].flags & EV_ERROR) != 0 && ev[0].data == EBADF);
	CHECK((ev[1].flags & EV_ERROR) != 0 && ev[1].data == 0);
	struct timespec bad = { 0, 2000000000 };
	FAILS(kevent(kq, NULL, 0, ev, 4, &bad), EINVAL);
	FAILS(kevent(kq, NULL, -1, ev, 4, &zero), EINVAL);
}

static void
t_timer(void)
{
	struct kevent ev[4];
	int kq = kqueue();
	long t0 = now_ms();

	GIVES(change(kq, 7, EVFILT_TIMER, EV_ADD, 0, 50), 0);
	GIVES(kevent(kq, NULL, 0, ev, 4, NULL), 1);
	CHECK(ev[0].ident == 7 && ev[0].filter == EVFILT_TIMER);
	CHECK(now_ms() - t0 >= 49 && now_ms() - t0 < 5000);
	sleep_ms(220);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK(ev[0].data >= 3);
	GIVES(change(kq, 7, EVFILT_TIMER, EV_DELETE, 0, 0), 0);
	GIVES(change(kq, 8, EVFILT_TIMER, EV_ADD | EV_ONESHOT, 0, 20), 0);
	GIVES(kevent(kq, NULL, 0, ev, 4, NULL), 1);
	GIVES(ev[0].ident, 8);
	sleep_ms(60);
	GIVES(poll_kq(kq, ev, 4), 0);
	/* The wait itself has a limit. */
	struct timespec ts = { 0, 50000000 };
	t0 = now_ms();
	GIVES(kevent(kq, NULL, 0, ev, 4, &ts), 0);
	CHECK(now_ms() - t0 >= 49);
}

static void
t_user(void)
{
	struct kevent ev[4];
	int kq = kqueue();

	GIVES(change(kq, 5, EVFILT_USER, EV_ADD | EV_CLEAR, 0, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 0);
	GIVES(change(kq, 5, EVFILT_USER, 0, NOTE_TRIGGER | NOTE_FFCOPY | 6,
	    42), 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK((ev[0].fflags & NOTE_FFLAGSMASK) == 6 && ev[0].data == 42);
	GIVES(poll_kq(kq, ev, 4), 0);
	GIVES(change(kq, 5, EVFILT_USER, 0, NOTE_FFOR | 9, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 0);
	GIVES(change(kq, 5, EVFILT_USER, 0, NOTE_TRIGGER, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	GIVES(ev[0].fflags & NOTE_FFLAGSMASK, 15);
}

static void
t_proc(void)
{
	struct kevent ev[4];
	int kq = kqueue(), status;
	pid_t pid;

	if ((pid = fork()) == 0) {
		sleep_ms(50);
		_exit(3);
	}
	GIVES(change(kq, pid, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0), 0);
	GIVES(kevent(kq, NULL, 0, ev, 4, NULL), 1);
	CHECK((ev[0].fflags & NOTE_EXIT) != 0 && ev[0].ident == (uintptr_t)pid);
	CHECK(waitpid(pid, &status, 0) == pid);
	GIVES(poll_kq(kq, ev, 4), 0);
	FAILS(change(kq, 99999, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0), ESRCH);
	signal(SIGUSR1, SIG_IGN);
	GIVES(change(kq, SIGUSR1, EVFILT_SIGNAL, EV_ADD, 0, 0), 0);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	GIVES(poll_kq(kq, ev, 4), 1);
	GIVES(ev[0].data, 2);
}

static void
t_vnode(void)
{
	struct kevent ev[4];
	int kq = kqueue(), fd = open("/tmp/kqfile", O_RDWR | O_CREAT | O_TRUNC,
	    0600);

	CHECK(fd >= 0);
	GIVES(change(kq, fd, EVFILT_VNODE, EV_ADD | EV_CLEAR,
	    NOTE_WRITE | NOTE_DELETE | NOTE_EXTEND, 0), 0);
	GIVES(poll_kq(kq, ev, 4), 0);
	GIVES(write(fd, "x", 1), 1);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK((ev[0].fflags & NOTE_WRITE) != 0);
	CHECK(unlink("/tmp/kqfile") == 0);
	GIVES(poll_kq(kq, ev, 4), 1);
	CHECK((ev[0].fflags & NOTE_DELETE) != 0);
}

static void
t_nested(void)
{
	struct kevent ev[4];
	int a = kqueue(), b = kqueue(), p[2];

	CHECK(pipe(p) == 0);
	GIVES(change(a, p[0], EVFILT_READ, EV_ADD, 0, 0), 0);
	GIVES(change(b, a, EVFILT_READ, EV_ADD, 0, 0), 0);
	GIVES(poll_kq(b, ev, 4), 0);
	GIVES(write(p[1], "x", 1), 1);
	GIVES(poll_kq(b, ev, 4), 1);
	CHECK(ev[0].ident == (uintptr_t)a && ev[0].data == 1);
	/* A circle harms nobody. */
	GIVES(change(a, b, EVFILT_READ, EV_ADD, 0, 0), 0);
	GIVES(write(p[1], "x", 1), 1);
	CHECK(poll_kq(a, ev, 4) >= 1);
	FAILS(change(a, a, EVFILT_READ, EV_ADD, 0, 0), ELOOP);
	CHECK(close(b) == 0 && close(a) == 0);
}

static void
t_fork(void)
{
	int kq = kqueue();
	struct kevent ev;
	pid_t pid;

	if ((pid = fork()) == 0) {
		FAILS(kevent(kq, NULL, 0, &ev, 1, &zero), EBADF);
		_exit(0);
	}
	CHECK(child_ok(pid));
}

/* Two processes wake each other through kevent; a lost wakeup hangs. */
static void
t_hammer(void)
{
	struct kevent ev[2];
	int s[2], kq, i;
	pid_t pid;
	char c = 0;

	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
	pid = fork();
	kq = kqueue();
	if (pid == 0)
		s[0] = s[1];
	CHECK(fcntl(s[0], F_SETFL, O_NONBLOCK) == 0);
	GIVES(change(kq, s[0], EVFILT_READ, EV_ADD | EV_CLEAR, 0, 0), 0);
	if (pid != 0)
		GIVES(write(s[0], &c, 1), 1);
	for (i = 0; i < 20000;) {
		while (read(s[0], &c, 1) == 1) {
			i++;
			if (write(s[0], &c, 1) != 1)
				CHECK(errno == EPIPE && i >= 20000);
		}
		if (i < 20000)
			GIVES(kevent(kq, NULL, 0, ev, 2, NULL), 1);
	}
	if (pid == 0)
		_exit(0);
	CHECK(child_ok(pid));
}

static void
t_poll(void)
{
	struct pollfd pf[3];
	int p[2];
	long t0;

	CHECK(pipe(p) == 0);
	pf[0] = (struct pollfd){ p[0], POLLIN, 99 };
	pf[1] = (struct pollfd){ p[1], POLLOUT, 99 };
	pf[2] = (struct pollfd){ -1, POLLIN, 99 };
	GIVES(poll(pf, 3, 0), 1);
	CHECK(pf[0].revents == 0 && pf[1].revents == POLLOUT &&
	    pf[2].revents == 0);
	t0 = now_ms();
	GIVES(poll(pf, 1, 50), 0);
	CHECK(now_ms() - t0 >= 49);
	GIVES(write(p[1], "x", 1), 1);
	GIVES(poll(pf, 1, -1), 1);
	GIVES(pf[0].revents, POLLIN);
	CHECK(close(p[1]) == 0);
	CHECK(read(p[0], &t0, 1) == 1);
	GIVES(poll(pf, 1, -1), 1);
	CHECK((pf[0].revents & POLLHUP) != 0);
	pf[0].events = 0;
	GIVES(poll(pf, 1, -1), 1);
	GIVES(pf[0].revents, POLLHUP);
	pf[0].fd = 99;
	GIVES(poll(pf, 1, -1), 1);
	GIVES(pf[0].revents, POLLNVAL);
	GIVES(poll(NULL, 0, 20), 0);
	FAILS(poll((void *)16, 1, 0), EFAULT);
	int f = open("/etc/rc", O_RDONLY);
	pf[0] = (struct pollfd){ f, POLLIN | POLLOUT, 0 };
	GIVES(poll(pf, 1, 0), 1);
	GIVES(pf[0].revents, POLLIN | POLLOUT);
}

static void
t_pollwake(void)
{
	struct pollfd pf;
	int p[2];
	pid_t pid;
	char c;

	CHECK(pipe(p) == 0);
	if ((pid = fork()) == 0) {
		for (int i = 0; i < 50; i++) {
			sleep_ms(2);
			GIVES(write(p[1], "x", 1), 1);
		}
		_exit(0);
	}
	pf = (struct pollfd){ p[0], POLLIN, 0 };
	for (int i = 0; i < 50; i++) {
		GIVES(poll(&pf, 1, 10000), 1);
		GIVES(read(p[0], &c, 1), 1);
	}
	CHECK(child_ok(pid));
}

static volatile int alarms;
static void
on_alarm(int sig)
{
	(void)sig;
	alarms++;
}

static void
t_select(void)
{
	struct timeval tv = { 0, 50000 };
	fd_set r, w, x;
	sigset_t none, block;
	struct timespec ts = { 10, 0 };
	int p[2];
	long t0;
	char c;

	CHECK(pipe(p) == 0);
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&x);
	FD_SET(p[0], &r);
	t0 = now_ms();
	GIVES(select(p[1] + 1, &r, NULL, NULL, &tv), 0);
	CHECK(now_ms() - t0 >= 49 && !FD_ISSET(p[0], &r));
	GIVES(write(p[1], "x", 1), 1);
	FD_SET(p[0], &r);
	FD_SET(p[1], &w);
	FD_SET(p[0], &x);
	GIVES(select(p[1] + 1, &r, &w, &x, NULL), 2);
	CHECK(FD_ISSET(p[0], &r) && FD_ISSET(p[1], &w) && !FD_ISSET(p[0], &x));
	FD_SET(99, &r);
	FAILS(select(100, &r, NULL, NULL, NULL), EBADF);
	tv.tv_usec = 1000000;
	FAILS(select(0, NULL, NULL, NULL, &tv), EINVAL);
	FAILS(select(-1, NULL, NULL, NULL, NULL), EINVAL);
	/* pselect opens the mask for its time only. */
	signal(SIGALRM, on_alarm);
	sigemptyset(&none);
	sigemptyset(&block);
	sigaddset(&block, SIGALRM);
	CHECK(sigprocmask(SIG_BLOCK, &block, NULL) == 0);
	alarm(1);
	GIVES(read(p[0], &c, 1), 1);
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	FAILS(pselect(p[0] + 1, &r, NULL, NULL, &ts, &none), EINTR);
	GIVES(alarms, 1);
	CHECK(sigprocmask(SIG_BLOCK, NULL, &none) == 0 &&
	    sigismember(&none, SIGALRM));
}

static const struct test tests[] = {
	{ "read", t_read }, { "edges", t_edges }, { "write", t_write },
	{ "errors", t_errors }, { "timer", t_timer }, { "user", t_user },
	{ "proc", t_proc }, { "vnode", t_vnode }, { "nested", t_nested },
	{ "fork", t_fork }, { "hammer", t_hammer }, { "poll", t_poll },
	{ "pollwake", t_pollwake }, { "select", t_select }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
