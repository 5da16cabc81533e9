/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_wait.c: wait6 for each kind of id, code and count; groups and sessions that
 * change while somebody is stopped in them.
 */
#include "guest.h"
#include <sys/ptrace.h>

#define OTHER_UID	501
#define OTHER_GID	601

static long
g_wait6(int type, long id, int options, int *st, siginfo_t *si,
    struct __wrusage *wru)
{
	return (sys(SYS_wait6, type, id, st, options, wru, si));
}

/* A child that fn has changed; it ends, with 7, when its end of the pipe does. */
static long
child(void (*fn)(void), int *end)
{
	long in = sys(SYS_pipe), out = sys_rdx, ready = sys(SYS_pipe);
	long told = sys_rdx, pid = g_fork();
	char c = 0;

	if (pid == 0) {
		sys(SYS_close, out);
		fn();
		sys(SYS_write, told, &c, 1);
		sys(SYS_read, in, &c, 1);
		g_exit(7);
	}
	CHECK_EQ(sys(SYS_read, ready, &c, 1), 1);
	sys(SYS_close, in);
	sys(SYS_close, ready);
	sys(SYS_close, told);
	*end = (int)out;
	return (pid);
}

static void
own_group(void)
{
	sys(SYS_setpgid, 0, 0);
}

static void
own_session(void)
{
	sys(SYS_setsid);
}

static void
other_user(void)
{
	gid_t gid = OTHER_GID;

	sys(SYS_setgroups, 1, &gid);
	sys(SYS_setresuid, OTHER_UID, OTHER_UID, OTHER_UID);
}

static void
stay(void)
{
}

/* Each kind of id means the children it names and no others. */
static void
t_ids(void)
{
	int end[4], st = 0;
	long plain = child(stay, &end[0]), group = child(own_group, &end[1]);
	long session = child(own_session, &end[2]);
	long user = child(other_user, &end[3]);
	struct {
		int	type;
		long	id;
	} w[] = {
		{ P_PID, group }, { P_PGID, group }, { P_SID, session },
		{ P_UID, OTHER_UID }, { P_GID, OTHER_GID }, { P_PGID, 0 },
		{ P_SID, sys(SYS_getsid, 0) }, { P_JAILID, 0 }, { P_ALL, 77 }
	};

	for (size_t i = 0; i < sizeof(w) / sizeof(w[0]); i++)
		CHECK_EQ(g_wait6(w[i].type, w[i].id, WEXITED | WNOHANG, &st, 0, 0),
		    0);
	CHECK_EQ(g_wait6(P_PID, 1, WEXITED | WNOHANG, &st, 0, 0), -ECHILD);
	CHECK_EQ(g_wait6(P_PGID, user, WEXITED | WNOHANG, &st, 0, 0), -ECHILD);
	CHECK_EQ(g_wait6(P_SID, group, WEXITED | WNOHANG, &st, 0, 0), -ECHILD);
	CHECK_EQ(g_wait6(P_UID, OTHER_GID, WEXITED | WNOHANG, &st, 0, 0),
	    -ECHILD);
	CHECK_EQ(g_wait6(P_GID, OTHER_UID, WEXITED | WNOHANG, &st, 0, 0),
	    -ECHILD);
	CHECK_EQ(g_wait6(P_JAILID, 5, WEXITED | WNOHANG, &st, 0, 0), -ECHILD);
	CHECK_EQ(g_wait6(99, 0, WEXITED | WNOHANG, &st, 0, 0), -ECHILD);
	/* All end; each is found by its own kind, which leaves the others. */
	for (int i = 0; i < 4; i++)
		sys(SYS_close, end[i]);
	CHECK_EQ(g_wait6(P_UID, OTHER_UID, WEXITED | WNOWAIT, &st, 0, 0), user);
	CHECK_EQ(g_wait6(P_GID, OTHER_GID, WEXITED, &st, 0, 0), user);
	CHECK_EQ(g_wait6(P_SID, session, WEXITED, &st, 0, 0), session);
	CHECK_EQ(g_wait6(P_PGID, group, WEXITED, &st, 0, 0), group);
	CHECK_EQ(g_wait6(P_PGID, 0, WEXITED, &st, 0, 0), plain);
	CHECK_EQ(st, 7 << 8);
	CHECK_EQ(g_wait6(P_ALL, 0, WEXITED, &st, 0, 0), -ECHILD);
}

/* What siginfo says of each end and stop; WNOWAIT leaves it for the next. */
static void
t_codes(void)
{
	struct {
		int	sig, options, code, status;
	} step[] = {
		{ SIGSTOP, WSTOPPED, CLD_STOPPED, SIGSTOP },
		{ SIGCONT, WCONTINUED, CLD_CONTINUED, SIGCONT },
		{ SIGTSTP, WSTOPPED, CLD_STOPPED, SIGTSTP },
		{ SIGKILL, WEXITED, CLD_KILLED, SIGKILL }
	};
	siginfo_t si;
	int end, st = 0;
	long pid = child(own_group, &end);

	for (size_t i = 0; i < sizeof(step) / sizeof(step[0]); i++) {
		CHECK_EQ(sys(SYS_kill, pid, step[i].sig), 0);
		for (int turn = 0; turn < 2; turn++) {
			g_zero(&si, sizeof(si));
			CHECK_EQ(g_wait6(P_PID, pid, step[i].options |
			    (turn == 0 ? WNOWAIT : 0), &st, &si, 0), pid);
			CHECK_EQ(si.si_signo, SIGCHLD);
			CHECK_EQ(si.si_code, step[i].code);
			CHECK_EQ(si.si_status, step[i].status);
			CHECK_EQ(si.si_pid, pid);
			CHECK_EQ(si.si_uid, 0);
		}
		CHECK_EQ(g_wait6(P_PID, pid, WSTOPPED | WCONTINUED | WEXITED |
		    WNOHANG, &st, &si, 0),
		    step[i].sig == SIGKILL ? -ECHILD : 0);
	}
	sys(SYS_close, end);
	/* No news: nothing is told of anybody. */
	pid = child(stay, &end);
	g_zero(&si, sizeof(si));
	si.si_pid = 99;
	CHECK_EQ(g_wait6(P_PID, pid, WEXITED | WNOHANG, &st, &si, 0), 0);
	CHECK_EQ(si.si_pid, 0);
	CHECK_EQ(sys(SYS_wait6, P_PID, pid, 8, WEXITED | WNOHANG, 0, 0), 0);
	sys(SYS_close, end);
	CHECK_EQ(sys(SYS_wait6, P_PID, pid, 8, WEXITED | WNOWAIT, 0, 0),
	    -EFAULT);
	CHECK_EQ(g_wait6(P_PID, pid, WEXITED, &st, (siginfo_t *)8, 0), -EFAULT);
	CHECK_EQ(g_wait6(P_PID, pid, 0x400 | WEXITED, &st, 0, 0), -EINVAL);
}

/* A traced child that stops is WTRAPPED's and WSTOPPED's, not WCONTINUED's. */
static void
t_trapped(void)
{
	siginfo_t si;
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		sys(SYS_ptrace, PT_TRACE_ME, 0, 0, 0);
		sys(SYS_kill, g_getpid(), SIGUSR1);
		g_exit(3);
	}
	CHECK_EQ(g_wait6(P_PID, pid, WTRAPPED, &st, &si, 0), pid);
	CHECK_EQ(si.si_code, CLD_TRAPPED);
	CHECK_EQ(si.si_status, SIGUSR1);
	CHECK_EQ(st, SIGUSR1 << 8 | 0177);
	CHECK_EQ(g_wait6(P_PID, pid, WTRAPPED | WEXITED | WNOHANG, &st, 0, 0), 0);
	CHECK_EQ(sys(SYS_ptrace, PT_CONTINUE, pid, 1, 0), 0);
	CHECK_EQ(g_wait6(P_PID, pid, WEXITED, &st, 0, 0), pid);
	CHECK_EQ(st, 3 << 8);
}

static volatile long burnt;

static long
used_us(const struct rusage *ru)
{
	return (ru->ru_utime.tv_sec * 1000000 + ru->ru_utime.tv_usec +
	    ru->ru_stime.tv_sec * 1000000 + ru->ru_stime.tv_usec);
}

/* Compute until that much CPU time is used. */
static void
burn_us(long us)
{
	struct rusage ru;

	do {
		for (int i = 0; i < 100000; i++)
			burnt++;
		sys(SYS_getrusage, RUSAGE_SELF, &ru);
	} while (used_us(&ru) < us);
}

/* What a child used itself, and what its own children did. */
static void
t_usage(void)
{
	struct rusage before, after;
	struct __wrusage wru;
	int st = 0;
	long pid;

	CHECK_EQ(sys(SYS_getrusage, RUSAGE_CHILDREN, &before), 0);
	if ((pid = g_fork()) == 0) {
		if ((pid = g_fork()) == 0) {
			burn_us(120000);
			g_exit(0);
		}
		g_wait(pid, &st, 0);
		burn_us(30000);
		g_exit(0);
	}
	CHECK_EQ(g_wait6(P_PID, pid, WEXITED | WNOWAIT, &st, 0, &wru), pid);
	CHECK(used_us(&wru.wru_self) >= 30000 &&
	    used_us(&wru.wru_self) < 120000);
	CHECK(used_us(&wru.wru_children) >= 120000);
	CHECK(wru.wru_self.ru_maxrss > 0 && wru.wru_children.ru_maxrss > 0);
	/* Only who is reaped counts among the children. */
	CHECK_EQ(sys(SYS_getrusage, RUSAGE_CHILDREN, &after), 0);
	CHECK_EQ(used_us(&after), used_us(&before));
	CHECK_EQ(g_wait6(P_PID, pid, WEXITED, &st, 0, 0), pid);
	CHECK_EQ(sys(SYS_getrusage, RUSAGE_CHILDREN, &after), 0);
	CHECK(used_us(&after) - used_us(&before) >= 150000);
}

/* ---- groups and sessions ----------------------------------------------- */

/* setpgid's rules about who, and where to. */
static void
t_setpgid(void)
{
	static char *argv[] = { (char *)"sh", (char *)"-c",
	    (char *)"echo x; read y", 0 };
	int end[2], st = 0;
	long in = sys(SYS_pipe), out = sys_rdx, pid, other, back;
	char c;

	/* A child that runs another program is no longer the parent's to move. */
	back = sys(SYS_pipe);
	end[0] = (int)sys_rdx;
	if ((pid = g_fork()) == 0) {
		sys(SYS_dup2, in, 0);
		sys(SYS_dup2, end[0], 1);
		sys(SYS_close, out);
		sys(SYS_execve, "/bin/sh", argv, 0);
		g_exit(1);
	}
	CHECK_EQ(sys(SYS_read, back, &c, 1), 1);
	CHECK_EQ(sys(SYS_setpgid, pid, pid), -EACCES);
	sys(SYS_close, out);
	sys(SYS_kill, pid, SIGKILL);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	sys(SYS_close, in);
	sys(SYS_close, back);
	sys(SYS_close, end[0]);
	/* Nobody goes into another session's group, or is moved from there. */
	other = child(own_session, &end[0]);
	pid = child(stay, &end[1]);
	CHECK_EQ(sys(SYS_setpgid, pid, other), -EPERM);
	CHECK_EQ(sys(SYS_setpgid, 0, other), -EPERM);
	CHECK_EQ(sys(SYS_setpgid, other, pid), -EPERM);
	CHECK_EQ(sys(SYS_setpgid, pid, sys(SYS_getpgrp)), 0);
	sys(SYS_close, end[0]);
	sys(SYS_close, end[1]);
	CHECK_EQ(g_wait(other, &st, 0), other);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
}

#define GROUPS	20

/*
 * Whoever takes the last tie of a stopped group to its session away, by
 * leaving for a new one, wakes it: SIGHUP and SIGCONT.
 */
static void
leave_children(void)
{
	long pid[GROUPS];
	int st = 0;

	for (int i = 0; i < GROUPS; i++) {
		if ((pid[i] = g_fork()) == 0) {
			sys(SYS_setpgid, 0, 0);
			sys(SYS_kill, g_getpid(), SIGSTOP);
			g_exit(1);
		}
		CHECK_EQ(g_wait(pid[i], &st, WUNTRACED), pid[i]);
	}
	CHECK(sys(SYS_setsid) > 0);
	for (int i = 0; i < GROUPS; i++) {
		CHECK_EQ(g_wait(pid[i], &st, 0), pid[i]);
		CHECK_EQ(st, SIGHUP);
	}
}

/* The same for the group that is left: its own child stays in it. */
static void
leave_group(void)
{
	long pid;
	int st = 0;

	if ((pid = g_fork()) == 0) {
		sys(SYS_kill, g_getpid(), SIGSTOP);
		g_exit(1);
	}
	CHECK_EQ(g_wait(pid, &st, WUNTRACED), pid);
	CHECK(sys(SYS_setsid) > 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGHUP);
}

/* A group that was orphaned before stays stopped when a member leaves it. */
static void
leave_orphans(void)
{
	long pid, stopped;
	int st = 0;

	CHECK(sys(SYS_setsid) > 0);
	if ((stopped = g_fork()) == 0)
		for (;;)
			sys(SYS_kill, g_getpid(), SIGSTOP);
	CHECK_EQ(g_wait(stopped, &st, WUNTRACED), stopped);
	if ((pid = g_fork()) == 0)
		g_exit((int)-sys(SYS_setpgid, 0, 0));
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	CHECK_EQ(g_wait(stopped, &st, WNOHANG | WCONTINUED), 0);
	CHECK_EQ(sys(SYS_kill, stopped, SIGKILL), 0);
	CHECK_EQ(g_wait(stopped, &st, 0), stopped);
	CHECK_EQ(st, SIGKILL);
}

static void
in_child(void (*fn)(void))
{
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		fn();
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
}

static void
t_leaving(void)
{
	int end, st = 0;
	long leader, pid;

	in_child(leave_children);
	in_child(leave_orphans);
	/* A group of which only the two are left, when its leader has gone. */
	leader = child(own_group, &end);
	if ((pid = g_fork()) == 0) {
		CHECK_EQ(sys(SYS_setpgid, 0, leader), 0);
		sys(SYS_close, end);
		for (int i = 0; i < 5000 && sys(SYS_getpgid, leader) >= 0; i++)
			g_sleep_ms(2);
		leave_group();
		g_exit(failures != 0);
	}
	CHECK_EQ(sys(SYS_setpgid, pid, leader), 0);
	sys(SYS_close, end);
	CHECK_EQ(g_wait(leader, &st, 0), leader);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
}

int
main(void)
{
	struct itimerval limit = { { 0, 0 }, { 100, 0 } };
	int st = 0;
	long pid = g_fork();

	/* In a session of our own: what a shell does is not mixed in. */
	if (pid != 0) {
		g_wait(pid, &st, 0);
		g_exit(st != 0);
	}
	sys(SYS_setitimer, ITIMER_REAL, &limit, 0);
	CHECK(sys(SYS_setsid) > 0);
	RUN(t_ids);
	RUN(t_codes);
	RUN(t_trapped);
	RUN(t_usage);
	RUN(t_setpgid);
	RUN(t_leaving);
	guest_done();
}
