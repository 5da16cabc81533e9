/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_ownset.c: a module with a set of its own, which it counts, of cases/modules.
 */
#include "sys/kmodule.h"
#include "sys/ksysctl.h"

static const int mt_one = 1, mt_two = 2, mt_three = 3;
SET_ENTRY(mt_own, mt_one);
SET_ENTRY(mt_own, mt_two);
SET_ENTRY(mt_own, mt_three);
SET_DECLARE(mt_own, const int);

static int mt_total;
SYSCTL_KINT(debug_mt_total, "debug.mt_total", OID_AUTO, CTLFLAG_RD, &mt_total,
    "Sum of the set");

static int
mt_ownset(enum module_event what, void *arg)
{
	const int **np;

	if (what == MOD_LOAD)
		SET_FOREACH(np, mt_own)
			mt_total += **np;
	return (0);
}
MODULE(mt_ownset, 1, mt_ownset, NULL);
