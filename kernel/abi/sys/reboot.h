/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reboot.h: how to reboot(2).
 */
#ifndef _SYS_REBOOT_H_
#define _SYS_REBOOT_H_

#include <sys/cdefs.h>

#define RB_ASKNAME	1
#define RB_AUTOBOOT	0
#define RB_BOOTINFO	0x80000000U
#define RB_CDROM	0x2000
#define RB_DFLTROOT	0x20
#define RB_DUMP		0x100
#define RB_GDB		0x8000
#define RB_HALT		8
#define RB_INITNAME	0x10
#define RB_KDB		0x40
#define RB_MINIROOT	0x200
#define RB_MUTE		0x10000
#define RB_NOSYNC	4
#define RB_PAUSE	0x40000
#define RB_POWEROFF	0x4000
#define RB_RDONLY	0x80
#define RB_SELFTEST	0x20000
#define RB_SERIAL	0x1000
#define RB_SINGLE	2
#define RB_VERBOSE	0x800
#define RB_VIDEO	0x20000000

#ifndef _KERNEL
__BEGIN_DECLS
int	reboot(int);
__END_DECLS
#endif

#endif /* !_SYS_REBOOT_H_ */
