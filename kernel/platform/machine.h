/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * machine.h: what the kernel proper asks of the machine it runs on: clocks,
 * the CPUs' pending words, the console's wire, the end.  The platform has it from
 * the host line; contexts are those of host.h.
 */
#ifndef _PLATFORM_MACHINE_H_
#define _PLATFORM_MACHINE_H_

#include "sys/kdefs.h"

/* Clocks, ns: monotonic from any origin; UTC since 1970. */
int64_t	machine_mono_ns(void);
int64_t	machine_wall_ns(void);
/* Rate of the time stamp counter, 1/s; 0: it is not constant. */
uint64_t machine_tsc_hz(void);

/* In a loop that waits for another CPU; spins counts its turns from 0. */
void	machine_relax(unsigned spins);
/* Set bits in a CPU's pending word and see that it notices. */
void	machine_post(int cpu, uint32_t bits);
/* Sleep until a bit is pending or the clock reaches when (0: no limit). */
void	machine_idle(int64_t when);
/* A timer interrupt for this CPU when the clock reaches when. */
void	machine_timer(int cpu, int64_t when);

/* Around a change of stacks, for sanitizers: see host.h. */
void	machine_stack_begin(void **save, const void *bottom, size_t size);
void	machine_stack_end(void *save);

/*
 * Any touch of these whole pages of kernel memory is a fault (on), or no more.
 * ENOMEM when the host has too many such places.
 */
int	machine_guard(void *p, size_t len, bool on);

/* The console: queued (what does not fit is dropped), or at once. */
void	machine_console_write(const void *buf, size_t len);
void	machine_console_write_sync(const void *buf, size_t len);
int	machine_console_getc(void);	/* waits; or MACHINE_GETC_* */
#define MACHINE_GETC_EOF	(-1)	/* end of input, for ever */
#define MACHINE_GETC_INTR	(-3)	/* the interrupt character, SIGINT */
bool	machine_console_interrupted(void);	/* since the last call */
int	machine_console_rows(void);	/* to fill, but one; 0: no terminal */
void	machine_console_debugger(bool on);

/* Registers of the kernel's own code, and why it stopped; see host.h. */
struct kregs {
	uint64_t	 rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
	uint64_t	 r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t	 rip, rflags;
};
enum ktrap { KTRAP_BREAKPOINT, KTRAP_STEP, KTRAP_STUCK,
	KTRAP_WATCH };			/* and up: by number of the place */

/* For a debugger; contexts and errors as host_cpu_freeze() and so on. */
bool	machine_freeze(int cpu, int64_t timeout_ns, struct kregs *);
void	machine_thaw(int cpu);
void	machine_park(volatile uint32_t *word, uint32_t value);
void	machine_unpark(volatile uint32_t *word);
int	machine_mem_read(uintptr_t addr, void *buf, size_t len);
int	machine_mem_write(uintptr_t addr, const void *buf, size_t len);
/* Watch n <= MACHINE_WATCHES places; what failed goes to why. */
#define MACHINE_WATCHES	4
struct kwatch {
	uint64_t	 addr;
	uint32_t	 len;			/* 1, 2, 4, 8, addr a multiple */
	bool		 reads;			/* not writes only */
};
int	machine_watch(const struct kwatch *, unsigned n, char *why, size_t size);
/* The request for the debugger has been seen: forget it.  CPU 0. */
void	machine_debug_seen(void);
/* Let traps of the kernel reach the debugger.  Once, on the first CPU. */
void	machine_debug_init(void);
extern bool machine_debug_ready;	/* that was done */

/* End with status 0, end after a panic, start anew. */
void	machine_halt(void) __attribute__((noreturn));
void	machine_abort(void) __attribute__((noreturn));
void	machine_restart(void) __attribute__((noreturn));

#endif /* !_PLATFORM_MACHINE_H_ */
