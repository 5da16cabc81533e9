/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_systm.h: numbers as they are on the network.
 */
#ifndef _NETINET_IN_SYSTM_H_
#define _NETINET_IN_SYSTM_H_

#include <sys/types.h>

typedef uint16_t	n_short;
typedef uint32_t	n_long;
typedef uint32_t	n_time;		/* milliseconds of the day, UTC */

#endif /* !_NETINET_IN_SYSTM_H_ */
