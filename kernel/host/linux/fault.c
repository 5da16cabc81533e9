/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fault.c: the kernel's own code faulted, and the sanitizer's stack hooks.
 *
 * The handler runs on the thread's signal stack, since a kernel stack may be
 * what overflowed.  Guest faults never come here: they happen in the stubs.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "line.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif

static __thread int	 faulting;
static uint8_t		 main_stack[65536]
			    __attribute__((__aligned__(64)));

static int
fault_number(int signo)
{

	switch (signo) {
	case SIGSEGV:
		return (HOST_FAULT_SEGV);
	case SIGBUS:
		return (HOST_FAULT_BUS);
	case SIGFPE:
		return (HOST_FAULT_FPE);
	default:
		return (HOST_FAULT_ILL);
	}
}

static void
on_fault(int signo, siginfo_t *si, void *arg)
{
	const ucontext_t *uc = arg;
	struct host_fault hf;
	uint64_t base;

	memset(&hf, 0, sizeof(hf));
	hf.signo = fault_number(signo);
	hf.addr = (uint64_t)si->si_addr;
	hf.err = (uint64_t)uc->uc_mcontext.gregs[REG_ERR];
	hf.rip = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
	hf.rsp = (uint64_t)uc->uc_mcontext.gregs[REG_RSP];
	hf.rbp = (uint64_t)uc->uc_mcontext.gregs[REG_RBP];
	debug_regs(&hf.regs, uc);
	base = (uint64_t)ram_image.base;
	hf.in_ram = base != 0 && hf.addr >= base &&
	    hf.addr - base < ram_image.size;
	debug_recover(&hf);
	if (faulting++ != 0) {
		host_log("vkernel: a fault while a fault was dealt with");
		_exit(HOST_EXIT_PANIC);
	}
	if (signo == SIGBUS && hf.in_ram)
		line_die(HOST_EXIT_HOST, "the host has no memory or disk space "
		    "left for the memory image%s%s",
		    ram_image.path[0] != '\0' ? " " : "", ram_image.path);
	kernel_fault(&hf);
	host_exit(HOST_EXIT_PANIC);
}

/* Before there are vCPUs the handler has a small stack of its own. */
void
fault_init(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL };
	struct sigaction sa;
	stack_t ss;
	size_t i;

	ss.ss_sp = main_stack;
	ss.ss_size = sizeof(main_stack);
	ss.ss_flags = 0;
	sigaltstack(&ss, NULL);
	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = on_fault;
	sa.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
	debug_mask(&sa.sa_mask);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &sa, NULL);
}

#ifdef HAVE_ASAN
#include <sanitizer/common_interface_defs.h>

void
host_fiber_switch_begin(void **fake, const void *bottom, size_t size)
{

	__sanitizer_start_switch_fiber(fake, bottom, size);
}

void
host_fiber_switch_end(void *fake)
{

	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
}
#else
void
host_fiber_switch_begin(void **fake, const void *bottom, size_t size)
{

	(void)fake;
	(void)bottom;
	(void)size;
}

void
host_fiber_switch_end(void *fake)
{

	(void)fake;
}
#endif
