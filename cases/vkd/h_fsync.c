/*
 * h_fsync.c: write numbered files and tell each once it is on the disk.
 *
 * usage: h_fsync write directory first	 a thousand, or until killed
 *	  h_fsync check directory last	 files 1 to last must be whole
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LENGTH	3000	/* more than one fragment */
#define MANY	1000	/* files of one turn; the disk has room for more */

static char text[LENGTH], got[LENGTH + 1];

static void
fill(int n)
{
	int i;

	for (i = 0; i < LENGTH; i++)
		text[i] = (char)('a' + (n + i) % 26);
}

static int
write_one(const char *dir, int n)
{
	char path[256];
	int fd;

	fill(n);
	snprintf(path, sizeof(path), "%s/%d", dir, n);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || write(fd, text, LENGTH) != LENGTH || fsync(fd) != 0 ||
	    close(fd) != 0)
		return (1);
	return (0);
}

static int
check_one(const char *dir, int n)
{
	char path[256];
	int fd;

	fill(n);
	snprintf(path, sizeof(path), "%s/%d", dir, n);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, got, sizeof(got)) != LENGTH ||
	    memcmp(got, text, LENGTH) != 0) {
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
