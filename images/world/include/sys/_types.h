/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * _types.h: the reserved names of types that newlib's headers use, with
 * this system's types behind them.
 */
#ifndef _SYS__TYPES_H
#define _SYS__TYPES_H

#define __need_size_t
#define __need_wint_t
#include <stddef.h>
#include <newlib.h>
#include <sys/config.h>
#include <machine/_types.h>
#include <machine/stdint.h>

typedef __int64_t	__blkcnt_t;
typedef __int64_t	__blksize_t;
typedef __uint64_t	__fsblkcnt_t;
typedef __uint64_t	__fsfilcnt_t;
typedef long		_off_t;
typedef _off_t		__off_t;
typedef long		_off64_t;
typedef _off64_t	__loff_t;
typedef __int32_t	__pid_t;
typedef __uint32_t	__dev_t;
typedef __uint32_t	__uid_t;
typedef __uint32_t	__gid_t;
typedef __int64_t	__id_t;
typedef __uint64_t	__ino_t;
typedef __uint16_t	__mode_t;
typedef __uint32_t	__nlink_t;
typedef long		__key_t;
typedef long		_fpos_t;
#undef __size_t
typedef unsigned long	__size_t;
typedef long		_ssize_t;
typedef _ssize_t	__ssize_t;

/* State of a multibyte conversion. */
typedef struct {
	int		__count;
	union {
		wint_t		__wch;
		unsigned char	__wchb[4];
	} __value;
} _mbstate_t;

typedef void		*_iconv_t;

#define _CLOCK_T_	unsigned long
typedef _CLOCK_T_	__clock_t;
#define _TIME_T_	long
typedef _TIME_T_	__time_t;
#define _CLOCKID_T_	unsigned long
typedef _CLOCKID_T_	__clockid_t;
#define _TIMER_T_	int

typedef int		__nl_item;
typedef long		__suseconds_t;
typedef __uint32_t	__useconds_t;
typedef __builtin_va_list	__va_list;

#endif /* !_SYS__TYPES_H */
