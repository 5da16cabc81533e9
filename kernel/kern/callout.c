/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * callout.c: timers, callout(9).
 *
 * Each CPU keeps its callouts in a pairing heap under cc_spin: arming is O(1),
 * taking the first one O(log n) on average, and nothing is allocated.
 * cc_running is the callout whose function runs; callout_drain() waits for it.
 */
#include "sys/callout.h"
#include "sys/kddb.h"
#include "sys/thread.h"
#include "platform/machine.h"

struct callout_cpu {
	struct spinlock	 cc_spin;
	struct callout	*cc_root;		/* earliest */
	struct callout	*volatile cc_running;
	struct thread	*cc_thread;		/* that runs it */
} __attribute__((aligned(64)));
static struct callout_cpu callout_cpus[MAXCPU];

void
callout_cpu_init(int cpu)
{
	spin_init(&callout_cpus[cpu].cc_spin, "callout", LR_CALLOUT);
}

void
callout_init(struct callout *co)
{
	co->co_fn = NULL;
	co->co_cpu = NULL;
	co->co_armed = false;
}

/* Join two heaps; either may be empty.  The later root becomes a child. */
static struct callout *
meld(struct callout *a, struct callout *b)
{
	if (a == NULL)
		return (b);
	if (b == NULL)
		return (a);
	if (b->co_when < a->co_when) {
		struct callout *t = a;

		a = b;
		b = t;
	}
	b->co_next = a->co_child;
	if (b->co_next != NULL)
		b->co_next->co_prev = b;
	b->co_prev = a;
	a->co_child = b;
	a->co_next = a->co_prev = NULL;
	return (a);
}

/* Join a list of siblings: in pairs from the left, then all from the right. */
static struct callout *
meld_siblings(struct callout *list)
{
	struct callout *pairs = NULL, *root = NULL;

	while (list != NULL) {
		struct callout *a = list, *b = a->co_next;

		list = b != NULL ? b->co_next : NULL;
		a->co_next = a->co_prev = NULL;
		if (b != NULL)
			b->co_next = b->co_prev = NULL;
		a = meld(a, b);
		a->co_next = pairs;
		pairs = a;
	}
	while (pairs != NULL) {
		struct callout *a = pairs;

		pairs = a->co_next;
		a->co_next = NULL;
		root = meld(root, a);
	}
	return (root);
}

static void
heap_remove(struct callout_cpu *cc, struct callout *co)
{
	struct callout *sub = meld_siblings(co->co_child);

	if (cc->cc_root == co)
		cc->cc_root = sub;
	else {
		if (co->co_prev->co_child == co)
			co->co_prev->co_child = co->co_next;
		else
			co->co_prev->co_next = co->co_next;
		if (co->co_next != NULL)
			co->co_next->co_prev = co->co_prev;
		cc->cc_root = meld(cc->cc_root, sub);
	}
	co->co_child = co->co_next = co->co_prev = NULL;
	co->co_armed = false;
}

/* Lock the heap that co is or was on; NULL: never armed. */
static struct callout_cpu *
callout_lock(struct callout *co)
{
	struct callout_cpu *cc;

	while ((cc = *(struct callout_cpu *volatile *)&co->co_cpu) != NULL) {
		spin_lock(&cc->cc_spin);
		if (co->co_cpu == cc)
			break;
		spin_unlock(&cc->cc_spin);
	}
	return (cc);
}

void
callout_reset(struct callout *co, int64_t ns, void (*fn)(void *), void *arg)
{
	struct callout_cpu *cc, *here = &callout_cpus[curcpu()->c_id];

	cc = callout_lock(co);
	if (cc != NULL && cc != here) {
		if (co->co_armed)
			heap_remove(cc, co);
		/* While it runs elsewhere it stays there: drain must see it. */
		if (cc->cc_running == co)
			here = cc;
		else {
			co->co_cpu = here;
			spin_unlock(&cc->cc_spin);
			spin_lock(&here->cc_spin);
		}
	} else if (cc == NULL) {
		spin_lock(&here->cc_spin);
		co->co_cpu = here;
	} else if (co->co_armed)
		heap_remove(cc, co);
	co->co_fn = fn;
	co->co_arg = arg;
	co->co_when = machine_mono_ns() + (ns > 0 ? ns : 0);
	if (co->co_when < 0)
		co->co_when = INT64_MAX - 1;
	co->co_child = co->co_next = co->co_prev = NULL;
	co->co_armed = true;
	here->cc_root = meld(here->cc_root, co);
	spin_unlock(&here->cc_spin);
}

bool
callout_stop(struct callout *co)
{
	struct callout_cpu *cc = callout_lock(co);
	bool was;

	if (cc == NULL)
		return (false);
	if ((was = co->co_armed))
		heap_remove(cc, co);
	spin_unlock(&cc->cc_spin);
	return (was);
}

void
callout_drain(struct callout *co)
{
	struct callout_cpu *cc;
	unsigned spins = 0;

	for (;;) {
		if ((cc = callout_lock(co)) == NULL)
			return;
		if (co->co_armed)
			heap_remove(cc, co);
		if (cc->cc_running != co) {
			spin_unlock(&cc->cc_spin);
			return;
		}
		spin_unlock(&cc->cc_spin);
		KASSERT(cc->cc_thread != curthread,
		    ("callout_drain from its own function"));
		machine_relax(spins++);
	}
}

int64_t
callout_next(void)
{
	struct callout_cpu *cc = &callout_cpus[curcpu()->c_id];
	int64_t when = INT64_MAX;

	if (cc->cc_root != NULL) {
		spin_lock(&cc->cc_spin);
		if (cc->cc_root != NULL)
			when = cc->cc_root->co_when;
		spin_unlock(&cc->cc_spin);
	}
	return (when);
}

void
callout_run(void)
{
	struct callout_cpu *cc = &callout_cpus[curcpu()->c_id];
	struct callout *co;
	int64_t now;

	if (cc->cc_root == NULL)
		return;
	now = machine_mono_ns();
	spin_lock(&cc->cc_spin);
	while ((co = cc->cc_root) != NULL && co->co_when <= now &&
	    cc->cc_running == NULL) {
		void (*fn)(void *) = co->co_fn;
		void *arg = co->co_arg;

		heap_remove(cc, co);
		cc->cc_running = co;
		cc->cc_thread = curthread;
		spin_unlock(&cc->cc_spin);
		fn(arg);
		spin_lock(&cc->cc_spin);
		cc->cc_running = NULL;
	}
	spin_unlock(&cc->cc_spin);
}

/* Any order of the heap: children and right neighbours, depth first. */
static void
ddb_heap(const struct callout *co, int64_t now, int depth)
{
	for (; co != NULL && depth < 64; co = co->co_next) {
		kprintf("  %p in %ld us: %pS(%p)\n", (const void *)co,
		    (int64_t)((co->co_when - now) / NS_PER_US),
		    (void *)(uintptr_t)co->co_fn, co->co_arg);
		ddb_heap(co->co_child, now, depth + 1);
	}
}

DDB_SHOW(callouts, "armed timers of each CPU")
{
	int64_t now = machine_mono_ns();

	for (int i = 0; i < ncpus; i++) {
		kprintf("cpu %d%s:\n", i, callout_cpus[i].cc_running != NULL ?
		    " (one runs)" : "");
		ddb_heap(callout_cpus[i].cc_root, now, 0);
	}
}
