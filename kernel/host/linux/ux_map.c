/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_map.c: the kernel process's end of the mapper, and what a space has
 * mapped.
 *
 * The reply page can be written by the guest, so an answer counts only with
 * the right MAC over the request's number and the result; the mapper has the
 * key in a register.  A guest that writes there can at worst stop the answers
 * from being seen: its space is killed.
 *
 * Locks: m serialises requests of one space.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ux_int.h"

#define WAIT_NS		100000000	/* look at the answer this often */
#define WAIT_TURNS	100		/* and so many times: 10 s */

/*
 * ---- MAC: SipHash-2-4's rounds over two words ---------------------------
 */

static inline uint64_t
rol(uint64_t x, unsigned n)
{

	return (x << n | x >> (64 - n));
}

static inline void
sip_round(uint64_t v[4])
{

	v[0] += v[1];
	v[2] += v[3];
	v[1] = rol(v[1], 13) ^ v[0];
	v[3] = rol(v[3], 16) ^ v[2];
	v[0] = rol(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rol(v[1], 17) ^ v[2];
	v[3] = rol(v[3], 21) ^ v[0];
	v[2] = rol(v[2], 32);
}

/* As stub_text.S computes it. */
uint64_t
mapper_mac(const uint64_t key[2], uint64_t seq, uint64_t result)
{
	uint64_t v[4];
	int i;

	v[0] = key[0] ^ 0x736f6d6570736575ull;
	v[1] = key[1] ^ 0x646f72616e646f6dull;
	v[2] = key[0] ^ 0x6c7967656e657261ull;
	v[3] = key[1] ^ 0x7465646279746573ull;
	v[3] ^= seq;
	sip_round(v);
	sip_round(v);
	v[0] ^= seq;
	v[3] ^= result;
	sip_round(v);
	sip_round(v);
	v[0] ^= result;
	v[2] ^= 0xff;
	for (i = 0; i < 4; i++)
		sip_round(v);
	return (v[0] ^ v[1] ^ v[2] ^ v[3]);
}

/*
 * ---- requests -----------------------------------------------------------
 */

/* The answer to the last request, if it is there and true. */
static bool
mapper_answered(struct ux_space *space, uint64_t *result)
{
	const uint8_t *reply = space->area + UXA_REPLY;
	uint64_t value, mac;

	value = get64(reply, UXY_RESULT);
	mac = get64(reply, UXY_MAC);
	if (mac != mapper_mac(space->key, space->seq, value))
		return (false);
	*result = value;
	return (true);
}

/* Wait for it.  ESRCH: the space is dead, or plays tricks and was killed. */
static int
mapper_wait(struct ux_space *space, uint64_t *result)
{
	static const struct timespec rel = { 0, WAIT_NS };
	_Atomic uint32_t *turn;
	uint32_t value;
	int turns;

	turn = word_at(space->area, UXA_REPLY + UXY_TURN);
	for (turns = 0; turns < WAIT_TURNS;) {
		if (atomic_load(&space->dead) || atomic_load(&space->killed))
			return (line_errno(ESRCH));
		value = atomic_load(turn);
		if ((value & 0xff) != UXT_STUB) {
			if (mapper_answered(space, result))
				return (0);
			if (!atomic_load(&space->dead))
				break;		/* a forgery */
			continue;
		}
		if (value != (UXT_STUB | UXT_SLEEP) &&
		    !atomic_compare_exchange_strong(turn, &value,
		    UXT_STUB | UXT_SLEEP))
			continue;
		if (futex_wait(turn, UXT_STUB | UXT_SLEEP, &rel, true) !=
		    ETIMEDOUT)
			continue;
		if (mapper_answered(space, result))
			return (0);
		turns++;
	}
	pool_kill(space);
	return (line_errno(ESRCH));
}

/* A space fresh from the zygote: wait for its mapper, then hide what it read. */
int
mapper_first_answer(struct ux_space *space)
{
	uint64_t result;
	int error;

	if (space->seq != 0)
		return (atomic_load(&space->dead) ? line_errno(ESRCH) : 0);
	error = mapper_wait(space, &result);
	put64(space->area, UXA_REQ + UXR_KEY0, 0);
	put64(space->area, UXA_REQ + UXR_KEY1, 0);
	put64(space->area, UXA_REQ + UXR_SECRET, 0);
	if (error == 0 && result != 0)
		error = line_errno(EAGAIN);
	return (error);
}

/* Send the nops operations that are in the request page. Holds m. */
static int
mapper_call(struct ux_space *space, unsigned nops, uint64_t *result)
{
	struct vcpu *vc = vcpu_self;
	uint8_t *req = space->area + UXA_REQ;

	if (atomic_load(&space->dead) || atomic_load(&space->killed))
		return (line_errno(ESRCH));
	if (vc != NULL) {
		if (vc->hostcpu < 0)
			place_vcpu(vc, host_mono_ns());
		if (space->mappercpu != vc->hostcpu) {
			place_thread(space->pid, vc->hostcpu);
			space->mappercpu = vc->hostcpu;
		}
	}
	atomic_store(word_at(space->area, UXA_REPLY + UXY_TURN), UXT_STUB);
	put32(req, UXR_NOPS, nops);
	space->seq++;
	if (space->seq == 0)
		space->seq = 1;
	atomic_store(word_at(req, UXR_SEQ), space->seq);
	futex_wake(word_at(req, UXR_SEQ), 1, true);
	COUNT(mapcalls);
	ADD(mapops, nops);
	return (mapper_wait(space, result));
}

static void
mapper_put(struct ux_space *space, unsigned i, uint32_t op, uint32_t prot,
    uint64_t va, uint64_t len, uint64_t off)
{
	uint8_t *p = space->area + UXA_REQ + UXR_OPS + i * UXO_SIZE;

	put32(p, UXO_OP, op);
	put32(p, UXO_PROT, prot);
	put64(p, UXO_VA, va);
	put64(p, UXO_LEN, len);
	put64(p, UXO_OFF, off);
}

/* Make a guest thread that starts with this stack pointer. */
int
mapper_clone(struct ux_space *space, uint64_t stack, pid_t *tid)
{
	uint64_t result;
	int error;

	pthread_mutex_lock(&space->lock);
	mapper_put(space, 0, UXOP_CLONE, 0, stack, 0, 0);
	error = mapper_call(space, 1, &result);
	pthread_mutex_unlock(&space->lock);
	if (error == 0 && result >> 32 != 0)
		error = line_errno((int)(result >> 32));
	*tid = (pid_t)(uint32_t)result;
	return (error);
}

/*
 * ---- ranges -------------------------------------------------------------
 */

static bool
op_valid(uint32_t op, const struct ux_mapop *mo)
{

	if ((mo->va | mo->len) % HOST_PAGE_SIZE != 0 || mo->len == 0 ||
	    mo->va < UX_VA_MIN || mo->va >= UX_VA_MAX ||
	    mo->len > UX_VA_MAX - mo->va)
		return (false);
	if (op == UXOP_UNMAP)
		return (true);
	if (mo->prot == 0 || mo->prot > 7)
		return (false);
	if (op == UXOP_PROTECT)
		return (true);
	return (mo->off % HOST_PAGE_SIZE == 0 && mo->off >= ux_config.pool_off &&
	    mo->off - ux_config.pool_off < ux_config.pool_len &&
	    mo->len <= ux_config.pool_len - (mo->off - ux_config.pool_off));
}

/*
 * One request's worth of operations, fewer if there are many; *done of them
 * are finished.  What is not mapped needs no unmapping.  Holds m.
 */
static int
ranges_some(struct ux_space *space, uint32_t op, const struct ux_mapop *ops,
    unsigned n, unsigned *done)
{
	uint16_t which[UXR_MAXOPS];
	unsigned i, j, put;
	uint64_t result;
	int error;

	put = 0;
	for (i = 0; i < n && i < UINT16_MAX && put < UXR_MAXOPS; i++) {
		if (op == UXOP_UNMAP && range_empty(space, &ops[i]))
			continue;
		mapper_put(space, put, op, ops[i].prot | UX_READ, ops[i].va,
		    ops[i].len, ops[i].off);
		which[put++] = (uint16_t)i;
	}
	*done = i;
	if (put == 0)
		return (atomic_load(&space->dead) ? line_errno(ESRCH) : 0);
	error = mapper_call(space, put, &result);
	if (error != 0) {
		*done = 0;
		return (error);
	}
	for (j = 0; j < put && j < (uint32_t)result; j++)
		range_apply(space, op, &ops[which[j]]);
	if (result >> 32 == 0)
		return (0);
	*done = which[j];
	return (line_errno((int)(result >> 32)));
}

static int
ranges(struct ux_space *space, uint32_t op, const struct ux_mapop *ops,
    unsigned n, unsigned *donep)
{
	unsigned i, done;
	int error;

	error = 0;
	for (i = 0; i < n && error == 0; i++) {
		if (!op_valid(op, &ops[i]))
			error = line_errno(EINVAL);
	}
	pthread_mutex_lock(&space->lock);
	for (i = 0; i < n && error == 0; i += done)
		error = ranges_some(space, op, ops + i, n - i, &done);
	pthread_mutex_unlock(&space->lock);
	if (donep != NULL)
		*donep = i;
	return (error);
}

int
ux_map(struct ux_space *space, const struct ux_mapop *ops, unsigned n,
    unsigned *done)
{

	return (ranges(space, UXOP_MAP, ops, n, done));
}

int
ux_unmap(struct ux_space *space, const struct ux_mapop *ops, unsigned n,
    unsigned *done)
{

	return (ranges(space, UXOP_UNMAP, ops, n, done));
}

int
ux_protect(struct ux_space *space, const struct ux_mapop *ops, unsigned n,
    unsigned *done)
{

	return (ranges(space, UXOP_PROTECT, ops, n, done));
}

unsigned
ux_space_mapcount(const struct ux_space *space)
{

	return (atomic_load(&((struct ux_space *)(uintptr_t)space)->mapcount));
}
