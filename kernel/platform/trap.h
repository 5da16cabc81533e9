/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trap.h: user registers as the kernel sees them, and the way to and from
 * user mode.
 *
 * While an LWP is in the kernel, lwp_frame points to its registers in the
 * platform's context; they may be changed and take effect on return.
 */
#ifndef _PLATFORM_TRAP_H_
#define _PLATFORM_TRAP_H_

#include "sys/kdefs.h"
#include <sys/signal.h>
#include <sys/ucontext.h>
#include <machine/reg.h>

struct lwp;

/* Same layout as struct ux_regs of the host line (held by a static assertion). */
struct uregs {
	uint64_t tf_r15, tf_r14, tf_r13, tf_r12, tf_r11, tf_r10, tf_r9, tf_r8;
	uint64_t tf_rdi, tf_rsi, tf_rbp, tf_rbx, tf_rdx, tf_rcx, tf_rax;
	uint64_t tf_rip, tf_rflags, tf_rsp;
	uint64_t tf_fsbase, tf_gsbase;
	uint64_t tf_trapno, tf_err, tf_addr;
};

/* The user loop: enters user mode and serves what comes back.  Never returns. */
void	user_loop(struct lwp *) __attribute__((noreturn));
/* A new LWP's context: zero registers and clean FPU, or a copy of another's. */
int	lwp_context_alloc(struct lwp *);		/* ENOMEM */
int	lwp_context_copy(struct lwp *from, struct lwp *to);
void	lwp_context_free(struct lwp *);
/* exec: registers as a new image wants them. */
void	lwp_setregs(struct lwp *, uintptr_t entry, uintptr_t stack,
	    uintptr_t psstrings);
/* FPU state in FXSAVE form (512 bytes), plus the AVX part if there is one: size in all. */
size_t	lwp_fpu_size(void);
int	lwp_fpu_get(struct lwp *, void *buf, size_t size);
int	lwp_fpu_set(struct lwp *, const void *buf, size_t size);	/* EINVAL */
/* Force lp into the kernel if it runs in user mode on another CPU. */
void	lwp_kick(struct lwp *);

/*
 * Signal frames, machine/sigframe.h.  sendsig pushes one for a handler; false:
 * the stack cannot be written (SIGILL then).  sigreturn_restore checks and takes one back
 * from the program's memory: EFAULT, EINVAL.  Context: no lock held.
 */
bool	sendsig(struct lwp *, uintptr_t handler, int sig, const sigset_t *mask,
	    const siginfo_t *, bool onstack);
int	sigreturn_restore(struct lwp *, const ucontext_t *user, sigset_t *mask);
void	sendsig_init(void);		/* before the first program */
/*
 * What a processor exception means for a program.  vector: the processor's
 * number (UX_T_*, 14 is a page fault); fault_error: what vm_fault() answered
 * for a page fault, else 0.  Returns the signal; *code is its si_code, *trapno
 * the T_* number of machine/trap.h for the frame.
 */
int	trap_to_signal(struct lwp *, int vector, int fault_error, int *code,
	    int *trapno);
extern const uint8_t sigcode[];		/* user code that calls the handler */
extern const size_t sigcode_size;

/* ptrace and procfs. */
void	lwp_getregs(struct lwp *, struct reg *);
int	lwp_setregs_checked(struct lwp *, const struct reg *);	/* EINVAL */
void	lwp_singlestep(struct lwp *, bool on);
#endif /* !_PLATFORM_TRAP_H_ */
