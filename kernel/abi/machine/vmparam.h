/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vmparam.h: the layout of a process: limits of its segments and the end of
 * its address space.
 */
#ifndef _MACHINE_VMPARAM_H_
#define _MACHINE_VMPARAM_H_

#include <machine/param.h>

#define DFLDSIZ		0x8000000
#define DFLSSIZ		0x800000
#define MAXDSIZ		0x800000000L
#define MAXSLP		20
#define MAXSSIZ		0x20000000
#define MAXTHRSSIZ	0x2000000000L
#define MAXTSIZ		0x800000000L
#define SGROWSIZ	0x20000
#define VM_MIN_ADDRESS	0
#define VM_MIN_USER_ADDRESS	0

#define VM_MAX_USER_ADDRESS	0x00007fffffe00000UL
#define USRSTACK		VM_MAX_USER_ADDRESS

#endif /* !_MACHINE_VMPARAM_H_ */
