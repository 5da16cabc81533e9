/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * procfs_vnops.c: vnodes of procfs(5): the operations on /proc, its processes and
 * their files.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kjail.h"
#include "sys/kmalloc.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "vfs/procfs/procfs.h"
#include "vfs/vnode_impl.h"

MALLOC_DEFINE(M_PROCFS, "procfs", "nodes of procfs");

struct proc *
pfs_find(const struct pfs_node *pn)
{
	struct proc *p = proc_find(pn->pn_pid, false);

	if (p != NULL && p->p_forkid != pn->pn_forkid) {
		proc_release(p);
		p = NULL;
	}
	return (p);
}

/* Who may trace may look: same ids, and no set-id program, or the super-user. */
int
pfs_trespass(struct proc *p, struct ucred *cred)
{
	if (!jail_seesproc(cred, p))
		return (ESRCH);
	if (p == curproc || cred_super(cred) == 0)
		return (0);
	if ((p->p_flags & (P_SUGID | P_SYSTEM)) != 0)
		return (EPERM);
	return (proc_cansignal(cred, p, SIGKILL));
}

int
pfs_getvnode(struct mount *mp, enum pfs_type type, pid_t pid, uint64_t forkid,
    struct vnode **vpp)
{
	struct pfs_node *pn;
	enum vtype vtype;
	int error;

	pn = kmalloc(sizeof(*pn), M_PROCFS, M_WAITOK);
	if (pn == NULL)
		return (ENOMEM);
	pn->pn_type = type;
	pn->pn_pid = pid;
	pn->pn_forkid = forkid;
	vtype = type == PFS_ROOT || type == PFS_PROC ? VDIR :
	    type == PFS_CURPROC || type == PFS_FILE ? VLNK : VREG;
	error = vnode_alloc(mp, vtype, &procfs_vnodeops, pn, vpp);
	if (error != 0) {
		kfree(pn, M_PROCFS);
		return (error);
	}
	if (type == PFS_ROOT)
		atomic_or(&(*vpp)->v_flag, VN_ROOT);
	vn_unlock(*vpp);
	return (0);
}

static int
procfs_getattr(struct vnode *vp, struct vattr *va)
{
	struct pfs_node *pn = vp->v_data;
	struct proc *p = NULL;
	struct ucred *cr;
	int64_t now = time_wall();

	vattr_null(va);
	va->va_type = vp->v_type;
	va->va_mode = pfs_mode(pn->pn_type);
	va->va_uid = va->va_gid = 0;
	if (pn->pn_pid != 0) {
		p = pfs_find(pn);
		if (p == NULL)
			return (ENOENT);
		cr = proc_cred(p);
		va->va_uid = cr->cr_uid;
		va->va_gid = cr->cr_groups[0];
		cred_free(cr);
		/* Set-id programs keep their secrets from their user. */
		if ((p->p_flags & P_SUGID) != 0 &&
		    (pn->pn_type == PFS_MEM || pn->pn_type == PFS_CTL ||
		    pn->pn_type == PFS_REGS || pn->pn_type == PFS_FPREGS ||
		    pn->pn_type == PFS_DBREGS))
			va->va_mode = 0;
		proc_release(p);
	}
	va->va_fsid = (uint32_t)vp->v_mount->mnt_stat.f_fsid.val[0];
	va->va_fileid = pfs_fileno(pn->pn_pid, pn->pn_type);
	va->va_nlink = vp->v_type == VDIR ? 2 : 1;
	va->va_size = 0;
	va->va_blocksize = PAGE_SIZE;
	va->va_atime.tv_sec = now / NS_PER_S;
	va->va_atime.tv_nsec = now % NS_PER_S;
	va->va_mtime = va->va_ctime = va->va_atime;
	va->va_flags = 0;
	va->va_gen = 0;
	va->va_rdev = 0;
	va->va_bytes = 0;
	return (0);
}

static int
procfs_setattr(struct vnode *vp, struct vattr *va, struct ucred *cred)
{
	if (va->va_flags != (uint32_t)VNOVAL_K)
		return (EOPNOTSUPP);
	/* open(O_TRUNC) of a file to write commands to must go. */
	if (va->va_size != (uint64_t)VNOVAL_K && vp->v_type == VREG)
		return (0);
	return (EPERM);
}

static int
procfs_open(struct vnode *vp, int fflags, struct ucred *cred, struct file *fp)
{
	struct pfs_node *pn = vp->v_data;
	struct proc *p;
	int error = 0;

	if (pn->pn_pid == 0)
		return (0);
	p = pfs_find(pn);
	if (p == NULL)
		return (ENOENT);
	if (pn->pn_type == PFS_MEM) {
		if ((p->p_flags & P_INEXEC) != 0)
			error = EAGAIN;
		else
			error = pfs_trespass(p, cred);
	}
	proc_release(p);
	return (error);
}

static int
procfs_io(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	struct pfs_node *pn = vp->v_data;
	bool reads = uio->uio_rw == UIO_READ_K;
	struct proc *p;
	int error;

	if (vp->v_type == VDIR)
		return (EISDIR);
	p = pfs_find(pn);
	if (p == NULL)
		return (EINVAL);
	error = EOPNOTSUPP;
	switch (pn->pn_type) {
	case PFS_MEM:
	case PFS_REGS:
	case PFS_FPREGS:
	case PFS_DBREGS:
		error = pfs_trespass(p, cred);
		if (error == 0 && (p->p_flags & P_INEXEC) != 0)
			error = EAGAIN;
		if (error == 0)
			error = pn->pn_type == PFS_MEM ? pfs_mem(p, uio) :
			    pfs_regs(p, pn->pn_type, uio);
		break;
	case PFS_CTL:
		if (!reads)
			error = pfs_trespass(p, cred);
		if (error == 0)
			error = pfs_ctl(p, uio);
		break;
	case PFS_NOTE:
	case PFS_NOTEPG:
		/* Nobody listens to notes. */
		error = EINVAL;
		break;
	case PFS_STATUS:
		if (reads)
			error = pfs_status(p, uio);
		break;
	case PFS_MAP:
		if (reads)
			error = pfs_trespass(p, cred);
		if (error == 0)
			error = pfs_map(p, uio);
		break;
	case PFS_ETYPE:
		if (reads)
			error = pfs_etype(p, uio);
		break;
	case PFS_CMDLINE:
		if (reads)
			error = pfs_cmdline(p, uio, cred);
		break;
	case PFS_RLIMIT:
		if (reads)
			error = pfs_rlimit(p, uio);
		break;
	default:
		break;
	}
	proc_release(p);
	return (error);
}

static int
procfs_readlink(struct vnode *vp, struct kuio *uio, struct ucred *cred)
{
	struct pfs_node *pn = vp->v_data;
	struct vnode *tvp = NULL;
	char num[16], *buf, *path, *named;
	struct proc *p;
	int error;

	if (pn->pn_type == PFS_CURPROC) {
		ksnprintf(num, sizeof(num), "%d",
		    curproc != NULL ? curproc->p_pid : 0);
		return (kuiomove(num, strlen(num), uio));
	}
	p = pfs_find(pn);
	if (p == NULL)
		return (ENOENT);
	buf = kmalloc(MAXPATHLEN, M_PROCFS, M_WAITOK);
	if (buf == NULL) {
		proc_release(p);
		return (ENOMEM);
	}
	spin_lock(&p->p_spin);
	if (p->p_textvp != NULL && vget(p->p_textvp, 0) == 0)
		tvp = p->p_textvp;
	named = rcbuf_hold(p->p_execpath);
	spin_unlock(&p->p_spin);
	proc_release(p);
	/* The name cache may have forgotten it. */
	if (tvp == NULL ||
	    cache_fullpath(tvp, rootvnode, buf, MAXPATHLEN, &path) != 0)
		path = named != NULL ? named : __DECONST_K(char *, "unknown");
	if (tvp != NULL)
		vrele(tvp);
	error = kuiomove(path, strlen(path), uio);
	rcbuf_drop(named);
	kfree(buf, M_PROCFS);
	return (error);
}

static int
procfs_inactive(struct vnode *vp)
{
	vrecycle(vp);
	return (0);
}

static int
procfs_reclaim(struct vnode *vp)
{
	kfree(vp->v_data, M_PROCFS);
	return (0);
}

struct vnodeops procfs_vnodeops = {
	.vop_lookup = procfs_lookup,
	.vop_getattr = procfs_getattr,
	.vop_setattr = procfs_setattr,
	.vop_open = procfs_open,
	.vop_read = procfs_io,
	.vop_write = procfs_io,
	.vop_readlink = procfs_readlink,
	.vop_readdir = procfs_readdir,
	.vop_inactive = procfs_inactive,
	.vop_reclaim = procfs_reclaim,
};
