/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_dyn.h: what h_interp, the dynamic linker, and h_dynprog, a program that asks
 * for it, agree on.
 *
 * The program's _start gets the vectors in rdi, as from the kernel, and in rsi
 * the function to call at its end, as from a dynamic linker.  That function says
 * how many of the linker's checks failed.
 */
#ifndef H_DYN_H
#define H_DYN_H

#define DYN_STATUS	42	/* exit status of a program that is content */

typedef int dyn_cleanup(void);

/*
 * The entry of an image: calls name(vectors, rsi, rsp at entry) on an aligned
 * stack; name does not return.
 */
#define DYN_START(name)							\
	__asm__(".text; .globl _start; .type _start,@function; _start:"	\
	    "movq %rsp, %rdx; xorl %ebp, %ebp; andq $-16, %rsp;"		\
	    "call " #name "; hlt")

#endif
