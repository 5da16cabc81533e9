/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shutdown.c: reboot(2), halt, and SIGTERM from outside.
 */
#include "platform/shutdown.h"
#include "sys/ksyscall.h"
#include "sys/thread.h"
#include "vfs/vnode.h"
#include "host/host.h"
#include <sys/errno.h>
#include <sys/reboot.h>

static volatile int rebooting;

void
kern_reboot(int howto)
{
	/* One at a time; whoever comes later waits for the end. */
	while (atomic_swap(&rebooting, 1) != 0)
		tsleep(__DECONST_K(void *, &rebooting), 0, "reboot", 0);
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
	kern_reboot(RB_POWEROFF);
}

void
shutdown_request(void)
{
	if (initproc != NULL && initproc->p_state == PS_ACTIVE &&
	    !rebooting) {
		kprintf("SIGTERM: passing SIGUSR2 to init\n");
		ksignal(initproc, SIGUSR2);
		return;
	}
	kprintf("SIGTERM: no init is running, powering off\n");
	if (kthread_create(poweroff_thread, NULL, "poweroff") != 0)
		host_exit(HOST_EXIT_OK);
}

int
sys_reboot(struct lwp *lp, const struct reboot_args *uap, int64_t rv[2])
{
	int error;

	if ((error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	kern_reboot(uap->opt);
}
