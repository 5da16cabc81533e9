/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_jail.c: sockets of jails: they are bound to, reach from and are reached by
 * their jail's addresses only.  All else about those addresses is
 * kern/jail_addr.c.
 *
 * A socket belongs to the jail of who made it.  One that is out of any jail, or
 * is closed and only finishes, is left alone.
 *
 * Locks: net_spin is held by the callers.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "net/net_var.h"
#include "sys/kjail.h"

static const struct ucred *
inp_jailcred(const struct inpcb *inp)
{
	const struct ucred *cr;

	cr = inp->inp_so != NULL ? inp->inp_so->so_cred : NULL;
	return (cr != NULL && jailed(cr) ? cr : NULL);
}

/* *addr becomes what fn makes of it. */
static int
change(const struct inpcb *inp, const struct ucred *cr, ip_addr_t *addr,
    int (*fn)(const struct ucred *, struct sockaddr *))
{
	struct sockaddr_storage ss;
	uint16_t port;
	int error;

	inp_tosockaddr(addr, 0, inp->inp_family, &ss);
	if ((error = fn(cr, (struct sockaddr *)&ss)) != 0)
		return (error);
	return (inp_toaddr(inp, (struct sockaddr *)&ss, addr, &port));
}

int
inp_jailbind(const struct inpcb *inp, ip_addr_t *addr)
{
	const struct ucred *cr = inp_jailcred(inp);

	return (cr == NULL || ip_addr_ismulticast(addr) ? 0 :
	    change(inp, cr, addr, jail_bindaddr));
}

static int
dest(const struct ucred *cr, struct sockaddr *sa)
{
	jail_destaddr(cr, sa);
	return (0);
}

int
inp_jaildest(const struct inpcb *inp, ip_addr_t *addr)
{
	const struct ucred *cr = inp_jailcred(inp);

	return (cr == NULL ? 0 : change(inp, cr, addr, dest));
}

bool
inp_jailhas(const struct inpcb *inp, const ip_addr_t *addr)
{
	const struct ucred *cr = inp_jailcred(inp);
	struct sockaddr_storage ss;

	if (cr == NULL)
		return (true);
	inp_tosockaddr(addr, 0, inp->inp_family, &ss);
	return (jail_hasaddr(cr, (struct sockaddr *)&ss));
}

int
inp_jailsrc(const struct inpcb *inp, const ip_addr_t *dst, ip_addr_t *src)
{
	const struct ucred *cr = inp_jailcred(inp);
	struct sockaddr_storage to, from;
	uint16_t port;
	int error;

	if (cr == NULL || inp_jailhas(inp, src))
		return (0);
	inp_tosockaddr(dst, 0, inp->inp_family, &to);
	error = jail_srcaddr(cr, (struct sockaddr *)&to, &from);
	return (error != 0 ? error :
	    inp_toaddr(inp, (struct sockaddr *)&from, src, &port));
}

bool
inp_jailmay(const struct inpcb *inp, const struct inpcb *t)
{
	const struct ucred *cr = inp_jailcred(inp);

	return (cr != NULL && ip_addr_isany(&t->inp_laddr) &&
	    jail_can(cr, PRISON_CAP_NET_LISTEN_OVERRIDE) &&
	    inp_jailcred(t) == NULL);
}

bool
inp_jailsees(const struct ucred *cr, const struct inpcb *inp)
{
	return (!jailed(cr) || (inp->inp_so != NULL &&
	    jail_sees(cr, inp->inp_so->so_cred)));
}
