/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysv_sem.c: System V semaphores: semget(2), semop(2), semctl(2).
 *
 * A semop is tried as a whole with the table locked; when one operation
 * cannot be done, what was done is taken back and the caller sleeps on the set until
 * something in it changes.
 *
 * Lock legend: [i] sem_table.it_lock.
 */
#include <sys/errno.h>
#include "kern/sysv_sem.h"
#include "sys/callout.h"
#include "sys/kuio.h"
#include "sys/sysvipc.h"
#include "lib/libkern.h"

MALLOC_DEFINE(M_SEM, "sem", "System V semaphores");

struct ipc_table sem_table;
struct seminfo seminfo = {
	.semmap = 128, .semmni = 128, .semmns = 2048, .semmnu = 1024,
	.semmsl = 512, .semopm = 100, .semume = 100, .semvmx = 32767,
	.semaem = 16384
};
static int sem_count;			/* [i] semaphores in all sets */

#define SEM_LIMIT(name, access, descr)					\
	SYSCTL_KINT(kern_ipc_##name, "kern.ipc." #name, OID_AUTO,	\
	    access, &seminfo.name, descr)
SEM_LIMIT(semmap, CTLFLAG_RD, "Entries of the map of semaphores");
SEM_LIMIT(semmni, CTLFLAG_RD, "Most semaphore sets");
SEM_LIMIT(semmns, CTLFLAG_RD, "Most semaphores");
SEM_LIMIT(semmnu, CTLFLAG_RD, "Most undo structures");
SEM_LIMIT(semmsl, CTLFLAG_RW, "Most semaphores of a set");
SEM_LIMIT(semopm, CTLFLAG_RD, "Most operations of a semop");
SEM_LIMIT(semume, CTLFLAG_RD, "Most undo entries of a process");
SEM_LIMIT(semusz, CTLFLAG_RD, "Bytes of an undo structure");
SEM_LIMIT(semvmx, CTLFLAG_RD, "Greatest value of a semaphore");
SEM_LIMIT(semaem, CTLFLAG_RD, "Greatest adjustment at exit");

/* [i] held. */
static void
set_free(struct ipc_object *io)
{
	kfree(set_of(io), M_SEM);
}

void
sem_init(void)
{
	ipc_tunable("semmns", &seminfo.semmns);
	ipc_tunable("semmnu", &seminfo.semmnu);
	ipc_tunable("semmsl", &seminfo.semmsl);
	ipc_tunable("semume", &seminfo.semume);
	seminfo.semusz = sem_undo_size;
	seminfo.semmnu = K_MIN(seminfo.semmnu, 65536);
	seminfo.semmns = K_MIN(seminfo.semmns, 65536);
	ipc_table_init(&sem_table, "sem", seminfo.semmni, "semmni", set_free);
	seminfo.semmni = sem_table.it_max;
}

/*
 * ---- semget ---------------------------------------------------------------
 */

static int
set_check(struct ipc_object *io, size_t n)
{
	return (n > set_of(io)->ss_ds.sem_nsems ? EINVAL : 0);
}

static int
set_make(size_t n, struct ipc_object **iop)
{
	struct sem_set *ss;

	if (n == 0 || n > (size_t)seminfo.semmsl || n > UINT16_MAX)
		return (EINVAL);
	if (n > (size_t)(seminfo.semmns - sem_count))
		return (ENOSPC);
	ss = kmalloc(sizeof(*ss) + n * sizeof(ss->ss_sems[0]), M_SEM,
	    M_WAITOK | M_ZERO);
	if (ss == NULL)
		return (ENOSPC);
	sem_count += (int)n;
	ss->ss_ipc.io_perm = &ss->ss_ds.sem_perm;
	ss->ss_ds.sem_perm.mode = SEM_ALLOC;
	ss->ss_ds.sem_nsems = (unsigned short)n;
	ss->ss_ds.sem_ctime = time_second();
	*iop = &ss->ss_ipc;
	return (0);
}

int
sys_semget(struct lwp *lp, const struct semget_args *uap, int64_t rv[2])
{
	struct ipc_request rq = { .rq_key = uap->key,
	    .rq_size = (size_t)uap->nsems, .rq_flags = uap->semflg,
	    .rq_check = set_check, .rq_make = set_make };

	if (uap->nsems < 0)
		return (EINVAL);
	return (ipc_get(&sem_table, lp, &rq, &rv[0]));
}

/*
 * ---- semop ----------------------------------------------------------------
 */

/* Take the first n operations back. */
static void
ops_revert(struct lwp *lp, struct sem_set *ss, const struct sembuf *op, int n)
{
	while (--n >= 0) {
		ss->ss_sems[op[n].sem_num].sm_val -= op[n].sem_op;
		if (op[n].sem_op != 0 && (op[n].sem_flg & SEM_UNDO))
			(void)sem_undo_adjust(lp->lwp_proc, ss, op[n].sem_num,
			    op[n].sem_op);
	}
}

/*
 * Do them all or none.  0; EFBIG, ERANGE, ENOSPC; EAGAIN: *blocked cannot be done
 * now.
 */
static int
ops_try(struct lwp *lp, struct sem_set *ss, const struct sembuf *op, int n,
    int *blocked)
{
	struct sem *sm;
	int error = 0, i;

	for (i = 0; i < n; i++) {
		sm = &ss->ss_sems[op[i].sem_num];
		if (op[i].sem_op == 0 ? sm->sm_val != 0 :
		    sm->sm_val + op[i].sem_op < 0) {
			*blocked = i;
			error = EAGAIN;
		} else if (sm->sm_val + op[i].sem_op > seminfo.semvmx)
			error = ERANGE;
		else if (op[i].sem_op != 0 && (op[i].sem_flg & SEM_UNDO))
			error = sem_undo_adjust(lp->lwp_proc, ss,
			    op[i].sem_num, -op[i].sem_op);
		if (error != 0)
			break;
		sm->sm_val += op[i].sem_op;
	}
	if (error != 0) {
		ops_revert(lp, ss, op, i);
		return (error);
	}
	for (i = 0; i < n; i++)
		ss->ss_sems[op[i].sem_num].sm_pid = lp->lwp_proc->p_pid;
	ss->ss_ds.sem_otime = time_second();
	wakeup(ss);
	return (0);
}

/* Sleep until the set changes: the semaphore shows that somebody does. */
static int
ops_wait(struct sem_set *ss, const struct sembuf *op)
{
	struct sem *sm = &ss->ss_sems[op->sem_num];
	unsigned short *cnt = op->sem_op == 0 ? &sm->sm_zcnt : &sm->sm_ncnt;
	int error;

	ss->ss_ipc.io_refs++;		/* *cnt stays */
	++*cnt;
	error = ipc_sleep(&sem_table, &ss->ss_ipc, ss);
	--*cnt;
	ipc_unref(&sem_table, &ss->ss_ipc);
	return (error);
}

static int
ops_run(struct lwp *lp, int id, const struct sembuf *op, int n)
{
	struct ipc_object *io;
	struct sem_set *ss;
	int error, mode = IPC_R, blocked = 0;

	for (int i = 0; i < n; i++)
		if (op[i].sem_op != 0)
			mode = IPC_W;
	if ((error = ipc_find(&sem_table, id, lp->lwp_cred, mode, &io)) != 0)
		return (error);
	ss = set_of(io);
	for (int i = 0; i < n; i++)
		if (op[i].sem_num >= ss->ss_ds.sem_nsems)
			return (EFBIG);
	for (;;) {
		error = ops_try(lp, ss, op, n, &blocked);
		if (error != EAGAIN || (op[blocked].sem_flg & IPC_NOWAIT))
			return (error);
		if ((error = ops_wait(ss, &op[blocked])) != 0)
			return (error);
	}
}

int
sys_semop(struct lwp *lp, const struct semop_args *uap, int64_t rv[2])
{
	struct sembuf small[8], *op = small;
	int n = (int)uap->nsops, error;

	if (uap->nsops > (unsigned)seminfo.semopm)
		return (E2BIG);
	if (n > (int)NELEM(small) && (op = kmalloc((size_t)n * sizeof(*op),
	    M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = copyin(uap->sops, op, (size_t)n * sizeof(*op));
	if (error == 0) {
		lock_exclusive(&sem_table.it_lock);
		error = ops_run(lp, uap->semid, op, n);
		lock_release(&sem_table.it_lock);
	}
	if (op != small)
		kfree(op, M_TEMP);
	return (error);
}

/*
 * ---- semctl ---------------------------------------------------------------
 */

/* [i] held; copies to and from the program. */
static int
set_all(struct sem_set *ss, int cmd, unsigned short *array)
{
	size_t n = ss->ss_ds.sem_nsems;
	unsigned short *val;
	int error = 0;

	if ((val = kmalloc(n * sizeof(*val), M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	if (cmd == GETALL) {
		for (size_t i = 0; i < n; i++)
			val[i] = ss->ss_sems[i].sm_val;
		error = copyout(val, array, n * sizeof(*val));
	} else {
		error = copyin(array, val, n * sizeof(*val));
		for (size_t i = 0; i < n && error == 0; i++)
			if (val[i] > seminfo.semvmx)
				error = ERANGE;
		for (size_t i = 0; i < n && error == 0; i++)
			ss->ss_sems[i].sm_val = val[i];
	}
	kfree(val, M_TEMP);
	return (error);
}

static int
set_one(struct lwp *lp, struct sem_set *ss, int cmd, int num,
    const union semun *un, int64_t *result)
{
	struct sem *sm;

	if (num < 0 || num >= ss->ss_ds.sem_nsems)
		return (EINVAL);
	sm = &ss->ss_sems[num];
	switch (cmd) {
	case GETVAL:
		*result = sm->sm_val;
		break;
	case GETPID:
		*result = sm->sm_pid;
		break;
	case GETNCNT:
		*result = sm->sm_ncnt;
		break;
	case GETZCNT:
		*result = sm->sm_zcnt;
		break;
	default:
		if (un->val < 0 || un->val > seminfo.semvmx)
			return (ERANGE);
		sm->sm_val = (unsigned short)un->val;
		sm->sm_pid = lp->lwp_proc->p_pid;
		sem_undo_clear(ss, num);
		break;
	}
	return (0);
}

/* What right a command needs; 0: there is no such command. */
static int
ctl_mode(int cmd)
{
	switch (cmd) {
	case IPC_STAT:
	case SEM_STAT:
	case GETNCNT:
	case GETPID:
	case GETVAL:
	case GETALL:
	case GETZCNT:
		return (IPC_R);
	case SETVAL:
	case SETALL:
		return (IPC_W);
	case IPC_SET:
	case IPC_RMID:
		return (IPC_M);
	default:
		return (0);
	}
}

/* [i] held. */
static int
set_control(struct lwp *lp, struct sem_set *ss, int cmd, int num,
    const union semun *un, int64_t *result)
{
	struct semid_ds ds;
	int error;

	switch (cmd) {
	case SEM_STAT:
		*result = ipc_id(&sem_table, &ss->ss_ipc);
		/* FALLTHROUGH */
	case IPC_STAT:
		return (copyout(&ss->ss_ds, un->buf, sizeof(ds)));
	case IPC_SET:
		if ((error = copyin(un->buf, &ds, sizeof(ds))) != 0)
			return (error);
		ipc_setperm(&ss->ss_ds.sem_perm, &ds.sem_perm);
		break;
	case IPC_RMID:
		sem_undo_clear(ss, -1);
		sem_count -= ss->ss_ds.sem_nsems;
		wakeup(ss);
		ipc_remove(&sem_table, &ss->ss_ipc);
		return (0);
	case GETALL:
		return (set_all(ss, cmd, un->array));
	case SETALL:
		if ((error = set_all(ss, cmd, un->array)) != 0)
			return (error);
		sem_undo_clear(ss, -1);
		break;
	default:
		error = set_one(lp, ss, cmd, num, un, result);
		if (error != 0 || cmd != SETVAL)
			return (error);
		break;
	}
	ss->ss_ds.sem_ctime = time_second();
	wakeup(ss);
	return (0);
}

int
sys___semctl(struct lwp *lp, const struct __semctl_args *uap, int64_t rv[2])
{
	int cmd = uap->cmd, mode = ctl_mode(cmd), id = uap->semid, error;
	union semun un = { 0 };
	struct ipc_object *io;

	if (mode == 0)
		return (EINVAL);
	if ((cmd < GETNCNT || cmd == GETALL || cmd >= SETVAL) &&
	    cmd != IPC_RMID &&
	    (error = copyin(uap->arg, &un, sizeof(un))) != 0)
		return (error);
	lock_exclusive(&sem_table.it_lock);
	if (cmd == SEM_STAT && id >= 0 && id < sem_table.it_max &&
	    sem_table.it_objs[id] != NULL)
		id = ipc_id(&sem_table, sem_table.it_objs[id]);
	else if (cmd == SEM_STAT)
		id = -1;
	error = ipc_find(&sem_table, id, lp->lwp_cred, mode, &io);
	if (error == 0)
		error = set_control(lp, set_of(io), cmd, uap->semnum, &un,
		    &rv[0]);
	lock_release(&sem_table.it_lock);
	return (error);
}

/* kern.ipc.sema: a struct semid_ds for each place. */
static void
set_fill(struct ipc_object *io, void *to)
{
	memcpy(to, &set_of(io)->ss_ds, sizeof(struct semid_ds));
}

static int
sysctl_sema(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	return (ipc_sysctl(&sem_table, req, sizeof(struct semid_ds),
	    set_fill));
}
SYSCTL_KPROC(kern_ipc_sema, "kern.ipc.sema", OID_AUTO, CTLTYPE_OPAQUE |
    CTLFLAG_RD, NULL, 0, sysctl_sema, "S,semid_ds", "Semaphore sets");
