/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ucontext.h: the machine part of a context, mcontext_t: the integer
 * registers, then the FPU state.  The whole is 64-byte aligned, for xsave.
 */
#ifndef _MACHINE_UCONTEXT_H_
#define _MACHINE_UCONTEXT_H_

#include <sys/types.h>

struct __mcontext {
	__register_t	mc_onstack;
	__register_t	mc_rdi;
	__register_t	mc_rsi;
	__register_t	mc_rdx;
	__register_t	mc_rcx;
	__register_t	mc_r8;
	__register_t	mc_r9;
	__register_t	mc_rax;
	__register_t	mc_rbx;
	__register_t	mc_rbp;
	__register_t	mc_r10;
	__register_t	mc_r11;
	__register_t	mc_r12;
	__register_t	mc_r13;
	__register_t	mc_r14;
	__register_t	mc_r15;
	__register_t	mc_xflags;
	__register_t	mc_trapno;
	__register_t	mc_addr;
	__register_t	mc_flags;
	__register_t	mc_err;
	__register_t	mc_rip;
	__register_t	mc_cs;
	__register_t	mc_rflags;
	__register_t	mc_rsp;
	__register_t	mc_ss;
	unsigned int	mc_len;
	unsigned int	mc_fpformat;
	unsigned int	mc_ownedfp;
	unsigned int	mc_reserved;
	unsigned int	mc_unused[8];
	int	mc_fpregs[256];
} __aligned(64);

#define _MC_FPFMT_387	0x10001
#define _MC_FPFMT_NODEV	0x10000
#define _MC_FPFMT_XMM	0x10002
#define _MC_FPFMT_YMM	0x10003
#define _MC_FPOWNED_FPU	0x20001
#define _MC_FPOWNED_NONE	0x20000
#define _MC_FPOWNED_PCB	0x20002

typedef struct __mcontext	mcontext_t;

#endif /* !_MACHINE_UCONTEXT_H_ */
