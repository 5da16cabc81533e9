/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dtype.h: types of disks and of partitions.
 */
#ifndef _SYS_DTYPE_H_
#define _SYS_DTYPE_H_

#define DTYPE_CCD	11
#define DTYPE_DEC	3
#define DTYPE_DOC2K	13
#define DTYPE_ESDI	5
#define DTYPE_FLOPPY	10
#define DTYPE_HPFL	8
#define DTYPE_HPIB	7
#define DTYPE_MSCP	2
#define DTYPE_SCSI	4
#define DTYPE_SMD	1
#define DTYPE_ST506	6
#define DTYPE_VINUM	12
#define FS_BOOT		13
#define FS_BSDFFS	7
#define FS_BSDLFS	9
#define FS_CCD		19
#define FS_EFS		26
#define FS_ENCRYPTED	31
#define FS_HAMMER	22
#define FS_HAMMER2	23
#define FS_HPFS		11
#define FS_ISO9660	12
#define FS_JFS2		21
#define FS_MSDOS	8
#define FS_NANDFS	30
#define FS_OTHER	10
#define FS_RAID		15
#define FS_RESERVED16	0x10
#define FS_RESERVED17	17
#define FS_RESERVED18	18
#define FS_RESERVED20	20
#define FS_RESERVED25	25
#define FS_RESERVED28	28
#define FS_RESERVED29	29
#define FS_SWAP		1
#define FS_SYSV		4
#define FS_UDF		24
#define FS_UNSPECIFIED	0x20
#define FS_UNUSED	0
#define FS_V6		2
#define FS_V7		3
#define FS_V71K		5
#define FS_V8		6
#define FS_VINUM	14
#define FS_ZFS		27

#ifdef DKTYPENAMES
static const char *dktypenames[] = {
	"unknown", "SMD", "MSCP", "old DEC", "SCSI", "ESDI", "ST506",
	"HP-IB", "HP-FL", "type 9", "floppy", "CCD", "Vinum", "DOC2K"
};
#define DKMAXTYPES	(sizeof(dktypenames) / sizeof(dktypenames[0]))

static const char *fstypenames[] = {
	"unused", "swap", "Version 6", "Version 7", "System V", "4.1BSD",
	"Eighth Edition", "4.2BSD", "MSDOS", "4.4LFS", "unknown", "HPFS",
	"ISO9660", "boot", "vinum", "raid", "?", "?", "?", "ccd", "?", "jfs2",
	"HAMMER", "HAMMER2", "UDF", "?", "EFS", "ZFS", "?", "?", "nandfs",
	"encrypted", "unspecified"
};
#define FSMAXTYPES	(sizeof(fstypenames) / sizeof(fstypenames[0]))
#endif

#endif /* !_SYS_DTYPE_H_ */
