/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getbsize.c: getbsize(3): the unit of BLOCKSIZE in the environment.
 */
#include <sys/types.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#define SMALLEST	512L
#define LARGEST		(1L << 30)

/*
 * Bytes of a block, 512 unless BLOCKSIZE says otherwise, and the head of a
 * column of them with its length; what cannot be is warned of.
 */
char *
getbsize(int *headlen, long *size)
{
	static char head[24];
	const char *env = getenv("BLOCKSIZE"), *unit = "";
	char *end;
	long n = SMALLEST, mul = 1;
	long long bytes;

	if (env != NULL && *env != '\0') {
		if ((n = strtol(env, &end, 10)) < 0)
			n = 0;
		if (end == env)
			n = 1;
		switch (*end) {
		case 'G': case 'g':
			mul = 1L << 30;
			unit = "G";
			break;
		case 'M': case 'm':
			mul = 1L << 20;
			unit = "M";
			break;
		case 'K': case 'k':
			mul = 1L << 10;
			unit = "K";
			break;
		case '\0':
			break;
		default:
			warnx("%s: unknown blocksize", env);
			n = SMALLEST;
		}
	}
	if (n > LARGEST / mul) {
		warnx("maximum blocksize is %ldG", LARGEST >> 30);
		n = LARGEST / mul;
	}
	bytes = (long long)n * mul;
	if (bytes < SMALLEST) {
		if (env != NULL)
			warnx("minimum blocksize is %ld", SMALLEST);
		bytes = n = SMALLEST;
		unit = "";
	}
	*headlen = snprintf(head, sizeof(head), "%ld%s-blocks", n, unit);
	*size = (long)bytes;
	return (head);
}
