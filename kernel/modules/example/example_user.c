/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * example_user.c: a module that needs another: it calls example when it is loaded.
 */
#include "modules/example/example.h"
#include "sys/kmodule.h"

static int
example_user_event(enum module_event what, void *arg)
{
	if (what == MOD_LOAD)
		kprintf("example_user: call %d\n", example_call());
	return (0);
}
MODULE(example_user, 1, example_user_event, NULL);
MODULE_NEEDS(example, 1, 2);
