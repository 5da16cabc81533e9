/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fts.c: fts(3), walking file hierarchies.
 *
 * Unless FTS_NOCHDIR is asked for, the working directory follows the walk, so
 * that fts_accpath is a plain name.  What a directory has, and the way into it, is
 * fts_list.c.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fts_int.h"

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
	parent = __fts_entry(sp, "", 0);
	if (parent == NULL)
		goto fail;
	parent->fts_level = FTS_ROOTPARENTLEVEL;
	for (; *argv != NULL; argv++, n++) {
		len = strlen(*argv);
		longest = MAX(longest, len + 1);
		p = __fts_entry(sp, *argv, len);
		if (p == NULL)
			goto fail;
		p->fts_level = FTS_ROOTLEVEL;
		p->fts_parent = parent;
		p->fts_accpath = p->fts_name;
		p->fts_info = __fts_look(sp, p, p->fts_name,
		    (options & FTS_COMFOLLOW) != 0);
		if (p->fts_info == FTS_DOT)
			p->fts_info = FTS_D;
		*tail = p;
		tail = &p->fts_link;
	}
	if (compar != NULL && n > 1)
		head = __fts_sort(sp, head, n);
	/* The first fts_read() steps from here to the head of the list. */
	sp->fts_cur = __fts_entry(sp, "", 0);
	if (sp->fts_cur == NULL || __fts_room(sp, longest) != 0)
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
	__fts_free(head);
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
		__fts_free(p->fts_link);
		if (p->fts_symfd >= 0)
			close(p->fts_symfd);
		free(p);
	}
	__fts_free(sp->fts_child);
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
	at = __fts_append_at(p->fts_parent);
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
	p->fts_info = __fts_look(sp, p, p->fts_accpath, 1);
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
		p->fts_info = __fts_look(sp, p, p->fts_accpath, 0);
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
			__fts_free(sp->fts_child);
			sp->fts_child = NULL;
			p->fts_info = FTS_DP;
			return (p);
		}
		list = sp->fts_child;
		sp->fts_child = NULL;
		/* A list that fts_children() made was not entered. */
		if (list != NULL && ((sp->fts_options & FTS_NAMEONLY) != 0 ||
		    __fts_reenter(sp, p) != 0)) {
			__fts_free(list);
			list = NULL;
		}
		sp->fts_options &= ~FTS_NAMEONLY;
		if (list == NULL)
			list = __fts_build(sp, p, 0);
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
		if (__fts_leave(sp, p) != 0) {
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
	__fts_leave(sp, p);
	__fts_free(sp->fts_child);
	sp->fts_child = __fts_build(sp, p, instr == FTS_NAMEONLY);
	if (instr == FTS_NAMEONLY)
		sp->fts_options |= FTS_NAMEONLY;
	else if (sp->fts_child != NULL)
		/* fts_read() enters it later; we stay where we are. */
		__fts_leave(sp, p);
	return (sp->fts_child);
}

/* fts.h has the first two as macros as well. */
#undef fts_get_clientptr
void *
fts_get_clientptr(FTS *f)
{
	return (f->fts_clientptr);
}

#undef fts_get_stream
FTS *
fts_get_stream(FTSENT *e)
{
	return (e->fts_fts);
}

void
fts_set_clientptr(FTS *f, void *ptr)
{
	f->fts_clientptr = ptr;
}
