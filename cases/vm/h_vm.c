/*
 * h_vm.c: what mmap(2) and its family promise, one claim after the other.
 *
 * usage: h_vm [test | all]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_vm.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <setjmp.h>

static char path[] = "/tmp/h_vm.data";

/* A file of n pages whose first word in each is its number + base. */
static int
make_file(int n, int base)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	int buf[PAGE / sizeof(int)] = { 0 };

	CHECK(fd >= 0, "open %s", path);
	for (int i = 0; i < n; i++) {
		buf[0] = base + i;
		CHECK(write(fd, buf, sizeof(buf)) == (ssize_t)sizeof(buf),
		    "write page %d", i);
	}
	return (fd);
}

static int
word(const char *p, int page)
{
	return (*(const volatile int *)(p + page * PAGE));
}

static void
touch_read(void *p)
{
	(void)*(volatile char *)p;
}

static void
touch_write(void *p)
{
	*(volatile char *)p = 1;
}

static void
touch_exec(void *p)
{
	((void (*)(void))p)();
}

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
	int fd = make_file(2, 1), ro = open(path, O_RDONLY);
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

#include "vm_lock.c"

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
 * ---- files -------------------------------------------------------------------
 */

static void
t_file_shared(void)
{
	int fd = make_file(20, 100), v = 777;
	char *p = mmap(NULL, 20 * PAGE, RW, MAP_SHARED, fd, 0);

	CHECK(p != MAP_FAILED);
	for (int i = 0; i < 20; i++)
		CHECK(word(p, i) == 100 + i, "page %d is %d", i, word(p, i));
	/* write(2) shows in the mapping, and the other way. */
	CHECK(pwrite(fd, &v, sizeof(v), 5 * PAGE) == sizeof(v));
	CHECK(word(p, 5) == 777);
	*(int *)(p + 7 * PAGE) = 888;
	CHECK(pread(fd, &v, sizeof(v), 7 * PAGE) == sizeof(v) && v == 888);
	CHECK(msync(p, 20 * PAGE, MS_SYNC) == 0);
	*(int *)(p + 7 * PAGE) = 889;	/* dirty once more after cleaning */
	CHECK(msync(p + 7 * PAGE, PAGE, MS_SYNC) == 0);
	CHECK(fsync(fd) == 0);
	CHECK(msync(p, 20 * PAGE, MS_INVALIDATE) == 0);
	CHECK(word(p, 7) == 889 && word(p, 5) == 777);
	close(fd);
	CHECK(word(p, 19) == 119, "the mapping outlives the descriptor");
}

static void
t_file_private(void)
{
	int fd = make_file(8, 200), v;
	char *p = mmap(NULL, 8 * PAGE, RW, MAP_PRIVATE, fd, 0);
	char *q = mmap(NULL, 8 * PAGE, PROT_READ, MAP_SHARED, fd, 0);

	CHECK(p != MAP_FAILED && q != MAP_FAILED);
	CHECK(word(p, 3) == 203);
	*(int *)(p + 3 * PAGE) = 1;
	CHECK(word(q, 3) == 203);
	CHECK(pread(fd, &v, sizeof(v), 3 * PAGE) == sizeof(v) && v == 203);
	v = 9;
	CHECK(pwrite(fd, &v, sizeof(v), 4 * PAGE) == sizeof(v));
	CHECK(word(p, 4) == 9, "not yet changed: still the file's");
}

static void
t_truncate(void)
{
	int fd = make_file(10, 300);
	char *p = mmap(NULL, 10 * PAGE, RW, MAP_SHARED, fd, 0), c = 1;
	int pfd[2];

	CHECK(p != MAP_FAILED);
	memset(p, 0x55, 10 * PAGE);
	CHECK(ftruncate(fd, 4 * PAGE + 100) == 0);
	CHECK(p[4 * PAGE + 99] == 0x55 && p[4 * PAGE + 100] == 0);
	CHECK(child_signal(touch_read, p + 5 * PAGE, NULL) == SIGBUS);
	CHECK(child_signal(touch_write, p + 9 * PAGE, NULL) == SIGBUS);
	CHECK(pipe(pfd) == 0);
	CHECK(write(pfd[1], p + 6 * PAGE, 1) == -1 && errno == EFAULT);
	CHECK(ftruncate(fd, 10 * PAGE) == 0);
	for (int i = 4 * PAGE + 100; i < (int)(10 * PAGE); i++)
		CHECK(p[i] == 0, "byte %d after growth", i);
	CHECK(pread(fd, &c, 1, 5 * PAGE) == 1 && c == 0);
	p[8 * PAGE] = 7;	/* a hole gets a block */
	CHECK(msync(p, 10 * PAGE, MS_SYNC) == 0);
	CHECK(pread(fd, &c, 1, 8 * PAGE) == 1 && c == 7);
	CHECK(ftruncate(fd, 0) == 0);
	CHECK(child_signal(touch_read, p, NULL) == SIGBUS);
}

/* A buffer that is a mapping of the file that is read or written. */
static void
t_self(void)
{
	int fd = make_file(16, 400);
	char *p = mmap(NULL, 16 * PAGE, RW, MAP_SHARED, fd, 0);

	CHECK(p != MAP_FAILED);
	CHECK(pread(fd, p + PAGE + 8, 4 * PAGE, 0) == 4 * (ssize_t)PAGE);
	CHECK(pwrite(fd, p + 2 * PAGE, 4 * PAGE, 2 * PAGE) ==
	    4 * (ssize_t)PAGE);
	CHECK(pwrite(fd, p, 2 * PAGE, 10 * PAGE) == 2 * (ssize_t)PAGE);
	CHECK(word(p, 10) == 400);
}

static void
t_unlinked(void)
{
	int fd = make_file(4, 500);
	char *p = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);

	CHECK(p != MAP_FAILED && unlink(path) == 0 && close(fd) == 0);
	CHECK(word(p, 2) == 502);
	*(int *)p = 5;
	CHECK(word(p, 0) == 5 && munmap(p, 4 * PAGE) == 0);
}

/*
 * ---- fork --------------------------------------------------------------------
 */

static void
t_fork_share(void)
{
	char *s = map_anon(4 * PAGE, RW, MAP_SHARED);
	char *p = map_anon(4 * PAGE, RW, MAP_PRIVATE);
	char *n = map_anon(PAGE, RW, MAP_PRIVATE);
	char *i = map_anon(4 * PAGE, RW, MAP_PRIVATE);
	int st;
	pid_t pid;

	memset(p, 1, 4 * PAGE);
	memset(i, 2, 2 * PAGE);
	CHECK(minherit(n, PAGE, INHERIT_NONE) == 0);
	CHECK(minherit(i, 4 * PAGE, INHERIT_SHARE) == 0);
	CHECK(i[0] == 2 && i[3 * PAGE] == 0);
	if ((pid = fork()) == 0) {
		s[0] = 5;
		s[3 * PAGE] = 6;
		p[0] = 9;
		i[0] = 7;
		i[3 * PAGE] = 8;
		if (p[PAGE] != 1)
			_exit(2);
		touch_read(n);
		_exit(1);
	}
	CHECK(waitpid(pid, &st, 0) == pid);
	CHECK(WIFSIGNALED(st) && WTERMSIG(st) == SIGSEGV, "status %x", st);
	CHECK(s[0] == 5 && s[3 * PAGE] == 6 && p[0] == 1);
	CHECK(i[0] == 7 && i[3 * PAGE] == 8);
}

#define STORM	512	/* pages */

/* Each generation changes some pages and sees all the others as they were. */
static void
storm(char *p, int level, uint32_t seed)
{
	uint32_t mine = seed;
	int st, i;
	pid_t pid;

	for (int k = 0; k < 60; k++) {
		i = (int)(next(&mine) % STORM);
		*(uint32_t *)(p + i * PAGE) += seed;
	}
	if (level == 0)
		return;
	for (int c = 0; c < 3; c++) {
		uint32_t before = 0, after = 0;

		for (i = 0; i < STORM; i++)
			before += *(uint32_t *)(p + i * PAGE) * (uint32_t)i;
		if ((pid = fork()) == 0) {
			storm(p, level - 1, seed * 3 + (uint32_t)c);
			_exit(0);
		}
		CHECK(pid > 0, "fork at level %d", level);
		if (c == 1)
			*(uint32_t *)(p + 5 * PAGE) += 1;
		CHECK(waitpid(pid, &st, 0) == pid && st == 0, "status %x", st);
		if (c == 1)
			*(uint32_t *)(p + 5 * PAGE) -= 1;
		for (i = 0; i < STORM; i++)
			after += *(uint32_t *)(p + i * PAGE) * (uint32_t)i;
		CHECK(before == after, "level %d child %d", level, c);
	}
}

static void
t_fork_storm(void)
{
	char *p = map_anon(STORM * PAGE, RW, MAP_PRIVATE);

	storm(p, 4, 12345);
}

/* A space that is split, joined and shrunk while a child shares it. */
static void
t_fork_clip(void)
{
	char *p = map_anon(64 * PAGE, RW, MAP_PRIVATE);
	int fd[2], st;
	pid_t pid;
	char c;

	for (int i = 0; i < 64; i++)
		*(int *)(p + i * PAGE) = i;
	CHECK(pipe(fd) == 0);
	if ((pid = fork()) == 0) {
		(void)read(fd[0], &c, 1);
		for (int i = 0; i < 64; i++)
			if (word(p, i) != i)
				_exit(1);
		_exit(0);
	}
	CHECK(munmap(p + 10 * PAGE, 4 * PAGE) == 0);
	CHECK(mprotect(p + 20 * PAGE, 4 * PAGE, PROT_READ) == 0);
	for (int i = 30; i < 40; i++)
		*(int *)(p + i * PAGE) = -i;
	CHECK(madvise(p + 50 * PAGE, 4 * PAGE, MADV_FREE) == 0);
	CHECK(word(p, 51) == 0 && word(p, 21) == 21);
	CHECK(write(fd[1], "x", 1) == 1);
	CHECK(waitpid(pid, &st, 0) == pid && st == 0, "status %x", st);
	CHECK(mprotect(p + 20 * PAGE, 4 * PAGE, RW) == 0);
	for (int i = 14; i < 30; i++)
		CHECK(word(p, i) == i);
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

static const struct test tests[] = {
	{ "zero", t_zero },
	{ "errors", t_errors },
	{ "protect", t_protect },
	{ "fixed", t_fixed },
	{ "lengths", t_lengths },
	{ "brk", t_brk },
	{ "advise", t_advise },
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
	{ "many", t_many },
	{ "too_many", t_too_many },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], large[0].name) == 0)
		return (run_tests(large, argc, argv));
	return (run_tests(tests, argc, argv));
}
