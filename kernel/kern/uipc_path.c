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
#include "lib/libkern.h"
#include "sys/ksyscall.h"
#include "vfs/vnode_impl.h"

int
unix_path(const struct sockaddr *nam, char *path)
{
	const struct sockaddr_un *sun = (const void *)nam;
	const size_t head = offsetof(struct sockaddr_un, sun_path);
	size_t n;

	if (nam->sa_family != AF_LOCAL)
		return (EAFNOSUPPORT);
	if (nam->sa_len <= head)
		return (EINVAL);
	n = strnlen(sun->sun_path, nam->sa_len - head);
	if (n > sizeof(sun->sun_path))
		return (EINVAL);
	if (n == 0)
		return (EINVAL);
	memcpy(path, sun->sun_path, n);
	path[n] = '\0';
	return (0);
}

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
static int
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

int
unp_lookup(struct socket *so, struct sockaddr *nam, struct lwp *lp,
    struct socket **top)
{
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
	struct vnode *vp;
	struct socket *to;
	int error;

	if ((error = unix_path(nam, path)) != 0 ||
	    (error = unix_path_find(lp, path, &vp)) != 0)
		return (error);
	spin_lock(&unp_spin);
	if ((to = vp->v_socket) != NULL)
		so_hold(to);
	spin_unlock(&unp_spin);
	vrele(vp);
	if (to == NULL)
		return (ECONNREFUSED);
	if (to->so_type != so->so_type) {
		so_drop(to);
		return (EPROTOTYPE);
	}
	*top = to;
	return (0);
}
