/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysv_undo.c: SEM_UNDO of semop(2): what a process did to semaphores is taken
 * back when it ends.
 *
 * There is one entry a process and semaphore, in one list: few programs use
 * it, and kern.ipc.semmnu bounds it.
 *
 * Lock legend: [i] sem_table.it_lock.
 */
#include <sys/errno.h>
#include "kern/sysv_sem.h"
#include "sys/sysvipc.h"
#include "lib/libkern.h"

struct sem_undo {
	LIST_ENTRY(sem_undo) un_list;	/* [i] */
	struct proc	*un_proc;
	struct sem_set	*un_set;	/* not counted: see sem_undo_clear() */
	unsigned	 un_num;
	int		 un_adjust;	/* [i] to be added at exit; not 0 */
};

static LIST_HEAD(, sem_undo) undos = LIST_HEAD_INITIALIZER(undos);	/* [i] */
const int sem_undo_size = sizeof(struct sem_undo);
static volatile int nundos;		/* [i] to change */

static void
undo_free(struct sem_undo *un)
{
	LIST_REMOVE(un, un_list);
	nundos--;
	kfree(un, M_SEM);
}

int
sem_undo_adjust(struct proc *p, struct sem_set *ss, unsigned num, int diff)
{
	struct sem_undo *un;
	int n = 0, adjust;

	LIST_FOREACH(un, &undos, un_list) {
		n += un->un_proc == p;
		if (un->un_proc == p && un->un_set == ss && un->un_num == num)
			break;
	}
	adjust = diff + (un != NULL ? un->un_adjust : 0);
	if (adjust > seminfo.semaem || adjust < -seminfo.semaem)
		return (ERANGE);
	if (adjust == 0) {
		if (un != NULL)
			undo_free(un);
		return (0);
	}
	if (un == NULL) {
		if (nundos >= seminfo.semmnu || n >= seminfo.semume)
			return (ENOSPC);
		un = kmalloc(sizeof(*un), M_SEM, M_WAITOK);
		if (un == NULL)
			return (ENOSPC);
		un->un_proc = p;
		un->un_set = ss;
		un->un_num = num;
		LIST_INSERT_HEAD(&undos, un, un_list);
		nundos++;
	}
	un->un_adjust = adjust;
	return (0);
}

void
sem_undo_clear(struct sem_set *ss, int num)
{
	struct sem_undo *un, *next;

	LIST_FOREACH_MUTABLE(un, &undos, un_list, next)
		if (un->un_set == ss && (num < 0 || un->un_num == (unsigned)num))
			undo_free(un);
}

void
sem_exit(struct proc *p)
{
	struct sem_undo *un, *next;
	struct sem *sm;
	int val;

	if (nundos == 0)
		return;
	lock_exclusive(&sem_table.it_lock);
	LIST_FOREACH_MUTABLE(un, &undos, un_list, next) {
		if (un->un_proc != p)
			continue;
		sm = &un->un_set->ss_sems[un->un_num];
		val = sm->sm_val + un->un_adjust;
		sm->sm_val = (unsigned short)K_MIN(K_MAX(val, 0),
		    seminfo.semvmx);
		sm->sm_pid = p->p_pid;
		wakeup(un->un_set);
		undo_free(un);
	}
	lock_release(&sem_table.it_lock);
}
