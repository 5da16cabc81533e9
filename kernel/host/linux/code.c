/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * code.c: memory for code that the kernel loads while it runs.
 *
 * With the address sanitizer what was freed stays mapped, empty and read-only,
 * until something of that size is wanted: its library goes on looking at what it
 * knew of variables there.  One thread at a time loads and frees.
 */
#include <sys/mman.h>

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "line.h"

#if defined(__SANITIZE_ADDRESS__)
#define KEEP_FREED	1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEP_FREED	1
#endif
#endif

#ifdef KEEP_FREED
static struct freed {
	void	*p;
	size_t	 len;
} freed[1024];

static void *
freed_take(size_t len)
{
	void *p;

	for (size_t i = 0; i < sizeof(freed) / sizeof(freed[0]); i++)
		if (freed[i].p != NULL && freed[i].len == len) {
			p = freed[i].p;
			freed[i].p = NULL;
			return (mprotect(p, len, PROT_READ | PROT_WRITE) == 0 ?
			    p : NULL);
		}
	return (NULL);
}

/* Beyond the table it stays for ever. */
static void
freed_keep(void *p, size_t len)
{
	(void)mmap(p, len, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
	    -1, 0);
	for (size_t i = 0; i < sizeof(freed) / sizeof(freed[0]); i++)
		if (freed[i].p == NULL) {
			freed[i] = (struct freed){ p, len };
			return;
		}
}
#endif

int
host_code_alloc(size_t len, void **p)
{
	void *m;

#ifdef KEEP_FREED
	if ((*p = freed_take(len)) != NULL)
		return (0);
#endif
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
#ifdef KEEP_FREED
	freed_keep(p, len);
#else
	(void)munmap(p, len);
#endif
}

uintptr_t
host_code_sanitizer(const char *name)
{
	if (strncmp(name, "__asan_", 7) != 0 &&
	    strncmp(name, "__ubsan_", 8) != 0 &&
	    strncmp(name, "__sanitizer_", 12) != 0)
		return (0);
	return ((uintptr_t)dlsym(RTLD_DEFAULT, name));
}
