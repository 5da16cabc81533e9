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
	bool		 sy_module;	/* kept for calls of modules */
};
extern const struct sysent sysent[];
extern const int nsysent;

/* Its name, of a module's call too; or NULL.  For messages: no lock. */
const char *syscall_name(int number);
/* Calls of modules, sys/kmodule.h; with kld_lock.  See SYSCALL_MODULE there. */
struct module_syscall;
int	syscall_register(const struct module_syscall *);
void	syscall_unregister(const struct module_syscall *);
/* The call of a module that has the number, kept, or NULL.  Any context. */
const struct module_syscall *syscall_module(uint64_t number);

/*
 * Serve the system call in lp's trap frame: arguments, dispatch, result,
 * restart.  From the user loop.
 */
void	syscall_dispatch(struct lwp *lp);

#endif /* !_KERN_KSYSENT_H_ */
