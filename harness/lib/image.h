/*
 * image.h: make disk images from a tree and a manifest, without root and the
 * same bytes each time.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef IMAGE_H
#define IMAGE_H

#include <sys/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* A file as it will be in the image. */
struct entry {
	char	*path;		/* "/bin/ls"; "/" is the root */
	mode_t	 mode;		/* type and permissions */
	uid_t	 uid;
	gid_t	 gid;
	char	*target;	/* symbolic link: its text */
	char	*hard;		/* hard link: the other's path */
	char	*source;	/* regular file: where its bytes are, or */
	char	*text;		/* its bytes, NUL-ended */
	dev_t	 dev;		/* device */
	size_t	 turn;		/* later ones replace earlier ones */
};

/* A set of entries; one per path when sorted. */
struct entries {
	struct entry	*v;
	size_t		 n, size;
	bool		 sorted;
};

/* What an image is to be. */
struct image {
	struct entries	 files;
	const char	*tree;		/* installed world, or NULL */
	uint64_t	 size;		/* bytes; 0: as needed */
	uint64_t	 free;		/* bytes to leave free if size is 0 */
	unsigned	 inodes;	/* 0: as needed */
	int		 bits;		/* disklabel, 32 or 64 */
	bool		 mbr;
	bool		 cd;		/* ISO 9660, no label */
	char		 why[256];	/* one line on failure */
};

/* image.size, mode numbers: "15m", "0755".  Return 0 or EINVAL. */
int	image_size(const char *text, uint64_t *);
int	image_mode(const char *text, mode_t *);

/* An empty image with defaults; image_free() releases it. */
void	image_init(struct image *);
void	image_free(struct image *);

/* Set im->why and return error. */
int	image_fail(struct image *, int error, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * entries.c.  entry_put() takes e over; the last entry of a path counts.
 * entry_find() returns it, or NULL.  entries_sort() drops the others, brings
 * parents before their children and makes parents that are missing.
 */
void	entry_put(struct entries *, struct entry e);
struct entry *entry_find(struct entries *, const char *path);
void	entries_sort(struct entries *);
void	entries_free(struct entries *);

/*
 * metalog.c: the files of an installed tree.  Owners and modes come from
 * tree/METALOG, in mtree(5) form, if there is one; else from the files, with
 * the caller's own ids taken for root's.
 */
int	image_tree(struct image *, const char *tree);

/* A user's or group's number by the tree's own files.  0 or ENOENT. */
int	tree_uid(const char *tree, const char *name, uid_t *);
int	tree_gid(const char *tree, const char *name, gid_t *);

/* manifest.c: apply a manifest's lines; name is for messages. */
int	image_manifest(struct image *, const char *name, const char *text);

/* ffs.c: write the file system of im->files to fd at offset. */
int	ffs_write(struct image *, int fd, uint64_t offset, uint64_t size);

/* The bytes that a file system for im->files needs, without free room. */
uint64_t ffs_need(const struct image *);

/* Check the superblocks of a file system.  0, EINVAL, or of a read. */
int	ffs_check(int fd, uint64_t offset, uint64_t size);

/*
 * cd.c: write ISO 9660 with Rock Ridge to fd, the whole file, and set
 * im->size; check one: 0, EINVAL.
 */
int	cd_write(struct image *im, int fd);
int	cd_check(int fd);

/*
 * image.c: make the image at path.  cache, a directory or NULL, keeps
 * finished images by the hash of all that went in.  *hit tells whether the
 * image was there already.  Concurrent calls are safe.
 */
int	image_make(struct image *, const char *path, const char *cache,
	    bool *hit);

#endif
