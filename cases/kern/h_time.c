/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_time.c: clocks, sleeping, priorities, CPUs, use of resources.
 */
#include "guest.h"
#include <sys/rtprio.h>
#include <sys/sched.h>
#include <sys/timex.h>
#include <sys/usched.h>
#include <machine/cpumask.h>

static volatile int burn;

static void
burn_ms(long ms)
{
	long end = g_now_ms() + ms;

	while (g_now_ms() < end)
		for (int i = 0; i < 10000; i++)
			burn++;
}

static long
clock_ns(long id)
{
	struct timespec ts = { 0, 0 };

	CHECK_EQ(sys(SYS_clock_gettime, id, &ts), 0);
	CHECK(ts.tv_nsec >= 0 && ts.tv_nsec < 1000000000);
	return (ts.tv_sec * 1000000000 + ts.tv_nsec);
}

static void
t_clocks(void)
{
	static const int ids[] = { CLOCK_REALTIME, CLOCK_VIRTUAL, CLOCK_PROF,
	    CLOCK_MONOTONIC, CLOCK_UPTIME, CLOCK_UPTIME_PRECISE,
	    CLOCK_UPTIME_FAST, CLOCK_REALTIME_PRECISE, CLOCK_REALTIME_FAST,
	    CLOCK_MONOTONIC_PRECISE, CLOCK_MONOTONIC_FAST, CLOCK_SECOND,
	    CLOCK_THREAD_CPUTIME_ID, CLOCK_PROCESS_CPUTIME_ID };
	struct timespec ts;
	struct timeval tv;
	long a, b, c;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		a = clock_ns(ids[i]);
		b = clock_ns(ids[i]);
		CHECK(b >= a);
		CHECK_EQ(sys(SYS_clock_getres, ids[i], &ts), 0);
		CHECK(ts.tv_sec > 0 || ts.tv_nsec > 0);
	}
	CHECK_EQ(sys(SYS_clock_gettime, 99, &ts), -EINVAL);
	CHECK_EQ(sys(SYS_clock_gettime, 0, 8), -EFAULT);
	CHECK_EQ(sys(SYS_clock_getres, 6, &ts), -EINVAL);
	CHECK_EQ(sys(SYS_gettimeofday, &tv, 0), 0);
	a = clock_ns(CLOCK_REALTIME) / 1000000000;
	CHECK(a - tv.tv_sec >= 0 && a - tv.tv_sec <= 1);
	a = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	c = clock_ns(CLOCK_MONOTONIC);
	g_sleep_ms(50);
	b = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	CHECK(b - a < 40000000);
	CHECK(clock_ns(CLOCK_MONOTONIC) - c >= 50000000);
	burn_ms(50);
	CHECK(clock_ns(CLOCK_PROCESS_CPUTIME_ID) > b);
}

static void
t_cpuclock(void)
{
	clockid_t id = 0;
	long pid, a, b;
	int st;

	CHECK_EQ(sys(SYS_getcpuclockid, 999999, 0, &id), -ESRCH);
	if ((pid = g_fork()) == 0)
		for (;;)
			burn++;
	CHECK_EQ(sys(SYS_getcpuclockid, pid, 0, &id), 0);
	a = clock_ns((long)id);
	g_sleep_ms(100);
	b = clock_ns((long)id);
	CHECK(b > a);
	sys(SYS_kill, pid, SIGKILL);
	g_wait(pid, &st, 0);
	CHECK_EQ(sys(SYS_clock_gettime, id, &id), -EINVAL);
}

/*
 * How far the time of day is ahead of the time since the boot: of many looks the
 * one that took the least time between the two.
 */
static long
ahead_us(void)
{
	long mono, wall, took, best = 0, least = 1000000000;

	for (int i = 0; i < 200 && least > 5000; i++) {
		mono = clock_ns(CLOCK_MONOTONIC);
		wall = clock_ns(CLOCK_REALTIME);
		took = clock_ns(CLOCK_MONOTONIC) - mono;
		if (took < least) {
			least = took;
			best = wall - mono;
		}
	}
	return (best / 1000);
}

/* adjtime makes the clock go faster or slower, until it is told to stop. */
static void
t_slew(void)
{
	struct timeval tv = { 1, 0 }, old;
	long at = ahead_us(), then;

	CHECK_EQ(sys(SYS_adjtime, &tv, &old), 0);
	for (int i = 0; i < 1000 && ahead_us() - at < 100; i++)
		g_sleep_ms(5);
	CHECK(ahead_us() - at >= 100 && ahead_us() - at <= 1100000);
	tv.tv_sec = -1;
	CHECK_EQ(sys(SYS_adjtime, &tv, &old), 0);
	CHECK(old.tv_sec == 0 && old.tv_usec > 0);
	then = ahead_us();
	for (int i = 0; i < 1000 && then - ahead_us() < 100; i++)
		g_sleep_ms(5);
	CHECK(then - ahead_us() >= 100);
	tv.tv_sec = 0;
	CHECK_EQ(sys(SYS_adjtime, &tv, &old), 0);
	CHECK(old.tv_sec < 0 || old.tv_usec < 0);
}

static void
t_set(void)
{
	struct timespec ts;
	struct timeval tv = { 1500000000, 0 }, old;
	struct timex tx;
	long pid, mono = clock_ns(CLOCK_MONOTONIC), real;
	int st = 0;

	real = clock_ns(CLOCK_REALTIME);
	CHECK_EQ(sys(SYS_settimeofday, &tv, 0), 0);
	CHECK_EQ(clock_ns(CLOCK_REALTIME) / 1000000000 - 1500000000 <= 1, 1);
	CHECK(clock_ns(CLOCK_MONOTONIC) - mono < 1000000000);
	ts.tv_sec = real / 1000000000;
	ts.tv_nsec = real % 1000000000;
	CHECK_EQ(sys(SYS_clock_settime, CLOCK_REALTIME, &ts), 0);
	CHECK_EQ(sys(SYS_clock_settime, CLOCK_MONOTONIC, &ts), -EINVAL);
	tv.tv_usec = 1000000;
	CHECK_EQ(sys(SYS_settimeofday, &tv, 0), -EINVAL);
	tv.tv_sec = 2;
	tv.tv_usec = 0;
	CHECK_EQ(sys(SYS_adjtime, &tv, &old), 0);
	tv.tv_sec = 0;
	CHECK_EQ(sys(SYS_adjtime, &tv, &old), 0);
	CHECK(old.tv_sec == 1 || old.tv_sec == 2);
	t_slew();
	g_zero(&tx, sizeof(tx));
	CHECK(sys(SYS_ntp_adjtime, &tx) >= 0);
	if ((pid = g_fork()) == 0) {
		sys(SYS_setuid, 77);
		CHECK_EQ(sys(SYS_settimeofday, &tv, 0), -EPERM);
		CHECK_EQ(sys(SYS_clock_settime, CLOCK_REALTIME, &ts), -EPERM);
		CHECK_EQ(sys(SYS_adjtime, &tv, 0), -EPERM);
		tx.modes = MOD_OFFSET;
		CHECK_EQ(sys(SYS_ntp_adjtime, &tx), -EPERM);
		g_exit(failures);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

static void
t_sleep(void)
{
	struct timespec ts = { 0, 1000000000 };
	long t0;

	CHECK_EQ(sys(SYS_nanosleep, &ts, 0), -EINVAL);
	ts.tv_nsec = -1;
	CHECK_EQ(sys(SYS_nanosleep, &ts, 0), -EINVAL);
	CHECK_EQ(sys(SYS_nanosleep, 8, 0), -EFAULT);
	ts.tv_nsec = 0;
	CHECK_EQ(sys(SYS_nanosleep, &ts, 0), 0);
	t0 = clock_ns(CLOCK_MONOTONIC);
	ts.tv_nsec = 3000000;
	for (int i = 0; i < 10; i++)
		CHECK_EQ(sys(SYS_nanosleep, &ts, 0), 0);
	CHECK(clock_ns(CLOCK_MONOTONIC) - t0 >= 30000000);
}

static long
microseconds(const struct rusage *ru)
{
	return ((ru->ru_utime.tv_sec + ru->ru_stime.tv_sec) * 1000000 +
	    ru->ru_utime.tv_usec + ru->ru_stime.tv_usec);
}

static void
t_usage(void)
{
	struct rusage ru, before, all;
	char *mem;
	int st = 0;
	long pid;

	CHECK_EQ(sys(SYS_getrusage, 5, &ru), -EINVAL);
	CHECK_EQ(sys(SYS_getrusage, RUSAGE_SELF, &before), 0);
	burn_ms(60);
	mem = (char *)g_mmap(0, 1 << 20, PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_PRIVATE, -1, 0);
	for (int i = 0; i < 1 << 20; i += 4096)
		mem[i] = 1;
	CHECK_EQ(sys(SYS_getrusage, RUSAGE_SELF, &ru), 0);
	CHECK(ru.ru_utime.tv_sec * 1000000 + ru.ru_utime.tv_usec >
	    before.ru_utime.tv_sec * 1000000 + before.ru_utime.tv_usec);
	CHECK(ru.ru_minflt > before.ru_minflt);
	CHECK(ru.ru_maxrss >= 1024);
	if ((pid = g_fork()) == 0) {
		burn_ms(40);
		g_exit(0);
	}
	CHECK_EQ(sys(SYS_wait4, pid, &st, 0, &ru), pid);
	CHECK(ru.ru_utime.tv_sec + ru.ru_utime.tv_usec +
	    ru.ru_stime.tv_usec > 0);
	CHECK(ru.ru_maxrss > 0);
	CHECK_EQ(sys(SYS_getrusage, RUSAGE_CHILDREN, &before), 0);
	CHECK(before.ru_utime.tv_sec + before.ru_utime.tv_usec +
	    before.ru_stime.tv_usec > 0);
	/* What the child waited for is in what its parent is told of it. */
	if ((pid = g_fork()) == 0) {
		if ((pid = g_fork()) == 0) {
			burn_ms(20);
			g_exit(0);
		}
		g_exit(sys(SYS_wait4, pid, 0, 0, 0) != pid);
	}
	CHECK_EQ(sys(SYS_wait4, pid, &st, 0, &ru), pid);
	CHECK_EQ(st, 0);
	CHECK_EQ(sys(SYS_getrusage, RUSAGE_CHILDREN, &all), 0);
	CHECK_EQ(microseconds(&before) + microseconds(&ru),
	    microseconds(&all));
	CHECK_EQ(before.ru_minflt + ru.ru_minflt, all.ru_minflt);
	sys(SYS_munmap, mem, 1 << 20);
}

static void
t_priorities(void)
{
	struct sched_param sp = { 5 };
	struct rtprio rtp = { 99, 0 };
	long me = g_getpid();

	CHECK_EQ(sys(SYS_getpriority, PRIO_PROCESS, 0), 0);
	CHECK_EQ(sys(SYS_setpriority, PRIO_PROCESS, 0, 100), 0);
	CHECK_EQ(sys(SYS_getpriority, PRIO_PROCESS, 0), 20);
	CHECK_EQ(sys(SYS_setpriority, PRIO_PROCESS, me, -3), 0);
	CHECK_EQ(sys(SYS_getpriority, PRIO_PROCESS, 0), -3);
	CHECK_EQ(sys(SYS_setpriority, PRIO_PROCESS, 0, 0), 0);
	CHECK_EQ(sys(SYS_getpriority, 9, 0), -EINVAL);
	CHECK_EQ(sys(SYS_getpriority, PRIO_PROCESS, 999999), -ESRCH);
	CHECK_EQ(sys(SYS_getpriority, PRIO_USER, 4711), -ESRCH);
	CHECK_EQ(sys(SYS_rtprio, RTP_LOOKUP, 0, &rtp), 0);
	CHECK_EQ(rtp.type, RTP_PRIO_NORMAL);
	rtp.type = RTP_PRIO_IDLE;
	rtp.prio = 32;
	CHECK_EQ(sys(SYS_rtprio, RTP_SET, 0, &rtp), -EINVAL);
	rtp.prio = 3;
	CHECK_EQ(sys(SYS_rtprio, RTP_SET, 0, &rtp), 0);
	CHECK_EQ(sys(SYS_lwp_rtprio, RTP_LOOKUP, me, 1, &rtp), 0);
	CHECK(rtp.type == RTP_PRIO_IDLE && rtp.prio == 3);
	CHECK_EQ(sys(SYS_rtprio, 7, 0, &rtp), -EINVAL);
	rtp.type = RTP_PRIO_NORMAL;
	CHECK_EQ(sys(SYS_rtprio, RTP_SET, 0, &rtp), 0);
	CHECK_EQ(sys(SYS_sched_getscheduler, 0), SCHED_OTHER);
	CHECK_EQ(sys(SYS_sched_setscheduler, 0, SCHED_RR, &sp), 0);
	CHECK_EQ(sys(SYS_sched_getscheduler, 0), SCHED_RR);
	sp.sched_priority = 0;
	CHECK_EQ(sys(SYS_sched_getparam, 0, &sp), 0);
	CHECK_EQ(sp.sched_priority, 5);
	CHECK_EQ(sys(SYS_sched_setscheduler, 0, 77, &sp), -EINVAL);
	CHECK_EQ(sys(SYS_sched_setscheduler, 0, SCHED_OTHER, &sp), 0);
	CHECK_EQ(sys(SYS_sched_get_priority_max, SCHED_FIFO), 31);
	CHECK_EQ(sys(SYS_sched_get_priority_min, 50), -EINVAL);
	CHECK_EQ(sys(SYS_sched_yield), 0);
}

static void
t_cpus(void)
{
	cpumask_t mask = { { 0, 0, 0, 0 } };
	int cpu = 0;

	CHECK_EQ(sys(SYS_lwp_setaffinity, 0, 1, &mask), -EINVAL);
	mask.ary[0] = 1;
	CHECK_EQ(sys(SYS_lwp_setaffinity, 0, 1, &mask), 0);
	burn_ms(20);
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_GET_CPU, &cpu, sizeof(cpu)), 0);
	CHECK_EQ(cpu, 0);
	mask.ary[0] = 0;
	CHECK_EQ(sys(SYS_lwp_getaffinity, 0, 1, &mask), 0);
	CHECK_EQ(mask.ary[0], 1);
	CHECK_EQ(sys(SYS_lwp_getaffinity, 0, 99, &mask), -ESRCH);
	cpu = 77;
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_SET_CPU, &cpu, sizeof(cpu)),
	    -EINVAL);
	cpu = 1;
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_SET_CPU, &cpu, sizeof(cpu)), 0);
	burn_ms(20);
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_GET_CPU, &cpu, sizeof(cpu)), 0);
	CHECK_EQ(cpu, 1);
	cpu = 0;
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_ADD_CPU, &cpu, sizeof(cpu)), 0);
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_GET_CPUMASK, &mask,
	    sizeof(mask)), 0);
	CHECK_EQ(mask.ary[0], 3);
	cpu = 1;
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_DEL_CPU, &cpu, sizeof(cpu)), 0);
	CHECK_EQ(sys(SYS_lwp_getaffinity, 0, 1, &mask), 0);
	CHECK_EQ(mask.ary[0], 1);
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_GET_CPU, &cpu, 3), -EINVAL);
	CHECK_EQ(sys(SYS_usched_set, 1, USCHED_GET_CPU, &cpu, sizeof(cpu)),
	    -EINVAL);
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_SET_SCHEDULER, "dfly", 5), 0);
	cpu = 0;
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_DEL_CPU, &cpu, sizeof(cpu)),
	    -EPERM);
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_SET_SCHEDULER, "none", 5),
	    -EINVAL);
	mask.ary[0] = ~0ul;
	CHECK_EQ(sys(SYS_usched_set, 0, USCHED_SET_CPUMASK, &mask,
	    sizeof(mask)), 0);
}

int
main(void)
{
	RUN(t_clocks);
	RUN(t_cpuclock);
	RUN(t_set);
	RUN(t_sleep);
	RUN(t_usage);
	RUN(t_priorities);
	RUN(t_cpus);
	guest_done();
}
