/*
 * h_desclimit.c: take all there is of what hangs on descriptors; each refuses
 * in time and has it all back afterwards.  And a storm of processes that
 * share one descriptor table.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_desc.h"
#include <sys/event.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysctl.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

static void
most_files(void)
{
	struct rlimit rl;

	CHECK(getrlimit(RLIMIT_NOFILE, &rl) == 0);
	rl.rlim_cur = rl.rlim_max;
	CHECK(setrlimit(RLIMIT_NOFILE, &rl) == 0);
}

static void
works_again(void)
{
	struct kevent ev;
	int p[2], s[2], kq;
	char c;

	for (int i = 0; i < 50; i++) {
		/* What is dropped late comes back a little later. */
		if (pipe(p) == 0) {
			if (write(p[1], "x", 1) == 1)
				break;
			close(p[0]);
			close(p[1]);
		}
		sleep_ms(20);
	}
	GIVES(read(p[0], &c, 1), 1);
	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
	GIVES(write(s[0], "x", 1), 1);
	GIVES(read(s[1], &c, 1), 1);
	CHECK((kq = kqueue()) >= 0);
	EV_SET(&ev, 1, EVFILT_USER, EV_ADD, 0, 0, NULL);
	GIVES(kevent(kq, &ev, 1, NULL, 0, NULL), 0);
}

static void
t_notes(void)
{
	struct kevent ev;
	int kq = kqueue();
	long n;

	for (n = 0; n < 10000000; n++) {
		EV_SET(&ev, (uintptr_t)n, EVFILT_USER, EV_ADD, 0, 0, NULL);
		if (kevent(kq, &ev, 1, NULL, 0, NULL) != 0)
			break;
	}
	GIVES(errno, ENOMEM);
	CHECK(n > 5000);
	CHECK(close(kq) == 0);
	works_again();
}

static void
t_timers(void)
{
	struct kevent ev;
	int kq = kqueue();
	long n;

	for (n = 0; n < 1000000; n++) {
		EV_SET(&ev, (uintptr_t)n, EVFILT_TIMER, EV_ADD, 0, 3600000,
		    NULL);
		if (kevent(kq, &ev, 1, NULL, 0, NULL) != 0)
			break;
	}
	GIVES(errno, ENOMEM);
	CHECK(n >= 1000);
	CHECK(close(kq) == 0);
	works_again();
}

static void
t_pipes(void)
{
	static char buf[65536];
	int p[2], n;

	most_files();
	for (n = 0; n < 100000; n++) {
		if (pipe(p) != 0)
			break;
		CHECK(fcntl(p[1], F_SETFL, O_NONBLOCK) == 0);
		if (write(p[1], buf, sizeof(buf)) <= 0)
			break;
	}
	CHECK(errno == EMFILE || errno == ENFILE || errno == ENOMEM);
	CHECK(n > 50);
	closefrom(3);
	works_again();
}

static void
t_sockets(void)
{
	static char buf[65536];
	int s[2], n;

	most_files();
	for (n = 0; n < 100000; n++) {
		if (socketpair(AF_LOCAL, SOCK_STREAM | SOCK_NONBLOCK, 0,
		    s) != 0)
			break;
		if (write(s[0], buf, sizeof(buf)) <= 0 ||
		    write(s[1], buf, sizeof(buf)) <= 0)
			break;
	}
	CHECK(errno == EMFILE || errno == ENFILE || errno == ENOBUFS);
	CHECK(n > 20);
	closefrom(3);
	works_again();
}

static void
t_ptys(void)
{
	int n;

	for (n = 0; n < 10000; n++)
		if (open("/dev/ptmx", O_RDWR | O_NOCTTY) < 0)
			break;
	CHECK(errno == EMFILE || errno == ENFILE || errno == ENXIO ||
	    errno == ENOMEM);
	CHECK(n > 20);
	closefrom(3);
	CHECK(open("/dev/ptmx", O_RDWR | O_NOCTTY) >= 0);
	works_again();
}

static void
t_rights(void)
{
	char ctl[CMSG_SPACE(sizeof(int))], c = 'x';
	struct iovec iov = { &c, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = sizeof(ctl) };
	struct cmsghdr *cm = CMSG_FIRSTHDR(&mh);
	int s[2], p[2], n;

	CHECK(pipe(p) == 0);
	CHECK(socketpair(AF_LOCAL, SOCK_STREAM | SOCK_NONBLOCK, 0, s) == 0);
	memset(ctl, 0, sizeof(ctl));
	cm->cmsg_len = CMSG_LEN(sizeof(int));
	cm->cmsg_level = SOL_SOCKET;
	cm->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(cm), &p[1], sizeof(int));
	for (n = 0; n < 1000000; n++)
		if (sendmsg(s[0], &mh, 0) != 1)
			break;
	CHECK(errno == EAGAIN || errno == ETOOMANYREFS || errno == ENOBUFS);
	CHECK(n > 100);
	CHECK(close(p[1]) == 0);
	/* All of them go with the sockets. */
	CHECK(close(s[0]) == 0 && close(s[1]) == 0);
	GIVES(read(p[0], &c, 1), 0);
	works_again();
}

static void
t_locks(void)
{
	int fd = open("/tmp/manylocks", O_RDWR | O_CREAT, 0600);
	long n;

	CHECK(fd >= 0);
	for (n = 0; n < 1000000; n++) {
		struct flock fl = { .l_start = 2 * n, .l_len = 1,
		    .l_type = F_WRLCK, .l_whence = SEEK_SET };

		if (fcntl(fd, F_SETLK, &fl) != 0)
			break;
		/* Each is looked for among the others: not too many here. */
		if (n == 3000)
			break;
	}
	CHECK(n == 3000 || errno == ENOLCK);
	CHECK(close(fd) == 0);
	fd = open("/tmp/manylocks", O_RDWR);
	struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	GIVES(fcntl(fd, F_SETLK, &fl), 0);
	unlink("/tmp/manylocks");
}

/* One LWP's part of the storm: anything with any descriptor. */
static void
storm(unsigned seed, long until)
{
	struct pollfd pf[8];
	struct kevent ev[8];
	struct timespec zero = { 0, 0 };
	char buf[256];
	int fds[2], i, a, b;

	while (now_ms() < until) {
		for (i = 0; i < 64; i++) {
			seed = seed * 1103515245u + 12345u;
			a = 5 + (int)(seed >> 8) % 40;
			b = 5 + (int)(seed >> 16) % 40;
			switch ((seed >> 24) % 12) {
			case 0:
				(void)close(a);
				break;
			case 1:
				(void)dup2(a, b);
				break;
			case 2:
				if (pipe2(fds, O_NONBLOCK) != 0)
					break;
				break;
			case 3:
				(void)socketpair(AF_LOCAL, SOCK_STREAM |
				    SOCK_NONBLOCK, 0, fds);
				break;
			case 4:
				(void)kqueue();
				break;
			case 5:
			case 6:
				EV_SET(&ev[0], (uintptr_t)b, (short)(a & 1 ?
				    EVFILT_READ : EVFILT_WRITE), EV_ADD |
				    (seed & 0x40 ? EV_CLEAR : 0), 0, 0, NULL);
				EV_SET(&ev[1], (uintptr_t)a, EVFILT_TIMER,
				    EV_ADD, 0, 1, NULL);
				(void)kevent(a, ev, 2, ev, 8, &zero);
				break;
			case 7:
				for (int k = 0; k < 8; k++)
					pf[k] = (struct pollfd){ 5 + (a + k) %
					    40, POLLIN | POLLOUT, 0 };
				(void)poll(pf, 8, 0);
				break;
			case 8:
				(void)fcntl(a, F_SETFL, O_NONBLOCK);
				(void)write(a, buf, sizeof(buf));
				break;
			case 9:
				(void)fcntl(a, F_SETFL, O_NONBLOCK);
				(void)read(a, buf, sizeof(buf));
				break;
			case 10:
				(void)shutdown(a, (int)(seed % 3));
				break;
			case 11:
				(void)fcntl(a, F_DUPFD, b);
				break;
			}
		}
		for (a = 45; a < 400; a++)
			(void)close(a);
	}
}

static void
t_storm(void)
{
	long until = now_ms() + 4000;
	pid_t pid[4];
	int i, status;

	signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < 4; i++) {
		/* All with this process's descriptors. */
		pid[i] = rfork(RFPROC);
		if (pid[i] == 0) {
			storm((unsigned)i * 77777u + 5u, until);
			_exit(0);
		}
		CHECK(pid[i] > 0);
	}
	for (i = 0; i < 4; i++)
		CHECK(waitpid(pid[i], &status, 0) == pid[i] && status == 0);
	closefrom(3);
	works_again();
}

static const struct test tests[] = {
	{ "notes", t_notes }, { "timers", t_timers }, { "pipes", t_pipes },
	{ "sockets", t_sockets }, { "ptys", t_ptys }, { "rights", t_rights },
	{ "locks", t_locks }, { "storm", t_storm }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
