/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reboot.c: reboot(8), halt(8): end every process and the system, at once.
 *
 * usage: reboot [-dlnpq], halt [-dlnpq]
 *
 *	-d	leave a dump	-l	do not log it
 *	-n	do not sync the disks
 *	-p	power off	-q	do not end the processes first
 */
#include <sys/types.h>
#include <sys/reboot.h>
#include <err.h>
#include <errno.h>
#include <libutil.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>
#include <utmpx.h>

#define KILL_TRIES	5
#define TERM_WAIT_MS	3000	/* for all to obey SIGTERM */
#define KILL_WAIT_MS	1000
#define LOOK_MS		50

static void
usage(const char *self)
{
	fprintf(stderr, "usage: %s [-dlnpq]\n", self);
	exit(1);
}

static void
log_it(bool halting)
{
	struct passwd *pw = getpwuid(getuid());
	const char *user = getlogin();

	if (user == NULL)
		user = pw != NULL ? pw->pw_name : "???";
	openlog(halting ? "halt" : "reboot", 0, LOG_AUTH);
	syslog(LOG_CRIT, "%s by %s", halting ? "halted" : "rebooted", user);
	closelog();
	logwtmpx("~", "shutdown", "", 0, DOWN_TIME);
}

/* Wait for all but init and us to end: have they, within the time? */
static bool
all_gone(int ms)
{
	for (; ms > 0; ms -= LOOK_MS) {
		if (kill(-1, 0) != 0 && errno == ESRCH)
			return (true);
		usleep(LOOK_MS * 1000);
	}
	return (false);
}

/* End everybody but us: TERM, time to react, then KILL until all are gone. */
static void
end_processes(void)
{
	/* init starts nothing new. */
	if (kill(1, SIGTSTP) != 0)
		err(1, "SIGTSTP init");
	/* Nor do we go when the terminal's session does. */
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	/* Shells that talk to somebody end only for a HUP. */
	if ((kill(-1, SIGTERM) != 0 || kill(-1, SIGHUP) != 0) && errno != ESRCH)
		err(1, "SIGTERM processes");
	if (all_gone(TERM_WAIT_MS))
		return;
	for (int i = 0; i < KILL_TRIES; i++) {
		if (kill(-1, SIGKILL) != 0) {
			if (errno != ESRCH)
				warn("SIGKILL processes");
			return;
		}
		if (all_gone(KILL_WAIT_MS))
			return;
	}
	fprintf(stderr, "WARNING: some process(es) wouldn't die\n");
}

int
main(int argc, char **argv)
{
	const char *self = getprogname();
	bool halting, quick = false, nosync = false, silent = false;
	int c, howto = 0;

	halting = strstr(self, "halt") != NULL || strcmp(self, "poweroff") == 0;
	if (halting)
		howto |= RB_HALT;
	if (strcmp(self, "poweroff") == 0)
		howto |= RB_POWEROFF;
	while ((c = getopt(argc, argv, "dlnpq")) != -1) {
		switch (c) {
		case 'd':
			howto |= RB_DUMP;
			break;
		case 'l':
			silent = true;
			break;
		case 'n':
			nosync = true;
			howto |= RB_NOSYNC;
			break;
		case 'p':
			howto |= RB_HALT | RB_POWEROFF;
			halting = true;
			break;
		case 'q':
			quick = true;
			break;
		default:
			usage(self);
		}
	}
	if (argc != optind)
		usage(self);
	if (geteuid() != 0)
		errx(1, "%s", strerror(EPERM));
	if (!silent)
		log_it(halting);
	if (!nosync)
		sync();
	if (!quick)
		end_processes();
	reboot(howto);
	err(1, "reboot");
}
