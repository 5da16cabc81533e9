/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stat.c: what ping(8) says at the end.
 */
#include <stdio.h>

#include "ping.h"

/* By Newton; libm is not needed for this. */
static double
root(double x)
{
	double r = x > 1 ? x : 1;

	if (x <= 0)
		return (0);
	for (int i = 0; i < 60; i++)
		r = (r + x / r) / 2;
	return (r);
}

void
numbers_add(struct numbers *n, double ms)
{
	if (n->timed == 0 || ms < n->min)
		n->min = ms;
	if (n->timed == 0 || ms > n->max)
		n->max = ms;
	n->timed++;
	n->sum += ms;
	n->sum2 += ms * ms;
}

void
numbers_print(const struct numbers *n, const char *host)
{
	double mean;

	printf("\n--- %s ping statistics ---\n", host);
	printf("%ld packets transmitted, %ld packets received, ", n->sent,
	    n->received);
	if (n->duplicates > 0)
		printf("+%ld duplicates, ", n->duplicates);
	if (n->sent > 0)
		printf("%.1f%% packet loss",
		    (double)(n->sent - n->received) * 100.0 / (double)n->sent);
	printf("\n");
	if (n->wrong > 0)
		printf("%ld packets with wrong data\n", n->wrong);
	if (n->timed > 0) {
		mean = n->sum / (double)n->timed;
		printf("round-trip min/avg/max/stddev = "
		    "%.3f/%.3f/%.3f/%.3f ms\n", n->min, mean, n->max,
		    root(n->sum2 / (double)n->timed - mean * mean));
	}
	fflush(stdout);
}
