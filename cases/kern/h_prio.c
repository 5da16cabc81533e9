/*
 * h_prio.c: priorities decide who has the CPU: of two processes that compute on a
 * machine of one CPU, how much does the first get?
 *
 * A process's CPU time counts while its virtual CPU has it, granted by the host
 * or not, so what is measured does not depend on the host's load.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/rtprio.h>
#include <sys/sched.h>

#define NICE	100			/* a class of our own: plain, but nice */

static volatile long burnt;

static long
used_us(const struct rusage *ru)
{
	return (ru->ru_utime.tv_sec * 1000000 + ru->ru_utime.tv_usec +
	    ru->ru_stime.tv_sec * 1000000 + ru->ru_stime.tv_usec);
}

struct rank {
	int	class;			/* RTP_PRIO_* or NICE */
	int	prio;
};

static void
become(struct rank r)
{
	struct sched_param sp = { 31 - r.prio };
	struct rtprio rtp = { (u_short)r.class, (u_short)r.prio };

	if (r.class == NICE) {
		CHECK_EQ(sys(SYS_setpriority, PRIO_PROCESS, 0, r.prio), 0);
		rtp.type = RTP_PRIO_NORMAL;
		rtp.prio = 0;
	}
	if (r.class == RTP_PRIO_FIFO)
		CHECK_EQ(sys(SYS_sched_setscheduler, 0, SCHED_FIFO, &sp), 0);
	else
		CHECK_EQ(sys(SYS_rtprio, RTP_SET, 0, &rtp), 0);
}

/* A child that waits for a byte and then computes. */
static long
burner(struct rank r, long go)
{
	long pid = g_fork();
	char c;

	if (pid == 0) {
		failures = 0;
		become(r);
		if (failures != 0)
			g_exit(1);
		sys(SYS_read, go, &c, 1);
		for (;;)
			burnt++;
	}
	CHECK(g_asleep(pid));
	return (pid);
}

/*
 * Both compute until they have used ms together; the first's share in percent.
 * The caller is better than both, and sleeps.
 */
static long
share(struct rank first, struct rank second, long ms)
{
	struct rusage ru;
	long go = sys(SYS_pipe), went = sys_rdx, used[2], pid[2];
	clockid_t id[2];
	struct timespec ts;
	int st;

	pid[0] = burner(first, go);
	pid[1] = burner(second, go);
	for (int i = 0; i < 2; i++)
		CHECK_EQ(sys(SYS_getcpuclockid, pid[i], 0, &id[i]), 0);
	CHECK_EQ(sys(SYS_write, went, "gg", 2), 2);
	do {
		g_sleep_ms(20);
		used[0] = used[1] = 0;
		for (int i = 0; i < 2; i++) {
			sys(SYS_clock_gettime, id[i], &ts);
			used[i] = ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
		}
	} while (used[0] + used[1] < ms);
	for (int i = 0; i < 2; i++) {
		sys(SYS_kill, pid[i], SIGSTOP);
		sys(SYS_kill, pid[i], SIGKILL);
	}
	for (int i = 0; i < 2; i++) {
		CHECK_EQ(sys(SYS_wait4, pid[i], &st, 0, &ru), pid[i]);
		CHECK_EQ(st, SIGKILL);
		used[i] = used_us(&ru);
	}
	sys(SYS_close, go);
	sys(SYS_close, went);
	return (used[0] * 100 / (used[0] + used[1] + 1));
}

#define BETWEEN(v, min, max) do {					\
	long b_ = (v);							\
	checks++;							\
	if (b_ < (min) || b_ > (max)) {					\
		failures++;						\
		g_puts("FAIL " #v " is ");				\
		g_putn(b_);						\
		g_puts("%\n");						\
	}								\
} while (0)

static const struct rank plain = { NICE, 0 }, nice = { NICE, 20 };
static const struct rank eager = { NICE, -20 };
static const struct rank idle = { RTP_PRIO_IDLE, 0 };
static const struct rank idlest = { RTP_PRIO_IDLE, 31 };
static const struct rank rt = { RTP_PRIO_REALTIME, 10 };
static const struct rank better = { RTP_PRIO_REALTIME, 5 };
static const struct rank fifo = { RTP_PRIO_FIFO, 10 };

static void
t_equals(void)
{
	long one;

	BETWEEN(share(plain, plain, 300), 35, 65);
	BETWEEN(share(rt, rt, 300), 35, 65);
	/* Whoever was first keeps the CPU. */
	one = share(fifo, fifo, 200);
	CHECK(one <= 10 || one >= 90);
}

static void
t_nice(void)
{
	BETWEEN(share(plain, nice, 900), 58, 95);
	BETWEEN(share(nice, plain, 900), 5, 42);
	BETWEEN(share(eager, nice, 600), 70, 100);
}

static void
t_classes(void)
{
	BETWEEN(share(idle, plain, 200), 0, 10);
	BETWEEN(share(idle, nice, 200), 0, 10);
	BETWEEN(share(idlest, idle, 200), 0, 10);
	BETWEEN(share(rt, plain, 200), 90, 100);
	BETWEEN(share(plain, rt, 200), 0, 10);
	BETWEEN(share(fifo, plain, 200), 90, 100);
	BETWEEN(share(eager, fifo, 200), 0, 10);
	BETWEEN(share(rt, better, 200), 0, 10);
	BETWEEN(share(fifo, better, 200), 0, 10);
}

int
main(void)
{
	struct rank best = { RTP_PRIO_REALTIME, 0 };
	struct rtprio rtp = { RTP_PRIO_NORMAL, 0 };

	become(best);
	RUN(t_equals);
	RUN(t_nice);
	RUN(t_classes);
	CHECK_EQ(sys(SYS_rtprio, RTP_SET, 0, &rtp), 0);
	guest_done();
}
