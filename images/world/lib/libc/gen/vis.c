/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vis.c: strings whose characters can all be seen: vis(3).
 */
#include <sys/types.h>
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <vis.h>

/* The longest way to write a character, and the end. */
#define LONGEST	4

static int
is_octal(int c)
{
	return (c >= '0' && c <= '7');
}

/* Whether c stays as it is. */
static int
is_plain(int c, int flags)
{
	switch (c) {
	case ' ':
		return ((flags & VIS_SP) == 0);
	case '\t':
		return ((flags & VIS_TAB) == 0);
	case '\n':
		return ((flags & VIS_NL) == 0);
	case '\a':
	case '\b':
	case '\r':
		return ((flags & VIS_SAFE) != 0);
	case '*':
	case '?':
	case '[':
	case '#':
		return ((flags & VIS_GLOB) == 0);
	default:
		return (c > ' ' && c < 0177);
	}
}

/* The letter of c as C writes it, or 0. */
static int
c_letter(int c)
{
	static const char letters[] = "\nn\rr\bb\aa\vv\tt\ff s\0" "0";

	for (size_t i = 0; i < sizeof(letters) - 1; i += 2)
		if (letters[i] == c)
			return (letters[i + 1]);
	return (0);
}

/*
 * Write c to dst, which has room for four characters and a NUL; next is the
 * character that follows.  Returns the end.
 */
char *
vis(char *dst, int c, int flags, int next)
{
	int letter;

	c &= 0xff;
	if (is_plain(c, flags)) {
		*dst++ = (char)c;
		if (c == '\\' && (flags & VIS_NOSLASH) == 0)
			*dst++ = '\\';
		*dst = '\0';
		return (dst);
	}
	if ((flags & VIS_CSTYLE) != 0 && (letter = c_letter(c)) != 0) {
		*dst++ = '\\';
		*dst++ = (char)letter;
		/* A digit behind it would be taken for a part of it. */
		if (c == '\0' && is_octal(next)) {
			*dst++ = '0';
			*dst++ = '0';
		}
	} else if ((flags & (VIS_OCTAL | VIS_GLOB)) != 0 ||
	    (c & 0177) == ' ') {
		*dst++ = '\\';
		*dst++ = (char)('0' + (c >> 6 & 7));
		*dst++ = (char)('0' + (c >> 3 & 7));
		*dst++ = (char)('0' + (c & 7));
	} else {
		if ((flags & VIS_NOSLASH) == 0)
			*dst++ = '\\';
		if ((c & 0200) != 0) {
			c &= 0177;
			*dst++ = 'M';
		}
		if (iscntrl(c)) {
			*dst++ = '^';
			*dst++ = c == 0177 ? '?' : (char)(c + '@');
		} else {
			*dst++ = '-';
			*dst++ = (char)c;
		}
	}
	*dst = '\0';
	return (dst);
}

/* dst has room for four times src, and a NUL. */
int
strvis(char *dst, const char *src, int flags)
{
	return (strvisx(dst, src, strlen(src), flags));
}

int
strvisx(char *dst, const char *src, size_t n, int flags)
{
	char *start = dst;

	*dst = '\0';
	for (; n > 0; n--, src++)
		dst = vis(dst, *src, flags, n > 1 ? src[1] : '\0');
	return ((int)(dst - start));
}

/* -1 and ENOSPC when size is too little. */
int
strnvis(char *dst, size_t size, const char *src, int flags)
{
	char one[LONGEST + 1];
	size_t used = 0, n;

	for (; *src != '\0'; src++, used += n) {
		n = (size_t)(vis(one, *src, flags, src[1]) - one);
		if (used + n >= size) {
			errno = ENOSPC;
			return (-1);
		}
		memcpy(dst + used, one, n);
	}
	if (used >= size) {
		errno = ENOSPC;
		return (-1);
	}
	dst[used] = '\0';
	return ((int)used);
}
