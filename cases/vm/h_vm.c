/*
 * h_vm.c: what mmap(2) and its family promise, one claim after the other.
 *
 * usage: h_vm [test | all]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "vm_parts.h"

#include <sys/resource.h>
#include <setjmp.h>

/*
 * ---- plain memory ----------------------------------------------------------
 */

static void
t_zero(void)
{
	char *p = map_anon(300 * PAGE, RW, MAP_PRIVATE);

	for (int i = 0; i < 300; i++) {
		for (unsigned k = 0; k < PAGE; k += 8)
			CHECK(*(uint64_t *)(p + i * PAGE + k) == 0,
			    "page %d offset %u", i, k);
		memset(p + i * PAGE, 0xee, PAGE);
	}
	CHECK(munmap(p, 300 * PAGE) == 0);
	/* What comes next must not show what was there. */
	p = map_anon(300 * PAGE, RW, MAP_PRIVATE);
	for (size_t k = 0; k < 300 * PAGE; k += 8)
		CHECK(*(uint64_t *)(p + k) == 0, "old data at %lu",
		    (unsigned long)k);
}

static void
t_errors(void)
{
	int fd = make_file(2, 1), ro = open(DATA, O_RDONLY);
	char *p = map_anon(4 * PAGE, RW, MAP_PRIVATE), *q;

#define BAD(e, ...) CHECK(mmap(__VA_ARGS__) == MAP_FAILED && errno == (e))
	BAD(EINVAL, p + 1, PAGE, RW, MAP_ANON | MAP_PRIVATE | MAP_FIXED, -1, 0);
	BAD(EINVAL, NULL, PAGE, RW, MAP_ANON | MAP_PRIVATE, fd, 0);
	BAD(EINVAL, NULL, 0, RW, MAP_ANON | MAP_PRIVATE, -1, 0);
	BAD(ENOMEM, NULL, (size_t)-PAGE, RW, MAP_ANON | MAP_PRIVATE, -1, 0);
	BAD(EINVAL, (void *)0x7fffffe00000UL, PAGE, RW,
	    MAP_ANON | MAP_PRIVATE | MAP_FIXED, -1, 0);
	BAD(EINVAL, (void *)-PAGE, PAGE, RW,
	    MAP_ANON | MAP_PRIVATE | MAP_FIXED, -1, 0);
	BAD(ENOMEM, NULL, 0x7ffffff00000UL, RW, MAP_ANON | MAP_PRIVATE, -1, 0);
	BAD(ENOMEM, p, PAGE, RW, MAP_ANON | MAP_PRIVATE | MAP_TRYFIXED, -1, 0);
	BAD(EBADF, NULL, PAGE, RW, MAP_PRIVATE, 77, 0);
	BAD(EACCES, NULL, PAGE, RW, MAP_SHARED, ro, 0);
	CHECK(mmap(NULL, PAGE, RW, MAP_PRIVATE, ro, 0) != MAP_FAILED);
	q = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
	CHECK(q != MAP_FAILED);
	CHECK(mprotect(q, PAGE, RW) == -1 && errno == EACCES);
	CHECK(munmap(p + PAGE, PAGE) == 0);
	CHECK(munmap(p, 4 * PAGE) == -1 && errno == EINVAL, "a hole");
	CHECK(munmap((void *)-PAGE, 2 * PAGE) == -1 && errno == EINVAL);
	CHECK(msync(p + PAGE, PAGE, MS_SYNC) == -1 && errno == EINVAL);
	CHECK(msync(p, PAGE, MS_ASYNC | MS_INVALIDATE) == -1 &&
	    errno == EINVAL);
	CHECK(madvise(p, PAGE, 99) == -1 && errno == EINVAL);
	CHECK(minherit(p, PAGE, 9) == -1 && errno == EINVAL);
	CHECK(mincore(p, PAGE, (char *)1) == -1 && errno == EFAULT);
}

static void
t_protect(void)
{
	char *p = map_anon(8 * PAGE, RW, MAP_PRIVATE);
	static const unsigned char ret = 0xc3;

	memset(p, 1, 8 * PAGE);
	p[0] = (char)ret;
	CHECK(mprotect(p, PAGE, PROT_READ) == 0);
	CHECK(child_signal(touch_write, p, NULL) == SIGSEGV);
	CHECK(child_signal(touch_read, p, NULL) == 0);
	CHECK(child_signal(touch_exec, p, NULL) == SIGSEGV);
	CHECK(mprotect(p, PAGE, PROT_READ | PROT_EXEC) == 0);
	CHECK(child_signal(touch_exec, p, NULL) == 0);
	CHECK(mprotect(p + PAGE, 3 * PAGE, PROT_NONE) == 0);
	CHECK(child_signal(touch_read, p + 2 * PAGE, NULL) == SIGSEGV);
	CHECK(mprotect(p + PAGE, 3 * PAGE, RW) == 0);
	CHECK(p[2 * PAGE] == 1, "contents survive PROT_NONE");
	CHECK(mprotect(p, PAGE, RW) == 0);
	p[0] = 5;
	CHECK(p[0] == 5 && p[4 * PAGE] == 1);
	CHECK(munmap(p, 8 * PAGE) == 0);
	CHECK(child_signal(touch_read, p, NULL) == SIGSEGV);
}

static void
t_fixed(void)
{
	char *p = map_anon(16 * PAGE, RW, MAP_PRIVATE), *q;

	memset(p, 3, 16 * PAGE);
	q = mmap(p + 4 * PAGE, 4 * PAGE, RW, MAP_ANON | MAP_PRIVATE | MAP_FIXED,
	    -1, 0);
	CHECK(q == p + 4 * PAGE);
	CHECK(q[0] == 0 && q[4 * PAGE - 1] == 0 && q[-1] == 3 &&
	    q[4 * PAGE] == 3);
	CHECK(munmap(q, PAGE) == 0);
	CHECK(mmap(q, PAGE, RW, MAP_ANON | MAP_PRIVATE | MAP_TRYFIXED, -1,
	    0) == q, "free again");
	/* A hint that is taken moves up; one that is free is obeyed. */
	CHECK(munmap(p + 8 * PAGE, 2 * PAGE) == 0);
	CHECK(mmap(p + 8 * PAGE, 2 * PAGE, RW, MAP_ANON | MAP_PRIVATE, -1,
	    0) == p + 8 * PAGE);
	q = mmap(p, PAGE, RW, MAP_ANON | MAP_PRIVATE, -1, 0);
	CHECK(q != MAP_FAILED && (q < p || q >= p + 16 * PAGE));
}

/* Lengths beyond the address space, and offsets into no file. */
static void
t_lengths(void)
{
	static const size_t much[] = { 1UL << 62, 1UL << 63, -2 * PAGE,
	    -(size_t)PAGE };
	char *p = map_anon(PAGE, RW, MAP_PRIVATE);

	for (size_t i = 0; i < sizeof(much) / sizeof(much[0]); i++) {
		CHECK(mmap(NULL, much[i], RW, MAP_ANON | MAP_PRIVATE, -1,
		    0) == MAP_FAILED && errno == ENOMEM, "%zu: %d", i, errno);
		CHECK(mmap(p, much[i], RW, MAP_ANON | MAP_PRIVATE | MAP_FIXED,
		    -1, 0) == MAP_FAILED && errno == EINVAL, "%zu: %d", i,
		    errno);
	}
	CHECK(mmap(NULL, -(size_t)1, RW, MAP_ANON | MAP_PRIVATE, -1, 0) ==
	    MAP_FAILED && errno == EINVAL, "rounded to nothing");
	CHECK(mmap(NULL, 0, RW, MAP_ANON | MAP_PRIVATE, -1, 0) ==
	    MAP_FAILED && errno == EINVAL);
	CHECK(mmap(NULL, PAGE, RW, MAP_ANON | MAP_PRIVATE, -1, PAGE) ==
	    MAP_FAILED && errno == EINVAL, "an offset into no file");
	p[0] = 1;
	CHECK(munmap(p, PAGE) == 0);
}

static void
t_brk(void)
{
	char *b = sbrk(0), *e;

	CHECK(sbrk(20 * PAGE) == b);
	memset(b, 9, 20 * PAGE);
	e = sbrk(0);
	CHECK(e == b + 20 * PAGE && e[-1] == 9);
	CHECK(sbrk(-10 * (long)PAGE) == e);
	CHECK(child_signal(touch_read, b + 11 * PAGE, NULL) == SIGSEGV);
	CHECK(sbrk(10 * PAGE) != (void *)-1);
	CHECK(b[15 * PAGE] == 0 && b[PAGE] == 9);
	CHECK(raw(SYS_break, PAGE, 0, 0, 0) == -EINVAL);
	CHECK(raw(SYS_break, 0x7fffff000000, 0, 0, 0) == -ENOMEM);
}

static void
t_advise(void)
{
	char *p = map_anon(8 * PAGE, RW, MAP_PRIVATE), vec[8];

	memset(p, 1, 4 * PAGE);
	CHECK(mincore(p, 8 * PAGE, vec) == 0);
	for (int i = 0; i < 4; i++)
		CHECK((vec[i] & MINCORE_INCORE) != 0, "page %d", i);
	CHECK((vec[7] & MINCORE_INCORE) == 0);
	CHECK(madvise(p, 2 * PAGE, MADV_FREE) == 0);
	CHECK(p[0] == 0 && p[2 * PAGE] == 1);
	CHECK(madvise(p, 8 * PAGE, MADV_DONTNEED) == 0);
	CHECK(p[2 * PAGE] == 1, "private contents stay");
	CHECK(madvise(p, 8 * PAGE, MADV_WILLNEED) == 0);
	CHECK(madvise(p, 8 * PAGE, MADV_SEQUENTIAL) == 0);
	CHECK(madvise(p + PAGE, PAGE, MADV_RANDOM) == 0);
	CHECK(p[3 * PAGE] == 1);
}

static void
t_limits(void)
{
	struct rlimit rl;
	char *p;

	CHECK(getrlimit(RLIMIT_VMEM, &rl) == 0);
	rl.rlim_cur = 64 << 20;
	CHECK(setrlimit(RLIMIT_VMEM, &rl) == 0);
	p = mmap(NULL, 80 << 20, RW, MAP_ANON | MAP_PRIVATE, -1, 0);
	CHECK(p == MAP_FAILED && errno == ENOMEM);
	CHECK(getrlimit(RLIMIT_DATA, &rl) == 0);
	rl.rlim_cur = 1 << 20;
	CHECK(setrlimit(RLIMIT_DATA, &rl) == 0);
	CHECK(sbrk(8 << 20) == (void *)-1 && errno == ENOMEM);
	CHECK(mlock(map_anon(PAGE, RW, MAP_PRIVATE), PAGE) == 0);
}

/*
 * ---- stacks ---------------------------------------------------------------
 */

/* n frames of more than a KB, each in use until the last has returned. */
static int __attribute__((noinline))
deep(int n, volatile char *above)
{
	volatile char frame[1024];
	int sum;

	frame[0] = (char)n;
	frame[1023] = *above;
	sum = n == 0 ? 0 : deep(n - 1, frame);
	return (sum + (frame[0] == (char)n && frame[1023] == *above));
}

static void
deep_call(void *arg)
{
	volatile char top = 1;
	int n = *(int *)arg;

	_exit(deep(n, &top) == n + 1 ? 0 : 1);
}

static void
t_stack(void)
{
	struct rlimit rl = { 1 << 20, 8 << 20 };
	int n = 4000, status;
	char *p;

	CHECK(child_signal(deep_call, &n, &status) == 0 && status == 0);
	CHECK(getrlimit(RLIMIT_STACK, &rl) == 0);
	rl.rlim_cur = 1 << 20;
	CHECK(setrlimit(RLIMIT_STACK, &rl) == 0);
	CHECK(child_signal(deep_call, &n, &status) == SIGSEGV, "limit");
	/* A mapping of its own that grows. */
	p = mmap(NULL, 1 << 20, RW, MAP_STACK | MAP_PRIVATE, -1, 0);
	CHECK(p != MAP_FAILED);
	for (long i = (1 << 20) - PAGE; i >= (long)PAGE; i -= PAGE)
		p[i] = (char)i;
}

/*
 * ---- many ----------------------------------------------------------------------
 */

#define MANY	10000

static void
t_many(void)
{
	char *p = mmap((void *)0x10000000000UL, MANY * 2 * PAGE, PROT_NONE,
	    MAP_ANON | MAP_PRIVATE, -1, 0);

	CHECK(p != MAP_FAILED);
	for (int i = 0; i < MANY; i++)
		CHECK(mmap(p + i * 2 * PAGE, PAGE, RW, MAP_ANON | MAP_PRIVATE |
		    MAP_FIXED, -1, 0) != MAP_FAILED, "mapping %d", i);
	for (int i = 0; i < MANY; i += 2)
		*(int *)(p + i * 2 * PAGE) = i;
	for (int i = 0; i < MANY; i += 2)
		CHECK(word(p, i * 2) == i);
	CHECK(child_signal(touch_write, p + PAGE, NULL) == SIGSEGV);
	CHECK(munmap(p, MANY * 2 * PAGE) == 0);
}

/* More mappings than a process may have: an error, no more. */
static void
t_too_many(void)
{
	char *p = mmap((void *)0x10000000000UL, 200000 * PAGE, PROT_READ,
	    MAP_ANON | MAP_PRIVATE, -1, 0);
	int i;

	CHECK(p != MAP_FAILED);
	for (i = 0; i < 100000; i++)
		if (mprotect(p + i * 2 * PAGE, PAGE, PROT_NONE) != 0)
			break;
	CHECK(i > MANY && i < 100000 && errno == ENOMEM, "ended at %d", i);
	CHECK(munmap(p, 200000 * PAGE) == 0);
}

/*
 * Every second page of a large area: more separate ranges than a process of
 * the host may have (65,530).  Wants 512 MB.
 */
#define SPARSE	70000UL

static void
t_sparse(void)
{
	char *p = map_anon(2 * SPARSE * PAGE, RW, MAP_PRIVATE);

	CHECK(madvise(p, 2 * SPARSE * PAGE, MADV_RANDOM) == 0);
	for (size_t i = 0; i < SPARSE; i++)
		*(size_t *)(p + 2 * i * PAGE) = i;
	for (size_t i = 0; i < SPARSE; i++)
		CHECK(*(size_t *)(p + 2 * i * PAGE) == i, "page %lu",
		    (unsigned long)i);
	CHECK(child_signal(touch_write, p, NULL) == 0);
	CHECK(munmap(p, 2 * SPARSE * PAGE) == 0);
}

static const struct test large[] = {
	{ "sparse", t_sparse },
	{ NULL, NULL }
};

const char *h_self;

static const struct test tests[] = {
	{ "zero", t_zero },
	{ "errors", t_errors },
	{ "protect", t_protect },
	{ "fixed", t_fixed },
	{ "lengths", t_lengths },
	{ "brk", t_brk },
	{ "advise", t_advise },
	{ "incore", t_incore },
	{ "fetch", t_fetch },
	{ "unmapped", t_unmapped },
	{ "core", t_core },
	{ "locked", t_locked },
	{ "limits", t_limits },
	{ "mlock", t_mlock },
	{ "mlock_limit", t_mlock_limit },
	{ "stack", t_stack },
	{ "file_shared", t_file_shared },
	{ "file_private", t_file_private },
	{ "truncate", t_truncate },
	{ "self", t_self },
	{ "unlinked", t_unlinked },
	{ "fork_share", t_fork_share },
	{ "fork_storm", t_fork_storm },
	{ "fork_clip", t_fork_clip },
	{ "touch_heap", t_touch_heap },
	{ "touch_sparse", t_touch_sparse },
	{ "touch_file", t_touch_file },
	{ "touch_again", t_touch_again },
	{ "many", t_many },
	{ "too_many", t_too_many },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	h_self = argv[0];
	if (argc > 1 && strcmp(argv[1], TOUCH_IMAGE) == 0)
		touch_image();
	if (argc > 1 && strcmp(argv[1], large[0].name) == 0)
		return (run_tests(large, argc, argv));
	return (run_tests(tests, argc, argv));
}
