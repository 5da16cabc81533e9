/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * copy.c: one file of each kind for cp(1).
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libutil.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cp.h"

#define CHUNK	(64 << 10)
#define SETID	(S_ISUID | S_ISGID)

static volatile sig_atomic_t	asked;

static void
on_siginfo(int sig __unused)
{
	asked = 1;
}

/* A question on stderr; only y or Y is yes. */
static bool
yes(const char *to)
{
	fprintf(stderr, "overwrite %s? (y/n [n]) ", to);
	if (answer_is_yes())
		return (true);
	fprintf(stderr, "not overwritten\n");
	return (false);
}

/* Change what st says by descriptor, or the name itself without one. */
static int
set_owner(const struct stat *st, const char *to, int fd)
{
	return (fd >= 0 ? fchown(fd, st->st_uid, st->st_gid) :
	    lchown(to, st->st_uid, st->st_gid));
}

int
copy_attributes(const struct stat *st, const char *to, int fd)
{
	struct timespec times[2] = { st->st_atim, st->st_mtim };
	mode_t mode = st->st_mode & ALLPERMS;
	struct stat now;
	int status = 0;

	if ((fd >= 0 ? futimens(fd, times) :
	    utimensat(AT_FDCWD, to, times, AT_SYMLINK_NOFOLLOW)) != 0) {
		warn("utimes: %s", to);
		status = 1;
	}
	if ((fd >= 0 ? fstat(fd, &now) : lstat(to, &now)) != 0) {
		warn("%s", to);
		return (1);
	}
	if ((now.st_uid != st->st_uid || now.st_gid != st->st_gid) &&
	    set_owner(st, to, fd) != 0) {
		if (errno != EPERM) {
			warn("chown: %s", to);
			status = 1;
		}
		mode &= ~(mode_t)SETID;
	}
	if (!S_ISLNK(st->st_mode) &&
	    (fd >= 0 ? fchmod(fd, mode) : chmod(to, mode)) != 0) {
		warn("chmod: %s", to);
		status = 1;
	}
	if (now.st_flags != st->st_flags &&
	    (fd >= 0 ? fchflags(fd, st->st_flags) :
	    lchflags(to, (int)st->st_flags)) != 0 && errno != EOPNOTSUPP) {
		warn("chflags: %s", to);
		status = 1;
	}
	return (status);
}

/*
 * May what is there be replaced?  Sets *status when it is not.  A file that is
 * to be made anew is removed here.
 */
static bool
make_way(const char *to, const struct stat *old, bool anew, int *status)
{
	*status = 0;
	if (old == NULL)
		return (true);
	if (cp.keep) {
		if (cp.verbose)
			printf("%s not overwritten\n", to);
		return (false);
	}
	if (cp.ask && !yes(to)) {
		*status = 1;
		return (false);
	}
	if ((cp.force || anew) && unlink(to) != 0 && errno != ENOENT) {
		warn("%s", to);
		*status = 1;
		return (false);
	}
	return (true);
}

static void
tell(const char *from, const char *to)
{
	if (cp.verbose)
		printf("%s -> %s\n", from, to);
}

/* All bytes.  Says itself what is wrong. */
static int
move_bytes(int in, const char *from, int out, const char *to, off_t size)
{
	static char buf[CHUNK];
	ssize_t n, done, w;
	off_t total = 0;

	while ((n = read(in, buf, sizeof(buf))) > 0) {
		for (done = 0; done < n; done += w) {
			w = write(out, buf + done, (size_t)(n - done));
			if (w < 0) {
				warn("%s", to);
				return (1);
			}
		}
		total += n;
		if (asked) {
			asked = 0;
			fprintf(stderr, "%s -> %s %3d%%\n", from, to,
			    size > 0 ? (int)(100.0 * (double)total /
			    (double)size) : 100);
		}
	}
	if (n < 0) {
		warn("%s", from);
		return (1);
	}
	return (0);
}

static int
make_link(const char *from, const char *to)
{
	if ((cp.links ? linkat(AT_FDCWD, from, AT_FDCWD, to, 0) :
	    symlink(from, to)) != 0) {
		warn("%s", to);
		return (1);
	}
	tell(from, to);
	return (0);
}

int
copy_file(const char *from, const struct stat *st, const char *to,
    const struct stat *old)
{
	static bool handling;
	int in, out, status;

	if (!handling) {
		struct sigaction sa = { .sa_flags = SA_RESTART };

		sa.sa_handler = on_siginfo;
		sigaction(SIGINFO, &sa, NULL);
		handling = true;
	}
	if (cp.links || cp.symlinks) {
		if (!make_way(to, old, false, &status))
			return (status);
		return (make_link(from, to));
	}
	if ((in = open(from, O_RDONLY)) < 0) {
		warn("%s", from);
		return (1);
	}
	if (!make_way(to, old, false, &status)) {
		close(in);
		return (status);
	}
	if (old != NULL && !cp.force)
		out = open(to, O_WRONLY | O_TRUNC);
	else
		out = open(to, O_WRONLY | O_TRUNC | O_CREAT,
		    st->st_mode & ALLPERMS & ~(mode_t)SETID);
	if (out < 0) {
		warn("%s", to);
		close(in);
		return (1);
	}
	status = move_bytes(in, from, out, to, st->st_size);
	if (cp.preserve && copy_attributes(st, to, out) != 0)
		status = 1;
	close(in);
	if (close(out) != 0) {
		warn("%s", to);
		status = 1;
	}
	if (status == 0)
		tell(from, to);
	return (status);
}

int
copy_symlink(const char *from, const struct stat *st, const char *to,
    const struct stat *old)
{
	char text[PATH_MAX];
	ssize_t n;
	int status;

	if (!make_way(to, old, true, &status))
		return (status);
	if (cp.links)
		return (make_link(from, to));
	if ((n = readlink(from, text, sizeof(text) - 1)) < 0) {
		warn("readlink: %s", from);
		return (1);
	}
	text[n] = '\0';
	if (symlink(text, to) != 0) {
		warn("symlink: %s", text);
		return (1);
	}
	tell(from, to);
	return (cp.preserve ? copy_attributes(st, to, -1) : 0);
}

int
copy_special(const struct stat *st, const char *to, const struct stat *old)
{
	bool fifo = S_ISFIFO(st->st_mode);
	int status;

	if (!make_way(to, old, true, &status))
		return (status);
	if ((fifo ? mkfifo(to, st->st_mode & ALLPERMS) :
	    mknod(to, st->st_mode, st->st_rdev)) != 0) {
		warn("%s: %s", fifo ? "mkfifo" : "mknod", to);
		return (1);
	}
	return (cp.preserve ? copy_attributes(st, to, -1) : 0);
}
