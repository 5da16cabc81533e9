/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dmesg.c: dmesg(8): the kernel's message buffer.
 *
 * usage: dmesg [-c]
 *
 *	-c	empty it afterwards
 */
#include <sys/types.h>
#include <sys/sysctl.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Does a line come from a user's syslog(3), "<NN>..."?  Those are left out. */
static int
from_user(const char *line)
{
	const char *end;

	if (line[0] != '<')
		return (0);
	end = line + 1 + strspn(line + 1, "0123456789");
	return (*end == '>' && atoi(line + 1) >= 8);
}

int
main(int argc, char **argv)
{
	char *buf, *line, *next;
	size_t len = 0;
	int c, clear = 0, one = 1;

	while ((c = getopt(argc, argv, "ac")) != -1) {
		switch (c) {
		case 'a':
			break;
		case 'c':
			clear = 1;
			break;
		default:
			fprintf(stderr, "usage: dmesg [-ac]\n");
			exit(1);
		}
	}
	if (sysctlbyname("kern.msgbuf", NULL, &len, NULL, 0) != 0)
		err(1, "sysctl kern.msgbuf");
	len += 4096;
	buf = calloc(1, len + 1);
	if (buf == NULL)
		err(1, "malloc");
	if (sysctlbyname("kern.msgbuf", buf, &len, NULL, 0) != 0)
		err(1, "sysctl kern.msgbuf");
	buf[len] = '\0';
	for (line = buf; line < buf + len; line = next + 1) {
		/* The buffer may start with bytes that were never written. */
		if (*line == '\0') {
			next = line;
			continue;
		}
		next = line + strcspn(line, "\n");
		if (!from_user(line)) {
			if (line[0] == '<' && strchr(line, '>') != NULL &&
			    strchr(line, '>') < next)
				line = strchr(line, '>') + 1;
			fwrite(line, 1, (size_t)(next - line), stdout);
			putchar('\n');
		}
	}
	free(buf);
	if (clear && sysctlbyname("kern.msgbuf_clear", NULL, NULL, &one,
	    sizeof(one)) != 0)
		err(1, "sysctl kern.msgbuf_clear");
	return (0);
}
