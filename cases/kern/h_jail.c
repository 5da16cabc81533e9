/*
 * h_jail.c: jail(2), jail_attach(2) and what processes in a jail see and may do.
 * Each part runs in a child of its own, since nobody leaves a jail.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ipc.h>
#include <sys/jail.h>
#include <sys/mount.h>
#include <sys/procctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <netinet/in.h>
#include "guest.h"

#define LO1	0x7f000001
#define LO2	0x7f000002
#define LO3	0x7f000003
#define ROOT	"/tmp/jail"

static struct sockaddr_storage ips[4];

static void
ip4(struct sockaddr_storage *ss, unsigned a, int port)
{
	struct sockaddr_in *sin = (void *)ss;

	g_zero(ss, sizeof(*ss));
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_port = __builtin_bswap16((uint16_t)port);
	sin->sin_addr.s_addr = __builtin_bswap32(a);
}

static unsigned
addr4(const struct sockaddr_storage *ss)
{
	return (__builtin_bswap32(
	    ((const struct sockaddr_in *)ss)->sin_addr.s_addr));
}

static void
pipe_to(int *fds)
{
	fds[0] = (int)sys(SYS_pipe);
	fds[1] = (int)sys_rdx;
	CHECK(fds[0] >= 0);
}

/* fork, and the child counts its own failures. */
static long
child(void)
{
	long pid = g_fork();

	if (pid == 0)
		failures = 0;
	return (pid);
}

static long
jail_at(const char *path, int nips)
{
	struct jail j = { 1, (char *)path, (char *)"inmate", (uint32_t)nips,
	    ips };

	return (sys(SYS_jail, &j));
}

static long
byname(const char *name, void *old, size_t *len, const void *new, size_t newlen)
{
	int query[2] = { 0, 3 }, mib[CTL_MAXNAME];
	size_t n = sizeof(mib);
	long r = sys(SYS___sysctl, query, 2, mib, &n, name, g_len(name));

	return (r < 0 ? r : sys(SYS___sysctl, mib, n / sizeof(int), old, len,
	    new, newlen));
}

static int
getint(const char *name)
{
	int v = -1;
	size_t n = sizeof(v);
	long r = byname(name, &v, &n, 0, 0);

	return (r < 0 ? (int)r : v);
}

static long
setint(const char *name, int v)
{
	return (byname(name, 0, 0, &v, sizeof(v)));
}

/* Run fn in a child in a jail; its failures are ours. */
static void
inside(void (*fn)(void), int nips)
{
	int st = -1;
	long pid = child();

	if (pid == 0) {
		long id = jail_at(ROOT, nips);

		CHECK(id > 0);
		fn();
		g_exit(failures != 0);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

/* ---- the call -------------------------------------------------------------- */

static void
t_arguments(void)
{
	struct jail j = { 1, (char *)ROOT, (char *)"inmate", 0, 0 };
	static char longname[300];
	unsigned i;
	int st;
	long pid;

	for (i = 0; i < sizeof(longname) - 1; i++)
		longname[i] = 'x';
	CHECK_EQ(sys(SYS_jail, 0), -EFAULT);
	CHECK_EQ(sys(SYS_jail, -8L), -EFAULT);
	j.version = 2;
	CHECK_EQ(sys(SYS_jail, &j), -EINVAL);
	j.version = 1;
	j.path = (char *)"/nowhere";
	CHECK_EQ(sys(SYS_jail, &j), -ENOENT);
	j.path = (char *)"/etc/passwd";
	CHECK_EQ(sys(SYS_jail, &j), -ENOTDIR);
	j.path = (char *)8;
	CHECK_EQ(sys(SYS_jail, &j), -EFAULT);
	j.path = (char *)ROOT;
	j.hostname = (char *)16;
	CHECK_EQ(sys(SYS_jail, &j), -EFAULT);
	j.hostname = longname;
	CHECK_EQ(sys(SYS_jail, &j), -ENAMETOOLONG);
	j.hostname = (char *)"inmate";
	j.n_ips = 1;
	CHECK_EQ(sys(SYS_jail, &j), -EFAULT);
	j.n_ips = 0x7fffffff;
	j.ips = ips;
	CHECK_EQ(sys(SYS_jail, &j), -EINVAL);
	j.n_ips = 1;
	ips[0].ss_family = 77;
	CHECK_EQ(sys(SYS_jail, &j), -EINVAL);
	CHECK_EQ(sys(SYS_jail_attach, 0), -EINVAL);
	CHECK_EQ(sys(SYS_jail_attach, -1), -EINVAL);
	CHECK_EQ(sys(SYS_jail_attach, 999999), -EINVAL);
	CHECK_EQ(getint("jail.jailed"), 0);
	if ((pid = child()) == 0) {
		sys(SYS_setuid, 1000);
		j.n_ips = 0;
		g_exit(sys(SYS_jail, &j) == -EPERM &&
		    sys(SYS_jail_attach, 1) == -EPERM ? 0 : 1);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

/* ---- processes ------------------------------------------------------------- */

static long outside;		/* a process that is in no jail */
static int tell[2], stay[2];

static void
in_processes(void)
{
	int mib[4] = { CTL_KERN, KERN_PROC, KERN_PROC_ALL, 0 };
	static struct kinfo_proc kp[8];
	size_t len = sizeof(kp);
	long pid;
	int st;

	CHECK_EQ(getint("jail.jailed"), 1);
	CHECK_EQ(sys(SYS_kill, outside, 0), -ESRCH);
	CHECK_EQ(sys(SYS_kill, 1, 9), -ESRCH);
	CHECK_EQ(sys(SYS_kill, -1, 0), -ESRCH);
	CHECK_EQ(sys(SYS_ptrace, 10, outside, 0, 0), -ESRCH);
	CHECK_EQ(sys(SYS_getpriority, 0, outside), -ESRCH);
	CHECK_EQ(sys(SYS___sysctl, mib, 3, kp, &len, 0, 0), 0);
	CHECK_EQ(len, sizeof(kp[0]));
	CHECK_EQ(kp[0].kp_pid, g_getpid());
	CHECK(kp[0].kp_jailid > 0);
	mib[2] = KERN_PROC_PID;
	mib[3] = (int)outside;
	len = sizeof(kp);
	CHECK_EQ(sys(SYS___sysctl, mib, 4, kp, &len, 0, 0), 0);
	CHECK_EQ(len, 0);
	/* Its own children are its own. */
	if ((pid = child()) == 0)
		g_exit(sys(SYS_kill, sys(SYS_getppid), 0) == 0 ? 7 : 8);
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 7 << 8);
	/* Neither another jail nor another attachment. */
	CHECK_EQ(jail_at("/", 0), -EPERM);
	CHECK_EQ(sys(SYS_jail_attach, 1), -EPERM);
}

/* ---- what its super-user may not ------------------------------------------- */

static void
in_privileges(void)
{
	struct timespec ts = { 1, 0 };
	struct rlimit rl = { 8192, 8192 };
	char root[2] = "/";

	CHECK_EQ(sys(SYS_clock_settime, 0, &ts), -EPERM);
	CHECK_EQ(sys(SYS_reboot, 0), -EPERM);
	CHECK_EQ(sys(SYS_mknod, "/null", S_IFCHR | 0666, 0), -EPERM);
	CHECK_EQ(sys(SYS_mount, "tmpfs", "/sub", 0, 0), -EPERM);
	CHECK_EQ(sys(SYS_mount, "devfs", "/sub", 0, 0), -EPERM);
	CHECK_EQ(sys(SYS_unmount, "/", 0), -EINVAL);
	CHECK_EQ(sys(SYS_getfh, "/", root), -EPERM);
	CHECK_EQ(setint("kern.maxfiles", 5000), -EPERM);
	CHECK_EQ(setint("jail.defaults.sysvipc_allowed", 1), -EPERM);
	CHECK_EQ(sys(SYS_shmget, IPC_PRIVATE, 4096, 0600), -ENOSYS);
	CHECK_EQ(sys(SYS_semget, IPC_PRIVATE, 1, 0600), -ENOSYS);
	CHECK_EQ(sys(SYS_msgget, IPC_PRIVATE, 0600), -ENOSYS);
	CHECK_EQ(sys(SYS_socket, AF_INET, SOCK_RAW, 1), -EPERM);
	CHECK_EQ(sys(SYS_setpriority, 0, 0, -5), -EACCES);
	CHECK_EQ(sys(SYS_chflags, "/file", SF_IMMUTABLE), -EPERM);
	/* What it may. */
	CHECK_EQ(sys(SYS_chflags, "/file", UF_NODUMP), 0);
	CHECK_EQ(sys(SYS_chown, "/file", 12, 34), 0);
	CHECK_EQ(sys(SYS_chmod, "/file", 04711), 0);
	CHECK_EQ(sys(SYS_mknod, "/fifo", S_IFIFO | 0666, 0), 0);
	CHECK_EQ(sys(SYS_setrlimit, RLIMIT_NOFILE, &rl), 0);
	CHECK_EQ(sys(SYS_setlogin, "somebody"), 0);
	CHECK_EQ(sys(SYS_unlink, "/fifo"), 0);
	CHECK_EQ(sys(SYS_setuid, 1234), 0);
	CHECK_EQ(sys(SYS_setuid, 0), -EPERM);
}

/* The root directory is no way out, whatever it changes to. */
static void
in_root(void)
{
	struct stat a, b;
	char buf[1024];
	long fd;

	CHECK_EQ(sys(SYS_stat, "/", &a), 0);
	CHECK_EQ(sys(SYS_stat, "/../../..", &b), 0);
	CHECK(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	CHECK_EQ(sys(SYS_stat, "..", &b), 0);
	CHECK(a.st_ino == b.st_ino);
	CHECK_EQ(sys(SYS___getcwd, buf, sizeof(buf)), 0);
	CHECK(g_same(buf, "/", 2));
	CHECK_EQ(sys(SYS_access, "/etc/passwd", 0), -ENOENT);
	/* A root below, with the working directory left above it. */
	CHECK_EQ(sys(SYS_chroot, "/sub"), 0);
	CHECK_EQ(sys(SYS_chdir, ".."), 0);
	CHECK_EQ(sys(SYS_stat, ".", &b), 0);
	CHECK(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	fd = sys(SYS_open, ".", O_RDONLY);
	CHECK_EQ(sys(SYS_chroot, "/"), -EPERM);
	sys(SYS_close, fd);
}

static void
in_hostname(void)
{
	char name[256];
	size_t n = sizeof(name);

	CHECK_EQ(byname("kern.hostname", name, &n, 0, 0), 0);
	CHECK(g_same(name, "inmate", 7));
	CHECK_EQ(byname("kern.hostname", 0, 0, "mine", 4), 0);
	n = sizeof(name);
	CHECK_EQ(byname("kern.hostname", name, &n, 0, 0), 0);
	CHECK(n == 5 && g_same(name, "mine", 5));
	n = sizeof(name);
	CHECK_EQ(byname("jail.list", name, &n, 0, 0), 0);
	CHECK_EQ(n, 0);
}

/* ---- addresses -------------------------------------------------------------- */

static int host_fd;		/* a listener outside, on 127.0.0.1 */
static int host_port;

static long
udp_at(unsigned a, int port, struct sockaddr_storage *ss)
{
	long s = sys(SYS_socket, AF_INET, SOCK_DGRAM, 0), r;
	int len = sizeof(*ss);

	ip4(ss, a, port);
	r = sys(SYS_bind, s, ss, sizeof(struct sockaddr_in));
	if (r < 0) {
		sys(SYS_close, s);
		return (r);
	}
	sys(SYS_getsockname, s, ss, &len);
	return (s);
}

static void
in_addresses(void)
{
	struct sockaddr_storage ss, peer;
	int len = sizeof(ss);
	long s, c, t;

	/* 127.0.0.1 is its own 127.0.0.2, and is told as 127.0.0.1. */
	s = udp_at(LO1, 0, &ss);
	CHECK(s >= 0);
	CHECK_EQ(addr4(&ss), LO1);
	sys(SYS_close, s);
	s = udp_at(LO2, 0, &ss);
	CHECK(s >= 0);
	sys(SYS_close, s);
	s = udp_at(0, 0, &ss);
	CHECK_EQ(addr4(&ss), LO1);
	sys(SYS_close, s);
	CHECK_EQ(udp_at(LO3, 0, &ss), -EADDRNOTAVAIL);
	/* The listener outside is not on the jail's address. */
	s = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);
	ip4(&ss, LO1, host_port);
	CHECK_EQ(sys(SYS_connect, s, &ss, sizeof(struct sockaddr_in)),
	    -ECONNREFUSED);
	sys(SYS_close, s);
	/* One inside is, and its peer is seen as the loopback address. */
	s = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);
	CHECK_EQ(sys(SYS_listen, s, 5), 0);
	CHECK_EQ(sys(SYS_getsockname, s, &ss, &len), 0);
	CHECK_EQ(addr4(&ss), LO1);
	c = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);
	CHECK_EQ(sys(SYS_connect, c, &ss, sizeof(struct sockaddr_in)), 0);
	len = sizeof(peer);
	t = sys(SYS_accept, s, &peer, &len);
	CHECK(t >= 0);
	CHECK_EQ(addr4(&peer), LO1);
	/* An old program's bind without a family. */
	sys(SYS_close, c);
	c = sys(SYS_socket, AF_INET, SOCK_DGRAM, 0);
	ip4(&ss, 0, 0);
	ss.ss_family = AF_UNSPEC;
	CHECK_EQ(sys(SYS_bind, c, &ss, sizeof(struct sockaddr_in)), 0);
	len = sizeof(ss);
	CHECK_EQ(sys(SYS_getsockname, c, &ss, &len), 0);
	CHECK_EQ(addr4(&ss), LO1);
	/* Sent from where it was not bound: the jail's address. */
	c = sys(SYS_socket, AF_INET, SOCK_DGRAM, 0);
	t = udp_at(LO1, 0, &ss);
	CHECK_EQ(sys(SYS_sendto, c, "x", 1, 0, &ss,
	    sizeof(struct sockaddr_in)), 1);
	len = sizeof(peer);
	{
		char b[4];

		CHECK_EQ(sys(SYS_recvfrom, t, b, 4, 0, &peer, &len), 1);
	}
	CHECK_EQ(addr4(&peer), LO1);
}

static void
in_noaddress(void)
{
	struct sockaddr_storage ss;
	long s;

	CHECK_EQ(udp_at(LO1, 0, &ss), -EADDRNOTAVAIL);
	CHECK_EQ(udp_at(0, 0, &ss), -EADDRNOTAVAIL);
	s = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);
	ip4(&ss, LO1, host_port);
	CHECK_EQ(sys(SYS_connect, s, &ss, sizeof(struct sockaddr_in)),
	    -EADDRNOTAVAIL);
	CHECK_EQ(sys(SYS_listen, s, 5), -EADDRNOTAVAIL);
	/* Local sockets need none. */
	CHECK_EQ(sys(SYS_socketpair, AF_LOCAL, SOCK_STREAM, 0, tell), 0);
}

/* With two addresses the wildcard is both, but no other. */
static void
in_twoaddresses(void)
{
	struct sockaddr_storage ss;
	int len = sizeof(ss), port;
	long s, c;

	s = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);
	CHECK_EQ(sys(SYS_listen, s, 5), 0);
	CHECK_EQ(sys(SYS_getsockname, s, &ss, &len), 0);
	CHECK_EQ(addr4(&ss), 0);
	port = __builtin_bswap16(((struct sockaddr_in *)&ss)->sin_port);
	for (unsigned a = LO2; a <= LO3; a++) {
		c = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);
		ip4(&ss, a, port);
		CHECK_EQ(sys(SYS_connect, c, &ss, sizeof(struct sockaddr_in)),
		    0);
		sys(SYS_close, c);
	}
	/* Tell outside the port, and wait. */
	sys(SYS_write, tell[1], &port, sizeof(port));
	sys(SYS_read, stay[0], &port, 1);
}

/* The wildcard of a jail does not take what comes for others. */
static void
t_wildcard_outside(void)
{
	struct sockaddr_storage ss;
	int port = 0, st;
	char b;
	long pid, c, r;

	pipe_to(tell);
	pipe_to(stay);
	ip4(&ips[0], LO2, 0);
	ip4(&ips[1], LO3, 0);
	if ((pid = child()) == 0) {
		sys(SYS_close, stay[1]);
		CHECK(jail_at(ROOT, 2) > 0);
		in_twoaddresses();
		g_exit(failures != 0);
	}
	sys(SYS_close, stay[0]);
	CHECK_EQ(sys(SYS_read, tell[0], &port, sizeof(port)), sizeof(port));
	c = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);
	ip4(&ss, LO1, port);
	r = sys(SYS_connect, c, &ss, sizeof(struct sockaddr_in));
	CHECK(r == -ECONNREFUSED || r == -ECONNRESET ||
	    sys(SYS_read, c, &b, 1) <= 0);
	sys(SYS_close, stay[1]);
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

/* ---- capabilities, attachment, the end -------------------------------------- */

static int
str_has(const char *s, size_t n, const char *what)
{
	size_t w = g_len(what), i;

	for (i = 0; i + w <= n; i++)
		if (g_same(s + i, what, w))
			return (1);
	return (0);
}

static void
variable(char *to, long id, const char *name)
{
	char num[12];
	int i = sizeof(num) - 1, n = 0;

	num[i] = '\0';
	do
		num[--i] = (char)('0' + id % 10);
	while ((id /= 10) != 0);
	for (const char *p = "jail."; *p != '\0'; p++)
		to[n++] = *p;
	while (num[i] != '\0')
		to[n++] = num[i++];
	to[n++] = '.';
	do
		to[n++] = *name;
	while (*name++ != '\0');
}

static void
t_life(void)
{
	long pid, id = 0, other, r;
	static char list[512];
	char var[64];
	size_t n;
	int st, i;

	pipe_to(tell);
	pipe_to(stay);
	ip4(&ips[0], LO2, 0);
	if ((pid = child()) == 0) {
		sys(SYS_close, stay[1]);
		id = jail_at(ROOT, 1);
		sys(SYS_write, tell[1], &id, sizeof(id));
		sys(SYS_read, stay[0], &r, 1);
		/* Allowed meanwhile. */
		CHECK(sys(SYS_shmget, IPC_PRIVATE, 4096, 0600) >= 0);
		CHECK_EQ(byname("kern.hostname", 0, 0, "mine", 4), -EPERM);
		CHECK_EQ(sys(SYS_mount, "tmpfs", "/sub", 0, 0), 0);
		CHECK_EQ(sys(SYS_unmount, "/sub", 0), 0);
		sys(SYS_write, tell[1], &id, sizeof(id));
		sys(SYS_read, stay[0], &r, 1);
		g_exit(failures != 0);
	}
	sys(SYS_read, tell[0], &id, sizeof(id));
	CHECK(id > 0);
	n = sizeof(list);
	CHECK_EQ(byname("jail.list", list, &n, 0, 0), 0);
	CHECK(str_has(list, n, " inmate " ROOT " 127.0.0.2"));
	variable(var, id, "sys_sysvipc");
	CHECK_EQ(getint(var), 0);
	CHECK_EQ(setint(var, 1), 0);
	CHECK_EQ(getint(var), 1);
	variable(var, id, "sys_set_hostname");
	CHECK_EQ(getint(var), 1);
	CHECK_EQ(setint(var, 0), 0);
	variable(var, id, "vfs_mount_tmpfs");
	CHECK_EQ(setint(var, 1), 0);
	CHECK_EQ(getint("jail.defaults.sysvipc_allowed"), 0);
	sys(SYS_write, stay[1], "x", 1);
	sys(SYS_read, tell[0], &id, sizeof(id));
	/* Another process goes in, and sees the first. */
	if ((other = child()) == 0) {
		CHECK_EQ(sys(SYS_jail_attach, id), 0);
		CHECK_EQ(sys(SYS_kill, pid, 0), 0);
		CHECK_EQ(sys(SYS_kill, outside, 0), -ESRCH);
		CHECK_EQ(sys(SYS_access, "/file", 0), 0);
		g_exit(failures != 0);
	}
	CHECK_EQ(sys(SYS_wait6, P_JAILID, id + 1, &st, WEXITED | WNOHANG, 0, 0),
	    -ECHILD);
	CHECK_EQ(g_wait(other, &st, 0), other);
	CHECK_EQ(st, 0);
	/* It ends with its last process. */
	CHECK_EQ(sys(SYS_kill, pid, 0), 0);
	sys(SYS_close, stay[1]);
	CHECK_EQ(sys(SYS_wait6, P_JAILID, id, &st, WEXITED, 0, 0), pid);
	CHECK_EQ(st, 0);
	for (i = 0; i < 5000 && getint(var) >= 0; i++)
		g_sleep_ms(2);
	CHECK_EQ(getint(var), -ENOENT);
	CHECK_EQ(sys(SYS_jail_attach, id), -EINVAL);
	n = sizeof(list);
	CHECK_EQ(byname("jail.list", list, &n, 0, 0), 0);
	CHECK_EQ(n, 0);
	sys(SYS_close, stay[0]);
}

/* jail(2) of old has one address. */
static void
t_version0(void)
{
	struct jail_v0 j = { 0, (char *)ROOT, (char *)"old", LO2 };
	struct sockaddr_storage ss;
	int st;
	long pid = child();

	if (pid == 0) {
		CHECK(sys(SYS_jail, &j) > 0);
		CHECK(udp_at(LO2, 0, &ss) >= 0);
		CHECK_EQ(udp_at(LO3, 0, &ss), -EADDRNOTAVAIL);
		g_exit(failures != 0);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

/* Jails come and go: nothing of them stays. */
static void
t_many(void)
{
	int st, i;
	long pid;

	for (i = 0; i < 200; i++) {
		if ((pid = child()) == 0)
			g_exit(jail_at(ROOT, 1) > 0 ? 0 : 1);
		g_wait(pid, &st, 0);
		if (st != 0)
			break;
	}
	CHECK_EQ(i, 200);
}

int
main(void)
{
	struct sockaddr_storage ss;
	int len = sizeof(ss);

	outside = g_getpid();
	sys(SYS_mkdir, ROOT, 0755);
	sys(SYS_mkdir, ROOT "/sub", 0755);
	g_putfile(ROOT "/file", "x", 1, 0644);
	host_fd = (int)sys(SYS_socket, AF_INET, SOCK_STREAM, 0);
	ip4(&ss, LO1, 0);
	CHECK_EQ(sys(SYS_bind, host_fd, &ss, sizeof(struct sockaddr_in)), 0);
	CHECK_EQ(sys(SYS_listen, host_fd, 5), 0);
	CHECK_EQ(sys(SYS_getsockname, host_fd, &ss, &len), 0);
	host_port = __builtin_bswap16(((struct sockaddr_in *)&ss)->sin_port);
	RUN(t_arguments);
	ip4(&ips[0], LO2, 0);
	g_puts("in a jail\n");
	inside(in_processes, 1);
	inside(in_privileges, 1);
	inside(in_root, 1);
	inside(in_hostname, 1);
	inside(in_addresses, 1);
	inside(in_noaddress, 0);
	RUN(t_wildcard_outside);
	RUN(t_version0);
	RUN(t_life);
	RUN(t_many);
	guest_done();
}
