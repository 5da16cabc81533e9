/*
 * h_counts.c: what vmstat(8), top(1) and pstat(8) show: forks by their kinds,
 * programs that were executed, interrupts by what caused them, each processor's
 * time, pages of swap; and whose the descriptors of kern.file are.  Runs as the superuser, alone in its machine.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/interrupt.h>
#include <sys/kinfo.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <sys/unistd.h>
#include <sys/vmmeter.h>

#define CPUS	2		/* what the case starts the machine with */
#define SLOTS	(CPUS * MAX_INTS)

static char	names[65536];
static u_long	counts[SLOTS];

static long
get(const char *name, void *to, size_t size)
{
	int query[2] = { 0, 3 }, mib[CTL_MAXNAME];
	size_t len = sizeof(mib);
	long r;

	r = sys(SYS___sysctl, query, 2, mib, &len, name, g_len(name));
	if (r < 0)
		return (r);
	r = sys(SYS___sysctl, mib, len / sizeof(int), to, &size, 0, 0);
	return (r < 0 ? r : (long)size);
}

static struct vmmeter
meter(void)
{
	struct vmmeter m;

	CHECK_EQ(get("vm.vmmeter", &m, sizeof(m)), sizeof(m));
	return (m);
}

static void
reap(long pid)
{
	int st;

	CHECK_EQ(sys(SYS_wait4, pid, &st, 0, 0), pid);
}

static void
forks_by_kind(void)
{
	struct vmmeter was = meter(), now;
	long pid;

	if ((pid = g_fork()) == 0)
		sys(SYS_exit, 0);
	reap(pid);
	now = meter();
	CHECK_EQ(now.v_forks - was.v_forks, 1);
	CHECK(now.v_forkpages > was.v_forkpages);
	CHECK_EQ(now.v_vforks, was.v_vforks);
	CHECK_EQ(now.v_rforks, was.v_rforks);

	/* By rfork(2) with what fork(2) does it is one of those. */
	pid = sys(SYS_rfork, RFPROC | RFFDG);
	if (sys_rdx == 1)
		sys(SYS_exit, 0);
	reap(pid);
	CHECK_EQ(meter().v_forks - was.v_forks, 2);
	pid = sys(SYS_rfork, RFPROC | RFCFDG);
	if (sys_rdx == 1)
		sys(SYS_exit, 0);
	reap(pid);
	now = meter();
	CHECK_EQ(now.v_forks - was.v_forks, 2);
	CHECK_EQ(now.v_rforks - was.v_rforks, 1);
	CHECK(now.v_rforkpages > was.v_rforkpages);

	pid = sys(SYS_vfork);
	if (sys_rdx == 1)
		sys(SYS_exit, 0);
	reap(pid);
	now = meter();
	CHECK_EQ(now.v_vforks - was.v_vforks, 1);
	CHECK(now.v_vforkpages > was.v_vforkpages);
	CHECK_EQ(now.v_forks - was.v_forks, 2);
	CHECK_EQ(now.v_rforks - was.v_rforks, 1);
}

static void
programs(void)
{
	struct vmmeter was = meter();
	char *argv[] = { "true", 0 }, *envp[] = { 0 };

	CHECK_EQ(g_run("/usr/bin/true", argv, envp), 0);
	CHECK_EQ(meter().v_exec - was.v_exec, 1);
	CHECK_EQ(g_run("/etc/passwd", argv, envp), -EACCES);
	CHECK_EQ(meter().v_exec - was.v_exec, 1);
}

/* How often the interrupt of this name came, on all CPUs; -1: there is none. */
static long
interrupts(const char *name)
{
	long len = get("hw.intrnames", names, sizeof(names)), n = 0, sum = 0;
	int found = 0;

	CHECK_EQ(get("hw.intrcnt", counts, sizeof(counts)), sizeof(counts));
	for (long i = 0; i < len; i += (long)g_len(names + i) + 1) {
		if (g_same(names + i, name, g_len(name) + 1) && n < SLOTS) {
			sum += (long)counts[n];
			found++;
		}
		n++;
	}
	CHECK_EQ(n, SLOTS);
	return (found == CPUS ? sum : -1);
}

static void
interrupts_by_name(void)
{
	struct itimerval it = { { 0, 2000 }, { 0, 2000 } };
	struct sigaction sa = { .sa_handler = SIG_IGN };
	struct vmmeter m = meter();
	static volatile long spins;
	long was, i, all = 0, fd;

	was = interrupts("vkd");
	CHECK(was >= 0);
	fd = sys(SYS_open, "/root/counts", O_RDWR | O_CREAT, 0600);
	CHECK(fd >= 0);
	for (i = 0; i < 8; i++) {
		CHECK_EQ(sys(SYS_write, fd, names, sizeof(names)),
		    sizeof(names));
		CHECK_EQ(sys(SYS_fsync, fd), 0);
	}
	sys(SYS_close, fd);
	sys(SYS_unlink, "/root/counts");
	CHECK(interrupts("vkd") > was);

	/* A program that computes is interrupted for a timer. */
	was = interrupts("clk");
	CHECK_EQ(sys(SYS_sigaction, SIGALRM, &sa, 0), 0);
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), 0);
	for (i = 0; i < 100000000; i++)
		spins++;
	it.it_value.tv_usec = 0;
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), 0);
	CHECK(interrupts("clk") > was);
	CHECK(interrupts("vcons") >= 0);
	CHECK(interrupts("vke") >= 0);
	CHECK(interrupts("ipi") >= 0);
	/* A slot that nothing uses is named so, and 0. */
	CHECK_EQ(interrupts("irq100"), 0);
	CHECK_EQ(get("hw.intrcnt_all", counts, sizeof(counts)),
	    sizeof(counts));
	for (i = 0; i < SLOTS; i++)
		all += (long)counts[i];
	CHECK(all >= (long)m.v_intr && all <= (long)meter().v_intr);
}

/* The room asked for is enough for some more; the owner is the process's. */
static void
descriptors(void)
{
	struct kinfo_file *kf = (struct kinfo_file *)(void *)names;
	long room = get("kern.file", 0, 0), n, pid, fds[12], mine = 0;

	for (int i = 0; i < 12; i++)
		fds[i] = sys(SYS_open, "/dev/null", O_RDONLY);
	n = get("kern.file", names, (size_t)room);
	CHECK(n > 0 && n < room);
	for (int i = 0; i < 12; i++)
		sys(SYS_close, fds[i]);
	if ((pid = g_fork()) == 0) {
		sys(SYS_setuid, 1234);
		n = get("kern.file", names, sizeof(names));
		for (long i = 0; i < n / (long)sizeof(*kf); i++)
			mine += kf[i].f_pid == (pid_t)g_getpid() &&
			    kf[i].f_uid == 1234;
		sys(SYS_exit, mine >= 3 ? 0 : 1);
	}
	int st = -1;

	CHECK_EQ(sys(SYS_wait4, pid, &st, 0, 0), pid);
	CHECK_EQ(st, 0);
}

/* Each processor's time by kind; together it is that of kern.cp_time. */
static void
processors(void)
{
	long was[CPUSTATES], each[CPUS][CPUSTATES], now[CPUSTATES], sum;

	CHECK_EQ(get("kern.cp_time", was, sizeof(was)), sizeof(was));
	CHECK_EQ(get("kern.cp_times", each, sizeof(each)), sizeof(each));
	CHECK_EQ(get("kern.cp_time", now, sizeof(now)), sizeof(now));
	for (int k = 0; k < CPUSTATES; k++) {
		sum = 0;
		for (int i = 0; i < CPUS; i++)
			sum += each[i][k];
		CHECK(was[k] <= sum && sum <= now[k]);
	}
	CHECK(now[CP_USER] > 0 && now[CP_SYS] > 0);
}

/* Counts of pages are longs, as many as there may be. */
static void
swap_is_counted_in_longs(void)
{
	static const char *const vars[] = { "vm.swap_size", "vm.swap_free",
	    "vm.swap_anon_use", "vm.swap_cache_use" };
	long pages;

	for (size_t i = 0; i < sizeof(vars) / sizeof(vars[0]); i++) {
		pages = -1;
		CHECK_EQ(get(vars[i], &pages, sizeof(pages)), sizeof(pages));
		CHECK_EQ(pages, 0);
	}
}

int
main(void)
{
	RUN(forks_by_kind);
	RUN(programs);
	RUN(interrupts_by_name);
	RUN(descriptors);
	RUN(processors);
	RUN(swap_is_counted_in_longs);
	guest_done();
}
