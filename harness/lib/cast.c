/*
 * cast.c: asciicast v2 and plain transcripts.
 *
 * An event is a line [seconds, "o" or "i" or "m", text].  Text is UTF-8: a
 * sequence that is cut in two by a read waits in tail for its rest.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "cast.h"

double
cast_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((double)ts.tv_sec + (double)ts.tv_nsec / 1e9);
}

static FILE *
cast_file(const char *dir, const char *name)
{
	struct buf path = { 0 };
	FILE *fp;

	buf_fmt(&path, "%s/%s", dir, name);
	fp = fopen(path.data, "we");
	buf_free(&path);
	return (fp);
}

int
cast_open(struct cast *c, const char *dir, const char *title, unsigned cols,
    unsigned rows)
{
	struct buf head = { 0 };

	memset(c, 0, sizeof(*c));
	c->start = cast_now();
	c->cast = cast_file(dir, "console.cast");
	if (c->cast == NULL)
		return (errno);
	c->text = cast_file(dir, "console.txt");
	if (c->text == NULL)
		return (errno);
	buf_fmt(&head, "{\"version\": 2, \"width\": %u, \"height\": %u, "
	    "\"timestamp\": %lld, \"env\": {\"TERM\": \"dumb\"}, \"title\": ",
	    cols, rows, (long long)time(NULL));
	buf_json(&head, title, strlen(title));
	fprintf(c->cast, "%s}\n", head.data);
	buf_free(&head);
	return (0);
}

static void
cast_event(struct cast *c, char kind, const char *p, size_t n)
{
	struct buf line = { 0 };

	if (c->cast == NULL || n == 0)
		return;
	buf_fmt(&line, "[%.6f, \"%c\", ", cast_now() - c->start, kind);
	buf_json(&line, p, n);
	buf_str(&line, "]\n");
	fwrite(line.data, 1, line.len, c->cast);
	buf_free(&line);
}

/* Bytes at the end of p that begin a UTF-8 sequence without finishing it. */
static size_t
cast_cut(const char *p, size_t n)
{
	size_t i, want;
	unsigned char b;

	for (i = 1; i <= 3 && i <= n; i++) {
		b = (unsigned char)p[n - i];
		if ((b & 0xc0) == 0x80)
			continue;
		want = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc0 ? 2 : 1;
		return (want > i ? i : 0);
	}
	return (0);
}

void
cast_output(struct cast *c, const char *p, size_t n)
{
	size_t cut;

	buf_add(&c->tail, p, n);
	cut = cast_cut(c->tail.data, c->tail.len);
	cast_event(c, 'o', c->tail.data, c->tail.len - cut);
	buf_drop(&c->tail, c->tail.len - cut);
}

void
cast_input(struct cast *c, const char *p, size_t n)
{
	cast_event(c, 'i', p, n);
}

void
cast_text(void *arg, const char *p, size_t n)
{
	struct cast *c = arg;

	if (c->text != NULL)
		fwrite(p, 1, n, c->text);
}

void
cast_mark(struct cast *c, const char *what)
{
	cast_event(c, 'm', what, strlen(what));
}

void
cast_flush(struct cast *c)
{
	if (c->cast != NULL)
		fflush(c->cast);
	if (c->text != NULL)
		fflush(c->text);
}

int
cast_close(struct cast *c)
{
	int error = 0;

	if (c->tail.len > 0)
		cast_event(c, 'o', c->tail.data, c->tail.len);
	buf_free(&c->tail);
	if (c->cast != NULL && fclose(c->cast) != 0)
		error = errno;
	if (c->text != NULL && fclose(c->text) != 0)
		error = errno;
	c->cast = c->text = NULL;
	return (error);
}
