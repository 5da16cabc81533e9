/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cpu.c: virtual CPUs are threads.  Pending words, idling, kicks, timers.
 *
 * The protocol between a poster and a vCPU is Dekker's: the poster sets bits,
 * then looks at the state; the vCPU sets its state, then looks at the bits.
 * Both are sequentially consistent, so one of them sees the other.
 */
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <asm/prctl.h>
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"
#include "stub_proto.h"

#define VCPU_STACK	(256 * 1024)
#define IDLE_SPIN_NS	4000
#define TURN_NS		100000		/* the shortest that Linux grants */
#define REST_NS		20000000u	/* idle for long */

struct vcpu	 vcpus[HOST_MAXCPU];
unsigned	 vcpu_count;
_Atomic unsigned vcpu_busy;
_Atomic uint64_t vcpu_kicks;
__thread struct vcpu *vcpu_self;

struct start {
	struct vcpu	*vc;
	void		(*fn)(void *);
	void		*arg;
};

/*
 * ---- futex --------------------------------------------------------------
 */

/* 0, or the Linux number: EAGAIN, EINTR, ETIMEDOUT. */
int
futex_wait(_Atomic uint32_t *word, uint32_t value, const struct timespec *rel,
    bool shared)
{

	if (syscall(SYS_futex, word, FUTEX_WAIT | (shared ? 0 :
	    FUTEX_PRIVATE_FLAG), value, rel, NULL, 0) == 0)
		return (0);
	return (errno);
}

void
futex_wake(_Atomic uint32_t *word, int count, bool shared)
{

	syscall(SYS_futex, word, FUTEX_WAKE | (shared ? 0 : FUTEX_PRIVATE_FLAG),
	    count, NULL, NULL, 0);
}

/*
 * ---- posting ------------------------------------------------------------
 */

/* Make the guest thread that vc runs come back. */
static void
vcpu_kick(struct vcpu *vc)
{
	uint64_t kick;

	kick = atomic_load(&vc->kick);
	if (kick == 0)
		return;
	syscall(SYS_tgkill, (pid_t)(kick >> 32), (pid_t)(uint32_t)kick, UXK_KICK);
	atomic_fetch_add_explicit(&vcpu_kicks, 1, memory_order_relaxed);
}

void
host_cpu_post(unsigned n, uint32_t bits)
{
	struct vcpu *vc = &vcpus[n];
	uint32_t old;
	int error = errno;

	old = atomic_fetch_or(&vc->pending, bits);
	if ((old & bits) == bits)
		return;			/* whoever set it saw to the rest */
	switch (atomic_load(&vc->state)) {
	case VC_IDLE:
		futex_wake(&vc->pending, 1, false);
		break;
	case VC_USER:
		vcpu_kick(vc);
		break;
	default:
		break;
	}
	errno = error;
}

const volatile uint32_t *
host_cpu_pending(unsigned n)
{

	return ((const volatile uint32_t *)&vcpus[n].pending);
}

uint32_t
host_cpu_take(uint32_t mask)
{

	return (atomic_fetch_and(&vcpu_self->pending, ~mask) & mask);
}

/* Stay awake a little when a host CPU is to spare: a wake is dear. */
static bool
idle_spin(struct vcpu *vc)
{
	uint64_t end;
	unsigned i;

	if (!place_spin())
		return (false);
	end = host_mono_ns() + IDLE_SPIN_NS;
	do {
		for (i = 0; i < 64; i++) {
			if (atomic_load_explicit(&vc->pending,
			    memory_order_relaxed) != 0)
				return (true);
			__builtin_ia32_pause();
		}
	} while (host_mono_ns() < end);
	return (false);
}

/*
 * How long to sleep now: up to the deadline (0: none), but not yet longer than
 * it takes to become idle for good.  NULL for ever; false: the deadline is past.
 */
static bool
idle_time(const struct vcpu *vc, uint64_t deadline_ns, uint64_t since,
    struct timespec *rel, struct timespec **relp)
{
	uint64_t now = host_mono_ns(), left = UINT64_MAX;

	if (deadline_ns != 0) {
		if (now >= deadline_ns)
			return (false);
		left = deadline_ns - now;
	}
	if (place_restless(vc) && left > REST_NS)
		left = now - since < REST_NS ? REST_NS - (now - since) : 1;
	rel->tv_sec = (time_t)(left / NSEC);
	rel->tv_nsec = (long)(left % NSEC);
	*relp = left == UINT64_MAX ? NULL : rel;
	return (true);
}

uint32_t
host_cpu_idle(uint64_t deadline_ns)
{
	struct vcpu *vc = vcpu_self;
	struct timespec rel, *relp;
	uint64_t since;
	uint32_t bits;

	if (idle_spin(vc))
		return (atomic_load(&vc->pending));
	atomic_fetch_sub(&vcpu_busy, 1);
	atomic_store(&vc->state, VC_IDLE);
	since = host_mono_ns();
	while ((bits = atomic_load(&vc->pending)) == 0) {
		if (!idle_time(vc, deadline_ns, since, &rel, &relp))
			break;
		futex_wait(&vc->pending, 0, relp, false);
		if (place_restless(vc) && host_mono_ns() - since >= REST_NS)
			place_rest(vc);
	}
	atomic_store(&vc->state, VC_KERNEL);
	atomic_fetch_add(&vcpu_busy, 1);
	return (bits);
}

void
host_relax(unsigned spins)
{

	if (spins % 64 != 63 || spins < 256)
		__builtin_ia32_pause();
	else
		sched_yield();
}

/*
 * ---- threads ------------------------------------------------------------
 */

/* A thread of the line's own: takes no signals. */
int
line_thread(pthread_t *thread, void *(*fn)(void *), void *arg)
{
	pthread_attr_t attr;
	sigset_t all, was;
	int error;

	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, VCPU_STACK);
	place_anywhere(&attr);
	error = pthread_create(thread, &attr, fn, arg);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	return (error);
}

/*
 * ---- timers -------------------------------------------------------------
 *
 * A POSIX timer that signals the vCPU's own thread: no other thread has to
 * wake first, and a guest thread on the same host CPU is kicked from there.
 */

static int
timer_make(struct vcpu *vc)
{
	struct sigevent sev;

	memset(&sev, 0, sizeof(sev));
	sev.sigev_notify = SIGEV_THREAD_ID;
	sev.sigev_signo = SIGALRM;
	sev._sigev_un._tid = vc->tid;
	return (timer_create(CLOCK_MONOTONIC, &sev, &vc->timer) == 0 ? 0 : errno);
}

void
host_timer_set(unsigned n, uint64_t deadline_ns)
{
	struct itimerspec its;

	memset(&its, 0, sizeof(its));
	its.it_value.tv_sec = (time_t)(deadline_ns / NSEC);
	its.it_value.tv_nsec = (long)(deadline_ns % NSEC);
	timer_settime(vcpus[n].timer, TIMER_ABSTIME, &its, NULL);
}

/*
 * ---- start --------------------------------------------------------------
 */

/*
 * Ask for short turns.  Linux then lets this thread go on as soon as a guest
 * thread or a mapper on the same host CPU wakes it, which saves that one the
 * way to sleep and us the waking.  Older hosts do not know this and ignore it.
 */
static void
vcpu_short_turns(void)
{
	struct {			/* the first version of sched_setattr(2)'s */
		uint32_t	 size, policy;
		uint64_t	 flags;
		int32_t		 nice;
		uint32_t	 priority;
		uint64_t	 runtime, deadline, period;
	} attr;

	memset(&attr, 0, sizeof(attr));
	if (syscall(SYS_sched_getattr, 0, &attr, sizeof(attr), 0) != 0 ||
	    attr.policy != SCHED_OTHER)
		return;
	attr.runtime = TURN_NS;
	syscall(SYS_sched_setattr, 0, &attr, 0);
}

/* What a vCPU's thread does first. */
static int
vcpu_begin(struct vcpu *vc)
{

	vcpu_self = vc;
	vc->thread = pthread_self();
	vc->tid = (pid_t)syscall(SYS_gettid);
	vc->statfd = -1;
	atomic_fetch_add(&vcpu_busy, 1);
	cpu_thread_signals(vc);
	vcpu_short_turns();
	place_begin(vc);
	return (timer_make(vc));
}

static int
vcpu_make(unsigned n)
{
	struct vcpu *vc = &vcpus[n];

	vc->number = n;
	atomic_store(&vc->wantpin, -1);
	vc->hostcpu = vc->homecpu = -1;
	pthread_mutex_init(&vc->donelock, NULL);
	vc->done = NULL;
	vc->donetail = &vc->done;
	vc->sigstack = mmap(NULL, VCPU_SIGSTACK, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return (vc->sigstack == MAP_FAILED ? errno : 0);
}

int
host_cpu_init(unsigned ncpus, struct host_diag *diag)
{
	unsigned n;
	int error;

	if (ncpus < 1 || ncpus > HOST_MAXCPU || vcpu_count != 0)
		return (line_diag(diag, EINVAL, "%u virtual CPUs", ncpus));
	place_init();
	for (n = 0; n < ncpus; n++) {
		error = vcpu_make(n);
		if (error != 0)
			return (line_diag(diag, error, "signal stack"));
	}
	vcpu_count = ncpus;
	cpu_signals();
	error = vcpu_begin(&vcpus[0]);
	vcpus[0].started = true;
	if (error != 0)
		return (line_diag(diag, error, "timer_create"));
	return (0);
}

static void *
vcpu_thread(void *arg)
{
	struct start start = *(struct start *)arg;
	char name[16];
	int error;

	free(arg);
	/* For ps(1) and gdb; vCPU 0 has the name of the process. */
	snprintf(name, sizeof(name), "cpu%u", start.vc->number);
	pthread_setname_np(pthread_self(), name);
	error = vcpu_begin(start.vc);
	if (error != 0)
		line_die(HOST_EXIT_HOST, "timer_create: %s", strerror(error));
	start.fn(start.arg);
	line_die(HOST_EXIT_PANIC, "virtual CPU %u returned", start.vc->number);
}

int
host_cpu_start(unsigned n, void (*fn)(void *), void *arg)
{
	struct start *start;
	int error;

	if (n == 0 || n >= vcpu_count || vcpus[n].started)
		return (line_errno(EINVAL));
	start = malloc(sizeof(*start));
	if (start == NULL)
		return (line_errno(EAGAIN));
	start->vc = &vcpus[n];
	start->fn = fn;
	start->arg = arg;
	vcpus[n].started = true;
	error = line_thread(&vcpus[n].thread, vcpu_thread, start);
	if (error != 0) {
		vcpus[n].started = false;
		free(start);
	}
	return (line_errno(error));
}

/* Linux lets the first thread's stack grow down to where this says. */
void
host_cpu_stack(void **bottom, size_t *size)
{
	pthread_attr_t attr;

	*bottom = NULL;
	*size = 0;
	if (pthread_getattr_np(pthread_self(), &attr) != 0)
		return;
	(void)pthread_attr_getstack(&attr, bottom, size);
	pthread_attr_destroy(&attr);
}

void
host_cpu_setself(void *block)
{

	if (getauxval(AT_HWCAP2) & 2)
		__asm__ __volatile__("wrgsbase %0" : : "r" (block));
	else
		syscall(SYS_arch_prctl, ARCH_SET_GS, block);
}

unsigned
host_cpu_number(void)
{

	return (vcpu_self != NULL ? vcpu_self->number : HOST_MAXCPU);
}
