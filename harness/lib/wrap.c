/*
 * wrap.c: break lines between words; see wrap.h.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <err.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vkt.h"
#include "wrap.h"

#define WIDTH_MIN	40	/* below it nothing is gained */

unsigned
wrap_width(void)
{
	const char *text = getenv("COLUMNS");
	struct winsize ws;
	unsigned long n = 0;

	if (text != NULL)
		n = strtoul(text, NULL, 10);
	else if (isatty(1) && ioctl(1, TIOCGWINSZ, &ws) == 0)
		n = ws.ws_col;
	return (n == 0 ? 0 : n < WIDTH_MIN ? WIDTH_MIN : n > 1000 ? 1000 :
	    (unsigned)n);
}

/* Columns that n bytes of UTF-8 take, all characters being narrow. */
static unsigned
columns(const char *p, size_t n)
{
	unsigned count = 0;

	for (; n > 0; n--, p++)
		count += ((unsigned char)*p & 0xc0) != 0x80;
	return (count);
}

void
wrap_line(FILE *fp, unsigned width, unsigned hang, const char *fmt, ...)
{
	char *text, *p;
	unsigned at = 0;
	size_t blanks, n;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		err(VKT_EX_HOST, "vasprintf");
	va_end(ap);
	for (p = text; *p != '\0'; p += n) {
		blanks = strspn(p, " ");
		n = strcspn(p + blanks, " ");
		if (width > 0 && at > hang && n > 0 &&
		    at + blanks + columns(p + blanks, n) > width) {
			fprintf(fp, "\n%*s", (int)hang, "");
			at = hang;
			p += blanks;
			blanks = 0;
		}
		n += blanks;
		fwrite(p, 1, n, fp);
		at += columns(p, n);
	}
	putc('\n', fp);
	free(text);
}
