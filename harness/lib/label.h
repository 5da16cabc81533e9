/*
 * label.h: MBR slices and DragonFly disklabels (32 and 64 bit) of an image.
 *
 * One partition, `a', is enough for a root: vkd0s0a of a disk whose label
 * is at its start, vkd0s1a when an MBR's first slice holds the label.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LABEL_H
#define LABEL_H

#include <stdbool.h>
#include <stdint.h>

#define SECTOR		512
#define LABEL_A		65536		/* `a' begins here in its slice */
#define SLICE_START	1048576		/* the MBR's first slice */

struct label {
	int		 bits;		/* 32 or 64 */
	bool		 mbr;
	uint64_t	 size;		/* of the disk, whole sectors */
	uint64_t	 slice;		/* offset of the slice, 0 without MBR */
	uint64_t	 a_offset;	/* of partition a on the disk */
	uint64_t	 a_size;
	uint8_t		 id[16];	/* becomes the label's and a's UUIDs */
};

/* All of the geometry from bits, mbr and size.  0, or EINVAL if too small. */
int	label_layout(struct label *);

/* Write MBR and label to the disk image fd.  Returns 0 or an errno. */
int	label_write(int fd, const struct label *);

/*
 * Find the label of a disk image: at its start, else in the MBR's first BSD
 * slice.  Checks magic numbers, checksum and bounds.  Returns 0, ENOENT for
 * no label, EINVAL for a damaged one, or the errno of a read.
 */
int	label_read(int fd, struct label *);

#endif
