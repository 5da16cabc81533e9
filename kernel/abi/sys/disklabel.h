/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disklabel.h: either kind of disk label.
 */
#ifndef _SYS_DISKLABEL_H_
#define _SYS_DISKLABEL_H_

#include <sys/types.h>
#include <sys/disklabel32.h>
#include <sys/disklabel64.h>
#include <sys/dtype.h>

union abstracted_disklabel {
	void	*opaque;
	struct disklabel32	*lab32;
	struct disklabel64	*lab64;
};

#define DISKLABEL_MAXPACKNAME	0x40

typedef union abstracted_disklabel	disklabel_t;

#endif /* !_SYS_DISKLABEL_H_ */
