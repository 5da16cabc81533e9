/*
 * iso.h: write ISO 9660 images record by record, also such as no program
 * would.
 *
 * The image has a primary volume descriptor in sector 16, the end of
 * descriptors in 18 (17 is free for another), and the root in ISO_ROOT.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ISO_H
#define ISO_H

#include <stddef.h>
#include <stdint.h>

#define ISO_SECTOR	2048u
#define ISO_ROOT	20u		/* sectors */
#define ISO_DIR		21u		/* for a second directory */
#define ISO_AREA	24u		/* for continuations */
#define ISO_DATA	30u		/* for files */

#define ISO_ISDIR	0x02
#define ISO_ASSOC	0x04
#define ISO_MORE	0x80

struct iso {
	uint8_t		*data;
	size_t		 sectors;
	uint64_t	 size;		/* of the file, if longer: a hole */
	unsigned	 blocks;	/* in a sector: 1, 2, 4 */
	unsigned	 base;		/* sector that the descriptors begin at */
};

/* A directory that is being filled. */
struct isodir {
	struct iso	*iso;
	uint32_t	 sector;	/* where the next record goes */
	uint32_t	 used;		/* bytes of it */
	size_t		 last;		/* byte of the image: the last record */
};

/* System use fields of one record, or of a continuation. */
struct su {
	uint8_t		 b[2048];
	size_t		 n;
};

void	iso_put16(uint8_t *, unsigned);		/* both orders: 4 bytes */
void	iso_put32(uint8_t *, uint32_t);		/* both orders: 8 bytes */

/* All zeros but for the descriptors.  blocks: in a sector. */
void	iso_init(struct iso *, size_t sectors, unsigned blocks);
/* A supplementary descriptor for Joliet in sector 17. */
void	iso_joliet(struct iso *, uint32_t root);
int	iso_save(struct iso *, const char *path);	/* 0 or -1; frees it */

/*
 * Begin a directory of the given sectors; su: fields of its own record.  rr: and
 * what every Rock Ridge directory has.
 */
void	iso_dir(struct iso *, struct isodir *, uint32_t sector, uint32_t sectors,
	    uint32_t parent, const struct su *);
/* Add a record; sector and size are of its data.  Returns it. */
uint8_t	*iso_rec(struct isodir *, const char *id, size_t idlen,
	    uint32_t sector, uint32_t size, int flags, const struct su *);
/* A file of text in one sector. */
uint8_t	*iso_file(struct isodir *, const char *id, uint32_t sector,
	    const char *text, const struct su *);

void	su_raw(struct su *, const char *sig, const void *data, size_t n);
void	su_sp(struct su *, unsigned skip);	/* with ER, for the root */
void	su_px(struct su *, unsigned mode);
void	su_nm(struct su *, int flags, const char *name);
void	su_block(struct su *, const char *sig, uint32_t block);	/* CL PL */
void	su_ce(struct su *, uint32_t block, uint32_t off, uint32_t len);
struct su su_of(unsigned mode, const char *name);	/* PX and NM */

#endif
