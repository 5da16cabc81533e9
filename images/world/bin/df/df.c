/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * df.c: df(1): the room in file systems.
 */
#include <sys/param.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <err.h>
#include <libutil.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum human { NOT_HUMAN, BY_1024, BY_1000 };

static bool		all = true, inodes, types_shown, local;
static enum human	human;
static long		blocksize;
static const char	*head;
static char		*types;			/* of -t, each with a comma */
static bool		types_not;		/* all but those */

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: df [-b | -g | -H | -h | -k | -m | -P] "
	    "[-ailnT] [-t type] [file | filesystem ...]\n");
	exit(64);
}

static bool
wanted(const struct statfs *fs)
{
	const char *p = types;
	size_t n;
	bool listed = false;

	if (local && (fs->f_flags & MNT_LOCAL) == 0)
		return (false);
	if (!all && (fs->f_flags & MNT_IGNORE) != 0)
		return (false);
	if (types == NULL)
		return (true);
	for (; *p != '\0' && !listed; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		listed = strlen(fs->f_fstypename) == n &&
		    strncmp(fs->f_fstypename, p, n) == 0;
	}
	return (listed != types_not);
}

/* Blocks of fs, in the unit that is shown. */
static const char *
amount(const struct statfs *fs, long blocks, char *buf, size_t size)
{
	int64_t bytes = (int64_t)blocks * fs->f_bsize;

	if (human == NOT_HUMAN)
		snprintf(buf, size, "%jd", (intmax_t)(bytes < 0 ?
		    -howmany(-bytes, blocksize) : bytes / blocksize));
	else
		humanize_number(buf, bytes < 0 ? 6 : 5, bytes, "",
		    HN_AUTOSCALE, HN_B | HN_NOSPACE | HN_DECIMAL |
		    (human == BY_1000 ? HN_DIVISOR_1000 : 0));
	return (buf);
}

/* The widths of columns that depend on what is in them. */
struct widths {
	int	from, type, total, used, avail;
};

static void
widen(int *w, const char *text)
{
	if ((int)strlen(text) > *w)
		*w = (int)strlen(text);
}

static void
measure(const struct statfs *fs, struct widths *w)
{
	char buf[24];

	widen(&w->from, fs->f_mntfromname);
	widen(&w->type, fs->f_fstypename);
	widen(&w->total, amount(fs, fs->f_blocks, buf, sizeof(buf)));
	widen(&w->used, amount(fs, fs->f_blocks - fs->f_bfree, buf,
	    sizeof(buf)));
	widen(&w->avail, amount(fs, fs->f_bavail, buf, sizeof(buf)));
}

/* Used of what there is, rounded up as a user sees it. */
static void
print_share(long used, long of, int width)
{
	if (of <= 0)
		printf(" %*s", width, "100%");
	else
		printf(" %*.0f%%", width - 1, (double)used / (double)of * 100);
}

static void
print(const struct statfs *fs, const struct widths *w)
{
	char total[24], used[24], avail[24];
	long in_use = fs->f_blocks - fs->f_bfree;

	printf("%-*s", w->from, fs->f_mntfromname);
	if (types_shown)
		printf("  %-*s", w->type, fs->f_fstypename);
	printf(" %*s %*s %*s",
	    w->total, amount(fs, fs->f_blocks, total, sizeof(total)),
	    w->used, amount(fs, in_use, used, sizeof(used)),
	    w->avail, amount(fs, fs->f_bavail, avail, sizeof(avail)));
	print_share(in_use, in_use + fs->f_bavail, 8);
	if (inodes) {
		printf(" %7ld %7ld", fs->f_files - fs->f_ffree, fs->f_ffree);
		print_share(fs->f_files - fs->f_ffree, fs->f_files, 5);
		putchar(' ');
	} else {
		putchar(' ');
	}
	printf(" %s\n", fs->f_mntonname);
}

static void
print_head(const struct widths *w)
{
	printf("%-*s", w->from, "Filesystem");
	if (types_shown)
		printf("  %-*s", w->type, "Type");
	printf(" %*s %*s %*s Capacity", w->total, head, w->used, "Used",
	    w->avail, "Avail");
	if (inodes)
		printf(" %7s %7s %5s ", "iused", "ifree", "%iused");
	printf("  Mounted on\n");
}

static void
print_list(const struct statfs *list, int n)
{
	struct widths w = { 10, 4, (int)strlen(head), 5, 5 };

	for (int i = 0; i < n; i++)
		measure(&list[i], &w);
	print_head(&w);
	for (int i = 0; i < n; i++)
		print(&list[i], &w);
}

/* The file system that an argument is in, or that is mounted from it. */
static int
lookup(const char *name, const struct statfs *list, int n, struct statfs *fs)
{
	struct stat st;
	char path[MAXPATHLEN];

	if (stat(name, &st) != 0) {
		warn("%s", name);
		return (1);
	}
	if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)) {
		snprintf(path, sizeof(path), "%s", strncmp(name, "/dev/", 5) ==
		    0 ? name + 5 : name);
		for (int i = 0; i < n; i++) {
			const char *from = list[i].f_mntfromname;

			if (strncmp(from, "/dev/", 5) == 0)
				from += 5;
			if (strcmp(from, path) == 0) {
				*fs = list[i];
				return (0);
			}
		}
	}
	if (statfs(name, fs) != 0) {
		warn("%s", name);
		return (1);
	}
	return (0);
}

static int
chosen(int argc, char **argv, const struct statfs *list, int n)
{
	struct statfs *some = calloc((size_t)argc, sizeof(*some));
	int have = 0, status = 0;

	if (some == NULL)
		err(1, NULL);
	for (int i = 0; i < argc; i++) {
		if (lookup(argv[i], list, n, &some[have]) != 0)
			status = 1;
		else if (wanted(&some[have]))
			have++;
	}
	if (have > 0)
		print_list(some, have);
	free(some);
	return (status);
}

static void
unit(long size, const char *name)
{
	human = NOT_HUMAN;
	blocksize = size;
	head = name;
}

int
main(int argc, char **argv)
{
	struct statfs *list;
	int ch, n, have = 0, headlen, how = MNT_WAIT;

	while ((ch = getopt(argc, argv, "abgHhiklmnPTt:")) != -1) {
		switch (ch) {
		case 'a':
			all = true;
			break;
		case 'b':
		case 'P':
			unit(512, "512-blocks");
			break;
		case 'g':
			unit(1L << 30, "1G-blocks");
			break;
		case 'H':
			human = BY_1000;
			break;
		case 'h':
			human = BY_1024;
			break;
		case 'i':
			inodes = true;
			break;
		case 'k':
			unit(1L << 10, "1K-blocks");
			break;
		case 'l':
			local = true;
			break;
		case 'm':
			unit(1L << 20, "1M-blocks");
			break;
		case 'n':
			how = MNT_NOWAIT;
			break;
		case 'T':
			types_shown = true;
			break;
		case 't':
			types_not = strncmp(optarg, "no", 2) == 0;
			types = optarg + (types_not ? 2 : 0);
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (human != NOT_HUMAN)
		head = "Size";
	else if (blocksize == 0)
		head = getbsize(&headlen, &blocksize);
	if ((n = getmntinfo(&list, how)) == 0)
		err(1, "getmntinfo");
	if (argc > 0)
		return (chosen(argc, argv, list, n));
	for (int i = 0; i < n; i++)
		if (wanted(&list[i]))
			list[have++] = list[i];
	print_list(list, have);
	return (0);
}
