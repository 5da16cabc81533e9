/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jls.c: jls(8): list the jails.
 *
 * usage: jls
 */
#include <sys/types.h>
#include <sys/sysctl.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* jail.list, which may grow meanwhile; NULL: there are no jails. */
static char *
list(void)
{
	char *text = NULL;
	size_t len;

	do {
		if (sysctlbyname("jail.list", NULL, &len, NULL, 0) != 0)
			err(1, "jail.list");
		if (len == 0)
			return (NULL);
		if ((text = realloc(text, len + 1)) == NULL)
			err(1, "jail.list");
		if (sysctlbyname("jail.list", text, &len, NULL, 0) == 0) {
			text[len] = '\0';
			return (text);
		}
	} while (errno == ENOMEM);
	err(1, "jail.list");
}

int
main(int argc, char **argv)
{
	char *text, *line, *field[3];
	int i;

	if (getopt(argc, argv, "") != -1 || argc != 1) {
		fprintf(stderr, "usage: jls\n");
		return (1);
	}
	if ((text = list()) == NULL)
		return (0);
	printf("JID\tHostname\tPath\t\tIPs\n");
	while ((line = strsep(&text, "\n")) != NULL) {
		for (i = 0; i < 3; i++)
			field[i] = strsep(&line, " ");
		if (field[2] != NULL)
			printf("%-8s%-15s %-15s %s\n", field[0], field[1],
			    field[2], line != NULL ? line : "(none)");
	}
	return (0);
}
