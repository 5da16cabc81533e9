/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * callout.h: timers, callout(9).  A callout fires once, in interrupt context
 * on the CPU that armed it: fn may take spin locks and wake threads, and may
 * arm itself again; it must not sleep.
 */
#ifndef _KERN_CALLOUT_H_
#define _KERN_CALLOUT_H_

#include "sys/kdefs.h"

struct callout_cpu;
struct callout {
	int64_t		 co_when;	/* mono ns */
	void		(*co_fn)(void *);
	void		*co_arg;
	struct callout_cpu *co_cpu;	/* heap it is or was on */
	struct callout	*co_child;	/* pairing heap, under its CPU's lock */
	struct callout	*co_next;
	struct callout	*co_prev;	/* left neighbour, or parent of the first */
	bool		 co_armed;
};

void	callout_init(struct callout *);
/* Arm (or arm anew) to fire in ns; ns <= 0 fires at the next poll. */
void	callout_reset(struct callout *, int64_t ns, void (*fn)(void *),
	    void *arg);
/* Disarm.  true if it was pending and now will not fire; it may be running. */
bool	callout_stop(struct callout *);
/* Disarm and wait until it does not run.  Not from its own function. */
void	callout_drain(struct callout *);
void	callout_cpu_init(int cpu);
/* Run what is due on this CPU; from the timer interrupt. */
void	callout_run(void);
/* When the next one of this CPU is due, mono ns; INT64_MAX: none. */
int64_t	callout_next(void);

/* Clocks, ns.  mono: since boot, uptime.  wall: since 1970, settable. */
int64_t	time_mono(void);
int64_t	time_wall(void);
void	time_set(int64_t wall_ns);
void	time_adjust(int64_t delta_ns, int64_t *old);	/* adjtime(2), slews */
extern int64_t time_boot;	/* wall ns at boot */
static inline int64_t
time_second(void)
{
	return (time_wall() / NS_PER_S);
}

#endif /* !_KERN_CALLOUT_H_ */
