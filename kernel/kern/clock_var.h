/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock_var.h: starting the clocks.
 */
#ifndef _KERN_CLOCK_VAR_H_
#define _KERN_CLOCK_VAR_H_

void	clock_init(void);	/* before anything asks for the time */
void	clock_rate_init(void);	/* kern.hz: before anything counts ticks */
void	clock_start(void);	/* statistics; callouts work */

#endif /* !_KERN_CLOCK_VAR_H_ */
