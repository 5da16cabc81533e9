/*
 * h_truth.c: the numbers that ps(1), vmstat(8), iostat(8), fstat(1) and sysconf(3)
 * read are true: they change as what they count does.  Works in the current
 * directory of a machine of 64 MB.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/devicestat.h>
#include <sys/kinfo.h>
#include <sys/mount.h>
#include <sys/nchstats.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <sys/timex.h>
#include <sys/vmmeter.h>
#include <vm/vm_param.h>

static char buf[65536] __attribute__((aligned(16)));

/* A variable by name, with more numbers behind it: bytes, or minus the errno. */
static long
get(const char *name, const int *more, int nmore, void *to, size_t size)
{
	int query[2] = { 0, 3 }, mib[CTL_MAXNAME], i;
	size_t len = sizeof(mib);
	long r;

	r = sys(SYS___sysctl, query, 2, mib, &len, name, g_len(name));
	if (r < 0)
		return (r);
	for (i = 0; i < nmore; i++)
		mib[len / sizeof(int) + (size_t)i] = more[i];
	r = sys(SYS___sysctl, mib, len / sizeof(int) + (size_t)nmore, to,
	    &size, 0, 0);
	return (r < 0 ? r : (long)size);
}

static long
number(const char *name)
{
	long value = 0;

	CHECK(get(name, 0, 0, &value, sizeof(value)) > 0);
	return (value);
}

static long
free_pages(void)
{
	struct vmstats vs;

	CHECK_EQ(get("vm.vmstats", 0, 0, &vs, sizeof(vs)), sizeof(vs));
	CHECK_EQ(vs.v_page_size, 4096);
	return (vs.v_free_count + vs.v_cache_count);
}

static void
memory(void)
{
	long was, p, i;

	CHECK_EQ(number("hw.physmem"), 64 << 20);
	CHECK_EQ(number("hw.availpages"), (64 << 20) / 4096);
	CHECK(number("hw.usermem") > 40 << 20);
	CHECK(number("hw.usermem") < 64 << 20);
	was = free_pages();
	p = g_mmap(0, 8 << 20, PROT_READ | PROT_WRITE, MAP_ANON | MAP_PRIVATE,
	    -1, 0);
	for (i = 0; i < 8 << 20; i += 4096)
		((volatile char *)p)[i] = 1;
	CHECK(was - free_pages() >= 2000);
	CHECK(was - free_pages() <= 2400);
	CHECK_EQ(sys(SYS_munmap, p, 8 << 20), 0);
	CHECK(was - free_pages() <= 300);
}

/* kvm_getswapinfo(3) wants to be told of places, though no swap is there. */
static void
swap(void)
{
	struct xswdev *xs = (struct xswdev *)(void *)buf;
	long n = get("vm.swap_info_array", 0, 0, buf, sizeof(buf));

	CHECK_EQ(number("vm.nswapdev"), 4);
	CHECK_EQ(n, 4 * (long)sizeof(*xs));
	for (int i = 0; i < 4; i++) {
		CHECK_EQ(xs[i].xsw_size, sizeof(*xs));
		CHECK_EQ(xs[i].xsw_version, XSWDEV_VERSION);
		CHECK_EQ(xs[i].xsw_flags, 0);
		CHECK_EQ(xs[i].xsw_nblks, 0);
	}
	CHECK_EQ(number("vm.swap_size"), 0);
}

static int
same_name(const char *a, const char *b)
{
	return (g_same(a, b, g_len(b) + 1));
}

/* getvfsbyname(3) asks by number, getvfsent(3) for all at once. */
static void
filesystems(void)
{
	int mib[4] = { CTL_VFS, VFS_GENERIC, VFS_MAXTYPENUM, 0 }, max = 0;
	struct ovfsconf *all = (struct ovfsconf *)(void *)buf;
	size_t len = sizeof(max), n;
	int found = 0, used = 0;
	struct vfsconf vfc;

	CHECK_EQ(sizeof(struct vfsconf), 48);
	CHECK_EQ(sys(SYS___sysctl, mib, 3, &max, &len, 0, 0), 0);
	CHECK(max > 4);
	mib[2] = VFS_CONF;
	for (mib[3] = 1; mib[3] < max; mib[3]++) {
		len = sizeof(vfc);
		CHECK_EQ(sys(SYS___sysctl, mib, 4, &vfc, &len, 0, 0), 0);
		CHECK_EQ(len, sizeof(vfc));
		CHECK_EQ(vfc.vfc_typenum, mib[3]);
		found += same_name(vfc.vfc_name, "tmpfs");
		if (same_name(vfc.vfc_name, "ufs"))
			used = vfc.vfc_refcount;
	}
	CHECK_EQ(found, 1);
	CHECK(used >= 1);
	mib[3] = 0;
	CHECK_EQ(sys(SYS___sysctl, mib, 4, &vfc, &len, 0, 0), -EOPNOTSUPP);
	mib[3] = max;
	CHECK_EQ(sys(SYS___sysctl, mib, 4, &vfc, &len, 0, 0), -EOPNOTSUPP);
	CHECK_EQ(sys(SYS___sysctl, mib, 3, &vfc, &len, 0, 0), -ENOTDIR);
	len = sizeof(buf);
	CHECK_EQ(sys(SYS___sysctl, mib, 2, buf, &len, 0, 0), 0);
	n = len / sizeof(all[0]);
	CHECK_EQ(n, max - 1);
	for (size_t i = 0; i < n; i++) {
		CHECK(all[i].vfc_vfsops != 0);
		found += same_name(all[i].vfc_name, "null");
	}
	CHECK_EQ(found, 2);
}

/* The record of a process; 0: there is none. */
static struct kinfo_proc *
record(const char *name, const int *more, int nmore, pid_t pid)
{
	long n = get(name, more, nmore, buf, sizeof(buf)), i;
	struct kinfo_proc *kp = (struct kinfo_proc *)(void *)buf;

	CHECK(n > 0 && n % (long)sizeof(*kp) == 0);
	for (i = 0; i < n / (long)sizeof(*kp); i++)
		if (kp[i].kp_pid == pid)
			return (&kp[i]);
	return (0);
}

static void
processes(void)
{
	int me = (int)g_getpid(), pgrp = (int)sys(SYS_getpgrp);
	struct kinfo_proc *kp;
	char cwd[256];
	long n;

	kp = record("kern.proc.all", 0, 0, me);
	CHECK(kp != 0);
	if (kp == 0)
		return;
	CHECK_EQ(kp->kp_ppid, sys(SYS_getppid));
	CHECK_EQ(kp->kp_pgid, pgrp);
	CHECK(g_same(kp->kp_comm, "h_truth", 8));
	CHECK(record("kern.proc.all", 0, 0, 1) != 0);
	CHECK(record("kern.proc.pid", &me, 1, me) != 0);
	CHECK(record("kern.proc.pid", &me, 1, 1) == 0);
	CHECK(record("kern.proc.pid_lwp", &me, 1, me) != 0);
	CHECK(record("kern.proc.pgrp", &pgrp, 1, me) != 0);
	CHECK(record("kern.proc.uid", (int[]){ 0 }, 1, me) != 0);
	CHECK(record("kern.proc.ruid", (int[]){ 0 }, 1, me) != 0);
	CHECK_EQ(get("kern.proc.uid", (int[]){ 4711 }, 1, buf, sizeof(buf)), 0);
	CHECK(get("kern.proc.pathname", &me, 1, buf, sizeof(buf)) > 8);
	CHECK(g_same(buf, "/mnt/h_truth", 13));
	n = get("kern.proc.cwd", &me, 1, buf, sizeof(buf));
	CHECK(sys(SYS___getcwd, cwd, sizeof(cwd)) >= 0);
	CHECK_EQ(n, g_len(cwd) + 1);
	CHECK(g_same(buf, cwd, (size_t)n));
	CHECK_EQ(get("kern.proc.args", &me, 1, buf, sizeof(buf)), 13);
	CHECK_EQ(get("kern.proc.args", (int[]){ 99999 }, 1, buf, sizeof(buf)),
	    -ESRCH);
	CHECK_EQ(get("kern.proc.pid", 0, 0, buf, sizeof(buf)), -EINVAL);
}

static int
files_of(pid_t pid)
{
	long n = get("kern.file", 0, 0, buf, sizeof(buf)), i;
	struct kinfo_file *kf = (struct kinfo_file *)(void *)buf;
	int found = 0;

	for (i = 0; i < n / (long)sizeof(*kf); i++)
		found += kf[i].f_pid == pid;
	return (found);
}

static void
files(void)
{
	long open = number("kern.openfiles"), fds[10], i;
	int mine = files_of((pid_t)g_getpid());

	CHECK(mine >= 3);
	for (i = 0; i < 10; i++)
		fds[i] = sys(SYS_open, "/dev/null", O_RDONLY);
	CHECK_EQ(number("kern.openfiles"), open + 10);
	CHECK_EQ(files_of((pid_t)g_getpid()), mine + 10);
	for (i = 0; i < 10; i++)
		CHECK_EQ(sys(SYS_close, fds[i]), 0);
	CHECK_EQ(number("kern.openfiles"), open);
}

/* What the first disk did so far. */
static struct devstat
disk(void)
{
	static char all[8192] __attribute__((aligned(16)));
	struct devstat ds;
	long n = get("kern.devstat.all", 0, 0, all, sizeof(all));

	CHECK_EQ(n, 8 + number("kern.devstat.numdevs") * (long)sizeof(ds));
	CHECK_EQ(*(long *)(void *)all, number("kern.devstat.generation"));
	ds = *(struct devstat *)(void *)(all + 8);
	CHECK(g_same(ds.device_name, "vkd", 4));
	CHECK_EQ(ds.unit_number, 0);
	CHECK_EQ(ds.block_size, 512);
	return (ds);
}

static void
disks(void)
{
	struct devstat was = disk(), now;
	long fd = sys(SYS_open, "data", O_RDWR | O_CREAT | O_TRUNC, 0600);

	CHECK_EQ(number("kern.devstat.version"), DEVSTAT_VERSION);
	CHECK(was.num_reads > 0 && was.bytes_read >= was.num_reads * 512);
	CHECK_EQ(sys(SYS_write, fd, buf, sizeof(buf)), sizeof(buf));
	CHECK_EQ(sys(SYS_fsync, fd), 0);
	now = disk();
	CHECK(now.bytes_written >= was.bytes_written + sizeof(buf));
	CHECK(now.bytes_written < was.bytes_written + 16 * sizeof(buf));
	CHECK(now.num_writes > was.num_writes);
	CHECK(now.num_other > was.num_other);	/* the flush */
	CHECK(now.busy_count >= 0 && now.busy_count < 100);
	CHECK(now.busy_time.tv_sec > was.busy_time.tv_sec ||
	    now.busy_time.tv_usec > was.busy_time.tv_usec);
	sys(SYS_close, fd);
	CHECK(get("kern.disks", 0, 0, buf, sizeof(buf)) >= 10);
	CHECK(g_same(buf, "vkd", 3));
}

static void
time_goes_by(void)
{
	long was[5], now[5], sum = 0, end = g_now_ms() + 300, i;
	struct timespec ts;
	struct timeval boot;

	CHECK_EQ(get("kern.cp_time", 0, 0, was, sizeof(was)), sizeof(was));
	while (g_now_ms() < end)
		;
	CHECK_EQ(get("kern.cp_time", 0, 0, now, sizeof(now)), sizeof(now));
	for (i = 0; i < 5; i++) {
		CHECK(now[i] >= was[i]);
		sum += now[i] - was[i];
	}
	CHECK(sum > 0);
	CHECK_EQ(get("kern.boottime", 0, 0, &boot, sizeof(boot)),
	    sizeof(boot));
	sys(SYS_clock_gettime, CLOCK_REALTIME, &ts);
	CHECK(ts.tv_sec >= boot.tv_sec && ts.tv_sec < boot.tv_sec + 3600);
}

static long
by_number(int a, int b)
{
	int mib[2] = { a, b }, value = -1;
	size_t len = sizeof(value);

	return (sys(SYS___sysctl, mib, 2, &value, &len, 0, 0) == 0 ? value :
	    -1);
}

static void
what_sysconf_asks(void)
{
	CHECK_EQ(by_number(CTL_P1003_1B, CTL_P1003_1B_MAPPED_FILES), 200112);
	CHECK_EQ(by_number(CTL_P1003_1B, CTL_P1003_1B_PAGESIZE), 4096);
	CHECK_EQ(by_number(CTL_P1003_1B, CTL_P1003_1B_ASYNCHRONOUS_IO), 0);
	CHECK_EQ(by_number(CTL_USER, USER_LINE_MAX), 2048);
	CHECK_EQ(by_number(CTL_USER, USER_POSIX2_VERSION), 199212);
	CHECK_EQ(by_number(CTL_KERN, KERN_NGROUPS), 16);
	CHECK_EQ(by_number(CTL_KERN, KERN_ARGMAX), 262144);
	CHECK_EQ(by_number(CTL_HW, HW_NCPU), 2);
	CHECK_EQ(by_number(CTL_HW, HW_PAGESIZE), 4096);
	CHECK(number("kern.dfldsiz") <= number("kern.maxdsiz"));
	CHECK(number("kern.dflssiz") <= number("kern.maxssiz"));
}

static long
now(void)
{
	struct timeval tv;

	CHECK_EQ(sys(SYS_gettimeofday, &tv, 0), 0);
	return (tv.tv_sec);
}

/* Set or clear a variable. */
static void
set(const char *name, int value)
{
	int query[2] = { 0, 3 }, mib[CTL_MAXNAME];
	size_t len = sizeof(mib);

	CHECK_EQ(sys(SYS___sysctl, query, 2, mib, &len, name, g_len(name)), 0);
	CHECK_EQ(sys(SYS___sysctl, mib, len / sizeof(int), 0, 0, &value,
	    sizeof(value)), 0);
}

/* kern.devname answers by the number of a file. */
static long
devname(const char *file, char *to, size_t size)
{
	int query[2] = { 0, 3 }, mib[CTL_MAXNAME];
	size_t len = sizeof(mib), n = size;
	struct stat st;
	long r;

	st.st_rdev = 0;
	if (file[0] != 0)
		CHECK_EQ(sys(SYS_stat, file, &st), 0);
	else
		st.st_rdev = 0x7fff1234;
	CHECK_EQ(sys(SYS___sysctl, query, 2, mib, &len, "kern.devname", 12), 0);
	r = sys(SYS___sysctl, mib, len / sizeof(int), to, &n, &st.st_rdev,
	    sizeof(st.st_rdev));
	return (r < 0 ? r : (long)n);
}

static void
names_of_devices(void)
{
	struct stat st;
	int rdev;

	CHECK_EQ(devname("/dev/null", buf, 64), 5);
	CHECK(g_same(buf, "null", 5));
	CHECK_EQ(devname("/dev/vkd0s0a", buf, 64), 8);
	CHECK(g_same(buf, "vkd0s0a", 8));
	CHECK_EQ(devname("", buf, 64), -ENOENT);
	CHECK_EQ(devname("/dev/null", buf, 3), -ENOMEM);
	CHECK_EQ(sys(SYS_stat, "/dev/console", &st), 0);
	CHECK_EQ(get("kern.console_rdev", 0, 0, &rdev, sizeof(rdev)), 4);
	CHECK_EQ(rdev, (int)st.st_rdev);
	CHECK_EQ(get("kern.dumpdev", 0, 0, &rdev, sizeof(rdev)), 4);
	CHECK_EQ(rdev, -1);
}

static void
clocks(void)
{
	struct ntptimeval ntv;
	struct timespec base, up;

	CHECK_EQ(get("kern.basetime", 0, 0, &base, sizeof(base)),
	    sizeof(base));
	CHECK_EQ(sys(SYS_clock_gettime, CLOCK_UPTIME, &up), 0);
	CHECK(now() - (base.tv_sec + up.tv_sec) <= 1);
	CHECK(now() - (base.tv_sec + up.tv_sec) >= -2);
	CHECK_EQ(get("kern.ntp_pll.gettime", 0, 0, &ntv, sizeof(ntv)),
	    sizeof(ntv));
	CHECK(now() - ntv.time.tv_sec <= 1 && ntv.time.tv_sec <= now());
	CHECK_EQ(ntv.time_state, TIME_ERROR);
}

static void
small_numbers(void)
{
	long in = number("kern.tk_nin"), out = number("kern.tk_nout"), fd;
	struct nchstats ns[2], was[2];
	unsigned char r1[40], r2[40];

	CHECK(in > 0);
	g_puts("ten bytes.\n");
	CHECK(number("kern.tk_nout") >= out + 11);
	CHECK_EQ(number("kern.fscale"), FSCALE);
	CHECK_EQ(get("vfs.cache.nchstats", 0, 0, was, sizeof(was)),
	    sizeof(was));
	fd = sys(SYS_open, "/etc/rc", O_RDONLY, 0);
	CHECK(fd >= 0);
	sys(SYS_close, fd);
	CHECK_EQ(get("vfs.cache.nchstats", 0, 0, ns, sizeof(ns)), sizeof(ns));
	CHECK(ns[0].ncs_goodhits + ns[0].ncs_miss > was[0].ncs_goodhits +
	    was[0].ncs_miss);
	CHECK_EQ(get("kern.random", 0, 0, r1, sizeof(r1)), sizeof(r1));
	CHECK_EQ(get("kern.random", 0, 0, r2, sizeof(r2)), sizeof(r2));
	CHECK(!g_same(r1, r2, sizeof(r1)));
}

/* What a user may do with what is not his. */
static long
as_user(long (*f)(void))
{
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		sys(SYS_setgroups, 0, 0);
		sys(SYS_setresgid, 500, 500, 500);
		sys(SYS_setresuid, 500, 500, 500);
		g_exit((int)-f());
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	return (WEXITSTATUS(st));
}

static long
links(void)
{
	long r = sys(SYS_link, "/tmp/truth/roots", "/tmp/truth/users");

	sys(SYS_unlink, "/tmp/truth/users");
	return (r);
}

static long
reads_messages(void)
{
	long n = get("kern.msgbuf", 0, 0, buf, sizeof(buf));

	return (n < 0 && n != -ENOMEM ? n : 0);
}

static void
what_users_may(void)
{
	CHECK_EQ(sys(SYS_mkdir, "/tmp/truth", 0777), 0);
	CHECK_EQ(sys(SYS_chmod, "/tmp/truth", 0777), 0);
	sys(SYS_close, sys(SYS_open, "/tmp/truth/roots", O_CREAT | O_RDWR,
	    0666));
	CHECK_EQ(as_user(links), 0);
	set("security.hardlink_check_uid", 1);
	CHECK_EQ(as_user(links), EPERM);
	CHECK_EQ(links(), 0);
	set("security.hardlink_check_uid", 0);
	set("security.hardlink_check_gid", 1);
	CHECK_EQ(as_user(links), EPERM);
	set("security.hardlink_check_gid", 0);
	CHECK_EQ(as_user(links), 0);
	CHECK_EQ(as_user(reads_messages), 0);
	set("security.unprivileged_read_msgbuf", 0);
	CHECK_EQ(as_user(reads_messages), EPERM);
	CHECK_EQ(reads_messages(), 0);
	set("security.unprivileged_read_msgbuf", 1);
}

int
main(void)
{
	RUN(memory);
	RUN(filesystems);
	RUN(swap);
	RUN(processes);
	RUN(files);
	RUN(disks);
	RUN(time_goes_by);
	RUN(what_sysconf_asks);
	RUN(names_of_devices);
	RUN(clocks);
	RUN(small_numbers);
	RUN(what_users_may);
	guest_done();
}
