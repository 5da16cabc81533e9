/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * print.c: the layouts of ls(1): one a line, columns, a stream, long.
 */
#include <sys/param.h>
#include <err.h>
#include <libutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ls.h"

#define HALF_YEAR	((365 / 2) * 86400)
#define TAB		8

static int64_t
in_blocks(int64_t blocks)
{
	return ((blocks + opt.blocksize - 1) / opt.blocksize);
}

/* [inode] [blocks] name[mark]; the columns that takes. */
static int
print_entry(const struct batch *b, const FTSENT *e)
{
	const struct stat *st = e->fts_statp;
	int width = 0;

	if (opt.inode)
		width += printf("%*ju ", b->w_inode, (uintmax_t)st->st_ino);
	if (opt.blocks)
		width += printf("%*jd ", b->w_blocks,
		    (intmax_t)in_blocks(st->st_blocks));
	color_begin(st->st_mode);
	width += name_print(e->fts_name);
	color_end();
	return (width + mark_print(st->st_mode));
}

static void
print_single(const struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		print_entry(b, b->entry[i]);
		putchar('\n');
	}
}

static void
print_stream(const struct batch *b)
{
	int width, column = 0;

	for (size_t i = 0; i < b->n; i++) {
		width = name_width(b->entry[i]->fts_name) +
		    (i + 1 < b->n ? 2 : 0);
		if (column > 0 && column + width >= opt.width) {
			putchar('\n');
			column = 0;
		}
		column += print_entry(b, b->entry[i]);
		if (i + 1 < b->n)
			column += printf(", ");
	}
	if (column > 0)
		putchar('\n');
}

static void
print_columns(const struct batch *b)
{
	int width = b->w_name, column, end, n = (int)b->n, across, rows;

	width += opt.inode ? b->w_inode + 1 : 0;
	width += opt.blocks ? b->w_blocks + 1 : 0;
	width += opt.mark || opt.slash;
	width = (width + TAB) & ~(TAB - 1);
	across = opt.width / width;
	if (across < 2) {
		print_single(b);
		return;
	}
	rows = howmany(n, across);
	for (int row = 0; row < rows; row++) {
		int i = opt.layout == ACROSS ? row * across : row;
		int step = opt.layout == ACROSS ? 1 : rows;
		int last = opt.layout == ACROSS ? MIN(n, i + across) : n;

		for (column = 0, end = width; i < last; end += width) {
			column += print_entry(b, b->entry[i]);
			if ((i += step) >= last)
				break;
			for (; column < end; column = (column + TAB) & ~(TAB - 1))
				putchar('\t');
		}
		putchar('\n');
	}
}

static void
print_time(time_t t)
{
	static time_t now;
	const char *format = "%b %e  %Y";
	struct tm tm;
	char text[64];

	if (now == 0)
		now = time(NULL);
	if (opt.seconds)
		format = "%b %e %T %Y";
	else if (t + HALF_YEAR > now && t < now + HALF_YEAR)
		format = "%b %e %R";
	if (localtime_r(&t, &tm) == NULL ||
	    strftime(text, sizeof(text), format, &tm) == 0)
		snprintf(text, sizeof(text), "%jd", (intmax_t)t);
	printf("%s ", text);
}

static void
print_size(const struct batch *b, const struct stat *st)
{
	char text[16];
	int min;

	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) {
		min = minor(st->st_rdev);
		if (min < 0 || min > 255)
			printf("%*d, 0x%08x ", b->w_size - 12,
			    major(st->st_rdev), (unsigned int)min);
		else
			printf("%*d, %3d ", b->w_size - 5, major(st->st_rdev),
			    min);
	} else if (opt.human) {
		humanize_number(text, 5, st->st_size, "", HN_AUTOSCALE,
		    HN_B | HN_NOSPACE | HN_DECIMAL);
		printf("%*s ", b->w_size, text);
	} else {
		printf("%*jd ", b->w_size, (intmax_t)st->st_size);
	}
}

static void
print_target(const FTSENT *e)
{
	char path[MAXPATHLEN], target[MAXPATHLEN];
	ssize_t n;

	if (e->fts_level == FTS_ROOTLEVEL)
		n = snprintf(path, sizeof(path), "%s", e->fts_name);
	else
		n = snprintf(path, sizeof(path), "%s/%s",
		    e->fts_parent->fts_accpath, e->fts_name);
	if (n >= (ssize_t)sizeof(path) ||
	    (n = readlink(path, target, sizeof(target) - 1)) < 0) {
		warn("%s", path);
		return;
	}
	target[n] = '\0';
	printf(" -> ");
	name_print(target);
}

static void
print_long(const struct batch *b)
{
	char mode[16];

	for (size_t i = 0; i < b->n; i++) {
		const FTSENT *e = b->entry[i];
		const struct stat *st = e->fts_statp;
		const struct detail *d = e->fts_pointer;

		if (opt.inode)
			printf("%*ju ", b->w_inode, (uintmax_t)st->st_ino);
		if (opt.blocks)
			printf("%*jd ", b->w_blocks,
			    (intmax_t)in_blocks(st->st_blocks));
		strmode(st->st_mode, mode);
		printf("%s %*u %-*s  %-*s  ", mode, b->w_nlink,
		    (unsigned int)st->st_nlink, b->w_user, d->user, b->w_group,
		    d->group);
		if (opt.flags)
			printf("%-*s ", b->w_flags, d->flags);
		print_size(b, st);
		print_time(time_of(st));
		color_begin(st->st_mode);
		name_print(e->fts_name);
		color_end();
		mark_print(st->st_mode);
		if (S_ISLNK(st->st_mode))
			print_target(e);
		putchar('\n');
	}
}

void
batch_print(const struct batch *b)
{
	if (b->total && (opt.layout == LONG || opt.blocks))
		printf("total %jd\n", (intmax_t)in_blocks(b->blocks));
	switch (opt.layout) {
	case LONG:
		print_long(b);
		break;
	case STREAM:
		print_stream(b);
		break;
	case COLUMNS:
	case ACROSS:
		print_columns(b);
		break;
	case SINGLE:
		print_single(b);
		break;
	}
}
