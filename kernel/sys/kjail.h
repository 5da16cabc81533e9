/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kjail.h: jails, jail(2): what their processes see and may do.
 *
 * A jail lives as long as credentials name it: those of its processes, of what
 * they opened and of their sockets.  It has a root directory, a host name,
 * addresses, variables for symbolic links and capabilities.
 *
 * Lock legend: [f] fixed after creation; [j] jail_spin; [a] atomic.
 */
#ifndef _KERN_KJAIL_H_
#define _KERN_KJAIL_H_

#include <sys/param.h>
#include <sys/jail.h>
#include "sys/kdefs.h"
#include "sys/kproc.h"
#include "sys/queue.h"

struct sysctl_oid;
struct varset;
struct vnode;

#define JAIL_MAXIPS	1024		/* addresses of a jail */

struct prison {
	LIST_ENTRY(prison) pr_list;	/* [j] */
	refcount_t	 pr_ref;	/* zero: jail_reaper() has it */
	int		 pr_id;		/* [f] */
	struct vnode	*pr_root;	/* [f] referenced */
	char		 pr_host[MAXHOSTNAMELEN];	/* [j] */
	prison_cap_t	 pr_caps;	/* [a] 1 << PRISON_CAP_* */
	int		 pr_nips;	/* [f] */
	struct sockaddr_storage *pr_ips;	/* [f] in network order */
	struct varset	*pr_varset;	/* kern/varsym.c */
	struct sysctl_oid *pr_oids;	/* [f] jail.ID.* */
};

/* A further reference, for who has one already. */
void	jail_hold(struct prison *);
/* Context: wherever kfree() may be called. */
void	jail_drop(struct prison *);

static inline bool
jailed(const struct ucred *cr)
{
	return (cr->cr_prison != NULL);
}

/* The number of the jail that cr is in; 0: in none. */
static inline int
jail_id(const struct ucred *cr)
{
	return (cr->cr_prison != NULL ? cr->cr_prison->pr_id : 0);
}

/* May who is cr do what its jail may have to be allowed (PRISON_CAP_*)? */
static inline bool
jail_can(const struct ucred *cr, int cap)
{
	return (cr->cr_prison == NULL ||
	    PRISON_CAP_ISSET(atomic_load(&cr->cr_prison->pr_caps), cap) != 0);
}

/* Does who is cr see what belongs to owner? */
static inline bool
jail_sees(const struct ucred *cr, const struct ucred *owner)
{
	return (cr->cr_prison == NULL || cr->cr_prison == owner->cr_prison);
}

/* The same of a process.  p_spin not held. */
bool	jail_seesproc(const struct ucred *cr, struct proc *p);

/*
 * Addresses, in jail_addr.c; all leave who is in no jail alone.  sa is a complete
 * struct sockaddr_in or sockaddr_in6, else nothing is done to it.
 */
/* Is sa one of the jail's addresses, or not of the Internet? */
bool	jail_hasaddr(const struct ucred *cr, const struct sockaddr *sa);
/*
 * sa is to be bound: the loopback address and, of a jail with a single address, the
 * wildcard become the jail's own.  EADDRNOTAVAIL: it is not the jail's.
 */
int	jail_bindaddr(const struct ucred *cr, struct sockaddr *sa);
/* sa is to be reached: ourselves, by the loopback address or the wildcard, become
 * the jail's own address. */
void	jail_destaddr(const struct ucred *cr, struct sockaddr *sa);
/* sa is told: the jail's own loopback address looks like everybody's. */
void	jail_tellloop(const struct ucred *cr, struct sockaddr *sa);
/*
 * From where a socket that is not bound reaches to: *from becomes an address of
 * the jail of to's family, port 0.  EADDRNOTAVAIL: it has none.
 */
int	jail_srcaddr(const struct ucred *cr, const struct sockaddr *to,
	    struct sockaddr_storage *from);

#endif /* !_KERN_KJAIL_H_ */
