/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_gate.c: the contract of ux_gate(): a jump there is a system call, with
 * nothing lost and nothing added, whatever interrupts it.
 */
#include "h_host.h"

/* Where guest code finds the gate's address. */
#define GATE_WORD	0xff8
#define CALL		"lea 9f(%rip), %rcx; jmp *0x600ff8; 9: "

GUEST(gate_call, CALL "hlt");
GUEST(gate_flags, "std; stc; " CALL "syscall");
GUEST(gate_store, CALL
    "mov %rax, 0x600000; mov %rbx, 0x600008; mov %rdx, 0x600010;"
    "mov %rsi, 0x600018; mov %rdi, 0x600020; mov %rbp, 0x600028;"
    "mov %r8, 0x600030; mov %r9, 0x600038; mov %r10, 0x600040;"
    "mov %r12, 0x600048; mov %r13, 0x600050; mov %r14, 0x600058;"
    "mov %r15, 0x600060; mov %rsp, 0x600068; mov %rcx, 0x600070;"
    "mov %r11, 0x600078; mov $0x601000, %esp; pushfq; pop %rax;"
    "mov %rax, 0x600080; syscall");
GUEST(gate_loop, "1: " CALL "inc %r12; jmp 1b");
GUEST(gate_mixed, "1: mov $40, %ecx; 2: dec %ecx; jnz 2b; " CALL "inc %r12;"
    "mov $7, %eax; syscall; inc %r13; jmp 1b");
GUEST(gate_fpu, "movups 0x600100, %xmm5; fninit; fldpi; " CALL
    "movups %xmm5, 0x600200; fstpl 0x600210; syscall");
GUEST(gate_gs, "mov %gs:16, %rax; syscall");
GUEST(clear_fpu, "xorps %xmm5, %xmm5; fninit; syscall");

/* As start(), with a context that may use the gate. */
static int
gate_start(unsigned ncpus)
{
	int error;

	error = start(ncpus);
	if (error != 0)
		return (error);
	*(uint64_t *)(void *)(page(DATA_PAGE) + GATE_WORD) = ux_gate();
	cx->uc_gate = true;
	return (0);
}

CASE(gate_carries_registers, "a jump to the gate shows all registers as a "
    "system call does, and takes all of them back")
{
	struct ux_regs *rg, want;
	const uint64_t *mem;
	uint64_t behind;

	NEED_EQ(0, gate_start(1));
	if (ux_gate() == 0)
		return (0);
	rg = &cx->uc_regs;
	mem = (const uint64_t *)(const void *)page(DATA_PAGE);
	LOAD(gate_call);
	behind = CODE_VA + (uint64_t)(guest_gate_call_end - guest_gate_call) - 1;
	regs_fill(rg, 0x1234567800000000);
	rg->fsbase = DATA_VA + 64;
	rg->rip = CODE_VA;
	want = *rg;
	NEED_EQ(UX_SYSCALL, run());
	NEED(ev.gate);
	NEED_EQ(0, regs_same(&want, rg));
	NEED_EQ(behind, rg->rip);
	NEED_EQ(behind, rg->rcx);
	NEED_EQ(0x202, rg->rflags & 0x202);
	NEED_EQ(rg->rflags, rg->r11);

	/* What is put there on return arrives, rcx and r11 too. */
	LOAD(gate_store);
	rg->rip = CODE_VA;
	NEED_EQ(UX_SYSCALL, run());
	NEED(ev.gate);
	regs_fill(rg, 0x7654321000000000);
	rg->rip = CODE_VA +
	    (uint64_t)(guest_gate_call_end - guest_gate_call) - 1;
	rg->rcx = 0x1111;
	rg->r11 = 0x2222;
	rg->rflags = 0xcd7 & ~0x100ull;	/* all of CF PF AF ZF SF IF DF OF */
	want = *rg;
	NEED_EQ(UX_SYSCALL, run());
	NEED(!ev.gate);
	NEED_EQ(0, regs_stored(&want, mem));
	return (0);
}

CASE(gate_keeps_flags, "the guest's flags are seen as they were")
{

	NEED_EQ(0, gate_start(1));
	if (ux_gate() == 0)
		return (0);
	LOAD(gate_flags);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED(ev.gate);
	NEED_EQ(0x401, cx->uc_regs.rflags & 0x401);
	cx->uc_regs.rflags = 0x246;
	NEED_EQ(UX_SYSCALL, run());
	NEED(!ev.gate);
	NEED_EQ(0x44, cx->uc_regs.rflags & 0x445);
	return (0);
}

CASE(gate_keeps_fpu_state, "FPU state passes the gate, when others ran "
    "meanwhile, on another vCPU, through get and set")
{
	struct ux_context *first, *second;
	uint8_t *mem, area[16384];
	struct other o;
	unsigned i;
	double pi;

	NEED_EQ(0, gate_start(2));
	if (ux_gate() == 0)
		return (0);
	NEED_EQ(0, helper_start(1));
	mem = page(DATA_PAGE);
	first = cx;
	NEED_EQ(0, ux_context_create(&second));
	for (i = 0; i < 5; i++) {
		memcpy(mem + 0x100, "0123456789abcdef", 16);
		memset(mem + 0x200, 0, 32);
		LOAD(gate_fpu);
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED(ev.gate);
		memset(&o, 0, sizeof(o));
		o.space = sp;
		switch (i) {
		case 1:			/* another one in its thread */
			second->uc_gate = true;
			second->uc_regs.rip = CODE_VA;
			memcpy(mem + 0x100, "ABCDEFGHIJKLMNOP", 16);
			NEED_EQ(UX_SYSCALL, ux_run(ux_vcpu(0), sp, second, &ev));
			NEED(ev.gate);
			break;
		case 2:			/* it goes elsewhere */
			o.cx = first;
			helper_call(1, other_run, &o);
			helper_wait(1);
			NEED_EQ(UX_SYSCALL, o.kind);
			break;
		case 3:			/* looked at */
			ux_fpu_get(first, area, ux_fpu_size());
			NEED(memcmp(area + 160 + 5 * 16, "0123456789abcdef",
			    16) == 0);
			break;
		case 4:			/* changed */
			ux_fpu_get(first, area, ux_fpu_size());
			memcpy(area + 160 + 5 * 16, "changed by hand.", 16);
			NEED_EQ(0, ux_fpu_set(first, area, ux_fpu_size()));
			break;
		}
		if (i != 2)
			NEED_EQ(UX_SYSCALL, run());
		NEED(memcmp(mem + 0x200, i == 4 ? "changed by hand." :
		    "0123456789abcdef", 16) == 0);
		memcpy(&pi, mem + 0x210, 8);
		NEED(pi > 3.1415926 && pi < 3.1415927);
	}
	/* The other one still has its own. */
	cx = second;
	NEED_EQ(UX_SYSCALL, run());
	NEED(memcmp(mem + 0x200, "ABCDEFGHIJKLMNOP", 16) == 0);
	return (0);
}

CASE(gate_borrows_gs_only_when_told, "gs is the guest's own without uc_gate, or "
    "when it has a base")
{

	NEED_EQ(0, gate_start(1));
	LOAD(gate_gs);
	cx->uc_gate = false;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(16, ev.addr);
	cx->uc_gate = true;
	*(uint64_t *)(void *)(page(DATA_PAGE) + 0x110) = 0xabcdef;
	cx->uc_regs.gsbase = DATA_VA + 0x100;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0xabcdef, cx->uc_regs.rax);
	NEED_EQ(DATA_VA + 0x100, cx->uc_regs.gsbase);
	return (0);
}

/* Kick a guest that calls all the time; nothing may be lost on either side. */
static int
kicked(const uint8_t *code, size_t len, unsigned times)
{
	struct ux_regs *rg;
	struct other o;
	uint64_t done;

	NEED_EQ(0, gate_start(2));
	if (ux_gate() == 0)
		return (0);
	NEED_EQ(0, helper_start(1));
	load(code, len);
	memset(&o, 0, sizeof(o));
	o.space = sp;
	o.cx = cx;
	rg = &cx->uc_regs;
	regs_fill(rg, 0x4444444400000000);
	rg->r12 = rg->r13 = 0;
	rg->rip = CODE_VA;
	NEED_EQ(0, other_kicks(&o, times));
	/* Each call was made once; the last one may not have returned. */
	done = rg->r12 + rg->r13;
	NEED(o.calls == done || o.calls == done + 1);
	NEED(o.calls > 0);
	NEED_EQ(0x4444444400000002, rg->rbx);
	NEED_EQ(0xdeadbeef00001234 + 0x4444444400000000, rg->rsp);
	NEED_EQ(0x444444440000000d, rg->r15);
	NEED_EQ(0, rg->gsbase);
	return (0);
}

CASE(gate_loses_no_kick, "80,000 kicks of a guest that passes the gate all the "
    "time: no kick and no call lost or doubled")
{

	return (kicked(guest_gate_loop,
	    (size_t)(guest_gate_loop_end - guest_gate_loop), 80000));
}

CASE(gate_and_signals_mix, "the same with a gate, computing and system call "
    "instructions by turns, spinning")
{

	start_spin = UX_SPIN_ALWAYS;
	return (kicked(guest_gate_mixed,
	    (size_t)(guest_gate_mixed_end - guest_gate_mixed), 40000));
}

CASE(gate_returns_only_to_the_guest, "return addresses that are none fault in "
    "the guest, and the next guest is well")
{
	static const uint64_t where[] = {
		0, 0x700000, UX_VA_MAX - 1, UX_VA_MAX, 0x8000000000000000, ~0ull
	};
	unsigned i;

	NEED_EQ(0, gate_start(1));
	if (ux_gate() == 0)
		return (0);
	for (i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
		LOAD(gate_call);
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		cx->uc_regs.rip = where[i];
		NEED_EQ(UX_FAULT, run());
		NEED_EQ(UX_EXEC, ev.access);
		/* And from the guest's own register. */
		cx->uc_regs.rcx = where[i];
		cx->uc_regs.rsp = STACK_TOP;
		cx->uc_regs.rip = ux_gate();
		NEED_EQ(UX_FAULT, run());	/* not from here: the window */
	}
	return (healthy());
}

CASE(no_gate_without_instructions, "a host without rdfsbase has no gate")
{

	start_nofsgsbase = true;
	NEED_EQ(0, start(1));
	NEED_EQ(0, ux_gate());
	return (0);
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, gate_carries_registers);
	ATF_TP_ADD_TC(tp, gate_keeps_flags);
	ATF_TP_ADD_TC(tp, gate_keeps_fpu_state);
	ATF_TP_ADD_TC(tp, gate_borrows_gs_only_when_told);
	ATF_TP_ADD_TC(tp, gate_loses_no_kick);
	ATF_TP_ADD_TC(tp, gate_and_signals_mix);
	ATF_TP_ADD_TC(tp, gate_returns_only_to_the_guest);
	ATF_TP_ADD_TC(tp, no_gate_without_instructions);
	return (atf_no_error());
}
