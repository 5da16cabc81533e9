/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * format.c: the formats of stat(1): %[#+-0 ][size][.prec][DOUXFS][HML]datum.
 */
#include <sys/types.h>
#include <ctype.h>
#include <err.h>
#include <grp.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "stat.h"

#define TEXT	(PATH_MAX + 8)

/* One conversion, taken apart. */
struct spec {
	const char	*start;		/* of it in the format */
	char		 flags[8];	/* as they stand there */
	int		 size, prec;	/* -1: none */
	char		 form;		/* one of DOUXFS, or 0 */
	char		 sub;		/* one of HML, or 0 */
	char		 datum;
};

/* What a datum is: a number, or a time, and as text. */
struct value {
	uint64_t	 number;
	bool		 is_signed;
	const struct timespec *time;
	const char	*text;		/* NULL: it has none */
	char		 form;		/* when the format names none */
};

static const char *
parse_number(const char *p, int *n)
{
	for (*n = 0; isdigit((unsigned char)*p) && *n < 100000; p++)
		*n = *n * 10 + *p - '0';
	return (p);
}

/* Take apart what follows a %; returns what comes behind it. */
static const char *
parse(const char *p, struct spec *s)
{
	size_t n = 0;

	*s = (struct spec){ .start = p++, .size = -1, .prec = -1 };
	for (; *p != '\0' && strchr("#+-0 ", *p) != NULL; p++)
		if (strchr(s->flags, *p) == NULL)
			s->flags[n++] = *p;
	if (isdigit((unsigned char)*p))
		p = parse_number(p, &s->size);
	if (*p == '.')
		p = parse_number(p + 1, &s->prec);
	if (*p != '\0' && strchr("DOUXFS", *p) != NULL)
		s->form = *p++;
	if (*p != '\0' && strchr("HML", *p) != NULL)
		s->sub = *p++;
	s->datum = *p;
	return (*p == '\0' ? p : p + 1);
}

static void __dead2
bad_format(const struct spec *s, const char *end)
{
	errx(1, "%.*s: bad format", (int)(end - s->start), s->start);
}

static void
get_device(const struct spec *s, dev_t dev, mode_t type, struct value *v)
{
	v->number = s->sub == 'H' ? (uint64_t)major(dev) :
	    s->sub == 'L' ? (uint64_t)minor(dev) : dev;
	v->text = devname(dev, type);
	if (v->text == NULL)
		v->text = "???";
}

static void
get_mode(const struct spec *s, mode_t mode, struct value *v, char *buf)
{
	v->number = mode;
	v->form = 'O';
	strmode(mode, buf);
	buf[strlen(buf) - 1] = '\0';
	v->text = buf;
	switch (s->sub) {
	case 'H':
		v->number = mode >> 12;
		break;
	case 'M':
		v->number = mode >> 9 & 7;
		break;
	case 'L':
		v->number = mode & ACCESSPERMS;
		break;
	default:
		return;
	}
	v->text += s->sub == 'H' ? 1 : s->sub == 'M' ? 4 : 7;
	buf[v->text - buf + 3] = '\0';
}

static void
get_type(const struct spec *s, mode_t mode, struct value *v)
{
	static const struct {
		mode_t		 type;
		const char	*mark, *name;
	} types[] = {
		{ S_IFIFO,	"|",	"Fifo File" },
		{ S_IFCHR,	"",	"Character Device" },
		{ S_IFDIR,	"/",	"Directory" },
		{ S_IFBLK,	"",	"Block Device" },
		{ S_IFREG,	"",	"Regular File" },
		{ S_IFLNK,	"@",	"Symbolic Link" },
		{ S_IFSOCK,	"=",	"Socket" },
		{ S_IFWHT,	"%",	"Whiteout File" },
	};

	v->text = s->sub == 'H' ? "???" : "";
	v->form = 'S';
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == (mode & S_IFMT))
			v->text = s->sub == 'H' ? types[i].name :
			    types[i].mark;
	if (s->sub != 'H' && S_ISREG(mode) && (mode & (S_IXUSR | S_IXGRP |
	    S_IXOTH)) != 0)
		v->text = "*";
}

/* The target of a link, behind an arrow if S is asked for; else nothing. */
static void
get_target(const struct spec *s, const struct item *it, struct value *v,
    char *buf)
{
	size_t arrow = s->form == 'S' ? 4 : 0;
	ssize_t n;

	v->form = 'S';
	v->text = "";
	if (!S_ISLNK(it->st->st_mode) || it->path == NULL) {
		link_failed = 1;
		return;
	}
	memcpy(buf, " -> ", arrow);
	n = readlink(it->path, buf + arrow, PATH_MAX - 1);
	if (n < 0) {
		link_failed = 1;
		return;
	}
	buf[arrow + (size_t)n] = '\0';
	v->text = buf;
}

/* A name for an id, or the id in brackets. */
static const char *
id_name(const char *name, unsigned int id, char *buf)
{
	if (name != NULL)
		return (name);
	snprintf(buf, TEXT, "(%u)", id);
	return (buf);
}

static void
get_time(const struct timespec *ts, struct value *v, char *buf)
{
	struct tm tm;

	v->time = ts;
	v->number = (uint64_t)ts->tv_sec;
	v->is_signed = true;
	v->form = 'D';
	v->text = buf;
	buf[0] = '\0';
	if (localtime_r(&ts->tv_sec, &tm) != NULL)
		strftime(buf, TEXT, time_format, &tm);
}

/* 0, or -1 when there is no such datum. */
static int
get(const struct spec *s, const struct item *it, struct value *v, char *buf)
{
	const struct stat *st = it->st;

	switch (s->datum) {
	case 'd':
		get_device(s, st->st_dev, S_IFCHR, v);
		break;
	case 'r':
		get_device(s, st->st_rdev, st->st_mode & S_IFMT, v);
		break;
	case 'i':
		v->number = st->st_ino;
		break;
	case 'p':
		get_mode(s, st->st_mode, v, buf);
		break;
	case 'l':
		v->number = st->st_nlink;
		break;
	case 'u':
		v->number = st->st_uid;
		v->text = id_name(user_from_uid(st->st_uid, 1), st->st_uid, buf);
		break;
	case 'g':
		v->number = st->st_gid;
		v->text = id_name(group_from_gid(st->st_gid, 1), st->st_gid,
		    buf);
		break;
	case 'a':
		get_time(&st->st_atim, v, buf);
		break;
	case 'm':
		get_time(&st->st_mtim, v, buf);
		break;
	case 'c':
	case 'B':	/* no file system here keeps the time of birth */
		get_time(&st->st_ctim, v, buf);
		break;
	case 'z':
		v->number = (uint64_t)st->st_size;
		v->is_signed = true;
		break;
	case 'b':
		v->number = (uint64_t)st->st_blocks;
		break;
	case 'k':
		v->number = (uint64_t)st->st_blksize;
		break;
	case 'f':
		v->number = st->st_flags;
		break;
	case 'v':
		v->number = st->st_gen;
		break;
	case 'N':
		v->form = 'S';
		v->text = it->path == NULL ? "(stdin)" : it->path;
		break;
	case 'T':
		get_type(s, st->st_mode, v);
		break;
	case 'Y':
		get_target(s, it, v, buf);
		break;
	default:
		return (-1);
	}
	return (0);
}

static void
print_text(const struct spec *s, const char *text)
{
	bool left = strchr(s->flags, '-') != NULL;

	printf(left ? "%-*.*s" : "%*.*s", s->size < 0 ? 0 : s->size,
	    s->prec < 0 ? INT_MAX : s->prec, text);
}

/* Seconds with their fraction; nine digits of it unless told. */
static void
print_time(const struct spec *s, const struct timespec *ts)
{
	int digits = s->prec < 0 ? 9 : s->prec > 9 ? 9 : s->prec;
	char text[40];
	long frac = ts->tv_nsec;
	struct spec plain = *s;

	for (int i = 9; i > digits; i--)
		frac /= 10;
	if (digits > 0)
		snprintf(text, sizeof(text), "%s%jd.%0*ld",
		    strchr(s->flags, '+') != NULL ? "+" : "",
		    (intmax_t)ts->tv_sec, digits, frac);
	else
		snprintf(text, sizeof(text), "%s%jd",
		    strchr(s->flags, '+') != NULL ? "+" : "",
		    (intmax_t)ts->tv_sec);
	plain.prec = -1;
	print_text(&plain, text);
}

static void
print_number(const struct spec *s, char form, uint64_t n)
{
	char fmt[24];

	snprintf(fmt, sizeof(fmt), "%%%s*%sj%c", s->flags,
	    s->prec < 0 ? "" : ".*", form == 'D' ? 'd' : form == 'O' ? 'o' :
	    form == 'X' ? 'x' : 'u');
	/* + and blank mean nothing to numbers without a sign. */
	if (s->prec < 0)
		printf(fmt, s->size < 0 ? 0 : s->size, n);
	else
		printf(fmt, s->size < 0 ? 0 : s->size, s->prec, n);
}

static void	convert(struct spec *, const struct item *, const char *);

/* The device of one, the size of another. */
static void
show_size(struct spec *s, const struct item *it, const char *end)
{
	mode_t mode = it->st->st_mode;

	if (!S_ISCHR(mode) && !S_ISBLK(mode)) {
		s->datum = 'z';
		convert(s, it, end);
		return;
	}
	s->datum = 'r';
	s->sub = 'H';
	convert(s, it, end);
	putchar(',');
	s->sub = 'L';
	convert(s, it, end);
}

static void
convert(struct spec *s, const struct item *it, const char *end)
{
	struct value v = { .form = 'U' };
	static char buf[TEXT];
	char form;

	if (s->datum == 'Z') {
		show_size(s, it, end);
		return;
	}
	if (get(s, it, &v, buf) != 0)
		bad_format(s, end);
	form = s->form != 0 ? s->form : v.form;
	if (form == 'U' && v.is_signed)
		form = 'D';
	if (form == 'S') {
		if (v.text == NULL)
			bad_format(s, end);
		print_text(s, v.text);
	} else if (form == 'F') {
		if (v.time == NULL)
			bad_format(s, end);
		print_time(s, v.time);
	} else if (v.form == 'S') {
		bad_format(s, end);
	} else {
		print_number(s, form, v.number);
	}
}

void
show(const char *p, const struct item *it, int newline)
{
	struct spec s;
	const char *start = p;
	char last = '\0';

	while (*p != '\0') {
		last = *p;
		if (*p != '%') {
			putchar(*p++);
			continue;
		}
		switch (p[1]) {
		case 'n':
			last = '\n';
			putchar('\n');
			break;
		case 't':
			putchar('\t');
			break;
		case '%':
			putchar('%');
			break;
		case '@':
			printf("%d", it->number);
			break;
		default:
			p = parse(p, &s);
			convert(&s, it, p);
			continue;
		}
		p += 2;
	}
	if (newline && last != '\n' && *start != '\0')
		putchar('\n');
}
