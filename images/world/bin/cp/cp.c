/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cp.c: cp(1): copy files and hierarchies.  Each argument is walked by fts(3);
 * a path of the copy is the path of the target and what follows the argument
 * in the path of the source.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cp.h"

struct cp_options	cp;

/* Where the copy of the argument being walked begins. */
struct place {
	char	path[PATH_MAX];
	size_t	base;		/* length of what stands for the argument */
	size_t	from;		/* length of the argument in source paths */
	dev_t	dev;		/* of the copy's top directory, */
	ino_t	ino;		/* which is not copied into itself */
	bool	made;		/* these two are known */
};

static mode_t	mask;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: cp [-R [-H | -L | -P]] [-f | -i | -n] [-alpsvx] "
	    "source_file target_file\n"
	    "       cp [-R [-H | -L | -P]] [-f | -i | -n] [-alpsvx] "
	    "source_file ... target_directory\n");
	exit(EX_USAGE);
}

/*
 * Set up where the argument goes: the target, or in the directory target its
 * last part.  What ends in a slash or is .. stands for its contents.
 */
static bool
begin(struct place *p, const char *arg, const char *target, bool inside)
{
	size_t end = strlen(arg), start;
	int n;

	while (end > 1 && arg[end - 1] == '/')
		end--;
	for (start = end; start > 0 && arg[start - 1] != '/'; start--)
		continue;
	if (!inside || (arg[end] == '/' && cp.recurse) ||
	    (end - start == 2 && strncmp(arg + start, "..", 2) == 0) ||
	    strcmp(arg, "/") == 0)
		n = snprintf(p->path, sizeof(p->path), "%s", target);
	else
		n = snprintf(p->path, sizeof(p->path), "%s%s%.*s", target,
		    target[strlen(target) - 1] == '/' ? "" : "/",
		    (int)(end - start), arg + start);
	p->made = false;
	if (n < 0 || (size_t)n >= sizeof(p->path)) {
		warnx("%s/%s: %s", target, arg + start, strerror(ENAMETOOLONG));
		return (false);
	}
	p->base = (size_t)n;
	return (true);
}

/* The path of an entry's copy, in p. */
static bool
locate(struct place *p, const FTSENT *e)
{
	const char *rest;

	if (e->fts_level == FTS_ROOTLEVEL)
		p->from = e->fts_pathlen;
	rest = e->fts_path + p->from;
	while (*rest == '/')
		rest++;
	p->path[p->base] = '\0';
	if (*rest == '\0')
		return (true);
	if (snprintf(p->path + p->base, sizeof(p->path) - p->base, "%s%s",
	    p->base > 0 && p->path[p->base - 1] == '/' ? "" : "/", rest) >=
	    (int)(sizeof(p->path) - p->base)) {
		warnx("%s%s: %s", p->path, rest, strerror(ENAMETOOLONG));
		return (false);
	}
	return (true);
}

/*
 * A directory on the way in: there is one, or one is made that can be written
 * until it is left.
 */
static int
enter(struct place *p, FTS *fts, FTSENT *e, const struct stat *old)
{
	struct stat st;

	if (p->made && e->fts_statp->st_dev == p->dev &&
	    e->fts_statp->st_ino == p->ino) {
		warnx("%s: cannot be copied into itself", e->fts_path);
		fts_set(fts, e, FTS_SKIP);
		return (1);
	}
	if (old == NULL) {
		if (mkdir(p->path, (e->fts_statp->st_mode & ACCESSPERMS) |
		    S_IRWXU) != 0)
			err(1, "%s", p->path);
		if (cp.verbose)
			printf("%s -> %s\n", e->fts_path, p->path);
	} else if (!S_ISDIR(old->st_mode)) {
		errno = ENOTDIR;
		err(1, "%s", p->path);
	}
	e->fts_number = old == NULL;
	if (!p->made && stat(p->path, &st) == 0) {
		p->dev = st.st_dev;
		p->ino = st.st_ino;
		p->made = true;
	}
	return (0);
}

/* On the way out it gets the mode that it should have had, or all with -p. */
static int
leave(const struct place *p, const FTSENT *e)
{
	mode_t mode = e->fts_statp->st_mode & ACCESSPERMS & ~mask;

	if (cp.preserve)
		return (copy_attributes(e->fts_statp, p->path, -1));
	if (e->fts_number == 0 || (mode & S_IRWXU) == S_IRWXU)
		return (0);
	if (chmod(p->path, mode) != 0) {
		warn("chmod: %s", p->path);
		return (1);
	}
	return (0);
}

static int
copy_entry(struct place *p, FTS *fts, FTSENT *e)
{
	const struct stat *st = e->fts_statp, *old = NULL;
	struct stat there;

	if (!locate(p, e))
		return (1);
	if (e->fts_info == FTS_DP)
		return (leave(p, e));
	/* A copied link replaces a link; all else goes where it leads. */
	if ((S_ISLNK(st->st_mode) ? lstat(p->path, &there) :
	    stat(p->path, &there)) == 0)
		old = &there;
	if (old != NULL && old->st_dev == st->st_dev &&
	    old->st_ino == st->st_ino) {
		warnx("%s and %s are identical (not copied).", p->path,
		    e->fts_path);
		if (S_ISDIR(st->st_mode))
			fts_set(fts, e, FTS_SKIP);
		return (1);
	}
	switch (st->st_mode & S_IFMT) {
	case S_IFDIR:
		if (cp.recurse)
			return (enter(p, fts, e, old));
		warnx("%s is a directory (not copied).", e->fts_path);
		fts_set(fts, e, FTS_SKIP);
		return (1);
	case S_IFLNK:
		return (copy_symlink(e->fts_accpath, st, p->path, old));
	case S_IFSOCK:
		warnx("%s is a socket (not copied).", e->fts_path);
		return (0);
	case S_IFBLK:
	case S_IFCHR:
	case S_IFIFO:
		if (cp.recurse)
			return (copy_special(st, p->path, old));
		/* FALLTHROUGH */
	default:
		return (copy_file(e->fts_path, st, p->path, old));
	}
}

static int
copy_argument(char *arg, const char *target, bool inside, int how)
{
	char *args[] = { arg, NULL };
	struct place p;
	int status = 0;
	FTSENT *e;
	FTS *fts;

	if (!begin(&p, arg, target, inside))
		return (1);
	if ((fts = fts_open(args, how | FTS_NOCHDIR, NULL)) == NULL)
		err(1, "%s", arg);
	while (errno = 0, (e = fts_read(fts)) != NULL) {
		switch (e->fts_info) {
		case FTS_NS:
		case FTS_DNR:
		case FTS_ERR:
			warnx("%s: %s", e->fts_path, strerror(e->fts_errno));
			status = 1;
			break;
		case FTS_DC:
			warnx("%s: directory causes a cycle", e->fts_path);
			status = 1;
			break;
		case FTS_DP:
			if (!cp.recurse)
				break;
			/* FALLTHROUGH */
		default:
			if (copy_entry(&p, fts, e) != 0)
				status = 1;
		}
	}
	if (errno != 0)
		err(1, "fts_read");
	fts_close(fts);
	return (status);
}

int
main(int argc, char **argv)
{
	bool cross = true, inside, slash;
	int ch, how, walk = 0, status = 0;
	const char *target;
	struct stat st, first;

	while ((ch = getopt(argc, argv, "HLPRafilnprsvx")) != -1) {
		switch (ch) {
		case 'H':
		case 'L':
		case 'P':
			walk = ch;
			break;
		case 'a':
			cp.preserve = true;
			cp.recurse = true;
			walk = 'P';
			break;
		case 'R':
			cp.recurse = true;
			break;
		case 'r':
			cp.recurse = true;
			walk = 'L';
			break;
		case 'f':
			cp.force = true;
			cp.ask = cp.keep = false;
			break;
		case 'i':
			cp.ask = true;
			cp.force = cp.keep = false;
			break;
		case 'n':
			cp.keep = true;
			cp.force = cp.ask = false;
			break;
		case 'l':
			cp.links = true;
			break;
		case 'p':
			cp.preserve = true;
			break;
		case 's':
			cp.symlinks = true;
			break;
		case 'v':
			cp.verbose = true;
			break;
		case 'x':
			cross = false;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (argc < 2)
		usage();
	if (cp.links && cp.symlinks)
		errx(1, "the -l and -s options may not be specified together");
	mask = umask(0);
	umask(mask);
	how = FTS_LOGICAL;
	if (cp.recurse && walk != 'L')
		how = FTS_PHYSICAL | (walk == 'H' ? FTS_COMFOLLOW : 0);
	else if (!cp.recurse && walk == 'P')
		how = FTS_PHYSICAL;
	if (!cross)
		how |= FTS_XDEV;

	target = argv[--argc];
	slash = *target != '\0' && target[strlen(target) - 1] == '/';
	inside = stat(target, &st) == 0;
	if (!inside && errno != ENOENT)
		err(1, "%s", target);
	inside = inside && S_ISDIR(st.st_mode);
	if (!inside && argc > 1)
		errx(1, "%s is not a directory", target);
	if (!inside && slash && (!cp.recurse || (how == FTS_PHYSICAL ?
	    lstat(argv[0], &first) : stat(argv[0], &first)) != 0 ||
	    !S_ISDIR(first.st_mode)))
		errx(1, "directory %s does not exist", target);
	for (int i = 0; i < argc; i++)
		if (copy_argument(argv[i], target, inside, how) != 0)
			status = 1;
	if (fflush(stdout) != 0)
		err(1, "stdout");
	return (status);
}
