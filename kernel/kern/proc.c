/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc.c: the table of processes: proc0, process ids, finding, holding and
 * walking processes, and how many there may be.
 *
 * A process is in the table from proc_insert() until proc_remove().  Who finds
 * one gets a hold; the reaper takes the process out first and then waits until
 * the last hold is gone, so a held process is never freed.
 *
 * Locks: proctree_spin guards everything here but the holds (atomic) and the
 * counts by user (uid_spin).
 */
#include <sys/sysctl.h>
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/kmalloc.h"
#include "lib/libkern.h"
#include "sys/kvarsym.h"
#include "kern/proc_int.h"
#include "vfs/vnode.h"
#include "vm/vm.h"

MALLOC_DEFINE(M_PROC, "proc", "processes, groups, sessions");

#define PIDHASH		1024
#define UIDHASH		64

struct uidcount {
	LIST_ENTRY(uidcount) uc_link;
	uid_t		 uc_uid;
	int64_t		 uc_nproc;
};

struct spinlock proctree_spin = SPINLOCK_INITIALIZER("proctree", LR_PROCTREE);
struct proclist allproc;
struct proc proc0;
struct proc *initproc;
int nprocs = 1, maxproc, maxprocperuid;

static LIST_HEAD(, proc) pidhash[PIDHASH];
static pid_t nextpid = 2;
static uint64_t nextforkid;
static struct spinlock uid_spin = SPINLOCK_INITIALIZER("uidcount", LR_SPINMISC);
static LIST_HEAD(, uidcount) uidhash[UIDHASH];

SYSCTL_KINT(maxproc, "kern.maxproc", KERN_MAXPROC, CTLFLAG_RD, &maxproc,
    "Most processes");
SYSCTL_KINT(maxprocperuid, "kern.maxprocperuid", KERN_MAXPROCPERUID,
    CTLFLAG_RW, &maxprocperuid, "Most processes of one user");

/*
 * Make an empty process: locks, lists, callouts, a fork id.  Not in the table.
 */
void
proc_setup(struct proc *p)
{
	spin_init(&p->p_spin, "proc", LR_PROC);
	TAILQ_INIT(&p->p_lwps);
	LIST_INIT(&p->p_children);
	STAILQ_INIT(&p->p_sigq);
	callout_init(&p->p_realtimer);
	callout_init(&p->p_cputimer);
	p->p_forkid = atomic_add(&nextforkid, 1);
	p->p_start = time_wall();
}

static void
proc0_limits(struct plimit *pl)
{
	struct vm_counts vc;
	rlim_t mem;

	refcount_init(&pl->pl_ref, 1);
	spin_init(&pl->pl_spin, "plimit", LR_SPINMISC);
	for (int i = 0; i < RLIM_NLIMITS; i++)
		pl->pl_rlimit[i].rlim_cur = pl->pl_rlimit[i].rlim_max =
		    RLIM_INFINITY;
	vm_counts(&vc);
	mem = (rlim_t)vc.total * PAGE_SIZE;
	pl->pl_rlimit[RLIMIT_DATA] = (struct rlimit){ 1L << 33, 1L << 35 };
	pl->pl_rlimit[RLIMIT_STACK] = (struct rlimit){ 8L << 20, 512L << 20 };
	pl->pl_rlimit[RLIMIT_NOFILE] =
	    (struct rlimit){ maxfilesperproc, maxfilesperproc };
	pl->pl_rlimit[RLIMIT_NPROC] =
	    (struct rlimit){ maxprocperuid, maxprocperuid };
	pl->pl_rlimit[RLIMIT_MEMLOCK].rlim_cur = mem / 3;
	pl->pl_rlimit[RLIMIT_POSIXLOCKS] = (struct rlimit){ 8192, 8192 };
}

/*
 * One process a 128 KB of memory; kern.maxproc of the boot environment
 * overrides.
 */
static void
maxproc_init(void)
{
	struct vm_counts vc;

	vm_counts(&vc);
	maxproc = (int)K_MIN(K_MAX(vc.total / 32, (uint64_t)128),
	    (uint64_t)16384);
	kenv_tunable("kern.maxproc", 20, 65536, &maxproc);
	maxprocperuid = maxproc - maxproc / 10;
}

void
proc_init(void)
{
	static struct plimit limit0;
	static struct sigacts sigacts0;

	TAILQ_INIT(&allproc);
	acct_init();
	maxproc_init();
	cred_init();
	proc_setup(&proc0);
	proc0.p_flags = P_SYSTEM;
	proc0.p_state = PS_ACTIVE;
	proc0.p_ucred = cred_hold(root_cred);
	proc0.p_limit = &limit0;
	proc0_limits(&limit0);
	proc0.p_sigacts = &sigacts0;
	sigacts_init(&sigacts0);
	proc0.p_pptr = NULL;
	strlcpy(proc0.p_comm, "swapper", sizeof(proc0.p_comm));
	(void)uid_chgproc(0, 1, 0);
	pgrp_init0(&proc0);
	spin_lock(&proctree_spin);
	TAILQ_INSERT_TAIL(&allproc, &proc0, p_all);
	LIST_INSERT_HEAD(&pidhash[0], &proc0, p_hash);
	spin_unlock(&proctree_spin);
	umtx_init();
}

/* The process of that id, zombies too; proctree_spin held. */
struct proc *
proc_lookup(pid_t pid)
{
	struct proc *p;

	INVARIANT(spin_held(&proctree_spin));
	LIST_FOREACH(p, &pidhash[(uint32_t)pid % PIDHASH], p_hash)
		if (p->p_pid == pid)
			return (p);
	return (NULL);
}

struct proc *
proc_find(pid_t pid, bool zombies)
{
	struct proc *p;

	spin_lock(&proctree_spin);
	p = proc_lookup(pid);
	if (p != NULL && (p->p_state == PS_EMBRYO ||
	    (!zombies && p->p_state == PS_ZOMBIE)))
		p = NULL;
	if (p != NULL)
		proc_hold(p);
	spin_unlock(&proctree_spin);
	return (p);
}

void
proc_hold(struct proc *p)
{
	(void)atomic_add(&p->p_holds, 1);
}

void
proc_release(struct proc *p)
{
	int n = atomic_sub(&p->p_holds, 1);

	KKASSERT((n & ~P_HOLDWAIT) >= 0);
	/* p may be gone from here on; its address is only a name. */
	if (n == P_HOLDWAIT)
		wakeup(p);
}

/*
 * Take p, which the caller alone may reap, out of the table and wait for the
 * last hold on it.
 */
void
proc_remove(struct proc *p)
{
	spin_lock(&proctree_spin);
	TAILQ_REMOVE(&allproc, p, p_all);
	LIST_REMOVE(p, p_hash);
	nprocs--;
	spin_unlock(&proctree_spin);
	for (;;) {
		tsleep_interlock(p, 0);
		if ((atomic_or(&p->p_holds, P_HOLDWAIT) & ~P_HOLDWAIT) == 0)
			break;
		(void)tsleep(p, PINTERLOCKED, "prhold", 0);
	}
	tsleep_remove();
}

static bool
pid_taken(pid_t pid)
{
	return (proc_lookup(pid) != NULL || pgrp_pid_taken(pid));
}

/*
 * Give p the next free process id and put it in the table.  EAGAIN when there
 * are as many processes as there may be; the last ten are the super-user's.
 * proctree_spin held.
 */
int
proc_insert(struct proc *p, bool root)
{
	INVARIANT(spin_held(&proctree_spin));
	if (nprocs >= maxproc || (!root && nprocs >= maxproc - 10))
		return (EAGAIN);
	if (initproc == NULL)
		p->p_pid = 1;
	else {
		while (pid_taken(nextpid))
			nextpid = nextpid == PID_MAX ? PID_MIN : nextpid + 1;
		p->p_pid = nextpid;
		nextpid = nextpid == PID_MAX ? PID_MIN : nextpid + 1;
	}
	nprocs++;
	TAILQ_INSERT_TAIL(&allproc, p, p_all);
	LIST_INSERT_HEAD(&pidhash[(uint32_t)p->p_pid % PIDHASH], p, p_hash);
	return (0);
}

/* fn(pid, arg); false: it wants no more. */
static bool
foreach_one(pid_t pid, bool (*fn)(struct proc *, void *), void *arg)
{
	struct proc *p = proc_find(pid, true);
	bool go = true;

	if (p != NULL) {
		go = fn(p, arg);
		proc_release(p);
	}
	return (go);
}

/* The process with the least id behind last, -1 when there is none. */
static pid_t
pid_next(pid_t last)
{
	struct proc *p;
	pid_t pid = -1;

	spin_lock(&proctree_spin);
	TAILQ_FOREACH(p, &allproc, p_all)
		if (p->p_pid > last && (pid == -1 || p->p_pid < pid))
			pid = p->p_pid;
	spin_unlock(&proctree_spin);
	return (pid);
}

/*
 * The walk goes over the ids as they are at its start, so fn may do what it
 * likes; processes that end meanwhile are left out.  Without memory for the
 * ids it goes from each to the next.
 */
void
proc_foreach(bool (*fn)(struct proc *, void *), void *arg)
{
	struct proc *p;
	pid_t *pids, pid = -1;
	int n, room;

	room = nprocs + 16;
	if ((pids = kmalloc(room * sizeof(*pids), M_TEMP, M_WAITOK)) == NULL) {
		while ((pid = pid_next(pid)) != -1 && foreach_one(pid, fn, arg))
			continue;
		return;
	}
	n = 0;
	spin_lock(&proctree_spin);
	TAILQ_FOREACH(p, &allproc, p_all)
		if (n < room)
			pids[n++] = p->p_pid;
	spin_unlock(&proctree_spin);
	for (int i = 0; i < n && foreach_one(pids[i], fn, arg); i++)
		continue;
	kfree(pids, M_TEMP);
}

struct lwp *
proc_firstlwp(struct proc *p)
{
	return (TAILQ_FIRST(&p->p_lwps));
}

struct ucred *
proc_cred(struct proc *p)
{
	struct ucred *cr;

	spin_lock(&p->p_spin);
	cr = cred_hold(p->p_ucred);
	spin_unlock(&p->p_spin);
	return (cr);
}

struct vmspace *
proc_vmspace(struct proc *p)
{
	struct vmspace *vm;

	spin_lock(&p->p_spin);
	if ((vm = p->p_vmspace) != NULL)
		vmspace_ref(vm);
	spin_unlock(&p->p_spin);
	return (vm);
}

struct rcbuf {
	refcount_t	 rb_ref;
	char		 rb_data[] __attribute__((aligned(8)));
};

char *
rcbuf_alloc(const void *data, size_t len)
{
	struct rcbuf *rb;

	rb = kmalloc(sizeof(*rb) + len, M_PROC, M_WAITOK);
	if (rb == NULL)
		return (NULL);
	refcount_init(&rb->rb_ref, 1);
	memcpy(rb->rb_data, data, len);
	return (rb->rb_data);
}

char *
rcbuf_hold(char *data)
{
	if (data != NULL)
		refcount_get(&container_of(data, struct rcbuf,
		    rb_data[0])->rb_ref);
	return (data);
}

void
rcbuf_drop(char *data)
{
	struct rcbuf *rb;

	if (data == NULL)
		return;
	rb = container_of(data, struct rcbuf, rb_data[0]);
	if (refcount_put(&rb->rb_ref))
		kfree(rb, M_PROC);
}

void
proc_settext(struct proc *p, struct vnode *vp)
{
	struct vnode *old;

	spin_lock(&p->p_spin);
	old = p->p_textvp;
	p->p_textvp = vp;
	spin_unlock(&p->p_spin);
	if (old != NULL) {
		(void)atomic_sub(&old->v_execcount, 1);
		vrele(old);
	}
}

/*
 * Counts of processes by real user id.  An entry lives while its count is not
 * zero.  uid_spin held.
 */
static struct uidcount *
uid_lookup(uid_t uid)
{
	struct uidcount *uc;

	LIST_FOREACH(uc, &uidhash[uid % UIDHASH], uc_link)
		if (uc->uc_uid == uid)
			return (uc);
	return (NULL);
}

/* Change a count that there is, for who has not reached max. */
static bool
uid_change(struct uidcount *uc, int diff, uint64_t max)
{
	if (diff > 0 && max != 0 && (uint64_t)(uc->uc_nproc + diff) > max)
		return (false);
	uc->uc_nproc += diff;
	return (true);
}

bool
uid_chgproc(uid_t uid, int diff, uint64_t max)
{
	struct uidcount *uc, *spare = NULL;
	bool ok, gone = false;

	spin_lock(&uid_spin);
	if ((uc = uid_lookup(uid)) == NULL) {
		spin_unlock(&uid_spin);
		spare = kmalloc(sizeof(*spare), M_PROC, M_WAITOK | M_ZERO);
		if (spare == NULL)
			return (false);
		spin_lock(&uid_spin);
		if ((uc = uid_lookup(uid)) == NULL) {
			uc = spare;
			spare = NULL;
			uc->uc_uid = uid;
			LIST_INSERT_HEAD(&uidhash[uid % UIDHASH], uc, uc_link);
		}
	}
	ok = uid_change(uc, diff, max);
	if (uc->uc_nproc <= 0) {
		LIST_REMOVE(uc, uc_link);
		kfree(uc, M_PROC);
		gone = true;
	}
	spin_unlock(&uid_spin);
	if (gone)
		varsym_user_gone(uid);
	kfree(spare, M_PROC);
	return (ok);
}
