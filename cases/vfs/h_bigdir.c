/*
 * h_bigdir.c: many names in one directory.  They are all there, each once, and
 * no operation on one costs as much as the directory is long.
 *
 * usage: h_bigdir directory
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"

#define NFILES	5000
#define STEP	1237		/* prime to it: an order like chance */

static char seen[NFILES];
static double begun;

static double
now(void)
{
	struct timeval tv;

	gettimeofday(&tv, NULL);
	return ((double)tv.tv_sec + (double)tv.tv_usec / 1e6);
}

static void
lap(const char *what)
{
	double t = now();

	printf("%s: %.2f s\n", what, t - begun);
	begun = now();
}

static const char *
name(int i)
{
	static char buf[40];

	snprintf(buf, sizeof(buf), "a-file-of-many.%d", i);
	return (buf);
}

static int
list(void)
{
	DIR *d = opendir(".");
	struct dirent *de;
	int n = 0, i;

	CHECK(d != NULL);
	memset(seen, 0, sizeof(seen));
	while (d != NULL && (de = readdir(d)) != NULL) {
		if (de->d_name[0] == '.')
			continue;
		i = atoi(strchr(de->d_name, '.') + 1);
		CHECK(i >= 0 && i < NFILES && !seen[i]);
		seen[i] = 1;
		n++;
	}
	closedir(d);
	return (n);
}

/* CPU time of looking for names that are not there, never the same. */
static double
misses(int from)
{
	struct rusage a, b;
	struct stat st;
	int i;

	getrusage(RUSAGE_SELF, &a);
	for (i = from; i < from + 2000; i++)
		FAILS(stat(name(i), &st), ENOENT);
	getrusage(RUSAGE_SELF, &b);
	return ((double)(b.ru_stime.tv_sec - a.ru_stime.tv_sec) +
	    (double)(b.ru_stime.tv_usec - a.ru_stime.tv_usec) / 1e6);
}

/* Thirty times as many names do not make a search much longer. */
static void
search_is_short(void)
{
	double few, many;
	int i;

	OK(mkdir("long", 0755));
	OK(chdir("long"));
	close(open("one.0", O_WRONLY | O_CREAT, 0644));
	for (i = 0; i < 1000; i++)
		OK(link("one.0", name(i)));
	few = misses(100000);
	for (; i < 30000; i++)
		OK(link("one.0", name(i)));
	many = misses(200000);
	printf("2000 searches: %.3f s and %.3f s\n", few, many);
	CHECK(many < 8 * few + 0.05);
	for (i = 0; i < 30000; i++)
		OK(unlink(name(i)));
	OK(unlink("one.0"));
	OK(chdir(".."));
	OK(rmdir("long"));
}

int
main(int argc, char **argv)
{
	struct stat st;
	int fd, i;

	if (argc != 2 || chdir(argv[1]) != 0 || mkdir("big", 0755) != 0 ||
	    chdir("big") != 0)
		return (2);
	begun = now();
	for (i = 0; i < NFILES; i++) {
		OK(fd = open(name(i), O_WRONLY | O_CREAT | O_EXCL, 0644));
		close(fd);
	}
	lap("create");
	CHECK(list() == NFILES);
	lap("list");
	for (i = 0; i < NFILES; i++)
		OK(stat(name(i * STEP % NFILES), &st));
	lap("stat by chance");
	for (i = 0; i < NFILES; i++)
		FAILS(stat(name(NFILES + i), &st), ENOENT);
	lap("stat of none");
	for (i = 0; i < NFILES; i += 2) {
		char to[40];

		strcpy(to, name(i));
		to[0] = 'b';
		OK(rename(name(i), to));
		OK(rename(to, name(i)));
	}
	lap("rename");
	for (i = 0; i < NFILES; i += 2)
		OK(unlink(name(i * STEP % NFILES)));
	lap("unlink by chance");
	CHECK(list() == NFILES / 2);
	for (i = 1; i < NFILES; i += 2)
		OK(unlink(name(i * STEP % NFILES)));
	lap("unlink the rest");
	CHECK(list() == 0);
	OK(stat(".", &st));
	CHECK(st.st_nlink == 2);
	printf("size at the end: %ld\n", (long)st.st_size);
	OK(chdir(".."));
	OK(rmdir("big"));
	search_is_short();
	lap("searches");
	return (done("bigdir"));
}
