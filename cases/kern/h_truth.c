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
#include <sys/sysctl.h>
#include <sys/vmmeter.h>

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

int
main(void)
{
	RUN(memory);
	RUN(processes);
	RUN(files);
	RUN(disks);
	RUN(time_goes_by);
	RUN(what_sysconf_asks);
	guest_done();
}
