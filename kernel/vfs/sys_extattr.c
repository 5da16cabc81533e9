/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_extattr.c: the system calls on access control lists, extended attributes
 * and quotas.  No filesystem has any, as DragonFly's of default configurations
 * have none: with a file and arguments that are right they answer EOPNOTSUPP,
 * which is how programs learn that they have to do without.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "sys/kfile.h"
#include "sys/kjail.h"
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "vfs/namei.h"
#include "vfs/vnode_impl.h"

#define ATTR_NAMELEN	256
#define ACL_SIZE	388	/* a count, and 32 entries of 12 bytes */

/* What is wrong with path, or else EOPNOTSUPP.  change: EROFS, too. */
static int
unsupported(const char *path, bool change)
{
	struct nlookup nl;
	int error;

	error = nlookup(&nl, AT_FDCWD, path, NL_FOLLOW);
	if (error == 0 && change)
		error = vn_rdonly(nl.nl_vp);
	nlookup_done(&nl);
	return (error != 0 ? error : EOPNOTSUPP);
}

/* The same for a descriptor. */
static int
fd_unsupported(int fd)
{
	struct vnode *vp;
	struct file *fp;
	int error;

	if ((error = fget_vnode(fd, &fp, &vp)) != 0)
		return (error);
	file_drop(fp);
	return (EOPNOTSUPP);
}

/* error as it is, but what is otherwise only unsupported needs a list at uacl. */
static int
with_acl(int error, const void *uacl)
{
	uint8_t acl[ACL_SIZE];

	return (error == EOPNOTSUPP && copyin(uacl, acl, sizeof(acl)) != 0 ?
	    EFAULT : error);
}

int
sys___acl_get_file(struct lwp *lp, const struct __acl_get_file_args *uap,
    int64_t rv[2])
{
	return (unsupported(uap->path, false));
}

int
sys___acl_set_file(struct lwp *lp, const struct __acl_set_file_args *uap,
    int64_t rv[2])
{
	return (with_acl(unsupported(uap->path, false), uap->aclp));
}

int
sys___acl_delete_file(struct lwp *lp, const struct __acl_delete_file_args *uap,
    int64_t rv[2])
{
	return (unsupported(uap->path, false));
}

int
sys___acl_aclcheck_file(struct lwp *lp,
    const struct __acl_aclcheck_file_args *uap, int64_t rv[2])
{
	return (with_acl(unsupported(uap->path, false), uap->aclp));
}

int
sys___acl_get_fd(struct lwp *lp, const struct __acl_get_fd_args *uap,
    int64_t rv[2])
{
	return (fd_unsupported(uap->filedes));
}

int
sys___acl_set_fd(struct lwp *lp, const struct __acl_set_fd_args *uap,
    int64_t rv[2])
{
	return (with_acl(fd_unsupported(uap->filedes), uap->aclp));
}

int
sys___acl_delete_fd(struct lwp *lp, const struct __acl_delete_fd_args *uap,
    int64_t rv[2])
{
	return (fd_unsupported(uap->filedes));
}

int
sys___acl_aclcheck_fd(struct lwp *lp, const struct __acl_aclcheck_fd_args *uap,
    int64_t rv[2])
{
	return (with_acl(fd_unsupported(uap->filedes), uap->aclp));
}

/* EFAULT, ENAMETOOLONG: of the attribute's name. */
static int
attr_name(const char *uname)
{
	char name[ATTR_NAMELEN];

	return (copyinstr(uname, name, sizeof(name), NULL));
}

int
sys_extattr_set_file(struct lwp *lp, const struct extattr_set_file_args *uap,
    int64_t rv[2])
{
	int error = attr_name(uap->attrname);

	return (error != 0 ? error : unsupported(uap->path, true));
}

int
sys_extattr_get_file(struct lwp *lp, const struct extattr_get_file_args *uap,
    int64_t rv[2])
{
	int error = attr_name(uap->attrname);

	return (error != 0 ? error : unsupported(uap->path, false));
}

int
sys_extattr_delete_file(struct lwp *lp,
    const struct extattr_delete_file_args *uap, int64_t rv[2])
{
	int error = attr_name(uap->attrname);

	return (error != 0 ? error : unsupported(uap->path, true));
}

int
sys_extattrctl(struct lwp *lp, const struct extattrctl_args *uap,
    int64_t rv[2])
{
	int error = 0;

	if (uap->filename != NULL &&
	    (error = unsupported(uap->filename, false)) != EOPNOTSUPP)
		return (error);
	if (uap->attrname != NULL && (error = attr_name(uap->attrname)) != 0)
		return (error);
	return (unsupported(uap->path, true));
}

/* quotactl(2): EPERM in a jail. */
int
sys_quotactl(struct lwp *lp, const struct quotactl_args *uap, int64_t rv[2])
{
	return (jailed(lp->lwp_cred) ? EPERM : unsupported(uap->path, false));
}

/* vquotactl(2), with vfs.quota_enabled=0. */
int
sys_vquotactl(struct lwp *lp, const struct vquotactl_args *uap, int64_t rv[2])
{
	return (EOPNOTSUPP);
}
