/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl_var.h: the tree itself, for kern/sysctl.c and kern/sysctl_meta.c.
 */
#ifndef _KERN_SYSCTL_VAR_H_
#define _KERN_SYSCTL_VAR_H_

#include "sys/ksysctl.h"
#include "sys/lock.h"

/* Guarded by sysctl_lock. */
struct sysctl_node {
	struct sysctl_node *sn_parent, *sn_child, *sn_next;
	struct sysctl_oid *sn_oid;	/* NULL: only a way to others */
	int		 sn_number;	/* children in rising order */
	char		*sn_name;
};
extern struct sysctl_node sysctl_root;
extern struct lock sysctl_lock;
struct sysctl_node *sysctl_child(struct sysctl_node *, const char *, size_t);
struct sysctl_node *sysctl_number(struct sysctl_node *, int);

#endif /* !_KERN_SYSCTL_VAR_H_ */
