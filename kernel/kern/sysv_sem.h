/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysv_sem.h: semaphore sets, between sysv_sem.c (sets and operations) and
 * sysv_undo.c (what is undone when a process ends).
 *
 * Lock legend: [i] sem_table.it_lock.
 */
#ifndef _KERN_SYSV_SEM_H_
#define _KERN_SYSV_SEM_H_

#include <sys/sem.h>
#include "kern/sysv_ipc.h"
#include "sys/queue.h"

struct sem {
	unsigned short	 sm_val;	/* [i] */
	unsigned short	 sm_ncnt;	/* [i] wait for it to rise */
	unsigned short	 sm_zcnt;	/* [i] wait for it to be 0 */
	pid_t		 sm_pid;	/* [i] of the last operation */
};

struct sem_set {
	struct ipc_object ss_ipc;	/* first */
	struct semid_ds	 ss_ds;		/* [i] */
	struct sem	 ss_sems[];	/* [i] sem_nsems of them */
};

MALLOC_DECLARE(M_SEM);
extern struct ipc_table sem_table;
extern struct seminfo seminfo;
extern const int sem_undo_size;

static inline struct sem_set *
set_of(struct ipc_object *io)
{
	return ((struct sem_set *)(void *)io);
}

/* All with [i] held. */
/*
 * p's adjustment of semaphore num changes by diff.  ENOSPC too many of them,
 * ERANGE beyond semaem.
 */
int	 sem_undo_adjust(struct proc *p, struct sem_set *, unsigned num,
	    int diff);
/* Nobody undoes anything at semaphore num of the set (-1: at all of them). */
void	 sem_undo_clear(struct sem_set *, int num);

#endif /* !_KERN_SYSV_SEM_H_ */
