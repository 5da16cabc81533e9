/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_output.c: the debugger's words: written at once, a screen at a time.
 *
 * After $lines lines --More-- waits: space for the next screen, return for a
 * line more, q or ^C for the prompt.  $lines=0 never waits.
 */
#include "ddb/db_int.h"
#include "ddb/ddb.h"
#include "lib/libkern.h"

#define CHUNK		128
#define CHAR_CTRL_C	3

static uint64_t lines_said;		/* since somebody looked */

struct out {
	char	 buf[CHUNK];
	size_t	 n;
};

static void
out_flush(struct out *o)
{
	machine_console_write_sync(o->buf, o->n);
	o->n = 0;
}

int
db_getc(void)
{
	int c = machine_console_getc();

	return (c == MACHINE_GETC_INTR ? CHAR_CTRL_C : c < 0 ? -1 : c);
}

static void
more(void)
{
	static const char ask[] = "--More--", wipe[] = "\r        \r";
	int c;

	machine_console_write_sync(ask, sizeof(ask) - 1);
	for (;;) {
		c = db_getc();
		if (c == ' ')
			lines_said = 0;
		else if (c == '\r' || c == '\n')
			lines_said = db_lines - 1;
		else if (c != 'q' && c != CHAR_CTRL_C && c != -1)
			continue;
		machine_console_write_sync(wipe, sizeof(wipe) - 1);
		if (c == 'q' || c == CHAR_CTRL_C || c == -1)
			db_abort();
		return;
	}
}

static void
out_char(int c, void *arg)
{
	struct out *o = arg;

	o->buf[o->n++] = (char)c;
	if (c == '\n' && db_lines != 0 && ++lines_said >= db_lines) {
		out_flush(o);
		more();
	} else if (o->n == CHUNK)
		out_flush(o);
}

int
ddb_vprintf(const char *fmt, va_list ap)
{
	struct out o = { .n = 0 };
	int n;

	db_interrupt();
	n = kvcprintf(out_char, &o, fmt, ap);
	out_flush(&o);
	return (n);
}

void
db_printf(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)ddb_vprintf(fmt, ap);
	va_end(ap);
}

void
db_screen(void)
{
	static bool known;

	if (!known)
		db_lines = (uint64_t)machine_console_rows();
	known = true;
}

void
db_output_begin(void)
{
	lines_said = 0;
	(void)machine_console_interrupted();
}

void
db_interrupt(void)
{
	if (machine_console_interrupted()) {
		machine_console_write_sync("^C\n", 3);
		db_abort();
	}
}
