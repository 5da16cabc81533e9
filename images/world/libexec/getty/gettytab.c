/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gettytab.c: gettytab(5): entries of name|alias:cap:cap#number:cap=string:,
 * continued over lines by a backslash and over entries by tc=name.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gettytab.h"

#define PATH_TAB	"/etc/gettytab"
#define MAX_CAPS	128
#define MAX_DEPTH	8
#define ENTRY_ROOM	4096

static char	*caps[MAX_CAPS];
static size_t	 ncaps;

/* Is name among the names before the first colon? */
static bool
names_match(const char *entry, const char *name)
{
	size_t len = strlen(name), n;

	for (;; entry += n + 1) {
		n = strcspn(entry, "|:");
		if (n == len && strncmp(entry, name, n) == 0)
			return (true);
		if (entry[n] != '|')
			return (false);
	}
}

/* Read the next entry, its lines joined, into buf: false at end of file. */
static bool
read_entry(FILE *fp, char *buf, size_t room)
{
	char line[1024], *s;
	size_t len = 0, n;
	bool more = true;

	while (more && fgets(line, sizeof(line), fp) != NULL) {
		if (len == 0 && (line[0] == '#' || line[0] == '\n'))
			continue;
		s = line + (len > 0 ? strspn(line, " \t") : 0);
		n = strcspn(s, "\n");
		s[n] = '\0';
		more = n > 0 && s[n - 1] == '\\';
		if (more)
			s[--n] = '\0';
		if (len + n + 1 > room)
			break;
		memcpy(buf + len, s, n + 1);
		len += n;
	}
	return (len > 0);
}

/* Split an entry into capabilities; returns the name that tc= gives. */
static const char *
take_caps(char *entry)
{
	const char *tc = NULL;
	char *s, *next;

	s = strchr(entry, ':');
	for (; s != NULL && ncaps < MAX_CAPS; s = next) {
		*s++ = '\0';
		/* A colon may be written as \: or \072 in a string. */
		for (next = s; *next != '\0' && *next != ':'; next++)
			if (*next == '\\' && next[1] != '\0')
				next++;
		if (*next == '\0')
			next = NULL;
		else {
			*next = '\0';
			s += strspn(s, " \t");
			if (strncmp(s, "tc=", 3) == 0)
				tc = s + 3;
			else if (*s != '\0')
				caps[ncaps++] = s;
			*next = ':';
			continue;
		}
		if (*s != '\0')
			caps[ncaps++] = s;
	}
	return (tc);
}

bool
tab_load(const char *name)
{
	char *entry, want[64];
	const char *tc = name;
	bool found = false, hit;
	FILE *fp;

	for (int depth = 0; tc != NULL && depth < MAX_DEPTH; depth++) {
		fp = fopen(PATH_TAB, "re");
		entry = malloc(ENTRY_ROOM);
		if (fp == NULL || entry == NULL) {
			if (fp != NULL)
				fclose(fp);
			free(entry);
			return (found);
		}
		strlcpy(want, tc, sizeof(want));
		want[strcspn(want, ":")] = '\0';
		tc = NULL;
		hit = false;
		while (!hit && read_entry(fp, entry, ENTRY_ROOM))
			hit = names_match(entry, want);
		fclose(fp);
		if (!hit) {
			free(entry);
			break;
		}
		/* The capabilities point into the entry: it stays. */
		tc = take_caps(entry);
		found = true;
	}
	return (found);
}

/* The text after a capability's name, or NULL. */
static const char *
find(const char *cap)
{
	for (size_t i = 0; i < ncaps; i++)
		if (strncmp(caps[i], cap, 2) == 0 &&
		    (caps[i][2] == '\0' || caps[i][2] == '=' ||
		    caps[i][2] == '#' || caps[i][2] == '@' || caps[i][2] == ':'))
			return (caps[i] + 2);
	return (NULL);
}

static int
escape(const char **sp)
{
	const char *s = *sp;
	int c, v = 0;

	c = (unsigned char)*s++;
	switch (c) {
	case 'E':
		c = 033;
		break;
	case 'n':
		c = '\n';
		break;
	case 'r':
		c = '\r';
		break;
	case 't':
		c = '\t';
		break;
	case 'b':
		c = '\b';
		break;
	case 'f':
		c = '\f';
		break;
	default:
		if (!isdigit(c) || c > '7')
			break;
		s--;
		for (int i = 0; i < 3 && *s >= '0' && *s <= '7'; i++)
			v = v * 8 + *s++ - '0';
		c = v & 0377;
	}
	*sp = s;
	return (c);
}

const char *
tab_string(const char *cap, const char *otherwise)
{
	const char *s = find(cap);
	char *out, *to;

	if (s == NULL || *s != '=')
		return (otherwise);
	out = to = malloc(strlen(s) + 1);
	if (out == NULL)
		return (otherwise);
	for (s++; *s != '\0' && *s != ':';) {
		if (*s == '\\' && s[1] != '\0') {
			s++;
			*to++ = (char)escape(&s);
		} else if (*s == '^' && s[1] != '\0') {
			*to++ = s[1] & 037;
			s += 2;
		} else
			*to++ = *s++;
	}
	*to = '\0';
	return (out);
}

long
tab_number(const char *cap, long otherwise)
{
	const char *s = find(cap);

	return (s == NULL || *s != '#' ? otherwise : strtol(s + 1, NULL, 0));
}

bool
tab_flag(const char *cap)
{
	const char *s = find(cap);

	return (s != NULL && (*s == '\0' || *s == ':'));
}
