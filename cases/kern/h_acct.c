/*
 * h_acct.c: acct(2) and its records, acct(5).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/acct.h>
#include <sys/stat.h>
#include "guest.h"

#define FILE_ACCT	"acct"
#define NRECORDS	32

static struct acct rec[NRECORDS];
static int nrec;

/* Read what was written since the last time. */
static void
records(void)
{
	static long off;
	long fd = sys(SYS_open, FILE_ACCT, O_RDONLY), n;

	n = sys(SYS_extpread, fd, rec, sizeof(rec), 0, off);
	CHECK(n >= 0 && n % (long)sizeof(rec[0]) == 0);
	nrec = (int)(n / (long)sizeof(rec[0]));
	off += n > 0 ? n : 0;
	sys(SYS_close, fd);
}

static long
fraction(comp_t c)
{
	return ((long)(c & 0x1fff) << 3 * (c >> 13));
}

static void
burn(long ms)
{
	struct rusage ru;

	do
		sys(SYS_getrusage, RUSAGE_SELF, &ru);
	while (ru.ru_utime.tv_sec * 1000 + ru.ru_utime.tv_usec / 1000 +
	    ru.ru_stime.tv_sec * 1000 + ru.ru_stime.tv_usec / 1000 < ms);
}

static void
t_refused(void)
{
	int st;
	long pid;

	CHECK_EQ(sys(SYS_acct, "nofile"), -ENOENT);
	CHECK_EQ(sys(SYS_acct, 8), -EFAULT);
	CHECK_EQ(sys(SYS_acct, "/etc"), -EISDIR);
	CHECK_EQ(sys(SYS_acct, "/dev/null"), -EACCES);
	CHECK_EQ(sys(SYS_acct, 0), 0);
	if ((pid = g_fork()) == 0) {
		sys(SYS_setuid, 1000);
		g_exit(sys(SYS_acct, 0) == -EPERM ? 0 : 1);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

static void
t_records(void)
{
	char *argv[] = { "h_acct", "7", 0 };
	struct timespec ts;
	struct stat sb;
	long pid;
	int st;

	g_putfile(FILE_ACCT, "", 0, 0600);
	sys(SYS_clock_gettime, CLOCK_REALTIME, &ts);
	CHECK_EQ(sys(SYS_acct, FILE_ACCT), 0);
	/* A fork that runs nothing else, with ids of its own. */
	if ((pid = g_fork()) == 0) {
		burn(300);
		g_sleep_ms(700);
		sys(SYS_setgid, 34);
		sys(SYS_setuid, 12);
		g_exit(3);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 3 << 8);
	records();
	CHECK_EQ(nrec, 1);
	CHECK(g_same(rec[0].ac_comm, "h_acct", 7));
	CHECK_EQ(rec[0].ac_uid, 12);
	CHECK_EQ(rec[0].ac_gid, 34);
	CHECK_EQ(rec[0].ac_flag, AFORK);
	CHECK(rec[0].ac_btime >= ts.tv_sec && rec[0].ac_btime <= ts.tv_sec + 60);
	CHECK(fraction(rec[0].ac_utime) + fraction(rec[0].ac_stime) >=
	    AHZ * 280 / 1000);
	CHECK(fraction(rec[0].ac_etime) >= AHZ * 980 / 1000);
	CHECK(rec[0].ac_tty != (dev_t)-1);
	/* Another program, killed; and one in a session without a terminal. */
	g_nocore();
	if ((pid = g_fork()) == 0) {
		sys(SYS_kill, g_getpid(), SIGKILL);
		g_exit(1);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(g_run("/mnt/h_acct", argv, 0), 7);
	if ((pid = g_fork()) == 0) {
		sys(SYS_setsid);
		g_exit(0);
	}
	g_wait(pid, &st, 0);
	records();
	CHECK_EQ(nrec, 3);
	CHECK_EQ(rec[0].ac_flag, AFORK | AXSIG);
	CHECK_EQ(rec[1].ac_flag, 0);
	CHECK_EQ(rec[2].ac_tty, (dev_t)-1);
	/* No limit of the process stands in the way of its record. */
	if ((pid = g_fork()) == 0) {
		struct rlimit rl = { 0, 0 };

		sys(SYS_setrlimit, RLIMIT_FSIZE, &rl);
		g_exit(0);
	}
	g_wait(pid, &st, 0);
	records();
	CHECK_EQ(nrec, 1);
	/* To another file, and off. */
	g_putfile("acct2", "", 0, 0600);
	CHECK_EQ(sys(SYS_acct, "acct2"), 0);
	if ((pid = g_fork()) == 0)
		g_exit(0);
	g_wait(pid, &st, 0);
	records();
	CHECK_EQ(nrec, 0);
	CHECK_EQ(sys(SYS_stat, "acct2", &sb), 0);
	CHECK_EQ(sb.st_size, sizeof(rec[0]));
	CHECK_EQ(sys(SYS_acct, 0), 0);
	if ((pid = g_fork()) == 0)
		g_exit(0);
	g_wait(pid, &st, 0);
	CHECK_EQ(sys(SYS_stat, "acct2", &sb), 0);
	CHECK_EQ(sb.st_size, sizeof(rec[0]));
}

/* Without room it waits: of all the space there is, 100 percent are wanted. */
static void
t_suspended(void)
{
	int query[2] = { 0, 3 }, mib[CTL_MAXNAME], all = 100, was = 0, st;
	size_t n = sizeof(mib), len = sizeof(was);
	struct stat sb;
	long pid;

	CHECK_EQ(sys(SYS___sysctl, query, 2, mib, &n, "kern.acct_suspend", 17),
	    0);
	CHECK_EQ(sys(SYS___sysctl, mib, n / sizeof(int), &was, &len, &all,
	    sizeof(all)), 0);
	g_putfile("acct3", "", 0, 0600);
	CHECK_EQ(sys(SYS_acct, "acct3"), 0);
	if ((pid = g_fork()) == 0)
		g_exit(0);
	g_wait(pid, &st, 0);
	CHECK_EQ(sys(SYS_stat, "acct3", &sb), 0);
	CHECK_EQ(sb.st_size, 0);
	CHECK_EQ(sys(SYS___sysctl, mib, n / sizeof(int), 0, 0, &was,
	    sizeof(was)), 0);
	CHECK_EQ(sys(SYS_acct, 0), 0);
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		g_exit(argv[1][0] - '0');
	RUN(t_refused);
	RUN(t_records);
	RUN(t_suspended);
	guest_done();
}
