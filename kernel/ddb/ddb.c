/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ddb.c: the debugger's place in a kernel without options DDB.
 */
#include "ddb/ddb.h"
#include "sys/thread.h"

#ifndef OPT_DDB
void
ddb_enter(const char *why)
{
	kprintf("%s: this kernel was built without options DDB\n", why);
}

void
ddb_panic(const struct kregs *r)
{
}

void
ddb_stopped(void)
{
	struct cpu *c = curcpu();

	while (panicked && panicked != c->c_id + 1) {
		c->c_stopped = true;
		machine_park((volatile uint32_t *)&panicked,
		    (uint32_t)panicked);
	}
}

void
ddb_trap(enum ktrap kind, struct kregs *r)
{
	if (kind == KTRAP_STUCK)
		machine_debug_seen();
}

void
ddb_work(void)
{
}

void
ddb_abandon(const char *fmt, va_list ap)
{
}

void
ddb_abandonf(const char *fmt, ...)
{
}

int
ddb_vprintf(const char *fmt, va_list ap)
{
	return (0);
}
#endif
