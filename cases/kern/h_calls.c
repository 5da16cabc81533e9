/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_calls.c: what the kernel tells of itself and lends: sysctl by number and by
 * name, kenv, random numbers, calls that it does not have, ppoll, and the *at
 * calls that make special files.
 */
#include "guest.h"
#include <sys/kenv.h>
#include <sys/poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <vm/vm_param.h>

#define NEVER	590		/* a number that no call has */

static char text[8192];

/* Run f in a child without privileges. */
static void
as_nobody(void (*f)(void))
{
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		sys(SYS_setresuid, 500, 500, 500);
		failures = 0;
		f();
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
}

/* The number of a name: negative errno, or its components. */
static long
name_to_mib(const char *name, int *mib)
{
	int query[2] = { 0, 3 };
	size_t len = CTL_MAXNAME * sizeof(int);
	long r;

	r = sys(SYS___sysctl, query, 2, mib, &len, name, g_len(name));
	return (r < 0 ? r : (long)(len / sizeof(int)));
}

static void
no_privilege(void)
{
	int mib[2] = { CTL_KERN, KERN_HOSTNAME };

	CHECK_EQ(sys(SYS___sysctl, mib, 2, 0, 0, "thief", 5), -EPERM);
	CHECK_EQ(sys(SYS_kenv, KENV_SET, "case.a", "2", 2), -EPERM);
	CHECK_EQ(sys(SYS_kenv, KENV_UNSET, "case.a", 0, 0), -EPERM);
	CHECK_EQ(sys(SYS_kenv, KENV_GET, "case.a", text, 100), 2);
}

static void
t_sysctl(void)
{
	int mib[CTL_MAXNAME] = { CTL_KERN, KERN_OSTYPE }, ncpu = 0;
	int byname[CTL_MAXNAME];
	char old[64];
	size_t len = sizeof(text), oldlen = sizeof(old);

	CHECK_EQ(sys(SYS___sysctl, mib, 2, text, &len, 0, 0), 0);
	CHECK_EQ(len, 10);
	CHECK(g_same(text, "DragonFly", 10));
	CHECK_EQ(name_to_mib("kern.ostype", byname), 2);
	CHECK(g_same(mib, byname, 2 * sizeof(int)));
	CHECK_EQ(name_to_mib("kern.no_such_thing", byname), -ENOENT);
	CHECK_EQ(name_to_mib("hw.ncpu", byname), 2);
	CHECK(byname[0] == CTL_HW && byname[1] == HW_NCPU);
	len = sizeof(ncpu);
	CHECK_EQ(sys(SYS___sysctl, byname, 2, &ncpu, &len, 0, 0), 0);
	CHECK_EQ(ncpu, 2);
	len = sizeof(long);
	CHECK_EQ(name_to_mib("vm.v_free_min", byname), 2);
	CHECK(byname[0] == CTL_VM && byname[1] == VM_V_FREE_MIN);
	CHECK_EQ(sys(SYS___sysctl, byname, 2, old, &len, 0, 0), 0);
	/* 0 is for a host whose time stamp counter has no constant rate. */
	CHECK_EQ(name_to_mib("hw.clockrate", byname), 2);
	len = sizeof(ncpu);
	CHECK_EQ(sys(SYS___sysctl, byname, 2, &ncpu, &len, 0, 0), 0);
	CHECK(ncpu == 0 || (ncpu >= 100 && ncpu < 20000));
	/* Too little room, none, a wild pointer, read-only, an inner node. */
	len = 4;
	CHECK_EQ(sys(SYS___sysctl, mib, 2, text, &len, 0, 0), -ENOMEM);
	CHECK_EQ(sys(SYS___sysctl, mib, 2, 0, &len, 0, 0), 0);
	CHECK_EQ(len, 10);
	CHECK_EQ(sys(SYS___sysctl, mib, 2, 8, &len, 0, 0), -EFAULT);
	CHECK_EQ(sys(SYS___sysctl, 8, 2, text, &len, 0, 0), -EFAULT);
	CHECK_EQ(sys(SYS___sysctl, mib, 2, 0, 0, "x", 1), -EPERM);
	CHECK_EQ(sys(SYS___sysctl, mib, 1, text, &len, 0, 0), -EISDIR);
	CHECK_EQ(sys(SYS___sysctl, mib, 3, text, &len, 0, 0), -ENOTDIR);
	CHECK_EQ(sys(SYS___sysctl, mib, CTL_MAXNAME + 1, text, &len, 0, 0),
	    -EINVAL);
	mib[1] = 12345;
	CHECK_EQ(sys(SYS___sysctl, mib, 2, text, &len, 0, 0), -ENOENT);
	/* One that can be set. */
	mib[1] = KERN_HOSTNAME;
	CHECK_EQ(sys(SYS___sysctl, mib, 2, old, &oldlen, "case", 4), 0);
	len = sizeof(text);
	CHECK_EQ(sys(SYS___sysctl, mib, 2, text, &len, 0, 0), 0);
	CHECK(len == 5 && g_same(text, "case", 5));
	CHECK_EQ(sys(SYS___sysctl, mib, 2, 0, 0, old, oldlen - 1), 0);
}

/* kern.environment.0.n, which init(8) reads from 0 until there is no more. */
static void
environment_by_number(void)
{
	int mib[CTL_MAXNAME], n = name_to_mib("kern.environment", mib);
	int found = 0;
	size_t len;
	long r;

	CHECK_EQ(n, 2);
	mib[n] = 0;
	for (mib[n + 1] = 0; mib[n + 1] < 1000; mib[n + 1]++) {
		len = sizeof(text);
		r = sys(SYS___sysctl, mib, n + 2, text, &len, 0, 0);
		if (r != 0)
			break;
		CHECK_EQ(len, g_len(text) + 1);
		found += g_same(text, "case.a=7", 9);
	}
	CHECK_EQ(r, -ENOENT);
	CHECK_EQ(found, 1);
	CHECK_EQ(sys(SYS___sysctl, mib, n, text, &len, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS___sysctl, mib, n + 1, text, &len, 0, 0), -EINVAL);
	mib[n + 1] = -1;
	CHECK_EQ(sys(SYS___sysctl, mib, n + 2, text, &len, 0, 0), -ENOENT);
}

static void
t_kenv(void)
{
	static char big[2 * KENV_MVALLEN];
	long n, found = 0;

	CHECK_EQ(sys(SYS_kenv, KENV_GET, "case.a", text, 100), -ENOENT);
	CHECK_EQ(sys(SYS_kenv, KENV_SET, "case.a", "12345", 6), 0);
	CHECK_EQ(sys(SYS_kenv, KENV_GET, "case.a", text, 100), 6);
	CHECK(g_same(text, "12345", 6));
	text[3] = '!';
	CHECK_EQ(sys(SYS_kenv, KENV_GET, "case.a", text, 3), 3);
	CHECK(g_same(text, "123!", 4));
	CHECK_EQ(sys(SYS_kenv, KENV_SET, "case.a", "7", 2), 0);
	n = sys(SYS_kenv, KENV_DUMP, 0, 0, 0);
	CHECK(n >= 10 && n < (long)sizeof(text));
	CHECK_EQ(sys(SYS_kenv, KENV_DUMP, 0, text, sizeof(text)), 0);
	for (long i = 0; i < n && text[i] != '\0';
	    i += (long)g_len(text + i) + 1)
		found += g_same(text + i, "case.a=7", 9);
	CHECK_EQ(found, 1);
	environment_by_number();
	as_nobody(no_privilege);
	for (size_t i = 0; i < sizeof(big) - 1; i++)
		big[i] = 'k';
	CHECK_EQ(sys(SYS_kenv, KENV_SET, big, "1", 2), -ENAMETOOLONG);
	CHECK_EQ(sys(SYS_kenv, KENV_SET, "case.b", big, sizeof(big)),
	    -ENAMETOOLONG);
	CHECK_EQ(sys(SYS_kenv, KENV_SET, "a=b", "1", 2), -EINVAL);
	CHECK_EQ(sys(SYS_kenv, KENV_GET, 8, text, 100), -EFAULT);
	CHECK_EQ(sys(SYS_kenv, 99, "case.a", text, 100), -EINVAL);
	CHECK_EQ(sys(SYS_kenv, KENV_UNSET, "case.a", 0, 0), 0);
	CHECK_EQ(sys(SYS_kenv, KENV_UNSET, "case.a", 0, 0), -ENOENT);
}

/* Among 4,096 bytes every value is to be expected sixteen times. */
static int
looks_random(const unsigned char *p, size_t n)
{
	char had[256];
	int kinds = 0;

	g_zero(had, sizeof(had));
	for (size_t i = 0; i < n; i++) {
		kinds += !had[p[i]];
		had[p[i]] = 1;
	}
	return (kinds > 240);
}

static long
set_int(const char *name, int value)
{
	int mib[CTL_MAXNAME];
	int n = name_to_mib(name, mib);

	return (sys(SYS___sysctl, mib, n, 0, 0, &value, sizeof(value)));
}

static void
t_random(void)
{
	static unsigned char a[4096], b[4096];
	long fd;

	CHECK_EQ(sys(SYS_getrandom, a, sizeof(a), 0), (long)sizeof(a));
	CHECK_EQ(sys(SYS_getrandom, b, sizeof(b), GRND_RANDOM | GRND_NONBLOCK),
	    (long)sizeof(b));
	CHECK(looks_random(a, sizeof(a)) && looks_random(b, sizeof(b)));
	CHECK(!g_same(a, b, 16));
	/* Exactly what was asked for is written. */
	g_zero(a, sizeof(a));
	CHECK_EQ(sys(SYS_getrandom, a, 0, 0), 0);
	CHECK_EQ(sys(SYS_getrandom, a + 1, 1000, GRND_INSECURE), 1000);
	CHECK(a[0] == 0 && a[1001] == 0);
	CHECK_EQ(sys(SYS_getrandom, a, 1, 0x80), -EINVAL);
	CHECK_EQ(sys(SYS_getrandom, 8, 16, 0), -EFAULT);
	for (int i = 0; i < 2; i++) {
		fd = sys(SYS_open, i == 0 ? "/dev/random" : "/dev/urandom",
		    O_RDWR);
		CHECK(fd >= 0);
		CHECK_EQ(sys(SYS_read, fd, a, sizeof(a)), (long)sizeof(a));
		CHECK(looks_random(a, sizeof(a)) && !g_same(a, b, 16));
		CHECK_EQ(sys(SYS_write, fd, b, sizeof(b)), -EPERM);
		CHECK_EQ(set_int("kern.seedenable", 1), 0);
		CHECK_EQ(sys(SYS_write, fd, b, sizeof(b)),
		    i == 0 ? (long)sizeof(b) : -EPERM);
		CHECK_EQ(set_int("kern.seedenable", 0), 0);
		sys(SYS_close, fd);
	}
}

/* How often kern.nosys says that call nr was asked for. */
static long
missed(long nr)
{
	int mib[CTL_MAXNAME];
	size_t len = sizeof(text);
	long count = 0, v;
	char *p = text;

	CHECK_EQ(name_to_mib("kern.nosys", mib), 2);
	CHECK_EQ(sys(SYS___sysctl, mib, 2, text, &len, 0, 0), 0);
	while (*p != '\0') {		/* "number name count" */
		for (v = 0; *p >= '0' && *p <= '9'; p++)
			v = v * 10 + *p - '0';
		while (*p != '\n' && *p != '\0')
			p++;
		if (v == nr) {
			char *q = p;

			while (q[-1] != ' ')
				q--;
			for (count = 0; q < p; q++)
				count = count * 10 + *q - '0';
		}
		if (*p == '\n')
			p++;
	}
	return (count);
}

static void
t_nosys(void)
{
	long before = missed(NEVER);

	for (int i = 0; i < 3; i++)
		CHECK_EQ(sys(NEVER), -ENOSYS);
	CHECK_EQ(sys(SYS_syscall, NEVER), -ENOSYS);
	CHECK_EQ(missed(NEVER), before + 4);
	CHECK_EQ(sys(1l << 40), -ENOSYS);
	CHECK_EQ(sys(-1l), -ENOSYS);
	CHECK_EQ(missed(NEVER), before + 4);
}

/* Calls of DragonFly that say no here, as they do there; but wrong arguments come
 * first. */
static void
t_unsupported(void)
{
	char acl[400], *name = "user.a";
	long fd = sys(SYS_open, "/", O_RDONLY);
	unsigned i;
	static const int byfile[] = { SYS___acl_get_file, SYS___acl_set_file,
	    SYS___acl_delete_file, SYS___acl_aclcheck_file };
	static const int byfd[] = { SYS___acl_get_fd, SYS___acl_set_fd,
	    SYS___acl_delete_fd, SYS___acl_aclcheck_fd };
	static const int attr[] = { SYS_extattr_set_file,
	    SYS_extattr_get_file, SYS_extattr_delete_file };
	static const int space[] = { SYS_vmspace_destroy, SYS_vmspace_ctl,
	    SYS_vmspace_mmap, SYS_vmspace_munmap, SYS_vmspace_mcontrol,
	    SYS_vmspace_pread, SYS_vmspace_pwrite };

	for (i = 0; i < 4; i++) {
		CHECK_EQ(sys(byfile[i], "/", 0, acl), -EOPNOTSUPP);
		CHECK_EQ(sys(byfile[i], "/nofile", 0, acl), -ENOENT);
		CHECK_EQ(sys(byfile[i], 8, 0, acl), -EFAULT);
		CHECK_EQ(sys(byfd[i], fd, 0, acl), -EOPNOTSUPP);
		CHECK_EQ(sys(byfd[i], 77, 0, acl), -EBADF);
	}
	CHECK_EQ(sys(SYS___acl_set_file, "/", 0, 8), -EFAULT);
	CHECK_EQ(sys(SYS___acl_aclcheck_fd, fd, 0, 8), -EFAULT);
	for (i = 0; i < 3; i++) {
		CHECK_EQ(sys(attr[i], "/", 1, name, acl, 4), -EOPNOTSUPP);
		CHECK_EQ(sys(attr[i], "/nofile", 1, name, acl, 4), -ENOENT);
		CHECK_EQ(sys(attr[i], "/", 1, 8, acl, 4), -EFAULT);
	}
	CHECK_EQ(sys(SYS_extattrctl, "/", 1, 0, 1, 0), -EOPNOTSUPP);
	CHECK_EQ(sys(SYS_extattrctl, "/", 1, "/nofile", 1, 0), -ENOENT);
	CHECK_EQ(sys(SYS_extattrctl, "/", 1, "/", 1, 8), -EFAULT);
	CHECK_EQ(sys(SYS_quotactl, "/", 0, 0, acl), -EOPNOTSUPP);
	CHECK_EQ(sys(SYS_quotactl, "/nofile", 0, 0, acl), -ENOENT);
	CHECK_EQ(sys(SYS_vquotactl, "/", acl), -EOPNOTSUPP);
	CHECK_EQ(sys(SYS_sysarch, 0, acl), -EOPNOTSUPP);
	CHECK_EQ(sys(SYS_vmspace_create, 0, 0, 0), -EOPNOTSUPP);
	for (i = 0; i < sizeof(space) / sizeof(space[0]); i++)
		CHECK_EQ(sys(space[i], 0, 0, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_vmm_guest_ctl, 0, acl), -ENODEV);
	CHECK_EQ(sys(SYS_vmm_guest_ctl, 0, 8), -EFAULT);
	CHECK_EQ(sys(SYS_vmm_guest_ctl, 1, acl), -EINVAL);
	sys(SYS_close, fd);
}

static volatile int caught;

static void
handler(int sig G_UNUSED)
{
	caught++;
}

/* ppoll's mask holds while it waits, and no longer. */
static void
t_ppoll(void)
{
	struct timespec ts = { 5, 0 }, none = { 0, 0 }, odd = { 0, -1 };
	sigset_t open = { { 0, 0, 0, 0 } }, now;
	struct pollfd pfd;
	int fd[2];
	long t;

	fd[0] = (int)sys(SYS_pipe);
	fd[1] = (int)sys_rdx;
	pfd = (struct pollfd){ fd[0], POLLIN, 0 };
	CHECK_EQ(sys(SYS_ppoll, &pfd, 1, &none, 0), 0);
	CHECK_EQ(sys(SYS_ppoll, &pfd, 1, &odd, 0), -EINVAL);
	CHECK_EQ(sys(SYS_ppoll, 8, 1, &none, 0), -EFAULT);
	g_action(SIGUSR1, handler, 0);
	g_mask(SIG_BLOCK, SIGUSR1);
	sys(SYS_kill, g_getpid(), SIGUSR1);
	CHECK_EQ(caught, 0);
	t = g_now_ms();
	CHECK_EQ(sys(SYS_ppoll, &pfd, 1, &ts, &open), -EINTR);
	CHECK(g_now_ms() - t < 4000);
	CHECK_EQ(caught, 1);
	sys(SYS_sigprocmask, SIG_BLOCK, 0, &now);
	CHECK_EQ(now.__bits[0], 1u << (SIGUSR1 - 1));
	g_mask(SIG_UNBLOCK, SIGUSR1);
	CHECK_EQ(sys(SYS_write, fd[1], "x", 1), 1);
	CHECK_EQ(sys(SYS_ppoll, &pfd, 1, &ts, 0), 1);
	CHECK_EQ(pfd.revents, POLLIN);
	sys(SYS_close, fd[0]);
	sys(SYS_close, fd[1]);
}

static void
t_at(void)
{
	struct stat st, null;
	long d;

	CHECK_EQ(sys(SYS_mkdir, "/tmp/at", 0755), 0);
	d = sys(SYS_open, "/tmp/at", O_RDONLY | O_DIRECTORY);
	CHECK(d >= 0);
	CHECK_EQ(sys(SYS_mkfifoat, d, "fifo", 0640), 0);
	CHECK_EQ(sys(SYS_mkfifoat, d, "fifo", 0640), -EEXIST);
	CHECK_EQ(sys(SYS_mkfifoat, 99, "fifo", 0640), -EBADF);
	CHECK_EQ(sys(SYS_stat, "/tmp/at/fifo", &st), 0);
	CHECK(S_ISFIFO(st.st_mode) && (st.st_mode & 0777) == 0640);
	CHECK_EQ(sys(SYS_fchownat, d, "fifo", 7, 8, 0), 0);
	CHECK_EQ(sys(SYS_stat, "/tmp/at/fifo", &st), 0);
	CHECK(st.st_uid == 7 && st.st_gid == 8);
	CHECK_EQ(sys(SYS_symlinkat, "fifo", d, "link"), 0);
	CHECK_EQ(sys(SYS_fchownat, d, "link", 9, 9, AT_SYMLINK_NOFOLLOW), 0);
	CHECK_EQ(sys(SYS_stat, "/tmp/at/fifo", &st), 0);
	CHECK_EQ(st.st_uid, 7);
	CHECK_EQ(sys(SYS_lstat, "/tmp/at/link", &st), 0);
	CHECK_EQ(st.st_uid, 9);
	CHECK_EQ(sys(SYS_fchownat, d, "fifo", 7, 8, 0x1000), -EINVAL);
	CHECK_EQ(sys(SYS_stat, "/dev/null", &null), 0);
	CHECK_EQ(sys(SYS_mknodat, d, "null", S_IFCHR | 0600, null.st_rdev), 0);
	CHECK_EQ(sys(SYS_stat, "/tmp/at/null", &st), 0);
	CHECK(S_ISCHR(st.st_mode) && st.st_rdev == null.st_rdev);
	CHECK_EQ(sys(SYS_mknodat, d, "no/null", S_IFCHR | 0600, null.st_rdev),
	    -ENOENT);
	CHECK_EQ(sys(SYS_unlinkat, d, "null", 0), 0);
	CHECK_EQ(sys(SYS_unlinkat, d, "link", 0), 0);
	CHECK_EQ(sys(SYS_unlinkat, d, "fifo", 0), 0);
	CHECK_EQ(sys(SYS_mkfifoat, d, "/tmp/at/abs", 0600), 0);
	CHECK_EQ(sys(SYS_unlink, "/tmp/at/abs"), 0);
	sys(SYS_close, d);
	CHECK_EQ(sys(SYS_rmdir, "/tmp/at"), 0);
}

int
main(void)
{
	RUN(t_sysctl);
	RUN(t_kenv);
	RUN(t_random);
	RUN(t_nosys);
	RUN(t_unsupported);
	RUN(t_ppoll);
	RUN(t_at);
	guest_done();
}
