/*
 * stage.c: what makefs is given: the files' bytes in a staging directory of
 * links, and their names, owners and modes as an mtree specification, so that
 * no privilege is needed.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pty.h"
#include "stage.h"
#include "vkt.h"

/* All files bear this time: an image's bytes do not depend on the clock. */
#define STAGE_TIME	"1767225600"	/* 2026-01-01 00:00:00 UTC */
#define ARGS		24

/* A path as mtree(5) wants it: "./bin/ls", odd bytes in octal. */
static void
spec_path(struct buf *b, const char *path)
{
	const unsigned char *p = (const unsigned char *)path;

	buf_str(b, path[1] == '\0' ? "" : ".");
	for (; path[1] != '\0' && *p != '\0'; p++) {
		if (isalnum(*p) || strchr("/._-+,:@%=[", *p) != NULL)
			buf_fmt(b, "%c", *p);
		else
			buf_fmt(b, "\\%03o", *p);
	}
	if (path[1] == '\0')
		buf_str(b, ".");
}

static int
spec_entry(struct buf *b, const struct entry *e)
{
	const char *type;

	switch (e->mode & S_IFMT) {
	case S_IFDIR:
		type = "dir";
		break;
	case S_IFREG:
		type = "file";
		break;
	case S_IFLNK:
		type = "link";
		break;
	case S_IFCHR:
		type = "char";
		break;
	case S_IFBLK:
		type = "block";
		break;
	case S_IFIFO:
		type = "fifo";
		break;
	default:
		return (EINVAL);
	}
	spec_path(b, e->path);
	buf_fmt(b, " type=%s uid=%u gid=%u mode=%04o time=%s.0", type, e->uid,
	    e->gid, e->mode & 07777, STAGE_TIME);
	if (S_ISLNK(e->mode)) {
		buf_str(b, " link=");
		/* The text of a link is no path of ours: no "." before it. */
		for (const char *p = e->target; *p != '\0'; p++)
			buf_fmt(b, isspace((unsigned char)*p) || *p == '\\' ||
			    *p == '#' ? "\\%03o" : "%c", *p);
	}
	if (S_ISCHR(e->mode) || S_ISBLK(e->mode))
		buf_fmt(b, " device=native,%u,%u", major(e->dev), minor(e->dev));
	buf_str(b, "\n");
	return (0);
}

/* Put e's bytes below dir; owner and mode are the specification's. */
static int
stage_entry(const char *dir, const struct entry *e)
{
	struct buf path = { 0 }, hard = { 0 };
	int error = 0;

	buf_fmt(&path, "%s%s", dir, e->path);
	if (S_ISDIR(e->mode)) {
		if (mkdir(path.data, 0700) != 0 && errno != EEXIST)
			error = errno;
	} else if (e->hard != NULL) {
		buf_fmt(&hard, "%s%s", dir, e->hard);
		if (link(hard.data, path.data) != 0)
			error = errno;
	} else if (e->text != NULL)
		error = vkt_append(path.data, e->text);
	else if (e->source != NULL && link(e->source, path.data) != 0)
		error = vkt_clone(e->source, path.data);
	buf_free(&path);
	buf_free(&hard);
	return (error);
}

/* Everything into dir, and the specification into spec. */
static int
stage(struct image *im, const char *dir, struct buf *spec)
{
	size_t i, turn;
	int error = 0;

	buf_str(spec, "#mtree\n");
	/* A hard link's other name may sort behind it: links go last. */
	for (turn = 0; turn < 2 && error == 0; turn++) {
		for (i = 0; i < im->files.n && error == 0; i++) {
			const struct entry *e = &im->files.v[i];

			if ((e->hard != NULL) != (turn == 1))
				continue;
			error = stage_entry(dir, e);
			if (error != 0)
				return (image_fail(im, error, "%.160s: %s",
				    e->path, strerror(error)));
		}
	}
	for (i = 0; i < im->files.n; i++) {
		if (spec_entry(spec, &im->files.v[i]) != 0)
			return (image_fail(im, EINVAL, "%.160s: odd type",
			    im->files.v[i].path));
	}
	return (0);
}

int
stage_make(struct image *im, char work[STAGE_PATH])
{
	struct buf tree = { 0 }, spec = { 0 }, path = { 0 };
	int error;

	error = vkt_tempdir("vkt-image", work);
	if (error != 0)
		return (image_fail(im, error, "%s: %s", work,
		    strerror(error)));
	buf_fmt(&tree, "%s/tree", work);
	error = mkdir(tree.data, 0700) != 0 ? errno : stage(im, tree.data, &spec);
	buf_fmt(&path, "%s/spec", work);
	if (error == 0)
		error = vkt_append(path.data, spec.data);
	buf_free(&path);
	buf_free(&tree);
	buf_free(&spec);
	return (error);
}

/* The last line of makefs's messages says what was wrong. */
static void
makefs_why(struct image *im, const char *log)
{
	struct buf text = { 0 };
	char *line;

	image_fail(im, EINVAL, "makefs failed");
	if (buf_read(&text, log) == 0 && text.len > 0) {
		text.data[--text.len] = '\0';
		line = strrchr(text.data, '\n');
		image_fail(im, EINVAL, "%.200s", line ? line + 1 : text.data);
	}
	buf_free(&text);
}

int
stage_run(struct image *im, const char *work, char *const argv[])
{
	struct buf out = { 0 }, spec = { 0 }, tree = { 0 }, log = { 0 };
	struct buf path = { 0 };
	const char *search = getenv("PATH");
	int error, status = -1;
	char *args[ARGS], *env[2];
	size_t n = 0;
	pid_t pid;

	buf_fmt(&out, "%s/" STAGE_OUT, work);
	buf_fmt(&spec, "%s/spec", work);
	buf_fmt(&tree, "%s/tree", work);
	buf_fmt(&log, "%s/log", work);
	while (argv[n] != NULL && n < ARGS - 7) {
		args[n] = argv[n];
		n++;
	}
	args[n++] = (char *)"-T";
	args[n++] = (char *)STAGE_TIME;
	args[n++] = (char *)"-F";
	args[n++] = spec.data;
	args[n++] = out.data;
	args[n++] = tree.data;
	args[n] = NULL;
	/* Where Debian has makefs, and users do not look. */
	buf_fmt(&path, "PATH=%s:/usr/sbin:/sbin",
	    search != NULL ? search : "/usr/bin:/bin");
	env[0] = path.data;
	env[1] = NULL;
	struct spawn s = { .argv = args, .env = env, .tty = -1 };

	s.output = open(log.data, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	error = s.output < 0 ? errno : pty_spawn(&s, &pid);
	if (error != 0)
		image_fail(im, error, "makefs: %s", strerror(error));
	else {
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
		if (status != 0) {
			makefs_why(im, log.data);
			error = EINVAL;
		}
	}
	if (s.output >= 0)
		close(s.output);
	buf_free(&out);
	buf_free(&spec);
	buf_free(&tree);
	buf_free(&log);
	buf_free(&path);
	return (error);
}

int
stage_copy(const char *path, int fd, uint64_t offset)
{
	static const char zeros[8192];
	char block[8192];
	ssize_t n, done;
	int in, error = 0;

	in = open(path, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return (errno);
	while (error == 0 && (n = read(in, block, sizeof(block))) > 0) {
		done = memcmp(block, zeros, (size_t)n) == 0 ? n :
		    pwrite(fd, block, (size_t)n, (off_t)offset);
		if (done != n)
			error = done < 0 ? errno : ENOSPC;
		offset += (uint64_t)n;
	}
	if (error == 0 && n < 0)
		error = errno;
	close(in);
	return (error);
}

/* Remove the staging directory, by the tool that knows how. */
void
stage_remove(const char *work)
{
	char *argv[] = { (char *)"rm", (char *)"-rf", (char *)"--",
	    strdup(work), NULL };
	struct spawn s = { .argv = argv, .tty = -1, .output = 2 };
	pid_t pid;

	if (pty_spawn(&s, &pid) == 0)
		waitpid(pid, NULL, 0);
	free(argv[3]);
}
