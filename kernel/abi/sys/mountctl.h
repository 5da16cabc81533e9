/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mountctl.h: mountctl(2).
 */
#ifndef _SYS_MOUNTCTL_H_
#define _SYS_MOUNTCTL_H_

#include <sys/types.h>

#define MOUNTCTL_MOUNTFLAGS	18
#define MOUNTCTL_SET_EXPORT	0x10
#define MOUNTCTL_STATVFS	17

#ifndef _KERNEL
__BEGIN_DECLS
int	mountctl(const char *, int, int, const void *, int, void *, int);
__END_DECLS
#endif

#endif /* !_SYS_MOUNTCTL_H_ */
