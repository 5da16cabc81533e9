/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hot.c: fsck of a disk that is mounted, as the root is when it is checked at
 * boot.  The kernel must read again what was mended behind its back.
 */
#include "fsck.h"

#ifdef __DragonFly__

#include <sys/mount.h>
#include <vfs/ufs/ufsmount.h>

#include <err.h>

static struct statfs hotfs;

/* Names may come with or without the directory. */
static const char *
plain(const char *dev)
{
	return (strncmp(dev, "/dev/", 5) == 0 ? dev + 5 : dev);
}

bool
hot_mounted(const char *dev, bool *writer)
{
	struct statfs *mnt;
	int i, n;

	*writer = false;
	n = getmntinfo(&mnt, MNT_NOWAIT);
	for (i = 0; i < n; i++)
		if (strcmp(mnt[i].f_fstypename, "ufs") == 0 &&
		    strcmp(plain(mnt[i].f_mntfromname), plain(dev)) == 0) {
			hotfs = mnt[i];
			if (mnt[i].f_flags & MNT_RDONLY)
				return (true);
			/* Mending under a writer would do harm. */
			printf("%s: mounted read-write on %s%s\n", dev,
			    mnt[i].f_mntonname, preen ?
			    "; SKIPPING CHECKS" : "");
			*writer = true;
			nflag = true;
			fswritefd = -1;
			return (false);
		}
	return (false);
}

int
hot_reload(void)
{
	struct ufs_args args;

	memset(&args, 0, sizeof(args));
	args.fspec = hotfs.f_mntfromname;
	if (mount("ufs", hotfs.f_mntonname, MNT_UPDATE | MNT_RELOAD |
	    MNT_RDONLY, &args) == 0)
		return (EX_CLEAN);
	warn("reload of %s", hotfs.f_mntonname);
	printf("\n***** REBOOT NOW *****\n");
	return (EX_REBOOT);
}

#else

bool
hot_mounted(const char *dev __unused, bool *writer)
{
	*writer = false;
	return (false);
}

int
hot_reload(void)
{
	return (EX_CLEAN);
}

#endif
