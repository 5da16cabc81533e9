/*
 * sound.h: the image that hostile ones are made of, and what the guest says of
 * those.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SOUND_H
#define SOUND_H

#include "plan.h"

#define EIO_TEXT	"Input/output error"
/* A listing that ends early: ls(1) does not say so, the kernel does. */
#define BAD_RECORD	"no directory record at"
#define BAD_PLACE	"goes on in no place"

/*
 * A sound image with a bit of everything: a file, a directory with another, a
 * link; room for more in the root and in the directory.
 */
static struct isodir root, dir;

static inline void
sound(struct iso *im, size_t sectors)
{
	struct su su = { .n = 0 };

	su_sp(&su, 0);
	su_px(&su, 040755);
	iso_init(im, sectors, 1);
	iso_dir(im, &root, ISO_ROOT, 2, ISO_ROOT, &su);
	su = su_of(0100644, "file");
	(void)iso_file(&root, "FILE.;1", ISO_DATA, "plain text\n", &su);
	su = su_of(040755, "dir");
	(void)iso_rec(&root, "DIR", 3, ISO_DIR + 1, ISO_SECTOR, ISO_ISDIR, &su);
	iso_dir(im, &dir, ISO_DIR + 1, 1, ISO_ROOT, NULL);
	su = su_of(0100644, "inner");
	(void)iso_file(&dir, "INNER.;1", ISO_DATA + 1, "inner\n", &su);
	su = su_of(0120777, "link");
	su_raw(&su, "SL", "\0\0\3dir\0\5inner", 13);
	(void)iso_rec(&root, "LINK.;1", 7, 0, 0, 0, &su);
}

/* A sound image with one more record in the root. */
static inline uint8_t *
extra(struct iso *im, const char *id, uint32_t sector, uint32_t size,
    int flags, const struct su *su)
{
	sound(im, 64);
	return (iso_rec(&root, id, strlen(id), sector, size, flags, su));
}

#endif
