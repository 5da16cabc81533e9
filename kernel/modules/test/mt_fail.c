/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_fail.c: two modules in a file, of which the second does not start, of
 * cases/modules.
 */
#include <sys/errno.h>
#include "sys/kdev.h"
#include "sys/kmodule.h"
#include "sys/ksysctl.h"

static int mt_fail;
SYSCTL_KINT(debug_mt_fail, "debug.mt_fail", OID_AUTO, CTLFLAG_RW, &mt_fail,
    "A variable of a module that does not start");

static const struct dev_ops mt_fail_ops = { .d_name = "mtfail" };
static struct cdev *mt_fail_dev;

static int
mt_first(enum module_event what, void *arg)
{
	if (what == MOD_LOAD) {
		mt_fail_dev = make_dev(&mt_fail_ops, 0, 0, 0, 0600, "mtfail");
		return (mt_fail_dev == NULL ? ENOMEM : 0);
	}
	if (what == MOD_UNLOAD) {
		destroy_dev(mt_fail_dev);
		kprintf("mt_first: stopped\n");
	}
	return (0);
}
MODULE(mt_first, 1, mt_first, NULL);
MODULE_NEEDS(example, 1, 9);

static int
mt_second(enum module_event what, void *arg)
{
	kprintf("mt_second: %s\n", what == MOD_LOAD ? "asked" : "wrongly told");
	return (EPROCUNAVAIL);
}
MODULE(mt_second, 1, mt_second, NULL);
