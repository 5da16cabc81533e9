/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * list.c: which entries are shown together, and how wide their columns are.
 */
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ls.h"

static int
digits(uint64_t n)
{
	int d = 1;

	for (; n >= 10; n /= 10)
		d++;
	return (d);
}

static void
widen(int *width, int n)
{
	if (n > *width)
		*width = n;
}

/* Owner and flags of an entry; kept until batch_free(). */
static struct detail *
detail_make(const struct stat *st)
{
	struct detail *d = calloc(1, sizeof(*d));
	const char *user, *group;
	char uid[16], gid[16];

	if (d == NULL)
		err(1, NULL);
	snprintf(uid, sizeof(uid), "%u", st->st_uid);
	snprintf(gid, sizeof(gid), "%u", st->st_gid);
	user = opt.numeric ? NULL : user_from_uid(st->st_uid, 1);
	group = opt.numeric ? NULL : group_from_gid(st->st_gid, 1);
	if (asprintf(&d->mem, "%s%c%s", user != NULL ? user : uid, '\0',
	    group != NULL ? group : gid) < 0)
		err(1, NULL);
	d->user = d->mem;
	d->group = d->mem + strlen(d->mem) + 1;
	if (opt.flags) {
		if ((d->flags = fflagstostr(st->st_flags)) == NULL)
			err(1, NULL);
		if (*d->flags == '\0') {
			free(d->flags);
			if ((d->flags = strdup("-")) == NULL)
				err(1, NULL);
		}
	}
	return (d);
}

static void
measure(struct batch *b, FTSENT *e)
{
	const struct stat *st = e->fts_statp;
	struct detail *d;

	widen(&b->w_name, name_width(e->fts_name));
	if (!opt.inode && !opt.blocks && opt.layout != LONG)
		return;
	b->blocks += st->st_blocks;
	widen(&b->w_inode, digits(st->st_ino));
	widen(&b->w_blocks, digits((uint64_t)(st->st_blocks +
	    opt.blocksize - 1) / (uint64_t)opt.blocksize));
	if (opt.layout != LONG)
		return;
	d = e->fts_pointer = detail_make(st);
	widen(&b->w_nlink, digits(st->st_nlink));
	widen(&b->w_user, (int)strlen(d->user));
	widen(&b->w_group, (int)strlen(d->group));
	if (d->flags != NULL)
		widen(&b->w_flags, (int)strlen(d->flags));
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) {
		b->devices = true;
		widen(&b->w_size, 8);
		if (minor(st->st_rdev) < 0 || minor(st->st_rdev) > 255)
			widen(&b->w_size, 15);
	} else {
		widen(&b->w_size, opt.human ? 4 :
		    digits((uint64_t)st->st_size));
	}
}

/* Not shown: what is hidden, and what cannot be looked at. */
static bool
wanted(const FTSENT *e)
{
	if (e->fts_level > FTS_ROOTLEVEL && e->fts_name[0] == '.' &&
	    !opt.dots && !opt.all)
		return (false);
	return (e->fts_info != FTS_ERR && e->fts_info != FTS_NS &&
	    !(e->fts_level == FTS_ROOTLEVEL && e->fts_info == FTS_D &&
	    !opt.plain));
}

void
batch_make(struct batch *b, FTSENT *list, bool total)
{
	FTSENT *e;
	size_t room = 0;

	memset(b, 0, sizeof(*b));
	b->total = total;
	for (e = list; e != NULL; e = e->fts_link)
		room++;
	if (room > 0 && (b->entry = calloc(room, sizeof(FTSENT *))) == NULL)
		err(1, NULL);
	for (e = list; e != NULL; e = e->fts_link) {
		if (wanted(e)) {
			b->entry[b->n++] = e;
			measure(b, e);
		}
	}
}

void
batch_free(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct detail *d = b->entry[i]->fts_pointer;

		if (d != NULL) {
			free(d->mem);
			free(d->flags);
			free(d);
			b->entry[i]->fts_pointer = NULL;
		}
	}
	free(b->entry);
}
