/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_lpmap.c: what a child and a new LWP have of /dev/lpmap, as a C library
 * relies on it that counts in blockallsigs around locks: the page is mapped in
 * the child where it was and is the child's own, the count goes along, the
 * numbers of LWPs too, and an LWP's mapping ends with it.
 */
#include "guest.h"
#include <sys/lwp.h>
#include <sys/upmap.h>

#define STACK	65536
#define HELD	0x80000000U

static char stack[STACK] __attribute__((aligned(64)));
static struct sys_lpmap *mine, *others;
static char *self;
static volatile int done, hits;
static volatile unsigned int first_count;
static volatile long first_tid;

static void *
map_lpmap(void)
{
	long fd = sys(SYS_open, "/dev/lpmap", O_RDWR), r;

	CHECK(fd >= 0);
	r = g_mmap(0, LPMAP_MAPSIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
	    (int)fd, 0);
	CHECK(r > 0);
	sys(SYS_close, fd);
	return ((void *)r);
}

static int
mapped(const void *p)
{
	return (sys(SYS_chdir, p) != -EFAULT);
}

static void
count(int sig G_UNUSED)
{
	hits++;
}

static int
status_of(long pid)
{
	int st = -1;

	CHECK_EQ(g_wait(pid, &st, 0), pid);
	return (st);
}

/* fork(2): a page of its own in the same place, with the same count. */
static void
t_fork(void)
{
	long pid;

	mine = map_lpmap();
	g_action(SIGUSR2, count, 0);
	mine->blockallsigs = 2;
	mine->thread_title[0] = 'x';
	if ((pid = g_fork()) == 0) {
		CHECK_EQ(mine->version, LPMAP_VERSION);
		CHECK_EQ(mine->tid, sys(SYS_lwp_gettid));
		CHECK_EQ(mine->blockallsigs, 2);
		CHECK_EQ(mine->thread_title[0], 0);
		sys(SYS_kill, g_getpid(), SIGUSR2);
		CHECK_EQ(hits, 0);
		CHECK_EQ(mine->blockallsigs, HELD | 2);
		mine->blockallsigs = 0;
		g_getpid();
		CHECK_EQ(hits, 1);
		g_exit(failures);
	}
	CHECK_EQ(status_of(pid), 0);
	CHECK_EQ(mine->blockallsigs, 2);
	mine->blockallsigs = 0;
	if ((pid = g_fork()) == 0) {
		CHECK_EQ(mine->blockallsigs, 0);
		mine->blockallsigs = 1;
		g_exit(failures);
	}
	CHECK_EQ(status_of(pid), 0);
	CHECK_EQ(mine->blockallsigs, 0);
}

/* vfork(2): the space is the parent's, and so is the page that one sees. */
static void
t_vfork(void)
{
	long pid;

	mine->blockallsigs = 1;
	pid = sys(SYS_vfork);
	if (pid == 0 && sys_rdx == 1) {
		sys(SYS_kill, g_getpid(), SIGUSR2);
		sys(SYS_exit, mine->blockallsigs == 1 && hits == 0 ? 0 : 1);
	}
	CHECK_EQ(status_of(pid), 0);
	mine->blockallsigs = 0;
}

static void __attribute__((noreturn))
finish(void)
{
	/* EXTEXIT_SETINT tells when the LWP no longer needs its memory. */
	for (;;)
		sys(SYS_extexit, EXTEXIT_LWP | EXTEXIT_SETINT, 1, &done);
}

/* A second LWP: its own page, the count of who made it; then it forks. */
static void
second(void *arg G_UNUSED)
{
	long pid;

	others = map_lpmap();
	first_count = others->blockallsigs;
	first_tid = others->tid;
	CHECK_EQ(others->tid, sys(SYS_lwp_gettid));
	if ((pid = g_fork()) == 0) {
		CHECK_EQ(sys(SYS_lwp_gettid), first_tid);
		CHECK(mapped(others));
		CHECK_EQ(others->tid, first_tid);
		CHECK_EQ(others->blockallsigs, 3);
		/* The other LWP is not here, and neither is its page. */
		CHECK(!mapped(mine));
		g_exit(failures);
	}
	CHECK_EQ(status_of(pid), 0);
	/* A new program begins with number 1. */
	if ((pid = g_fork()) == 0) {
		char *av[] = { self, "1", 0 };

		sys(SYS_execve, self, av, av + 2);
		g_exit(100);
	}
	CHECK_EQ(status_of(pid), 0);
	finish();
}

static void
start_second(void)
{
	struct lwp_params lp;

	g_zero(&lp, sizeof(lp));
	lp.lwp_func = second;
	lp.lwp_stack = stack + STACK - 8;
	CHECK_EQ(sys(SYS_lwp_create, &lp), 0);
}

static void
t_lwp(void)
{
	mine->blockallsigs = 3;
	start_second();
	while (!done)
		g_sleep_ms(1);
	mine->blockallsigs = 0;
	CHECK_EQ(first_count, 3);
	CHECK(first_tid > 1);
	CHECK_EQ(mine->tid, 1);
	CHECK(mapped(mine));
	/* The page goes with its LWP, soon after the word was set. */
	for (int i = 0; i < 1000 && mapped(others); i++)
		g_sleep_ms(10);
	CHECK(!mapped(others));
}

int
main(int argc, char **argv)
{
	self = argv[0];
	if (argc > 1)
		g_exit(sys(SYS_lwp_gettid) != argv[1][0] - '0');
	RUN(t_fork);
	RUN(t_vfork);
	RUN(t_lwp);
	guest_done();
}
