/*
 * h_smp.c: two virtual CPUs serve two processes that compute at the same time,
 * also after a long time of processes that only woke each other by turns.
 *
 * A process's CPU time counts while its virtual CPU has it, granted by the host
 * or not, so what is measured does not depend on the host's load.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"

#define WORK_US		1000000		/* CPU time of each process */
#define WALL_US		1400000		/* what both may take: far below two */
#define TURNS		20000

static long
now_us(void)
{
	struct timeval tv;

	CHECK_EQ(sys(SYS_gettimeofday, &tv, 0), 0);
	return (tv.tv_sec * 1000000 + tv.tv_usec);
}

static long
used_us(void)
{
	struct rusage ru;

	CHECK_EQ(sys(SYS_getrusage, RUSAGE_SELF, &ru), 0);
	return ((ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) * 1000000 +
	    ru.ru_utime.tv_usec + ru.ru_stime.tv_usec);
}

static void
compute(void)
{
	long until = used_us() + WORK_US;
	volatile int i;

	while (used_us() < until)
		for (i = 0; i < 100000; i++)
			continue;
}

static void
reap(long pid)
{
	int status = -1;

	CHECK_EQ(sys(SYS_wait4, pid, &status, 0, 0), pid);
	CHECK_EQ(status, 0);
}

/* A byte to a child and back, many times. */
static void
take_turns(void)
{
	int there[2], back[2];
	long pid, i;
	char c = 'x';

	there[0] = (int)sys(SYS_pipe);
	there[1] = (int)sys_rdx;
	back[0] = (int)sys(SYS_pipe);
	back[1] = (int)sys_rdx;
	CHECK(there[0] >= 0 && back[0] >= 0);
	pid = sys(SYS_fork);
	if (pid == 0) {
		sys(SYS_close, there[1]);
		while (sys(SYS_read, there[0], &c, 1) == 1)
			sys(SYS_write, back[1], &c, 1);
		sys(SYS_exit, 0);
	}
	CHECK(pid > 0);
	for (i = 0; i < TURNS; i++)
		if (sys(SYS_write, there[1], &c, 1) != 1 ||
		    sys(SYS_read, back[0], &c, 1) != 1)
			break;
	CHECK_EQ(i, TURNS);
	sys(SYS_close, there[1]);
	reap(pid);
	sys(SYS_close, there[0]);
	sys(SYS_close, back[0]);
	sys(SYS_close, back[1]);
}

static void
compute_both(void)
{
	long begin = now_us(), pid;

	pid = sys(SYS_fork);
	if (pid == 0) {
		compute();
		sys(SYS_exit, 0);
	}
	CHECK(pid > 0);
	compute();
	reap(pid);
	CHECK(now_us() - begin < WALL_US);
}

int
main(void)
{
	RUN(compute_both);
	RUN(take_turns);
	RUN(compute_both);
	RUN(compute_both);
	guest_done();
}
