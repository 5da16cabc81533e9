/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * humanize_number.c: numbers with a letter for their magnitude, both ways.
 */
#include <sys/types.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <libutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char letters[] = " KMGTPE";

/*
 * Write number scaled so that it fits len bytes (HN_AUTOSCALE), or by divisor^
 * scale; HN_GETSCALE only tells the scale.  Returns the characters that the
 * whole text has, or -1.
 */
int
humanize_number(char *buf, size_t len, int64_t number, const char *suffix,
    int scale, int flags)
{
	int64_t divisor = (flags & HN_DIVISOR_1000) != 0 ? 1000 : 1024;
	const char *sep = (flags & HN_NOSPACE) != 0 ? "" : " ";
	char prefix[2] = "";
	int64_t whole, tenth = 0, limit, rest = 0;
	int i, n, width;

	if (scale < 0 || (scale > 6 && (scale & (HN_AUTOSCALE |
	    HN_GETSCALE)) == 0)) {
		errno = EINVAL;
		return (-1);
	}
	whole = number < 0 ? -number : number;
	/* Digits that there is room for beside the rest of the text. */
	width = (int)len - 1 - (number < 0) - (int)strlen(sep) -
	    (int)strlen(suffix) - 1;
	if (width < 1) {
		errno = ENOSPC;
		return (-1);
	}
	for (limit = 1, i = 0; i < width && limit < INT64_MAX / 10; i++)
		limit *= 10;
	for (i = 0; i < 6; i++) {
		if ((scale & (HN_AUTOSCALE | HN_GETSCALE)) != 0 ?
		    whole < limit : i >= scale)
			break;
		rest = whole % divisor;
		whole /= divisor;
	}
	if ((scale & HN_GETSCALE) != 0 && (scale & HN_AUTOSCALE) == 0)
		return (i);
	if (i > 0) {
		tenth = (rest * 10 + divisor / 2) / divisor;
		if ((flags & HN_DECIMAL) == 0 || whole >= 10) {
			whole += rest * 2 >= divisor;
			tenth = 0;
		} else if (tenth == 10) {
			whole++;
			tenth = 0;
		}
	}
	if (i > 0)
		prefix[0] = letters[i];
	else if ((flags & HN_B) != 0)
		prefix[0] = 'B';
	if (i > 0 && (flags & HN_DECIMAL) != 0 && whole < 10 && width >= 3)
		n = snprintf(buf, len, "%s%lld.%lld%s%s%s", number < 0 ? "-" : "",
		    (long long)whole, (long long)tenth, sep, prefix, suffix);
	else
		n = snprintf(buf, len, "%s%lld%s%s%s", number < 0 ? "-" : "",
		    (long long)whole, sep, prefix, suffix);
	return (n);
}

/*
 * A number with a letter for its power of 1024: 0, or -1 with EINVAL or
 * ERANGE.
 */
int
expand_number(const char *s, int64_t *number)
{
	const char *letter;
	uint64_t v;
	char *end;
	int shift = 0;

	errno = 0;
	v = strtoumax(s, &end, 10);
	if (errno != 0)
		return (-1);
	if (end == s) {
		errno = EINVAL;
		return (-1);
	}
	if (*end != '\0') {
		letter = strchr(letters + 1, toupper((unsigned char)*end));
		if (letter != NULL && *letter != '\0')
			shift = (int)(letter - letters) * 10;
		else if (toupper((unsigned char)*end) != 'B') {
			errno = EINVAL;
			return (-1);
		}
		end++;
		if (toupper((unsigned char)*end) == 'B')
			end++;
		if (*end != '\0') {
			errno = EINVAL;
			return (-1);
		}
	}
	if ((v << shift) >> shift != v || (int64_t)(v << shift) < 0) {
		errno = ERANGE;
		return (-1);
	}
	*number = (int64_t)(v << shift);
	return (0);
}
