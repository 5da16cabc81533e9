/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ram.c: the memory image.  One per process, made once, read-only afterwards.
 */
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

#ifndef MFD_EXEC
#define MFD_EXEC	0x0010u
#endif

struct host_ram	 ram_image;		/* o */
static int	 ram_fd = -1;		/* o, holds the lock */
static char	 ram_made[PATH_MAX];	/* o, file that was not there before */

/* Open and lock, with no effect on a file that somebody else uses. */
static int
ram_open(const char *path, int *fdp, struct host_diag *diag)
{
	const int oflag = O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	struct stat st;
	bool made;
	int fd, error;

	/* A link that leads nowhere yet makes the file where it leads to. */
	made = access(path, F_OK) != 0 && errno == ENOENT;
	fd = open(path, oflag, 0600);
	if (fd < 0)
		return (line_diag(diag, errno, "%.150s: open", path));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return (line_diag(diag, EINVAL, "%.150s: not a regular file",
		    path));
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		error = line_diag(diag, errno, "%.150s: in use", path);
		close(fd);
		return (error);
	}
	if (made && realpath(path, ram_made) == NULL)
		ram_made[0] = '\0';
	*fdp = fd;
	return (0);
}

/*
 * The first of path.000000, ... that does not exist, or that we may have and
 * nobody uses.
 */
static int
ram_open_auto(const char *prefix, int *fdp, char *path, size_t size,
    struct host_diag *diag)
{
	struct stat st;
	unsigned n;
	int error;

	for (n = 0; n < 1000000; n++) {
		snprintf(path, size, "%s.%06u", prefix, n);
		error = ram_open(path, fdp, diag);
		if (error == 0 || lstat(path, &st) != 0)
			return (error);
	}
	return (line_diag(diag, EEXIST, "%.150s: no free number", prefix));
}

static int
ram_open_anon(int *fdp, struct host_diag *diag)
{
	int fd;

	fd = memfd_create("vkernel-ram", MFD_CLOEXEC | MFD_EXEC);
	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("vkernel-ram", MFD_CLOEXEC);
	if (fd < 0)
		return (line_diag(diag, errno, "memory without a name"));
	*fdp = fd;
	return (0);
}

/* Some mounts refuse PROT_EXEC: the guest's programs could not run there. */
static bool
ram_may_exec(int fd)
{
	void *p;

	p = mmap(NULL, HOST_PAGE_SIZE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return (false);
	munmap(p, HOST_PAGE_SIZE);
	return (true);
}

int
host_ram_open(enum host_ram_kind kind, const char *path, struct host_ram *ram,
    struct host_diag *diag)
{
	struct host_diag ignored;
	int fd, error;

	if (diag == NULL)
		diag = &ignored;
	diag->what[0] = '\0';
	memset(ram, 0, sizeof(*ram));
	if (ram_fd >= 0)
		return (line_diag(diag, EINVAL, "memory image: open"));
	switch (kind) {
	case HOST_RAM_FILE:
		snprintf(ram->path, sizeof(ram->path), "%s", path);
		if (strcmp(ram->path, path) != 0)
			return (line_diag(diag, ENAMETOOLONG, "%.150s",
			    path));
		error = ram_open(path, &fd, diag);
		break;
	case HOST_RAM_AUTO:
		error = ram_open_auto(path, &fd, ram->path, sizeof(ram->path), diag);
		break;
	default:
		error = ram_open_anon(&fd, diag);
		ram->anonymous = true;
		break;
	}
	if (error != 0)
		return (error);
	diag->what[0] = '\0';
	if (!ram->anonymous && !ram_may_exec(fd)) {
		snprintf(diag->what, sizeof(diag->what), "%.90s: its file "
		    "system does not let programs run; using memory without a "
		    "name", ram->path);
		ram_unmake();
		ram_made[0] = '\0';
		close(fd);
		error = ram_open_anon(&fd, diag);
		if (error != 0)
			return (error);
		ram->anonymous = true;
		ram->path[0] = '\0';
	}
	ram_fd = fd;
	ram_image = *ram;
	return (0);
}

int
host_ram_create(uint64_t size, struct host_ram *ram, struct host_diag *diag)
{
	struct host_diag ignored;
	struct stat st;
	void *base;
	int error;

	if (diag == NULL)
		diag = &ignored;
	diag->what[0] = '\0';
	if (ram_fd < 0 || ram_image.base != NULL || size == 0 ||
	    size % HOST_PAGE_SIZE != 0)
		return (line_diag(diag, EINVAL, "memory image: size"));
	/* First what may fail, then what cannot be taken back. */
	if (fstat(ram_fd, &st) != 0 || ((uint64_t)st.st_size < size &&
	    ftruncate(ram_fd, (off_t)size) != 0))
		return (line_diag(diag, errno,
		    "%.100s: set size to %llu MB", ram->path,
		    (unsigned long long)(size >> 20)));
	base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE,
	    ram_fd, 0);
	if (base == MAP_FAILED) {
		error = line_diag(diag, errno, "%.100s: map %llu MB", ram->path,
		    (unsigned long long)(size >> 20));
		goto out;
	}
	if (ftruncate(ram_fd, 0) != 0 || ftruncate(ram_fd, (off_t)size) != 0) {
		error = line_diag(diag, errno, "%.100s: empty it", ram->path);
		munmap(base, size);
		goto out;
	}
	madvise(base, size, MADV_DONTDUMP);
	ram->base = base;
	ram->size = size;
	ram_image = *ram;
	return (0);
out:
	(void)!ftruncate(ram_fd, st.st_size);
	return (error);
}

/*
 * The image once more, without our lock: a stub that dies a moment after us
 * must not hold it.
 */
int
ram_reopen(void)
{
	char name[40];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", ram_fd);
	return (open(name, O_RDWR | O_CLOEXEC));
}

static bool
ram_has(uint64_t off, uint64_t len)
{

	return (off % HOST_PAGE_SIZE == 0 && len % HOST_PAGE_SIZE == 0 &&
	    off <= ram_image.size && len <= ram_image.size - off);
}

int
host_ram_guard(uint64_t off, uint64_t len, bool on)
{

	if (!ram_has(off, len))
		return (line_errno(EINVAL));
	if (mprotect(ram_image.base + off, len,
	    on ? PROT_NONE : PROT_READ | PROT_WRITE) != 0)
		return (line_errno(errno));
	return (0);
}

int
host_ram_read(uint64_t off, void *buf, size_t len)
{

	if (off > ram_image.size || len > ram_image.size - off)
		return (line_errno(EINVAL));
	return (pread(ram_fd, buf, len, (off_t)off) == (ssize_t)len ? 0 :
	    line_errno(EIO));
}

int
host_ram_write(uint64_t off, const void *buf, size_t len)
{

	if (off > ram_image.size || len > ram_image.size - off)
		return (line_errno(EINVAL));
	return (pwrite(ram_fd, buf, len, (off_t)off) == (ssize_t)len ? 0 :
	    line_errno(EIO));
}

int
host_ram_discard(uint64_t off, uint64_t len)
{

	if (!ram_has(off, len))
		return (line_errno(EINVAL));
	if (len == 0)
		return (0);
	if (fallocate(ram_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
	    (off_t)off, (off_t)len) != 0)
		return (line_errno(errno));
	return (0);
}

/*
 * A start that fails leaves no memory image behind, unless there was one.  It
 * is ours by the lock, which is held until we end.
 */
void
ram_unmake(void)
{

	if (ram_made[0] != '\0')
		unlink(ram_made);
}

bool
host_file_same(const char *a, const char *b)
{
	struct stat sa, sb;

	return (stat(a, &sa) == 0 && stat(b, &sb) == 0 &&
	    sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino);
}

int
host_file_size(const char *path, uint64_t *size)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (line_errno(errno));
	if (!S_ISREG(st.st_mode))
		return (line_errno(EINVAL));
	*size = (uint64_t)st.st_size;
	return (0);
}
