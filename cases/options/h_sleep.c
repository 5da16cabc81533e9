/*
 * h_sleep.c: sleeps of a millisecond end soon after a millisecond.  The host
 * may be busy: the quickest of many counts.  A clock of 100 ticks a second
 * would need 10 ms.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <stdio.h>
#include <time.h>

int
main(void)
{
	struct timespec ms = { 0, 1000000 }, a, b;
	long long ns, best = 1LL << 60;
	int i;

	for (i = 0; i < 50; i++) {
		clock_gettime(CLOCK_MONOTONIC, &a);
		nanosleep(&ms, NULL);
		clock_gettime(CLOCK_MONOTONIC, &b);
		ns = (b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec -
		    a.tv_nsec;
		if (ns < 1000000)
			errx(1, "a millisecond of %lld ns", ns);
		if (ns < best)
			best = ns;
	}
	if (best > 4000000)
		errx(1, "the shortest millisecond took %lld ns", best);
	puts("precise");
	return (0);
}
