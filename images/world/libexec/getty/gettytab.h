/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gettytab.h: capabilities of gettytab(5).
 */
#ifndef _GETTYTAB_H_
#define _GETTYTAB_H_

#include <stdbool.h>
#include <stddef.h>

/*
 * Put the capabilities of an entry, with those of the entries that it
 * continues in, before those that are there already: the first of a name
 * counts.  False when the file has no such entry.
 */
bool	tab_load(const char *name);

/* A string, its escapes turned into characters; the default when absent. */
const char *tab_string(const char *cap, const char *otherwise);
long	tab_number(const char *cap, long otherwise);
bool	tab_flag(const char *cap);

#endif /* !_GETTYTAB_H_ */
