/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_debug.h: what a debugger of the kernel asks of the host: traps, watches,
 * vCPUs that stand still, any address of the kernel process.
 *
 * Errors and contexts: see host.h.
 */
#ifndef HOST_HOST_DEBUG_H
#define HOST_HOST_DEBUG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_diag;
struct host_fault;
struct host_regs;

enum host_trap {
	HOST_TRAP_BREAKPOINT,		/* int3; rip is behind it */
	HOST_TRAP_STEP,			/* an instruction with TF set in rflags; or
					 * some, through the line's mutexes */
	HOST_TRAP_STUCK,		/* vCPU 0 has not taken HOST_PEND_DDB in
					 * half a second, though in the kernel;
					 * or SIGINT came, and TF is set */
	HOST_TRAP_WATCH			/* and up: the instruction before rip, or
					 * some in a mutex of the line's, touched
					 * this one of host_watch()'s places */
};

struct host_debugger {
	/*
	 * The kernel's own code trapped, on a vCPU and its 256 KB signal stack,
	 * asynchronous signals blocked.  What it does to *regs is in force
	 * when it returns.
	 */
	void		(*trap)(enum host_trap, struct host_regs *regs);
	/*
	 * Called before kernel_fault(): returns when the fault is not the
	 * debugger's own, else goes on in trap() by a long jump.
	 */
	void		(*recover)(const struct host_fault *);
};

/* hd->trap and hd->recover are called from now on.  Once, on vCPU 0.  EAGAIN. */
int	 host_debugger_set(const struct host_debugger *hd);

/*
 * Hold another vCPU wherever its own thread is, until host_cpu_thaw(); a guest
 * thread of it runs on until it traps.  false: it could not be held within
 * timeout_ns.  *regs is where it is.
 */
bool	 host_cpu_freeze(unsigned n, uint64_t timeout_ns, struct host_regs *regs);
void	 host_cpu_thaw(unsigned n);	/* nothing if it is not held */

/*
 * Watch n places, and only these: code of the kernel, on any vCPU that was
 * started, traps after it wrote to one, or with reads after it read one, too.
 * What the host writes in the kernel's place (blocks, frames) does not trap.
 * len is 1, 2, 4 or 8, addr a multiple of it.  All other vCPUs stand still.
 * Errors: ENOSPC more than the processor has, EACCES the host forbids it,
 * ENOENT, EOPNOTSUPP, ... it has none; nothing is watched then.
 */
#define HOST_WATCHES	4
struct host_watch {
	uint64_t	 addr;
	uint32_t	 len;
	bool		 reads;
};
int	 host_watch(const struct host_watch *w, unsigned n,
	    struct host_diag *diag);

/* Sleep while *word is value, pending bits or not; unpark wakes all sleepers. */
void	 host_cpu_park(volatile uint32_t *word, uint32_t value);
void	 host_cpu_unpark(volatile uint32_t *word);

/*
 * Copy from and to any address of the kernel process, read-only text as well.
 * Errors: EFAULT when not all of it is mapped (part may have been copied),
 * and open(2)'s of /proc/self/mem.
 */
int	 host_mem_read(uintptr_t addr, void *buf, size_t len);
int	 host_mem_write(uintptr_t addr, const void *buf, size_t len);

#endif
