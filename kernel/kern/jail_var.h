/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jail_var.h: what the files of jails share among themselves.
 */
#ifndef _KERN_JAIL_VAR_H_
#define _KERN_JAIL_VAR_H_

#include "sys/kjail.h"
#include "sys/kmalloc.h"

struct sockaddr;

MALLOC_DECLARE(M_PRISON);

extern struct spinlock jail_spin;

/* jail_sysctl.c: the capabilities of a new jail; the variables jail.ID.*. */
prison_cap_t jail_defaults(void);
int	jail_sysctl_add(struct prison *);	/* ENOMEM */
void	jail_sysctl_remove(struct prison *);	/* of those that there are */

/* jail_addr.c: the address of sa as text; "?" for one of another family. */
void	jail_ntop(const struct sockaddr *sa, char *buf, size_t size);

#endif /* !_KERN_JAIL_VAR_H_ */
