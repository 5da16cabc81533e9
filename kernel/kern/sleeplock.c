/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sleeplock.c: shared and exclusive locks whose waiters sleep.
 *
 * lk_spin guards the state.  Waiters sleep on &lk->lk_shared (readers) or
 * &lk->lk_owner (writers).  A waiting writer keeps new readers from joining
 * those that are in, so a thread never takes a lock shared twice.  A lock that
 * is free goes to whoever comes first.  For the lock-order check the lock is
 * known by &lk->lk_flags, as its first member has a check of its own.
 */
#include "sys/lock.h"
#include "sys/thread.h"
#include "kern/lockcheck.h"
#include "platform/machine.h"
#include <sys/errno.h>

#define LK_SPINS	200	/* an owner that runs will be done soon */

void
lock_init(struct lock *lk, const char *name, enum lock_rank rank, int flags)
{
	/* The spin part comes after all sleep locks and before sleep queues. */
	spin_init(&lk->lk_spin, name, LR_SPINMISC);
	lk->lk_spin.sl_depth = (uint16_t)rank;
	lk->lk_flags = flags & LK_CANRECURSE;
	lk->lk_shared = lk->lk_recurse = 0;
	lk->lk_waitx = lk->lk_waits = 0;
	lk->lk_owner = NULL;
}

void
lock_destroy(struct lock *lk)
{
	KKASSERT(lk->lk_owner == NULL && lk->lk_shared == 0);
}

/* Is it free for this kind of hold?  lk_spin held. */
static bool
lock_free(const struct lock *lk, int flags)
{
	if (lk->lk_owner != NULL)
		return (false);
	if (flags & LK_SHARED)
		return (lk->lk_waitx == 0 || lk->lk_shared == 0);
	return (lk->lk_shared == 0);
}

static int
lock_wait(struct lock *lk, int flags)
{
	const void *chan;
	int *waiting, error;

	if (flags & LK_SHARED) {
		chan = &lk->lk_shared;
		waiting = &lk->lk_waits;
	} else {
		chan = &lk->lk_owner;
		waiting = &lk->lk_waitx;
	}
	(*waiting)++;
	error = ssleep(chan, &lk->lk_spin,
	    (flags & LK_PCATCH) ? PCATCH : 0, lk->lk_spin.sl_name, 0);
	(*waiting)--;
	return (error);
}

/* A short wait for an owner that runs on another CPU. */
static void
lock_spin(struct lock *lk)
{
	for (unsigned i = 0; i < LK_SPINS; i++) {
		struct thread *owner = *(struct thread *volatile *)&lk->lk_owner;

		if (owner == NULL || !owner->td_oncpu)
			return;
		machine_relax(0);
	}
}

int
lock_acquire(struct lock *lk, int flags)
{
	struct thread *td = curthread;
	int error = 0;

	KKASSERT(td->td_nspin == 0);
	if (lk->lk_owner == td) {
		if (!(lk->lk_flags & LK_CANRECURSE) ||
		    !(flags & LK_EXCLUSIVE))
			panic("lock %s: deadlock with itself",
			    lk->lk_spin.sl_name);
		lk->lk_recurse++;
		return (0);
	}
	LOCKCHECK_ACQUIRE(&lk->lk_flags, lk->lk_spin.sl_depth, lk->lk_spin.sl_name,
	    (flags & LK_NOWAIT) != 0);
	if (lk->lk_owner != NULL && !(flags & LK_NOWAIT))
		lock_spin(lk);
	spin_lock(&lk->lk_spin);
	while (!lock_free(lk, flags)) {
		if (flags & LK_NOWAIT)
			error = EBUSY;
		else
			error = lock_wait(lk, flags);
		if (error != 0)
			break;
	}
	if (error == 0) {
		if (flags & LK_SHARED)
			lk->lk_shared++;
		else
			lk->lk_owner = td;
	}
	spin_unlock(&lk->lk_spin);
	if (error != 0)
		LOCKCHECK_RELEASE(&lk->lk_flags, lk->lk_spin.sl_name);
	return (error);
}

/* After a release: who may go on?  lk_spin held; unlocks it. */
static void
lock_wake(struct lock *lk)
{
	bool wx, ws;

	wx = lk->lk_waitx > 0 && lk->lk_owner == NULL && lk->lk_shared == 0;
	ws = lk->lk_waits > 0 && lk->lk_owner == NULL &&
	    (lk->lk_waitx == 0 || lk->lk_shared == 0);
	spin_unlock(&lk->lk_spin);
	if (wx)
		wakeup_one(&lk->lk_owner);
	if (ws)
		wakeup(&lk->lk_shared);
}

void
lock_release(struct lock *lk)
{
	if (lk->lk_owner == curthread && lk->lk_recurse > 0) {
		lk->lk_recurse--;
		return;
	}
	LOCKCHECK_RELEASE(&lk->lk_flags, lk->lk_spin.sl_name);
	spin_lock(&lk->lk_spin);
	if (lk->lk_owner == curthread)
		lk->lk_owner = NULL;
	else {
		KKASSERT(lk->lk_owner == NULL && lk->lk_shared > 0);
		lk->lk_shared--;
	}
	if (lk->lk_waitx + lk->lk_waits != 0)
		lock_wake(lk);
	else
		spin_unlock(&lk->lk_spin);
}

bool
lock_owned(const struct lock *lk)
{
	return (lk->lk_owner == curthread);
}
