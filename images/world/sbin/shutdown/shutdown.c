/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shutdown.c: shutdown(8): end the system at a time, telling the users.
 *
 * usage: shutdown [-] [-h | -p | -r | -k] [-o [-n]] time [message ...]
 *	  shutdown -c
 *
 *	-h halt		-p power off	-r reboot	-k only the messages
 *	-o by halt(8) or reboot(8), not by init; -n without syncing then
 *	-c cancel the one that waits	none of -hprk: single user
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

#include "shutdown.h"

#define NOLOGIN_TIME	300	/* seconds before the end when logins stop */
#define PATH_PID	"/var/run/shutdown.pid"

static char	message[1024];
static char	hostname[256];
static const char *whom;
static bool	nologin_made;

static void __dead2
usage(const char *why)
{
	if (why != NULL)
		warnx("%s", why);
	fprintf(stderr, "usage: shutdown [-] [-h | -p | -r | -k] [-o [-n]] time "
	    "[warning-message ...]\n"
	    "       shutdown -c\n");
	exit(1);
}

/* ---- the users ------------------------------------------------------------ */

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
		/* A terminal that is full or stopped must not hold us up. */
		fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
		if (fd < 0)
			continue;
		(void)write(fd, text, strlen(text));
		close(fd);
	}
	endutxent();
}

static void
warn_users(time_t when)
{
	char text[sizeof(message) + sizeof(hostname) + 256], left[64];
	long secs = (long)(when - time(NULL));
	struct tm tm;

	localtime_r(&when, &tm);
	if (secs > 600)
		strftime(left, sizeof(left), "at %H:%M", &tm);
	else if (secs > 59)
		snprintf(left, sizeof(left), "in %ld minute%s", secs / 60,
		    secs / 60 > 1 ? "s" : "");
	else if (secs > 0)
		snprintf(left, sizeof(left), "in %ld second%s", secs,
		    secs > 1 ? "s" : "");
	else
		strlcpy(left, "IMMEDIATELY", sizeof(left));
	snprintf(text, sizeof(text), "\007\r\n*** %sSystem shutdown message from "
	    "%s@%s ***\007\r\n\r\nSystem going down %s\r\n\r\n%s%s",
	    secs > 0 ? "" : "FINAL ", whom, hostname, left, message,
	    *message != '\0' ? "\r\n\r\n" : "");
	tell_users(text);
}

static void
make_nologin(void)
{
	int fd;

	if (nologin_made)
		return;
	fd = open(_PATH_NOLOGIN, O_WRONLY | O_CREAT | O_TRUNC, 0664);
	if (fd < 0)
		return;
	nologin_made = true;
	dprintf(fd, "\n\nNO LOGINS: System going down\n\n%s\n", message);
	close(fd);
}

/* ---- waiting, and being cancelled ------------------------------------------- */

static void
on_term(int sig __unused)
{
	if (nologin_made)
		unlink(_PATH_NOLOGIN);
	unlink(PATH_PID);
	_exit(0);
}

static void
note_pid(pid_t pid)
{
	int fd;

	fd = open(PATH_PID, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0) {
		syslog(LOG_WARNING, "%s: %s", PATH_PID, strerror(errno));
		return;
	}
	dprintf(fd, "%d\n", (int)pid);
	close(fd);
}

/* -c.  The file may be older than the system's last start. */
static int
cancel(void)
{
	FILE *fp = fopen(PATH_PID, "re");
	int pid = 0;

	if (fp != NULL) {
		if (fscanf(fp, "%d", &pid) != 1)
			pid = 0;
		fclose(fp);
	}
	if (pid <= 1 || kill(pid, SIGTERM) != 0)
		errx(1, "no shutdown is waiting");
	syslog(LOG_NOTICE, "cancelled by %s", whom);
	printf("shutdown: cancelled [pid %d]\n", pid);
	tell_users("\007\r\n*** System shutdown cancelled ***\r\n\r\n");
	return (0);
}

/* Sleep until the clock shows it, however the clock is set meanwhile. */
static void
sleep_until(time_t t)
{
	time_t left;

	while ((left = t - time(NULL)) > 0)
		sleep((unsigned int)(left > 60 ? 60 : left));
}

/* Wait for the time, telling the users more often the nearer it is. */
static void
count_down(time_t when)
{
	static const long steps[] = {
		36000, 18000, 7200, 3600, 1800, 1200, 600, 300, 120, 60, 30
	};

	if (when - time(NULL) <= NOLOGIN_TIME)
		make_nologin();
	if (when > time(NULL))
		warn_users(when);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (when - time(NULL) <= steps[i])
			continue;
		sleep_until(when - steps[i]);
		warn_users(when);
		if (steps[i] <= NOLOGIN_TIME)
			make_nologin();
	}
	sleep_until(when);
	warn_users(when);
}

/* ---- the end ------------------------------------------------------------------ */

static void __dead2
end_system(int how, bool direct, bool nosync)
{
	const char *program = how == 'r' ? "/sbin/reboot" : "/sbin/halt";
	char *argv[5];
	int n = 0, sig;

	syslog(LOG_NOTICE, "%s by %s%s%s", how == 'r' ? "reboot" : how == 'h' ?
	    "halt" : how == 'p' ? "power-down" : "shutdown", whom,
	    *message != '\0' ? ": " : "", message);
	printf("\r\nSystem shutdown time has arrived\007\007\r\n");
	fflush(stdout);
	unlink(PATH_PID);
	if (direct) {
		argv[n++] = how == 'r' ? "reboot" : "halt";
		argv[n++] = "-l";
		if (nosync)
			argv[n++] = "-n";
		if (how == 'p')
			argv[n++] = "-p";
		argv[n] = NULL;
		execv(program, argv);
		syslog(LOG_ERR, "can't exec %s: %s", program, strerror(errno));
		err(1, "%s", program);
	}
	sig = how == 'r' ? SIGINT : how == 'h' ? SIGUSR1 : how == 'p' ? SIGUSR2 :
	    SIGTERM;
	if (kill(1, sig) != 0)
		err(1, "init");
	exit(0);
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

/* Who, on which host, for the messages. */
static void
know_ourselves(void)
{
	struct passwd *pw;

	whom = getlogin();
	if (whom == NULL)
		whom = (pw = getpwuid(getuid())) != NULL ? strdup(pw->pw_name) :
		    "???";
	else
		whom = strdup(whom);
	if (whom == NULL)
		err(1, "malloc");
	if (gethostname(hostname, sizeof(hostname) - 1) != 0)
		strlcpy(hostname, "localhost", sizeof(hostname));
}

/* Go to the background, where only a signal reaches us. */
static void
detach(time_t when)
{
	pid_t pid;

	printf("Shutdown at %.24s.\n", ctime(&when));
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid > 0) {
		/* By us, so that it can be cancelled once we have ended. */
		note_pid(pid);
		printf("shutdown: [pid %d]\n", (int)pid);
		exit(0);
	}
	setsid();
}

int
main(int argc, char **argv)
{
	bool from_stdin = false, direct = false, nosync = false, stop = false;
	int c, how = 0;
	time_t when;

	if (argc > 1 && strcmp(argv[1], "-") == 0) {
		from_stdin = true;
		argv++;
		argc--;
	}
	while ((c = getopt(argc, argv, "chknopr")) != -1) {
		switch (c) {
		case 'c':
			stop = true;
			break;
		case 'h':
		case 'k':
		case 'p':
		case 'r':
			if (how != 0 && how != c)
				usage("incompatible switches -h, -k, -p and -r");
			how = c;
			break;
		case 'n':
			nosync = true;
			break;
		case 'o':
			direct = true;
			break;
		default:
			usage(NULL);
		}
	}
	argc -= optind;
	argv += optind;
	if (stop && (how != 0 || nosync || direct || from_stdin || argc != 0))
		usage("-c goes alone");
	if (direct && how != 'h' && how != 'p' && how != 'r')
		usage("-o requires -h, -p or -r");
	if (nosync && !direct)
		usage("-n requires -o");
	if (!stop && argc < 1)
		usage(NULL);
	if (geteuid() != 0)
		errx(1, "NOT super-user");
	know_ourselves();
	openlog("shutdown", LOG_CONS, LOG_AUTH);
	if (stop)
		return (cancel());
	when = parse_time(argv[0], time(NULL));
	join_message(argv + 1);
	if (from_stdin)
		read_message();

	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, on_term);
	if (when > time(NULL))
		detach(when);
	else {
		printf("Shutdown NOW!\n");
		fflush(stdout);
	}
	count_down(when);
	if (how == 'k') {
		if (nologin_made)
			unlink(_PATH_NOLOGIN);
		unlink(PATH_PID);
		printf("\nbut you'll have to do it yourself\n");
		return (0);
	}
	end_system(how, direct, nosync);
}
