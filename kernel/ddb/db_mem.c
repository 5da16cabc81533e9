/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_mem.c: memory and values: examine, print, search, write, set, call.
 *
 * The machine copies for us and answers EFAULT where nothing is mapped, so
 * that no address can hurt.
 */
#include "ddb/db_int.h"
#include "ddb/ddb.h"
#include "platform/boot.h"
#include "sys/kddb.h"
#include "lib/libkern.h"

#define NARGS		6	/* of call; more would go on the stack */
#define STRING_MAX	4096	/* of examine/s */

uintptr_t db_dot, db_next, db_prev, db_last;

void
db_read(uintptr_t addr, void *buf, size_t len)
{
	if (machine_mem_read(addr, buf, len) != 0)
		db_error("Address %#lx is not mapped\n", addr);
}

void
ddb_check(uintptr_t addr, size_t size)
{
	uint8_t byte;

	if (addr % sizeof(void *) != 0)
		db_error("Address %#lx is no multiple of %d\n", addr,
		    (int)sizeof(void *));
	db_read(addr, &byte, 1);
	db_read(addr + size - 1, &byte, 1);
}

static void
db_store(uintptr_t addr, const void *buf, size_t len)
{
	if (machine_mem_write(addr, buf, len) != 0)
		db_error("Address %#lx cannot be written\n", addr);
}

uint64_t
db_fetch(uintptr_t addr, size_t size)
{
	uint64_t v = 0;

	db_read(addr, &v, size);
	return (v);
}

static int64_t
sign_extend(uint64_t v, size_t size)
{
	int shift = 64 - (int)size * 8;

	return ((int64_t)(v << shift) >> shift);
}

static const struct {
	char	 letter;
	size_t	 size;
} sizes[] = { { 'b', 1 }, { 'h', 2 }, { 'l', 4 }, { 'g', 8 }, { 'q', 8 } };

/* A letter that gives a size: true, and the size. */
static bool
size_letter(char c, size_t *size)
{
	for (size_t i = 0; i < NELEM(sizes); i++)
		if (sizes[i].letter == c) {
			*size = sizes[i].size;
			return (true);
		}
	return (false);
}

/* One value in a format of one letter; columns: as wide as its size can be. */
static void
print_value(uint64_t v, size_t size, char format, bool columns)
{
	char buf[96];
	int width = columns ? (int)size * 2 : 0;

	switch (format) {
	case 'a':
		db_sym_format(v, buf, sizeof(buf));
		db_printf("%s", buf);
		return;
	case 'r':
		if (db_radix == 10)
			db_printf("%ld", sign_extend(v, size));
		else
			db_printf(db_radix == 8 ? "%#lo" : "%#lx", v);
		return;
	case 'x':
		db_printf("%*lx", width, v);
		return;
	case 'z': {
		int64_t s = sign_extend(v, size);

		db_printf("%s%lx", s < 0 ? "-" : "",
		    s < 0 ? -(uint64_t)s : (uint64_t)s);
		return;
	}
	case 'd':
		db_printf("%-*ld", width, sign_extend(v, size));
		return;
	case 'u':
		db_printf("%-*lu", width, v);
		return;
	case 'o':
		db_printf("%*lo", width, v);
		return;
	case 'c':
		v &= 0xff;
		if (v >= ' ' && v < 0x7f)
			db_printf("%c", (int)v);
		else
			db_printf("\\%03lo", v);
		return;
	default:
		db_error("Bad format %c: one of a c d o r s u x z\n", format);
	}
}

static uintptr_t
print_string(uintptr_t addr)
{
	char c;

	for (int i = 0; i < STRING_MAX; i++) {
		db_read(addr++, &c, 1);
		if (c == '\0')
			break;
		print_value((uint8_t)c, 1, 'c', false);
	}
	db_printf("\n");
	return (addr);
}

static void
label(uintptr_t addr)
{
	char buf[96];

	db_sym_format(addr, buf, sizeof(buf));
	db_printf("%s:\t", buf);
}

/* Bytes and, at the end of the line, the characters that they are. */
static uintptr_t
dump_line(uintptr_t addr)
{
	uint8_t b[16];

	db_read(addr, b, sizeof(b));
	label(addr);
	for (size_t i = 0; i < sizeof(b); i++)
		db_printf("%02x%s", b[i], i % 4 == 3 ? " " : "");
	for (size_t i = 0; i < sizeof(b); i++)
		db_printf("%c", b[i] >= ' ' && b[i] < 0x7f ? b[i] : '.');
	db_printf("\n");
	return (addr + sizeof(b));
}

static uintptr_t
examine_values(uintptr_t addr, int64_t count, size_t size, char format)
{
	int perline = size == 8 ? 2 : 4;

	if (format == 'a')
		perline = 1;
	else if (format == 'c')
		perline = 64;
	for (int64_t i = 0; i < count; i++) {
		uint64_t v = db_fetch(addr, size);

		if (i % perline == 0)
			label(addr);
		print_value(v, size, format, true);
		addr += size;
		db_printf(i % perline == perline - 1 || i + 1 == count ? "\n" :
		    format == 'c' ? "" : "\t");
	}
	return (addr);
}

static uintptr_t
examine_code(uintptr_t addr)
{
	size_t n;

	label(addr);
	if ((n = db_disasm(addr)) == 0)
		db_error("Address %#lx is not mapped\n", addr);
	db_printf("\n");
	return (addr + n);
}

/* A format whose things have a line each. */
static uintptr_t
examine_line(uintptr_t addr, char format)
{
	if (format == 'i')
		return (examine_code(addr));
	if (format == 'm')
		return (dump_line(addr));
	label(addr);
	return (print_string(addr));
}

void
db_cmd_examine(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	static char format = 'x';
	static size_t size = 4;

	if (modif[0] != '\0')
		size = 4;
	for (const char *p = modif; *p != '\0'; p++) {
		if (size_letter(*p, &size))
			continue;
		if (strchr("acdimorsuxz", *p) == NULL)
			db_error("Bad format %c: one of a c d i m o r s u x z, "
			    "with a size b h l g\n", *p);
		format = *p;
		if (format == 'a')
			size = sizeof(uintptr_t);
		else if (format == 'c')
			size = 1;
	}
	if (count < 1)
		count = 1;
	db_prev = addr;
	if (strchr("ims", format) != NULL)
		while (count-- > 0)
			addr = db_next = examine_line(addr, format);
	else
		addr = examine_values(addr, count, size, format);
	db_next = addr;
}

void
db_cmd_print(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	size_t size = 8;
	char format = 'r';

	for (const char *p = modif; *p != '\0'; p++)
		if (!size_letter(*p, &size))
			format = *p;
	if (format == 's') {
		(void)print_string(addr);
		return;
	}
	if (size < 8)
		addr &= ((uintptr_t)1 << size * 8) - 1;
	print_value(addr, size, format, false);
	db_printf("\n");
}

/* The size that modifiers give; 4 as ever in ddb. */
static size_t
size_of(const char *modif)
{
	size_t size = 4;

	for (; *modif != '\0'; modif++)
		if (!size_letter(*modif, &size))
			db_error("Bad size %c: b, h, l or g\n", *modif);
	return (size);
}

/* search[/bhlg] addr value [mask] [,count] */
void
db_cmd_search(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	size_t size = size_of(modif);
	uint64_t value, mask = ~0UL, v, left = UINT64_MAX;
	int t;

	if (!have)
		db_error("search[/bhlg] address value [mask] [,count]\n");
	if (!db_expression(&value))
		db_error("Value missing\n");
	(void)db_expression(&mask);
	if ((t = db_token()) == ',') {
		if (!db_expression(&left))
			db_error("Count missing\n");
	} else
		db_untoken(t);
	db_eol();
	if (size < 8)
		mask &= (1UL << size * 8) - 1;
	for (; left > 0; left--, addr += size) {
		if (left % 4096 == 0)
			db_interrupt();
		db_prev = db_next = addr;
		v = db_fetch(addr, size);
		if ((v & mask) == (value & mask)) {
			label(addr);
			print_value(v, size, 'x', false);
			db_printf("\n");
			return;
		}
	}
	db_printf("Not found\n");
}

/* write[/bhlg] addr value ... */
void
db_cmd_write(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	size_t size = size_of(modif);
	uint64_t v, old;
	bool any = false;

	if (!kmem_writable)
		db_error("Kernel memory is read-only: the kernel was started "
		    "without -U\n");
	if (!have)
		db_error("write[/bhlg] address value ...\n");
	while (db_expression(&v)) {
		old = db_fetch(addr, size);
		db_store(addr, &v, size);
		label(addr);
		db_printf("%#lx\t=\t%#lx\n", old, db_fetch(addr, size));
		addr += size;
		db_next = addr;
		any = true;
	}
	if (!any)
		db_error("Value missing\n");
	db_eol();
}

/* set $name [=] value */
void
db_cmd_set(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	char name[sizeof(db_name)];
	uint64_t v;
	int t;

	if (db_token() != DBT_VAR)
		db_error("set $name = value\n");
	strlcpy(name, db_name, sizeof(name));
	if ((t = db_token()) != '=')
		db_untoken(t);
	if (!db_expression(&v))
		db_error("Value missing\n");
	db_eol();
	db_var_set(name, v);
}

/* call function[(argument, ...)] */
void
db_cmd_call(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	uint64_t a[NARGS] = { 0 }, fn, r;
	size_t n = 0;
	char buf[96];
	int t;

	t = db_token();
	if (t == DBT_NAME) {
		/* A name by itself, so that its ( begins the arguments. */
		if (!db_sym_lookup(db_name, &fn))
			db_error("Symbol '%s' not found\n", db_name);
	} else {
		db_untoken(t);
		if (!db_expression(&fn))
			db_error("call function[(argument, ...)]\n");
	}
	if ((t = db_token()) == '(') {
		if ((t = db_token()) != ')') {
			db_untoken(t);
			do {
				if (n == NARGS)
					db_error("More than %d arguments\n",
					    NARGS);
				if (!db_expression(&a[n++]))
					db_error("Argument missing\n");
			} while ((t = db_token()) == ',');
			if (t != ')')
				db_error("Unmatched (\n");
		}
	} else
		db_untoken(t);
	db_eol();
	r = ((uint64_t (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
	    uint64_t))fn)(a[0], a[1], a[2], a[3], a[4], a[5]);
	db_sym_format(r, buf, sizeof(buf));
	db_printf("= %s\n", buf);
}
