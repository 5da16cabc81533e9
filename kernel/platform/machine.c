/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * machine.c: the machine as the host line gives it; see machine.h.
 */
#include "platform/machine.h"
#include "platform/boot.h"
#include "host/host.h"
#include "host/host_console.h"
#include "host/host_cpu.h"
#include "host/host_mem.h"

int64_t
machine_mono_ns(void)
{
	return ((int64_t)host_mono_ns());
}

int64_t
machine_wall_ns(void)
{
	return ((int64_t)host_wall_ns());
}

uint64_t
machine_tsc_hz(void)
{
	return (host_tsc_hz());
}

void
machine_relax(unsigned spins)
{
	host_relax(spins);
}

void
machine_post(int cpu, uint32_t bits)
{
	host_cpu_post((unsigned)cpu, bits);
}

void
machine_idle(int64_t when)
{
	(void)host_cpu_idle((uint64_t)when);
}

void
machine_timer(int cpu, int64_t when)
{
	host_timer_set((unsigned)cpu, (uint64_t)when);
}

void
machine_stack_begin(void **save, const void *bottom, size_t size)
{
	host_fiber_switch_begin(save, bottom, size);
}

void
machine_stack_end(void *save)
{
	host_fiber_switch_end(save);
}

int
machine_guard(void *p, size_t len, bool on)
{
	return (host_ram_guard((uint64_t)((uint8_t *)p - boot_ram_base), len,
	    on));
}

void
machine_console_write(const void *buf, size_t len)
{
	(void)host_console_write(buf, len);
}

void
machine_console_write_sync(const void *buf, size_t len)
{
	host_console_write_sync(buf, len);
}

_Static_assert(MACHINE_GETC_EOF == HOST_GETC_EOF &&
    MACHINE_GETC_INTR == HOST_GETC_INTR, "results of getc");

int
machine_console_getc(void)
{
	return (host_console_getc(0));
}

bool
machine_console_interrupted(void)
{
	return (host_console_interrupted());
}

int
machine_console_rows(void)
{
	uint16_t ws[4];

	host_console_winsize(ws);
	return (host_console_istty() && ws[0] > 1 ? ws[0] - 1 : 0);
}

void
machine_console_debugger(bool on)
{
	host_console_mode(on ? HOST_CONS_DEBUGGER : HOST_CONS_REGULAR);
}

void
machine_halt(void)
{
	host_exit(HOST_EXIT_OK);
}

void
machine_abort(void)
{
	host_exit(HOST_EXIT_PANIC);
}

void
machine_restart(void)
{
	host_reboot();
}
