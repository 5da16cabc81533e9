/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * example.c: a module to copy from: it says when it comes and goes, keeps some
 * memory meanwhile, has two variables, and a function for other modules.
 *
 *	debug.example.calls	how often example_call() has been called
 *	debug.example.busy	not 0: it refuses to be unloaded
 */
#include <sys/errno.h>
#include "modules/example/example.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/ksysctl.h"
#include "sys/lock.h"

MALLOC_DEFINE(M_EXAMPLE, "example", "the module example");

static volatile int example_calls;
SYSCTL_KINT(debug_example_calls, "debug.example.calls", OID_AUTO,
    CTLFLAG_RD, (void *)(uintptr_t)&example_calls, "Calls of example_call()");
static int example_busy;
SYSCTL_KINT(debug_example_busy, "debug.example.busy", OID_AUTO,
    CTLFLAG_RW, &example_busy, "Not 0: do not unload");
static void *example_memory;

int
example_call(void)
{
	return (atomic_add(&example_calls, 1));
}

static int
example_event(enum module_event what, void *arg)
{
	switch (what) {
	case MOD_LOAD:
		example_memory = kmalloc(1000, M_EXAMPLE, M_WAITOK);
		if (example_memory == NULL)
			return (ENOMEM);
		kprintf("example: loaded\n");
		break;
	case MOD_QUIESCE:
		return (example_busy != 0 ? EBUSY : 0);
	case MOD_UNLOAD:
		kfree(example_memory, M_EXAMPLE);
		kprintf("example: unloaded\n");
		break;
	}
	return (0);
}
MODULE(example, 2, example_event, NULL);
