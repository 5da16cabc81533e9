/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disk_dev.c: disks: the operations of their devices.
 *
 * Transfers: the bounds are checked, the label is write-protected, and the bio is
 * handed on with the offset on the medium in bio_driver[0] and the length, cut at
 * the partition's end, in bio_driver[1].
 *
 * Locks: d_lock as sys/kdisk.h says.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "sys/kdisk.h"
#include "lib/libkern.h"

static int
disk_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	struct diskpart *dp = dev->si_softc;
	int error = 0;

	if (dp == NULL)
		return (ENXIO);
	if ((fflags & FWRITE) && dp->dp_disk->d_info.d_rdonly)
		return (EROFS);
	lock_exclusive(&dp->dp_disk->d_lock);
	if (dp->dp_dev == dev)
		dp->dp_open = true;
	else
		error = ENXIO;
	lock_release(&dp->dp_disk->d_lock);
	return (error);
}

static int
disk_close(struct cdev *dev, int fflags, struct file *fp)
{
	struct diskpart *dp = dev->si_softc;

	if (dp == NULL)
		return (0);
	lock_exclusive(&dp->dp_disk->d_lock);
	if (dp->dp_dev == dev)
		dp->dp_open = false;
	lock_release(&dp->dp_disk->d_lock);
	return (0);
}

static int
disk_read(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (disk_physio(dev, uio, BIO_READ_K));
}

static int
disk_write(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (disk_physio(dev, uio, BIO_WRITE_K));
}

static int64_t
disk_size(struct cdev *dev)
{
	struct diskpart *dp = dev->si_softc;

	if (dp == NULL)
		return (-1);
	return ((int64_t)(dp->dp_size * dp->dp_disk->d_info.d_media_blksize));
}

/*
 * May [sector, sector+n) of the medium be written through dp?  The sectors of
 * a slice that hold its label want DIOCWLABEL first.
 */
static bool
label_protected(const struct diskpart *dp, uint64_t sector)
{
	const struct disk_slice *ds = &dp->dp_disk->d_slices[dp->dp_slice];

	return (dp->dp_slice != WHOLE_DISK_SLICE && !ds->ds_wlabel &&
	    sector - ds->ds_offset < ds->ds_reserved);
}

/*
 * Check and translate a transfer.  At the very end of the partition it moves
 * nothing; across the end it is cut, unless it is in pieces.
 */
static int
disk_translate(const struct diskpart *dp, struct bio *bio)
{
	uint32_t ss = dp->dp_disk->d_info.d_media_blksize;
	uint64_t sector, n, size = dp->dp_size;

	if (bio->bio_offset < 0 || bio->bio_offset % ss != 0 ||
	    bio->bio_length % ss != 0)
		return (EINVAL);
	sector = (uint64_t)bio->bio_offset / ss;
	n = bio->bio_length / ss;
	if (sector > size)
		return (EINVAL);
	if (n > size - sector) {
		if (bio->bio_iov != NULL)
			return (EINVAL);
		n = size - sector;
	}
	if (bio->bio_cmd == BIO_WRITE_K) {
		if (dp->dp_disk->d_info.d_rdonly ||
		    label_protected(dp, dp->dp_start + sector))
			return (EROFS);
	}
	bio->bio_driver[0] = (void *)(uintptr_t)((dp->dp_start + sector) * ss);
	bio->bio_driver[1] = (void *)(uintptr_t)(n * ss);
	return (0);
}

/* Over to the driver, counted until biodone(). */
static void
disk_start(struct disk *d, struct bio *bio)
{
	bio->bio_stat = &d->d_stat;
	devstat_start(&d->d_stat);
	d->d_raw->d_strategy(&d->d_rawdev, bio);
}

static void
disk_strategy(struct cdev *dev, struct bio *bio)
{
	struct diskpart *dp = dev->si_softc;
	int error = 0;

	if (dp == NULL)
		error = ENXIO;
	else if (bio->bio_cmd == BIO_FLUSH_K)
		bio->bio_driver[1] = NULL;
	else
		error = disk_translate(dp, bio);
	if (error != 0 || (bio->bio_cmd != BIO_FLUSH_K &&
	    bio->bio_driver[1] == NULL)) {
		bio->bio_error = error;
		biodone(bio);
		return;
	}
	disk_start(dp->dp_disk, bio);
}

int
disk_rawio(struct disk *d, enum bio_cmd cmd, uint64_t sector, void *buf,
    size_t len)
{
	uint32_t ss = d->d_info.d_media_blksize;
	struct bio bio = {
		.bio_cmd = cmd,
		.bio_offset = (int64_t)(sector * ss),
		.bio_length = len,
		.bio_data = buf,
	};
	int error;

	if (sector >= d->d_blocks || len > (d->d_blocks - sector) * ss)
		return (EIO);
	bio.bio_driver[0] = (void *)(uintptr_t)bio.bio_offset;
	bio.bio_driver[1] = (void *)(uintptr_t)len;
	disk_start(d, &bio);
	error = biowait(&bio, "diskio");
	return (error != 0 ? error : bio.bio_resid != 0 ? EIO : 0);
}

const struct dev_ops disk_ops = {
	.d_name = "disk",
	.d_flags = D_DISK | D_SEEKABLE,
	.d_open = disk_open,
	.d_close = disk_close,
	.d_read = disk_read,
	.d_write = disk_write,
	.d_ioctl = disk_ioctl,
	.d_strategy = disk_strategy,
	.d_size = disk_size,
};
