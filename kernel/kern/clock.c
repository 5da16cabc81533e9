/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock.c: the time of day and the time since boot.
 *
 * Both come from the host's monotonic clock; the time of day adds an offset
 * that settimeofday(2) sets and adjtime(2) moves gradually, at most
 * SLEW_PPM parts per million.  clock_seq makes readers without a lock see one
 * consistent pair.
 */
#include "sys/callout.h"
#include "sys/ksysctl.h"
#include "sys/lock.h"
#include "sys/thread.h"
#include "kern/clock_var.h"
#include "platform/machine.h"
#include <sys/time.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <vm/vm_param.h>

#define SLEW_PPM	5000
#define HZ_DEFAULT	100
#define HZ_MAX		10000

static struct spinlock clock_spin =
    SPINLOCK_INITIALIZER("clock", LR_SPINMISC);
static volatile uint32_t clock_seq;	/* odd: being changed */
static int64_t mono_origin;		/* host ns at boot */
static int64_t wall_offset;		/* wall = mono + offset */
static int64_t slew_left;		/* still to add, either sign */
static int64_t slew_mark;		/* mono ns up to which it was added */
int64_t time_boot;
int hz = HZ_DEFAULT;
volatile int64_t load_average[3];

int64_t
time_mono(void)
{
	return (machine_mono_ns() - mono_origin);
}

/* How much of left is due after elapsed ns. */
static int64_t
slew_due(int64_t left, int64_t elapsed)
{
	int64_t most = elapsed / (1000000 / SLEW_PPM);

	if (left >= 0)
		return (left < most ? left : most);
	return (-left < most ? left : -most);
}

int64_t
time_wall(void)
{
	int64_t now, t;
	uint32_t seq;

	do {
		while ((seq = atomic_load(&clock_seq)) & 1)
			machine_relax(0);
		now = time_mono();
		t = now + wall_offset;
		if (slew_left != 0)
			t += slew_due(slew_left, now - slew_mark);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while (clock_seq != seq);
	return (t);
}

static void
clock_change(int64_t set, bool isset, int64_t delta, int64_t *old)
{
	int64_t now, due;

	spin_lock(&clock_spin);
	now = time_mono();
	atomic_add(&clock_seq, 1);
	due = slew_due(slew_left, now - slew_mark);
	wall_offset += due;
	slew_left -= due;
	slew_mark = now;
	if (old != NULL)
		*old = slew_left;
	if (isset) {
		time_boot += set - (now + wall_offset);
		wall_offset = set - now;
		slew_left = 0;
	} else
		slew_left = delta;
	atomic_add(&clock_seq, 1);
	spin_unlock(&clock_spin);
}

void
time_set(int64_t wall_ns)
{
	clock_change(wall_ns, true, 0, NULL);
}

void
time_adjust(int64_t delta_ns, int64_t *old)
{
	clock_change(0, false, delta_ns, old);
}

void
clock_init(void)
{
	mono_origin = machine_mono_ns();
	time_boot = wall_offset = machine_wall_ns();
}

/* 1, 5 and 15 minute averages of runnable threads, every 5 s; FSCALE units. */
static struct callout load_callout;
static void
load_tick(void *arg)
{
	/* FSCALE * exp(-5/60), exp(-5/300), exp(-5/900) */
	static const int64_t keep[3] = { 1884, 2014, 2037 };
	int64_t running = 0;

	for (int i = 0; i < ncpus; i++)
		running += cpus[i]->c_nrun + !cpus[i]->c_isidle;
	for (int i = 0; i < 3; i++)
		load_average[i] = (load_average[i] * keep[i] +
		    running * FSCALE * (FSCALE - keep[i])) / FSCALE;
	callout_reset(&load_callout, 5 * NS_PER_S, load_tick, NULL);
}

void
clock_start(void)
{
	callout_init(&load_callout);
	load_tick(NULL);
}

static int
sysctl_boottime(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct timeval tv = { .tv_sec = time_boot / NS_PER_S,
	    .tv_usec = time_boot % NS_PER_S / 1000 };

	return (sysctl_out(req, &tv, sizeof(tv)));
}
SYSCTL_KPROC(kern_boottime, "kern.boottime", KERN_BOOTTIME, CTLTYPE_STRUCT |
    CTLFLAG_RD, NULL, 0, sysctl_boottime, "S,timeval", "When it booted");

/* kern.basetime: what added to the uptime is the time. */
static int
sysctl_basetime(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int64_t base = time_wall() - time_mono();
	struct timespec ts = { .tv_sec = base / NS_PER_S,
	    .tv_nsec = base % NS_PER_S };

	return (sysctl_out(req, &ts, sizeof(ts)));
}
SYSCTL_KPROC(kern_basetime, "kern.basetime", OID_AUTO, CTLTYPE_STRUCT |
    CTLFLAG_RD, NULL, 0, sysctl_basetime, "S,timespec",
    "Time of day when the uptime was 0");

static struct clockinfo clockinfo;
SYSCTL_KOPAQUE(kern_clockrate, "kern.clockrate", KERN_CLOCKRATE, CTLFLAG_RD,
    &clockinfo, sizeof(clockinfo), "S,clockinfo", "Rate of the clock");

/* The adjustment of a tick is that of 30 ms a minute, in microseconds. */
void
clock_rate_init(void)
{
	kenv_tunable("kern.hz", 1, HZ_MAX, &hz);
	clockinfo.hz = hz;
	clockinfo.tick = 1000000 / hz;
	clockinfo.tickadj = 30000 / (60 * hz);
	clockinfo.stathz = clockinfo.profhz = hz * 128 / 100;
}

static int
sysctl_loadavg(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct loadavg la = { .fscale = FSCALE };

	for (int i = 0; i < 3; i++)
		la.ldavg[i] = (fixpt_t)load_average[i];
	return (sysctl_out(req, &la, sizeof(la)));
}
SYSCTL_KPROC(vm_loadavg, "vm.loadavg", VM_LOADAVG, CTLTYPE_STRUCT | CTLFLAG_RD,
    NULL, 0, sysctl_loadavg, "S,loadavg", "Load averages");
