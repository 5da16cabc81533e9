/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rm.c: rm(1) and unlink(1): remove names of files.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <grp.h>
#include <libutil.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define CHUNK	(64 << 10)

static bool	dirs, force, ask, ask_once, recurse, verbose, overwrite;
static bool	cross = true;
static bool	is_root, on_terminal;
static int	status;

static volatile sig_atomic_t	asked;

static void __dead2
usage(void)
{
	if (strcmp(getprogname(), "unlink") == 0)
		fprintf(stderr, "usage: unlink file\n");
	else
		fprintf(stderr, "usage: rm [-f | -i] [-dIPRrvx] file ...\n");
	exit(EX_USAGE);
}

static void
on_siginfo(int sig __unused)
{
	asked = 1;
}

/* The answer to a question; only y or Y is yes. */
static bool
yes(void)
{
	fflush(stderr);
	return (answer_is_yes());
}

/* May it go?  Asks with -i, and about what is protected. */
static bool
may_remove(const char *path, const char *name, const struct stat *st)
{
	char mode[12];
	const char *flags = NULL;

	if (ask) {
		fprintf(stderr, "remove %s? ", path);
		return (yes());
	}
	if (!on_terminal || S_ISLNK(st->st_mode) ||
	    (access(name, W_OK) == 0 && (st->st_flags & (SF_APPEND |
	    SF_IMMUTABLE)) == 0 && ((st->st_flags & (UF_APPEND |
	    UF_IMMUTABLE)) == 0 || is_root)))
		return (true);
	strmode(st->st_mode, mode);
	if (st->st_flags != 0)
		flags = fflagstostr(st->st_flags);
	fprintf(stderr, "override %s%s%s/%s %s%sfor %s? ", mode + 1,
	    mode[9] == ' ' ? "" : " ", user_from_uid(st->st_uid, 0),
	    group_from_gid(st->st_gid, 0), flags != NULL ? flags : "",
	    flags != NULL && *flags != '\0' ? " " : "", path);
	return (yes());
}

static void
removed(const char *path)
{
	if (verbose)
		printf("%s\n", path);
	if (asked) {
		asked = 0;
		fprintf(stderr, "%s\n", path);
	}
}

static void
complain(const char *path)
{
	if (force && errno == ENOENT)
		return;
	warn("%s", path);
	status = 1;
}

/* The users' flags stand in root's way no more than their modes do. */
static bool
lift_flags(const char *name, const struct stat *st)
{
	unsigned long now = st->st_flags;

	if (!is_root || (now & (UF_APPEND | UF_IMMUTABLE)) == 0 ||
	    (now & (SF_APPEND | SF_IMMUTABLE)) != 0)
		return (true);
	return (lchflags(name, (int)(now &
	    ~(unsigned long)(UF_APPEND | UF_IMMUTABLE))) == 0);
}

/* One pass of a byte over a file of this size, on its way to the disk. */
static bool
pass_over(int fd, int byte, off_t size)
{
	static char buf[CHUNK];
	ssize_t n;

	memset(buf, byte, sizeof(buf));
	if (lseek(fd, 0, SEEK_SET) != 0)
		return (false);
	for (; size > 0; size -= n) {
		n = write(fd, buf, (size_t)MIN(size, (off_t)sizeof(buf)));
		if (n < 0)
			return (false);
	}
	return (fsync(fd) == 0);
}

/* -P: a plain file without other names is filled with other bytes first. */
static bool
wipe(const char *path, const char *name, const struct stat *st)
{
	struct stat now;
	bool good;
	int fd;

	if (!S_ISREG(st->st_mode))
		return (true);
	if (st->st_nlink > 1) {
		warnx("%s (inode %ju): not overwritten due to multiple links",
		    path, (uintmax_t)st->st_ino);
		return (false);
	}
	if ((fd = open(name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK)) < 0) {
		warn("%s", path);
		return (false);
	}
	/* It may have been replaced meanwhile. */
	good = fstat(fd, &now) == 0 && now.st_dev == st->st_dev &&
	    now.st_ino == st->st_ino && pass_over(fd, 0xff, st->st_size) &&
	    pass_over(fd, 0x00, st->st_size) &&
	    pass_over(fd, 0xff, st->st_size);
	if (!good)
		warn("%s", path);
	close(fd);
	return (good);
}

/* One that is no directory, or an empty one. */
static void
remove_one(const char *path, const char *name, const struct stat *st)
{
	if (overwrite && !wipe(path, name, st)) {
		status = 1;
		return;
	}
	if (!lift_flags(name, st) ||
	    (S_ISDIR(st->st_mode) ? rmdir(name) : unlink(name)) != 0)
		complain(path);
	else
		removed(path);
}

static void
remove_files(char **argv)
{
	struct stat st;

	for (; *argv != NULL; argv++) {
		if (lstat(*argv, &st) != 0) {
			complain(*argv);
			continue;
		}
		if (S_ISDIR(st.st_mode) && !dirs) {
			warnx("%s: is a directory", *argv);
			status = 1;
			continue;
		}
		if (force || may_remove(*argv, *argv, &st))
			remove_one(*argv, *argv, &st);
	}
}

static void
remove_trees(char **argv)
{
	FTS *fts;
	FTSENT *e;

	fts = fts_open(argv, FTS_PHYSICAL | (cross ? 0 : FTS_XDEV), NULL);
	if (fts == NULL)
		err(1, "fts_open");
	while (errno = 0, (e = fts_read(fts)) != NULL) {
		switch (e->fts_info) {
		case FTS_DNR:
			if (force && e->fts_errno == ENOENT)
				continue;
			warnx("%s: %s", e->fts_path, strerror(e->fts_errno));
			status = 1;
			continue;
		case FTS_ERR:
			errno = e->fts_errno;
			err(1, "%s", e->fts_path);
		case FTS_NS:
			errno = e->fts_errno;
			complain(e->fts_path);
			continue;
		case FTS_D:
			/* A no to a directory is one to all that is in it. */
			if (!force && !may_remove(e->fts_path, e->fts_accpath,
			    e->fts_statp)) {
				fts_set(fts, e, FTS_SKIP);
				e->fts_number = 1;
			} else if (!lift_flags(e->fts_accpath, e->fts_statp)) {
				complain(e->fts_path);
			}
			continue;
		case FTS_DP:
			if (e->fts_number != 0)
				continue;
			break;
		default:
			if (!force && !may_remove(e->fts_path, e->fts_accpath,
			    e->fts_statp))
				continue;
		}
		remove_one(e->fts_path, e->fts_accpath, e->fts_statp);
	}
	if (errno != 0)
		err(1, "fts_read");
	fts_close(fts);
}

/* /, . and .. stay: they are taken out of the arguments. */
static void
leave_alone(char **argv)
{
	bool root_told = false, dots_told = false;
	char **to = argv, *name;
	size_t len;

	for (; *argv != NULL; argv++) {
		for (len = strlen(*argv); len > 1 && (*argv)[len - 1] == '/';
		    len--)
			continue;
		if (len == 1 && **argv == '/') {
			if (!root_told)
				warnx("\"/\" may not be removed");
			root_told = true;
			status = 1;
			continue;
		}
		for (name = *argv + len; name > *argv && name[-1] != '/';)
			name--;
		len -= (size_t)(name - *argv);
		if ((len == 1 && name[0] == '.') ||
		    (len == 2 && name[0] == '.' && name[1] == '.')) {
			if (!dots_told)
				warnx("\".\" and \"..\" may not be removed");
			dots_told = true;
			status = 1;
			continue;
		}
		*to++ = *argv;
	}
	*to = NULL;
}

/* -I: one question about a hierarchy, or about more than three files. */
static bool
sure(char **argv)
{
	int n_dirs = 0, n_files = 0;
	const char *dir = NULL;
	struct stat st;

	for (; *argv != NULL; argv++) {
		if (lstat(*argv, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			n_dirs++;
			dir = *argv;
		} else {
			n_files++;
		}
	}
	if (recurse && n_dirs > 0) {
		fprintf(stderr, "recursively remove");
		if (n_dirs == 1)
			fprintf(stderr, " %s", dir);
		else
			fprintf(stderr, " %d dirs", n_dirs);
		if (n_files == 1)
			fprintf(stderr, " and 1 file");
		else if (n_files > 1)
			fprintf(stderr, " and %d files", n_files);
		fprintf(stderr, "? ");
		return (yes());
	}
	if (n_dirs + n_files <= 3)
		return (true);
	fprintf(stderr, "remove %d files? ", n_dirs + n_files);
	return (yes());
}

static int
unlink_main(int argc, char **argv)
{
	struct stat st;

	if (argc == 2 && strcmp(argv[1], "--") == 0) {
		argc--;
		argv++;
	}
	if (argc != 1)
		usage();
	if (lstat(argv[0], &st) != 0)
		err(1, "%s", argv[0]);
	if (S_ISDIR(st.st_mode))
		errx(1, "%s: is a directory", argv[0]);
	if (unlink(argv[0]) != 0)
		err(1, "%s", argv[0]);
	return (0);
}

int
main(int argc, char **argv)
{
	struct sigaction sa = { .sa_flags = SA_RESTART };
	int ch;

	if (strcmp(getprogname(), "unlink") == 0) {
		while (getopt(argc, argv, "") != -1)
			usage();
		return (unlink_main(argc - optind, argv + optind));
	}
	while ((ch = getopt(argc, argv, "dfiIPRrvx")) != -1) {
		switch (ch) {
		case 'd':
			dirs = true;
			break;
		case 'f':
			force = true;
			ask = false;
			break;
		case 'i':
			ask = true;
			force = false;
			break;
		case 'I':
			ask_once = true;
			break;
		case 'P':
			overwrite = true;
			break;
		case 'R':
		case 'r':
			recurse = true;
			break;
		case 'v':
			verbose = true;
			break;
		case 'x':
			cross = false;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (argc < 1) {
		if (force)
			return (0);
		usage();
	}
	leave_alone(argv);
	is_root = geteuid() == 0;
	on_terminal = isatty(STDIN_FILENO);
	sa.sa_handler = on_siginfo;
	sigaction(SIGINFO, &sa, NULL);
	if (*argv == NULL || (ask_once && !sure(argv)))
		return (*argv == NULL ? status : 1);
	if (recurse)
		remove_trees(argv);
	else
		remove_files(argv);
	return (status);
}
