/*
 * cd.c: write an ISO 9660 file system with Rock Ridge, by makefs, and check
 * what it wrote.
 *
 * makefs puts the present time into the volume descriptor whatever it is told;
 * a fixed one makes the bytes a function of the input.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "image.h"
#include "stage.h"

#define SECTOR		2048
#define PVD		(16 * SECTOR)	/* the primary volume descriptor */

/* Byte offsets in it. */
enum { VD_BLOCKS = 80, VD_BSIZE = 128, VD_ROOT = 156, VD_CREATED = 813,
    VD_TIMES = 4, VD_TIME = 17 };

static const char cd_time[VD_TIME] = "2026010100000000";	/* UTC */

static uint32_t
get32(const uint8_t *p)
{
	return (p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24);
}

int
cd_check(int fd)
{
	uint8_t vd[SECTOR];
	struct stat st;
	uint64_t size;

	if (fstat(fd, &st) != 0 || pread(fd, vd, sizeof(vd), PVD) != SECTOR)
		return (EINVAL);
	size = (uint64_t)get32(vd + VD_BLOCKS) * SECTOR;
	if (memcmp(vd, "\001CD001\001", 7) != 0 || vd[VD_BSIZE] != 0 ||
	    vd[VD_BSIZE + 1] != SECTOR >> 8 || size == 0 ||
	    size > (uint64_t)st.st_size)
		return (EINVAL);
	return ((uint64_t)get32(vd + VD_ROOT + 2) * SECTOR < size ? 0 : EINVAL);
}

/* One time for the volume's creation, change and effect; none for its end. */
static int
cd_clean(int fd)
{
	int i;

	for (i = 0; i < VD_TIMES; i++)
		if (i != 2 && pwrite(fd, cd_time, VD_TIME,
		    PVD + VD_CREATED + i * VD_TIME) != VD_TIME)
			return (EIO);
	return (0);
}

int
cd_write(struct image *im, int fd)
{
	char *argv[] = { (char *)"makefs", (char *)"-t", (char *)"cd9660",
	    (char *)"-o", (char *)"rockridge,label=VKERNEL", NULL };
	struct buf path = { 0 };
	char work[STAGE_PATH];
	struct stat st;
	int error;

	error = stage_make(im, work);
	if (error != 0 && im->why[0] == '\0')
		image_fail(im, error, "%s: %s", work, strerror(error));
	if (error == 0)
		error = stage_run(im, work, argv);
	buf_fmt(&path, "%s/" STAGE_OUT, work);
	if (error == 0 && stat(path.data, &st) != 0)
		error = errno;
	if (error == 0 && ftruncate(fd, st.st_size) != 0)
		error = errno;
	if (error == 0)
		error = stage_copy(path.data, fd, 0);
	if (error == 0)
		error = cd_clean(fd);
	if (error == 0 && (error = cd_check(fd)) != 0)
		image_fail(im, error, "makefs wrote a bad file system");
	if (error == 0)
		im->size = (uint64_t)st.st_size;
	stage_remove(work);
	buf_free(&path);
	return (error);
}
