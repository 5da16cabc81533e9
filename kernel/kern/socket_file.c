/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * socket_file.c: sockets as files: read, write, ioctl, events, stat.
 *
 * Locks: so_spin for events; see sys/ksocket.h.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/filio.h>
#include <sys/sockio.h>
#include <sys/ttycom.h>
#include "lib/libkern.h"
#include "net/if_ioctl.h"
#include "sys/ksocket.h"
#include "sys/ksyscall.h"

static int
sock_read(struct file *fp, struct kuio *u, struct ucred *cred, int flags)
{
	int msgflags = 0;

	return (so_receive(fp->f_data, NULL, u, NULL, &msgflags,
	    FOF_NOWAIT(fp, flags)));
}

static int
sock_write(struct file *fp, struct kuio *u, struct ucred *cred, int flags)
{
	struct socket *so = fp->f_data;
	int error;

	error = so_send(so, NULL, u, NULL, 0, FOF_NOWAIT(fp, flags));
	if (error == EPIPE && (so->so_options & SO_NOSIGPIPE) == 0)
		file_sigpipe();
	return (error);
}

static int
sock_ioctl(struct file *fp, unsigned long cmd, void *data, struct ucred *cred)
{
	struct socket *so = fp->f_data;
	int *value = data;

	switch (cmd) {
	case FIOASYNC:
		so->so_async = *value != 0;
		return (0);
	case FIONREAD:
		*value = (int)so->so_rcv.sb_cc;
		return (0);
	case FIOSETOWN:
		return (sigio_setown(&so->so_sigio, *value));
	case FIOGETOWN:
		*value = sigio_getown(&so->so_sigio);
		return (0);
	case TIOCSPGRP:
	case SIOCSPGRP:
		/* INT32_MIN has no opposite. */
		return (*value == INT32_MIN ? EINVAL :
		    sigio_setown(&so->so_sigio, -*value));
	case TIOCGPGRP:
	case SIOCGPGRP:
		*value = -sigio_getown(&so->so_sigio);
		return (0);
	case SIOCATMARK:
		*value = (so->so_state & SS_RCVATMARK) != 0;
		return (0);
	default:
#ifdef OPT_INET
		/* Interfaces are asked for through sockets of any kind. */
		if (IOCGROUP(cmd) == 'i')
			return (if_ioctl(so, cmd, data));
#endif
		if (so->so_proto->pr_control == NULL)
			return (ENOTTY);
		return (so->so_proto->pr_control(so, cmd, data));
	}
}

/* ---- events --------------------------------------------------------------- */

/* so_spin held. */
static bool
sock_readable(struct socket *so, struct knote *kn)
{
	struct sockbuf *sb = &so->so_rcv;
	int64_t low = sb->sb_lowat;

	kn->kn_flags &= (u_short)~(EV_EOF | EV_NODATA | EV_HUP);
	if ((kn->kn_sfflags & NOTE_OOB) != 0) {
		kn->kn_fflags &= ~(uint32_t)NOTE_OOB;
		if (so->so_oobmark == 0 && (so->so_state & SS_RCVATMARK) == 0)
			return (false);
		kn->kn_fflags |= NOTE_OOB;
		return (true);
	}
	if ((so->so_options & SO_ACCEPTCONN) != 0) {
		kn->kn_data = so->so_qlen;
		return (kn->kn_data > 0);
	}
	kn->kn_data = sb->sb_cc;
	if (sb->sb_closed) {
		kn->kn_flags |= EV_EOF;
		if (STAILQ_EMPTY(&sb->sb_msgs))
			kn->kn_flags |= EV_NODATA;
		if (so->so_snd.sb_closed)
			kn->kn_flags |= EV_HUP;
		kn->kn_fflags = (uint32_t)so->so_error;
		return (true);
	}
	if (so->so_error != 0)
		return (true);
	if ((so->so_proto->pr_flags & PR_ATOMIC) != 0)
		return (!STAILQ_EMPTY(&sb->sb_msgs));
	if ((kn->kn_sfflags & NOTE_LOWAT) != 0)
		low = kn->kn_sdata;
	return (kn->kn_data >= low);
}

/* so_spin held. */
static bool
sock_writable(struct socket *so, struct knote *kn)
{
	int64_t low = so->so_snd.sb_lowat;

	kn->kn_flags &= (u_short)~(EV_EOF | EV_NODATA | EV_HUP);
	kn->kn_data = sb_space(&so->so_snd);
	if (so->so_snd.sb_closed) {
		kn->kn_flags |= EV_EOF | EV_NODATA;
		if (so->so_rcv.sb_closed)
			kn->kn_flags |= EV_HUP;
		kn->kn_fflags = (uint32_t)so->so_error;
		return (true);
	}
	if (so->so_error != 0)
		return (true);
	if ((so->so_state & SS_ISCONNECTED) == 0 &&
	    (so->so_proto->pr_flags & PR_CONNREQUIRED) != 0)
		return (false);
	if ((kn->kn_sfflags & NOTE_LOWAT) != 0)
		low = kn->kn_sdata;
	return (kn->kn_data >= low);
}

static bool
sock_event(struct knote *kn, long hint)
{
	struct socket *so = kn->kn_hook;
	bool active = false;

	if (hint == 0)
		spin_lock(&so->so_spin);
	if (kn->kn_filter != EVFILT_WRITE)
		active = sock_readable(so, kn);
	else
		active = sock_writable(so, kn);
	if (hint == 0)
		spin_unlock(&so->so_spin);
	return (active);
}

static const struct filterops sock_filterops = {
	.fo_isfd = true,
	.f_event = sock_event,
};

static int
sock_kqfilter(struct file *fp, struct knote *kn)
{
	struct socket *so = fp->f_data;

	switch (kn->kn_filter) {
	case EVFILT_READ:
	case EVFILT_EXCEPT:
		kn->kn_hook = so;
		kn->kn_fop = &sock_filterops;
		knote_insert(&so->so_rcv.sb_kq, kn);
		return (0);
	case EVFILT_WRITE:
		kn->kn_hook = so;
		kn->kn_fop = &sock_filterops;
		knote_insert(&so->so_snd.sb_kq, kn);
		return (0);
	default:
		return (EOPNOTSUPP);
	}
}

static int
sock_stat(struct file *fp, struct stat *st, struct ucred *cred)
{
	struct socket *so = fp->f_data;

	st->st_mode = S_IFSOCK;
	if (!so->so_rcv.sb_closed || so->so_rcv.sb_cc != 0)
		st->st_mode |= S_IRUSR | S_IRGRP | S_IROTH;
	if (!so->so_snd.sb_closed)
		st->st_mode |= S_IWUSR | S_IWGRP | S_IWOTH;
	st->st_size = so->so_rcv.sb_cc;
	st->st_blksize = so->so_snd.sb_hiwat;
	st->st_uid = so->so_cred->cr_uid;
	st->st_gid = so->so_cred->cr_groups[0];
	return (0);
}

static int
sock_close(struct file *fp)
{
	return (so_close(fp->f_data, (fp->f_flag & FNONBLOCK) != 0));
}

const struct fileops socket_fileops = {
	.fo_read = sock_read,
	.fo_write = sock_write,
	.fo_ioctl = sock_ioctl,
	.fo_kqfilter = sock_kqfilter,
	.fo_stat = sock_stat,
	.fo_close = sock_close,
};
