/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * search.h: tables, trees, queues.
 */
#ifndef _SEARCH_H_
#define _SEARCH_H_

#include <sys/cdefs.h>
#include <sys/types.h>

typedef struct entry {
	char	*key;
	void	*data;
} ENTRY;

typedef enum { FIND, ENTER } ACTION;
typedef enum { preorder, postorder, endorder, leaf } VISIT;

#ifdef _SEARCH_PRIVATE
typedef struct node {
	char		*key;
	struct node	*llink, *rlink;
} node_t;
#endif

struct hsearch_data {
	struct internal_head	*htable;
	size_t			 htablesize;
};

#ifndef __compar_fn_t_defined
#define __compar_fn_t_defined
typedef int	(*__compar_fn_t)(const void *, const void *);
#endif

__BEGIN_DECLS
int	 hcreate(size_t);
int	 hcreate_r(size_t, struct hsearch_data *);
void	 hdestroy(void);
void	 hdestroy_r(struct hsearch_data *);
ENTRY	*hsearch(ENTRY, ACTION);
int	 hsearch_r(ENTRY, ACTION, ENTRY **, struct hsearch_data *);
void	 insque(void *, void *);
void	*lfind(const void *, const void *, size_t *, size_t, __compar_fn_t);
void	*lsearch(const void *, void *, size_t *, size_t, __compar_fn_t);
void	 remque(void *);
void	*tdelete(const void *__restrict, void **__restrict, __compar_fn_t);
void	 tdestroy(void *, void (*)(void *));
void	*tfind(const void *, void **, __compar_fn_t);
void	*tsearch(const void *, void **, __compar_fn_t);
void	 twalk(const void *, void (*)(const void *, VISIT, int));
__END_DECLS

#endif /* !_SEARCH_H_ */
