/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysv_ipc.h: what the three kinds of System V IPC have in common: a table of
 * objects, found by id or by key.
 *
 * An id is the object's place in the table and a sequence number of the place,
 * so that the id of a removed object does not soon mean another one.
 *
 * Lock legend: [i] it_lock of the object's table, which all functions here
 * expect to be held; it is taken before page faults, so that programs' memory may
 * be copied meanwhile.
 */
#ifndef _KERN_SYSV_IPC_H_
#define _KERN_SYSV_IPC_H_

#include <sys/ipc.h>
#include "sys/kdefs.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/lock.h"
#include "sys/thread.h"

struct ipc_object {
	struct ipc_perm	*io_perm;	/* [i] in the object's own structure */
	int		 io_slot;	/* [i] -1: removed */
	int		 io_refs;	/* [i] the table, sleepers, attachments */
};

struct ipc_table {
	struct lock	 it_lock;
	const char	*it_name;	/* [f] */
	int		 it_max;	/* [f] places, kern.ipc.XXXmni */
	int		 it_used;	/* [i] */
	struct ipc_object **it_objs;	/* [i] */
	uint16_t	*it_seqs;	/* [i] */
	void		(*it_free)(struct ipc_object *);	/* [f] */
};

/* What a call of the kind XXXget(2) wants to know. */
struct ipc_request {
	key_t		 rq_key;
	int		 rq_flags;	/* IPC_CREAT, IPC_EXCL, permission bits */
	size_t		 rq_size;	/* bytes or semaphores */
	/* Does an object that is there do?  EINVAL. */
	int		(*rq_check)(struct ipc_object *, size_t size);
	/* A new one, io_perm set, no more.  EINVAL, ENOSPC, ENOMEM. */
	int		(*rq_make)(size_t size, struct ipc_object **);
};

/* Once, before any other; tunable kern.ipc.<tunable> changes the size max. */
void	 ipc_table_init(struct ipc_table *, const char *name, int max,
	    const char *tunable, void (*free)(struct ipc_object *));
/* A limit that kenv may change: kern.ipc.<name>. */
void	 ipc_tunable(const char *name, int *value);

/* The whole of XXXget(2); takes the lock. */
int	 ipc_get(struct ipc_table *, struct lwp *, const struct ipc_request *,
	    int64_t *id);
/*
 * The object with this id if cred may do mode (IPC_R, IPC_W, IPC_M) to it.
 * EINVAL no such, EACCES, EPERM.
 */
int	 ipc_find(struct ipc_table *, int id, const struct ucred *, int mode,
	    struct ipc_object **);
int	 ipc_id(const struct ipc_table *, const struct ipc_object *);
/* IPC_SET: owner, group and permission bits of from. */
void	 ipc_setperm(struct ipc_perm *, const struct ipc_perm *from);
/* Nobody finds it any more; freed with the last reference. */
void	 ipc_remove(struct ipc_table *, struct ipc_object *);
void	 ipc_unref(struct ipc_table *, struct ipc_object *);
/* Sleep on chan, the lock given up meanwhile.  EIDRM, EINTR. */
int	 ipc_sleep(struct ipc_table *, struct ipc_object *, const void *chan);

/*
 * A sysctl with a structure of each place, of `size' bytes as they are in a program's
 * view; empty places are zero.  fill gives an object's.
 */
int	 ipc_sysctl(struct ipc_table *, struct sysctl_req *, size_t size,
	    void (*fill)(struct ipc_object *, void *));

#endif /* !_KERN_SYSV_IPC_H_ */
