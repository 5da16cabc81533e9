/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls.c: thread-local storage of static programs, variant II: a thread's
 * block ends where its control block, to which %fs points, begins.
 */
#include <sys/param.h>
#include <sys/mman.h>
#include <sys/tls.h>
#include <machine/elf.h>
#include <machine/tls.h>
#include <string.h>
#include <unistd.h>

#include "libc_private.h"

/* The first thread's block lies here when it fits: no system call needed. */
#define TLS_FIRST	4096

static char	tls_first[TLS_FIRST] __aligned(64);
static const char *tls_image;
static size_t	tls_filesz;
static size_t	tls_memsz;	/* rounded up to the alignment */
static size_t	tls_align = sizeof(void *);

static void
tls_find(const Elf_Auxinfo *aux)
{
	const Elf_Phdr *ph = NULL;
	size_t n = 0;

	for (; aux->a_type != AT_NULL; aux++) {
		if (aux->a_type == AT_PHDR)
			ph = aux->a_un.a_ptr;
		else if (aux->a_type == AT_PHNUM)
			n = (size_t)aux->a_un.a_val;
	}
	for (; ph != NULL && n > 0; n--, ph++) {
		if (ph->p_type != PT_TLS)
			continue;
		tls_image = (const char *)ph->p_vaddr;
		tls_filesz = ph->p_filesz;
		tls_align = MAX(ph->p_align, sizeof(void *));
		tls_memsz = roundup2(ph->p_memsz, tls_align);
	}
}

/* Bytes of block and control block, and slack for their alignment. */
static size_t
tls_size(void)
{
	return (tls_memsz + tls_align + sizeof(struct tls_tcb));
}

/* Fill a zeroed area and return its control block. */
static struct tls_tcb *
tls_fill(char *area)
{
	struct tls_tcb *tcb;

	tcb = (struct tls_tcb *)roundup2((uintptr_t)area + tls_memsz, tls_align);
	tcb->tcb_self = tcb;
	if (tls_filesz > 0)
		memcpy((char *)tcb - tls_memsz, tls_image, tls_filesz);
	return (tcb);
}

/*
 * Give the first thread of a static program its storage.  A program that
 * cannot have it cannot run: exit.
 */
void
__tls_init(const Elf_Auxinfo *aux)
{
	struct tls_info ti;
	char *area = tls_first;

	tls_find(aux);
	if (tls_size() > sizeof(tls_first)) {
		area = mmap(NULL, tls_size(), PROT_READ | PROT_WRITE,
		    MAP_ANON | MAP_PRIVATE, -1, 0);
		if (area == MAP_FAILED)
			_exit(127);
	}
	ti.base = tls_fill(area);
	ti.size = -1;
	if (set_tls_area(TLS_WHICH_FS, &ti, sizeof(ti)) != 0)
		_exit(127);
}

/*
 * Storage for a new thread, or NULL with errno ENOMEM.
 */
struct tls_tcb *
__tls_allocate(void)
{
	char *area;
	struct tls_tcb *tcb;

	area = mmap(NULL, tls_size(), PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_PRIVATE, -1, 0);
	if (area == MAP_FAILED)
		return (NULL);
	tcb = tls_fill(area);
	tcb->tcb_unused[0] = area;
	return (tcb);
}

/*
 * Give back what __tls_allocate() returned.
 */
void
__tls_release(struct tls_tcb *tcb)
{
	munmap(tcb->tcb_unused[0], tls_size());
}
