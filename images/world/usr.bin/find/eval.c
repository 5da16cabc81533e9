/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * eval.c: the tests of find(1).
 */
#include <sys/param.h>
#include <sys/mount.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "find.h"

static bool
fits(const struct node *n, int64_t value)
{
	switch (n->compare) {
	case LESS:
		return (value < n->number);
	case MORE:
		return (value > n->number);
	default:
		return (value == n->number);
	}
}

bool
eval_and(struct node *n, FTSENT *e)
{
	return (n->a->eval(n->a, e) && n->b->eval(n->b, e));
}

bool
eval_or(struct node *n, FTSENT *e)
{
	return (n->a->eval(n->a, e) || n->b->eval(n->b, e));
}

bool
eval_not(struct node *n, FTSENT *e)
{
	return (!n->a->eval(n->a, e));
}

bool
eval_true(struct node *n, FTSENT *e)
{
	return (true);
}

bool
eval_false(struct node *n, FTSENT *e)
{
	return (false);
}

bool
eval_depth(struct node *n, FTSENT *e)
{
	return (fits(n, e->fts_level));
}

bool
eval_empty(struct node *n, FTSENT *e)
{
	struct dirent *d;
	bool empty = true;
	DIR *dir;

	if (S_ISREG(e->fts_statp->st_mode))
		return (e->fts_statp->st_size == 0);
	if (!S_ISDIR(e->fts_statp->st_mode))
		return (false);
	if ((dir = opendir(e->fts_accpath)) == NULL) {
		warn("%s", e->fts_path);
		status = 1;
		return (false);
	}
	while (empty && (d = readdir(dir)) != NULL)
		empty = strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0;
	closedir(dir);
	return (empty);
}

/* flags: '-' all of them, '+' any, 0 just these. */
bool
eval_flags(struct node *n, FTSENT *e)
{
	unsigned long have = e->fts_statp->st_flags;

	if (n->flags == '-')
		return ((have & n->set) == n->set && (have & n->clear) == 0);
	if (n->flags == '+')
		return ((have & n->set) != 0 || (~have & n->clear) != 0);
	return (have == n->set);
}

bool
eval_fstype(struct node *n, FTSENT *e)
{
	struct statfs fs;

	if (statfs(e->fts_accpath, &fs) != 0) {
		warn("%s", e->fts_path);
		status = 1;
		return (false);
	}
	if (strcmp(n->text, "local") == 0)
		return ((fs.f_flags & MNT_LOCAL) != 0);
	if (strcmp(n->text, "rdonly") == 0)
		return ((fs.f_flags & MNT_RDONLY) != 0);
	return (strcmp(n->text, fs.f_fstypename) == 0);
}

bool
eval_group(struct node *n, FTSENT *e)
{
	return (fits(n, e->fts_statp->st_gid));
}

bool
eval_user(struct node *n, FTSENT *e)
{
	return (fits(n, e->fts_statp->st_uid));
}

bool
eval_inum(struct node *n, FTSENT *e)
{
	return (fits(n, (int64_t)e->fts_statp->st_ino));
}

bool
eval_links(struct node *n, FTSENT *e)
{
	return (fits(n, (int64_t)e->fts_statp->st_nlink));
}

bool
eval_lname(struct node *n, FTSENT *e)
{
	char text[PATH_MAX];
	ssize_t len;

	if (!S_ISLNK(e->fts_statp->st_mode))
		return (false);
	len = readlink(e->fts_accpath, text, sizeof(text) - 1);
	if (len < 0)
		return (false);
	text[len] = '\0';
	return (fnmatch(n->text, text, n->flags) == 0);
}

/* An argument may have slashes at its end, which do not belong to the name. */
bool
eval_name(struct node *n, FTSENT *e)
{
	char name[NAME_MAX + 1];
	size_t len = strlen(e->fts_name);

	if (len > 1 && e->fts_name[len - 1] == '/' && len < sizeof(name)) {
		strlcpy(name, e->fts_name, sizeof(name));
		while (len > 1 && name[len - 1] == '/')
			name[--len] = '\0';
		return (fnmatch(n->text, name, n->flags) == 0);
	}
	return (fnmatch(n->text, e->fts_name, n->flags) == 0);
}

bool
eval_path(struct node *n, FTSENT *e)
{
	return (fnmatch(n->text, e->fts_path, n->flags) == 0);
}

static struct timespec
time_of(const struct stat *st, enum which_time which)
{
	return (which == ACCESSED ? st->st_atim : which == CHANGED ?
	    st->st_ctim : st->st_mtim);
}

bool
eval_newer(struct node *n, FTSENT *e)
{
	struct timespec t = time_of(e->fts_statp, n->time);

	return (t.tv_sec > n->stamp.tv_sec || (t.tv_sec == n->stamp.tv_sec &&
	    t.tv_nsec > n->stamp.tv_nsec));
}

/*
 * The age: with units of a file's age in seconds, else in days or minutes,
 * where a part of one counts as a whole.
 */
bool
eval_time(struct node *n, FTSENT *e)
{
	int64_t age = (int64_t)now - time_of(e->fts_statp, n->time).tv_sec;

	if (n->unit > 1)
		age = (age + n->unit - 1) / n->unit;
	return (fits(n, age));
}

bool
eval_nogroup(struct node *n, FTSENT *e)
{
	return (group_from_gid(e->fts_statp->st_gid, 1) == NULL);
}

bool
eval_nouser(struct node *n, FTSENT *e)
{
	return (user_from_uid(e->fts_statp->st_uid, 1) == NULL);
}

bool
eval_perm(struct node *n, FTSENT *e)
{
	mode_t mode = e->fts_statp->st_mode & ALLPERMS;

	if (n->flags == '-')
		return ((mode & n->mode) == n->mode);
	if (n->flags == '+')
		return ((mode & n->mode) != 0);
	return (mode == n->mode);
}

bool
eval_prune(struct node *n, FTSENT *e)
{
	if (!find.depth && fts_set(tree, e, FTS_SKIP) != 0)
		err(1, "%s", e->fts_path);
	return (true);
}

/* The whole path must match. */
bool
eval_regex(struct node *n, FTSENT *e)
{
	regmatch_t m;

	return (regexec(&n->regex, e->fts_path, 1, &m, 0) == 0 &&
	    m.rm_so == 0 && (size_t)m.rm_eo == strlen(e->fts_path));
}

bool
eval_samefile(struct node *n, FTSENT *e)
{
	return (e->fts_statp->st_dev == n->dev &&
	    (int64_t)e->fts_statp->st_ino == n->number);
}

bool
eval_size(struct node *n, FTSENT *e)
{
	int64_t size = e->fts_statp->st_size;

	if (n->unit == 512)
		return (fits(n, (size + 511) / 512));
	return (fits(n, size));
}

bool
eval_type(struct node *n, FTSENT *e)
{
	return ((e->fts_statp->st_mode & S_IFMT) == n->mode);
}
