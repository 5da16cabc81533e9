/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_run.c: breakpoints and single steps in the kernel's code.
 *
 * A breakpoint is int3 (0xcc) in the text.  They are in place only while the machine
 * runs: db_trap.c takes them out before the first prompt and puts them back
 * last, all other CPUs stopped, and lets the CPU that stands on one make one
 * step before.
 */
#include "ddb/db_int.h"
#include "platform/ksym.h"
#include "lib/libkern.h"

#define NBREAKS		32
#define INT3		0xcc

static struct db_break {
	uintptr_t	 addr;		/* 0: free */
	uint64_t	 count;		/* stop at every count-th time */
	uint64_t	 left;		/* until then */
	uint8_t		 byte;		/* what belongs there */
	bool		 in;		/* int3 is in place */
} breaks[NBREAKS];

enum db_mode db_mode;
static enum { STEP_COUNT, STEP_RETURN, STEP_BRANCH } step_kind;
static uint64_t step_left, step_done;
static int64_t step_depth;		/* calls without their returns */
static bool step_print;

static struct db_break *
find_break(uintptr_t addr)
{
	for (size_t i = 0; i < NBREAKS; i++)
		if (breaks[i].addr == addr && addr != 0)
			return (&breaks[i]);
	return (NULL);
}

bool
db_break_at(uintptr_t addr)
{
	return (find_break(addr) != NULL);
}

void
db_breaks_insert(void)
{
	static const uint8_t int3 = INT3;

	for (size_t i = 0; i < NBREAKS; i++) {
		struct db_break *b = &breaks[i];

		if (b->addr == 0 || b->in ||
		    machine_mem_read(b->addr, &b->byte, 1) != 0)
			continue;
		b->in = machine_mem_write(b->addr, &int3, 1) == 0;
	}
}

static void
take_out(struct db_break *b)
{
	if (b->in)
		(void)machine_mem_write(b->addr, &b->byte, 1);
	b->in = false;
}

void
db_breaks_remove(void)
{
	for (size_t i = 0; i < NBREAKS; i++)
		take_out(&breaks[i]);
}

void
db_break_drop(uintptr_t addr)
{
	struct db_break *b = find_break(addr);

	if (b == NULL)
		return;
	take_out(b);
	b->addr = 0;
}

/* The int3 may have gone since: then the byte there is something else. */
bool
db_break_hit(struct kregs *r)
{
	uint8_t byte;

	if (find_break(r->rip - 1) == NULL &&
	    (machine_mem_read(r->rip - 1, &byte, 1) != 0 || byte == INT3))
		return (false);
	r->rip--;
	return (true);
}

bool
db_break_stops(const struct kregs *r)
{
	struct db_break *b = find_break(r->rip);

	if (b == NULL)
		return (false);
	if (b->left > 1) {
		b->left--;
		return (false);
	}
	b->left = b->count;
	return (true);
}

/* break [address] [,count] */
void
db_cmd_break(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	struct db_break *b;

	if (!ksym_intext(addr))
		db_error("%#lx is not in the kernel's code\n", addr);
	for (b = find_break(addr); b == NULL;) {
		for (size_t i = 0; i < NBREAKS && b == NULL; i++)
			if (breaks[i].addr == 0)
				b = &breaks[i];
		if (b == NULL)
			db_error("Too many breakpoints: %d\n", NBREAKS);
	}
	b->addr = addr;
	b->count = b->left = count > 0 ? (uint64_t)count : 1;
}

/* delete [address | *] */
void
db_cmd_delete(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	uint64_t v;
	int t;

	if ((t = db_token()) == '*') {
		db_eol();
		memset(breaks, 0, sizeof(breaks));
		return;
	}
	db_untoken(t);
	v = db_dot;
	(void)db_expression(&v);
	db_eol();
	if (find_break(v) == NULL)
		db_error("No breakpoint is set there\n");
	find_break(v)->addr = 0;
}

void
db_show_breaks(void)
{
	char buf[96];
	bool any = false;

	for (size_t i = 0; i < NBREAKS; i++) {
		if (breaks[i].addr == 0)
			continue;
		if (!any)
			db_printf(" Count    Address\n");
		any = true;
		db_sym_format(breaks[i].addr, buf, sizeof(buf));
		db_printf("%6lu    %s\n", breaks[i].count, buf);
	}
	if (!any)
		db_printf("No breakpoints set\n");
}

/* ---- going on ---------------------------------------------------------- */

enum insn { INSN_OTHER, INSN_CALL, INSN_RETURN };

/* What kind of instruction is at addr?  Prefixes are looked through. */
static enum insn
insn_kind(uintptr_t addr)
{
	uint8_t b[2];

	for (int i = 0; i < 14; i++, addr++) {
		if (machine_mem_read(addr, b, sizeof(b)) != 0)
			return (INSN_OTHER);
		if ((b[0] & 0xf0) != 0x40 && b[0] != 0x66 && b[0] != 0xf2 &&
		    b[0] != 0xf3 && b[0] != 0x2e && b[0] != 0x3e &&
		    b[0] != 0x64 && b[0] != 0x65)
			break;
	}
	if (b[0] == 0xe8 || (b[0] == 0xff && ((b[1] >> 3 & 7) == 2 ||
	    (b[1] >> 3 & 7) == 3)))
		return (INSN_CALL);
	if (b[0] == 0xc3 || b[0] == 0xc2)
		return (INSN_RETURN);
	return (INSN_OTHER);
}

static void
step_begin(const char *modif, uint64_t count)
{
	if (db_regs_fixed)
		db_error("The code that stopped does not go on\n");
	step_print = strchr(modif, 'p') != NULL;
	step_left = count;
	step_done = 0;
	step_depth = insn_kind(db_regs->rip) == INSN_CALL ? 2 : 1;
	db_mode = DB_STEP;
}

/* step[/p] [,count] */
void
db_cmd_step(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	step_kind = STEP_COUNT;
	step_begin(modif, count > 0 ? (uint64_t)count : 1);
}

/* next[/p]: to the return that matches; until[/p]: to the next call or return. */
void
db_cmd_next(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	step_kind = STEP_RETURN;
	step_begin(modif, 0);
}

void
db_cmd_until(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	step_kind = STEP_BRANCH;
	step_begin(modif, 0);
}

/*
 * After one step: is it enough?  The instruction at rip has not run yet; a
 * call or return there is what next and until look for.
 */
bool
db_step_stops(const struct kregs *r)
{
	enum insn kind = insn_kind(r->rip);

	step_done++;
	if (db_break_at(r->rip) || machine_console_interrupted())
		return (true);
	switch (step_kind) {
	case STEP_COUNT:
		return (step_done >= step_left);
	case STEP_BRANCH:
		return (kind != INSN_OTHER);
	case STEP_RETURN:
		break;
	}
	if (kind == INSN_RETURN && --step_depth == 0)
		return (true);
	if (kind == INSN_CALL)
		step_depth++;
	return (false);
}

bool
db_step_print(void)
{
	return (step_print);
}

uint64_t
db_steps(void)
{
	return (step_done);
}

void
db_cmd_continue(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	db_mode = DB_RUN;
}
