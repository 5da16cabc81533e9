/*
 * h_race.c: several LWPs at one address space, and memory that runs out.
 *
 * usage: h_race race | end | fork_bomb | test
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_vm.h"

#include <sys/sysctl.h>
#include <fcntl.h>

#define NTHR	4

/* Shared by the LWPs of one test. */
static char *area;
static size_t npages;
static volatile int stop, wrong;
static volatile int *ready;

static void
fail(int code)
{
	wrong = code;
	stop = 1;
}

/*
 * ---- first touch -----------------------------------------------------------
 */

static void
touch_all(void *arg)
{
	int id = (int)(intptr_t)arg;

	__atomic_add_fetch(ready, 1, __ATOMIC_SEQ_CST);
	while (*ready < NTHR)
		continue;
	for (size_t i = 0; i < npages; i++) {
		size_t k = id % 2 == 0 ? i : npages - 1 - i;

		__atomic_add_fetch((int *)(area + k * PAGE), 1,
		    __ATOMIC_SEQ_CST);
	}
}

/* Every page is made once: no count is lost to a second zero page. */
static void
t_first_touch(void)
{
	struct thr t[NTHR];
	int n = 0;

	ready = &n;
	npages = 512;
	for (int round = 0; round < 6; round++) {
		area = map_anon(npages * PAGE, RW, round % 2 == 0 ?
		    MAP_PRIVATE : MAP_SHARED);
		n = 0;
		for (int i = 0; i < NTHR; i++)
			thr_start(&t[i], touch_all, (void *)(intptr_t)i);
		for (int i = 0; i < NTHR; i++)
			thr_join(&t[i]);
		for (size_t i = 0; i < npages; i++)
			CHECK(*(int *)(area + i * PAGE) == NTHR,
			    "round %d page %d is %d", round, (int)i,
			    *(int *)(area + i * PAGE));
		CHECK(munmap(area, npages * PAGE) == 0);
	}
}

/*
 * ---- mmap, munmap and mprotect against each other -----------------------------
 */

/* Map, stamp, change, check and unmap small pieces. */
static void
map_worker(void *arg)
{
	uint32_t seed = (uint32_t)(intptr_t)arg * 77 + 1, stamp;
	size_t n;
	char *p;

	while (!stop) {
		n = 1 + next(&seed) % 24;
		p = raw_map(NULL, n * PAGE, RW, MAP_ANON | MAP_PRIVATE);
		if (p == (char *)-1) {
			fail(1);
			return;
		}
		stamp = next(&seed);
		for (size_t i = 0; i < n; i++) {
			if (*(uint32_t *)(p + i * PAGE) != 0)
				fail(2);
			*(uint32_t *)(p + i * PAGE) = stamp + (uint32_t)i;
		}
		if (raw(SYS_mprotect, (long)p, PAGE, PROT_READ, 0) != 0 ||
		    raw(SYS_mprotect, (long)p, PAGE, RW, 0) != 0)
			fail(3);
		for (size_t i = 0; i < n; i++)
			if (*(uint32_t *)(p + i * PAGE) != stamp + (uint32_t)i)
				fail(4);
		if (raw(SYS_munmap, (long)p, (long)(n * PAGE), 0, 0) != 0)
			fail(5);
	}
}

static void
t_map_race(void)
{
	struct thr t[NTHR];

	stop = wrong = 0;
	for (int i = 0; i < NTHR; i++)
		thr_start(&t[i], map_worker, (void *)(intptr_t)(i + 1));
	sleep(4);
	stop = 1;
	for (int i = 0; i < NTHR; i++)
		thr_join(&t[i]);
	CHECK(wrong == 0, "%d", wrong);
}

/*
 * ---- fork while others write ----------------------------------------------------
 */

/* Keep the two words of a pair equal, the first one always written first. */
static void
pair_writer(void *arg)
{
	uint32_t seed = (uint32_t)(intptr_t)arg;
	volatile uint32_t *w;
	size_t mine = (size_t)(intptr_t)arg;

	while (!stop) {
		w = (volatile uint32_t *)(area +
		    (mine + NTHR * (next(&seed) % (npages / NTHR))) * PAGE);
		w[0]++;
		w[1]++;
	}
}

/* A child's pages must not change under it. */
static void
frozen(void)
{
	uint32_t sum = 0, again = 0;

	for (size_t i = 0; i < npages; i++) {
		volatile uint32_t *w = (volatile uint32_t *)(area + i * PAGE);

		sum += w[0] * 31 + w[1];
		if (w[0] - w[1] > 1)
			_exit(1);
	}
	for (int k = 0; k < 20; k++)
		(void)raw(SYS_usched_set, 0, 0, 0, 0);
	for (size_t i = 0; i < npages; i++) {
		volatile uint32_t *w = (volatile uint32_t *)(area + i * PAGE);

		again += w[0] * 31 + w[1];
	}
	_exit(sum == again ? 0 : 2);
}

static void
t_fork_race(void)
{
	struct thr t[NTHR];
	int st;
	pid_t pid;

	npages = 64;
	area = map_anon(npages * PAGE, RW, MAP_PRIVATE);
	stop = 0;
	for (int i = 0; i < NTHR - 1; i++)
		thr_start(&t[i], pair_writer, (void *)(intptr_t)i);
	for (int k = 0; k < 60; k++) {
		pid = fork();
		CHECK(pid >= 0, "fork");
		if (pid == 0)
			frozen();
		CHECK(waitpid(pid, &st, 0) == pid && st == 0,
		    "child %d: status %x", k, st);
	}
	stop = 1;
	for (int i = 0; i < NTHR - 1; i++)
		thr_join(&t[i]);
	for (size_t i = 0; i < npages; i++) {
		uint32_t *w = (uint32_t *)(area + i * PAGE);

		CHECK(w[0] == w[1], "page %d", (int)i);
	}
}

/*
 * ---- truncation against mappings -------------------------------------------------
 */

static char fpath[] = "/tmp/h_race.data";

static void
t_truncate_race(void)
{
	int fd = open(fpath, O_RDWR | O_CREAT | O_TRUNC, 0644), st;
	uint32_t seed = 3;
	pid_t pid;
	char *p;

	CHECK(fd >= 0 && ftruncate(fd, 32 * PAGE) == 0);
	p = mmap(NULL, 32 * PAGE, RW, MAP_SHARED, fd, 0);
	CHECK(p != MAP_FAILED);
	for (int k = 0; k < 30; k++) {
		if ((pid = fork()) == 0) {
			for (;;)
				p[(next(&seed) % 32) * PAGE] ^= 1;
		}
		for (int i = 0; i < 10; i++) {
			size_t n = next(&seed) % 32;

			CHECK(ftruncate(fd, (off_t)(n * PAGE + i)) == 0);
			CHECK(ftruncate(fd, 32 * PAGE) == 0);
		}
		CHECK(ftruncate(fd, 0) == 0);
		CHECK(waitpid(pid, &st, 0) == pid && WIFSIGNALED(st) &&
		    WTERMSIG(st) == SIGBUS, "status %x", st);
		CHECK(ftruncate(fd, 32 * PAGE) == 0);
		seed += (uint32_t)k;
	}
	CHECK(unlink(fpath) == 0);
}

/*
 * ---- the end of memory ------------------------------------------------------
 */

static void
eat(void *arg)
{
	size_t chunk = 1 << 20;

	for (;;) {
		char *p = raw_map(NULL, chunk, RW, MAP_ANON | MAP_PRIVATE);

		if (p == (char *)-1)
			_exit(7);
		for (size_t i = 0; i < chunk; i += PAGE)
			p[i] = 1;
	}
}

static void
t_oom(void)
{
	char *p = map_anon(64 * PAGE, RW, MAP_PRIVATE);
	int status;

	memset(p, 0x11, 64 * PAGE);
	for (int k = 0; k < 3; k++) {
		CHECK(child_signal(eat, NULL, &status) == SIGKILL,
		    "round %d: status %d", k, status);
		for (size_t i = 0; i < 64 * PAGE; i++)
			CHECK(p[i] == 0x11);
	}
}

/* Two at once, and several LWPs in one of them. */
static void
eat_many(void *arg)
{
	struct thr t[NTHR];

	for (int i = 0; i < NTHR; i++)
		thr_start(&t[i], eat, NULL);
	eat(NULL);
}

static void
t_oom_many(void)
{
	int st;
	pid_t a, b;

	if ((a = fork()) == 0)
		eat_many(NULL);
	if ((b = fork()) == 0)
		eat_many(NULL);
	CHECK(a > 0 && b > 0);
	CHECK(waitpid(a, &st, 0) == a && WIFSIGNALED(st) &&
	    WTERMSIG(st) == SIGKILL, "status %x", st);
	CHECK(waitpid(b, &st, 0) == b && WIFSIGNALED(st) &&
	    WTERMSIG(st) == SIGKILL, "status %x", st);
}

/*
 * Little memory is left, and files are read and written all the same: what is
 * read was what was written.
 */
static void
t_pressure(void)
{
	static char buf[16 * PAGE];
	size_t keep, total = 7 << 20, size = sizeof(long);
	/* The second disk has more room than the root. */
	static const char data[] = "/mnt/pressure.data";
	long pages;
	char *p, *m;
	int fd = open(data, O_RDWR | O_CREAT | O_TRUNC, 0644);

	CHECK(fd >= 0);
	CHECK(sysctlbyname("vm.stats.vm.v_free_count", &pages, &size, NULL,
	    0) == 0 && pages > 2048);
	keep = (size_t)(pages - 1024) * PAGE;
	p = map_anon(keep, RW, MAP_PRIVATE);
	for (size_t i = 0; i < keep; i += PAGE)
		*(size_t *)(p + i) = i;
	for (int round = 0; round < 2; round++) {
		CHECK(lseek(fd, 0, SEEK_SET) == 0);
		for (size_t off = 0; off < total; off += sizeof(buf)) {
			for (size_t k = 0; k < sizeof(buf); k += PAGE)
				*(size_t *)(buf + k) = off + k + (size_t)round;
			CHECK(write(fd, buf, sizeof(buf)) ==
			    (ssize_t)sizeof(buf), "write at %lu",
			    (unsigned long)off);
		}
		m = mmap(NULL, total, PROT_READ, MAP_SHARED, fd, 0);
		CHECK(m != MAP_FAILED);
		for (size_t off = 0; off < total; off += PAGE)
			CHECK(*(size_t *)(m + off) == off + (size_t)round,
			    "round %d offset %lu", round, (unsigned long)off);
		CHECK(munmap(m, total) == 0);
	}
	for (size_t i = 0; i < keep; i += PAGE)
		CHECK(*(size_t *)(p + i) == i, "memory at %lu",
		    (unsigned long)i);
	CHECK(close(fd) == 0 && unlink(data) == 0);
}

/* A child each time, until processes or memory end; then all are reaped. */
static void
t_fork_bomb(void)
{
	int n = 0, st;
	pid_t pid;
	char *p = map_anon(16 * PAGE, RW, MAP_PRIVATE);

	CHECK(setpgid(0, 0) == 0);
	memset(p, 1, 16 * PAGE);
	while (n < 400 && (pid = fork()) >= 0) {
		if (pid == 0) {
			p[0] = 2;
			for (;;)
				pause();
		}
		n++;
	}
	CHECK(n > 20, "%d", n);
	CHECK(signal(SIGTERM, SIG_IGN) != SIG_ERR);
	CHECK(kill(0, SIGTERM) == 0);
	for (int i = 0; i < n; i++)
		CHECK(waitpid(-1, &st, 0) > 0);
}

static const struct test race[] = {
	{ "first_touch", t_first_touch },
	{ "map_race", t_map_race },
	{ "fork_race", t_fork_race },
	{ "truncate_race", t_truncate_race },
	{ NULL, NULL }
};

static const struct test end[] = {
	{ "pressure", t_pressure },
	{ "oom", t_oom },
	{ "oom_many", t_oom_many },
	{ NULL, NULL }
};

static const struct test bomb[] = {
	{ "fork_bomb", t_fork_bomb },
	{ NULL, NULL }
};

/* A group of tests, or one test, by name; another name runs nothing. */
int
main(int argc, char **argv)
{
	static const struct { const char *name; const struct test *tests; }
	    groups[] = { { "race", race }, { "end", end },
	    { "fork_bomb", bomb } };
	int bad = 0;

	for (unsigned i = 0; i < 3; i++) {
		if (argc > 1 && strcmp(argv[1], groups[i].name) == 0)
			return (run_tests(groups[i].tests, 1, argv));
		for (const struct test *t = groups[i].tests;
		    t->name != NULL && argc > 1; t++)
			if (strcmp(argv[1], t->name) == 0)
				bad |= run_tests(t, argc, argv);
	}
	return (bad);
}
