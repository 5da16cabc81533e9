/*
 * words.c: lists of strings; see words.h.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "vkt.h"
#include "words.h"

void
words_add(struct words *w, const char *fmt, ...)
{
	va_list ap;

	if (w->n + 1 >= WORDS_MAX)
		errx(VKT_EX_HOST, "more than %d words", WORDS_MAX);
	va_start(ap, fmt);
	if (vasprintf(&w->v[w->n], fmt, ap) < 0)
		err(VKT_EX_HOST, "vasprintf");
	va_end(ap);
	w->v[++w->n] = NULL;
}

void
words_free(struct words *w)
{
	while (w->n > 0)
		free(w->v[--w->n]);
	w->v[0] = NULL;
}
