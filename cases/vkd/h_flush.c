/*
 * h_flush.c: write a file in a way that promises it is on the disk.
 *
 * usage: h_flush fsync | osync | write file
 *
 * Prints "done", or the error of what promised it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int fd, error = 0;

	if (argc != 3)
		return (64);
	fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC |
	    (strcmp(argv[1], "osync") == 0 ? O_FSYNC : 0), 0644);
	if (fd < 0)
		return (1);
	if (write(fd, "something\n", 10) != 10 ||
	    (strcmp(argv[1], "fsync") == 0 && fsync(fd) != 0))
		error = errno;
	close(fd);
	printf("%s\n", error == 0 ? "done" : strerror(error));
	return (0);
}
