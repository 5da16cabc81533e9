/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_cdtree.c: list a tree in one form on the host and in the guest, a line a
 * file in the order of names: path, type, mode, owners, links, size, time, and
 * the checksum of its bytes, or its device number, or a link's text.
 *
 * usage: h_cdtree [-n] directory
 *
 * With -n only what every ISO 9660 has: names, types, sizes, bytes.  In the guest
 * it also reads each file by mmap(2) and each directory in small pieces, and
 * says so when that differs.
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/stat.h>
#ifndef __DragonFly__
#include <sys/sysmacros.h>
#endif
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_ROOM	4096
#define MAX_NAMES	20000

static int names_only;

static uint64_t
sum_add(uint64_t sum, const unsigned char *p, size_t n)
{
	while (n-- > 0)
		sum = (sum ^ *p++) * 0x100000001b3ULL;
	return (sum);
}

static void
compare_mapped(const char *path, int fd, size_t size, uint64_t sum)
{
#ifdef __DragonFly__
	unsigned char *p;

	if (size == 0)
		return;
	p = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		err(1, "%s: mmap", path);
	if (sum_add(0, p, size) != sum)
		errx(1, "%s: mmap(2) and read(2) differ", path);
	munmap(p, size);
#else
	(void)path, (void)fd, (void)size, (void)sum;
#endif
}

static uint64_t
file_sum(const char *path, size_t size)
{
	static unsigned char buf[60000];
	uint64_t sum = 0;
	ssize_t n;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		err(1, "%s", path);
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		sum = sum_add(sum, buf, (size_t)n);
	if (n < 0)
		err(1, "%s", path);
	compare_mapped(path, fd, size, sum);
	close(fd);
	return (sum);
}

static int
by_name(const void *a, const void *b)
{
	return (strcmp(*(char *const *)a, *(char *const *)b));
}

#ifdef __DragonFly__
/* Entries read in pieces as small as they may be: cookies lead on. */
static size_t
count_slowly(const char *path)
{
	char buf[320];
	struct dirent *d;
	size_t count = 0;
	off_t at = 0;
	long base;
	int fd, n, one;

	fd = open(path, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		err(1, "%s", path);
	for (;;) {
		/* Each time from the position alone. */
		if (lseek(fd, at, SEEK_SET) != at)
			err(1, "%s: lseek", path);
		n = getdirentries(fd, buf, sizeof(buf), &base);
		if (n < 0)
			err(1, "%s: getdirentries", path);
		if (n == 0)
			break;
		at = lseek(fd, 0, SEEK_CUR);
		for (one = 0; one < n; one += (int)_DIRENT_DIRSIZ(d)) {
			d = (struct dirent *)(void *)(buf + one);
			count++;
		}
	}
	close(fd);
	return (count);
}
#endif

static void
check_entry(const char *path, const struct dirent *d)
{
#ifdef __DragonFly__
	struct stat st;

	if (lstat(path, &st) != 0)
		err(1, "%s", path);
	if (d->d_type != IFTODT(st.st_mode) || d->d_fileno != st.st_ino)
		errx(1, "%s: type %d, number %lu, but in its directory %d, %lu",
		    path, (int)IFTODT(st.st_mode), (unsigned long)st.st_ino,
		    d->d_type, (unsigned long)d->d_fileno);
#else
	(void)path, (void)d;
#endif
}

/* The names in a directory; "." and ".." are left out. */
static size_t
list(const char *path, char **names)
{
	char full[PATH_ROOM];
	struct dirent *d;
	size_t n = 0, all = 0;
	DIR *dir = opendir(path);

	if (dir == NULL)
		err(1, "%s", path);
	while ((d = readdir(dir)) != NULL) {
		all++;
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (n == MAX_NAMES)
			errx(1, "%s: too many names", path);
		snprintf(full, sizeof(full), "%s/%s", path, d->d_name);
		check_entry(full, d);
		names[n++] = strdup(d->d_name);
	}
	closedir(dir);
#ifdef __DragonFly__
	if (count_slowly(path) != all)
		errx(1, "%s: other entries in small pieces", path);
#endif
	(void)all;
	qsort(names, n, sizeof(names[0]), by_name);
	return (n);
}

static void
show(const char *path, const char *shown, const struct stat *st)
{
	char text[PATH_ROOM];
	ssize_t n;

	printf("%s %o", shown, (unsigned)(st->st_mode & S_IFMT));
	if (!names_only) {
		/* A link's mode and a directory's links differ by writer. */
		printf(" %o %u %u %u", S_ISLNK(st->st_mode) ? 0 :
		    (unsigned)(st->st_mode & 07777), (unsigned)st->st_uid,
		    (unsigned)st->st_gid, S_ISDIR(st->st_mode) ? 0 :
		    (unsigned)st->st_nlink);
		printf(" %lld", (long long)st->st_mtime);
	}
	if (S_ISREG(st->st_mode))
		printf(" %lld %016llx", (long long)st->st_size,
		    (unsigned long long)file_sum(path, (size_t)st->st_size));
	else if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		printf(" %u,%u", (unsigned)major(st->st_rdev),
		    (unsigned)minor(st->st_rdev));
	else if (S_ISLNK(st->st_mode)) {
		n = readlink(path, text, sizeof(text));
		if (n < 0)
			err(1, "%s", path);
		if (n != st->st_size)
			errx(1, "%s: the link's size is wrong", path);
		printf(" %.*s", (int)n, text);
	}
	printf("\n");
}

static void
walk(const char *path, size_t skip)
{
	char full[PATH_ROOM], **names;
	struct stat st;
	size_t i, n;

	names = malloc(MAX_NAMES * sizeof(names[0]));
	if (names == NULL)
		err(1, "malloc");
	n = list(path, names);
	names = realloc(names, (n + 1) * sizeof(names[0]));
	for (i = 0; i < n; i++) {
		if (i > 0 && strcmp(names[i], names[i - 1]) == 0)
			errx(1, "%s/%s: twice", path, names[i]);
		snprintf(full, sizeof(full), "%s/%s", path, names[i]);
		if (lstat(full, &st) != 0)
			err(1, "%s", full);
		/* What makefs leaves of moving deep directories. */
		if (strcmp(full + skip, "/.rr_moved") != 0)
			show(full, full + skip, &st);
		if (S_ISDIR(st.st_mode))
			walk(full, skip);
	}
	for (i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		names_only = 1;
		argv++;
		argc--;
	}
	if (argc != 2)
		errx(64, "usage: h_cdtree [-n] directory");
	walk(argv[1], strlen(argv[1]));
	return (0);
}
