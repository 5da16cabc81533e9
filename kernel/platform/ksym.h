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

/*
 * Modules: functions and variables in order of address.  The list is read without
 * a lock (a backtrace of a panic), and from outside by debuggers, which find in
 * sm_path what to add at sm_text, add-symbol-file(gdb).  A module leaves it before its
 * memory goes.
 */
struct ksym_entry {
	uintptr_t	 se_addr;
	uint32_t	 se_size;
	uint32_t	 se_name;	/* offset in sm_names */
};
struct ksym_module {
	struct ksym_module *volatile sm_next;
	const char	*sm_path;
	uintptr_t	 sm_text, sm_size;
	size_t		 sm_textsize;
	struct ksym_entry *sm_syms;
	size_t		 sm_nsyms;
	char		*sm_names;
	volatile int	 sm_holds;	/* who keeps it, sys/kmodule.h */
	volatile bool	 sm_live;	/* it has started and is to stay */
};
extern struct ksym_module *volatile ksym_modules;
/* The caller lets one at a time do that. */
void	ksym_module_add(struct ksym_module *);
void	ksym_module_remove(struct ksym_module *);

/* The function that addr lies in and the offset; NULL if none. */
const char *ksym_find(uintptr_t addr, uintptr_t *offset);
/* The variable or constant that addr lies in, likewise. */
const char *ksym_find_data(uintptr_t addr, uintptr_t *offset);
uintptr_t ksym_address(const char *name);	/* of either; 0: none */
uintptr_t ksym_text(size_t *size);		/* where the kernel's code begins */
/* Is [addr, addr + len) within the kernel's code or one kind of its data? */
bool	ksym_contains(uintptr_t addr, size_t len);
bool	ksym_intext(uintptr_t addr);		/* code, of modules too */

#endif /* !_PLATFORM_KSYM_H_ */
