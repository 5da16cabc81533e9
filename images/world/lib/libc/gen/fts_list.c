/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fts_list.c: fts(3): the entries of a directory, and the way into it and back.
 *
 * A directory is entered through its own descriptor after a look that it is
 * still the one that stat(2) saw, and left through a descriptor of its parent
 * kept in the parent's entry.
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

#include "fts_int.h"

#define ISDOT(s)	((s)[0] == '.' && ((s)[1] == '\0' ||		\
			    ((s)[1] == '.' && (s)[2] == '\0')))

FTSENT *
__fts_entry(FTS *sp, const char *name, size_t len)
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

void
__fts_free(FTSENT *p)
{
	FTSENT *next;

	for (; p != NULL; p = next) {
		next = p->fts_link;
		free(p);
	}
}

int
__fts_room(FTS *sp, size_t len)
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

int
__fts_look(FTS *sp, FTSENT *p, const char *path, int follow)
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

FTSENT *
__fts_sort(FTS *sp, FTSENT *head, size_t n)
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

int
__fts_reenter(FTS *sp, FTSENT *p)
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

int
__fts_leave(FTS *sp, FTSENT *p)
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

size_t
__fts_append_at(const FTSENT *p)
{
	return (p->fts_path[p->fts_pathlen - 1] == '/' ? p->fts_pathlen - 1 :
	    p->fts_pathlen);
}

FTSENT *
__fts_build(FTS *sp, FTSENT *p, int names_only)
{
	FTSENT *head = NULL, **tail = &head, *e;
	struct dirent *de;
	size_t n = 0, at = __fts_append_at(p), len;
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
		e = __fts_entry(sp, de->d_name, len);
		if (e == NULL || __fts_room(sp, at + 1 + len) != 0) {
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
			e->fts_info = __fts_look(sp, e, e->fts_accpath, 0);
		*tail = e;
		tail = &e->fts_link;
		n++;
	}
	sp->fts_path[p->fts_pathlen] = '\0';
	closedir(d);
	if (fail || (names_only && __fts_leave(sp, p) != 0)) {
		if (entered)
			__fts_leave(sp, p);
		__fts_free(head);
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
		__fts_leave(sp, p);
	if (sp->fts_compar != NULL && n > 1)
		head = __fts_sort(sp, head, n);
	return (head);
}
