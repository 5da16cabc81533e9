/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tty_session.c: terminals and sessions: the controlling terminal, foreground
 * and background, the end of a session, and the load line of VSTATUS.
 *
 * Locks: t_session and t_pgrp change under proctree_spin and t_spin, in this
 * order; either is enough to read them.
 */
#include <sys/param.h>
#include <sys/resource.h>
#include "kern/tty_var.h"
#include "sys/kdev.h"
#include "vfs/vnode.h"

/* proctree_spin held: is tp the controlling terminal of p? */
static bool
is_ctty(const struct tty *tp, const struct proc *p)
{
	return (p->p_pgrp != NULL && tp->t_session != NULL &&
	    p->p_pgrp->pg_session == tp->t_session &&
	    (p->p_flags & P_CONTROLT) != 0);
}

bool
tty_isctty(struct tty *tp)
{
	bool is;

	spin_lock(&proctree_spin);
	is = is_ctty(tp, curproc);
	spin_unlock(&proctree_spin);
	return (is);
}

int
tty_background(struct tty *tp, int sig)
{
	struct lwp *lp = curlwp;
	struct proc *p;
	struct pgrp *pg;
	int error;

	/* The kernel itself reads the console when it asks for a root. */
	if (lp == NULL)
		return (0);
	p = lp->lwp_proc;
	for (;;) {
		if (p->p_pgrp == tp->t_pgrp)
			return (0);
		spin_lock(&proctree_spin);
		pg = p->p_pgrp;
		if (!is_ctty(tp, p) || pg == tp->t_pgrp) {
			spin_unlock(&proctree_spin);
			return (0);
		}
		pgrp_hold(pg);
		spin_unlock(&proctree_spin);
		if (proc_sigignored(p, sig) || lwp_sigmasked(lp, sig) ||
		    (p->p_flags & P_PPWAIT) != 0) {
			pgrp_drop(pg);
			return (sig == SIGTTIN ? EIO : 0);
		}
		if (pgrp_orphaned(pg)) {
			pgrp_drop(pg);
			return (EIO);
		}
		pgsignal(pg, sig, true);
		pgrp_drop(pg);
		/* The signal ends this; the time is for one that is lost. */
		error = tsleep(&tp->t_pgrp, PCATCH, "ttybg", NS_PER_S);
		if (error != 0 && error != EWOULDBLOCK)
			return (error);
	}
}

/*
 * Set session and group, with references, and hand the old ones back.
 * proctree_spin held; NULL clears.
 */
static void
tty_assign(struct tty *tp, struct session *s, struct pgrp *pg,
    struct pgrp **oldpg)
{
	struct session *olds;

	if (s != NULL)
		session_hold(s);
	if (pg != NULL)
		pgrp_hold(pg);
	spin_lock(&tp->t_spin);
	olds = tp->t_session;
	*oldpg = tp->t_pgrp;
	tp->t_session = s;
	tp->t_pgrp = pg;
	spin_unlock(&tp->t_spin);
	if (olds != NULL)
		session_drop(olds);
}

/* The caller, a session leader, takes tp as controlling terminal.  EPERM. */
int
tty_setctty(struct tty *tp)
{
	struct proc *p = curproc;
	struct pgrp *oldpg = NULL;
	struct session *s;
	int error = 0;

	spin_lock(&proctree_spin);
	s = p->p_pgrp->pg_session;
	if (s->s_leader != p ||
	    ((s->s_ttyp != NULL || tp->t_session != NULL) &&
	    tp->t_session != s)) {
		error = EPERM;
	} else {
		tty_assign(tp, s, p->p_pgrp, &oldpg);
		s->s_ttyp = tp;
	}
	spin_unlock(&proctree_spin);
	if (error == 0) {
		spin_lock(&p->p_spin);
		p->p_flags |= P_CONTROLT;
		spin_unlock(&p->p_spin);
	}
	if (oldpg != NULL)
		pgrp_drop(oldpg);
	return (error);
}

/* The caller gives the terminal up; a session leader cannot. */
int
tty_notty(struct tty *tp)
{
	struct proc *p = curproc;
	bool leader;

	if (!tty_isctty(tp))
		return (ENOTTY);
	spin_lock(&proctree_spin);
	leader = p->p_pgrp->pg_session->s_leader == p;
	spin_unlock(&proctree_spin);
	if (leader)
		return (EINVAL);
	spin_lock(&p->p_spin);
	p->p_flags &= ~P_CONTROLT;
	spin_unlock(&p->p_spin);
	return (0);
}

int
tty_getsid(struct tty *tp, int *sid)
{
	int error = ENOTTY;

	spin_lock(&proctree_spin);
	if (is_ctty(tp, curproc)) {
		*sid = tp->t_session->s_sid;
		error = 0;
	}
	spin_unlock(&proctree_spin);
	return (error);
}

#define NO_PID	100000		/* no foreground group */

int
tty_getpgrp(struct tty *tp, int *pgid)
{
	int error = ENOTTY;

	spin_lock(&proctree_spin);
	if (is_ctty(tp, curproc)) {
		*pgid = tp->t_pgrp != NULL ? tp->t_pgrp->pg_id : NO_PID;
		error = 0;
	}
	spin_unlock(&proctree_spin);
	return (error);
}

/* Choose the foreground group, of the same session.  ENOTTY, EPERM, EINVAL. */
int
tty_setpgrp(struct tty *tp, pid_t pgid)
{
	struct pgrp *pg, *oldpg = NULL;
	int error = 0;

	if (!tty_isctty(tp))
		return (ENOTTY);
	if (pgid < 0)
		return (EINVAL);
	if ((pg = pgrp_find(pgid)) == NULL)
		return (EPERM);
	spin_lock(&proctree_spin);
	if (!is_ctty(tp, curproc))
		error = ENOTTY;
	else if (pg->pg_session != tp->t_session)
		error = EPERM;
	else
		tty_assign(tp, tp->t_session, pg, &oldpg);
	spin_unlock(&proctree_spin);
	pgrp_drop(pg);
	if (oldpg != NULL)
		pgrp_drop(oldpg);
	wakeup(&tp->t_inhead);		/* readers may have to stop now */
	return (error);
}

/*
 * tp is no session's terminal any more.  Context: thread, no spin lock held.
 */
void
tty_leave_session(struct tty *tp)
{
	struct vnode *vp = NULL;
	struct pgrp *oldpg;
	struct session *s;

	spin_lock(&proctree_spin);
	if ((s = tp->t_session) != NULL && s->s_ttyp == tp) {
		s->s_ttyp = NULL;
		vp = s->s_ttyvp;
		s->s_ttyvp = NULL;
	}
	tty_assign(tp, NULL, NULL, &oldpg);
	spin_unlock(&proctree_spin);
	if (oldpg != NULL)
		pgrp_drop(oldpg);
	if (vp != NULL)
		vrele(vp);
}

/*
 * Session s lost its leader: SIGHUP to the foreground, and nobody may go on
 * using the terminal through what is open now.  s is held.
 */
void
tty_session_exit(struct session *s)
{
	struct pgrp *pg = NULL;
	struct vnode *vp;
	struct tty *tp;

	spin_lock(&proctree_spin);
	tp = s->s_ttyp;
	vp = s->s_ttyvp;
	s->s_ttyvp = NULL;
	if (tp != NULL && (pg = tp->t_pgrp) != NULL)
		pgrp_hold(pg);
	spin_unlock(&proctree_spin);
	if (pg != NULL) {
		pgsignal(pg, SIGHUP, true);
		pgrp_drop(pg);
	}
	if (vp != NULL) {
		vn_revoke(vp);
		vrele(vp);
	}
	/* Closing has done it, unless the terminal has no vnode. */
	if (tp != NULL && tp->t_session == s)
		tty_leave_session(tp);
}

/* Numbers of a session's terminal, for ps; proctree_spin held. */
void
tty_kinfo(struct tty *tp, dev_t *dev, pid_t *pgid, pid_t *sid)
{
	*dev = tp->t_dev != NULL ? dev_from_cdev(tp->t_dev) : (dev_t)NODEV;
	*pgid = tp->t_pgrp != NULL ? tp->t_pgrp->pg_id : -1;
	*sid = tp->t_session != NULL ? tp->t_session->s_sid : -1;
}

struct cdev *
tty_ctty(struct proc *p)
{
	struct cdev *dev = NULL;
	struct tty *tp;

	spin_lock(&proctree_spin);
	if ((p->p_flags & P_CONTROLT) != 0 && p->p_pgrp != NULL &&
	    (tp = p->p_pgrp->pg_session->s_ttyp) != NULL &&
	    (dev = tp->t_dev) != NULL)
		dev_ref(dev);
	spin_unlock(&proctree_spin);
	return (dev);
}

/* ---- the load line ------------------------------------------------------ */

/*
 * How much a process is worth showing: what runs before what sleeps, then the
 * youngest.  proctree_spin held.
 */
static int
info_rank(struct proc *p, const char **state)
{
	struct lwp *lp;
	int rank = 0;

	*state = "zombie";
	spin_lock(&p->p_spin);
	if ((lp = proc_firstlwp(p)) != NULL) {
		struct thread *td = lp->lwp_thread;

		rank = 1;
		*state = td->td_wmesg != NULL ? td->td_wmesg : "wait";
		if (p->p_state == PS_STOPPED) {
			*state = "stopped";
		} else if (td->td_state == TDS_RUNNING ||
		    td->td_state == TDS_RUNNABLE) {
			rank = 2;
			*state = td->td_state == TDS_RUNNING ? "running" :
			    "runnable";
		}
	}
	spin_unlock(&p->p_spin);
	return (rank);
}

/* The process to show, held, or NULL. */
static struct proc *
info_pick(struct tty *tp, const char **state)
{
	struct proc *p, *best = NULL;
	const char *st;
	int rank, bestrank = -1;

	spin_lock(&proctree_spin);
	if (tp->t_pgrp != NULL) {
		LIST_FOREACH(p, &tp->t_pgrp->pg_members, p_pglist) {
			rank = info_rank(p, &st);
			if (rank > bestrank || (rank == bestrank &&
			    p->p_pid > best->p_pid)) {
				best = p;
				bestrank = rank;
				*state = st;
			}
		}
	}
	if (best != NULL)
		proc_hold(best);
	spin_unlock(&proctree_spin);
	return (best);
}

/* VSTATUS, TIOCSTAT: one line about load and the foreground process. */
void
tty_info(struct tty *tp)
{
	int64_t user = 0, sys = 0, load = load_average[0];
	const char *state = "empty foreground process group";
	struct proc *p = info_pick(tp, &state);
	char line[160];
	int n;

	n = ksnprintf(line, sizeof(line), "load: %d.%02d ",
	    (int)(load / FSCALE), (int)(load % FSCALE * 100 / FSCALE));
	if (p == NULL) {
		(void)ksnprintf(line + n, sizeof(line) - (size_t)n, " %s\n",
		    state);
	} else {
		proc_cputime(p, &user, &sys);
		(void)ksnprintf(line + n, sizeof(line) - (size_t)n,
		    " cmd: %s %d [%s] %d.%02du %d.%02ds\n", p->p_comm,
		    p->p_pid, state, (int)(user / NS_PER_S),
		    (int)(user % NS_PER_S / (10 * NS_PER_MS)),
		    (int)(sys / NS_PER_S),
		    (int)(sys % NS_PER_S / (10 * NS_PER_MS)));
		proc_release(p);
	}
	tty_lock(tp);
	tty_message(tp, line);
	tp->t_rocount = 0;
	tty_unlock(tp);
}
