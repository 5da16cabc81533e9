/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file.c: open files and their references; SIGIO owners.
 *
 * A file lives as long as something points to it: a descriptor, a system
 * call in progress, a message in a unix-domain socket.  The last file_drop()
 * closes the object behind it, in the thread that happens to do so.
 *
 * Invariants: 0 <= f_msgcount <= f_count; nfiles counts the files that exist.
 * Locks: f_count and nfiles are atomic; sio_spin guards one SIGIO owner.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/sysctl.h>
#include "lib/libkern.h"
#include "sys/kfile.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_FILE, "file", "open files");

int nfiles;
int maxfiles = 8192;
int maxfilesperproc = 7372;
static int maxfilesrootres = 64;

SYSCTL_KINT(kern_maxfiles, "kern.maxfiles", KERN_MAXFILES,
    CTLFLAG_RW | CTLFLAG_TUN, &maxfiles, "Maximum number of open files");
SYSCTL_KINT(kern_maxfilesperproc, "kern.maxfilesperproc",
    KERN_MAXFILESPERPROC, CTLFLAG_RW | CTLFLAG_TUN, &maxfilesperproc,
    "Maximum number of descriptors of a process");
SYSCTL_KINT(kern_maxfilesrootres, "kern.maxfilesrootres", OID_AUTO,
    CTLFLAG_RW, &maxfilesrootres, "Open files kept for the super-user");
SYSCTL_KINT(kern_openfiles, "kern.openfiles", OID_AUTO, CTLFLAG_RD, &nfiles,
    "Open files");

/*
 * Size the limits by the kernel's memory: a file and what is behind it costs
 * about 1 KB.
 */
void
file_init(void)
{
	uint64_t total, avail;

	kmem_stats(&total, &avail);
	maxfiles = (int)K_MIN(total / 4096, (uint64_t)65536);
	maxfiles = K_MAX(maxfiles, 2048);
	kenv_tunable("kern.maxfiles", 64, INT32_MAX, &maxfiles);
	maxfilesperproc = maxfiles / 10 * 9;
	kenv_tunable("kern.maxfilesperproc", 16, maxfiles, &maxfilesperproc);
	maxfilesrootres = maxfiles / 20;
}

/*
 * A new file that no descriptor points to, with one reference.  flag: FREAD,
 * FWRITE, FNONBLOCK ...  Errors: ENFILE at the limit, ENOMEM.
 * Context: thread.
 */
int
file_alloc(struct file **fpp, int type, const struct fileops *ops, void *data,
    int flag)
{
	struct lwp *lp = curlwp;
	struct ucred *cred = lp != NULL ? lp->lwp_cred : root_cred;
	struct file *fp;
	int limit = maxfiles;

	if (cred->cr_uid != 0)
		limit -= maxfilesrootres;
	if (atomic_add(&nfiles, 1) > limit) {
		atomic_sub(&nfiles, 1);
		return (ENFILE);
	}
	fp = kmalloc(sizeof(*fp), M_FILE, M_WAITOK | M_ZERO);
	if (fp == NULL) {
		atomic_sub(&nfiles, 1);
		return (ENOMEM);
	}
	fp->f_count = 1;
	fp->f_type = type;
	fp->f_flag = (uint32_t)flag;
	fp->f_ops = ops;
	fp->f_data = data;
	fp->f_cred = cred_hold(cred);
	lock_init(&fp->f_offlock, "foff", LR_FDOFF, 0);
	*fpp = fp;
	return (0);
}

void
file_hold(struct file *fp)
{
	refcount_get(&fp->f_count);
}

/*
 * Give a reference back; the last one closes the object.  A file whose f_ops
 * is NULL was never opened and has nothing to close.
 * Context: thread, no spin lock held; may sleep.
 */
void
file_drop(struct file *fp)
{
	if (!refcount_put(&fp->f_count))
		return;
	KKASSERT(fp->f_msgcount == 0);
	KKASSERT(LIST_EMPTY(&fp->f_notes));
	if (fp->f_ops != NULL)
		(void)fp->f_ops->fo_close(fp);
	cred_free(fp->f_cred);
	lock_destroy(&fp->f_offlock);
	kfree(fp, M_FILE);
	atomic_sub(&nfiles, 1);
}

void
sigio_init(struct sigio *sio)
{
	spin_init(&sio->sio_spin, "sigio", LR_SPINMISC);
	sio->sio_owner = 0;
	sio->sio_cred = NULL;
}

/*
 * fcntl(2) F_SETOWN, FIOSETOWN, TIOCSPGRP of objects that are not terminals.
 * The owner must be of the caller's session.
 */
int
sigio_setown(struct sigio *sio, int owner)
{
	struct ucred *old, *cred = NULL;
	struct proc *p;
	struct pgrp *pg;
	int error = 0;

	if (owner == INT32_MIN)
		return (EINVAL);
	if (owner > 0) {
		if ((p = proc_find(owner, false)) == NULL)
			return (ESRCH);
		spin_lock(&proctree_spin);
		if (p->p_pgrp == NULL || curproc->p_pgrp == NULL ||
		    p->p_pgrp->pg_session != curproc->p_pgrp->pg_session)
			error = EPERM;
		spin_unlock(&proctree_spin);
		proc_release(p);
	} else if (owner < 0) {
		if ((pg = pgrp_find(-owner)) == NULL)
			return (ESRCH);
		spin_lock(&proctree_spin);
		if (curproc->p_pgrp == NULL ||
		    pg->pg_session != curproc->p_pgrp->pg_session)
			error = EPERM;
		spin_unlock(&proctree_spin);
		pgrp_drop(pg);
	}
	if (error != 0)
		return (error);
	if (owner != 0)
		cred = cred_hold(curlwp->lwp_cred);
	spin_lock(&sio->sio_spin);
	old = sio->sio_cred;
	sio->sio_owner = owner;
	sio->sio_cred = cred;
	spin_unlock(&sio->sio_spin);
	if (old != NULL)
		cred_free(old);
	return (0);
}

int
sigio_getown(struct sigio *sio)
{
	return (sio->sio_owner);
}

void
sigio_clear(struct sigio *sio)
{
	struct ucred *old;

	spin_lock(&sio->sio_spin);
	old = sio->sio_cred;
	sio->sio_owner = 0;
	sio->sio_cred = NULL;
	spin_unlock(&sio->sio_spin);
	if (old != NULL)
		cred_free(old);
}

/* A group's members are reached only as far as the setter may signal them. */
struct sigio_group {
	pid_t		 pgid;
	int		 sig;
	struct ucred	*cred;
};

static bool
sigio_member(struct proc *p, void *arg)
{
	struct sigio_group *sg = arg;
	bool member;

	spin_lock(&proctree_spin);
	member = p->p_pgrp != NULL && p->p_pgrp->pg_id == sg->pgid;
	spin_unlock(&proctree_spin);
	if (member && proc_cansignal(sg->cred, p, sg->sig) == 0)
		ksignal(p, sg->sig);
	return (true);
}

void
sigio_send(struct sigio *sio, int sig)
{
	struct ucred *cred;
	struct proc *p;
	int owner;

	if (sio->sio_owner == 0)
		return;
	spin_lock(&sio->sio_spin);
	owner = sio->sio_owner;
	cred = sio->sio_cred;
	if (cred != NULL)
		cred_hold(cred);
	spin_unlock(&sio->sio_spin);
	if (owner > 0) {
		if ((p = proc_find(owner, false)) != NULL) {
			if (proc_cansignal(cred, p, sig) == 0)
				ksignal(p, sig);
			proc_release(p);
		}
	} else if (owner < 0) {
		struct sigio_group sg = { -owner, sig, cred };

		proc_foreach(sigio_member, &sg);
	}
	if (cred != NULL)
		cred_free(cred);
}
