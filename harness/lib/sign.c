/*
 * sign.c: signatures of failures; see sign.h.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "sign.h"

/* Functions that every panic has on top; what called them is of interest. */
static bool
is_messenger(const char *name, size_t n)
{
	static const char *const prefixes[] = {
		"panic", "kpanic", "vpanic", "kassert", "assert", "db_",
		"kdb_", "debugger", "Debugger", "breakpoint", "trap",
		"kernel_fault", "backtrace", "print_backtrace"
	};
	size_t i, len;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		len = strlen(prefixes[i]);
		if (n >= len && strncmp(name, prefixes[i], len) == 0)
			return (true);
	}
	return (false);
}

/* A line "  name+0x10 ..." of a backtrace: the length of name, or 0. */
static size_t
frame_name(const char **line, size_t n)
{
	const char *p = *line, *plus;
	size_t i;

	while (n > 0 && *p == ' ') {
		p++;
		n--;
	}
	plus = memmem(p, n, "+0x", 3);
	if (plus == NULL || plus == p)
		return (0);
	for (i = 0; p + i < plus; i++) {
		if (!isalnum((unsigned char)p[i]) && strchr("_.$", p[i]) ==
		    NULL)
			return (0);
	}
	*line = p;
	return (i);
}

/* The first function of a text's first backtrace that is no messenger. */
static bool
find_top(const char *text, char *top, size_t size)
{
	const char *line;
	size_t len, n;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		line = text;
		n = frame_name(&line, len);
		if (n > 0 && !is_messenger(line, n)) {
			snprintf(top, size, "%.*s", (int)n, line);
			return (true);
		}
	}
	return (false);
}

/* What follows the panic's line on the console; else what ddb traced. */
static void
take_top(struct sign *s, const char *dir)
{
	struct buf path = { 0 }, text = { 0 };
	const char *at;

	buf_fmt(&path, "%s/console.txt", dir);
	if (s->verdict == VKT_PANIC && buf_read(&text, path.data) == 0 &&
	    s->reason[0] != '\0' &&
	    (at = strstr(text.data, s->reason)) != NULL &&
	    find_top(at + strcspn(at, "\n"), s->top, sizeof(s->top)))
		goto out;
	buf_free(&path);
	buf_free(&text);
	buf_fmt(&path, "%s/ddb.txt", dir);
	if (s->verdict == VKT_PANIC && buf_read(&text, path.data) == 0)
		find_top(text.data, s->top, sizeof(s->top));
out:
	buf_free(&path);
	buf_free(&text);
}

void
sign_take(struct sign *s, enum vkt_verdict verdict, const char *reason,
    const char *dir)
{
	memset(s, 0, sizeof(*s));
	s->verdict = verdict;
	snprintf(s->reason, sizeof(s->reason), "%s", reason);
	if (dir != NULL)
		take_top(s, dir);
}

/* Step over a number, decimal or hexadecimal. */
static const char *
skip_number(const char *p)
{
	if (p[0] == '0' && p[1] == 'x')
		p += 2;
	while (isxdigit((unsigned char)*p))
		p++;
	return (p);
}

/* Equal but for numbers? */
static bool
same_text(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			a = skip_number(a);
			b = skip_number(b);
		} else if (*a++ != *b++)
			return (false);
	}
	return (*a == *b);
}

bool
sign_same(const struct sign *a, const struct sign *b)
{
	return (a->verdict == b->verdict && same_text(a->reason, b->reason) &&
	    (a->top[0] == '\0' || b->top[0] == '\0' ||
	    strcmp(a->top, b->top) == 0));
}

void
sign_text(const struct sign *s, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s%s%s%s", vkt_verdict_name(s->verdict),
	    s->reason[0] != '\0' ? ": " : "", s->reason,
	    s->top[0] != '\0' ? " (in " : "", s->top,
	    s->top[0] != '\0' ? ")" : "");
}
