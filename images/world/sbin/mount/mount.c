/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mount.c: mount(8).
 *
 * usage: mount [-adfpruvw] [-F fstab] [-o options] [-t type]
 *	  mount [-dfpruvw] special | node
 *	  mount [-dfpruvw] [-o options] [-t type] special node
 *	  mount_type [-o options] special node
 *	  mount_cd9660 [-begjr] [-o options] [-s startsector] special node
 */
#include <sys/param.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <fstab.h>
#include <paths.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "mntopts.h"

#define OPTS_ROOM	1024

static bool	dry_run, verbose, show_fstab;

/* Add words to the options of -o. */
static void
add_option(char *opts, const char *words)
{
	if (strlen(opts) + strlen(words) + 2 > OPTS_ROOM)
		errx(EX_USAGE, "too many options");
	if (*opts != '\0')
		strcat(opts, ",");
	strcat(opts, words);
}

/* The letters that mount_cd9660 has besides; false: c is none of them. */
static bool
cd9660_letter(int c, const char *arg, char *opts)
{
	static const struct {
		int		 letter;
		const char	*word;
	} letters[] = {
		{ 'b', "nostrictjoliet" }, { 'e', "extatt" }, { 'g', "gens" },
		{ 'j', "nojoliet" }, { 'r', "norrip" }
	};
	char word[64];

	if (c == 's') {
		snprintf(word, sizeof(word), "ssector=%.40s", arg);
		add_option(opts, word);
		return (true);
	}
	for (size_t i = 0; i < nitems(letters); i++) {
		if (letters[i].letter == c) {
			add_option(opts, letters[i].word);
			return (true);
		}
	}
	return (false);
}

static void __dead2
usage(void)
{
	fprintf(stderr,
	    "usage: mount [-adfpruvw] [-F fstab] [-o options] [-t type]\n"
	    "       mount [-dfpruvw] special | node\n"
	    "       mount [-dfpruvw] [-o options] [-t type] special node\n"
	    "       mount_cd9660 [-begjr] [-o options] [-s startsector] special "
	    "node\n");
	exit(EX_USAGE);
}

/* Is type in the list of -t?  "no" before the list turns it round. */
static bool
type_wanted(const char *list, const char *type)
{
	bool inverse, hit = false;
	size_t n;

	if (list == NULL)
		return (true);
	inverse = strncmp(list, "no", 2) == 0;
	if (inverse)
		list += 2;
	for (; *list != '\0'; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		hit = hit || (strlen(type) == n && strncmp(type, list, n) == 0);
	}
	return (hit != inverse);
}

/* Show one mounted file system, in words or as fstab(5). */
static void
show(const struct statfs *fs)
{
	if (show_fstab) {
		printf("%s\t%s\t%s\t%s\t%d %d\n", fs->f_mntfromname,
		    fs->f_mntonname, fs->f_fstypename,
		    (fs->f_flags & MNT_RDONLY) != 0 ? "ro" : "rw", 0, 0);
		return;
	}
	printf("%s on %s (%s", fs->f_mntfromname, fs->f_mntonname,
	    fs->f_fstypename);
	options_print(stdout, fs->f_flags);
	if (verbose && (fs->f_syncwrites != 0 || fs->f_asyncwrites != 0))
		printf(", writes: sync %ld async %ld", fs->f_syncwrites,
		    fs->f_asyncwrites);
	printf(")\n");
}

static int
show_all(const char *types)
{
	struct statfs *list;
	int n;

	n = getmntinfo(&list, MNT_NOWAIT);
	if (n == 0)
		err(EX_OSERR, "getmntinfo");
	for (int i = 0; i < n; i++)
		if (type_wanted(types, list[i].f_fstypename))
			show(&list[i]);
	return (0);
}

/* What is mounted on or from this name, the last first. */
static const struct statfs *
mounted(const char *name)
{
	struct statfs *list;
	char path[MAXPATHLEN];
	int n;

	if (realpath(name, path) == NULL)
		strlcpy(path, name, sizeof(path));
	n = getmntinfo(&list, MNT_NOWAIT);
	for (int i = n - 1; i >= 0; i--)
		if (strcmp(list[i].f_mntonname, path) == 0 ||
		    strcmp(list[i].f_mntfromname, name) == 0)
			return (&list[i]);
	return (NULL);
}

/* Types that are not built in have a program of their own. */
static int
run_helper(const char *type, const char *spec, const char *dir, int flags,
    const char *rest)
{
	char path[MAXPATHLEN], opts[OPTS_ROOM + 16];
	int status;
	pid_t pid;

	snprintf(path, sizeof(path), "/sbin/mount_%s", type);
	snprintf(opts, sizeof(opts), "%s%s%s%s",
	    (flags & MNT_RDONLY) != 0 ? "ro" : "rw",
	    (flags & MNT_UPDATE) != 0 ? ",update" : "",
	    *rest != '\0' ? "," : "", rest);
	pid = fork();
	if (pid == 0) {
		execl(path, path, "-o", opts, spec, dir, (char *)NULL);
		if (errno == ENOENT)
			warnx("%s: unknown file system type", type);
		else
			warn("%s", path);
		_exit(EX_OSERR);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		warn("%s", path);
		return (EX_OSERR);
	}
	return (WIFEXITED(status) ? WEXITSTATUS(status) : EX_SOFTWARE);
}

/* Mount one; opts come after those of fstab, so that they win. */
static int
mount_one(const char *type, const char *spec, const char *dir,
    const char *fstab_opts, const char *opts, int set, int clear)
{
	char rest[OPTS_ROOM] = "";
	const struct statfs *fs;
	int flags = 0, status;

	if (!options_take(fstab_opts, &flags, rest, sizeof(rest)) ||
	    !options_take(opts, &flags, rest, sizeof(rest))) {
		warnx("too many options");
		return (EX_USAGE);
	}
	flags = (flags & ~clear) | set;
	/* The root is mounted already: change it. */
	if (strcmp(dir, "/") == 0)
		flags |= MNT_UPDATE;
	if (dry_run || verbose) {
		printf("mount -t %s %s %s %s%s%s\n", type, spec, dir,
		    (flags & MNT_RDONLY) != 0 ? "ro" : "rw",
		    *rest != '\0' ? "," : "", rest);
		if (dry_run)
			return (0);
	}
	if (type_known(type))
		status = mount_type(type, spec, dir, flags, rest);
	else
		status = run_helper(type, spec, dir, flags, rest);
	if (status == 0 && verbose && (fs = mounted(dir)) != NULL)
		show(fs);
	return (status);
}

/* -a: all of fstab that is not there yet. */
static int
mount_fstab(const char *types, const char *opts, int set, int clear)
{
	const struct statfs *fs;
	struct fstab *f;
	int status = 0, one;
	char buf[8];

	setfsent();
	while ((f = getfsent()) != NULL) {
		if (strcmp(f->fs_type, FSTAB_SW) == 0 ||
		    strcmp(f->fs_type, FSTAB_XX) == 0 ||
		    option_value(f->fs_mntops, "noauto", buf, sizeof(buf)) != NULL ||
		    !type_wanted(types, f->fs_vfstype))
			continue;
		fs = mounted(f->fs_file);
		if (fs != NULL && (strcmp(fs->f_mntonname, "/") == 0 ||
		    (set & MNT_UPDATE) == 0) &&
		    strcmp(fs->f_mntonname, f->fs_file) == 0)
			continue;
		one = mount_one(f->fs_vfstype, f->fs_spec, f->fs_file,
		    f->fs_mntops, opts, set, clear);
		if (one != 0)
			status = one;
	}
	endfsent();
	return (status);
}

/* One name: fstab, or with -u what is mounted there, knows the rest. */
static int
mount_named(const char *name, const char *opts, int set, int clear)
{
	const struct statfs *fs;
	struct fstab *f;
	char path[MAXPATHLEN];

	if (realpath(name, path) == NULL)
		strlcpy(path, name, sizeof(path));
	f = getfsfile(path);
	if (f == NULL)
		f = getfsspec(name);
	if ((set & MNT_UPDATE) != 0) {
		fs = mounted(name);
		if (fs == NULL)
			errx(1, "%s: not mounted", name);
		return (mount_one(fs->f_fstypename, fs->f_mntfromname,
		    fs->f_mntonname, (fs->f_flags & MNT_RDONLY) != 0 ? "ro" : "rw",
		    opts, set, clear));
	}
	if (f == NULL)
		errx(1, "%s: unknown special file or file system", name);
	return (mount_one(f->fs_vfstype, f->fs_spec, f->fs_file, f->fs_mntops,
	    opts, set, clear));
}

int
main(int argc, char **argv)
{
	const char *types = NULL, *self = getprogname();
	char opts[OPTS_ROOM] = "";
	bool all = false, cd;
	int c, set = 0, clear = 0;

	if (strncmp(self, "mount_", 6) == 0)
		types = self + 6;
	cd = strcmp(self, "mount_cd9660") == 0;
	while ((c = getopt(argc, argv, cd ? "bdefgjo:rs:uv" :
	    "adF:fo:prt:uvw")) != -1) {
		if (cd && cd9660_letter(c, optarg, opts))
			continue;
		switch (c) {
		case 'a':
			all = true;
			break;
		case 'd':
			dry_run = true;
			break;
		case 'F':
			setfstab(optarg);
			break;
		case 'f':
			set |= MNT_FORCE;
			break;
		case 'o':
			add_option(opts, optarg);
			break;
		case 'p':
			show_fstab = true;
			break;
		case 'r':
			set |= MNT_RDONLY;
			clear &= ~MNT_RDONLY;
			break;
		case 't':
			types = optarg;
			break;
		case 'u':
			set |= MNT_UPDATE;
			break;
		case 'v':
			verbose = true;
			break;
		case 'w':
			clear |= MNT_RDONLY;
			set &= ~MNT_RDONLY;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	switch (argc) {
	case 0:
		if (all)
			return (mount_fstab(types, opts, set, clear));
		return (show_all(types));
	case 1:
		return (mount_named(argv[0], opts, set, clear));
	case 2:
		return (mount_one(types != NULL ? types : "ufs", argv[0], argv[1],
		    "", opts, set, clear));
	default:
		usage();
	}
}
