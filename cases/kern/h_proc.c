/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_proc.c: fork, vfork, rfork, wait, process groups, sessions, credentials.
 */
#include "guest.h"
#include <sys/procctl.h>

static volatile int shared;

static void
t_fork_wait(void)
{
	int st = 0;
	long pid, me = g_getpid();
	struct rusage ru;

	pid = sys(SYS_fork);
	if (sys_rdx == 1 && pid == 0) {
		CHECK(g_getpid() != me);
		g_exit(sys(SYS_getppid) == me ? 42 : 1);
	}
	CHECK(pid > 0);
	CHECK_EQ(sys(SYS_wait4, pid, &st, 0, &ru), pid);
	CHECK_EQ(st, 42 << 8);
	CHECK_EQ(g_wait(-1, &st, 0), -ECHILD);
	CHECK_EQ(g_wait(pid, &st, WNOHANG), -ECHILD);
	CHECK_EQ(g_wait(-1, &st, 0x4000), -EINVAL);
	if ((pid = g_fork()) == 0) {
		g_sleep_ms(100);
		g_exit(0);
	}
	CHECK_EQ(g_wait(pid, &st, WNOHANG), 0);
	CHECK_EQ(g_wait(-pid, &st, WNOHANG), -ECHILD);
	CHECK_EQ(g_wait(0, &st, 0), pid);
	if ((pid = g_fork()) == 0)
		g_exit(0x1234);
	CHECK_EQ(g_wait(pid, (int *)8, 0), -EFAULT);
}

static void
t_wait6(void)
{
	siginfo_t si;
	struct __wrusage wru;
	int st = 0;
	long pid;

	if ((pid = g_fork()) == 0)
		g_exit(5);
	CHECK_EQ(sys(SYS_wait6, P_PID, pid, &st, 0, &wru, &si), -EINVAL);
	CHECK_EQ(sys(SYS_wait6, P_PID, pid, &st, WEXITED | WNOWAIT, &wru,
	    &si), pid);
	CHECK_EQ(si.si_code, CLD_EXITED);
	CHECK_EQ(si.si_status, 5);
	CHECK_EQ(si.si_pid, pid);
	CHECK_EQ(si.si_signo, SIGCHLD);
	CHECK_EQ(sys(SYS_wait6, P_ALL, 0, &st, WEXITED, 0, 0), pid);
	CHECK_EQ(st, 5 << 8);
	CHECK_EQ(sys(SYS_wait6, P_ALL, 0, &st, WEXITED, 0, 0), -ECHILD);
}

static void
t_stops(void)
{
	siginfo_t si;
	int st = 0;
	long pid;

	if ((pid = g_fork()) == 0)
		for (;;)
			g_sleep_ms(1000);
	CHECK_EQ(sys(SYS_kill, pid, SIGSTOP), 0);
	CHECK_EQ(g_wait(pid, &st, WUNTRACED), pid);
	CHECK_EQ(st, SIGSTOP << 8 | 0177);
	CHECK_EQ(g_wait(pid, &st, WUNTRACED | WNOHANG), 0);
	CHECK_EQ(sys(SYS_kill, pid, SIGCONT), 0);
	CHECK_EQ(g_wait(pid, &st, WCONTINUED), pid);
	CHECK_EQ(st, SIGCONT);
	CHECK_EQ(sys(SYS_kill, pid, SIGSTOP), 0);
	CHECK_EQ(sys(SYS_wait6, P_PID, pid, &st, WSTOPPED, 0, &si), pid);
	CHECK_EQ(si.si_code, CLD_STOPPED);
	CHECK_EQ(si.si_status, SIGSTOP);
	/* SIGKILL ends a stopped process. */
	CHECK_EQ(sys(SYS_kill, pid, SIGKILL), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGKILL);
	/* One that computes stops and continues as well. */
	if ((pid = g_fork()) == 0)
		for (;;)
			shared++;
	g_sleep_ms(20);
	/* Its group is orphaned now: terminal stops do nothing. */
	CHECK_EQ(sys(SYS_kill, pid, SIGTSTP), 0);
	g_sleep_ms(20);
	CHECK_EQ(g_wait(pid, &st, WUNTRACED | WNOHANG), 0);
	CHECK_EQ(sys(SYS_setpgid, pid, pid), 0);
	CHECK_EQ(sys(SYS_kill, pid, SIGTSTP), 0);
	CHECK_EQ(g_wait(pid, &st, WUNTRACED), pid);
	CHECK_EQ(st, SIGTSTP << 8 | 0177);
	CHECK_EQ(sys(SYS_kill, pid, SIGTERM), 0);
	CHECK_EQ(g_wait(pid, &st, WNOHANG), 0);
	CHECK_EQ(sys(SYS_kill, pid, SIGCONT), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGTERM);
}

static void
t_nanosleep_over_stop(void)
{
	int st = 0;
	long pid, t0, t1;

	if ((pid = g_fork()) == 0) {
		struct timespec ts = { 0, 300000000 };

		g_exit(sys(SYS_nanosleep, &ts, 0) == 0 ? 0 : 1);
	}
	t0 = g_now_ms();
	g_sleep_ms(50);
	sys(SYS_kill, pid, SIGSTOP);
	g_wait(pid, &st, WUNTRACED);
	g_sleep_ms(50);
	sys(SYS_kill, pid, SIGCONT);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	t1 = g_now_ms();
	CHECK_EQ(st, 0);
	CHECK(t1 - t0 >= 290 && t1 - t0 < 3000);
}

static void
t_vfork(void)
{
	int st = 0;
	long pid;

	shared = 1;
	pid = sys(SYS_vfork);
	if (pid == 0 && sys_rdx == 1) {
		shared = 2;
		sys(SYS_exit, 7);
	}
	CHECK_EQ(shared, 2);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 7 << 8);
	pid = g_fork();
	if (pid == 0) {
		shared = 3;
		g_exit(0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(shared, 2);
	CHECK_EQ(sys(SYS_rfork, RFFDG | RFCFDG | RFPROC), -EINVAL);
	pid = sys(SYS_rfork, RFPROC | RFCFDG);
	if (pid == 0 && sys_rdx == 1)
		g_exit(sys(SYS_write, 1, "x", 1) == -EBADF ? 9 : 1);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 9 << 8);
}

static void
t_orphans(void)
{
	int fds[2], st = 0;
	long pid, ppid = 0;

	fds[0] = (int)sys(SYS_pipe);
	fds[1] = (int)sys_rdx;
	if ((pid = g_fork()) == 0) {
		if (g_fork() == 0) {
			g_sleep_ms(100);
			ppid = sys(SYS_getppid);
			sys(SYS_write, fds[1], &ppid, sizeof(ppid));
			g_exit(0);
		}
		g_exit(0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(sys(SYS_read, fds[0], &ppid, sizeof(ppid)),
	    (long)sizeof(ppid));
	CHECK_EQ(ppid, 1);
	/* A reaper gets them instead. */
	CHECK_EQ(sys(SYS_procctl, P_PID, g_getpid(), PROC_REAP_RELEASE, 0),
	    -ENOTCONN);
	CHECK_EQ(sys(SYS_procctl, P_PID, g_getpid(), PROC_REAP_ACQUIRE, 0),
	    0);
	CHECK_EQ(sys(SYS_procctl, P_PID, g_getpid(), PROC_REAP_ACQUIRE, 0),
	    -EALREADY);
	if ((pid = g_fork()) == 0) {
		if (g_fork() == 0) {
			g_sleep_ms(50);
			g_exit(33);
		}
		g_exit(0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK(g_wait(-1, &st, 0) > 0);
	CHECK_EQ(st, 33 << 8);
	CHECK_EQ(sys(SYS_procctl, P_PID, g_getpid(), PROC_REAP_RELEASE, 0),
	    0);
	sys(SYS_close, fds[0]);
	sys(SYS_close, fds[1]);
}

static volatile int chld, chld_code, chld_status;

static void
on_chld(int sig G_UNUSED, siginfo_t *si, void *uc G_UNUSED)
{
	chld++;
	chld_code = si->si_code;
	chld_status = si->si_status;
}

static void
t_sigchld(void)
{
	int st = 0;
	long pid;

	g_action(SIGCHLD, on_chld, SA_SIGINFO | SA_RESTART);
	if ((pid = g_fork()) == 0)
		g_exit(3);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(chld, 1);
	CHECK_EQ(chld_code, CLD_EXITED);
	CHECK_EQ(chld_status, 3);
	if ((pid = g_fork()) == 0)
		for (;;)
			g_sleep_ms(1000);
	sys(SYS_kill, pid, SIGSTOP);
	g_wait(pid, &st, WUNTRACED);
	CHECK_EQ(chld, 2);
	CHECK_EQ(chld_code, CLD_STOPPED);
	g_action(SIGCHLD, on_chld, SA_SIGINFO | SA_RESTART | SA_NOCLDSTOP);
	sys(SYS_kill, pid, SIGCONT);
	sys(SYS_kill, pid, SIGSTOP);
	g_wait(pid, &st, WUNTRACED);
	CHECK_EQ(chld, 2);
	sys(SYS_kill, pid, SIGKILL);
	g_wait(pid, &st, 0);
	CHECK_EQ(chld, 3);
	CHECK_EQ(chld_code, CLD_KILLED);
	CHECK_EQ(chld_status, SIGKILL);
	/* No zombies are left when nobody wants to know. */
	g_action(SIGCHLD, on_chld, SA_NOCLDWAIT | SA_SIGINFO);
	if ((pid = g_fork()) == 0)
		g_exit(0);
	CHECK_EQ(g_wait(pid, &st, 0), -ECHILD);
	g_action(SIGCHLD, (void *)1, 0);
	if ((pid = g_fork()) == 0)
		g_exit(0);
	CHECK_EQ(g_wait(-1, &st, 0), -ECHILD);
	g_action(SIGCHLD, 0, 0);
}

static void
t_groups(void)
{
	int st = 0;
	long pid, me = g_getpid();

	CHECK_EQ(sys(SYS_getpgid, 0), sys(SYS_getpgrp));
	CHECK_EQ(sys(SYS_setpgid, 1, 0), -ESRCH);
	CHECK_EQ(sys(SYS_setpgid, 0, 999998), -EPERM);
	CHECK_EQ(sys(SYS_setpgid, 0, -5), -EINVAL);
	if ((pid = g_fork()) == 0) {
		CHECK_EQ(sys(SYS_setsid), g_getpid());
		CHECK_EQ(sys(SYS_setsid), -EPERM);
		CHECK_EQ(sys(SYS_getsid, 0), g_getpid());
		CHECK_EQ(sys(SYS_setpgid, 0, 0), -EPERM);
		g_exit(failures);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
	if ((pid = g_fork()) == 0) {
		CHECK_EQ(sys(SYS_setpgid, 0, 0), 0);
		CHECK_EQ(sys(SYS_getpgrp), g_getpid());
		if (g_fork() == 0)
			for (;;)
				g_sleep_ms(1000);
		for (;;)
			g_sleep_ms(1000);
	}
	CHECK_EQ(sys(SYS_setpgid, pid, pid), 0);
	CHECK_EQ(sys(SYS_getpgid, pid), pid);
	CHECK(g_asleep(pid));
	CHECK_EQ(sys(SYS_kill, -pid, 0), 0);
	CHECK_EQ(sys(SYS_kill, -pid, SIGUSR1), 0);
	CHECK_EQ(g_wait(-pid, &st, 0), pid);
	CHECK_EQ(st, SIGUSR1);
	CHECK(g_gone(-pid));
	CHECK_EQ(sys(SYS_kill, me, 0), 0);
	CHECK_EQ(sys(SYS_kill, 999999, 0), -ESRCH);
	CHECK_EQ(sys(SYS_kill, me, 129), -EINVAL);
}

/* A stopped member of a group that is orphaned gets SIGHUP and SIGCONT. */
static void
t_orphaned_group(void)
{
	int fds[2], st = 0;
	long pid, gone = 0;

	fds[0] = (int)sys(SYS_pipe);
	fds[1] = (int)sys_rdx;
	if ((pid = g_fork()) == 0) {
		long c;

		sys(SYS_setsid);
		if ((c = g_fork()) == 0) {
			sys(SYS_setpgid, 0, 0);
			sys(SYS_kill, g_getpid(), SIGSTOP);
			g_exit(0);
		}
		g_wait(c, &st, WUNTRACED);
		sys(SYS_write, fds[1], &c, sizeof(c));
		g_exit(0);
	}
	sys(SYS_close, fds[1]);
	CHECK_EQ(sys(SYS_read, fds[0], &gone, sizeof(gone)),
	    (long)sizeof(gone));
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK(g_gone(gone));
	sys(SYS_close, fds[0]);
}

static void
t_creds(void)
{
	gid_t set[20] = { 5, 6, 7 };
	uid_t r, e, s;
	int st = 0;
	long pid;

	if ((pid = g_fork()) == 0) {
		CHECK_EQ(sys(SYS_issetugid), 0);
		CHECK_EQ(sys(SYS_setgroups, 17, set), -EINVAL);
		CHECK_EQ(sys(SYS_setgroups, 3, set), 0);
		CHECK_EQ(sys(SYS_getgroups, 0, 0), 3);
		CHECK_EQ(sys(SYS_getgroups, 2, set), -EINVAL);
		CHECK_EQ(sys(SYS_getegid), 5);
		CHECK_EQ(sys(SYS_setresuid, 100, 200, 300), 0);
		CHECK_EQ(sys(SYS_getresuid, &r, &e, &s), 0);
		CHECK(r == 100 && e == 200 && s == 300);
		CHECK_EQ(sys(SYS_getuid), 100);
		CHECK_EQ(sys(SYS_geteuid), 200);
		CHECK_EQ(sys(SYS_issetugid), 1);
		CHECK_EQ(sys(SYS_seteuid, 300), 0);
		CHECK_EQ(sys(SYS_seteuid, 0), -EPERM);
		CHECK_EQ(sys(SYS_setuid, 0), -EPERM);
		CHECK_EQ(sys(SYS_setgroups, 3, set), -EPERM);
		CHECK_EQ(sys(SYS_setlogin, "x"), -EPERM);
		CHECK_EQ(sys(SYS_kill, 1, 0), -EPERM);
		CHECK_EQ(sys(SYS_setpriority, PRIO_PROCESS, 0, -5), -EACCES);
		g_exit(failures);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

static void
t_limits(void)
{
	struct rlimit rl;
	int st = 0;
	long pid, n = 0, err = 0;

	CHECK_EQ(sys(SYS_getrlimit, 99, &rl), -EINVAL);
	CHECK_EQ(sys(SYS_getrlimit, RLIMIT_NPROC, &rl), 0);
	if ((pid = g_fork()) == 0) {
		rl.rlim_cur = rl.rlim_max = 5;
		CHECK_EQ(sys(SYS_setrlimit, RLIMIT_NPROC, &rl), 0);
		CHECK_EQ(sys(SYS_setuid, 1234), 0);
		rl.rlim_max = 6;
		CHECK_EQ(sys(SYS_setrlimit, RLIMIT_NPROC, &rl), -EPERM);
		for (n = 0; n < 10; n++) {
			err = g_fork();
			if (err == 0) {
				g_sleep_ms(200);
				g_exit(0);
			}
			if (err < 0)
				break;
		}
		CHECK_EQ(err, -EAGAIN);
		CHECK_EQ(n, 4);
		while (g_wait(-1, &st, 0) > 0)
			;
		g_exit(failures);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

/* Many short lives, some at once: nothing is lost, no number comes twice. */
static void
t_many(void)
{
	long pids[40];
	int st = 0;

	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 40; i++) {
			pids[i] = g_fork();
			if (pids[i] == 0)
				g_exit(i);
			CHECK(pids[i] > 0);
		}
		for (int i = 39; i >= 0; i--) {
			CHECK_EQ(g_wait(pids[i], &st, 0), pids[i]);
			CHECK_EQ(st, i << 8);
		}
	}
}

/* Go on in a session of our own, so that our group is an orphaned one. */
static void
own_session(void)
{
	int st = 0;
	long pid = g_fork();

	if (pid != 0) {
		g_wait(pid, &st, 0);
		g_exit(st >> 8);
	}
	CHECK(sys(SYS_setsid) > 0);
}

int
main(void)
{
	own_session();
	RUN(t_fork_wait);
	RUN(t_wait6);
	RUN(t_stops);
	RUN(t_nanosleep_over_stop);
	RUN(t_vfork);
	RUN(t_orphans);
	RUN(t_sigchld);
	RUN(t_groups);
	RUN(t_orphaned_group);
	RUN(t_creds);
	RUN(t_limits);
	RUN(t_many);
	guest_done();
}
