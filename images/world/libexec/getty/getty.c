/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getty.c: getty(8): open a terminal, set its modes, ask who is there and
 * become login(1).
 *
 * usage: getty [type [tty]]
 *
 * Of gettytab(5) it knows al (login this user at once), cl im lm (what to
 * print), hn (host name), lo (the login program), sp (speed), to (timeout), tt
 * (terminal type), np and p8 (8 bits), if (file shown first).
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <libutil.h>
#include <paths.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "gettytab.h"

#define NAME_ROOM	64
#define OPEN_RETRY	10

static char	tty_path[128];
static const char *tty_name = "??";

static void
on_alarm(int sig __unused)
{
	_exit(0);
}

/* Make the terminal ours, waiting until it can be opened. */
static void
open_terminal(const char *name)
{
	int fd;

	snprintf(tty_path, sizeof(tty_path), "%s%s", _PATH_DEV, name);
	tty_name = tty_path + sizeof(_PATH_DEV) - 1;
	chown(tty_path, 0, 0);
	chmod(tty_path, S_IRUSR | S_IWUSR);
	revoke(tty_path);
	while ((fd = open(tty_path, O_RDWR)) < 0) {
		syslog(LOG_ERR, "open %s: %s", tty_path, strerror(errno));
		sleep(OPEN_RETRY);
	}
	if (login_tty(fd) != 0) {
		syslog(LOG_ERR, "login_tty %s: %s", tty_path, strerror(errno));
		exit(1);
	}
}

static void
set_modes(void)
{
	struct termios t, now;
	long speed = tab_number("sp", 0);

	cfmakesane(&t);
	if (tcgetattr(STDIN_FILENO, &now) == 0) {
		t.c_ispeed = now.c_ispeed;
		t.c_ospeed = now.c_ospeed;
	}
	if (speed > 0)
		cfsetspeed(&t, (speed_t)speed);
	if (!tab_flag("np") && !tab_flag("p8") && tab_flag("ep")) {
		t.c_cflag &= ~(tcflag_t)CSIZE;
		t.c_cflag |= CS7 | PARENB;
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &t);
}

/*
 * Print a banner: %d date, %h host, %m machine, %r release, %s system,
 * %t terminal, %v version.
 */
static void
print_banner(const char *s)
{
	struct utsname u;
	char when[64];
	time_t now;

	if (uname(&u) != 0)
		memset(&u, 0, sizeof(u));
	for (; *s != '\0'; s++) {
		if (*s != '%' || s[1] == '\0') {
			putchar(*s);
			continue;
		}
		switch (*++s) {
		case 'd':
			time(&now);
			strftime(when, sizeof(when), "%l:%M%p on %A, %d %B %Y",
			    localtime(&now));
			fputs(when, stdout);
			break;
		case 'h':
			fputs(tab_string("hn", u.nodename), stdout);
			break;
		case 'm':
			fputs(u.machine, stdout);
			break;
		case 'r':
			fputs(u.release, stdout);
			break;
		case 's':
			fputs(u.sysname, stdout);
			break;
		case 't':
			fputs(tty_name, stdout);
			break;
		case 'v':
			fputs(u.version, stdout);
			break;
		default:
			putchar(*s);
		}
	}
}

static void
print_file(const char *path)
{
	FILE *fp = fopen(path, "re");
	char line[256];

	if (fp == NULL)
		return;
	while (fgets(line, sizeof(line), fp) != NULL)
		print_banner(line);
	fclose(fp);
}

/* Read a login name: false when the line was empty or nothing a name is. */
static bool
read_name(char *name)
{
	size_t n = 0;
	ssize_t got;
	char c;

	while ((got = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n' && c != '\r') {
		if (n < NAME_ROOM - 1)
			name[n++] = c;
	}
	if (got < 0)
		exit(0);
	name[n] = '\0';
	if (n == 0 || name[0] == '-')
		return (false);
	for (size_t i = 0; i < n; i++)
		if (!isgraph((unsigned char)name[i]))
			return (false);
	return (true);
}

static void __dead2
become_login(const char *name, bool trusted)
{
	const char *program = tab_string("lo", _PATH_LOGIN);

	alarm(0);
	signal(SIGALRM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	fflush(stdout);
	if (trusted)
		execl(program, "login", "-fp", name, (char *)NULL);
	else
		execl(program, "login", "-p", "--", name, (char *)NULL);
	syslog(LOG_ERR, "%s: %s", program, strerror(errno));
	sleep(5);
	exit(1);
}

int
main(int argc, char **argv)
{
	const char *type, *file, *autologin;
	char name[NAME_ROOM];
	long timeout;

	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	openlog("getty", LOG_CONS | LOG_PID, LOG_AUTH);
	if (argc > 2 && strcmp(argv[2], "-") != 0)
		open_terminal(argv[2]);
	else if (ttyname(STDIN_FILENO) != NULL)
		tty_name = ttyname(STDIN_FILENO) + sizeof(_PATH_DEV) - 1;
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);

	tab_load(argc > 1 ? argv[1] : "default");
	tab_load("default");
	set_modes();
	type = tab_string("tt", NULL);
	if (type != NULL)
		setenv("TERM", type, 1);

	autologin = tab_string("al", NULL);
	if (autologin != NULL)
		become_login(autologin, true);
	timeout = tab_number("to", 0);
	signal(SIGALRM, on_alarm);
	fputs(tab_string("cl", ""), stdout);
	file = tab_string("if", NULL);
	if (file != NULL)
		print_file(file);
	print_banner(tab_string("im", "\n%s/%m (%h) (%t)\n\n"));
	if (timeout > 0)
		alarm((unsigned int)timeout);
	do {
		print_banner(tab_string("lm", "login: "));
		fflush(stdout);
	} while (!read_name(name));
	become_login(name, false);
}
