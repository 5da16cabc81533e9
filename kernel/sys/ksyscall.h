/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksyscall.h: how system calls are written.
 *
 * abi/syscalls.tsv is the list.  From it the build makes ksyscall_args.h with, for each live
 * call `name`, a struct name_args (its arguments, each in an 8-byte
 * slot, pointers of user memory) and the prototype
 *
 *	int sys_name(struct lwp *lp, const struct name_args *uap, int64_t rv[2]);
 *
 * rv[0] becomes rax and rv[1] rdx; both start as 0.  The result is 0 or an errno, or
 * ERESTART (run the call again unless a handler without SA_RESTART ran) or
 * EJUSTRETURN (registers are as they shall be).  A call for which no
 * file defines sys_name answers ENOSYS and is counted in kern.nosys.
 */
#ifndef _KERN_KSYSCALL_H_
#define _KERN_KSYSCALL_H_

#include "sys/kproc.h"
#include "ksyscall_args.h"

#ifndef ERESTART
#define ERESTART	(-1)
#endif
#ifndef EJUSTRETURN
#define EJUSTRETURN	(-2)
#endif

#endif /* !_KERN_KSYSCALL_H_ */
