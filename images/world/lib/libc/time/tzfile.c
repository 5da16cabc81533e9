/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tzfile.c: reading a TZif file, tzfile(5), RFC 8536.  The file may be
 * anybody's (TZ names it): nothing in it is believed.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tz.h"

#define HEADER		44
#define FILE_MAX	(256 << 10)

/* The counts of a header. */
struct counts {
	uint32_t	isut, isstd, leap, times, types, chars;
};

static uint32_t
be32(const unsigned char *p)
{
	return ((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3]);
}

static int64_t
be64(const unsigned char *p)
{
	return ((int64_t)((uint64_t)be32(p) << 32 | be32(p + 4)));
}

/* Bytes of the block behind the header with times of that size. */
static size_t
block_size(const struct counts *c, size_t time)
{
	return (c->times * (time + 1) + c->types * 6 + c->chars +
	    c->leap * (time + 4) + c->isstd + c->isut);
}

/* A header at p, of which left bytes are there; checks the block's size. */
static bool
read_header(const unsigned char *p, size_t left, size_t time, struct counts *c)
{
	if (left < HEADER || memcmp(p, "TZif", 4) != 0)
		return (false);
	c->isut = be32(p + 20);
	c->isstd = be32(p + 24);
	c->leap = be32(p + 28);
	c->times = be32(p + 32);
	c->types = be32(p + 36);
	c->chars = be32(p + 40);
	return (c->times <= TZ_MAX_TIMES && c->types > 0 &&
	    c->types <= TZ_MAX_TYPES && c->chars > 0 &&
	    c->chars <= TZ_MAX_CHARS && c->leap <= TZ_MAX_TIMES &&
	    c->isstd <= TZ_MAX_TYPES && c->isut <= TZ_MAX_TYPES &&
	    block_size(c, time) <= left - HEADER);
}

static bool
read_types(const unsigned char *p, const struct counts *c, struct tz *tz)
{
	const char *names = (const char *)p + c->types * 6;

	for (uint32_t i = 0; i < c->types; i++, p += 6) {
		struct tz_type *t = &tz->types[i];
		size_t room = c->chars - p[5], n;

		t->off = (int32_t)be32(p);
		t->dst = p[4] != 0;
		if (p[5] >= c->chars || t->off < -93599 || t->off > 93599 ||
		    (n = strnlen(names + p[5], room)) == room ||
		    n > TZ_NAME_MAX)
			return (false);
		memcpy(t->name, names + p[5], n + 1);
	}
	return (true);
}

static bool
read_block(const unsigned char *p, const struct counts *c, size_t size,
    struct tz *tz)
{
	const unsigned char *idx = p + c->times * size;

	tz->ntimes = (int)c->times;
	tz->ntypes = (int)c->types;
	for (int i = 0; i < tz->ntimes; i++, p += size) {
		tz->time[i] = size == 8 ? be64(p) : (int32_t)be32(p);
		tz->type[i] = idx[i];
		if (idx[i] >= c->types ||
		    (i > 0 && tz->time[i] <= tz->time[i - 1]))
			return (false);
	}
	return (read_types(idx + c->times, c, tz));
}

/* The rule at the end, between two newlines; none is none. */
static void
read_footer(const unsigned char *p, size_t left, struct tz *tz)
{
	char text[256];
	const unsigned char *nl;
	size_t n;

	tz->has_rule = false;
	if (left < 2 || p[0] != '\n' ||
	    (nl = memchr(p + 1, '\n', left - 1)) == NULL)
		return;
	n = (size_t)(nl - p) - 1;
	if (n == 0 || n >= sizeof(text))
		return;
	memcpy(text, p + 1, n);
	text[n] = '\0';
	tz->has_rule = __tz_parse(text, &tz->rule);
}

static bool
parse(const unsigned char *p, size_t left, struct tz *tz)
{
	struct counts c;
	size_t skip;

	if (left < HEADER || memcmp(p, "TZif", 4) != 0)
		return (false);
	tz->has_rule = false;
	if (p[4] < '2')
		return (read_header(p, left, 4, &c) &&
		    read_block(p + HEADER, &c, 4, tz));
	/* The first block is for old readers; it may have nothing. */
	c.isut = be32(p + 20);
	c.isstd = be32(p + 24);
	c.leap = be32(p + 28);
	c.times = be32(p + 32);
	c.types = be32(p + 36);
	c.chars = be32(p + 40);
	if (c.isut > left || c.isstd > left || c.leap > left ||
	    c.times > left || c.types > left || c.chars > left ||
	    (skip = HEADER + block_size(&c, 4)) > left)
		return (false);
	p += skip;
	left -= skip;
	if (!read_header(p, left, 8, &c) || !read_block(p + HEADER, &c, 8, tz))
		return (false);
	skip = HEADER + block_size(&c, 8);
	read_footer(p + skip, left - skip, tz);
	return (true);
}

bool
__tz_read(const char *path, struct tz *tz)
{
	struct stat st;
	unsigned char *data = NULL;
	size_t size, got = 0;
	ssize_t n;
	bool good = false;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0)
		return (false);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_size < HEADER || st.st_size > FILE_MAX)
		goto out;
	size = (size_t)st.st_size;
	if ((data = malloc(size)) == NULL)
		goto out;
	while (got < size && (n = read(fd, data + got, size - got)) > 0)
		got += (size_t)n;
	good = got == size && parse(data, size, tz);
out:
	free(data);
	close(fd);
	return (good);
}
