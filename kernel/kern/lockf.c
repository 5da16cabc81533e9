/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lockf.c: advisory locks: records of fcntl(2), whole files of flock(2).
 *
 * The locks of a vnode are a list of closed ranges [start, end], each with an
 * owner (a process, or for flock the open file) and a type.  Ranges of one owner
 * never overlap, and neighbours of one type are one.  Whoever has to wait
 * sleeps on the list and looks again after each change.
 *
 * A record lock that would close a circle of waiting processes is refused with
 * EDEADLK: before a process sleeps, the waits-for graph is searched from
 * the owners in its way.
 *
 * Locks: L lockf_spin, for all of it: the lists are short, and the search
 * crosses files.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/sysctl.h>
#include "lib/libkern.h"
#include "sys/klockf.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_LOCKF, "lockf", "advisory file locks");

#define RANGE_EOF	INT64_MAX

struct lockrange {
	LIST_ENTRY(lockrange) lr_link;	/* L */
	void		*lr_id;		/* L: struct proc or struct file */
	int		 lr_flags;	/* L: F_POSIX_K or F_FLOCK_K */
	short		 lr_type;	/* L: F_RDLCK, F_WRLCK, or F_UNLCK in
					 * requests */
	pid_t		 lr_pid;	/* L: -1 for flock */
	uid_t		 lr_uid;	/* L: whom it counts against */
	int64_t		 lr_start, lr_end;	/* L */
};

/* A request that sleeps. */
struct lockwait {
	LIST_ENTRY(lockwait) lw_link;	/* L: all that wait */
	struct lockf	*lw_lockf;
	const struct lockrange *lw_req;
};

struct lockf {
	LIST_HEAD(, lockrange) lf_ranges;	/* L */
	int		 lf_users;	/* L: calls that look at it */
};

/* Record locks a user holds. */
struct lockuser {
	LIST_ENTRY(lockuser) lu_link;	/* L */
	uid_t		 lu_uid;
	int		 lu_count;	/* L */
};

static struct spinlock lockf_spin =
    SPINLOCK_INITIALIZER("lockf", LR_SPINMISC);
static LIST_HEAD(, lockwait) lockf_waits;
static LIST_HEAD(, lockuser) lockf_users;

static int maxposixlocksperuid = 16384;
SYSCTL_KINT(kern_maxposixlocksperuid, "kern.maxposixlocksperuid",
    KERN_MAXPOSIXLOCKSPERUID, CTLFLAG_RW, &maxposixlocksperuid,
    "Maximum number of record locks of a user");

/* ---- counting; lockf_spin held ------------------------------------------- */

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

/* ---- ranges; lockf_spin held ----------------------------------------------- */

static bool
range_conflicts(const struct lockrange *have, const struct lockrange *want)
{
	return (have->lr_id != want->lr_id &&
	    (have->lr_type == F_WRLCK || want->lr_type == F_WRLCK) &&
	    have->lr_start <= want->lr_end && want->lr_start <= have->lr_end);
}

static struct lockrange *
range_blocker(struct lockf *lf, const struct lockrange *want)
{
	struct lockrange *lr;

	LIST_FOREACH(lr, &lf->lf_ranges, lr_link)
		if (range_conflicts(lr, want))
			return (lr);
	return (NULL);
}

static void
range_insert(struct lockf *lf, struct lockrange *lr)
{
	LIST_INSERT_HEAD(&lf->lf_ranges, lr, lr_link);
	user_charge(lr, 1);
}

static void
range_remove(struct lockrange *lr)
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

/*
 * Give the request's owner exactly the request's type in its range.  spare[] are
 * two fresh ranges; those used are set to NULL.
 */
static void
range_apply(struct lockf *lf, struct lockrange *want, struct lockrange *spare[2])
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
			range_remove(lr);
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
			range_remove(lr);
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
			if (range_conflicts(lr, lw->lw_req) &&
			    waits_for(lr->lr_id, owner, depth - 1, steps))
				return (true);
		}
	}
	return (false);
}

static bool
would_deadlock(struct lockf *lf, const struct lockrange *want)
{
	struct lockrange *lr;
	int steps = 10000;

	LIST_FOREACH(lr, &lf->lf_ranges, lr_link)
		if (range_conflicts(lr, want) &&
		    waits_for(lr->lr_id, want->lr_id, 16, &steps))
			return (true);
	return (false);
}

/* ---- the list of a vnode -------------------------------------------------- */

/* Look at vp's list, making it if `make'; NULL: none, or no memory. */
static struct lockf *
lockf_get(struct vnode *vp, bool make)
{
	struct lockf *lf, *fresh = NULL;

	if (make && vp->v_lockf == NULL)
		fresh = kmalloc(sizeof(*fresh), M_LOCKF, M_WAITOK | M_ZERO);
	spin_lock(&lockf_spin);
	if (vp->v_lockf == NULL) {
		vp->v_lockf = fresh;
		fresh = NULL;
	}
	if ((lf = vp->v_lockf) != NULL)
		lf->lf_users++;
	spin_unlock(&lockf_spin);
	kfree(fresh, M_LOCKF);
	return (lf);
}

/* lockf_spin held; frees the list when it is empty. */
static void
lockf_put(struct vnode *vp, struct lockf *lf)
{
	if (--lf->lf_users > 0 || !LIST_EMPTY(&lf->lf_ranges))
		return;
	if (vp->v_lockf == lf)
		vp->v_lockf = NULL;
	kfree(lf, M_LOCKF);
}

/* The request's range from a struct flock.  EINVAL, EOVERFLOW. */
static int
range_from(struct vnode *vp, const struct flock *fl, struct lockrange *lr)
{
	int64_t start = fl->l_start;
	struct vattr va;
	int error;

	switch (fl->l_whence) {
	case SEEK_SET:
		break;
	case SEEK_END:
		if ((error = vn_lock(vp, LK_SHARED)) != 0)
			return (error);
		error = VOP(vp, getattr, &va);
		vn_unlock(vp);
		if (error != 0)
			return (error);
		if (__builtin_add_overflow(start, (int64_t)va.va_size, &start))
			return (EOVERFLOW);
		break;
	default:
		return (EINVAL);
	}
	lr->lr_start = start;
	lr->lr_end = RANGE_EOF;
	if (fl->l_len > 0) {
		if (__builtin_add_overflow(start, fl->l_len - 1, &lr->lr_end))
			return (EOVERFLOW);
	} else if (fl->l_len < 0) {
		lr->lr_end = start - 1;
		if (__builtin_add_overflow(start, fl->l_len, &lr->lr_start))
			return (EINVAL);
	}
	return (lr->lr_start < 0 || lr->lr_end < lr->lr_start ? EINVAL : 0);
}

/* F_GETLK: the first lock in the way, or F_UNLCK. */
static void
lockf_query(struct lockf *lf, const struct lockrange *want, struct flock *fl)
{
	struct lockrange *lr, *first = NULL;

	if (lf != NULL)
		LIST_FOREACH(lr, &lf->lf_ranges, lr_link)
			if (range_conflicts(lr, want) && (first == NULL ||
			    lr->lr_start < first->lr_start))
				first = lr;
	if (first == NULL) {
		fl->l_type = F_UNLCK;
		return;
	}
	fl->l_type = first->lr_type;
	fl->l_whence = SEEK_SET;
	fl->l_start = first->lr_start;
	fl->l_len = first->lr_end == RANGE_EOF ? 0 :
	    first->lr_end - first->lr_start + 1;
	fl->l_pid = first->lr_pid;
}

/* Sleep until nothing is in the way of want; lockf_spin held. */
static int
lockf_wait(struct lockf *lf, struct lockrange *want, bool wait)
{
	struct lockrange give;
	struct lockrange *none[2] = { NULL, NULL };
	struct lockwait lw;
	int error;

	while (range_blocker(lf, want) != NULL) {
		if (!wait)
			return (EAGAIN);
		if ((want->lr_flags & F_POSIX_K) != 0 &&
		    would_deadlock(lf, want))
			return (EDEADLK);
		if ((want->lr_flags & F_FLOCK_K) != 0) {
			/* flock(2) gives up the old lock to get the new. */
			give = *want;
			give.lr_type = F_UNLCK;
			range_apply(lf, &give, none);
		}
		lw.lw_lockf = lf;
		lw.lw_req = want;
		LIST_INSERT_HEAD(&lockf_waits, &lw, lw_link);
		error = ssleep(lf, &lockf_spin, PCATCH, "lockf", 0);
		LIST_REMOVE(&lw, lw_link);
		if (error != 0)
			return (error);
	}
	return (0);
}

/* Room for two more locks of this user?  Makes the user's count. */
static int
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

/* F_SETLK and F_UNLCK. */
static int
lockf_set(struct vnode *vp, struct lockrange *want, bool wait)
{
	struct lockrange *spare[2] = { NULL, NULL };
	struct lockf *lf = NULL;
	int error;

	if (want->lr_type == F_UNLCK && vp->v_lockf == NULL)
		return (0);
	if ((error = lockf_quota(want)) != 0)
		return (error);
	spare[0] = kmalloc(sizeof(*spare[0]), M_LOCKF, M_WAITOK);
	spare[1] = kmalloc(sizeof(*spare[1]), M_LOCKF, M_WAITOK);
	if (spare[0] != NULL && spare[1] != NULL)
		lf = lockf_get(vp, true);
	if (lf == NULL) {
		error = ENOLCK;
	} else {
		spin_lock(&lockf_spin);
		if (want->lr_type != F_UNLCK)
			error = lockf_wait(lf, want, wait);
		if (error == 0)
			range_apply(lf, want, spare);
		lockf_put(vp, lf);
		spin_unlock(&lockf_spin);
	}
	kfree(spare[0], M_LOCKF);
	kfree(spare[1], M_LOCKF);
	return (error);
}

int
lockf_advlock(struct vnode *vp, void *id, int op, struct flock *fl, int flags)
{
	struct proc *p = curproc;
	struct lockrange want;
	struct lockf *lf;
	int error;

	if ((error = range_from(vp, fl, &want)) != 0)
		return (error);
	want.lr_id = id;
	want.lr_flags = flags & (F_POSIX_K | F_FLOCK_K);
	want.lr_type = op == F_UNLCK ? F_UNLCK : fl->l_type;
	want.lr_pid = (flags & F_POSIX_K) != 0 && p != NULL ? p->p_pid : -1;
	want.lr_uid = p != NULL ? curlwp->lwp_cred->cr_ruid : 0;
	if (op != F_GETLK)
		return (lockf_set(vp, &want, (flags & F_WAIT_K) != 0));
	lf = lockf_get(vp, false);
	spin_lock(&lockf_spin);
	lockf_query(lf, &want, fl);
	if (lf != NULL)
		lockf_put(vp, lf);
	spin_unlock(&lockf_spin);
	return (0);
}

void
lockf_release(struct vnode *vp, void *id, int flags)
{
	struct lockrange *lr, *next;
	struct lockf *lf = lockf_get(vp, false);

	if (lf == NULL)
		return;
	spin_lock(&lockf_spin);
	LIST_FOREACH_MUTABLE(lr, &lf->lf_ranges, lr_link, next)
		if (lr->lr_id == id && (lr->lr_flags & flags) != 0)
			range_remove(lr);
	wakeup(lf);
	lockf_put(vp, lf);
	spin_unlock(&lockf_spin);
}

void
lockf_destroy(struct vnode *vp)
{
	struct lockrange *lr;
	struct lockf *lf = lockf_get(vp, false);

	if (lf == NULL)
		return;
	spin_lock(&lockf_spin);
	while ((lr = LIST_FIRST(&lf->lf_ranges)) != NULL)
		range_remove(lr);
	wakeup(lf);
	lockf_put(vp, lf);
	spin_unlock(&lockf_spin);
}
