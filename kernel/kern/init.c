/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * init.c: process 1: made by hand, it executes the first program that works of
 * init_path (boot environment; names separated by ':' or ';') or the default.
 */
#include <sys/reboot.h>
#include "sys/kfile.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "kern/exec_int.h"
#include "kern/proc_int.h"
#include "platform/shutdown.h"
#include "platform/trap.h"
#include "vfs/namei.h"

static char init_path[MAXPATHLEN] = "/sbin/init:/sbin/oinit:/sbin/init.bak";
SYSCTL_KSTRING(init_path, "kern.init_path", OID_AUTO, CTLFLAG_RD, init_path,
    sizeof(init_path), "Where the first program is looked for");

/* init(8) asks for it; it means nothing to us. */
static int init_shutdown_timeout = 120;
SYSCTL_KINT(init_shutdown_timeout, "kern.init_shutdown_timeout", OID_AUTO,
    CTLFLAG_RW, &init_shutdown_timeout,
    "Seconds that init gives to /etc/rc.shutdown");

extern int boothowto;

/* The directories of a process whose parent has none. */
static void
init_dirs(struct proc *p)
{
	fdesc_setcwd(p->p_fd, vfs_mountroot_ref());
	fdesc_setroot(p->p_fd, vfs_mountroot_ref());
}

/* The first code of process 1. */
static void
init_main(void *arg)
{
	struct lwp *lp = arg;
	char *argv[3], *path, *next, *end;
	int error = ENOENT;

	init_dirs(lp->lwp_proc);
	(void)kenv_get("init_path", init_path, sizeof(init_path));
	if ((path = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK)) == NULL)
		panic("no memory for init");
	for (next = init_path; *next != '\0'; next = end) {
		for (end = next; *end != '\0' && *end != ':' && *end != ';';)
			end++;
		strlcpy(path, next, K_MIN((size_t)(end - next) + 1,
		    (size_t)MAXPATHLEN));
		if (*end != '\0')
			end++;
		argv[0] = path;
		argv[1] = (boothowto & RB_SINGLE) != 0 ? (char *)"-s" : NULL;
		argv[2] = NULL;
		error = exec_init(lp, path, argv);
		if (error == 0)
			break;
		if (error != ENOENT)
			kprintf("exec %s: error %d\n", path, error);
	}
	kfree(path, M_TEMP);
	if (error != 0) {
		/* The end came first, and the root has gone. */
		if (users_parked)
			user_park();
		panic("no init: tried %s", init_path);
	}
	user_loop(lp);
}

/*
 * Make process 1 and let it run.  ENOMEM.  Context: a thread, the root is
 * mounted.
 */
int
init_start(void)
{
	struct proc *p;
	struct lwp *lp;
	int error;

	proc_event_init();
	exec_init_args();
	upmap_attach();
	p = kmalloc(sizeof(*p), M_PROC, M_WAITOK | M_ZERO);
	if (p == NULL)
		return (ENOMEM);
	proc_setup(p);
	p->p_ucred = cred_hold(root_cred);
	p->p_limit = proc0.p_limit;
	refcount_get(&p->p_limit->pl_ref);
	p->p_xsig = SIGCHLD;
	strlcpy(p->p_comm, "init", sizeof(p->p_comm));
	if ((p->p_sigacts = sigacts_alloc()) == NULL ||
	    (p->p_fd = fdesc_init()) == NULL || (lp = lwp_alloc(p)) == NULL)
		return (ENOMEM);
	lp->lwp_cred = cred_hold(root_cred);
	if ((error = lwp_context_alloc(lp)) != 0 ||
	    (error = lwp_start(lp, init_main)) != 0)
		return (error);
	(void)uid_chgproc(0, 1, 0);
	spin_lock(&proctree_spin);
	if ((error = proc_insert(p, true)) == 0) {
		p->p_pptr = &proc0;
		LIST_INSERT_HEAD(&proc0.p_children, p, p_sibling);
		pgrp_inherit(&proc0, p);
		initproc = p;
	}
	spin_unlock(&proctree_spin);
	if (error != 0)
		return (error);
	spin_lock(&p->p_spin);
	lwp_link(lp);
	p->p_state = PS_ACTIVE;
	spin_unlock(&p->p_spin);
	thread_ready(lp->lwp_thread);
	return (0);
}
