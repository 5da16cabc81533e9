/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_run.c: guest threads: make them, give them the turn, wait for their traps,
 * end them.
 *
 * A slot's turn word says who goes on: the guest thread (UXT_STUB) or its vCPU
 * (UXT_KERNEL).  Whoever waits long sets UXT_SLEEP and sleeps on the word;
 * whoever gives the turn away wakes a sleeper.
 *
 * The slot, frame and control block, is writable by the guest.  It is read
 * once into local variables, and whatever stands there is just what the guest
 * says about itself.  A turn that is given too early or never by a program
 * that plays with the word hurts that program only: it traps anew, or does
 * not answer a kick and is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ux_int.h"

#define FLOAT_NS	10000000	/* a guest thread that computes longer may move */
#define SLICE_NS	1000000000	/* then look after it this often */
#define PATIENCE	30		/* slices without an answer to a kick */
#define RF_TF		0x100

/*
 * ---- waiting for the guest ----------------------------------------------
 */

/*
 * A kick is pending for long.  True when the thread has made itself deaf: it
 * blocks the signal, which only a forged sigreturn can do.
 */
static bool
slot_deaf(struct slot *slot)
{
	char path[64], buf[2048], *p;
	unsigned long long blocked;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/status",
	    (int)slot->space->pid, (int)slot->tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return (errno == ENOENT);
	n = read(fd, buf, sizeof(buf) - 1);
	close(fd);
	if (n <= 0)
		return (true);
	buf[n] = '\0';
	p = strstr(buf, "\nSigBlk:");
	if (p == NULL)
		return (false);
	blocked = strtoull(p + 8, NULL, 16);
	return ((blocked >> (UXK_KICK - 1) & 1) != 0);
}

/* Nothing for a slice: let the thread float, or ask after it. */
static void
slot_overdue(struct slot *slot, unsigned slices, unsigned *unanswered)
{
	struct vcpu *vc = vcpu_self;

	if (slices == 0) {
		if (slot->hostcpu >= 0 && atomic_load(&vc->wantpin) < 0) {
			place_thread(slot->tid, -1);
			slot->hostcpu = -1;
		}
		return;
	}
	if (atomic_load(&vc->pending) == 0) {
		*unanswered = 0;
		return;
	}
	if (syscall(SYS_tgkill, slot->space->pid, slot->tid, UXK_KICK) != 0 ||
	    (++*unanswered >= 2 && slot_deaf(slot)) || *unanswered >= PATIENCE)
		pool_kill(slot->space);
}

/*
 * Wait until it is the kernel's turn, first by spinning; waking: the guest
 * thread has just been woken.  False: the space is dead.
 */
static bool
slot_wait(struct slot *slot, bool spin, bool waking)
{
	_Atomic uint32_t *turn = word_at(slot->mem, UXS_TURN);
	struct ux_space *space = slot->space;
	struct timespec rel = { 0, FLOAT_NS };
	unsigned slices, unanswered;
	uint32_t value;

	slices = unanswered = 0;
	for (;;) {
		value = atomic_load(turn);
		if ((value & 0xff) == UXT_KERNEL)
			return (!atomic_load(&space->dead));
		if (atomic_load(&space->dead))
			return (false);
		if (spin && value == UXT_STUB) {
			spin = false;
			if (spin_for(turn, UXT_STUB, waking))
				continue;
			spin_miss(vcpu_self);
		}
		if (value != (UXT_STUB | UXT_SLEEP) &&
		    !atomic_compare_exchange_strong(turn, &value,
		    UXT_STUB | UXT_SLEEP))
			continue;
		COUNT(sleeps);
		if (futex_wait(turn, UXT_STUB | UXT_SLEEP, &rel, true) ==
		    ETIMEDOUT) {
			slot_overdue(slot, slices++, &unanswered);
			rel.tv_sec = SLICE_NS / NSEC;
			rel.tv_nsec = 0;
		}
	}
}

/* Give the turn to the guest thread.  True: it had to be woken. */
static bool
slot_go(struct slot *slot)
{
	_Atomic uint32_t *turn = word_at(slot->mem, UXS_TURN);

	if ((atomic_exchange(turn, UXT_STUB) & UXT_SLEEP) == 0)
		return (false);
	futex_wake(turn, 1, true);
	return (true);
}

/*
 * ---- guest threads ------------------------------------------------------
 */

/* Make the slot's guest thread and wait for its first trap. */
static int
slot_start(struct slot *slot)
{
	struct ux_space *space = slot->space;
	uint64_t base = slot_base(slot);
	int error;

	memset(slot->mem, 0, UXS_GATE);
	if (ux_hasgate)
		gate_prepare(slot);
	error = mapper_clone(space, base + UXS_STACK + 0x1000, &slot->tid);
	if (error != 0) {
		slot->tid = 0;
		return (error);
	}
	slot->hostcpu = space->mappercpu;
	slot->fsbase = slot->gsbase = 0;
	slot->gate = slot->live = false;
	if (!slot_wait(slot, false, false))
		return (line_errno(ESRCH));
	if (ux_frame.fpsize != 0 &&
	    get64(slot->mem, UXS_FRAME) != base + ux_frame.frame) {
		pool_kill(space);
		return (line_errno(ESRCH));
	}
	return (0);
}

/*
 * Learn from a first trap where Linux puts things.  No guest code has run, so
 * what the frame says is Linux's word.
 */
int
slot_probe(struct ux_space *space, struct host_diag *diag)
{
	struct slot *slot = &space->slots[vcpu_self->number];
	const uint8_t *fp;
	uint64_t base, frame, fpstate;
	int error;

	error = slot_start(slot);
	if (error != 0) {
		line_diag(diag, 0, "a guest thread does not start: seccomp filters "
		    "or signals of this host are not as needed");
		diag->error = error;
		return (error);
	}
	base = slot_base(slot);
	frame = get64(slot->mem, UXS_FRAME) - base;
	if (frame >= UXW_SLOTSIZE - 512 || frame < UXS_STACK)
		return (line_diag(diag, EINVAL, "signal frame at %#llx",
		    (unsigned long long)frame));
	fpstate = get64(slot->mem, (unsigned)frame + FR_FPSTATE) - base;
	if (fpstate >= UXW_SLOTSIZE - 512 || fpstate < frame)
		return (line_diag(diag, EINVAL, "FPU state at %#llx",
		    (unsigned long long)fpstate));
	fp = slot->mem + fpstate;
	memcpy(ux_frame.reserved, fp + 464, sizeof(ux_frame.reserved));
	ux_frame.frame = (uint32_t)frame;
	ux_frame.fp = (uint32_t)fpstate;
	ux_frame.fpsize = 512;
	if (get32(ux_frame.reserved, 0) == 0x46505853) {	/* magic 1 */
		ux_frame.features = get64(ux_frame.reserved, 8);
		ux_frame.fpsize = get32(ux_frame.reserved, 16);
		ux_frame.xsave = true;
		fp_learn();
	}
	if (fpstate + ux_frame.fpsize + 4 > UXW_SLOTSIZE)
		return (line_diag(diag, EINVAL, "FPU state of %u bytes",
		    ux_frame.fpsize));
	memcpy(ux_frame.tail, fp + ux_frame.fpsize, sizeof(ux_frame.tail));
	ux_hasgate = ux_fsgsbase && ux_frame.xsave &&
	    UXS_GATEFP + ux_frame.fpsize + 4 <= UXS_STACK;
	ux_frame.mxcsr_mask = get32(fp, 28) != 0 ? get32(fp, 28) : 0xffbf;
	return (0);
}

/*
 * Make the guest thread end and see that it did: a dead thread's number
 * cannot be forged.  ESRCH: it would not, or the space is dead.
 */
int
slot_exit(struct slot *slot)
{
	struct ux_space *space = slot->space;
	struct timespec pause = { 0, 50000 };
	unsigned turns;

	slot_unload(slot);
	if (slot->tid == 0)
		return (0);
	put32(slot->mem, UXS_CMD, UXC_EXIT);
	slot_go(slot);
	for (turns = 0; turns < 2000; turns++) {
		if (syscall(SYS_tgkill, space->pid, slot->tid, 0) != 0) {
			slot->tid = 0;
			return (atomic_load(&space->dead) ? line_errno(ESRCH) : 0);
		}
		if (turns < 20)
			sched_yield();
		else
			nanosleep(&pause, NULL);
	}
	pool_kill(space);
	return (line_errno(ESRCH));
}

/*
 * ---- ux_run -------------------------------------------------------------
 */

/* Have a guest thread beside us with the context's state in its frame. */
static int
slot_prepare(struct slot *slot, struct vcpu *vc, struct context *cx)
{
	uint64_t now;
	int error, hostcpu;

	now = host_mono_ns();
	place_vcpu(vc, now);
	spin_enter(vc, now);
	if (slot->tid == 0) {
		error = slot_start(slot);
		if (error != 0)
			return (error);
	}
	hostcpu = spin_place(vc);
	if (slot->hostcpu != hostcpu) {
		place_thread(slot->tid, hostcpu);
		slot->hostcpu = hostcpu;
	}
	if (atomic_load_explicit(&slot->loaded, memory_order_relaxed) != cx) {
		context_load(cx, slot);
		COUNT(switches);
	}
	return (0);
}

/* How the guest thread goes on with what regs_in() wrote. */
static uint32_t
slot_way(const struct slot *slot, const struct ux_regs *rg)
{

	if (!slot->gate)
		return (UXC_RUN);
	if (!slot->live || slot->gsbase != slot_base(slot) ||
	    (rg->rflags & RF_TF) != 0)
		return (UXC_FRAME);
	return (UXC_GATE);
}

/* Why the guest thread came.  False: for nothing that concerns it. */
static bool
slot_event(struct slot *slot, struct ux_regs *rg, struct ux_event *ev)
{
	uint32_t signo;

	signo = get32(slot->mem, UXS_SIGNO);
	if (signo == UXV_KICKED)
		return (false);		/* the frame is as we left it */
	slot->gate = slot->live = signo == UXV_GATE && ux_hasgate;
	regs_out(slot, rg);
	if (!slot->gate)
		return (ev_make(slot, signo, ev, rg));
	ev->kind = UX_SYSCALL;
	ev->gate = true;
	COUNT(gated);
	return (true);
}

/* Run once.  False: a kick that concerns nobody any more. */
static bool
run_once(struct vcpu *vc, struct slot *slot, struct context *cx,
    struct ux_event *ev)
{
	struct ux_regs *rg = &cx->pub.uc_regs;
	bool alive, spin, woken;

	ev->kind = UX_INTR;
	spin = atomic_load_explicit(&vc->spinning, memory_order_relaxed);
	put32(slot->mem, UXS_SPIN, spin_turns(vc));
	bases_in(slot, rg, cx->pub.uc_gate);
	regs_in(slot, rg);
	put32(slot->mem, UXS_CMD, slot_way(slot, rg));
	atomic_store(&vc->kick, (uint64_t)(uint32_t)slot->space->pid << 32 |
	    (uint32_t)slot->tid);
	atomic_store(&vc->state, VC_USER);
	if (atomic_load(&vc->pending) != 0) {
		atomic_store(&vc->state, VC_KERNEL);
		return (true);
	}
	woken = slot_go(slot);
	if (spin_switch(vc, slot) && woken && spin)
		spin_miss(vc);
	alive = slot_wait(slot, spin, woken);
	atomic_store(&vc->state, VC_KERNEL);
	spin_leave(vc, host_mono_ns());
	COUNT(runs);
	if (!alive) {
		ev->kind = UX_DEAD;
		return (true);
	}
	return (slot_event(slot, rg, ev) ||
	    atomic_load_explicit(&vc->pending, memory_order_relaxed) != 0);
}

enum ux_kind
ux_run(struct ux_vcpu *vcpu, struct ux_space *space, struct ux_context *ctx,
    struct ux_event *ev)
{
	struct vcpu *vc = vcpu->vc;
	struct slot *slot = &space->slots[vc->number];
	struct context *cx = (struct context *)ctx;

	memset(ev, 0, sizeof(*ev));
	if (atomic_load(&vc->pending) != 0)
		return (ev->kind = UX_INTR);
	if (atomic_load(&space->dead) || atomic_load(&space->killed) ||
	    slot_prepare(slot, vc, cx) != 0)
		return (ev->kind = UX_DEAD);
	do {
		if (ctx->uc_regs.rip >= UX_VA_MAX) {
			ev_fault(ev, &ctx->uc_regs, ctx->uc_regs.rip, 16 | 4);
			break;
		}
	} while (!run_once(vc, slot, cx, ev));
	return (ev->kind);
}
