/*
 * h_rate.c: how long a tick is, by all that tells of it, and that ticks pass:
 * a second of them in about that time.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/mman.h>
#include <sys/upmap.h>
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

static long long
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (ts.tv_sec * 1000000000LL + ts.tv_nsec);
}

int
main(void)
{
	struct timespec prof, rr;
	const volatile struct sys_kpmap *map;
	long long begin;
	int fd, ticks;

	if (clock_getres(CLOCK_PROF, &prof) != 0 ||
	    sched_rr_get_interval(0, &rr) != 0)
		err(1, "clock_getres, sched_rr_get_interval");
	if (prof.tv_nsec >= 1000000000L)
		errx(1, "%ld ns", prof.tv_nsec);
	if (prof.tv_sec != rr.tv_sec || prof.tv_nsec != rr.tv_nsec)
		errx(1, "a turn of %jd.%09ld s, a tick of %jd.%09ld s",
		    (intmax_t)rr.tv_sec, rr.tv_nsec, (intmax_t)prof.tv_sec,
		    prof.tv_nsec);
	fd = open("/dev/kpmap", O_RDONLY);
	map = mmap(NULL, KPMAP_MAPSIZE, PROT_READ, MAP_SHARED, fd, 0);
	if (fd < 0 || map == MAP_FAILED)
		err(1, "/dev/kpmap");
	ticks = map->upticks;
	begin = now();
	while (map->upticks - ticks < map->tick_freq)
		;
	if (now() - begin < 500000000LL && map->tick_freq > 1)
		errx(1, "a second of ticks in %lld ns", now() - begin);
	if (now() - begin > 5000000000LL)
		errx(1, "a second of ticks in %lld ns", now() - begin);
	printf("tick %lld ns, of /dev/kpmap %d\n", prof.tv_sec * 1000000000LL +
	    prof.tv_nsec, map->tick_freq);
	return (0);
}
