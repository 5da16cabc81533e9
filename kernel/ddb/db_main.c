/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_main.c: the prompt, and the way back to it from anywhere.
 */
#include "ddb/db_int.h"
#include "ddb/ddb.h"
#include "sys/thread.h"
#include "lib/libkern.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DB_ASAN
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define DB_ASAN
#endif

#ifdef DB_ASAN
void	__asan_unpoison_memory_region(const volatile void *, size_t);
#endif

static struct db_jmpbuf prompt;
static bool at_prompt;			/* prompt may be jumped to */

/* What a sanitizer knows of the frames that are left without return. */
static void
forget_frames(void)
{
#ifdef DB_ASAN
	uintptr_t low = (uintptr_t)__builtin_frame_address(0);

	if (prompt.jb[6] > low)
		__asan_unpoison_memory_region((void *)low,
		    prompt.jb[6] - low);
#endif
}

void
db_abort(void)
{
	if (!at_prompt) {
		machine_console_write_sync("ddb: lost\n", 10);
		machine_abort();
	}
	forget_frames();
	db_longjmp(&prompt);
}

void
db_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)ddb_vprintf(fmt, ap);
	va_end(ap);
	db_abort();
}

void
ddb_abandon(const char *fmt, va_list ap)
{
	if (!cpu_debugging() || !at_prompt)
		return;
	db_printf("\nThe command failed: ");
	(void)ddb_vprintf(fmt, ap);
	db_printf("\n");
	db_abort();
}

void
ddb_abandonf(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	ddb_abandon(fmt, ap);
	va_end(ap);
}

static void
end_of_input(void)
{
	static const char text[] = "\nddb: end of input, the kernel ends\n";

	machine_console_write_sync(text, sizeof(text) - 1);
	machine_abort();
}

void
db_command_loop(void)
{
	static char line[DB_LINE];

	db_mode = DB_RUN;
	db_going = false;
	at_prompt = true;
	(void)db_setjmp(&prompt);
	while (!db_going) {
		db_output_begin();
		machine_console_write_sync("db> ", 4);
		if (!db_readline(line, sizeof(line)))
			end_of_input();
		db_execute(line);
	}
	at_prompt = false;
}
