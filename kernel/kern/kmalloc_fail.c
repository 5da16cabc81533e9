/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmalloc_fail.c: memory that runs out where a test wants it to.
 *
 *	debug.kmalloc_fail.nth=n	the nth request for kernel memory that the
 *				writing process makes from now on fails, once;
 *				reads as how many are to come, 0 after it
 *	debug.kmalloc_fail.every=n	each nth request of anybody fails
 *	debug.kmalloc_fail.failed	how many have failed so
 *
 * Writing them wants what writing kernel memory does: root, -U, and a
 * secure level that is not above 0.
 *
 * Lock: f fail_spin.  kmalloc_failing is read without it, so that a kernel of
 * which nothing of this is asked pays for one look.
 */
#include <sys/errno.h>
#include "kern/kmem_var.h"
#include "lib/libkern.h"
#include "platform/boot.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/lock.h"
#include "sys/thread.h"

volatile bool kmalloc_failing;
static struct spinlock fail_spin = SPINLOCK_INITIALIZER("kmfail", LR_KMEM);
static pid_t fail_pid;		/* [f] whose nth */
static int fail_nth;		/* [f] to come, 0: none */
static int fail_every;		/* [f] 0: none */
static int fail_count;		/* [f] since the last of every */
static int fail_failed;		/* [f] */

bool
kmalloc_fail_now(void)
{
	struct lwp *lp = curlwp;
	bool fail = false;

	spin_lock(&fail_spin);
	if (fail_nth > 0 && lp != NULL && lp->lwp_proc->p_pid == fail_pid &&
	    --fail_nth == 0)
		fail = true;
	if (fail_every > 0 && ++fail_count >= fail_every) {
		fail_count = 0;
		fail = true;
	}
	if (fail)
		fail_failed++;
	spin_unlock(&fail_spin);
	return (fail);
}

enum { FAIL_NTH, FAIL_EVERY };

/* Old value out, new one in; a number below 0 is EINVAL. */
static int
sysctl_fail(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int *var = oid->oid_arg2 == FAIL_NTH ? &fail_nth : &fail_every;
	int value, error;

	if (req->newptr != NULL && !kmem_writable)
		return (EPERM);
	spin_lock(&fail_spin);
	value = *var;
	spin_unlock(&fail_spin);
	if ((error = sysctl_handle_int(req, &value)) != 0 ||
	    req->newptr == NULL)
		return (error);
	if (value < 0)
		return (EINVAL);
	spin_lock(&fail_spin);
	*var = value;
	if (oid->oid_arg2 == FAIL_NTH)
		fail_pid = curlwp->lwp_proc->p_pid;
	else
		fail_count = 0;
	kmalloc_failing = fail_nth > 0 || fail_every > 0;
	spin_unlock(&fail_spin);
	return (0);
}
SYSCTL_KNODE(debug_kmalloc_fail, "debug.kmalloc_fail", OID_AUTO,
    "Kernel memory that runs out for a test");
SYSCTL_KPROC(debug_kmalloc_fail_nth, "debug.kmalloc_fail.nth", OID_AUTO,
    CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_SECURE, NULL, FAIL_NTH, sysctl_fail,
    "I", "The request of this process, from now on, that fails");
SYSCTL_KPROC(debug_kmalloc_fail_every, "debug.kmalloc_fail.every", OID_AUTO,
    CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_SECURE, NULL, FAIL_EVERY, sysctl_fail,
    "I", "Each such request fails");
SYSCTL_KINT(debug_kmalloc_fail_failed, "debug.kmalloc_fail.failed", OID_AUTO,
    CTLFLAG_RD, &fail_failed, "Requests that failed so");
