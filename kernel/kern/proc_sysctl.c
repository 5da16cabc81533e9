/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc_sysctl.c: kern.proc: what ps(1) and others learn about processes, as
 * struct kinfo_proc (sys/kinfo.h).
 *
 * kern.proc.all, .pid, .pgrp, .session, .tty, .uid, .ruid give records, with
 * KERN_PROC_FLAG_LWP one per LWP; .args, .pathname, .cwd, .sigtramp one thing of
 * one process.  kern.ps_showallprocs 0 hides what belongs to other users.
 *
 * Locks: proctree_spin and p_spin while a record is filled; none while it is
 * copied out.
 */
#include <sys/exec.h>
#include <sys/kinfo.h>
#include <sys/upmap.h>
#include <sys/wait.h>
#include "sys/kfile.h"
#include "sys/kjail.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "platform/trap.h"
#include "vfs/namei.h"
#include "vm/vm.h"

static int ps_showallprocs = 1;
static uint64_t ps_strings = PS_STRINGS;
SYSCTL_KINT(showall_security, "security.ps_showallprocs", OID_AUTO,
    CTLFLAG_RW, &ps_showallprocs, "Everybody sees all processes");
SYSCTL_KINT(showall, "kern.ps_showallprocs", OID_AUTO, CTLFLAG_RW,
    &ps_showallprocs, "Everybody sees all processes");
SYSCTL_KLONG(ps_strings, "kern.ps_strings", KERN_PS_STRINGS, CTLFLAG_RD,
    &ps_strings, "User address of ps_strings");

static void
fill_cred(const struct ucred *cr, struct kinfo_proc *kp)
{
	kp->kp_uid = cr->cr_uid;
	kp->kp_jailid = jail_id(cr);
	kp->kp_ngroups = cr->cr_ngroups;
	memcpy(kp->kp_groups, cr->cr_groups, sizeof(cr->cr_groups));
	kp->kp_ruid = cr->cr_ruid;
	kp->kp_svuid = cr->cr_svuid;
	kp->kp_rgid = cr->cr_rgid;
	kp->kp_svgid = cr->cr_svgid;
}

/* Family, group, session, terminal.  proctree_spin held. */
static void
fill_family(struct proc *p, struct kinfo_proc *kp)
{
	const struct proc *pp = p->p_oppid_proc != NULL ? p->p_oppid_proc :
	    p->p_pptr;
	struct session *s;

	kp->kp_ppid = pp != NULL ? pp->p_pid : -1;
	kp->kp_tdev = NODEV;
	kp->kp_tpgid = kp->kp_tsid = -1;
	if (p->p_pgrp == NULL)
		return;
	s = p->p_pgrp->pg_session;
	kp->kp_pgid = p->p_pgrp->pg_id;
	kp->kp_jobc = pgrp_jobc(p->p_pgrp);
	kp->kp_sid = s->s_sid;
	memcpy(kp->kp_login, s->s_login, sizeof(s->s_login));
	if (s->s_ttyvp != NULL)
		kp->kp_auxflags |= KI_CTTY;
	if (s->s_leader == p)
		kp->kp_auxflags |= KI_SLEADER;
	if ((p->p_flags & P_CONTROLT) != 0 && s->s_ttyp != NULL &&
	    tty_kinfo != NULL)
		tty_kinfo(s->s_ttyp, &kp->kp_tdev, &kp->kp_tpgid,
		    &kp->kp_tsid);
}

/* Flags as DragonFly numbers them, for ps(1). */
static int
kinfo_flags(const struct proc *p)
{
	static const uint32_t map[][2] = {
		{ P_CONTROLT, 0x00002 }, { P_SYSTEM, 0x00200 },
		{ P_PPWAIT, 0x00010 }, { P_SUGID, 0x00100 },
		{ P_TRACED, 0x00800 }, { P_WAITED, 0x01000 },
		{ P_WEXIT, 0x02000 }, { P_EXITING, 0x02000 },
		{ P_EXEC, 0x04000 },
	};
	int flags = 0;

	for (size_t i = 0; i < NELEM(map); i++)
		if ((p->p_flags & map[i][0]) != 0)
			flags |= (int)map[i][1];
	return (flags);
}

/* p itself.  proctree_spin and p_spin held. */
static void
fill_proc(struct proc *p, struct kinfo_proc *kp)
{
	memset(kp, 0, sizeof(*kp));
	kp->kp_paddr = (uintptr_t)p;
	kp->kp_fd = (uintptr_t)p->p_fd;
	kp->kp_flags = kinfo_flags(p);
	kp->kp_stat = p->p_state == PS_ZOMBIE ? SZOMB :
	    p->p_state == PS_STOPPED ? SSTOP :
	    p->p_state == PS_EMBRYO ? SIDL : SACTIVE;
	kp->kp_lock = p->p_holds & ~P_HOLDWAIT;
	kp->kp_acflag = p->p_acflag;
	kp->kp_traceflag = (int)p->p_traceflag;
	kp->kp_siglist = p->p_siglist;
	kp->kp_sigignore = p->p_sigacts->ps_ignore;
	kp->kp_sigcatch = p->p_sigacts->ps_catch;
	kp->kp_sigflag = (int)p->p_sigacts->ps_flag;
	kp->kp_start.tv_sec = p->p_start / NS_PER_S;
	kp->kp_start.tv_usec = p->p_start % NS_PER_S / NS_PER_US;
	strlcpy(kp->kp_comm, p->p_comm, sizeof(kp->kp_comm));
	fill_cred(p->p_ucred, kp);
	kp->kp_pid = p->p_pid;
	fill_family(p, kp);
	kp->kp_exitstat = (u_short)p->p_xstat;
	kp->kp_nthreads = p->p_nlwps;
	kp->kp_nice = p->p_nice;
	kp->kp_swtime = (unsigned int)((time_wall() - p->p_start) / NS_PER_S);
	kp->kp_cru = p->p_cru;
}

static uint64_t
tv_us(const struct timeval *tv)
{
	return ((uint64_t)tv->tv_sec * (NS_PER_S / NS_PER_US) +
	    (uint64_t)tv->tv_usec);
}

/* Flags of LWPs and threads as DragonFly numbers them. */
#define KL_ALTSTACK	0x01
#define KL_OLDMASK	0x02
#define KL_SINTR	0x08	/* a signal ends its sleep */
#define KT_RUNNING	0x01
#define KT_RUNQ		0x02
#define KT_SINTR	0x40

static void
kinfo_lwpflags(const struct lwp *lp, struct kinfo_lwp *kl)
{
	const struct thread *td = lp->lwp_thread;

	if ((lp->lwp_sigstk.ss_flags & SS_DISABLE) == 0)
		kl->kl_flags |= KL_ALTSTACK;
	if ((lp->lwp_flags & LWP_OLDMASK) != 0)
		kl->kl_flags |= KL_OLDMASK;
	switch (td->td_state) {
	case TDS_RUNNING:
		kl->kl_tdflags = KT_RUNNING | KT_RUNQ;
		break;
	case TDS_RUNNABLE:
		kl->kl_tdflags = KT_RUNQ;
		break;
	case TDS_SLEEPING:
		if ((td->td_sflags & PCATCH) != 0) {
			kl->kl_flags |= KL_SINTR;
			kl->kl_tdflags = KT_SINTR;
		}
		break;
	default:
		break;
	}
}

/* p_spin held. */
static void
fill_lwp(struct lwp *lp, struct kinfo_lwp *kl)
{
	struct thread *td = lp->lwp_thread;
	const char *wmesg = td->td_wmesg;

	memset(kl, 0, sizeof(*kl));
	kl->kl_pid = lp->lwp_proc->p_pid;
	kl->kl_tid = lp->lwp_tid;
	kinfo_lwpflags(lp, kl);
	kl->kl_stat = (lp->lwp_flags & LWP_INSTOP) != 0 ? LSSTOP :
	    td->td_state == TDS_SLEEPING ? LSSLEEP : LSRUN;
	kl->kl_prio = td->td_upri;
	kl->kl_tdprio = td->td_pri;
	kl->kl_rtprio.type = lp->lwp_rtprio_type;
	kl->kl_rtprio.prio = lp->lwp_rtprio_prio;
	lwp_rusage(lp, &kl->kl_ru);
	kl->kl_uticks = tv_us(&kl->kl_ru.ru_utime);
	kl->kl_sticks = tv_us(&kl->kl_ru.ru_stime);
	kl->kl_pctcpu = thread_pctcpu(td) * 10000 / FSCALE;
	kl->kl_estcpu = (int)(td->td_estcpu / NS_PER_MS);
	if (td->td_state == TDS_SLEEPING)
		kl->kl_slptime = (u_int)K_MAX((curthread->td_mark -
		    td->td_sleepsince) / NS_PER_S, (int64_t)0);
	kl->kl_cpuid = kl->kl_origcpu = td->td_cpu != NULL ?
	    td->td_cpu->c_id : 0;
	kl->kl_siglist = lp->lwp_siglist;
	kl->kl_sigmask = lp->lwp_sigmask;
	if (td->td_state == TDS_SLEEPING && wmesg != NULL) {
		kl->kl_wchan = (uintptr_t)td->td_wchan;
		strlcpy(kl->kl_wmesg, wmesg, sizeof(kl->kl_wmesg));
	}
	strlcpy(kl->kl_comm, lp->lwp_name[0] != '\0' ? lp->lwp_name :
	    lp->lwp_proc->p_comm, sizeof(kl->kl_comm));
}

/*
 * All LWPs of p as one: number -1, the sums of what they used, and else what the
 * last of them does.  False: there is none.  p_spin held.
 */
static bool
fill_lwps(struct proc *p, struct kinfo_lwp *kl)
{
	struct rusage ru, one;
	struct lwp *lp;
	u_int pct = 0;

	memset(&ru, 0, sizeof(ru));
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list) {
		lwp_rusage(lp, &one);
		rusage_add(&ru, &one);
		pct += thread_pctcpu(lp->lwp_thread) * 10000 / FSCALE;
	}
	if ((lp = TAILQ_LAST(&p->p_lwps, lwplist)) == NULL)
		return (false);
	fill_lwp(lp, kl);
	kl->kl_tid = -1;
	kl->kl_ru = ru;
	kl->kl_uticks = tv_us(&ru.ru_utime);
	kl->kl_sticks = tv_us(&ru.ru_stime);
	kl->kl_pctcpu = pct;
	return (true);
}

static void
fill_vm(struct proc *p, struct kinfo_proc *kp)
{
	struct vmspace_info vi;
	struct vmspace *vm;

	if ((vm = proc_vmspace(p)) == NULL)
		return;
	vmspace_info(vm, &vi);
	vmspace_drop(vm);
	kp->kp_vm_map_size = vi.size;
	kp->kp_vm_rssize = kp->kp_vm_swrss = (segsz_t)vi.rssize;
	kp->kp_vm_tsize = (segsz_t)vi.tsize;
	kp->kp_vm_dsize = (segsz_t)vi.dsize;
	kp->kp_vm_ssize = (segsz_t)vi.ssize;
	kp->kp_vm_prssize = (u_int)vi.prssize;
}

/* A request for records. */
struct psarg {
	struct sysctl_req *req;
	struct kinfo_proc *kp;
	int		 what;		/* KERN_PROC_* */
	int64_t		 arg;
	bool		 lwps;
	int		 error;
};

static bool
may_see(struct sysctl_req *req, struct proc *p)
{
	if (req->lwp == NULL)
		return (true);
	return (ps_showallprocs ? jail_seesproc(req->lwp->lwp_cred, p) :
	    cred_trespass(req->lwp->lwp_cred, p) == 0);
}

/* Does the record kp match the question? */
static bool
ps_match(const struct psarg *pa, const struct kinfo_proc *kp)
{
	switch (pa->what) {
	case KERN_PROC_PID:
		return (kp->kp_pid == pa->arg);
	case KERN_PROC_PGRP:
		return (kp->kp_pgid == pa->arg);
	case KERN_PROC_SESSION:
		return (kp->kp_sid == pa->arg);
	case KERN_PROC_TTY:
		return (kp->kp_tdev != NODEV && kp->kp_tdev ==
		    (dev_t)pa->arg);
	case KERN_PROC_UID:
		return (kp->kp_uid == (uid_t)pa->arg);
	case KERN_PROC_RUID:
		return (kp->kp_ruid == (uid_t)pa->arg);
	default:
		return (true);
	}
}

static bool
ps_one(struct proc *p, void *arg)
{
	struct psarg *pa = arg;
	struct kinfo_proc *kp = pa->kp;
	lwpid_t tid = -1;
	struct lwp *lp;

	if (!may_see(pa->req, p))
		return (true);
	spin_lock(&proctree_spin);
	spin_lock(&p->p_spin);
	fill_proc(p, kp);
	lp = pa->lwps ? proc_firstlwp(p) : NULL;
	if (lp != NULL) {
		fill_lwp(lp, &kp->kp_lwp);
		tid = lp->lwp_tid;
	} else if (pa->lwps || !fill_lwps(p, &kp->kp_lwp)) {
		kp->kp_lwp.kl_pid = p->p_pid;
		kp->kp_lwp.kl_stat = LSSLEEP;
		kp->kp_lwp.kl_rtprio.type = RTP_PRIO_NORMAL;
	}
	spin_unlock(&p->p_spin);
	spin_unlock(&proctree_spin);
	if (!ps_match(pa, kp))
		return (true);
	proc_rusage(p, &kp->kp_ru);
	fill_vm(p, kp);
	pa->error = sysctl_out(pa->req, kp, sizeof(*kp));
	/* The other LWPs, in the order of their numbers. */
	while (pa->error == 0 && pa->lwps && lp != NULL) {
		spin_lock(&p->p_spin);
		TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
			if (lp->lwp_tid > tid)
				break;
		if (lp != NULL) {
			fill_lwp(lp, &kp->kp_lwp);
			tid = lp->lwp_tid;
		}
		spin_unlock(&p->p_spin);
		if (lp != NULL)
			pa->error = sysctl_out(pa->req, kp, sizeof(*kp));
	}
	return (pa->error == 0);
}

/* Records of the processes that match; EINVAL, ENOMEM, EFAULT. */
static int
ps_records(int what, bool lwps, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct psarg pa = { .req = req, .what = what, .lwps = lwps };
	struct proc *p;

	if (what == KERN_PROC_ALL ? namelen > 1 : namelen != 1)
		return (EINVAL);
	if (namelen == 1)
		pa.arg = name[0];
	if (req->newptr != NULL)
		return (EPERM);
	pa.kp = kmalloc(sizeof(*pa.kp), M_TEMP, M_WAITOK);
	if (pa.kp == NULL)
		return (ENOMEM);
	if (what == KERN_PROC_PID) {
		if ((p = proc_find((pid_t)pa.arg, true)) != NULL) {
			(void)ps_one(p, &pa);
			proc_release(p);
		}
	} else {
		/* Room for what may come up until the second call. */
		if (req->oldptr == NULL)
			pa.error = sysctl_out(req, NULL, 5 * sizeof(*pa.kp));
		proc_foreach(ps_one, &pa);
	}
	kfree(pa.kp, M_TEMP);
	return (pa.error);
}

/* kern.proc.*: oid_arg2 is the variable, name what it is asked for. */
static int
sysctl_proc(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int what = (int)oid->oid_arg2 & ~KERN_PROC_FLAGMASK, error;
	struct proc *p;
	pid_t pid;

	if (what <= KERN_PROC_RUID)
		return (ps_records(what,
		    (oid->oid_arg2 & KERN_PROC_FLAG_LWP) != 0, name, namelen,
		    req));
	/* Who asks for the trampoline need not say whose. */
	if (namelen != 1 && (what != KERN_PROC_SIGTRAMP || namelen != 0))
		return (EINVAL);
	pid = namelen == 1 ? name[0] : -1;
	if (pid == -1 && req->lwp != NULL)
		pid = req->lwp->lwp_proc->p_pid;
	if ((p = proc_find(pid, true)) == NULL)
		return (ESRCH);
	error = may_see(req, p) ? proc_answer(what, p, req) : ESRCH;
	proc_release(p);
	return (error);
}

#define PROC_VAR(name, nr, access, descr)				\
	SYSCTL_KPROC(kern_proc_##name, "kern.proc." #name, nr,		\
	    CTLTYPE_NODE | (access), NULL, nr, sysctl_proc,		\
	    "S,kinfo_proc", descr)
#define PROC_VARS(name, nr, descr)					\
	PROC_VAR(name, nr, CTLFLAG_RD, descr);				\
	PROC_VAR(name##_lwp, nr | KERN_PROC_FLAG_LWP, CTLFLAG_RD,	\
	    descr " with their LWPs")
PROC_VARS(all, KERN_PROC_ALL, "All processes");
PROC_VARS(pid, KERN_PROC_PID, "A process");
PROC_VARS(pgrp, KERN_PROC_PGRP, "Processes of a group");
PROC_VARS(session, KERN_PROC_SESSION, "Processes of a session");
PROC_VARS(tty, KERN_PROC_TTY, "Processes of a terminal");
PROC_VARS(uid, KERN_PROC_UID, "Processes of an effective user");
PROC_VARS(ruid, KERN_PROC_RUID, "Processes of a real user");
PROC_VAR(args, KERN_PROC_ARGS, CTLFLAG_RW | CTLFLAG_ANYBODY,
    "Arguments of a process");
PROC_VAR(cwd, KERN_PROC_CWD, CTLFLAG_RD, "Directory of a process");
PROC_VAR(pathname, KERN_PROC_PATHNAME, CTLFLAG_RD, "Program of a process");
PROC_VAR(sigtramp, KERN_PROC_SIGTRAMP, CTLFLAG_RD,
    "Where the signal trampoline of a process is");
