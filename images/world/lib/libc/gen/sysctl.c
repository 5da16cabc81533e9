/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl.c: sysctl(3); the user.* variables are the library's.
 */
#include <sys/param.h>
#include <sys/sysctl.h>
#include <errno.h>
#include <limits.h>
#include <paths.h>
#include <string.h>
#include <unistd.h>

#include "libc_private.h"

/* The values of user.*, by their number. */
static int
user_value(int name)
{
	switch (name) {
	case USER_BC_BASE_MAX:		return (BC_BASE_MAX);
	case USER_BC_DIM_MAX:		return (BC_DIM_MAX);
	case USER_BC_SCALE_MAX:		return (BC_SCALE_MAX);
	case USER_BC_STRING_MAX:	return (BC_STRING_MAX);
	case USER_COLL_WEIGHTS_MAX:	return (COLL_WEIGHTS_MAX);
	case USER_EXPR_NEST_MAX:	return (EXPR_NEST_MAX);
	case USER_LINE_MAX:		return (LINE_MAX);
	case USER_RE_DUP_MAX:		return (RE_DUP_MAX);
	case USER_POSIX2_VERSION:	return (_POSIX2_VERSION);
	case USER_POSIX2_CHAR_TERM:	return (1);
	case USER_STREAM_MAX:		return (20);
	case USER_TZNAME_MAX:		return (255);
	default:			return (0);
	}
}

static int
user_sysctl(const int *name, unsigned int n, void *old, size_t *oldlen,
    const void *new)
{
	const void *from;
	size_t size;
	int value;

	if (new != NULL) {
		errno = EPERM;
		return (-1);
	}
	if (n != 2 || name[1] < USER_CS_PATH || name[1] >= USER_MAXID) {
		errno = n != 2 ? ENOTDIR : EINVAL;
		return (-1);
	}
	if (name[1] == USER_CS_PATH) {
		from = _PATH_STDPATH;
		size = sizeof(_PATH_STDPATH);
	} else {
		value = user_value(name[1]);
		from = &value;
		size = sizeof(value);
	}
	if (oldlen == NULL)
		return (0);
	if (old != NULL) {
		if (*oldlen < size) {
			errno = ENOMEM;
			return (-1);
		}
		memcpy(old, from, size);
	}
	*oldlen = size;
	return (0);
}

int
sysctl(const int *name, unsigned int n, void *old, size_t *oldlen,
    const void *new, size_t newlen)
{
	if (n > 0 && name[0] == CTL_USER)
		return (user_sysctl(name, n, old, oldlen, new));
	return (__sys___sysctl(name, n, old, oldlen, new, newlen));
}

/*
 * Turn a name into numbers; *np is the room in mib, then how many there are.
 */
int
sysctlnametomib(const char *name, int *mib, size_t *np)
{
	int oid[2] = { CTL_SYSCTL, CTL_SYSCTL_NAME2OID };
	size_t size = *np * sizeof(int);

	if (sysctl(oid, 2, mib, &size, name, strlen(name)) != 0)
		return (-1);
	*np = size / sizeof(int);
	return (0);
}

int
sysctlbyname(const char *name, void *old, size_t *oldlen, const void *new,
    size_t newlen)
{
	int mib[CTL_MAXNAME + 2];
	size_t n = nitems(mib);

	if (sysctlnametomib(name, mib, &n) != 0)
		return (-1);
	return (sysctl(mib, (unsigned int)n, old, oldlen, new, newlen));
}
