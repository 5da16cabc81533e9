/*
 * h_kmem.c: memory that the kernel does not use is the programs', and comes
 * back to them after the kernel needed much.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"

#define MUCH	(50L << 20)		/* of the 64 MB of this machine */
#define MAXKIDS	300

static long kids[MAXKIDS];

/* A child writes to n bytes: 0, or how it ended. */
static int
touch(long n)
{
	long pid = g_fork(), p, i;
	int st = -1;

	if (pid == 0) {
		p = g_mmap(0, (size_t)n, PROT_READ | PROT_WRITE,
		    MAP_ANON | MAP_PRIVATE, -1, 0);
		if (p <= 0)
			g_exit(1);
		for (i = 0; i < n; i += 4096)
			((volatile char *)p)[i] = 1;
		g_exit(0);
	}
	if (pid < 0)
		return ((int)pid);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	return (st);
}

/* A process that keeps some of each kind of kernel memory. */
static void
sitter(long ready)
{
	static char block[4096];
	long i, n;

	for (i = 0; i < 4; i++) {
		if (sys(SYS_pipe) < 0)
			break;
		n = sys_rdx;
		sys(SYS_fcntl, n, F_SETFL, O_NONBLOCK);
		sys(SYS_write, n, block, sizeof(block));
	}
	sys(SYS_kqueue);
	sys(SYS_dup2, 0, 200 + g_getpid() % 500);
	sys(SYS_write, ready, "r", 1);
	for (;;)
		g_sleep_ms(100000);
}

static long
storm(void)
{
	long n, rd, wr;
	char c;

	rd = sys(SYS_pipe);
	wr = sys_rdx;
	for (n = 0; n < MAXKIDS; n++) {
		if ((kids[n] = g_fork()) == 0)
			sitter(wr);
		if (kids[n] < 0)
			break;
		if (sys(SYS_read, rd, &c, 1) != 1)
			break;
	}
	sys(SYS_close, rd);
	sys(SYS_close, wr);
	return (n);
}

/* Every second one first, so that holes are left. */
static void
reap(long n)
{
	long i, from;

	for (from = 0; from < 2; from++) {
		for (i = from; i < n; i += 2)
			sys(SYS_kill, kids[i], SIGKILL);
		for (i = from; i < n; i += 2)
			CHECK_EQ(g_wait(kids[i], 0, 0), kids[i]);
	}
}

static void
unused_memory_is_the_programs(void)
{
	CHECK_EQ(touch(MUCH), 0);
}

static void
storms_leave_nothing(void)
{
	long i, n;

	for (i = 0; i < 3; i++) {
		n = storm();
		CHECK(n >= 100);
		reap(n);
		CHECK_EQ(touch(MUCH), 0);
		/* One piece of 48 KB and more. */
		CHECK_EQ(sys(SYS_dup2, 0, 1500), 1500);
		CHECK_EQ(sys(SYS_close, 1500), 0);
	}
}

int
main(void)
{
	RUN(unused_memory_is_the_programs);
	RUN(storms_leave_nothing);
	guest_done();
}
