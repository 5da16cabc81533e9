/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sched_sys.c: system calls about scheduling classes and CPUs: rtprio(2),
 * lwp_rtprio(2), sched_*(2), usched_set(2), lwp_setaffinity(2), yield(2).
 *
 * Classes: realtime 0..31 before normal (nice -20..20) before idle 0..31.  The
 * scheduler reads lwp_rtprio_* and p_nice whenever an LWP goes to user mode.
 *
 * Locks: p_spin.
 */
#include <sys/rtprio.h>
#include <sys/sched.h>
#include <sys/usched.h>
#include <machine/cpumask.h>
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

/* What the maker of a LWP hands on; its thread exists, but does not run. */
void
lwp_sched_inherit(struct lwp *lp)
{
	if (curlwp != NULL)
		lp->lwp_thread->td_cpumask = curthread->td_cpumask;
}

static uint32_t
cpus_all(void)
{
	return ((1u << ncpus) - 1);
}

int
cpumask_in(const void *umask, uint32_t *mask)
{
	cpumask_t cm;
	int error;

	if ((error = copyin(umask, &cm, sizeof(cm))) != 0)
		return (error);
	*mask = (uint32_t)cm.ary[0] & cpus_all();
	return (*mask == 0 ? EINVAL : 0);
}

static int
cpumask_out(uint32_t mask, void *umask)
{
	cpumask_t cm;

	memset(&cm, 0, sizeof(cm));
	cm.ary[0] = mask;
	return (copyout(&cm, umask, sizeof(cm)));
}

/* May cr put a thread into that class?  EINVAL, EPERM. */
static int
rtprio_check(const struct ucred *cr, const struct rtprio *rtp)
{
	if (rtp->prio > RTP_PRIO_MAX)
		return (EINVAL);
	switch (rtp->type) {
	case RTP_PRIO_REALTIME:
	case RTP_PRIO_FIFO:
	case RTP_PRIO_IDLE:
		return (cred_root(cr));
	case RTP_PRIO_NORMAL:
		return (0);
	default:
		return (EINVAL);
	}
}

/*
 * Look up or set the class of LWP tid (0: the caller if it is of p, -1: all) of
 * process pid.
 */
static int
rtprio_do(struct lwp *lp, int function, pid_t pid, lwpid_t tid,
    struct rtprio *urtp)
{
	struct rtprio rtp;
	struct proc *p;
	struct lwp *o;
	int error;

	if (function != RTP_LOOKUP && function != RTP_SET)
		return (EINVAL);
	if (function == RTP_SET &&
	    ((error = copyin(urtp, &rtp, sizeof(rtp))) != 0 ||
	    (error = rtprio_check(lp->lwp_cred, &rtp)) != 0))
		return (error);
	if ((error = proc_findfor(lp, pid, function == RTP_SET, &p)) != 0)
		return (error);
	spin_lock(&p->p_spin);
	o = tid == 0 && p == lp->lwp_proc ? lp :
	    lwp_lookup(p, tid <= 0 ? -1 : tid);
	if (o == NULL)
		error = ESRCH;
	else if (function == RTP_LOOKUP) {
		rtp.type = o->lwp_rtprio_type;
		rtp.prio = o->lwp_rtprio_prio;
	} else
		for (; o != NULL; o = tid == -1 ? TAILQ_NEXT(o, lwp_list) :
		    NULL) {
			o->lwp_rtprio_type = rtp.type;
			o->lwp_rtprio_prio = rtp.prio;
		}
	spin_unlock(&p->p_spin);
	proc_release(p);
	if (error == 0 && function == RTP_LOOKUP)
		error = copyout(&rtp, urtp, sizeof(rtp));
	return (error);
}

/* rtprio(2): EINVAL, ESRCH, EPERM, EFAULT. */
int
sys_rtprio(struct lwp *lp, const struct rtprio_args *uap, int64_t rv[2])
{
	return (rtprio_do(lp, uap->function, uap->pid, -1, uap->rtp));
}

int
sys_lwp_rtprio(struct lwp *lp, const struct lwp_rtprio_args *uap,
    int64_t rv[2])
{
	if (uap->pid < 0 && uap->pid != -1)
		return (EINVAL);
	return (rtprio_do(lp, uap->function, uap->pid == -1 ? 0 : uap->pid,
	    uap->tid, uap->rtp));
}

int
sys_yield(struct lwp *lp, const struct yield_args *uap, int64_t rv[2])
{
	thread_yield();
	return (0);
}

int
sys_sched_yield(struct lwp *lp, const struct sched_yield_args *uap,
    int64_t rv[2])
{
	thread_yield();
	return (0);
}

static int
policy_of(const struct lwp *lp)
{
	switch (lp->lwp_rtprio_type) {
	case RTP_PRIO_REALTIME:
		return (SCHED_RR);
	case RTP_PRIO_FIFO:
		return (SCHED_FIFO);
	default:
		return (SCHED_OTHER);
	}
}

/*
 * Set policy (-1: as it is) and priority of pid.  POSIX's priorities rise: 31
 * is the best.
 */
static int
sched_set(struct lwp *lp, pid_t pid, int policy,
    const struct sched_param *uparam)
{
	struct sched_param sp;
	struct rtprio rtp;
	struct proc *p;
	struct lwp *o;
	int error;

	if ((error = copyin(uparam, &sp, sizeof(sp))) != 0)
		return (error);
	if ((error = proc_findfor(lp, pid, true, &p)) != 0)
		return (error);
	spin_lock(&p->p_spin);
	if (policy == -1)
		policy = (o = proc_firstlwp(p)) != NULL ? policy_of(o) :
		    SCHED_OTHER;
	spin_unlock(&p->p_spin);
	rtp.type = policy == SCHED_FIFO ? RTP_PRIO_FIFO :
	    policy == SCHED_RR ? RTP_PRIO_REALTIME : RTP_PRIO_NORMAL;
	rtp.prio = 0;
	if (policy != SCHED_FIFO && policy != SCHED_RR &&
	    policy != SCHED_OTHER)
		error = EINVAL;
	else if (policy != SCHED_OTHER && (sp.sched_priority < 0 ||
	    sp.sched_priority > RTP_PRIO_MAX))
		error = EINVAL;
	else if (policy != SCHED_OTHER)
		rtp.prio = (u_short)(RTP_PRIO_MAX - sp.sched_priority);
	if (error == 0)
		error = rtprio_check(lp->lwp_cred, &rtp);
	spin_lock(&p->p_spin);
	TAILQ_FOREACH(o, &p->p_lwps, lwp_list) {
		if (error != 0)
			break;
		o->lwp_rtprio_type = rtp.type;
		o->lwp_rtprio_prio = rtp.prio;
	}
	spin_unlock(&p->p_spin);
	proc_release(p);
	return (error);
}

int
sys_sched_setparam(struct lwp *lp, const struct sched_setparam_args *uap,
    int64_t rv[2])
{
	return (sched_set(lp, uap->pid, -1, uap->param));
}

int
sys_sched_setscheduler(struct lwp *lp,
    const struct sched_setscheduler_args *uap, int64_t rv[2])
{
	if (uap->policy == -1)
		return (EINVAL);
	return (sched_set(lp, uap->pid, uap->policy, uap->param));
}

static int
sched_get(struct lwp *lp, pid_t pid, int *policy, struct sched_param *sp)
{
	struct proc *p;
	struct lwp *o;
	int error;

	if ((error = proc_findfor(lp, pid, false, &p)) != 0)
		return (error);
	*policy = SCHED_OTHER;
	sp->sched_priority = 0;
	spin_lock(&p->p_spin);
	if ((o = proc_firstlwp(p)) != NULL) {
		*policy = policy_of(o);
		if (*policy != SCHED_OTHER)
			sp->sched_priority = RTP_PRIO_MAX -
			    o->lwp_rtprio_prio;
	}
	spin_unlock(&p->p_spin);
	proc_release(p);
	return (0);
}

int
sys_sched_getparam(struct lwp *lp, const struct sched_getparam_args *uap,
    int64_t rv[2])
{
	struct sched_param sp;
	int policy, error;

	if ((error = sched_get(lp, uap->pid, &policy, &sp)) != 0)
		return (error);
	return (copyout(&sp, uap->param, sizeof(sp)));
}

int
sys_sched_getscheduler(struct lwp *lp,
    const struct sched_getscheduler_args *uap, int64_t rv[2])
{
	struct sched_param sp;
	int policy, error;

	if ((error = sched_get(lp, uap->pid, &policy, &sp)) == 0)
		rv[0] = policy;
	return (error);
}

static int
policy_range(int policy, int64_t *result, int64_t value)
{
	if (policy != SCHED_FIFO && policy != SCHED_RR &&
	    policy != SCHED_OTHER)
		return (EINVAL);
	*result = policy == SCHED_OTHER ? 0 : value;
	return (0);
}

int
sys_sched_get_priority_max(struct lwp *lp,
    const struct sched_get_priority_max_args *uap, int64_t rv[2])
{
	return (policy_range(uap->policy, &rv[0], RTP_PRIO_MAX));
}

int
sys_sched_get_priority_min(struct lwp *lp,
    const struct sched_get_priority_min_args *uap, int64_t rv[2])
{
	return (policy_range(uap->policy, &rv[0], RTP_PRIO_MIN));
}

int
sys_sched_rr_get_interval(struct lwp *lp,
    const struct sched_rr_get_interval_args *uap, int64_t rv[2])
{
	struct timespec ts = { hz == 1, hz == 1 ? 0 : NS_PER_S / hz };
	struct proc *p;
	int error;

	if ((error = proc_findfor(lp, uap->pid, false, &p)) != 0)
		return (error);
	proc_release(p);
	return (copyout(&ts, uap->interval, sizeof(ts)));
}

/* EINVAL, ESRCH, EPERM, EFAULT. */
int
sys_lwp_setaffinity(struct lwp *lp, const struct lwp_setaffinity_args *uap,
    int64_t rv[2])
{
	struct proc *p;
	struct lwp *o;
	uint32_t mask;
	int error;

	if ((error = cpumask_in(uap->mask, &mask)) != 0)
		return (error);
	if ((error = proc_findfor(lp, K_MAX(uap->pid, 0), true, &p)) != 0)
		return (error);
	spin_lock(&p->p_spin);
	if ((o = lwp_lookup(p, uap->tid)) == NULL)
		error = ESRCH;
	for (; o != NULL; o = uap->tid == -1 ? TAILQ_NEXT(o, lwp_list) :
	    NULL) {
		thread_setmask(o->lwp_thread, mask);
		lwp_notify(o, AST_RESCHED);
	}
	spin_unlock(&p->p_spin);
	proc_release(p);
	return (error);
}

int
sys_lwp_getaffinity(struct lwp *lp, const struct lwp_getaffinity_args *uap,
    int64_t rv[2])
{
	struct proc *p;
	struct lwp *o;
	uint32_t mask = 0;
	int error;

	if ((error = proc_findfor(lp, K_MAX(uap->pid, 0), false, &p)) != 0)
		return (error);
	spin_lock(&p->p_spin);
	if ((o = lwp_lookup(p, uap->tid)) == NULL)
		error = ESRCH;
	else
		mask = o->lwp_thread->td_cpumask & cpus_all();
	spin_unlock(&p->p_spin);
	proc_release(p);
	return (error != 0 ? error : cpumask_out(mask, uap->mask));
}

/*
 * usched_set(2): only for the caller; EINVAL for unknown commands, sizes, CPUs,
 * schedulers other than the ones we answer for.
 */
int
sys_usched_set(struct lwp *lp, const struct usched_set_args *uap,
    int64_t rv[2])
{
	struct thread *td = curthread;
	uint32_t mask = td->td_cpumask & cpus_all();
	char name[32];
	int cpu, error;

	if (uap->pid != 0 && uap->pid != lp->lwp_proc->p_pid)
		return (EINVAL);
	switch (uap->cmd) {
	case USCHED_SET_SCHEDULER:
		if ((error = cred_root(lp->lwp_cred)) != 0)
			return (error);
		error = copyinstr(uap->data, name, sizeof(name), NULL);
		if (error != 0)
			return (error);
		return (strcmp(name, "dfly") == 0 ||
		    strcmp(name, "bsd4") == 0 ? 0 : EINVAL);
	case USCHED_GET_CPU:
		if (uap->bytes != sizeof(int))
			return (EINVAL);
		cpu = curcpu()->c_id;
		return (copyout(&cpu, uap->data, sizeof(cpu)));
	case USCHED_GET_CPUMASK:
		if (uap->bytes != sizeof(cpumask_t))
			return (EINVAL);
		return (cpumask_out(mask, uap->data));
	case USCHED_SET_CPUMASK:
		if (uap->bytes != sizeof(cpumask_t))
			return (EINVAL);
		if ((error = cpumask_in(uap->data, &mask)) != 0)
			return (error);
		break;
	case USCHED_SET_CPU:
	case USCHED_ADD_CPU:
	case USCHED_DEL_CPU:
		if (uap->bytes != sizeof(int))
			return (EINVAL);
		if ((error = copyin(uap->data, &cpu, sizeof(cpu))) != 0)
			return (error);
		if (cpu < 0 || cpu >= ncpus)
			return (EINVAL);
		if (uap->cmd == USCHED_SET_CPU)
			mask = 1u << cpu;
		else if (uap->cmd == USCHED_ADD_CPU)
			mask |= 1u << cpu;
		else if ((mask &= ~(1u << cpu)) == 0)
			return (EPERM);
		break;
	default:
		return (EINVAL);
	}
	thread_setmask(td, mask);
	return (0);
}
