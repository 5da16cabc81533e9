/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_path.c: names of local sockets in the file system, for bind(2) and
 * connect(2).
 *
 * Locks: the directory's v_lock while a name is made.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "kern/uipc_unix.h"
#include "sys/ksyscall.h"
#include "vfs/vnode_impl.h"

/*
 * Make a socket node.  *vpp: referenced, unlocked.  EADDRINUSE: the name is
 * taken; else what a look-up and mknod give.
 */
int
unix_path_create(struct lwp *lp, const char *path, struct vnode **vpp)
{
	struct vnode *vp = NULL;
	struct nlookup nl;
	struct vattr va;
	int error;

	error = nlookup(&nl, AT_FDCWD, path, NL_PARENT | NL_SYSSPACE);
	if (error == 0 && nl.nl_vp != NULL)
		error = EADDRINUSE;
	if (error == 0)
		error = vn_lock(nl.nl_dvp, LK_EXCLUSIVE) != 0 ? ENOENT : 0;
	if (error != 0)
		goto out;
	error = nlookup_again(&nl);
	if (error == 0 && nl.nl_vp != NULL)
		error = EADDRINUSE;
	if (error == 0)
		error = vn_cancreate(nl.nl_dvp, nl.nl_cred);
	if (error == 0) {
		vattr_null(&va);
		va.va_type = VSOCK;
		va.va_mode = (mode_t)(0777 & ~fdesc_umask(lp->lwp_proc->p_fd));
		error = VOP(nl.nl_dvp, mknod, &nl.nl_last, &va, &vp,
		    nl.nl_cred);
	}
	if (error == 0) {
		cache_enter(nl.nl_dvp, &nl.nl_last, vp);
		vn_note(nl.nl_dvp, NOTE_WRITE);
	}
	vn_unlock(nl.nl_dvp);
	if (error == 0)
		*vpp = vn_real(vp);
out:
	nlookup_done(&nl);
	return (error);
}

/* The socket node of path, if the caller may write to it.  ENOTSOCK, EACCES. */
int
unix_path_find(struct lwp *lp, const char *path, struct vnode **vpp)
{
	struct nlookup nl;
	int error;

	error = nlookup(&nl, AT_FDCWD, path, NL_FOLLOW | NL_SYSSPACE);
	if (error == 0 && nl.nl_vp->v_type != VSOCK)
		error = ENOTSOCK;
	if (error == 0 && (error = vn_lock(nl.nl_vp, LK_SHARED)) == 0) {
		error = VOP(nl.nl_vp, access, VWRITE, lp->lwp_cred);
		vn_unlock(nl.nl_vp);
	}
	if (error == 0) {
		vref(nl.nl_vp);
		*vpp = vn_real(nl.nl_vp);
	}
	nlookup_done(&nl);
	return (error);
}
