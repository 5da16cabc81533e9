/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mem.c: mmap(2), and the break, which starts at the end of the program.
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include "libc_private.h"

extern char	_end[];
static char	*curbrk = _end;

void *
mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return (__sys_mmap(addr, len, prot, flags, fd, 0, offset));
}

int
brk(const void *addr)
{
	char *want = __DECONST(char *, addr);

	if (want < _end)
		want = _end;
	if (__sys_obreak(want) != 0)
		return (-1);
	curbrk = want;
	return (0);
}

void *
sbrk(intptr_t incr)
{
	char *old = curbrk;

	if (incr != 0 && __sys_obreak(old + incr) != 0)
		return ((void *)-1);
	curbrk = old + incr;
	return (old);
}

int
posix_madvise(void *addr, size_t len, int behav)
{
	int saved = errno, error = 0;

	if (madvise(addr, len, behav) != 0)
		error = errno;
	errno = saved;
	return (error);
}
