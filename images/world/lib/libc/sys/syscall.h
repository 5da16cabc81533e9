/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syscall.h: how a system call stub is made.  An error comes back as carry
 * set and the number in %rax; __cerror() stores it in errno and returns -1.
 */
#define ENTRY(name)							\
	.section .text.name,"ax",@progbits;				\
	.p2align 4;							\
	.globl name;							\
	.type name, @function;						\
name:

#define END(name)							\
	.size name, . - name

#define WEAK(alias, name)						\
	.weak alias;							\
	.set alias, name

#define KERNCALL(num)							\
	movq	$num, %rax;						\
	movq	%rcx, %r10;						\
	syscall

#define SYSCALL_HIDDEN(name, num)					\
	ENTRY(__sys_##name)						\
	KERNCALL(num);							\
	jb	__cerror;						\
	ret;								\
	END(__sys_##name)

#define SYSCALL(name, num)						\
	SYSCALL_HIDDEN(name, num);					\
	WEAK(_##name, __sys_##name);					\
	WEAK(name, __sys_##name)
