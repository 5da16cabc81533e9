/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_input.c: a line from the console: editing and history.
 *
 *	^A ^E ^B ^F	begin, end, left, right (arrows too)
 *	^H DEL ^D	rub out to the left, under the cursor
 *	^U ^K ^W	the line, its rest, the word before
 *	^P ^N		older and newer lines (arrows too)
 *	^R		show the line again
 *	^C		forget the line
 *
 * The cursor is moved with backspaces and by writing: any terminal will do.
 */
#include "ddb/db_int.h"
#include "lib/libkern.h"

#define CTRL(c)		((c) & 0x1f)
#define DEL		0x7f
#define ESC		0x1b
#define NHISTORY	16

static char history[NHISTORY][DB_LINE];
static unsigned history_next;		/* lines ever kept */

static struct {
	char	*buf;
	size_t	 size, len, pos;
	unsigned back;			/* how far back in history; 0: not */
	char	 kept[DB_LINE];		/* what was typed before going there */
} ed;

static void
put(const char *s, size_t n)
{
	machine_console_write_sync(s, n);
}

static void
back(size_t n)
{
	while (n-- > 0)
		put("\b", 1);
}

/* Write the line from pos on, over what was there; extra: it was longer. */
static void
redraw(size_t extra)
{
	put(ed.buf + ed.pos, ed.len - ed.pos);
	for (size_t i = 0; i < extra; i++)
		put(" ", 1);
	back(ed.len - ed.pos + extra);
}

/* Take n characters away before the cursor. */
static void
erase(size_t n)
{
	memmove(ed.buf + ed.pos - n, ed.buf + ed.pos, ed.len - ed.pos);
	back(n);
	ed.pos -= n;
	ed.len -= n;
	redraw(n);
}

static void
insert(char c)
{
	if (ed.len + 1 >= ed.size) {
		put("\a", 1);
		return;
	}
	memmove(ed.buf + ed.pos + 1, ed.buf + ed.pos, ed.len - ed.pos);
	ed.buf[ed.pos++] = c;
	ed.len++;
	put(&c, 1);
	redraw(0);
}

static void
move(size_t pos)
{
	if (pos > ed.pos)
		put(ed.buf + ed.pos, pos - ed.pos);
	else
		back(ed.pos - pos);
	ed.pos = pos;
}

static void
replace(const char *line)
{
	size_t was = ed.len;

	move(0);
	ed.len = strlcpy(ed.buf, line, ed.size);
	redraw(was > ed.len ? was - ed.len : 0);
	move(ed.len);
}

static void
recall(int step)
{
	unsigned n = ed.back + (unsigned)step;

	if (n > K_MIN(history_next, (unsigned)NHISTORY)) {
		put("\a", 1);		/* too old, or wrapped below zero */
		return;
	}
	ed.buf[ed.len] = '\0';
	if (ed.back == 0)
		strlcpy(ed.kept, ed.buf, sizeof(ed.kept));
	ed.back = n;
	replace(n == 0 ? ed.kept : history[(history_next - n) % NHISTORY]);
}

static void
remember(const char *line)
{
	const char *last = history[(history_next - 1) % NHISTORY];

	if (line[0] == '\0' || (history_next > 0 && strcmp(line, last) == 0))
		return;
	strlcpy(history[history_next++ % NHISTORY], line, DB_LINE);
}

static size_t
word_before(void)
{
	size_t n = ed.pos;

	while (n > 0 && ed.buf[n - 1] == ' ')
		n--;
	while (n > 0 && ed.buf[n - 1] != ' ')
		n--;
	return (ed.pos - n);
}

/* ESC [ A and its like, as the control characters they stand for. */
static int
arrow(void)
{
	static const char letters[] = "ABCD";
	static const char means[] = { CTRL('P'), CTRL('N'), CTRL('F'),
	    CTRL('B') };
	const char *p;
	int c = db_getc();

	if (c != '[' && c != 'O')
		return (c);
	c = db_getc();
	p = c > 0 ? strchr(letters, c) : NULL;
	return (p != NULL ? means[p - letters] : 0);
}

static void
edit(int c)
{
	switch (c) {
	case CTRL('A'):
		move(0);
		break;
	case CTRL('E'):
		move(ed.len);
		break;
	case CTRL('B'):
		move(ed.pos > 0 ? ed.pos - 1 : 0);
		break;
	case CTRL('F'):
		move(K_MIN(ed.pos + 1, ed.len));
		break;
	case CTRL('H'):
	case DEL:
		if (ed.pos > 0)
			erase(1);
		break;
	case CTRL('D'):
		if (ed.pos < ed.len) {
			move(ed.pos + 1);
			erase(1);
		}
		break;
	case CTRL('U'):
		move(ed.len);
		erase(ed.len);
		break;
	case CTRL('K'):
		c = (int)(ed.len - ed.pos);
		ed.len = ed.pos;
		redraw((size_t)c);
		break;
	case CTRL('W'):
		erase(word_before());
		break;
	case CTRL('P'):
		recall(1);
		break;
	case CTRL('N'):
		recall(-1);
		break;
	case CTRL('R'):
		put("^R\ndb> ", 7);
		put(ed.buf, ed.len);
		back(ed.len - ed.pos);
		break;
	default:
		if (c >= ' ' && c < DEL)
			insert((char)c);
	}
}

bool
db_readline(char *buf, size_t size)
{
	int c;

	ed.buf = buf;
	ed.size = K_MIN(size, (size_t)DB_LINE);
	ed.len = ed.pos = 0;
	ed.back = 0;
	for (;;) {
		c = db_getc();
		if (c == ESC)
			c = arrow();
		if (c < 0)
			return (false);
		if (c == CTRL('C')) {
			put("^C\n", 3);
			db_abort();
		}
		if (c == '\r' || c == '\n') {
			put("\n", 1);
			buf[ed.len] = '\0';
			remember(buf);
			return (true);
		}
		edit(c);
	}
}
