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
#include "kern/lockf_var.h"
#include "lib/libkern.h"
#include "sys/ksyscall.h"
#include "vfs/vnode.h"

struct spinlock lockf_spin =
    SPINLOCK_INITIALIZER("lockf", LR_SPINMISC);

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
			if (lockrange_conflicts(lr, want) && (first == NULL ||
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

	while (lockrange_blocker(lf, want) != NULL) {
		if (!wait)
			return (EAGAIN);
		if ((want->lr_flags & F_POSIX_K) != 0 &&
		    lockf_deadlocks(lf, want))
			return (EDEADLK);
		if ((want->lr_flags & F_FLOCK_K) != 0) {
			/* flock(2) gives up the old lock to get the new. */
			give = *want;
			give.lr_type = F_UNLCK;
			lockrange_apply(lf, &give, none);
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
			lockrange_apply(lf, want, spare);
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
			lockrange_remove(lr);
	wakeup(lf);
	lockf_put(vp, lf);
	spin_unlock(&lockf_spin);
}
