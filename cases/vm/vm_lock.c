/*
 * vm_lock.c: a part of h_vm: mlock(2), mlockall(2) and their limits.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "vm_parts.h"

#include <sys/resource.h>

/* Which of n pages are present, as bits. */
static int
present(char *p, int n)
{
	char vec[32];
	int bits = 0;

	CHECK(mincore(p, (size_t)n * PAGE, vec) == 0);
	for (int i = 0; i < n; i++)
		bits |= (vec[i] & MINCORE_INCORE) != 0 ? 1 << i : 0;
	return (bits);
}

void
t_mlock(void)
{
	char *p = map_anon(8 * PAGE, RW, MAP_PRIVATE), *q;

	CHECK(present(p, 8) == 0);
	CHECK(mlock(p + PAGE, 2 * PAGE) == 0);
	CHECK(present(p, 8) == 0x06);
	CHECK(mlock(p + 5 * PAGE + 100, 8) == 0, "not aligned");
	CHECK(present(p, 8) == 0x26);
	CHECK(p[PAGE] == 0 && p[5 * PAGE] == 0);
	CHECK(munlock(p, 8 * PAGE) == 0);
	CHECK(present(p, 8) == 0x26);
	CHECK(munmap(p + 3 * PAGE, PAGE) == 0);
	CHECK(mlock(p, 8 * PAGE) == -1 && errno == ENOMEM, "a hole");
	CHECK(munlock(p, 8 * PAGE) == -1 && errno == ENOMEM);
	CHECK(mlock((void *)-PAGE, PAGE) == -1);
	CHECK(raw(SYS_mlockall, 0, 0, 0, 0) == -EINVAL);
	CHECK(raw(SYS_mlockall, 8, 0, 0, 0) == -EINVAL);
	/* What is mapped from now on is there at once, until told otherwise. */
	CHECK(raw(SYS_mlockall, MCL_CURRENT | MCL_FUTURE, 0, 0, 0) == 0);
	q = map_anon(4 * PAGE, RW, MAP_PRIVATE);
	CHECK(present(q, 4) == 0xf && present(p, 3) == 0x7);
	CHECK(raw(SYS_munlockall, 0, 0, 0, 0) == 0);
	q = map_anon(4 * PAGE, RW, MAP_PRIVATE);
	CHECK(present(q, 4) == 0);
	/* More than the machine has is refused, not waited for. */
	q = map_anon(1UL << 30, RW, MAP_PRIVATE);
	CHECK(mlock(q, 1UL << 30) == -1 && errno == EAGAIN);
	CHECK(present(q, 32) == 0);
}

/* RLIMIT_MEMLOCK binds who is not root; a child starts with nothing locked. */
void
t_mlock_limit(void)
{
	struct rlimit rl = { 4 * PAGE, 4 * PAGE };
	char *p = map_anon(8 * PAGE, RW, MAP_PRIVATE);
	int status;
	pid_t pid;

	CHECK(setrlimit(RLIMIT_MEMLOCK, &rl) == 0);
	CHECK(mlock(p, 8 * PAGE) == 0 && munlock(p, 8 * PAGE) == 0);
	CHECK(setuid(500) == 0);
	CHECK(mlock(p, 8 * PAGE) == -1 && errno == ENOMEM);
	CHECK(mlock(p, 4 * PAGE) == 0);
	CHECK(mlock(p + 4 * PAGE, PAGE) == -1 && errno == ENOMEM);
	CHECK(raw(SYS_mlockall, MCL_CURRENT, 0, 0, 0) == -ENOMEM);
	if ((pid = fork()) == 0) {
		CHECK(mlock(p + 4 * PAGE, 4 * PAGE) == 0);
		exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	CHECK(munlock(p, PAGE) == 0);
	CHECK(mlock(p + 4 * PAGE, PAGE) == 0);
	/* What is unmapped does not count either. */
	CHECK(munmap(p, 8 * PAGE) == 0);
	p = map_anon(8 * PAGE, RW, MAP_PRIVATE);
	CHECK(mlock(p, 4 * PAGE) == 0);
}
