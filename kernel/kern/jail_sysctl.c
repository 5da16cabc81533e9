/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jail_sysctl.c: what jails may do, as variables: jail.defaults.* for those to
 * come, jail.ID.* for each that is there; and kern.hostname, which every jail has
 * of its own.
 *
 * Locks: jail_spin guards host names; capabilities are changed atomically.
 */
#include <sys/errno.h>
#include "kern/jail_var.h"
#include "lib/libkern.h"
#include "sys/ksysctl.h"

static prison_cap_t defaults = 1UL << PRISON_CAP_SYS_SET_HOSTNAME;

/* A capability: its number, its variable under jail.ID and under jail.defaults. */
#define CAPS(_)								\
	_(PRISON_CAP_SYS_SET_HOSTNAME, sys_set_hostname,		\
	    set_hostname_allowed, "A jail may set its host name")	\
	_(PRISON_CAP_SYS_SYSVIPC, sys_sysvipc, sysvipc_allowed,		\
	    "A jail may use System V IPC")				\
	_(PRISON_CAP_NET_UNIXIPROUTE, net_unixiproute,			\
	    socket_unixiproute_only,					\
	    "A jail has sockets of the local, Internet and route families only") \
	_(PRISON_CAP_NET_RAW_SOCKETS, net_raw_sockets,			\
	    allow_raw_sockets, "A jail may have raw sockets")		\
	_(PRISON_CAP_NET_LISTEN_OVERRIDE, allow_listen_override,	\
	    allow_listen_override,					\
	    "A jail may have a port that is bound to all addresses outside") \
	_(PRISON_CAP_VFS_CHFLAGS, vfs_chflags, chflags_allowed,		\
	    "A jail may change the system's flags of files")		\
	_(PRISON_CAP_VFS_MOUNT_NULLFS, vfs_mount_nullfs,		\
	    vfs_mount_nullfs, "A jail may mount nullfs")		\
	_(PRISON_CAP_VFS_MOUNT_TMPFS, vfs_mount_tmpfs,			\
	    vfs_mount_tmpfs, "A jail may mount tmpfs")

static const struct jailcap {
	int		 jc_cap;
	const char	*jc_name, *jc_descr;
} jailcaps[] = {
#define CAP_ENTRY(cap, name, dflt, descr)	{ cap, #name, descr },
	CAPS(CAP_ENTRY)
};

/* The bit number oid_arg2 of the word at oid_arg1, as an integer. */
static int
sysctl_cap(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	prison_cap_t *caps = oid->oid_arg1, bit = 1UL << oid->oid_arg2;
	int v = (atomic_load(caps) & bit) != 0, error;

	error = sysctl_handle_int(req, &v);
	if (error != 0 || req->newptr == NULL)
		return (error);
	if (v != 0)
		atomic_or(caps, bit);
	else
		atomic_and(caps, ~bit);
	return (0);
}

#define CAP_DEFAULT(cap, name, dflt, descr)				\
	SYSCTL_KPROC(jail_defaults_##dflt, "jail.defaults." #dflt,	\
	    OID_AUTO, CTLTYPE_INT | CTLFLAG_RW, &defaults, cap,		\
	    sysctl_cap, "I", descr);
CAPS(CAP_DEFAULT)

prison_cap_t
jail_defaults(void)
{
	return (atomic_load(&defaults));
}

/* Room for a jail's variables and their names. */
struct jailoids {
	struct sysctl_oid jo_oid[NELEM(jailcaps)];
	char		 jo_path[NELEM(jailcaps)][48];
};

int
jail_sysctl_add(struct prison *pr)
{
	struct jailoids *jo;
	size_t i;
	int error;

	jo = kmalloc(sizeof(*jo), M_PRISON, M_WAITOK | M_ZERO);
	if (jo == NULL)
		return (ENOMEM);
	pr->pr_oids = jo->jo_oid;
	for (i = 0; i < NELEM(jailcaps); i++) {
		ksnprintf(jo->jo_path[i], sizeof(jo->jo_path[i]),
		    "jail.%d.%s", pr->pr_id, jailcaps[i].jc_name);
		jo->jo_oid[i] = (struct sysctl_oid) {
			.oid_number = OID_AUTO,
			.oid_kind = CTLTYPE_INT | CTLFLAG_RW,
			.oid_arg1 = &pr->pr_caps,
			.oid_arg2 = jailcaps[i].jc_cap,
			.oid_handler = sysctl_cap,
			.oid_fmt = "I",
			.oid_descr = jailcaps[i].jc_descr,
			.oid_path = jo->jo_path[i],
		};
		if ((error = sysctl_add(&jo->jo_oid[i])) != 0) {
			jo->jo_oid[i].oid_path = NULL;
			return (error);
		}
	}
	return (0);
}

void
jail_sysctl_remove(struct prison *pr)
{
	if (pr->pr_oids == NULL)
		return;
	for (size_t i = 0; i < NELEM(jailcaps); i++)
		if (pr->pr_oids[i].oid_path != NULL)
			sysctl_remove(&pr->pr_oids[i]);
	kfree(pr->pr_oids, M_PRISON);
	pr->pr_oids = NULL;
}

/* kern.hostname: that of the asking process's jail, or of the machine. */
static int
sysctl_hostname(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	const struct ucred *cr = req->lwp != NULL ? req->lwp->lwp_cred : NULL;
	char *host = cr != NULL && jailed(cr) ? cr->cr_prison->pr_host :
	    hostname, buf[MAXHOSTNAMELEN];
	int error;

	if (req->newptr != NULL && cr != NULL &&
	    !jail_can(cr, PRISON_CAP_SYS_SET_HOSTNAME))
		return (EPERM);
	spin_lock(&jail_spin);
	memcpy(buf, host, sizeof(buf));
	spin_unlock(&jail_spin);
	error = sysctl_handle_string(req, buf, sizeof(buf));
	if (error != 0 || req->newptr == NULL)
		return (error);
	spin_lock(&jail_spin);
	memcpy(host, buf, sizeof(buf));
	spin_unlock(&jail_spin);
	return (0);
}
SYSCTL_KPROC(kern_hostname, "kern.hostname", KERN_HOSTNAME,
    CTLTYPE_STRING | CTLFLAG_RW | CTLFLAG_PRISON, hostname, MAXHOSTNAMELEN,
    sysctl_hostname, "A", "Name of this machine");
