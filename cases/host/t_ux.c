/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_ux.c: the contract of ux.h: registers, events, kicks, FPU state.
 */
#include <cpuid.h>
#include <stdlib.h>
#include <unistd.h>

#include "h_host.h"

GUEST(syscall, "syscall; hlt");
GUEST(store_all,
    "mov %rax, 0x600000; mov %rbx, 0x600008; mov %rdx, 0x600010;"
    "mov %rsi, 0x600018; mov %rdi, 0x600020; mov %rbp, 0x600028;"
    "mov %r8, 0x600030; mov %r9, 0x600038; mov %r10, 0x600040;"
    "mov %r12, 0x600048; mov %r13, 0x600050; mov %r14, 0x600058;"
    "mov %r15, 0x600060; mov %rsp, 0x600068; mov %rcx, 0x600070;"
    "mov %r11, 0x600078; pushfq; pop %rax; mov %rax, 0x600080; syscall");
GUEST(spin, "1: jmp 1b");
GUEST(count, "1: incl 0x600000; jmp 1b");

CASE(syscall_carries_registers, "a system call shows all registers, and takes "
    "them back")
{
	struct ux_regs *rg, want;
	const uint64_t *mem;

	NEED_EQ(0, start(1));
	rg = &cx->uc_regs;
	LOAD(syscall);
	memset(rg, 0, sizeof(*rg));
	rg->rax = 0x123456789abcdef0; rg->rbx = 2; rg->rdx = 3; rg->rsi = 4;
	rg->rdi = 5; rg->rbp = 6; rg->r8 = 7; rg->r9 = 8; rg->r10 = 9;
	rg->r12 = 10; rg->r13 = 11; rg->r14 = 12; rg->r15 = ~0ull;
	rg->rip = CODE_VA;
	rg->rsp = 0xdeadbeef00001234;
	rg->rflags = 0x8d5;
	want = *rg;
	NEED_EQ(UX_SYSCALL, run());
	NEED_EQ(0, regs_same(&want, rg));
	NEED_EQ(CODE_VA + 2, rg->rip);
	NEED_EQ(CODE_VA + 2, rg->rcx);
	NEED_EQ(0x8d5, rg->rflags & 0xcd5);
	NEED_EQ(0x8d5, rg->r11 & 0xcd5);

	LOAD(store_all);
	rg->rcx = 0x1111;
	rg->r11 = 0x2222;
	rg->rsp = STACK_TOP;
	rg->rip = CODE_VA;
	rg->rflags = 0x41;		/* CF and ZF */
	want = *rg;
	NEED_EQ(UX_SYSCALL, run());
	mem = (const uint64_t *)(const void *)page(DATA_PAGE);
	NEED_EQ(0, regs_stored(&want, mem));
	return (0);
}

GUEST(read_mem, "mov (%rax), %rbx; syscall");
GUEST(write_mem, "mov %rbx, (%rax); syscall");
GUEST(jump_mem, "jmp *%rax");

CASE(fault_tells_address_and_access, "reads, writes and fetches fault as what "
    "they are")
{

	NEED_EQ(0, start(1));
	LOAD(read_mem);
	cx->uc_regs.rax = 0x700123;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(0x700123, ev.addr);
	NEED_EQ(UX_READ, ev.access);
	NEED_EQ(0, ev.present);
	NEED_EQ(CODE_VA, cx->uc_regs.rip);
	NEED_EQ(14, cx->uc_regs.trapno);
	NEED_EQ(0x700123, cx->uc_regs.cr2);
	/* Mapped now: the same instruction goes on. */
	strcpy((char *)page(FREE_PAGE) + 0x123, "mapped!");
	NEED_EQ(0, map(sp, 0x700000, FREE_PAGE, 1, UX_READ));
	NEED_EQ(UX_SYSCALL, run());
	NEED(memcmp(&cx->uc_regs.rbx, "mapped!", 8) == 0);

	LOAD(write_mem);
	cx->uc_regs.rax = 0x700ff8;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(0x700ff8, ev.addr);
	NEED_EQ(UX_WRITE, ev.access);
	NEED_EQ(1, ev.present);

	LOAD(jump_mem);
	cx->uc_regs.rax = DATA_VA + 4;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(DATA_VA + 4, ev.addr);
	NEED_EQ(UX_EXEC, ev.access);
	NEED_EQ(DATA_VA + 4, cx->uc_regs.rip);

	/* Kernel half: a page fault there too. */
	LOAD(read_mem);
	cx->uc_regs.rax = 0xffff800000000000;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(0xffff800000000000, ev.addr);

	/* Not canonical: general protection, no address. */
	cx->uc_regs.rax = 0x8000000000000000;
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_GP, ev.trapno);

	/* A rip outside of user space does not run at all. */
	NEED_EQ(UX_FAULT, run_from(UX_VA_MAX));
	NEED_EQ(UX_EXEC, ev.access);
	NEED_EQ(UX_VA_MAX, ev.addr);
	NEED_EQ(UX_FAULT, run_from(0x8000000000000000));
	return (0);
}

GUEST(div, "xor %ecx, %ecx; div %ecx");
GUEST(int3, "int3; hlt");
GUEST(ud2, "ud2");
GUEST(align, "pushfq; orl $0x40000, (%rsp); popfq; mov 0x600001, %eax; syscall");
GUEST(step, "nop; nop; syscall");
GUEST(tf_self, "pushfq; orl $0x100, (%rsp); popfq; nop; nop; syscall");
GUEST(tf_syscall, "pushfq; orl $0x100, (%rsp); popfq; syscall; nop; nop; hlt");
GUEST(simd, "movl $0, -4(%rsp); ldmxcsr -4(%rsp); xorps %xmm0, %xmm0;"
    "divss %xmm0, %xmm0; hlt");
GUEST(x87, "fninit; movw $0, -2(%rsp); fldcw -2(%rsp); fldz; fldz;"
    "fdivrp; fwait; hlt");

CASE(traps_have_their_numbers, "exceptions arrive as the processor numbers "
    "them")
{
	struct ux_context *other;

	NEED_EQ(0, start(1));
	LOAD(div);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_DE, ev.trapno);
	NEED_EQ(CODE_VA + 2, cx->uc_regs.rip);
	LOAD(int3);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_BP, ev.trapno);
	NEED_EQ(CODE_VA + 1, cx->uc_regs.rip);
	LOAD(ud2);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_UD, ev.trapno);
	LOAD(align);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_AC, ev.trapno);
	LOAD(simd);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_XM, ev.trapno);
	LOAD(x87);
	NEED_EQ(0, ux_context_create(&other));
	ux_context_destroy(cx);
	cx = other;
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_MF, ev.trapno);
	return (0);
}

CASE(single_step, "TF, set by us or by the guest, traps after each instruction")
{

	NEED_EQ(0, start(1));
	LOAD(step);
	cx->uc_regs.rip = CODE_VA;
	cx->uc_regs.rsp = STACK_TOP;
	cx->uc_regs.rflags = 0x100;
	NEED_EQ(UX_TRAP, run());
	NEED_EQ(UX_T_DB, ev.trapno);
	NEED_EQ(CODE_VA + 1, cx->uc_regs.rip);
	NEED_EQ(UX_TRAP, run());
	NEED_EQ(UX_T_DB, ev.trapno);
	NEED_EQ(CODE_VA + 2, cx->uc_regs.rip);
	NEED_EQ(UX_SYSCALL, run());
	NEED_EQ(0x100, cx->uc_regs.rflags & 0x100);
	LOAD(tf_self);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_DB, ev.trapno);
	cx->uc_regs.rflags &= ~0x100ull;
	NEED_EQ(UX_SYSCALL, run());
	LOAD(tf_syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(UX_TRAP, run());
	NEED_EQ(UX_T_DB, ev.trapno);
	return (0);
}

GUEST(wait_word, "lock incl 0x600000; 1: pause; cmpl $2, 0x600000; jne 1b; syscall");

CASE(two_vcpus_share_a_space, "two contexts run at the same time in one space")
{
	struct other o;
	unsigned i;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	LOAD(wait_word);
	memset(&o, 0, sizeof(o));
	o.space = sp;
	NEED_EQ(0, ux_context_create(&o.cx));
	for (i = 0; i < 200; i++) {
		memset(page(DATA_PAGE), 0, 4096);
		o.cx->uc_regs.rip = CODE_VA;
		o.cx->uc_regs.rsp = STACK_TOP;
		helper_call(1, other_run, &o);
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		helper_wait(1);
		NEED_EQ(UX_SYSCALL, o.kind);
	}
	return (0);
}

static int
kicks(const uint8_t *code, size_t len, unsigned times)
{
	struct other o;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	load(code, len);
	memset(&o, 0, sizeof(o));
	o.space = sp;
	NEED_EQ(0, ux_context_create(&o.cx));
	o.cx->uc_regs.rip = CODE_VA;
	return (other_kicks(&o, times));
}

GUEST(mixed, "1: mov $40, %ecx; 2: dec %ecx; jnz 2b; mov $20, %eax; syscall; jmp 1b");

CASE(kick_of_computing_guest_is_never_lost, "20,000 kicks of a guest that "
    "makes no system call")
{

	return (kicks(guest_spin, (size_t)(guest_spin_end - guest_spin), 20000));
}

CASE(kick_in_a_race_is_never_lost, "80,000 kicks of a guest that goes in and "
    "out all the time")
{

	return (kicks(guest_mixed, (size_t)(guest_mixed_end - guest_mixed), 80000));
}

CASE(timer_interrupts_user_mode, "a timer's bit ends ux_run, an idle sleep too")
{
	uint64_t begin, took;
	unsigned i;

	NEED_EQ(0, start(1));
	LOAD(spin);
	cx->uc_regs.rip = CODE_VA;
	for (i = 0; i < 20; i++) {
		begin = host_mono_ns();
		host_timer_set(0, begin + 5000000);
		NEED_EQ(UX_INTR, ux_run(ux_vcpu(0), sp, cx, &ev));
		while (*host_cpu_pending(0) == 0)
			NEED_EQ(UX_INTR, ux_run(ux_vcpu(0), sp, cx, &ev));
		took = host_mono_ns() - begin;
		NEED_EQ(HOST_PEND_TIMER, host_cpu_take(~0u));
		NEED(took >= 5000000);
	}
	begin = host_mono_ns();
	host_timer_set(0, begin + 5000000);
	NEED_EQ(HOST_PEND_TIMER, host_cpu_idle(0));
	NEED(host_mono_ns() - begin >= 5000000);
	host_cpu_take(~0u);
	begin = host_mono_ns();
	NEED_EQ(0, host_cpu_idle(begin + 3000000));
	NEED(host_mono_ns() - begin >= 3000000);
	return (0);
}

CASE(pending_bit_keeps_the_guest_out, "ux_run does not enter while a bit is "
    "pending")
{

	NEED_EQ(0, start(1));
	LOAD(count);
	*(uint32_t *)(void *)page(DATA_PAGE) = 0;
	cx->uc_regs.rip = CODE_VA;
	host_cpu_post(0, 0x100);
	NEED_EQ(UX_INTR, ux_run(ux_vcpu(0), sp, cx, &ev));
	NEED_EQ(0, *(uint32_t *)(void *)page(DATA_PAGE));
	NEED_EQ(CODE_VA, cx->uc_regs.rip);
	NEED_EQ(0x100, host_cpu_take(~0u));
	return (0);
}

GUEST(fp_load, "movups 0x600000, %xmm5; fninit; fldpi; syscall");
GUEST(fp_store, "movups %xmm5, 0x600010; fstpl 0x600020; syscall");
GUEST(ymm_load, "vmovups 0x600000, %ymm9; syscall");
GUEST(ymm_store, "vmovups %ymm9, 0x600020; syscall");

static bool
have_avx(void)
{
	unsigned a, b, c, d;

	return (__get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_AVX) != 0 &&
	    (c & bit_OSXSAVE) != 0);
}

CASE(fpu_state_belongs_to_the_context, "contexts keep their FPU state over "
    "each other, over other vCPUs and through get and set")
{
	struct ux_context *first, *second;
	uint8_t *mem, area[16384];
	struct other o;
	double pi;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	mem = page(DATA_PAGE);
	first = cx;
	NEED_EQ(0, ux_context_create(&second));
	LOAD(fp_load);
	memcpy(mem, "0123456789abcdef", 16);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	cx = second;
	memcpy(mem, "ABCDEFGHIJKLMNOP", 16);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	cx = first;
	LOAD(fp_store);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED(memcmp(mem + 16, "0123456789abcdef", 16) == 0);
	memcpy(&pi, mem + 32, 8);
	NEED(pi > 3.1415926 && pi < 3.1415927);
	/* The second one goes on, on another vCPU. */
	memset(&o, 0, sizeof(o));
	o.space = sp;
	o.cx = second;
	second->uc_regs.rip = CODE_VA;
	helper_call(1, other_run, &o);
	helper_wait(1);
	NEED_EQ(UX_SYSCALL, o.kind);
	NEED(memcmp(mem + 16, "ABCDEFGHIJKLMNOP", 16) == 0);

	/* Out and in again. */
	NEED(ux_fpu_size() >= 512 && ux_fpu_size() <= sizeof(area));
	LOAD(fp_load);
	cx = first;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	ux_fpu_get(first, area, ux_fpu_size());
	NEED(memcmp(area + 160 + 5 * 16, "ABCDEFGHIJKLMNOP", 16) == 0);
	memcpy(area + 160 + 5 * 16, "changed by hand.", 16);
	NEED_EQ(0, ux_fpu_set(first, area, ux_fpu_size()));
	LOAD(fp_store);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED(memcmp(mem + 16, "changed by hand.", 16) == 0);
	ux_fpu_copy(second, first);
	cx = second;
	memset(mem, 0, 64);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED(memcmp(mem + 16, "changed by hand.", 16) == 0);
	ux_fpu_reset(second);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0, *(uint64_t *)(void *)(mem + 16));
	/* Garbage: refused or made harmless, and the guest runs on. */
	memset(area, 0xff, sizeof(area));
	ux_fpu_set(second, area, ux_fpu_size());
	NEED_EQ(0, ux_fpu_set(second, area, 512));
	NEED_EQ(22, ux_fpu_set(second, area, 100));
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	return (0);
}

CASE(avx_state_survives_switches, "upper halves of vector registers too")
{
	struct ux_context *first, *second;
	uint8_t *mem, area[1024];

	if (!have_avx())
		return (0);
	NEED_EQ(0, start(1));
	mem = page(DATA_PAGE);
	first = cx;
	NEED_EQ(0, ux_context_create(&second));
	LOAD(ymm_load);
	memset(mem, 0x11, 32);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	cx = second;
	memset(mem, 0x22, 32);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	ux_fpu_get(second, area, 832);
	NEED_EQ(0x22, area[576 + 9 * 16]);
	NEED_EQ(4, area[512] & 4);
	cx = first;
	LOAD(ymm_store);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0x11, mem[32]);
	NEED_EQ(0x11, mem[63]);
	/* Through a shorter area than the host's whole one. */
	memset(area + 576 + 9 * 16, 0x33, 16);
	NEED_EQ(0, ux_fpu_set(first, area, 832));
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0x22, mem[32]);
	NEED_EQ(0x33, mem[63]);
	return (0);
}

GUEST(bases, "mov %fs:8, %rax; mov %gs:16, %rbx; syscall");
GUEST(wrbases, "wrfsbase %rax; wrgsbase %rbx; syscall");

/* A fresh guest reads through the fs and gs bases it was given. */
static int
bases_read(void)
{
	uint64_t *mem;

	NEED_EQ(0, start(1));
	mem = (uint64_t *)(void *)page(DATA_PAGE);
	mem[1] = 0xaaaa;
	mem[34] = 0xbbbb;
	LOAD(bases);
	cx->uc_regs.fsbase = DATA_VA;
	cx->uc_regs.gsbase = DATA_VA + 256;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0xaaaa, cx->uc_regs.rax);
	NEED_EQ(0xbbbb, cx->uc_regs.rbx);
	return (0);
}

CASE(bases_travel, "fs and gs bases go in and out, also those that the guest "
    "sets itself")
{
	struct ux_context *second;

	NEED_EQ(0, bases_read());
	NEED_EQ(DATA_VA, cx->uc_regs.fsbase);
	NEED_EQ(0, ux_context_create(&second));
	second->uc_regs.fsbase = DATA_VA + 256 + 8;
	second->uc_regs.gsbase = 0x8000000000000001;
	second->uc_regs.rip = CODE_VA;
	NEED_EQ(UX_FAULT, ux_run(ux_vcpu(0), sp, second, &ev));
	NEED_EQ(16, ev.addr);		/* not canonical: taken as 0 */
	NEED_EQ(0xbbbb, second->uc_regs.rax);
	LOAD(wrbases);
	cx->uc_regs.rax = 0x12345678;
	cx->uc_regs.rbx = 0xffff900000000000;
	if (run_from(CODE_VA) == UX_SYSCALL) {
		NEED_EQ(0x12345678, cx->uc_regs.fsbase);
		NEED_EQ(0xffff900000000000, cx->uc_regs.gsbase);
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED_EQ(0xffff900000000000, cx->uc_regs.gsbase);
		cx->uc_regs.rbx = 0x8000000000000000;
		NEED_EQ(UX_TRAP, run_from(CODE_VA));
		NEED_EQ(UX_T_GP, ev.trapno);
	} else {
		NEED_EQ(UX_TRAP, ev.kind);	/* a host without the instruction */
		NEED_EQ(UX_T_UD, ev.trapno);
	}
	return (0);
}

CASE(bases_travel_without_instructions, "a CPU without rdfsbase does as well")
{
	struct ux_context *second;

	start_nofsgsbase = true;
	NEED_EQ(0, bases_read());
	NEED_EQ(DATA_VA, cx->uc_regs.fsbase);
	NEED_EQ(DATA_VA + 256, cx->uc_regs.gsbase);
	NEED_EQ(0, ux_context_create(&second));
	second->uc_regs.fsbase = DATA_VA + 256 + 8;
	second->uc_regs.gsbase = DATA_VA - 8;
	second->uc_regs.rip = CODE_VA;
	NEED_EQ(UX_SYSCALL, ux_run(ux_vcpu(0), sp, second, &ev));
	NEED_EQ(0xbbbb, second->uc_regs.rax);
	NEED_EQ(0xaaaa, second->uc_regs.rbx);
	/* The first one has its own still. */
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0xaaaa, cx->uc_regs.rax);
	return (0);
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, syscall_carries_registers);
	ATF_TP_ADD_TC(tp, fault_tells_address_and_access);
	ATF_TP_ADD_TC(tp, traps_have_their_numbers);
	ATF_TP_ADD_TC(tp, single_step);
	ATF_TP_ADD_TC(tp, two_vcpus_share_a_space);
	ATF_TP_ADD_TC(tp, kick_of_computing_guest_is_never_lost);
	ATF_TP_ADD_TC(tp, kick_in_a_race_is_never_lost);
	ATF_TP_ADD_TC(tp, timer_interrupts_user_mode);
	ATF_TP_ADD_TC(tp, pending_bit_keeps_the_guest_out);
	ATF_TP_ADD_TC(tp, fpu_state_belongs_to_the_context);
	ATF_TP_ADD_TC(tp, avx_state_survives_switches);
	ATF_TP_ADD_TC(tp, bases_travel);
	ATF_TP_ADD_TC(tp, bases_travel_without_instructions);
	return (atf_no_error());
}
