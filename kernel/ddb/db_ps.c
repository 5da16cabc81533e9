/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_ps.c: threads, processes and CPUs.
 */
#include "ddb/db_int.h"
#include "kern/sched_var.h"
#include "sys/kproc.h"
#include "lib/libkern.h"

static const char *
state_name(const struct thread *td)
{
	switch (td->td_state) {
	case TDS_NEW:
		return ("new");
	case TDS_RUNNABLE:
		return ("queued");
	case TDS_RUNNING:
		return ("running");
	case TDS_SLEEPING:
		return ("sleep");
	case TDS_STOPPED:
		return ("stop");
	case TDS_DEAD:
		return ("dead");
	}
	return ("?");
}

static bool
ps_line(struct thread *td, void *arg)
{
	struct lwp *lp = td->td_lwp;
	struct proc *p = lp != NULL ? lp->lwp_proc : NULL;

	db_printf("%5d %5d %5d %3d %3d %-8s %-10s %3d %s\n",
	    p != NULL ? (int)p->p_pid : 0,
	    p != NULL && p->p_pptr != NULL ? (int)p->p_pptr->p_pid : 0,
	    p != NULL && p->p_ucred != NULL ? (int)p->p_ucred->cr_uid : 0,
	    lp != NULL ? (int)lp->lwp_tid : 0,
	    td->td_cpu != NULL ? td->td_cpu->c_id : -1, state_name(td),
	    td->td_wmesg != NULL ? td->td_wmesg : "-", td->td_pri,
	    p != NULL ? p->p_comm : td->td_name);
	return (true);
}

/* Zombies have no thread any more. */
static void
ps_zombies(void)
{
	struct proc *p;

	TAILQ_FOREACH(p, &allproc, p_all)
		if (p->p_state == PS_ZOMBIE && p->p_nlwps == 0)
			db_printf("%5d %5d %5d   -   - zombie   -            - "
			    "%s\n", (int)p->p_pid, p->p_pptr != NULL ?
			    (int)p->p_pptr->p_pid : 0, p->p_ucred != NULL ?
			    (int)p->p_ucred->cr_uid : 0, p->p_comm);
}

void
db_cmd_ps(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	db_printf("  pid  ppid   uid lwp cpu state    wmesg      pri command\n");
	thread_foreach(ps_line, NULL);
	ps_zombies();
}

struct find {
	uintptr_t	 addr;
	struct thread	*td;
};

static bool
find_thread(struct thread *td, void *arg)
{
	struct find *f = arg;

	if ((uintptr_t)td != f->addr)
		return (true);
	f->td = td;
	return (false);
}

struct thread *
db_thread(uintptr_t addr)
{
	struct find f = { addr, NULL };

	thread_foreach(find_thread, &f);
	for (int i = 0; f.td == NULL && i < ncpus; i++)
		if ((uintptr_t)cpus[i]->c_curthread == addr)
			f.td = cpus[i]->c_curthread;
	if (f.td == NULL)
		db_error("No thread is at %#lx\n", addr);
	return (f.td);
}

static bool
thread_line(struct thread *td, void *arg)
{
	char chan[64] = "-";

	if (td->td_state == TDS_SLEEPING && td->td_wchan != NULL)
		db_sym_format((uintptr_t)td->td_wchan, chan, sizeof(chan));
	db_printf("%p %-8s %3d %2d %-20s %s\n", (void *)td, state_name(td),
	    td->td_cpu != NULL ? td->td_cpu->c_id : -1, td->td_nspin,
	    td->td_name, chan);
	return (true);
}

DDB_SHOW(threads, "all threads: address, state, cpu, spin locks, name, channel")
{
	db_printf("thread             state    cpu sp name                 "
	    "wchan\n");
	thread_foreach(thread_line, NULL);
}

DDB_SHOW(thread, "one thread, by address; the current one without")
{
	struct thread *td = have ? db_thread(addr) : curthread;

	db_printf("thread %p: %s, %s, priority %d (user %d)\n", (void *)td,
	    td->td_name, state_name(td), td->td_pri, td->td_upri);
	db_printf("  stack %p, %lu bytes, saved rsp %#lx, %son a cpu (%d), "
	    "may use %#x\n", td->td_kstack, td->td_kstack_size, td->td_rsp,
	    td->td_oncpu ? "" : "not ",
	    td->td_cpu != NULL ? td->td_cpu->c_id : -1, td->td_cpumask);
	db_printf("  wchan %p, wmesg %s, %d spin locks held\n",
	    (void *)(uintptr_t)td->td_wchan, td->td_wmesg != NULL ?
	    td->td_wmesg : "-", td->td_nspin);
	db_printf("  user %ld ms, system %ld ms, switches %lu + %lu\n",
	    (int64_t)(td->td_uticks / NS_PER_MS),
	    (int64_t)(td->td_sticks / NS_PER_MS),
	    td->td_nvcsw, td->td_nivcsw);
	if (td->td_lwp != NULL)
		db_printf("  lwp %p: pid %d, tid %d, ast %#x\n",
		    (void *)td->td_lwp, (int)td->td_lwp->lwp_proc->p_pid,
		    (int)td->td_lwp->lwp_tid, td->td_lwp->lwp_ast);
}

DDB_SHOW(cpus, "the virtual CPUs and what they run")
{
	struct cpu *c;

	for (int i = 0; i < ncpus; i++) {
		c = cpus[i];
		db_printf("cpu %d: %p%s, %s, thread %p (%s), %d queued, "
		    "pending %#x\n", i, (void *)c, c == curcpu() ?
		    " (here)" : "", c == curcpu() ? "in ddb" :
		    db_cpus[i].frozen ? "held" : c->c_stopped ? "stopped" :
		    "does not answer", (void *)c->c_curthread,
		    c->c_curthread->td_name, c->c_nrun, *c->c_pending);
		db_printf("  switches %lu, system calls %lu, faults %lu, "
		    "traps %lu, interrupts %lu\n", c->c_swtch, c->c_syscall,
		    c->c_fault, c->c_trap, c->c_intr);
	}
}

/* A pid's digits were read in $radix. */
struct proc *
ddb_proc(uintptr_t addr, bool have)
{
	uint64_t pid = 0, scale = 1;
	struct proc *p;

	if (!have)
		return (curproc);
	TAILQ_FOREACH(p, &allproc, p_all)
		if ((uintptr_t)p == addr)
			return (p);
	for (uint64_t v = addr; v != 0; v /= db_radix, scale *= 10) {
		if (v % db_radix > 9)
			db_error("No process %#lx\n", addr);
		pid += v % db_radix * scale;
	}
	TAILQ_FOREACH(p, &allproc, p_all)
		if ((uint64_t)p->p_pid == pid)
			return (p);
	db_error("No process %lu\n", pid);
}

static void
show_proc(struct proc *p)
{
	struct lwp *lp;

	db_printf("process %d (%s) at %p: parent %d, group %d, uid %d, state "
	    "%d, flags %#x\n", (int)p->p_pid, p->p_comm, (void *)p,
	    p->p_pptr != NULL ? (int)p->p_pptr->p_pid : 0,
	    p->p_pgrp != NULL ? (int)p->p_pgrp->pg_id : 0,
	    p->p_ucred != NULL ? (int)p->p_ucred->cr_uid : -1, p->p_state,
	    p->p_flags);
	db_printf("  vmspace %p, files %p, signals %#x %#x, holds %d\n",
	    (void *)p->p_vmspace, (void *)p->p_fd, p->p_siglist.__bits[0],
	    p->p_siglist.__bits[1], p->p_holds);
	if (p->p_execpath != NULL)
		db_printf("  runs %s\n", p->p_execpath);
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
		db_printf("  lwp %d: thread %p, %s, wmesg %s, flags %#x\n",
		    (int)lp->lwp_tid, (void *)lp->lwp_thread,
		    state_name(lp->lwp_thread), lp->lwp_thread->td_wmesg !=
		    NULL ? lp->lwp_thread->td_wmesg : "-", lp->lwp_flags);
}

DDB_SHOW(proc, "a process, by number or address")
{
	struct proc *p = ddb_proc(addr, have);

	if (p == NULL)
		db_error("No process runs here\n");
	show_proc(p);
}
