/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * noxattr.h: what src/usage.c and src/noxattr.c define; toybox declares the
 * latter for two systems only.
 */
#include <sys/types.h>
#include <stdarg.h>

void	usage_msg(char *, va_list);

ssize_t	xattr_get(const char *, const char *, void *, size_t);
ssize_t	xattr_lget(const char *, const char *, void *, size_t);
ssize_t	xattr_fget(int, const char *, void *, size_t);
ssize_t	xattr_list(const char *, char *, size_t);
ssize_t	xattr_llist(const char *, char *, size_t);
ssize_t	xattr_flist(int, char *, size_t);
ssize_t	xattr_set(const char *, const char *, const void *, size_t, int);
ssize_t	xattr_lset(const char *, const char *, const void *, size_t, int);
ssize_t	xattr_fset(int, const char *, const void *, size_t, int);
