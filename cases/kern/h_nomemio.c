/*
 * h_nomemio.c: what files, file systems and sockets ask the kernel for, with no
 * memory for one request of it after the other.
 *
 * usage: h_nomemio files | all dir
 *
 * The probes of files work in dir.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "nomem.h"
#include <sys/param.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <net/bpf.h>
#include <net/if.h>
#include <netinet/in.h>
#include <vfs/nullfs/null.h>
#include <vfs/tmpfs/tmpfs_mount.h>

static char block[8192], out[16384];

/* What was made goes whatever becomes of requests. */
static void
gone(const char *path)
{
	long r;

	do
		r = sys(SYS_unlink, path);
	while (r == -ENOMEM || r == -ENOBUFS);
}

static long
p_file(void)
{
	long fd = sys(SYS_open, "file", O_CREAT | O_RDWR, 0600), r;

	if (fd < 0)
		return (fd);
	TRY(sys(SYS_write, fd, block, sizeof(block)));
	TRY(sys(SYS_extpread, fd, block, 100, 0, 200));
	TRY(sys(SYS_fsync, fd));
	TRY(sys(SYS_ftruncate, fd, 0, 100));
	TRY(sys(SYS_fchmod, fd, 0644));
	r = 0;
out:
	sys(SYS_close, fd);
	gone("file");
	return (r);
}

static long
p_names(void)
{
	char target[200];
	long r;

	TRY(sys(SYS_mkdir, "dir", 0700));
	TRY(sys(SYS_symlink, "where/ever/this/may/be", "dir/link"));
	TRY(sys(SYS_readlink, "dir/link", target, sizeof(target)));
	TRY(sys(SYS_rename, "dir/link", "dir/other-and-longer-name"));
	TRY(sys(SYS_link, "/dev/null", "dir/hard") == -EXDEV ? 0 : 0);
	TRY(sys(SYS_mkfifo, "dir/fifo", 0600));
	TRY(sys(SYS_rename, "dir/fifo", "fifo"));
	r = 0;
out:
	gone("fifo");
	gone("dir/fifo");
	gone("dir/link");
	gone("dir/other-and-longer-name");
	while (sys(SYS_rmdir, "dir") == -ENOMEM)
		continue;
	return (r);
}

static long
p_directory(void)
{
	long fd = sys(SYS_open, ".", O_RDONLY | O_DIRECTORY), r, base;

	if (fd < 0)
		return (fd);
	TRY(sys(SYS_getdirentries, fd, out, sizeof(out), &base));
	TRY(sys(SYS_fchdir, fd));
	TRY(sys(SYS___getcwd, out, sizeof(out)));
	r = 0;
out:
	sys(SYS_close, fd);
	return (r);
}

static long
p_sparse(void)
{
	long fd = sys(SYS_open, "sparse", O_CREAT | O_RDWR, 0600), r;

	if (fd < 0)
		return (fd);
	TRY(sys(SYS_extpwrite, fd, "x", 1, 0, 1 << 20));
	TRY(sys(SYS_extpwrite, fd, "x", 1, 0, 40 << 20));
	TRY(sys(SYS_extpread, fd, block, 100, 0, 20 << 20));
	TRY(sys(SYS_ftruncate, fd, 0, 1 << 20));
	r = 0;
out:
	sys(SYS_close, fd);
	gone("sparse");
	return (r);
}

static long
p_lock(void)
{
	struct flock fl = { .l_start = 5, .l_len = 10, .l_type = F_WRLCK };
	long fd = sys(SYS_open, "locked", O_CREAT | O_RDWR, 0600), r;

	if (fd < 0)
		return (fd);
	TRY(sys(SYS_fcntl, fd, F_SETLK, &fl));
	fl.l_start = 7;
	fl.l_len = 2;
	fl.l_type = F_UNLCK;
	TRY(sys(SYS_fcntl, fd, F_SETLK, &fl));
	TRY(sys(SYS_fcntl, fd, F_GETLK, &fl));
	r = 0;
out:
	sys(SYS_close, fd);
	gone("locked");
	return (r);
}

static long
p_fifo(void)
{
	long r, fd;

	TRY(sys(SYS_mkfifo, "pipe", 0600));
	TRY(fd = sys(SYS_open, "pipe", O_RDWR | O_NONBLOCK));
	TRY(sys(SYS_write, fd, "x", 1) == 1 ? 0 : -ENOMEM);
	r = 0;
out:
	if (r == 0)
		sys(SYS_close, fd);
	gone("pipe");
	return (r);
}

/* Mount, look inside, unmount. */
static long
mounted(const char *type, void *data)
{
	long r, u;

	sys(SYS_mkdir, "/tmp/nomem.mnt", 0700);
	if ((r = sys(SYS_mount, type, "/tmp/nomem.mnt", 0, data)) < 0)
		return (r);
	r = sys(SYS_access, "/tmp/nomem.mnt/curproc/map", 0);
	do
		u = sys(SYS_unmount, "/tmp/nomem.mnt", 0);
	while (u == -ENOMEM);
	return (u != 0 ? u : r == -ENOENT ? 0 : r);
}

static long
p_tmpfs(void)
{
	struct tmpfs_mount_info ti = { .ta_version = TMPFS_ARGS_VERSION,
	    .ta_root_mode = 0755 };

	return (mounted("tmpfs", &ti));
}

static long
p_null(void)
{
	struct null_args na = { .target = "/tmp" };

	return (mounted("null", &na));
}

static long
p_procfs(void)
{
	return (mounted("procfs", 0));
}

static long
p_proc_files(void)
{
	static const char *const names[] = { "map", "status", "cmdline",
	    "rlimit", "file", "regs" };
	char path[40] = "/proc/curproc/";
	long r = 0, fd;
	size_t i, k;

	for (i = 0; i < 6; i++) {
		for (k = 0; k <= g_len(names[i]); k++)
			path[14 + k] = names[i][k];
		TRY(fd = sys(SYS_open, path, O_RDONLY));
		r = sys(SYS_read, fd, out, sizeof(out));
		sys(SYS_close, fd);
		TRY(r);
	}
	r = 0;
out:
	return (r);
}

static long
p_filesystems(void)
{
	long r = sys(SYS_getfsstat, out, sizeof(out), MNT_WAIT);

	return (r < 0 ? r : 0);
}

/* Two ends, some bytes, a descriptor that travels, one that stays in between. */
static long
p_local(void)
{
	union {
		struct cmsghdr h;
		char room[CMSG_SPACE(sizeof(int))];
	} c = { .h = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
	struct iovec iov = { block, 100 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &c, .msg_controllen = sizeof(c) };
	int sv[2];
	long r;

	*(int *)(void *)CMSG_DATA(&c.h) = 0;
	if ((r = sys(SYS_socketpair, PF_LOCAL, SOCK_STREAM, 0, sv)) < 0)
		return (r);
	TRY(sys(SYS_sendmsg, sv[0], &mh, 0));
	TRY(sys(SYS_recvmsg, sv[1], &mh, 0));
	if (mh.msg_controllen > 0)
		sys(SYS_close, *(int *)(void *)CMSG_DATA(&c.h));
	*(int *)(void *)CMSG_DATA(&c.h) = 0;
	mh.msg_controllen = sizeof(c);
	TRY(sys(SYS_sendmsg, sv[1], &mh, 0));
	r = 0;
out:
	sys(SYS_close, sv[0]);
	sys(SYS_close, sv[1]);
	return (r);
}

static long
p_named(void)
{
	struct sockaddr_un un = { .sun_len = sizeof(un),
	    .sun_family = AF_LOCAL, .sun_path = "sock" };
	int type = SOCK_STREAM;
	long l, s, a, r;

	if ((l = sys(SYS_socket, PF_LOCAL, type, 0)) < 0)
		return (l);
	if ((s = sys(SYS_socket, PF_LOCAL, type, 0)) < 0) {
		sys(SYS_close, l);
		return (s);
	}
	TRY(sys(SYS_bind, l, &un, sizeof(un)));
	TRY(sys(SYS_listen, l, 5));
	TRY(sys(SYS_connect, s, &un, sizeof(un)));
	TRY(a = sys(SYS_accept, l, 0, 0));
	r = sys(SYS_write, a, block, 5000);
	sys(SYS_close, a);
	if (r > 0)
		r = 0;
out:
	sys(SYS_close, s);
	sys(SYS_close, l);
	gone("sock");
	return (r);
}

static struct sockaddr_in home = { .sin_len = sizeof(home),
    .sin_family = AF_INET };

static long
p_udp(void)
{
	socklen_t len = sizeof(home);
	struct sockaddr_in to;
	long s = sys(SYS_socket, PF_INET, SOCK_DGRAM, 0), r;

	if (s < 0)
		return (s);
	home.sin_port = 0;
	home.sin_addr.s_addr = 0x0100007f;
	TRY(sys(SYS_bind, s, &home, sizeof(home)));
	TRY(sys(SYS_getsockname, s, &to, &len));
	/* Datagrams may be lost for want of memory. */
	r = sys(SYS_sendto, s, block, 1000, MSG_DONTWAIT, &to, sizeof(to));
	TRY(r);
	r = sys(SYS_recvfrom, s, block, sizeof(block), MSG_DONTWAIT, 0, 0);
	r = r == 1000 || r == -EAGAIN ? 0 : r;
out:
	sys(SYS_close, s);
	return (r);
}

static long
p_tcp(void)
{
	socklen_t len = sizeof(home);
	struct sockaddr_in to;
	long l, s, a, r;

	if ((l = sys(SYS_socket, PF_INET, SOCK_STREAM, 0)) < 0)
		return (l);
	if ((s = sys(SYS_socket, PF_INET, SOCK_STREAM, 0)) < 0) {
		sys(SYS_close, l);
		return (s);
	}
	home.sin_port = 0;
	home.sin_addr.s_addr = 0x0100007f;
	TRY(sys(SYS_bind, l, &home, sizeof(home)));
	TRY(sys(SYS_listen, l, 5));
	TRY(sys(SYS_getsockname, l, &to, &len));
	TRY(sys(SYS_connect, s, &to, sizeof(to)));
	TRY(a = sys(SYS_accept, l, 0, 0));
	if ((r = sys(SYS_write, a, block, 5000)) > 0)
		r = sys(SYS_read, s, block, 1);
	sys(SYS_close, a);
	if (r > 0)
		r = 0;
out:
	sys(SYS_close, s);
	sys(SYS_close, l);
	/* It is the other end that has no memory. */
	return (r == -ECONNRESET ? -ENOBUFS : r);
}

static long
p_interfaces(void)
{
	struct ifconf ifc = { .ifc_len = sizeof(out), .ifc_buf = out };
	int mib[6] = { CTL_NET, PF_ROUTE, 0, 0, 1, 0 };	/* NET_RT_DUMP */
	struct ip_mreq join = { { 0x010000e1 }, { 0x0100007f } };
	size_t len = sizeof(out);
	long s = sys(SYS_socket, PF_INET, SOCK_DGRAM, 0), r;

	if (s < 0)
		return (s);
	TRY(sys(SYS_ioctl, s, SIOCGIFCONF, &ifc));
	TRY(sys(SYS___sysctl, mib, 6, out, &len, 0, 0));
	TRY(sys(SYS_setsockopt, s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join,
	    sizeof(join)));
	r = 0;
out:
	sys(SYS_close, s);
	return (r);
}

static long
p_bpf(void)
{
	struct bpf_insn all = { BPF_RET | BPF_K, 0, 0, 100 };
	struct bpf_program prog = { 1, &all };
	struct ifreq ifr = { .ifr_name = "lo0" };
	long fd = sys(SYS_open, "/dev/bpf", O_RDWR), r;

	if (fd < 0)
		return (fd);
	TRY(sys(SYS_ioctl, fd, BIOCSETIF, &ifr));
	TRY(sys(SYS_ioctl, fd, BIOCSETF, &prog));
	r = 0;
out:
	sys(SYS_close, fd);
	return (r);
}

static struct probe probes[] = {
	{ "file", p_file, 0 },
	{ "names", p_names, 0 },
	{ "directory", p_directory, 0 },
	{ "sparse file", p_sparse, 0 },
	{ "lock", p_lock, 0 },
	{ "fifo", p_fifo, 0 },
	{ "local socket with a name", p_named, 0 },
#define NFILES	7		/* those above */
	{ "tmpfs", p_tmpfs, 0 },
	{ "null", p_null, 0 },
	{ "procfs", p_procfs, 0 },
	{ "files of /proc", p_proc_files, 0 },
	{ "filesystems", p_filesystems, 0 },
	{ "local sockets", p_local, 0 },
	{ "UDP", p_udp, 0 },
	{ "TCP", p_tcp, 0 },
	{ "interfaces", p_interfaces, 0 },
	{ "bpf", p_bpf, 0 },
	{ 0, 0, 0 }
};

int
main(int argc, char **argv)
{
	if (argc != 3 || sys(SYS_chdir, argv[2]) != 0)
		g_exit(64);
	if (argv[1][0] == 'f')
		probes[NFILES].name = 0;
	nomem_main(probes);
}
