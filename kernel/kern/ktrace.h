/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ktrace.h: what ktrace.c and ktrace_set.c share: the file of a trace.
 */
#ifndef _KERN_KTRACE_H_
#define _KERN_KTRACE_H_

#include "sys/kproc.h"

struct vnode;

/* A file that processes are traced to, and who wanted it. */
struct ktrace_file {
	refcount_t	 kt_ref;
	struct vnode	*kt_vp;		/* referenced, open for writing */
	struct ucred	*kt_cred;
};

/* EACCES: not a regular file; vn_open_path()'s, ENOMEM. */
int	ktrace_file_open(struct lwp *, const char *upath,
	    struct ktrace_file **);
void	ktrace_file_drop(struct ktrace_file *);	/* or NULL; may sleep */

/* p is traced to kt (held by the caller, or NULL) as flags (KTRFAC_*) say. */
void	ktrace_set(struct proc *p, struct ktrace_file *kt, uint32_t flags);
/*
 * Nobody is traced to vp any more, as far as lp may change that (NULL: may all).
 * EPERM: somebody still is.
 */
int	ktrace_stop(struct vnode *vp, struct lwp *lp);

#endif /* !_KERN_KTRACE_H_ */
