/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reg.h: registers as ptrace(2) and procfs show them.
 */
#ifndef _MACHINE_REG_H_
#define _MACHINE_REG_H_

#include <sys/types.h>

struct reg {
	register_t	r_rdi;
	register_t	r_rsi;
	register_t	r_rdx;
	register_t	r_rcx;
	register_t	r_r8;
	register_t	r_r9;
	register_t	r_rax;
	register_t	r_rbx;
	register_t	r_rbp;
	register_t	r_r10;
	register_t	r_r11;
	register_t	r_r12;
	register_t	r_r13;
	register_t	r_r14;
	register_t	r_r15;
	register_t	r_xflags;
	register_t	r_trapno;
	register_t	r_addr;
	register_t	r_flags;
	register_t	r_err;
	register_t	r_rip;
	register_t	r_cs;
	register_t	r_rflags;
	register_t	r_rsp;
	register_t	r_ss;
};

struct fpreg {
	unsigned long	fpr_env[4];
	unsigned char	fpr_acc[8][16];
	unsigned char	fpr_xacc[16][16];
	unsigned long	fpr_spare[12];
};

struct dbreg {
	unsigned long	dr[16];
};

#endif /* !_MACHINE_REG_H_ */
