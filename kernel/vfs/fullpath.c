/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fullpath.c: from a vnode back to its path: by the name cache, or by ".." and
 * reading the directory above where a name is not cached.
 *
 * No lock is held between steps: a rename meanwhile may make the path stale,
 * as it may right after the call.
 */
#include <sys/errno.h>
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

/*
 * The name of directory or file vp in dvp by reading the directory: for what
 * is not cached.  buf has NAME_MAX + 1 bytes.  ENOENT.
 */
static int
dir_findname(struct vnode *dvp, uint64_t ino, char *buf, size_t *len)
{
	struct dirent *dp;
	struct iovec iov;
	struct kuio uio;
	int64_t off = 0;
	size_t got, at;
	bool eof = false;
	char *block;
	int error;

	block = kmalloc(2 * PAGE_SIZE, M_TEMP, M_WAITOK);
	if (block == NULL)
		return (ENOMEM);
	error = vn_lock(dvp, LK_SHARED);
	while (error == 0 && !eof) {
		kuio_init(&uio, &iov, block, 2 * PAGE_SIZE, off, UIO_SYSSPACE_K,
		    UIO_READ_K);
		error = VOP(dvp, readdir, &uio, root_cred, &eof);
		got = 2 * PAGE_SIZE - uio.uio_resid;
		if (error == 0 && got == 0)
			eof = true;
		off = uio.uio_offset;
		for (at = 0; error == 0 && at < got;
		    at += _DIRENT_RECLEN(dp->d_namlen)) {
			dp = (struct dirent *)(void *)(block + at);
			if (dp->d_fileno != ino || dp->d_namlen == 0 ||
			    (dp->d_name[0] == '.' && (dp->d_namlen == 1 ||
			    (dp->d_namlen == 2 && dp->d_name[1] == '.'))))
				continue;
			memcpy(buf, dp->d_name, dp->d_namlen);
			*len = dp->d_namlen;
			vn_unlock(dvp);
			kfree(block, M_TEMP);
			return (0);
		}
	}
	if (error == 0) {
		vn_unlock(dvp);
		error = ENOENT;
	}
	kfree(block, M_TEMP);
	return (error);
}

/* Directory and name of vp (not a root), from the cache or by reading. */
static int
vn_name(struct vnode *vp, struct vnode **dvpp, char *buf, size_t *len)
{
	struct vattr va;
	int error;

	if (cache_name(vp, dvpp, buf, len))
		return (0);
	if (vp->v_type != VDIR)
		return (ENOENT);
	error = vn_lock(vp, LK_SHARED);
	if (error != 0)
		return (ENOENT);
	error = VOP(vp, getattr, &va);
	vn_unlock(vp);
	if (error == 0 && (vp->v_flag & VN_UNLINKED) != 0)
		error = ENOENT;
	if (error == 0)
		error = vn_dotdot(vp, root_cred, dvpp);
	if (error != 0)
		return (error);
	error = dir_findname(*dvpp, va.va_fileid, buf, len);
	if (error != 0)
		vrele(*dvpp);
	return (error);
}

/*
 * vp referenced, unlocked; root too.  The path is built from the end of buf; *start
 * points to its first byte.  ERANGE: buf is too small.
 */
int
cache_fullpath(struct vnode *vp, struct vnode *root, char *buf, size_t size,
    char **start)
{
	struct vnode *up;
	char name[NAME_MAX + 1], *p = buf + size;
	size_t len;
	int error = 0;

	if (size < 2)
		return (ERANGE);
	*--p = '\0';
	vref(vp);
	while (vp != root) {
		if ((vp->v_flag & VN_ROOT) != 0) {
			/* The covered directory has the name. */
			up = vp == rootvnode ? NULL : vn_covered(vp);
			if (up == NULL) {
				error = ENOENT;
				break;
			}
			vrele(vp);
			vp = up;
			continue;
		}
		error = vn_name(vp, &up, name, &len);
		if (error != 0)
			break;
		vrele(vp);
		vp = up;
		if ((size_t)(p - buf) < len + 1) {
			error = ERANGE;
			break;
		}
		p -= len;
		memcpy(p, name, len);
		*--p = '/';
	}
	vrele(vp);
	if (error != 0)
		return (error);
	if (*p == '\0')
		*--p = '/';
	*start = p;
	return (0);
}
