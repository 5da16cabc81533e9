/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksignal.h: sets of signals, what the default action of each is, pending
 * signals with their siginfo, and the inner interface of kern/sig_*.c.  Code
 * that only sends signals needs sys/kproc.h alone.
 */
#ifndef _KERN_KSIGNAL_H_
#define _KERN_KSIGNAL_H_

#include <sys/signal.h>
#include "sys/kdefs.h"
#include "sys/queue.h"

struct lwp;
struct proc;

static inline void
sigset_zero(sigset_t *s)
{
	s->__bits[0] = s->__bits[1] = s->__bits[2] = s->__bits[3] = 0;
}
static inline void
sigset_add(sigset_t *s, int sig)
{
	s->__bits[_SIG_WORD(sig)] |= _SIG_BIT(sig);
}
static inline void
sigset_del(sigset_t *s, int sig)
{
	s->__bits[_SIG_WORD(sig)] &= ~_SIG_BIT(sig);
}
static inline bool
sigset_has(const sigset_t *s, int sig)
{
	return ((s->__bits[_SIG_WORD(sig)] & _SIG_BIT(sig)) != 0);
}
static inline bool
sigset_empty(const sigset_t *s)
{
	return ((s->__bits[0] | s->__bits[1] | s->__bits[2] |
	    s->__bits[3]) == 0);
}
static inline void
sigset_or(sigset_t *s, const sigset_t *o)
{
	for (int i = 0; i < _SIG_WORDS; i++)
		s->__bits[i] |= o->__bits[i];
}
static inline void
sigset_and(sigset_t *s, const sigset_t *o)
{
	for (int i = 0; i < _SIG_WORDS; i++)
		s->__bits[i] &= o->__bits[i];
}
static inline void
sigset_nand(sigset_t *s, const sigset_t *o)
{
	for (int i = 0; i < _SIG_WORDS; i++)
		s->__bits[i] &= ~o->__bits[i];
}
/* The lowest member, 0 when there is none. */
static inline int
sigset_first(const sigset_t *s)
{
	for (int i = 0; i < _SIG_WORDS; i++)
		if (s->__bits[i] != 0)
			return (i * 32 + __builtin_ctz(s->__bits[i]) + 1);
	return (0);
}
/* SIGKILL and SIGSTOP cannot be blocked. */
static inline void
sigset_cantmask(sigset_t *s)
{
	sigset_del(s, SIGKILL);
	sigset_del(s, SIGSTOP);
}

/* Default actions. */
#define SP_KILL		0x01	/* ends the process */
#define SP_CORE		0x02	/* and leaves a core file */
#define SP_STOP		0x04
#define SP_TTYSTOP	0x08	/* not for orphaned groups */
#define SP_IGNORE	0x10
#define SP_CONT		0x20
int	sig_prop(int sig);

/* A pending signal's story; signals pend once, so there is one a signal. */
struct ksiginfo {
	STAILQ_ENTRY(ksiginfo) ksi_link;
	siginfo_t	 ksi_info;
};
STAILQ_HEAD(ksigq, ksiginfo);
void	ksigq_flush(struct ksigq *);

/* What an action says, for p's sigacts; no lock needed. */
uintptr_t sig_action(struct proc *, int sig);
#define SIGACT_DFL	((uintptr_t)0)
#define SIGACT_IGN	((uintptr_t)1)

/* Fill an info with the caller's identity. */
void	siginfo_user(siginfo_t *, int sig, int code);

/* -- p_spin held from here on ------------------------------------------- */

/* Take sig off the pending sets of lp or its process, with its info. */
bool	lwp_takesig(struct lwp *, int sig, siginfo_t *);
/* Discard pending signals of the set for process and LWPs. */
void	proc_delsigs(struct proc *, const sigset_t *);
/* A LWP ended or masks more: others look at what pends for the process. */
void	proc_resignal(struct proc *);
/* Something changed for lp: it has to look before it goes on in user mode. */
void	lwp_notify(struct lwp *, uint32_t ast);
/*
 * Ask all LWPs to stop with sig as the reason; the parent hears of it when the
 * last one did, which may be at once: then true, and proc_stopped() has to be
 * called once p_spin is released.
 */
bool	proc_stop(struct proc *, int sig);
/* Let a stopped process go on; false if it was not stopped. */
bool	proc_unstop(struct proc *);
/* Stop the caller because P_STOPREQ is set; p_spin is released and retaken. */
void	lwp_stop(struct lwp *);

/* -- no lock held -------------------------------------------------------- */

/* Tell the parent of p that it stopped or continued. */
void	proc_stopped(struct proc *);
void	proc_continued(struct proc *);
/* End the caller's process because of sig, with a core file if it asks so. */
void	sigexit(struct lwp *, int sig) __attribute__((noreturn));
/* exec: caught signals go back to default, the signal stack is gone. */
void	sigacts_exec(struct proc *, struct lwp *);
struct sigacts *sigacts_alloc(void);			/* NULL: no memory */
struct sigacts *sigacts_copy(struct sigacts *);		/* NULL: no memory */
void	sigacts_drop(struct sigacts *);
void	sigacts_init(struct sigacts *);
/*
 * An interruptible sleep of the caller ended early.  If that was only to stop:
 * stop here, and true once continued; the sleep is then to be gone on with.
 */
bool	lwp_stopped_asleep(struct lwp *);
/* Does the caller run on its signal stack? */
bool	lwp_onstack(const struct lwp *);
/* The caller's mask is what set says; what it may take now will be. */
void	lwp_setmask(struct lwp *, const sigset_t *);
/* Write a core file of the caller's process.  Single-threaded by now. */
int	coredump(struct lwp *, int sig);

#endif /* !_KERN_KSIGNAL_H_ */
