/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * place.c: which host CPU a vCPU and the guest threads it hands off to use.
 *
 * A hand-off between two host CPUs costs ten times one on the same CPU, and
 * Linux wakes a thread on another CPU whenever one is idle.  So a vCPU is
 * pinned, and its guest threads are pinned beside it.  A pin is wrong when
 * somebody else wants that CPU: a vCPU that had to wait for its CPU for a good
 * part of the last period (more than hand-offs explain) moves to one that no
 * other vCPU uses, so does one that finds another busy vCPU at home on its CPU,
 * and a guest thread that computes for long is let go until its next trap
 * (ux_run.c).
 *
 * Only the vCPU's own thread writes its placement.
 */
#include <sys/sysinfo.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

#define PERIOD_NS	50000000ull	/* between two looks at the waiting */
#define LOOK_NS		1000000ull	/* and at the neighbours */

static int	 allowed[CPU_SETSIZE];	/* o host CPUs we may use */
static unsigned	 nallowed;		/* o */
static cpu_set_t allowed_set;		/* o */
static unsigned	 first;			/* o where vCPU 0 starts */
static int	 loadavg_fd = -1;	/* o */

void
place_init(void)
{
	int cpu;

	CPU_ZERO(&allowed_set);
	nallowed = 0;
	if (sched_getaffinity(0, sizeof(allowed_set), &allowed_set) == 0) {
		for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
			if (CPU_ISSET(cpu, &allowed_set))
				allowed[nallowed++] = cpu;
		}
	}
	if (nallowed == 0) {
		CPU_SET(0, &allowed_set);
		allowed[nallowed++] = 0;
	}
	/* Several machines on one host should not all begin at CPU 0. */
	first = (unsigned)getpid() % nallowed;
	loadavg_fd = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
}

/* The CPUs that a thread of the line's own may use. */
void
place_anywhere(pthread_attr_t *attr)
{

	if (nallowed > 0)
		pthread_attr_setaffinity_np(attr, sizeof(allowed_set),
		    &allowed_set);
}

unsigned
place_ncpus(void)
{

	return (nallowed);
}

static bool
place_allowed(int hostcpu)
{

	return (hostcpu >= 0 && hostcpu < CPU_SETSIZE &&
	    CPU_ISSET(hostcpu, &allowed_set));
}

/* Pin a thread, ours or a stub's; -1 lets it go. */
void
place_thread(pid_t tid, int hostcpu)
{
	cpu_set_t set;

	if (hostcpu < 0) {
		sched_setaffinity(tid, sizeof(allowed_set), &allowed_set);
		return;
	}
	CPU_ZERO(&set);
	CPU_SET(hostcpu, &set);
	sched_setaffinity(tid, sizeof(set), &set);
}

/* Is a vCPU other than vc at home on hostcpu and busy? */
static bool
place_taken(const struct vcpu *vc, int hostcpu)
{
	unsigned n;

	for (n = 0; n < vcpu_count; n++) {
		if (&vcpus[n] != vc && vcpus[n].hostcpu == hostcpu &&
		    atomic_load_explicit(&vcpus[n].state,
		    memory_order_relaxed) != VC_IDLE)
			return (true);
	}
	return (false);
}

/* A host CPU that no busy vCPU has as its own, or -1. */
int
place_free(const struct vcpu *vc)
{
	unsigned i;

	for (i = 0; i < nallowed; i++) {
		if (allowed[i] != vc->hostcpu && !place_taken(vc, allowed[i]))
			return (allowed[i]);
	}
	return (-1);
}

/* A vCPU takes a second host CPU: it spins and is not idle. */
bool
place_spins(const struct vcpu *vc)
{

	return (atomic_load_explicit(&vc->spinning, memory_order_relaxed) &&
	    atomic_load_explicit(&vc->state, memory_order_relaxed) != VC_IDLE);
}

/* May the calling vCPU, which counts as busy, wait awake for a moment? */
bool
place_spin(void)
{
	unsigned n, used;

	used = atomic_load_explicit(&vcpu_busy, memory_order_relaxed);
	for (n = 0; n < vcpu_count; n++)
		used += place_spins(&vcpus[n]);
	return (used <= nallowed);
}

/*
 * Threads that run or want to run on the whole host at this moment, ours too;
 * 0 when it cannot be known.
 */
unsigned
place_running(void)
{
	char buf[80], *p;
	ssize_t n;

	if (loadavg_fd < 0)
		return (0);
	n = pread(loadavg_fd, buf, sizeof(buf) - 1, 0);
	if (n <= 0)
		return (0);
	buf[n] = '\0';
	p = strchr(buf, '/');		/* "0.10 0.20 0.30 2/345 6789" */
	while (p != NULL && p > buf && p[-1] != ' ')
		p--;
	return (p != NULL ? (unsigned)strtoul(p, NULL, 10) : 0);
}

/* Nanoseconds this thread was runnable and did not run; false: not known. */
static bool
waited(struct vcpu *vc, uint64_t *ns)
{
	char buf[80];
	char *end;
	ssize_t n;

	if (vc->statfd < 0) {
		snprintf(buf, sizeof(buf), "/proc/self/task/%d/schedstat",
		    (int)vc->tid);
		vc->statfd = open(buf, O_RDONLY | O_CLOEXEC);
		if (vc->statfd < 0)
			return (false);
	}
	n = pread(vc->statfd, buf, sizeof(buf) - 1, 0);
	if (n <= 0)
		return (false);
	buf[n] = '\0';
	strtoull(buf, &end, 10);
	*ns = strtoull(end, NULL, 10);
	return (true);
}

static void
place_on(struct vcpu *vc, int hostcpu)
{

	if (vc->hostcpu == hostcpu)
		return;
	place_thread(vc->tid, hostcpu);
	vc->hostcpu = hostcpu;
}

/* Called by the vCPU when it starts: where it is bound to, it is at once. */
void
place_begin(struct vcpu *vc)
{
	int want;

	want = atomic_load_explicit(&vc->wantpin, memory_order_relaxed);
	if (want >= 0)
		place_on(vc, want);
}

/*
 * A vCPU that has nothing to do for long is not pinned, unless -l says so: the
 * host sees that any CPU will do.
 */
bool
place_restless(const struct vcpu *vc)
{

	return (vc->hostcpu >= 0 && atomic_load_explicit(&vc->wantpin,
	    memory_order_relaxed) < 0);
}

void
place_rest(struct vcpu *vc)
{

	place_thread(vc->tid, -1);
	vc->homecpu = vc->hostcpu;
	vc->hostcpu = -1;
}

/* Called by the vCPU on its way to guest code. */
void
place_vcpu(struct vcpu *vc, uint64_t now)
{
	uint64_t wait, before;
	int want, better;

	want = atomic_load_explicit(&vc->wantpin, memory_order_relaxed);
	if (want >= 0) {
		place_on(vc, want);
		return;
	}
	if (vc->hostcpu >= 0 && now - vc->looked_ns < LOOK_NS)
		return;
	vc->looked_ns = now;
	if (vc->hostcpu < 0)
		place_on(vc, vc->homecpu >= 0 ? vc->homecpu :
		    allowed[(first + vc->number) % nallowed]);
	if (place_taken(vc, vc->hostcpu) && (better = place_free(vc)) >= 0)
		place_on(vc, better);
	if (now - vc->placed_ns < PERIOD_NS)
		return;
	before = vc->waited_ns;
	if (!waited(vc, &wait))
		wait = before;
	vc->waited_ns = wait;
	if (wait - before > (now - vc->placed_ns) / 5 * 2 &&
	    (better = place_free(vc)) >= 0)
		place_on(vc, better);
	vc->placed_ns = now;
}

int
host_cpu_affinity(unsigned n, int hostcpu)
{

	if (n >= vcpu_count || (hostcpu >= 0 && !place_allowed(hostcpu)))
		return (line_errno(EINVAL));
	atomic_store(&vcpus[n].wantpin, hostcpu < 0 ? -1 : hostcpu);
	if (n == host_cpu_number())
		place_begin(&vcpus[n]);
	return (0);
}

unsigned
host_ncpus(void)
{

	return (nallowed);
}

uint64_t
host_memsize(void)
{
	struct sysinfo si;

	if (sysinfo(&si) != 0)
		return (0);
	return ((uint64_t)si.totalram * si.mem_unit);
}
