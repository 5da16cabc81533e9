/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_place.c: where vCPUs run: host_cpu_affinity(), and what the line does when
 * it may choose.
 */
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "h_host.h"

#define PATIENCE_NS	8000000000ull

GUEST(mixed, "1: mov $40, %ecx; 2: dec %ecx; jnz 2b; mov $20, %eax; syscall; jmp 1b");

static _Atomic int helper_tid;
static _Atomic uint64_t helper_runs;

/* On a helper: run guest code until told to stop. */
static void
keep_running(void *arg)
{
	struct other *o = arg;

	atomic_store(&helper_tid, (int)syscall(SYS_gettid));
	while (atomic_load(&o->stop) == 0) {
		o->kind = ux_run(ux_vcpu(1), o->space, o->cx, &o->ev);
		host_cpu_take(~0u);
		if (o->kind != UX_SYSCALL && o->kind != UX_INTR)
			return;
		atomic_fetch_add(&helper_runs, 1);
	}
	o->kind = UX_SYSCALL;
}

/* The one CPU that a thread is bound to, or -1. */
static int
bound_to(int tid)
{
	cpu_set_t set;
	int cpu;

	if (sched_getaffinity(tid, sizeof(set), &set) != 0 ||
	    CPU_COUNT(&set) != 1)
		return (-1);
	for (cpu = 0; !CPU_ISSET(cpu, &set); cpu++)
		continue;
	return (cpu);
}

/* Run both vCPUs until they are on the same host CPU, or on two. */
static int
run_until(bool same)
{
	uint64_t begin, runs;
	int one, two;

	begin = host_mono_ns();
	runs = atomic_load(&helper_runs);
	do {
		NEED_EQ(UX_SYSCALL, run());
		NEED(host_mono_ns() - begin < PATIENCE_NS);
		one = bound_to(0);
		two = bound_to(atomic_load(&helper_tid));
	} while (atomic_load(&helper_runs) < runs + 10 || one < 0 || two < 0 ||
	    (one == two) != same);
	return (0);
}

CASE(busy_vcpus_part, "two vCPUs that the user bound to one host CPU and let go "
    "take one each")
{
	struct other o;
	unsigned i;
	int cpu;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	for (cpu = 0; host_cpu_affinity(0, cpu) != 0; cpu++)
		NEED(cpu < 4096);
	NEED_EQ(0, host_cpu_affinity(1, cpu));
	LOAD(mixed);
	memset(&o, 0, sizeof(o));
	o.space = sp;
	NEED_EQ(0, ux_context_create(&o.cx));
	o.cx->uc_regs.rip = cx->uc_regs.rip = CODE_VA;
	helper_call(1, keep_running, &o);
	for (i = 0; i < 3; i++) {
		NEED_EQ(0, run_until(true));
		NEED_EQ(0, host_cpu_affinity(0, -1));
		NEED_EQ(0, host_cpu_affinity(1, -1));
		if (host_ncpus() > 1)
			NEED_EQ(0, run_until(false));
		NEED_EQ(0, host_cpu_affinity(0, cpu));
		NEED_EQ(0, host_cpu_affinity(1, cpu));
	}
	atomic_store(&o.stop, 1);
	helper_wait(1);
	NEED_EQ(UX_SYSCALL, o.kind);
	return (0);
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, busy_vcpus_part);
	return (atf_no_error());
}
