/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lockf_range.c: advisory locks: the ranges of a file, how many a user has, and
 * who waits for whom.
 *
 * Ranges of one owner never overlap, and neighbours of one type are one.
 *
 * Locks: L lockf_spin.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/sysctl.h>
#include "kern/lockf_var.h"
#include "lib/libkern.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_LOCKF, "lockf", "advisory file locks");

/* Record locks a user holds. */
struct lockuser {
	LIST_ENTRY(lockuser) lu_link;	/* L */
	uid_t		 lu_uid;
	int		 lu_count;	/* L */
};

struct lockwaits lockf_waits = LIST_HEAD_INITIALIZER(lockf_waits);
static LIST_HEAD(, lockuser) lockf_users;

static int maxposixlocksperuid = 16384;
SYSCTL_KINT(kern_maxposixlocksperuid, "kern.maxposixlocksperuid",
    KERN_MAXPOSIXLOCKSPERUID, CTLFLAG_RW, &maxposixlocksperuid,
    "Maximum number of record locks of a user");

/* ---- counting ------------------------------------------------------------- */

static struct lockuser *
user_find(uid_t uid)
{
	struct lockuser *lu;

	LIST_FOREACH(lu, &lockf_users, lu_link)
		if (lu->lu_uid == uid)
			return (lu);
	return (NULL);
}

static void
user_charge(const struct lockrange *lr, int n)
{
	struct lockuser *lu;

	if ((lr->lr_flags & F_POSIX_K) == 0)
		return;
	lu = user_find(lr->lr_uid);
	KKASSERT(lu != NULL && lu->lu_count + n >= 0);
	lu->lu_count += n;
}

/* ---- ranges ---------------------------------------------------------------- */

bool
lockrange_conflicts(const struct lockrange *have, const struct lockrange *want)
{
	return (have->lr_id != want->lr_id &&
	    (have->lr_type == F_WRLCK || want->lr_type == F_WRLCK) &&
	    have->lr_start <= want->lr_end && want->lr_start <= have->lr_end);
}

struct lockrange *
lockrange_blocker(struct lockf *lf, const struct lockrange *want)
{
	struct lockrange *lr;

	LIST_FOREACH(lr, &lf->lf_ranges, lr_link)
		if (lockrange_conflicts(lr, want))
			return (lr);
	return (NULL);
}

static void
range_insert(struct lockf *lf, struct lockrange *lr)
{
	LIST_INSERT_HEAD(&lf->lf_ranges, lr, lr_link);
	user_charge(lr, 1);
}

void
lockrange_remove(struct lockrange *lr)
{
	user_charge(lr, -1);
	LIST_REMOVE(lr, lr_link);
	kfree(lr, M_LOCKF);
}

/* Do the two touch, so that they are one if of one type? */
static bool
range_touches(const struct lockrange *a, const struct lockrange *b)
{
	return ((a->lr_end == RANGE_EOF || b->lr_start <= a->lr_end + 1) &&
	    (b->lr_end == RANGE_EOF || a->lr_start <= b->lr_end + 1));
}

void
lockrange_apply(struct lockf *lf, struct lockrange *want, struct lockrange *spare[2])
{
	struct lockrange *lr, *next, *rest;

	LIST_FOREACH_MUTABLE(lr, &lf->lf_ranges, lr_link, next) {
		if (lr->lr_id != want->lr_id)
			continue;
		if (lr->lr_type == want->lr_type) {
			if (!range_touches(lr, want))
				continue;
			want->lr_start = K_MIN(lr->lr_start, want->lr_start);
			want->lr_end = K_MAX(lr->lr_end, want->lr_end);
			lockrange_remove(lr);
			continue;
		}
		if (lr->lr_start > want->lr_end || want->lr_start > lr->lr_end)
			continue;
		if (lr->lr_start < want->lr_start &&
		    lr->lr_end > want->lr_end) {
			rest = spare[1];
			spare[1] = NULL;
			*rest = *lr;
			rest->lr_start = want->lr_end + 1;
			lr->lr_end = want->lr_start - 1;
			range_insert(lf, rest);
		} else if (lr->lr_start < want->lr_start) {
			lr->lr_end = want->lr_start - 1;
		} else if (lr->lr_end > want->lr_end) {
			lr->lr_start = want->lr_end + 1;
		} else {
			lockrange_remove(lr);
		}
	}
	if (want->lr_type != F_UNLCK) {
		*spare[0] = *want;
		range_insert(lf, spare[0]);
		spare[0] = NULL;
	}
	wakeup(lf);
}

/*
 * Would `owner', if it waited for the locks of `by', wait for itself?  *steps bounds
 * the search in a graph that hostile programs built.
 */
static bool
waits_for(const void *by, const void *owner, int depth, int *steps)
{
	struct lockwait *lw;
	struct lockrange *lr;

	if (by == owner)
		return (true);
	if (depth == 0)
		return (false);
	LIST_FOREACH(lw, &lockf_waits, lw_link) {
		if (lw->lw_req->lr_id != by)
			continue;
		LIST_FOREACH(lr, &lw->lw_lockf->lf_ranges, lr_link) {
			if (--*steps <= 0)
				return (false);
			if (lockrange_conflicts(lr, lw->lw_req) &&
			    waits_for(lr->lr_id, owner, depth - 1, steps))
				return (true);
		}
	}
	return (false);
}

bool
lockf_deadlocks(struct lockf *lf, const struct lockrange *want)
{
	struct lockrange *lr;
	int steps = 10000;

	LIST_FOREACH(lr, &lf->lf_ranges, lr_link)
		if (lockrange_conflicts(lr, want) &&
		    waits_for(lr->lr_id, want->lr_id, 16, &steps))
			return (true);
	return (false);
}

int
lockf_quota(const struct lockrange *want)
{
	struct lockuser *lu, *fresh;
	int error = 0;

	if ((want->lr_flags & F_POSIX_K) == 0)
		return (0);
	fresh = kmalloc(sizeof(*fresh), M_LOCKF, M_WAITOK | M_ZERO);
	spin_lock(&lockf_spin);
	if ((lu = user_find(want->lr_uid)) == NULL && fresh != NULL) {
		fresh->lu_uid = want->lr_uid;
		LIST_INSERT_HEAD(&lockf_users, fresh, lu_link);
		lu = fresh;
		fresh = NULL;
	}
	if (lu == NULL || (want->lr_type != F_UNLCK &&
	    lu->lu_count + 2 > maxposixlocksperuid))
		error = ENOLCK;
	spin_unlock(&lockf_spin);
	kfree(fresh, M_LOCKF);
	return (error);
}
