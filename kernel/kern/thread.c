/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * thread.c: creation and end of kernel threads.
 *
 * A thread's struct lies at the top of its own kernel stack, so that one
 * allocation makes both.
 */
#include "sys/thread.h"
#include "sys/kmalloc.h"
#include "kern/sched_var.h"
#include "platform/machine.h"
#include "lib/libkern.h"
#include <sys/errno.h>

static struct spinlock all_threads_spin =
    SPINLOCK_INITIALIZER("threads", LR_SPINMISC);
static TAILQ_HEAD(, thread) all_threads =
    TAILQ_HEAD_INITIALIZER(all_threads);

static struct thread *
thread_setup(void *stack, size_t size)
{
	struct thread *td;
	uintptr_t top = (uintptr_t)stack + size;

	td = (struct thread *)((top - sizeof(*td)) & ~(uintptr_t)63);
	memset(td, 0, sizeof(*td));
	td->td_kstack = stack;
	td->td_kstack_size = (uintptr_t)td - (uintptr_t)stack;
	td->td_stackguard = stack;
	td->td_stackguard[0] = STACK_CANARY;
	spin_init(&td->td_spin, "thread", LR_THREAD);
	callout_init(&td->td_timer);
	td->td_state = TDS_NEW;
	td->td_cpumask = (1u << ncpus) - 1;
	td->td_pri = td->td_upri = PRI_KTHREAD;
	td->td_mark = td->td_estcpu_at = machine_mono_ns();
	return (td);
}

static void
thread_link(struct thread *td)
{
	spin_lock(&all_threads_spin);
	TAILQ_INSERT_TAIL(&all_threads, td, td_all);
	spin_unlock(&all_threads_spin);
}

int
thread_create(struct thread **tdp, void (*fn)(void *), void *arg,
    const char *fmt, ...)
{
	struct thread *td;
	uint64_t *sp;
	void *stack;
	size_t size;
	va_list ap;

	if ((stack = kstack_alloc(&size)) == NULL)
		return (ENOMEM);
	td = thread_setup(stack, size);
	td->td_fn = fn;
	td->td_arg = arg;
	va_start(ap, fmt);
	kvsnprintf(td->td_name, sizeof(td->td_name), fmt, ap);
	va_end(ap);
	/* cpu_switch pops six registers and returns to the trampoline. */
	sp = (uint64_t *)td;
	*--sp = 0;
	*--sp = (uint64_t)(uintptr_t)cpu_trampoline;
	for (int i = 0; i < 6; i++)
		*--sp = 0;
	td->td_rsp = (uint64_t)(uintptr_t)sp;
	thread_link(td);
	*tdp = td;
	return (0);
}

int
kthread_create(void (*fn)(void *), void *arg, const char *fmt, ...)
{
	struct thread *td;
	char name[sizeof(td->td_name)];
	va_list ap;
	int error;

	va_start(ap, fmt);
	kvsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	if ((error = thread_create(&td, fn, arg, "%s", name)) == 0)
		thread_ready(td);
	return (error);
}

void
thread_ready(struct thread *td)
{
	sched_wakeup(td);
}

/* On the new thread's own stack, from cpu_trampoline. */
void
thread_start(void)
{
	struct thread *td;

	sched_switched();
	td = curthread;
	td->td_fn(td->td_arg);
	thread_exit();
}

void
thread_exit(void)
{
	struct thread *td = curthread;

	callout_drain(&td->td_timer);
	spin_lock(&all_threads_spin);
	TAILQ_REMOVE(&all_threads, td, td_all);
	spin_unlock(&all_threads_spin);
	KKASSERT(curcpu()->c_dead == NULL);
	td->td_state = TDS_DEAD;
	curcpu()->c_dead = td;
	thread_switch();
	panic("a dead thread runs");
}

/* Also for threads that never ran. */
void
thread_free(struct thread *td)
{
	unsigned spins = 0;

	while (td->td_oncpu)
		machine_relax(spins++);
	if (td->td_state == TDS_NEW) {
		spin_lock(&all_threads_spin);
		TAILQ_REMOVE(&all_threads, td, td_all);
		spin_unlock(&all_threads_spin);
	}
	kstack_free(td->td_kstack);
}

void
thread_foreach(bool (*fn)(struct thread *, void *), void *arg)
{
	struct thread *td;

	spin_lock(&all_threads_spin);
	TAILQ_FOREACH(td, &all_threads, td_all)
		if (!fn(td, arg))
			break;
	spin_unlock(&all_threads_spin);
}
