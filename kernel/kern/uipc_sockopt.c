/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_sockopt.c: options of sockets, getsockopt(2), setsockopt(2).  Those of
 * level SOL_SOCKET are here; others are the protocol's.
 *
 * Locks: so_spin.
 */
#include <sys/errno.h>
#include "kern/uipc_calls.h"
#include "lib/libkern.h"
#include "sys/kfile.h"
#include "sys/kmalloc.h"
#include "sys/ksocket.h"
#include "sys/ksysctl.h"

#define OPT_STACK	256	/* values up to here need no kmalloc; none that is
			 * read is longer */

static int maxsockbuf = SB_MAX;
SYSCTL_KINT(kern_ipc_maxsockbuf, "kern.ipc.maxsockbuf", OID_AUTO, CTLFLAG_RW,
    &maxsockbuf, "Largest socket buffer");

#define SO_FLAGS	(SO_DEBUG | SO_KEEPALIVE | SO_DONTROUTE |	\
			 SO_USELOOPBACK | SO_BROADCAST | SO_REUSEADDR |	\
			 SO_REUSEPORT | SO_OOBINLINE | SO_TIMESTAMP |	\
			 SO_NOSIGPIPE | SO_RERROR)

/* SO_SNDBUF and friends.  EINVAL, ENOBUFS. */
static int
setopt_size(struct socket *so, int name, int value)
{
	struct sockbuf *sb = name == SO_SNDBUF || name == SO_SNDLOWAT ?
	    &so->so_snd : &so->so_rcv;

	if (value < 1)
		return (EINVAL);
	if (name == SO_SNDBUF || name == SO_RCVBUF) {
		if (value > maxsockbuf)
			return (ENOBUFS);
		sb->sb_hiwat = (uint32_t)value;
		sb->sb_lowat = K_MIN(sb->sb_lowat, sb->sb_hiwat);
	} else {
		sb->sb_lowat = K_MIN((uint32_t)value, sb->sb_hiwat);
	}
	return (0);
}

static int
setopt_time(struct socket *so, const struct sockopt *sopt)
{
	struct timeval tv;

	if (sopt->sopt_len < sizeof(tv))
		return (EINVAL);
	memcpy(&tv, sopt->sopt_val, sizeof(tv));
	if (tv.tv_sec < 0 || tv.tv_sec > INT32_MAX || tv.tv_usec < 0 ||
	    tv.tv_usec >= 1000000)
		return (EDOM);
	(sopt->sopt_name == SO_SNDTIMEO ? &so->so_snd : &so->so_rcv)->sb_timeo =
	    tv.tv_sec * NS_PER_S + tv.tv_usec * NS_PER_US;
	return (0);
}

static int
setopt_socket(struct socket *so, const struct sockopt *sopt)
{
	struct linger l;
	int value = 0;

	switch (sopt->sopt_name) {
	case SO_SNDTIMEO:
	case SO_RCVTIMEO:
		return (setopt_time(so, sopt));
	case SO_LINGER:
		if (sopt->sopt_len < sizeof(l))
			return (EINVAL);
		memcpy(&l, sopt->sopt_val, sizeof(l));
		so->so_linger = l.l_linger;
		if (l.l_onoff != 0)
			so->so_options |= SO_LINGER;
		else
			so->so_options &= ~(uint32_t)SO_LINGER;
		return (0);
	}
	if (sopt->sopt_len < sizeof(value))
		return (EINVAL);
	memcpy(&value, sopt->sopt_val, sizeof(value));
	switch (sopt->sopt_name) {
	case SO_SNDBUF:
	case SO_RCVBUF:
	case SO_SNDLOWAT:
	case SO_RCVLOWAT:
		return (setopt_size(so, sopt->sopt_name, value));
	}
	if (sopt->sopt_name <= 0 || sopt->sopt_name > 0xffff ||
	    (sopt->sopt_name & ~SO_FLAGS) != 0)
		return (ENOPROTOOPT);
	if (value != 0)
		so->so_options |= (uint32_t)sopt->sopt_name;
	else
		so->so_options &= ~(uint32_t)sopt->sopt_name;
	return (0);
}

static int
so_setopt(struct socket *so, struct sockopt *sopt)
{
	int error;

	if (sopt->sopt_level != SOL_SOCKET)
		return (so->so_proto->pr_ctloutput == NULL ? ENOPROTOOPT :
		    so->so_proto->pr_ctloutput(so, sopt));
	if (sopt->sopt_name == SO_ACCEPTFILTER)
		return (accf_set(so, sopt));
	spin_lock(&so->so_spin);
	error = setopt_socket(so, sopt);
	spin_unlock(&so->so_spin);
	if (error == 0 && (so->so_proto->pr_flags & PR_INET) != 0)
		(void)so->so_proto->pr_ctloutput(so, sopt);
	return (error);
}

/* The result as an int; ENOPROTOOPT: it is none. */
static int
getopt_int(struct socket *so, int name, int *value)
{
	switch (name) {
	case SO_TYPE:
		*value = so->so_type;
		return (0);
	case SO_ERROR:
		*value = so->so_error;
		so->so_error = 0;
		return (0);
	case SO_SNDBUF:
		*value = (int)so->so_snd.sb_hiwat;
		return (0);
	case SO_RCVBUF:
		*value = (int)so->so_rcv.sb_hiwat;
		return (0);
	case SO_SNDLOWAT:
		*value = (int)so->so_snd.sb_lowat;
		return (0);
	case SO_RCVLOWAT:
		*value = (int)so->so_rcv.sb_lowat;
		return (0);
	case SO_CPUHINT:
		*value = -1;		/* any CPU is as good */
		return (0);
	case SO_SNDSPACE:
		*value = (int)sb_space(&so->so_snd);
		return (0);
	}
	if (name <= 0 || name > 0xffff ||
	    (name & ~(SO_FLAGS | SO_ACCEPTCONN)) != 0)
		return (ENOPROTOOPT);
	*value = (int)(so->so_options & (uint32_t)name);
	return (0);
}

static void
opt_result(struct sockopt *sopt, const void *val, size_t len)
{
	sopt->sopt_len = K_MIN(sopt->sopt_len, len);
	memcpy(sopt->sopt_val, val, sopt->sopt_len);
}

static int
getopt_socket(struct socket *so, struct sockopt *sopt)
{
	struct timeval tv;
	struct linger l;
	int64_t ns;
	int value, error;

	switch (sopt->sopt_name) {
	case SO_LINGER:
		l.l_onoff = (int)(so->so_options & SO_LINGER);
		l.l_linger = so->so_linger;
		opt_result(sopt, &l, sizeof(l));
		return (0);
	case SO_SNDTIMEO:
	case SO_RCVTIMEO:
		ns = sopt->sopt_name == SO_SNDTIMEO ? so->so_snd.sb_timeo :
		    so->so_rcv.sb_timeo;
		tv.tv_sec = ns / NS_PER_S;
		tv.tv_usec = ns % NS_PER_S / NS_PER_US;
		opt_result(sopt, &tv, sizeof(tv));
		return (0);
	}
	if ((error = getopt_int(so, sopt->sopt_name, &value)) == 0)
		opt_result(sopt, &value, sizeof(value));
	return (error);
}

static int
so_getopt(struct socket *so, struct sockopt *sopt)
{
	int error;

	if (sopt->sopt_level != SOL_SOCKET)
		return (so->so_proto->pr_ctloutput == NULL ? ENOPROTOOPT :
		    so->so_proto->pr_ctloutput(so, sopt));
	if (sopt->sopt_name == SO_ACCEPTFILTER)
		return (accf_get(so, sopt));
	spin_lock(&so->so_spin);
	error = getopt_socket(so, sopt);
	spin_unlock(&so->so_spin);
	return (error);
}

/* ---- system calls ----------------------------------------------------------- */

int
sys_setsockopt(struct lwp *lp, const struct setsockopt_args *uap,
    int64_t rv[2])
{
	uint8_t stack[OPT_STACK];
	struct sockopt sopt = { true, uap->level, uap->name, stack, 0 };
	struct socket *so;
	struct file *fp;
	void *mem = NULL;
	int error;

	if (uap->valsize < 0 || uap->valsize > 65536)
		return (EINVAL);
	if (uap->val == NULL && uap->valsize != 0)
		return (EFAULT);
	sopt.sopt_len = (size_t)uap->valsize;
	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	if (sopt.sopt_len > sizeof(stack)) {
		mem = sopt.sopt_val = kmalloc(sopt.sopt_len, M_TEMP, M_WAITOK);
		if (mem == NULL)
			error = ENOMEM;
	}
	if (error == 0 && sopt.sopt_len > 0)
		error = copyin(uap->val, sopt.sopt_val, sopt.sopt_len);
	if (error == 0)
		error = so_setopt(so, &sopt);
	kfree(mem, M_TEMP);
	file_drop(fp);
	return (error);
}

int
sys_getsockopt(struct lwp *lp, const struct getsockopt_args *uap,
    int64_t rv[2])
{
	uint8_t stack[OPT_STACK];
	struct sockopt sopt = { false, uap->level, uap->name, stack, 0 };
	struct socket *so;
	struct file *fp;
	int len = 0, error;

	if (uap->val != NULL &&
	    (error = copyin(uap->avalsize, &len, sizeof(len))) != 0)
		return (error);
	if (len < 0)
		return (EINVAL);
	/* No option is longer than the stack buffer. */
	sopt.sopt_len = K_MIN((size_t)len, sizeof(stack));
	if ((error = getsock(uap->s, &fp, &so)) != 0)
		return (error);
	error = so_getopt(so, &sopt);
	file_drop(fp);
	if (error != 0 || uap->val == NULL)
		return (error);
	len = (int)sopt.sopt_len;
	if ((error = copyout(sopt.sopt_val, uap->val, sopt.sopt_len)) == 0)
		error = copyout(&len, uap->avalsize, sizeof(len));
	return (error);
}
