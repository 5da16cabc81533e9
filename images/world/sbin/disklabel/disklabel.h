/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disklabel.h: labels of slices, of 32 or 64 bits, as disklabel(8) handles them.
 */
#ifndef DISKLABEL_DISKLABEL_H
#define DISKLABEL_DISKLABEL_H

#include <sys/types.h>
#include <sys/disklabel.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A slice (or a file that stands for one) and its label. */
struct target {
	const char *t_name;
	int	 t_fd;
	bool	 t_disk;	/* a device that knows the label ioctls */
	uint32_t t_secsize;
	uint64_t t_size;	/* bytes */
	bool	 t_is64;
	union {
		struct disklabel32 l32;
		struct disklabel64 l64;
	} t_label;
};

#define LABEL_BYTES	2048		/* holds either kind, from byte 0 on */

/* label.c: 0, or an errno-like answer with a message given by the caller. */
void	target_open(struct target *, const char *name, bool write);
/* Read the label; raw: from the disk, not from the kernel.  false: none. */
bool	label_read(struct target *, bool raw, int want /* 0, 32, 64 */);
void	label_virgin(struct target *, bool is64);
/* Checksums, bounds; NULL or what is wrong. */
const char *label_check(struct target *);
void	label_write(struct target *, bool raw);
void	label_protect(struct target *, bool writable);

/* print.c, parse.c: the text form. */
void	label_print(const struct target *, FILE *);
/* Errors are told with their line; false: there were some. */
bool	label_parse(struct target *, FILE *, const char *name);
const char *fstype_name(unsigned);
int	fstype_number(const char *);	/* -1 */

#endif
