/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdump: show what ktrace(1) had written.
 */
#include <sys/types.h>
#include <sys/ktrace.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kdump.h"
#include "points.h"

#define BODY_MAX	(1 << 20)	/* a longer record is not one */

static const char *file = "ktrace.out";
static int follow, relative, absolute, elapsed;
static struct timeval start, last;

static void
usage(void)
{
	fprintf(stderr, "usage: kdump [-dElnRT] [-f trfile] [-m maxdata] "
	    "[-p pid] [-t trstr]\n");
	exit(1);
}

static long
number(int opt, const char *s)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(s, &end, 10);
	if (errno != 0 || *end != '\0' || end == s || n < 0 || n > INT_MAX)
		errx(1, "-%c %s: not a number", opt, s);
	return (n);
}

/* All n bytes; false: the file ends before them.  With -l it goes on one day. */
static int
get(FILE *f, void *to, size_t n)
{
	size_t have = 0;

	for (;;) {
		have += fread((char *)to + have, 1, n - have, f);
		if (have == n)
			return (1);
		if (ferror(f))
			err(1, "%s", file);
		if (!follow) {
			if (have > 0)
				errx(1, "%s: ends within a record", file);
			return (0);
		}
		(void)fflush(stdout);
		clearerr(f);
		(void)usleep(200000);
	}
}

static void
stamp(const struct timeval *tv)
{
	struct timeval d;

	if (start.tv_sec == 0)
		start = last = *tv;
	if (absolute)
		printf("%jd.%06ld ", (intmax_t)tv->tv_sec, (long)tv->tv_usec);
	if (relative || elapsed) {
		timersub(tv, elapsed ? &start : &last, &d);
		printf("%jd.%06ld ", (intmax_t)d.tv_sec, (long)d.tv_usec);
	}
	last = *tv;
}

static void
header(const struct ktr_header *kh)
{
	static const char *const kinds[] = { "?   ", "CALL", "RET ", "NAMI",
	    "GIO ", "PSIG", "CSW ", "USER" };
	int kind = kh->ktr_type > 0 && kh->ktr_type <= KTR_USER ?
	    kh->ktr_type : 0;

	printf("%6d", (int)kh->ktr_pid);
	if ((kh->ktr_flags & KTRH_THREADED) != 0)
		printf(":%-2d", (int)kh->ktr_tid);
	printf(" %-8.*s ", (int)sizeof(kh->ktr_comm) - 1, kh->ktr_comm);
	stamp(&kh->ktr_time);
	printf("%s  ", kinds[kind]);
}

static void
dump(FILE *f, unsigned facs, pid_t pid, const struct style *st)
{
	struct ktr_header kh;
	void *body;

	if ((body = malloc(BODY_MAX)) == NULL)
		err(1, NULL);
	while (get(f, &kh, sizeof(kh))) {
		if (kh.ktr_len < 0 || kh.ktr_len > BODY_MAX)
			errx(1, "%s: bogus length %d of a record", file,
			    kh.ktr_len);
		if (kh.ktr_len > 0 && !get(f, body, (size_t)kh.ktr_len))
			errx(1, "%s: ends within a record", file);
		if ((pid != 0 && kh.ktr_pid != pid) || kh.ktr_type < 0 ||
		    kh.ktr_type > 23 || (facs & 1u << kh.ktr_type) == 0)
			continue;
		header(&kh);
		if (!show(&kh, body, st))
			errx(1, "%s: a record is too short for its kind",
			    file);
	}
	free(body);
}

int
main(int argc, char **argv)
{
	struct style st = { 0, 0, 0 };
	unsigned facs = KTRFAC_MASK;
	pid_t pid = 0;
	FILE *f;
	int c;

	while ((c = getopt(argc, argv, "dEf:lm:nRp:Tt:")) != -1)
		switch (c) {
		case 'd':
			st.decimal = 1;
			break;
		case 'E':
			elapsed = 1;
			break;
		case 'f':
			file = optarg;
			break;
		case 'l':
			follow = 1;
			break;
		case 'm':
			st.maxdata = number(c, optarg);
			break;
		case 'n':
			st.plain = 1;
			break;
		case 'p':
			pid = (pid_t)number(c, optarg);
			break;
		case 'R':
			relative = 1;
			break;
		case 'T':
			absolute = 1;
			break;
		case 't':
			facs = (unsigned)points(optarg, KTRFAC_MASK);
			break;
		default:
			usage();
		}
	if (argc > optind)
		usage();
	if (strcmp(file, "-") == 0)
		f = stdin;
	else if ((f = fopen(file, "r")) == NULL)
		err(1, "%s", file);
	dump(f, facs, pid, &st);
	if (fflush(stdout) != 0)
		err(1, "standard output");
	return (0);
}
