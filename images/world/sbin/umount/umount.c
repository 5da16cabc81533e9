/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * umount.c: umount(8).
 *
 * usage: umount [-fv] special | node ...
 *	  umount -a | -A [-fv] [-t type]
 */
#include <sys/param.h>
#include <sys/mount.h>
#include <err.h>
#include <fstab.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int	flags;
static bool	verbose;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: umount [-fv] special | node ...\n"
	    "       umount -a | -A [-fv] [-t type]\n");
	exit(1);
}

static int
unmount_one(const struct statfs *fs)
{
	if (unmount(fs->f_mntonname, flags) != 0) {
		warn("unmount of %s failed", fs->f_mntonname);
		return (1);
	}
	if (verbose)
		printf("%s: unmount from %s\n", fs->f_mntfromname,
		    fs->f_mntonname);
	return (0);
}

/* All that is mounted, last first; -a only what fstab has; never the root. */
static int
unmount_all(bool only_fstab, const char *type)
{
	struct statfs *list;
	int n, status = 0;

	n = getmntinfo(&list, MNT_NOWAIT);
	for (int i = n - 1; i >= 0; i--) {
		if (strcmp(list[i].f_mntonname, "/") == 0 ||
		    strcmp(list[i].f_mntonname, "/dev") == 0 ||
		    (type != NULL && strcmp(type, list[i].f_fstypename) != 0) ||
		    (only_fstab && getfsfile(list[i].f_mntonname) == NULL))
			continue;
		status |= unmount_one(&list[i]);
	}
	return (status);
}

static int
unmount_name(const char *name)
{
	struct statfs *list;
	char path[MAXPATHLEN];
	int n;

	if (realpath(name, path) == NULL)
		strlcpy(path, name, sizeof(path));
	n = getmntinfo(&list, MNT_NOWAIT);
	for (int i = n - 1; i >= 0; i--)
		if (strcmp(list[i].f_mntonname, path) == 0 ||
		    strcmp(list[i].f_mntfromname, path) == 0 ||
		    strcmp(list[i].f_mntfromname, name) == 0)
			return (unmount_one(&list[i]));
	warnx("%s: not currently mounted", name);
	return (1);
}

int
main(int argc, char **argv)
{
	const char *type = NULL;
	int c, all = 0, status = 0;

	while ((c = getopt(argc, argv, "Aaft:v")) != -1) {
		switch (c) {
		case 'A':
		case 'a':
			all = c;
			break;
		case 'f':
			flags |= MNT_FORCE;
			break;
		case 't':
			type = optarg;
			break;
		case 'v':
			verbose = true;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	sync();
	if (all != 0 && argc == 0)
		return (unmount_all(all == 'a', type));
	if (all != 0 || argc == 0)
		usage();
	for (int i = 0; i < argc; i++)
		status |= unmount_name(argv[i]);
	return (status);
}
