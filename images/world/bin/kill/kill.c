/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kill.c: kill(1).
 *
 * usage: kill [-s signal | -signal | -number] pid ...
 *	  kill -l [status]
 */
#include <sys/types.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: kill [-s signal_name] pid ...\n"
	    "       kill -l [exit_status]\n"
	    "       kill -signal_name pid ...\n"
	    "       kill -signal_number pid ...\n");
	exit(2);
}

/* A number, whole and in int's range. */
static int
number(const char *s, long *value)
{
	char *end;

	errno = 0;
	*value = strtol(s, &end, 10);
	return (errno == 0 && end != s && *end == '\0' &&
	    *value == (int)*value);
}

/* A signal by name, with or without SIG, or by number. */
static int
signal_number(const char *s)
{
	long n;

	if (number(s, &n) && n >= 0 && n < _SIG_MAXSIG)
		return ((int)n);
	if (strncasecmp(s, "SIG", 3) == 0)
		s += 3;
	if (strcmp(s, "0") == 0)
		return (0);
	for (int i = 1; i < sys_nsig; i++)
		if (sys_signame[i] != NULL && strcasecmp(sys_signame[i], s) == 0)
			return (i);
	warnx("unknown signal %s; valid signals:", s);
	for (int i = 1; i < sys_nsig && sys_signame[i] != NULL; i++)
		fprintf(stderr, "%s%c", sys_signame[i], i % 8 == 0 ? '\n' : ' ');
	fprintf(stderr, "\n");
	exit(2);
}

static int
list(const char *status)
{
	long n;

	if (status != NULL) {
		if (!number(status, &n))
			errx(2, "illegal signal number: %s", status);
		if (n >= 128)
			n -= 128;
		if (n <= 0 || n >= sys_nsig || sys_signame[n] == NULL)
			errx(2, "illegal signal number: %s", status);
		for (const char *p = sys_signame[n]; *p != '\0'; p++)
			putchar(toupper((unsigned char)*p));
		putchar('\n');
		return (0);
	}
	for (int i = 1; i < sys_nsig && sys_signame[i] != NULL; i++) {
		for (const char *p = sys_signame[i]; *p != '\0'; p++)
			putchar(toupper((unsigned char)*p));
		putchar(i % 16 == 0 ? '\n' : ' ');
	}
	putchar('\n');
	return (0);
}

int
main(int argc, char **argv)
{
	int sig = SIGTERM, status = 0;
	long pid;

	argv++;
	argc--;
	if (argc > 0 && strcmp(argv[0], "-l") == 0) {
		if (argc > 2)
			usage();
		return (list(argv[1]));
	}
	if (argc > 0 && strcmp(argv[0], "-s") == 0) {
		if (argc < 2)
			usage();
		sig = signal_number(argv[1]);
		argv += 2;
		argc -= 2;
	} else if (argc > 0 && argv[0][0] == '-' && argv[0][1] != '\0' &&
	    strcmp(argv[0], "--") != 0) {
		sig = signal_number(argv[0] + 1);
		argv++;
		argc--;
	}
	if (argc > 0 && strcmp(argv[0], "--") == 0) {
		argv++;
		argc--;
	}
	if (argc == 0)
		usage();
	for (; argc > 0; argc--, argv++) {
		if (!number(argv[0], &pid)) {
			warnx("illegal process id: %s", argv[0]);
			status = 1;
		} else if (kill((pid_t)pid, sig) != 0) {
			warn("%ld", pid);
			status = 1;
		}
	}
	return (status);
}
