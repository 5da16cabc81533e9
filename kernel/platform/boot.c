/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * boot.c: from the host's main() to a kernel with memory and CPUs.
 *
 * Each virtual CPU begins on a stack of the host's; there it is prepared as a
 * thread of its own, which is left for ever by the first switch, to the
 * CPU's idle thread.
 */
#include "opt_kernel.h"
#include "platform/boot.h"
#include "platform/machine.h"
#include "dev/vdisk.h"
#include "dev/vke.h"
#include "kern/clock_var.h"
#include "kern/msgbuf.h"
#include "kern/sched_var.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"
#include "vm/vm.h"
#include "vm/vm_patch.h"
#include "host/host.h"
#include "host/host_console.h"
#include "host/host_cpu.h"
#include "host/host_mem.h"
#include "host/ux.h"
#include "lib/libkern.h"
#include <sys/errno.h>

uint8_t *boot_ram_base;
char boot_kernel_path[1024];
static struct cpu cpu_blocks[MAXCPU];
static struct thread boot_threads[MAXCPU];
static struct host_ram ram;
const char *boot_memory_file = ram.path;
static uint64_t kernel_size;		/* the kernel's part of the image */
#define POOL_ALIGN	(2ULL << 20)	/* the pool's largest block */

static void
check_policy(void)
{
	struct host_diag diag;
	bool enabled;
	int error;

	if ((error = host_policy_enabled(&enabled, &diag)) != 0)
		boot_fail(HOST_EXIT_HOST, "%s: %s", diag.what,
		    host_strerror(error));
	if (!enabled)
		boot_fail(HOST_EXIT_DISABLED, "virtual kernels are disabled: "
		    "vm.vkernel_enable=0 in /etc/vkernel.conf");
}

/* Who asked for the memory image. */
static const char *
memory_option(void)
{
	return (boot_options.bo_memfile != NULL ? "-i" : "memory image");
}

static void __attribute__((noreturn))
memory_fatal(const struct host_diag *diag, int error)
{
	boot_fail(HOST_EXIT_NOINPUT, "%s %s: %s", memory_option(), diag->what,
	    error == EAGAIN ? "locked by another process" :
	    host_strerror(error));
}

/* Lock what the memory will be; a file of -i keeps what it holds so far. */
static void
open_memory(void)
{
	const char *path = boot_options.bo_memfile;
	struct host_diag diag;
	char line[240];
	int error;

	error = host_ram_open(path != NULL ? HOST_RAM_FILE : HOST_RAM_AUTO,
	    path != NULL ? path : "/var/vkernel/memimg", &ram, &diag);
	if (error != 0)
		memory_fatal(&diag, error);
	if (diag.what[0] != '\0') {
		ksnprintf(line, sizeof(line), "vkernel: %s %s",
		    memory_option(), diag.what);
		host_log(line);
	}
}

static void
create_memory(void)
{
	struct host_diag diag;
	int error;

	error = host_ram_create(boot_options.bo_memsize, &ram, &diag);
	if (error != 0)
		memory_fatal(&diag, error);
	/*
	 * What the kernel has from the beginning: the tables of pages and
	 * little more; it takes from the pool what it needs later.
	 */
	kernel_size = (4ULL << 20) + ram.size / 16;
	kernel_size = (kernel_size + POOL_ALIGN - 1) & ~(POOL_ALIGN - 1);
	/* -z: have the host give and clear every page now. */
	if (boot_options.bo_prezero)
		memset(ram.base, 0, ram.size);
}

/* The host's stack is the boot thread's, for who looks at it after a panic. */
static void
boot_stack(struct thread *td)
{
	host_cpu_stack(&td->td_kstack, &td->td_kstack_size);
}

/* curcpu() and curthread work on CPU n once its %gs has the block. */
static void
cpu_setup(int n)
{
	struct cpu *c = &cpu_blocks[n];

	c->c_self = c;
	c->c_id = n;
	c->c_pending = (volatile uint32_t *)(uintptr_t)
	    host_cpu_pending((unsigned)n);
	c->c_curthread = &boot_threads[n];
	spin_init(&boot_threads[n].td_spin, "thread", LR_THREAD);
	ksnprintf(boot_threads[n].td_name, sizeof(boot_threads[n].td_name),
	    "boot%d", n);
	boot_threads[n].td_cpu = c;
	boot_threads[n].td_oncpu = 1;
	sched_cpu_init(c);
	callout_cpu_init(n);
}

/* Leave the host's stack for the idle thread's; never returns. */
static void
cpu_enter(struct cpu *c)
{
	struct thread *from = c->c_curthread, *idle = c->c_idle;

	idle->td_oncpu = 1;
	idle->td_state = TDS_RUNNING;
	c->c_curthread = idle;
	host_fiber_switch_begin(NULL, idle->td_kstack, idle->td_kstack_size);
	cpu_switch(from, idle);
	panic("cpu_enter: the boot stack came back");
}

static int
cpu_make_idle(struct cpu *c)
{
	int error;

	error = thread_create(&c->c_idle, sched_idle_loop, c, "idle%d",
	    c->c_id);
	if (error == 0) {
		c->c_idle->td_pri = PRI_MAX;
		c->c_idle->td_cpu = c;
		c->c_idle->td_cpumask = 1u << c->c_id;
	}
	return (error);
}

static void
cpu_main(void *arg)
{
	struct cpu *c = arg;

	host_cpu_setself(c);
	boot_stack(c->c_curthread);
	cpu_enter(c);
}

/*
 * -l: bind the virtual CPUs.  map goes up from the first CPU through those
 * that the host lets us use, and begins again behind the last.
 */
static void
lock_cpus(void)
{
	const struct boot_options *bo = &boot_options;
	int host = bo->bo_lockcpu, tries;

	if (bo->bo_lock == LOCK_ANY)
		return;
	if (host >= 0 && host_cpu_affinity(0, host) != 0)
		boot_fail(HOST_EXIT_USAGE, "-l %s: there is no host CPU %d for "
		    "this process", boot_shown(bo->bo_lockarg), host);
	host = K_MAX(host, 0);
	for (int i = 0; i < ncpus; i++) {
		for (tries = 0; host_cpu_affinity((unsigned)i, host) != 0 &&
		    tries <= HOST_CPULIMIT; tries++)
			host = (host + 1) % HOST_CPULIMIT;
		if (bo->bo_lock == LOCK_MAP)
			host = (host + 1) % HOST_CPULIMIT;
	}
}

void
cpus_start(void)
{
	for (int i = 1; i < ncpus; i++) {
		int error = host_cpu_start((unsigned)i, cpu_main, cpus[i]);

		if (error != 0)
			boot_fail(HOST_EXIT_HOST, "virtual CPU %d: %s", i,
			    host_strerror(error));
	}
}

static void
start_line(void)
{
	struct ux_config cfg = { .pool_off = kernel_size,
	    .pool_len = ram.size - kernel_size };
	struct host_diag diag;
	int error;

	if ((error = ux_init(&cfg, &diag)) != 0)
		boot_fail(HOST_EXIT_HOST, "%s: %s", diag.what,
		    host_strerror(error));
	for (int i = 0; i < ncpus; i++)
		cpus[i]->c_ux = ux_vcpu((unsigned)i);
	vm_patch_init(ux_gate());
}

static void
open_console(void)
{
	struct host_diag diag;
	int error;

	if ((error = host_console_open(&diag)) != 0)
		boot_fail(HOST_EXIT_HOST, "%s: %s", diag.what,
		    host_strerror(error));
	msgbuf_console_ready();
	if (ram.path[0] != '\0')
		kprintf("Using memory file: %s\n", ram.path);
}

static void
write_pidfile(void)
{
	struct host_diag diag;
	int error;

	if (boot_options.bo_pidfile == NULL)
		return;
	error = host_pidfile(boot_options.bo_pidfile, &diag);
	if (error != 0)
		kprintf("warning: -p %s: %s\n",
		    boot_shown(boot_options.bo_pidfile), error == EAGAIN ?
		    "locked by another process" : error == EFTYPE ?
		    "not a regular file" : host_strerror(error));
}

int
kernel_main(const struct host_boot *hb)
{
	struct host_diag diag;
	struct thread *td;
	int error;

	options_parse(hb);
	check_policy();
	strlcpy(boot_kernel_path, host_self_path(), sizeof(boot_kernel_path));
	ncpus = boot_options.bo_ncpus;
	if ((error = host_cpu_init((unsigned)ncpus, &diag)) != 0)
		boot_fail(HOST_EXIT_HOST, "%s: %s", diag.what,
		    host_strerror(error));
	lock_cpus();
	for (int i = 0; i < ncpus; i++) {
		cpu_setup(i);
		cpus[i] = &cpu_blocks[i];
	}
	host_cpu_setself(cpus[0]);
	boot_stack(cpus[0]->c_curthread);
	clock_init();
	/* What may be refused first; then what changes files. */
	vdisk_files_open();
	open_memory();
#if defined(NDEV_vke) && defined(OPT_INET)
	vke_open();
#endif
	create_memory();
	boot_ram_base = ram.base;
	kmem_init(ram.base, kernel_size, ram.size);
	kmalloc_init();
	msgbuf_init();
	optenv_set();
	open_console();
	machine_debug_init();
	start_line();
	write_pidfile();
	boot_verbose(&ram, kernel_size);
	vm_init(ram.base, kernel_size, ram.size - kernel_size);
	kern_init();
	for (int i = 0; i < ncpus; i++)
		if (cpu_make_idle(cpus[i]) != 0)
			panic("no memory for idle threads");
	if (thread_create(&td, kern_start, NULL, "swapper") != 0)
		panic("no memory for the first thread");
	thread_ready(td);
	cpu_enter(cpus[0]);
	return (0);
}
