/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disklabel64.h: the 64 bit disk label; offsets in it are in bytes.
 */
#ifndef _SYS_DISKLABEL64_H_
#define _SYS_DISKLABEL64_H_

#include <sys/types.h>
#include <sys/ioccom.h>
#include <sys/uuid.h>

#define MAXPARTITIONS64	16
#define RESPARTITIONS64	32

struct partition64 {
	u_int64_t	p_boffset;	/* bytes from the start of the slice */
	u_int64_t	p_bsize;	/* bytes */
	u_int8_t	p_fstype;
	u_int8_t	p_unused[15];
	struct uuid	p_type_uuid;
	struct uuid	p_stor_uuid;
};

struct disklabel64 {
	char	d_reserved0[512];
	u_int32_t	d_magic;
	u_int32_t	d_crc;
	u_int32_t	d_align;
	u_int32_t	d_npartitions;
	struct uuid	d_stor_uuid;
	u_int64_t	d_total_size;
	u_int64_t	d_bbase;
	u_int64_t	d_pbase;
	u_int64_t	d_pstop;
	u_int64_t	d_abase;
	u_char	d_packname[64];
	u_char	d_reserved[64];
	struct partition64	d_partitions[16];
};

#define BOOT2SIZE64	0x8000
#define DIOCGDINFO64	_IOR('d', 101, struct disklabel64)
#define DIOCGDVIRGIN64	_IOR('d', 105, struct disklabel64)
#define DIOCSDINFO64	_IOW('d', 102, struct disklabel64)
#define DIOCWDINFO64	_IOW('d', 103, struct disklabel64)
#define DISKMAGIC64	0xc4464c59U

#endif /* !_SYS_DISKLABEL64_H_ */
