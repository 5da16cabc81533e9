/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * args.c: the operands of dd(1), name=value.
 */
#include <ctype.h>
#include <err.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "dd.h"

#define BLOCK_MAX	(64UL << 20)

/* 10, 2b, 4k, 1m, 1g, 1t, 3w, and products with x. */
static uintmax_t
number(const char *what, const char *text)
{
	const char *p = text;
	uintmax_t total = 1, n, unit;
	char *end;

	for (;;) {
		if (!isdigit((unsigned char)*p))
			errx(1, "%s: illegal numeric value", what);
		n = strtoumax(p, &end, 0);
		unit = 1;
		switch (*end) {
		case 'b':
			unit = 512;
			break;
		case 'k': case 'K':
			unit = 1 << 10;
			break;
		case 'm': case 'M':
			unit = 1 << 20;
			break;
		case 'g': case 'G':
			unit = 1 << 30;
			break;
		case 't': case 'T':
			unit = 1ULL << 40;
			break;
		case 'w':
			unit = sizeof(int);
			break;
		}
		end += unit != 1;
		if (n > (uintmax_t)INT64_MAX / unit || (n > 0 &&
		    total > (uintmax_t)INT64_MAX / (n * unit)))
			errx(1, "%s: %s: too large", what, text);
		total *= n * unit;
		if (*end == '\0')
			return (total);
		if (*end != 'x' && *end != '*' && *end != 'X')
			errx(1, "%s: illegal numeric value", what);
		p = end + 1;
	}
}

static size_t
block(const char *what, const char *text)
{
	uintmax_t n = number(what, text);

	if (n == 0 || n > BLOCK_MAX)
		errx(1, "%s must be between 1 and %lu", what, BLOCK_MAX);
	return ((size_t)n);
}

static void
conversions(struct job *j, char *text)
{
	static const struct {
		const char	*name;
		unsigned int	 set, not;
	} table[] = {
		{ "block",	C_BLOCK,	C_UNBLOCK },
		{ "fsync",	C_FSYNC,	0 },
		{ "lcase",	C_LCASE,	C_UCASE },
		{ "noerror",	C_NOERROR,	0 },
		{ "notrunc",	C_NOTRUNC,	0 },
		{ "osync",	C_OSYNC,	C_BLOCK | C_UNBLOCK },
		{ "sparse",	C_SPARSE,	0 },
		{ "swab",	C_SWAB,		0 },
		{ "sync",	C_SYNC,		0 },
		{ "ucase",	C_UCASE,	C_LCASE },
		{ "unblock",	C_UNBLOCK,	C_BLOCK },
	};
	const size_t n = sizeof(table) / sizeof(table[0]);
	char *word;

	while ((word = strsep(&text, ",")) != NULL) {
		size_t i = 0;

		while (i < n && strcmp(word, table[i].name) != 0)
			i++;
		if (i == n)
			errx(1, "unknown conversion %s", word);
		if ((j->conv & table[i].not) != 0)
			errx(1, "%s: illegal conversion combination", word);
		j->conv |= table[i].set;
	}
}

static void
status(struct job *j, const char *text)
{
	if (strcmp(text, "none") == 0)
		j->report = NONE;
	else if (strcmp(text, "noxfer") == 0)
		j->report = NOXFER;
	else
		errx(1, "unknown status %s", text);
}

static off_t
blocks(const char *what, const char *text)
{
	return ((off_t)number(what, text));
}

static void
operand(struct job *j, const char *name, char *value)
{
	if (strcmp(name, "if") == 0) {
		j->in = value;
	} else if (strcmp(name, "of") == 0) {
		j->out = value;
	} else if (strcmp(name, "bs") == 0) {
		j->ibs = j->obs = block(name, value);
		j->one = true;
	} else if (strcmp(name, "ibs") == 0) {
		if (!j->one)
			j->ibs = block(name, value);
	} else if (strcmp(name, "obs") == 0) {
		if (!j->one)
			j->obs = block(name, value);
	} else if (strcmp(name, "cbs") == 0) {
		j->cbs = block(name, value);
	} else if (strcmp(name, "count") == 0) {
		j->count = number(name, value);
		j->counted = true;
	} else if (strcmp(name, "files") == 0) {
		if ((j->files = number(name, value)) == 0)
			errx(1, "files must be between 1 and %jd", INTMAX_MAX);
	} else if (strcmp(name, "skip") == 0 || strcmp(name, "iseek") == 0) {
		j->skip = blocks(name, value);
	} else if (strcmp(name, "seek") == 0 || strcmp(name, "oseek") == 0) {
		j->seek = blocks(name, value);
	} else if (strcmp(name, "conv") == 0) {
		conversions(j, value);
	} else if (strcmp(name, "fillchar") == 0) {
		if (strlen(value) != 1)
			errx(1, "need exactly one fill char");
		j->fill = (unsigned char)value[0];
	} else if (strcmp(name, "status") == 0) {
		status(j, value);
	} else {
		errx(1, "unknown operand %s", name);
	}
}

void
parse(struct job *j, char **argv)
{
	char *value;

	for (; *argv != NULL; argv++) {
		if ((value = strchr(*argv, '=')) == NULL)
			errx(1, "unknown operand %s", *argv);
		*value++ = '\0';
		if (*value == '\0')
			errx(1, "no value specified for %s", *argv);
		operand(j, *argv, value);
	}
	if (j->skip > INT64_MAX / (off_t)j->ibs ||
	    j->seek > INT64_MAX / (off_t)j->obs)
		errx(1, "seek offsets cannot be larger than %jd", INTMAX_MAX);
	if ((j->conv & (C_BLOCK | C_UNBLOCK)) != 0 && j->cbs == 0)
		errx(1, "record operations require cbs");
	if ((j->conv & (C_BLOCK | C_UNBLOCK)) == 0)
		j->cbs = 0;
	if (j->conv != 0 && (j->conv & ~(unsigned int)(C_NOERROR | C_NOTRUNC |
	    C_SYNC | C_SPARSE | C_FSYNC)) != 0)
		j->one = false;
}
