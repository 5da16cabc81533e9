/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sched_sync.c: waiting for all CPUs.
 *
 * Locks: y sync_spin.
 */
#include "kern/sched_var.h"
#include "platform/machine.h"
#include "sys/lock.h"

static struct spinlock sync_spin = SPINLOCK_INITIALIZER("cpusync",
    LR_SPINMISC);
static uint32_t sync_waiting;		/* [y] CPUs that have not answered */

void
cpus_sync(void)
{
	spin_lock(&sync_spin);
	KKASSERT(sync_waiting == 0);
	sync_waiting = (uint32_t)((1ull << ncpus) - 1);
	spin_unlock(&sync_spin);
	for (int i = 0; i < ncpus; i++)
		machine_post(i, PEND_SYNC);
	spin_lock(&sync_spin);
	while (sync_waiting != 0)
		(void)ssleep(&sync_waiting, &sync_spin, 0, "cpusync", 0);
	spin_unlock(&sync_spin);
}

void
cpu_synced(void)
{
	spin_lock(&sync_spin);
	sync_waiting &= ~(1u << curcpu()->c_id);
	if (sync_waiting == 0)
		wakeup(&sync_waiting);
	spin_unlock(&sync_spin);
}
