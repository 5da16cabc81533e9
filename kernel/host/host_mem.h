/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_mem.h: the memory image, which is the guest's memory, and memory for
 * code that comes later.
 *
 * Errors and contexts: see host.h.
 */
#ifndef HOST_HOST_MEM_H
#define HOST_HOST_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"

struct host_ram {
	uint8_t		*base;		/* whole image, mapped shared, page aligned */
	uint64_t	 size;
	bool		 anonymous;	/* no file has it */
	char		 path[HOST_PATHMAX];	/* the file's name, or empty */
};

enum host_ram_kind {
	HOST_RAM_ANON,			/* memory of the host, no name */
	HOST_RAM_FILE,			/* the file `path' */
	HOST_RAM_AUTO			/* first of path.000000, ... to be had */
};

/*
 * Find what the guest's memory will lie in: ram->path and ram->anonymous are set.
 * A file is opened with an exclusive lock without waiting, which is kept until
 * exit; what it holds stays as it is.  A file system that refuses PROT_EXEC
 * mappings falls back to anonymous memory: success, ram->anonymous set and the
 * reason in diag->what (empty otherwise).
 * Errors: EAGAIN locked by another, and what open(2) gives.  Once per process.
 */
int	 host_ram_open(enum host_ram_kind kind, const char *path,
	    struct host_ram *ram, struct host_diag *diag);

/*
 * Make of it the guest's memory: size bytes (multiple of 4096), all zero, sparse.
 * When that fails a file that was there holds what it did.
 * Errors: EFBIG, ENOSPC, ENOMEM.  Once per process.
 */
int	 host_ram_create(uint64_t size, struct host_ram *ram,
	    struct host_diag *diag);

/*
 * Give [off, off+len) back to the host; it reads as zero afterwards, in every
 * space too.  Page aligned.  Errors: EOPNOTSUPP when the file system cannot.
 */
int	 host_ram_discard(uint64_t off, uint64_t len);

/*
 * A touch of [off, off+len) by the kernel process faults from now on (on), or
 * no more.  Page aligned; what it holds stays, and spaces are not concerned.
 * Errors: EINVAL outside the image, ENOMEM the host has no mappings left.
 */
int	 host_ram_guard(uint64_t off, uint64_t len, bool on);

/*
 * Copy len bytes between buf and the image at off, also where it is guarded.
 * Errors: EINVAL outside the image, EIO.
 */
int	 host_ram_read(uint64_t off, void *buf, size_t len);
int	 host_ram_write(uint64_t off, const void *buf, size_t len);

/*
 * Memory for modules, in the low 2 GB, where the kernel's own code is: what is
 * compiled for the small code model reaches it.  It can be written at first;
 * no memory is ever both written and executed.
 */
enum host_code { HOST_CODE_TEXT, HOST_CODE_RODATA, HOST_CODE_DATA };

/* len bytes, zero, writable; page aligned.  Errors: ENOMEM. */
int	 host_code_alloc(size_t len, void **p);
/* [p, p+len) holds what kind says from now on; page aligned.  Errors: ENOMEM. */
int	 host_code_protect(void *p, size_t len, enum host_code kind);
void	 host_code_free(void *p, size_t len);
/*
 * Where the run-time library of a sanitizer that the kernel was built with has a
 * name (__asan_*, __ubsan_*, __sanitizer_*), anywhere in memory; 0: it has not, or
 * there is none.
 */
uintptr_t host_code_sanitizer(const char *name);

#endif
