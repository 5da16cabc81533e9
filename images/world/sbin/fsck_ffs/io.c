/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * io.c: reading and writing the disk, in whole sectors.
 */
#include "fsck.h"

#include <sys/ioctl.h>
#include <sys/diskslice.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int	fsreadfd = -1, fswritefd = -1;
uint64_t disksize;

bool
disk_read(void *buf, size_t len, uint64_t off)
{
	ssize_t n;

	n = pread(fsreadfd, buf, len, (off_t)off);
	if (n == (ssize_t)len)
		return (true);
	pfatal("CANNOT READ: BLK %llu, %lu BYTES: %s\n",
	    (unsigned long long)(off / DEV_BSIZE), (unsigned long)len,
	    n < 0 ? strerror(errno) : "end of disk");
	if (n < 0)
		n = 0;
	memset((uint8_t *)buf + n, 0, len - (size_t)n);
	rerun = true;
	return (false);
}

void
disk_write(const void *buf, size_t len, uint64_t off)
{
	ssize_t n;

	if (fswritefd < 0 || nflag)
		return;
	modified = true;
	n = pwrite(fswritefd, buf, len, (off_t)off);
	if (n == (ssize_t)len)
		return;
	pfatal("CANNOT WRITE: BLK %llu, %lu BYTES: %s\n",
	    (unsigned long long)(off / DEV_BSIZE), (unsigned long)len,
	    n < 0 ? strerror(errno) : "end of disk");
	rerun = true;
}

bool
frag_read(void *buf, ufs_daddr_t bn, size_t len)
{
	return (disk_read(buf, len, (uint64_t)(uint32_t)bn << sb->fs_fshift));
}

void
frag_write(const void *buf, ufs_daddr_t bn, size_t len)
{
	disk_write(buf, len, (uint64_t)(uint32_t)bn << sb->fs_fshift);
}

/* Size of a disk by its label, of a file by itself. */
static uint64_t
media_size(int fd)
{
	struct partinfo pi;
	struct stat st;

	if (ioctl(fd, DIOCGPART, &pi) == 0)
		return (pi.media_size);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return ((uint64_t)st.st_size);
	return (0);
}

/*
 * Open the disk or file; for writing if that is wanted and can be.
 */
bool
disk_open(const char *name)
{
	struct stat st;

	if (fsreadfd >= 0)
		close(fsreadfd);
	if (fswritefd >= 0)
		close(fswritefd);
	fswritefd = -1;
	fsreadfd = open(name, O_RDONLY);
	if (fsreadfd < 0 || fstat(fsreadfd, &st) != 0) {
		printf("Can't open %s: %s\n", name, strerror(errno));
		return (false);
	}
	if (S_ISDIR(st.st_mode)) {
		printf("%s: is a directory\n", name);
		return (false);
	}
	disksize = media_size(fsreadfd);
	if (!preen)
		printf("** %s", name);
	if (!nflag)
		fswritefd = open(name, O_WRONLY);
	if (fswritefd < 0) {
		if (preen)
			pfatal("NO WRITE ACCESS");
		printf(" (NO WRITE)");
	}
	if (!preen)
		printf("\n");
	return (true);
}
