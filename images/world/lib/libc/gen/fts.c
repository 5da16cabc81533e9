/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fts.c: fts(3), walking file hierarchies.
 *
 * Unless FTS_NOCHDIR is asked for, the working directory follows the walk, so
 * that fts_accpath is a plain name.  A directory is entered through its own
 * descriptor after a look that it is still the one that stat(2) saw, and left
 * through a descriptor of its parent kept in the parent's entry.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ISDOT(s)	((s)[0] == '.' && ((s)[1] == '\0' ||		\
			    ((s)[1] == '.' && (s)[2] == '\0')))
#define NOCHDIR(sp)	(((sp)->fts_options & FTS_NOCHDIR) != 0)

static FTSENT *
new_entry(FTS *sp, const char *name, size_t len)
{
	FTSENT *p;

	p = calloc(1, sizeof(*p) + len + 1 + sizeof(struct stat) + 16);
	if (p == NULL)
		return (NULL);
	memcpy(p->fts_name, name, len);
	p->fts_namelen = len;
	p->fts_statp = (struct stat *)roundup2((uintptr_t)(p->fts_name + len + 1),
	    16);
	p->fts_instr = FTS_NOINSTR;
	p->fts_symfd = -1;
	p->fts_fts = sp;
	return (p);
}

static void
free_list(FTSENT *p)
{
	FTSENT *next;

	for (; p != NULL; p = next) {
		next = p->fts_link;
		free(p);
	}
}

/* Make room for a path of len bytes; entries point into it. */
static int
path_room(FTS *sp, size_t len)
{
	char *new;
	FTSENT *p;

	if (len + 1 <= sp->fts_pathlen)
		return (0);
	len = len * 2 + 256;
	new = realloc(sp->fts_path, len);
	if (new == NULL)
		return (-1);
	sp->fts_path = new;
	sp->fts_pathlen = len;
	for (p = sp->fts_cur; p != NULL && p->fts_level >= FTS_ROOTLEVEL;
	    p = p->fts_parent) {
		p->fts_path = new;
		if (NOCHDIR(sp))
			p->fts_accpath = new;
	}
	return (0);
}

/* stat(2) an entry and say what it is. */
static int
look(FTS *sp, FTSENT *p, const char *path, int follow)
{
	struct stat *st = p->fts_statp;
	FTSENT *t;

	if ((sp->fts_options & FTS_LOGICAL) != 0 || follow) {
		if (stat(path, st) != 0) {
			p->fts_errno = errno;
			if (lstat(path, st) == 0) {
				p->fts_errno = 0;
				return (FTS_SLNONE);
			}
			memset(st, 0, sizeof(*st));
			return (FTS_NS);
		}
	} else if (lstat(path, st) != 0) {
		p->fts_errno = errno;
		memset(st, 0, sizeof(*st));
		return (FTS_NS);
	}
	p->fts_dev = st->st_dev;
	p->fts_ino = st->st_ino;
	p->fts_nlink = st->st_nlink;
	if (S_ISDIR(st->st_mode)) {
		if (ISDOT(p->fts_name) && p->fts_level != FTS_ROOTLEVEL)
			return (FTS_DOT);
		for (t = p->fts_parent; t != NULL &&
		    t->fts_level >= FTS_ROOTLEVEL; t = t->fts_parent)
			if (p->fts_ino == t->fts_ino && p->fts_dev == t->fts_dev) {
				p->fts_cycle = t;
				return (FTS_DC);
			}
		return (FTS_D);
	}
	if (S_ISLNK(st->st_mode))
		return (FTS_SL);
	if (S_ISREG(st->st_mode))
		return (FTS_F);
	return (FTS_DEFAULT);
}

static int
compare(const void *a, const void *b)
{
	const FTSENT *const *pa = a;

	return ((*pa)->fts_fts->fts_compar(pa, b));
}

/* Sort a list of n entries; on want of memory it stays as it is. */
static FTSENT *
sort_list(FTS *sp, FTSENT *head, size_t n)
{
	FTSENT **a, *p;
	size_t i;

	a = reallocarray(sp->fts_array, n + 1, sizeof(*a));
	if (a == NULL)
		return (head);
	sp->fts_array = a;
	sp->fts_nitems = n + 1;
	for (i = 0, p = head; p != NULL; p = p->fts_link)
		a[i++] = p;
	qsort(a, n, sizeof(*a), compare);
	for (i = 0; i < n; i++)
		a[i]->fts_link = i + 1 < n ? a[i + 1] : NULL;
	return (a[0]);
}

FTS *
fts_open(char *const *argv, int options,
    int (*compar)(const FTSENT *const *, const FTSENT *const *))
{
	FTSENT *parent = NULL, *p, *head = NULL, **tail = &head;
	size_t n = 0, len, longest = MAXPATHLEN;
	FTS *sp;

	if ((options & ~FTS_OPTIONMASK) != 0 || *argv == NULL ||
	    (options & (FTS_LOGICAL | FTS_PHYSICAL)) == 0) {
		errno = EINVAL;
		return (NULL);
	}
	sp = calloc(1, sizeof(*sp));
	if (sp == NULL)
		return (NULL);
	sp->fts_rfd = -1;
	sp->fts_compar = compar;
	sp->fts_options = options;
	/* With links followed the way back is not "..". */
	if ((options & FTS_LOGICAL) != 0)
		sp->fts_options |= FTS_NOCHDIR;
	parent = new_entry(sp, "", 0);
	if (parent == NULL)
		goto fail;
	parent->fts_level = FTS_ROOTPARENTLEVEL;
	for (; *argv != NULL; argv++, n++) {
		len = strlen(*argv);
		longest = MAX(longest, len + 1);
		p = new_entry(sp, *argv, len);
		if (p == NULL)
			goto fail;
		p->fts_level = FTS_ROOTLEVEL;
		p->fts_parent = parent;
		p->fts_accpath = p->fts_name;
		p->fts_info = look(sp, p, p->fts_name,
		    (options & FTS_COMFOLLOW) != 0);
		if (p->fts_info == FTS_DOT)
			p->fts_info = FTS_D;
		*tail = p;
		tail = &p->fts_link;
	}
	if (compar != NULL && n > 1)
		head = sort_list(sp, head, n);
	/* The first fts_read() steps from here to the head of the list. */
	sp->fts_cur = new_entry(sp, "", 0);
	if (sp->fts_cur == NULL || path_room(sp, longest) != 0)
		goto fail;
	sp->fts_cur->fts_link = head;
	sp->fts_cur->fts_info = FTS_INIT;
	sp->fts_cur->fts_parent = parent;
	sp->fts_cur->fts_level = FTS_ROOTPARENTLEVEL;
	if (!NOCHDIR(sp)) {
		sp->fts_rfd = open(".", O_RDONLY | O_CLOEXEC);
		if (sp->fts_rfd < 0)
			sp->fts_options |= FTS_NOCHDIR;
	}
	return (sp);
fail:
	free_list(head);
	free(parent);
	free(sp->fts_cur);
	free(sp->fts_path);
	free(sp);
	return (NULL);
}

int
fts_close(FTS *sp)
{
	FTSENT *p, *next;
	int error = 0;

	for (p = sp->fts_cur; p != NULL; p = next) {
		/* Siblings not yet visited, then up. */
		next = p->fts_parent;
		free_list(p->fts_link);
		if (p->fts_symfd >= 0)
			close(p->fts_symfd);
		free(p);
	}
	free_list(sp->fts_child);
	free(sp->fts_array);
	free(sp->fts_path);
	if (sp->fts_rfd >= 0) {
		if (fchdir(sp->fts_rfd) != 0)
			error = errno;
		close(sp->fts_rfd);
	}
	free(sp);
	if (error != 0) {
		errno = error;
		return (-1);
	}
	return (0);
}

int
fts_set(FTS *sp __unused, FTSENT *p, int instr)
{
	if (instr < 0 || instr > FTS_SKIP) {
		errno = EINVAL;
		return (1);
	}
	p->fts_instr = instr;
	return (0);
}

/*
 * Enter the directory of p, if it is still the same.  fd is the parent's
 * descriptor to come back, kept in p->fts_symfd.
 */
static int
enter(FTS *sp, FTSENT *p, int fd)
{
	struct stat st;
	int here;

	if (NOCHDIR(sp))
		return (0);
	if (fstat(fd, &st) != 0)
		return (-1);
	if (st.st_dev != p->fts_dev || st.st_ino != p->fts_ino) {
		errno = ENOENT;
		return (-1);
	}
	here = open(".", O_RDONLY | O_CLOEXEC);
	if (here < 0)
		return (-1);
	if (fchdir(fd) != 0) {
		close(here);
		return (-1);
	}
	p->fts_symfd = here;
	return (0);
}

/* Enter p, whose list was made before. */
static int
reenter(FTS *sp, FTSENT *p)
{
	int error, fd;

	if (NOCHDIR(sp))
		return (0);
	fd = open(p->fts_accpath, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return (-1);
	error = enter(sp, p, fd);
	close(fd);
	return (error);
}

/* Go back to where p was entered from. */
static int
leave(FTS *sp, FTSENT *p)
{
	int error = 0;

	if (NOCHDIR(sp) || p->fts_symfd < 0)
		return (0);
	if (fchdir(p->fts_symfd) != 0)
		error = -1;
	close(p->fts_symfd);
	p->fts_symfd = -1;
	return (error);
}

/* Bytes of p's path, to which "/name" is appended. */
static size_t
append_at(const FTSENT *p)
{
	return (p->fts_path[p->fts_pathlen - 1] == '/' ? p->fts_pathlen - 1 :
	    p->fts_pathlen);
}

/*
 * Read directory p: the list of its entries, NULL when it is empty or cannot
 * be read; then fts_info or fts_errno say so.
 */
static FTSENT *
build(FTS *sp, FTSENT *p, int names_only)
{
	FTSENT *head = NULL, **tail = &head, *e;
	struct dirent *de;
	size_t n = 0, at = append_at(p), len;
	int entered = 0, fail = 0;
	DIR *d;

	d = opendir(p->fts_accpath);
	if (d == NULL) {
		p->fts_info = FTS_DNR;
		p->fts_errno = errno;
		return (NULL);
	}
	if (enter(sp, p, dirfd(d)) != 0) {
		p->fts_errno = errno;
		p->fts_flags |= FTS_DONTCHDIR;
		closedir(d);
		return (NULL);
	}
	entered = 1;
	while (!fail && (de = readdir(d)) != NULL) {
		if (ISDOT(de->d_name) && (sp->fts_options & FTS_SEEDOT) == 0)
			continue;
		len = strlen(de->d_name);
		e = new_entry(sp, de->d_name, len);
		if (e == NULL || path_room(sp, at + 1 + len) != 0) {
			free(e);
			fail = 1;
			break;
		}
		e->fts_level = p->fts_level + 1;
		e->fts_parent = p;
		e->fts_pathlen = at + 1 + len;
		e->fts_path = sp->fts_path;
		e->fts_ino = de->d_fileno;
		if (NOCHDIR(sp)) {
			e->fts_accpath = sp->fts_path;
			sp->fts_path[at] = '/';
			memcpy(sp->fts_path + at + 1, e->fts_name, len + 1);
		} else
			e->fts_accpath = e->fts_name;
		if (names_only || ((sp->fts_options & FTS_NOSTAT) != 0 &&
		    de->d_type != DT_DIR && de->d_type != DT_UNKNOWN &&
		    de->d_type != DT_LNK))
			e->fts_info = FTS_NSOK;
		else
			e->fts_info = look(sp, e, e->fts_accpath, 0);
		*tail = e;
		tail = &e->fts_link;
		n++;
	}
	sp->fts_path[p->fts_pathlen] = '\0';
	closedir(d);
	if (fail || (names_only && leave(sp, p) != 0)) {
		if (entered)
			leave(sp, p);
		free_list(head);
		p->fts_errno = errno;
		p->fts_info = FTS_ERR;
		return (NULL);
	}
	/* The entries may have been given a path that moved since. */
	for (e = head; e != NULL; e = e->fts_link) {
		e->fts_path = sp->fts_path;
		if (NOCHDIR(sp))
			e->fts_accpath = sp->fts_path;
	}
	if (n == 0)
		leave(sp, p);
	if (sp->fts_compar != NULL && n > 1)
		head = sort_list(sp, head, n);
	return (head);
}

/* Make p the current entry: its path is the parent's and its name. */
static FTSENT *
arrive(FTS *sp, FTSENT *p)
{
	size_t at;

	sp->fts_cur = p;
	if (p->fts_level == FTS_ROOTLEVEL) {
		memcpy(sp->fts_path, p->fts_name, p->fts_namelen + 1);
		p->fts_pathlen = p->fts_namelen;
		p->fts_path = sp->fts_path;
		sp->fts_dev = p->fts_dev;
		return (p);
	}
	at = append_at(p->fts_parent);
	sp->fts_path[at] = '/';
	memcpy(sp->fts_path + at + 1, p->fts_name, p->fts_namelen + 1);
	p->fts_path = sp->fts_path;
	p->fts_pathlen = at + 1 + p->fts_namelen;
	return (p);
}

/* Follow the link p, as FTS_FOLLOW asks. */
static void
follow(FTS *sp, FTSENT *p)
{
	p->fts_info = look(sp, p, p->fts_accpath, 1);
	if (p->fts_info == FTS_D)
		p->fts_flags |= FTS_SYMFOLLOW;
}

FTSENT *
fts_read(FTS *sp)
{
	FTSENT *p = sp->fts_cur, *next, *list;
	int instr;

	if (p == NULL || (sp->fts_options & FTS_STOP) != 0)
		return (NULL);
	instr = p->fts_instr;
	p->fts_instr = FTS_NOINSTR;
	if (instr == FTS_AGAIN) {
		p->fts_info = look(sp, p, p->fts_accpath, 0);
		return (p);
	}
	if (instr == FTS_FOLLOW && (p->fts_info == FTS_SL ||
	    p->fts_info == FTS_SLNONE)) {
		follow(sp, p);
		return (p);
	}
	if (p->fts_info == FTS_D) {
		if (instr == FTS_SKIP || ((sp->fts_options & FTS_XDEV) != 0 &&
		    p->fts_dev != sp->fts_dev)) {
			free_list(sp->fts_child);
			sp->fts_child = NULL;
			p->fts_info = FTS_DP;
			return (p);
		}
		list = sp->fts_child;
		sp->fts_child = NULL;
		/* A list that fts_children() made was not entered. */
		if (list != NULL && ((sp->fts_options & FTS_NAMEONLY) != 0 ||
		    reenter(sp, p) != 0)) {
			free_list(list);
			list = NULL;
		}
		sp->fts_options &= ~FTS_NAMEONLY;
		if (list == NULL)
			list = build(sp, p, 0);
		if ((sp->fts_options & FTS_STOP) != 0)
			return (NULL);
		if (list == NULL) {
			if (p->fts_info == FTS_D)
				p->fts_info = p->fts_errno != 0 ? FTS_ERR : FTS_DP;
			return (p);
		}
		return (arrive(sp, list));
	}
	for (;;) {
		next = p->fts_link;
		if (next != NULL) {
			free(p);
			p = next;
			if (p->fts_instr == FTS_SKIP)
				continue;
			if (p->fts_instr == FTS_FOLLOW) {
				p->fts_instr = FTS_NOINSTR;
				follow(sp, p);
			}
			return (arrive(sp, p));
		}
		/* The directory is done: up. */
		next = p->fts_parent;
		free(p);
		if (next->fts_level == FTS_ROOTPARENTLEVEL) {
			free(next);
			sp->fts_cur = NULL;
			errno = 0;
			return (NULL);
		}
		p = next;
		sp->fts_cur = p;
		sp->fts_path[p->fts_pathlen] = '\0';
		if (leave(sp, p) != 0) {
			sp->fts_options |= FTS_STOP;
			return (NULL);
		}
		p->fts_info = p->fts_errno != 0 ? FTS_ERR : FTS_DP;
		return (p);
	}
}

FTSENT *
fts_children(FTS *sp, int instr)
{
	FTSENT *p = sp->fts_cur;

	if (instr != 0 && instr != FTS_NAMEONLY) {
		errno = EINVAL;
		return (NULL);
	}
	errno = 0;
	if (p == NULL || (sp->fts_options & FTS_STOP) != 0)
		return (NULL);
	if (p->fts_info == FTS_INIT)
		return (p->fts_link);
	if (p->fts_info != FTS_D)
		return (NULL);
	leave(sp, p);
	free_list(sp->fts_child);
	sp->fts_child = build(sp, p, instr == FTS_NAMEONLY);
	if (instr == FTS_NAMEONLY)
		sp->fts_options |= FTS_NAMEONLY;
	else if (sp->fts_child != NULL)
		/* fts_read() enters it later; we stay where we are. */
		leave(sp, p);
	return (sp->fts_child);
}
