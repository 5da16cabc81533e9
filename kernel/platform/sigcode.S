/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sigcode: user code, copied below the stack of every program.  A handler starts
 * here with struct sigframe on top of the stack: call what its first word
 * names, then sigreturn(2) with the ucontext behind it.  Position independent.
 */
#define SYS_sigreturn	344

	.section .rodata
	.globl	sigcode, sigcode_size
	.balign	16
sigcode:
	callq	*(%rsp)
	leaq	64(%rsp), %rdi
	movl	$SYS_sigreturn, %eax
	syscall
	/* It does not come back. */
1:	hlt
	jmp	1b
sigcode_end:
	.balign	8
	.type	sigcode, @object
	.size	sigcode, sigcode_end - sigcode
sigcode_size:
	.quad	sigcode_end - sigcode
	.type	sigcode_size, @object
	.size	sigcode_size, 8
	.section .note.GNU-stack, "", @progbits
