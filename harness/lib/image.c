/*
 * image.c: images and their cache.
 *
 * An image is written beside its final name and renamed, so that a name
 * always stands for a whole image.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/file.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"
#include "label.h"
#include "sum.h"
#include "vkt.h"

/* Raise it when the same input gives other bytes than before. */
#define WRITER_VERSION	3

void
image_init(struct image *im)
{
	memset(im, 0, sizeof(*im));
	im->bits = 32;
	im->free = 8ULL << 20;
}

void
image_free(struct image *im)
{
	entries_free(&im->files);
}

static int
hash_entry(struct image *im, struct sha256 *sum, const struct entry *e)
{
	struct buf line = { 0 };
	char hex[65] = "";
	struct sha256 file;
	int error = 0;

	if (e->source != NULL) {
		sha256_init(&file);
		error = sha256_file(&file, e->source);
		sha256_end(&file, hex);
		if (error != 0)
			return (image_fail(im, error, "%.160s: %s", e->source,
			    strerror(error)));
	}
	buf_fmt(&line, "%s %o %u %u %llu %s", e->path, e->mode, e->uid, e->gid,
	    (unsigned long long)e->dev, hex);
	buf_fmt(&line, " %s %s %s", e->target ? e->target : "",
	    e->hard ? e->hard : "", e->text ? e->text : "");
	sha256_add(sum, line.data, line.len + 1);
	buf_free(&line);
	return (0);
}

/* The hash of all that goes into the image. */
static int
image_hash(struct image *im, char hex[65])
{
	struct buf head = { 0 };
	struct sha256 sum;
	size_t i;
	int error = 0;

	sha256_init(&sum);
	buf_fmt(&head, "%d %llu %u %d %d %d", WRITER_VERSION,
	    (unsigned long long)im->size, im->inodes, im->bits, im->mbr,
	    im->cd);
	sha256_add(&sum, head.data, head.len + 1);
	buf_free(&head);
	for (i = 0; i < im->files.n && error == 0; i++)
		error = hash_entry(im, &sum, &im->files.v[i]);
	sha256_end(&sum, hex);
	return (error);
}

/* A disk: label and file system, the identity from the hash. */
static int
disk_write(struct image *im, int fd, struct label *l)
{
	int error;

	error = ftruncate(fd, (off_t)im->size) != 0 ? errno : 0;
	if (error == 0)
		error = ffs_write(im, fd, l->a_offset, l->a_size);
	if (error == 0)
		error = label_write(fd, l);
	return (error);
}

static int
image_write(struct image *im, const char *path, const char *hex)
{
	struct label l = { .bits = im->bits, .mbr = im->mbr,
	    .size = im->size };
	struct buf temp = { 0 };
	int fd, error;
	size_t i;
	unsigned byte;

	for (i = 0; i < sizeof(l.id); i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) == 1)
			l.id[i] = (uint8_t)byte;
	}
	if (!im->cd && label_layout(&l) != 0)
		return (image_fail(im, EINVAL, "a size of %llu bytes cannot "
		    "be laid out", (unsigned long long)im->size));
	buf_fmt(&temp, "%s.XXXXXX", path);
	fd = mkostemp(temp.data, O_CLOEXEC);
	if (fd < 0) {
		error = errno;
		buf_free(&temp);
		return (image_fail(im, error, "%.160s: %s", path,
		    strerror(error)));
	}
	error = im->cd ? cd_write(im, fd) : disk_write(im, fd, &l);
	if (error == 0 && (fchmod(fd, 0644) != 0 ||
	    rename(temp.data, path) != 0))
		error = errno;
	if (close(fd) != 0 && error == 0)
		error = errno;
	if (error != 0) {
		unlink(temp.data);
		if (im->why[0] == '\0')
			image_fail(im, error, "%.160s: %s", path,
			    strerror(error));
	}
	buf_free(&temp);
	return (error);
}

/* The size when none is given: what is needed and the room to leave. */
static void
image_fit(struct image *im)
{
	uint64_t overhead;

	if (im->cd) {			/* as large as it comes out */
		im->size = 0;
		return;
	}
	overhead = (im->mbr ? SLICE_START : 0) + 3 * LABEL_A;

	if (im->size == 0)
		im->size = (ffs_need(im) + im->free) / 15 * 16 + overhead;
	im->size = (im->size + 1048575) / 1048576 * 1048576;
}

static int
image_cached(struct image *im, const char *path, const char *cache,
    const char *hex, bool *hit)
{
	struct buf kept = { 0 }, temp = { 0 }, lock = { 0 };
	struct stat st;
	int fd, error = vkt_mkdirs(cache);

	if (error != 0)
		return (image_fail(im, error, "%.160s: %s", cache,
		    strerror(error)));
	buf_fmt(&kept, "%s/%.32s.img", cache, hex);
	buf_fmt(&lock, "%s/%.32s.lock", cache, hex);
	buf_fmt(&temp, "%s.%ld.tmp", path, (long)getpid());
	fd = open(lock.data, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		error = image_fail(im, errno, "%.160s: %s", lock.data,
		    strerror(errno));
	*hit = error == 0 && access(kept.data, R_OK) == 0;
	if (error == 0 && !*hit)
		error = image_write(im, kept.data, hex);
	if (error == 0) {
		error = vkt_clone(kept.data, temp.data);
		if (error == 0 && rename(temp.data, path) != 0)
			error = errno;
		if (error != 0) {
			unlink(temp.data);
			image_fail(im, error, "%.160s: %s", path,
			    strerror(error));
		}
	}
	/* The size of a CD is known only once it is written. */
	if (error == 0 && im->cd && stat(path, &st) == 0)
		im->size = (uint64_t)st.st_size;
	if (fd >= 0)
		close(fd);
	buf_free(&kept);
	buf_free(&temp);
	buf_free(&lock);
	return (error);
}

int
image_make(struct image *im, const char *path, const char *cache, bool *hit)
{
	char hex[65];
	int error;

	*hit = false;
	im->why[0] = '\0';
	entries_sort(&im->files);
	image_fit(im);
	error = image_hash(im, hex);
	if (error != 0)
		return (error);
	return (cache != NULL ? image_cached(im, path, cache, hex, hit) :
	    image_write(im, path, hex));
}
