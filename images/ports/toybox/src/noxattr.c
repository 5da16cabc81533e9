/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * noxattr.c: extended attributes for toybox, on a system without them: each
 * call fails with EOPNOTSUPP.
 */
#include "toys.h"

static ssize_t
none(void)
{
	errno = EOPNOTSUPP;
	return (-1);
}

ssize_t
xattr_get(const char *path, const char *name, void *v, size_t n)
{
	return (none());
}

ssize_t
xattr_lget(const char *path, const char *name, void *v, size_t n)
{
	return (none());
}

ssize_t
xattr_fget(int fd, const char *name, void *v, size_t n)
{
	return (none());
}

ssize_t
xattr_list(const char *path, char *list, size_t n)
{
	return (none());
}

ssize_t
xattr_llist(const char *path, char *list, size_t n)
{
	return (none());
}

ssize_t
xattr_flist(int fd, char *list, size_t n)
{
	return (none());
}

ssize_t
xattr_set(const char *path, const char *name, const void *v, size_t n, int f)
{
	return (none());
}

ssize_t
xattr_lset(const char *path, const char *name, const void *v, size_t n, int f)
{
	return (none());
}

ssize_t
xattr_fset(int fd, const char *name, const void *v, size_t n, int f)
{
	return (none());
}
