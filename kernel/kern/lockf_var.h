/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lockf_var.h: what the files of advisory locks share: ranges, and those who wait
 * for them.
 *
 * Lock legend: L lockf_spin.
 */
#ifndef _KERN_LOCKF_VAR_H_
#define _KERN_LOCKF_VAR_H_

#include <sys/types.h>
#include "sys/klockf.h"
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "sys/queue.h"

MALLOC_DECLARE(M_LOCKF);

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

extern struct spinlock lockf_spin;
extern LIST_HEAD(lockwaits, lockwait) lockf_waits;	/* L */

/* lockf_range.c; L held, but for lockf_quota(). */
bool	lockrange_conflicts(const struct lockrange *have,
	    const struct lockrange *want);
/* A range in the way of want, or NULL. */
struct lockrange *lockrange_blocker(struct lockf *lf,
	    const struct lockrange *want);
void	lockrange_remove(struct lockrange *lr);
/*
 * Give the request's owner exactly the request's type in its range.  spare[] are
 * two fresh ranges, NULL for F_UNLCK of whole ranges; those used are set to NULL.
 */
void	lockrange_apply(struct lockf *lf, struct lockrange *want,
	    struct lockrange *spare[2]);
/* Would the owner of want, if it waited, wait for itself? */
bool	lockf_deadlocks(struct lockf *lf, const struct lockrange *want);
/* Room for two more locks of this user?  Makes the user's count.  ENOLCK. */
int	lockf_quota(const struct lockrange *want);

#endif /* !_KERN_LOCKF_VAR_H_ */
