/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_event.c: a guest thread's signal frame: registers in and out, and what
 * brought it here.
 *
 * All that is read here was or could be written by the guest.  It is read once
 * and means no more than the guest's word about itself.
 */
#include <linux/audit.h>
#include <signal.h>

#include "ux_int.h"

/* Linux's signal frame: offsets from its start. */
#define FR_FLAGS	8		/* ucontext: uc_flags */
#define FR_LINK		16
#define FR_STACK	24		/* uc_stack: sp, flags, size */
#define FR_SEGS		192		/* cs gs fs ss, 16 bits each */
#define FR_ERR		200
#define FR_TRAPNO	208
#define FR_CR2		224
#define FR_MASK		304
#define FR_INFO		312		/* siginfo */
#define FR_CODE		(FR_INFO + 8)
#define FR_CALLADDR	(FR_INFO + 16)
#define FR_ARCH		(FR_INFO + 28)

#define UC_FLAGS	0x7		/* FP_XSTATE, SIGCONTEXT_SS, STRICT_RESTORE_SS */
#define SEG_CS		0x33
#define SEG_SS		0x2b

#define RF_USER		0x50dd5ull	/* CF PF AF ZF SF TF DF OF RF AC */
#define RF_FIXED	0x202ull

#define VSYSCALL	0xffffffffff600000ull

/*
 * ---- registers ----------------------------------------------------------
 */

/* Registers into the frame, with everything else that sigreturn believes. */
void
regs_in(struct slot *slot, const struct ux_regs *rg)
{
	uint8_t *fr = slot_frame(slot);
	uint64_t base = slot_base(slot);

	put64(fr, FR_FLAGS, ux_frame.xsave ? UC_FLAGS : UC_FLAGS & ~1u);
	put64(fr, FR_LINK, 0);
	put64(fr, FR_STACK, base + UXS_STACK);
	put64(fr, FR_STACK + 8, 0x80000000u);
	put64(fr, FR_STACK + 16, UXW_SLOTSIZE - UXS_STACK);
	put64(fr, FR_R8, rg->r8);
	put64(fr, FR_R9, rg->r9);
	put64(fr, FR_R10, rg->r10);
	put64(fr, FR_R11, rg->r11);
	put64(fr, FR_R12, rg->r12);
	put64(fr, FR_R13, rg->r13);
	put64(fr, FR_R14, rg->r14);
	put64(fr, FR_R15, rg->r15);
	put64(fr, FR_DI, rg->rdi);
	put64(fr, FR_SI, rg->rsi);
	put64(fr, FR_BP, rg->rbp);
	put64(fr, FR_BX, rg->rbx);
	put64(fr, FR_DX, rg->rdx);
	put64(fr, FR_AX, rg->rax);
	put64(fr, FR_CX, rg->rcx);
	put64(fr, FR_SP, rg->rsp);
	put64(fr, FR_IP, rg->rip);
	put64(fr, FR_RFLAGS, (rg->rflags & RF_USER) | RF_FIXED);
	put64(fr, FR_SEGS, SEG_CS | (uint64_t)SEG_SS << 48);
	put64(fr, FR_FPSTATE, base + (uint64_t)(slot_fp(slot) - slot->mem));
	put64(fr, FR_MASK, 0);
}

/* The frame's registers, read once. */
void
regs_out(struct slot *slot, struct ux_regs *rg)
{
	const uint8_t *fr = slot_frame(slot);

	rg->r8 = get64(fr, FR_R8);
	rg->r9 = get64(fr, FR_R9);
	rg->r10 = get64(fr, FR_R10);
	rg->r11 = get64(fr, FR_R11);
	rg->r12 = get64(fr, FR_R12);
	rg->r13 = get64(fr, FR_R13);
	rg->r14 = get64(fr, FR_R14);
	rg->r15 = get64(fr, FR_R15);
	rg->rdi = get64(fr, FR_DI);
	rg->rsi = get64(fr, FR_SI);
	rg->rbp = get64(fr, FR_BP);
	rg->rbx = get64(fr, FR_BX);
	rg->rdx = get64(fr, FR_DX);
	rg->rax = get64(fr, FR_AX);
	rg->rcx = get64(fr, FR_CX);
	rg->rsp = get64(fr, FR_SP);
	rg->rip = get64(fr, FR_IP);
	rg->rflags = get64(fr, FR_RFLAGS);
	slot->fsbase = get64(slot->mem, UXS_FSBASE);
	slot->gsbase = get64(slot->mem, UXS_GSBASE);
	rg->fsbase = slot->fsbase;
	rg->gsbase = slot->gsbase == slot_base(slot) ? 0 : slot->gsbase;
}

/* A base that may be loaded, else 0. */
static uint64_t
base_valid(uint64_t base)
{
	uint64_t top;

	if (!ux_fsgsbase)
		return (base < UXW_END ? base : 0);
	top = base >> 47;
	return (top == 0 || top == 0x1ffff ? base : 0);
}

/*
 * Segment bases, when they are not what the thread has.  A guest that has no
 * use for gs lends it to the gate.
 */
void
bases_in(struct slot *slot, const struct ux_regs *rg, bool gate)
{
	uint64_t fs, gs;

	fs = base_valid(rg->fsbase);
	gs = base_valid(rg->gsbase);
	if (gs == 0 && gate && ux_hasgate)
		gs = slot_base(slot);
	if (fs == slot->fsbase && gs == slot->gsbase)
		return;
	put64(slot->mem, UXS_FSBASE, fs);
	put64(slot->mem, UXS_GSBASE, gs);
	put32(slot->mem, UXS_SETBASE, 1);
	slot->fsbase = fs;
	slot->gsbase = gs;
}

/*
 * ---- events -------------------------------------------------------------
 */

static void
ev_trap(struct ux_event *ev, struct ux_regs *rg, uint32_t trapno, uint64_t code)
{

	ev->kind = UX_TRAP;
	ev->trapno = trapno;
	ev->code = code;
	rg->trapno = trapno;
	rg->err = code;
}

/* A page fault, with the processor's error code. */
void
ev_fault(struct ux_event *ev, struct ux_regs *rg, uint64_t addr, uint64_t err)
{

	ev->kind = UX_FAULT;
	ev->trapno = 14;
	ev->code = err;
	ev->addr = addr;
	ev->present = (uint32_t)(err & 1);
	ev->access = err & 16 ? UX_EXEC : err & 2 ? UX_WRITE : UX_READ;
	rg->trapno = 14;
	rg->err = err;
	rg->cr2 = addr;
}

/* A system call instruction of some kind. */
static void
ev_sigsys(struct ux_event *ev, struct ux_regs *rg, const uint8_t *fr)
{
	uint64_t at;

	at = get64(fr, FR_CALLADDR);
	if (at >= VSYSCALL && at < VSYSCALL + 4096) {
		/* Linux has returned from it already: undo that. */
		rg->rip = at;
		rg->rsp -= 8;
		ev_fault(ev, rg, at, 16 | 4);
		return;
	}
	if (get32(fr, FR_ARCH) != AUDIT_ARCH_X86_64) {
		/* int 0x80 has no gate here; sysenter leads nowhere. */
		if (rg->rip >= UX_VA_MIN)
			rg->rip -= 2;
		ev_trap(ev, rg, UX_T_GP, 0x80 * 8 + 2);
		return;
	}
	ev->kind = UX_SYSCALL;
}

/*
 * What brought the guest thread here: a signal.  False: nothing that concerns
 * it.
 */
bool
ev_make(struct slot *slot, uint32_t signo, struct ux_event *ev,
    struct ux_regs *rg)
{
	const uint8_t *fr = slot->mem + ux_frame.frame;
	uint64_t trapno, err, cr2;
	int code;

	code = (int)get32(fr, FR_CODE);
	trapno = get64(fr, FR_TRAPNO);
	err = get64(fr, FR_ERR) & 0xffffffff;
	cr2 = get64(fr, FR_CR2);
	if (signo == UXK_KICK || code <= 0)
		return (false);
	if ((get64(fr, FR_SEGS) & 0xffff) != SEG_CS) {
		ev_trap(ev, rg, UX_T_GP, 0);	/* 32-bit code has no place here */
		return (true);
	}
	switch (signo) {
	case SIGSYS:
		ev_sigsys(ev, rg, fr);
		break;
	case SIGBUS:
		if (trapno == 17)
			ev_trap(ev, rg, UX_T_AC, 0);
		else
			ev->kind = UX_DEAD;	/* no memory for a page */
		break;
	case SIGSEGV:
		if (trapno == 14)
			ev_fault(ev, rg, cr2, err);
		else
			ev_trap(ev, rg, trapno < 32 ? (uint32_t)trapno :
			    UX_T_GP, err);
		break;
	case SIGTRAP:
		ev_trap(ev, rg, trapno == UX_T_BP ? UX_T_BP : UX_T_DB, 0);
		break;
	case SIGILL:
		ev_trap(ev, rg, UX_T_UD, 0);
		break;
	case SIGFPE:
		ev_trap(ev, rg, trapno == UX_T_MF || trapno == UX_T_XM ?
		    (uint32_t)trapno : UX_T_DE, 0);
		break;
	default:
		return (false);
	}
	return (true);
}
