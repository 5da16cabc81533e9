/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_ctl.c: control data: what a program says of a message and is told about
 * it; descriptors and credentials that travel in messages.
 *
 * Rights in flight are file references counted in f_msgcount.  Those that nobody
 * will receive are uipc_gc.c's.
 *
 * Locks: none of its own; counts are atomic.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <net/if_dl.h>
#include <netinet6/in6.h>
#include "kern/uipc_unix.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"

MALLOC_DEFINE(M_SOCKCTL, "sockctl", "control data in sockets");

#define RIGHTS_MAX	128	/* descriptors in one message */

volatile int rights_inflight, rights_transit;
volatile uint32_t rights_moves;

/* ---- in and out -------------------------------------------------------------- */

struct sockctl *
sockctl_alloc(void)
{
	return (kmalloc(sizeof(struct sockctl), M_SOCKCTL, M_WAITOK | M_ZERO));
}

struct sockctl *
sockctl_alloc_nowait(void)
{
	return (kmalloc(sizeof(struct sockctl), M_SOCKCTL, M_NOWAIT | M_ZERO));
}

void
sockctl_leave(struct sockctl *ctl)
{
	if (ctl->sc_nfiles == 0 || ctl->sc_transit)
		return;
	ctl->sc_transit = true;
	atomic_add(&rights_transit, 1);
	atomic_add(&rights_moves, 1);
}

void
sockctl_landed(struct sockctl *ctl)
{
	if (!ctl->sc_transit)
		return;
	ctl->sc_transit = false;
	atomic_sub(&rights_transit, 1);
}

/* The files of one SCM_RIGHTS message. */
static int
rights_in(struct sockctl *ctl, const uint8_t *data, size_t len)
{
	int i, fd, error, n = (int)(len / sizeof(int));
	struct file *fp;

	if (ctl->sc_files != NULL || n > RIGHTS_MAX)
		return (EINVAL);
	if (n == 0)
		return (0);
	if (rights_inflight + n > maxfiles)
		return (ETOOMANYREFS);
	ctl->sc_files = kmalloc((size_t)n * sizeof(fp), M_SOCKCTL, M_WAITOK);
	if (ctl->sc_files == NULL)
		return (ENOBUFS);
	for (i = 0; i < n; i++) {
		memcpy(&fd, data + (size_t)i * sizeof(fd), sizeof(fd));
		if ((error = fget(fd, 0, &fp)) != 0)
			return (error);
		if (fp->f_type == DTYPE_KQUEUE) {
			/* It belongs to this descriptor table. */
			file_drop(fp);
			return (EOPNOTSUPP);
		}
		ctl->sc_files[ctl->sc_nfiles++] = fp;
		if (i == 0)
			sockctl_leave(ctl);
		atomic_add(&fp->f_msgcount, 1);
		atomic_add(&rights_inflight, 1);
	}
	return (0);
}

/* SCM_CREDS: who the sender is, whatever it wrote there. */
static void
creds_in(struct sockctl *ctl)
{
	const struct ucred *cr = curlwp->lwp_cred;
	struct cmsgcred *cc = &ctl->sc_creds;

	ctl->sc_hascreds = true;
	cc->cmcred_pid = curproc->p_pid;
	cc->cmcred_uid = cr->cr_ruid;
	cc->cmcred_euid = cr->cr_uid;
	cc->cmcred_gid = cr->cr_rgid;
	cc->cmcred_ngroups = cr->cr_ngroups;
	memcpy(cc->cmcred_groups, cr->cr_groups, sizeof(cc->cmcred_groups));
}

/* A number of IPv6 for one datagram. */
static int
inet6_number(struct sockctl *ctl, int type, int value)
{
	switch (type) {
	case IPV6_HOPLIMIT:
		if (value < -1 || value > 255)
			return (EINVAL);
		if (value >= 0) {
			ctl->sc_ttl = (uint8_t)value;
			ctl->sc_have |= SC_SENDHOPLIMIT6;
		}
		return (0);
	case IPV6_TCLASS:
		if (value < -1 || value > 255)
			return (EINVAL);
		if (value >= 0) {
			ctl->sc_tclass = (uint8_t)value;
			ctl->sc_have |= SC_SENDTCLASS6;
		}
		return (0);
	case IPV6_DONTFRAG:
		ctl->sc_dontfrag = value != 0;
		ctl->sc_have |= SC_SENDDONTFRAG6;
		return (0);
	default:
		if (value < -1 || value > 1)
			return (EINVAL);
		ctl->sc_minmtu = (int8_t)value;
		ctl->sc_have |= SC_SENDMINMTU6;
		return (0);
	}
}

static int
inet6_in(struct sockctl *ctl, int type, const uint8_t *data, size_t len)
{
	struct in6_pktinfo pi;
	int value;

	switch (type) {
	case IPV6_PKTINFO:
		if (len != sizeof(pi))
			return (EINVAL);
		memcpy(&pi, data, sizeof(pi));
		if (pi.ipi6_ifindex > UINT16_MAX)
			return (ENXIO);
		ctl->sc_dst6 = pi.ipi6_addr;
		ctl->sc_ifindex = (uint16_t)pi.ipi6_ifindex;
		ctl->sc_have |= SC_SENDPKTINFO6;
		return (0);
	case IPV6_HOPLIMIT:
	case IPV6_TCLASS:
	case IPV6_DONTFRAG:
	case IPV6_USE_MIN_MTU:
		if (len != sizeof(value))
			return (EINVAL);
		memcpy(&value, data, sizeof(value));
		return (inet6_number(ctl, type, value));
	default:
		return (ENOPROTOOPT);
	}
}

/* One message to the Internet domain; those of other levels are ignored. */
static int
inet_in(struct sockctl *ctl, const struct cmsghdr *cm, const uint8_t *data)
{
	size_t len = cm->cmsg_len - CMSG_LEN(0);

	if (cm->cmsg_level == IPPROTO_IPV6)
		return (inet6_in(ctl, cm->cmsg_type, data, len));
	if (cm->cmsg_level == IPPROTO_IP &&
	    cm->cmsg_type == IP_SENDSRCADDR) {
		if (len != sizeof(ctl->sc_dst))
			return (EINVAL);
		memcpy(&ctl->sc_dst, data, sizeof(ctl->sc_dst));
		ctl->sc_have |= SC_SENDSRC;
	}
	return (0);
}

int
sockctl_in(struct socket *so, const void *bytes, size_t len,
    struct sockctl **ctlp)
{
	const uint8_t *p = bytes;
	struct sockctl *ctl;
	struct cmsghdr cm;
	int error = 0;

	bool inet = (so->so_proto->pr_flags & PR_INET) != 0;

	if (!inet && (so->so_proto->pr_flags & PR_RIGHTS) == 0)
		return (EINVAL);
	if ((ctl = sockctl_alloc()) == NULL)
		return (ENOBUFS);
	while (error == 0 && len >= sizeof(cm)) {
		memcpy(&cm, p, sizeof(cm));
		if (cm.cmsg_len < CMSG_LEN(0) || cm.cmsg_len > len ||
		    (!inet && cm.cmsg_level != SOL_SOCKET)) {
			error = EINVAL;
			break;
		}
		if (inet)
			error = inet_in(ctl, &cm, p + CMSG_LEN(0));
		else if (cm.cmsg_type == SCM_RIGHTS)
			error = rights_in(ctl, p + CMSG_LEN(0),
			    cm.cmsg_len - CMSG_LEN(0));
		else if (cm.cmsg_type == SCM_CREDS)
			creds_in(ctl);
		else
			error = EINVAL;
		p += K_MIN(len, (size_t)CMSG_ALIGN(cm.cmsg_len));
		len -= K_MIN(len, (size_t)CMSG_ALIGN(cm.cmsg_len));
	}
	if (error != 0)
		sockctl_free(ctl);
	else
		*ctlp = ctl;
	return (error);
}

/* Append one control message, if it fits. */
static bool
ctl_put(uint8_t *bytes, size_t room, size_t *used, int level, int type,
    const void *data, size_t len)
{
	struct cmsghdr cm;

	if (*used + CMSG_LEN(len) > room)
		return (false);
	bzero(&cm, sizeof(cm));
	cm.cmsg_len = (socklen_t)CMSG_LEN(len);
	cm.cmsg_level = level;
	cm.cmsg_type = type;
	bzero(bytes + *used, CMSG_LEN(0));
	memcpy(bytes + *used, &cm, sizeof(cm));
	memcpy(bytes + *used + CMSG_LEN(0), data, len);
	*used += K_MIN(room - *used, CMSG_SPACE(len));
	return (true);
}

/*
 * Give the rights descriptors, as many as there is room and a descriptor for;
 * the rest is dropped with the message.  Returns false if there was a rest.
 */
static bool
rights_out(struct sockctl *ctl, uint8_t *bytes, size_t room, size_t *used,
    int fdflags)
{
	int fds[RIGHTS_MAX], n = 0, want = ctl->sc_nfiles, fit, i;
	struct file *fp;
	bool whole;

	fit = *used + CMSG_LEN(0) > room ? 0 :
	    (int)((room - *used - CMSG_LEN(0)) / sizeof(int));
	want = K_MIN(want, fit);
	while (n < want && fd_reserve(0, &fds[n]) == 0)
		n++;
	for (i = 0; i < n; i++) {
		fp = ctl->sc_files[i];
		atomic_sub(&fp->f_msgcount, 1);
		atomic_sub(&rights_inflight, 1);
		fd_install(fds[i], fp, fdflags);
	}
	whole = n == ctl->sc_nfiles;
	/* What stays is dropped by sockctl_free(). */
	memmove(ctl->sc_files, ctl->sc_files + n,
	    (size_t)(ctl->sc_nfiles - n) * sizeof(fp));
	ctl->sc_nfiles -= n;
	if (n > 0)
		(void)ctl_put(bytes, room, used, SOL_SOCKET, SCM_RIGHTS,
		    fds, (size_t)n * sizeof(int));
	return (whole);
}

/* What the Internet domain tells about a datagram; false: not all fitted. */
static bool
inet_out(const struct sockctl *ctl, uint8_t *bytes, size_t room, size_t *used)
{
	struct sockaddr_dl sdl = { .sdl_len = sizeof(sdl),
	    .sdl_family = AF_LINK, .sdl_index = ctl->sc_ifindex };
	struct in6_pktinfo pi = { ctl->sc_dst6, ctl->sc_ifindex };
	struct ip6_mtuinfo mi = { .ip6m_mtu = ctl->sc_mtu, .ip6m_addr = {
	    .sin6_len = sizeof(mi.ip6m_addr), .sin6_family = AF_INET6,
	    .sin6_addr = ctl->sc_dst6 } };
	int ttl = ctl->sc_ttl, tclass = ctl->sc_tclass;
	bool all = true;

	if ((ctl->sc_have & SC_DST) != 0)
		all &= ctl_put(bytes, room, used, IPPROTO_IP, IP_RECVDSTADDR,
		    &ctl->sc_dst, sizeof(ctl->sc_dst));
	if ((ctl->sc_have & SC_TTL) != 0)
		all &= ctl_put(bytes, room, used, IPPROTO_IP, IP_RECVTTL,
		    &ctl->sc_ttl, sizeof(ctl->sc_ttl));
	if ((ctl->sc_have & SC_IF) != 0) {
		sdl.sdl_nlen = (u_char)strnlen(ctl->sc_ifname,
		    sizeof(sdl.sdl_data));
		memcpy(sdl.sdl_data, ctl->sc_ifname, sdl.sdl_nlen);
		all &= ctl_put(bytes, room, used, IPPROTO_IP, IP_RECVIF, &sdl,
		    sizeof(sdl));
	}
	if ((ctl->sc_have & SC_OPTS) != 0)
		all &= ctl_put(bytes, room, used, IPPROTO_IP, IP_RECVOPTS,
		    ctl->sc_opts, ctl->sc_nopts);
	if ((ctl->sc_have & SC_RETOPTS) != 0)
		all &= ctl_put(bytes, room, used, IPPROTO_IP, IP_RECVRETOPTS,
		    ctl->sc_opts, ctl->sc_nopts);
	if ((ctl->sc_have & SC_PATHMTU6) != 0)
		all &= ctl_put(bytes, room, used, IPPROTO_IPV6, IPV6_PATHMTU,
		    &mi, sizeof(mi));
	if ((ctl->sc_have & SC_PKTINFO6) != 0)
		all &= ctl_put(bytes, room, used, IPPROTO_IPV6, IPV6_PKTINFO,
		    &pi, sizeof(pi));
	if ((ctl->sc_have & SC_HOPLIMIT6) != 0)
		all &= ctl_put(bytes, room, used, IPPROTO_IPV6, IPV6_HOPLIMIT,
		    &ttl, sizeof(ttl));
	if ((ctl->sc_have & SC_TCLASS6) != 0)
		all &= ctl_put(bytes, room, used, IPPROTO_IPV6, IPV6_TCLASS,
		    &tclass, sizeof(tclass));
	return (all);
}

int
sockctl_out(struct sockctl *ctl, void *bytes, size_t *lenp, int *flags)
{
	int fdflags = (*flags & MSG_CMSG_CLOEXEC) != 0 ? FD_CLOEXEC : 0;
	bool whole = true, transit = ctl->sc_transit;
	size_t used = 0;

	if (ctl->sc_hascreds && !ctl_put(bytes, *lenp, &used, SOL_SOCKET,
	    SCM_CREDS, &ctl->sc_creds, sizeof(ctl->sc_creds)))
		whole = false;
	if (ctl->sc_hastime && !ctl_put(bytes, *lenp, &used, SOL_SOCKET,
	    SCM_TIMESTAMP, &ctl->sc_time, sizeof(ctl->sc_time)))
		whole = false;
	if (!inet_out(ctl, bytes, *lenp, &used))
		whole = false;
	if (ctl->sc_nfiles > 0 &&
	    !rights_out(ctl, bytes, *lenp, &used, fdflags))
		whole = false;
	if (transit)
		sockctl_landed(ctl);
	sockctl_free(ctl);
	*lenp = used;
	if (!whole)
		*flags |= MSG_CTRUNC;
	return (0);
}

struct sockctl *
sockctl_peek(const struct sockctl *ctl)
{
	struct sockctl *copy = sockctl_alloc();

	if (copy != NULL) {
		*copy = *ctl;
		copy->sc_nfiles = 0;
		copy->sc_files = NULL;
		copy->sc_transit = false;
	}
	return (copy);
}
