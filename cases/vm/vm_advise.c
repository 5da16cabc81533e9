/*
 * vm_advise.c: a part of h_vm: what mincore(2) tells, and what each kind of
 * madvise(2), msync(2) and mlock(2) does to it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "vm_parts.h"

#include <sys/stat.h>
#include <sys/sysctl.h>

#define OWN	(MINCORE_REFERENCED | MINCORE_MODIFIED)

/* How many of n pages have any of these bits. */
static int
pages(char *p, int n, int bits)
{
	char vec[512];
	int found = 0;

	CHECK(mincore(p, (size_t)n * PAGE, vec) == 0);
	for (int i = 0; i < n; i++)
		found += (vec[i] & bits) != 0;
	return (found);
}

void
t_incore(void)
{
	char *a = map_anon(4 * PAGE, RW, MAP_PRIVATE), *p;
	int fd = make_file(8, 10), v = 5;

	CHECK(pages(a, 4, 0xff) == 0, "never touched");
	a[0] = 1;
	CHECK(pages(a, 1, MINCORE_INCORE) == 1 &&
	    pages(a, 1, MINCORE_REFERENCED) == 1 &&
	    pages(a, 1, MINCORE_MODIFIED) == 1);
	CHECK(fsync(fd) == 0);
	/* In memory, but nobody has it mapped; then mapped to be read. */
	p = mmap(NULL, 8 * PAGE, RW, MAP_SHARED, fd, 0);
	CHECK(p != MAP_FAILED && madvise(p, 8 * PAGE, MADV_RANDOM) == 0);
	CHECK(pages(p, 8, MINCORE_INCORE) == 8 && pages(p, 8, OWN) == 0);
	CHECK(word(p, 3) == 13);
	CHECK(pages(p, 8, MINCORE_REFERENCED) == 1 &&
	    pages(p, 8, MINCORE_MODIFIED) == 0);
	*(int *)p = 1;
	CHECK(pages(p, 8, MINCORE_MODIFIED) == 1);
	/* Written by another way than this mapping. */
	CHECK(pages(p + 5 * PAGE, 1, MINCORE_MODIFIED_OTHER) == 0);
	CHECK(pwrite(fd, &v, sizeof(v), 5 * PAGE) == sizeof(v));
	CHECK(pages(p + 5 * PAGE, 1, MINCORE_MODIFIED_OTHER) == 1);
	CHECK(pages(p + 5 * PAGE, 1, OWN) == 0);
}

/* Pages of files are dropped, and fetched before they are touched. */
void
t_fetch(void)
{
	int fd = make_file(16, 70);
	char *p = mmap(NULL, 16 * PAGE, RW, MAP_SHARED, fd, 0);

	CHECK(p != MAP_FAILED && fsync(fd) == 0);
	CHECK(pages(p, 16, MINCORE_INCORE) == 16);
	CHECK(msync(p, 16 * PAGE, MS_SYNC | MS_INVALIDATE) == 0);
	CHECK(pages(p, 16, MINCORE_INCORE) == 0, "invalidated");
	CHECK(madvise(p, 16 * PAGE, MADV_WILLNEED) == 0);
	CHECK(pages(p, 16, MINCORE_INCORE) == 16, "fetched");
	for (int i = 0; i < 16; i++)
		CHECK(word(p, i) == 70 + i);
}

/* Pages leave the address space, not memory; what is private stays as it is. */
void
t_unmapped(void)
{
	int fd = make_file(8, 30);
	char *p = mmap(NULL, 8 * PAGE, RW, MAP_SHARED, fd, 0);
	char *a = map_anon(4 * PAGE, RW, MAP_PRIVATE);

	CHECK(p != MAP_FAILED);
	memset(a, 7, 4 * PAGE);
	for (int i = 0; i < 8; i++)
		*(int *)(p + i * PAGE) = 90 + i;
	CHECK(pages(p, 8, OWN) == 8 && pages(a, 4, OWN) == 4);
	CHECK(madvise(p, 4 * PAGE, MADV_DONTNEED) == 0);
	CHECK(pages(p, 8, OWN) == 4 && pages(p, 8, MINCORE_INCORE) == 8);
	CHECK(madvise(a, 4 * PAGE, MADV_DONTNEED) == 0);
	CHECK(madvise(p + 4 * PAGE, 4 * PAGE, MADV_INVAL) == 0);
	CHECK(madvise(a, 2 * PAGE, MADV_INVAL) == 0);
	CHECK(pages(p, 8, OWN) == 0 && pages(a, 2, OWN) == 0);
	CHECK(pages(a, 4, MINCORE_INCORE) == 4);
	for (int i = 0; i < 8; i++)
		CHECK(word(p, i) == 90 + i);
	for (size_t i = 0; i < 4 * PAGE; i++)
		CHECK(a[i] == 7);
	CHECK(madvise(a, PAGE, MADV_SETMAP) == -1 && errno == EINVAL);
	CHECK(madvise(a, 4 * PAGE, MADV_FREE) == 0);
	CHECK(pages(a, 4, MINCORE_INCORE) == 0 && a[0] == 0);
}

#define CORE	"/tmp/h_vm.data.core"

/* The first words of marked pages; the fourth is the page's number. */
static void
mark(uint32_t *word, int page)
{
	uint32_t seed = 11;

	for (int i = 0; i < 3; i++)
		word[i] = next(&seed);
	word[3] = (uint32_t)page;
}

/* Which marked pages are in the core file, as bits; -1: there is none. */
static int
in_core(void)
{
	uint32_t want[4], at[4];
	int fd = open(CORE, O_RDONLY), bits = 0;

	if (fd < 0)
		return (-1);
	mark(want, 0);
	while (read(fd, at, sizeof(at)) == sizeof(at))
		if (memcmp(at, want, 12) == 0 && at[3] < 8)
			bits |= 1 << at[3];
	close(fd);
	return (bits);
}

static void
dump(void *arg)
{
	struct rlimit rl = { RLIM_INFINITY, RLIM_INFINITY };
	char *p = map_anon(8 * PAGE, RW, MAP_PRIVATE);

	for (int i = 7; i >= 0; i--)
		mark((uint32_t *)(p + (size_t)i * PAGE), i);
	CHECK(madvise(p + PAGE, 5 * PAGE, MADV_NOCORE) == 0);
	CHECK(madvise(p + 3 * PAGE, PAGE, MADV_CORE) == 0);
	CHECK(setrlimit(RLIMIT_CORE, &rl) == 0);
	*(volatile char *)arg = 0;
}

/* MADV_NOCORE keeps memory out of core files, MADV_CORE takes it in again. */
void
t_core(void)
{
	char old[256];
	size_t n = sizeof(old);

	CHECK(sysctlbyname("kern.corefile", old, &n, CORE, sizeof(CORE)) == 0);
	CHECK(child_signal(dump, (void *)8, NULL) == SIGSEGV);
	CHECK(in_core() == 0xc9, "%x", (unsigned)in_core());
	CHECK(unlink(CORE) == 0);
	CHECK(sysctlbyname("kern.corefile", NULL, NULL, old, n) == 0);
}

#define STEP	(256UL << 10)
#define MOST	(64UL << 20)	/* as much as the machine has */

/*
 * When memory is short, pages of files go, the oldest first, but not those that
 * are locked.
 */
void
t_locked(void)
{
	int fd = make_file(256, 1000);
	char *locked, *loose, *p;
	size_t n;

	CHECK(fsync(fd) == 0);
	locked = mmap(NULL, 128 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	loose = mmap(NULL, 128 * PAGE, PROT_READ, MAP_SHARED, fd, 128 * PAGE);
	CHECK(locked != MAP_FAILED && loose != MAP_FAILED);
	CHECK(mlock(locked, 128 * PAGE) == 0);
	p = map_anon(MOST, RW, MAP_PRIVATE);
	for (n = 0; n < MOST && pages(loose, 128, MINCORE_INCORE) == 128;
	    n += STEP)
		memset(p + n, 1, STEP);
	CHECK(n < MOST);
	CHECK(pages(locked, 128, MINCORE_INCORE) == 128);
	CHECK(munlock(locked, 128 * PAGE) == 0);
	CHECK(munmap(p, MOST) == 0);
	CHECK(word(loose, 100) == 1228 && word(locked, 100) == 1100);
}
