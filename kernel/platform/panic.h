/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * panic.h: stopping CPUs and showing stacks.
 */
#ifndef _PLATFORM_PANIC_H_
#define _PLATFORM_PANIC_H_

#include "sys/kdefs.h"

extern int debugger_on_panic;	/* 0: a panic ends the kernel at once */
/* This CPU was told to stop (PEND_STOP); returns if it may go on. */
void	cpu_stopped(void);

#endif /* !_PLATFORM_PANIC_H_ */
