/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * utsname.h: uname(3).
 */
#ifndef _SYS_UTSNAME_H_
#define _SYS_UTSNAME_H_

#include <sys/types.h>

#define SYS_NMLN	32

struct utsname {
	char	sysname[32];
	char	nodename[32];
	char	release[32];
	char	version[32];
	char	machine[32];
};

#ifndef _KERNEL
__BEGIN_DECLS
int	uname(struct utsname *);
__END_DECLS
#endif

#endif /* !_SYS_UTSNAME_H_ */
