/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hierarchy.c: options about many files; see hierarchy.h.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <fts.h>
#include <stddef.h>

#include "hierarchy.h"

bool
hierarchy_option(struct hierarchy *h, int ch)
{
	switch (ch) {
	case 'H':
	case 'L':
	case 'P':
		h->links = ch;
		return (true);
	case 'R':
		h->recurse = true;
		return (true);
	case 'f':
		h->force = true;
		return (true);
	case 'h':
		h->self = true;
		return (true);
	case 'v':
		h->verbose++;
		return (true);
	default:
		return (false);
	}
}

int
hierarchy_walk(const struct hierarchy *h)
{
	if (!h->recurse)
		return (h->self ? FTS_PHYSICAL : FTS_LOGICAL);
	if (h->links == 'L')
		return (FTS_LOGICAL);
	return (FTS_PHYSICAL | (h->links == 'H' ? FTS_COMFOLLOW : 0));
}
