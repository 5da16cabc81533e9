/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc_pgrp.c: process groups and sessions, and the rule of orphaned groups.
 * The system calls are pgrp_calls.c.
 *
 * A group is in the hash while it has members or references; one without
 * members keeps its number taken but is not found.  A session lives while it
 * has groups or holds.
 *
 * A member keeps its group from being orphaned when its parent is in another
 * group of the same session (POSIX.1, 3.264).
 *
 * Locks: everything under proctree_spin.
 */
#include "lib/libkern.h"
#include "kern/proc_int.h"

#define PGHASH	256

static LIST_HEAD(, pgrp) pghash[PGHASH];
static LIST_HEAD(, session) seshash[PGHASH];
static struct pgrp pgrp0;
static struct session session0;

void
session_hold(struct session *s)
{
	INVARIANT(spin_held(&proctree_spin));
	s->s_count++;
}

/* proctree_spin held. */
void
session_drop(struct session *s)
{
	INVARIANT(spin_held(&proctree_spin));
	KKASSERT(s->s_count > 0);
	if (--s->s_count > 0)
		return;
	KKASSERT(s->s_ttyvp == NULL);
	LIST_REMOVE(s, s_hash);
	kfree(s, M_PROC);
}

/* proctree_spin held. */
void
pgrp_hold(struct pgrp *pg)
{
	INVARIANT(spin_held(&proctree_spin));
	pg->pg_ref++;
}

void
pgrp_drop_locked(struct pgrp *pg)
{
	KKASSERT(pg->pg_ref > 0);
	if (--pg->pg_ref > 0)
		return;
	KKASSERT(LIST_EMPTY(&pg->pg_members));
	LIST_REMOVE(pg, pg_hash);
	session_drop(pg->pg_session);
	kfree(pg, M_PROC);
}

void
pgrp_drop(struct pgrp *pg)
{
	spin_lock(&proctree_spin);
	pgrp_drop_locked(pg);
	spin_unlock(&proctree_spin);
}

struct pgrp *
pgrp_lookup(pid_t pgid)
{
	struct pgrp *pg;

	LIST_FOREACH(pg, &pghash[(uint32_t)pgid % PGHASH], pg_hash)
		if (pg->pg_id == pgid && !LIST_EMPTY(&pg->pg_members))
			return (pg);
	return (NULL);
}

struct pgrp *
pgrp_find(pid_t pgid)
{
	struct pgrp *pg;

	spin_lock(&proctree_spin);
	if ((pg = pgrp_lookup(pgid)) != NULL)
		pg->pg_ref++;
	spin_unlock(&proctree_spin);
	return (pg);
}

/* Is the number in use by a group or session?  proctree_spin held. */
bool
pgrp_pid_taken(pid_t pid)
{
	struct pgrp *pg;
	struct session *s;

	LIST_FOREACH(pg, &pghash[(uint32_t)pid % PGHASH], pg_hash)
		if (pg->pg_id == pid)
			return (true);
	LIST_FOREACH(s, &seshash[(uint32_t)pid % PGHASH], s_hash)
		if (s->s_sid == pid)
			return (true);
	return (false);
}

void
pgrp_enter(struct pgrp *pg, struct session *s, pid_t pgid)
{
	pg->pg_ref = 0;
	pg->pg_id = pgid;
	pg->pg_session = s;
	LIST_INIT(&pg->pg_members);
	LIST_INSERT_HEAD(&pghash[(uint32_t)pgid % PGHASH], pg, pg_hash);
	session_hold(s);
}

void
session_enter(struct session *s, struct proc *leader)
{
	s->s_count = 0;
	s->s_leader = leader;
	s->s_sid = leader->p_pid;
	LIST_INSERT_HEAD(&seshash[(uint32_t)s->s_sid % PGHASH], s, s_hash);
}

void
pgrp_join(struct pgrp *pg, struct proc *p)
{
	LIST_INSERT_HEAD(&pg->pg_members, p, p_pglist);
	pg->pg_ref++;
	p->p_pgrp = pg;
}

void
pgrp_init0(struct proc *p)
{
	spin_lock(&proctree_spin);
	session_enter(&session0, p);
	pgrp_enter(&pgrp0, &session0, p->p_pid);
	pgrp_join(&pgrp0, p);
	spin_unlock(&proctree_spin);
}

void
pgrp_inherit(struct proc *parent, struct proc *child)
{
	pgrp_join(parent->p_pgrp, child);
}

bool
proc_qualifies(const struct proc *p)
{
	const struct proc *pp = p->p_pptr;

	return (p->p_state != PS_ZOMBIE && pp != NULL && pp->p_pgrp != NULL &&
	    pp->p_pgrp != p->p_pgrp &&
	    pp->p_pgrp->pg_session == p->p_pgrp->pg_session);
}

int
pgrp_jobc(struct pgrp *pg)
{
	struct proc *p;
	int n = 0;

	LIST_FOREACH(p, &pg->pg_members, p_pglist)
		n += proc_qualifies(p);
	return (n);
}

bool
pgrp_orphaned_locked(struct pgrp *pg)
{
	struct proc *p;

	LIST_FOREACH(p, &pg->pg_members, p_pglist)
		if (proc_qualifies(p))
			return (false);
	return (true);
}

bool
pgrp_orphaned(struct pgrp *pg)
{
	bool orphaned;

	spin_lock(&proctree_spin);
	orphaned = pgrp_orphaned_locked(pg);
	spin_unlock(&proctree_spin);
	return (orphaned);
}

void
pgrp_checkorphan(struct pgrp *pg)
{
	struct proc *p;
	bool stopped = false;

	spin_lock(&proctree_spin);
	if (pgrp_orphaned_locked(pg)) {
		LIST_FOREACH(p, &pg->pg_members, p_pglist)
			if (p->p_state == PS_STOPPED)
				stopped = true;
	}
	spin_unlock(&proctree_spin);
	if (stopped) {
		pgsignal(pg, SIGHUP, false);
		pgsignal(pg, SIGCONT, false);
	}
}

/* p leaves its group for good, when it is reaped. */
void
pgrp_leave(struct proc *p)
{
	struct pgrp *pg;

	spin_lock(&proctree_spin);
	pg = p->p_pgrp;
	LIST_REMOVE(p, p_pglist);
	p->p_pgrp = NULL;
	pgrp_drop_locked(pg);
	spin_unlock(&proctree_spin);
}

/*
 * p, a session leader, ends: the terminal hangs up and the session has no
 * leader any more.
 */
void
session_leader_exit(struct proc *p)
{
	struct session *s;

	spin_lock(&proctree_spin);
	s = p->p_pgrp->pg_session;
	if (s->s_leader != p) {
		spin_unlock(&proctree_spin);
		return;
	}
	session_hold(s);
	spin_unlock(&proctree_spin);
	if (tty_session_exit != NULL)
		tty_session_exit(s);
	spin_lock(&proctree_spin);
	s->s_leader = NULL;
	session_drop(s);
	spin_unlock(&proctree_spin);
}
