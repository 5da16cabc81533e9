/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_var.c: $names: the registers of the code that stopped, and variables.
 */
#include "ddb/db_int.h"
#include "lib/libkern.h"

uint64_t db_radix = 16, db_maxoff = 0x10000, db_lines;
static uint64_t work[10];		/* $work0 .. $work9: whatever you like */

static const struct {
	const char	*name;
	uint64_t	*value;
} variables[] = {
	{ "lines", &db_lines },
	{ "maxoff", &db_maxoff },
	{ "radix", &db_radix },
	{ "work0", &work[0] }, { "work1", &work[1] }, { "work2", &work[2] },
	{ "work3", &work[3] }, { "work4", &work[4] }, { "work5", &work[5] },
	{ "work6", &work[6] }, { "work7", &work[7] }, { "work8", &work[8] },
	{ "work9", &work[9] },
};

#define REG(r)		{ #r, offsetof(struct kregs, r) }
static const struct {
	const char	*name;
	size_t		 offset;
} registers[] = {
	REG(rax), REG(rbx), REG(rcx), REG(rdx), REG(rsi), REG(rdi), REG(rbp),
	REG(rsp), REG(r8), REG(r9), REG(r10), REG(r11), REG(r12), REG(r13),
	REG(r14), REG(r15), REG(rip), REG(rflags),
};

static uint64_t *
find(const char *name, bool *isreg)
{
	*isreg = false;
	for (size_t i = 0; i < NELEM(variables); i++)
		if (strcmp(name, variables[i].name) == 0)
			return (variables[i].value);
	*isreg = true;
	for (size_t i = 0; i < NELEM(registers); i++)
		if (strcmp(name, registers[i].name) == 0)
			return ((uint64_t *)(void *)((char *)db_regs +
			    registers[i].offset));
	db_error("Unknown variable $%s\n", name);
}

void
db_var_get(const char *name, uint64_t *v)
{
	bool isreg;

	*v = *find(name, &isreg);
}

void
db_var_set(const char *name, uint64_t v)
{
	bool isreg;
	uint64_t *p = find(name, &isreg);

	if (isreg && db_regs_fixed)
		db_error("$%s is of code that does not go on\n", name);
	if (p == &db_radix && (v < 8 || v > 16 || (v > 10 && v < 16)))
		db_error("$radix is 8, 10 or 16 (0t10 is ten)\n");
	*p = v;
}

void
db_show_registers(void)
{
	char buf[96];

	for (size_t i = 0; i < NELEM(registers); i++) {
		uint64_t v = *(uint64_t *)(void *)((char *)db_regs +
		    registers[i].offset);

		db_sym_format(v, buf, sizeof(buf));
		db_printf("%-8s 0x%016lx%s%s\n", registers[i].name, v,
		    buf[0] != '0' ? "  " : "", buf[0] != '0' ? buf : "");
	}
	db_print_loc(db_regs->rip);
}
