/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nologin.c: nologin(8): the shell of accounts that nobody logs in to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>
#include <unistd.h>

int
main(void)
{
	const char *user = getlogin(), *tty = ttyname(STDIN_FILENO);

	openlog("nologin", 0, LOG_AUTH);
	syslog(LOG_CRIT, "Attempted login by %s on %s",
	    user != NULL ? user : "UNKNOWN", tty != NULL ? tty : "UNKNOWN");
	closelog();
	printf("This account is currently not available.\n");
	return (1);
}
