/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdisk.h: slices and partitions of disks: the tables that kern/disk*.c share,
 * and what filesystems ask of a disk.
 *
 * A disk has slices (the entries of its master boot record, or one that covers
 * all of it), a slice may have a label that divides it into partitions a..p.
 * Names: vkd0 the whole disk, vkd0s1 a slice, vkd0s1a a partition; slice 0
 * is the whole of a disk without a partition table.
 *
 * Lock legend: [f] fixed after attach; [d] d_lock; [a] written under d_lock,
 * read without (aligned words).
 */
#ifndef _KERN_KDISK_H_
#define _KERN_KDISK_H_

#include <sys/diskslice.h>
#include <sys/diskmbr.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/kdev.h"
#include "sys/kdevstat.h"

struct disk;

/*
 * One name under /dev: the disk, a slice or a partition of it.  Once made it
 * stays, without a node when the partition is gone, for as long as the disk.
 */
struct diskpart {
	struct disk	*dp_disk;	/* [f] */
	struct cdev	*dp_dev;	/* [d] NULL: no node */
	int		 dp_slice;	/* [f] index into d_slices */
	int		 dp_part;	/* [f] 0..15 or WHOLE_SLICE_PART */
	uint64_t	 dp_start;	/* [a] first sector on the medium */
	uint64_t	 dp_size;	/* [a] sectors */
	bool		 dp_open;	/* [d] a program has it open */
	int		 dp_claims;	/* [d] filesystems on it */
};

enum label_kind { LABEL_NONE, LABEL_32, LABEL_64 };

union disk_label {
	struct disklabel32 l32;		/* offsets within the slice */
	struct disklabel64 l64;
};

#define DISK_NPARTS	MAXPARTITIONS
struct disk_slice {
	uint64_t	 ds_offset;	/* [a] sectors */
	uint64_t	 ds_size;	/* [a] 0: no such slice */
	int		 ds_type;	/* [d] of the boot record */
	enum label_kind	 ds_kind;	/* [d] */
	union disk_label *ds_label;	/* [d] NULL without a label */
	uint64_t	 ds_reserved;	/* [a] sectors that hold the label */
	volatile bool	 ds_wlabel;	/* [a] they may be written */
	struct diskpart	*ds_parts[DISK_NPARTS];	/* [d] */
	struct diskpart	*ds_whole;	/* [d] */
};

struct disk {
	TAILQ_ENTRY(disk) d_list;	/* disks_lock */
	char		 d_name[16];	/* [f] vkd0 */
	int		 d_seq;		/* [f] unique, for minor numbers */
	const struct dev_ops *d_raw;	/* [f] d_strategy of the driver */
	struct cdev	 d_rawdev;	/* [f] what the driver is called with */
	struct disk_info d_info;	/* [f] */
	uint64_t	 d_blocks;	/* [f] sectors of the medium */
	struct kdevstat	 d_stat;
	struct lock	 d_lock;
	TAILQ_HEAD(, cdev) d_gone;	/* d_lock: nodes that disk_unlock() ends */
	struct disk_slice d_slices[MAX_SLICES];
};

/*
 * Labels and boot records, kern/disk_label.c.  All input is hostile.  Each
 * returns NULL, or a line that says what is wrong.
 *
 * label32_decode: sector is sector LABELSECTOR32 of the slice, which lies at
 * offset..offset+size.  Partitions that leave the slice get size 0 and their bit set
 * in *badparts.
 */
const char *label32_decode(const void *sector, size_t secsize,
	    uint64_t offset, uint64_t size, struct disklabel32 *out,
	    uint32_t *badparts);
const char *label64_decode(const void *start, size_t secsize, uint64_t size,
	    struct disklabel64 *out, uint32_t *badparts);
/* Labels that a program sets: 0, EINVAL, ENOSPC, EXDEV. */
int	label32_check(const struct disklabel32 *, uint64_t size);
int	label64_check(struct disklabel64 *, size_t secsize, uint64_t size);
/* Put a label into what was read from the disk at its place. */
void	label32_encode(const struct disklabel32 *, uint64_t offset, void *sector);
void	label64_encode(const struct disklabel64 *, void *start);
void	label32_virgin(struct disklabel32 *, const struct disk_info *,
	    uint64_t size);
/* The same with a partition a of all: of media that cannot have a label. */
void	label32_compat(struct disklabel32 *, const struct disk_info *,
	    uint64_t size);
void	label64_virgin(struct disklabel64 *, size_t secsize, uint64_t offset,
	    uint64_t size);
/* Extent of partition part, in sectors within the slice; size 0: none. */
void	label_bounds(const struct disk_slice *, size_t secsize, int part,
	    uint64_t *start, uint64_t *size);

#define MBR_MAXENTRIES	(MAX_SLICES - BASE_SLICE)
struct mbr_entry {
	uint64_t me_start, me_size;	/* sectors; size 0: unused */
	int	 me_type;
};
/*
 * The four entries of a boot record whose own sector is base; extended ones are
 * relative to extbase.  false: it is not a boot record.
 */
bool	mbr_decode(const void *sector, uint64_t base, uint64_t extbase,
	    uint64_t blocks, struct mbr_entry e[NDOSPART]);

/* kern/disk_probe.c: read the tables and make the names agree with them. */
void	disk_probe(struct disk *);		/* [d] */
int	disk_setlabel(struct disk *, int slice, enum label_kind,
	    const void *label, bool write);	/* [d] */
bool	disk_busy(struct disk *, bool whole);	/* [d] */
int	disk_ioctl(struct cdev *, unsigned long cmd, void *data, int fflag,
	    struct ucred *);
int	disk_physio(struct cdev *, struct kuio *, enum bio_cmd);
/* kern/disk_dev.c: of the device of a partition, whose softc is a diskpart. */
extern const struct dev_ops disk_ops;
/* Whole sectors of the medium, synchronous. */
int	disk_rawio(struct disk *, enum bio_cmd, uint64_t sector, void *buf,
	    size_t len);
/* Make *dpp (NULL at first) and its node; take the node away.  [d] */
void	diskpart_create(struct disk *, struct diskpart **dpp, int slice,
	    int part, uint64_t start, uint64_t size);
void	diskpart_destroy(struct diskpart *);
void	disk_unlock(struct disk *);	/* after what may have destroyed nodes */

/*
 * A filesystem takes dev into use: the partition cannot vanish or move before
 * disk_release().  ENXIO, EROFS (write wanted, medium read-only), ENOTBLK when
 * it is no disk, EBUSY when another filesystem has it.
 */
int	disk_claim(struct cdev *dev, bool write);
void	disk_release(struct cdev *dev);
bool	disk_rdonly(struct cdev *dev);

#endif /* !_KERN_KDISK_H_ */
