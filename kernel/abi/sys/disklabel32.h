/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disklabel32.h: the 32 bit disk label.
 */
#ifndef _SYS_DISKLABEL32_H_
#define _SYS_DISKLABEL32_H_

#include <sys/types.h>
#include <sys/ioccom.h>

#define NDDATA32	5
#define NSPARE32	5
#define MAXPARTITIONS32	16

struct partition32 {
	u_int32_t	p_size;		/* sectors */
	u_int32_t	p_offset;	/* first sector */
	u_int32_t	p_fsize;	/* fragment size, bytes */
	u_int8_t	p_fstype;
	u_int8_t	p_frag;		/* fragments a block */
	u_int16_t	p_cpg;		/* cylinders a group */
};

struct disklabel32 {
	u_int32_t	d_magic;
	u_int16_t	d_type;
	u_int16_t	d_subtype;
	char	d_typename[16];
	char	d_packname[16];
	u_int32_t	d_secsize;
	u_int32_t	d_nsectors;
	u_int32_t	d_ntracks;
	u_int32_t	d_ncylinders;
	u_int32_t	d_secpercyl;
	u_int32_t	d_secperunit;
	u_int16_t	d_sparespertrack;
	u_int16_t	d_sparespercyl;
	u_int32_t	d_acylinders;
	u_int16_t	d_rpm;
	u_int16_t	d_interleave;
	u_int16_t	d_trackskew;
	u_int16_t	d_cylskew;
	u_int32_t	d_headswitch;
	u_int32_t	d_trkseek;
	u_int32_t	d_flags;
	u_int32_t	d_drivedata[5];
	u_int32_t	d_spare[5];
	u_int32_t	d_magic2;
	u_int16_t	d_checksum;
	u_int16_t	d_npartitions;
	u_int32_t	d_bbsize;
	u_int32_t	d_sbsize;
	struct partition32	d_partitions[16];
};

#define DIOCGDINFO32	_IOR('d', 101, struct disklabel32)
#define DIOCGDVIRGIN32	_IOR('d', 105, struct disklabel32)
#define DIOCSDINFO32	_IOW('d', 102, struct disklabel32)
#define DIOCWDINFO32	_IOW('d', 103, struct disklabel32)
#define DISKMAGIC32	0x82564557U
#define LABELOFFSET32	0
#define LABELSECTOR32	1
#define LABEL_PART	2
#define RAW_PART	2
#define SWAP_PART	1

#define d_drivedata0	d_drivedata[0]

/* The sum of all 16 bit words of a label up to its last partition is 0. */
static __inline u_int16_t
dkcksum32(const struct disklabel32 *__lp)
{
	const u_int16_t *__p = (const u_int16_t *)(const void *)__lp;
	const u_int16_t *__e = (const u_int16_t *)(const void *)
	    &__lp->d_partitions[__lp->d_npartitions];
	u_int16_t __sum = 0;

	while (__p < __e)
		__sum ^= *__p++;
	return (__sum);
}

#endif /* !_SYS_DISKLABEL32_H_ */
