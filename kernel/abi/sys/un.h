/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * un.h: addresses of the local domain.
 */
#ifndef _SYS_UN_H_
#define _SYS_UN_H_

#include <sys/types.h>

#ifndef _SA_FAMILY_T_DECLARED
typedef __sa_family_t	sa_family_t;
#define _SA_FAMILY_T_DECLARED
#endif

struct sockaddr_un {
	__uint8_t	sun_len;
	sa_family_t	sun_family;
	char	sun_path[104];
};

#define LOCAL_PEERCRED	1

/* Length of an address without its terminator. */
#define SUN_LEN(su)							\
	(sizeof(*(su)) - sizeof((su)->sun_path) + __builtin_strlen((su)->sun_path))

#endif /* !_SYS_UN_H_ */
