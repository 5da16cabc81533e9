/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksym.h: the kernel's own symbols, for backtraces and the debugger.
 */
#ifndef _PLATFORM_KSYM_H_
#define _PLATFORM_KSYM_H_

#include "sys/kdefs.h"

struct ksym {
	int32_t		 rel;		/* from kernel_main */
	const char	*name;
};
extern const struct ksym ksym_table[];	/* by rel; the last ends the text */
extern const int ksym_count;

/* The function that addr lies in and the offset; NULL if none. */
const char *ksym_find(uintptr_t addr, uintptr_t *offset);
uintptr_t ksym_address(const char *name);	/* 0: no such symbol */

#endif /* !_PLATFORM_KSYM_H_ */
