/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * time_calls.c: system calls about clocks: clock_gettime(2), nanosleep(2),
 * settimeofday(2), adjtime(2), ntp_adjtime(2).
 *
 * All clocks have the resolution of the host's; CLOCK_SECOND has one second.
 * The id of another process's or LWP's CPU clock (getcpuclockid) is negative
 * and holds their numbers.
 */
#include <sys/time.h>
#include <sys/timex.h>
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"

/* CPU clock ids: sign bit, kind, tid + 1 (0: the process), pid. */
#define CPUCLOCK	((clockid_t)1 << 63)
#define CPUCLOCK_MAKE(pid, tid)						\
	(CPUCLOCK | ((clockid_t)((tid) + 1) << 32) | (clockid_t)(pid))
#define CPUCLOCK_PID(id)	((pid_t)((id) & 0x7fffffff))
#define CPUCLOCK_TID(id)	((lwpid_t)(((id) >> 32) & 0x7fffffff) - 1)

static void
ns_ts(int64_t ns, struct timespec *ts)
{
	ts->tv_sec = ns / NS_PER_S;
	ts->tv_nsec = ns % NS_PER_S;
}

/* Time used by LWP tid (-1: all) of process pid.  EINVAL: there is none. */
static int
cpuclock_get(pid_t pid, lwpid_t tid, int64_t *ns)
{
	struct proc *p;
	struct lwp *lp;
	int64_t u = 0, s = 0;
	int error = 0;

	if ((p = proc_find(pid, false)) == NULL)
		return (EINVAL);
	if (tid < 0)
		proc_cputime(p, &u, &s);
	else {
		spin_lock(&p->p_spin);
		if ((lp = lwp_lookup(p, tid)) == NULL)
			error = EINVAL;
		else
			lwp_cputime(lp, &u, &s);
		spin_unlock(&p->p_spin);
	}
	proc_release(p);
	*ns = u + s;
	return (error);
}

/* What clock id shows, ns.  EINVAL. */
static int
clock_read(struct lwp *lp, clockid_t id, int64_t *ns)
{
	int64_t u, s;

	if ((id & CPUCLOCK) != 0)
		return (cpuclock_get(CPUCLOCK_PID(id), CPUCLOCK_TID(id), ns));
	switch (id) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_PRECISE:
	case CLOCK_REALTIME_FAST:
		*ns = time_wall();
		return (0);
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_PRECISE:
	case CLOCK_MONOTONIC_FAST:
	case CLOCK_UPTIME:
	case CLOCK_UPTIME_PRECISE:
	case CLOCK_UPTIME_FAST:
		*ns = time_mono();
		return (0);
	case CLOCK_SECOND:
		*ns = time_wall() / NS_PER_S * NS_PER_S;
		return (0);
	case CLOCK_VIRTUAL:
		proc_cputime(lp->lwp_proc, ns, &s);
		return (0);
	case CLOCK_PROF:
	case CLOCK_PROCESS_CPUTIME_ID:
		proc_cputime(lp->lwp_proc, &u, &s);
		*ns = u + s;
		return (0);
	case CLOCK_THREAD_CPUTIME_ID:
		lwp_cputime(lp, &u, &s);
		*ns = u + s;
		return (0);
	default:
		return (EINVAL);
	}
}

/* clock_gettime(2): EINVAL, EFAULT. */
int
sys_clock_gettime(struct lwp *lp, const struct clock_gettime_args *uap,
    int64_t rv[2])
{
	struct timespec ts;
	int64_t ns;
	int error;

	if ((error = clock_read(lp, uap->clock_id, &ns)) != 0)
		return (error);
	ns_ts(ns, &ts);
	return (copyout(&ts, uap->tp, sizeof(ts)));
}

int
sys_clock_getres(struct lwp *lp, const struct clock_getres_args *uap,
    int64_t rv[2])
{
	struct timespec ts = { 0, 1 };
	int64_t ns;
	int error;

	if ((error = clock_read(lp, uap->clock_id, &ns)) != 0)
		return (error);
	if (uap->clock_id == CLOCK_SECOND)
		ts = (struct timespec){ 1, 0 };
	else if (uap->clock_id == CLOCK_VIRTUAL || uap->clock_id == CLOCK_PROF)
		ns_ts((NS_PER_S + hz - 1) / hz, &ts);
	if (uap->tp == NULL)
		return (0);
	return (copyout(&ts, uap->tp, sizeof(ts)));
}

/* The wall clock is set by the super-user: EPERM, EINVAL. */
static int
set_wall(struct lwp *lp, int64_t sec, int64_t nsec)
{
	if (sec < 0 || sec > 9000000000 || nsec < 0 || nsec >= NS_PER_S)
		return (EINVAL);
	time_set(sec * NS_PER_S + nsec);
	return (0);
}

int
sys_clock_settime(struct lwp *lp, const struct clock_settime_args *uap,
    int64_t rv[2])
{
	struct timespec ts;
	int error;

	if ((error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	if (uap->clock_id != CLOCK_REALTIME)
		return (EINVAL);
	if ((error = copyin(uap->tp, &ts, sizeof(ts))) != 0)
		return (error);
	return (set_wall(lp, ts.tv_sec, ts.tv_nsec));
}

/* getcpuclockid(2): ESRCH, EPERM. */
int
sys_getcpuclockid(struct lwp *lp, const struct getcpuclockid_args *uap,
    int64_t rv[2])
{
	pid_t pid = uap->pid == 0 ? lp->lwp_proc->p_pid : uap->pid;
	clockid_t id;
	struct proc *p;
	int error;

	if (pid < 0 || (p = proc_find(pid, false)) == NULL)
		return (ESRCH);
	error = cred_trespass(lp->lwp_cred, p);
	if (error == 0 && uap->lwp_id > 0) {
		spin_lock(&p->p_spin);
		if (lwp_lookup(p, uap->lwp_id) == NULL)
			error = ESRCH;
		spin_unlock(&p->p_spin);
	}
	proc_release(p);
	if (error != 0)
		return (error);
	id = CPUCLOCK_MAKE(pid, uap->lwp_id > 0 ? uap->lwp_id : -1);
	return (copyout(&id, uap->clock_id, sizeof(id)));
}

/* gettimeofday(2). */
int
sys_gettimeofday(struct lwp *lp, const struct gettimeofday_args *uap,
    int64_t rv[2])
{
	struct timezone tz = { 0, 0 };
	struct timeval tv;
	int64_t now = time_wall();
	int error = 0;

	if (uap->tp != NULL) {
		tv.tv_sec = now / NS_PER_S;
		tv.tv_usec = now % NS_PER_S / NS_PER_US;
		error = copyout(&tv, uap->tp, sizeof(tv));
	}
	if (error == 0 && uap->tzp != NULL)
		error = copyout(&tz, uap->tzp, sizeof(tz));
	return (error);
}

/* settimeofday(2): EPERM, EINVAL, EFAULT; the zone is not kept. */
int
sys_settimeofday(struct lwp *lp, const struct settimeofday_args *uap,
    int64_t rv[2])
{
	struct timezone tz;
	struct timeval tv;
	int error;

	if ((error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	if (uap->tzp != NULL &&
	    (error = copyin(uap->tzp, &tz, sizeof(tz))) != 0)
		return (error);
	if (uap->tv == NULL)
		return (0);
	if ((error = copyin(uap->tv, &tv, sizeof(tv))) != 0)
		return (error);
	if (tv.tv_usec < 0 || tv.tv_usec >= 1000000)
		return (EINVAL);
	return (set_wall(lp, tv.tv_sec, tv.tv_usec * NS_PER_US));
}

/* adjtime(2): EPERM, EFAULT. */
int
sys_adjtime(struct lwp *lp, const struct adjtime_args *uap, int64_t rv[2])
{
	struct timeval tv;
	int64_t left;
	int error;

	if ((error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	if ((error = copyin(uap->delta, &tv, sizeof(tv))) != 0)
		return (error);
	if (tv.tv_sec < -1000000000 || tv.tv_sec > 1000000000 ||
	    tv.tv_usec <= -1000000 || tv.tv_usec >= 1000000)
		return (EINVAL);
	time_adjust(tv.tv_sec * NS_PER_S + tv.tv_usec * NS_PER_US, &left);
	if (uap->olddelta == NULL)
		return (0);
	tv.tv_sec = left / NS_PER_S;
	tv.tv_usec = left % NS_PER_S / NS_PER_US;
	return (copyout(&tv, uap->olddelta, sizeof(tv)));
}

/*
 * nanosleep(2): EINVAL, EINTR, EFAULT.  A stop and continuation in between is
 * no interruption.
 */
int
sys_nanosleep(struct lwp *lp, const struct nanosleep_args *uap, int64_t rv[2])
{
	struct timespec ts;
	int64_t end, left;
	int error;

	if ((error = copyin(uap->rqtp, &ts, sizeof(ts))) != 0)
		return (error);
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NS_PER_S)
		return (EINVAL);
	left = K_MIN(ts.tv_sec, (time_t)1000000000) * NS_PER_S + ts.tv_nsec;
	end = time_mono() + left;
	while (left > 0) {
		error = tsleep(&lp->lwp_sysnum, PCATCH, "nanslp", left);
		left = end - time_mono();
		if (error == EINTR || error == ERESTART) {
			if (lwp_stopped_asleep(lp)) {
				left = end - time_mono();
				continue;
			}
			break;
		}
		error = 0;
	}
	if (error == 0)
		return (0);
	if (uap->rmtp != NULL) {
		ns_ts(K_MAX(left, (int64_t)0), &ts);
		if ((error = copyout(&ts, uap->rmtp, sizeof(ts))) != 0)
			return (error);
	}
	return (EINTR);
}

static struct spinlock ntp_spin = SPINLOCK_INITIALIZER("timex", LR_SPINMISC);
static struct timex ntp_state = { .maxerror = 16000000,	/* [ntp_spin] */
    .esterror = 16000000, .status = STA_UNSYNC, .constant = 2,
    .precision = 1, .tolerance = 500 << 16 };

static int
ntp_answer(const struct timex *tx)
{
	return ((tx->status & STA_UNSYNC) != 0 ? TIME_ERROR : TIME_OK);
}

/*
 * ntp_adjtime(2): the clock follows the host's, which is disciplined; what can
 * be set is an offset, which is slewed.  EPERM, EINVAL.
 */
int
sys_ntp_adjtime(struct lwp *lp, const struct ntp_adjtime_args *uap,
    int64_t rv[2])
{
	struct timex *state = &ntp_state, tx;
	int error;

	if ((error = copyin(uap->tp, &tx, sizeof(tx))) != 0)
		return (error);
	if (tx.modes != 0 && (error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	if ((tx.modes & MOD_OFFSET) != 0 &&
	    (tx.offset < -500000000 || tx.offset > 500000000))
		return (EINVAL);
	spin_lock(&ntp_spin);
	if ((tx.modes & MOD_FREQUENCY) != 0)
		state->freq = tx.freq;
	if ((tx.modes & MOD_MAXERROR) != 0)
		state->maxerror = tx.maxerror;
	if ((tx.modes & MOD_ESTERROR) != 0)
		state->esterror = tx.esterror;
	if ((tx.modes & MOD_STATUS) != 0)
		state->status = (state->status & STA_RONLY) |
		    (tx.status & ~STA_RONLY);
	if ((tx.modes & MOD_TIMECONST) != 0)
		state->constant = tx.constant;
	if ((tx.modes & MOD_OFFSET) != 0)
		state->offset = tx.offset;
	spin_unlock(&ntp_spin);
	if ((tx.modes & MOD_OFFSET) != 0)
		time_adjust((tx.status & STA_NANO) != 0 ? tx.offset :
		    tx.offset * NS_PER_US, NULL);
	spin_lock(&ntp_spin);
	tx = *state;
	spin_unlock(&ntp_spin);
	rv[0] = ntp_answer(&tx);
	return (copyout(&tx, uap->tp, sizeof(tx)));
}

/* kern.ntp_pll.gettime, for ntp_gettime(3). */
static int
sysctl_ntp_gettime(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int64_t now = time_wall();
	struct ntptimeval ntv;

	memset(&ntv, 0, sizeof(ntv));
	ntv.time.tv_sec = now / NS_PER_S;
	ntv.time.tv_nsec = now % NS_PER_S;
	spin_lock(&ntp_spin);
	ntv.maxerror = ntp_state.maxerror;
	ntv.esterror = ntp_state.esterror;
	ntv.time_state = ntp_answer(&ntp_state);
	spin_unlock(&ntp_spin);
	return (sysctl_out(req, &ntv, sizeof(ntv)));
}
SYSCTL_KPROC(kern_ntp_gettime, "kern.ntp_pll.gettime", OID_AUTO,
    CTLTYPE_OPAQUE | CTLFLAG_RD, NULL, 0, sysctl_ntp_gettime, "S,ntptimeval",
    "Time and how far it may be wrong");
