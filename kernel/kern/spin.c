/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spin.c: spin locks, and the check of the lock order.  See sys/lock.h.
 *
 * A virtual CPU is a host thread that the host may take off its CPU while it
 * holds a lock; machine_relax() therefore gives way after a while.
 *
 * In the debugger they are nothing: the others stand still, maybe with locks.
 */
#include "sys/lock.h"
#include "sys/thread.h"
#include "kern/lockcheck.h"
#include "platform/machine.h"

#ifdef INVARIANTS
void
lockcheck_acquire(const void *lock, int rank, const char *name, bool try)
{
	struct thread *td = curthread;
	int r = rank & ~LR_DUP;

	if (td == NULL || panicked)
		return;
	for (int i = 0; i < td->td_nheld; i++) {
		int held = td->td_held[i].rank;

		if (td->td_held[i].lock == lock)
			panic("lock %s taken twice", name);
		if (try)
			continue;
		if ((held & ~LR_DUP) > r ||
		    ((held & ~LR_DUP) == r && (rank & LR_DUP) == 0))
			panic("lock order: %s (%d) after %s (%d)", name, r,
			    td->td_held[i].name, held & ~LR_DUP);
	}
	if (td->td_nheld == TD_NHELD)
		panic("lock %s: too many locks held", name);
	td->td_held[td->td_nheld].lock = lock;
	td->td_held[td->td_nheld].rank = (uint16_t)rank;
	td->td_held[td->td_nheld++].name = name;
}

void
lockcheck_release(const void *lock, const char *name)
{
	struct thread *td = curthread;

	if (td == NULL || panicked)
		return;
	for (int i = td->td_nheld; i-- > 0;) {
		if (td->td_held[i].lock != lock)
			continue;
		for (td->td_nheld--; i < td->td_nheld; i++)
			td->td_held[i] = td->td_held[i + 1];
		return;
	}
	panic("lock %s released but not held", name);
}
#endif

void
spin_init(struct spinlock *sl, const char *name, enum lock_rank rank)
{
	sl->sl_word = 0;
	sl->sl_rank = (uint16_t)rank;
	sl->sl_depth = 0;
	sl->sl_name = name;
	sl->sl_owner = NULL;
}

volatile int debugging;

void
spin_lock(struct spinlock *sl)
{
	struct thread *td = curthread;
	unsigned spins = 0;

	if (cpu_debugging())
		return;
	LOCKCHECK_ACQUIRE(sl, sl->sl_rank, sl->sl_name, false);
	while (k_unlikely(__atomic_exchange_n(&sl->sl_word, 1,
	    __ATOMIC_ACQUIRE) != 0)) {
		if (td != NULL && sl->sl_owner == td && !panicked)
			panic("spin lock %s: deadlock with itself",
			    sl->sl_name);
		while (sl->sl_word != 0)
			machine_relax(spins++);
	}
	sl->sl_owner = td;
	if (td != NULL)
		td->td_nspin++;
}

bool
spin_trylock(struct spinlock *sl)
{
	struct thread *td = curthread;

	if (cpu_debugging())
		return (true);
	if (sl->sl_word != 0 ||
	    __atomic_exchange_n(&sl->sl_word, 1, __ATOMIC_ACQUIRE) != 0)
		return (false);
	LOCKCHECK_ACQUIRE(sl, sl->sl_rank, sl->sl_name, true);
	sl->sl_owner = td;
	if (td != NULL)
		td->td_nspin++;
	return (true);
}

void
spin_unlock(struct spinlock *sl)
{
	struct thread *td = curthread;

	if (cpu_debugging())
		return;
	INVARIANT(sl->sl_word == 1);
	LOCKCHECK_RELEASE(sl, sl->sl_name);
	sl->sl_owner = NULL;
	__atomic_store_n(&sl->sl_word, 0, __ATOMIC_RELEASE);
	if (td != NULL)
		td->td_nspin--;
}

bool
spin_held(const struct spinlock *sl)
{
	return (sl->sl_word != 0 && sl->sl_owner == curthread);
}
