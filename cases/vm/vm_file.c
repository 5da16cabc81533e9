/*
 * vm_file.c: a part of h_vm: files that are mapped.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "vm_parts.h"

#include <sys/stat.h>

void
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

void
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

void
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
void
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

void
t_unlinked(void)
{
	int fd = make_file(4, 500);
	char *p = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);

	CHECK(p != MAP_FAILED && unlink(DATA) == 0 && close(fd) == 0);
	CHECK(word(p, 2) == 502);
	*(int *)p = 5;
	CHECK(word(p, 0) == 5 && munmap(p, 4 * PAGE) == 0);
}
