/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * time_itimer.c: interval timers, setitimer(2), and RLIMIT_CPU.
 *
 * ITIMER_REAL is a callout.  The timers of CPU time and the CPU limit share
 * another one: it looks how much time the process has used and comes back
 * when it could have used the rest at the earliest, so that an idle process
 * costs next to nothing.
 *
 * Locks: p_spin for p_timer, p_vtimer_at, p_realtimer_at.
 */
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

#define CPU_NEVER	INT64_MAX
#define CPU_MINLOOK	(2 * NS_PER_MS)

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

/* In a time that a program gives: 0 <= usec < 1000000, at most 100000000 s. */
static bool
tv_valid(const struct timeval *tv)
{
	return (tv->tv_sec >= 0 && tv->tv_sec <= 100000000 &&
	    tv->tv_usec >= 0 && tv->tv_usec < 1000000);
}

/* ITIMER_REAL fires. */
static void
realtimer_fire(void *arg)
{
	struct proc *p = arg;
	int64_t now = time_mono(), step;

	spin_lock(&p->p_spin);
	if (p->p_realtimer_at == 0 || now < p->p_realtimer_at) {
		spin_unlock(&p->p_spin);
		return;
	}
	step = tv_ns(&p->p_timer[ITIMER_REAL].it_interval);
	if (step == 0)
		p->p_realtimer_at = 0;
	else {
		p->p_realtimer_at += (now - p->p_realtimer_at) / step * step +
		    step;
		callout_reset(&p->p_realtimer, p->p_realtimer_at - now,
		    realtimer_fire, p);
	}
	spin_unlock(&p->p_spin);
	ksignal(p, SIGALRM);
}

/*
 * Fire CPU timer which if used ns reached it; returns ns until it will,
 * CPU_NEVER when it is off.  p_spin held.
 */
static int64_t
cputimer_check(struct proc *p, int which, int64_t used, bool *fire)
{
	int64_t step = tv_ns(&p->p_timer[which].it_interval);
	int64_t *at = &p->p_vtimer_at[which];

	*fire = *at != 0 && used >= *at;
	if (*fire)
		*at = step == 0 ? 0 : *at + (used - *at) / step * step + step;
	return (*at == 0 ? CPU_NEVER : *at - used);
}

/* SIGXCPU at the limit and each second beyond; SIGKILL at the maximum. */
static int64_t
cpulimit_check(struct proc *p, int64_t used, int *sig)
{
	const struct rlimit *rl = &p->p_limit->pl_rlimit[RLIMIT_CPU];
	int64_t s = used / NS_PER_S;

	*sig = 0;
	if (rl->rlim_max < RLIM_INFINITY / NS_PER_S && s >= rl->rlim_max) {
		*sig = SIGKILL;
		return (CPU_NEVER);
	}
	if (rl->rlim_cur >= RLIM_INFINITY / NS_PER_S)
		return (rl->rlim_max >= RLIM_INFINITY / NS_PER_S ? CPU_NEVER :
		    rl->rlim_max * NS_PER_S - used);
	if (s < rl->rlim_cur)
		return (rl->rlim_cur * NS_PER_S - used);
	if (used >= p->p_vtimer_at[0]) {
		*sig = SIGXCPU;
		p->p_vtimer_at[0] = used + 1 * NS_PER_S;
	}
	return (p->p_vtimer_at[0] - used);
}

static void
cputimer_look(void *arg)
{
	struct proc *p = arg;
	int64_t user, sys, next;
	bool vt, prof;
	int sig;

	proc_cputime(p, &user, &sys);
	spin_lock(&p->p_spin);
	next = cputimer_check(p, ITIMER_VIRTUAL, user, &vt);
	next = K_MIN(next, cputimer_check(p, ITIMER_PROF, user + sys, &prof));
	next = K_MIN(next, cpulimit_check(p, user + sys, &sig));
	if (next != CPU_NEVER && (p->p_flags & P_EXITING) == 0)
		callout_reset(&p->p_cputimer,
		    K_MAX(next / ncpus, CPU_MINLOOK), cputimer_look, p);
	spin_unlock(&p->p_spin);
	if (vt)
		ksignal(p, SIGVTALRM);
	if (prof)
		ksignal(p, SIGPROF);
	if (sig != 0)
		ksignal(p, sig);
}

/* Something of CPU time was set: look at once. */
void
cputimer_arm(struct proc *p)
{
	callout_reset(&p->p_cputimer, 0, cputimer_look, p);
}

/* p ends: no timer of it runs any more. */
void
itimer_exit(struct proc *p)
{
	spin_lock(&p->p_spin);
	p->p_realtimer_at = 0;
	spin_unlock(&p->p_spin);
	callout_drain(&p->p_realtimer);
	callout_drain(&p->p_cputimer);
}

static void
itimer_get(struct proc *p, u_int which, struct itimerval *itv)
{
	int64_t user = 0, sys = 0, left = 0;

	if (which != ITIMER_REAL)
		proc_cputime(p, &user, &sys);
	spin_lock(&p->p_spin);
	*itv = p->p_timer[which];
	if (which == ITIMER_REAL) {
		if (p->p_realtimer_at != 0)
			left = K_MAX(p->p_realtimer_at - time_mono(),
			    NS_PER_US);
	} else if (p->p_vtimer_at[which] != 0)
		left = K_MAX(p->p_vtimer_at[which] - user -
		    (which == ITIMER_PROF ? sys : 0), NS_PER_US);
	spin_unlock(&p->p_spin);
	ns_tv(left, &itv->it_value);
}

static void
itimer_set(struct proc *p, u_int which, const struct itimerval *itv)
{
	int64_t value = tv_ns(&itv->it_value), user, sys;

	if (which == ITIMER_REAL) {
		spin_lock(&p->p_spin);
		p->p_timer[which] = *itv;
		p->p_realtimer_at = value == 0 ? 0 : time_mono() + value;
		if (value != 0)
			callout_reset(&p->p_realtimer, value, realtimer_fire,
			    p);
		spin_unlock(&p->p_spin);
		return;
	}
	proc_cputime(p, &user, &sys);
	spin_lock(&p->p_spin);
	p->p_timer[which] = *itv;
	p->p_vtimer_at[which] = value == 0 ? 0 : value + user +
	    (which == ITIMER_PROF ? sys : 0);
	spin_unlock(&p->p_spin);
	cputimer_arm(p);
}

/* getitimer(2): EINVAL, EFAULT. */
int
sys_getitimer(struct lwp *lp, const struct getitimer_args *uap, int64_t rv[2])
{
	struct itimerval itv;

	if (uap->which > ITIMER_PROF)
		return (EINVAL);
	itimer_get(lp->lwp_proc, uap->which, &itv);
	return (copyout(&itv, uap->itv, sizeof(itv)));
}

/* setitimer(2): EINVAL, EFAULT. */
int
sys_setitimer(struct lwp *lp, const struct setitimer_args *uap, int64_t rv[2])
{
	struct itimerval itv, old;
	int error;

	if (uap->which > ITIMER_PROF)
		return (EINVAL);
	if (uap->itv != NULL) {
		error = copyin(uap->itv, &itv, sizeof(itv));
		if (error != 0)
			return (error);
		if (!tv_valid(&itv.it_value) || (timerisset(&itv.it_value) &&
		    !tv_valid(&itv.it_interval)))
			return (EINVAL);
		if (!timerisset(&itv.it_value))
			timerclear(&itv.it_interval);
	}
	itimer_get(lp->lwp_proc, uap->which, &old);
	if (uap->itv != NULL)
		itimer_set(lp->lwp_proc, uap->which, &itv);
	if (uap->oitv != NULL)
		return (copyout(&old, uap->oitv, sizeof(old)));
	return (0);
}
