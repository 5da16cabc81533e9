/*
 * json.c: a reader for one JSON object on a line.
 *
 * Every function takes the place to read and returns the place after what it
 * read, or NULL when the text is not JSON.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define DEPTH_MAX	32

static const char *
skip_blank(const char *p)
{
	return (p + strspn(p, " \t\r\n"));
}

static void
add_utf8(struct buf *out, unsigned c)
{
	char u[3];

	if (c < 0x80) {
		u[0] = (char)c;
		buf_add(out, u, 1);
	} else if (c < 0x800) {
		u[0] = (char)(0xc0 | c >> 6);
		u[1] = (char)(0x80 | (c & 0x3f));
		buf_add(out, u, 2);
	} else {
		u[0] = (char)(0xe0 | c >> 12);
		u[1] = (char)(0x80 | (c >> 6 & 0x3f));
		u[2] = (char)(0x80 | (c & 0x3f));
		buf_add(out, u, 3);
	}
}

static const char *
read_escape(const char *p, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char hex[5] = "", *end;
	const char *at;

	if (*p == 'u') {
		strncpy(hex, p + 1, 4);
		add_utf8(out, (unsigned)strtoul(hex, &end, 16));
		return (*end == '\0' && strlen(hex) == 4 ? p + 5 : NULL);
	}
	at = *p != '\0' ? strchr(from, *p) : NULL;
	if (at == NULL)
		return (NULL);
	buf_add(out, to + (at - from), 1);
	return (p + 1);
}

static const char *
read_string(const char *p, struct buf *out)
{
	if (*p++ != '"')
		return (NULL);
	while (p != NULL && *p != '"') {
		if (*p == '\0')
			return (NULL);
		if (*p == '\\')
			p = read_escape(p + 1, out);
		else
			buf_add(out, p++, 1);
	}
	return (p != NULL ? p + 1 : NULL);
}

/* Any value, as written. */
static const char *
skip_value(const char *p, struct buf *out)
{
	struct buf drop = { 0 };
	const char *start = p;
	int depth = 0;

	do {
		if (*p == '"') {
			p = read_string(p, &drop);
			buf_free(&drop);
			if (p == NULL)
				return (NULL);
			continue;
		}
		if (*p == '[' || *p == '{') {
			if (++depth > DEPTH_MAX)
				return (NULL);
		} else if (*p == ']' || *p == '}') {
			if (--depth < 0)
				break;
		} else if (*p == '\0' || (depth == 0 && *p == ','))
			break;
		p++;
	} while (depth > 0 || (*p != ',' && *p != '}'));
	if (depth > 0)
		return (NULL);
	buf_add(out, start, (size_t)(p - start));
	return (p);
}

int
json_get(const char *text, const char *name, struct buf *out)
{
	struct buf key = { 0 }, value = { 0 };
	const char *p = skip_blank(text);
	int error = EINVAL;

	if (*p != '{')
		return (EINVAL);
	do {
		buf_free(&key);
		buf_free(&value);
		p = read_string(skip_blank(p + 1), &key);
		if (p == NULL || *(p = skip_blank(p)) != ':')
			break;
		p = skip_blank(p + 1);
		p = *p == '"' ? read_string(p, &value) : skip_value(p, &value);
		if (p == NULL)
			break;
		if (key.data != NULL && strcmp(key.data, name) == 0) {
			if (value.len > 0)
				buf_add(out, value.data, value.len);
			else
				buf_str(out, "");
			error = 0;
			break;
		}
		p = skip_blank(p);
		if (*p == '}')
			error = ENOENT;
	} while (*p == ',');
	buf_free(&key);
	buf_free(&value);
	return (error);
}
