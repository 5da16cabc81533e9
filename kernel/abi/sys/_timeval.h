/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * _timeval.h: struct timeval.
 */
#ifndef _SYS__TIMEVAL_H_
#define _SYS__TIMEVAL_H_

#include <machine/stdint.h>

#ifndef _TIME_T_DECLARED
typedef long	time_t;
#define _TIME_T_DECLARED
#define __time_t_defined
#endif
#ifndef _SUSECONDS_T_DECLARED
typedef long	suseconds_t;
#define _SUSECONDS_T_DECLARED
#endif
#define _TIMEVAL_DEFINED

struct timeval {
	time_t	tv_sec;
	suseconds_t	tv_usec;
};

#endif /* !_SYS__TIMEVAL_H_ */
