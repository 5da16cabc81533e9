/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * panic.c: the end of a kernel that found itself wrong: message, backtrace,
 * the other CPUs stopped, exit status 70.  Also faults of the kernel's
 * own code, which the host line reports.
 */
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/thread.h"
#include "ddb/ddb.h"
#include "kern/msgbuf.h"
#include "platform/panic.h"
#include "kern/sched_var.h"
#include "host/host.h"
#include "lib/libkern.h"

#define MAXFRAMES	24

static volatile int panic_cpu = -1;

/* Frame pointers lead up the stack; stop at anything odd. */
void
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
	while (panicked) {
		curcpu()->c_stopped = true;
		(void)host_cpu_take(~0u);
		(void)host_cpu_idle(0);
	}
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

static void
die(uintptr_t rip, uintptr_t rbp)
{
	describe_current();
	kprintf("Backtrace:\n");
	backtrace_print(rip, rbp);
	host_exit(HOST_EXIT_PANIC);
}

/* The first one to panic goes on; a second CPU waits, a second time ends. */
static void
enter_panic(void)
{
	int me = curthread != NULL ? curcpu()->c_id : 0;
	int nobody = -1;

	if (!__atomic_compare_exchange_n(&panic_cpu, &nobody, me, false,
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
		if (nobody == me)
			host_exit(HOST_EXIT_PANIC);
		cpu_stopped();
	}
	panicked = 1;
	if (curthread != NULL)
		stop_others();
}

void
panic(const char *fmt, ...)
{
	va_list ap;

	enter_panic();
	kprintf("panic: ");
	va_start(ap, fmt);
	kvprintf(fmt, ap);
	va_end(ap);
	kprintf("\n");
	die(0, (uintptr_t)__builtin_frame_address(0));
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
	enter_panic();
	if (f->in_ram && f->signo == HOST_FAULT_BUS) {
		kprintf("vkernel: the host has no memory for the memory "
		    "image (offset of address %p)\n", (void *)f->addr);
		host_exit(HOST_EXIT_HOST);
	}
	if (stack_overflowed(f)) {
		kprintf("panic: kernel stack overflow: thread %s, %lu bytes, "
		    "at %pS\n", curthread->td_name,
		    curthread->td_kstack_size, (void *)f->rip);
		die(f->rip, f->rbp);
	}
	kprintf("panic: kernel fault: signal %d at %pS, address %p, error "
	    "%lx\n", f->signo, (void *)f->rip, (void *)f->addr, f->err);
	die(f->rip, f->rbp);
}
