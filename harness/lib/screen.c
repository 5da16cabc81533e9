/*
 * screen.c: a failed case on one screen of 80 columns.
 *
 * Paths and commands stand whole, for they are copied; what only is read is
 * cut at the right margin.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "screen.h"

#define WIDTH		78	/* of text that is cut, behind two blanks */
/* With all of these it is 24 lines. */
#define CONSOLE_LINES	5
#define CONSOLE_ALONE	8	/* where the debugger said nothing */
#define TRACE_LINES	4
#define LOG_LINES	3
#define PROCESS_LINES	3

/* A line, cut at the margin. */
static void
put_line(FILE *fp, const char *line, size_t n)
{
	fprintf(fp, "  %.*s%s\n", (int)(n > WIDTH ? WIDTH - 3 : n), line,
	    n > WIDTH ? "..." : "");
}

/* The last lines of a text. */
static void
put_tail(FILE *fp, const char *title, const struct buf *text, int lines)
{
	const char *p, *end;
	size_t len = text->len, n;

	while (len > 0 && strchr("\n ", text->data[len - 1]) != NULL)
		len--;
	if (len == 0)
		return;
	fprintf(fp, "%s\n", title);
	end = text->data + len;
	for (p = end; p > text->data && (p[-1] != '\n' || --lines > 0); p--)
		continue;
	for (; p < end; p += n + 1) {
		n = strcspn(p, "\n");
		if (n > (size_t)(end - p))
			n = (size_t)(end - p);
		put_line(fp, p, n);
	}
}

static int
artifact(const struct screen *s, const char *name, struct buf *text)
{
	struct buf path = { 0 };
	int error;

	buf_fmt(&path, "%s/%s", s->boot->dir, name);
	error = buf_read(text, path.data);
	buf_free(&path);
	return (error);
}

static void
put_artifact(const struct screen *s, FILE *fp, const char *title,
    const char *name, int lines)
{
	struct buf text = { 0 };

	if (artifact(s, name, &text) == 0 && text.len > 0)
		put_tail(fp, title, &text, lines);
	buf_free(&text);
}

/* The line behind p's. */
static const char *
next_line(const char *p)
{
	p += strcspn(p, "\n");
	return (p + (*p == '\n'));
}

/* The line that begins so, or NULL. */
static const char *
find_line(const char *text, const char *begin)
{
	for (; *text != '\0'; text = next_line(text)) {
		if (strncmp(text, begin, strlen(begin)) == 0)
			return (text);
	}
	return (NULL);
}

/*
 * What the guest said last: up to the panic, or to what the autopsy asked the
 * debugger.
 */
static void
put_console(const struct screen *s, FILE *fp, int lines)
{
	struct buf text = { 0 }, ddb = { 0 };
	const char *end = NULL;

	if (artifact(s, "console.txt", &text) == 0 && text.len > 0) {
		if (s->result->verdict == VKT_PANIC &&
		    (end = find_line(text.data, "panic: ")) != NULL)
			end = next_line(end);
		else if (artifact(s, "ddb.txt", &ddb) == 0 && ddb.len > 0)
			end = memmem(text.data, text.len, ddb.data, ddb.len);
		if (end != NULL)
			text.len = (size_t)(end - text.data);
		put_tail(fp, "console:", &text, lines);
	}
	buf_free(&text);
	buf_free(&ddb);
}

/* Does a line name a function?  Debuggers write offsets, or a frame. */
static bool
is_frame(const char *line, size_t n)
{
	return (strncmp(line, "Stopped at", 10) != 0 &&
	    (memmem(line, n, "+0x", 3) != NULL ||
	    memmem(line, n, "() at ", 6) != NULL ||
	    (line[0] == '#' && memmem(line, n, " in ", 4) != NULL) ||
	    memmem(line, n, "_trace()", 8) != NULL));
}

/*
 * The first run of frames in what a debugger said, from the one that panicked
 * on; the stack of an idle processor only where there is no other.
 */
static bool
put_frames(const struct screen *s, FILE *fp, const char *name)
{
	struct buf text = { 0 };
	const char *p, *first = NULL, *idle = NULL;
	int lines;

	if (artifact(s, name, &text) != 0)
		goto out;
	for (p = text.data; *p != '\0'; p = next_line(p)) {
		if (!is_frame(p, strcspn(p, "\n"))) {
			if (first != NULL)
				break;
		} else if (strncmp(p, "sched_idle_loop+", 16) == 0) {
			idle = idle != NULL ? idle : first;
			first = NULL;
			while (is_frame(p, strcspn(p, "\n")))
				p = next_line(p);
		} else if (first == NULL)
			first = p;
		else if (strncmp(p, "panic+0x", 8) == 0)
			first = next_line(p);
	}
	if (first == NULL && (first = idle) == NULL)
		goto out;
	fprintf(fp, "backtrace (%s):\n", name);
	for (lines = 0; lines < TRACE_LINES && is_frame(first, strcspn(first, "\n")); lines++) {
		put_line(fp, first, strcspn(first, "\n"));
		first = next_line(first);
	}
out:
	buf_free(&text);
	return (first != NULL);
}

/* The guest's processes, as the debugger lists them, the newest ones. */
static void
put_processes(const struct screen *s, FILE *fp)
{
	const char *p = NULL, *lines[PROCESS_LINES];
	struct buf text = { 0 };
	size_t n = 0, i;

	if (artifact(s, "ddb.txt", &text) == 0)
		p = find_line(text.data, "  pid  ppid");
	if (p != NULL) {
		fprintf(fp, "processes (ddb.txt):\n");
		put_line(fp, p, strcspn(p, "\n"));
		for (p = next_line(p); strtol(p, NULL, 10) > 0 ||
		    strncmp(p, "    0 ", 6) == 0; p = next_line(p)) {
			if (p[4] != '0' || p[3] != ' ')
				lines[n++ % PROCESS_LINES] = p;
		}
		for (i = n > PROCESS_LINES ? n - PROCESS_LINES : 0; i < n; i++)
			put_line(fp, lines[i % PROCESS_LINES],
			    strcspn(lines[i % PROCESS_LINES], "\n"));
	}
	buf_free(&text);
}

/* Where the script was, as vkt.exp left it in the second line. */
static void
put_script(const struct screen *s, FILE *fp)
{
	struct buf text = { 0 };
	char *where = NULL;

	if (s->boot->script == NULL)
		return;
	if (artifact(s, "reason.txt", &text) == 0 &&
	    (where = strchr(text.data, '\n')) != NULL) {
		where++;
		where[strcspn(where, "\n")] = '\0';
	}
	fprintf(fp, "script:    %s%s%s\n", s->boot->script,
	    where != NULL && *where != '\0' ? ", line " : "",
	    where != NULL ? where : "");
	buf_free(&text);
}

static void
put_expected(const struct screen *s, FILE *fp)
{
	const struct vkt_case *c = s->c;

	fprintf(fp, "claim:     %s\n", c->descr);
	fprintf(fp, "expected:  %s", vkt_verdict_name(c->verdict));
	if (c->verdict == VKT_PASS)
		fprintf(fp, ", exit status %d", c->exit);
	if (c->reason != NULL)
		fprintf(fp, ", \"%s\"", c->reason);
	fprintf(fp, ", within %u s\n", s->boot->timeout);
}

/* An argument of sh(1). */
static void
put_quoted(FILE *fp, const char *text)
{
	putc('\'', fp);
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\\''", fp);
		else
			putc(*text, fp);
	}
	putc('\'', fp);
}

int
screen_again(const struct screen *s)
{
	struct buf path = { 0 };
	const char *slash = strrchr(s->program, '/');
	FILE *fp;
	int error = 0;

	buf_fmt(&path, "%s/again.sh", s->boot->dir);
	fp = fopen(path.data, "we");
	if (fp == NULL) {
		error = errno;
		goto out;
	}
	fprintf(fp, "#!/bin/sh\n# Run the case %s of %s again.\n"
	    "dir=$(mktemp -d \"${TMPDIR:-/tmp}/vkt.XXXXXX\") && "
	    "cd \"$dir\" || exit 71\n"
	    "echo \"work directory: $dir\" >&2\n"
	    "export PATH=\"$PATH:/usr/sbin:/sbin\" "
	    "__RUNNING_INSIDE_ATF_RUN=internal-yes-value\n"
	    "exec ", s->c->name, s->program);
	path.len = 0;
	buf_fmt(&path, "%s/%s", s->objdir, s->program);
	put_quoted(fp, path.data);
	fputs(" -s ", fp);
	path.len = 0;
	buf_fmt(&path, "%s/%.*s", s->objdir, slash == NULL ? 0 :
	    (int)(slash - s->program), s->program);
	put_quoted(fp, path.data);
	fputs(" -v artifacts=\"$dir/artifacts\" -v results=\"$dir/results\" "
	    "-v keep=\"${KEEP:-0}\" -v objdir=", fp);
	put_quoted(fp, s->objdir);
	fputs(" -v kernel=", fp);
	put_quoted(fp, getenv("VKERNEL"));
	fprintf(fp, " %s\n", s->c->name);
	if (fclose(fp) != 0)
		error = errno;
out:
	buf_free(&path);
	return (error);
}

void
screen_print(const struct screen *s, FILE *fp)
{
	const struct vkt_boot *b = s->boot;
	size_t i;

	fprintf(fp, "run:       %s", b->kernel);
	for (i = 0; b->args != NULL && b->args[i] != NULL; i++)
		fprintf(fp, " %s", b->args[i]);
	putc('\n', fp);
	if (s->c->image != NULL)
		fprintf(fp, "image:     %s\n", s->c->image);
	put_script(s, fp);
	put_expected(s, fp);
	fprintf(fp, "came:      %s: %s\n", vkt_verdict_name(s->result->verdict),
	    s->result->reason);
	if (put_frames(s, fp, "ddb.txt") || put_frames(s, fp, "gdb.txt")) {
		put_processes(s, fp);
		put_console(s, fp, CONSOLE_LINES);
	} else {
		put_artifact(s, fp, "script said:", "expect.log", LOG_LINES);
		put_console(s, fp, CONSOLE_ALONE);
	}
	fprintf(fp, "artifacts: %s\n", b->dir);
	if (s->result->kept)
		fprintf(fp, "still up:  vkt boot --attach %s\n", b->dir);
	if (screen_again(s) == 0)
		fprintf(fp, "again:     sh %s/again.sh\n", b->dir);
}
