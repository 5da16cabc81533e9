/*
 * h_rights.c: descriptors and credentials in messages of local sockets, sent
 * and received by programs that make mistakes or mean harm.
 *
 * usage: h_rights [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <fcntl.h>

#define ROOM	2048

union control {
	struct cmsghdr	hdr;
	char		bytes[ROOM];
};

/* Send n descriptors with one byte. */
static ssize_t
give(int s, const int *fds, int n)
{
	union control c;
	char byte = 'x';
	struct iovec iov = { &byte, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &c, .msg_controllen = CMSG_SPACE(n * 4) };

	memset(&c, 0, sizeof(c));
	c.hdr.cmsg_len = CMSG_LEN(n * 4);
	c.hdr.cmsg_level = SOL_SOCKET;
	c.hdr.cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(&c.hdr), fds, n * 4);
	return (sendmsg(s, &mh, 0));
}

/* Receive into room bytes of control data; how many descriptors. */
static int
take(int s, int *fds, socklen_t room, int flags, int *mflags)
{
	union control c;
	char buf[16];
	struct iovec iov = { buf, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &c, .msg_controllen = room };
	int n = 0;

	memset(&c, 0x5a, sizeof(c));
	if (recvmsg(s, &mh, flags) != 1)
		return (-1);
	*mflags = mh.msg_flags;
	for (struct cmsghdr *h = CMSG_FIRSTHDR(&mh);
	    h != NULL && mh.msg_controllen >= CMSG_LEN(0);
	    h = CMSG_NXTHDR(&mh, h))
		if (h->cmsg_type == SCM_RIGHTS) {
			n = (int)((h->cmsg_len - CMSG_LEN(0)) / 4);
			memcpy(fds, CMSG_DATA(h), n * 4);
		}
	CHECK(mh.msg_controllen <= room);
	return (n);
}

static int
open_files(void)
{
	int n = 0;

	for (int fd = 0; fd < 300; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return (n);
}

/* Does anybody still hold the other end of p? */
static int
held(int p)
{
	struct pollfd f = { p, POLLIN, 0 };

	return (poll(&f, 1, 0) == 0);
}

/* It was dropped; the kernel may take a moment for that, at most 20 s. */
static int
gone(int p)
{
	struct pollfd f = { p, POLLIN, 0 };

	return (poll(&f, 1, 20000) == 1);
}

static void
several(void)
{
	int s[2], p[2], fds[8], flags, before;

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	GIVES(pipe(p), 0);
	int out[5] = { p[1], p[1], 1, p[0], s[0] };
	before = open_files();
	GIVES(give(s[0], out, 5), 1);
	GIVES(take(s[1], fds, ROOM, 0, &flags), 5);
	GIVES(flags & MSG_CTRUNC, 0);
	GIVES(open_files(), before + 5);
	GIVES(fcntl(fds[0], F_GETFD), 0);
	GIVES(write(fds[1], "y", 1), 1);
	char c;
	GIVES(read(fds[3], &c, 1), 1);
}

/* Room for fewer: the others are closed, not lost somewhere. */
static void
cut(void)
{
	int s[2], p[2], fds[8], flags, before;

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	for (socklen_t room = 0; room <= CMSG_SPACE(16); room += 4) {
		GIVES(pipe(p), 0);
		int out[4] = { p[1], p[1], p[1], p[1] };

		GIVES(give(s[0], out, 4), 1);
		close(p[1]);
		before = open_files();
		int n = take(s[1], fds, room, 0, &flags);
		CHECK(n >= 0 && n <= 4);
		CHECK(n == 4 || (flags & MSG_CTRUNC) != 0);
		GIVES(open_files(), before + n);
		for (int i = 0; i < n; i++)
			close(fds[i]);
		CHECK(gone(p[0]));
		close(p[0]);
	}
	/* No control data asked for at all, and read(2). */
	for (int i = 0; i < 2; i++) {
		char c;
		GIVES(pipe(p), 0);
		GIVES(give(s[0], &p[1], 1), 1);
		close(p[1]);
		before = open_files();
		GIVES(i == 0 ? read(s[1], &c, 1) : recv(s[1], &c, 1, 0), 1);
		GIVES(open_files(), before);
		CHECK(gone(p[0]));
		close(p[0]);
	}
}

/* Looking does not take. */
static void
peek(void)
{
	int s[2], p[2], fds[8], flags, before;

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	GIVES(pipe(p), 0);
	GIVES(give(s[0], &p[1], 1), 1);
	close(p[1]);
	before = open_files();
	for (int i = 0; i < 10; i++) {
		GIVES(take(s[1], fds, ROOM, MSG_PEEK, &flags), 0);
		GIVES(open_files(), before);
	}
	CHECK(held(p[0]));
	GIVES(take(s[1], fds, ROOM, 0, &flags), 1);
	close(fds[0]);
	CHECK(gone(p[0]));
}

static void
close_on_exec(void)
{
	int s[2], fds[4], flags, one = 1;

	GIVES(socketpair(AF_LOCAL, SOCK_DGRAM, 0, s), 0);
	GIVES(give(s[0], &one, 1), 1);
	GIVES(take(s[1], fds, ROOM, MSG_CMSG_CLOEXEC, &flags), 1);
	GIVES(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
	GIVES(give(s[0], &fds[0], 1), 1);
	GIVES(take(s[1], fds, ROOM, 0, &flags), 1);
	GIVES(fcntl(fds[0], F_GETFD), 0);
}

/* Lies about lengths, levels, types and numbers. */
static void
lies(void)
{
	static const struct { int len, level, type, room, err; } t[] = {
		{ 0, SOL_SOCKET, SCM_RIGHTS, 32, EINVAL },
		{ 11, SOL_SOCKET, SCM_RIGHTS, 32, EINVAL },
		{ 33, SOL_SOCKET, SCM_RIGHTS, 32, EINVAL },
		{ 0x7fffffff, SOL_SOCKET, SCM_RIGHTS, 32, EINVAL },
		{ -1, SOL_SOCKET, SCM_RIGHTS, 32, EINVAL },
		{ 20, SOL_SOCKET, 77, 32, EINVAL },
		{ 20, IPPROTO_IP, SCM_RIGHTS, 32, EINVAL },
	};
	union control c;
	char byte = 'x';
	struct iovec iov = { &byte, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &c };
	int s[2], bad[3] = { 0, -1, 1 }, far[2] = { 0, 0x7fffffff };
	int many[200] = { 0 };

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	for (unsigned i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		memset(&c, 0, sizeof(c));
		c.hdr.cmsg_len = (socklen_t)t[i].len;
		c.hdr.cmsg_level = t[i].level;
		c.hdr.cmsg_type = t[i].type;
		mh.msg_controllen = (socklen_t)t[i].room;
		FAILS(sendmsg(s[0], &mh, 0), t[i].err);
	}
	FAILS(give(s[0], bad, 3), EBADF);
	FAILS(give(s[0], far, 2), EBADF);
	FAILS(give(s[0], many, 200), EINVAL);
	mh.msg_control = (void *)16;
	mh.msg_controllen = 32;
	FAILS(sendmsg(s[0], &mh, 0), EFAULT);
	/* Nothing of all that came through. */
	FAILS(recv(s[1], &c, 1, MSG_DONTWAIT), EAGAIN);
}

/* The receiver has no descriptor left: told, and nothing stays behind. */
static void
no_room(void)
{
	struct rlimit rl;
	int s[2], p[2], fds[8], flags, n;

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	GIVES(pipe(p), 0);
	int out[3] = { p[1], p[1], p[1] };
	GIVES(give(s[0], out, 3), 1);
	close(p[1]);
	GIVES(getrlimit(RLIMIT_NOFILE, &rl), 0);
	rl.rlim_cur = (rlim_t)p[0] + 1;
	GIVES(setrlimit(RLIMIT_NOFILE, &rl), 0);
	while (dup(0) >= 0)
		;
	n = take(s[1], fds, ROOM, 0, &flags);
	if (n < 0)
		GIVES(errno, EMSGSIZE);
	else {
		GIVES(n, 0);
		CHECK((flags & MSG_CTRUNC) != 0);
	}
	CHECK(gone(p[0]));
}

/* Who sends says who it is; it cannot say that it is another. */
static void
forged(void)
{
	union control c;
	char byte = 'x';
	struct iovec iov = { &byte, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &c };
	struct cmsgcred cc;
	int s[2], status;
	pid_t pid;

	GIVES(socketpair(AF_LOCAL, SOCK_DGRAM, 0, s), 0);
	if ((pid = fork()) == 0) {
		GIVES(setgid(7), 0);
		GIVES(setuid(77), 0);
		memset(&c, 0, sizeof(c));
		c.hdr.cmsg_len = CMSG_LEN(sizeof(cc));
		c.hdr.cmsg_level = SOL_SOCKET;
		c.hdr.cmsg_type = SCM_CREDS;
		memset(&cc, 0, sizeof(cc));
		cc.cmcred_pid = 1;
		memcpy(CMSG_DATA(&c.hdr), &cc, sizeof(cc));
		mh.msg_controllen = CMSG_SPACE(sizeof(cc));
		GIVES(sendmsg(s[0], &mh, 0), 1);
		_exit(0);
	}
	GIVES(waitpid(pid, &status, 0), pid);
	GIVES(status, 0);
	memset(&c, 0, sizeof(c));
	mh.msg_controllen = sizeof(c);
	GIVES(recvmsg(s[1], &mh, 0), 1);
	GIVES(c.hdr.cmsg_type, SCM_CREDS);
	memcpy(&cc, CMSG_DATA(&c.hdr), sizeof(cc));
	GIVES(cc.cmcred_pid, pid);
	GIVES(cc.cmcred_uid, 77);
	GIVES(cc.cmcred_euid, 77);
	GIVES(cc.cmcred_gid, 7);
}

/* Both in one message, in either order. */
static void
both(void)
{
	union control c;
	char byte = 'x';
	struct iovec iov = { &byte, 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &c };
	int s[2], one = 1;

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	for (int order = 0; order < 2; order++) {
		int seen = 0;
		struct cmsghdr *h = &c.hdr;

		memset(&c, 0, sizeof(c));
		for (int i = 0; i < 2; i++) {
			h->cmsg_level = SOL_SOCKET;
			h->cmsg_type = i == order ? SCM_RIGHTS : SCM_CREDS;
			h->cmsg_len = CMSG_LEN(i == order ? sizeof(int) :
			    sizeof(struct cmsgcred));
			if (i == order)
				memcpy(CMSG_DATA(h), &one, sizeof(one));
			h = (void *)((char *)h + CMSG_ALIGN(h->cmsg_len));
		}
		mh.msg_controllen = (socklen_t)((char *)h - c.bytes);
		GIVES(sendmsg(s[0], &mh, 0), 1);
		memset(&c, 0, sizeof(c));
		mh.msg_controllen = sizeof(c);
		GIVES(recvmsg(s[1], &mh, 0), 1);
		for (h = CMSG_FIRSTHDR(&mh); h != NULL;
		    h = CMSG_NXTHDR(&mh, h))
			seen |= h->cmsg_type == SCM_RIGHTS ? 1 :
			    h->cmsg_type == SCM_CREDS ? 2 : 4;
		GIVES(seen, 3);
	}
}

/* LOCAL_PEERCRED and getpeereid(3): who connected and who listens. */
static void
peers(void)
{
	struct sockaddr_un un = { .sun_family = AF_LOCAL };
	int l = socket(AF_LOCAL, SOCK_STREAM, 0), a, b, status;
	uid_t uid;
	gid_t gid;
	pid_t pid;
	char c;

	strcpy(un.sun_path, "/tmp/h_rights.sock");
	un.sun_len = (unsigned char)SUN_LEN(&un);
	GIVES(bind(l, (struct sockaddr *)&un, un.sun_len), 0);
	GIVES(chmod(un.sun_path, 0777), 0);
	GIVES(listen(l, 1), 0);
	if ((pid = fork()) == 0) {
		GIVES(setgid(7), 0);
		GIVES(setuid(77), 0);
		a = socket(AF_LOCAL, SOCK_STREAM, 0);
		GIVES(connect(a, (struct sockaddr *)&un, un.sun_len), 0);
		GIVES(getpeereid(a, &uid, &gid), 0);
		GIVES(uid, 0);
		GIVES(read(a, &c, 1), 1);
		_exit(0);
	}
	b = accept(l, NULL, NULL);
	CHECK(b >= 0);
	GIVES(getpeereid(b, &uid, &gid), 0);
	GIVES(uid, 77);
	GIVES(gid, 7);
	GIVES(write(b, "x", 1), 1);
	GIVES(waitpid(pid, &status, 0), pid);
	GIVES(status, 0);
	unlink(un.sun_path);
}

static const struct test tests[] = {
	{ "several", several }, { "cut", cut }, { "peek", peek },
	{ "close_on_exec", close_on_exec }, { "lies", lies },
	{ "no_room", no_room }, { "forged", forged }, { "both", both },
	{ "peers", peers }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
