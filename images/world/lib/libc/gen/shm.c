/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shm.c: shared memory with names: files in /var/run/shm.
 */
#include <sys/mman.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHM_DIR		"/var/run/shm"

static int
path_of(const char *name, char *path, size_t size)
{
	while (*name == '/')
		name++;
	if (*name == '\0') {
		errno = EINVAL;
		return (-1);
	}
	if (snprintf(path, size, SHM_DIR "/%s", name) >= (int)size) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	return (0);
}

int
shm_open(const char *name, int flags, mode_t mode)
{
	char path[MAXPATHLEN];
	struct stat st;
	int fd;

	if ((flags & O_ACCMODE) == O_WRONLY) {
		errno = EINVAL;
		return (-1);
	}
	if (path_of(name, path, sizeof(path)) != 0)
		return (-1);
	fd = open(path, flags | O_CLOEXEC, mode);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		(void)close(fd);
		errno = EINVAL;
		return (-1);
	}
	return (fd);
}

int
shm_unlink(const char *name)
{
	char path[MAXPATHLEN];

	if (path_of(name, path, sizeof(path)) != 0)
		return (-1);
	return (unlink(path));
}
