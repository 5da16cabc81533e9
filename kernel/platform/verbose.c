/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verbose.c: what a verbose boot (-v) tells first: what the command line asked
 * for, how memory is laid out, what the CPUs and the clock are.
 */
#include "platform/boot.h"
#include "platform/bootparam.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "host/host.h"
#include "host/host_cpu.h"
#include "host/host_mem.h"
#include "lib/libkern.h"
#include <sys/reboot.h>

static void
tell_range(const char *what, uint64_t from, uint64_t to)
{
	kprintf("memory: 0x%012lx-0x%012lx %s, %lu KB\n", from, to - 1, what,
	    (to - from) >> 10);
}

static void
tell_memory(const struct host_ram *ram, uint64_t kernel_size)
{
	kprintf("memory: %lu MB of the host's %lu MB, %s%s at %p\n",
	    ram->size >> 20, host_memsize() >> 20,
	    ram->anonymous ? "no file" : ram->path,
	    boot_options.bo_prezero ? ", touched" : "", ram->base);
	tell_range("kernel", 0, kernel_size);
	tell_range("pages", kernel_size, ram->size);
	kprintf("memory: the kernel's is %s\n", kmem_writable ?
	    "writable through /dev/mem and /dev/kmem" : "read-only to programs");
}

static void
tell_cpus(void)
{
	const struct boot_options *bo = &boot_options;

	kprintf("cpu: %d virtual, %u of the host, placed by -l %s\n", ncpus,
	    host_ncpus(), bo->bo_lock == LOCK_ANY ? "any" : bo->bo_lockarg);
	kprintf("cpu: %d threads a core, %d cores a chip at most\n",
	    1 << bo->bo_lbits, 1 << bo->bo_cbits);
}

static void
tell_clock(void)
{
	uint64_t rate = host_tsc_hz();

	if (rate != 0)
		kprintf("clock: host's monotonic, time stamp counter %lu.%03lu "
		    "MHz\n", rate / 1000000, rate / 1000 % 1000);
	else
		kprintf("clock: host's monotonic, no constant time stamp "
		    "counter\n");
	kprintf("clock: one timer a CPU, set for the next event\n");
}

static void
tell_disks(void)
{
	int unit[2] = { 0, 0 };

	for (int i = 0; i < boot_ndisks; i++) {
		const struct boot_disk *bd = &boot_disks[i];

		kprintf("disk: %s%d is %s%s%s%s\n",
		    bd->bd_kind == BOOT_VCD ? "vcd" : "vkd",
		    unit[bd->bd_kind == BOOT_VCD]++, bd->bd_path,
		    bd->bd_serno[0] != '\0' ? ", serial number " : "",
		    bd->bd_serno, bd->bd_cow ? ", writes are discarded" : "");
	}
}

static void
tell_variable(const char *name, const char *value)
{
	kprintf("environment: %s=\"%s\"\n", name, value);
}

void
boot_verbose(const struct host_ram *ram, uint64_t kernel_size)
{
	if ((boothowto & RB_VERBOSE) == 0)
		return;
	kprintf("boot: %s, howto 0x%x\n", boot_kernel_path,
	    (unsigned)boothowto);
	if (boot_options.bo_pidfile != NULL)
		kprintf("boot: process id in %s\n", boot_options.bo_pidfile);
	tell_memory(ram, kernel_size);
	tell_cpus();
	tell_clock();
	tell_disks();
	kenv_foreach(tell_variable);
}
