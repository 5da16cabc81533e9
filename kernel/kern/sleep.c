/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sleep.c: sleeping on an address until somebody wakes it, sleep(9).
 *
 * A hash of chains; each has a spin lock and the queue of its sleepers.  A
 * thread is on a chain while td_wchan is set; whoever takes it off under the
 * chain's lock (wakeup, time-out, signal, the thread itself) owns its end of
 * sleep: sets td_sresult and, if the thread has gone to sleep already, makes it
 * runnable.  td_state TDS_SLEEPING says that it has; it is set under the lock.
 */
#include "sys/kktrace.h"
#include "sys/kproc.h"
#include "sys/thread.h"
#include "kern/sched_var.h"
#include "platform/machine.h"
#include <sys/errno.h>

#define NCHAIN	256

struct chain {
	struct spinlock	 ch_spin;
	TAILQ_HEAD(, thread) ch_queue;
} __attribute__((aligned(64)));
static struct chain chains[NCHAIN];

void
sleep_init(void)
{
	for (int i = 0; i < NCHAIN; i++) {
		spin_init(&chains[i].ch_spin, "sleepq", LR_SLEEPQ);
		TAILQ_INIT(&chains[i].ch_queue);
	}
}

static struct chain *
chain_of(const void *chan)
{
	uintptr_t a = (uintptr_t)chan;

	return (&chains[((a >> 4) ^ (a >> 12) ^ (a >> 20)) % NCHAIN]);
}

/* Take td off its chain, whose lock is held; wake it if it sleeps. */
static void
end_sleep(struct chain *ch, struct thread *td, int result)
{
	TAILQ_REMOVE(&ch->ch_queue, td, td_sleepq);
	td->td_wchan = NULL;
	td->td_sresult = result;
	if (td->td_state == TDS_SLEEPING)
		sched_wakeup(td);
}

void
tsleep_interlock(const void *chan, int flags)
{
	struct thread *td = curthread;
	struct chain *ch = chain_of(chan);

	KASSERT(!cpu_debugging(), ("the debugger may not sleep"));
	KKASSERT(chan != NULL && td->td_wchan == NULL);
	spin_lock(&ch->ch_spin);
	td->td_wchan = chan;
	td->td_sflags = flags;
	td->td_sresult = 0;
	TAILQ_INSERT_TAIL(&ch->ch_queue, td, td_sleepq);
	spin_unlock(&ch->ch_spin);
}

/* End td's sleep on whatever it sleeps, if cond allows. */
static bool
abort_sleep(struct thread *td, int result, int needflags)
{
	const void *chan;
	struct chain *ch;

	while ((chan = *(const void *volatile *)&td->td_wchan) != NULL) {
		ch = chain_of(chan);
		spin_lock(&ch->ch_spin);
		if (td->td_wchan == chan) {
			bool can = (td->td_sflags & needflags) == needflags;

			if (can)
				end_sleep(ch, td, result);
			spin_unlock(&ch->ch_spin);
			return (can);
		}
		spin_unlock(&ch->ch_spin);
	}
	return (false);
}

void
tsleep_remove(void)
{
	abort_sleep(curthread, 0, 0);
}

bool
sleep_abort(struct thread *td, int error)
{
	return (abort_sleep(td, error, PCATCH));
}

static void
sleep_timeout(void *arg)
{
	abort_sleep(arg, EWOULDBLOCK, 0);
}

/* The thread is on a chain (or already taken off it): go to sleep. */
static int
sleep_now(int flags, const char *wmesg, int64_t timo)
{
	struct thread *td = curthread;
	const void *chan = *(const void *volatile *)&td->td_wchan;
	int error;

	KKASSERT(td->td_nspin == 0);
	if (chan != NULL) {
		struct chain *ch = chain_of(chan);

		td->td_wmesg = wmesg;
		if (timo != 0)
			callout_reset(&td->td_timer, timo, sleep_timeout, td);
		spin_lock(&ch->ch_spin);
		if (td->td_wchan != NULL && (flags & PCATCH) != 0 &&
		    td->td_lwp != NULL &&
		    (error = signal_interrupts(td->td_lwp)) != 0)
			end_sleep(ch, td, error);
		if (td->td_wchan != NULL) {
			td->td_state = TDS_SLEEPING;
			td->td_sleepsince = td->td_mark;
			if (td->td_lwp != NULL)
				td->td_pri = PRI_KERN;
			spin_unlock(&ch->ch_spin);
			td->td_nvcsw++;
			if (td->td_lwp != NULL && ktr_wants(td->td_lwp, KTR_CSW))
				ktr_csw(td->td_lwp, true);
			thread_switch();
			if (td->td_lwp != NULL && ktr_wants(td->td_lwp, KTR_CSW))
				ktr_csw(td->td_lwp, false);
		} else
			spin_unlock(&ch->ch_spin);
		if (timo != 0)
			callout_drain(&td->td_timer);
		td->td_wmesg = NULL;
	}
	return (td->td_sresult);
}

int
tsleep(const void *chan, int flags, const char *wmesg, int64_t timo)
{
	if (!(flags & PINTERLOCKED))
		tsleep_interlock(chan, flags);
	return (sleep_now(flags, wmesg, timo));
}

int
ssleep(const void *chan, struct spinlock *sl, int flags, const char *wmesg,
    int64_t timo)
{
	int error;

	tsleep_interlock(chan, flags);
	spin_unlock(sl);
	error = sleep_now(flags, wmesg, timo);
	spin_lock(sl);
	return (error);
}

int
lksleep(const void *chan, struct lock *lk, int flags, const char *wmesg,
    int64_t timo)
{
	bool exclusive = lock_owned(lk);
	int error;

	tsleep_interlock(chan, flags);
	/* lock_release() may itself wake others, never sleep. */
	lock_release(lk);
	error = sleep_now(flags, wmesg, timo);
	(void)lock_acquire(lk, exclusive ? LK_EXCLUSIVE : LK_SHARED);
	return (error);
}

static void
wake(const void *chan, bool one)
{
	struct chain *ch = chain_of(chan);
	struct thread *td, *next;

	if (TAILQ_EMPTY(&ch->ch_queue)) {
		/* Order the caller's change before this look. */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (TAILQ_EMPTY(&ch->ch_queue))
			return;
	}
	spin_lock(&ch->ch_spin);
	TAILQ_FOREACH_MUTABLE(td, &ch->ch_queue, td_sleepq, next) {
		if (td->td_wchan != chan)
			continue;
		end_sleep(ch, td, 0);
		if (one)
			break;
	}
	spin_unlock(&ch->ch_spin);
}

void
wakeup(const void *chan)
{
	wake(chan, false);
}

void
wakeup_one(const void *chan)
{
	wake(chan, true);
}

/*
 * Stops are sleeps on the thread itself that only thread_unstop() ends.
 */
void
thread_stop(struct spinlock *release, const char *wmesg)
{
	(void)ssleep(&curthread->td_stackguard, release, 0, wmesg, 0);
}

void
thread_unstop(struct thread *td)
{
	wakeup(&td->td_stackguard);
}
