/*
 * label.c: write and read disklabels.  See disklabel32(5), disklabel64(5).
 *
 * Offsets in a 32-bit label are sectors from the start of the disk, those of
 * a 64-bit label bytes from the start of its slice.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <endian.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "label.h"
#include "sum.h"

#define MAGIC32		0x82564557u
#define MAGIC64		0xc4464c59u
#define NPARTITIONS	16
#define FS_BSDFFS	7
#define DOSPTYP_386BSD	0xa5
#define DOSPTYP_DFLYBSD	0x6c

struct part32 {
	uint32_t	p_size, p_offset, p_fsize;
	uint8_t		p_fstype, p_frag;
	uint16_t	p_cpg;
};

struct label32 {
	uint32_t	d_magic;
	uint16_t	d_type, d_subtype;
	char		d_typename[16], d_packname[16];
	uint32_t	d_secsize, d_nsectors, d_ntracks, d_ncylinders;
	uint32_t	d_secpercyl, d_secperunit;
	uint16_t	d_sparespertrack, d_sparespercyl;
	uint32_t	d_acylinders;
	uint16_t	d_rpm, d_interleave, d_trackskew, d_cylskew;
	uint32_t	d_headswitch, d_trkseek, d_flags;
	uint32_t	d_drivedata[5], d_spare[5];
	uint32_t	d_magic2;
	uint16_t	d_checksum, d_npartitions;
	uint32_t	d_bbsize, d_sbsize;
	struct part32	d_partitions[NPARTITIONS];
};

struct part64 {
	uint64_t	p_boffset, p_bsize;
	uint8_t		p_fstype, p_unused[15];
	uint8_t		p_type[16], p_stor[16];
};

struct label64 {
	char		d_reserved0[512];
	uint32_t	d_magic, d_crc, d_align, d_npartitions;
	uint8_t		d_stor[16];
	uint64_t	d_total_size, d_bbase, d_pbase, d_pstop, d_abase;
	uint8_t		d_packname[64], d_reserved[64];
	struct part64	d_partitions[NPARTITIONS];
};

_Static_assert(sizeof(struct label32) == 404, "disklabel32");
_Static_assert(offsetof(struct label32, d_magic2) == 132, "disklabel32");
_Static_assert(sizeof(struct label64) == 1736, "disklabel64");
_Static_assert(offsetof(struct label64, d_partitions) == 712, "disklabel64");

/* UFS1's type, 9d94ce7c-1ca5-11dc-8817-01301bb8a9f5, as a label stores it. */
static const uint8_t uuid_ufs1[16] = {
	0x7c, 0xce, 0x94, 0x9d, 0xa5, 0x1c, 0xdc, 0x11,
	0x88, 0x17, 0x01, 0x30, 0x1b, 0xb8, 0xa9, 0xf5
};

int
label_layout(struct label *l)
{
	if ((l->bits != 32 && l->bits != 64) || l->size % SECTOR != 0)
		return (EINVAL);
	l->slice = l->mbr ? SLICE_START : 0;
	l->a_offset = l->slice + LABEL_A;
	/* Behind `a' a 64-bit label reserves room for its copy. */
	l->a_size = l->size < l->a_offset + 2 * LABEL_A ? 0 :
	    l->size - l->a_offset - (l->bits == 64 ? 4096 : 0);
	l->a_size -= l->a_size % 8192;
	return (l->a_size == 0 || l->size / SECTOR > UINT32_MAX ? EINVAL : 0);
}

static int
put(int fd, const void *p, size_t n, uint64_t at)
{
	ssize_t done = pwrite(fd, p, n, (off_t)at);

	return (done < 0 ? errno : (size_t)done != n ? EIO : 0);
}

static int
get(int fd, void *p, size_t n, uint64_t at)
{
	ssize_t done = pread(fd, p, n, (off_t)at);

	return (done < 0 ? errno : (size_t)done != n ? EINVAL : 0);
}

static uint16_t
label32_sum(const struct label32 *d)
{
	const uint16_t *p = (const uint16_t *)d;
	const uint16_t *end = (const uint16_t *)&d->d_partitions[
	    d->d_npartitions];
	uint16_t sum = 0;

	while (p < end)
		sum ^= *p++;
	return (sum);
}

static int
label32_write(int fd, const struct label *l)
{
	uint32_t first = (uint32_t)(l->slice / SECTOR);
	struct label32 d = {
		.d_magic = MAGIC32, .d_magic2 = MAGIC32,
		.d_typename = "vkernel", .d_packname = "root",
		.d_secsize = SECTOR, .d_nsectors = 32, .d_ntracks = 1,
		.d_secpercyl = 32, .d_rpm = 3600, .d_interleave = 1,
		.d_npartitions = NPARTITIONS, .d_bbsize = 8192,
		.d_sbsize = 8192,
	};

	d.d_secperunit = (uint32_t)((l->size - l->slice) / SECTOR);
	d.d_ncylinders = d.d_secperunit / d.d_secpercyl;
	d.d_partitions[0] = (struct part32){
		.p_size = (uint32_t)(l->a_size / SECTOR),
		.p_offset = (uint32_t)(l->a_offset / SECTOR),
		.p_fsize = 1024, .p_fstype = FS_BSDFFS, .p_frag = 8,
		.p_cpg = 1,
	};
	d.d_partitions[2] = (struct part32){
		.p_size = d.d_secperunit, .p_offset = first,
	};
	d.d_checksum = label32_sum(&d);
	return (put(fd, &d, sizeof(d), l->slice + SECTOR));
}

static uint32_t
label64_sum(const struct label64 *d)
{
	struct label64 copy = *d;

	copy.d_crc = 0;
	return (crc32_sum((const char *)&copy + sizeof(copy.d_reserved0),
	    offsetof(struct label64, d_partitions) -
	    offsetof(struct label64, d_magic) +
	    copy.d_npartitions * sizeof(copy.d_partitions[0])));
}

static int
label64_write(int fd, const struct label *l)
{
	struct label64 d = {
		.d_magic = MAGIC64, .d_align = 4096,
		.d_npartitions = NPARTITIONS, .d_bbase = 4096,
		.d_pbase = LABEL_A, .d_packname = "root",
	};
	struct part64 *a = &d.d_partitions[0];
	int error;

	memcpy(d.d_stor, l->id, sizeof(d.d_stor));
	d.d_total_size = l->size - l->slice;
	d.d_abase = (d.d_total_size - 4096) / SECTOR * SECTOR;
	d.d_pstop = l->a_offset - l->slice + l->a_size;
	a->p_boffset = l->a_offset - l->slice;
	a->p_bsize = l->a_size;
	a->p_fstype = FS_BSDFFS;
	memcpy(a->p_type, uuid_ufs1, sizeof(a->p_type));
	memcpy(a->p_stor, l->id, sizeof(a->p_stor));
	a->p_stor[0] ^= 1;
	d.d_crc = label64_sum(&d);
	/* The first sector stays: with an MBR on the disk it is boot code's. */
	error = put(fd, (const char *)&d + sizeof(d.d_reserved0),
	    sizeof(d) - sizeof(d.d_reserved0),
	    l->slice + sizeof(d.d_reserved0));
	if (error == 0)
		error = put(fd, &d, sizeof(d), l->slice + d.d_abase);
	return (error);
}

static int
mbr_write(int fd, const struct label *l)
{
	uint8_t sector[SECTOR] = { 0 }, *p = sector + 446;
	uint32_t start = htole32((uint32_t)(l->slice / SECTOR));
	uint32_t size = htole32((uint32_t)((l->size - l->slice) / SECTOR));

	p[0] = 0x80;
	/* Cylinder numbers beyond reach, as is usual for LBA. */
	memcpy(p + 1, "\xfe\xff\xff", 3);
	p[4] = DOSPTYP_386BSD;
	memcpy(p + 5, "\xfe\xff\xff", 3);
	memcpy(p + 8, &start, 4);
	memcpy(p + 12, &size, 4);
	sector[510] = 0x55;
	sector[511] = 0xaa;
	return (put(fd, sector, sizeof(sector), 0));
}

int
label_write(int fd, const struct label *l)
{
	int error = 0;

	if (l->mbr)
		error = mbr_write(fd, l);
	if (error == 0)
		error = l->bits == 64 ? label64_write(fd, l) :
		    label32_write(fd, l);
	return (error);
}

/* Does [offset, offset + size) lie in the slice? */
static int
label_bounds(const struct label *l, uint64_t end)
{
	if (l->a_size == 0 || l->a_offset < l->slice || l->a_offset > end ||
	    l->a_size > end - l->a_offset)
		return (EINVAL);
	return (0);
}

/* The label of the slice that begins at l->slice and ends at end. */
static int
label_slice(int fd, struct label *l, uint64_t end)
{
	union {
		struct label32	l32;
		struct label64	l64;
	} u;
	int error;

	error = get(fd, &u.l64, sizeof(u.l64), l->slice);
	if (error != 0)
		return (error == EINVAL ? ENOENT : error);
	if (u.l64.d_magic == MAGIC64) {
		if (u.l64.d_npartitions == 0 ||
		    u.l64.d_npartitions > NPARTITIONS ||
		    label64_sum(&u.l64) != u.l64.d_crc)
			return (EINVAL);
		l->bits = 64;
		memcpy(l->id, u.l64.d_stor, sizeof(l->id));
		if (u.l64.d_partitions[0].p_boffset > end)
			return (EINVAL);
		l->a_offset = l->slice + u.l64.d_partitions[0].p_boffset;
		l->a_size = u.l64.d_partitions[0].p_bsize;
		return (label_bounds(l, end));
	}
	error = get(fd, &u.l32, sizeof(u.l32), l->slice + SECTOR);
	if (error != 0)
		return (error);
	if (u.l32.d_magic != MAGIC32 || u.l32.d_magic2 != MAGIC32)
		return (ENOENT);
	if (u.l32.d_npartitions == 0 || u.l32.d_npartitions > NPARTITIONS ||
	    label32_sum(&u.l32) != 0 || u.l32.d_secsize != SECTOR)
		return (EINVAL);
	l->bits = 32;
	l->a_offset = (uint64_t)u.l32.d_partitions[0].p_offset * SECTOR;
	l->a_size = (uint64_t)u.l32.d_partitions[0].p_size * SECTOR;
	return (label_bounds(l, end));
}

int
label_read(int fd, struct label *l)
{
	uint8_t sector[SECTOR], *p;
	uint32_t start, size;
	struct stat st;
	int error, i;

	memset(l, 0, sizeof(*l));
	if (fstat(fd, &st) != 0)
		return (errno);
	l->size = (uint64_t)st.st_size;
	error = label_slice(fd, l, l->size);
	if (error != ENOENT)
		return (error);
	error = get(fd, sector, sizeof(sector), 0);
	if (error != 0)
		return (error);
	if (sector[510] != 0x55 || sector[511] != 0xaa)
		return (ENOENT);
	for (i = 0, p = sector + 446; i < 4; i++, p += 16) {
		if (p[4] != DOSPTYP_386BSD && p[4] != DOSPTYP_DFLYBSD)
			continue;
		memcpy(&start, p + 8, 4);
		memcpy(&size, p + 12, 4);
		l->mbr = true;
		l->slice = (uint64_t)le32toh(start) * SECTOR;
		if (l->slice + (uint64_t)le32toh(size) * SECTOR > l->size)
			return (EINVAL);
		return (label_slice(fd, l, l->slice +
		    (uint64_t)le32toh(size) * SECTOR));
	}
	return (ENOENT);
}
