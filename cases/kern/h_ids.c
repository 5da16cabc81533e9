/*
 * h_ids.c: who a process is and how it is scheduled: the calls for ids and
 * priorities one by one, with good, bad and boundary arguments; LWPs with a
 * CPU of their own.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/lwp.h>
#include <sys/poll.h>
#include <sys/sched.h>

#define BAD	((void *)8)
#define SAME	(-1L)

static char stack[16384] __attribute__((aligned(64)));
static volatile int ran;

/* Run f in a child of uid and gid; its checks count. */
static void
as(long uid, long gid, void (*f)(void))
{
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		CHECK_EQ(sys(SYS_setresgid, gid, gid, gid), 0);
		CHECK_EQ(sys(SYS_setresuid, uid, uid, uid), 0);
		f();
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
}

static int
gids_are(unsigned r, unsigned e, unsigned s)
{
	gid_t a = 0, b = 0, c = 0;

	return (sys(SYS_getresgid, &a, &b, &c) == 0 && a == r && b == e &&
	    c == s && sys(SYS_getgid) == (long)r &&
	    sys(SYS_getegid) == (long)e);
}

static int
uids_are(unsigned r, unsigned e, unsigned s)
{
	uid_t a = 0, b = 0, c = 0;

	return (sys(SYS_getresuid, &a, &b, &c) == 0 && a == r && b == e &&
	    c == s && sys(SYS_getuid) == (long)r &&
	    sys(SYS_geteuid) == (long)e);
}

static void
root_sets_any_gid(void)
{
	CHECK_EQ(sys(SYS_setresgid, 1, 2, 3), 0);
	CHECK(gids_are(1, 2, 3));
	CHECK_EQ(sys(SYS_setresgid, SAME, 7, SAME), 0);
	CHECK(gids_are(1, 7, 3));
	CHECK_EQ(sys(SYS_setegid, 9), 0);
	CHECK(gids_are(1, 9, 3));
	CHECK_EQ(sys(SYS_setregid, 4, SAME), 0);
	CHECK(gids_are(4, 9, 9));
	CHECK_EQ(sys(SYS_setregid, SAME, SAME), 0);
	CHECK(gids_are(4, 9, 9));
	CHECK_EQ(sys(SYS_setgid, 5), 0);
	CHECK(gids_are(5, 5, 5));
	CHECK_EQ(sys(SYS_getresgid, BAD, 0, 0), -EFAULT);
}

static void
users_swap_their_gids(void)
{
	CHECK_EQ(sys(SYS_setresgid, 600, 600, 600), -EPERM);
	CHECK_EQ(sys(SYS_setresgid, SAME, 600, SAME), -EPERM);
	CHECK_EQ(sys(SYS_setegid, 600), -EPERM);
	CHECK_EQ(sys(SYS_setregid, 600, SAME), -EPERM);
	CHECK_EQ(sys(SYS_setgid, 600), -EPERM);
	CHECK_EQ(sys(SYS_setregid, 500, 500), 0);
	CHECK_EQ(sys(SYS_setegid, 500), 0);
	CHECK(gids_are(500, 500, 500));
	CHECK_EQ(sys(SYS_setreuid, 600, SAME), -EPERM);
	CHECK_EQ(sys(SYS_setreuid, SAME, 0), -EPERM);
	CHECK_EQ(sys(SYS_setreuid, 500, 500), 0);
	CHECK(uids_are(500, 500, 500));
}

static void
real_and_effective_change_places(void)
{
	CHECK_EQ(sys(SYS_setreuid, 500, 501), 0);
	CHECK(uids_are(500, 501, 501));
	CHECK_EQ(sys(SYS_setreuid, 501, 500), 0);
	CHECK_EQ(sys(SYS_geteuid), 500);
	CHECK_EQ(sys(SYS_getuid), 501);
}

static void
login_names(void)
{
	char name[64];

	CHECK_EQ(sys(SYS_setlogin, "walker"), 0);
	CHECK_EQ(sys(SYS_getlogin, name, sizeof(name)), 0);
	CHECK(g_same(name, "walker", 7));
	CHECK_EQ(sys(SYS_getlogin, BAD, 17), -EFAULT);
	CHECK_EQ(sys(SYS_setlogin, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_setlogin, "a-name-that-is-longer-than-any-login-name"
	    "-may-be"), -EINVAL);
}

static void
login_names_are_roots_to_set(void)
{
	CHECK_EQ(sys(SYS_setlogin, "other"), -EPERM);
}

static void
timers_read_as_set(void)
{
	struct itimerval it = { { 0, 0 }, { 100, 0 } }, old;

	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, 0), 0);
	CHECK_EQ(sys(SYS_getitimer, ITIMER_REAL, &old), 0);
	CHECK(old.it_value.tv_sec >= 90 && old.it_value.tv_sec <= 100);
	CHECK(old.it_interval.tv_sec == 0 && old.it_interval.tv_usec == 0);
	g_zero(&it, sizeof(it));
	CHECK_EQ(sys(SYS_setitimer, ITIMER_REAL, &it, &old), 0);
	CHECK(old.it_value.tv_sec >= 90);
	CHECK_EQ(sys(SYS_getitimer, ITIMER_REAL, &old), 0);
	CHECK(old.it_value.tv_sec == 0 && old.it_value.tv_usec == 0);
	CHECK_EQ(sys(SYS_getitimer, 3, &old), -EINVAL);
	CHECK_EQ(sys(SYS_getitimer, -1, &old), -EINVAL);
	CHECK_EQ(sys(SYS_getitimer, ITIMER_PROF, BAD), -EFAULT);
}

static void
scheduling(void)
{
	struct sched_param sp = { 0 };
	struct timespec ts = { -1, -1 };
	long min, max;

	CHECK_EQ(sys(SYS_yield), 0);
	CHECK_EQ(sys(SYS_sched_rr_get_interval, 0, &ts), 0);
	CHECK(ts.tv_sec == 0 && ts.tv_nsec > 0 && ts.tv_nsec < 1000000000);
	CHECK_EQ(sys(SYS_sched_rr_get_interval, 99999, &ts), -ESRCH);
	CHECK_EQ(sys(SYS_sched_rr_get_interval, 0, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_sched_getparam, 0, &sp), 0);
	CHECK_EQ(sys(SYS_sched_setparam, 0, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_sched_setparam, 99999, &sp), -ESRCH);
	min = sys(SYS_sched_get_priority_min, SCHED_FIFO);
	max = sys(SYS_sched_get_priority_max, SCHED_FIFO);
	CHECK(min >= 0 && max > min);
	sp.sched_priority = (int)min;
	CHECK_EQ(sys(SYS_sched_setscheduler, 0, SCHED_FIFO, &sp), 0);
	sp.sched_priority = (int)min + 1;
	CHECK_EQ(sys(SYS_sched_setparam, 0, &sp), 0);
	sp.sched_priority = -1;
	CHECK_EQ(sys(SYS_sched_getparam, 0, &sp), 0);
	CHECK_EQ(sp.sched_priority, min + 1);
	CHECK_EQ(sys(SYS_sched_getscheduler, 0), SCHED_FIFO);
	sp.sched_priority = (int)max + 1;
	CHECK_EQ(sys(SYS_sched_setparam, 0, &sp), -EINVAL);
	sp.sched_priority = 0;
	CHECK_EQ(sys(SYS_sched_setscheduler, 0, SCHED_OTHER, &sp), 0);
	CHECK_EQ(sys(SYS_sched_setscheduler, 0, 77, &sp), -EINVAL);
}

static void
polls_of_old(void)
{
	struct pollfd pf = { -1, POLLIN, 77 };
	long rd = sys(SYS_pipe), wr = sys_rdx;

	CHECK_EQ(sys(SYS_openbsd_poll, 0, 0, 0), 0);
	CHECK_EQ(sys(SYS_openbsd_poll, &pf, 1, 0), 0);
	pf.fd = (int)rd;
	CHECK_EQ(sys(SYS_openbsd_poll, &pf, 1, 10), 0);
	CHECK_EQ(pf.revents, 0);
	CHECK_EQ(sys(SYS_write, wr, "x", 1), 1);
	CHECK_EQ(sys(SYS_openbsd_poll, &pf, 1, -1), 1);
	CHECK_EQ(pf.revents, POLLIN);
	CHECK_EQ(sys(SYS_openbsd_poll, BAD, 1, 0), -EFAULT);
	CHECK_EQ(sys(SYS_openbsd_poll, &pf, -1, 0), -EINVAL);
	sys(SYS_close, rd);
	sys(SYS_close, wr);
}

static void
lwp(void *arg)
{
	cpumask_t mask;
	char *p = (char *)&mask;
	unsigned long i;

	g_zero(&mask, sizeof(mask));
	CHECK_EQ(sys(SYS_lwp_getaffinity, 0, sys(SYS_lwp_gettid),
	    &mask), 0);
	CHECK_EQ(p[0], 2);
	for (i = 1; i < sizeof(mask); i++)
		CHECK_EQ(p[i], 0);
	__atomic_store_n(&ran, 1, __ATOMIC_SEQ_CST);
	for (;;)
		sys(SYS_extexit, EXTEXIT_LWP, 0, 0);
}

static void
lwps_begin_on_their_cpu(void)
{
	struct lwp_params lp;
	cpumask_t mask;
	lwpid_t t1 = 0, t2 = 0;

	g_zero(&lp, sizeof(lp));
	lp.lwp_func = lwp;
	lp.lwp_stack = stack + sizeof(stack) - 8;
	lp.lwp_tid1 = &t1;
	lp.lwp_tid2 = &t2;
	CHECK_EQ(sys(SYS_lwp_create2, BAD, 0), -EFAULT);
	CHECK_EQ(sys(SYS_lwp_create2, &lp, BAD), -EFAULT);
	g_zero(&mask, sizeof(mask));
	CHECK_EQ(sys(SYS_lwp_create2, &lp, &mask), -EINVAL);
	*(char *)&mask = 2;		/* the second CPU */
	CHECK_EQ(sys(SYS_lwp_create2, &lp, &mask), 0);
	CHECK(t1 > 1 && t1 == t2);
	for (long i = 0; i < 1000 && ran == 0; i++)
		g_sleep_ms(10);
	CHECK_EQ(ran, 1);
}

int
main(void)
{
	as(0, 0, root_sets_any_gid);
	as(500, 500, users_swap_their_gids);
	as(0, 0, real_and_effective_change_places);
	RUN(login_names);
	as(500, 500, login_names_are_roots_to_set);
	RUN(timers_read_as_set);
	RUN(scheduling);
	RUN(polls_of_old);
	RUN(lwps_begin_on_their_cpu);
	guest_done();
}
