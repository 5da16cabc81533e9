/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * namei.c: from path names to vnodes, namei(9).
 *
 * A walk holds one referenced, unlocked directory.  What the name cache knows
 * is walked by cache_walk() in one go; every other component costs a shared lock
 * of its directory.  No two vnodes are ever locked here.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kfile.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "sys/kktrace.h"
#include "sys/kvarsym.h"
#include "vfs/vnode_impl.h"

MALLOC_DEFINE(M_NAMEI, "namei", "path names being looked up");

/* One walk. */
struct walk {
	struct nlookup	*w_nl;
	struct vnode	*w_root;	/* of the process; referenced */
	struct vnode	*w_jail;	/* of its jail or first chroot; or NULL */
	struct vnode	*w_dvp;		/* where we are; referenced */
	const char	*w_path;	/* the rest, in nl_path */
	int		 w_nlinks;	/* symbolic links followed */
};

/* ".." as a process with that root sees it. */
static int
walk_dotdot(struct walk *w, struct vnode **vpp)
{
	struct vnode *dvp = w->w_dvp;

	/* The root may be seen through mounts on it. */
	while (dvp != w->w_root && dvp != w->w_jail && (dvp->v_flag & VN_ROOT) != 0 &&
	    dvp->v_mount->mnt_covered != NULL)
		dvp = dvp->v_mount->mnt_covered;
	if (dvp == w->w_root || dvp == w->w_jail || dvp == rootvnode) {
		*vpp = w->w_dvp;
		vref(*vpp);
		return (0);
	}
	return (vn_dotdot(w->w_dvp, w->w_nl->nl_cred, vpp));
}

/* Replace vp (referenced) by the root of what is mounted there, if anything. */
static struct vnode *
cross_mounts(struct vnode *vp)
{
	struct vnode *root;

	while (vp->v_mountedhere != NULL &&
	    (root = cache_mountedroot(vp)) != NULL) {
		vrele(vp);
		vp = root;
	}
	return (vp);
}

/*
 * Follow the link lvp: its text takes the place of the component, before rest.
 */
static int
walk_link(struct walk *w, struct vnode *lvp, const char *rest)
{
	struct nlookup *nl = w->w_nl;
	struct iovec iov;
	struct kuio uio;
	size_t len, restlen;
	char *buf;
	int error;

	if (++w->w_nlinks > MAXSYMLINKS)
		return (ELOOP);
	if ((lvp->v_mount->mnt_flag & MNT_NOSYMFOLLOW) != 0)
		return (EACCES);
	buf = kmalloc(MAXPATHLEN, M_NAMEI, M_WAITOK);
	if (buf == NULL)
		return (ENOMEM);
	kuio_init(&uio, &iov, buf, MAXPATHLEN - 1, 0, UIO_SYSSPACE_K,
	    UIO_READ_K);
	error = vn_lock(lvp, LK_SHARED) != 0 ? ENOENT : 0;
	if (error == 0) {
		error = VOP(lvp, readlink, &uio, nl->nl_cred);
		vn_unlock(lvp);
	}
	len = MAXPATHLEN - 1 - uio.uio_resid;
	restlen = strlen(rest);
	if (error == 0)
		error = varsym_expand(buf, &len, MAXPATHLEN);
	if (error == 0 && (len == 0 || memchr(buf, '\0', len) != NULL))
		error = ENOENT;
	else if (error == 0 && len + restlen >= MAXPATHLEN)
		error = ENAMETOOLONG;
	if (error != 0) {
		kfree(buf, M_NAMEI);
		return (error);
	}
	memcpy(buf + len, rest, restlen + 1);
	kfree(nl->nl_path, M_NAMEI);
	nl->nl_path = buf;
	w->w_path = buf;
	if (buf[0] == '/') {
		vref(w->w_root);
		vrele(w->w_dvp);
		w->w_dvp = w->w_root;
	}
	return (0);
}

/* The last component is found (vp) or missing (NULL); leave the results. */
static int
walk_finish(struct walk *w, struct vnode *vp, bool trail)
{
	struct nlookup *nl = w->w_nl;
	struct vnode *mvp;

	nl->nl_trailslash = trail;
	nl->nl_vp = vp;
	if (trail && vp != NULL && vp->v_type != VDIR)
		return (ENOTDIR);
	if (vp == NULL && ((nl->nl_flags & NL_PARENT) == 0 ||
	    (trail && (nl->nl_flags & NL_WILLBEDIR) == 0)))
		return (ENOENT);
	if ((nl->nl_flags & NL_PARENT) != 0) {
		nl->nl_dvp = w->w_dvp;
		vref(nl->nl_dvp);
	}
	mvp = nl->nl_dvp != NULL ? nl->nl_dvp : vp;
	if ((nl->nl_flags & NL_RDONLYCHECK) != 0)
		return (vn_rdonly(mvp));
	return (0);
}

/* Take one component.  *done: it was the last and the results are there. */
static int
walk_step(struct walk *w, bool *done)
{
	struct nlookup *nl = w->w_nl;
	const char *name, *end, *rest;
	struct vnode *vp = NULL;
	struct vname vn;
	bool last, trail;
	int error;

	w->w_path = cache_walk(&w->w_dvp, w->w_path);
	for (name = w->w_path; *name == '/'; name++)
		;
	for (end = name; *end != '/' && *end != '\0'; end++)
		;
	for (rest = end; *rest == '/'; rest++)
		;
	last = *rest == '\0';
	trail = last && rest != end;
	if (w->w_dvp->v_type != VDIR)
		return (ENOTDIR);
	if (end == name) {		/* nothing but slashes: the root */
		vname_set(&nl->nl_last, nl->nl_lastbuf, 0);
		vref(w->w_dvp);
		*done = true;
		return (walk_finish(w, w->w_dvp, true));
	}
	if (end - name > NAME_MAX)
		return (ENAMETOOLONG);
	vname_set(&vn, name, end - name);
	if (last) {
		memcpy(nl->nl_lastbuf, name, end - name);
		nl->nl_lastbuf[end - name] = '\0';
		nl->nl_last = vn;
		nl->nl_last.vn_name = nl->nl_lastbuf;
	}
	if (vn.vn_isdotdot || (vn.vn_len == 1 && name[0] == '.')) {
		error = namei_search(w->w_dvp, nl->nl_cred);
		if (error == 0 && vn.vn_isdotdot)
			error = walk_dotdot(w, &vp);
		else if (error == 0)
			vref(vp = w->w_dvp);
	} else
		error = namei_lookup(w->w_dvp, &vn, nl->nl_cred, &vp);
	if (error == ENOENT && last) {
		*done = true;
		return (walk_finish(w, NULL, trail));
	}
	if (error != 0)
		return (error);
	vp = cross_mounts(vp);
	if (vp->v_type == VLNK &&
	    (!last || trail || (nl->nl_flags & NL_FOLLOW) != 0)) {
		error = walk_link(w, vp, end);
		vrele(vp);
		return (error);
	}
	if (last) {
		*done = true;
		return (walk_finish(w, vp, trail));
	}
	vrele(w->w_dvp);
	w->w_dvp = vp;
	w->w_path = end;
	return (0);
}

/* Where a relative path starts. */
static int
walk_start(struct filedesc *fd, int dirfd, struct vnode **vpp)
{
	struct file *fp;
	int error;

	if (dirfd == AT_FDCWD) {
		*vpp = fd != NULL ? fdesc_cwd(fd) : NULL;
		if (*vpp == NULL) {
			vref(rootvnode);
			*vpp = rootvnode;
		}
		return (0);
	}
	error = fget_vnode(dirfd, &fp, vpp);
	if (error != 0)
		return (error == EINVAL ? ENOTDIR : error);
	vref(*vpp);
	file_drop(fp);
	return (0);
}

static int
walk_all(struct nlookup *nl, int dirfd)
{
	struct filedesc *fd = curlwp != NULL ? curproc->p_fd : NULL;
	struct walk w = { .w_nl = nl, .w_path = nl->nl_path };
	bool done = false;
	int error;

	w.w_root = fd != NULL ? fdesc_root(fd) : NULL;
	if (w.w_root == NULL) {
		vref(rootvnode);
		w.w_root = rootvnode;
	}
	w.w_jail = fd != NULL ? fdesc_jail(fd) : NULL;
	if (nl->nl_path[0] == '/') {
		vref(w.w_root);
		w.w_dvp = w.w_root;
		error = 0;
	} else
		error = walk_start(fd, dirfd, &w.w_dvp);
	if (error == 0) {
		while (error == 0 && !done)
			error = walk_step(&w, &done);
		vrele(w.w_dvp);
	}
	vrele(w.w_root);
	if (w.w_jail != NULL)
		vrele(w.w_jail);
	return (error);
}

int
nlookup_as(struct nlookup *nl, struct ucred *cred, int dirfd, const char *path,
    int flags)
{
	size_t len;
	int error;

	nl->nl_flags = flags & ~(NL_LOCKX | NL_LOCKS);
	nl->nl_dirfd = dirfd;
	nl->nl_cred = cred;
	nl->nl_vp = nl->nl_dvp = NULL;
	nl->nl_trailslash = false;
	nl->nl_path = kmalloc(MAXPATHLEN, M_NAMEI, M_WAITOK);
	if (nl->nl_path == NULL)
		return (ENOMEM);
	if ((flags & NL_SYSSPACE) != 0)
		error = strlcpy(nl->nl_path, path, MAXPATHLEN) >= MAXPATHLEN ?
		    ENAMETOOLONG : 0;
	else
		error = copyinstr(path, nl->nl_path, MAXPATHLEN, &len);
	if (error == 0 && curlwp != NULL && ktr_wants(curlwp, KTR_NAMEI))
		ktr_add(curlwp, KTR_NAMEI, nl->nl_path, strlen(nl->nl_path),
		    NULL, 0);
	if (error == 0 && nl->nl_path[0] == '\0')
		error = ENOENT;
	if (error == 0)
		error = walk_all(nl, dirfd);
	if (error == 0 && nl->nl_vp != NULL &&
	    (flags & (NL_LOCKX | NL_LOCKS)) != 0) {
		error = vn_lock(nl->nl_vp, (flags & NL_LOCKX) != 0 ?
		    LK_EXCLUSIVE : LK_SHARED);
		if (error == 0)
			nl->nl_flags |= flags & (NL_LOCKX | NL_LOCKS);
		else if (error == EIO)
			error = ENOENT;
	}
	return (error);
}

int
nlookup(struct nlookup *nl, int dirfd, const char *path, int flags)
{
	return (nlookup_as(nl, vn_cred(curlwp), dirfd, path, flags));
}

void
nlookup_done(struct nlookup *nl)
{
	if (nl->nl_vp != NULL) {
		if ((nl->nl_flags & (NL_LOCKX | NL_LOCKS)) != 0)
			vn_unlock(nl->nl_vp);
		vrele(nl->nl_vp);
	}
	if (nl->nl_dvp != NULL)
		vrele(nl->nl_dvp);
	kfree(nl->nl_path, M_NAMEI);
}

int
nlookup_again(struct nlookup *nl)
{
	int error;

	if (nl->nl_vp != NULL) {
		vrele(nl->nl_vp);
		nl->nl_vp = NULL;
	}
	if ((nl->nl_dvp->v_flag & VN_UNLINKED) != 0)
		return (ENOENT);
	error = namei_lookup_locked(nl->nl_dvp, &nl->nl_last, nl->nl_cred,
	    &nl->nl_vp);
	return (error == ENOENT ? 0 : error);
}

bool
nlookup_isdot(const struct nlookup *nl)
{
	const struct vname *vn = &nl->nl_last;

	return (vn->vn_len == 0 || vn->vn_isdotdot ||
	    (vn->vn_len == 1 && vn->vn_name[0] == '.'));
}
