/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kvarsym.h: variant symlinks, varsym(2): names in symbolic links, ${NAME}, that
 * stand for what the process, its user or the system has set them to.
 */
#ifndef _SYS_KVARSYM_H_
#define _SYS_KVARSYM_H_

#include "sys/kdefs.h"

struct prison;
struct proc;

/*
 * Replace ${NAME} in the *len bytes of a link at buf by what it means to the
 * current process, as vfs.varsym_enable wants it; a name that nobody has set
 * stays as it is.  ENAMETOOLONG: that would take max bytes or more.
 * Context: a thread that may allocate; no spin locks.
 */
int	varsym_expand(char *buf, size_t *len, size_t max);

/* A child begins with its parent's variables; both may change theirs. */
void	varsym_fork(struct proc *parent, struct proc *child);
void	varsym_exit(struct proc *);
/* A jail is gone, and so are its variables. */
void	varsym_jail_gone(struct prison *);
/* The last process of a user is gone, and so are the user's variables. */
void	varsym_user_gone(uid_t);

#endif /* !_SYS_KVARSYM_H_ */
