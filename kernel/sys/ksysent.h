/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksysent.h: the system call table, made from abi/syscalls.tsv.
 */
#ifndef _KERN_KSYSENT_H_
#define _KERN_KSYSENT_H_

#include "sys/kdefs.h"

struct lwp;
typedef int sysent_fn(struct lwp *, const void *args, int64_t rv[2]);
struct sysent {
	int		 sy_narg;	/* 8-byte slots */
	sysent_fn	*sy_call;	/* NULL: ENOSYS, counted */
	const char	*sy_name;	/* NULL: no such number */
};
extern const struct sysent sysent[];
extern const int nsysent;

/*
 * Serve the system call in lp's trap frame: arguments, dispatch, result,
 * restart.  From the user loop.
 */
void	syscall_dispatch(struct lwp *lp);

#endif /* !_KERN_KSYSENT_H_ */
