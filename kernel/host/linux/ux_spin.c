/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_spin.c: when a vCPU and its guest thread hand off by spinning.
 *
 * Normally both share one host CPU and sleep in turn.  On two CPUs, each
 * spinning while the other works, a hand-off costs a tenth, but takes a CPU
 * more, and a spin in vain ends in a wake across CPUs, ten times dearer.  So a
 * vCPU spins only while it makes many short visits to guest code, host CPUs
 * are to spare (nobody else on the host wants them), its spins meet, and it
 * gets more done than without; after failures it stays away longer and longer.
 * Modes change at most once a window.
 *
 * A vCPU's guest threads, one a process, share the second CPU: the one that
 * gets the turn finds the one before spinning there, so spin_switch() tells
 * that one to sleep at once.
 *
 * All state is the vCPU's own (letter v in line.h).
 */
#include "ux_int.h"

#define WINDOW_NS	10000000u
#define SPIN_NS		10000u		/* about one hand-off on one CPU */
#define SHORT_GUEST_NS	25000u		/* hand-off included */
#define SHORT_KERNEL_NS	10000u
#define MIN_RUNS	250		/* in a window, to be worth it */
#define POOR		2		/* windows in a row that end it */
#define BACKOFF_MIN_NS	20000000u
#define BACKOFF_MAX_NS	1000000000u

static uint32_t	 pauses = 200;		/* o pause instructions in SPIN_NS */

/* How many pauses make SPIN_NS; the best of a few, we may be interrupted. */
void
spin_init(void)
{
	uint64_t begin, took, best;
	unsigned i, n;

	best = UINT64_MAX;
	for (n = 0; n < 5; n++) {
		begin = host_mono_ns();
		for (i = 0; i < 256; i++)
			__builtin_ia32_pause();
		took = host_mono_ns() - begin;
		if (took < best)
			best = took;
	}
	if (best > 0)
		pauses = (uint32_t)(256ull * SPIN_NS / best);
	if (pauses < 32)
		pauses = 32;
}

/* Twice as many CPUs as vCPUs at work, and none of them pinned by the user. */
static bool
spin_possible(struct vcpu *vc)
{
	unsigned n, used;

	if (ux_config.spin == UX_SPIN_NEVER || atomic_load_explicit(&vc->wantpin,
	    memory_order_relaxed) >= 0)
		return (false);
	if (ux_config.spin == UX_SPIN_ALWAYS)
		return (true);
	used = atomic_load_explicit(&vcpu_busy, memory_order_relaxed);
	for (n = 0; n < vcpu_count; n++)
		used += &vcpus[n] == vc || place_spins(&vcpus[n]);
	return (used <= place_ncpus());
}

/* A vCPU's guest thread is on its CPU or waits for it, beside the vCPU. */
static bool
spin_stub_awake(struct vcpu *vc)
{
	struct slot *slot = atomic_load_explicit(&vc->last, memory_order_relaxed);

	if (slot == NULL || (atomic_load(&vc->state) == VC_USER &&
	    !atomic_load_explicit(&vc->spinning, memory_order_relaxed)))
		return (false);
	return ((atomic_load_explicit(word_at(slot->mem, UXS_TURN),
	    memory_order_relaxed) & UXT_SLEEP) == 0);
}

/*
 * Host CPUs that are wanted at this moment if vc spins: by our vCPUs, and by
 * what else runs on the host.  Inexact: others change state meanwhile.
 */
static unsigned
spin_demand(struct vcpu *vc)
{
	struct vcpu *other;
	unsigned ours, running, used;

	ours = used = 0;
	for (other = vcpus; other < &vcpus[vcpu_count]; other++) {
		if (atomic_load(&other->state) == VC_IDLE)
			continue;
		ours += 1 + spin_stub_awake(other);
		used += 1 + (other == vc || place_spins(other));
	}
	running = place_running();
	return (running > ours ? used + running - ours : used);
}

/* Back to one host CPU; the more often spins failed, the longer. */
static void
spin_stop(struct vcpu *vc, uint64_t now, bool failed)
{

	atomic_store_explicit(&vc->spinning, false, memory_order_relaxed);
	if (failed)
		vc->backoff_ns *= 2;
	if (vc->backoff_ns < BACKOFF_MIN_NS)
		vc->backoff_ns = BACKOFF_MIN_NS;
	if (vc->backoff_ns > BACKOFF_MAX_NS)
		vc->backoff_ns = BACKOFF_MAX_NS;
	vc->retry_ns = now + (failed ? vc->backoff_ns : WINDOW_NS);
}

/* Hand-offs in a window's time. */
static unsigned
spin_rate(const struct vcpu *vc, uint64_t now)
{

	return ((unsigned)((uint64_t)vc->runs * WINDOW_NS / (now - vc->window_ns)));
}

/*
 * A window with spinning has passed.  It was poor when others want the CPUs, or
 * when fewer hand-offs were made than without: the host does not grant what
 * was counted on.
 */
static void
spin_judge(struct vcpu *vc, uint64_t now)
{
	bool poor;

	if (ux_config.spin == UX_SPIN_ALWAYS)
		return;
	poor = spin_rate(vc, now) < vc->plainrate ||
	    spin_demand(vc) > place_ncpus();
	vc->poor = poor ? vc->poor + 1 : 0;
	if (vc->runs < MIN_RUNS || vc->poor >= POOR)
		spin_stop(vc, now, vc->runs >= MIN_RUNS);
	else if (!poor)
		vc->backoff_ns = 0;
}

/* One without: are hand-offs many and short, and is there a CPU for more? */
static bool
spin_begins(struct vcpu *vc, uint64_t now)
{

	if (ux_config.spin == UX_SPIN_ALWAYS)
		return (spin_possible(vc));
	return (vc->runs >= MIN_RUNS && vc->shorts >= vc->runs - vc->runs / 8 &&
	    now >= vc->retry_ns && spin_possible(vc) &&
	    spin_demand(vc) <= place_ncpus());
}

static void
spin_window(struct vcpu *vc, uint64_t now)
{

	if (atomic_load_explicit(&vc->spinning, memory_order_relaxed))
		spin_judge(vc, now);
	else if (spin_begins(vc, now)) {
		vc->poor = 0;
		vc->plainrate = spin_rate(vc, now);
		vc->spincpu = place_free(vc);
		if (vc->spincpu >= 0)
			atomic_store_explicit(&vc->spinning, true,
			    memory_order_relaxed);
	}
	vc->runs = vc->shorts = vc->misses = 0;
	vc->window_ns = now;
}

/* In the middle of a window: its CPU is wanted, or spins are in vain. */
static void
spin_check(struct vcpu *vc, uint64_t now)
{

	if (vc->spincpu == vc->hostcpu || !spin_possible(vc))
		spin_stop(vc, now, false);
	else if (vc->misses > (MIN_RUNS + vc->runs) / 16 &&
	    ux_config.spin != UX_SPIN_ALWAYS)
		spin_stop(vc, now, true);
}

/* On the way to guest code. */
void
spin_enter(struct vcpu *vc, uint64_t now)
{

	vc->runs++;
	if (now - vc->left_ns < SHORT_KERNEL_NS && vc->guest_ns < SHORT_GUEST_NS)
		vc->shorts++;
	if (now - vc->window_ns >= WINDOW_NS)
		spin_window(vc, now);
	else if (atomic_load_explicit(&vc->spinning, memory_order_relaxed))
		spin_check(vc, now);
	vc->guest_ns = now;		/* spin_leave() makes it a length */
}

/* Back from guest code. */
void
spin_leave(struct vcpu *vc, uint64_t now)
{

	vc->guest_ns = now - vc->guest_ns;
	vc->left_ns = now;
}

void
spin_miss(struct vcpu *vc)
{

	vc->misses++;
}

/*
 * The turn went to slot: the guest thread that had it before is not next, and
 * in the way.  True: it is the same one.
 */
bool
spin_switch(struct vcpu *vc, struct slot *slot)
{
	struct slot *last = atomic_load_explicit(&vc->last, memory_order_relaxed);

	if (last == slot)
		return (true);
	if (last != NULL)
		put32(last->mem, UXS_SPIN, 0);
	atomic_store_explicit(&vc->last, slot, memory_order_relaxed);
	return (false);
}

/*
 * Spin while *turn is value, longer when the other side has to wake first; true
 * when it changed in time.
 */
bool
spin_for(const _Atomic uint32_t *turn, uint32_t value, bool waking)
{
	uint32_t i, n;

	n = waking ? pauses * UXK_PATIENCE : pauses;
	for (i = 0; i < n; i++) {
		if (atomic_load_explicit(turn, memory_order_acquire) != value) {
			COUNT(spins_hit);
			return (true);
		}
		__builtin_ia32_pause();
	}
	return (false);
}

/* For the guest thread: how long to spin. */
uint32_t
spin_turns(const struct vcpu *vc)
{

	return (atomic_load_explicit(&vc->spinning, memory_order_relaxed) ?
	    pauses : 0);
}

/* Where the guest thread belongs. */
int
spin_place(struct vcpu *vc)
{

	return (atomic_load_explicit(&vc->spinning, memory_order_relaxed) ?
	    vc->spincpu : vc->hostcpu);
}
