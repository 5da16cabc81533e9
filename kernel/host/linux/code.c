/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * code.c: memory for code that the kernel loads while it runs.
 */
#include <sys/mman.h>

#include <errno.h>

#include "line.h"

int
host_code_alloc(size_t len, void **p)
{
	void *m;

	m = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (m == MAP_FAILED)
		return (line_errno(errno));
	*p = m;
	return (0);
}

int
host_code_protect(void *p, size_t len, enum host_code kind)
{
	int prot = PROT_READ;

	if (kind == HOST_CODE_TEXT)
		prot |= PROT_EXEC;
	else if (kind == HOST_CODE_DATA)
		prot |= PROT_WRITE;
	return (len == 0 || mprotect(p, len, prot) == 0 ? 0 :
	    line_errno(errno));
}

void
host_code_free(void *p, size_t len)
{
	(void)munmap(p, len);
}
