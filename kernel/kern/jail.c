/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jail.c: jails come and go: jail(2), jail_attach(2), and sysctl jail.list and
 * jail.jailed.  Their capabilities as variables are jail_sysctl.c.
 *
 * A jail is in the list until the last credential that names it is gone; then a
 * thread of its own takes it apart, since whoever drops a credential may hold spin
 * locks.  What is in the list without references is on the way to that thread
 * and found by nobody.
 *
 * Locks: jail_spin guards the list and the host names.
 */
#include <sys/errno.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include "kern/jail_var.h"
#include "kern/proc_int.h"
#include "lib/libkern.h"
#include "sys/kfile.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "sys/kvarsym.h"
#include "vfs/namei.h"

MALLOC_DEFINE(M_PRISON, "prison", "jails");

struct spinlock jail_spin = SPINLOCK_INITIALIZER("jail", LR_SPINMISC);
static LIST_HEAD(, prison) jails = LIST_HEAD_INITIALIZER(jails);
static int lastid;			/* [j] */
static char dead;			/* what jail_reaper() sleeps on */
static bool reaping;			/* [j] jail_reaper() runs */

/* ---- references -------------------------------------------------------------------- */

void
jail_hold(struct prison *pr)
{
	refcount_get(&pr->pr_ref);
}

void
jail_drop(struct prison *pr)
{
	if (refcount_put(&pr->pr_ref))
		wakeup(&dead);
}

static void
jail_free(struct prison *pr)
{
	jail_sysctl_remove(pr);
	varsym_jail_gone(pr);
	if (pr->pr_root != NULL)
		vrele(pr->pr_root);
	kfree(pr->pr_ips, M_PRISON);
	kfree(pr, M_PRISON);
}

/* Take a jail out of the list that has no references left, or return NULL. */
static struct prison *
jail_takedead(void)
{
	struct prison *pr;

	spin_lock(&jail_spin);
	LIST_FOREACH(pr, &jails, pr_list)
		if (atomic_load(&pr->pr_ref) == 0)
			break;
	if (pr != NULL)
		LIST_REMOVE(pr, pr_list);
	spin_unlock(&jail_spin);
	return (pr);
}

static void
jail_reaper(void *arg)
{
	struct prison *pr;

	for (;;) {
		tsleep_interlock(&dead, 0);
		if ((pr = jail_takedead()) == NULL) {
			(void)tsleep(&dead, PINTERLOCKED, "jailwt", 0);
			continue;
		}
		tsleep_remove();
		jail_free(pr);
	}
}

bool
jail_seesproc(const struct ucred *cr, struct proc *p)
{
	struct ucred *pc;
	bool sees;

	if (!jailed(cr))
		return (true);
	pc = proc_cred(p);
	sees = jail_sees(cr, pc);
	cred_free(pc);
	return (sees);
}

/* ---- a jail from its description ------------------------------------------------------ */

/* jail(2)'s argument, whatever its version.  EFAULT, EINVAL. */
static int
jail_in(const void *uj, struct jail *j, struct sockaddr_in *ip0)
{
	struct jail_v0 j0;
	uint32_t version;
	int error;

	if ((error = copyin(uj, &version, sizeof(version))) != 0)
		return (error);
	if (version == 1)
		return (copyin(uj, j, sizeof(*j)));
	if (version != 0)
		return (EINVAL);
	if ((error = copyin(uj, &j0, sizeof(j0))) != 0)
		return (error);
	j->version = 0;
	j->path = j0.path;
	j->hostname = j0.hostname;
	j->n_ips = 1;
	bzero(ip0, sizeof(*ip0));
	ip0->sin_len = sizeof(*ip0);
	ip0->sin_family = AF_INET;
	ip0->sin_addr.s_addr = __builtin_bswap32(j0.ip_number);
	return (0);
}

/* The addresses.  EINVAL: too many, or of another kind; EFAULT, ENOMEM. */
static int
jail_ips(struct prison *pr, const struct jail *j, const struct sockaddr_in *ip0)
{
	struct sockaddr_storage *ss;
	int error;

	if (j->n_ips == 0)
		return (0);
	if (j->n_ips > JAIL_MAXIPS)
		return (EINVAL);
	pr->pr_ips = kmalloc(j->n_ips * sizeof(*ss), M_PRISON,
	    M_WAITOK | M_ZERO);
	if (pr->pr_ips == NULL)
		return (ENOMEM);
	if (j->version == 0)
		memcpy(pr->pr_ips, ip0, sizeof(*ip0));
	else if ((error = copyin(j->ips, pr->pr_ips,
	    j->n_ips * sizeof(*ss))) != 0)
		return (error);
	for (uint32_t i = 0; i < j->n_ips; i++) {
		ss = &pr->pr_ips[i];
		/* Not every program sets the length. */
		if (ss->ss_family == AF_INET)
			ss->ss_len = sizeof(struct sockaddr_in);
		else if (ss->ss_family == AF_INET6)
			ss->ss_len = sizeof(struct sockaddr_in6);
		else
			return (EINVAL);
	}
	pr->pr_nips = (int)j->n_ips;
	return (0);
}

/* A number that no jail has, and its place in the list.  ERANGE, ENOMEM. */
static int
jail_enter(struct prison *pr)
{
	struct prison *t;
	int id, tries;
	bool start;

	spin_lock(&jail_spin);
	id = lastid;
	for (tries = 0; tries < JAIL_MAX; tries++) {
		id = id + 1 >= JAIL_MAX ? 1 : id + 1;
		LIST_FOREACH(t, &jails, pr_list)
			if (t->pr_id == id)
				break;
		if (t == NULL)
			break;
	}
	if (tries == JAIL_MAX) {
		spin_unlock(&jail_spin);
		return (ERANGE);
	}
	pr->pr_id = lastid = id;
	LIST_INSERT_HEAD(&jails, pr, pr_list);
	start = !reaping;
	reaping = true;
	spin_unlock(&jail_spin);
	if (start && kthread_create(jail_reaper, NULL, "jails") != 0) {
		spin_lock(&jail_spin);
		reaping = false;
		LIST_REMOVE(pr, pr_list);
		spin_unlock(&jail_spin);
		return (ENOMEM);
	}
	return (0);
}

/* A jail with a reference; *listed: jail_drop() ends it, not jail_free(). */
static int
jail_make(struct prison *pr, const void *uj, bool *listed)
{
	struct sockaddr_in ip0;
	struct nlookup nl;
	struct jail j;
	int error;

	if ((error = jail_in(uj, &j, &ip0)) != 0 ||
	    (error = jail_ips(pr, &j, &ip0)) != 0 ||
	    (error = copyinstr(j.hostname, pr->pr_host, sizeof(pr->pr_host),
	    NULL)) != 0)
		return (error);
	error = nlookup(&nl, AT_FDCWD, j.path, NL_FOLLOW);
	if (error == 0) {
		pr->pr_root = nl.nl_vp;
		vref(pr->pr_root);
	}
	nlookup_done(&nl);
	if (error != 0 || (error = jail_enter(pr)) != 0)
		return (error);
	*listed = true;
	return (jail_sysctl_add(pr));
}

/* lp's process goes into pr.  EPERM, ENOTDIR, EACCES, ENOMEM. */
static int
jail_attach(struct lwp *lp, struct prison *pr)
{
	struct ucred *nc;
	int error;

	if ((error = chroot_check(lp, pr->pr_root)) != 0)
		return (error);
	do {
		if ((nc = cred_dup(lp->lwp_cred)) == NULL)
			return (ENOMEM);
		jail_hold(pr);
		nc->cr_prison = pr;
		error = cred_commit(lp, nc);
	} while (error == ERESTART);
	vref(pr->pr_root);
	fdesc_chroot(lp->lwp_proc->p_fd, pr->pr_root, true);
	vref(pr->pr_root);
	fdesc_setcwd(lp->lwp_proc->p_fd, pr->pr_root);
	return (0);
}

/* jail(2): the number of the jail.  EPERM, EFAULT, EINVAL, ENAMETOOLONG, ... */
int
sys_jail(struct lwp *lp, const struct jail_args *uap, int64_t rv[2])
{
	struct prison *pr;
	bool listed = false;
	int error;

	if ((error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	pr = kmalloc(sizeof(*pr), M_PRISON, M_WAITOK | M_ZERO);
	if (pr == NULL)
		return (ENOMEM);
	refcount_init(&pr->pr_ref, 1);
	pr->pr_caps = jail_defaults();
	error = jail_make(pr, uap->jail, &listed);
	if (error == 0)
		error = jail_attach(lp, pr);
	if (error == 0)
		rv[0] = pr->pr_id;
	if (listed)
		jail_drop(pr);
	else
		jail_free(pr);
	return (error);
}

/* jail_attach(2): EPERM; EINVAL: there is no such jail. */
int
sys_jail_attach(struct lwp *lp, const struct jail_attach_args *uap,
    int64_t rv[2])
{
	struct prison *pr;
	int error;

	if ((error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	spin_lock(&jail_spin);
	LIST_FOREACH(pr, &jails, pr_list)
		if (pr->pr_id == uap->jid &&
		    refcount_get_unless_zero(&pr->pr_ref))
			break;
	spin_unlock(&jail_spin);
	if (pr == NULL)
		return (EINVAL);
	error = jail_attach(lp, pr);
	jail_drop(pr);
	return (error);
}

/* ---- jail.list, jail.jailed --------------------------------------------------------- */

/* A reference to the jail of the lowest number above id, or NULL. */
static struct prison *
jail_next(int id)
{
	struct prison *pr, *best = NULL;

	spin_lock(&jail_spin);
	LIST_FOREACH(pr, &jails, pr_list)
		if (pr->pr_id > id && (best == NULL ||
		    pr->pr_id < best->pr_id) && atomic_load(&pr->pr_ref) != 0)
			best = pr;
	if (best != NULL && !refcount_get_unless_zero(&best->pr_ref))
		best = NULL;
	spin_unlock(&jail_spin);
	return (best);
}

/* "ID host path address ..." of pr; buf of MAXPATHLEN is at hand. */
static int
list_one(struct prison *pr, struct sysctl_req *req, char *buf)
{
	char line[MAXHOSTNAMELEN + 16], text[INET6_ADDRSTRLEN + 1];
	int error, n;
	char *path;

	if ((error = cache_fullpath(pr->pr_root, rootvnode, buf, MAXPATHLEN,
	    &path)) != 0)
		return (0);	/* it has been removed */
	spin_lock(&jail_spin);
	n = ksnprintf(line, sizeof(line), "%s%d %s ",
	    req->oldidx != 0 ? "\n" : "", pr->pr_id, pr->pr_host);
	spin_unlock(&jail_spin);
	error = sysctl_out(req, line, (size_t)n);
	if (error == 0)
		error = sysctl_out(req, path, strlen(path));
	for (int i = 0; error == 0 && i < pr->pr_nips; i++) {
		text[0] = ' ';
		jail_ntop((struct sockaddr *)&pr->pr_ips[i], text + 1,
		    sizeof(text) - 1);
		error = sysctl_out(req, text, strlen(text));
	}
	return (error);
}

static int
sysctl_list(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int error = 0, id = 0;
	struct prison *pr;
	char *buf;

	if (req->lwp != NULL && jailed(req->lwp->lwp_cred))
		return (0);
	if ((buf = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	while (error == 0 && (pr = jail_next(id)) != NULL) {
		error = list_one(pr, req, buf);
		id = pr->pr_id;
		jail_drop(pr);
	}
	if (error == 0 && req->oldidx != 0)
		error = sysctl_out(req, "", 1);
	kfree(buf, M_TEMP);
	return (error);
}
SYSCTL_KPROC(jail_list, "jail.list", OID_AUTO, CTLTYPE_STRING | CTLFLAG_RD,
    NULL, 0, sysctl_list, "A", "Jails: number, host name, path, addresses");

static int
sysctl_jailed(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int in = req->lwp != NULL && jailed(req->lwp->lwp_cred);

	return (sysctl_out(req, &in, sizeof(in)));
}
SYSCTL_KPROC(jail_jailed, "jail.jailed", OID_AUTO, CTLTYPE_INT | CTLFLAG_RD,
    NULL, 0, sysctl_jailed, "I", "The asking process is in a jail");
