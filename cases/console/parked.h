/*
 * parked.h: cases whose script starts the kernel itself: what the keeper runs
 * as ./kernel only waits.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PARKED_H
#define PARKED_H

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "case.h"

/* A program of sh(1) as ./kernel. */
static inline int
script_as_kernel(const char *text, char *why, size_t size)
{
	int fd = open("kernel", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);

	if (fd < 0) {
		snprintf(why, size, "cannot make ./kernel");
		return (1);
	}
	dprintf(fd, "#!/bin/sh\n%s\n", text);
	return (close(fd));
}

static inline int
parked(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (script_as_kernel("trap 'kill $!; exit 0' TERM\n"
	    "sleep 1000 &\nwait", why, size));
}

#endif
