/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stdint.h: the base types of x86-64 (LP64) under their reserved names; other
 * headers give them their public names.
 */
#ifndef _MACHINE_STDINT_H_
#define _MACHINE_STDINT_H_

#include <sys/cdefs.h>

typedef signed char		__int8_t;
typedef unsigned char		__uint8_t;
typedef short			__int16_t;
typedef unsigned short		__uint16_t;
typedef int			__int32_t;
typedef unsigned int		__uint32_t;
typedef long			__int64_t;
typedef unsigned long		__uint64_t;

typedef __int64_t		__intmax_t;
typedef __uint64_t		__uintmax_t;
typedef __int64_t		__intptr_t;
typedef __uint64_t		__uintptr_t;
typedef __int64_t		__intlp_t;
typedef __uint64_t		__uintlp_t;

/* The names newlib's own headers use for the same types. */
typedef signed char		__int_least8_t;
typedef unsigned char		__uint_least8_t;
typedef short			__int_least16_t;
typedef unsigned short		__uint_least16_t;
typedef int			__int_least32_t;
typedef unsigned int		__uint_least32_t;
typedef long			__int_least64_t;
typedef unsigned long		__uint_least64_t;

typedef long			__register_t;
typedef unsigned long		__u_register_t;
typedef __int32_t		__sig_atomic_t;
typedef __uint32_t		__socklen_t;
typedef __uint8_t		__sa_family_t;
typedef __int64_t		__rlim_t;
typedef int			__timer_t;

#endif /* !_MACHINE_STDINT_H_ */
