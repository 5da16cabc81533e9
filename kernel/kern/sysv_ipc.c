/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysv_ipc.c: tables of System V IPC objects: keys, ids, permissions.  See
 * sysv_ipc.h.
 *
 * Locks: it_lock.
 */
#include "kern/sysv_ipc.h"
#include "lib/libkern.h"
#include "sys/kjail.h"
#include <sys/errno.h>
#include <sys/stat.h>

MALLOC_DEFINE(M_SYSVIPC, "sysvipc", "tables of System V IPC");

#define SEQ_MAX		0x7fff
#define IPC_MOSTPLACES	4096

void
ipc_tunable(const char *name, int *value)
{
	char full[40];

	ksnprintf(full, sizeof(full), "kern.ipc.%s", name);
	kenv_tunable(full, 1, INT32_MAX, value);
}

void
ipc_table_init(struct ipc_table *it, const char *name, int max,
    const char *tunable, void (*free)(struct ipc_object *))
{
	ipc_tunable(tunable, &max);
	max = K_MIN(max, IPC_MOSTPLACES);
	lock_init(&it->it_lock, name, LR_IPC, 0);
	it->it_name = name;
	it->it_free = free;
	it->it_objs = kmalloc((size_t)max * sizeof(it->it_objs[0]), M_SYSVIPC,
	    M_WAITOK | M_ZERO);
	it->it_seqs = kmalloc((size_t)max * sizeof(it->it_seqs[0]), M_SYSVIPC,
	    M_WAITOK | M_ZERO);
	if (it->it_objs == NULL || it->it_seqs == NULL)
		panic("no memory for the table of %s", name);
	it->it_max = max;
}

int
ipc_id(const struct ipc_table *it, const struct ipc_object *io)
{
	return ((int)it->it_seqs[io->io_slot] << 16 | io->io_slot);
}

/*
 * Owner and creator have the first three bits, members of either's group the next,
 * all others the last.
 */
static int
ipc_access(const struct ucred *cred, const struct ipc_perm *perm, int mode)
{
	int shift = 0;

	if (cred->cr_uid == 0)
		return (0);
	if (cred->cr_uid != perm->uid && cred->cr_uid != perm->cuid) {
		if (mode & IPC_M)
			return (EPERM);
		shift = cred_groupmember(perm->gid, cred) ||
		    cred_groupmember(perm->cgid, cred) ? 3 : 6;
	}
	if (mode & IPC_M)
		return (0);
	return (((perm->mode << shift) & mode) == mode ? 0 : EACCES);
}

void
ipc_setperm(struct ipc_perm *perm, const struct ipc_perm *from)
{
	perm->uid = from->uid;
	perm->gid = from->gid;
	perm->mode = (mode_t)((perm->mode & ~ACCESSPERMS) |
	    (from->mode & ACCESSPERMS));
}

int
ipc_find(struct ipc_table *it, int id, const struct ucred *cred, int mode,
    struct ipc_object **iop)
{
	int slot = id & 0xffff;

	if (!jail_can(cred, PRISON_CAP_SYS_SYSVIPC))
		return (ENOSYS);
	if (id < 0 || slot >= it->it_max || it->it_objs[slot] == NULL ||
	    it->it_seqs[slot] != (unsigned)id >> 16)
		return (EINVAL);
	*iop = it->it_objs[slot];
	return (ipc_access(cred, (*iop)->io_perm, mode));
}

static struct ipc_object *
find_key(struct ipc_table *it, key_t key)
{
	if (key == IPC_PRIVATE)
		return (NULL);
	for (int i = 0; i < it->it_max; i++)
		if (it->it_objs[i] != NULL &&
		    it->it_objs[i]->io_perm->key == key)
			return (it->it_objs[i]);
	return (NULL);
}

static int
get_existing(struct lwp *lp, struct ipc_object *io,
    const struct ipc_request *rq)
{
	int error;

	if ((rq->rq_flags & (IPC_CREAT | IPC_EXCL)) == (IPC_CREAT | IPC_EXCL))
		return (EEXIST);
	/* The bits that are asked for are those of the owner. */
	error = ipc_access(lp->lwp_cred, io->io_perm, rq->rq_flags & 0600);
	return (error != 0 ? error : rq->rq_check(io, rq->rq_size));
}

static int
get_new(struct ipc_table *it, struct lwp *lp, const struct ipc_request *rq,
    struct ipc_object **iop)
{
	const struct ucred *cred = lp->lwp_cred;
	struct ipc_perm *perm;
	int error, slot;

	if (it->it_used >= it->it_max)
		return (ENOSPC);
	if ((error = rq->rq_make(rq->rq_size, iop)) != 0)
		return (error);
	for (slot = 0; it->it_objs[slot] != NULL; slot++)
		;
	it->it_objs[slot] = *iop;
	it->it_used++;
	it->it_seqs[slot] = (uint16_t)((it->it_seqs[slot] + 1) & SEQ_MAX);
	(*iop)->io_slot = slot;
	(*iop)->io_refs = 1;
	perm = (*iop)->io_perm;
	perm->key = rq->rq_key;
	perm->uid = perm->cuid = cred->cr_uid;
	perm->gid = perm->cgid = cred->cr_groups[0];
	perm->mode |= (mode_t)(rq->rq_flags & ACCESSPERMS);
	perm->seq = it->it_seqs[slot];
	return (0);
}

int
ipc_get(struct ipc_table *it, struct lwp *lp, const struct ipc_request *rq,
    int64_t *id)
{
	struct ipc_object *io;
	int error;

	if (!jail_can(lp->lwp_cred, PRISON_CAP_SYS_SYSVIPC))
		return (ENOSYS);
	lock_exclusive(&it->it_lock);
	if ((io = find_key(it, rq->rq_key)) != NULL)
		error = get_existing(lp, io, rq);
	else if (rq->rq_key != IPC_PRIVATE && (rq->rq_flags & IPC_CREAT) == 0)
		error = ENOENT;
	else
		error = get_new(it, lp, rq, &io);
	if (error == 0)
		*id = ipc_id(it, io);
	lock_release(&it->it_lock);
	return (error);
}

void
ipc_unref(struct ipc_table *it, struct ipc_object *io)
{
	KKASSERT(io->io_refs > 0);
	if (--io->io_refs == 0)
		it->it_free(io);
}

void
ipc_remove(struct ipc_table *it, struct ipc_object *io)
{
	KKASSERT(it->it_objs[io->io_slot] == io);
	it->it_objs[io->io_slot] = NULL;
	it->it_used--;
	io->io_slot = -1;
	ipc_unref(it, io);
}

int
ipc_sleep(struct ipc_table *it, struct ipc_object *io, const void *chan)
{
	int error;

	io->io_refs++;
	error = lksleep(chan, &it->it_lock, PCATCH, it->it_name, 0);
	if (io->io_slot < 0)
		error = EIDRM;
	ipc_unref(it, io);
	return (error == ERESTART ? EINTR : error);
}

int
ipc_sysctl(struct ipc_table *it, struct sysctl_req *req, size_t size,
    void (*fill)(struct ipc_object *, void *))
{
	void *one = kmalloc(size, M_SYSVIPC, M_WAITOK);
	int error = 0;

	if (one == NULL)
		return (ENOMEM);
	for (int i = 0; i < it->it_max && error == 0; i++) {
		memset(one, 0, size);
		lock_exclusive(&it->it_lock);
		if (it->it_objs[i] != NULL)
			fill(it->it_objs[i], one);
		lock_release(&it->it_lock);
		error = sysctl_out(req, one, size);
	}
	kfree(one, M_SYSVIPC);
	return (error);
}
