/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * optdisk.c: -r, -R and -c of vkernel(7): disks and CDs.  Runs with options.c,
 * under its conditions.
 */
#include "opt_kernel.h"
#include "platform/boot.h"
#include "platform/bootparam.h"
#include "host/host.h"
#include "lib/libkern.h"

struct boot_disk boot_disks[2 * BOOT_MAXUNITS];
int boot_ndisks;

#define USAGE(...)	boot_fail(HOST_EXIT_USAGE, __VA_ARGS__)

/* What is behind the colon becomes a name in /dev/serno. */
static void
disk_serno(struct boot_disk *bd, const char *arg, const char *serno)
{
	const char *p = serno;

	if (strlcpy(bd->bd_serno, serno, sizeof(bd->bd_serno)) >=
	    sizeof(bd->bd_serno))
		USAGE("-%c %s: serial number too long", bd->bd_opt,
		    boot_shown(arg));
	while (*p > ' ' && *p <= '~')
		p++;
	if (*p != '\0' || *serno == '\0' || *serno == '.')
		USAGE("-%c %s: no serial number behind the colon", bd->bd_opt,
		    boot_shown(arg));
	for (int i = 0; i < boot_ndisks; i++)
		if (strcmp(boot_disks[i].bd_serno, serno) == 0)
			USAGE("-%c %s: -%c %s has that serial number",
			    bd->bd_opt, boot_shown(arg), boot_disks[i].bd_opt,
			    boot_shown(boot_disks[i].bd_path));
}

void
optdisk_add(int opt, const char *arg)
{
	enum boot_disk_kind kind = opt == 'c' ? BOOT_VCD : BOOT_VKD;
	struct boot_disk *bd;
	const char *colon;
	static char paths[2 * BOOT_MAXUNITS][HOST_PATHMAX];
	int n = 0;

#ifndef NDEV_vkd
	if (kind == BOOT_VKD)
		USAGE("-%c %s: this kernel was built without device vkd", opt,
		    boot_shown(arg));
#endif
#ifndef NDEV_vcd
	if (kind == BOOT_VCD)
		USAGE("-%c %s: this kernel was built without device vcd", opt,
		    boot_shown(arg));
#endif
	for (int i = 0; i < boot_ndisks; i++)
		n += boot_disks[i].bd_kind == kind;
	if (n == BOOT_MAXUNITS)
		USAGE("-%c %s: more than %d of them", opt, boot_shown(arg),
		    BOOT_MAXUNITS);
	bd = &boot_disks[boot_ndisks];
	bd->bd_kind = kind;
	bd->bd_opt = (char)opt;
	bd->bd_cow = opt == 'R';
	if (strlcpy(paths[boot_ndisks], arg, sizeof(paths[0])) >=
	    sizeof(paths[0]))
		USAGE("-%c %s: name too long", opt, boot_shown(arg));
	colon = opt == 'c' ? NULL : strrchr(arg, ':');
	if (colon != NULL && strchr(colon, '/') == NULL) {
		disk_serno(bd, arg, colon + 1);
		paths[boot_ndisks][colon - arg] = '\0';
		if (colon == arg)
			USAGE("-%c %s: empty file name", opt, arg);
	}
	bd->bd_path = paths[boot_ndisks++];
}

/*
 * The memory image and the pid file are emptied before any disk is locked: a
 * disk that is named there by mistake would be lost.
 */
void
optdisk_check(void)
{
	const char *mem = boot_options.bo_memfile;
	const char *pid = boot_options.bo_pidfile;
	const struct boot_disk *bd;

	if (mem != NULL && pid != NULL && host_file_same(mem, pid))
		USAGE("-p %s: the file of -i %s", boot_shown(pid),
		    boot_shown(mem));
	for (bd = boot_disks; bd < boot_disks + boot_ndisks; bd++) {
		if (mem != NULL && host_file_same(mem, bd->bd_path))
			USAGE("-i %s: the file of -%c %s", boot_shown(mem),
			    bd->bd_opt, boot_shown(bd->bd_path));
		if (pid != NULL && host_file_same(pid, bd->bd_path))
			USAGE("-p %s: the file of -%c %s", boot_shown(pid),
			    bd->bd_opt, boot_shown(bd->bd_path));
	}
}

const char *
boot_rootguess(void)
{
	if (boot_ndisks == 0)
		return (NULL);
	return (boot_disks[0].bd_kind == BOOT_VCD ? "cd9660:vcd0" :
	    "ufs:vkd0s0a ufs:vkd0s1a");
}
