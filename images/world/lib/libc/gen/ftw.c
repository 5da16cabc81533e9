/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ftw.c: ftw(3) and nftw(3) over fts(3).
 */
#include <errno.h>
#include <fts.h>
#include <ftw.h>
#include <stdbool.h>
#include <stddef.h>

typedef int	ftw_fn(const char *, const struct stat *, int);
typedef int	nftw_fn(const char *, const struct stat *, int, struct FTW *);

/* What POSIX calls an entry, -1 for what it does not tell. */
static int
kind(const FTSENT *e, bool depth)
{
	switch (e->fts_info) {
	case FTS_D:
		return (depth ? -1 : FTW_D);
	case FTS_DP:
		return (depth ? FTW_DP : -1);
	case FTS_DNR:
		return (FTW_DNR);
	case FTS_F:
	case FTS_DEFAULT:
		return (FTW_F);
	case FTS_NS:
	case FTS_NSOK:
		return (FTW_NS);
	case FTS_SL:
		return (FTW_SL);
	case FTS_SLNONE:
		return (FTW_SLN);
	default:
		return (-1);
	}
}

static int
walk(const char *path, ftw_fn *plain, nftw_fn *full, int nfds, int flags)
{
	char *const paths[2] = { __DECONST(char *, path), NULL };
	bool depth = (flags & FTW_DEPTH) != 0;
	struct FTW where;
	int options, result = 0, what, saved;
	FTSENT *e;
	FTS *fts;

	if (nfds < 1) {
		errno = EINVAL;
		return (-1);
	}
	options = (flags & FTW_PHYS) != 0 ? FTS_PHYSICAL :
	    FTS_LOGICAL | FTS_COMFOLLOW;
	if ((flags & FTW_CHDIR) == 0)
		options |= FTS_NOCHDIR;
	if ((flags & FTW_MOUNT) != 0)
		options |= FTS_XDEV;
	fts = fts_open(paths, options, NULL);
	if (fts == NULL)
		return (-1);
	while (result == 0 && (e = fts_read(fts)) != NULL) {
		if (e->fts_info == FTS_ERR) {
			errno = e->fts_errno;
			result = -1;
			break;
		}
		what = kind(e, depth);
		if (what < 0)
			continue;
		where.base = (int)(e->fts_pathlen - e->fts_namelen);
		where.level = (int)e->fts_level;
		if (full != NULL)
			result = full(e->fts_path, e->fts_statp, what, &where);
		else
			result = plain(e->fts_path, e->fts_statp,
			    what == FTW_SLN ? FTW_NS : what);
	}
	saved = errno;
	fts_close(fts);
	errno = saved;
	return (result);
}

int
ftw(const char *path, ftw_fn *fn, int nfds)
{
	return (walk(path, fn, NULL, nfds, 0));
}

int
nftw(const char *path, nftw_fn *fn, int nfds, int flags)
{
	return (walk(path, NULL, fn, nfds, flags));
}
