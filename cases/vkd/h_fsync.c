/*
 * h_fsync.c: write numbered files and tell each once it is on the disk.
 *
 * usage: h_fsync write directory first	 a thousand, or until killed
 *	  h_fsync check directory last	 files 1 to last must be whole
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LENGTH	3000	/* more than one fragment */
#define LARGE	104000	/* more than a file has without indirect blocks */
#define MANY	1000	/* files of one turn, or fewer */

static char text[LARGE], got[LARGE + 1];

/* What file n holds. */
static size_t
fill(int n)
{
	size_t i, len = n % 8 == 5 ? LARGE : LENGTH;

	for (i = 0; i < len; i++)
		text[i] = (char)('a' + ((size_t)n + i) % 26);
	return (len);
}

/* Three ways to be told that it is on the disk. */
static int
put(int fd, int n, size_t len)
{
	char *p;

	if (n % 4 == 2)		/* O_FSYNC: the write itself */
		return (write(fd, text, len) != (ssize_t)len);
	if (n % 4 != 3)
		return (write(fd, text, len) != (ssize_t)len || fsync(fd) != 0);
	if (ftruncate(fd, (off_t)len) != 0 || fsync(fd) != 0)
		return (1);
	p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return (1);
	memcpy(p, text, len);
	return (msync(p, len, MS_SYNC) != 0 || fsync(fd) != 0 ||
	    munmap(p, len) != 0);
}

static int
write_one(const char *dir, int n)
{
	char path[256];
	size_t len = fill(n);
	int fd;

	snprintf(path, sizeof(path), "%s/%d", dir, n);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | (n % 4 == 2 ? O_FSYNC : 0),
	    0644);
	return (fd < 0 || put(fd, n, len) != 0 || close(fd) != 0);
}

static int
check_one(const char *dir, int n)
{
	char path[256];
	size_t len = fill(n);
	int fd;

	snprintf(path, sizeof(path), "%s/%d", dir, n);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, got, sizeof(got)) != (ssize_t)len ||
	    memcmp(got, text, len) != 0) {
		printf("damaged: %d\n", n);
		return (1);
	}
	close(fd);
	return (0);
}

int
main(int argc, char **argv)
{
	int n, number, bad = 0;

	if (argc != 4)
		return (64);
	number = atoi(argv[3]);
	if (strcmp(argv[1], "write") == 0) {
		for (n = number; n < number + MANY; n++) {
			if (write_one(argv[2], n) != 0) {
				perror("h_fsync");
				return (1);
			}
			printf("synced %d\n", n);
			fflush(stdout);
		}
		for (;;)
			pause();
	}
	for (n = 1; n <= number; n++)
		bad += check_one(argv[2], n);
	if (bad == 0)
		printf("whole: %d\n", number);
	return (bad != 0);
}
