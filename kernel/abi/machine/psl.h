/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * psl.h: bits of rflags.
 */
#ifndef _MACHINE_PSL_H_
#define _MACHINE_PSL_H_

#define PSL_AC		0x40000
#define PSL_AF		0x10
#define PSL_C		1
#define PSL_D		0x400
#define PSL_I		0x200
#define PSL_ID		0x200000
#define PSL_IOPL	0x3000
#define PSL_KERNEL	2
#define PSL_N		0x80
#define PSL_NT		0x4000
#define PSL_PF		4
#define PSL_RESERVED_DEFAULT	2
#define PSL_RF		0x10000
#define PSL_T		0x100
#define PSL_USER	514
#define PSL_USERCHANGE	0x244dd5
#define PSL_V		0x800
#define PSL_VM_UNSUPP	0x20000
#define PSL_Z		0x40

#endif /* !_MACHINE_PSL_H_ */
