/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mv.c: mv(1): rename files; across file systems, copy and remove them.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libutil.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define CHUNK	(64 << 10)

static bool	force, ask, keep, verbose;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: mv [-f | -i | -n] [-hv] source target\n"
	    "       mv [-f | -i | -n] [-v] source ... directory\n");
	exit(EX_USAGE);
}

/* The answer to a question; only y or Y is yes. */
static bool
yes(void)
{
	if (answer_is_yes())
		return (true);
	fprintf(stderr, "not overwritten\n");
	return (false);
}

/* May what is at to be replaced? */
static bool
may_replace(const char *to)
{
	struct stat st;
	char mode[12];

	if (force || access(to, F_OK) != 0)
		return (true);
	if (keep) {
		if (verbose)
			printf("%s not overwritten\n", to);
		return (false);
	}
	if (ask) {
		fprintf(stderr, "overwrite %s? (y/n [n]) ", to);
		return (yes());
	}
	if (access(to, W_OK) == 0 || !isatty(STDIN_FILENO) ||
	    stat(to, &st) != 0)
		return (true);
	strmode(st.st_mode, mode);
	fprintf(stderr, "override %s%s%s/%s for %s? (y/n [n]) ", mode + 1,
	    mode[9] == ' ' ? "" : " ", user_from_uid(st.st_uid, 0),
	    group_from_gid(st.st_gid, 0), to);
	return (yes());
}

/* Give fd what the file had. */
static void
keep_attributes(int fd, const char *to, const struct stat *st)
{
	struct timespec times[2] = { st->st_atim, st->st_mtim };
	mode_t mode = st->st_mode & ALLPERMS;

	if (fchown(fd, st->st_uid, st->st_gid) != 0) {
		warn("%s: set owner/group (was: %u/%u)", to, st->st_uid,
		    st->st_gid);
		mode &= ~(mode_t)(S_ISUID | S_ISGID);
	}
	if (fchmod(fd, mode) != 0)
		warn("%s: set mode (was: 0%03o)", to, mode);
	if (futimens(fd, times) != 0)
		warn("%s: set times", to);
	/* A network's file system may have none. */
	if (st->st_flags != 0 && fchflags(fd, st->st_flags) != 0 &&
	    errno != EOPNOTSUPP)
		warn("%s: set flags (was: 0%07o)", to, st->st_flags);
}

/* Copy a plain file's bytes to a new file and remove it. */
static int
copy_and_remove(const char *from, const char *to, const struct stat *st)
{
	static char buf[CHUNK];
	int in, out = -1;
	ssize_t n, w;

	if ((in = open(from, O_RDONLY)) < 0) {
		warn("%s", from);
		return (1);
	}
	if ((unlink(to) != 0 && errno != ENOENT) ||
	    (out = open(to, O_CREAT | O_EXCL | O_WRONLY, S_IRUSR | S_IWUSR)) <
	    0) {
		warn("%s", to);
		close(in);
		return (1);
	}
	while ((n = read(in, buf, sizeof(buf))) > 0) {
		for (ssize_t done = 0; done < n; done += w) {
			w = write(out, buf + done, (size_t)(n - done));
			if (w < 0) {
				warn("%s", to);
				goto failed;
			}
		}
	}
	if (n < 0) {
		warn("%s", from);
		goto failed;
	}
	keep_attributes(out, to, st);
	close(in);
	if (close(out) != 0) {
		warn("%s", to);
		return (1);
	}
	if (unlink(from) != 0) {
		warn("%s: remove", from);
		return (1);
	}
	if (verbose)
		printf("%s -> %s\n", from, to);
	return (0);

failed:
	close(in);
	close(out);
	if (unlink(to) != 0)
		warn("%s: remove", to);
	return (1);
}

/* Run a program and say so when it fails. */
static int
run(const char *path, char *const args[])
{
	pid_t pid;
	int status;

	fflush(stdout);
	if ((pid = vfork()) < 0)
		err(1, "vfork");
	if (pid == 0) {
		execv(path, args);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			err(1, "waitpid");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return (0);
	if (WIFSIGNALED(status))
		warnx("%s %s %s: ended by signal %d", path, args[1], args[3],
		    WTERMSIG(status));
	else
		warnx("%s %s %s: exit status %d", path, args[1], args[3],
		    WEXITSTATUS(status));
	return (1);
}

/* All else: cp(1) and rm(1) know how. */
static int
copy_by_others(char *from, char *to)
{
	char cp[] = "cp", how[] = "-PRp", end[] = "--", rm[] = "rm",
	    what[] = "-rf", loud[] = "-PRpv";
	char *copy[] = { cp, verbose ? loud : how, end, from, to, NULL };
	char *drop[] = { rm, what, end, from, NULL };
	struct stat st;

	if (lstat(to, &st) == 0 &&
	    (S_ISDIR(st.st_mode) ? rmdir(to) : unlink(to)) != 0) {
		warn("%s", to);
		return (1);
	}
	if (run("/bin/cp", copy) != 0)
		return (1);
	return (run("/bin/rm", drop));
}

static int
move(char *from, char *to)
{
	struct stat st, there;

	if (lstat(from, &st) != 0) {
		warn("rename %s to %s", from, to);
		return (1);
	}
	if (!may_replace(to))
		return (0);
	if (rename(from, to) == 0) {
		if (verbose)
			printf("%s -> %s\n", from, to);
		return (0);
	}
	if (errno != EXDEV) {
		warn("rename %s to %s", from, to);
		return (1);
	}
	/* Not a directory onto a file nor the other way round. */
	if (lstat(to, &there) == 0 &&
	    S_ISDIR(there.st_mode) != S_ISDIR(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? ENOTDIR : EISDIR;
		warn("rename %s to %s", from, to);
		return (1);
	}
	return (S_ISREG(st.st_mode) ? copy_and_remove(from, to, &st) :
	    copy_by_others(from, to));
}

/* Into a directory, by the last part of its name. */
static int
move_into(char *from, const char *dir)
{
	size_t end = strlen(from), start;
	char to[PATH_MAX];

	while (end > 1 && from[end - 1] == '/')
		end--;
	for (start = end; start > 0 && from[start - 1] != '/'; start--)
		continue;
	if (snprintf(to, sizeof(to), "%s%s%.*s", dir,
	    *dir != '\0' && dir[strlen(dir) - 1] == '/' ? "" : "/",
	    (int)(end - start), from + start) >= (int)sizeof(to)) {
		warnx("%s: destination pathname too long", from);
		return (1);
	}
	return (move(from, to));
}

int
main(int argc, char **argv)
{
	bool link_itself = false;
	int ch, status = 0;
	struct stat st;
	char *target;

	while ((ch = getopt(argc, argv, "fhinv")) != -1) {
		switch (ch) {
		case 'f':
			force = true;
			ask = keep = false;
			break;
		case 'h':
			link_itself = true;
			break;
		case 'i':
			ask = true;
			force = keep = false;
			break;
		case 'n':
			keep = true;
			force = ask = false;
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
	if (argc < 2)
		usage();
	target = argv[--argc];
	if (stat(target, &st) != 0 || !S_ISDIR(st.st_mode)) {
		if (argc > 1)
			errx(1, "%s is not a directory", target);
		return (move(argv[0], target));
	}
	if (link_itself) {
		if (argc > 1)
			usage();
		if (lstat(target, &st) == 0 && S_ISLNK(st.st_mode))
			return (move(argv[0], target));
	}
	for (int i = 0; i < argc; i++)
		if (move_into(argv[i], target) != 0)
			status = 1;
	return (status);
}
