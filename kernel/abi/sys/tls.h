/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls.h: thread-local storage areas, set_tls_area(2).
 */
#ifndef _SYS_TLS_H_
#define _SYS_TLS_H_

#include <sys/types.h>

struct tls_info {
	void	*base;
	long	size;
};

#define TLS_WHICH_FS	0
#define TLS_WHICH_GS	1

#ifndef _KERNEL
__BEGIN_DECLS
int	get_tls_area(int, struct tls_info *, size_t);
int	set_tls_area(int, struct tls_info *, size_t);
__END_DECLS
#endif

#endif /* !_SYS_TLS_H_ */
