/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * peer.c: who is at the other end of a local socket.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/ucred.h>
#include <sys/un.h>
#include <errno.h>
#include <unistd.h>

int
getpeereid(int s, uid_t *uid, gid_t *gid)
{
	struct xucred xu;
	socklen_t len = sizeof(xu);

	if (getsockopt(s, 0, LOCAL_PEERCRED, &xu, &len) != 0)
		return (-1);
	if (xu.cr_version != XUCRED_VERSION || xu.cr_ngroups < 1) {
		errno = EINVAL;
		return (-1);
	}
	*uid = xu.cr_uid;
	*gid = xu.cr_gid;
	return (0);
}
