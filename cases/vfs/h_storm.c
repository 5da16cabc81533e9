/*
 * h_storm.c: several processes at once make, find, move and remove the same few
 * names, so that lookups meet every change half-way.
 *
 * usage: h_storm dir seconds
 *
 * Each process checks what must hold whatever the others do; the parent checks in
 * the end that the directory can be emptied and removed, and that no space is lost.
 * Prints "storm: ok".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "check.h"
#include "sweep.h"

#define NPROC	4
#define NNAME	5

static unsigned seed;

static unsigned
dice(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return ((seed >> 16) % n);
}

/* Some path: a name in one of the directories, or in one of theirs. */
static void
somepath(char *buf, size_t size)
{
	if (dice(3) == 0)
		snprintf(buf, size, "d%u/s%u/n%u", dice(2), dice(2),
		    dice(NNAME));
	else
		snprintf(buf, size, "d%u/n%u", dice(2), dice(NNAME));
}

static void
somedir(char *buf, size_t size)
{
	snprintf(buf, size, "d%u/s%u", dice(2), dice(2));
}

/* Any of these may fail, but only for a reason that the others give. */
static void
expected(int result, const char *what)
{
	if (result == -1 && errno != ENOENT && errno != EEXIST &&
	    errno != ENOTEMPTY && errno != EISDIR && errno != ENOTDIR &&
	    errno != EINVAL && errno != EPERM && errno != EMLINK) {
		failures++;
		printf("%s: %s\n", what, strerror(errno));
	}
}

static void
one_step(void)
{
	char a[64], b[64], buf[16];
	struct stat st;
	int fd;

	somepath(a, sizeof(a));
	somepath(b, sizeof(b));
	switch (dice(10)) {
	case 0:
	case 1:
		fd = open(a, O_CREAT | O_RDWR, 0644);
		expected(fd, "create");
		if (fd >= 0) {
			CHECK(pwrite(fd, "storm", 5, 0) == 5);
			CHECK(pread(fd, buf, 5, 0) == 5);
			CHECK(memcmp(buf, "storm", 5) == 0);
			OK(fstat(fd, &st));
			CHECK(S_ISREG(st.st_mode) && st.st_size == 5);
			close(fd);
		}
		break;
	case 2:
	case 3:
		expected(unlink(a), "unlink");
		break;
	case 4:
		expected(rename(a, b), "rename");
		break;
	case 5:
		expected(link(a, b), "link");
		break;
	case 6:
		somedir(a, sizeof(a));
		somedir(b, sizeof(b));
		expected(rename(a, b), "rename of a directory");
		break;
	case 7:
		somedir(a, sizeof(a));
		expected(dice(2) ? mkdir(a, 0755) : rmdir(a), "mkdir, rmdir");
		break;
	default:
		expected(stat(a, &st), "stat");
		break;
	}
}

static void
storm(int n, time_t end)
{
	int i;

	seed = (unsigned)n * 7919 + 1;
	do {
		for (i = 0; i < 200; i++)
			one_step();
	} while (time(NULL) < end && failures == 0);
	fflush(stdout);
	_exit(failures != 0);
}

int
main(int argc, char **argv)
{
	struct statvfs before, after;
	char base[MAXPATHLEN];
	int i, status;
	time_t end;

	if (argc != 3) {
		fprintf(stderr, "usage: h_storm dir seconds\n");
		return (2);
	}
	OK(statvfs(argv[1], &before));
	snprintf(base, sizeof(base), "%s/storm.%d", argv[1], (int)getpid());
	OK(mkdir(base, 0755));
	OK(chdir(base));
	OK(mkdir("d0", 0755));
	OK(mkdir("d1", 0755));
	end = time(NULL) + atoi(argv[2]);
	for (i = 0; i < NPROC; i++)
		if (fork() == 0)
			storm(i, end);
	for (i = 0; i < NPROC; i++)
		CHECK(wait(&status) > 0 && status == 0);
	OK(chdir(argv[1]));
	sweep(base);
	sync();
	OK(statvfs(argv[1], &after));
	CHECK(after.f_bfree == before.f_bfree);
	CHECK(after.f_ffree == before.f_ffree);
	return (done("storm"));
}
