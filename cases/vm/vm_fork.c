/*
 * vm_fork.c: a part of h_vm: what fork(2) makes of a mapping.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "vm_parts.h"

void
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

void
t_fork_storm(void)
{
	char *p = map_anon(STORM * PAGE, RW, MAP_PRIVATE);

	storm(p, 4, 12345);
}

/* A space that is split, joined and shrunk while a child shares it. */
void
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
