/*
 * h_nomem.c: what processes, memory and descriptors ask the kernel for, with no
 * memory for one request of it after the other.
 *
 * usage: h_nomem [left]
 *
 * left is what the executed program is called with: its status tells whether
 * the failure is still to come.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "nomem.h"
#include <sys/event.h>
#include <sys/lwp.h>
#include <sys/poll.h>

#define PAGE	4096L

static char *const self[] = { "/mnt/h_nomem", "left", 0 };
static char *const noenv[] = { "A=b", 0 };
static char stack[16384] __attribute__((aligned(64)));

/* Half a mapping may be cut off its neighbour: that takes memory. */
static void
unmapped(long p, long size)
{
	long r;

	do
		r = sys(SYS_munmap, p, size);
	while (r == -ENOMEM);
	CHECK_EQ(r, 0);
}

static long
p_pipe(void)
{
	static char block[PAGE];
	long rd = sys(SYS_pipe), wr = sys_rdx, r;

	if (rd < 0)
		return (rd);
	TRY(sys(SYS_write, wr, block, sizeof(block)));
	TRY(sys(SYS_read, rd, block, sizeof(block)));
	r = 0;
out:
	sys(SYS_close, rd);
	sys(SYS_close, wr);
	return (r);
}

static long
p_table(void)
{
	long r = sys(SYS_dup2, 0, 900);

	if (r < 0)
		return (r);
	return (sys(SYS_close, r));
}

static long
p_rfork(void)
{
	long pid = sys(SYS_rfork, RFPROC | RFFDG);

	if (pid == 0 || (pid > 0 && sys_rdx == 1))
		g_exit(3);
	return (child_ended(pid));
}

static long
p_exec(void)
{
	return (sys(SYS_execve, self[0], self, noenv));
}

static long
p_script(void)
{
	static char *const argv[] = { "/tmp/nomem.sh", 0 };

	return (sys(SYS_execve, argv[0], argv, noenv));
}

static long
p_session(void)
{
	long r = sys(SYS_setsid);

	return (r < 0 ? r : 0);
}

static long
p_group(void)
{
	return (sys(SYS_setpgid, 0, 0));
}

static long
p_ids(void)
{
	gid_t groups[3] = { 1, 2, 3 };
	long r;

	TRY(sys(SYS_setgroups, 3, groups));
	TRY(sys(SYS_setresgid, 5, 5, 5));
	TRY(sys(SYS_setresuid, 6, 0, 6));
out:
	return (r);
}

static long
p_limit(void)
{
	struct rlimit rl = { 1 << 20, 1 << 20 };

	return (sys(SYS_setrlimit, RLIMIT_DATA, &rl));
}

static void
lwp_ends(void *arg)
{
	*(volatile int *)arg = 1;
	for (;;)
		sys(SYS_extexit, 0x10000, 0, 0);
}

static long
p_lwp(void)
{
	static volatile int done;
	struct lwp_params lp = { lwp_ends, (void *)(long)&done,
	    stack + sizeof(stack) - 8, 0, 0 };
	long r;

	done = 0;
	if ((r = sys(SYS_lwp_create, &lp)) < 0)
		return (r);
	while (!done)
		g_sleep_ms(1);
	return (0);
}

/* Pages here and there, half of each piece protected, a child with all of it. */
static long
p_map(void)
{
	long p = g_mmap(0, 64 * PAGE, PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_PRIVATE, -1, 0), n = 64, r, i;

	if (p < 0)
		return (p);
	for (i = 0; i < 64; i += 8)
		((volatile char *)p)[i * PAGE] = 1;
	for (i = 0; i < 64; i += 8)
		TRY(sys(SYS_mprotect, p + i * PAGE, 4 * PAGE, PROT_READ));
	TRY(sys(SYS_mlock, p + 5 * PAGE, PAGE));
	TRY(sys(SYS_munlock, p + 5 * PAGE, PAGE));
	TRY(sys(SYS_madvise, p, 64 * PAGE, MADV_WILLNEED));
	TRY(sys(SYS_munmap, p + 62 * PAGE, 2 * PAGE));
	n = 62;
	TRY(sys(SYS_minherit, p + 32 * PAGE, 3 * PAGE, INHERIT_SHARE));
	TRY(forks());
	r = 0;
out:
	unmapped(p, n * PAGE);
	return (r);
}

static long
p_mapfile(void)
{
	long fd = sys(SYS_open, "/tmp/nomem.map", O_RDWR | O_CREAT, 0600), r, p;

	if (fd < 0)
		return (fd);
	TRY(sys(SYS_ftruncate, fd, 0, 8 * PAGE));
	TRY(p = g_mmap(0, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
	    (int)fd, 0));
	((volatile char *)p)[5 * PAGE] = 1;
	r = sys(SYS_msync, p, 8 * PAGE, MS_SYNC);
	unmapped(p, 8 * PAGE);
out:
	sys(SYS_close, fd);
	sys(SYS_unlink, "/tmp/nomem.map");
	return (r);
}

static long
p_kqueue(void)
{
	struct kevent kev[4];
	struct timespec now = { 0, 0 };
	long kq = sys(SYS_kqueue), r;

	if (kq < 0)
		return (kq);
	EV_SET(&kev[0], 0, EVFILT_READ, EV_ADD, 0, 0, 0);
	EV_SET(&kev[1], g_getpid(), EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, 0);
	EV_SET(&kev[2], SIGUSR1, EVFILT_SIGNAL, EV_ADD, 0, 0, 0);
	EV_SET(&kev[3], 1, EVFILT_TIMER, EV_ADD, 0, 100000, 0);
	TRY(sys(SYS_kevent, kq, kev, 4, 0, 0, &now));
	EV_SET(&kev[0], 77, EVFILT_USER, EV_ADD, NOTE_TRIGGER, 0, 0);
	TRY(sys(SYS_kevent, kq, kev, 1, kev, 1, &now));
	r = 0;
out:
	sys(SYS_close, kq);
	return (r);
}

static long
p_poll(void)
{
	static struct pollfd fds[300];
	static unsigned sets[3][64];
	struct timeval now = { 0, 0 };
	long r;
	int i;

	for (i = 0; i < 300; i++) {
		fds[i].fd = i % 3;
		fds[i].events = POLLIN;
	}
	TRY(sys(SYS_poll, fds, 300, 0));
	sets[0][0] = sets[1][0] = 7;
	TRY(sys(SYS_select, 2000, sets[0], sets[1], sets[2], &now));
	r = 0;
out:
	return (r);
}

static long
p_signal(void)
{
	long r;

	TRY(g_mask(SIG_BLOCK, SIGUSR1));
	TRY(sys(SYS_kill, g_getpid(), SIGUSR1));
	TRY(g_action(SIGUSR1, (void *)1, 0));	/* SIG_IGN throws it away */
	TRY(g_action(SIGUSR1, (void *)0, 0));
	TRY(g_mask(SIG_UNBLOCK, SIGUSR1));
out:
	return (r);
}

static volatile int caught;

static void
handler(int sig)
{
	caught = sig;
}

static long
p_handler(void)
{
	long r;

	caught = 0;
	TRY(g_action(SIGUSR2, (void *)handler, 0));
	TRY(sys(SYS_kill, g_getpid(), SIGUSR2));
	if (caught != SIGUSR2)
		r = -EPROTO;
out:
	g_action(SIGUSR2, (void *)0, 0);
	return (r);
}

static const struct probe probes[] = {
	{ "pipe", p_pipe, 0 },
	{ "table of descriptors", p_table, 1 },
	{ "fork", forks, 0 },
	{ "rfork", p_rfork, 0 },
	{ "exec", p_exec, 1 },
	{ "script", p_script, 1 },
	{ "session", p_session, 1 },
	{ "group", p_group, 1 },
	{ "ids", p_ids, 1 },
	{ "limit", p_limit, 1 },
	{ "lwp", p_lwp, 1 },
	{ "memory", p_map, 0 },
	{ "mapped file", p_mapfile, 0 },
	{ "kqueue", p_kqueue, 0 },
	{ "poll", p_poll, 0 },
	{ "signal", p_signal, 0 },
	{ "handler", p_handler, 1 },
	{ 0, 0, 0 }
};

int
main(int argc, char **argv)
{
	static const char script[] = "#!/mnt/h_nomem left\n";

	(void)argv;
	if (argc > 1) {
		while (mib_of("debug.kmalloc_fail.nth", nth_mib,
		    &nth_miblen) == -ENOMEM)
			continue;
		g_exit(arm(0) > 0 ? 128 : 0);
	}
	g_putfile("/tmp/nomem.sh", script, sizeof(script) - 1, 0755);
	nomem_main(probes);
}
