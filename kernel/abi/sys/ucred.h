/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ucred.h: credentials of a socket's peer, and those in export arguments.
 */
#ifndef _SYS_UCRED_H_
#define _SYS_UCRED_H_

#include <sys/types.h>
#include <sys/syslimits.h>

struct xucred {
	u_int	cr_version;
	uid_t	cr_uid;
	short	cr_ngroups;
	gid_t	cr_groups[NGROUPS_MAX];
	void	*_cr_unused1;
};

#define XUCRED_VERSION	0

#define cr_gid		cr_groups[0]

#endif /* !_SYS_UCRED_H_ */
