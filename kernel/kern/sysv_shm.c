/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysv_shm.c: System V shared memory: shmget(2), shmat(2), shmdt(2), shmctl(2).
 *
 * A segment is an anonymous object of the size that was asked for.  An address
 * space keeps a record of each attachment, for shmdt(2), which is copied by fork;
 * the mapping itself is one like any other.  A segment that was removed is
 * freed with its last attachment.
 *
 * Lock legend: [i] shm_table.it_lock.
 */
#include <sys/errno.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <machine/vmparam.h>
#include "kern/sysv_ipc.h"
#include "sys/callout.h"
#include "sys/kjail.h"
#include "sys/kuio.h"
#include "sys/queue.h"
#include "sys/sysvipc.h"
#include "vm/vm.h"
#include "lib/libkern.h"

MALLOC_DEFINE(M_SHM, "shm", "System V shared memory");

#define SHM_SHARE	4	/* of memory, for all segments */

struct shm_segment {
	struct ipc_object sg_ipc;	/* first */
	struct shmid_ds	 sg_ds;		/* [i] */
	struct vm_object *sg_obj;	/* [f] reference */
	int64_t		 sg_pages;	/* [f] */
};

struct shm_attach {
	LIST_ENTRY(shm_attach) at_list;	/* [i] of its space */
	uintptr_t	 at_addr;	/* [f] */
	struct shm_segment *at_seg;	/* [f] counted in shm_nattch, io_refs */
};

static struct ipc_table shm_table;
static struct shminfo shminfo = { .shmmin = 1, .shmmni = 192, .shmseg = 128 };
static int64_t shm_pages;		/* [i] of all segments */

SYSCTL_KLONG(kern_ipc_shmmax, "kern.ipc.shmmax", OID_AUTO, CTLFLAG_RW,
    &shminfo.shmmax, "Most bytes of a shared memory segment");
SYSCTL_KLONG(kern_ipc_shmmin, "kern.ipc.shmmin", OID_AUTO, CTLFLAG_RW,
    &shminfo.shmmin, "Fewest bytes of a shared memory segment");
SYSCTL_KLONG(kern_ipc_shmmni, "kern.ipc.shmmni", OID_AUTO, CTLFLAG_RD,
    &shminfo.shmmni, "Most shared memory segments");
SYSCTL_KLONG(kern_ipc_shmseg, "kern.ipc.shmseg", OID_AUTO, CTLFLAG_RW,
    &shminfo.shmseg, "Most shared memory segments of a process");
SYSCTL_KLONG(kern_ipc_shmall, "kern.ipc.shmall", OID_AUTO, CTLFLAG_RW,
    &shminfo.shmall, "Most pages of shared memory");

static inline struct shm_segment *
seg_of(struct ipc_object *io)
{
	return ((struct shm_segment *)(void *)io);
}

/* [i] held. */
static void
seg_free(struct ipc_object *io)
{
	struct shm_segment *sg = seg_of(io);

	shm_pages -= sg->sg_pages;
	vm_object_drop(sg->sg_obj);
	kfree(sg, M_SHM);
}

void
shm_init(void)
{
	struct vm_counts vc;
	int mni = (int)shminfo.shmmni, value;

	ipc_table_init(&shm_table, "shm", mni, "shmmni", seg_free);
	shminfo.shmmni = shm_table.it_max;
	vm_counts(&vc);
	value = (int)(vc.total / SHM_SHARE);
	ipc_tunable("shmall", &value);
	ipc_tunable("shmmaxpgs", &value);
	shminfo.shmall = value;
	shminfo.shmmax = shminfo.shmall * PAGE_SIZE;
	value = (int)shminfo.shmseg;
	ipc_tunable("shmseg", &value);
	shminfo.shmseg = value;
}

/*
 * ---- making and changing segments -----------------------------------------
 */

static int
seg_check(struct ipc_object *io, size_t size)
{
	return (size > seg_of(io)->sg_ds.shm_segsz ? EINVAL : 0);
}

static int
seg_make(size_t size, struct ipc_object **iop)
{
	struct shm_segment *sg;
	int64_t pages;
	int error;

	if (shminfo.shmmax < 0 || size > (size_t)shminfo.shmmax ||
	    (int64_t)size < K_MAX(shminfo.shmmin, 1L))
		return (EINVAL);
	pages = (int64_t)(round_page(size) / PAGE_SIZE);
	if (pages > shminfo.shmall - shm_pages)
		return (ENOMEM);
	if ((sg = kmalloc(sizeof(*sg), M_SHM, M_WAITOK | M_ZERO)) == NULL)
		return (ENOMEM);
	error = vm_object_anon((uint64_t)pages * PAGE_SIZE, &sg->sg_obj);
	if (error != 0) {
		kfree(sg, M_SHM);
		return (error);
	}
	shm_pages += pages;
	sg->sg_pages = pages;
	sg->sg_ipc.io_perm = &sg->sg_ds.shm_perm;
	sg->sg_ds.shm_segsz = size;
	sg->sg_ds.shm_cpid = curproc->p_pid;
	sg->sg_ds.shm_ctime = time_second();
	*iop = &sg->sg_ipc;
	return (0);
}

int
sys_shmget(struct lwp *lp, const struct shmget_args *uap, int64_t rv[2])
{
	struct ipc_request rq = { .rq_key = uap->key, .rq_size = uap->size,
	    .rq_flags = uap->shmflg, .rq_check = seg_check,
	    .rq_make = seg_make };

	return (ipc_get(&shm_table, lp, &rq, &rv[0]));
}

int
sys_shmctl(struct lwp *lp, const struct shmctl_args *uap, int64_t rv[2])
{
	struct shmid_ds ds;
	struct ipc_object *io;
	struct shm_segment *sg;
	int error;

	if (uap->cmd != IPC_STAT && uap->cmd != IPC_SET && uap->cmd != IPC_RMID)
		return (EINVAL);
	if (uap->cmd == IPC_SET &&
	    (error = copyin(uap->buf, &ds, sizeof(ds))) != 0)
		return (error);
	lock_exclusive(&shm_table.it_lock);
	error = ipc_find(&shm_table, uap->shmid, lp->lwp_cred,
	    uap->cmd == IPC_STAT ? IPC_R : IPC_M, &io);
	if (error != 0)
		goto out;
	sg = seg_of(io);
	if (uap->cmd == IPC_STAT)
		ds = sg->sg_ds;
	else if (uap->cmd == IPC_SET) {
		ipc_setperm(&sg->sg_ds.shm_perm, &ds.shm_perm);
		sg->sg_ds.shm_ctime = time_second();
	} else
		ipc_remove(&shm_table, io);
out:
	lock_release(&shm_table.it_lock);
	if (error == 0 && uap->cmd == IPC_STAT)
		error = copyout(&ds, uap->buf, sizeof(ds));
	return (error);
}

/*
 * ---- attaching ------------------------------------------------------------
 */

/* [i] held. */
static void
attach_record(struct vmspace *vs, struct shm_attach *at,
    struct shm_segment *sg, uintptr_t addr)
{
	at->at_addr = addr;
	at->at_seg = sg;
	sg->sg_ipc.io_refs++;
	sg->sg_ds.shm_nattch++;
	LIST_INSERT_HEAD(vmspace_shm(vs), at, at_list);
}

static void
attach_forget(struct shm_attach *at)
{
	struct shm_segment *sg = at->at_seg;

	LIST_REMOVE(at, at_list);
	sg->sg_ds.shm_nattch--;
	sg->sg_ds.shm_dtime = time_second();
	sg->sg_ds.shm_lpid = curproc != NULL ? curproc->p_pid : 0;
	ipc_unref(&shm_table, &sg->sg_ipc);
	kfree(at, M_SHM);
}

/* Where a segment shall be: EINVAL where it cannot. */
static int
attach_place(const struct shmat_args *uap, uintptr_t *addr, int *flags)
{
	*addr = (uintptr_t)uap->shmaddr;
	*flags = MAP_SHARED;
	if (*addr == 0) {
		*addr = vmspace_mmap_hint(curproc->p_vmspace);
		return (0);
	}
	if (uap->shmflg & SHM_RND)
		*addr -= *addr % SHMLBA;
	if (*addr % SHMLBA != 0 || *addr >= VM_MAX_USER_ADDRESS)
		return (EINVAL);
	*flags |= MAP_TRYFIXED;
	return (0);
}

/* [i] held.  EINVAL, EACCES, EMFILE, ENOMEM. */
static int
attach_segment(struct lwp *lp, const struct shmat_args *uap,
    struct shm_attach *at, uintptr_t *addr)
{
	bool rdonly = (uap->shmflg & SHM_RDONLY) != 0;
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	int prot = rdonly ? PROT_READ : PROT_READ | PROT_WRITE;
	struct shm_attach *other;
	struct ipc_object *io;
	struct shm_segment *sg;
	int error, flags;
	long n = 0;

	error = ipc_find(&shm_table, uap->shmid, lp->lwp_cred,
	    rdonly ? IPC_R : IPC_R | IPC_W, &io);
	if (error != 0)
		return (error);
	LIST_FOREACH(other, vmspace_shm(vs), at_list)
		n++;
	if (n >= shminfo.shmseg)
		return (EMFILE);
	if ((error = attach_place(uap, addr, &flags)) != 0)
		return (error);
	sg = seg_of(io);
	vm_object_ref(sg->sg_obj);
	error = vm_map_object(vs, addr, (size_t)sg->sg_pages * PAGE_SIZE,
	    prot, prot, flags, sg->sg_obj, 0);
	if (error != 0) {
		vm_object_drop(sg->sg_obj);
		return (ENOMEM);
	}
	attach_record(vs, at, sg, *addr);
	sg->sg_ds.shm_atime = time_second();
	sg->sg_ds.shm_lpid = lp->lwp_proc->p_pid;
	return (0);
}

int
sys_shmat(struct lwp *lp, const struct shmat_args *uap, int64_t rv[2])
{
	struct shm_attach *at;
	uintptr_t addr = 0;
	int error;

	if ((at = kmalloc(sizeof(*at), M_SHM, M_WAITOK)) == NULL)
		return (ENOMEM);
	lock_exclusive(&shm_table.it_lock);
	error = attach_segment(lp, uap, at, &addr);
	lock_release(&shm_table.it_lock);
	if (error != 0)
		kfree(at, M_SHM);
	rv[0] = (int64_t)addr;
	return (error);
}

int
sys_shmdt(struct lwp *lp, const struct shmdt_args *uap, int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	struct shm_attach *at;
	size_t len = 0;

	if (!jail_can(lp->lwp_cred, PRISON_CAP_SYS_SYSVIPC))
		return (ENOSYS);
	lock_exclusive(&shm_table.it_lock);
	LIST_FOREACH(at, vmspace_shm(vs), at_list)
		if (at->at_addr == (uintptr_t)uap->shmaddr)
			break;
	if (at != NULL) {
		len = (size_t)at->at_seg->sg_pages * PAGE_SIZE;
		attach_forget(at);
	}
	lock_release(&shm_table.it_lock);
	if (len == 0)
		return (EINVAL);
	return (vm_unmap(vs, (uintptr_t)uap->shmaddr, len));
}

int
shm_fork(struct vmspace *from, struct vmspace *to)
{
	struct shm_attach *at, *copy;
	int error = 0;

	if (LIST_EMPTY(vmspace_shm(from)))
		return (0);
	lock_exclusive(&shm_table.it_lock);
	LIST_FOREACH(at, vmspace_shm(from), at_list) {
		if ((copy = kmalloc(sizeof(*copy), M_SHM, M_WAITOK)) == NULL) {
			error = ENOMEM;
			break;
		}
		attach_record(to, copy, at->at_seg, at->at_addr);
	}
	lock_release(&shm_table.it_lock);
	return (error);
}

void
shm_exit(struct vmspace *vs)
{
	struct shm_attach *at;

	if (LIST_EMPTY(vmspace_shm(vs)))
		return;
	lock_exclusive(&shm_table.it_lock);
	while ((at = LIST_FIRST(vmspace_shm(vs))) != NULL)
		attach_forget(at);
	lock_release(&shm_table.it_lock);
}

/* kern.ipc.shmsegs: a struct shmid_ds for each place. */
static void
seg_fill(struct ipc_object *io, void *to)
{
	memcpy(to, &seg_of(io)->sg_ds, sizeof(struct shmid_ds));
}

static int
sysctl_shmsegs(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	return (ipc_sysctl(&shm_table, req, sizeof(struct shmid_ds),
	    seg_fill));
}
SYSCTL_KPROC(kern_ipc_shmsegs, "kern.ipc.shmsegs", OID_AUTO, CTLTYPE_OPAQUE |
    CTLFLAG_RD, NULL, 0, sysctl_shmsegs, "S,shmid_ds",
    "Shared memory segments");
