/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setjmp.S: non-local jumps.
 *
 * A jmp_buf: %rip %rbx %rsp %rbp %r12-%r15, MXCSR and x87 control word, the
 * signal mask (16 bytes), and whether the mask was saved.
 */
#include "syscall.h"

	.section .note.GNU-stack,"",@progbits

#define JB_FP	(8 * 8)
#define JB_MASK	(9 * 8)
#define JB_HAVE	(11 * 8)
#define SIG_SETMASK	3

ENTRY(sigsetjmp)
	testl	%esi, %esi
	jz	_setjmp
	jmp	setjmp
	END(sigsetjmp)

ENTRY(setjmp)
	pushq	%rdi
	leaq	JB_MASK(%rdi), %rdx	/* old mask into the buffer */
	xorl	%esi, %esi
	movl	$SIG_SETMASK, %edi
	call	__sys_sigprocmask
	popq	%rdi
	movq	$1, JB_HAVE(%rdi)
	jmp	1f
	END(setjmp)

ENTRY(_setjmp)
	movq	$0, JB_HAVE(%rdi)
	jmp	1f
	END(_setjmp)

ENTRY(__setjmp_save)
1:
	movq	(%rsp), %rax
	movq	%rax, 0(%rdi)
	movq	%rbx, 8(%rdi)
	movq	%rsp, 16(%rdi)
	movq	%rbp, 24(%rdi)
	movq	%r12, 32(%rdi)
	movq	%r13, 40(%rdi)
	movq	%r14, 48(%rdi)
	movq	%r15, 56(%rdi)
	stmxcsr	JB_FP(%rdi)
	fnstcw	JB_FP + 4(%rdi)
	xorl	%eax, %eax
	ret
	END(__setjmp_save)

ENTRY(longjmp)
	cmpq	$0, JB_HAVE(%rdi)
	je	2f
	pushq	%rdi
	pushq	%rsi
	leaq	JB_MASK(%rdi), %rsi
	xorl	%edx, %edx
	movl	$SIG_SETMASK, %edi
	subq	$8, %rsp
	call	__sys_sigprocmask
	addq	$8, %rsp
	popq	%rsi
	popq	%rdi
2:
	movl	%esi, %eax
	testl	%eax, %eax
	jnz	3f
	incl	%eax
3:
	movq	0(%rdi), %rcx
	movq	8(%rdi), %rbx
	movq	16(%rdi), %rsp
	movq	24(%rdi), %rbp
	movq	32(%rdi), %r12
	movq	40(%rdi), %r13
	movq	48(%rdi), %r14
	movq	56(%rdi), %r15
	ldmxcsr	JB_FP(%rdi)
	fldcw	JB_FP + 4(%rdi)
	movq	%rcx, (%rsp)
	ret
	END(longjmp)
	WEAK(siglongjmp, longjmp)
	WEAK(_longjmp, longjmp)
