/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vdisk.h: a disk on a file of the host; vkd and vcd are made of it.
 */
#ifndef _DEV_VDISK_H_
#define _DEV_VDISK_H_

#include "sys/kdev.h"
#include "platform/bootparam.h"

/*
 * Open the files of -r, -R and -c: one that the host does not let be written
 * for reading only, as CDs are.  One that cannot be had ends the kernel with
 * HOST_EXIT_NOINPUT.  Once, on the first CPU, before there is memory: then a
 * start that fails has not emptied the memory image.
 */
void	vdisk_files_open(void);

/* Attach the file of bd, which is open, as disk `name unit'.  Once, at boot. */
void	vdisk_attach(const char *name, int unit, const struct boot_disk *bd);

/* Transfers came back from the host: HOST_PEND_IO, on this virtual CPU. */
void	vkd_intr(void);

void	vkd_init(void);		/* attach what boot_disks asks for */
void	vcd_init(void);

#endif /* !_DEV_VDISK_H_ */
