/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_syscalls.c: the system calls on sockets, but for options
 * (uipc_sockopt.c) and messages (uipc_msgs.c).
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/uipc_calls.h"
#include "lib/libkern.h"
#include "sys/kjail.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"

#define SOCK_FLAGS	(SOCK_CLOEXEC | SOCK_NONBLOCK)

/* ---- helpers --------------------------------------------------------------- */

int
getsock(int fd, struct file **fpp, struct socket **sop)
{
	int error = fget(fd, 0, fpp);

	if (error != 0)
		return (error);
	if ((*fpp)->f_type != DTYPE_SOCKET) {
		file_drop(*fpp);
		*fpp = NULL;
		return (ENOTSOCK);
	}
	*sop = (*fpp)->f_data;
	return (0);
}

int
sockaddr_in(const void *uaddr, int64_t len, struct sockaddr_storage *ss)
{
	int error;

	if (len > (int64_t)sizeof(*ss) || len > SOCK_MAXADDRLEN)
		return (ENAMETOOLONG);
	if (len < (int64_t)offsetof(struct sockaddr, sa_data))
		return (EINVAL);
	bzero(ss, sizeof(*ss));
	if ((error = copyin(uaddr, ss, (size_t)len)) != 0)
		return (error);
	ss->ss_len = (uint8_t)len;
	return (0);
}

int
sockaddr_out(const struct sockaddr *sa, void *uaddr, int *ulen)
{
	struct sockaddr_storage ss;
	int len, error;

	if (uaddr == NULL || ulen == NULL)
		return (0);
	if (sa != NULL && jailed(curlwp->lwp_cred) &&
	    sa->sa_len <= sizeof(ss)) {
		memcpy(&ss, sa, sa->sa_len);
		sa = (struct sockaddr *)&ss;
		jail_tellloop(curlwp->lwp_cred, (struct sockaddr *)&ss);
	}
	if ((error = copyin(ulen, &len, sizeof(len))) != 0)
		return (error);
	if (len < 0)
		return (EINVAL);
	len = sa == NULL ? 0 : K_MIN(len, (int)sa->sa_len);
	if (len > 0 && (error = copyout(sa, uaddr, (size_t)len)) != 0)
		return (error);
	return (copyout(&len, ulen, sizeof(len)));
}

bool
sock_nowait(const struct file *fp, int flags)
{
	if ((flags & (MSG_DONTWAIT | MSG_FNONBLOCKING_K)) != 0)
		return (true);
	return ((fp->f_flag & FNONBLOCK) != 0 &&
	    (flags & MSG_FBLOCKING_K) == 0);
}

/* A file for so, whose reference is consumed, also on error. */
static int
sock_file(struct socket *so, int flags, struct file **fpp)
{
	int error;

	error = file_alloc(fpp, DTYPE_SOCKET, &socket_fileops, so,
	    FREAD | FWRITE | ((flags & SOCK_NONBLOCK) != 0 ? FNONBLOCK : 0));
	if (error != 0) {
		(void)so_close(so, true);
		return (error);
	}
	spin_lock(&so->so_spin);
	so->so_file = *fpp;
	spin_unlock(&so->so_spin);
	return (0);
}

/* A descriptor for so, whose reference is consumed, also on error. */
static int
sock_install(struct socket *so, int flags, int *fd)
{
	struct file *fp;
	int error;

	if ((error = sock_file(so, flags, &fp)) != 0)
		return (error);
	if ((error = fd_reserve(0, fd)) != 0) {
		file_drop(fp);
		return (error);
	}
	fd_install(*fd, fp, (flags & SOCK_CLOEXEC) != 0 ? FD_CLOEXEC : 0);
	return (0);
}

/* ---- socket, socketpair ------------------------------------------------------ */

int
sys_socket(struct lwp *lp, const struct socket_args *uap, int64_t rv[2])
{
	const struct protosw *pr;
	struct socket *so;
	int fd, error;

	error = proto_find(uap->domain, uap->type & ~SOCK_FLAGS, uap->protocol,
	    &pr);
	if (error != 0)
		return (error);
	/* Unless told otherwise a jail may have all families. */
	if (jailed(lp->lwp_cred) && jail_can(lp->lwp_cred,
	    PRISON_CAP_NET_UNIXIPROUTE) && pr->pr_domain != AF_LOCAL &&
	    pr->pr_domain != AF_INET && pr->pr_domain != AF_INET6 &&
	    pr->pr_domain != AF_ROUTE)
		error = EPROTONOSUPPORT;
	else
		error = so_create(pr, uap->protocol, lp->lwp_cred, &so);
	module_drop(pr);
	if (error == 0)
		error = sock_install(so, uap->type, &fd);
	if (error == 0)
		rv[0] = fd;
	return (error);
}

int
sys_socketpair(struct lwp *lp, const struct socketpair_args *uap,
    int64_t rv[2])
{
	const struct protosw *pr;
	struct socket *a, *b;
	int fds[2], error;

	error = proto_find(uap->domain, uap->type & ~SOCK_FLAGS, uap->protocol,
	    &pr);
	if (error != 0)
		return (error);
	error = pr->pr_connect2 == NULL ? EOPNOTSUPP :
	    so_create(pr, uap->protocol, lp->lwp_cred, &a);
	if (error != 0) {
		module_drop(pr);
		return (error);
	}
	error = so_create(pr, uap->protocol, lp->lwp_cred, &b);
	module_drop(pr);
	if (error == 0 && (error = pr->pr_connect2(a, b)) != 0)
		(void)so_close(b, true);
	if (error != 0) {
		(void)so_close(a, true);
		return (error);
	}
	if ((error = sock_install(a, uap->type, &fds[0])) != 0) {
		(void)so_close(b, true);
		return (error);
	}
	if ((error = sock_install(b, uap->type, &fds[1])) == 0 &&
	    (error = copyout(fds, uap->rsv, sizeof(fds))) != 0)
		(void)fd_close(fds[1]);
	if (error != 0)
		(void)fd_close(fds[0]);
	return (error);
}

/* ---- bind, listen, accept, connect ----------------------------------------------- */

int
sys_bind(struct lwp *lp, const struct bind_args *uap, int64_t rv[2])
{
	struct sockaddr_storage ss;
	struct socket *so;
	struct file *fp;
	int error;

	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	error = sockaddr_in(uap->name, uap->namelen, &ss);
	if (error == 0)
		error = so->so_proto->pr_bind == NULL ? EOPNOTSUPP :
		    so->so_proto->pr_bind(so, (struct sockaddr *)&ss, lp);
	file_drop(fp);
	return (error);
}

int
sys_listen(struct lwp *lp, const struct listen_args *uap, int64_t rv[2])
{
	struct socket *so;
	struct file *fp;
	int error;

	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	error = so_listen(so, uap->backlog, lp);
	file_drop(fp);
	return (error);
}

/* SIGIO of what was accepted goes to whom that of the listener goes. */
static void
accept_sigio(struct socket *head, struct socket *so, struct file *fp,
    bool async)
{
	int owner = sigio_getown(&head->so_sigio);

	/* One that is no more is told nothing. */
	if (owner != 0)
		(void)sigio_setown(&so->so_sigio, owner);
	if (async) {
		atomic_or(&fp->f_flag, FASYNC);
		so->so_async = true;
	}
}

/* flags: of the wait, MSG_*; sflags: of the new descriptor, SOCK_*. */
static int
do_accept(int s, void *uaddr, int *ulen, int flags, int sflags, bool inherit,
    int64_t *res)
{
	struct sockaddr_storage ss;
	struct socket *head, *so;
	struct file *fp, *nfp;
	int fd, error;

	if ((error = getsock(s, &fp, &head)) != 0)
		return (error);
	if ((error = fd_reserve(0, &fd)) != 0)
		goto out;
	if ((error = so_accept(head, sock_nowait(fp, flags), &so)) != 0)
		goto bad;
	if (inherit && (fp->f_flag & FNONBLOCK) != 0)
		sflags |= SOCK_NONBLOCK;
	/* sock_file() looks at no descriptor yet: it may be undone. */
	if ((error = sock_file(so, sflags, &nfp)) != 0)
		goto bad;
	accept_sigio(head, so, nfp, inherit && (fp->f_flag & FASYNC) != 0);
	if (uaddr != NULL) {
		if (so->so_proto->pr_peeraddr(so, &ss) != 0) {
			/* It hung up already; that is told by reading. */
			bzero(&ss, sizeof(ss));
			ss.ss_len = sizeof(struct sockaddr);
			ss.ss_family = (sa_family_t)so->so_proto->pr_domain;
		}
		error = sockaddr_out((struct sockaddr *)&ss, uaddr, ulen);
		if (error != 0) {
			file_drop(nfp);
			goto bad;
		}
	}
	fd_install(fd, nfp, (sflags & SOCK_CLOEXEC) != 0 ? FD_CLOEXEC : 0);
	*res = fd;
	goto out;
bad:
	fd_release(fd);
out:
	file_drop(fp);
	return (error);
}

int
sys_accept(struct lwp *lp, const struct accept_args *uap, int64_t rv[2])
{
	return (do_accept(uap->s, uap->name, uap->anamelen, 0, 0, true, rv));
}

int
sys_accept4(struct lwp *lp, const struct accept4_args *uap, int64_t rv[2])
{
	if ((uap->flags & ~SOCK_FLAGS) != 0)
		return (EINVAL);
	return (do_accept(uap->s, uap->name, uap->anamelen, 0, uap->flags,
	    false, rv));
}

/* extaccept(2) and extconnect(2) say it with the flags of open(2). */
static int
ext_flags(int oflags)
{
	return (((oflags & O_FBLOCKING) != 0 ? MSG_FBLOCKING_K : 0) |
	    ((oflags & O_FNONBLOCKING) != 0 ? MSG_FNONBLOCKING_K : 0));
}

int
sys_extaccept(struct lwp *lp, const struct extaccept_args *uap, int64_t rv[2])
{
	return (do_accept(uap->s, uap->name, uap->anamelen,
	    ext_flags(uap->flags), 0, true, rv));
}

static int
do_connect(struct lwp *lp, int s, const void *uaddr, int len, int flags)
{
	struct sockaddr_storage ss;
	struct socket *so;
	struct file *fp;
	int error;

	if ((error = getsock(s, &fp, &so)) != 0)
		return (error);
	if ((error = sockaddr_in(uaddr, len, &ss)) == 0)
		error = so_connect(so, (struct sockaddr *)&ss,
		    sock_nowait(fp, flags), lp);
	file_drop(fp);
	return (error);
}

int
sys_connect(struct lwp *lp, const struct connect_args *uap, int64_t rv[2])
{
	return (do_connect(lp, uap->s, uap->name, uap->namelen, 0));
}

int
sys_extconnect(struct lwp *lp, const struct extconnect_args *uap,
    int64_t rv[2])
{
	return (do_connect(lp, uap->s, uap->name, uap->namelen,
	    ext_flags(uap->flags)));
}

int
sys_shutdown(struct lwp *lp, const struct shutdown_args *uap, int64_t rv[2])
{
	struct socket *so;
	struct file *fp;
	int error;

	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	error = so_shutdown(so, uap->how);
	file_drop(fp);
	return (error);
}

/* ---- names ----------------------------------------------------------- */

static int
do_getname(int s, void *uaddr, int *ulen, bool peer)
{
	struct sockaddr_storage ss;
	struct socket *so;
	struct file *fp;
	int error;

	if ((error = getsock(s, &fp, &so)) != 0)
		return (error);
	if (peer && (so->so_state & SS_ISCONNECTED) == 0)
		error = ENOTCONN;
	else if (peer)
		error = so->so_proto->pr_peeraddr(so, &ss);
	else
		error = so->so_proto->pr_sockaddr(so, &ss);
	if (error == 0)
		error = uaddr == NULL || ulen == NULL ? EFAULT :
		    sockaddr_out((struct sockaddr *)&ss, uaddr, ulen);
	file_drop(fp);
	return (error);
}

int
sys_getsockname(struct lwp *lp, const struct getsockname_args *uap,
    int64_t rv[2])
{
	return (do_getname(uap->fdes, uap->asa, uap->alen, false));
}

int
sys_getpeername(struct lwp *lp, const struct getpeername_args *uap,
    int64_t rv[2])
{
	return (do_getname(uap->fdes, uap->asa, uap->alen, true));
}
