/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_oom.c: the end of memory.  When files have nothing more to give and somebody
 * waits, the process with the most memory is killed, and said so on the
 * console.  It may use the reserve to come to its end.
 *
 * Locks: proctree and p_spin by turns, vs_lock only tried.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "platform/pmap.h"
#include "sys/callout.h"
#include "sys/kproc.h"

#define OOM_GRACE	(3 * NS_PER_S)	/* for the last victim to go */

struct choice {
	struct proc	*c_proc;	/* held */
	uint64_t	 c_score;	/* pages */
	bool		 c_dying;	/* an earlier victim is still here */
};

/* Pages that go free with the space: its private and anonymous memory. */
static uint64_t
space_score(struct vmspace *vs)
{
	struct vm_map_entry *e;
	uint64_t n = 0;

	if (lock_acquire(&vs->vs_lock, LK_SHARED | LK_NOWAIT) != 0)
		return (pmap_resident(vs->vs_pmap));
	for (e = vs->vs_first; e != NULL; e = e->e_next) {
		if (e->e_amap != NULL)
			n += e->e_amap->am_npages;
		if (e->e_obj != NULL && e->e_obj->o_type == OBJ_ANON)
			n += e->e_obj->o_npages;
	}
	lock_release(&vs->vs_lock);
	return (n);
}

static bool
consider(struct proc *p, void *arg)
{
	struct choice *c = arg;
	struct vmspace *vs;
	uint64_t score;

	if (p == initproc || (p->p_flags & P_SYSTEM) != 0 ||
	    p->p_state == PS_ZOMBIE)
		return (true);
	if ((p->p_flags & (P_OOMKILLED | P_WEXIT)) != 0 && p->p_vmspace != NULL)
		c->c_dying = true;
	if ((p->p_flags & P_OOMKILLED) != 0 || (vs = vmspace_get(p)) == NULL)
		return (true);
	score = space_score(vs);
	vmspace_drop(vs);
	if (c->c_proc == NULL || score > c->c_score) {
		if (c->c_proc != NULL)
			proc_release(c->c_proc);
		proc_hold(p);
		c->c_proc = p;
		c->c_score = score;
	}
	return (true);
}

void
vm_oom(void)
{
	static int64_t last;		/* the pageout daemon's only */
	struct choice c = { NULL, 0, false };
	struct ucred *cred;
	struct proc *p;

	proc_foreach(consider, &c);
	if ((p = c.c_proc) == NULL)
		return;
	if (!c.c_dying || time_mono() - last > OOM_GRACE) {
		last = time_mono();
		spin_lock(&p->p_spin);
		p->p_flags |= P_OOMKILLED;
		spin_unlock(&p->p_spin);
		cred = proc_cred(p);
		kprintf("pid %d (%s), uid %u, was killed: out of memory\n",
		    (int)p->p_pid, p->p_comm, (unsigned)cred->cr_uid);
		cred_free(cred);
		METER(ooms, 1);
		ksignal(p, SIGKILL);
	}
	proc_release(p);
}
