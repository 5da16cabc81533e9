/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * varsym.h: variant symbolic links.
 */
#ifndef _SYS_VARSYM_H_
#define _SYS_VARSYM_H_

#include <sys/types.h>

#define MAXVARSYM_DATA	0x100
#define MAXVARSYM_NAME	0x40
#define MAXVARSYM_SET	0x4000
#define VARSYM_ALL_MASK	(VARSYM_PROC_MASK | VARSYM_USER_MASK | VARSYM_SYS_MASK)
#define VARSYM_PRISON	4
#define VARSYM_PROC	1
#define VARSYM_PROC_MASK	(1 << VARSYM_PROC)
#define VARSYM_SYS	3
#define VARSYM_SYS_MASK	(1 << VARSYM_SYS)
#define VARSYM_USER	2
#define VARSYM_USER_MASK	(1 << VARSYM_USER)

#ifndef _KERNEL
__BEGIN_DECLS
int	varsym_get(int, const char *, char *, int);
int	varsym_list(int, char *, int, off_t *);
int	varsym_set(int, const char *, const char *);
__END_DECLS
#endif

#endif /* !_SYS_VARSYM_H_ */
