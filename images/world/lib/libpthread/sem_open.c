/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sem_open.c: semaphores with names: files in /var/run/sem, mapped.
 *
 * A name that is opened again is the same sem_t while its file is the same.
 * A new one is made under another name and then linked, so that nobody maps
 * half of it.
 */
#include <sys/param.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "thr_private.h"

#define SEM_DIR		"/var/run/sem"

struct named {
	sem_t		 sem;		/* first: what the caller gets */
	struct named	*next;
	unsigned int	 opened;
	dev_t		 dev;
	ino_t		 ino;
};

static struct __lock	lock;		/* over the list */
static struct named	*list;

/* The file of a name: EINVAL, ENAMETOOLONG. */
static int
path_of(const char *name, char *path, size_t size)
{
	if (name == NULL)
		return (EINVAL);
	while (*name == '/')
		name++;
	if (*name == '\0' || strchr(name, '/') != NULL)
		return (EINVAL);
	if (snprintf(path, size, SEM_DIR "/%s", name) >= (int)size)
		return (ENAMETOOLONG);
	return (0);
}

/* Map the file fd and enter it in the list, which has none of it. */
static int
map(int fd, const struct stat *st, sem_t **result)
{
	struct named *n;
	struct sem *s;

	if (!S_ISREG(st->st_mode) || (size_t)st->st_size < sizeof(*s))
		return (EINVAL);
	n = malloc(sizeof(*n));
	if (n == NULL)
		return (ENOMEM);
	s = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (s == MAP_FAILED || s->magic != SEM_MAGIC) {
		if (s != MAP_FAILED)
			munmap(s, PAGE_SIZE);
		free(n);
		return (s == MAP_FAILED ? ENOMEM : EINVAL);
	}
	*n = (struct named){ s, list, 1, st->st_dev, st->st_ino };
	list = n;
	*result = &n->sem;
	return (0);
}

static int
open_old(const char *path, sem_t **result)
{
	struct named *n;
	struct stat st;
	int error = 0;
	int fd = __sys_open(path, O_RDWR | O_CLOEXEC, 0);

	if (fd < 0)
		return (errno);
	if (fstat(fd, &st) != 0)
		error = errno;
	for (n = list; error == 0 && n != NULL; n = n->next)
		if (n->dev == st.st_dev && n->ino == st.st_ino)
			break;
	if (error == 0 && n != NULL) {
		n->opened++;
		*result = &n->sem;
	} else if (error == 0)
		error = map(fd, &st, result);
	(void)close(fd);
	return (error);
}

/* EEXIST when there is one by now. */
static int
make_new(const char *path, mode_t mode, unsigned int value)
{
	struct sem s = { .magic = SEM_MAGIC, .kind = SEM_NAMED,
	    .value = (int)value };
	char tmp[] = SEM_DIR "/.new.XXXXXXXX";
	mode_t mask;
	int error = 0;
	int fd;

	if (value > SEM_VALUE_MAX)
		return (EINVAL);
	fd = mkstemp(tmp);
	if (fd < 0)
		return (errno);
	mask = umask(0);
	umask(mask);
	if (write(fd, &s, sizeof(s)) != (ssize_t)sizeof(s) ||
	    fchmod(fd, mode & ~mask & 0777) != 0 || link(tmp, path) != 0)
		error = errno;
	(void)unlink(tmp);
	(void)close(fd);
	return (error);
}

sem_t *
sem_open(const char *name, int flags, ...)
{
	char path[MAXPATHLEN];
	sem_t *result = SEM_FAILED;
	unsigned int value = 0;
	mode_t mode = 0;
	va_list ap;
	int error;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0) {
		mode = (mode_t)va_arg(ap, int);
		value = va_arg(ap, unsigned int);
	}
	va_end(ap);
	error = path_of(name, path, sizeof(path));
	if (error == 0 && (flags & ~(O_CREAT | O_EXCL)) != 0)
		error = EINVAL;
	__lock_enter(&lock);
	while (error == 0) {
		error = (flags & O_EXCL) != 0 && (flags & O_CREAT) != 0 ?
		    ENOENT : open_old(path, &result);
		if (error != ENOENT || (flags & O_CREAT) == 0)
			break;
		error = make_new(path, mode, value);
		if (error == 0)
			error = open_old(path, &result);
		/* Gone again, or made by another meanwhile. */
		if (error == ENOENT ||
		    (error == EEXIST && (flags & O_EXCL) == 0))
			error = 0;
		else
			break;
	}
	__lock_leave(&lock);
	if (error != 0) {
		errno = error;
		return (SEM_FAILED);
	}
	return (result);
}

int
sem_close(sem_t *sp)
{
	struct named **np, *n;
	int error = EINVAL;

	__lock_enter(&lock);
	for (np = &list; (n = *np) != NULL; np = &n->next) {
		if (&n->sem != sp)
			continue;
		error = 0;
		if (--n->opened > 0)
			break;
		*np = n->next;
		munmap(n->sem, PAGE_SIZE);
		free(n);
		break;
	}
	__lock_leave(&lock);
	if (error != 0) {
		errno = error;
		return (-1);
	}
	return (0);
}

int
sem_unlink(const char *name)
{
	char path[MAXPATHLEN];
	int error = path_of(name, path, sizeof(path));

	if (error == 0 && unlink(path) != 0)
		error = errno == EPERM ? EACCES : errno;
	if (error != 0) {
		errno = error;
		return (-1);
	}
	return (0);
}
