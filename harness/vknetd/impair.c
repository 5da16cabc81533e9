/*
 * impair.c: a bad line on purpose: loss, duplication, delay, reordering.
 *
 * Frames that are held lie in a heap by the time they are due.  What happens
 * to the n'th frame that comes depends on the seed alone.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "vknetd.h"

#define HELD_MAX	8192
#define HELD_BYTES	(32u * 1024 * 1024)
#define OVERTAKEN_NS	5000000		/* how long a reordered frame is late */

static struct impair im;
static uint64_t state;
static struct frame *held[HELD_MAX];	/* a heap: the first is due first */
static size_t nheld, held_bytes;
static uint64_t order;
static struct {
	uint64_t	 lost, duplicated, reordered, overflow;
} count;

void
impair_init(const struct impair *with)
{
	im = *with;
	state = im.seed * 0x9e3779b97f4a7c15 + 0x2545f4914f6cdd1d;
}

/* xorshift64*, 0 <= x < 1. */
static double
chance(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return ((double)(state * 0x2545f4914f6cdd1d >> 11) / 9007199254740992.0);
}

/* ---- the heap ---- */

static bool
before(const struct frame *a, const struct frame *b)
{
	return (a->due != b->due ? a->due < b->due : a->order < b->order);
}

static void
swap(size_t i, size_t j)
{
	struct frame *f = held[i];

	held[i] = held[j];
	held[j] = f;
}

static void
hold(struct frame *f)
{
	size_t i = nheld;

	if (nheld == HELD_MAX || held_bytes + f->len > HELD_BYTES) {
		count.overflow++;
		frame_drop(f);
		return;
	}
	f->order = order++;
	held_bytes += f->len;
	held[nheld++] = f;
	for (; i > 0 && before(held[i], held[(i - 1) / 2]); i = (i - 1) / 2)
		swap(i, (i - 1) / 2);
}

static struct frame *
release(void)
{
	struct frame *f = held[0];
	size_t i = 0, least;

	held[0] = held[--nheld];
	held_bytes -= f->len;
	for (;;) {
		least = i;
		for (size_t c = 2 * i + 1; c <= 2 * i + 2; c++)
			if (c < nheld && before(held[c], held[least]))
				least = c;
		if (least == i)
			return (f);
		swap(i, least);
		i = least;
	}
}

/* ---- frames ---- */

/* Every frame takes the same numbers, whatever becomes of it. */
void
impair_frame(struct frame *f)
{
	double lost = chance(), twice = chance(), late = chance(),
	    jitter = chance();
	uint64_t wait = im.delay + (uint64_t)(jitter * (double)im.jitter);
	struct frame *copy;

	if (lost < im.loss) {
		count.lost++;
		frame_drop(f);
		return;
	}
	if (late < im.reorder) {
		count.reordered++;
		wait += OVERTAKEN_NS;
	}
	if (twice < im.duplicate &&
	    (copy = frame_new(f->from, f->data, f->len)) != NULL) {
		count.duplicated++;
		copy->due = now_ns() + wait;
		hold(copy);
	}
	if (wait == 0) {
		switch_forward(f);
	} else {
		f->due = now_ns() + wait;
		hold(f);
	}
}

int
impair_wait(void)
{
	uint64_t now = now_ns();

	if (nheld == 0)
		return (-1);
	if (held[0]->due <= now)
		return (0);
	return ((int)((held[0]->due - now + 999999) / 1000000));
}

void
impair_run(void)
{
	uint64_t now = now_ns();

	while (nheld > 0 && held[0]->due <= now)
		switch_forward(release());
}

void
impair_forget(const struct port *p)
{
	for (size_t i = 0; i < nheld; i++)
		if (held[i]->from == p)
			held[i]->from = NULL;
}

void
impair_report(void)
{
	note("seed %llu: lost %llu duplicated %llu reordered %llu held %zu "
	    "overflow %llu", (unsigned long long)im.seed,
	    (unsigned long long)count.lost,
	    (unsigned long long)count.duplicated,
	    (unsigned long long)count.reordered, nheld,
	    (unsigned long long)count.overflow);
}
