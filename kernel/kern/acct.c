/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * acct.c: process accounting, acct(2): a record of each process that ends, at
 * the end of a file.  The records are acct(5)'s.
 *
 * Accounting is suspended while its filesystem is short of room, which is looked
 * at when a process ends, but not more often than kern.acct_chkfreq says.
 *
 * Locks: acct_lock guards all but acct_on, which is a hint.
 */
#include <sys/acct.h>
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/mount.h>
#include <sys/param.h>
#include "kern/proc_int.h"
#include "lib/libkern.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "vfs/namei.h"

#define COMP_BITS	13		/* of a comp_t's fraction; the rest: exponent */
#define COMP_MAX	((1UL << COMP_BITS) - 1)

static struct lock acct_lock;
static struct vnode *acct_vp;		/* where to; NULL: nowhere */
static bool acct_suspended;
static int64_t acct_looked;		/* mono ns */
static volatile bool acct_on;

static int acct_suspend = 2, acct_resume = 4, acct_chkfreq = 15;
SYSCTL_KINT(kern_acct_suspend, "kern.acct_suspend", OID_AUTO, CTLFLAG_RW,
    &acct_suspend, "Percentage of free space below which accounting stops");
SYSCTL_KINT(kern_acct_resume, "kern.acct_resume", OID_AUTO, CTLFLAG_RW,
    &acct_resume, "Percentage of free space from which it goes on");
SYSCTL_KINT(kern_acct_chkfreq, "kern.acct_chkfreq", OID_AUTO, CTLFLAG_RW,
    &acct_chkfreq, "Seconds between two looks at the free space");

void
acct_init(void)
{
	lock_init(&acct_lock, "acct", LR_REVOKE, 0);
}

/* v as a fraction of 13 bits and an exponent of base 8, rounded. */
static comp_t
compress(uint64_t v)
{
	uint64_t rest = 0;
	unsigned exp = 0;

	for (; v > COMP_MAX && exp < 7; exp++) {
		rest = v & 4;
		v >>= 3;
	}
	if (rest != 0 && ++v > COMP_MAX && exp < 7) {
		v >>= 3;
		exp++;
	}
	return ((comp_t)(exp << COMP_BITS | K_MIN(v, COMP_MAX)));
}

static comp_t
ticks_of(int64_t ns)
{
	return (compress((uint64_t)K_MAX(ns, 0) / (NS_PER_S / AHZ)));
}

static int64_t
tv_ns(const struct timeval *tv)
{
	return (tv->tv_sec * NS_PER_S + tv->tv_usec * NS_PER_US);
}

/* The terminal of p, or NODEV. */
static dev_t
acct_tty(struct proc *p)
{
	pid_t pgid, sid;
	dev_t dev = NODEV;
	struct session *s;

	spin_lock(&proctree_spin);
	s = p->p_pgrp != NULL ? p->p_pgrp->pg_session : NULL;
	if (s != NULL && (p->p_flags & P_CONTROLT) != 0 &&
	    s->s_ttyp != NULL && tty_kinfo != NULL)
		tty_kinfo(s->s_ttyp, &dev, &pgid, &sid);
	spin_unlock(&proctree_spin);
	return (dev);
}

static void
acct_fill(struct proc *p, struct acct *ac)
{
	struct rusage ru;
	int64_t used;

	bzero(ac, sizeof(*ac));
	proc_rusage(p, &ru);
	spin_lock(&p->p_spin);
	memcpy(ac->ac_comm, p->p_comm, K_MIN(strlen(p->p_comm),
	    sizeof(ac->ac_comm)));
	ac->ac_uid = p->p_ucred->cr_ruid;
	ac->ac_gid = p->p_ucred->cr_rgid;
	ac->ac_flag = (u_int8_t)p->p_acflag;
	spin_unlock(&p->p_spin);
	ac->ac_utime = ticks_of(tv_ns(&ru.ru_utime));
	ac->ac_stime = ticks_of(tv_ns(&ru.ru_stime));
	ac->ac_etime = ticks_of(time_wall() - p->p_start);
	ac->ac_btime = p->p_start / NS_PER_S;
	used = (tv_ns(&ru.ru_utime) + tv_ns(&ru.ru_stime)) / (NS_PER_S / hz);
	if (used > 0)
		ac->ac_mem = (u_int16_t)K_MIN((ru.ru_ixrss + ru.ru_idrss +
		    ru.ru_isrss) / used, 0xffffL);
	ac->ac_io = compress((uint64_t)(ru.ru_inblock + ru.ru_oublock) * AHZ);
	ac->ac_tty = acct_tty(p);
}

/* Is there room enough?  acct_lock held exclusively. */
static bool
acct_room(void)
{
	int64_t now = time_mono();
	struct mount *mp;
	struct statfs st;
	long limit;
	int error;

	if (acct_looked != 0 && now - acct_looked < acct_chkfreq * NS_PER_S)
		return (!acct_suspended);
	acct_looked = now;
	if ((mp = acct_vp->v_mount) == NULL || vfs_busy(mp) != 0)
		return (!acct_suspended);
	st = mp->mnt_stat;
	error = mp->mnt_ops->vfs_statfs(mp, &st);
	vfs_unbusy(mp);
	if (error != 0)
		return (!acct_suspended);
	limit = (acct_suspended ? acct_resume : acct_suspend) * st.f_blocks /
	    100;
	if (acct_suspended && st.f_bavail > limit) {
		acct_suspended = false;
		kprintf("Accounting resumed\n");
	} else if (!acct_suspended && st.f_bavail <= limit) {
		acct_suspended = true;
		kprintf("Accounting suspended\n");
	}
	return (!acct_suspended);
}

void
acct_process(struct proc *p)
{
	struct acct ac;

	if (!acct_on)
		return;
	lock_exclusive(&acct_lock);
	if (acct_vp != NULL && acct_room()) {
		acct_fill(p, &ac);
		(void)vn_rdwr(UIO_WRITE_K, acct_vp, &ac, sizeof(ac), 0,
		    IO_APPEND, root_cred, NULL);
	}
	lock_release(&acct_lock);
}

/* acct(2): EPERM; EACCES: no regular file; and what open(2) says. */
int
sys_acct(struct lwp *lp, const struct acct_args *uap, int64_t rv[2])
{
	struct vnode *vp = NULL, *old;
	int error;

	if ((error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	if (uap->path != NULL) {
		error = vn_open_path(uap->path, FWRITE | O_APPEND, 0, false,
		    &vp);
		if (error == 0 && vp->v_type != VREG) {
			vn_close_path(vp, FWRITE | O_APPEND);
			error = EACCES;
		}
		if (error != 0)
			return (error);
	}
	lock_exclusive(&acct_lock);
	old = acct_vp;
	acct_vp = vp;
	acct_suspended = false;
	acct_looked = 0;
	acct_on = vp != NULL;
	lock_release(&acct_lock);
	if (old != NULL)
		vn_close_path(old, FWRITE | O_APPEND);
	return (0);
}
