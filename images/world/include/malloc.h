/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * malloc.h: the heap as other systems declare it, beside <stdlib.h>.
 */
#ifndef _MALLOC_H_
#define _MALLOC_H_

#include <stdlib.h>

struct _reent;

__BEGIN_DECLS
size_t	 malloc_usable_size(void *);
void	*memalign(size_t, size_t);
void	*valloc(size_t);

/* newlib's own. */
size_t	 _malloc_usable_size_r(struct _reent *, void *);
void	*_memalign_r(struct _reent *, size_t, size_t);
__END_DECLS

#endif /* !_MALLOC_H_ */
