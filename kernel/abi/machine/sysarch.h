/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysarch.h: sysarch(2).
 */
#ifndef _MACHINE_SYSARCH_H_
#define _MACHINE_SYSARCH_H_

#include <sys/cdefs.h>

#define AMD64_GET_FSBASE	0x80
#define AMD64_GET_GSBASE	130
#define AMD64_SET_FSBASE	129
#define AMD64_SET_GSBASE	131

#ifndef _KERNEL
__BEGIN_DECLS
int	sysarch(int, void *);
__END_DECLS
#endif

#endif /* !_MACHINE_SYSARCH_H_ */
