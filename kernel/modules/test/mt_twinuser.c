/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_twinuser.c: a module that needs both twins, the second first, and has a name
 * of the kernel's as its own, of cases/modules.
 *
 *	debug.mt_twin	the value of the twin it got
 *	debug.mt_ncpus	its own ncpus
 */
#include "sys/kmodule.h"
#include "sys/ksysctl.h"

extern const int mt_twin_value;
extern int ncpus;
int ncpus = 4711;
static int mt_twin;
SYSCTL_KINT(debug_mt_twin, "debug.mt_twin", OID_AUTO, CTLFLAG_RD, &mt_twin,
    "The value of the twin");
SYSCTL_KINT(debug_mt_ncpus, "debug.mt_ncpus", OID_AUTO, CTLFLAG_RD, &ncpus,
    "The module's own");

static int
mt_twinuser(enum module_event what, void *arg)
{
	mt_twin = mt_twin_value;
	return (0);
}
MODULE(mt_twinuser, 1, mt_twinuser, NULL);
MODULE_NEEDS(mt_twin_b, 1, 1);
MODULE_NEEDS(mt_twin_a, 1, 1);
