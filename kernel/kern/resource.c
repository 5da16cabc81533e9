/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resource.c: what processes use and may use: getrusage(2), getrlimit(2).
 *
 * Limits are shared by parent and child until one changes them.  CPU time is
 * kept by threads, in ns; the running stretch of a thread counts as user time.
 *
 * Locks: p_spin for p_limit, p_ru, p_cru; pl_spin for the numbers.
 */
#include "sys/ksyscall.h"
#include "sys/kfile.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "vm/vm.h"

void
plimit_drop(struct plimit *pl)
{
	if (refcount_put(&pl->pl_ref))
		kfree(pl, M_PROC);
}

/* p's limits, held. */
static struct plimit *
plimit_get(struct proc *p)
{
	struct plimit *pl;

	spin_lock(&p->p_spin);
	pl = p->p_limit;
	refcount_get(&pl->pl_ref);
	spin_unlock(&p->p_spin);
	return (pl);
}

uint64_t
proc_limit(struct proc *p, int which)
{
	uint64_t cur;

	spin_lock(&p->p_spin);
	cur = (uint64_t)p->p_limit->pl_rlimit[which].rlim_cur;
	spin_unlock(&p->p_spin);
	return (cur);
}

static int64_t
tv_ns(const struct timeval *tv)
{
	return (tv->tv_sec * NS_PER_S + tv->tv_usec * NS_PER_US);
}

static void
ns_tv(int64_t ns, struct timeval *tv)
{
	tv->tv_sec = ns / NS_PER_S;
	tv->tv_usec = ns % NS_PER_S / NS_PER_US;
}

/* to += from; the maximum for ru_maxrss. */
void
rusage_add(struct rusage *to, const struct rusage *from)
{
	long *t = &to->ru_ixrss;
	const long *f = &from->ru_ixrss;

	ns_tv(tv_ns(&to->ru_utime) + tv_ns(&from->ru_utime), &to->ru_utime);
	ns_tv(tv_ns(&to->ru_stime) + tv_ns(&from->ru_stime), &to->ru_stime);
	to->ru_maxrss = K_MAX(to->ru_maxrss, from->ru_maxrss);
	_Static_assert(offsetof(struct rusage, ru_nivcsw) ==
	    offsetof(struct rusage, ru_ixrss) + 12 * sizeof(long), "rusage");
	for (int i = 0; i <= 12; i++)
		t[i] += f[i];
}

/* CPU time of lp so far, ns.  Context: p_spin held, or lp is the caller. */
void
lwp_cputime(struct lwp *lp, int64_t *user, int64_t *sys)
{
	const struct thread *td = lp->lwp_thread;
	int64_t stretch;

	thread_account(curthread, false);
	*user = td->td_uticks;
	*sys = td->td_sticks;
	if (td != curthread && td->td_state == TDS_RUNNING) {
		stretch = curthread->td_mark - td->td_mark;
		*user += K_MAX(stretch, (int64_t)0);
	}
}

/* p_spin held. */
static void
cputime_locked(struct proc *p, int64_t *user, int64_t *sys)
{
	struct lwp *lp;
	int64_t u, s;

	*user = p->p_utime;
	*sys = p->p_stime;
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list) {
		lwp_cputime(lp, &u, &s);
		*user += u;
		*sys += s;
	}
}

void
proc_cputime(struct proc *p, int64_t *user, int64_t *sys)
{
	spin_lock(&p->p_spin);
	cputime_locked(p, user, sys);
	spin_unlock(&p->p_spin);
}

/* p_spin held. */
void
lwp_rusage(struct lwp *lp, struct rusage *ru)
{
	int64_t u, s;

	lwp_cputime(lp, &u, &s);
	*ru = lp->lwp_ru;
	ns_tv(u, &ru->ru_utime);
	ns_tv(s, &ru->ru_stime);
	ru->ru_nvcsw += (long)lp->lwp_thread->td_nvcsw;
	ru->ru_nivcsw += (long)lp->lwp_thread->td_nivcsw;
}

/* Of p itself: its LWPs, dead and alive. */
void
proc_rusage(struct proc *p, struct rusage *ru)
{
	struct vmspace_info vi;
	struct vmspace *vm;
	struct rusage lru;
	struct lwp *lp;

	spin_lock(&p->p_spin);
	*ru = p->p_ru;
	ns_tv(p->p_utime, &ru->ru_utime);
	ns_tv(p->p_stime, &ru->ru_stime);
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list) {
		lwp_rusage(lp, &lru);
		rusage_add(ru, &lru);
	}
	spin_unlock(&p->p_spin);
	if ((vm = proc_vmspace(p)) != NULL) {
		vmspace_info(vm, &vi);
		vmspace_drop(vm);
		ru->ru_maxrss = K_MAX(ru->ru_maxrss,
		    (long)(vi.rssize * (PAGE_SIZE / 1024)));
	}
}

/* getrusage(2): EINVAL, EFAULT. */
int
sys_getrusage(struct lwp *lp, const struct getrusage_args *uap, int64_t rv[2])
{
	struct proc *p = lp->lwp_proc;
	struct rusage ru;

	switch (uap->who) {
	case RUSAGE_SELF:
		proc_rusage(p, &ru);
		break;
	case RUSAGE_CHILDREN:
		spin_lock(&p->p_spin);
		ru = p->p_cru;
		spin_unlock(&p->p_spin);
		break;
	default:
		return (EINVAL);
	}
	return (copyout(&ru, uap->rusage, sizeof(ru)));
}

/* getrlimit(2): EINVAL, EFAULT. */
int
sys_getrlimit(struct lwp *lp, const struct getrlimit_args *uap, int64_t rv[2])
{
	struct plimit *pl;
	struct rlimit rl;

	if (uap->which >= RLIM_NLIMITS)
		return (EINVAL);
	pl = plimit_get(lp->lwp_proc);
	spin_lock(&pl->pl_spin);
	rl = pl->pl_rlimit[uap->which];
	spin_unlock(&pl->pl_spin);
	plimit_drop(pl);
	return (copyout(&rl, uap->rlp, sizeof(rl)));
}

/* What the system itself bounds. */
static void
clamp_limit(u_int which, struct rlimit *rl)
{
	rlim_t most = RLIM_INFINITY;

	switch (which) {
	case RLIMIT_NOFILE:
		most = maxfilesperproc;
		break;
	case RLIMIT_NPROC:
		most = maxprocperuid;
		break;
	case RLIMIT_STACK:
		most = 512L << 20;
		break;
	case RLIMIT_DATA:
		most = 1L << 35;
		break;
	}
	rl->rlim_cur = K_MIN(rl->rlim_cur, most);
	rl->rlim_max = K_MIN(rl->rlim_max, most);
}

/*
 * Change limit which of p, whose limits become its own.  EPERM when the maximum
 * would rise and cr is not the super-user; EINVAL current above maximum;
 * ENOMEM.
 */
static int
rlimit_set(struct proc *p, u_int which, const struct rlimit *want, bool root)
{
	struct plimit *pl, *npl, *old;
	struct rlimit *rl;
	int error = 0;

	if ((npl = kmalloc(sizeof(*npl), M_PROC, M_WAITOK)) == NULL)
		return (ENOMEM);
again:
	pl = plimit_get(p);
	spin_lock(&pl->pl_spin);
	memcpy(npl->pl_rlimit, pl->pl_rlimit, sizeof(npl->pl_rlimit));
	spin_unlock(&pl->pl_spin);
	refcount_init(&npl->pl_ref, 1);
	spin_init(&npl->pl_spin, "plimit", LR_SPINMISC);
	rl = &npl->pl_rlimit[which];
	if (want->rlim_cur > want->rlim_max)
		error = EINVAL;
	else if (want->rlim_max > rl->rlim_max && !root)
		error = EPERM;
	*rl = *want;
	old = npl;
	if (error == 0) {
		spin_lock(&p->p_spin);
		if (p->p_limit != pl) {
			/* Another LWP was faster. */
			spin_unlock(&p->p_spin);
			plimit_drop(pl);
			goto again;
		}
		if (pl->pl_ref > 2) {
			/* Others have it too: p gets the new one. */
			old = p->p_limit;
			p->p_limit = npl;
		} else {
			spin_lock(&pl->pl_spin);
			pl->pl_rlimit[which] = *want;
			spin_unlock(&pl->pl_spin);
		}
		spin_unlock(&p->p_spin);
	}
	plimit_drop(old);
	plimit_drop(pl);
	return (error);
}

/* setrlimit(2): EINVAL, EPERM, EFAULT. */
int
sys_setrlimit(struct lwp *lp, const struct setrlimit_args *uap, int64_t rv[2])
{
	struct proc *p = lp->lwp_proc;
	struct rlimit rl;
	int error;

	if (uap->which >= RLIM_NLIMITS)
		return (EINVAL);
	if ((error = copyin(uap->rlp, &rl, sizeof(rl))) != 0)
		return (error);
	if (rl.rlim_cur < 0)
		rl.rlim_cur = RLIM_INFINITY;
	if (rl.rlim_max < 0)
		rl.rlim_max = RLIM_INFINITY;
	clamp_limit(uap->which, &rl);
	error = rlimit_set(p, uap->which, &rl, lp->lwp_cred->cr_uid == 0);
	if (error == 0 && uap->which == RLIMIT_CPU)
		cputimer_arm(p);
	return (error);
}
