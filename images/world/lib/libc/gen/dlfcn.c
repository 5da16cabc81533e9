/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dlfcn.c: the run-time linker's interface in a static program, which has
 * none: nothing is loaded and no symbol is known, and dlerror(3) says why.  The
 * weak names give way to a run-time linker's.
 */
#include <sys/types.h>
#include <dlfcn.h>
#include <link.h>
#include <stddef.h>

#include "libc_private.h"

static const char	why[] = "Service unavailable";
static __thread bool	failed;

int __weak
dladdr(const void *addr __unused, Dl_info *info __unused)
{
	failed = true;
	return (0);
}

int __weak
dlclose(void *handle __unused)
{
	failed = true;
	return (-1);
}

const char * __weak
dlerror(void)
{
	const char *s = failed ? why : NULL;

	failed = false;
	return (s);
}

void * __weak
dlopen(const char *name __unused, int mode __unused)
{
	failed = true;
	return (NULL);
}

void * __weak
dlsym(void *__restrict handle __unused, const char *__restrict name __unused)
{
	failed = true;
	return (NULL);
}

dlfunc_t __weak
dlfunc(void *__restrict handle __unused, const char *__restrict name __unused)
{
	failed = true;
	return (NULL);
}

/* The program itself is all there is. */
int __weak
dl_iterate_phdr(int (*fn)(struct dl_phdr_info *, size_t, void *), void *arg)
{
	struct dl_phdr_info info = { .dlpi_name = "", .dlpi_adds = 1 };

	for (const Elf_Auxinfo *aux = __auxv; aux->a_type != AT_NULL; aux++) {
		if (aux->a_type == AT_PHDR)
			info.dlpi_phdr = aux->a_un.a_ptr;
		else if (aux->a_type == AT_PHNUM)
			info.dlpi_phnum = (Elf_Half)aux->a_un.a_val;
	}
	for (Elf_Half i = 0; i < info.dlpi_phnum; i++)
		if (info.dlpi_phdr[i].p_type == PT_TLS)
			info.dlpi_tls_modid = 1;
	return (fn(&info, sizeof(info), arg));
}
