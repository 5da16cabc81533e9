/*
 * h_sockcalls.c: the less common calls on sockets, one by one, over local ones;
 * and those that change a process' memory by other names than mmap(2).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/socket.h>
#include <sys/un.h>

#define BAD	((void *)8)
#define BADFD	1000

#ifndef SYS_break
#define SYS_break 17
#endif

extern char end[];
static char buf[65536];
static struct sockaddr_un name;

static long
listener(void)
{
	long s = sys(SYS_socket, PF_LOCAL, SOCK_STREAM, 0);

	CHECK(s >= 0);
	g_zero(&name, sizeof(name));
	name.sun_len = sizeof(name);
	name.sun_family = AF_LOCAL;
	name.sun_path[0] = 's';
	sys(SYS_unlink, "s");
	CHECK_EQ(sys(SYS_bind, s, &name, sizeof(name)), 0);
	CHECK_EQ(sys(SYS_listen, s, 5), 0);
	return (s);
}

static void
accepting_with_flags(void)
{
	long l = listener(), c = sys(SYS_socket, PF_LOCAL, SOCK_STREAM, 0), a;
	int len = sizeof(name);

	CHECK_EQ(sys(SYS_extaccept, l, O_FNONBLOCKING, 0, 0), -EWOULDBLOCK);
	CHECK_EQ(sys(SYS_extconnect, c, O_FNONBLOCKING, &name, sizeof(name)), 0);
	CHECK_EQ(sys(SYS_extconnect, c, 0, &name, sizeof(name)), -EISCONN);
	CHECK_EQ(sys(SYS_accept4, l, &name, &len, 0x1), -EINVAL);
	len = sizeof(name);
	a = sys(SYS_accept4, l, &name, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
	CHECK(a >= 0);
	CHECK(sys(SYS_fcntl, a, F_GETFL, 0) & O_NONBLOCK);
	CHECK_EQ(sys(SYS_fcntl, a, F_GETFD, 0), FD_CLOEXEC);
	CHECK_EQ(sys(SYS_read, a, buf, 1), -EAGAIN);

	len = sizeof(name);
	g_zero(&name, sizeof(name));
	CHECK_EQ(sys(SYS_getpeername, c, &name, &len), 0);
	CHECK_EQ(name.sun_family, AF_LOCAL);
	CHECK_EQ(name.sun_path[0], 's');
	len = -1;
	CHECK_EQ(sys(SYS_getpeername, c, &name, &len), -EINVAL);
	len = sizeof(name);
	CHECK_EQ(sys(SYS_getpeername, l, &name, &len), -ENOTCONN);
	CHECK_EQ(sys(SYS_getpeername, c, BAD, &len), -EFAULT);
	CHECK_EQ(sys(SYS_getpeername, c, &name, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_getpeername, BADFD, &name, &len), -EBADF);
	CHECK_EQ(sys(SYS_getpeername, 0, &name, &len), -ENOTSOCK);
	CHECK_EQ(sys(SYS_accept4, 0, 0, 0, 0), -ENOTSOCK);
	CHECK_EQ(sys(SYS_accept4, a, 0, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_extconnect, BADFD, 0, &name, sizeof(name)), -EBADF);
	CHECK_EQ(sys(SYS_extconnect, c, 0, BAD, sizeof(name)), -EFAULT);
	sys(SYS_close, a);
	sys(SYS_close, c);
	sys(SYS_close, l);
}

/* All of n bytes from fd into buf. */
static long
drain(long fd, long n)
{
	long got = 0, r;

	while (got < n && (r = sys(SYS_read, fd, buf + got, n - got)) > 0)
		got += r;
	return (got);
}

static void
files_to_sockets(void)
{
	static char data[40000];
	struct iovec head = { "head", 4 }, tail = { "tail", 4 };
	struct sf_hdtr hdtr = { &head, 1, &tail, 1 };
	off_t sent = -1;
	int sv[2];
	long fd, i, pid;

	for (i = 0; i < (long)sizeof(data); i++)
		data[i] = (char)(i * 7 >> 3);
	g_putfile("f", data, sizeof(data), 0600);
	fd = sys(SYS_open, "f", O_RDONLY);
	CHECK_EQ(sys(SYS_socketpair, PF_LOCAL, SOCK_STREAM, 0, sv), 0);
	if ((pid = g_fork()) == 0) {
		failures = 0;
		CHECK_EQ(drain(sv[1], 39008), 39008);
		CHECK(g_same(buf, "head", 4));
		CHECK(g_same(buf + 4, data + 1000, 39000));
		CHECK(g_same(buf + 39004, "tail", 4));
		CHECK_EQ(drain(sv[1], 10), 10);
		CHECK(g_same(buf, data + 5, 10));
		g_exit(failures != 0);
	}
	/* 0 bytes: to the end of the file. */
	CHECK_EQ(sys6(SYS_sendfile, fd, sv[0], 1000, 0, (long)&hdtr,
	    (long)&sent), 0);
	CHECK_EQ(sent, 39008);
	CHECK_EQ(sys6(SYS_sendfile, fd, sv[0], 5, 10, 0, (long)&sent), 0);
	CHECK_EQ(sent, 10);
	int st = -1;
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	CHECK_EQ(sys6(SYS_sendfile, fd, 0, 0, 10, 0, 0), -ENOTSOCK);
	CHECK_EQ(sys6(SYS_sendfile, BADFD, sv[0], 0, 10, 0, 0), -EBADF);
	CHECK_EQ(sys6(SYS_sendfile, fd, BADFD, 0, 10, 0, 0), -EBADF);
	CHECK_EQ(sys6(SYS_sendfile, fd, sv[0], -1, 10, 0, 0), -EINVAL);
	CHECK_EQ(sys6(SYS_sendfile, sv[0], sv[0], 0, 10, 0, 0), -EINVAL);
	CHECK_EQ(sys6(SYS_sendfile, fd, sv[0], 0, 10, (long)BAD, 0), -EFAULT);
	sys(SYS_close, fd);
	sys(SYS_close, sv[0]);
	sys(SYS_close, sv[1]);
}

static void
memory_by_other_names(void)
{
	long p = g_mmap(0, 8192, PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_PRIVATE, -1, 0), brk;
	volatile char *c = (volatile char *)p;

	CHECK(p > 0);
	c[0] = 1;
	CHECK_EQ(sys(SYS_mcontrol, p, 8192, MADV_NORMAL, 0), 0);
	CHECK_EQ(sys(SYS_mcontrol, p, 4096, MADV_FREE, 0), 0);
	CHECK_EQ(sys(SYS_mcontrol, p, 4096, 9999, 0), -EINVAL);
	CHECK_EQ(sys(SYS_mcontrol, p, -4096L, MADV_NORMAL, 0), -EINVAL);
	CHECK_EQ(sys(SYS_mcontrol, p, 8192, MADV_SETMAP, 0), -EINVAL);
	CHECK_EQ(sys(SYS_sstk, 4096), -EOPNOTSUPP);

	brk = ((long)end + 8191) & ~4095L;
	CHECK_EQ(sys(SYS_break, brk + 65536), 0);
	c = (volatile char *)brk;
	c[65535] = 1;
	CHECK_EQ(c[0], 0);
	CHECK_EQ(sys(SYS_break, brk), 0);
	CHECK_EQ(sys(SYS_write, 1, c, 1), -EFAULT);
	CHECK_EQ(sys(SYS_break, brk + 65536), 0);
	CHECK_EQ(c[65535], 0);
	CHECK_EQ(sys(SYS_break, 0x7f0000000000), -ENOMEM);
	CHECK_EQ(sys(SYS_break, -1L), -ENOMEM);
}

int
main(void)
{
	RUN(accepting_with_flags);
	RUN(files_to_sockets);
	RUN(memory_by_other_names);
	guest_done();
}
