/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_msgs.c: system calls that move messages: sendto, sendmsg, recvfrom,
 * recvmsg, sendfile.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/uipc_calls.h"
#include "lib/libkern.h"
#include "sys/kktrace.h"
#include "sys/kmalloc.h"

MALLOC_DECLARE(M_SOCKMSG);

/* ---- send --------------------------------------------------------------- */

/*
 * Send what u describes.  ctl is consumed.  What was sent before a wait failed is
 * success; EPIPE is also told by SIGPIPE.
 */
static int
send_uio(struct file *fp, struct sockaddr *nam, struct kuio *u,
    struct sockctl *ctl, int flags, int64_t *res)
{
	struct socket *so = fp->f_data;
	size_t want = u->uio_resid;
	int error;

	error = so_send(so, nam, u, ctl, flags, sock_nowait(fp, flags));
	if (error != 0 && u->uio_resid != want && (error == ERESTART ||
	    error == EINTR || error == EWOULDBLOCK))
		error = 0;
	if (error == EPIPE && (flags & MSG_NOSIGNAL) == 0 &&
	    (so->so_options & SO_NOSIGPIPE) == 0)
		file_sigpipe();
	if (error == 0)
		*res = (int64_t)(want - u->uio_resid);
	return (error);
}

int
sys_sendto(struct lwp *lp, const struct sendto_args *uap, int64_t rv[2])
{
	struct sockaddr_storage ss;
	struct socket *so;
	struct file *fp;
	struct iovec iov;
	struct kuio u;
	int error;

	if ((ssize_t)uap->len < 0)
		return (EINVAL);
	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	if (uap->to != NULL)
		error = sockaddr_in(uap->to, uap->tolen, &ss);
	if (error == 0) {
		kuio_init(&u, &iov, uap->buf, uap->len, 0, UIO_USERSPACE_K,
		    UIO_WRITE_K);
		error = send_uio(fp, uap->to != NULL ?
		    (struct sockaddr *)&ss : NULL, &u, NULL, uap->flags, rv);
	}
	file_drop(fp);
	if (error == 0 && ktr_wants(lp, KTR_GENIO))
		ktr_genio(lp, uap->s, true, uap->buf, rv[0]);
	return (error);
}

/* The control data of a program's message. */
static int
control_in(struct socket *so, const struct msghdr *mh, struct sockctl **ctlp)
{
	void *bytes;
	int error;

	*ctlp = NULL;
	if (mh->msg_control == NULL || mh->msg_controllen == 0)
		return (0);
	if (mh->msg_controllen < sizeof(struct cmsghdr) ||
	    mh->msg_controllen > SOCK_MAXCTL)
		return (EINVAL);
	bytes = kmalloc(mh->msg_controllen, M_TEMP, M_WAITOK);
	if (bytes == NULL)
		return (ENOBUFS);
	error = copyin(mh->msg_control, bytes, mh->msg_controllen);
	if (error == 0)
		error = sockctl_in(so, bytes, mh->msg_controllen, ctlp);
	kfree(bytes, M_TEMP);
	return (error);
}

/* The uio of a program's message; iov is freed by the caller. */
static int
msg_uio(const struct msghdr *mh, struct iovec *small, struct iovec **iov,
    struct kuio *u, enum kuio_rw rw)
{
	size_t total = 0;
	int error = 0;

	*iov = small;
	if (mh->msg_iovlen < 0 || mh->msg_iovlen > UIO_MAXIOV)
		return (EMSGSIZE);
	if (mh->msg_iovlen > 0)
		error = kuio_iovin(mh->msg_iov, (size_t)mh->msg_iovlen, small,
		    iov, &total);
	if (error != 0) {
		*iov = small;
		return (error);
	}
	u->uio_iov = *iov;
	u->uio_iovcnt = mh->msg_iovlen;
	u->uio_offset = 0;
	u->uio_resid = total;
	u->uio_seg = UIO_USERSPACE_K;
	u->uio_rw = rw;
	return (0);
}

int
sys_sendmsg(struct lwp *lp, const struct sendmsg_args *uap, int64_t rv[2])
{
	struct iovec small[UIO_SMALL], *iov = small;
	struct sockaddr_storage ss;
	struct sockctl *ctl = NULL;
	struct socket *so;
	struct msghdr mh;
	struct file *fp;
	struct kuio u;
	int error;

	if ((error = copyin(uap->msg, &mh, sizeof(mh))) != 0)
		return (error);
	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	if (mh.msg_name != NULL)
		error = sockaddr_in(mh.msg_name, mh.msg_namelen, &ss);
	if (error == 0)
		error = msg_uio(&mh, small, &iov, &u, UIO_WRITE_K);
	if (error == 0)
		error = control_in(so, &mh, &ctl);
	if (error == 0)
		error = send_uio(fp, mh.msg_name != NULL ?
		    (struct sockaddr *)&ss : NULL, &u, ctl, uap->flags, rv);
	kuio_iovfree(iov, small);
	file_drop(fp);
	if (error == 0 && ktr_wants(lp, KTR_GENIO))
		ktr_geniov(lp, uap->s, true, mh.msg_iov, (size_t)mh.msg_iovlen,
		    rv[0]);
	return (error);
}

/* ---- receive -------------------------------------------------------------- */

static int
receive_uio(struct file *fp, struct sockaddr **from, struct kuio *u,
    struct sockctl **ctl, int *flags, int64_t *res)
{
	size_t want = u->uio_resid;
	int error;

	error = so_receive(fp->f_data, from, u, ctl, flags,
	    sock_nowait(fp, *flags));
	if (error != 0 && u->uio_resid != want && (error == ERESTART ||
	    error == EINTR || error == EWOULDBLOCK))
		error = 0;
	if (error == 0)
		*res = (int64_t)(want - u->uio_resid);
	return (error);
}

int
sys_recvfrom(struct lwp *lp, const struct recvfrom_args *uap, int64_t rv[2])
{
	struct sockaddr *from = NULL;
	int flags = uap->flags, error;
	struct socket *so;
	struct file *fp;
	struct iovec iov;
	struct kuio u;

	if ((ssize_t)uap->len < 0)
		return (EINVAL);
	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	kuio_init(&u, &iov, uap->buf, uap->len, 0, UIO_USERSPACE_K,
	    UIO_READ_K);
	error = receive_uio(fp, uap->from != NULL ? &from : NULL, &u, NULL,
	    &flags, rv);
	if (error == 0 && ktr_wants(lp, KTR_GENIO))
		ktr_genio(lp, uap->s, false, uap->buf, rv[0]);
	if (error == 0)
		error = sockaddr_out(from, uap->from, uap->fromlenaddr);
	kfree(from, M_SOCKMSG);
	file_drop(fp);
	return (error);
}

/* Control data to a program: mh tells the room and learns the length. */
static int
control_out(struct sockctl *ctl, struct msghdr *mh, int *flags)
{
	size_t room = K_MIN((size_t)mh->msg_controllen, (size_t)SOCK_MAXCTL);
	void *bytes;
	int error = 0;

	mh->msg_controllen = 0;
	if (ctl == NULL)
		return (0);
	if (mh->msg_control == NULL || room == 0 ||
	    (bytes = kmalloc(room, M_TEMP, M_WAITOK)) == NULL) {
		sockctl_free(ctl);
		*flags |= MSG_CTRUNC;
		return (0);
	}
	(void)sockctl_out(ctl, bytes, &room, flags);
	if (room > 0)
		error = copyout(bytes, mh->msg_control, room);
	mh->msg_controllen = (socklen_t)room;
	kfree(bytes, M_TEMP);
	return (error);
}

/* Address, control data and flags of what was received. */
static int
recvmsg_out(struct msghdr *mh, const struct sockaddr *from,
    struct sockctl *ctl, int flags, struct msghdr *umh)
{
	int error, nameerr = 0;

	if (mh->msg_name != NULL) {
		mh->msg_namelen = from == NULL ? 0 :
		    K_MIN(mh->msg_namelen, (socklen_t)from->sa_len);
		if (mh->msg_namelen > 0)
			nameerr = copyout(from, mh->msg_name,
			    mh->msg_namelen);
	}
	error = control_out(ctl, mh, &flags);
	mh->msg_flags = flags & (MSG_EOR | MSG_TRUNC | MSG_CTRUNC | MSG_OOB);
	if (error == 0)
		error = copyout(mh, umh, sizeof(*mh));
	return (nameerr != 0 ? nameerr : error);
}

int
sys_recvmsg(struct lwp *lp, const struct recvmsg_args *uap, int64_t rv[2])
{
	struct iovec small[UIO_SMALL], *iov = small;
	struct sockaddr *from = NULL;
	struct sockctl *ctl = NULL;
	int flags = uap->flags, error;
	struct socket *so;
	struct msghdr mh;
	struct file *fp;
	struct kuio u;

	if ((error = copyin(uap->msg, &mh, sizeof(mh))) != 0)
		return (error);
	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	if ((error = msg_uio(&mh, small, &iov, &u, UIO_READ_K)) == 0) {
		error = receive_uio(fp, mh.msg_name != NULL ? &from : NULL,
		    &u, &ctl, &flags, rv);
		if (error == 0 && ktr_wants(lp, KTR_GENIO))
			ktr_geniov(lp, uap->s, false, mh.msg_iov,
			    (size_t)mh.msg_iovlen, rv[0]);
		if (error == 0)
			error = recvmsg_out(&mh, from, ctl, flags, uap->msg);
		else if (ctl != NULL)
			sockctl_free(ctl);
	}
	kfree(from, M_SOCKMSG);
	kuio_iovfree(iov, small);
	file_drop(fp);
	return (error);
}

/* ---- sendfile ------------------------------------------------------------- */

#define SENDFILE_CHUNK	32768

/* Headers or trailers; *sent grows. */
static int
sendfile_iov(struct file *sfp, const struct iovec *uiov, int cnt, int64_t *sent)
{
	struct iovec small[UIO_SMALL], *iov;
	struct kuio u;
	size_t total;
	int64_t n = 0;
	int error;

	if (uiov == NULL || cnt == 0)
		return (0);
	if (cnt < 0 || cnt > UIO_MAXIOV)
		return (EINVAL);
	error = kuio_iovin(uiov, (size_t)cnt, small, &iov, &total);
	if (error != 0)
		return (error);
	u.uio_iov = iov;
	u.uio_iovcnt = cnt;
	u.uio_offset = 0;
	u.uio_resid = total;
	u.uio_seg = UIO_USERSPACE_K;
	u.uio_rw = UIO_WRITE_K;
	error = send_uio(sfp, NULL, &u, NULL, 0, &n);
	*sent += n;
	if (error == 0 && (size_t)n < total)
		error = EAGAIN;
	kuio_iovfree(iov, small);
	return (error);
}

/* nbytes (0: to the end) of fp from off; *sent grows. */
static int
sendfile_data(struct file *fp, struct file *sfp, int64_t off, size_t nbytes,
    int64_t *sent)
{
	size_t left = nbytes == 0 ? SIZE_MAX : nbytes;
	int64_t got, put;
	struct iovec iov;
	struct kuio u;
	void *buf;
	int error = 0;

	if ((buf = kmalloc(SENDFILE_CHUNK, M_TEMP, M_WAITOK)) == NULL)
		return (ENOBUFS);
	while (left > 0 && error == 0) {
		kuio_init(&u, &iov, buf, K_MIN(left, (size_t)SENDFILE_CHUNK),
		    off, UIO_SYSSPACE_K, UIO_READ_K);
		error = file_read(fp, &u, FOF_OFFSET, &got);
		if (error != 0 || got == 0)
			break;
		kuio_init(&u, &iov, buf, (size_t)got, 0, UIO_SYSSPACE_K,
		    UIO_WRITE_K);
		put = 0;
		error = send_uio(sfp, NULL, &u, NULL, 0, &put);
		*sent += put;
		off += put;
		left -= (size_t)put;
		if (error == 0 && put < got)
			error = EAGAIN;
	}
	kfree(buf, M_TEMP);
	return (error);
}

int
sys_sendfile(struct lwp *lp, const struct sendfile_args *uap, int64_t rv[2])
{
	struct file *fp, *sfp = NULL;
	struct sf_hdtr hdtr;
	struct socket *so;
	int64_t sent = 0;
	int error, cerror;

	if (uap->offset < 0)
		return (EINVAL);
	bzero(&hdtr, sizeof(hdtr));
	if (uap->hdtr != NULL &&
	    (error = copyin(uap->hdtr, &hdtr, sizeof(hdtr))) != 0)
		return (error);
	if ((error = fget(uap->fd, FREAD, &fp)) != 0)
		return (error);
	if (fp->f_type != DTYPE_VNODE || fp->f_ops->fo_seek == NULL)
		error = EINVAL;
	else
		error = getsock(uap->s, &sfp, &so);
	if (error == 0 && so->so_type != SOCK_STREAM)
		error = EINVAL;
	if (error == 0 && (so->so_state & SS_ISCONNECTED) == 0)
		error = ENOTCONN;
	if (error == 0)
		error = sendfile_iov(sfp, hdtr.headers, hdtr.hdr_cnt, &sent);
	if (error == 0)
		error = sendfile_data(fp, sfp, uap->offset, uap->nbytes,
		    &sent);
	if (error == 0)
		error = sendfile_iov(sfp, hdtr.trailers, hdtr.trl_cnt, &sent);
	if (uap->sbytes != NULL && sfp != NULL) {
		cerror = copyout(&sent, uap->sbytes, sizeof(sent));
		if (error == 0)
			error = cerror;
	}
	if (sfp != NULL)
		file_drop(sfp);
	file_drop(fp);
	return (error);
}
