/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_statfs.c: statfs(2), statvfs(2), getfsstat(2) and their relatives, and
 * file handles: getfh(2), fhopen(2), fhstat(2).
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/param.h>
#include "sys/kfile.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "vfs/statfs.h"
#include "vfs/vnode_impl.h"

/*
 * A process in a chroot sees where a filesystem is from its own root, and
 * nothing of those outside.
 */
static void
statfs_chroot(struct mount *mp, struct statfs *st)
{
	struct vnode *root;
	char *buf, *start;

	root = curlwp != NULL ? fdesc_root(curproc->p_fd) : NULL;
	if (root == NULL)
		return;
	buf = root == rootvnode ? NULL : kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK);
	if (buf != NULL) {
		if (cache_fullpath(mp->mnt_root, root, buf, MAXPATHLEN,
		    &start) != 0) {
			start = buf;
			(void)strlcpy(buf, root->v_mount == mp ? "/" : "", 2);
		}
		(void)strlcpy(st->f_mntonname, start, MNAMELEN);
		kfree(buf, M_TEMP);
	}
	vrele(root);
}

int
mount_statfs(struct mount *mp, struct statfs *st)
{
	int error;

	error = vfs_busy(mp);
	if (error != 0)
		return (error);
	*st = mp->mnt_stat;
	error = mp->mnt_ops->vfs_statfs(mp, st);
	st->f_flags = (int)((uint32_t)mp->mnt_flag & MNT_VISFLAGMASK);
	statfs_chroot(mp, st);
	vfs_unbusy(mp);
	/* Handles of files are made of it: not for everybody. */
	if (cred_root(vn_cred(curlwp)) != 0)
		st->f_fsid.val[0] = st->f_fsid.val[1] = 0;
	return (error);
}

void
statfs_tostatvfs(const struct statfs *st, struct statvfs *sv)
{
	bzero(sv, sizeof(*sv));
	sv->f_bsize = sv->f_frsize = (unsigned long)st->f_bsize;
	sv->f_blocks = (fsblkcnt_t)st->f_blocks;
	sv->f_bfree = (fsblkcnt_t)st->f_bfree;
	sv->f_bavail = st->f_bavail < 0 ? 0 : (fsblkcnt_t)st->f_bavail;
	sv->f_files = (fsfilcnt_t)st->f_files;
	sv->f_ffree = sv->f_favail = (fsfilcnt_t)st->f_ffree;
	sv->f_fsid = (uint32_t)st->f_fsid.val[0];
	if ((st->f_flags & MNT_RDONLY) != 0)
		sv->f_flag |= ST_RDONLY;
	if ((st->f_flags & MNT_NOSUID) != 0)
		sv->f_flag |= ST_NOSUID;
	sv->f_namemax = NAME_MAX;
	sv->f_owner = st->f_owner;
	sv->f_type = (unsigned int)st->f_type;
	sv->f_syncreads = (uint64_t)st->f_syncreads;
	sv->f_syncwrites = (uint64_t)st->f_syncwrites;
	sv->f_asyncreads = (uint64_t)st->f_asyncreads;
	sv->f_asyncwrites = (uint64_t)st->f_asyncwrites;
}

static int
statfs_path(const char *path, struct statfs *st)
{
	struct nlookup nl;
	int error;

	error = nlookup(&nl, AT_FDCWD, path, NL_FOLLOW);
	if (error == 0)
		error = mount_statfs(nl.nl_vp->v_mount, st);
	nlookup_done(&nl);
	return (error);
}

static int
statfs_fd(int fd, struct statfs *st)
{
	struct vnode *vp;
	struct file *fp;
	int error;

	error = fget_vnode(fd, &fp, &vp);
	if (error != 0)
		return (error);
	error = mount_statfs(vp->v_mount, st);
	file_drop(fp);
	return (error == ENOENT ? EBADF : error);
}

static int
out_statvfs(const struct statfs *st, struct statvfs *usv)
{
	struct statvfs sv;

	statfs_tostatvfs(st, &sv);
	return (copyout(&sv, usv, sizeof(sv)));
}

int
sys_statfs(struct lwp *lp, const struct statfs_args *uap, int64_t rv[2])
{
	struct statfs st;
	int error = statfs_path(uap->path, &st);

	return (error != 0 ? error : copyout(&st, uap->buf, sizeof(st)));
}

int
sys_fstatfs(struct lwp *lp, const struct fstatfs_args *uap, int64_t rv[2])
{
	struct statfs st;
	int error = statfs_fd(uap->fd, &st);

	return (error != 0 ? error : copyout(&st, uap->buf, sizeof(st)));
}

int
sys_statvfs(struct lwp *lp, const struct statvfs_args *uap, int64_t rv[2])
{
	struct statfs st;
	int error = statfs_path(uap->path, &st);

	return (error != 0 ? error : out_statvfs(&st, uap->buf));
}

int
sys_fstatvfs(struct lwp *lp, const struct fstatvfs_args *uap, int64_t rv[2])
{
	struct statfs st;
	int error = statfs_fd(uap->fd, &st);

	return (error != 0 ? error : out_statvfs(&st, uap->buf));
}

/* getfsstat(2) and getvfsstat(2): as many as fit; all are counted. */
struct fsstat_walk {
	struct statfs	*fw_buf;	/* user memory or NULL */
	struct statvfs	*fw_vbuf;
	int64_t		 fw_room;	/* elements */
	int64_t		 fw_count;
	int		 fw_flags;
};

static int
fsstat_one(struct mount *mp, void *arg)
{
	struct fsstat_walk *fw = arg;
	struct statfs st;
	int error = 0;

	if (fw->fw_buf != NULL && fw->fw_count < fw->fw_room) {
		if ((fw->fw_flags & MNT_NOWAIT) != 0) {
			st = mp->mnt_stat;
			st.f_flags =
			    (int)((uint32_t)mp->mnt_flag & MNT_VISFLAGMASK);
			statfs_chroot(mp, &st);
		} else if (mount_statfs(mp, &st) != 0)
			return (0);
		error = copyout(&st, fw->fw_buf + fw->fw_count, sizeof(st));
		if (error == 0 && fw->fw_vbuf != NULL)
			error = out_statvfs(&st, fw->fw_vbuf + fw->fw_count);
	}
	fw->fw_count++;
	return (error);
}

static int
kern_getfsstat(struct fsstat_walk *fw, int64_t rv[2])
{
	int error;

	if (fw->fw_room < 0)
		return (EINVAL);
	error = mount_foreach(fsstat_one, fw);
	rv[0] = fw->fw_count;
	if (fw->fw_buf != NULL && fw->fw_count > fw->fw_room)
		rv[0] = fw->fw_room;
	return (error);
}

int
sys_getfsstat(struct lwp *lp, const struct getfsstat_args *uap, int64_t rv[2])
{
	struct fsstat_walk fw = {
		.fw_buf = uap->buf,
		.fw_room = uap->bufsize / (long)sizeof(struct statfs),
		.fw_flags = uap->flags,
	};

	return (kern_getfsstat(&fw, rv));
}

int
sys_getvfsstat(struct lwp *lp, const struct getvfsstat_args *uap,
    int64_t rv[2])
{
	struct fsstat_walk fw = {
		.fw_buf = uap->buf,
		.fw_vbuf = uap->vbuf,
		.fw_room = uap->vbufsize / (long)sizeof(struct statvfs),
		.fw_flags = uap->flags,
	};

	return (kern_getfsstat(&fw, rv));
}

int
sys_getfh(struct lwp *lp, const struct getfh_args *uap, int64_t rv[2])
{
	struct nlookup nl;
	struct fhandle fh;
	struct mount *mp;
	int error;

	error = cred_root(vn_cred(lp));
	if (error != 0)
		return (error);
	bzero(&fh, sizeof(fh));
	error = nlookup(&nl, AT_FDCWD, uap->fname, NL_FOLLOW | NL_LOCKS);
	if (error == 0) {
		mp = nl.nl_vp->v_mount;
		fh.fh_fsid = mp->mnt_stat.f_fsid;
		error = mp->mnt_ops->vfs_vptofh == NULL ? EOPNOTSUPP :
		    mp->mnt_ops->vfs_vptofh(nl.nl_vp, &fh.fh_fid);
	}
	nlookup_done(&nl);
	return (error != 0 ? error : copyout(&fh, uap->fhp, sizeof(fh)));
}

/* The vnode of a handle, referenced.  Root only.  ESTALE. */
static int
fh_vnode(struct lwp *lp, const struct fhandle *ufh, struct vnode **vpp)
{
	struct fhandle fh;
	struct mount *mp;
	int error;

	error = cred_root(vn_cred(lp));
	if (error == 0)
		error = copyin(ufh, &fh, sizeof(fh));
	if (error != 0)
		return (error);
	mp = mount_byfsid(&fh.fh_fsid);
	if (mp == NULL)
		return (ESTALE);
	error = mp->mnt_ops->vfs_fhtovp == NULL ? EOPNOTSUPP :
	    mp->mnt_ops->vfs_fhtovp(mp, &fh.fh_fid, vpp);
	vfs_unbusy(mp);
	return (error);
}

int
sys_fhopen(struct lwp *lp, const struct fhopen_args *uap, int64_t rv[2])
{
	int error, fd, fflags = FFLAGS(uap->flags);
	struct vnode *vp;
	struct file *fp;

	if ((fflags & (FREAD | FWRITE)) == 0 || (fflags & O_CREAT) != 0 ||
	    (uap->flags & O_ACCMODE) == O_ACCMODE)
		return (EINVAL);
	error = fh_vnode(lp, uap->u_fhp, &vp);
	if (error != 0)
		return (error);
	error = vn_open_check(vp, fflags, vn_cred(lp));
	if (error == 0 && vp->v_type != VREG && vp->v_type != VDIR)
		error = EOPNOTSUPP;
	if (error == 0)
		error = fd_reserve(0, &fd);
	if (error != 0) {
		vrele(vp);
		return (error);
	}
	error = vn_open_vnode(vp, fflags, vn_cred(lp), NULL);
	if (error == 0) {
		error = vn_file(vp, fflags & (FREAD | FWRITE | FAPPEND |
		    FNONBLOCK | FFSYNC), &fp);
		if (error != 0)
			vn_close_vnode(vp, fflags, NULL);
	}
	if (error != 0) {
		fd_release(fd);
		vrele(vp);
		return (error);
	}
	fd_install(fd, fp, 0);
	rv[0] = fd;
	return (0);
}

int
sys_fhstat(struct lwp *lp, const struct fhstat_args *uap, int64_t rv[2])
{
	struct vnode *vp;
	struct stat st;
	int error;

	error = fh_vnode(lp, uap->u_fhp, &vp);
	if (error != 0)
		return (error);
	error = vn_lock(vp, LK_SHARED);
	if (error == 0) {
		error = vn_stat(vp, &st, vn_cred(lp));
		vn_unlock(vp);
	}
	vrele(vp);
	return (error != 0 ? error : copyout(&st, uap->sb, sizeof(st)));
}

static int
fh_statfs(struct lwp *lp, const struct fhandle *ufh, struct statfs *st)
{
	struct vnode *vp;
	int error;

	error = fh_vnode(lp, ufh, &vp);
	if (error != 0)
		return (error);
	error = mount_statfs(vp->v_mount, st);
	vrele(vp);
	return (error);
}

int
sys_fhstatfs(struct lwp *lp, const struct fhstatfs_args *uap, int64_t rv[2])
{
	struct statfs st;
	int error = fh_statfs(lp, uap->u_fhp, &st);

	return (error != 0 ? error : copyout(&st, uap->buf, sizeof(st)));
}

int
sys_fhstatvfs(struct lwp *lp, const struct fhstatvfs_args *uap, int64_t rv[2])
{
	struct statfs st;
	int error = fh_statfs(lp, uap->u_fhp, &st);

	return (error != 0 ? error : out_statvfs(&st, uap->buf));
}
