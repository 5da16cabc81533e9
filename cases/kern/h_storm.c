/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_storm.c: everything of processes at once, at random: forks, threads, execs,
 * signals, stops, tracing, deaths.  Nobody may be lost and nothing may stay.
 *
 * usage: h_storm [seconds]
 */
#include "guest.h"
#include <sys/lwp.h>
#include <sys/ptrace.h>

#define WORKERS	5
#define BATCH	4
#define STACK	16384

static char *self;
static char *noenv[] = { 0 };
static unsigned long seed;
static char stacks[4][STACK] __attribute__((aligned(64)));
static volatile int counter, zero;

static unsigned
rnd(unsigned n)
{
	seed = seed * 6364136223846793005ul + 1442695040888963407ul;
	return ((unsigned)(seed >> 33) % n);
}

static void
spin(void *arg G_UNUSED)
{
	for (;;)
		counter++;
}

static void
sleeper(void *arg G_UNUSED)
{
	for (;;)
		sys(SYS_umtx_sleep, &zero, 0, 100000);
}

static void
thread_end(void *arg G_UNUSED)
{
	for (;;)
		sys(SYS_extexit, EXTEXIT_LWP, 0, 0);
}

static void
on_usr(int sig G_UNUSED)
{
	counter++;
}

static void
make_thread(int slot)
{
	static void (*const fns[])(void *) = { spin, sleeper, thread_end };
	struct lwp_params lp;

	g_zero(&lp, sizeof(lp));
	lp.lwp_func = fns[rnd(3)];
	lp.lwp_stack = stacks[slot] + STACK - 8;
	sys(SYS_lwp_create, &lp);
}

/* A child's life; what kills it comes from outside, if not from here. */
static void __attribute__((noreturn))
child_life(void)
{
	char *av[] = { self, (char *)"leaf", 0 };
	int threads = (int)rnd(4);

	g_action(SIGUSR1, on_usr, rnd(2) ? SA_RESTART : 0);
	for (int i = 0; i < threads; i++)
		make_thread(i);
	switch (rnd(7)) {
	case 0:
		g_exit(0);
	case 1:
		sys(SYS_execve, self, av, noenv);
		g_exit(9);
	case 2:
		*(volatile int *)8 = 1;
		break;
	case 3:
		if (g_fork() == 0)
			g_exit(0);
		break;
	case 4:
		sys(SYS_ptrace, PT_TRACE_ME, 0, 0, 0);
		sys(SYS_kill, g_getpid(), SIGUSR1);
		g_exit(3);
	case 5:
		spin(0);
		break;
	}
	for (;;)
		g_sleep_ms(1 + rnd(20));
}

static void
batch(void)
{
	static const int sigs[] = { SIGUSR1, SIGSTOP, SIGCONT, SIGUSR1,
	    SIGTSTP, SIGCONT };
	long pids[BATCH];
	int st = 0;

	for (int i = 0; i < BATCH; i++) {
		seed++;
		if ((pids[i] = g_fork()) == 0) {
			seed ^= (unsigned long)g_getpid() << 20;
			child_life();
		}
		CHECK(pids[i] > 0);
	}
	for (unsigned n = rnd(30); n > 0; n--) {
		sys(SYS_kill, pids[rnd(BATCH)], sigs[rnd(6)]);
		if (rnd(4) == 0)
			g_sleep_ms(1);
	}
	for (int i = 0; i < BATCH; i++) {
		long r;

		sys(SYS_kill, pids[i], SIGKILL);
		while ((r = g_wait(pids[i], &st, 0)) == pids[i] &&
		    (st & 0177) == 0177)
			;
		CHECK_EQ(r, pids[i]);
	}
}

int
main(int argc, char **argv)
{
	long end, pids[WORKERS], secs = 8;
	int st = 0;

	self = argv[0];
	if (argc > 1 && g_same(argv[1], "leaf", 5))
		g_exit(0);
	if (argc > 1)
		for (secs = 0; *argv[1] >= '0' && *argv[1] <= '9'; argv[1]++)
			secs = secs * 10 + *argv[1] - '0';
	g_nocore();
	end = g_now_ms() + (secs == 0 ? 8 : secs) * 1000;
	for (int i = 0; i < WORKERS; i++) {
		if ((pids[i] = g_fork()) == 0) {
			seed = 1000003ul * (unsigned long)(i + 1);
			while (g_now_ms() < end)
				batch();
			g_exit(failures != 0);
		}
		CHECK(pids[i] > 0);
	}
	for (int i = 0; i < WORKERS; i++) {
		CHECK_EQ(g_wait(pids[i], &st, 0), pids[i]);
		CHECK_EQ(st, 0);
	}
	CHECK_EQ(g_wait(-1, &st, 0), -ECHILD);
	guest_done();
}
