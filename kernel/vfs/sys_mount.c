/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_mount.c: mount(2), unmount(2), mountctl(2), sync(2).
 */
#include <sys/errno.h>
#include <sys/mountctl.h>
#include <sys/param.h>
#include "sys/kfile.h"
#include "sys/kjail.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "vfs/statfs.h"
#include "vfs/vnode_impl.h"

/* What mount(2) may set and MNT_UPDATE may change. */
#define MNT_SETTABLE							\
	(MNT_RDONLY | MNT_NOSUID | MNT_NODEV | MNT_NOEXEC |		\
	MNT_SYNCHRONOUS | MNT_ASYNC | MNT_NOATIME | MNT_NOSYMFOLLOW |	\
	MNT_IGNORE | MNT_SUIDDIR | (int)MNT_NOCLUSTERR |		\
	(int)MNT_NOCLUSTERW | MNT_TRIM | MNT_AUTOMOUNTED)

static int usermount;
SYSCTL_KINT(vfs_usermount, "vfs.usermount", OID_AUTO, CTLFLAG_RW, &usermount,
    "Ordinary users may mount, without devices and set-id programs");

static const struct {
	uint32_t	 flag;
	const char	*name;
} mount_flagnames[] = {
	{ MNT_ASYNC, "asynchronous" },
	{ MNT_EXPORTED, "NFS exported" },
	{ MNT_LOCAL, "local" },
	{ MNT_NOATIME, "noatime" },
	{ MNT_NODEV, "nodev" },
	{ MNT_NOEXEC, "noexec" },
	{ MNT_NOSUID, "nosuid" },
	{ MNT_NOSYMFOLLOW, "nosymfollow" },
	{ MNT_QUOTA, "with-quotas" },
	{ MNT_RDONLY, "read-only" },
	{ MNT_SYNCHRONOUS, "synchronous" },
	{ MNT_NOCLUSTERR, "noclusterr" },
	{ MNT_NOCLUSTERW, "noclusterw" },
	{ MNT_SUIDDIR, "suiddir" },
	{ MNT_SOFTDEP, "soft-updates" },
	{ MNT_IGNORE, "ignore" },
	{ MNT_TRIM, "trim" },
};

/* A file that is open for writing keeps its mount from becoming read-only. */
static int
writer_one(struct vnode *vp, void *arg)
{
	bool force = *(bool *)arg;

	if (vp->v_type != VREG || atomic_load(&vp->v_writecount) == 0)
		return (0);
	if (!force)
		return (EBUSY);
	vgone(vp);
	return (0);
}

/* Change flags, and what the filesystem makes of data, of a mount. */
static int
mount_update(struct vnode *vp, const char *path, int flags, void *data,
    struct ucred *cred)
{
	struct mount *mp = vp->v_mount;
	bool force = (flags & MNT_FORCE) != 0;
	int error, old, wanted;

	if ((vp->v_flag & VN_ROOT) == 0)
		return (EINVAL);
	error = vfs_busy(mp);
	if (error != 0)
		return (EINVAL);
	lock_exclusive(&mp->mnt_lock);
	old = mp->mnt_flag;
	wanted = (old & ~MNT_SETTABLE) | (flags & MNT_SETTABLE);
	mp->mnt_flag = wanted |
	    (flags & (MNT_UPDATE | MNT_RELOAD | MNT_FORCE));
	/* Writers come in only after the filesystem has agreed. */
	if ((old & MNT_RDONLY) != 0 && (flags & MNT_RDONLY) == 0) {
		mp->mnt_flag |= MNT_RDONLY;
		atomic_or(&mp->mnt_kern, MNTK_WANTRW);
	}
	error = 0;
	if ((old & MNT_RDONLY) == 0 && (flags & MNT_RDONLY) != 0)
		error = vfs_vnodes(mp, writer_one, &force);
	if (error == 0)
		error = mp->mnt_ops->vfs_mount(mp, path, data, cred);
	atomic_and(&mp->mnt_kern, ~MNTK_WANTRW);
	mp->mnt_flag = error != 0 ? old :
	    wanted | (mp->mnt_flag & ~(MNT_SETTABLE | MNT_UPDATE | MNT_RELOAD |
	    MNT_FORCE));
	lock_release(&mp->mnt_lock);
	vfs_unbusy(mp);
	return (error);
}

/* ENOMEM, ENOENT for a directory that was removed. */
static int
mount_setname(struct mount *mp, struct vnode *covered)
{
	char *buf, *start;
	int error;

	buf = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK);
	if (buf == NULL)
		return (ENOMEM);
	error = cache_fullpath(covered, rootvnode, buf, MAXPATHLEN, &start);
	if (error == 0)
		(void)strlcpy(mp->mnt_stat.f_mntonname, start, MNAMELEN);
	kfree(buf, M_TEMP);
	return (error);
}

static int
mount_new(struct vnode *vp, const char *type, int flags, void *data,
    struct ucred *cred)
{
	const struct vfsops *ops;
	struct mount *mp;
	int error;

	if (vp->v_type != VDIR)
		return (ENOTDIR);
	ops = vfs_byname(type);
	if (ops == NULL && kld_autoload(type, cred) == 0)
		ops = vfs_byname(type);
	if (ops == NULL)
		return (ENODEV);
	mp = mount_alloc(ops);
	vfs_drop(ops);
	if (mp == NULL)
		return (ENOMEM);
	mp->mnt_flag = flags & MNT_SETTABLE;
	mp->mnt_stat.f_owner = cred->cr_uid;
	mp->mnt_jail = jail_id(cred);
	error = mount_setname(mp, vp);
	if (error == 0)
		error = ops->vfs_mount(mp, mp->mnt_stat.f_mntonname, data, cred);
	if (error == 0) {
		vref(vp);
		error = mount_attach(mp, vp);
		if (error != 0) {
			vrele(vp);
			(void)ops->vfs_unmount(mp, MNT_FORCE);
		}
	}
	if (error != 0)
		mount_free(mp);
	else if (vfs_busy(mp) == 0) {
		if (ops->vfs_statfs != NULL)
			(void)ops->vfs_statfs(mp, &mp->mnt_stat);
		vfs_unbusy(mp);
	}
	return (error);
}

/* An ordinary user mounts on directories, and changes mounts, of his own. */
static int
mount_mayuser(struct vnode *vp, int flags, struct ucred *cred)
{
	struct vattr va;
	int error;

	if (cred_super(cred) == 0)
		return (0);
	if ((flags & MNT_UPDATE) != 0)
		return (vp->v_mount->mnt_stat.f_owner == cred->cr_uid ? 0 :
		    EPERM);
	if (vn_lock(vp, LK_SHARED) != 0)
		return (ENOENT);
	error = VOP(vp, getattr, &va);
	vn_unlock(vp);
	return (error == 0 && va.va_uid != cred->cr_uid ? EPERM : error);
}

/* A jail's super-user mounts what the jail's capabilities say, if anything. */
static int
jail_maymount(const struct ucred *cred, const char *type)
{
	if (cred_super(cred) == 0 &&
	    ((strcmp(type, "null") == 0 &&
	    jail_can(cred, PRISON_CAP_VFS_MOUNT_NULLFS)) ||
	    (strcmp(type, "tmpfs") == 0 &&
	    jail_can(cred, PRISON_CAP_VFS_MOUNT_TMPFS))))
		return (0);
	return (EPERM);
}

int
sys_mount(struct lwp *lp, const struct mount_args *uap, int64_t rv[2])
{
	struct ucred *cred = vn_cred(lp);
	int error, flags = uap->flags;
	char type[MFSNAMELEN];
	struct nlookup nl;

	error = copyinstr(uap->type, type, sizeof(type), NULL);
	if (error != 0)
		return (error == ENAMETOOLONG ? ENODEV : error);
	if (jailed(cred)) {
		if ((error = jail_maymount(cred, type)) != 0)
			return (error);
	} else if (cred_root(cred) != 0) {
		if (!usermount)
			return (EPERM);
		flags |= MNT_NOSUID | MNT_NODEV;
	}
	error = nlookup(&nl, AT_FDCWD, uap->path, NL_FOLLOW);
	if (error == 0)
		error = mount_mayuser(nl.nl_vp, flags, cred);
	/* What was mounted outside is not the jail's to change. */
	if (error == 0 && (flags & MNT_UPDATE) != 0 && jailed(cred) &&
	    nl.nl_vp->v_mount->mnt_jail != jail_id(cred))
		error = EPERM;
	if (error == 0) {
		if ((flags & MNT_UPDATE) != 0)
			error = mount_update(nl.nl_vp,
			    nl.nl_vp->v_mount->mnt_stat.f_mntonname, flags,
			    uap->data, cred);
		else
			error = mount_new(nl.nl_vp, type, flags, uap->data,
			    cred);
	}
	nlookup_done(&nl);
	return (error);
}

int
sys_unmount(struct lwp *lp, const struct unmount_args *uap, int64_t rv[2])
{
	struct mount *mp = NULL;
	struct nlookup nl;
	int error;

	error = nlookup(&nl, AT_FDCWD, uap->path, NL_FOLLOW);
	if (error == 0) {
		mp = nl.nl_vp->v_mount;
		if ((nl.nl_vp->v_flag & VN_ROOT) == 0 || mp == rootmount)
			error = EINVAL;
		else if (jailed(nl.nl_cred) && (cred_super(nl.nl_cred) != 0 ||
		    mp->mnt_jail != jail_id(nl.nl_cred)))
			error = EPERM;
		else if (nl.nl_cred->cr_uid != mp->mnt_stat.f_owner)
			error = cred_root(nl.nl_cred);
	}
	nlookup_done(&nl);
	if (error == 0)
		error = mount_detach(mp, uap->flags & MNT_FORCE);
	return (error);
}

int
sys_sync(struct lwp *lp, const struct sync_args *uap, int64_t rv[2])
{
	vfs_sync_all(MNT_NOWAIT);
	return (0);
}

/* The names of the flags, as mount(8) prints them: "local, noatime". */
static size_t
flags_string(uint32_t flags, char *buf, size_t size)
{
	size_t i;

	buf[0] = '\0';
	for (i = 0; i < NELEM(mount_flagnames); i++) {
		if ((flags & mount_flagnames[i].flag) == 0)
			continue;
		if (buf[0] != '\0')
			(void)strlcat(buf, ", ", size);
		(void)strlcat(buf, mount_flagnames[i].name, size);
	}
	return (strlen(buf));
}

int
sys_mountctl(struct lwp *lp, const struct mountctl_args *uap, int64_t rv[2])
{
	char text[256];
	struct statvfs sv;
	struct statfs st;
	struct nlookup nl;
	size_t len = 0;
	int error;

	if (uap->buflen < 0 || uap->ctllen < 0)
		return (EINVAL);
	error = nlookup(&nl, AT_FDCWD, uap->path, NL_FOLLOW);
	if (error == 0 && (nl.nl_vp->v_flag & VN_ROOT) == 0)
		error = EINVAL;
	if (error == 0)
		error = mount_statfs(nl.nl_vp->v_mount, &st);
	nlookup_done(&nl);
	if (error != 0)
		return (error);
	switch (uap->op) {
	case MOUNTCTL_MOUNTFLAGS:
		len = flags_string((uint32_t)st.f_flags, text, sizeof(text));
		len = K_MIN(len + 1, (size_t)uap->buflen);
		error = copyout(text, uap->buf, len);
		break;
	case MOUNTCTL_STATVFS:
		if ((size_t)uap->buflen < sizeof(sv))
			return (EINVAL);
		statfs_tostatvfs(&st, &sv);
		len = sizeof(sv);
		error = copyout(&sv, uap->buf, len);
		break;
	default:
		error = EOPNOTSUPP;
	}
	if (error == 0)
		rv[0] = (int64_t)len;
	return (error);
}
