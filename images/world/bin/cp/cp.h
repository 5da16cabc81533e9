/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cp.h: what the parts of cp(1) share.
 */
#ifndef _CP_H_
#define _CP_H_

#include <sys/types.h>
#include <sys/stat.h>
#include <stdbool.h>

/* What was asked for. */
struct cp_options {
	bool	force, ask, keep;	/* -f, -i, -n: one of them */
	bool	links, symlinks;	/* -l, -s instead of copies */
	bool	preserve;		/* -p */
	bool	recurse;		/* -R */
	bool	verbose;		/* -v */
};

extern struct cp_options	cp;

/*
 * Each copies from to to, whose present state is old, or NULL when there is
 * nothing; st is from's state.  They say what is wrong, and return 0 or 1 as
 * the exit status has it.
 */
int	copy_file(const char *from, const struct stat *st, const char *to,
	    const struct stat *old);
int	copy_symlink(const char *from, const struct stat *st, const char *to,
	    const struct stat *old);
int	copy_special(const struct stat *st, const char *to,
	    const struct stat *old);

/*
 * Give to times, owner, mode and flags of st; by fd when that is not
 * negative.  Set-id bits go when the owner cannot be kept.
 */
int	copy_attributes(const struct stat *st, const char *to, int fd);

#endif /* !_CP_H_ */
