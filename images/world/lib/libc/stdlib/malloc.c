/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * malloc.c: newlib's heap behind one lock, and before it a small store of free
 * blocks for each thread, which needs none.
 *
 * A block's usable size is 8 less than a multiple of 16.  The store keeps
 * blocks of BINS sizes, from 24 bytes on, DEPTH of each at most; a kept block's
 * first word links to the next.
 */
#include <sys/param.h>
#include <errno.h>
#include <malloc.h>
#include <reent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libc_private.h"

#define BINS		64
#define DEPTH		16
#define USABLE_MIN	24
#define USABLE_MAX	(USABLE_MIN + 16 * (BINS - 1))

struct block {
	struct block	*next;
};

struct store {
	struct block	*bin[BINS];
	unsigned char	 depth[BINS];
};

static __thread struct store	store;
static struct __lock		heap_lock;

/* Called by the heap's own functions. */
void	__malloc_lock(struct _reent *);
void	__malloc_unlock(struct _reent *);

void
__malloc_lock(struct _reent *r __unused)
{
	__lock_enter(&heap_lock);
}

void
__malloc_unlock(struct _reent *r __unused)
{
	__lock_leave(&heap_lock);
}

void
__malloc_prefork(void)
{
	__lock_enter(&heap_lock);
}

/* The child may hold the lock under its only thread. */
void
__malloc_postfork(bool child __unused)
{
	__lock_leave(&heap_lock);
}

/* Give a thread's store back to the heap, before the thread ends. */
void
__malloc_thread_exit(void)
{
	struct block *b;

	for (int i = 0; i < BINS; i++) {
		while ((b = store.bin[i]) != NULL) {
			store.bin[i] = b->next;
			_free_r(_REENT, b);
		}
		store.depth[i] = 0;
	}
}

/* The bin that serves a request of at most USABLE_MAX bytes. */
static inline size_t
bin_of(size_t n)
{
	return (n <= USABLE_MIN ? 0 : (n - USABLE_MIN + 15) / 16);
}

void *
malloc(size_t n)
{
	struct block *b;
	size_t i;

	if (n <= USABLE_MAX) {
		i = bin_of(n);
		b = store.bin[i];
		if (b != NULL) {
			store.bin[i] = b->next;
			store.depth[i]--;
			return (b);
		}
		/* So that it can be kept later, whatever was asked for. */
		n = USABLE_MIN + 16 * i;
	}
	return (_malloc_r(_REENT, n));
}

void
free(void *p)
{
	struct block *b = p;
	size_t n, i;

	if (p == NULL)
		return;
	n = _malloc_usable_size_r(_REENT, p);
	if (n >= USABLE_MIN && n <= USABLE_MAX) {
		i = (n - USABLE_MIN) / 16;
		if (store.depth[i] < DEPTH) {
			b->next = store.bin[i];
			store.bin[i] = b;
			store.depth[i]++;
			return;
		}
	}
	_free_r(_REENT, p);
}

void *
calloc(size_t n, size_t size)
{
	size_t bytes = n * size;
	void *p;

	if (size != 0 && n > SIZE_MAX / size) {
		errno = ENOMEM;
		return (NULL);
	}
	if (bytes > USABLE_MAX)
		return (_calloc_r(_REENT, n, size));
	p = malloc(bytes);
	if (p != NULL)
		memset(p, 0, bytes);
	return (p);
}

void *
realloc(void *p, size_t n)
{
	if (p == NULL)
		return (malloc(n));
	if (n == 0)
		n = 1;
	return (_realloc_r(_REENT, p, n));
}

void
cfree(void *p)
{
	free(p);
}

void *
memalign(size_t align, size_t n)
{
	return (_memalign_r(_REENT, align, n));
}

void *
aligned_alloc(size_t align, size_t n)
{
	if (!powerof2(align) || align == 0) {
		errno = EINVAL;
		return (NULL);
	}
	return (memalign(align, n));
}

/* Returns an error number. */
int
posix_memalign(void **pp, size_t align, size_t n)
{
	void *p;
	int saved = errno;

	if (!powerof2(align) || align < sizeof(void *))
		return (EINVAL);
	p = memalign(align, n);
	errno = saved;
	if (p == NULL)
		return (ENOMEM);
	*pp = p;
	return (0);
}

void *
valloc(size_t n)
{
	return (memalign(PAGE_SIZE, n));
}

size_t
malloc_usable_size(void *p)
{
	return (p != NULL ? _malloc_usable_size_r(_REENT, p) : 0);
}
