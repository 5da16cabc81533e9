/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * port.h: what the world's disk programs expect of a BSD and a GNU host lacks;
 * included before everything else when they are built for the host.
 */
#ifndef VKD_PORT_H
#define VKD_PORT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/types.h>

/* The host's macros build ioctl commands; no host knows ours, nor need it. */
#define _SYS_IOCCOM_H_

#define __offsetof	offsetof
#ifndef howmany
#define howmany(x, y)	(((x) + ((y) - 1)) / (y))
#endif
#ifndef MAXBSIZE
#define MAXBSIZE	65536
#endif
#ifndef MAXFRAG
#define MAXFRAG		8
#endif
#define __unused	__attribute__((unused))

static inline size_t
strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size != 0) {
		size_t n = len < size - 1 ? len : size - 1;

		memcpy(dst, src, n);
		dst[n] = '\0';
	}
	return (len);
}

#endif
