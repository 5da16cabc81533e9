/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shutdown.c: shutdown(8): end the system at a time, telling the users.
 *
 * usage: shutdown [-] [-hknpr] time [message ...]
 *
 *	-h halt		-p power off	-r reboot	-k only the messages
 *	-n do not sync	none of them: single user
 *	time: now, +minutes, hh:mm or yymmddhhmm
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

#define NOLOGIN_TIME	300	/* seconds before the end when logins stop */

static char	message[1024];
static bool	nologin_made;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: shutdown [-] [-hknpr] time [message ...]\n");
	exit(1);
}

/* Two digits at s, or an error. */
static int
two_digits(const char *s)
{
	if (!isdigit((unsigned char)s[0]) || !isdigit((unsigned char)s[1]))
		errx(1, "bad time format");
	return ((s[0] - '0') * 10 + s[1] - '0');
}

/* When: seconds since the epoch. */
static time_t
parse_time(const char *s)
{
	time_t now = time(NULL), t;
	struct tm tm;
	long minutes;
	char *end;

	if (strcasecmp(s, "now") == 0)
		return (now);
	if (*s == '+') {
		minutes = strtol(s + 1, &end, 10);
		if (*end != '\0' || end == s + 1 || minutes < 0)
			errx(1, "bad time format");
		return (now + minutes * 60);
	}
	localtime_r(&now, &tm);
	tm.tm_sec = 0;
	if (strlen(s) == 5 && s[2] == ':') {
		tm.tm_hour = two_digits(s);
		tm.tm_min = two_digits(s + 3);
	} else if (strlen(s) == 10) {
		tm.tm_year = 100 + two_digits(s);
		tm.tm_mon = two_digits(s + 2) - 1;
		tm.tm_mday = two_digits(s + 4);
		tm.tm_hour = two_digits(s + 6);
		tm.tm_min = two_digits(s + 8);
	} else
		errx(1, "bad time format");
	t = mktime(&tm);
	if (t == (time_t)-1 || t < now)
		errx(1, "that time is already past.");
	return (t);
}

/* Write to the terminals of all who are logged in. */
static void
tell_users(const char *text)
{
	struct utmpx *ut;
	char path[64];
	int fd;

	setutxent();
	while ((ut = getutxent()) != NULL) {
		if (ut->ut_type != USER_PROCESS)
			continue;
		snprintf(path, sizeof(path), "%s%.*s", _PATH_DEV,
		    (int)sizeof(ut->ut_line), ut->ut_line);
		fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
		if (fd < 0)
			continue;
		(void)write(fd, text, strlen(text));
		close(fd);
	}
	endutxent();
}

static void
warn_users(long left)
{
	char text[sizeof(message) + 256], when[64];

	if (left >= 120)
		snprintf(when, sizeof(when), "in %ld minutes", left / 60);
	else if (left > 0)
		snprintf(when, sizeof(when), "in %ld seconds", left);
	else
		strlcpy(when, "IMMEDIATELY", sizeof(when));
	snprintf(text, sizeof(text), "\007\007\r\n*** %sSystem shutdown message ***"
	    "\r\n\r\nSystem going down %s\r\n\r\n%s%s",
	    left > 0 ? "" : "FINAL ", when, message,
	    *message != '\0' ? "\r\n\r\n" : "");
	tell_users(text);
}

static void
make_nologin(void)
{
	int fd;

	fd = open(_PATH_NOLOGIN, O_WRONLY | O_CREAT | O_TRUNC, 0664);
	if (fd < 0)
		return;
	dprintf(fd, "\n\nNO LOGINS: System going down\n\n%s\n", message);
	close(fd);
	nologin_made = true;
}

static void
on_term(int sig __unused)
{
	if (nologin_made)
		unlink(_PATH_NOLOGIN);
	_exit(0);
}

/* Wait for the time, telling the users more often the nearer it is. */
static void
count_down(time_t when)
{
	static const long steps[] = {
		36000, 18000, 7200, 3600, 1800, 900, 600, 300, 120, 60, 30
	};
	time_t now;
	long left;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		now = time(NULL);
		left = when - now;
		if (left < steps[i])
			continue;
		while (left > steps[i]) {
			sleep((unsigned int)(left - steps[i]));
			left = when - time(NULL);
		}
		warn_users(steps[i]);
		if (!nologin_made && steps[i] <= NOLOGIN_TIME)
			make_nologin();
	}
	while ((left = when - time(NULL)) > 0)
		sleep((unsigned int)left);
	warn_users(0);
}

static void
join_message(char **argv)
{
	for (; *argv != NULL; argv++) {
		strlcat(message, *argv, sizeof(message));
		if (argv[1] != NULL)
			strlcat(message, " ", sizeof(message));
	}
}

static void
read_message(void)
{
	char line[256];

	while (fgets(line, sizeof(line), stdin) != NULL)
		strlcat(message, line, sizeof(message));
}

int
main(int argc, char **argv)
{
	bool from_stdin = false, only_tell = false, nosync = false;
	int c, how = 0, sig;
	time_t when;
	pid_t pid;

	if (argc > 1 && strcmp(argv[1], "-") == 0) {
		from_stdin = true;
		argv++;
		argc--;
	}
	while ((c = getopt(argc, argv, "hknpr")) != -1) {
		switch (c) {
		case 'h':
		case 'p':
		case 'r':
			if (how != 0 && how != c)
				errx(1, "incompatible switches -h, -p and -r.");
			how = c;
			break;
		case 'k':
			only_tell = true;
			break;
		case 'n':
			nosync = true;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (argc < 1)
		usage();
	if (geteuid() != 0)
		errx(1, "%s", strerror(EPERM));
	when = parse_time(argv[0]);
	join_message(argv + 1);
	if (from_stdin)
		read_message();

	openlog("shutdown", LOG_CONS, LOG_AUTH);
	if (when > time(NULL)) {
		printf("Shutdown at %s", ctime(&when));
		fflush(stdout);
		pid = fork();
		if (pid < 0)
			err(1, "fork");
		if (pid > 0) {
			printf("shutdown: [pid %d]\n", (int)pid);
			return (0);
		}
		setsid();
	} else
		printf("Shutdown NOW!\n");
	fflush(stdout);
	signal(SIGTERM, on_term);
	signal(SIGHUP, SIG_IGN);
	count_down(when);
	if (only_tell) {
		if (nologin_made)
			unlink(_PATH_NOLOGIN);
		return (0);
	}
	syslog(LOG_NOTICE, "%s by %s%s%s", how == 'r' ? "reboot" : how == 'h' ?
	    "halt" : how == 'p' ? "power-down" : "shutdown",
	    getlogin() != NULL ? getlogin() : "root",
	    *message != '\0' ? ": " : "", message);
	if (nosync && how != 0) {
		execl(how == 'r' ? "/sbin/reboot" : "/sbin/halt", "shutdown",
		    how == 'p' ? "-np" : "-n", (char *)NULL);
		err(1, "reboot");
	}
	sig = how == 'r' ? SIGINT : how == 'h' ? SIGUSR1 : how == 'p' ? SIGUSR2 :
	    SIGTERM;
	if (kill(1, sig) != 0)
		err(1, "init");
	return (0);
}
