/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crt1.S: where a program starts.  The kernel gives %rdi = argc, argv, envp
 * and auxiliary vector in one block; a run-time linker gives in %rsi what is to
 * be called at exit.
 */
	.section .note.GNU-stack,"",@progbits
	.text
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined rip
	xorl	%ebp, %ebp
	andq	$-16, %rsp
	movq	main@GOTPCREL(%rip), %rdx
	call	__libc_start@PLT
	ud2
	.cfi_endproc
	.size	_start, . - _start
