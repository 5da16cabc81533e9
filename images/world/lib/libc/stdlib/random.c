/*
 * random.c: the random numbers of 4.2BSD: an additive feedback generator over
 * a state of the caller's size.  The first word of a state says its kind and
 * where its front stood when another was put in its place.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#define KINDS	5

/* What each kind has: bytes of state, degree and separation. */
static const struct kind {
	size_t	size;
	int	degree, separation;
} kinds[KINDS] = {
	{ 8, 0, 0 }, { 32, 7, 3 }, { 64, 15, 1 }, { 128, 31, 3 },
	{ 256, 63, 1 },
};

/* The state of kind 3 that srandom(1) makes, made when it is asked for. */
static int32_t first_state[32];

static int32_t *state = first_state + 1;
static int kind = 3, front = 3, rear = 0, seeded;

/* The minimal standard generator of Park and Miller, without overflow. */
static int32_t
next_seed(int32_t x)
{
	int32_t hi, lo;

	if (x == 0)
		x = 123459876;
	hi = x / 127773;
	lo = x % 127773;
	x = 16807 * lo - 2836 * hi;
	return (x < 0 ? x + 0x7fffffff : x);
}

void
srandom(unsigned seed)
{
	const struct kind *k = &kinds[kind];

	seeded = 1;
	state[0] = (int32_t)seed;
	if (k->degree == 0)
		return;
	for (int i = 1; i < k->degree; i++)
		state[i] = next_seed(state[i - 1]);
	front = k->separation;
	rear = 0;
	for (int i = 0; i < 10 * k->degree; i++)
		(void)random();
}

long
random(void)
{
	const struct kind *k = &kinds[kind];
	uint32_t x;

	if (!seeded)
		srandom(1);
	if (k->degree == 0) {
		state[0] = next_seed(state[0]);
		return (state[0]);
	}
	x = (uint32_t)state[front] + (uint32_t)state[rear];
	state[front] = (int32_t)x;
	front = (front + 1) % k->degree;
	rear = (rear + 1) % k->degree;
	return ((long)(x >> 1));
}

/* Write into the state in use what setstate() asks of it. */
static char *
leave(void)
{
	if (!seeded)
		srandom(1);
	state[-1] = kinds[kind].degree == 0 ? kind : KINDS * rear + kind;
	return ((char *)(state - 1));
}

char *
initstate(unsigned seed, char *arg, size_t size)
{
	char *old = leave();
	int k = KINDS;

	while (k > 0 && size < kinds[k - 1].size)
		k--;
	if (k == 0)
		return (NULL);
	kind = k - 1;
	state = (int32_t *)(void *)arg + 1;
	srandom(seed);
	(void)leave();
	return (old);
}

char *
setstate(char *arg)
{
	int32_t *new = (int32_t *)(void *)arg;
	int k = new[0] % KINDS, at = new[0] / KINDS;
	char *old;

	if (new[0] < 0 || (at != 0 && at >= kinds[k].degree)) {
		errno = EINVAL;
		return (NULL);
	}
	old = leave();
	kind = k;
	state = new + 1;
	if (kinds[k].degree != 0) {
		rear = at;
		front = (at + kinds[k].separation) % kinds[k].degree;
	}
	return (old);
}
