/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_daemon.h: what the rest of vm/ tells its daemons: the pageout daemon, which
 * makes pages free, and the syncer, which writes dirty ones.
 */
#ifndef _VM_VM_DAEMON_H_
#define _VM_VM_DAEMON_H_

#include "sys/kdefs.h"

/* Free pages run short: work.  Any context. */
void	vm_pageout_wake(void);
/* Pages became free: wake who waits in vm_wait().  Any context. */
void	vm_freed(void);
/* Dirty pages above which a writer writes itself. */
extern int64_t vm_dirty_limit;
/* The daemons' bodies. */
void	vm_syncer_thread(void *);
void	vm_discard_thread(void *);
/* The parts of vm/ that need a moment of their own, from vm_init(). */
void	vm_subr_init(void);

/* Counters of struct vmmeter, and of our own; sums, never reset. */
struct vm_meters {
	volatile uint64_t faults, cow, cow_optim, zfod, vnodein, vnodepgsin,
	    vnodeout, vnodepgsout, reactivated, pdwakeups, pdpages, tfree,
	    ooms, forks, vforks, rforks, forkpages, vforkpages,
	    rforkpages, execs;
};
extern struct vm_meters vm_meters;
#define METER(name, n)							\
	((void)__atomic_add_fetch(&vm_meters.name, (n), __ATOMIC_RELAXED))

#endif /* !_VM_VM_DAEMON_H_ */
