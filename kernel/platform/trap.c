/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trap.c: the way to user mode and back.
 *
 * user_loop() is the base of every LWP's kernel stack: it serves what made
 * guest code stop, does what is due before it may go on (interrupts, signals,
 * another thread's turn), and lets it run.
 */
#include "platform/shutdown.h"
#include "platform/trap.h"
#include "platform/pmap.h"
#include "kern/sched_var.h"
#include "sys/kproc.h"
#include "sys/ksysent.h"
#include "vm/vm.h"
#include "vm/vm_patch.h"
#include "host/host_cpu.h"
#include "host/ux.h"
#include "lib/libkern.h"
#include <sys/errno.h>

#define OFF_SAME(u, t)							\
	_Static_assert(offsetof(struct ux_regs, u) ==			\
	    offsetof(struct uregs, t), "struct uregs is laid out as ux_regs")
OFF_SAME(r15, tf_r15); OFF_SAME(r8, tf_r8); OFF_SAME(rdi, tf_rdi);
OFF_SAME(rax, tf_rax); OFF_SAME(rip, tf_rip); OFF_SAME(rsp, tf_rsp);
OFF_SAME(fsbase, tf_fsbase); OFF_SAME(cr2, tf_addr);
_Static_assert(sizeof(struct ux_regs) == sizeof(struct uregs), "uregs");

int
lwp_context_alloc(struct lwp *lp)
{
	int error = ux_context_create(&lp->lwp_ux);

	if (error == 0) {
		lp->lwp_frame = (struct uregs *)&lp->lwp_ux->uc_regs;
		lp->lwp_frame->tf_rflags = 0x202;
	}
	return (error);
}

int
lwp_context_copy(struct lwp *from, struct lwp *to)
{
	int error;

	if (to->lwp_ux == NULL && (error = lwp_context_alloc(to)) != 0)
		return (error);
	*to->lwp_frame = *from->lwp_frame;
	ux_fpu_copy(to->lwp_ux, from->lwp_ux);
	return (0);
}

void
lwp_context_free(struct lwp *lp)
{
	if (lp->lwp_ux != NULL)
		ux_context_destroy(lp->lwp_ux);
	lp->lwp_ux = NULL;
	lp->lwp_frame = NULL;
}

void
lwp_setregs(struct lwp *lp, uintptr_t entry, uintptr_t stack,
    uintptr_t psstrings)
{
	struct uregs *tf = lp->lwp_frame;

	memset(tf, 0, sizeof(*tf));
	tf->tf_rip = entry;
	tf->tf_rdi = stack;
	/* The ABI wants rsp + 8 to be a multiple of 16 at the entry. */
	tf->tf_rsp = ((stack - 8) & ~0xfUL) + 8;
	tf->tf_rbx = psstrings;
	tf->tf_rflags = 0x202;
	lp->lwp_nslow = 0;
	ux_fpu_reset(lp->lwp_ux);
}

size_t
lwp_fpu_size(void)
{
	return (ux_fpu_size());
}

int
lwp_fpu_get(struct lwp *lp, void *buf, size_t size)
{
	ux_fpu_get(lp->lwp_ux, buf, size);
	return (0);
}

int
lwp_fpu_set(struct lwp *lp, const void *buf, size_t size)
{
	return (ux_fpu_set(lp->lwp_ux, buf, size));
}

/* It looks at lwp_ast on its way out; only user mode needs a push. */
void
lwp_kick(struct lwp *lp)
{
	struct thread *td = lp->lwp_thread;
	struct cpu *c = td->td_cpu;

	if (td != curthread && td->td_oncpu && c != NULL)
		host_cpu_post((unsigned)c->c_id, PEND_KICK);
}

void
lwp_singlestep(struct lwp *lp, bool on)
{
	if (on)
		lp->lwp_frame->tf_rflags |= 0x100;
	else
		lp->lwp_frame->tf_rflags &= ~0x100UL;
}

static void
deliver_trap(struct lwp *lp, int vector, int fault_error, uintptr_t addr)
{
	int sig, code, trapno;

	sig = trap_to_signal(lp, vector, fault_error, &code, &trapno);
	trapsignal(lp, sig, code, addr, trapno);
}

static void
page_fault(struct lwp *lp, const struct ux_event *ev)
{
	int access, error;

	access = (ev->access & UX_WRITE) ? PROT_WRITE :
	    (ev->access & UX_EXEC) ? PROT_EXEC : PROT_READ;
	curcpu()->c_fault++;
	lp->lwp_ru.ru_minflt++;
	error = vm_fault(lp->lwp_proc->p_vmspace, ev->addr, access);
	if (error == 0)
		return;
	if (users_parked)
		user_park();
	deliver_trap(lp, 14, error, ev->addr);
}

static void
space_died(struct lwp *lp)
{
	kprintf("pid %d (%s): its host process is gone, killed\n",
	    (int)lp->lwp_proc->p_pid, lp->lwp_proc->p_comm);
	ksignal(lp->lwp_proc, SIGKILL);
}

/* All that is due before user mode; more may become due meanwhile. */
static void
user_return(struct lwp *lp)
{
	struct cpu *c;

	for (;;) {
		c = curcpu();
		if (*c->c_pending != 0)
			intr_poll();
		if (users_parked)
			user_park();
		if (lp->lwp_ast != 0) {
			userret_ast(lp);
			continue;
		}
		sched_userret(lp);
		if (*curcpu()->c_pending == 0 && lp->lwp_ast == 0)
			return;
	}
}

/*
 * It came, not by a system call: out of what vm_patch.c put into its code.  True: that was
 * all there is to do.
 */
static bool
leave_patch(struct lwp *lp, const struct ux_event *ev)
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;

	if (vm_patch_fix(vs, lp->lwp_frame))
		return (true);
	if (ev->kind == UX_TRAP && ev->trapno == UX_T_DB)
		vm_patch_undo(vs);
	return (false);
}

void
user_loop(struct lwp *lp)
{
	struct thread *td = curthread;
	struct vmspace *vs;
	struct ux_event ev;

	for (;;) {
		user_return(lp);
		thread_account(td, false);
		vs = lp->lwp_proc->p_vmspace;
		lp->lwp_ux->uc_gate = vm_patched(vs);
		ux_run(curcpu()->c_ux, pmap_space(vmspace_pmap(vs)),
		    lp->lwp_ux, &ev);
		thread_account(td, true);
		if (users_parked)
			user_park();
		if (vm_patched(vs) && ev.kind != UX_SYSCALL &&
		    leave_patch(lp, &ev))
			continue;
		switch (ev.kind) {
		case UX_SYSCALL:
			curcpu()->c_syscall++;
			if (!ev.gate && ++lp->lwp_nslow > PATCH_AFTER &&
			    lp->lwp_nslow % PATCH_EVERY == 0)
				vm_patch_site(lp);
			syscall_dispatch(lp);
			break;
		case UX_FAULT:
			page_fault(lp, &ev);
			break;
		case UX_TRAP:
			curcpu()->c_trap++;
			deliver_trap(lp, (int)ev.trapno, 0,
			    lp->lwp_frame->tf_rip);
			break;
		case UX_INTR:
			break;
		case UX_DEAD:
			space_died(lp);
			break;
		}
	}
}
