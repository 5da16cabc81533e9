/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * context.S: getcontext(3), setcontext(3), swapcontext(3).
 *
 * A context is what sigreturn(2) takes: one that was saved here returns 0 once
 * more.  Members of ucontext_t by their offsets: the mask at 0, mcontext_t at
 * 64 with the state of the FPU 256 further on.
 */
#include "syscall.h"

	.section .note.GNU-stack,"",@progbits

#define MC		64
#define MC_FPREGS	(MC + 256)
#define MC_FPFMT_XMM	0x10002
#define MC_FPOWNED_FPU	0x20001
#define SIG_SETMASK	3

/* Save the registers of who called into the context %rdi. */
#define SAVE								\
	movq	%rbx, MC + 64(%rdi);					\
	movq	%rbp, MC + 72(%rdi);					\
	movq	%r12, MC + 96(%rdi);					\
	movq	%r13, MC + 104(%rdi);					\
	movq	%r14, MC + 112(%rdi);					\
	movq	%r15, MC + 120(%rdi);					\
	movq	$0, MC + 56(%rdi);		/* %rax */		\
	movq	(%rsp), %rax;						\
	movq	%rax, MC + 168(%rdi);		/* %rip */		\
	leaq	8(%rsp), %rax;						\
	movq	%rax, MC + 192(%rdi);		/* %rsp */		\
	xorl	%eax, %eax;						\
	movw	%cs, %ax;						\
	movq	%rax, MC + 176(%rdi);					\
	movw	%ss, %ax;						\
	movq	%rax, MC + 200(%rdi);					\
	movq	$0x202, MC + 184(%rdi);		/* flags */		\
	movl	$832, MC + 208(%rdi);		/* length */		\
	movl	$MC_FPFMT_XMM, MC + 212(%rdi);				\
	movl	$MC_FPOWNED_FPU, MC + 216(%rdi);			\
	fxsave	MC_FPREGS(%rdi)

/* Save the signal mask into the context %rdi. */
#define SAVE_MASK							\
	movq	%rdi, %rdx;						\
	xorl	%esi, %esi;						\
	movl	$SIG_SETMASK, %edi;					\
	call	__sys_sigprocmask

ENTRY(getcontext)
	SAVE
	subq	$8, %rsp
	SAVE_MASK
	addq	$8, %rsp
	xorl	%eax, %eax
	ret
	END(getcontext)

ENTRY(swapcontext)
	SAVE
	pushq	%rsi
	SAVE_MASK
	popq	%rdi
	jmp	__sys_sigreturn
	END(swapcontext)

ENTRY(setcontext)
	jmp	__sys_sigreturn
	END(setcontext)

/* Where the function of makecontext() returns to; %rbx is its context. */
ENTRY(__context_over)
	movq	%rbx, %rdi
	call	__context_next
	ud2
	END(__context_over)
