/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * switch.S: changing stacks.
 *
 * cpu_switch(from, to): the callee-saved registers go on from's stack, its
 * pointer to td_rsp (offset 0); the same of `to` come back.  from->td_oncpu
 * is cleared only when its stack is no longer in use: from then on another
 * CPU may resume it.
 */
#include "assym.h"

	.text
	.globl	cpu_switch
	.type	cpu_switch, @function
cpu_switch:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, TD_RSP(%rdi)
	movq	TD_RSP(%rsi), %rsp
	movl	$0, TD_ONCPU(%rdi)
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	cpu_switch, . - cpu_switch

/* Where the first switch to a thread lands; the stack holds one zero word. */
	.globl	cpu_trampoline
	.type	cpu_trampoline, @function
cpu_trampoline:
	.cfi_startproc
	.cfi_undefined %rip		/* debuggers end here */
	xorl	%ebp, %ebp
	andq	$-16, %rsp
	call	thread_start
	ud2
	.cfi_endproc
	.size	cpu_trampoline, . - cpu_trampoline
	.section .note.GNU-stack, "", @progbits
