/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unvis.c: what vis(3) wrote, read back: unvis(3).
 */
#include <sys/types.h>
#include <vis.h>

/* Where a sequence stands; 0 is its beginning. */
enum {
	GROUND,
	SLASH,		/* \ was there */
	META,		/* \M */
	MINUS,		/* \M- */
	CONTROL,	/* \^ or \M^ */
	ONE_DIGIT,
	TWO_DIGITS
};

/* What the letter c behind a backslash stands for, or -1. */
static int
meaning(int c)
{
	static const char letters[] = "\\\\n\nr\rb\ba\av\vt\tf\fs E\033";

	for (size_t i = 0; i < sizeof(letters) - 1; i += 2)
		if (letters[i] == c)
			return (letters[i + 1]);
	return (-1);
}

static int
give(char *cp, int c, int *state)
{
	*cp = (char)c;
	*state = GROUND;
	return (UNVIS_VALID);
}

static int
begin(char *cp, int c, int *state)
{
	if (c >= '0' && c <= '7') {
		*cp = (char)(c - '0');
		*state = ONE_DIGIT;
		return (UNVIS_NOCHAR);
	}
	switch (c) {
	case 'M':
		*cp = (char)0200;
		*state = META;
		return (UNVIS_NOCHAR);
	case '^':
		*cp = 0;
		*state = CONTROL;
		return (UNVIS_NOCHAR);
	case '\n':
	case '$':
		/* A hidden newline, and a marker: nothing. */
		*state = GROUND;
		return (UNVIS_NOCHAR);
	default:
		c = meaning(c);
		if (c >= 0)
			return (give(cp, c, state));
		*state = GROUND;
		return (UNVIS_SYNBAD);
	}
}

/* The second or third digit of an octal number, or what ends it. */
static int
digit(char *cp, int c, int *state)
{
	if (c < '0' || c > '7') {
		*state = GROUND;
		return (UNVIS_VALIDPUSH);
	}
	*cp = (char)(((unsigned char)*cp << 3) + (c - '0'));
	if (*state == TWO_DIGITS) {
		*state = GROUND;
		return (UNVIS_VALID);
	}
	*state = TWO_DIGITS;
	return (UNVIS_NOCHAR);
}

/*
 * Give the next character c; *state is 0 before the first.  *cp holds a
 * character when the answer is UNVIS_VALID or UNVIS_VALIDPUSH.
 */
int
unvis(char *cp, int c, int *state, int flags)
{
	if ((flags & UNVIS_END) != 0) {
		if (*state == ONE_DIGIT || *state == TWO_DIGITS) {
			*state = GROUND;
			return (UNVIS_VALID);
		}
		return (*state == GROUND ? UNVIS_NOCHAR : UNVIS_SYNBAD);
	}
	c &= 0xff;
	switch (*state) {
	case GROUND:
		if (c != '\\')
			return (give(cp, c, state));
		*cp = 0;
		*state = SLASH;
		return (UNVIS_NOCHAR);
	case SLASH:
		return (begin(cp, c, state));
	case META:
		*state = c == '-' ? MINUS : c == '^' ? CONTROL : GROUND;
		return (*state == GROUND ? UNVIS_SYNBAD : UNVIS_NOCHAR);
	case MINUS:
		return (give(cp, *cp | c, state));
	case CONTROL:
		return (give(cp, *cp | (c == '?' ? 0177 : c & 037), state));
	case ONE_DIGIT:
	case TWO_DIGITS:
		return (digit(cp, c, state));
	default:
		*state = GROUND;
		return (UNVIS_ERROR);
	}
}

/* dst has room for src; the length of what was written, or -1. */
int
strunvis(char *dst, const char *src)
{
	char *start = dst;
	int state = GROUND;
	char c;

	for (; *src != '\0'; src++) {
again:
		switch (unvis(&c, *src, &state, 0)) {
		case UNVIS_VALID:
			*dst++ = c;
			break;
		case UNVIS_VALIDPUSH:
			*dst++ = c;
			goto again;
		case UNVIS_NOCHAR:
			break;
		default:
			*dst = '\0';
			return (-1);
		}
	}
	if (unvis(&c, '\0', &state, UNVIS_END) == UNVIS_VALID)
		*dst++ = c;
	*dst = '\0';
	return ((int)(dst - start));
}
