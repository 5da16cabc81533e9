/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * debug.c: between the host line and the debugger: traps go up, memory and
 * other CPUs are reached down.  See platform/machine.h.
 */
#include "platform/machine.h"
#include "platform/panic.h"
#include "ddb/ddb.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "lib/libkern.h"
#include "host/host.h"
#include "host/host_cpu.h"
#include "host/host_debug.h"

_Static_assert(sizeof(struct kregs) == sizeof(struct host_regs) &&
    offsetof(struct kregs, rsp) == offsetof(struct host_regs, rsp) &&
    offsetof(struct kregs, rip) == offsetof(struct host_regs, rip) &&
    offsetof(struct kregs, rflags) == offsetof(struct host_regs, rflags),
    "struct kregs is laid out as host_regs");
_Static_assert((int)KTRAP_BREAKPOINT == HOST_TRAP_BREAKPOINT &&
    (int)KTRAP_STEP == HOST_TRAP_STEP &&
    (int)KTRAP_STUCK == HOST_TRAP_STUCK &&
    (int)KTRAP_WATCH == HOST_TRAP_WATCH, "enum ktrap is host_trap");

_Static_assert(sizeof(struct kwatch) == sizeof(struct host_watch) &&
    offsetof(struct kwatch, len) == offsetof(struct host_watch, len) &&
    offsetof(struct kwatch, reads) == offsetof(struct host_watch, reads) &&
    MACHINE_WATCHES == HOST_WATCHES, "struct kwatch is host_watch");

bool machine_debug_ready;

static void
debug_trap(enum host_trap kind, struct host_regs *hr)
{
	ddb_trap((enum ktrap)kind, (struct kregs *)hr);
}

static void
debug_recover(const struct host_fault *f)
{
	if (cpu_debugging())
		ddb_abandonf("signal %d at %pS, address %p", f->signo,
		    (void *)f->rip, (void *)f->addr);
}

static const struct host_debugger debugger = {
	.trap = debug_trap,
	.recover = debug_recover,
};

void
machine_debug_init(void)
{
	kenv_tunable("debug.debugger_on_panic", INT32_MIN, INT32_MAX,
	    &debugger_on_panic);
	if (host_debugger_set(&debugger) == 0)
		machine_debug_ready = true;
	else
		kprintf("ddb: the host has no timer left; no debugger\n");
}

void
machine_debug_seen(void)
{
	(void)host_cpu_take(HOST_PEND_DDB);
}

bool
machine_freeze(int cpu, int64_t timeout_ns, struct kregs *r)
{
	return (host_cpu_freeze((unsigned)cpu, (uint64_t)timeout_ns,
	    (struct host_regs *)r));
}

void
machine_thaw(int cpu)
{
	host_cpu_thaw((unsigned)cpu);
}

void
machine_park(volatile uint32_t *word, uint32_t value)
{
	host_cpu_park(word, value);
}

void
machine_unpark(volatile uint32_t *word)
{
	host_cpu_unpark(word);
}

int
machine_mem_read(uintptr_t addr, void *buf, size_t len)
{
	return (host_mem_read(addr, buf, len));
}

int
machine_mem_write(uintptr_t addr, const void *buf, size_t len)
{
	return (host_mem_write(addr, buf, len));
}

int
machine_watch(const struct kwatch *w, unsigned n, char *why, size_t size)
{
	struct host_diag diag;
	int error;

	error = host_watch((const struct host_watch *)w, n, &diag);
	if (error != 0)
		ksnprintf(why, size, "%s: %s", diag.what,
		    host_strerror(error));
	return (error);
}
