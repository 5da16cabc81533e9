/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hierarchy.h: the options that chmod(1), chflags(1), chown(8) and chgrp(1)
 * have in common: which files are meant, and what is said of them.
 */
#ifndef _HIERARCHY_H_
#define _HIERARCHY_H_

#include <sys/types.h>
#include <stdbool.h>

#define HIERARCHY_OPTIONS	"HLPRfhv"

struct hierarchy {
	bool	recurse;	/* -R */
	bool	force;		/* -f: failures are not told */
	bool	self;		/* -h: symbolic links themselves */
	int	verbose;	/* how many -v */
	int	links;		/* H, L or P: which links -R follows; 0: P */
};

/* Take an option of getopt(3); false: it is none of these. */
bool	hierarchy_option(struct hierarchy *, int);

/* Whether -R follows some links. */
static inline bool
hierarchy_follows(const struct hierarchy *h)
{
	return (h->links == 'H' || h->links == 'L');
}

/* The options of fts_open(3) that find the files. */
int	hierarchy_walk(const struct hierarchy *);

#endif /* !_HIERARCHY_H_ */
