/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * entropy.c: bytes from the kernel.
 */
#include <sys/types.h>
#include <sys/random.h>
#include <errno.h>

int
getentropy(void *buf, size_t len)
{
	char *p = buf;
	ssize_t n;

	if (len > 256) {
		errno = EIO;
		return (-1);
	}
	while (len > 0) {
		n = getrandom(p, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = EIO;
			return (-1);
		}
		p += n;
		len -= (size_t)n;
	}
	return (0);
}
