/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_syncer.c: dirty pages of files are written when they are old, or many; and
 * memory that stayed free for a while is given back to the host.
 *
 * Locks: vm_queue_spin for the list of objects with dirty pages.
 */
#include "vm/vm_object.h"
#include "vm/vm_daemon.h"
#include "sys/callout.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"

static int sync_age = 10;		/* seconds */
SYSCTL_KINT(vm_dirty_age, "vm.dirty_age", OID_AUTO, CTLFLAG_RW, &sync_age,
    "Seconds after which dirty pages of a file are written");

int64_t vm_dirty_limit = INT64_MAX;
static volatile int syncer_wanted;

/*
 * The object that is dirty for longest, if that is longer than age; held, and
 * its age begins anew.
 */
static struct vm_object *
oldest_dirty(int64_t age)
{
	struct vm_object *o, *best = NULL;
	int64_t now = time_mono();

	spin_lock(&vm_queue_spin);
	TAILQ_FOREACH(o, &vm_dirtyq, o_dirtyq)
		if (now - o->o_dirtied >= age &&
		    (best == NULL || o->o_dirtied < best->o_dirtied))
			best = o;
	if (best != NULL) {
		best->o_dirtied = now;
		object_hold(best);
	}
	spin_unlock(&vm_queue_spin);
	return (best);
}

void
vm_syncer_thread(void *arg)
{
	struct vm_object *o;
	int64_t age;

	for (;;) {
		(void)tsleep((const void *)&syncer_wanted, 0, "syncer",
		    NS_PER_S);
		atomic_store(&syncer_wanted, 0);
		age = (int64_t)K_MAX(sync_age, 0) * NS_PER_S;
		if (vm_ndirty > vm_dirty_limit / 2)
			age = K_MIN(age, NS_PER_S / 2);
		while ((o = oldest_dirty(age)) != NULL) {
			(void)object_flush(o, 0, UINT64_MAX, false);
			object_unhold(o);
			cpu_poll();
		}
	}
}

#define DISCARD_NS	NS_PER_S
#define DISCARD_STEP	2048u	/* pages at a time */

void
vm_discard_thread(void *arg)
{
	thread_setpri(curthread, PRI_IDLEPRIO);
	for (;;) {
		(void)tsleep(&vm_discard_thread, 0, "discard", DISCARD_NS);
		page_discard_free(DISCARD_STEP);
	}
}
