/*
 * vm_touch.c: a part of h_vm: how often a program stops for memory that it
 * touches for the first time, and how much it gets.  Counts, not times.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "vm_parts.h"

#define HEAP	1024	/* pages */
#define STEP	10	/* pages that an allocator takes at a time */
#define SPARSE	4096
#define FAR	64
#define CACHED	256
#define BSS	110
#define DATA_PAGES 8

static long
faults(void)
{
	struct rusage ru;

	CHECK(getrusage(RUSAGE_SELF, &ru) == 0);
	return (ru.ru_minflt);
}

/*
 * malloc(3) writes behind what it hands out, then the program fills that: each
 * step is touched at its end first.
 */
void
t_touch_heap(void)
{
	char *p = map_anon(HEAP * PAGE, RW, MAP_PRIVATE);
	long before = faults(), after;

	for (size_t i = 0; i + STEP <= HEAP; i += STEP) {
		p[(i + STEP - 1) * PAGE] = 1;
		for (size_t k = 0; k < STEP - 1; k++)
			p[(i + k) * PAGE] = 1;
	}
	after = faults();
	CHECK(after - before < HEAP / STEP, "%ld faults for %d pages",
	    after - before, HEAP);
}

/* Who touches a page here and a page there does not get what lies between. */
void
t_touch_sparse(void)
{
	char *p = map_anon(SPARSE * PAGE, RW, MAP_PRIVATE);
	static char in[SPARSE];
	int n = 0;

	for (size_t i = 0; i < SPARSE; i += FAR)
		p[i * PAGE] = 1;
	CHECK(mincore(p, SPARSE * PAGE, in) == 0);
	for (int i = 0; i < SPARSE; i++)
		n += in[i] & 1;
	CHECK(n >= SPARSE / FAR && n <= SPARSE / FAR * 5, "%d pages", n);
}

/* Of a file that is in memory, much comes with one touch. */
void
t_touch_file(void)
{
	int fd = make_file(CACHED, 1), sum = 0;
	long before, after;
	char *p;

	p = mmap(NULL, CACHED * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	CHECK(p != MAP_FAILED);
	before = faults();
	for (int i = 0; i < CACHED; i++)
		sum += word(p, i);
	after = faults();
	CHECK(sum == CACHED * (CACHED + 1) / 2, "%d", sum);
	CHECK(after - before <= CACHED / 32 + 1, "%ld faults for %d pages",
	    after - before, CACHED);
}

static volatile char bss[BSS * PAGE];
static volatile char data[DATA_PAGES * PAGE] = { 1 };

/* What h_vm does when it is run as a program of its own, see below. */
void
touch_image(void)
{
	for (size_t i = 0; i < DATA_PAGES; i++)
		data[i * PAGE]++;
	for (size_t i = 0; i < BSS; i += 5) {
		if (bss[i * PAGE] != 0 || bss[i * PAGE + 1] != 0)
			_exit(1);
		bss[i * PAGE] = 1;
	}
	_exit(data[0] == 2 && data[PAGE] == 1 ? 0 : 2);
}

static long
run_once(void)
{
	struct rusage ru;
	int st;
	pid_t pid;

	if ((pid = vfork()) == 0) {
		execl(h_self, h_self, TOUCH_IMAGE, (char *)NULL);
		_exit(3);
	}
	CHECK(pid > 0 && wait4(pid, &st, 0, &ru) == pid && st == 0,
	    "status %x", (unsigned)st);
	return (ru.ru_minflt);
}

/*
 * A program that is run again has what it touched before, with the contents of its
 * file.  The system starts to learn anew now and then.
 */
void
t_touch_again(void)
{
	long first = run_once(), least = first, n;

	for (int i = 0; i < 8; i++) {
		n = run_once();
		least = n < least ? n : least;
	}
	CHECK(least < first / 2, "%ld faults at first, %ld at least", first,
	    least);
}
