/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_spin.c: the contract of ux.h holds when a vCPU and its guest threads hand
 * off by spinning on two host CPUs.  UX_SPIN_ALWAYS makes them on any load; on
 * a host with one CPU the same claims hold without spinning.
 */
#include <pthread.h>

#include "h_host.h"

#define SPINS		500		/* hand-offs met while spinning, at least */
#define PATIENCE_NS	60000000000ull	/* on a host where that is rare */
#define KICKS		3000u

GUEST(count, "1: inc %rbx; mov %rbx, %rdx; syscall; jmp 1b");
GUEST(mixed, "1: mov $40, %ecx; 2: dec %ecx; jnz 2b; mov $20, %eax; syscall; jmp 1b");
GUEST(fp, "movq %rbx, %xmm3; 1: movq %xmm3, %rbx; movq %xmm3, %rdx; inc %rdx;"
    "movq %rdx, %xmm3; syscall; jmp 1b");

static uint64_t
spins(void)
{
	struct ux_stats st;

	ux_stats(&st);
	return (st.spins_hit);
}

/* Enough hand-offs were met while spinning, or the host has no CPU for that. */
static bool
enough(unsigned runs)
{

	return (runs >= 5000 && (host_ncpus() < 2 || spins() >= SPINS));
}

CASE(registers_travel_while_spinning, "each call of many shows the registers "
    "that it made")
{
	uint64_t begin;
	unsigned i;

	start_spin = UX_SPIN_ALWAYS;
	NEED_EQ(0, start(1));
	LOAD(count);
	cx->uc_regs.rip = CODE_VA;
	begin = host_mono_ns();
	for (i = 1; !enough(i); i++) {
		NEED_EQ(UX_SYSCALL, run());
		NEED_EQ(i, cx->uc_regs.rdx);
		NEED_EQ(i, cx->uc_regs.rbx);
		NEED(host_mono_ns() - begin < PATIENCE_NS);
	}
	return (0);
}

CASE(processes_take_turns_while_spinning, "guest threads of three spaces on "
    "one vCPU, one after the other, each with its own registers and FPU state")
{
	struct ux_space *spaces[3];
	struct ux_context *cxs[3];
	uint64_t begin, count[3];
	unsigned i, n;

	start_spin = UX_SPIN_ALWAYS;
	NEED_EQ(0, start(1));
	LOAD(fp);
	for (n = 0; n < 3; n++) {
		NEED_EQ(0, space_new(&spaces[n]));
		NEED_EQ(0, ux_context_create(&cxs[n]));
		cxs[n]->uc_regs.rip = CODE_VA;
		cxs[n]->uc_regs.rbx = count[n] = n * 1000000ull;
	}
	begin = host_mono_ns();
	for (i = 0; !enough(i); i++) {
		n = i / 2 % 3;
		sp = spaces[n];
		cx = cxs[n];
		NEED_EQ(UX_SYSCALL, run());
		NEED_EQ(count[n], cx->uc_regs.rbx);
		count[n]++;
		NEED_EQ(count[n], cx->uc_regs.rdx);
		NEED(host_mono_ns() - begin < PATIENCE_NS);
	}
	return (0);
}

static _Atomic unsigned acks;

/* Post a bit to vCPU 0, wait until it was taken, again. */
static void *
poster(void *arg)
{
	unsigned i, n;

	(void)arg;
	for (i = 0; i < KICKS; i++) {
		for (n = i * 7919 % 257; n > 0; n--)
			__builtin_ia32_pause();
		host_cpu_post(0, 0x200);
		for (n = 0; atomic_load(&acks) != i + 1; n++)
			host_relax(n);
	}
	return (NULL);
}

CASE(kick_is_never_lost_while_spinning, "3,000 kicks of a guest that goes in "
    "and out all the time")
{
	pthread_t thread;
	enum ux_kind kind;

	start_spin = UX_SPIN_ALWAYS;
	NEED_EQ(0, start(1));
	LOAD(mixed);
	cx->uc_regs.rip = CODE_VA;
	NEED_EQ(0, pthread_create(&thread, NULL, poster, NULL));
	while (atomic_load(&acks) < KICKS) {
		kind = ux_run(ux_vcpu(0), sp, cx, &ev);
		NEED(kind == UX_SYSCALL || kind == UX_INTR);
		if (host_cpu_take(0x200) != 0)
			atomic_fetch_add(&acks, 1);
	}
	NEED_EQ(0, pthread_join(thread, NULL));
	return (0);
}

CASE(idle_after_spinning, "a vCPU that was idle for long finds its guest thread "
    "again")
{
	unsigned i, n;

	start_spin = UX_SPIN_ALWAYS;
	NEED_EQ(0, start(1));
	LOAD(count);
	cx->uc_regs.rip = CODE_VA;
	for (i = 1, n = 0; n < 100; i++) {
		NEED_EQ(UX_SYSCALL, run());
		NEED_EQ(i, cx->uc_regs.rdx);
		if (i % 200 == 0) {
			host_cpu_idle(host_mono_ns() + n++ * 10000);
			host_cpu_take(~0u);
		}
	}
	return (0);
}

CASE(never_is_never, "UX_SPIN_NEVER: no hand-off is met while spinning")
{
	unsigned i;

	start_spin = UX_SPIN_NEVER;
	NEED_EQ(0, start(1));
	LOAD(count);
	cx->uc_regs.rip = CODE_VA;
	for (i = 1; i < 20000; i++) {
		NEED_EQ(UX_SYSCALL, run());
		NEED_EQ(i, cx->uc_regs.rdx);
	}
	NEED_EQ(0, spins());
	return (0);
}

CASE(pinned_is_not_spread, "a vCPU that the user bound to a host CPU takes no "
    "second one")
{
	unsigned i, cpu;

	start_spin = UX_SPIN_ALWAYS;
	NEED_EQ(0, start(1));
	for (cpu = 0; host_cpu_affinity(0, (int)cpu) != 0; cpu++)
		NEED(cpu < 4096);
	LOAD(count);
	cx->uc_regs.rip = CODE_VA;
	for (i = 1; i < 20000; i++) {
		NEED_EQ(UX_SYSCALL, run());
		NEED_EQ(i, cx->uc_regs.rdx);
	}
	NEED_EQ(0, spins());
	return (0);
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, registers_travel_while_spinning);
	ATF_TP_ADD_TC(tp, processes_take_turns_while_spinning);
	ATF_TP_ADD_TC(tp, kick_is_never_lost_while_spinning);
	ATF_TP_ADD_TC(tp, idle_after_spinning);
	ATF_TP_ADD_TC(tp, never_is_never);
	ATF_TP_ADD_TC(tp, pinned_is_not_spread);
	return (atf_no_error());
}
