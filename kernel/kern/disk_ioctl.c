/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disk_ioctl.c: ioctls of disks (disklabel(5), sys/diskslice.h) and raw reads
 * and writes of programs.
 *
 * Labels are asked of and given to whole slices (vkd0s1); slices are
 * reread through the whole disk (vkd0).
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/param.h>
#include "sys/kdisk.h"
#include "sys/kmalloc.h"
#include "lib/libkern.h"

#define PHYS_CHUNK	(64u * 1024)	/* bounce buffer of raw transfers */

/* DIOCGPART. */
static int
ioctl_gpart(const struct diskpart *dp, struct partinfo *pi)
{
	const struct disk *d = dp->dp_disk;
	const struct disk_slice *ds = &d->d_slices[dp->dp_slice];
	uint64_t skip = dp->dp_start - ds->ds_offset;
	uint32_t ss = d->d_info.d_media_blksize;

	memset(pi, 0, sizeof(*pi));
	pi->media_offset = dp->dp_start * ss;
	pi->media_blocks = dp->dp_size;
	pi->media_size = dp->dp_size * ss;
	pi->media_blksize = (int)ss;
	if (ds->ds_reserved > skip)
		pi->reserved_blocks = ds->ds_reserved - skip;
	pi->d_nheads = d->d_info.d_nheads;
	pi->d_ncylinders = d->d_info.d_ncylinders;
	pi->d_secpertrack = d->d_info.d_secpertrack;
	pi->d_secpercyl = d->d_info.d_secpertrack * d->d_info.d_nheads;
	if (dp->dp_part == WHOLE_SLICE_PART)
		return (0);
	if (ds->ds_kind == LABEL_32) {
		pi->fstype = ds->ds_label->l32.d_partitions[dp->dp_part].p_fstype;
	} else if (ds->ds_kind == LABEL_64) {
		const struct partition64 *pp =
		    &ds->ds_label->l64.d_partitions[dp->dp_part];

		pi->fstype = pp->p_fstype;
		pi->fstype_uuid = pp->p_type_uuid;
		pi->storage_uuid = pp->p_stor_uuid;
	} else
		return (EINVAL);
	return (0);
}

static bool
slice_openmask(const struct disk_slice *ds, uint32_t mask[8])
{
	int i, n = 0;

	for (i = 0; i < DISK_NPARTS; i++)
		if (ds->ds_parts[i] != NULL && (ds->ds_parts[i]->dp_open ||
		    ds->ds_parts[i]->dp_claims != 0)) {
			mask[i / 32] |= 1u << (i % 32);
			n++;
		}
	if (ds->ds_whole != NULL && ds->ds_whole->dp_open) {
		mask[WHOLE_SLICE_PART / 32] |= 1u << (WHOLE_SLICE_PART % 32);
		n++;
	}
	return (n != 0);
}

/* DIOCGSLICEINFO. */
static int
ioctl_gsliceinfo(const struct disk *d, struct diskslices *ss)
{
	const struct disk_slice *ds;
	struct diskslice *out;
	int i;

	memset(ss, 0, sizeof(*ss));
	ss->dss_secsize = (int)d->d_info.d_media_blksize;
	ss->dss_secmult = ss->dss_secsize / DEV_BSIZE;
	ss->dss_secshift = __builtin_ctz((unsigned)ss->dss_secmult);
	ss->dss_nslices = BASE_SLICE;
	for (i = 0; i < MAX_SLICES; i++) {
		ds = &d->d_slices[i];
		out = &ss->dss_slices[i];
		if (ds->ds_size == 0)
			continue;
		if ((unsigned)i >= ss->dss_nslices)
			ss->dss_nslices = (unsigned)i + 1;
		out->ds_offset = ds->ds_offset;
		out->ds_size = ds->ds_size;
		out->ds_reserved = (uint32_t)ds->ds_reserved;
		out->ds_type = ds->ds_type;
		out->ds_wlabel = ds->ds_wlabel;
		if (slice_openmask(ds, out->ds_openmask))
			out->ds_ttlopens = 1;
		if (ss->dss_first_bsd_slice == 0 && i >= BASE_SLICE &&
		    ds->ds_kind != LABEL_NONE)
			ss->dss_first_bsd_slice = i;
	}
	return (0);
}

/* DIOCGDINFO32, DIOCGDINFO64. */
static int
ioctl_getlabel(const struct diskpart *dp, enum label_kind kind, void *data)
{
	const struct disk_slice *ds = &dp->dp_disk->d_slices[dp->dp_slice];

	if (dp->dp_part != WHOLE_SLICE_PART)
		return (EINVAL);
	if (dp->dp_slice == WHOLE_DISK_SLICE)
		return (ENODEV);
	if (ds->ds_kind == LABEL_NONE)
		return (EINVAL);
	if (ds->ds_kind != kind)
		return (ENOATTR);
	memcpy(data, ds->ds_label, kind == LABEL_32 ?
	    sizeof(struct disklabel32) : sizeof(struct disklabel64));
	return (0);
}

/* DIOCGDVIRGIN32, DIOCGDVIRGIN64. */
static int
ioctl_virgin(const struct diskpart *dp, enum label_kind kind, void *data)
{
	const struct disk *d = dp->dp_disk;
	const struct disk_slice *ds = &d->d_slices[dp->dp_slice];

	if (dp->dp_part != WHOLE_SLICE_PART)
		return (EINVAL);
	if (kind == LABEL_32)
		label32_virgin(data, &d->d_info, ds->ds_size);
	else
		label64_virgin(data, d->d_info.d_media_blksize, ds->ds_offset,
		    ds->ds_size);
	return (0);
}

/* DIOCSDINFO32, DIOCWDINFO32 and those of 64 bits. */
static int
ioctl_setlabel(struct diskpart *dp, enum label_kind kind, const void *data,
    bool write, int fflag)
{
	if (dp->dp_part != WHOLE_SLICE_PART)
		return (EINVAL);
	if (dp->dp_slice == WHOLE_DISK_SLICE)
		return (ENODEV);
	if (!(fflag & FWRITE))
		return (EBADF);
	return (disk_setlabel(dp->dp_disk, dp->dp_slice, kind, data, write));
}

static int
ioctl_locked(struct diskpart *dp, unsigned long cmd, void *data, int fflag)
{
	struct disk *d = dp->dp_disk;

	switch (cmd) {
	case DIOCGPART:
		return (ioctl_gpart(dp, data));
	case DIOCGSLICEINFO:
		return (ioctl_gsliceinfo(d, data));
	case DIOCGDINFO32:
		return (ioctl_getlabel(dp, LABEL_32, data));
	case DIOCGDINFO64:
		return (ioctl_getlabel(dp, LABEL_64, data));
	case DIOCGDVIRGIN32:
		return (ioctl_virgin(dp, LABEL_32, data));
	case DIOCGDVIRGIN64:
		return (ioctl_virgin(dp, LABEL_64, data));
	case DIOCSDINFO32:
	case DIOCWDINFO32:
		return (ioctl_setlabel(dp, LABEL_32, data, cmd == DIOCWDINFO32,
		    fflag));
	case DIOCSDINFO64:
	case DIOCWDINFO64:
		return (ioctl_setlabel(dp, LABEL_64, data, cmd == DIOCWDINFO64,
		    fflag));
	case DIOCWLABEL:
		if (!(fflag & FWRITE))
			return (EBADF);
		if (dp->dp_slice == WHOLE_DISK_SLICE)
			return (ENODEV);
		d->d_slices[dp->dp_slice].ds_wlabel = *(int *)data != 0;
		return (0);
	case DIOCSYNCSLICEINFO:
		if (dp->dp_slice != WHOLE_DISK_SLICE)
			return (EINVAL);
		/* 0: only if nothing below is open; else what is, stays. */
		if (*(int *)data == 0 && disk_busy(d, false))
			return (EBUSY);
		disk_probe(d);
		return (0);
	default:
		return (ENOTTY);
	}
}

int
disk_ioctl(struct cdev *dev, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	struct diskpart *dp = dev->si_softc;
	struct disk *d;
	int error;

	if (dp == NULL)
		return (ENXIO);
	d = dp->dp_disk;
	lock_exclusive(&d->d_lock);
	error = ioctl_locked(dp, cmd, data, fflag);
	disk_unlock(d);
	if (error == ENOTTY && d->d_raw->d_ioctl != NULL)
		error = d->d_raw->d_ioctl(&d->d_rawdev, cmd, data, fflag, cred);
	return (error);
}

/*
 * read(2) and write(2) on a disk: offset and length in whole sectors, through a
 * buffer.  EINVAL: not so, or beyond the end; at the end nothing is moved.
 */
int
disk_physio(struct cdev *dev, struct kuio *uio, enum bio_cmd cmd)
{
	struct bio bio;
	size_t n, done, chunk;
	void *buf;
	int error = 0;

	if (uio->uio_offset < 0 || uio->uio_offset % dev->si_bsize != 0 ||
	    uio->uio_resid % dev->si_bsize != 0)
		return (EINVAL);
	if (uio->uio_resid == 0)
		return (0);
	chunk = K_MIN(uio->uio_resid, (size_t)PHYS_CHUNK);
	if ((buf = kmalloc(chunk, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	while (uio->uio_resid != 0 && error == 0) {
		int64_t off = uio->uio_offset;

		n = K_MIN(uio->uio_resid, chunk);
		if (cmd == BIO_WRITE_K && (error = kuiomove(buf, n, uio)) != 0)
			break;
		memset(&bio, 0, sizeof(bio));
		bio.bio_cmd = cmd;
		bio.bio_offset = off;
		bio.bio_length = n;
		bio.bio_data = buf;
		dev_strategy(dev, &bio);
		error = biowait(&bio, "physio");
		done = error != 0 ? 0 : n - bio.bio_resid;
		if (cmd == BIO_READ_K) {
			if (done != 0)
				error = kuiomove(buf, done, uio);
		} else if (done != n) {
			/* What was taken but not written is not counted. */
			uio->uio_resid += n - done;
			uio->uio_offset -= (int64_t)(n - done);
		}
		if (done != n)
			break;
	}
	kfree(buf, M_TEMP);
	return (error);
}
