/*
 * buf.c: growing byte buffers.
 *
 * Invariant: data is NULL and size 0, or data[len] is NUL and len < size.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"

static void
buf_room(struct buf *b, size_t n)
{
	size_t size;

	if (b->size - b->len > n)
		return;
	size = b->size == 0 ? 256 : b->size;
	while (size - b->len <= n)
		size *= 2;
	b->data = realloc(b->data, size);
	if (b->data == NULL)
		err(71, "realloc");
	b->size = size;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	buf_room(b, n);
	if (n != 0)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		err(71, "vsnprintf");
	buf_room(b, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

/* Length of the UTF-8 sequence at s, 0 if it is not one. */
static size_t
utf8_len(const unsigned char *s, size_t n)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned c;
	size_t len, i;

	if (s[0] < 0x80)
		return (1);
	len = s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 :
	    s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : 0;
	if (len == 0 || len > n)
		return (0);
	c = s[0] & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return (0);
		c = c << 6 | (s[i] & 0x3fu);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return (0);
	return (len);
}

void
buf_json(struct buf *b, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t len;

	buf_str(b, "\"");
	for (; n > 0; p += len, n -= len) {
		len = utf8_len(p, n);
		if (len == 0) {
			buf_str(b, "\\ufffd");
			len = 1;
		} else if (len == 1 && (*p == '"' || *p == '\\'))
			buf_fmt(b, "\\%c", *p);
		else if (len == 1 && (*p < 0x20 || *p == 0x7f))
			buf_fmt(b, "\\u%04x", *p);
		else
			buf_add(b, p, len);
	}
	buf_str(b, "\"");
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	memmove(b->data, b->data + n, b->len - n + 1);
	b->len -= n;
}

void
buf_free(struct buf *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

int
buf_read(struct buf *b, const char *path)
{
	char chunk[16384];
	ssize_t n;
	int fd, error = 0;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return (errno);
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n > 0)
			buf_add(b, chunk, (size_t)n);
		else if (errno != EINTR) {
			error = errno;
			break;
		}
	}
	close(fd);
	if (error == 0)
		buf_add(b, "", 0);
	return (error);
}
