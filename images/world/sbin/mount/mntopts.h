/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mntopts.h: options of mount(8), and the types of file systems.
 */
#ifndef _MNTOPTS_H_
#define _MNTOPTS_H_

#include <stdbool.h>
#include <stdio.h>

/*
 * Take a list of options: generic ones into *flags, the others are added to
 * rest, a list with commas that has room bytes.  false when it has no room.
 */
bool	options_take(const char *list, int *flags, char *rest, size_t room);

/* Write the flags of a mounted file system as mount(8) shows them. */
void	options_print(FILE *fp, int flags);

/* Look for name among rest: its value ("" without one), or NULL. */
const char *option_value(const char *rest, const char *name, char *buf,
	    size_t room);

/*
 * Mount one file system.  Returns 0, or says what is wrong and returns an exit
 * status.
 */
int	mount_type(const char *type, const char *spec, const char *dir, int flags,
	    const char *rest);

/* Is there code for the type? */
bool	type_known(const char *type);

#endif /* !_MNTOPTS_H_ */
