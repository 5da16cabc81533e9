/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * debug.c: what a debugger inside the kernel needs of the host: traps of the
 * kernel's own code, other vCPUs held where they are, memory that may be
 * looked at without a fault and changed where it is read-only, and SIGQUIT
 * and SIGINT.
 *
 * A vCPU is held by SIGUSR1: its handler waits, with the registers for all to
 * see.  That must not happen while the vCPU has a mutex of the line which the
 * debugger needs too: line_lock() puts it off.
 *
 * SIGQUIT is an event like others.  When vCPU 0 has not taken it after
 * STUCK_NS, although it runs in the kernel, it is stopped where it is.
 */
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "line.h"

#define STUCK_NS	500000000L
#define EFL_TF		0x100

/* host_regs in the order of its members, as ucontext(3) numbers them. */
static const int	 gregs[] = {
	REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_RDI, REG_RBP, REG_RSP,
	REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
	REG_RIP, REG_EFL
};
#define NGREGS		(sizeof(gregs) / sizeof(gregs[0]))
_Static_assert(sizeof(struct host_regs) == NGREGS * sizeof(uint64_t),
    "a register has no place");

static const struct host_debugger *debugger;	/* o */
static _Atomic bool	 interrupted;	/* a SIGINT came */
static timer_t		 quit_timer;	/* o signals vCPU 0 */

void
debug_regs(struct host_regs *hr, const void *ucontext)
{
	const ucontext_t *uc = ucontext;
	uint64_t r[NGREGS];
	size_t i;

	for (i = 0; i < NGREGS; i++)
		r[i] = (uint64_t)uc->uc_mcontext.gregs[gregs[i]];
	memcpy(hr, r, sizeof(r));
}

static void
regs_put(const struct host_regs *hr, ucontext_t *uc)
{
	uint64_t r[NGREGS];
	size_t i;

	memcpy(r, hr, sizeof(r));
	for (i = 0; i < NGREGS; i++)
		uc->uc_mcontext.gregs[gregs[i]] = (greg_t)r[i];
}

static void
tell(enum host_trap kind, ucontext_t *uc)
{
	struct host_regs hr;

	debug_regs(&hr, uc);
	debugger->trap(kind, &hr);
	regs_put(&hr, uc);
}

void
debug_mask(sigset_t *set)
{

	sigfillset(set);
	sigdelset(set, SIGSEGV);
	sigdelset(set, SIGBUS);
	sigdelset(set, SIGFPE);
	sigdelset(set, SIGILL);
	sigdelset(set, SIGTRAP);
}

/*
 * ---- traps --------------------------------------------------------------
 */

static void
on_trap(int signo, siginfo_t *si, void *arg)
{
	struct vcpu *vc = vcpu_self;
	ucontext_t *uc = arg;
	int error = errno;
	unsigned watch;

	(void)signo;
	/* Only the CPU's own; somebody's kill(2) means nothing. */
	if (vc == NULL || si->si_code <= 0)
		return;
	if (watch_of(si, &watch)) {
		/* Inside a mutex of ours: step to its end, and tell then. */
		vc->watched = watch + 1;
		uc->uc_mcontext.gregs[REG_EFL] |= EFL_TF;
	} else if (uc->uc_mcontext.gregs[REG_TRAPNO] == 3) {
		tell(HOST_TRAP_BREAKPOINT, uc);
		errno = error;
		return;
	}
	if (vc->locks == 0 && vc->watched != 0) {
		watch = vc->watched - 1;
		vc->watched = 0;
		uc->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)EFL_TF;
		tell(HOST_TRAP_WATCH + watch, uc);
	} else if (vc->locks == 0)
		tell(HOST_TRAP_STEP, uc);
	/* Else step on: the debugger would wait for that mutex for ever. */
	errno = error;
}

void
debug_recover(const struct host_fault *hf)
{

	if (debugger != NULL && vcpu_self != NULL)
		debugger->recover(hf);
}

/*
 * ---- holding a vCPU -----------------------------------------------------
 */

void
line_lock(pthread_mutex_t *mutex)
{

	if (vcpu_self != NULL)
		vcpu_self->locks++;
	atomic_signal_fence(memory_order_seq_cst);
	pthread_mutex_lock(mutex);
}

void
line_unlock(pthread_mutex_t *mutex)
{

	pthread_mutex_unlock(mutex);
	atomic_signal_fence(memory_order_seq_cst);
	if (vcpu_self != NULL && --vcpu_self->locks == 0 &&
	    atomic_load_explicit(&vcpu_self->freeze, memory_order_relaxed) != 0)
		pthread_kill(vcpu_self->thread, SIGUSR1);
}

/*
 * Somebody wants the debugger to stop a step that takes long: it may have led
 * into a sleep.  The saved TF tells who steps.
 */
static void
step_interrupt(ucontext_t *uc)
{

	if ((uc->uc_mcontext.gregs[REG_EFL] & EFL_TF) != 0 &&
	    debugger != NULL && vcpu_self != NULL && vcpu_self->locks == 0 &&
	    atomic_exchange(&interrupted, false))
		tell(HOST_TRAP_STUCK, uc);
}

static void
on_freeze(int signo, siginfo_t *si, void *arg)
{
	struct vcpu *vc = vcpu_self;
	int error = errno;

	(void)signo;
	(void)si;
	if (vc == NULL || vc->locks != 0)
		return;
	step_interrupt(arg);
	while (atomic_load(&vc->freeze) != 0) {
		if (atomic_load(&vc->frozen) == 0) {
			debug_regs(&vc->regs, arg);
			atomic_store(&vc->frozen, 1);
		}
		futex_wait(&vc->freeze, 1, NULL, false);
	}
	atomic_store(&vc->frozen, 0);
	errno = error;
}

void
host_cpu_thaw(unsigned n)
{
	struct vcpu *vc = &vcpus[n];
	unsigned spins;

	if (atomic_exchange(&vc->freeze, 0) == 0)
		return;
	futex_wake(&vc->freeze, 1, false);
	for (spins = 0; atomic_load(&vc->frozen) != 0; spins++)
		host_relax(spins);
}

bool
host_cpu_freeze(unsigned n, uint64_t timeout_ns, struct host_regs *regs)
{
	static const struct timespec tick = { 0, 100000 };
	struct vcpu *vc = &vcpus[n];
	uint64_t begin;

	begin = host_mono_ns();
	if (!vc->started)
		return (false);
	atomic_store(&vc->freeze, 1);
	if (pthread_kill(vc->thread, SIGUSR1) != 0) {
		atomic_store(&vc->freeze, 0);
		return (false);
	}
	while (atomic_load(&vc->frozen) == 0) {
		if (host_mono_ns() - begin >= timeout_ns) {
			host_cpu_thaw(n);
			return (false);
		}
		nanosleep(&tick, NULL);
	}
	*regs = vc->regs;
	return (true);
}

void
host_cpu_park(volatile uint32_t *word, uint32_t value)
{

	while (*word == value)
		futex_wait((_Atomic uint32_t *)word, value, NULL, false);
}

void
host_cpu_unpark(volatile uint32_t *word)
{

	futex_wake((_Atomic uint32_t *)word, HOST_MAXCPU, false);
}

/*
 * ---- memory -------------------------------------------------------------
 */

/* The host checks the addresses, and does not mind protections. */
static int
mem_open(int flags, int *fd)
{

	*fd = open("/proc/self/mem", flags | O_CLOEXEC);
	return (*fd < 0 ? line_errno(errno) : 0);
}

int
host_mem_read(uintptr_t addr, void *buf, size_t len)
{
	ssize_t n;
	int error, fd;

	if ((error = mem_open(O_RDONLY, &fd)) != 0)
		return (error);
	n = pread(fd, buf, len, (off_t)addr);
	close(fd);
	return (n == (ssize_t)len ? 0 : line_errno(EFAULT));
}

int
host_mem_write(uintptr_t addr, const void *buf, size_t len)
{
	ssize_t n;
	int error, fd;

	if ((error = mem_open(O_WRONLY, &fd)) != 0)
		return (error);
	n = pwrite(fd, buf, len, (off_t)addr);
	close(fd);
	return (n == (ssize_t)len ? 0 : line_errno(EFAULT));
}

/*
 * ---- SIGQUIT and SIGINT -------------------------------------------------
 */

static void
quit_again(void)
{
	static const struct itimerspec soon = { { 0, 0 }, { 0, STUCK_NS } };

	timer_settime(quit_timer, 0, &soon, NULL);
}

static void
on_quit(int signo, siginfo_t *si, void *arg)
{
	struct vcpu *vc = &vcpus[0];
	int error = errno;

	(void)signo;
	if (si->si_code != SI_TIMER) {
		host_cpu_post(0, HOST_PEND_DDB);
		if (debugger != NULL)
			quit_again();
	} else if ((atomic_load(&vc->pending) & HOST_PEND_DDB) != 0 &&
	    atomic_load(&vc->state) == VC_KERNEL && vcpu_self == vc) {
		if (vc->locks != 0)
			quit_again();
		else
			tell(HOST_TRAP_STUCK, arg);
	}
	errno = error;
}

static void
on_interrupt(int signo, siginfo_t *si, void *arg)
{
	int error = errno;
	unsigned n;

	(void)signo;
	(void)si;
	atomic_store(&interrupted, true);
	step_interrupt(arg);
	for (n = 1; n < vcpu_count; n++)
		if (vcpus[n].started)
			pthread_kill(vcpus[n].thread, SIGUSR1);
	errno = error;
}

bool
host_console_interrupted(void)
{
	static const struct timespec now = { 0, 0 };
	sigset_t set;

	/* It may wait for a vCPU that is held. */
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	if (sigtimedwait(&set, NULL, &now) == SIGINT)
		atomic_store(&interrupted, true);
	return (atomic_exchange(&interrupted, false));
}

/*
 * SIGQUIT and SIGINT that wait because the debugger runs in a handler of vCPU
 * 0 were meant for it.
 */
void
debug_leave(void)
{
	static const struct timespec now = { 0, 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	while (sigtimedwait(&set, NULL, &now) > 0)
		continue;
	atomic_store(&interrupted, false);
}

/* The process's signals that this file takes; before vCPUs run. */
void
debug_signals(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	debug_mask(&sa.sa_mask);
	sa.sa_flags = SA_RESTART | SA_ONSTACK | SA_SIGINFO;
	sa.sa_sigaction = on_interrupt;
	sigaction(SIGINT, &sa, NULL);
	sa.sa_sigaction = on_quit;
	sigaction(SIGQUIT, &sa, NULL);
	sa.sa_sigaction = on_freeze;
	sigaction(SIGUSR1, &sa, NULL);
}

int
host_debugger_set(const struct host_debugger *hd)
{
	struct sigaction sa;
	struct sigevent sev;

	memset(&sev, 0, sizeof(sev));
	sev.sigev_notify = SIGEV_THREAD_ID;
	sev.sigev_signo = SIGQUIT;
	sev._sigev_un._tid = vcpus[0].tid;
	if (timer_create(CLOCK_MONOTONIC, &sev, &quit_timer) != 0)
		return (line_errno(errno));
	memset(&sa, 0, sizeof(sa));
	debug_mask(&sa.sa_mask);
	sa.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
	sa.sa_sigaction = on_trap;
	debugger = hd;
	sigaction(SIGTRAP, &sa, NULL);
	return (0);
}
