/*
 * ffs.c: write a UFS1 file system with makefs, and check what it wrote.
 *
 * makefs takes the files' bytes from a staging directory of links and their
 * names, owners and modes from an mtree specification, so no privilege is
 * needed.  It leaves pointers of its own in the superblocks; clearing them
 * makes the bytes a function of the input.  See fs(5).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <ctype.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"
#include "pty.h"
#include "vkt.h"

/* All files bear this time: an image's bytes do not depend on the clock. */
#define FFS_TIME	"1767225600"	/* 2026-01-01 00:00:00 UTC */

#define SB_OFFSET	8192
#define SB_SIZE		1384
#define FS_MAGIC	0x11954
#define CG_MAGIC	0x90255

/* Byte offsets in struct fs and struct cg of UFS1. */
enum { FS_SBLKNO = 8, FS_CBLKNO = 12, FS_SIZE = 36, FS_NCG = 44,
    FS_BSIZE = 48, FS_FSIZE = 52, FS_FRAG = 56, FS_NTRAK = 164, FS_FPG = 188,
    FS_CSTOTAL = 192, FS_CLEAN = 209, FS_FLAGS = 211, FS_POINTERS = 728,
    FS_CPC = 856, FS_OPOSTBL = 860, FS_SNAPINUM = 1116, FS_MAXSYMLINKLEN = 1320,
    FS_INODEFMT = 1324, FS_MAGICOFF = 1372 };
enum { CG_MAGICOFF = 4, CG_CGX = 12, CG_CS = 24, CG_SIZE = 172 };

static int32_t
get32(const uint8_t *p, int at)
{
	uint32_t v;

	memcpy(&v, p + at, sizeof(v));
	return ((int32_t)le32toh(v));
}

static void
put32(uint8_t *p, int at, uint32_t v)
{
	v = htole32(v);
	memcpy(p + at, &v, sizeof(v));
}

uint64_t
ffs_need(const struct image *im)
{
	uint64_t need = 65536, size;
	struct stat st;
	size_t i;

	for (i = 0; i < im->files.n; i++) {
		const struct entry *e = &im->files.v[i];

		size = e->text != NULL ? strlen(e->text) : S_ISDIR(e->mode) ?
		    512 : 0;
		if (e->source != NULL && stat(e->source, &st) == 0)
			size = (uint64_t)st.st_size;
		/* Data in fragments, an inode, a name, indirect blocks. */
		need += (size + 1023) / 1024 * 1024 + 128 + 64;
		if (size > 12 * 8192)
			need += 8192 + size / 1024;
	}
	return (need + need / 16);
}

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
	    e->gid, e->mode & 07777, FFS_TIME);
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

static int
makefs(struct image *im, const char *work, uint64_t size)
{
	struct buf fs = { 0 }, spec = { 0 }, tree = { 0 }, log = { 0 },
	    opts = { 0 }, bytes = { 0 }, spare = { 0 };
	uint64_t spare_inodes = 256 + im->files.n / 4, inodes;
	bool big = size > 256ULL << 20;
	int error, status = -1;
	pid_t pid;

	buf_fmt(&fs, "%s/ffs", work);
	buf_fmt(&spec, "%s/spec", work);
	buf_fmt(&tree, "%s/tree", work);
	buf_fmt(&log, "%s/log", work);
	buf_fmt(&bytes, "%llu", (unsigned long long)size);
	buf_fmt(&spare, "%llu", (unsigned long long)spare_inodes);
	buf_fmt(&opts, "version=1,bsize=%d,fsize=%d", big ? 16384 : 8192,
	    big ? 2048 : 1024);
	/* Left to itself makefs makes hardly more inodes than files. */
	inodes = im->inodes != 0 ? im->inodes : size / 8192;
	if (inodes < im->files.n + spare_inodes)
		inodes = im->files.n + spare_inodes;
	buf_fmt(&opts, ",density=%llu", (unsigned long long)(size / inodes));
	char *argv[] = { (char *)"makefs", (char *)"-t", (char *)"ffs",
	    (char *)"-B", (char *)"le", (char *)"-s", bytes.data,
	    (char *)"-o", opts.data, (char *)"-f", spare.data, (char *)"-T",
	    (char *)FFS_TIME, (char *)"-F", spec.data, fs.data, tree.data,
	    NULL };
	struct spawn s = { .argv = argv, .tty = -1 };

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
	buf_free(&fs);
	buf_free(&spec);
	buf_free(&tree);
	buf_free(&log);
	buf_free(&opts);
	buf_free(&bytes);
	buf_free(&spare);
	return (error);
}

/* Take out of a superblock what is not UFS1's or depends on the run. */
static int
superblock_clean(int fd, uint64_t at)
{
	uint8_t sb[SB_SIZE];

	if (pread(fd, sb, sizeof(sb), (off_t)at) != (ssize_t)sizeof(sb))
		return (EIO);
	if (get32(sb, FS_MAGICOFF) != FS_MAGIC)
		return (EINVAL);
	sb[FS_FLAGS] = 0;
	put32(sb, FS_NTRAK, 1);
	memset(sb + FS_POINTERS, 0, FS_CPC - FS_POINTERS);
	memset(sb + FS_OPOSTBL, 0, FS_SNAPINUM - FS_OPOSTBL);
	if (pwrite(fd, sb, sizeof(sb), (off_t)at) != (ssize_t)sizeof(sb))
		return (EIO);
	return (0);
}

/* Byte offset of something in cylinder group cg. */
static uint64_t
group_at(const uint8_t *sb, int cg, int what)
{
	return (((uint64_t)cg * (uint64_t)get32(sb, FS_FPG) +
	    (uint64_t)get32(sb, what)) * (uint64_t)get32(sb, FS_FSIZE));
}

static int
ffs_clean(int fd, uint64_t offset)
{
	uint8_t sb[SB_SIZE];
	int cg, error;

	if (pread(fd, sb, sizeof(sb), (off_t)(offset + SB_OFFSET)) !=
	    (ssize_t)sizeof(sb))
		return (EIO);
	error = superblock_clean(fd, offset + SB_OFFSET);
	for (cg = 0; cg < get32(sb, FS_NCG) && error == 0; cg++)
		error = superblock_clean(fd, offset + group_at(sb, cg,
		    FS_SBLKNO));
	return (error);
}

int
ffs_check(int fd, uint64_t offset, uint64_t size)
{
	uint8_t sb[SB_SIZE], cg[CG_SIZE];
	int32_t total[4] = { 0 };
	int bsize, fsize, i, n;

	if (pread(fd, sb, sizeof(sb), (off_t)(offset + SB_OFFSET)) !=
	    (ssize_t)sizeof(sb))
		return (EINVAL);
	bsize = get32(sb, FS_BSIZE);
	fsize = get32(sb, FS_FSIZE);
	if (get32(sb, FS_MAGICOFF) != FS_MAGIC || sb[FS_CLEAN] != 1 ||
	    get32(sb, FS_INODEFMT) != 2 ||
	    get32(sb, FS_MAXSYMLINKLEN) != 60 ||
	    bsize < 4096 || bsize > 65536 || (bsize & (bsize - 1)) != 0 ||
	    fsize < 512 || fsize > bsize || bsize / fsize != get32(sb, FS_FRAG) ||
	    get32(sb, FS_SIZE) <= 0 || get32(sb, FS_NCG) <= 0 ||
	    get32(sb, FS_FPG) <= 0 ||
	    (uint64_t)get32(sb, FS_SIZE) * (uint64_t)fsize > size)
		return (EINVAL);
	for (n = 0; n < get32(sb, FS_NCG); n++) {
		if (pread(fd, cg, sizeof(cg), (off_t)(offset +
		    group_at(sb, n, FS_CBLKNO))) != (ssize_t)sizeof(cg) ||
		    get32(cg, CG_MAGICOFF) != CG_MAGIC ||
		    get32(cg, CG_CGX) != n)
			return (EINVAL);
		for (i = 0; i < 4; i++)
			total[i] += get32(cg, CG_CS + 4 * i);
	}
	for (i = 0; i < 4; i++) {
		if (total[i] != get32(sb, FS_CSTOTAL + 4 * i))
			return (EINVAL);
	}
	return (0);
}

/* Copy the file system image into fd; a run of zeros stays a hole. */
static int
copy_in(const char *path, int fd, uint64_t offset)
{
	static const char zeros[8192];
	char block[8192];
	ssize_t n;
	int in, error = 0;

	in = open(path, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return (errno);
	while (error == 0 && (n = read(in, block, sizeof(block))) > 0) {
		if (memcmp(block, zeros, (size_t)n) != 0 &&
		    pwrite(fd, block, (size_t)n, (off_t)offset) != n)
			error = EIO;
		offset += (uint64_t)n;
	}
	if (error == 0 && n < 0)
		error = errno;
	close(in);
	return (error);
}

/* Remove the staging directory, by the tool that knows how. */
static void
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

int
ffs_write(struct image *im, int fd, uint64_t offset, uint64_t size)
{
	char work[] = "/tmp/vkt-image.XXXXXX";
	struct buf tree = { 0 }, spec = { 0 }, path = { 0 };
	int error;

	if (mkdtemp(work) == NULL)
		return (image_fail(im, errno, "%s: %s", work, strerror(errno)));
	buf_fmt(&tree, "%s/tree", work);
	error = mkdir(tree.data, 0700) != 0 ? errno : stage(im, tree.data, &spec);
	buf_fmt(&path, "%s/spec", work);
	if (error == 0)
		error = vkt_append(path.data, spec.data);
	if (error == 0)
		error = makefs(im, work, size);
	buf_free(&path);
	buf_fmt(&path, "%s/ffs", work);
	if (error == 0)
		error = copy_in(path.data, fd, offset);
	if (error == 0)
		error = ffs_clean(fd, offset);
	if (error == 0 && (error = ffs_check(fd, offset, size)) != 0)
		image_fail(im, error, "makefs wrote a bad file system");
	if (error != 0 && im->why[0] == '\0')
		image_fail(im, error, "%s: %s", work, strerror(error));
	stage_remove(work);
	buf_free(&tree);
	buf_free(&spec);
	buf_free(&path);
	return (error);
}
