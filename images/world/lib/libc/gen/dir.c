/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir.c: reading directories.  A position from telldir(3) is the offset that
 * getdirentries(2) gave for the block, and the entry's place in it.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libc_private.h"

#define DIR_BUFSIZE	16384

/* A place that telldir() told. */
struct dirpos {
	struct dirpos	*next;
	long		 cookie;
	long		 base;		/* offset of the block */
	size_t		 index;		/* in the block */
};

struct __dirdesc {
	struct __lock	 lock;
	int		 fd;
	long		 base;		/* offset of the block in buf */
	size_t		 index;		/* next entry in buf */
	size_t		 fill;		/* bytes in buf */
	struct dirpos	*told;
	char		*buf;
};

DIR *
fdopendir(int fd)
{
	struct stat st;
	DIR *d;

	if (fstat(fd, &st) != 0)
		return (NULL);
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return (NULL);
	}
	d = calloc(1, sizeof(*d) + DIR_BUFSIZE);
	if (d == NULL)
		return (NULL);
	d->buf = (char *)(d + 1);
	d->fd = fd;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return (d);
}

DIR *
opendir(const char *path)
{
	int fd, saved;
	DIR *d;

	fd = open(path, O_RDONLY | O_NONBLOCK | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return (NULL);
	d = fdopendir(fd);
	if (d == NULL) {
		saved = errno;
		close(fd);
		errno = saved;
	}
	return (d);
}

int
fdclosedir(DIR *d)
{
	struct dirpos *p;
	int fd = d->fd;

	while ((p = d->told) != NULL) {
		d->told = p->next;
		free(p);
	}
	free(d);
	return (fd);
}

int
closedir(DIR *d)
{
	return (close(fdclosedir(d)));
}

int
dirfd(DIR *d)
{
	return (d->fd);
}

/* Fill the buffer.  Return bytes, 0 at the end, -1 on error. */
static ssize_t
refill(DIR *d)
{
	int n;

	n = getdirentries(d->fd, d->buf, DIR_BUFSIZE, &d->base);
	d->index = 0;
	d->fill = n > 0 ? (size_t)n : 0;
	return (n);
}

static struct dirent *
next_entry(DIR *d)
{
	struct dirent *de;

	for (;;) {
		if (d->index >= d->fill && refill(d) <= 0)
			return (NULL);
		de = (struct dirent *)(void *)(d->buf + d->index);
		d->index += _DIRENT_DIRSIZ(de);
		if (de->d_fileno != 0 && de->d_type != DT_WHT)
			return (de);
	}
}

struct dirent *
readdir(DIR *d)
{
	struct dirent *de;

	__lock_enter(&d->lock);
	de = next_entry(d);
	__lock_leave(&d->lock);
	return (de);
}

int
readdir_r(DIR *d, struct dirent *entry, struct dirent **result)
{
	struct dirent *de;
	int saved = errno, error;

	__lock_enter(&d->lock);
	errno = 0;
	de = next_entry(d);
	error = de == NULL ? errno : 0;
	if (de != NULL)
		memcpy(entry, de, _DIRENT_DIRSIZ(de));
	__lock_leave(&d->lock);
	*result = de != NULL ? entry : NULL;
	errno = saved;
	return (error);
}

void
rewinddir(DIR *d)
{
	__lock_enter(&d->lock);
	lseek(d->fd, 0, SEEK_SET);
	d->index = d->fill = 0;
	d->base = 0;
	__lock_leave(&d->lock);
}

/*
 * The cookie of the place of the next entry; -1 when memory is short.
 */
long
telldir(DIR *d)
{
	struct dirpos *p;
	long base, cookie;

	__lock_enter(&d->lock);
	base = d->index < d->fill ? d->base : lseek(d->fd, 0, SEEK_CUR);
	for (p = d->told; p != NULL; p = p->next)
		if (p->base == base &&
		    p->index == (d->index < d->fill ? d->index : 0))
			break;
	if (p == NULL && (p = malloc(sizeof(*p))) != NULL) {
		p->base = base;
		p->index = d->index < d->fill ? d->index : 0;
		p->cookie = d->told != NULL ? d->told->cookie + 1 : 1;
		p->next = d->told;
		d->told = p;
	}
	cookie = p != NULL ? p->cookie : -1;
	__lock_leave(&d->lock);
	return (cookie);
}

void
seekdir(DIR *d, long cookie)
{
	struct dirpos *p;

	__lock_enter(&d->lock);
	for (p = d->told; p != NULL && p->cookie != cookie; p = p->next)
		;
	if (p != NULL && (d->fill == 0 || p->base != d->base)) {
		lseek(d->fd, p->base, SEEK_SET);
		d->index = d->fill = 0;
		if (p->index != 0 && refill(d) <= 0)
			p = NULL;
	}
	if (p != NULL && d->fill != 0)
		d->index = p->index;
	__lock_leave(&d->lock);
}
