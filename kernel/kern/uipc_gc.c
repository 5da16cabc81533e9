/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_gc.c: descriptors in messages that nobody can receive any more.
 *
 * Rights are dropped by a thread of their own, one after the other: a socket in
 * flight may hold sockets in flight, and so on, deeper than a kernel stack.
 *
 * Collection: a local socket is reachable if its file has a reference that is
 * not in flight, if it lies in the queue of one that is reachable, or waits to be
 * accepted by one.  The rights in queues of all others are dropped.  Rights
 * between queues ("in transit") would not be seen: the collector looks whether
 * there were any and then begins anew.
 *
 * Locks: unp_spin, then a so_spin, while the collector looks; gc_spin guards
 * the list of rights to drop and the thread's state.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/uipc_unix.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"

MALLOC_DECLARE(M_SOCKCTL);

static struct spinlock gc_spin = SPINLOCK_INITIALIZER("unpgc", LR_SPINMISC);
static STAILQ_HEAD(, sockctl) gc_drops = STAILQ_HEAD_INITIALIZER(gc_drops);
static bool gc_wanted, gc_started;	/* gc_spin */

static void
rights_drop(struct sockctl *ctl)
{
	struct file *fp;

	while (ctl->sc_nfiles > 0) {
		fp = ctl->sc_files[--ctl->sc_nfiles];
		atomic_sub(&fp->f_msgcount, 1);
		atomic_sub(&rights_inflight, 1);
		file_drop(fp);
	}
	kfree(ctl->sc_files, M_SOCKCTL);
	kfree(ctl, M_SOCKCTL);
}

static void gc_thread(void *);

/* The thread starts with the first rights that are to be dropped. */
static bool
gc_start(void)
{
	bool start;

	spin_lock(&gc_spin);
	start = !gc_started;
	gc_started = true;
	spin_unlock(&gc_spin);
	if (start && kthread_create(gc_thread, NULL, "unpgc") != 0) {
		gc_started = false;
		return (false);
	}
	return (true);
}

void
sockctl_free(struct sockctl *ctl)
{
	sockctl_landed(ctl);
	if (ctl->sc_nfiles == 0 || !gc_start()) {
		rights_drop(ctl);
		return;
	}
	spin_lock(&gc_spin);
	STAILQ_INSERT_TAIL(&gc_drops, ctl, sc_link);
	wakeup(&gc_drops);
	spin_unlock(&gc_spin);
}

void
unix_gc_request(void)
{
	if (rights_inflight == 0 || !gc_start())
		return;
	spin_lock(&gc_spin);
	gc_wanted = true;
	wakeup(&gc_drops);
	spin_unlock(&gc_spin);
}

/* ---- collection; unp_spin held ---------------------------------------------- */

static void
gc_reach(struct socket *so, struct unix_pcb **work)
{
	struct unix_pcb *unp = so->so_pcb;

	if (unp == NULL || unp->unp_reached)
		return;
	unp->unp_reached = true;
	unp->unp_gcnext = *work;
	*work = unp;
}

static bool
gc_isroot(struct socket *so)
{
	struct file *fp;
	bool root;

	spin_lock(&so->so_spin);
	fp = so->so_file;
	/* Without a file: being made, or waiting to be accepted. */
	root = fp != NULL ? fp->f_count > fp->f_msgcount : so->so_head == NULL;
	spin_unlock(&so->so_spin);
	return (root);
}

/* What is in the queues of one reachable socket is reachable. */
static void
gc_scan(struct unix_pcb *unp, struct unix_pcb **work)
{
	struct socket *so = unp->unp_socket, *other;
	struct sockmsg *m;
	int i;

	spin_lock(&so->so_spin);
	TAILQ_FOREACH(other, &so->so_comp, so_list)
		gc_reach(other, work);
	STAILQ_FOREACH(m, &so->so_rcv.sb_msgs, sm_link) {
		for (i = 0; m->sm_ctl != NULL && i < m->sm_ctl->sc_nfiles;
		    i++) {
			struct file *fp = m->sm_ctl->sc_files[i];

			if (fp->f_type == DTYPE_SOCKET &&
			    ((struct socket *)fp->f_data)->so_proto->pr_domain
			    == AF_LOCAL)
				gc_reach(fp->f_data, work);
		}
	}
	spin_unlock(&so->so_spin);
}

/* Move the rights of an unreachable socket to the list of those to drop. */
static void
gc_purge(struct socket *so)
{
	struct sockmsg *m;

	spin_lock(&so->so_spin);
	STAILQ_FOREACH(m, &so->so_rcv.sb_msgs, sm_link) {
		if (m->sm_ctl == NULL || m->sm_ctl->sc_nfiles == 0)
			continue;
		spin_lock(&gc_spin);
		STAILQ_INSERT_TAIL(&gc_drops, m->sm_ctl, sc_link);
		spin_unlock(&gc_spin);
		m->sm_ctl = NULL;
	}
	spin_unlock(&so->so_spin);
}

/* One collection.  False: rights were on the move, try again. */
static bool
gc_collect(void)
{
	uint32_t moves = rights_moves;
	struct unix_pcb *unp, *work = NULL;
	bool done;

	if (rights_transit != 0)
		return (false);
	spin_lock(&unp_spin);
	LIST_FOREACH(unp, &unp_list, unp_all)
		unp->unp_reached = false;
	LIST_FOREACH(unp, &unp_list, unp_all)
		if (gc_isroot(unp->unp_socket))
			gc_reach(unp->unp_socket, &work);
	while ((unp = work) != NULL) {
		work = unp->unp_gcnext;
		gc_scan(unp, &work);
	}
	done = rights_moves == moves;
	if (done)
		LIST_FOREACH(unp, &unp_list, unp_all)
			if (!unp->unp_reached)
				gc_purge(unp->unp_socket);
	spin_unlock(&unp_spin);
	return (done);
}

static void
gc_thread(void *arg)
{
	struct sockctl *ctl;

	for (;;) {
		spin_lock(&gc_spin);
		while ((ctl = STAILQ_FIRST(&gc_drops)) == NULL && !gc_wanted)
			(void)ssleep(&gc_drops, &gc_spin, 0, "unpgc", 0);
		if (ctl != NULL)
			STAILQ_REMOVE_HEAD(&gc_drops, sc_link);
		else
			gc_wanted = false;
		spin_unlock(&gc_spin);
		if (ctl != NULL) {
			rights_drop(ctl);
			continue;
		}
		if (!gc_collect()) {
			(void)tsleep(&ctl, 0, "unpgcw", NS_PER_S / 10);
			spin_lock(&gc_spin);
			gc_wanted = true;
			spin_unlock(&gc_spin);
		}
	}
}
