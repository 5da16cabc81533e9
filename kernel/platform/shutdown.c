/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shutdown.c: reboot(2), halt, and SIGTERM from outside.
 *
 * SIGTERM becomes SIGUSR2 for an init that has a handler for it.  Before there
 * is one, or when init is a program that knows no such signal, a thread of the
 * kernel's syncs, unmounts and powers off.
 *
 * Once the end has begun no program runs any more: each stays in the kernel at
 * its next trap, for its text may be on a disk that is unmounted by then.
 *
 * Locks: a accessed atomically.
 */
#include "platform/shutdown.h"
#include "kern/sched_var.h"
#include "sys/ksyscall.h"
#include "sys/thread.h"
#include "vfs/vnode.h"
#include "host/host.h"
#include "host/host_cpu.h"
#include <sys/errno.h>
#include <sys/reboot.h>

volatile int users_parked;
static volatile int rebooting;	/* a somebody is in kern_reboot() */
static volatile int poweroff_wanted;	/* a by SIGTERM, without init */

void
user_park(void)
{
	for (;;)
		tsleep(__DECONST_K(void *, &users_parked), 0, "parked", 0);
}

/* Programs lose their files from here on, and must not see it. */
static void
park_users(void)
{
	users_parked = 1;
	for (int i = 0; i < ncpus; i++)
		host_cpu_post((unsigned)i, PEND_KICK);
}

/* reboot(2) with RB_* flags: sync, unmount, halt or start anew.  Thread
 * context, no locks. */
static void __attribute__((noreturn))
kern_reboot(int howto)
{
	/* One at a time; whoever comes later waits for the end. */
	while (atomic_swap(&rebooting, 1) != 0)
		tsleep(__DECONST_K(void *, &rebooting), 0, "reboot", 0);
	park_users();
	if (!(howto & RB_NOSYNC))
		vfs_shutdown();
	if (howto & RB_DUMP)
		panic("reboot: dump requested");
	if (howto & (RB_HALT | RB_POWEROFF)) {
		kprintf(howto & RB_POWEROFF ? "Power off.\n" :
		    "The operating system has halted.\n");
		host_exit(HOST_EXIT_OK);
	}
	kprintf("Rebooting...\n");
	host_reboot();
}

static void
poweroff_thread(void *arg)
{
	for (;;) {
		tsleep_interlock(__DECONST_K(void *, &poweroff_wanted), 0);
		if (poweroff_wanted)
			break;
		tsleep(__DECONST_K(void *, &poweroff_wanted), PINTERLOCKED,
		    "poweroff", 0);
	}
	tsleep_remove();
	kern_reboot(RB_POWEROFF);
}

void
shutdown_init(void)
{
	if (kthread_create(poweroff_thread, NULL, "poweroff") != 0)
		panic("no memory for the power-off thread");
}

void
shutdown_request(void)
{
	if (rebooting || poweroff_wanted)
		return;
	if (initproc != NULL && initproc->p_state == PS_ACTIVE &&
	    sig_action(initproc, SIGUSR2) > SIGACT_IGN) {
		kprintf("SIGTERM: passing SIGUSR2 to init\n");
		ksignal(initproc, SIGUSR2);
		return;
	}
	kprintf("SIGTERM: no init is running, powering off\n");
	poweroff_wanted = 1;
	wakeup(__DECONST_K(void *, &poweroff_wanted));
}

int
sys_reboot(struct lwp *lp, const struct reboot_args *uap, int64_t rv[2])
{
	int error;

	if ((error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	kern_reboot(uap->opt);
}
