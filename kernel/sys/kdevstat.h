/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdevstat.h: counting what a device does, devstat(9).
 *
 * devstat_add enters a device into kern.devstat.all, type and priority as in
 * sys/devicestat.h; devstat_remove takes it out, nothing may be under way.
 * devstat_start and devstat_end enclose each transfer; any context, they take a
 * spin lock of their own.
 */
#ifndef _KERN_KDEVSTAT_H_
#define _KERN_KDEVSTAT_H_

#include <sys/devicestat.h>
#include "sys/kdev.h"
#include "sys/lock.h"
#include "sys/queue.h"

struct kdevstat {
	TAILQ_ENTRY(kdevstat) kd_list;	/* the list's lock */
	struct spinlock	 kd_spin;
	int64_t		 kd_busysince;	/* [kd_spin] mono ns */
	int64_t		 kd_busy;	/* [kd_spin] ns */
	struct devstat	 kd_ds;		/* [kd_spin] counts; names fixed */
};

void	devstat_add(struct kdevstat *, const char *name, int unit,
	    uint32_t blksize, devstat_type_flags, devstat_priority);
void	devstat_remove(struct kdevstat *);
void	devstat_start(struct kdevstat *);
void	devstat_end(struct kdevstat *, enum bio_cmd, size_t bytes);

#endif /* !_KERN_KDEVSTAT_H_ */
