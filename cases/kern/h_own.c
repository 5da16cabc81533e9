/*
 * h_own.c: calls that only DragonFly has, or that few programs make: variant
 * symlinks, uuidgen, ioprio_get and ioprio_set.  Works in its current directory.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/sysctl.h>
#include <sys/uuid.h>
#include <sys/varsym.h>

#define BAD	((void *)8)

static char text[20000];
static const char long_name[] = "a-name-of-sixty-four-bytes-is-one-that-is-"
    "too-long-for-a-variable";

/* vfs.varsym_enable. */
static void
enable(int on)
{
	int query[2] = { 0, 3 }, mib[CTL_MAXNAME];
	static const char name[] = "vfs.varsym_enable";
	size_t len = sizeof(mib);

	CHECK_EQ(sys(SYS___sysctl, query, 2, mib, &len, name,
	    sizeof(name) - 1), 0);
	CHECK_EQ(sys(SYS___sysctl, mib, len / sizeof(int), 0, 0, &on,
	    sizeof(on)), 0);
}

/* The value of name is want. */
static void
is(int mask, const char *name, const char *want)
{
	g_zero(text, 64);
	CHECK_EQ(sys(SYS_varsym_get, mask, name, text, 64), g_len(want) + 1);
	CHECK(g_same(text, want, g_len(want) + 1));
}

/* The link "link" leads to a file that holds want. */
static void
leads_to(const char *link, const char *want)
{
	long fd = sys(SYS_open, link, O_RDONLY, 0);

	g_zero(text, 64);
	CHECK(fd >= 0);
	CHECK_EQ(sys(SYS_read, fd, text, 64), g_len(want));
	CHECK(g_same(text, want, g_len(want)));
	sys(SYS_close, fd);
}

static void
file(const char *name)
{
	long fd = sys(SYS_open, name, O_CREAT | O_RDWR, 0644);

	CHECK(fd >= 0);
	CHECK_EQ(sys(SYS_write, fd, name, g_len(name)), g_len(name));
	sys(SYS_close, fd);
}

static void
variables(void)
{
	int st = 0, marker = 0;
	long pid;

	CHECK_EQ(sys(SYS_varsym_get, VARSYM_ALL_MASK, "ARCH", text, 64),
	    -ENOENT);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "ARCH", 0), -ENOENT);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_SYS, "ARCH", "system"), 0);
	is(VARSYM_ALL_MASK, "ARCH", "system");
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_USER, "ARCH", "user"), 0);
	is(VARSYM_ALL_MASK, "ARCH", "user");
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "ARCH", "process"), 0);
	is(VARSYM_ALL_MASK, "ARCH", "process");
	is(VARSYM_USER_MASK | VARSYM_SYS_MASK, "ARCH", "user");
	is(VARSYM_SYS_MASK, "ARCH", "system");

	/* A child begins with them, and what it changes is its own. */
	if ((pid = g_fork()) == 0) {
		failures = 0;
		is(VARSYM_PROC_MASK, "ARCH", "process");
		CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "ARCH", "child"), 0);
		is(VARSYM_ALL_MASK, "ARCH", "child");
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	is(VARSYM_ALL_MASK, "ARCH", "process");

	/* Changed, it stands last. */
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "B", "bb"), 0);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "ARCH", "x"), 0);
	CHECK_EQ(sys(SYS_varsym_list, VARSYM_PROC, text, 100, &marker), 12);
	CHECK(g_same(text, "B\0bb\0ARCH\0x", 12));
	CHECK_EQ(marker, -1);
	marker = 0;
	CHECK_EQ(sys(SYS_varsym_list, VARSYM_PROC, text, 7, &marker), 5);
	CHECK_EQ(marker, 1);
	CHECK_EQ(sys(SYS_varsym_list, VARSYM_PROC, text, 7, &marker), 7);
	CHECK_EQ(marker, -1);
	marker = 0;
	CHECK_EQ(sys(SYS_varsym_list, VARSYM_PROC, text, 4, &marker),
	    -EOVERFLOW);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "B", 0), 0);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "ARCH", 0), 0);
	marker = 0;
	CHECK_EQ(sys(SYS_varsym_list, VARSYM_PROC, text, 4, &marker), 0);
	CHECK_EQ(marker, -1);
	is(VARSYM_ALL_MASK, "ARCH", "user");
}

static void
bad_variables(void)
{
	int marker = 0, i, n = 0;
	char name[3] = "aa";

	CHECK_EQ(sys(SYS_varsym_set, 0, "A", "b"), -EINVAL);
	CHECK_EQ(sys(SYS_varsym_set, 5, "A", "b"), -EINVAL);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PRISON, "A", "b"), -EINVAL);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, BAD, "b"), -EFAULT);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "A", BAD), -EFAULT);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, long_name, "b"),
	    -ENAMETOOLONG);
	CHECK_EQ(sys(SYS_varsym_get, VARSYM_ALL_MASK, BAD, text, 4), -EFAULT);
	CHECK_EQ(sys(SYS_varsym_get, VARSYM_ALL_MASK, "ARCH", BAD, 64),
	    -EFAULT);
	text[0] = 'x';
	CHECK_EQ(sys(SYS_varsym_get, VARSYM_ALL_MASK, "ARCH", text, 3), 5);
	CHECK_EQ(text[0], 0);
	CHECK_EQ(sys(SYS_varsym_list, VARSYM_PRISON, text, 4, &marker),
	    -EINVAL);
	CHECK_EQ(sys(SYS_varsym_list, VARSYM_SYS, text, 99, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_varsym_list, VARSYM_SYS, BAD, 99, &marker), -EFAULT);

	/* A set has an end. */
	for (i = 0; i < 255; i++)
		text[i] = 'v';
	text[255] = '\0';
	for (i = 0; i < 200; i++) {
		name[0] = (char)('a' + i % 26);
		name[1] = (char)('a' + i / 26);
		if (sys(SYS_varsym_set, VARSYM_PROC, name, text) == 0)
			n++;
	}
	CHECK(n > 60 && n < 70);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "zz", "b"), -E2BIG);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "aa", "b"), 0);
}

static void
links(void)
{
	file("one");
	file("two");
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_SYS, "WHICH", "one"), 0);
	CHECK_EQ(sys(SYS_symlink, "${WHICH}", "link"), 0);
	CHECK_EQ(sys(SYS_symlink, "./${NIL}${WHICH}${NIL}", "more"), 0);
	CHECK_EQ(sys(SYS_symlink, "${UNSET}${", "odd"), 0);
	CHECK_EQ(sys(SYS_open, "link", O_RDONLY, 0), -ENOENT);
	enable(1);
	leads_to("link", "one");
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "WHICH", "two"), 0);
	leads_to("link", "two");
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "NIL", ""), 0);
	leads_to("more", "two");
	CHECK_EQ(sys(SYS_readlink, "link", text, 64), 8);
	CHECK(g_same(text, "${WHICH}", 8));
	CHECK_EQ(sys(SYS_open, "odd", O_RDONLY, 0), -ENOENT);
	file("${UNSET}${");
	leads_to("odd", "${UNSET}${");

	/* It never grows beyond a path. */
	for (int i = 0; i < 1020; i += 5)
		__builtin_memcpy(text + i, "${aa}", 5);
	text[1020] = '\0';
	CHECK_EQ(sys(SYS_symlink, text, "big"), 0);
	for (int i = 0; i < 255; i++)
		text[i] = '/';
	text[255] = '\0';
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_PROC, "aa", text), 0);
	CHECK_EQ(sys(SYS_open, "big", O_RDONLY, 0), -ENAMETOOLONG);
	enable(0);
	CHECK_EQ(sys(SYS_open, "link", O_RDONLY, 0), -ENOENT);
}

static void
variables_of_users(void)
{
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		failures = 0;
		sys(SYS_setresuid, 500, 500, 500);
		is(VARSYM_USER_MASK | VARSYM_SYS_MASK, "ARCH", "system");
		CHECK_EQ(sys(SYS_varsym_set, VARSYM_SYS, "ARCH", "x"), -EPERM);
		CHECK_EQ(sys(SYS_varsym_set, VARSYM_PRISON, "A", "x"), -EPERM);
		CHECK_EQ(sys(SYS_varsym_set, VARSYM_USER, "ARCH", "mine"), 0);
		if ((pid = g_fork()) == 0) {
			is(VARSYM_USER_MASK, "ARCH", "mine");
			CHECK_EQ(sys(SYS_varsym_set, VARSYM_USER, "ARCH",
			    "ours"), 0);
			g_exit(failures != 0);
		}
		CHECK_EQ(g_wait(pid, &st, 0), pid);
		CHECK_EQ(st, 0);
		is(VARSYM_USER_MASK, "ARCH", "ours");
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	is(VARSYM_USER_MASK, "ARCH", "user");
	if ((pid = g_fork()) == 0) {	/* the user went, and they with him */
		sys(SYS_setresuid, 500, 500, 500);
		g_exit(sys(SYS_varsym_get, VARSYM_USER_MASK, "ARCH", text,
		    64) != -ENOENT);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_USER, "ARCH", 0), 0);
	CHECK_EQ(sys(SYS_varsym_set, VARSYM_SYS, "ARCH", 0), 0);
}

/* 100 ns since 1582. */
static uint64_t
time_of(const struct uuid *u)
{
	return ((uint64_t)(u->time_hi_and_version & 0xfff) << 48 |
	    (uint64_t)u->time_mid << 32 | u->time_low);
}

static void
uuids(void)
{
	struct uuid *u = (struct uuid *)(void *)text, last;
	struct timeval tv;

	CHECK_EQ(sys(SYS_uuidgen, u, 0), -EINVAL);
	CHECK_EQ(sys(SYS_uuidgen, u, 2049), -EINVAL);
	CHECK_EQ(sys(SYS_uuidgen, BAD, 1), -EFAULT);
	CHECK_EQ(sys(SYS_uuidgen, &last, 1), 0);
	CHECK_EQ(sys(SYS_uuidgen, u, 1000), 0);
	CHECK(time_of(&u[0]) > time_of(&last));
	for (int i = 0; i < 1000; i++) {
		CHECK_EQ(u[i].time_hi_and_version >> 12, 1);
		CHECK_EQ(u[i].clock_seq_hi_and_reserved >> 6, 2);
		CHECK_EQ(u[i].node[0] & 1, 1);
		CHECK_EQ(time_of(&u[i]) - time_of(&u[0]), i);
		CHECK(g_same(u[i].node, last.node, sizeof(last.node)));
	}
	CHECK_EQ(sys(SYS_gettimeofday, &tv, 0), 0);
	CHECK((long)((time_of(&last) - 0x01b21dd213814000) / 10000000) -
	    tv.tv_sec <= 1);
	CHECK(tv.tv_sec - (long)((time_of(&last) - 0x01b21dd213814000) /
	    10000000) < 100);

	/* The clock goes back, the identifiers do not. */
	tv.tv_sec -= 1000;
	CHECK_EQ(sys(SYS_settimeofday, &tv, 0), 0);
	CHECK_EQ(sys(SYS_uuidgen, &last, 1), 0);
	CHECK(time_of(&last) > time_of(&u[999]));
	tv.tv_sec += 1000;
	CHECK_EQ(sys(SYS_settimeofday, &tv, 0), 0);
}

static void
disk_priorities(void)
{
	int st = 0;
	long pid;

	CHECK_EQ(sys(SYS_ioprio_get, PRIO_PROCESS, 0), 0);
	CHECK_EQ(sys(SYS_ioprio_set, PRIO_PROCESS, 0, 5), 0);
	CHECK_EQ(sys(SYS_ioprio_get, PRIO_PROCESS, sys(SYS_getpid)), 5);
	CHECK_EQ(sys(SYS_ioprio_set, PRIO_PROCESS, 0, 99), 0);
	CHECK_EQ(sys(SYS_ioprio_get, PRIO_PROCESS, 0), IOPRIO_MAX);
	CHECK_EQ(sys(SYS_ioprio_set, PRIO_PROCESS, 0, -3), 0);
	CHECK_EQ(sys(SYS_ioprio_get, PRIO_PROCESS, 0), IOPRIO_MIN);
	CHECK_EQ(sys(SYS_ioprio_get, 9, 0), -EINVAL);
	CHECK_EQ(sys(SYS_ioprio_set, 9, 0, 1), -EINVAL);
	CHECK_EQ(sys(SYS_ioprio_get, PRIO_PROCESS, 99999), -ESRCH);
	CHECK_EQ(sys(SYS_ioprio_get, PRIO_USER, 12345), -ESRCH);
	CHECK_EQ(sys(SYS_ioprio_set, PRIO_PROCESS, 0, 4), 0);
	if ((pid = g_fork()) == 0) {
		failures = 0;
		CHECK_EQ(sys(SYS_ioprio_get, PRIO_PROCESS, 0), 4);
		sys(SYS_setresuid, 500, 500, 500);
		CHECK_EQ(sys(SYS_ioprio_set, PRIO_PROCESS, 0, 7), 0);
		CHECK_EQ(sys(SYS_ioprio_set, PRIO_PROCESS, 0, 6), -EACCES);
		CHECK_EQ(sys(SYS_ioprio_set, PRIO_PROCESS, 1, 7), -EPERM);
		CHECK_EQ(sys(SYS_ioprio_get, PRIO_USER, 0), 7);
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
	CHECK_EQ(sys(SYS_ioprio_get, PRIO_PROCESS, 0), 4);
}

int
main(void)
{
	RUN(variables);
	RUN(bad_variables);
	RUN(links);
	RUN(variables_of_users);
	RUN(uuids);
	RUN(disk_priorities);
	guest_done();
}
