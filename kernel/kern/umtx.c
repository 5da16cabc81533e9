/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * umtx.c: sleeping on a word of user memory, umtx_sleep(2), umtx_wakeup(2).
 *
 * A sleeper is known by the physical address of its word, and also by its space
 * and user address: copy-on-write after a fork moves a private word to another
 * page, and a wakeup must find who slept before.  Both have the same offset in
 * their page, which is what the hash takes.
 *
 * A sleeper queues itself first and looks at the word then; who changes the
 * word and wakes afterwards therefore finds it.  A sleep lasts at most two
 * seconds: should a page be replaced under a shared mapping, callers look again.
 *
 * Locks: ub_spin of a bucket.
 */
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "kern/proc_int.h"
#include "vm/vm.h"

#define UMTX_HASH	512
#define UMTX_MAXSLEEP	(2 * NS_PER_S)

struct umtx_sleeper {
	TAILQ_ENTRY(umtx_sleeper) us_link;
	uint64_t	 us_phys;
	struct vmspace	*us_space;
	uintptr_t	 us_addr;
	bool		 us_queued;
};

static struct umtx_bucket {
	struct spinlock	 ub_spin;
	TAILQ_HEAD(, umtx_sleeper) ub_queue;
} __attribute__((aligned(64))) buckets[UMTX_HASH];

void
umtx_init(void)
{
	for (int i = 0; i < UMTX_HASH; i++) {
		spin_init(&buckets[i].ub_spin, "umtx", LR_SPINMISC);
		TAILQ_INIT(&buckets[i].ub_queue);
	}
}

static struct umtx_bucket *
bucket_of(uintptr_t addr)
{
	return (&buckets[(addr & PAGE_MASK) / 8 % UMTX_HASH]);
}

/* Physical address of the word; EFAULT. */
static int
umtx_phys(struct lwp *lp, uintptr_t addr, uint64_t *phys)
{
	struct vm_page *pg;

	if ((addr & (sizeof(int) - 1)) != 0)
		return (EFAULT);
	if (vm_hold(lp->lwp_proc->p_vmspace, addr, PROT_READ, &pg, phys) != 0)
		return (EFAULT);
	vm_unhold(pg);
	return (0);
}

/*
 * umtx_sleep(2): sleep while *ptr is value, for at most timeout us (0: as long
 * as it may).  EBUSY it is something else, EWOULDBLOCK time is over, EINTR a
 * signal (never restarted), EINVAL, EFAULT.
 */
int
sys_umtx_sleep(struct lwp *lp, const struct umtx_sleep_args *uap,
    int64_t rv[2])
{
	uintptr_t addr = (uintptr_t)uap->ptr;
	struct umtx_bucket *ub = bucket_of(addr);
	struct umtx_sleeper us;
	int64_t timo = UMTX_MAXSLEEP;
	uint32_t word;
	int error;

	if (uap->timeout < 0)
		return (EINVAL);
	if (uap->timeout > 0)
		timo = K_MIN(uap->timeout * NS_PER_US, UMTX_MAXSLEEP);
	if ((error = umtx_phys(lp, addr, &us.us_phys)) != 0)
		return (error);
	us.us_space = lp->lwp_proc->p_vmspace;
	us.us_addr = addr;
	us.us_queued = true;
	spin_lock(&ub->ub_spin);
	TAILQ_INSERT_TAIL(&ub->ub_queue, &us, us_link);
	spin_unlock(&ub->ub_spin);

	error = ufetch32((const volatile void *)addr, &word);
	if (error == 0 && word != (uint32_t)uap->value)
		error = EBUSY;
	spin_lock(&ub->ub_spin);
	if (error == 0 && us.us_queued)
		error = ssleep(&us, &ub->ub_spin, PCATCH, "umtxsl", timo);
	if (us.us_queued)
		TAILQ_REMOVE(&ub->ub_queue, &us, us_link);
	else
		error = 0;		/* woken, whatever else came */
	spin_unlock(&ub->ub_spin);
	return (error == ERESTART ? EINTR : error);
}

/* umtx_wakeup(2): count sleepers, 0: all.  EFAULT. */
int
sys_umtx_wakeup(struct lwp *lp, const struct umtx_wakeup_args *uap,
    int64_t rv[2])
{
	uintptr_t addr = (uintptr_t)uap->ptr;
	struct umtx_bucket *ub = bucket_of(addr);
	struct umtx_sleeper *us, *next;
	int count = uap->count <= 0 ? INT32_MAX : uap->count, error;
	uint64_t phys;

	if ((error = umtx_phys(lp, addr, &phys)) != 0)
		return (error);
	spin_lock(&ub->ub_spin);
	TAILQ_FOREACH_MUTABLE(us, &ub->ub_queue, us_link, next) {
		if (us->us_phys != phys && (us->us_addr != addr ||
		    us->us_space != lp->lwp_proc->p_vmspace))
			continue;
		TAILQ_REMOVE(&ub->ub_queue, us, us_link);
		us->us_queued = false;
		wakeup(us);
		if (--count == 0)
			break;
	}
	spin_unlock(&ub->ub_spin);
	return (0);
}
