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

/* Numbers of capabilities. */
typedef __uint64_t prison_cap_t;
#define PRISON_CAP_ROOT			0
#define PRISON_CAP_SYS_SET_HOSTNAME	1
#define PRISON_CAP_SYS_SYSVIPC		2
#define PRISON_CAP_NET_UNIXIPROUTE	20
#define PRISON_CAP_NET_RAW_SOCKETS	21
#define PRISON_CAP_NET_LISTEN_OVERRIDE	22
#define PRISON_CAP_VFS_CHFLAGS		40
#define PRISON_CAP_VFS_MOUNT_NULLFS	45
#define PRISON_CAP_VFS_MOUNT_DEVFS	46
#define PRISON_CAP_VFS_MOUNT_TMPFS	47
#define PRISON_CAP_ISSET(mask, bit)	((mask) & (1UL << (bit)))

#ifndef _KERNEL
__BEGIN_DECLS
int	jail(struct jail *);
int	jail_attach(int);
__END_DECLS
#endif

#endif /* !_SYS_JAIL_H_ */
