/*
 * h_descsock.c: sockets of the local domain.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_desc.h"
#include <sys/event.h>
#include <sys/ioctl.h>
#include <sys/filio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/ucred.h>
#include <sys/un.h>
#include <fcntl.h>
#include <poll.h>

static struct sockaddr_un
name(const char *what)
{
	struct sockaddr_un sun;

	memset(&sun, 0, sizeof(sun));
	sun.sun_family = AF_LOCAL;
	snprintf(sun.sun_path, sizeof(sun.sun_path), "/tmp/%s.%d", what,
	    (int)getpid());
	sun.sun_len = (unsigned char)SUN_LEN(&sun);
	return (sun);
}
#define SA(x)	((struct sockaddr *)&(x)), (socklen_t)SUN_LEN(&(x))

static void
t_errors(void)
{
	struct sockaddr_un sun = name("none");
	int s;

	FAILS(socket(99, SOCK_STREAM, 0), EAFNOSUPPORT);
	FAILS(socket(AF_LOCAL, 99, 0), EPROTOTYPE);
	FAILS(socket(AF_LOCAL, SOCK_STREAM, 99), EPROTONOSUPPORT);
	s = socket(AF_LOCAL, SOCK_STREAM, 0);
	CHECK(s >= 0);
	FAILS(connect(s, SA(sun)), ENOENT);
	strcpy(sun.sun_path, "/etc/rc");
	FAILS(connect(s, SA(sun)), ENOTSOCK);
	FAILS(bind(s, SA(sun)), EADDRINUSE);
	FAILS(connect(s, (void *)16, 100), EFAULT);
	FAILS(connect(s, (struct sockaddr *)&sun, 1), EINVAL);
	FAILS(connect(s, (struct sockaddr *)&sun, 5000), ENAMETOOLONG);
	FAILS(send(s, "x", 1, 0), ENOTCONN);
	FAILS(recv(s, &sun, 1, 0), ENOTCONN);
	FAILS(listen(s, 1), EINVAL);
	FAILS(accept(s, NULL, NULL), EINVAL);
	FAILS(shutdown(s, SHUT_RD), ENOTCONN);
	FAILS(listen(0, 1), ENOTSOCK);
	FAILS(listen(99, 1), EBADF);
	FAILS(lseek(s, 0, SEEK_SET), ESPIPE);
}

static void
t_pair(void)
{
	struct stat st;
	int s[2], n;
	char buf[16];

	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
	GIVES(write(s[0], "hello", 5), 5);
	GIVES(write(s[0], " you", 4), 4);
	GIVES(ioctl(s[1], FIONREAD, &n), 0);
	GIVES(n, 9);
	GIVES(recv(s[1], buf, 16, MSG_PEEK), 9);
	GIVES(read(s[1], buf, 4), 4);
	GIVES(read(s[1], buf, 16), 5);
	CHECK(memcmp(buf, "o you", 5) == 0);
	FAILS(recv(s[1], buf, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(fstat(s[0], &st) == 0 && S_ISSOCK(st.st_mode));
	GIVES(shutdown(s[0], SHUT_WR), 0);
	GIVES(read(s[1], buf, 16), 0);
	FAILS(send(s[0], "x", 1, MSG_NOSIGNAL), EPIPE);
	GIVES(write(s[1], "back", 4), 4);
	GIVES(read(s[0], buf, 16), 4);
	CHECK(close(s[0]) == 0);
	FAILS(send(s[1], "x", 1, MSG_NOSIGNAL), EPIPE);
	GIVES(read(s[1], buf, 16), 0);
}

static void
t_listen(void)
{
	struct sockaddr_un sun = name("listen"), got;
	struct xucred xu;
	socklen_t len;
	pid_t pid;
	char buf[8];
	int l, s, i;

	l = socket(AF_LOCAL, SOCK_STREAM, 0);
	CHECK(l >= 0 && bind(l, SA(sun)) == 0);
	FAILS(bind(l, SA(sun)), EINVAL);
	s = socket(AF_LOCAL, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	GIVES(fcntl(s, F_GETFD), FD_CLOEXEC);
	CHECK((fcntl(s, F_GETFL) & O_NONBLOCK) != 0);
	FAILS(connect(s, SA(sun)), ECONNREFUSED);
	CHECK(listen(l, 3) == 0);
	len = sizeof(got);
	CHECK(getsockname(l, (struct sockaddr *)&got, &len) == 0);
	CHECK(strcmp(got.sun_path, sun.sun_path) == 0);
	if ((pid = fork()) == 0) {
		for (i = 0; i < 50; i++) {
			s = socket(AF_LOCAL, SOCK_STREAM, 0);
			while (connect(s, SA(sun)) != 0) {
				CHECK(errno == ECONNREFUSED);
				sleep_ms(1);
			}
			GIVES(write(s, "q", 1), 1);
			GIVES(read(s, buf, 8), 1);
			close(s);
		}
		_exit(0);
	}
	for (i = 0; i < 50; i++) {
		len = sizeof(got);
		s = accept(l, (struct sockaddr *)&got, &len);
		CHECK(s >= 0);
		if (i == 0) {
			len = sizeof(xu);
			GIVES(getsockopt(s, 0, LOCAL_PEERCRED, &xu, &len), 0);
			CHECK(xu.cr_uid == geteuid());
		}
		GIVES(read(s, buf, 8), 1);
		GIVES(write(s, "a", 1), 1);
		close(s);
	}
	CHECK(child_ok(pid));
	/* The queue has a limit; who waits in it is refused when it closes. */
	int c[8], n = 0;
	for (i = 0; i < 8; i++) {
		c[i] = socket(AF_LOCAL, SOCK_STREAM, 0);
		if (connect(c[i], SA(sun)) == 0)
			n++;
		else
			GIVES(errno, ECONNREFUSED);
	}
	GIVES(n, 5);		/* half as much again, and one */
	CHECK(close(l) == 0);
	GIVES(read(c[0], buf, 8), 0);
	s = socket(AF_LOCAL, SOCK_STREAM, 0);
	FAILS(connect(s, SA(sun)), ECONNREFUSED);
	CHECK(unlink(sun.sun_path) == 0);
}

static void
t_dgram(void)
{
	struct sockaddr_un a = name("dga"), b = name("dgb"), from;
	static char big[200000];
	struct pollfd pf;
	socklen_t len;
	int s, r, n, p[2];

	s = socket(AF_LOCAL, SOCK_DGRAM, 0);
	r = socket(AF_LOCAL, SOCK_DGRAM, 0);
	CHECK(bind(s, SA(a)) == 0 && bind(r, SA(b)) == 0);
	FAILS(send(s, "x", 1, 0), EDESTADDRREQ);
	GIVES(sendto(s, "one", 3, 0, SA(b)), 3);
	GIVES(sendto(s, "", 0, 0, SA(b)), 0);
	GIVES(sendto(s, "three", 5, 0, SA(b)), 5);
	pf = (struct pollfd){ r, POLLIN, 0 };
	GIVES(poll(&pf, 1, 0), 1);
	len = sizeof(from);
	GIVES(recvfrom(r, big, 100, 0, (struct sockaddr *)&from, &len), 3);
	CHECK(strcmp(from.sun_path, a.sun_path) == 0);
	GIVES(poll(&pf, 1, 0), 1);
	GIVES(recv(r, big, 100, 0), 0);
	GIVES(recv(r, big, 2, 0), 2);		/* the rest is lost */
	FAILS(recv(r, big, 2, MSG_DONTWAIT), EAGAIN);
	FAILS(sendto(s, big, sizeof(big), 0, SA(b)), EMSGSIZE);
	CHECK(connect(s, SA(b)) == 0);
	FAILS(sendto(s, "x", 1, 0, SA(b)), EISCONN);
	GIVES(send(s, "x", 1, 0), 1);
	GIVES(recv(r, big, 2, 0), 1);
	for (n = 0; send(s, big, 1000, 0) == 1000; n++)
		CHECK(n < 1000);
	GIVES(errno, ENOBUFS);
	CHECK(close(r) == 0);
	FAILS(send(s, "x", 1, 0), ECONNRESET);
	unlink(a.sun_path);
	unlink(b.sun_path);
	CHECK(socketpair(AF_LOCAL, SOCK_DGRAM, 0, p) == 0);
	GIVES(send(p[0], "hi", 2, 0), 2);
	GIVES(recv(p[1], big, 9, 0), 2);
	GIVES(send(p[1], "you", 3, 0), 3);
	GIVES(recv(p[0], big, 9, 0), 3);
}

static void
t_seqpacket(void)
{
	char buf[100];
	struct iovec iov = { buf, 2 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1 };
	int s[2];

	CHECK(socketpair(AF_LOCAL, SOCK_SEQPACKET, 0, s) == 0);
	GIVES(send(s[0], "abc", 3, 0), 3);
	GIVES(send(s[0], "de", 2, 0), 2);
	GIVES(recvmsg(s[1], &mh, 0), 2);
	CHECK((mh.msg_flags & MSG_TRUNC) != 0);
	GIVES(recv(s[1], buf, 100, 0), 2);
	CHECK(close(s[0]) == 0);
	GIVES(recv(s[1], buf, 100, 0), 0);
}

static void
t_stream(void)
{
	static unsigned char buf[100000];
	long at = 0, i, n;
	pid_t pid;
	int s[2];

	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
	if ((pid = fork()) == 0) {
		close(s[0]);
		for (i = 0; i < (long)sizeof(buf); i++)
			buf[i] = (unsigned char)(i * 13 + i / 255);
		for (i = 0; i < 20; i++)
			GIVES(write(s[1], buf, sizeof(buf)), sizeof(buf));
		/* Many small ones. */
		for (i = 0; i < (long)sizeof(buf); i++)
			GIVES(write(s[1], buf + i, 1), 1);
		_exit(0);
	}
	close(s[1]);
	while ((n = read(s[0], buf, 1 + (size_t)(at % 7919))) > 0) {
		for (i = 0; i < n; i++) {
			long k = (at + i) % (long)sizeof(buf);

			CHECK(buf[i] == (unsigned char)(k * 13 + k / 255));
		}
		at += n;
	}
	GIVES(at, 21L * (long)sizeof(buf));
	CHECK(child_ok(pid));
}

static void
t_waitall(void)
{
	char buf[64];
	pid_t pid;
	int s[2];

	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
	if ((pid = fork()) == 0) {
		for (int i = 0; i < 6; i++) {
			GIVES(write(s[1], "0123456789", 10), 10);
			sleep_ms(5);
		}
		_exit(0);
	}
	GIVES(recv(s[0], buf, 50, MSG_WAITALL), 50);
	CHECK(memcmp(buf + 40, "0123456789", 10) == 0);
	CHECK(child_ok(pid));
	close(s[1]);
	GIVES(recv(s[0], buf, 50, MSG_WAITALL), 10);
}

/* Send and receive one descriptor. */
static long
send_fd(int s, int fd, const char *data, size_t len)
{
	char ctl[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { (void *)(uintptr_t)data, len };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = sizeof(ctl) };
	struct cmsghdr *cm = CMSG_FIRSTHDR(&mh);

	memset(ctl, 0, sizeof(ctl));
	cm->cmsg_len = CMSG_LEN(sizeof(int));
	cm->cmsg_level = SOL_SOCKET;
	cm->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(cm), &fd, sizeof(fd));
	return (sendmsg(s, &mh, 0));
}

static long
recv_fd(int s, int *fd, int flags, int *mflags)
{
	char ctl[CMSG_SPACE(sizeof(int))], buf[16];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = sizeof(ctl) };
	struct cmsghdr *cm;
	long n = recvmsg(s, &mh, flags);

	*fd = -1;
	if (mflags != NULL)
		*mflags = mh.msg_flags;
	if (n >= 0 && mh.msg_controllen >= CMSG_LEN(sizeof(int))) {
		cm = CMSG_FIRSTHDR(&mh);
		if (cm->cmsg_type == SCM_RIGHTS)
			memcpy(fd, CMSG_DATA(cm), sizeof(*fd));
	}
	return (n);
}

static void
t_rights(void)
{
	int s[2], p[2], fd, kq = kqueue();
	char c;

	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0 && pipe(p) == 0);
	GIVES(send_fd(s[0], p[1], "x", 1), 1);
	GIVES(recv_fd(s[1], &fd, MSG_CMSG_CLOEXEC, NULL), 1);
	CHECK(fd >= 0);
	GIVES(fcntl(fd, F_GETFD), FD_CLOEXEC);
	GIVES(write(fd, "y", 1), 1);
	GIVES(read(p[0], &c, 1), 1);
	/* In flight it stays open, and dies with the socket. */
	GIVES(send_fd(s[0], p[1], "x", 1), 1);
	CHECK(close(p[1]) == 0 && close(fd) == 0);
	CHECK(fcntl(p[0], F_SETFL, O_NONBLOCK) == 0);
	FAILS(read(p[0], &c, 1), EAGAIN);
	CHECK(close(s[1]) == 0 && close(s[0]) == 0);
	CHECK(fcntl(p[0], F_SETFL, 0) == 0);
	GIVES(read(p[0], &c, 1), 0);
	/* What cannot travel. */
	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
	FAILS(send_fd(s[0], kq, "x", 1), EOPNOTSUPP);
	FAILS(send_fd(s[0], 99, "x", 1), EBADF);
	/* Data does not run over a descriptor. */
	GIVES(write(s[0], "ab", 2), 2);
	GIVES(send_fd(s[0], 0, "c", 1), 1);
	GIVES(write(s[0], "d", 1), 1);
	GIVES(recv_fd(s[1], &fd, 0, NULL), 2);
	CHECK(fd == -1);
	CHECK(recv_fd(s[1], &fd, 0, NULL) >= 1 && fd >= 0);
}

/* Sockets that only hold each other are collected: nothing of them stays. */
static void
t_garbage(void)
{
	int s[2], p[2], i;
	char c;

	CHECK(pipe(p) == 0);
	for (i = 0; i < 20; i++) {
		CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
		GIVES(send_fd(s[0], s[0], "x", 1), 1);
		GIVES(send_fd(s[0], s[1], "x", 1), 1);
		GIVES(send_fd(s[1], s[0], "x", 1), 1);
		GIVES(send_fd(s[0], p[1], "x", 1), 1);
		CHECK(close(s[0]) == 0 && close(s[1]) == 0);
	}
	CHECK(close(p[1]) == 0);
	GIVES(read(p[0], &c, 1), 0);
	/* A long chain of sockets inside each other. */
	CHECK(pipe(p) == 0);
	int carry = p[1];
	for (i = 0; i < 1500; i++) {
		CHECK(socketpair(AF_LOCAL, SOCK_DGRAM, 0, s) == 0);
		GIVES(send_fd(s[0], carry, "x", 1), 1);
		CHECK(close(carry) == 0 && close(s[0]) == 0);
		carry = s[1];
	}
	CHECK(close(carry) == 0);
	GIVES(read(p[0], &c, 1), 0);
}

static void
t_creds(void)
{
	char ctl[CMSG_SPACE(sizeof(struct cmsgcred))], c;
	struct iovec iov = { &c, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = sizeof(ctl) };
	struct cmsghdr *cm = CMSG_FIRSTHDR(&mh);
	struct cmsgcred cc;
	int s[2];

	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
	memset(ctl, 0, sizeof(ctl));
	cm->cmsg_len = CMSG_LEN(sizeof(struct cmsgcred));
	cm->cmsg_level = SOL_SOCKET;
	cm->cmsg_type = SCM_CREDS;
	c = 'k';
	GIVES(sendmsg(s[0], &mh, 0), 1);
	memset(ctl, 0, sizeof(ctl));
	GIVES(recvmsg(s[1], &mh, 0), 1);
	cm = CMSG_FIRSTHDR(&mh);
	CHECK(mh.msg_controllen > 0 && cm->cmsg_type == SCM_CREDS);
	memcpy(&cc, CMSG_DATA(cm), sizeof(cc));
	CHECK(cc.cmcred_pid == getpid() && cc.cmcred_euid == geteuid());
	cm->cmsg_len = 3;
	FAILS(sendmsg(s[0], &mh, 0), EINVAL);
	mh.msg_controllen = 100000;
	FAILS(sendmsg(s[0], &mh, 0), EINVAL);
}

static void
t_options(void)
{
	struct timeval tv = { 0, 60000 };
	struct linger l = { 1, 5 };
	socklen_t len = sizeof(int);
	int s[2], v = -1;
	long t0;
	char c;

	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, s) == 0);
	GIVES(getsockopt(s[0], SOL_SOCKET, SO_TYPE, &v, &len), 0);
	GIVES(v, SOCK_STREAM);
	v = 4096;
	GIVES(setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, sizeof(v)), 0);
	v = 0;
	GIVES(getsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, &len), 0);
	GIVES(v, 4096);
	v = -5;
	FAILS(setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, sizeof(v)), EINVAL);
	FAILS(setsockopt(s[0], SOL_SOCKET, 0x7777, &v, sizeof(v)), ENOPROTOOPT);
	FAILS(setsockopt(s[0], 12345, 1, &v, sizeof(v)), ENOPROTOOPT);
	FAILS(setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, 1), EINVAL);
	GIVES(setsockopt(s[0], SOL_SOCKET, SO_LINGER, &l, sizeof(l)), 0);
	GIVES(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), 0);
	t0 = now_ms();
	FAILS(read(s[0], &c, 1), EAGAIN);
	CHECK(now_ms() - t0 >= 59);
	v = 1;
	GIVES(setsockopt(s[0], SOL_SOCKET, SO_NOSIGPIPE, &v, sizeof(v)), 0);
	CHECK(close(s[1]) == 0);
	FAILS(write(s[0], "x", 1), EPIPE);
	GIVES(getsockopt(s[0], SOL_SOCKET, SO_ERROR, &v, &len), 0);
	GIVES(v, 0);
}

static void
t_nonblock(void)
{
	static char buf[100000];
	struct pollfd pf;
	int s[2];
	long n, total = 0;

	CHECK(socketpair(AF_LOCAL, SOCK_STREAM | SOCK_NONBLOCK, 0, s) == 0);
	while ((n = write(s[0], buf, sizeof(buf))) > 0)
		total += n;
	GIVES(errno, EAGAIN);
	CHECK(total > 0);
	pf = (struct pollfd){ s[0], POLLOUT, 0 };
	GIVES(poll(&pf, 1, 0), 0);
	while ((n = read(s[1], buf, sizeof(buf))) > 0)
		total -= n;
	GIVES(errno, EAGAIN);
	GIVES(total, 0);
	GIVES(poll(&pf, 1, 0), 1);
	CHECK(close(s[1]) == 0);
	GIVES(poll(&pf, 1, 0), 1);
	CHECK((pf.revents & POLLHUP) != 0);
}

static const struct test tests[] = {
	{ "errors", t_errors }, { "pair", t_pair }, { "listen", t_listen },
	{ "dgram", t_dgram }, { "seqpacket", t_seqpacket },
	{ "stream", t_stream }, { "waitall", t_waitall },
	{ "rights", t_rights }, { "garbage", t_garbage },
	{ "creds", t_creds }, { "options", t_options },
	{ "nonblock", t_nonblock }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
