/*
 * file.c: the few file operations that every part of the harness needs.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <linux/fs.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "vkt.h"

int
vkt_mkdirs(const char *path)
{
	struct buf b = { 0 };
	struct stat st;
	char *p;
	int error = 0;

	buf_str(&b, path);
	for (p = b.data + 1; error == 0 && *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(b.data, 0777) != 0 && errno != EEXIST)
			error = errno;
		*p = '/';
	}
	if (error == 0 && mkdir(path, 0777) != 0) {
		error = errno;
		if (error == EEXIST && stat(path, &st) == 0)
			error = S_ISDIR(st.st_mode) ? 0 : ENOTDIR;
	}
	buf_free(&b);
	return (error);
}

int
vkt_tempdir(const char *name, char path[VKT_TEMP_PATH])
{
	const char *dir = getenv("TMPDIR");

	if (dir == NULL || *dir != '/' ||
	    strlen(dir) + strlen(name) + 9 > VKT_TEMP_PATH)
		dir = "/tmp";
	snprintf(path, VKT_TEMP_PATH, "%s/%s.XXXXXX", dir, name);
	return (mkdtemp(path) != NULL ? 0 : errno);
}

int
vkt_append(const char *path, const char *text)
{
	size_t n = strlen(text);
	ssize_t done;
	int fd, error = 0;

	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return (errno);
	if (flock(fd, LOCK_EX) != 0)
		error = errno;
	else {
		done = write(fd, text, n);
		if (done < 0)
			error = errno;
		else if ((size_t)done != n)
			error = ENOSPC;
	}
	if (close(fd) != 0 && error == 0)
		error = errno;
	return (error);
}

static int
write_all(int fd, const char *p, size_t n)
{
	ssize_t done;

	for (; n > 0; p += done, n -= (size_t)done) {
		done = write(fd, p, n);
		if (done < 0)
			return (errno);
	}
	return (0);
}

/* Copy the data between the holes of in. */
static int
copy_sparse(int in, int out, off_t size)
{
	char chunk[65536];
	off_t at = 0, end;
	ssize_t n;
	int error;

	while (at < size) {
		at = lseek(in, at, SEEK_DATA);
		if (at < 0)
			return (errno == ENXIO ? 0 : errno);
		end = lseek(in, at, SEEK_HOLE);
		if (end < 0)
			return (errno);
		if (lseek(in, at, SEEK_SET) < 0 || lseek(out, at, SEEK_SET) < 0)
			return (errno);
		while (at < end) {
			n = read(in, chunk, (size_t)(end - at) < sizeof(chunk) ?
			    (size_t)(end - at) : sizeof(chunk));
			if (n < 0)
				return (errno);
			if (n == 0)
				return (EIO);
			error = write_all(out, chunk, (size_t)n);
			if (error != 0)
				return (error);
			at += n;
		}
	}
	return (0);
}

int
vkt_clone(const char *from, const char *to)
{
	struct stat st;
	int in, out = -1, error = 0;

	in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return (errno);
	if (fstat(in, &st) != 0) {
		error = errno;
		goto out;
	}
	out = open(to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (out < 0) {
		error = errno;
		goto out;
	}
	if (ioctl(out, FICLONE, in) == 0)
		goto out;
	if (ftruncate(out, st.st_size) != 0)
		error = errno;
	else
		error = copy_sparse(in, out, st.st_size);
out:
	if (out >= 0 && close(out) != 0 && error == 0)
		error = errno;
	close(in);
	if (error != 0 && out >= 0)
		unlink(to);
	return (error);
}
