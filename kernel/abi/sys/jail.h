/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jail.h: jail(2).
 */
#ifndef _SYS_JAIL_H_
#define _SYS_JAIL_H_

#include <sys/types.h>
#include <sys/socket.h>

struct jail {
	uint32_t	version;
	char	*path;
	char	*hostname;
	uint32_t	n_ips;
	struct sockaddr_storage	*ips;
};

struct jail_v0 {
	uint32_t	version;
	char	*path;
	char	*hostname;
	uint32_t	ip_number;
};

#define JAIL_MAX	0xf423f

#ifndef _KERNEL
__BEGIN_DECLS
int	jail(struct jail *);
int	jail_attach(int);
__END_DECLS
#endif

#endif /* !_SYS_JAIL_H_ */
