/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sched_var.h: what the scheduler, threads and the platform share.
 */
#ifndef _KERN_SCHED_VAR_H_
#define _KERN_SCHED_VAR_H_

#include "sys/thread.h"

/* Bits of the pending word that are ours (host.h: bits 8..31). */
#define PEND_RESCHED	0x0100u	/* look at the run queue */
#define PEND_KICK	0x0200u	/* lwp_ast of the current LWP changed */
#define PEND_STOP	0x0400u	/* stop this CPU: panic, debugger */
#define PEND_TRIM	0x0800u	/* give unused kernel memory back */
#define PEND_SYNC	0x1000u	/* cpus_sync() waits for this CPU */
#define PEND_DDBWORK	0x2000u	/* what ddb put off until now */
_Static_assert((PEND_RESCHED | PEND_KICK | PEND_STOP | PEND_TRIM | PEND_SYNC |
    PEND_DDBWORK) == PEND_RESCHED + PEND_KICK + PEND_STOP + PEND_TRIM +
    PEND_SYNC + PEND_DDBWORK, "each has a bit of its own");

/* Indices of c_time. */
enum { CPT_USER, CPT_NICE, CPT_SYS, CPT_INTR, CPT_IDLE };

/* Serve all pending interrupts of this CPU; platform/intr.c.  No spin lock. */
void	intr_poll(void);

/* PEND_SYNC came; any context. */
void	cpu_synced(void);

#define STACK_CANARY	0x6b737461636b2121UL
/* sleep.c: before anything may wait. */
void	sleep_init(void);
/* sched_usage.c: td's in user mode: class, nice and recent use. */
int	sched_user_priority(struct thread *td);
void	thread_free(struct thread *);
/* First thing after a switch, on the new stack. */
void	sched_switched(void);
/* Where a new thread's first switch lands: cpu_trampoline in switch.S. */
void	cpu_trampoline(void);
void	thread_start(void);

#endif /* !_KERN_SCHED_VAR_H_ */
