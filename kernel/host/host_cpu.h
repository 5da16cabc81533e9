/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_cpu.h: virtual CPUs: their threads, pending words, timers and pins.
 *
 * Each has a pending word.  Whoever has something for a vCPU sets bits in it
 * with host_cpu_post(): this wakes the vCPU when it idles, makes ux_run()
 * return UX_INTR when it runs guest code, and does nothing more when it is in
 * the kernel, which looks at the word on its way out (ux_run() itself refuses
 * to enter guest code while a bit is set).  A post is never lost.
 *
 * Errors and contexts: see host.h.
 */
#ifndef HOST_HOST_CPU_H
#define HOST_HOST_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_diag;

#define HOST_MAXCPU	32		/* most virtual CPUs */
#define HOST_CPULIMIT	1024		/* numbers of host CPUs are below it */

/* Bits that the line sets; the kernel owns bits 8..31. */
#define HOST_PEND_TIMER		0x01u	/* host_timer_set()'s time has come */
#define HOST_PEND_CONSOLE	0x02u	/* input is there, or end of input */
#define HOST_PEND_CONSPACE	0x04u	/* console took bytes after being full */
#define HOST_PEND_WINCH		0x08u	/* terminal's size changed */
#define HOST_PEND_IO		0x10u	/* host_blk_done() has something */
#define HOST_PEND_DDB		0x20u	/* SIGQUIT */
#define HOST_PEND_TERM		0x40u	/* SIGTERM or SIGHUP, each time anew */
#define HOST_PEND_NET		0x80u	/* frames are there, or a link changed */

/*
 * Make the calling thread vCPU 0 of ncpus (1..HOST_MAXCPU).  Once, before
 * any other call of this header; console and signals post to vCPU 0.
 */
int	 host_cpu_init(unsigned ncpus, struct host_diag *diag);

/*
 * Start vCPU n (1..ncpus-1): fn(arg) on a thread of its own, with a 256 KB
 * stack of its own to begin with.  fn never returns.  Errors: EAGAIN.
 */
int	 host_cpu_start(unsigned n, void (*fn)(void *), void *arg);

/*
 * The stack that the calling vCPU's thread came with: all of it from *bottom on
 * may be read.  NULL and 0 when that cannot be found out.
 */
void	 host_cpu_stack(void **bottom, size_t *size);

/*
 * Set the calling vCPU's %gs base to block, whose first word must hold its
 * own address: `mov %gs:0, reg' then reads the current CPU's block.  The line
 * never uses %gs in the kernel process, and keeps it over every call.
 */
void	 host_cpu_setself(void *block);

/* The calling thread's number, 0..ncpus-1; HOST_MAXCPU on a foreign thread. */
unsigned host_cpu_number(void);

/*
 * Set bits in n's pending word and see that it notices.  Any thread, signal
 * handlers too.  A bit already set costs nothing more.
 */
void	 host_cpu_post(unsigned n, uint32_t bits);

/* n's pending word, for reading inline. */
const volatile uint32_t *host_cpu_pending(unsigned n);

/* Fetch and clear the bits of mask in the calling vCPU's pending word. */
uint32_t host_cpu_take(uint32_t mask);

/*
 * Sleep until a bit is pending or the monotonic clock reaches deadline_ns
 * (0: no deadline).  Returns the bits that are pending, without taking them.
 * Call with no spin lock held.
 */
uint32_t host_cpu_idle(uint64_t deadline_ns);

/*
 * Inside a loop that waits for another vCPU; spins counts the turns from 0.
 * Pauses at first, later gives the host CPU away: the other one may need it.
 */
void	 host_relax(unsigned spins);

/*
 * Pin vCPU n to a host CPU (-l): the calling one at once, one that is not yet
 * started when it starts, another one when it next enters guest code.
 * hostcpu -1 takes the pin away: the line then places the thread itself.
 * Errors: EINVAL no such CPU for us.
 */
int	 host_cpu_affinity(unsigned n, int hostcpu);

unsigned host_ncpus(void);		/* host CPUs that vCPUs may use */
uint64_t host_memsize(void);		/* bytes of memory the host has */

/*
 * One timer per vCPU: post HOST_PEND_TIMER to vCPU n when the monotonic
 * clock reaches deadline_ns; replaces the former; 0 disarms.  n must be the
 * calling vCPU.
 */
void	 host_timer_set(unsigned n, uint64_t deadline_ns);

/*
 * The sanitizer's view of stacks.
 *
 * The kernel switches stacks itself.  Around each switch:
 * begin(&old->fake, new bottom, new size), switch, end(new->fake).
 * fake NULL in begin: the old stack will never run again.
 * Nothing at all without AddressSanitizer.
 */
void	 host_fiber_switch_begin(void **fake, const void *bottom, size_t size);
void	 host_fiber_switch_end(void *fake);

#endif
