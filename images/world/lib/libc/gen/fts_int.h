/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fts_int.h: between fts.c, the walk, and fts_list.c, the directories on it.
 */
#ifndef _FTS_INT_H_
#define _FTS_INT_H_

#include <stddef.h>
#include <fts.h>

#define NOCHDIR(sp)	(((sp)->fts_options & FTS_NOCHDIR) != 0)

FTSENT	*__fts_entry(FTS *sp, const char *name, size_t len);	/* or NULL */
void	 __fts_free(FTSENT *p);		/* a list */
/* Make room for a path of len bytes; entries point into it.  0, or -1. */
int	 __fts_room(FTS *sp, size_t len);
/* stat(2) an entry and say what it is: FTS_D and so on. */
int	 __fts_look(FTS *sp, FTSENT *p, const char *path, int follow);
/* Sort a list of n entries; on want of memory it stays as it is. */
FTSENT	*__fts_sort(FTS *sp, FTSENT *head, size_t n);
/* Enter p, whose list was made before; go back to where p was entered from. */
int	 __fts_reenter(FTS *sp, FTSENT *p);
int	 __fts_leave(FTS *sp, FTSENT *p);
/* Bytes of p's path, to which "/name" is appended. */
size_t	 __fts_append_at(const FTSENT *p);
/*
 * Read directory p: the list of its entries, NULL when it is empty or cannot
 * be read; then fts_info or fts_errno say so.
 */
FTSENT	*__fts_build(FTS *sp, FTSENT *p, int names_only);

#endif /* !_FTS_INT_H_ */
