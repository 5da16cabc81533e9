/*
 * scan.c: the console's watchman; a byte at a time, so that no border
 * between two reads can hide anything.
 *
 * Invariant: line[0..len) is the current line without control bytes.  Of a
 * line that grows too long it holds the last part, and cont is set.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "scan.h"

enum { TEXT, ESCAPE, CSI, STRING, STRING_ESC };

static bool
starts(const struct scan *s, const char *text)
{
	size_t n = strlen(text);

	return (!s->cont && s->len >= n && memcmp(s->line, text, n) == 0);
}

static bool
ends(const struct scan *s, const char *text)
{
	size_t n = strlen(text);

	return (s->len >= n && memcmp(s->line + s->len - n, text, n) == 0);
}

/* A line is complete, or the kernel may never complete it. */
static void
scan_line(struct scan *s)
{
	const char *p;

	s->line[s->len] = '\0';
	if (s->panic[0] == '\0' && (starts(s, "panic: ") ||
	    (starts(s, "assertion \"") && strstr(s->line, " failed"))))
		snprintf(s->panic, sizeof(s->panic), "%.199s", s->line);
	else if (s->suspect[0] == '\0' &&
	    (p = strstr(s->line, "panic: ")) != NULL)
		snprintf(s->suspect, sizeof(s->suspect), "%.199s", p);
}

/* Prompts end in a blank and are not followed by a newline. */
static void
scan_prompt(struct scan *s)
{
	if (s->len == 4 && starts(s, "db> ")) {
		s->ddb = s->at_ddb = true;
		s->prompts++;
	} else if ((ends(s, "login: ") && !ends(s, "Last login: ")) ||
	    (s->len == 2 && starts(s, "# ")) ||
	    (starts(s, "Enter full pathname of shell") && ends(s, ": ")))
		s->booted = true;
}

static void
scan_text(struct scan *s, char c)
{
	if (s->cr && c != '\n') {
		scan_line(s);
		s->len = 0;
		s->cont = false;
	}
	s->cr = false;
	s->at_ddb = false;
	if (c == '\n') {
		scan_line(s);
		s->len = 0;
		s->cont = false;
		return;
	}
	if (s->len == sizeof(s->line) - 1) {
		scan_line(s);
		s->len = sizeof(s->line) / 2;
		memmove(s->line, s->line + sizeof(s->line) - 1 - s->len, s->len);
		s->cont = true;
	}
	s->line[s->len++] = c;
	if (c == ' ')
		scan_prompt(s);
}

/* Follow an escape sequence; true when c belongs to one. */
static bool
scan_escape(struct scan *s, unsigned char c)
{
	switch (s->esc) {
	case TEXT:
		if (c == 0x1b)
			s->esc = ESCAPE;
		return (c == 0x1b);
	case ESCAPE:
		s->esc = c == '[' ? CSI : c == ']' || c == 'P' ? STRING :
		    c >= 0x20 && c <= 0x2f ? ESCAPE : TEXT;
		return (true);
	case CSI:
		if (c >= 0x40 && c <= 0x7e)
			s->esc = TEXT;
		/* A line's end cannot be inside: the sequence was cut off. */
		if (c == '\n' || c == '\r')
			s->esc = TEXT;
		return (s->esc == CSI || (c != '\n' && c != '\r'));
	case STRING:
		if (c == 0x07 || c == '\n')
			s->esc = TEXT;
		else if (c == 0x1b)
			s->esc = STRING_ESC;
		return (c != '\n');
	default:
		s->esc = c == '\\' ? TEXT : STRING;
		return (true);
	}
}

void
scan_feed(struct scan *s, const char *p, size_t n,
    void (*clean)(void *, const char *, size_t), void *arg)
{
	char run[512];
	size_t i, len = 0;

	for (i = 0; i < n; i++) {
		if (scan_escape(s, (unsigned char)p[i]))
			continue;
		if (p[i] == '\r')
			s->cr = true;
		else if (p[i] == '\b') {
			if (s->len > 0)
				s->len--;
		} else if (p[i] == '\n' || p[i] == '\t' ||
		    (unsigned char)p[i] >= 0x20) {
			scan_text(s, p[i]);
			run[len++] = p[i];
		}
		if (clean != NULL && len == sizeof(run)) {
			clean(arg, run, len);
			len = 0;
		} else if (len == sizeof(run))
			len = 0;
	}
	if (clean != NULL && len > 0)
		clean(arg, run, len);
}
