/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disk_probe.c: from the bytes on a disk to names under /dev: reads the boot
 * record, the extended ones it leads to and the labels of slices, and makes and
 * removes nodes until they agree.
 *
 * Invariants: a partition that is open or mounted keeps its node and its
 * place; every caller holds d_lock exclusively.
 */
#include <sys/errno.h>
#include "sys/kdisk.h"
#include "sys/kmalloc.h"
#include "lib/libkern.h"

#define LABEL64_BYTES	2048u		/* of a 64 bit label, whole sectors */
_Static_assert(sizeof(struct disklabel64) <= LABEL64_BYTES, "label size");

static bool
part_inuse(const struct diskpart *dp)
{
	return (dp != NULL && (dp->dp_open || dp->dp_claims != 0));
}

static bool
slice_inuse(const struct disk_slice *ds, bool whole)
{
	int i;

	if (whole && part_inuse(ds->ds_whole))
		return (true);
	for (i = 0; i < DISK_NPARTS; i++)
		if (part_inuse(ds->ds_parts[i]))
			return (true);
	return (false);
}

/* Is any slice or partition in use; whole: the disk itself too? */
bool
disk_busy(struct disk *d, bool whole)
{
	int i;

	for (i = 0; i < MAX_SLICES; i++)
		if (slice_inuse(&d->d_slices[i],
		    whole || i != WHOLE_DISK_SLICE))
			return (true);
	return (false);
}

/* Make one node agree with its extent; size 0 takes it away. */
static void
part_sync(struct disk *d, struct diskpart **dpp, int slice, int part,
    uint64_t start, uint64_t size)
{
	struct diskpart *dp = *dpp;

	if (size == 0) {
		if (dp != NULL && dp->dp_dev != NULL && !part_inuse(dp))
			diskpart_destroy(dp);
	} else if (dp != NULL && dp->dp_dev != NULL) {
		dp->dp_start = start;
		dp->dp_size = size;
	} else
		diskpart_create(d, dpp, slice, part, start, size);
}

static void
slice_sync(struct disk *d, int slice)
{
	struct disk_slice *ds = &d->d_slices[slice];
	uint64_t start, size;
	int i;

	part_sync(d, &ds->ds_whole, slice, WHOLE_SLICE_PART, ds->ds_offset,
	    ds->ds_size);
	for (i = 0; i < DISK_NPARTS; i++) {
		label_bounds(ds, d->d_info.d_media_blksize, i, &start, &size);
		part_sync(d, &ds->ds_parts[i], slice, i, ds->ds_offset + start,
		    size);
	}
}

static void
slice_droplabel(struct disk_slice *ds)
{
	kfree(ds->ds_label, M_DEVBUF);
	ds->ds_label = NULL;
	ds->ds_kind = LABEL_NONE;
	ds->ds_reserved = 0;
}

static void
slice_takelabel(struct disk *d, struct disk_slice *ds, enum label_kind kind,
    union disk_label *l)
{
	kfree(ds->ds_label, M_DEVBUF);
	ds->ds_label = l;
	ds->ds_kind = kind;
	if (kind == LABEL_64)
		ds->ds_reserved = l->l64.d_bbase / d->d_info.d_media_blksize;
	else
		ds->ds_reserved = LABELSECTOR32 + 1;
}

static void
report_bad(struct disk *d, int slice, uint32_t bad)
{
	int i;

	for (i = 0; i < DISK_NPARTS; i++)
		if (bad & (1u << i))
			kprintf("%ss%d: partition %c lies outside of the "
			    "slice: ignored\n", d->d_name,
			    slice == 0 ? 0 : slice - 1, 'a' + i);
}

/* Find the label of a slice, if it has one. */
static void
slice_readlabel(struct disk *d, int slice)
{
	struct disk_slice *ds = &d->d_slices[slice];
	size_t ss = d->d_info.d_media_blksize;
	const char *why32 = "no disk label", *why64;
	union disk_label *l;
	uint32_t bad;
	uint8_t *buf;

	slice_droplabel(ds);
	if (ds->ds_size * ss < LABEL64_BYTES)
		return;
	buf = kmalloc(LABEL64_BYTES, M_TEMP, M_WAITOK);
	l = kmalloc(sizeof(*l), M_DEVBUF, M_WAITOK | M_ZERO);
	if (buf == NULL || l == NULL ||
	    disk_rawio(d, BIO_READ_K, ds->ds_offset, buf, LABEL64_BYTES) != 0)
		goto out;
	if ((LABELSECTOR32 + 1) * ss <= LABEL64_BYTES)
		why32 = label32_decode(buf + LABELSECTOR32 * ss, ss,
		    ds->ds_offset, ds->ds_size, &l->l32, &bad);
	if (why32 == NULL) {
		slice_takelabel(d, ds, LABEL_32, l);
	} else {
		why64 = label64_decode(buf, ss, ds->ds_size, &l->l64, &bad);
		if (why64 != NULL) {
			if (strcmp(why64, "no disk label") == 0)
				why64 = why32;
			if (strcmp(why64, "no disk label") != 0)
				kprintf("%ss%d: %s\n", d->d_name,
				    slice == 0 ? 0 : slice - 1, why64);
			goto out;
		}
		slice_takelabel(d, ds, LABEL_64, l);
	}
	l = NULL;
	report_bad(d, slice, bad);
out:
	kfree(l, M_DEVBUF);
	kfree(buf, M_TEMP);
}

/* Follow the chain of extended boot records; returns entries in all. */
static int
probe_extended(struct disk *d, uint64_t first, struct mbr_entry *all, int n,
    uint8_t *buf)
{
	struct mbr_entry e[NDOSPART];
	uint64_t at = first, next;
	int hops, i;

	/* A chain may loop: no more hops than there are slices. */
	for (hops = 0; at != 0 && hops < MBR_MAXENTRIES; hops++) {
		if (disk_rawio(d, BIO_READ_K, at, buf,
		    d->d_info.d_media_blksize) != 0 ||
		    !mbr_decode(buf, at, first, d->d_blocks, e))
			break;
		next = 0;
		for (i = 0; i < NDOSPART; i++) {
			if (e[i].me_size == 0)
				continue;
			if (e[i].me_type == DOSPTYP_EXT ||
			    e[i].me_type == DOSPTYP_EXTLBA)
				next = e[i].me_start;
			else if (n < MBR_MAXENTRIES)
				all[n++] = e[i];
		}
		at = next;
	}
	return (n);
}

/* Slices of the disk from its boot record; false when it has none. */
static bool
probe_mbr(struct disk *d, struct mbr_entry all[MBR_MAXENTRIES])
{
	uint8_t *buf;
	bool found = false;
	int i, n = NDOSPART;

	memset(all, 0, MBR_MAXENTRIES * sizeof(all[0]));
	buf = kmalloc(d->d_info.d_media_blksize, M_TEMP, M_WAITOK);
	if (buf == NULL)
		return (false);
	if (disk_rawio(d, BIO_READ_K, 0, buf, d->d_info.d_media_blksize) == 0 &&
	    mbr_decode(buf, 0, 0, d->d_blocks, all))
		for (i = 0; i < NDOSPART; i++) {
			if (all[i].me_size == 0)
				continue;
			found = true;
			if (all[i].me_type == DOSPTYP_EXT ||
			    all[i].me_type == DOSPTYP_EXTLBA)
				n = probe_extended(d, all[i].me_start, all, n,
				    buf);
		}
	kfree(buf, M_TEMP);
	return (found);
}

static void
slice_place(struct disk *d, int slice, uint64_t offset, uint64_t size, int type)
{
	struct disk_slice *ds = &d->d_slices[slice];

	if (slice_inuse(ds, true) &&
	    (ds->ds_offset != offset || ds->ds_size != size))
		return;
	ds->ds_offset = offset;
	ds->ds_size = size;
	ds->ds_type = type;
	ds->ds_wlabel = false;
	if (slice_inuse(ds, false))
		return;
	if (size != 0 && (slice == COMPATIBILITY_SLICE ||
	    type == DOSPTYP_386BSD || type == DOSPTYP_DFLYBSD))
		slice_readlabel(d, slice);
	else
		slice_droplabel(ds);
	slice_sync(d, slice);
}

/*
 * A medium without tables: slice 0 is all of it, and so are its partitions a and
 * c, which can be named without the slice.
 */
static void
compat_slice(struct disk *d)
{
	struct disk_slice *ds = &d->d_slices[COMPATIBILITY_SLICE];
	union disk_label *l;
	char alias[32];
	int i;

	ds->ds_size = d->d_blocks;
	if (ds->ds_kind == LABEL_NONE) {
		l = kmalloc(sizeof(*l), M_DEVBUF, M_WAITOK | M_ZERO);
		if (l == NULL)
			return;
		label32_compat(&l->l32, &d->d_info, ds->ds_size);
		slice_takelabel(d, ds, LABEL_32, l);
		ds->ds_reserved = 0;
	}
	slice_sync(d, COMPATIBILITY_SLICE);
	for (i = 0; i < DISK_NPARTS; i++)
		if (ds->ds_parts[i] != NULL && ds->ds_parts[i]->dp_dev != NULL) {
			ksnprintf(alias, sizeof(alias), "%s%c", d->d_name,
			    'a' + i);
			(void)make_dev_alias(ds->ds_parts[i]->dp_dev, alias);
		}
}

/*
 * Read the tables of d and make its nodes.  Slices in use stay as they are.
 */
void
disk_probe(struct disk *d)
{
	struct mbr_entry all[MBR_MAXENTRIES];
	struct disk_slice *ds = &d->d_slices[WHOLE_DISK_SLICE];
	bool mbr;
	int i;

	ds->ds_size = d->d_blocks;
	if (ds->ds_whole == NULL)
		diskpart_create(d, &ds->ds_whole, WHOLE_DISK_SLICE,
		    WHOLE_SLICE_PART, 0, d->d_blocks);
	if (d->d_blocks == 0)
		return;
	if (d->d_info.d_noslices) {
		compat_slice(d);
		return;
	}
	mbr = probe_mbr(d, all);
	slice_place(d, COMPATIBILITY_SLICE, 0, mbr ? 0 : d->d_blocks, 0);
	for (i = 0; i < MBR_MAXENTRIES; i++)
		slice_place(d, BASE_SLICE + i, all[i].me_start,
		    mbr ? all[i].me_size : 0, all[i].me_type);
}

static int
label_write(struct disk *d, struct disk_slice *ds, enum label_kind kind,
    const union disk_label *l)
{
	size_t ss = d->d_info.d_media_blksize;
	uint8_t *buf;
	int error;

	if (d->d_info.d_rdonly)
		return (EROFS);
	if (ds->ds_size * ss < LABEL64_BYTES)
		return (ENOSPC);
	if ((buf = kmalloc(LABEL64_BYTES, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = disk_rawio(d, BIO_READ_K, ds->ds_offset, buf, LABEL64_BYTES);
	if (error == 0) {
		if (kind == LABEL_32)
			label32_encode(&l->l32, ds->ds_offset,
			    buf + LABELSECTOR32 * ss);
		else
			label64_encode(&l->l64, buf);
		error = disk_rawio(d, BIO_WRITE_K, ds->ds_offset, buf,
		    LABEL64_BYTES);
	}
	kfree(buf, M_TEMP);
	return (error);
}

/*
 * Give a slice the label that a program made, and write it to the disk if
 * asked.  EINVAL ENOSPC EXDEV: the label is wrong; ENOATTR: the slice has one
 * of the other kind; EBUSY: a partition in use would move or shrink.
 */
int
disk_setlabel(struct disk *d, int slice, enum label_kind kind,
    const void *label, bool write)
{
	struct disk_slice *ds = &d->d_slices[slice], probe;
	size_t ss = d->d_info.d_media_blksize;
	union disk_label *l;
	uint64_t start, size;
	struct diskpart *dp;
	int error, i;

	if (ds->ds_kind != LABEL_NONE && ds->ds_kind != kind)
		return (ENOATTR);
	if (kind == LABEL_32 && sizeof(struct disklabel32) > ss)
		return (EINVAL);
	if ((l = kmalloc(sizeof(*l), M_DEVBUF, M_WAITOK | M_ZERO)) == NULL)
		return (ENOMEM);
	if (kind == LABEL_32) {
		memcpy(&l->l32, label, sizeof(l->l32));
		error = l->l32.d_secsize != ss ? EINVAL :
		    label32_check(&l->l32, ds->ds_size);
	} else {
		memcpy(&l->l64, label, sizeof(l->l64));
		error = label64_check(&l->l64, ss, ds->ds_size);
	}
	if (error != 0)
		goto out;
	memset(&probe, 0, sizeof(probe));
	probe.ds_kind = kind;
	probe.ds_label = l;
	for (i = 0; i < DISK_NPARTS; i++) {
		if (!part_inuse(dp = ds->ds_parts[i]))
			continue;
		label_bounds(&probe, ss, i, &start, &size);
		if (start + ds->ds_offset != dp->dp_start ||
		    size < dp->dp_size) {
			error = EBUSY;
			goto out;
		}
	}
	if (write && (error = label_write(d, ds, kind, l)) != 0)
		goto out;
	slice_takelabel(d, ds, kind, l);
	l = NULL;
	slice_sync(d, slice);
out:
	kfree(l, M_DEVBUF);
	return (error);
}
