/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * select.h: waiting for descriptors, select(2) and pselect(2).
 */
#ifndef _SYS_SELECT_H_
#define _SYS_SELECT_H_

#include <sys/types.h>
#include <sys/_fd_set.h>
#include <sys/_timespec.h>
#include <sys/_timeval.h>
#include <sys/_sigset.h>

#ifndef _KERNEL
__BEGIN_DECLS
int	pselect(int, fd_set *__restrict, fd_set *__restrict,
	    fd_set *__restrict, const struct timespec *__restrict,
	    const sigset_t *__restrict);
int	select(int, fd_set *__restrict, fd_set *__restrict,
	    fd_set *__restrict, struct timeval *__restrict);
__END_DECLS
#endif

#endif /* !_SYS_SELECT_H_ */
