/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kktrace.h: what a process does, written to a file: ktrace(2).
 *
 * Whoever does something that may be traced asks ktr_wants() and tells it;
 * records wait with their LWP and are written where it holds no locks.
 */
#ifndef _SYS_KKTRACE_H_
#define _SYS_KKTRACE_H_

#include "sys/kproc.h"
#include <sys/ktrace.h>

struct iovec;

static inline bool
ktr_wants(const struct lwp *lp, int type)
{
	return (k_unlikely((lp->lwp_proc->p_traceflag & 1u << type) != 0));
}

/*
 * A record of that type (KTR_*) with the bytes of a and b.  Dropped when there is
 * no memory or too much waits.  Context: any but under locks of kmalloc().
 */
void	ktr_add(struct lwp *, int type, const void *a, size_t alen,
	    const void *b, size_t blen);
void	ktr_syscall(struct lwp *, int code, int narg, const uint64_t *args);
void	ktr_sysret(struct lwp *, int code, int error, int64_t value);
/* done bytes went to or from user memory at iov, itself of the user's. */
void	ktr_geniov(struct lwp *, int fd, bool writes, const struct iovec *uiov,
	    size_t cnt, int64_t done);
void	ktr_genio(struct lwp *, int fd, bool writes, const void *ubuf,
	    int64_t done);
void	ktr_psig(struct lwp *, int sig, uintptr_t action,
	    const sigset_t *mask, int code);
void	ktr_csw(struct lwp *, bool out);

/* Write what waits.  The current LWP; may sleep, no locks. */
void	ktr_flush(struct lwp *);
/* A child that is not yet known, its only LWP, and a child that never was. */
void	ktr_fork(struct proc *parent, struct proc *child);
void	ktr_undo(struct proc *);
/* The program changes ids: who may not trace what it is now, does not. */
void	ktr_setid(struct lwp *);
/* lp, of its own accord, ends; last: and the process. */
void	ktr_exit(struct lwp *, bool last);
void	ktr_free(struct lwp *);	/* what waits is dropped */

#endif /* !_SYS_KKTRACE_H_ */
