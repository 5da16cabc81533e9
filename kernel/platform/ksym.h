/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksym.h: the kernel's own symbols, for backtraces and the debugger.
 */
#ifndef _PLATFORM_KSYM_H_
#define _PLATFORM_KSYM_H_

#include "sys/kdefs.h"

/*
 * The build makes two tables from kern.o: functions by their distance from
 * kernel_main, the last one ending the text; and data, by the distance from an
 * anchor in their section.
 */
struct ksym {
	int32_t		 rel;
	const char	*name;
};
struct ksym_datum {
	int32_t		 rel;
	uint32_t	 size;
	int		 section;	/* KSYM_* */
	const char	*name;
};
enum { KSYM_DATA, KSYM_BSS, KSYM_RODATA };
extern const struct ksym ksym_table[];
extern const int ksym_count;
extern const struct ksym_datum ksym_data[];
extern const int ksym_ndata;

/* The function that addr lies in and the offset; NULL if none. */
const char *ksym_find(uintptr_t addr, uintptr_t *offset);
/* The variable or constant that addr lies in, likewise. */
const char *ksym_find_data(uintptr_t addr, uintptr_t *offset);
uintptr_t ksym_address(const char *name);	/* of either; 0: none */
bool	ksym_intext(uintptr_t addr);		/* code of the kernel proper */

#endif /* !_PLATFORM_KSYM_H_ */
