/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rtsock.c: routing sockets, route(4), and the news that they get.  What is
 * requested through them is done by rtreq.c.
 *
 * Each message that is made goes to every routing socket that wants its
 * family.
 *
 * Locks: net_spin; then so_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "net/rtmsg.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"

MALLOC_DEFINE(M_RTSOCK, "rtsock", "routing sockets");
MALLOC_DECLARE(M_SOCKMSG);

#define RT_BUF		16384
#define RT_MAXMSG	1024	/* of one message */

struct rtpcb {
	LIST_ENTRY(rtpcb) rp_link;	/* [n] */
	struct socket	*rp_so;		/* [f] */
	int		 rp_family;	/* [f] 0: all */
};
static LIST_HEAD(, rtpcb) rtpcbs = LIST_HEAD_INITIALIZER(rtpcbs);
static uint8_t rt_scratch[RT_MAXMSG];	/* [n] */

/* ---- news ------------------------------------------------------------------------------------ */

static void
rt_deliver(struct socket *so, const struct rtbuf *b)
{
	static const struct sockaddr from = { .sa_len = 2,
	    .sa_family = AF_ROUTE };
	struct sockmsg *m;

	if (sb_space(&so->so_rcv) < b->rb_len ||
	    (m = sockmsg_alloc_nowait(b->rb_len)) == NULL)
		return;
	memcpy(m->sm_data, b->rb_data, b->rb_len);
	m->sm_len = (uint32_t)b->rb_len;
	m->sm_from = kmalloc(sizeof(from), M_SOCKMSG, M_NOWAIT);
	if (m->sm_from == NULL) {
		sockmsg_free(m);
		return;
	}
	memcpy(m->sm_from, &from, sizeof(from));
	spin_lock(&so->so_spin);
	sbappend(so, m);
	spin_unlock(&so->so_spin);
}

/* but: a socket that does not want to hear itself, or NULL. */
static void
rt_broadcast(const struct rtbuf *b, int family, const struct socket *but)
{
	struct rtpcb *rp;

	if (b->rb_len > b->rb_size)
		return;
	LIST_FOREACH(rp, &rtpcbs, rp_link)
		if (rp->rp_so != but && (rp->rp_family == 0 || family == 0 ||
		    rp->rp_family == family))
			rt_deliver(rp->rp_so, b);
}

static struct rtbuf
scratch(void)
{
	return ((struct rtbuf){ rt_scratch, sizeof(rt_scratch), 0 });
}

void
rt_ifmsg(struct ifnet *ifp)
{
	struct rtbuf b = scratch();

	if (LIST_EMPTY(&rtpcbs))
		return;
	rtbuf_ifinfo(&b, ifp);
	rt_broadcast(&b, 0, NULL);
}

void
rt_addrmsg(int type, struct ifaddr *ifa)
{
	struct rtbuf b = scratch();

	if (LIST_EMPTY(&rtpcbs))
		return;
	rtbuf_addr(&b, type, ifa);
	rt_broadcast(&b, ifa->ifa_family, NULL);
}

void
rt_announce(struct ifnet *ifp, int what)
{
	struct if_announcemsghdr ifan;
	struct rtbuf b = { (uint8_t *)&ifan, sizeof(ifan), sizeof(ifan) };

	bzero(&ifan, sizeof(ifan));
	ifan.ifan_msglen = sizeof(ifan);
	ifan.ifan_version = RTM_VERSION;
	ifan.ifan_type = RTM_IFANNOUNCE;
	ifan.ifan_index = ifp->if_index;
	ifan.ifan_what = (u_short)what;
	strlcpy(ifan.ifan_name, ifp->if_xname, sizeof(ifan.ifan_name));
	rt_broadcast(&b, 0, NULL);
}

void
rt_missmsg(int type, struct rtentry *rt, int error)
{
	struct rt_msghdr rtm = { .rtm_type = (u_char)type,
	    .rtm_errno = error, .rtm_flags = RTF_DONE };
	struct rtbuf b = scratch();

	if (LIST_EMPTY(&rtpcbs))
		return;
	rtbuf_route(&b, rt, &rtm, false);
	rt_broadcast(&b, rt->rt_family, NULL);
}

/* ---- the socket ----------------------------------------------------------------------------------- */

static int
rt_request(struct socket *so, struct sockmsg *m)
{
	struct rt_msghdr *rtm = (void *)m->sm_data;
	struct rtreq rq = { .rq_rtm = rtm };
	struct rtentry *room = NULL;
	struct rtbuf b;
	int error;

	if (m->sm_len < sizeof(*rtm) || rtm->rtm_msglen != m->sm_len ||
	    m->sm_len > RT_MAXMSG)
		return (EINVAL);
	if (rtm->rtm_version != RTM_VERSION)
		return (EPROTONOSUPPORT);
	rtm->rtm_pid = curproc->p_pid;
	rtm->rtm_flags &= ~RTF_DONE;
	error = req_addrs(&rq, m->sm_data + sizeof(*rtm),
	    m->sm_data + m->sm_len);
	if (error == 0)
		error = req_dst(&rq);
	if (error == 0 && rtm->rtm_type != RTM_GET)
		error = cred_root(curlwp->lwp_cred);
	if (error == 0 && rtm->rtm_type == RTM_ADD &&
	    (room = rt_alloc()) == NULL)
		error = ENOBUFS;
	net_lock();
	b = scratch();
	if (error == 0) {
		rtm->rtm_flags |= RTF_DONE;
		error = req_run(&rq, &room, &b);
	}
	rtm->rtm_errno = error;
	if (error != 0)
		rtm->rtm_flags &= ~RTF_DONE;
	if (error != 0 || b.rb_len == 0)
		b = (struct rtbuf){ m->sm_data, m->sm_len, m->sm_len };
	rt_broadcast(&b, rq.rq_family, (so->so_options & SO_USELOOPBACK) !=
	    0 ? NULL : so);
	net_unlock();
	if (room != NULL)
		rt_free(room);
	return (error);
}

static int
route_send(struct socket *so, struct sockmsg *m, struct sockaddr *nam,
    int flags)
{
	size_t len = m->sm_len;
	int error;

	error = rt_request(so, m);
	sockmsg_free(m);
	if (error == 0)
		so_unreserve(so, len);
	return (error);
}

static int
route_attach(struct socket *so, int proto, struct ucred *cred)
{
	struct rtpcb *rp;

	rp = kmalloc(sizeof(*rp), M_RTSOCK, M_WAITOK | M_ZERO);
	if (rp == NULL)
		return (ENOBUFS);
	rp->rp_so = so;
	rp->rp_family = proto;
	so->so_pcb = rp;
	so->so_options |= SO_USELOOPBACK;
	spin_lock(&so->so_spin);
	so_isconnected(so);
	spin_unlock(&so->so_spin);
	net_lock();
	LIST_INSERT_HEAD(&rtpcbs, rp, rp_link);
	net_unlock();
	return (0);
}

static void
route_detach(struct socket *so)
{
	struct rtpcb *rp = so->so_pcb;

	net_lock();
	LIST_REMOVE(rp, rp_link);
	so->so_pcb = NULL;
	net_unlock();
	kfree(rp, M_RTSOCK);
}

static int
route_sockaddr(struct socket *so, struct sockaddr_storage *ss)
{
	bzero(ss, sizeof(*ss));
	ss->ss_len = 2;
	ss->ss_family = AF_ROUTE;
	return (0);
}

static int
route_refuse(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	return (EINVAL);
}

static const struct protosw route_protosw = {
	.pr_domain = AF_ROUTE, .pr_type = SOCK_RAW,
	.pr_protocol = PROTO_ANY,
	.pr_flags = PR_ATOMIC | PR_ADDR,
	.pr_sndsize = RT_BUF, .pr_rcvsize = 4 * RT_BUF,
	.pr_attach = route_attach, .pr_detach = route_detach,
	.pr_bind = route_refuse, .pr_connect = route_refuse,
	.pr_shutdown = so_shutdown_send, .pr_send = route_send,
	.pr_sockaddr = route_sockaddr, .pr_peeraddr = route_sockaddr,
};
PROTOSW_DEFINE(route_protosw);
