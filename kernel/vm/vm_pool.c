/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_pool.c: the free pages: a buddy system, blocks of 2^k pages aligned to their
 * size; and what of them goes back to the host.
 *
 * Lock: f vm_free_spin.
 */
#include "vm/vm_pool.h"
#include "vm/vm_daemon.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "sys/thread.h"

struct spinlock	 vm_free_spin;
static struct vm_pageq freeq[NORDER];	/* [f] */

void
pool_init(void)
{
	for (int i = 0; i < NORDER; i++)
		TAILQ_INIT(&freeq[i]);
	spin_init(&vm_free_spin, "vmfree", LR_KMEM);
}

static void
block_insert(struct vm_page *pg, int order, bool last)
{
	pg->pg_order = (uint8_t)order;
	pg->pg_flags = (pg->pg_flags & PG_SOILED) | PG_FREE;
	if (last)
		TAILQ_INSERT_TAIL(&freeq[order], pg, pg_q);
	else
		TAILQ_INSERT_HEAD(&freeq[order], pg, pg_q);
	vm_nfree += 1u << order;
}

static void
block_remove(struct vm_page *pg)
{
	TAILQ_REMOVE(&freeq[pg->pg_order], pg, pg_q);
	pg->pg_flags &= ~(uint32_t)(PG_FREE | PG_AGED | PG_PURE);
	vm_nfree -= 1u << pg->pg_order;
}

/* Free 2^order pages from idx on, together with their free buddies. */
void
pool_free(uint64_t idx, int order, bool last)
{
	uint64_t bud;
	struct vm_page *b;

	while (order < NORDER - 1) {
		bud = idx ^ (1u << order);
		if (bud + (1u << order) > vm_npages)
			break;
		b = &vm_pages[bud];
		if ((b->pg_flags & PG_FREE) == 0 || b->pg_order != order)
			break;
		block_remove(b);
		idx &= ~((uint64_t)1 << order);
		order++;
	}
	block_insert(&vm_pages[idx], order, last);
}

/* Free the pages [a, b) as the largest blocks that fit. */
void
pool_free_span(uint64_t a, uint64_t b, bool last)
{
	int o;

	while (a < b) {
		for (o = 0; o < NORDER - 1; o++)
			if ((a & (1u << o)) != 0 || a + (2u << o) > b)
				break;
		pool_free(a, o, last);
		a += 1u << o;
	}
}

/* Take 2^order pages; of a larger block the lowest. */
struct vm_page *
pool_alloc(int order)
{
	struct vm_page *pg;
	int o;

	for (o = order; o < NORDER; o++)
		if ((pg = TAILQ_FIRST(&freeq[o])) != NULL)
			break;
	if (o == NORDER)
		return (NULL);
	block_remove(pg);
	while (o > order) {
		o--;
		block_insert(pg + (1u << o), o, false);
	}
	return (pg);
}

/* The free block that holds page idx, or NULL. */
static struct vm_page *
block_find(uint64_t idx)
{
	struct vm_page *h;

	for (int o = 0; o < NORDER; o++) {
		h = &vm_pages[idx & ~(((uint64_t)1 << o) - 1)];
		if ((h->pg_flags & PG_FREE) != 0 && h->pg_order == o)
			return (h);
	}
	return (NULL);
}

/* Take up to n pages from page idx on, if they are free. */
int
pool_alloc_span(uint64_t idx, int n)
{
	struct vm_page *h;
	uint64_t first, end, take;

	if (idx >= vm_npages || (h = block_find(idx)) == NULL)
		return (0);
	first = page_index(h);
	end = first + (1u << h->pg_order);
	take = K_MIN((uint64_t)n, end - idx);
	block_remove(h);
	pool_free_span(first, idx, false);
	pool_free_span(idx + take, end, false);
	return ((int)take);
}

/* May n more pages be taken? */
bool
pool_may_take(uint64_t n, int flags)
{
	uint64_t keep = (flags & PGA_RESERVE) != 0 ? 0 : vm_free_reserved;

	return (vm_nfree >= n + keep);
}

/*
 * ---- giving memory back to the host --------------------------------------
 */

#define DISCARD_ORDER	3	/* smallest block worth a call: 32 KB */

static bool
block_soiled(const struct vm_page *pg)
{
	for (unsigned i = 0; i < (1u << pg->pg_order); i++)
		if ((pg[i].pg_flags & PG_SOILED) != 0)
			return (true);
	return (false);
}

/*
 * An aged block with something in it, taken off its list; [f] held.  A block
 * is searched once in its life.
 */
static struct vm_page *
discard_pick(void)
{
	struct vm_page *pg;

	for (int o = NORDER - 1; o >= DISCARD_ORDER; o--)
		TAILQ_FOREACH(pg, &freeq[o], pg_q) {
			if ((pg->pg_flags & (PG_AGED | PG_PURE)) != PG_AGED)
				continue;
			if (block_soiled(pg)) {
				block_remove(pg);
				return (pg);
			}
			pg->pg_flags |= PG_PURE;
		}
	return (NULL);
}

static void
discard_age(void)
{
	struct vm_page *pg;

	for (int o = NORDER - 1; o >= DISCARD_ORDER; o--)
		TAILQ_FOREACH(pg, &freeq[o], pg_q)
			pg->pg_flags |= PG_AGED;
}

void
page_discard_free(uint64_t n)
{
	static bool refused;		/* the host cannot do it */
	struct vm_page *pg;
	uint64_t done = 0, len;
	int error;

	while (done < n && !refused) {
		spin_lock(&vm_free_spin);
		pg = discard_pick();
		spin_unlock(&vm_free_spin);
		if (pg == NULL)
			break;
		len = (uint64_t)1 << pg->pg_order;
		error = pmap_ram_discard(page_phys(pg), len << PAGE_SHIFT_K);
		for (uint64_t i = 0; i < len && error == 0; i++)
			pg[i].pg_flags &= ~(uint32_t)PG_SOILED;
		spin_lock(&vm_free_spin);
		pool_free(page_index(pg), pg->pg_order, true);
		spin_unlock(&vm_free_spin);
		if (error != 0)
			refused = true;
		done += len;
		cpu_poll();
	}
	spin_lock(&vm_free_spin);
	discard_age();
	spin_unlock(&vm_free_spin);
}
