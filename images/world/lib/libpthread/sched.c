/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sched.c: policies, priorities, CPUs, clocks and names of threads that run.
 */
#include <sys/param.h>
#include <sys/lwp.h>
#include <sys/rtprio.h>
#include <sys/unistd.h>
#include <errno.h>
#include <pthread_np.h>
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "thr_private.h"

int	getcpuclockid(pid_t, lwpid_t, clockid_t *);

/* What a call answered that sets errno, which is put back to saved. */
static int
answer(int result, int saved)
{
	int error = result != 0 ? errno : 0;

	errno = saved;
	return (error);
}

/* POSIX's priorities rise, those of lwp_rtprio(2) fall. */
int
_thr_schedule(lwpid_t tid, int policy, int priority)
{
	struct rtprio rtp = { .prio = 0 };
	int saved = errno;

	if (priority < RTP_PRIO_MIN || priority > RTP_PRIO_MAX)
		return (EINVAL);
	switch (policy) {
	case SCHED_OTHER:
		rtp.type = RTP_PRIO_NORMAL;
		break;
	case SCHED_FIFO:
		rtp.type = RTP_PRIO_FIFO;
		rtp.prio = (u_short)(RTP_PRIO_MAX - priority);
		break;
	case SCHED_RR:
		rtp.type = RTP_PRIO_REALTIME;
		rtp.prio = (u_short)(RTP_PRIO_MAX - priority);
		break;
	default:
		return (EINVAL);
	}
	return (answer(lwp_rtprio(RTP_SET, 0, tid, &rtp), saved));
}

int
pthread_setschedparam(pthread_t t, int policy, const struct sched_param *param)
{
	int error = _thr_schedule(t->tid, policy, param->sched_priority);

	if (error != 0)
		return (error);
	t->policy = policy;
	t->priority = param->sched_priority;
	return (0);
}

int
pthread_getschedparam(pthread_t t, int *policy, struct sched_param *param)
{
	*policy = t->policy;
	param->sched_priority = t->priority;
	return (0);
}

/* Each thread is an LWP: the level is kept, and changes nothing. */
static int	level;

int
pthread_setconcurrency(int new)
{
	if (new < 0)
		return (EINVAL);
	level = new;
	return (0);
}

int
pthread_getconcurrency(void)
{
	return (level);
}

int
pthread_getcpuclockid(pthread_t t, clockid_t *clock)
{
	int saved = errno;

	return (answer(getcpuclockid(0, t->tid, clock), saved));
}

int
pthread_setaffinity_np(pthread_t t, size_t size, const cpumask_t *mask)
{
	int saved = errno;

	if (size < sizeof(*mask))
		return (EINVAL);
	return (answer(lwp_setaffinity(0, t->tid, mask), saved));
}

int
pthread_getaffinity_np(pthread_t t, size_t size, cpumask_t *mask)
{
	int saved = errno;

	if (size < sizeof(*mask))
		return (EINVAL);
	return (answer(lwp_getaffinity(0, t->tid, mask), saved));
}

int
pthread_getthreadid_np(void)
{
	return (pthread_self()->tid);
}

void
pthread_set_name_np(pthread_t t, const char *name)
{
	if (t->tid != 0)
		(void)lwp_setname(t->tid, name);
}

int
pthread_get_name_np(pthread_t t, char *name, size_t size)
{
	int saved = errno;

	return (answer(lwp_getname(t->tid, name, size), saved));
}

int
pthread_multi_np(void)
{
	return (__isthreaded);
}
