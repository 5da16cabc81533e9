/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * signal.h: struct sigcontext, a signal frame's registers under their old
 * names.
 */
#ifndef _MACHINE_SIGNAL_H_
#define _MACHINE_SIGNAL_H_

#include <sys/types.h>
#include <sys/_sigset.h>

#ifndef _SIG_ATOMIC_T_DECLARED
typedef __sig_atomic_t	sig_atomic_t;
#define _SIG_ATOMIC_T_DECLARED
#endif

struct sigcontext {
	sigset_t	sc_mask;
	long	sc_onstack;
	long	sc_rdi;
	long	sc_rsi;
	long	sc_rdx;
	long	sc_rcx;
	long	sc_r8;
	long	sc_r9;
	long	sc_rax;
	long	sc_rbx;
	long	sc_rbp;
	long	sc_r10;
	long	sc_r11;
	long	sc_r12;
	long	sc_r13;
	long	sc_r14;
	long	sc_r15;
	long	sc_xflags;
	long	sc_trapno;
	long	sc_addr;
	long	sc_flags;
	long	sc_err;
	long	sc_rip;
	long	sc_cs;
	long	sc_rflags;
	long	sc_rsp;
	long	sc_ss;
	unsigned int	sc_len;
	unsigned int	sc_fpformat;
	unsigned int	sc_ownedfp;
	unsigned int	sc_reserved;
	unsigned int	sc_unused[8];
	int	sc_fpregs[256];
};

#endif /* !_MACHINE_SIGNAL_H_ */
