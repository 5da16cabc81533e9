/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vdisk.h: a disk on a file of the host; vkd and vcd are made of it.
 */
#ifndef _DEV_VDISK_H_
#define _DEV_VDISK_H_

#include "sys/kdev.h"
#include "platform/bootparam.h"

/*
 * Attach the file of bd as disk `name unit' with sectors of blksize bytes.
 * Opened for reading only when rdonly, or when the host does not let it be
 * written.  A file that cannot be had ends the kernel with HOST_EXIT_NOINPUT.
 * Once, at boot.
 */
void	vdisk_attach(const char *name, int unit, const struct boot_disk *bd,
	    uint32_t blksize, bool rdonly);

/* Transfers came back from the host: HOST_PEND_IO, on this virtual CPU. */
void	vkd_intr(void);

void	vkd_init(void);		/* attach what boot_disks asks for */
void	vcd_init(void);

#endif /* !_DEV_VDISK_H_ */
