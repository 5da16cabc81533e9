/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stub_mapper.S: the mapper, a part of stub_text.S.
 *
 * The mapper never runs guest code and uses no memory that a guest can write
 * but to answer in: its state is in registers, its key too.  Every answer
 * carries a SipHash-2-4 of sequence number and result, which a guest cannot
 * make.
 */

/*
 * r12, r13 key; r14 secret; r15d sequence number; ebp op's number; rbx the op.
 * Calls that change mappings or make threads carry the secret in arguments
 * that Linux does not look at, and the filter does.
 */
mapper:
	movq	$UXW_REQ, %rbx
	movq	UXR_KEY0(%rbx), %r12
	movq	UXR_KEY1(%rbx), %r13
	movq	UXR_SECRET(%rbx), %r14
	movq	$UXW_BASE, %rsi
	xorl	%edi, %edi
	movq	%r14, %r8
	movl	$SYS_munmap, %eax
	syscall					/* all below the window */
ip_unmapall:
	xorl	%r15d, %r15d
	xorl	%eax, %eax
	xorl	%ebp, %ebp
	jmp	answer				/* of request 0: it lives */

next_request:
	movq	$UXW_REQ, %rbx
	movl	UXR_SPIN(%rbx), %ecx
1:	movl	UXR_SEQ(%rbx), %eax
	cmpl	%r15d, %eax
	jne	2f
	subl	$1, %ecx
	jb	3f
	pause
	jmp	1b
3:	movq	%rbx, %rdi
	xorl	%esi, %esi			/* FUTEX_WAIT */
	movl	%r15d, %edx
	xorl	%r10d, %r10d
	movl	$SYS_futex, %eax
	syscall
ip_mwait:
	jmp	next_request
2:	movl	%eax, %r15d
	xorl	%ebp, %ebp
	addq	$UXR_OPS, %rbx

next_op:
	xorl	%eax, %eax
	movq	$UXW_REQ, %rcx
	cmpl	UXR_NOPS(%rcx), %ebp
	jae	answer
	movq	UXO_VA(%rbx), %rdi
	movq	UXO_LEN(%rbx), %rsi
	movl	UXO_PROT(%rbx), %edx
	movl	UXO_OP(%rbx), %ecx
	cmpl	$UXOP_MAP, %ecx
	je	op_map
	cmpl	$UXOP_UNMAP, %ecx
	je	op_unmap
	cmpl	$UXOP_PROTECT, %ecx
	je	op_protect
	cmpl	$UXOP_CLONE, %ecx
	je	op_clone
	movq	$-22, %rax
	jmp	answer

op_map:	movq	%r14, %rax			/* upper half: into the flags' */
	shrq	$32, %rax
	shlq	$32, %rax
	movl	$UXK_MAP_FLAGS, %r10d
	orq	%rax, %r10
	movq	%r14, %rax			/* lower half: into prot's */
	shlq	$32, %rax
	orq	%rax, %rdx
	movl	$UXK_RAMFD, %r8d
	movq	UXO_OFF(%rbx), %r9
	movl	$SYS_mmap, %eax
	syscall
ip_map:	jmp	op_done
op_unmap:
	movq	%r14, %r8
	movl	$SYS_munmap, %eax
	syscall
ip_unmap:
	jmp	op_done
op_protect:
	movq	%r14, %r8
	movl	$SYS_mprotect, %eax
	syscall
ip_protect:
op_done:
	cmpq	$-4095, %rax
	jae	answer
	incl	%ebp
	addq	$UXO_SIZE, %rbx
	jmp	next_op

op_clone:
	movq	%rdi, %rsi			/* child's stack pointer */
	movl	$UXK_CLONE_FLAGS, %edi
	xorl	%edx, %edx
	xorl	%r10d, %r10d
	movq	%r14, %r8
	movl	$SYS_clone, %eax
	syscall
ip_clone:
	testq	%rax, %rax
	jz	guest_thread
	js	answer
	movl	%eax, %ebp
	xorl	%eax, %eax

/* Answer: rax = 0 or -errno, ebp = ops done or thread id. */
answer:
	negl	%eax
	shlq	$32, %rax
	movl	%ebp, %r8d
	orq	%rax, %r8			/* result */
	movl	%r15d, %r9d			/* sequence number */

	.macro	sipround
	addq	%rbx, %rax
	addq	%rdx, %rcx
	rolq	$13, %rbx
	rolq	$16, %rdx
	xorq	%rax, %rbx
	xorq	%rcx, %rdx
	rolq	$32, %rax
	addq	%rbx, %rcx
	addq	%rdx, %rax
	rolq	$17, %rbx
	rolq	$21, %rdx
	xorq	%rcx, %rbx
	xorq	%rax, %rdx
	rolq	$32, %rcx
	.endm

	movq	$0x736f6d6570736575, %rax
	movq	$0x646f72616e646f6d, %rbx
	movq	$0x6c7967656e657261, %rcx
	movq	$0x7465646279746573, %rdx
	xorq	%r12, %rax
	xorq	%r13, %rbx
	xorq	%r12, %rcx
	xorq	%r13, %rdx
	xorq	%r9, %rdx
	sipround
	sipround
	xorq	%r9, %rax
	xorq	%r8, %rdx
	sipround
	sipround
	xorq	%r8, %rax
	xorq	$0xff, %rcx
	sipround
	sipround
	sipround
	sipround
	xorq	%rbx, %rax
	xorq	%rcx, %rax
	xorq	%rdx, %rax

	movq	$UXW_REPLY, %rdi
	movq	%r8, UXY_RESULT(%rdi)
	movq	%rax, UXY_MAC(%rdi)
	movl	$UXT_KERNEL, %eax
	xchgl	%eax, UXY_TURN(%rdi)
	testl	$UXT_SLEEP, %eax
	jz	next_request
	movl	$1, %esi			/* FUTEX_WAKE */
	movl	$1, %edx
	movl	$SYS_futex, %eax
	syscall
ip_mwake:
	jmp	next_request
