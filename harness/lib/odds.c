/*
 * odds.c: the chance that a broken commit passes; see odds.h.
 *
 * With f failures in n runs seen, every rate equally likely beforehand, the
 * rate has the distribution Beta(f + 1, n - f + 1), and the number of
 * failures in further runs the beta-binomial one.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "odds.h"

/* The logarithm of the beta function. */
static double
log_beta(double a, double b)
{
	return (lgamma(a) + lgamma(b) - lgamma(a + b));
}

double
odds_miss(const struct odds *o, unsigned runs, unsigned fails)
{
	double a = o->failed + 1.0, b = o->passed + 1.0, n = runs, sum = 0;
	unsigned x;

	for (x = 0; x < fails && x <= runs; x++)
		sum += exp(lgamma(n + 1) - lgamma(x + 1.0) -
		    lgamma(n - x + 1) + log_beta(a + x, b + n - x) -
		    log_beta(a, b));
	return (sum < 1 ? sum : 1);
}

unsigned
odds_runs(const struct odds *o, unsigned fails, double limit)
{
	unsigned runs;

	for (runs = fails; runs <= ODDS_RUNS_MAX; runs++) {
		if (odds_miss(o, runs, fails) <= limit)
			return (runs);
	}
	return (0);
}
