/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kenv.h: the kernel's environment, kenv(2).
 */
#ifndef _SYS_KENV_H_
#define _SYS_KENV_H_

#include <sys/cdefs.h>

#define KENV_DUMP	3
#define KENV_GET	0
#define KENV_MNAMELEN	0x80
#define KENV_MVALLEN	0x80
#define KENV_SET	1
#define KENV_UNSET	2

#ifndef _KERNEL
__BEGIN_DECLS
int	kenv(int, const char *, char *, int);
__END_DECLS
#endif

#endif /* !_SYS_KENV_H_ */
