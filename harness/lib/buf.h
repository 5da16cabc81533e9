/*
 * buf.h: a growing buffer of bytes, always NUL-terminated one past its end.
 *
 * Memory that cannot be had ends the program: a harness without memory has
 * no verdict to give.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BUF_H
#define BUF_H

#include <stddef.h>

struct buf {
	char	*data;
	size_t	 len;
	size_t	 size;
};

/* Append n bytes. */
void	 buf_add(struct buf *, const void *, size_t n);

/* Append a string. */
void	 buf_str(struct buf *, const char *);

/* Append formatted text. */
void	 buf_fmt(struct buf *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* Append n bytes of s as a JSON string with its quotes, valid UTF-8. */
void	 buf_json(struct buf *, const char *s, size_t n);

/* Drop the first n bytes. */
void	 buf_drop(struct buf *, size_t n);

/* Free the memory; the buffer is empty and usable again. */
void	 buf_free(struct buf *);

/* Read a whole file into an empty buffer.  Returns 0 or an errno. */
int	 buf_read(struct buf *, const char *path);

#endif
