/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock.c: clocks and random numbers.
 */
#include <sys/random.h>

#include <cpuid.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "line.h"

#define CALIBRATE_NS	2000000		/* enough for 100 ppm */

static uint64_t
clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ((uint64_t)ts.tv_sec * NSEC + (uint64_t)ts.tv_nsec);
}

uint64_t
host_mono_ns(void)
{

	return (clock_ns(CLOCK_MONOTONIC));
}

uint64_t
host_wall_ns(void)
{

	return (clock_ns(CLOCK_REALTIME));
}

/* The counter runs at one rate in all power states. */
static bool
tsc_constant(void)
{
	unsigned a, b, c, d;

	return (__get_cpuid(0x80000007, &a, &b, &c, &d) != 0 &&
	    (d & (1u << 8)) != 0);
}

/* Read both clocks; the tightest of a few readings. */
static void
read_both(uint64_t *ns, uint64_t *tsc)
{
	uint64_t before, after, now, best;
	int i;

	best = UINT64_MAX;
	for (i = 0; i < 8; i++) {
		before = __rdtsc();
		now = host_mono_ns();
		after = __rdtsc();
		if (after - before < best) {
			best = after - before;
			*ns = now;
			*tsc = before + best / 2;
		}
	}
}

uint64_t
host_tsc_hz(void)
{
	static _Atomic uint64_t known;
	struct timespec ts = { 0, CALIBRATE_NS };
	uint64_t ns0, ns1, tsc0, tsc1, hz;

	hz = atomic_load(&known);
	if (hz != 0 || !tsc_constant())
		return (hz);
	read_both(&ns0, &tsc0);
	nanosleep(&ts, NULL);
	read_both(&ns1, &tsc1);
	hz = (uint64_t)((__uint128_t)(tsc1 - tsc0) * NSEC / (ns1 - ns0));
	atomic_store(&known, hz);
	return (hz);
}

void
host_random(void *buf, size_t len)
{
	uint8_t *p = buf;
	ssize_t n;

	while (len > 0) {
		n = getrandom(p, len < 256 ? len : 256, GRND_NONBLOCK);
		if (n < 0 && errno == EAGAIN)
			n = getrandom(p, len < 256 ? len : 256, GRND_INSECURE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			line_die(HOST_EXIT_HOST, "getrandom failed");
		p += n;
		len -= (size_t)n;
	}
}
