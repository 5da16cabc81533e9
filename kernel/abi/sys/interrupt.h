/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * interrupt.h: slots of hw.intrnames and hw.intrcnt: MAX_INTS of each CPU.
 */
#ifndef _SYS_INTERRUPT_H_
#define _SYS_INTERRUPT_H_

#define MAX_HARDINTS	192
#define MAX_SOFTINTS	64
#define FIRST_SOFTINT	MAX_HARDINTS
#define MAX_INTS	(MAX_HARDINTS + MAX_SOFTINTS)

#endif /* !_SYS_INTERRUPT_H_ */
