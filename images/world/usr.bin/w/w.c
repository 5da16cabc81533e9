/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * w.c: w(1) and uptime(1): how long the system is up, who is there, and what
 * they do.
 */
#include <sys/param.h>
#include <sys/kinfo.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

static time_t	now;

static void __dead2
usage(bool uptime)
{
	fprintf(stderr, uptime ? "usage: uptime\n" : "usage: w [-hin] "
	    "[user ...]\n");
	exit(1);
}

static bool
is_user(const struct utmpx *ut)
{
	return (ut->ut_type == USER_PROCESS && ut->ut_name[0] != '\0');
}

/* " 9:16PM  up 3 mins, 1 user, load averages: 0.00, 0.00, 0.00" */
static void
head(void)
{
	int mib[2] = { CTL_KERN, KERN_BOOTTIME }, users = 0;
	struct timeval boot;
	size_t n = sizeof(boot);
	struct utmpx *ut;
	char text[16];
	double load[3];
	long up;

	setutxent();
	while ((ut = getutxent()) != NULL)
		users += is_user(ut);
	endutxent();
	strftime(text, sizeof(text), "%l:%M%p", localtime(&now));
	printf("%s ", text);
	if (sysctl(mib, 2, &boot, &n, NULL, 0) == 0) {
		up = (long)(now - boot.tv_sec);
		if (up > 60)
			up += 30;
		printf(" up");
		if (up >= 86400)
			printf(" %ld day%s,", up / 86400,
			    up / 86400 > 1 ? "s" : "");
		if (up % 86400 >= 3600 && up / 60 % 60 > 0)
			printf(" %2ld:%02ld,", up / 3600 % 24, up / 60 % 60);
		else if (up % 86400 >= 3600)
			printf(" %ld hr%s,", up / 3600 % 24,
			    up / 3600 % 24 > 1 ? "s" : "");
		else if (up / 60 % 60 > 0)
			printf(" %ld min%s,", up / 60 % 60,
			    up / 60 % 60 > 1 ? "s" : "");
		else
			printf(" %ld sec%s,", up % 60, up % 60 > 1 ? "s" : "");
	}
	printf(" %d user%s", users, users == 1 ? "" : "s");
	if (getloadavg(load, 3) == 3)
		printf(", load averages: %.2f, %.2f, %.2f", load[0], load[1],
		    load[2]);
	putchar('\n');
}

/* All processes, in memory of the caller's. */
static struct kinfo_proc *
processes(size_t *count)
{
	int mib[3] = { CTL_KERN, KERN_PROC, KERN_PROC_ALL };
	struct kinfo_proc *p = NULL;
	size_t size = 0;

	do {
		if (sysctl(mib, 3, NULL, &size, NULL, 0) != 0)
			err(1, "kern.proc.all");
		size += size / 8;
		free(p);
		if ((p = malloc(size)) == NULL)
			err(1, NULL);
	} while (sysctl(mib, 3, p, &size, NULL, 0) != 0 && errno == ENOMEM);
	*count = size / sizeof(*p);
	return (p);
}

/* The terminal of the session that a login began, or NODEV. */
static dev_t
terminal(pid_t pid, const struct kinfo_proc *p, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (p[i].kp_pid == pid && (p[i].kp_auxflags & KI_CTTY) != 0)
			return (p[i].kp_tdev);
	return (NODEV);
}

/* What runs on a terminal: the youngest process of its foreground group. */
static void
what(dev_t tty, const struct kinfo_proc *p, size_t count)
{
	const struct kinfo_proc *best = NULL;
	int mib[4] = { CTL_KERN, KERN_PROC, KERN_PROC_ARGS, 0 };
	char args[256];
	size_t n = sizeof(args) - 1;

	for (size_t i = 0; i < count; i++)
		if (tty != NODEV && p[i].kp_tdev == tty &&
		    p[i].kp_pgid == p[i].kp_tpgid &&
		    (best == NULL || p[i].kp_pid > best->kp_pid))
			best = &p[i];
	if (best == NULL) {
		printf("-\n");
		return;
	}
	mib[3] = best->kp_pid;
	if (sysctl(mib, 4, args, &n, NULL, 0) != 0 || n == 0) {
		printf("(%s)\n", best->kp_comm);
		return;
	}
	args[n] = '\0';
	for (size_t i = 0; i + 1 < n; i++)
		if (args[i] == '\0')
			args[i] = ' ';
	printf("%.80s\n", args);
}

static void
show(const struct utmpx *ut, const struct kinfo_proc *p, size_t count)
{
	char path[64], login[16], idle[24] = "-";
	time_t when = ut->ut_tv.tv_sec;
	dev_t tty = terminal(ut->ut_pid, p, count);
	struct stat st;
	long minutes;
	bool known;

	snprintf(path, sizeof(path), "/dev/%.*s", (int)sizeof(ut->ut_line),
	    ut->ut_line);
	known = stat(path, &st) == 0;
	/* As near as the column is wide: an hour, a day, a year. */
	strftime(login, sizeof(login), now - when < 12 * 3600 ? "%l:%M%p" :
	    now - when < 7 * 86400 ? "%a%I%p" : "%d%b%y", localtime(&when));
	minutes = known ? (long)(now - st.st_atime) / 60 : 0;
	if (minutes >= 24 * 60 * 2)
		snprintf(idle, sizeof(idle), "%lddays", minutes / (24 * 60));
	else if (minutes >= 60)
		snprintf(idle, sizeof(idle), "%ld:%02ld", minutes / 60,
		    minutes % 60);
	else if (minutes > 0)
		snprintf(idle, sizeof(idle), "%ld", minutes);
	printf("%-16.*s %-8.*s %-16.16s %7s %6s ", (int)sizeof(ut->ut_name),
	    ut->ut_name, (int)sizeof(ut->ut_line), ut->ut_line,
	    ut->ut_host[0] == '\0' ? "-" : ut->ut_host, login, idle);
	/* /dev/console is another name of a terminal. */
	if (tty == NODEV && known)
		tty = st.st_rdev;
	what(tty, p, count);
}

static bool
wanted(const struct utmpx *ut, char **users)
{
	bool none = *users == NULL;

	for (; *users != NULL; users++)
		if (strncmp(ut->ut_name, *users, sizeof(ut->ut_name)) == 0)
			return (true);
	return (none);
}

int
main(int argc, char **argv)
{
	bool uptime = strcmp(getprogname(), "uptime") == 0, header = true;
	struct kinfo_proc *p;
	struct utmpx *ut;
	size_t count;
	int ch;

	while ((ch = getopt(argc, argv, "hin")) != -1) {
		if (ch == '?' || uptime)
			usage(uptime);
		/* Hosts are shown as they are noted, lines in their order. */
		if (ch == 'h')
			header = false;
	}
	if (uptime && optind < argc)
		usage(uptime);
	time(&now);
	if (header || uptime)
		head();
	if (uptime)
		return (0);
	if (header)
		printf("%-16s %-8s %-16s %7s %6s %s\n", "USER", "TTY", "FROM",
		    "LOGIN@ ", "IDLE", "WHAT");
	p = processes(&count);
	setutxent();
	while ((ut = getutxent()) != NULL)
		if (is_user(ut) && wanted(ut, argv + optind))
			show(ut, p, count);
	return (0);
}
