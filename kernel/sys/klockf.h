/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * klockf.h: advisory locks on files: POSIX records (fcntl(2)) and whole files
 * (flock(2)).  They hang on a vnode in v_lockf.
 */
#ifndef _KERN_KLOCKF_H_
#define _KERN_KLOCKF_H_

#include <sys/fcntl.h>
#include "sys/kdefs.h"

struct vnode;

/* flags of vop_advlock */
#define F_WAIT_K	0x010	/* sleep until granted */
#define F_FLOCK_K	0x020	/* flock semantics: id is the struct file */
#define F_POSIX_K	0x040	/* record semantics: id is the struct proc */

/*
 * The default vop_advlock.  op: F_SETLK (fl->l_type F_RDLCK, F_WRLCK),
 * F_UNLCK, F_GETLK (result in *fl).  id: struct proc or struct file.
 * EAGAIN busy, EDEADLK, ENOLCK too many, EINVAL, EOVERFLOW, EINTR/ERESTART.
 * Context: thread; vp referenced, not locked; takes vp's v_lock shared for the
 * size when l_whence is SEEK_END.
 */
int	lockf_advlock(struct vnode *, void *id, int op, struct flock *,
	    int flags);
/* A process closes a descriptor of vp, or a file goes: drop its locks. */
void	lockf_release(struct vnode *, void *id, int flags);

#endif /* !_KERN_KLOCKF_H_ */
