/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bootparam.h: what the command line asked for, in the form in which the
 * drivers want it.  platform/options.c fills these, and dev/vdisk.c opens the
 * files, before any driver attaches; nothing changes them afterwards.
 */
#ifndef _PLATFORM_BOOTPARAM_H_
#define _PLATFORM_BOOTPARAM_H_

#include "sys/kdefs.h"

#define BOOT_MAXUNITS	16		/* of each kind: vkernel(7) */

enum boot_disk_kind { BOOT_VKD, BOOT_VCD };

struct host_blk;

/* One disk: -r, -R or -c file[:serno]. */
struct boot_disk {
	enum boot_disk_kind bd_kind;
	char		 bd_opt;	/* its letter, for messages */
	const char	*bd_path;	/* of the host's file */
	char		 bd_serno[64];	/* serial number or "" */
	bool		 bd_cow;	/* -R: writes are discarded */
	struct host_blk	*bd_blk;	/* the file, by vdisk_files_open() */
	uint64_t	 bd_size;	/* bytes */
	bool		 bd_rdonly;	/* it may only be read */
};

/* In the order of the command line; units are counted by kind. */
extern struct boot_disk boot_disks[2 * BOOT_MAXUNITS];
extern int boot_ndisks;

/* One network interface: -I interface[:address1[:address2][/netmask]][=MAC]. */
struct boot_net {
	const char	*bn_arg;	/* as it was written */
	char		 bn_name[112];	/* "auto", a tap's name, a socket's path */
	bool		 bn_socket;
	char		 bn_bridge[16];	/* that the tap joins, or "" */
	uint32_t	 bn_tapaddr;	/* network order; 0: none */
	uint32_t	 bn_addr;	/* for vke */
	int		 bn_tapplen, bn_plen;	/* bits of their networks */
	bool		 bn_haslladdr;
	uint8_t		 bn_lladdr[6];
};
extern struct boot_net boot_nets[BOOT_MAXUNITS];
extern int boot_nnets;

#endif /* !_PLATFORM_BOOTPARAM_H_ */
