/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stubs.S: the system calls that do not fit the common stub, and errno.
 */
#include "syscall.h"

	.section .note.GNU-stack,"",@progbits

/* An error number in %rax: store it, return -1. */
	.section .text.__cerror,"ax",@progbits
	.p2align 4
	.globl	__cerror
	.hidden	__cerror
	.type	__cerror, @function
__cerror:
	pushq	%rax
	call	__error@PLT
	popq	%rcx
	movl	%ecx, (%rax)
	movq	$-1, %rax
	ret
	END(__cerror)

/* The child returns over our return address, so it is kept in a register. */
ENTRY(__sys_vfork)
	popq	%rsi
	movq	$66, %rax
	syscall
	jb	1f
	jmp	*%rsi
1:
	pushq	%rsi
	jmp	__cerror
	END(__sys_vfork)
	WEAK(_vfork, __sys_vfork)
	WEAK(vfork, __sys_vfork)

/* Both descriptors come back in registers. */
ENTRY(__sys_pipe)
	KERNCALL(42)
	jb	__cerror
	movl	%eax, (%rdi)
	movl	%edx, 4(%rdi)
	xorl	%eax, %eax
	ret
	END(__sys_pipe)
	WEAK(_pipe, __sys_pipe)
	WEAK(pipe, __sys_pipe)

ENTRY(__sys_pipe2)
	KERNCALL(538)
	jb	__cerror
	movl	%eax, (%rdi)
	movl	%edx, 4(%rdi)
	xorl	%eax, %eax
	ret
	END(__sys_pipe2)
	WEAK(_pipe2, __sys_pipe2)
	WEAK(pipe2, __sys_pipe2)

/* The number is the first argument, the rest move up. */
ENTRY(syscall)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	8(%rsp), %r9
	syscall
	jb	__cerror
	ret
	END(syscall)

ENTRY(__sys_exit)
	KERNCALL(1)
	ud2
	END(__sys_exit)
	WEAK(_exit, __sys_exit)
	WEAK(_Exit, __sys_exit)

/*
 * extexit(2) of an LWP whose stack was just unmapped: __lwp_vanish(stack, size,
 * how, word).  It touches no stack after the first call; *word becomes 1.
 */
ENTRY(__lwp_vanish)
	movq	%rdx, %r12
	movq	%rcx, %r13
	movq	$73, %rax
	syscall
	movq	%r12, %rdi
	movl	$1, %esi
	movq	%r13, %rdx
	movq	$494, %rax
	syscall
	ud2
	END(__lwp_vanish)
