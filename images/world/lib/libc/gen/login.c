/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * login.c: the login name of the session, passwords typed at the terminal,
 * and the shells a user may have.
 */
#include <sys/param.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "libc_private.h"

int
getlogin_r(char *buf, size_t len)
{
	char name[MAXLOGNAME];

	if (__sys_getlogin(name, sizeof(name)) != 0)
		return (errno);
	name[sizeof(name) - 1] = '\0';
	if (strlcpy(buf, name, len) >= len)
		return (ERANGE);
	return (0);
}

char *
getlogin(void)
{
	static char name[MAXLOGNAME];

	if (getlogin_r(name, sizeof(name)) != 0 || name[0] == '\0')
		return (NULL);
	return (name);
}

/*
 * Ask for a password on the terminal, without echo.  NULL when there is no
 * terminal or input ends.
 */
char *
getpass(const char *prompt)
{
	static char buf[129];
	struct termios old, quiet;
	sigset_t block, mask;
	size_t n = 0;
	ssize_t got;
	char c;
	int fd;

	fd = open(_PATH_TTY, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return (NULL);
	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTSTP);
	sigprocmask(SIG_BLOCK, &block, &mask);
	tcgetattr(fd, &old);
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	tcsetattr(fd, TCSAFLUSH, &quiet);
	dprintf(fd, "%s", prompt);
	while ((got = read(fd, &c, 1)) == 1 && c != '\n' && c != '\r')
		if (n < sizeof(buf) - 1)
			buf[n++] = c;
	buf[n] = '\0';
	dprintf(fd, "\n");
	tcsetattr(fd, TCSAFLUSH, &old);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	close(fd);
	return (got < 0 || (got == 0 && n == 0) ? NULL : buf);
}

static FILE	*shells;
static char	*shell_line;
static size_t	 shell_room;

void
setusershell(void)
{
	endusershell();
	shells = fopen(_PATH_SHELLS, "re");
}

void
endusershell(void)
{
	if (shells != NULL)
		fclose(shells);
	shells = NULL;
	free(shell_line);
	shell_line = NULL;
	shell_room = 0;
}

/* The next shell of /etc/shells; without that file, /bin/sh alone. */
char *
getusershell(void)
{
	static int fallback;

	if (shells == NULL) {
		setusershell();
		fallback = 0;
	}
	if (shells == NULL)
		return (fallback++ == 0 ? __DECONST(char *, _PATH_BSHELL) : NULL);
	while (getline(&shell_line, &shell_room, shells) > 0) {
		shell_line[strcspn(shell_line, "# \t\n")] = '\0';
		if (shell_line[0] == '/')
			return (shell_line);
	}
	return (NULL);
}
