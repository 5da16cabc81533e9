/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shutdown.h: the ways in which the machine ends.
 */
#ifndef _PLATFORM_SHUTDOWN_H_
#define _PLATFORM_SHUTDOWN_H_

/* Make what shutdown_request() needs.  Once; a thread's context. */
void	shutdown_init(void);
/* SIGTERM came: init shuts down cleanly, or we do.  Interrupt context. */
void	shutdown_request(void);

/*
 * The end has begun: programs stay in the kernel.  user_park() is where; the
 * caller holds no lock.
 */
extern volatile int users_parked;
void	user_park(void) __attribute__((noreturn));

#endif /* !_PLATFORM_SHUTDOWN_H_ */
