/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * name.c: names on the terminal: escapes, marks for types, colours.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "ls.h"

/* One byte that does not print; the columns it takes. */
static int
escape(unsigned char c, bool show)
{
	static const char letters[] = "\a\b\f\n\r\t\v\\\"";
	static const char names[] = "abfnrtv\\\"";
	const char *p;

	if (opt.escape == QUESTION) {
		if (show)
			putchar('?');
		return (1);
	}
	if (opt.escape == C_STYLE && c != '\0' &&
	    (p = strchr(letters, c)) != NULL) {
		if (show)
			printf("\\%c", names[p - letters]);
		return (2);
	}
	if (show)
		printf("\\%03o", c);
	return (4);
}

/* Walk a name: characters of the locale as they are, the rest escaped. */
static int
walk(const char *name, bool show)
{
	mbstate_t state = { 0 };
	size_t left = strlen(name), n;
	wchar_t wc;
	int width = 0, w;

	while (left > 0) {
		n = mbrtowc(&wc, name, left, &state);
		if (MB_CUR_MAX == 1) {
			w = isprint((unsigned char)*name) ? 1 : -1;
		} else if (n == (size_t)-1 || n == (size_t)-2) {
			memset(&state, 0, sizeof(state));
			n = 1;
			w = -1;
		} else {
			w = iswprint((wint_t)wc) ? wcwidth(wc) : -1;
		}
		if (w >= 0 && !(opt.escape == C_STYLE &&
		    (wc == L'\\' || wc == L'"'))) {
			if (show)
				fwrite(name, 1, n, stdout);
			width += w;
		} else if (opt.escape == RAW) {
			if (show)
				fwrite(name, 1, n, stdout);
			width += (int)n;
		} else {
			for (size_t i = 0; i < n; i++)
				width += escape((unsigned char)name[i], show);
		}
		name += n;
		left -= n;
	}
	return (width);
}

int
name_width(const char *name)
{
	return (walk(name, false));
}

int
name_print(const char *name)
{
	return (walk(name, true));
}

/* What -F, or -p, puts behind a name; how many columns that takes. */
int
mark_print(mode_t mode)
{
	char c = '\0';

	if (!opt.mark && !opt.slash)
		return (0);
	if (S_ISDIR(mode))
		c = '/';
	else if (opt.slash)
		c = '\0';
	else if (S_ISFIFO(mode))
		c = '|';
	else if (S_ISLNK(mode))
		c = '@';
	else if (S_ISSOCK(mode))
		c = '=';
	else if (S_ISWHT(mode))
		c = '%';
	else if ((mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0)
		c = '*';
	if (c == '\0')
		return (0);
	putchar(c);
	return (1);
}

/* The place in LSCOLORS of what a file is, or -1. */
static int
color_class(mode_t mode)
{
	bool exec = (mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;

	switch (mode & S_IFMT) {
	case S_IFDIR:
		return ((mode & S_IWOTH) == 0 ? 0 : (mode & S_ISTXT) != 0 ? 9 :
		    10);
	case S_IFLNK:
		return (1);
	case S_IFSOCK:
		return (2);
	case S_IFIFO:
		return (3);
	case S_IFBLK:
		return (5);
	case S_IFCHR:
		return (6);
	default:
		return (!exec ? -1 : (mode & S_ISUID) != 0 ? 7 :
		    (mode & S_ISGID) != 0 ? 8 : 4);
	}
}

static void
color_code(char c, int base)
{
	if (isupper((unsigned char)c) && c <= 'H')
		printf("\033[1m");
	c = (char)tolower((unsigned char)c);
	if (c >= 'a' && c <= 'h')
		printf("\033[%dm", base + c - 'a');
}

static bool colored;

void
color_begin(mode_t mode)
{
	static const char defaults[] = "exfxcxdxbxegedabagacad";
	const char *env = getenv("LSCOLORS"), *table = defaults;
	int class = color_class(mode);

	if (!opt.color || class < 0)
		return;
	if (env != NULL && strlen(env) >= 2 * (size_t)class + 2)
		table = env;
	color_code(table[2 * class], 30);
	color_code(table[2 * class + 1], 40);
	colored = true;
}

void
color_end(void)
{
	if (colored)
		printf("\033[m");
	colored = false;
}
