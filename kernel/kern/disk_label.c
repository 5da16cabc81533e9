/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disk_label.c: reading, checking and making boot records and disk labels, see
 * disklabel(5).  Pure: bytes in, tables out.  Everything that comes from a disk or
 * a program is checked before it is used; a partition that leaves its slice is
 * dropped, a label that contradicts itself is refused whole.  Partitions may
 * overlap each other, as BSD allows.
 *
 * A 32 bit label holds absolute sector numbers on disk and numbers within the
 * slice in memory; a 64 bit label holds bytes within the slice in both.
 */
#include <sys/errno.h>
#include <vfs/ufs/fs.h>
#include "sys/kdisk.h"
#include "lib/libkern.h"

#define L64_RESERVED	4096u		/* room for 32 partitions, rounded */
#define L64_ALIGN	(1024u * 1024)	/* partitions start on whole MB */

/* The checksum is that of the label with a zero in its place. */
static uint32_t
l64_crc(struct disklabel64 *l)
{
	uint32_t saved = l->d_crc, crc;

	l->d_crc = 0;
	crc = crc32(&l->d_magic, offsetof(struct disklabel64, d_partitions) +
	    l->d_npartitions * sizeof(l->d_partitions[0]) -
	    offsetof(struct disklabel64, d_magic));
	l->d_crc = saved;
	return (crc);
}

/* A label within a sector: at any multiple of 8. */
static const struct disklabel32 *
l32_find(const void *sector, size_t secsize, struct disklabel32 *copy,
    size_t *where)
{
	const uint8_t *p = sector;
	uint32_t magic;
	size_t off;

	for (off = 0; off + sizeof(*copy) <= secsize; off += sizeof(long)) {
		memcpy(&magic, p + off, sizeof(magic));
		if (magic != DISKMAGIC32)
			continue;
		memcpy(copy, p + off, sizeof(*copy));
		if (copy->d_magic2 != DISKMAGIC32)
			continue;
		*where = off;
		return (copy);
	}
	return (NULL);
}

const char *
label32_decode(const void *sector, size_t secsize, uint64_t offset,
    uint64_t size, struct disklabel32 *out, uint32_t *badparts)
{
	struct partition32 *pp;
	size_t where;
	int i;

	*badparts = 0;
	if (l32_find(sector, secsize, out, &where) == NULL)
		return ("no disk label");
	if (out->d_npartitions > MAXPARTITIONS32 ||
	    out->d_npartitions <= RAW_PART)
		return ("disk label corrupted: number of partitions");
	if (dkcksum32(out) != 0)
		return ("disk label corrupted: checksum");
	if (out->d_secsize != secsize)
		return ("disk label is for another sector size");
	if (out->d_partitions[RAW_PART].p_offset != offset)
		return ("disk label does not belong to this slice");
	for (i = 0; i < MAXPARTITIONS32; i++) {
		pp = &out->d_partitions[i];
		if (i >= out->d_npartitions || pp->p_size == 0) {
			pp->p_size = pp->p_offset = 0;
			continue;
		}
		if (pp->p_offset < offset || pp->p_offset - offset > size ||
		    pp->p_size > size - (pp->p_offset - offset)) {
			*badparts |= 1u << i;
			pp->p_size = pp->p_offset = 0;
			continue;
		}
		pp->p_offset -= (uint32_t)offset;
	}
	out->d_checksum = 0;
	out->d_checksum = dkcksum32(out);
	return (NULL);
}

const char *
label64_decode(const void *start, size_t secsize, uint64_t size,
    struct disklabel64 *out, uint32_t *badparts)
{
	uint64_t bytes = size * secsize;
	struct partition64 *pp;
	uint32_t i;

	*badparts = 0;
	memcpy(out, start, sizeof(*out));
	if (out->d_magic != DISKMAGIC64)
		return ("no disk label");
	if (out->d_npartitions > MAXPARTITIONS64)
		return ("64 bit disk label corrupted: number of partitions");
	if (l64_crc(out) != out->d_crc)
		return ("64 bit disk label corrupted: checksum");
	if (out->d_bbase > bytes || out->d_bbase % secsize != 0)
		return ("64 bit disk label corrupted: boot area");
	for (i = 0; i < MAXPARTITIONS64; i++) {
		pp = &out->d_partitions[i];
		if (i >= out->d_npartitions || pp->p_bsize == 0) {
			pp->p_bsize = pp->p_boffset = 0;
			continue;
		}
		if (pp->p_boffset % secsize != 0 || pp->p_bsize % secsize != 0 ||
		    pp->p_boffset < out->d_bbase || pp->p_boffset > bytes ||
		    pp->p_bsize > bytes - pp->p_boffset) {
			*badparts |= 1u << i;
			pp->p_bsize = pp->p_boffset = 0;
		}
	}
	out->d_crc = l64_crc(out);
	return (NULL);
}

/* l as a program gave it: numbers within the slice of size sectors. */
int
label32_check(const struct disklabel32 *l, uint64_t size)
{
	const struct partition32 *pp;
	int i;

	if (l->d_magic != DISKMAGIC32 || l->d_magic2 != DISKMAGIC32 ||
	    l->d_npartitions > MAXPARTITIONS32 ||
	    l->d_npartitions <= RAW_PART || dkcksum32(l) != 0)
		return (EINVAL);
	if (l->d_partitions[RAW_PART].p_offset != 0)
		return (EXDEV);
	if (l->d_secperunit > size)
		return (ENOSPC);
	for (i = 0; i < l->d_npartitions; i++) {
		pp = &l->d_partitions[i];
		if (pp->p_size != 0 && (pp->p_offset > size ||
		    pp->p_size > size - pp->p_offset))
			return (ENOSPC);
	}
	return (0);
}

int
label64_check(struct disklabel64 *l, size_t secsize, uint64_t size)
{
	uint64_t bytes = size * secsize;
	const struct partition64 *pp;
	uint32_t i;

	if (l->d_magic != DISKMAGIC64 || l->d_npartitions > MAXPARTITIONS64 ||
	    l64_crc(l) != l->d_crc)
		return (EINVAL);
	if (l->d_total_size > bytes)
		return (ENOSPC);
	if (l->d_total_size % secsize != 0 || l->d_bbase % secsize != 0 ||
	    l->d_pbase % secsize != 0 || l->d_pstop % secsize != 0 ||
	    l->d_abase % secsize != 0 || l->d_bbase < sizeof(*l) ||
	    l->d_bbase > l->d_pbase || l->d_pbase > l->d_pstop ||
	    l->d_pstop > l->d_total_size)
		return (EINVAL);
	for (i = 0; i < l->d_npartitions; i++) {
		pp = &l->d_partitions[i];
		if (pp->p_bsize == 0) {
			if (pp->p_boffset != 0)
				return (EINVAL);
			continue;
		}
		if (pp->p_boffset % secsize != 0 || pp->p_bsize % secsize != 0)
			return (EINVAL);
		if (pp->p_boffset < l->d_pbase ||
		    pp->p_boffset > l->d_total_size ||
		    pp->p_bsize > l->d_total_size - pp->p_boffset)
			return (ENOSPC);
	}
	return (0);
}

void
label32_encode(const struct disklabel32 *l, uint64_t offset, void *sector)
{
	struct disklabel32 copy = *l, old;
	size_t where = 0;
	int i;

	if (l32_find(sector, l->d_secsize, &old, &where) == NULL)
		where = LABELOFFSET32;
	for (i = 0; i < copy.d_npartitions; i++)
		if (copy.d_partitions[i].p_size != 0 || i == RAW_PART)
			copy.d_partitions[i].p_offset += (uint32_t)offset;
	copy.d_checksum = 0;
	copy.d_checksum = dkcksum32(&copy);
	memcpy((uint8_t *)sector + where, &copy, sizeof(copy));
}

void
label64_encode(const struct disklabel64 *l, void *start)
{
	size_t skip = offsetof(struct disklabel64, d_magic);

	/* What lies before the magic number is boot code. */
	memcpy((uint8_t *)start + skip, &l->d_magic, sizeof(*l) - skip);
}

/* The label of a slice that has none: only the raw partition c. */
void
label32_virgin(struct disklabel32 *l, const struct disk_info *info,
    uint64_t size)
{
	uint32_t nsec = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;

	memset(l, 0, sizeof(*l));
	l->d_magic = l->d_magic2 = DISKMAGIC32;
	strlcpy(l->d_typename, "amnesiac", sizeof(l->d_typename));
	strlcpy(l->d_packname, "fictitious", sizeof(l->d_packname));
	l->d_secsize = info->d_media_blksize;
	l->d_nsectors = info->d_secpertrack != 0 ? info->d_secpertrack : 32;
	l->d_ntracks = info->d_nheads != 0 ? info->d_nheads : 64;
	/* A tiny slice still wants a few cylinders. */
	while (nsec / (l->d_nsectors * l->d_ntracks) < 4) {
		if (l->d_ntracks > 1)
			l->d_ntracks /= 2;
		else if (l->d_nsectors > 1)
			l->d_nsectors /= 2;
		else
			break;
	}
	l->d_secpercyl = l->d_nsectors * l->d_ntracks;
	l->d_ncylinders = nsec / l->d_secpercyl;
	l->d_secperunit = nsec;
	l->d_rpm = 3600;
	l->d_interleave = 1;
	l->d_npartitions = MAXPARTITIONS32;
	l->d_bbsize = BBSIZE;
	l->d_sbsize = SBSIZE;
	l->d_partitions[RAW_PART].p_size = nsec;
	l->d_checksum = dkcksum32(l);
}

void
label32_compat(struct disklabel32 *l, const struct disk_info *info,
    uint64_t size)
{
	label32_virgin(l, info, size);
	l->d_partitions[0].p_size = l->d_partitions[RAW_PART].p_size;
	l->d_partitions[0].p_fstype = FS_OTHER;
	l->d_checksum = 0;
	l->d_checksum = dkcksum32(l);
}

/* The label of a slice at offset that has none: room for boot code, no partition. */
void
label64_virgin(struct disklabel64 *l, size_t secsize, uint64_t offset,
    uint64_t size)
{
	uint64_t bytes = size * secsize, base = offset * secsize;
	uint64_t pbase, pstop;

	memset(l, 0, sizeof(*l));
	l->d_magic = DISKMAGIC64;
	l->d_align = K_MAX((uint32_t)secsize, 4096u);
	l->d_npartitions = MAXPARTITIONS64;
	l->d_total_size = bytes;
	l->d_bbase = L64_RESERVED;
	l->d_abase = bytes > 2 * L64_RESERVED ? bytes - L64_RESERVED : bytes;
	/* Whole megabytes of the medium, unless that leaves nothing. */
	pbase = L64_RESERVED + BOOT2SIZE64;
	pbase = (base + pbase + L64_ALIGN - 1) / L64_ALIGN * L64_ALIGN - base;
	if (pbase + L64_ALIGN > l->d_abase)
		pbase = K_MIN((uint64_t)L64_RESERVED + BOOT2SIZE64, l->d_abase);
	pstop = l->d_abase - (l->d_abase - pbase) % L64_ALIGN;
	l->d_pbase = pbase;
	l->d_pstop = pstop > pbase ? pstop : l->d_abase;
	l->d_crc = l64_crc(l);
}

void
label_bounds(const struct disk_slice *ds, size_t secsize, int part,
    uint64_t *start, uint64_t *size)
{
	*start = *size = 0;
	if (ds->ds_kind == LABEL_32 &&
	    part < ds->ds_label->l32.d_npartitions) {
		*start = ds->ds_label->l32.d_partitions[part].p_offset;
		*size = ds->ds_label->l32.d_partitions[part].p_size;
	} else if (ds->ds_kind == LABEL_64 &&
	    (uint32_t)part < ds->ds_label->l64.d_npartitions) {
		*start = ds->ds_label->l64.d_partitions[part].p_boffset / secsize;
		*size = ds->ds_label->l64.d_partitions[part].p_bsize / secsize;
	}
}

bool
mbr_decode(const void *sector, uint64_t base, uint64_t extbase,
    uint64_t blocks, struct mbr_entry e[NDOSPART])
{
	const uint8_t *p = sector;
	struct dos_partition dp;
	uint64_t start;
	int i;

	if (p[DOSMAGICOFFSET] != 0x55 || p[DOSMAGICOFFSET + 1] != 0xaa)
		return (false);
	for (i = 0; i < NDOSPART; i++) {
		memcpy(&dp, p + DOSPARTOFF + i * sizeof(dp), sizeof(dp));
		memset(&e[i], 0, sizeof(e[i]));
		if (dp.dp_typ == 0 || dp.dp_size == 0)
			continue;
		start = dp.dp_start + (dp.dp_typ == DOSPTYP_EXT ||
		    dp.dp_typ == DOSPTYP_EXTLBA ? extbase : base);
		/* The table that marks a disk as BSD's alone. */
		if (start == 0 || start >= blocks)
			continue;
		e[i].me_start = start;
		e[i].me_size = K_MIN((uint64_t)dp.dp_size, blocks - start);
		e[i].me_type = dp.dp_typ;
	}
	return (true);
}
