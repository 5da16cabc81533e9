/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * main.c: the table of contents: what starts, in which order, and why then.
 *
 * kern_init() runs on the first CPU before any thread; kern_start() is the first
 * thread, and may sleep.
 */
#include "opt_kernel.h"
#include "kern/clock_var.h"
#include "kern/cpu_topology.h"
#include "kern/mqueue.h"
#include "kern/sched_var.h"
#include "platform/boot.h"
#include "platform/shutdown.h"
#include "platform/trap.h"
#include "sys/kdev.h"
#include "sys/kfile.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/knote.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/ktty.h"
#include "sys/sysvipc.h"
#include "sys/thread.h"
#include "vfs/namei.h"
#include "vm/vm.h"
#include "dev/memdev.h"
#include "dev/vdisk.h"
#include "dev/vke.h"
#include "net/k_if.h"

void
kern_init(void)
{
	kprintf("DragonFly v5.9-DEVELOPMENT virtual kernel (%s)\n",
	    KERN_IDENT);
	kstack_init();		/* stacks that are kept can be given back */
	sleep_init();		/* before anything may wait */
	sysctl_init();		/* the tree; devices add to it */
	clock_rate_init();	/* ticks a second */
	topology_init(boot_options.bo_lbits, boot_options.bo_cbits);
	file_init();		/* the file table; limits from memory */
	proc_init();		/* process 0, which has those limits */
	sendsig_init();		/* a signal frame in reserve */
	kqueue_init();		/* events: files and devices embed them */
	vfs_init();		/* vnodes, name cache, filesystems */
	kld_init();		/* modules that are linked in */
	mqueue_init();		/* POSIX message queues */
#ifdef OPT_SYSVSHM
	shm_init();		/* System V IPC: tables */
#endif
#ifdef OPT_SYSVSEM
	sem_init();
#endif
#ifdef OPT_SYSVMSG
	msg_init();
#endif
	devfs_init();		/* /dev, empty */
	sysctl_tunables();	/* the environment overrides defaults */
}

void
kern_start(void *arg)
{
	struct vm_counts vc;

	cpus_start();		/* interrupts and other CPUs from here on */
	shutdown_init();	/* SIGTERM may come at any time */
	clock_start();		/* load averages; timers run */
	vm_counts(&vc);
	kprintf("%d CPU%s, %lu MB memory, %lu MB available\n", ncpus,
	    ncpus > 1 ? "s" : "", boot_options.bo_memsize >> 20,
	    vc.free * PAGE_SIZE >> 20);
	memdev_attach();	/* /dev/null, zero, mem, random, fd, klog */
	tty_attach();		/* /dev/tty */
	pty_attach();		/* pseudo-terminals */
	vcons_attach();		/* /dev/console: init needs it */
#ifdef NDEV_vkd
	vkd_init();		/* disks, their slices and partitions */
#endif
#ifdef NDEV_vcd
	vcd_init();		/* read-only disks of 2048-byte sectors */
#endif
#ifdef OPT_INET
	net_init();		/* the network stack and lo0 */
#ifdef NDEV_vke
	vke_init();		/* interfaces to the host's networks */
#endif
#endif
	vm_daemons_start();	/* pageout and writeback, before the root */
	vfs_mountroot(boot_rootguess());
	if (init_start() != 0)	/* the first program */
		panic("no memory for init");
}
