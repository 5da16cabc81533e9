/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_asm.S: non-local jumps of the debugger, and the trap that enters it.
 */
	.text
	.globl	db_setjmp
	.type	db_setjmp, @function
db_setjmp:
	movq	%rbx, 0(%rdi)
	movq	%rbp, 8(%rdi)
	movq	%r12, 16(%rdi)
	movq	%r13, 24(%rdi)
	movq	%r14, 32(%rdi)
	movq	%r15, 40(%rdi)
	leaq	8(%rsp), %rdx
	movq	%rdx, 48(%rdi)
	movq	(%rsp), %rdx
	movq	%rdx, 56(%rdi)
	xorl	%eax, %eax
	ret
	.size	db_setjmp, . - db_setjmp

	.globl	db_longjmp
	.type	db_longjmp, @function
db_longjmp:
	movq	0(%rdi), %rbx
	movq	8(%rdi), %rbp
	movq	16(%rdi), %r12
	movq	24(%rdi), %r13
	movq	32(%rdi), %r14
	movq	40(%rdi), %r15
	movq	48(%rdi), %rsp
	movl	$1, %eax
	jmpq	*56(%rdi)
	.size	db_longjmp, . - db_longjmp

	.globl	db_breakpoint
	.type	db_breakpoint, @function
db_breakpoint:
	pushq	%rbp
	movq	%rsp, %rbp
	int3
.Lbehind:
	popq	%rbp
	ret
	.size	db_breakpoint, . - db_breakpoint

/* Where rip is after that int3. */
	.section .rodata
	.balign	8
	.globl	db_breakpoint_rip
	.type	db_breakpoint_rip, @object
db_breakpoint_rip:
	.quad	.Lbehind
	.size	db_breakpoint_rip, 8
	.section .note.GNU-stack, "", @progbits
