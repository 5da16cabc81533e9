/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * _timespec.h: struct timespec.
 */
#ifndef _SYS__TIMESPEC_H_
#define _SYS__TIMESPEC_H_

#include <machine/stdint.h>

#ifndef _TIME_T_DECLARED
typedef long	time_t;
#define _TIME_T_DECLARED
#define __time_t_defined
#endif

struct timespec {
	time_t	tv_sec;
	long	tv_nsec;
};

#endif /* !_SYS__TIMESPEC_H_ */
