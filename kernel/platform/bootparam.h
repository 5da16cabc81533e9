/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bootparam.h: what the command line asked for, in the form in which the
 * drivers want it.  platform/options.c fills these before any driver
 * attaches; nothing changes them afterwards.
 */
#ifndef _PLATFORM_BOOTPARAM_H_
#define _PLATFORM_BOOTPARAM_H_

#include "sys/kdefs.h"

#define BOOT_MAXUNITS	16		/* of each kind: vkernel(7) */

enum boot_disk_kind { BOOT_VKD, BOOT_VCD };

/* One disk: -r, -R or -c file[:serno]. */
struct boot_disk {
	enum boot_disk_kind bd_kind;
	const char	*bd_path;	/* of the host's file */
	char		 bd_serno[64];	/* serial number or "" */
	bool		 bd_cow;	/* -R: writes are discarded */
};

/* In the order of the command line; units are counted by kind. */
extern struct boot_disk boot_disks[2 * BOOT_MAXUNITS];
extern int boot_ndisks;

#endif /* !_PLATFORM_BOOTPARAM_H_ */
