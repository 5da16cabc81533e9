/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_tree.c: which directory is in which.
 *
 * What a directory itself names as its parent is not relied on: it may be a lie,
 * and there are writers that name the directory itself in Joliet's tree.  So
 * a directory's place is the one from which it was first entered.  Places refer to
 * those above them, whose nodes may have left memory, up to the root: a
 * directory that occurs above itself is seen at once.
 */
#include "vfs/cd9660/cd9660.h"

static struct cdplace *
place_new(uint64_t ino)
{
	struct cdplace *p;

	p = kmalloc(sizeof(*p), M_CD9660, M_WAITOK | M_ZERO);
	if (p == NULL)
		return (NULL);
	p->p_ino = ino;
	p->p_refs = 1;
	return (p);
}

/* Give a reference back, and those that go with it. */
static void
place_drop(struct cdmount *cm, struct cdplace *p)
{
	struct cdplace *up;
	bool last;

	while (p != NULL) {
		spin_lock(&cm->cm_hashspin);
		last = --p->p_refs == 0;
		spin_unlock(&cm->cm_hashspin);
		if (!last)
			return;
		up = p->p_up;
		kfree(p, M_CD9660);
		p = up;
	}
}

/* The place of dir, referenced; it begins a tree if it is not known. */
static struct cdplace *
place_of(struct cdnode *dir)
{
	struct cdmount *cm = dir->cn_cm;
	struct cdplace *p, *new = NULL;

	for (;;) {
		spin_lock(&cm->cm_hashspin);
		if (dir->cn_place == NULL) {
			dir->cn_place = new;
			new = NULL;
		}
		if ((p = dir->cn_place) != NULL)
			p->p_refs++;
		spin_unlock(&cm->cm_hashspin);
		place_drop(cm, new);
		if (p != NULL || (new = place_new(dir->cn_ino)) == NULL)
			return (p);
	}
}

static bool
is_above(const struct cdplace *p, uint64_t ino)
{
	for (; p != NULL; p = p->p_up)
		if (p->p_ino == ino)
			return (true);
	return (false);
}

int
cd_enter(struct cdnode *dir, struct cdnode *child)
{
	struct cdmount *cm = dir->cn_cm;
	struct cdplace *up, *new, *old;
	bool wrong;

	/* Most often it has been entered before. */
	spin_lock(&cm->cm_hashspin);
	old = child->cn_place;
	wrong = old == NULL || old->p_up == NULL || old->p_up->p_ino !=
	    dir->cn_ino;
	spin_unlock(&cm->cm_hashspin);
	if (!wrong)
		return (0);
	if ((up = place_of(dir)) == NULL)
		return (ENOMEM);
	if ((new = place_new(child->cn_ino)) == NULL) {
		place_drop(cm, up);
		return (ENOMEM);
	}
	new->p_up = up;
	new->p_depth = up->p_depth + 1;
	wrong = child->cn_ino == cm->cm_rootino ||
	    new->p_depth > CD_MAXDEPTH || is_above(up, child->cn_ino);
	spin_lock(&cm->cm_hashspin);
	old = child->cn_place;
	if (!wrong && (old == NULL || old->p_up == NULL)) {
		/* Found by a handle before, if at all: now it is known. */
		child->cn_place = new;
		new = old;
	} else if (!wrong)
		wrong = old->p_up->p_ino != dir->cn_ino;
	spin_unlock(&cm->cm_hashspin);
	place_drop(cm, new);
	if (!wrong)
		return (0);
	cd_corrupt(cm, "the directory at %llu cannot be in that at %llu",
	    (unsigned long long)child->cn_ino, (unsigned long long)dir->cn_ino);
	return (EIO);
}

uint64_t
cd_parentino(struct cdnode *dir)
{
	struct cdmount *cm = dir->cn_cm;
	uint64_t ino;

	spin_lock(&cm->cm_hashspin);
	ino = dir->cn_place != NULL && dir->cn_place->p_up != NULL ?
	    dir->cn_place->p_up->p_ino : dir->cn_dotdot;
	spin_unlock(&cm->cm_hashspin);
	return (dir->cn_ino == cm->cm_rootino ? cm->cm_rootino : ino);
}

void
cd_leave(struct cdnode *dir)
{
	struct cdmount *cm = dir->cn_cm;
	struct cdplace *p;

	spin_lock(&cm->cm_hashspin);
	p = dir->cn_place;
	dir->cn_place = NULL;
	spin_unlock(&cm->cm_hashspin);
	place_drop(cm, p);
}
