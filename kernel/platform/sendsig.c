/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendsig.c: signal frames, sigreturn, registers for debuggers, and what
 * processor exceptions mean.
 *
 * A frame (machine/sigframe.h) holds handler, ucontext and siginfo.  It is put
 * 64-aligned below the red zone, or on the top of the signal stack; the LWP goes
 * on in sigcode, which calls the handler with the frame on top of the stack
 * and then sigreturn(2).  Everything that comes back is the program's and is
 * checked; nothing of it can touch more than the program's own registers.
 */
#include <machine/sigframe.h>
#include <machine/psl.h>
#include <machine/trap.h>
#include "sys/kproc.h"
#include "sys/kmalloc.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "platform/trap.h"
#include "vm/vm.h"

#define USER_CS		0x43	/* selectors a program sees */
#define USER_SS		0x3b
#define REDZONE		128
#define XSAVE_LEGACY	512
#define XSAVE_YMM_END	832	/* x87, SSE, header, upper halves */
#define XSTATE_BV	512	/* offset of the header's word */
#define XSTATE_FRAME	7ul	/* components that a frame holds */

_Static_assert(sizeof(struct sigframe) == 1600 &&
    offsetof(struct sigframe, sf_uc) == 64, "sigframe, sigcode.S");

/* Where things lie in the legacy part. */
#define FX_CW		0
#define FX_MXCSR	24
#define CW_DEFAULT	0x37f
#define MXCSR_DEFAULT	0x1f80

/*
 * Room for a frame and an FPU state, which is much for a stack.  A program is not
 * to die of a signal because memory is short just then: there is one in reserve,
 * for one LWP at a time.
 */
static struct lock reserve_lock;
static void *reserve;

static size_t
sigroom_size(void)
{
	return (64 + sizeof(struct sigframe) + lwp_fpu_size());
}

void
sendsig_init(void)
{
	lock_init(&reserve_lock, "sigframe", LR_SIGFRAME, 0);
	reserve = kmalloc(sigroom_size(), M_TEMP, M_WAITOK);
	if (reserve == NULL)
		panic("sendsig_init: no memory");
}

/* The frame, all zero, and room for an FPU state behind it. */
static void *
sigroom_get(struct sigframe **sf, uint8_t **fpu)
{
	void *mem = kmalloc(sigroom_size(), M_TEMP, M_WAITOK);

	if (mem == NULL) {
		lock_exclusive(&reserve_lock);
		mem = reserve;
	}
	*sf = (struct sigframe *)roundup2((uintptr_t)mem, 64);
	memset(*sf, 0, sizeof(**sf));
	*fpu = (uint8_t *)(*sf + 1);
	return (mem);
}

static void
sigroom_put(void *mem)
{
	if (mem == reserve)
		lock_release(&reserve_lock);
	else
		kfree(mem, M_TEMP);
}

/*
 * FPU state to a frame, and a fresh one for the handler, as the ABI wants it
 * at a function's entry.  Components that a frame has no room for stay in the
 * registers; a handler that changes them changes them for good.
 */
static int
fpu_to_frame(struct lwp *lp, mcontext_t *mc, uint8_t *buf)
{
	size_t size = lwp_fpu_size(), len = K_MIN(size, (size_t)XSAVE_YMM_END);
	const uint16_t cw = CW_DEFAULT;
	const uint32_t mxcsr = MXCSR_DEFAULT;
	uint64_t bv;
	int error;

	_Static_assert(sizeof(mc->mc_fpregs) >= XSAVE_YMM_END, "mc_fpregs");
	if ((error = lwp_fpu_get(lp, buf, size)) == 0) {
		memcpy(mc->mc_fpregs, buf, len);
		mc->mc_fpformat = len >= XSAVE_YMM_END ? _MC_FPFMT_YMM :
		    _MC_FPFMT_XMM;
		mc->mc_ownedfp = _MC_FPOWNED_FPU;
		memset(buf, 0, XSAVE_LEGACY);
		memcpy(buf + FX_CW, &cw, sizeof(cw));
		memcpy(buf + FX_MXCSR, &mxcsr, sizeof(mxcsr));
		if (size > XSAVE_LEGACY) {
			memcpy(&bv, buf + XSTATE_BV, sizeof(bv));
			bv &= ~XSTATE_FRAME;
			memcpy(buf + XSTATE_BV, &bv, sizeof(bv));
			memcpy(&bv, (uint8_t *)mc->mc_fpregs + XSTATE_BV,
			    sizeof(bv));
			bv &= XSTATE_FRAME;
			memcpy((uint8_t *)mc->mc_fpregs + XSTATE_BV, &bv,
			    sizeof(bv));
		}
		error = lwp_fpu_set(lp, buf, size);
	}
	return (error);
}

/* EINVAL for a state that the processor does not have. */
static int
fpu_from_frame(struct lwp *lp, const mcontext_t *mc, uint8_t *buf)
{
	size_t size = lwp_fpu_size(), len = XSAVE_LEGACY;
	uint64_t bv = 3, now;
	int error;

	if (mc->mc_ownedfp != _MC_FPOWNED_FPU &&
	    mc->mc_ownedfp != _MC_FPOWNED_PCB)
		return (0);
	if (mc->mc_fpformat == _MC_FPFMT_NODEV)
		return (0);
	if (mc->mc_fpformat == _MC_FPFMT_YMM && size >= XSAVE_YMM_END) {
		len = XSAVE_YMM_END;
		memcpy(&bv, (const uint8_t *)mc->mc_fpregs + XSTATE_BV,
		    sizeof(bv));
		bv &= XSTATE_FRAME;
	}
	if (size <= XSAVE_LEGACY)
		return (lwp_fpu_set(lp, mc->mc_fpregs, XSAVE_LEGACY));
	if ((error = lwp_fpu_get(lp, buf, size)) == 0) {
		memcpy(&now, buf + XSTATE_BV, sizeof(now));
		memcpy(buf, mc->mc_fpregs, XSAVE_LEGACY);
		if (len == XSAVE_YMM_END) {
			memcpy(buf + XSTATE_BV + 64,
			    (const uint8_t *)mc->mc_fpregs + XSTATE_BV + 64,
			    XSAVE_YMM_END - XSTATE_BV - 64);
			now &= ~XSTATE_FRAME;
		} else
			now &= ~3ul;
		now |= bv;
		memcpy(buf + XSTATE_BV, &now, sizeof(now));
		error = lwp_fpu_set(lp, buf, size);
	}
	return (error);
}

/* struct reg and the registers of mcontext_t are the same words. */
_Static_assert(sizeof(struct reg) == offsetof(mcontext_t, mc_len) -
    offsetof(mcontext_t, mc_rdi), "struct reg follows mcontext_t");

void
lwp_getregs(struct lwp *lp, struct reg *reg)
{
	const struct uregs *r = lp->lwp_frame;

	memset(reg, 0, sizeof(*reg));
	reg->r_rdi = (register_t)r->tf_rdi;
	reg->r_rsi = (register_t)r->tf_rsi;
	reg->r_rdx = (register_t)r->tf_rdx;
	reg->r_rcx = (register_t)r->tf_rcx;
	reg->r_r8 = (register_t)r->tf_r8;
	reg->r_r9 = (register_t)r->tf_r9;
	reg->r_rax = (register_t)r->tf_rax;
	reg->r_rbx = (register_t)r->tf_rbx;
	reg->r_rbp = (register_t)r->tf_rbp;
	reg->r_r10 = (register_t)r->tf_r10;
	reg->r_r11 = (register_t)r->tf_r11;
	reg->r_r12 = (register_t)r->tf_r12;
	reg->r_r13 = (register_t)r->tf_r13;
	reg->r_r14 = (register_t)r->tf_r14;
	reg->r_r15 = (register_t)r->tf_r15;
	reg->r_trapno = (register_t)r->tf_trapno;
	reg->r_addr = (register_t)r->tf_addr;
	reg->r_err = (register_t)r->tf_err;
	reg->r_rip = (register_t)r->tf_rip;
	reg->r_cs = USER_CS;
	reg->r_rflags = (register_t)(r->tf_rflags | PSL_I |
	    PSL_RESERVED_DEFAULT);
	reg->r_rsp = (register_t)r->tf_rsp;
	reg->r_ss = USER_SS;
}

int
lwp_setregs_checked(struct lwp *lp, const struct reg *reg)
{
	struct uregs *r = lp->lwp_frame;
	uint64_t flags = (uint64_t)reg->r_rflags & ~(uint64_t)PSL_VM_UNSUPP;

	/* Interrupts on, no I/O privilege, nothing reserved. */
	if ((flags & ~(uint64_t)(PSL_USERCHANGE | PSL_RF | PSL_I |
	    PSL_RESERVED_DEFAULT)) != 0 || (reg->r_cs & 3) != 3)
		return (EINVAL);
	r->tf_rdi = (uint64_t)reg->r_rdi;
	r->tf_rsi = (uint64_t)reg->r_rsi;
	r->tf_rdx = (uint64_t)reg->r_rdx;
	r->tf_rcx = (uint64_t)reg->r_rcx;
	r->tf_r8 = (uint64_t)reg->r_r8;
	r->tf_r9 = (uint64_t)reg->r_r9;
	r->tf_rax = (uint64_t)reg->r_rax;
	r->tf_rbx = (uint64_t)reg->r_rbx;
	r->tf_rbp = (uint64_t)reg->r_rbp;
	r->tf_r10 = (uint64_t)reg->r_r10;
	r->tf_r11 = (uint64_t)reg->r_r11;
	r->tf_r12 = (uint64_t)reg->r_r12;
	r->tf_r13 = (uint64_t)reg->r_r13;
	r->tf_r14 = (uint64_t)reg->r_r14;
	r->tf_r15 = (uint64_t)reg->r_r15;
	r->tf_trapno = (uint64_t)reg->r_trapno;
	r->tf_addr = (uint64_t)reg->r_addr;
	r->tf_err = (uint64_t)reg->r_err;
	r->tf_rip = (uint64_t)reg->r_rip;
	r->tf_rflags = flags | PSL_I | PSL_RESERVED_DEFAULT;
	r->tf_rsp = (uint64_t)reg->r_rsp;
	return (0);
}

/* Where the frame goes. */
static uintptr_t
frame_address(struct lwp *lp, bool onstack)
{
	const stack_t *ss = &lp->lwp_sigstk;
	uintptr_t sp;

	if (onstack && (ss->ss_flags & SS_DISABLE) == 0 && !lwp_onstack(lp))
		sp = (uintptr_t)ss->ss_sp + ss->ss_size;
	else
		sp = lp->lwp_frame->tf_rsp - REDZONE;
	return ((sp - sizeof(struct sigframe)) & ~(uintptr_t)63);
}

bool
sendsig(struct lwp *lp, uintptr_t handler, int sig, const sigset_t *mask,
    const siginfo_t *info, bool onstack)
{
	struct uregs *r = lp->lwp_frame;
	struct sigframe *sf;
	struct reg reg;
	uintptr_t sp = frame_address(lp, onstack);
	bool wantinfo;
	uint8_t *fpu;
	void *mem = sigroom_get(&sf, &fpu);
	int error;

	sf->sf_ahu.sf_handler = (__sighandler_t *)handler;
	sf->sf_uc.uc_sigmask = *mask;
	sf->sf_uc.uc_stack = lp->lwp_sigstk;
	if (lwp_onstack(lp)) {
		sf->sf_uc.uc_stack.ss_flags |= SS_ONSTACK;
		sf->sf_uc.uc_mcontext.mc_onstack = 1;
	}
	lwp_getregs(lp, &reg);
	memcpy(&sf->sf_uc.uc_mcontext.mc_rdi, &reg, sizeof(reg));
	sf->sf_uc.uc_mcontext.mc_len = sizeof(sf->sf_uc.uc_mcontext);
	sf->sf_si = *info;
	error = fpu_to_frame(lp, &sf->sf_uc.uc_mcontext, fpu);
	if (error == 0)
		error = copyout(sf, (void *)sp, sizeof(*sf));
	sigroom_put(mem);
	if (error != 0)
		return (false);
	wantinfo = (lp->lwp_proc->p_sigacts->ps_saflags[sig] &
	    SA_SIGINFO) != 0;
	r->tf_rdi = (uint64_t)sig;
	r->tf_rsi = wantinfo ? sp + offsetof(struct sigframe, sf_si) :
	    (uint64_t)info->si_code;
	r->tf_rdx = sp + offsetof(struct sigframe, sf_uc);
	r->tf_rcx = (uint64_t)info->si_addr;
	r->tf_rsp = sp;
	r->tf_rip = lp->lwp_proc->p_sigcode;
	r->tf_rflags &= ~(uint64_t)(PSL_T | PSL_D | PSL_RF);
	return (true);
}

int
sigreturn_restore(struct lwp *lp, const ucontext_t *user, sigset_t *mask)
{
	struct sigframe *sf;
	struct reg reg;
	uint8_t *fpu;
	void *mem = sigroom_get(&sf, &fpu);
	ucontext_t *uc = &sf->sf_uc;
	int error;

	if ((error = copyin(user, uc, sizeof(*uc))) != 0)
		goto out;
	memcpy(&reg, &uc->uc_mcontext.mc_rdi, sizeof(reg));
	if ((error = fpu_from_frame(lp, &uc->uc_mcontext, fpu)) != 0 ||
	    (error = lwp_setregs_checked(lp, &reg)) != 0)
		goto out;
	*mask = uc->uc_sigmask;
out:
	sigroom_put(mem);
	return (error);
}

/* Which exceptions of an x87 or SSE status are both raised and unmasked. */
static int
fpe_code(struct lwp *lp, bool sse)
{
	uint8_t fx[XSAVE_LEGACY];
	uint16_t cw, sw;
	uint32_t mxcsr, ex;

	if (lwp_fpu_get(lp, fx, sizeof(fx)) != 0)
		return (FPE_FLTINV);
	memcpy(&cw, fx, sizeof(cw));
	memcpy(&sw, fx + 2, sizeof(sw));
	memcpy(&mxcsr, fx + 24, sizeof(mxcsr));
	ex = sse ? mxcsr & ~(mxcsr >> 7) & 0x3f : sw & ~cw & 0x3fu;
	if ((ex & 0x01) != 0)
		return (!sse && (sw & 0x40) != 0 ? FPE_FLTSUB : FPE_FLTINV);
	if ((ex & 0x04) != 0)
		return (FPE_FLTDIV);
	if ((ex & 0x08) != 0)
		return (FPE_FLTOVF);
	if ((ex & 0x12) != 0)
		return (FPE_FLTUND);
	return (FPE_FLTRES);
}

static const struct trapdesc {
	uint8_t	td_sig, td_code, td_trapno;
} traps[20] = {
	[0] = { SIGFPE, FPE_INTDIV, T_DIVIDE },
	[1] = { SIGTRAP, TRAP_TRACE, T_TRCTRAP },
	[3] = { SIGTRAP, TRAP_BRKPT, T_BPTFLT },
	[4] = { SIGFPE, FPE_INTOVF, T_OFLOW },
	[5] = { SIGFPE, FPE_FLTSUB, T_BOUND },
	[6] = { SIGILL, ILL_ILLOPC, T_PRIVINFLT },
	[7] = { SIGFPE, FPE_FLTINV, T_DNA },
	[10] = { SIGBUS, BUS_OBJERR, T_TSSFLT },
	[11] = { SIGBUS, BUS_ADRERR, T_SEGNPFLT },
	[12] = { SIGBUS, BUS_ADRERR, T_STKFLT },
	[13] = { SIGBUS, BUS_OBJERR, T_PROTFLT },
	[16] = { SIGFPE, 0, T_ARITHTRAP },
	[17] = { SIGBUS, BUS_ADRALN, T_ALIGNFLT },
	[19] = { SIGFPE, 0, T_XMMFLT },
};

int
trap_to_signal(struct lwp *lp, int vector, int fault_error, int *code,
    int *trapno)
{
	const struct trapdesc *td;

	if (vector == 14) {
		*trapno = T_PAGEFLT;
		switch (fault_error) {
		case EACCES:
			*code = SEGV_ACCERR;
			return (SIGSEGV);
		case EIO:
			*code = BUS_OBJERR;
			return (SIGBUS);
		case ENOMEM:
			*code = 0;
			return (SIGKILL);
		default:
			*code = SEGV_MAPERR;
			return (SIGSEGV);
		}
	}
	td = vector >= 0 && vector < (int)NELEM(traps) ? &traps[vector] : NULL;
	if (td == NULL || td->td_sig == 0) {
		*code = ILL_ILLTRP;
		*trapno = T_RESERVED;
		return (SIGILL);
	}
	*code = td->td_code;
	*trapno = td->td_trapno;
	if (vector == 16 || vector == 19)
		*code = fpe_code(lp, vector == 19);
	return (td->td_sig);
}
