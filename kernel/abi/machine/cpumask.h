/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cpumask.h: a set of 256 CPUs.
 */
#ifndef _MACHINE_CPUMASK_H_
#define _MACHINE_CPUMASK_H_

#include <machine/stdint.h>

#define CPUMASK_ELEMENTS	4

typedef struct {
	__uint64_t	ary[CPUMASK_ELEMENTS];
} __cpumask_t;
typedef __cpumask_t	cpumask_t;

#endif /* !_MACHINE_CPUMASK_H_ */
