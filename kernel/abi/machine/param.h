/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * param.h: parameters of x86-64 and of this platform.
 */
#ifndef _MACHINE_PARAM_H_
#define _MACHINE_PARAM_H_

#define _ALIGNBYTES	(sizeof(long) - 1)
#define _ALIGN(p)							\
	(((__UINTPTR_TYPE__)(p) + _ALIGNBYTES) & ~(__UINTPTR_TYPE__)_ALIGNBYTES)
#define ALIGNBYTES	_ALIGNBYTES
#define ALIGN(p)	_ALIGN(p)

#ifndef MACHINE
#define MACHINE		"x86_64"
#endif
#ifndef MACHINE_ARCH
#define MACHINE_ARCH	"x86_64"
#endif
#ifndef MACHINE_PLATFORM
#define MACHINE_PLATFORM "vkernel64"
#endif

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1 << PAGE_SHIFT)
#define PAGE_MASK	(PAGE_SIZE - 1)

#define trunc_page(x)	((__UINTPTR_TYPE__)(x) & ~(__UINTPTR_TYPE__)PAGE_MASK)
#define round_page(x)							\
	(((__UINTPTR_TYPE__)(x) + PAGE_MASK) & ~(__UINTPTR_TYPE__)PAGE_MASK)
#define atop(x)		((x) >> PAGE_SHIFT)
#define ptoa(x)		((x) << PAGE_SHIFT)

#endif /* !_MACHINE_PARAM_H_ */
