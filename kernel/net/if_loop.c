/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_loop.c: lo0, the interface to ourselves, and others of its kind that
 * ifconfig(8) makes, lo(4).
 *
 * Packets for our own addresses never come to a driver: if_ip_output() sees to
 * that.  What is left for if_output here is sent to addresses on their
 * networks that are not ours, and goes nowhere.
 *
 * Locks: loop_lock for the units; their memory is kept.
 */
#include <sys/errno.h>
#include <net/if_types.h>
#include "lib/libkern.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"
#include "sys/lock.h"

#define LOOP_MTU	16384
#define LOOP_UNITS	16

MALLOC_DEFINE(M_LOOP, "loop", "loopback interfaces");

struct loop_unit {
	struct ifnet	*lu_ifp;	/* NULL: never made */
	bool		 lu_there;
};
static struct loop_unit units[LOOP_UNITS];
static struct lock loop_lock;

static struct ifnet loop_ifnet;
struct ifnet *loif = &loop_ifnet;

static int
loop_output(struct ifnet *ifp, const struct iovec *iov, int niov, size_t len,
    const struct netoff *off)
{
	return (0);
}

/* IFF_UP is all there is to set. */
static int
loop_ioctl(struct ifnet *ifp, unsigned long cmd, void *data)
{
	return (EOPNOTSUPP);
}

static int
loop_make(struct ifnet *ifp, int unit)
{
	bzero(ifp, sizeof(*ifp));
	ksnprintf(ifp->if_xname, sizeof(ifp->if_xname), "lo%d", unit);
	ifp->if_dname = "lo";
	ifp->if_dunit = unit;
	ifp->if_type = IFT_LOOP;
	ifp->if_mtu = LOOP_MTU;
	ifp->if_mtumax = 65535;
	ifp->if_flags = IFF_LOOPBACK | IFF_MULTICAST | IFF_RUNNING;
	ifp->if_output = loop_output;
	ifp->if_ioctl = loop_ioctl;
	return (if_attach(ifp));
}

void
loop_attach(void)
{
	lock_init(&loop_lock, "loopunits", LR_DEV, 0);
	units[0].lu_there = true;
	units[0].lu_ifp = loif;
	if (loop_make(loif, 0) != 0)
		panic("no memory for lo0");
}

/* ---- create and destroy ----------------------------------------------------------- */

/* "lo7": its unit; "lo": -1.  False: another's, or there are not so many. */
static bool
name_parse(const char *name, int *unit)
{
	const char *p = name + 2;

	*unit = -1;
	if (strncmp(name, "lo", 2) != 0)
		return (false);
	if (*p == '\0')
		return (true);
	if (*p == '0' && p[1] != '\0')
		return (false);
	for (*unit = 0; *p != '\0'; p++)
		if (*p < '0' || *p > '9' ||
		    (*unit = *unit * 10 + (*p - '0')) >= LOOP_UNITS)
			return (false);
	return (true);
}

int
loop_ifcreate(char *name, size_t size)
{
	struct loop_unit *lu;
	int unit, error = 0;

	if (!name_parse(name, &unit))
		return (EINVAL);
	lock_exclusive(&loop_lock);
	if (unit < 0)
		for (unit = 0; unit < LOOP_UNITS && units[unit].lu_there;)
			unit++;
	lu = &units[unit];
	if (unit == LOOP_UNITS)
		error = ENOSPC;
	else if (lu->lu_there)
		error = EEXIST;
	else if (lu->lu_ifp == NULL && (lu->lu_ifp = kmalloc(
	    sizeof(*lu->lu_ifp), M_LOOP, M_WAITOK)) == NULL)
		error = ENOMEM;
	else if ((error = loop_make(lu->lu_ifp, unit)) == 0) {
		lu->lu_there = true;
		strlcpy(name, lu->lu_ifp->if_xname, size);
	}
	lock_release(&loop_lock);
	return (error);
}

int
loop_ifdestroy(const char *name)
{
	int unit, error = 0;

	if (!name_parse(name, &unit) || unit < 0)
		return (EINVAL);
	lock_exclusive(&loop_lock);
	if (unit == 0) {
		error = EPERM;
	} else if (!units[unit].lu_there) {
		error = ENXIO;
	} else {
		if_detach(units[unit].lu_ifp);
		units[unit].lu_there = false;
	}
	lock_release(&loop_lock);
	return (error);
}
