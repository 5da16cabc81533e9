/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stub_text.S: the code in the stub window.  Two kinds of threads run it: guest
 * threads, and the mapper of stub_mapper.S, which is a part of this.
 *
 * Guest threads come in by a signal: Linux wrote the guest's registers on the
 * slot's alternate stack, the handler hands the turn to the kernel process,
 * waits for it to come back and returns from the signal.  All signals are
 * blocked meanwhile, so a kick that arrives late is delivered right after the
 * return, never lost.
 *
 * Or they come by the gate, jumping here in place of a system call: the gate
 * writes the same frame by itself, which costs a fraction of a signal.  Then
 * signals are open, and the handler sees by the place of the interruption what
 * to do with a kick.  In [gate, await) the turn is being handed over: go on.  In
 * [await, gate_end) nothing is done that cannot be done twice: wait for the
 * turn anew.  Either way whoever gets the turn next gives it back at once, for
 * it may have been given before the kick was sent.
 *
 * Invariants: nothing here uses a guest's stack; every system call instruction
 * has its own label, the only place from which the filters admit that call;
 * the handler finds its data from rsp alone, the gate from gs, which is the
 * slot unless the guest set it to something else: then it harms itself.
 */
#include "stub_proto.h"

#define SYS_mmap		9
#define SYS_mprotect		10
#define SYS_munmap		11
#define SYS_rt_sigprocmask	14
#define SYS_rt_sigreturn	15
#define SYS_clone		56
#define SYS_exit		60
#define SYS_sigaltstack		131
#define SYS_prctl		157
#define SYS_arch_prctl		158
#define SYS_futex		202

#define ARCH_SET_GS		0x1001
#define ARCH_SET_FS		0x1002
#define ARCH_GET_FS		0x1003
#define ARCH_GET_GS		0x1004

	.text
	.globl	stub_text
stub_text:
	.long	handler - stub_text
	.long	handler_ap - stub_text
	.long	mapper - stub_text
	.long	ip_wake - stub_text
	.long	ip_wait - stub_text
	.long	ip_sigreturn - stub_text
	.long	ip_exit - stub_text
	.long	ip_ap_getfs - stub_text
	.long	ip_ap_getgs - stub_text
	.long	ip_ap_setfs - stub_text
	.long	ip_ap_setgs - stub_text
	.long	ip_mwake - stub_text
	.long	ip_mwait - stub_text
	.long	ip_map - stub_text
	.long	ip_unmap - stub_text
	.long	ip_protect - stub_text
	.long	ip_clone - stub_text
	.long	ip_altstack - stub_text
	.long	ip_mask - stub_text
	.long	ip_unmapall - stub_text
	.long	restorer - stub_text
	.long	zcall - stub_text
	.long	ip_zcall - stub_text
	.long	ip_dispatch - stub_text
	.long	gate - stub_text

	.balign	8
no_signals:
	.quad	0

/* stack_t of each slot: sp, flags (SS_AUTODISARM), size. */
altstacks:
	slot = 0
	.rept	UXW_MAXSLOT
	.quad	UXW_SLOTS + slot * UXW_SLOTSIZE + UXS_STACK
	.quad	0x80000000
	.quad	UXW_SLOTSIZE - UXS_STACK
	slot = slot + 1
	.endr

/*
 * ---- guest threads -------------------------------------------------------
 *
 * The gate: rcx = where to go on, r11 free, gs = the slot.
 */
	.balign	64
gate:
	movq	%rax, %gs:UXS_GATE+FR_AX
	movq	%rbx, %gs:UXS_GATE+FR_BX
	movq	%rcx, %gs:UXS_GATE+FR_CX
	movq	%rcx, %gs:UXS_GATE+FR_IP
	movq	%rdx, %gs:UXS_GATE+FR_DX
	movq	%rsi, %gs:UXS_GATE+FR_SI
	movq	%rdi, %gs:UXS_GATE+FR_DI
	movq	%rbp, %gs:UXS_GATE+FR_BP
	movq	%rsp, %gs:UXS_GATE+FR_SP
	rdgsbase %rbx
	leaq	UXS_GATE(%rbx), %rsp
	pushfq
	popq	%r11
	movq	%r8, UXS_GATE+FR_R8(%rbx)
	movq	%r9, UXS_GATE+FR_R9(%rbx)
	movq	%r10, UXS_GATE+FR_R10(%rbx)
	movq	%r11, UXS_GATE+FR_R11(%rbx)
	movq	%r11, UXS_GATE+FR_RFLAGS(%rbx)
	movq	%r12, UXS_GATE+FR_R12(%rbx)
	movq	%r13, UXS_GATE+FR_R13(%rbx)
	movq	%r14, UXS_GATE+FR_R14(%rbx)
	movq	%r15, UXS_GATE+FR_R15(%rbx)
	rdfsbase %rax
	movq	%rax, UXS_FSBASE(%rbx)
	movq	%rbx, UXS_GSBASE(%rbx)
	movl	UXS_XMASK(%rbx), %eax
	movl	UXS_XMASK+4(%rbx), %edx
	xsave64	UXS_GATEFP(%rbx)
	leaq	load_bases(%rip), %r12
	movl	$UXV_GATE, UXS_SIGNO(%rbx)
	jmp	give

/* A kick that interrupted [await, gate_end), or [gate, await). */
kick_late:
	leaq	await(%rip), %rax
	movq	%rax, FR_IP(%rsp)
	movq	%rbx, FR_BX(%rsp)
	leaq	load_bases(%rip), %rax
	movq	%rax, FR_R12(%rsp)
kick_early:
	movl	$1, UXS_KICKED(%rbx)
	jmp	resume_frame

/* Handler entry: edi = signal, rsp = frame.  rbx = the slot, found from rsp. */
	.balign	64
handler:
	movq	%rsp, %rbx
	andq	$-UXW_SLOTSIZE, %rbx
	rdfsbase %rax
	rdgsbase %rcx
	cmpl	$UXK_KICK, %edi
	jne	1f
	movq	FR_IP(%rsp), %rdx
	leaq	gate(%rip), %r12
	subq	%r12, %rdx
	cmpq	$await - gate, %rdx
	jb	kick_early
	cmpq	$gate_end - gate, %rdx
	jb	kick_late
1:	movq	%rax, UXS_FSBASE(%rbx)
	movq	%rcx, UXS_GSBASE(%rbx)
	leaq	load_bases(%rip), %r12
	jmp	hand_over

handler_ap:
	movq	%rsp, %rbx
	andq	$-UXW_SLOTSIZE, %rbx
	movl	%edi, %ebp
	leaq	UXS_FSBASE(%rbx), %rsi
	movl	$ARCH_GET_FS, %edi
	movl	$SYS_arch_prctl, %eax
	syscall
ip_ap_getfs:
	leaq	UXS_GSBASE(%rbx), %rsi
	movl	$ARCH_GET_GS, %edi
	movl	$SYS_arch_prctl, %eax
	syscall
ip_ap_getgs:
	movl	%ebp, %edi
	leaq	load_bases_ap(%rip), %r12

hand_over:
	movl	%edi, UXS_SIGNO(%rbx)
	movq	%rsp, UXS_FRAME(%rbx)

/* Give the turn to the kernel process; wake it when it sleeps. */
give:
	movl	$UXT_KERNEL, %eax
	xchgl	%eax, UXS_TURN(%rbx)
	testl	$UXT_SLEEP, %eax
	jz	await
	movq	%rbx, %rdi
	movl	$1, %esi			/* FUTEX_WAKE */
	movl	$1, %edx
	movl	$SYS_futex, %eax
	syscall
ip_wake:
	/* It needs a while to wake: to give up now would only make it wake us. */
	imull	$1 - UXK_PATIENCE, UXS_SPIN(%rbx), %ecx
	jmp	2f

/* Wait for the turn: spin as long as the kernel process asks, then sleep. */
await:
	xorl	%ecx, %ecx
2:	movl	UXS_TURN(%rbx), %eax
	cmpb	$UXT_STUB, %al
	je	resume
	movl	UXS_SPIN(%rbx), %eax
	testl	%eax, %eax
	jz	3f
	cmpl	%eax, %ecx
	jge	3f
	incl	%ecx
	pause
	jmp	2b
3:	movl	$UXT_KERNEL, %eax
	movl	$UXT_KERNEL | UXT_SLEEP, %edx
	lock cmpxchgl %edx, UXS_TURN(%rbx)
	je	4f
	cmpl	%edx, %eax
	jne	await
4:	movq	%rbx, %rdi
	xorl	%esi, %esi			/* FUTEX_WAIT */
	xorl	%r10d, %r10d
	movl	$SYS_futex, %eax
	syscall
ip_wait:
	jmp	await

resume:
	cmpl	$UXC_EXIT, UXS_CMD(%rbx)
	je	thread_exit
	cmpl	$0, UXS_KICKED(%rbx)
	jne	give_back
	cmpl	$0, UXS_SETBASE(%rbx)
	je	resume_by
	jmp	*%r12

give_back:
	movl	$0, UXS_KICKED(%rbx)
	movl	$UXV_KICKED, UXS_SIGNO(%rbx)
	jmp	give

load_bases:
	movq	UXS_FSBASE(%rbx), %rax
	movq	UXS_GSBASE(%rbx), %rcx
	wrfsbase %rax
	wrgsbase %rcx
	movl	$0, UXS_SETBASE(%rbx)

resume_by:
	cmpl	$UXC_GATE, UXS_CMD(%rbx)
	je	gate_return
	cmpl	$UXC_FRAME, UXS_CMD(%rbx)
	jne	resume_frame
	leaq	UXS_GATE(%rbx), %rsp
resume_frame:
	addq	$8, %rsp
restorer:
	movl	$SYS_rt_sigreturn, %eax
	syscall
ip_sigreturn:
	ud2

/* gs is the slot here: the kernel process asks for this only then. */
gate_return:
	leaq	UXS_GATE(%rbx), %rsp
	pushq	UXS_GATE+FR_RFLAGS(%rbx)
	popfq
	movq	UXS_GATE+FR_R15(%rbx), %r15
	movq	UXS_GATE+FR_R14(%rbx), %r14
	movq	UXS_GATE+FR_R13(%rbx), %r13
	movq	UXS_GATE+FR_R12(%rbx), %r12
	movq	UXS_GATE+FR_R11(%rbx), %r11
	movq	UXS_GATE+FR_R10(%rbx), %r10
	movq	UXS_GATE+FR_R9(%rbx), %r9
	movq	UXS_GATE+FR_R8(%rbx), %r8
	movq	UXS_GATE+FR_BP(%rbx), %rbp
	movq	UXS_GATE+FR_DI(%rbx), %rdi
	movq	UXS_GATE+FR_SI(%rbx), %rsi
	movq	UXS_GATE+FR_DX(%rbx), %rdx
	movq	UXS_GATE+FR_CX(%rbx), %rcx
	movq	UXS_GATE+FR_AX(%rbx), %rax
	movq	UXS_GATE+FR_SP(%rbx), %rsp
	movq	UXS_GATE+FR_BX(%rbx), %rbx
	jmp	*%gs:UXS_GATE+FR_IP
gate_end:

load_bases_ap:
	movq	UXS_FSBASE(%rbx), %rsi
	movl	$ARCH_SET_FS, %edi
	movl	$SYS_arch_prctl, %eax
	syscall
ip_ap_setfs:
	movq	UXS_GSBASE(%rbx), %rsi
	movl	$ARCH_SET_GS, %edi
	movl	$SYS_arch_prctl, %eax
	syscall
ip_ap_setgs:
	movl	$0, UXS_SETBASE(%rbx)
	jmp	resume_by

thread_exit:
	xorl	%edi, %edi
	movl	$SYS_exit, %eax
	syscall
ip_exit:
	ud2

/*
 * A new guest thread: rsp inside its slot, registers still the mapper's.
 * Forget them (the key is among them), set up, and trap for the first time:
 * that makes the frame which the kernel process fills for the guest.
 */
guest_thread:
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%ebp, %ebp
	xorl	%edx, %edx
	movq	%rsp, %rbx
	andq	$-UXW_SLOTSIZE, %rbx
	movq	$UXW_SLOTS, %rax
	movq	%rbx, %rcx
	subq	%rax, %rcx
	shrq	$UXW_SLOTSHIFT, %rcx			/* slot's number */
	leaq	(%rcx,%rcx,2), %rcx
	leaq	altstacks(%rip), %rdi
	leaq	(%rdi,%rcx,8), %rdi
	xorl	%esi, %esi
	movl	$SYS_sigaltstack, %eax
	syscall
ip_altstack:
	movl	$2, %edi			/* SIG_SETMASK */
	leaq	no_signals(%rip), %rsi
	xorl	%edx, %edx
	movl	$8, %r10d
	movl	$SYS_rt_sigprocmask, %eax
	syscall
ip_mask:
	/*
	 * All calls from outside of this text are signals.  The filter says so
	 * too, but newer Linux serves some calls before it asks filters.  Older
	 * ones do not know this and do not have those.
	 */
	movl	$UXK_DISPATCH, %edi
	movl	$UXK_DISPATCH_ON, %esi
	movq	$UXW_TEXT, %rdx
	movl	$UXW_TEXTLEN, %r10d
	xorl	%r8d, %r8d
	movl	$SYS_prctl, %eax
	syscall
ip_dispatch:
	xorl	%edx, %edx
	xorl	%r10d, %r10d
	movl	$-1, %eax
	syscall					/* trapped: the first frame */
	ud2

#include "stub_mapper.S"

/*
 * ---- zygote --------------------------------------------------------------
 *
 * long zcall(long nr, long a, long b, long c, long d, long e, long f): the zygote's
 * only way to Linux once the filter is on; what it may ask for would not help
 * a guest, or carries the secret as e.
 */
zcall:
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	8(%rsp), %r9
	syscall
ip_zcall:
	ret

	.section .note.GNU-stack,"",@progbits
