/*
 * odds.h: how often must a commit pass before it counts as good?
 *
 * A broken commit that fails only now and then may pass by luck.  All that
 * is known of its rate of failure is how broken commits behaved so far;
 * beforehand every rate was equally likely (the rule of succession).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ODDS_H
#define ODDS_H

/* More runs of one commit than this nobody waits for. */
#define ODDS_RUNS_MAX	1000

/* Runs of commits that are known to be broken. */
struct odds {
	unsigned	failed;
	unsigned	passed;
};

/*
 * The chance, 0 to 1, that a broken commit fails fewer than fails times in
 * runs runs, and so is taken for a good one.
 */
double	odds_miss(const struct odds *, unsigned runs, unsigned fails);

/*
 * The least number of runs with which that chance is at most limit; 0 when
 * ODDS_RUNS_MAX do not suffice.
 */
unsigned odds_runs(const struct odds *, unsigned fails, double limit);

#endif
