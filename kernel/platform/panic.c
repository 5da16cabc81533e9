/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * panic.c: the end of a kernel that found itself wrong: message, backtrace,
 * the other CPUs stopped, the debugger, exit status 70.  Also faults of the
 * kernel's own code, which the host line reports.
 */
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "ddb/ddb.h"
#include "kern/msgbuf.h"
#include "platform/panic.h"
#include "kern/sched_var.h"
#include "host/host.h"
#include "host/host_cpu.h"
#include "lib/libkern.h"

#define MAXFRAMES	24

int debugger_on_panic = 1;
SYSCTL_KINT(debug_debugger_on_panic, "debug.debugger_on_panic", OID_AUTO,
    CTLFLAG_RW, &debugger_on_panic, "Enter ddb on a panic, do not exit");

/* Frame pointers lead up the stack; stop at anything odd. */
static void
backtrace_print(uintptr_t rip, uintptr_t rbp)
{
	struct thread *td = curthread;
	uintptr_t low, high;

	if (rip != 0)
		kprintf("  %pS\n", (void *)rip);
	if (td == NULL)
		return;
	low = (uintptr_t)td->td_kstack;
	high = low + td->td_kstack_size;
	for (int i = 0; i < MAXFRAMES; i++) {
		const uintptr_t *frame = (const uintptr_t *)rbp;

		if (rbp < low || rbp + 16 > high || (rbp & 7) != 0)
			break;
		if (frame[1] == 0)
			break;
		kprintf("  %pS\n", (void *)(frame[1] - 1));
		if (frame[0] <= rbp)
			break;
		rbp = frame[0];
	}
}

static void
stop_others(void)
{
	struct cpu *here = curcpu();

	for (int i = 0; i < ncpus; i++)
		if (cpus[i] != NULL && cpus[i] != here)
			host_cpu_post((unsigned)i, PEND_STOP);
}

/* A CPU that is told to stop: for good after a panic, else for the debugger. */
void
cpu_stopped(void)
{
	ddb_stopped();
}

static void
describe_current(void)
{
	struct thread *td = curthread;
	struct lwp *lp;

	if (td == NULL)
		return;
	lp = td->td_lwp;
	if (lp != NULL)
		kprintf("cpu %d, process %d (%s), lwp %d\n", curcpu()->c_id,
		    (int)lp->lwp_proc->p_pid, lp->lwp_proc->p_comm,
		    (int)lp->lwp_tid);
	else
		kprintf("cpu %d, thread %s\n", curcpu()->c_id, td->td_name);
}

/* The words are said: a person may look, then the machine ends. */
static void
die(uintptr_t rip, uintptr_t rbp, const struct kregs *regs)
{
	describe_current();
	kprintf("Backtrace:\n");
	backtrace_print(rip, rbp);
	msgbuf_tell();
	if (debugger_on_panic && msgbuf_on_console())
		ddb_panic(regs);
	host_exit(HOST_EXIT_PANIC);
}

/*
 * The first one to panic goes on; another CPU waits.  True: this CPU panics
 * while it panics, and should say so and no more; a third time ends it at once.
 */
static bool
enter_panic(void)
{
	static bool again;
	int me = curthread != NULL ? curcpu()->c_id + 1 : 1;
	int nobody = 0;

	if (!__atomic_compare_exchange_n(&panicked, &nobody, me, false,
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
		while (nobody != me)
			cpu_stopped();
		if (again)
			host_exit(HOST_EXIT_PANIC);
		again = true;
		return (true);
	}
	if (curthread != NULL)
		stop_others();
	return (false);
}

void
panic(const char *fmt, ...)
{
	va_list ap;
	bool again;

	/* In a command of the debugger it only ends the command. */
	va_start(ap, fmt);
	ddb_abandon(fmt, ap);
	va_end(ap);
	again = enter_panic();
	kprintf(again ? "Another panic on the way: " : "panic: ");
	va_start(ap, fmt);
	kvprintf(fmt, ap);
	va_end(ap);
	kprintf("\n");
	if (again)
		host_exit(HOST_EXIT_PANIC);
	die(0, (uintptr_t)__builtin_frame_address(0), NULL);
	__builtin_unreachable();
}

/* Did this thread run into the page below its stack? */
static bool
stack_overflowed(const struct host_fault *f)
{
	struct thread *td = curthread;
	uintptr_t low;

	if (td == NULL || td->td_kstack == NULL ||
	    f->signo != HOST_FAULT_SEGV)
		return (false);
	low = (uintptr_t)td->td_kstack;
	return (f->addr < low && f->addr >= low - KSTACK_GUARD);
}

void
kernel_fault(const struct host_fault *f)
{
	const struct kregs *regs = (const struct kregs *)&f->regs;
	bool again = enter_panic();

	if (f->in_ram && f->signo == HOST_FAULT_BUS) {
		kprintf("vkernel: the host has no memory for the memory "
		    "image (offset of address %p)\n", (void *)f->addr);
		host_exit(HOST_EXIT_HOST);
	}
	kprintf(again ? "Another panic on the way: " : "panic: ");
	if (stack_overflowed(f))
		kprintf("kernel stack overflow: thread %s, %lu bytes, at "
		    "%pS\n", curthread->td_name,
		    curthread->td_kstack_size, (void *)f->rip);
	else
		kprintf("kernel fault: signal %d at %pS, address %p, error "
		    "%lx\n", f->signo, (void *)f->rip, (void *)f->addr,
		    f->err);
	if (again)
		host_exit(HOST_EXIT_PANIC);
	die(f->rip, f->rbp, regs);
}
