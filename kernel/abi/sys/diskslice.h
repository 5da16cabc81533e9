/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * diskslice.h: slices and partitions: their numbers, ioctls and what those
 * return.
 */
#ifndef _SYS_DISKSLICE_H_
#define _SYS_DISKSLICE_H_

#include <sys/types.h>
#include <sys/ioccom.h>
#include <sys/uuid.h>
#include <sys/disklabel.h>

#define MAX_SLICES	16
#define MAXPARTITIONS	16
struct cdev;
struct cdevsw;
struct disklabel_ops;

struct diskslice {
	struct cdev	*ds_dev;
	u_int64_t	ds_offset;
	u_int64_t	ds_size;
	u_int32_t	ds_reserved;
	struct uuid	ds_type_uuid;
	struct uuid	ds_stor_uuid;
	int	ds_type;
	int	ds_flags;
	union abstracted_disklabel	ds_label;
	struct disklabel_ops	*ds_ops;
	void	*ds_devs[MAXPARTITIONS];
	u_int32_t	ds_openmask[8];
	u_char	ds_wlabel;
	int	ds_ttlopens;
};

struct diskslices {
	struct cdevsw	*dss_cdevsw;
	int	dss_first_bsd_slice;
	u_int	dss_nslices;
	u_int	dss_oflags;
	int	dss_secmult;
	int	dss_secshift;
	int	dss_secsize;
	struct diskslice	dss_slices[16];
};

struct partinfo {
	u_int64_t	media_offset;
	u_int64_t	media_size;
	u_int64_t	media_blocks;
	int	media_blksize;
	u_int64_t	reserved_blocks;
	int	fstype;
	char	fsreserved[16];
	u_int	d_nheads;
	u_int	d_ncylinders;
	u_int	d_secpertrack;
	u_int	d_secpercyl;
	u_int	d_reserved[8];
	struct uuid	fstype_uuid;
	struct uuid	storage_uuid;
};

struct disk_ioc_recluster {
	int	fd;
};

#define BASE_SLICE	2
#define COMPATIBILITY_SLICE	0
#define DIOCGKERNELDUMP	_IOW('d', 133, int)
#define DIOCGPART	_IOR('d', 104, struct partinfo)
#define DIOCGSLICEINFO	_IOR('d', 111, struct diskslices)
#define DIOCRECLUSTER	_IOWR('d', 134, struct disk_ioc_recluster)
#define DIOCSYNCSLICEINFO	_IOW('d', 112, int)
#define DIOCWLABEL	_IOW('d', 109, int)
#define DKMAXPARTITIONS	0x100
#define DKMAXSLICES	0x80
#define DKMAXUNITS	0x200
#define DKRESPARTITIONS	0x80
#define DSF_REPROBE	1
#define WHOLE_DISK_SLICE	1
#define WHOLE_SLICE_PART	255

#endif /* !_SYS_DISKSLICE_H_ */
