/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vcd.c: virtual CD-ROM drives, vcd(4): the files of -c, sectors of 2048 bytes,
 * read-only, without slices.
 */
#include "dev/vdisk.h"

void
vcd_init(void)
{
	int i, unit = 0;

	for (i = 0; i < boot_ndisks; i++)
		if (boot_disks[i].bd_kind == BOOT_VCD)
			vdisk_attach("vcd", unit++, &boot_disks[i]);
}
