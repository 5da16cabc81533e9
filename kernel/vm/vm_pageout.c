/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_pageout.c: the pageout daemon makes pages free when few are left, and
 * vm_wait() is how the others wait for it.
 *
 * Pages of files are on two queues.  New ones come to the inactive queue; the
 * daemon looks at its head: what was used meanwhile (PG_REF) moves to the
 * active queue, what is clean goes after its mappings, what is dirty is written and
 * looked at again.  There is no swap: when files have nothing more to give, the
 * greediest process is killed (vm_oom.c).
 *
 * Locks: vm_queue_spin; o_lock is only tried.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "sys/kproc.h"
#include <sys/errno.h>

#define SCAN_BATCH	64	/* pages looked at between polls */
#define WAIT_NS		(100 * NS_PER_MS)

struct vm_meters vm_meters;
static volatile int pageout_wanted;
static volatile int nwaiters;		/* threads in vm_wait() */

void
vm_pageout_wake(void)
{
	if (pageout_wanted == 0 && atomic_swap(&pageout_wanted, 1) == 0) {
		METER(pdwakeups, 1);
		wakeup((const void *)&pageout_wanted);
	}
}

void
vm_freed(void)
{
	if (nwaiters > 0 && vm_nfree > vm_free_reserved)
		wakeup((const void *)&nwaiters);
}

void
vm_wait(void)
{
	atomic_add(&nwaiters, 1);
	vm_pageout_wake();
	(void)tsleep((const void *)&nwaiters, 0, "vmwait", WAIT_NS);
	atomic_sub(&nwaiters, 1);
}

static bool
kill_pending(const sigset_t *set)
{
	return ((set->__bits[_SIG_WORD(SIGKILL)] & _SIG_BIT(SIGKILL)) != 0);
}

bool
vm_dying(void)
{
	struct lwp *lp = curlwp;

	return (lp != NULL && ((lp->lwp_proc->p_flags & (P_OOMKILLED |
	    P_WEXIT)) != 0 || kill_pending(&lp->lwp_proc->p_siglist) ||
	    kill_pending(&lp->lwp_siglist)));
}

int
vm_pga(void)
{
	return (vm_dying() ? PGA_RESERVE : 0);
}

/*
 * ---- scanning ------------------------------------------------------------
 */

/* Move pages from the active queue until the inactive one has its share. */
static void
refill_inactive(void)
{
	struct vm_page *pg;
	uint64_t goal;

	spin_lock(&vm_queue_spin);
	goal = (vm_ninactive + vm_nactive) / 2;
	for (uint64_t n = vm_nactive; n > 0 && vm_ninactive < goal; n--) {
		pg = TAILQ_FIRST(&vm_active);
		TAILQ_REMOVE(&vm_active, pg, pg_q);
		if ((pg->pg_flags & PG_REF) != 0) {
			atomic_and(&pg->pg_flags, ~(uint32_t)PG_REF);
			TAILQ_INSERT_TAIL(&vm_active, pg, pg_q);
			continue;
		}
		vm_nactive--;
		pg->pg_queue = PQ_INACTIVE;
		TAILQ_INSERT_TAIL(&vm_inactive, pg, pg_q);
		vm_ninactive++;
	}
	spin_unlock(&vm_queue_spin);
}

/*
 * The oldest inactive page and its object, both held; the page goes to the
 * end of the queue.
 */
static struct vm_page *
next_inactive(struct vm_object **op)
{
	struct vm_page *pg;

	spin_lock(&vm_queue_spin);
	pg = TAILQ_FIRST(&vm_inactive);
	if (pg != NULL) {
		TAILQ_REMOVE(&vm_inactive, pg, pg_q);
		TAILQ_INSERT_TAIL(&vm_inactive, pg, pg_q);
		*op = pg->pg_obj;
		object_hold(*op);
		page_ref(pg);
	}
	spin_unlock(&vm_queue_spin);
	return (pg);
}

/*
 * Deal with one page, o_lock exclusive on entry and released on return.
 * *wrote: pages whose writing was started.
 */
static bool
launder(struct vm_object *o, struct vm_page *pg, int *wrote)
{
	struct page_batch pb = { .pb_n = 0 };
	bool freed = false;

	if (pg->pg_obj != o || (pg->pg_flags & (PG_BUSY | PG_WRITE)) != 0)
		goto out;
	if ((pg->pg_flags & PG_REF) != 0 || object_wired(o, pg->pg_index)) {
		atomic_and(&pg->pg_flags, ~(uint32_t)PG_REF);
		page_enqueue(pg, PQ_ACTIVE);
		METER(reactivated, 1);
		goto out;
	}
	if ((pg->pg_flags & PG_DIRTY) != 0) {
		(void)object_write_cluster(o, pg->pg_index, 0, UINT64_MAX, 0,
		    wrote);
		return (false);
	}
	if (pg->pg_ref > 2)	/* the object's and ours */
		object_unmap(o, pg->pg_index, pg->pg_index);
	if (pg->pg_ref == 2 && (pg->pg_flags & PG_DIRTY) == 0) {
		object_remove(o, pg, &pb);
		freed = true;
		METER(tfree, 1);
	}
out:
	lock_release(&o->o_lock);
	page_batch_flush(&pb);
	return (freed);
}

/* One walk over the inactive queue; pages freed and pages being written. */
static uint64_t
scan_inactive(void)
{
	struct vm_object *o;
	struct vm_page *pg;
	uint64_t n = vm_ninactive, done = 0;
	int wrote;

	while (n-- > 0 && vm_nfree < vm_free_target &&
	    (pg = next_inactive(&o)) != NULL) {
		wrote = 0;
		METER(pdpages, 1);
		if (lock_acquire(&o->o_lock, LK_EXCLUSIVE | LK_NOWAIT) == 0 &&
		    launder(o, pg, &wrote))
			done++;
		page_unref(pg);
		object_unhold(o);
		done += (uint64_t)wrote;
		if (n % SCAN_BATCH == 0)
			cpu_poll();
	}
	return (done);
}

/*
 * One attempt to come to the target; false: nothing was to be had.  hard:
 * files had nothing to give, the kernel must.
 */
static bool
pageout_pass(bool hard)
{
	uint64_t before = vm_nfree, done;

	page_drain_caches();
	if (hard)
		kmem_reclaim();
	refill_inactive();
	done = scan_inactive();
	return (done > 0 || vm_nfree > before);
}

static void
pageout_thread(void *arg)
{
	int idle = 0;

	for (;;) {
		tsleep_interlock((const void *)&pageout_wanted, 0);
		if (pageout_wanted == 0)
			(void)tsleep((const void *)&pageout_wanted,
			    PINTERLOCKED, "psleep", 0);
		else
			tsleep_remove();
		while (vm_nfree < vm_free_target) {
			idle = pageout_pass(idle > 0) ? 0 : idle + 1;
			vm_freed();
			/*
			 * Three walks find pages that were in use, then
			 * those same pages unused; a fourth means it.
			 */
			if (idle > 3 && nwaiters > 0 &&
			    vm_nfree <= vm_free_reserved) {
				vm_oom();
				idle = 0;
			}
			if (idle > 3 && vm_nfree >= vm_free_min)
				break;
			if (idle > 3 && nwaiters == 0)
				break;
			(void)tsleep((const void *)&pageout_wanted, 0,
			    "pause", idle > 0 ? 20 * NS_PER_MS : NS_PER_MS);
		}
		idle = 0;
		atomic_store(&pageout_wanted, 0);
		if (vm_nfree < vm_free_min)	/* do not spin on a full machine */
			(void)tsleep(&idle, 0, "pause", 100 * NS_PER_MS);
	}
}

void
vm_daemons_start(void)
{
	if (kthread_create(pageout_thread, NULL, "pagedaemon") != 0 ||
	    kthread_create(vm_syncer_thread, NULL, "vmsyncer") != 0 ||
	    kthread_create(vm_discard_thread, NULL, "vmdiscard") != 0)
		panic("vm: no memory for the daemons");
}
