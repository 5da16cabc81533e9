/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse.c: a label from its text.  Lines "key: value" change what is known of
 * the slice; after "N partitions:" come lines "a: size offset fstype".
 *
 * Sizes and offsets are in the units of print.c, or with K, M, G, T behind
 * them; a size of * is what is left, an offset of * is the end of the one
 * before.
 */
#include "disklabel.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct parse {
	struct target *p_t;
	const char *p_file;
	int	 p_line;
	bool	 p_bad;
	bool	 p_parts;	/* partitions have begun */
	uint64_t p_next;	/* end of the one before, bytes from the base */
};

static void
complain(struct parse *p, const char *what)
{
	fprintf(stderr, "%s: line %d: %s\n", p->p_file, p->p_line, what);
	p->p_bad = true;
}

static char *
trim(char *s)
{
	char *end;

	while (isspace((unsigned char)*s))
		s++;
	end = s + strlen(s);
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return (s);
}

/* A number of units of unit bytes, or with a suffix. */
static bool
bytes_of(const char *s, uint64_t unit, uint64_t *out)
{
	unsigned long long v;
	char *end;

	errno = 0;
	v = strtoull(s, &end, 0);
	if (end == s || errno != 0 || *s == '-')
		return (false);
	switch (toupper((unsigned char)*end)) {
	case '\0':
		break;
	case 'K':
		unit = 1ull << 10;
		break;
	case 'M':
		unit = 1ull << 20;
		break;
	case 'G':
		unit = 1ull << 30;
		break;
	case 'T':
		unit = 1ull << 40;
		break;
	default:
		return (false);
	}
	if (*end != '\0' && end[1] != '\0')
		return (false);
	if (v > UINT64_MAX / 4 / unit)
		return (false);
	*out = v * unit;
	return (true);
}

/* Bytes that partitions may use, from the base of offsets on. */
static uint64_t
room(const struct target *t)
{
	const struct disklabel64 *l = &t->t_label.l64;

	if (!t->t_is64)
		return (t->t_size);
	return (l->d_pstop > l->d_pbase ? l->d_pstop - l->d_pbase : 0);
}

static void
set_part(struct parse *p, int i, uint64_t off, uint64_t size, int fstype)
{
	struct target *t = p->p_t;

	if (t->t_is64) {
		struct partition64 *pp = &t->t_label.l64.d_partitions[i];

		pp->p_boffset = size != 0 ? off + t->t_label.l64.d_pbase : 0;
		pp->p_bsize = size;
		pp->p_fstype = (uint8_t)fstype;
	} else {
		struct partition32 *pp = &t->t_label.l32.d_partitions[i];

		if (off / t->t_secsize > UINT32_MAX ||
		    size / t->t_secsize > UINT32_MAX) {
			complain(p, "too large for a label of 32 bits");
			return;
		}
		pp->p_offset = (uint32_t)(off / t->t_secsize);
		pp->p_size = (uint32_t)(size / t->t_secsize);
		pp->p_fstype = (uint8_t)fstype;
	}
	/* c is the whole slice: nothing follows it. */
	if (i != RAW_PART || t->t_is64)
		p->p_next = off + size;
}

/* "a: size offset fstype ..." with a already cut off. */
static void
parse_part(struct parse *p, int i, char *rest)
{
	uint64_t unit = p->p_t->t_is64 ? 1024 : p->p_t->t_secsize, off, size;
	char *size_s = strtok(rest, " \t"), *off_s = strtok(NULL, " \t");
	char *type_s = strtok(NULL, " \t");
	int fstype;

	if (size_s == NULL || off_s == NULL || type_s == NULL) {
		complain(p, "size, offset and fstype wanted");
		return;
	}
	if (strcmp(off_s, "*") == 0)
		off = p->p_next;
	else if (!bytes_of(off_s, unit, &off)) {
		complain(p, "bad offset");
		return;
	}
	if (strcmp(size_s, "*") == 0) {
		size = room(p->p_t) > off ? room(p->p_t) - off : 0;
		size = size / p->p_t->t_secsize * p->p_t->t_secsize;
	} else if (!bytes_of(size_s, unit, &size)) {
		complain(p, "bad size");
		return;
	}
	if ((fstype = fstype_number(type_s)) < 0) {
		complain(p, "unknown fstype");
		return;
	}
	set_part(p, i, off, size, fstype);
}

/* From here on only what is listed exists. */
static void
begin_parts(struct parse *p, const char *count)
{
	struct target *t = p->p_t;
	long n = strtol(count, NULL, 10);

	if (n < 1 || n > (t->t_is64 ? MAXPARTITIONS64 : MAXPARTITIONS32)) {
		complain(p, "bad number of partitions");
		return;
	}
	p->p_parts = true;
	if (t->t_is64) {
		t->t_label.l64.d_npartitions = (uint32_t)n;
		memset(t->t_label.l64.d_partitions, 0,
		    sizeof(t->t_label.l64.d_partitions));
	} else {
		t->t_label.l32.d_npartitions = (uint16_t)n;
		memset(t->t_label.l32.d_partitions, 0,
		    sizeof(t->t_label.l32.d_partitions));
	}
}

static void
set_text(char *dst, size_t size, const char *value)
{
	memset(dst, 0, size);
	strlcpy(dst, value, size);
}

static bool
number_of(struct parse *p, const char *value, uint64_t *out)
{
	if (bytes_of(value, 1, out))
		return (true);
	complain(p, "number wanted");
	return (false);
}

/* Keys of a 64 bit label; false: unknown. */
static bool
key64(struct parse *p, const char *key, const char *value)
{
	struct disklabel64 *l = &p->p_t->t_label.l64;
	struct {
		const char *key;
		uint64_t *field;
	} keys[] = {
		{ "boot2 data base", &l->d_bbase },
		{ "partitions data base", &l->d_pbase },
		{ "partitions data stop", &l->d_pstop },
		{ "backup label", &l->d_abase },
		{ "total size", &l->d_total_size },
	};
	uint64_t v;
	size_t i;

	if (strcmp(key, "label") == 0)
		set_text((char *)l->d_packname, sizeof(l->d_packname), value);
	else if (strcmp(key, "alignment") == 0) {
		if (number_of(p, value, &v))
			l->d_align = (uint32_t)v;
	} else if (strcmp(key, "display block size") != 0 &&
	    strcmp(key, "diskid") != 0) {
		for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (strcmp(key, keys[i].key) == 0)
				return (number_of(p, value, keys[i].field) ||
				    true);
		return (false);
	}
	return (true);
}

static bool
key32(struct parse *p, const char *key, const char *value)
{
	struct disklabel32 *l = &p->p_t->t_label.l32;
	struct {
		const char *key;
		uint32_t *field;
	} keys[] = {
		{ "bytes/sector", &l->d_secsize },
		{ "sectors/track", &l->d_nsectors },
		{ "tracks/cylinder", &l->d_ntracks },
		{ "sectors/cylinder", &l->d_secpercyl },
		{ "cylinders", &l->d_ncylinders },
		{ "sectors/unit", &l->d_secperunit },
	};
	uint64_t v;
	size_t i;

	if (strcmp(key, "disk") == 0) {
		set_text(l->d_typename, sizeof(l->d_typename), value);
		return (true);
	}
	if (strcmp(key, "label") == 0) {
		set_text(l->d_packname, sizeof(l->d_packname), value);
		return (true);
	}
	if (strcmp(key, "type") == 0 || strcmp(key, "flags") == 0 ||
	    strcmp(key, "rpm") == 0 || strcmp(key, "interleave") == 0)
		return (true);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key, keys[i].key) == 0) {
			if (number_of(p, value, &v))
				*keys[i].field = (uint32_t)v;
			return (true);
		}
	return (false);
}

static void
parse_line(struct parse *p, char *line)
{
	char *hash = strchr(line, '#'), *colon, *key, *value, *blank;

	if (hash != NULL)
		*hash = '\0';
	line = trim(line);
	if (*line == '\0')
		return;
	if ((colon = strchr(line, ':')) == NULL) {
		complain(p, "no ':'");
		return;
	}
	*colon = '\0';
	key = trim(line);
	value = trim(colon + 1);
	blank = strchr(key, ' ');
	if (blank != NULL && strcmp(blank, " partitions") == 0)
		begin_parts(p, key);
	else if (p->p_parts && key[0] >= 'a' && key[0] <= 'p' &&
	    key[1] == '\0')
		parse_part(p, key[0] - 'a', value);
	else if (!(p->p_t->t_is64 ? key64(p, key, value) :
	    key32(p, key, value)))
		complain(p, "unknown line");
}

bool
label_parse(struct target *t, FILE *f, const char *name)
{
	struct parse p = { t, name, 0, false, false, 0 };
	char line[512];

	while (fgets(line, sizeof(line), f) != NULL) {
		p.p_line++;
		parse_line(&p, line);
	}
	if (ferror(f))
		complain(&p, "read error");
	return (!p.p_bad);
}
