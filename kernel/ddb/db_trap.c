/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_trap.c: into the debugger and out of it.
 *
 * Every way in is a trap: int3 of db_breakpoint(), of a breakpoint, a place that
 * is watched, or one step; and SIGQUIT when CPU 0 does not listen.  The CPU that takes db_owner first
 * has the debugger until `continue'; one that traps meanwhile waits, and then
 * tries its instruction again.
 *
 * The others are asked to stop (PEND_STOP), which they do where they poll for
 * interrupts; those that do not come are held by the host wherever they are.
 * They stand still for a step too.
 */
#include "ddb/db_int.h"
#include "ddb/ddb.h"
#include "kern/sched_var.h"
#include "sys/kproc.h"
#include "lib/libkern.h"

#define ASK_NS		(200 * NS_PER_MS)
#define HOLD_NS		NS_PER_S
#define RFLAGS_TF	0x100UL

struct db_cpu db_cpus[MAXCPU];
struct kregs *db_regs;
bool db_regs_fixed;
static volatile uint32_t db_owner;	/* CPU number + 1; 0: nobody */
static bool stepping;			/* the owner is to come back by a step, */
static bool leaving;			/* only to get off a breakpoint */
static struct kregs panic_regs;

static uint32_t
myself(void)
{
	return ((uint32_t)curcpu()->c_id + 1);
}

static bool
take_ownership(void)
{
	uint32_t nobody = 0;

	return (__atomic_compare_exchange_n(&db_owner, &nobody, myself(),
	    false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
}

/* Until the debugger is free, or ours; for good when another CPU panicked. */
static void
wait_turn(const struct kregs *r)
{
	struct cpu *c = curcpu();
	struct db_cpu *dc = &db_cpus[c->c_id];
	uint32_t owner;

	dc->regs = *r;
	dc->known = true;
	c->c_stopped = true;
	for (;;) {
		owner = db_owner;
		if (owner != 0 && owner != myself())
			machine_park(&db_owner, owner);
		else if (panicked && panicked != (int)myself())
			machine_park((volatile uint32_t *)&panicked,
			    (uint32_t)panicked);
		else
			break;
	}
	c->c_stopped = false;
	dc->known = false;
	if (c->c_id == 0)
		machine_debug_seen();
}

void
ddb_stopped(void)
{
	const uintptr_t *fp = __builtin_frame_address(0);
	struct kregs r;

	memset(&r, 0, sizeof(r));
	r.rip = fp[1];
	r.rbp = fp[0];
	r.rsp = (uintptr_t)(fp + 2);
	wait_turn(&r);
}

static void
stop_others(void)
{
	int64_t until = machine_mono_ns() + ASK_NS;
	struct cpu *here = curcpu();
	struct db_cpu *dc;

	for (int i = 0; i < ncpus; i++)
		if (cpus[i] != here && !cpus[i]->c_stopped)
			machine_post(i, PEND_STOP);
	for (int i = 0; i < ncpus; i++)
		for (unsigned n = 0; cpus[i] != here && !cpus[i]->c_stopped &&
		    machine_mono_ns() < until; n++)
			machine_relax(n);
	for (int i = 0; i < ncpus; i++) {
		dc = &db_cpus[i];
		if (cpus[i] == here || cpus[i]->c_stopped || dc->frozen)
			continue;
		dc->frozen = machine_freeze(i, HOLD_NS, &dc->regs);
		/* It may have stopped by itself just before. */
		if (dc->frozen && !cpus[i]->c_stopped)
			dc->known = true;
	}
}

static void
release(void)
{
	db_owner = 0;
	machine_unpark(&db_owner);
	for (int i = 0; i < ncpus; i++) {
		if (!db_cpus[i].frozen)
			continue;
		db_cpus[i].frozen = false;
		if (!cpus[i]->c_stopped)
			db_cpus[i].known = false;
		machine_thaw(i);
	}
}

static void
greet(const char *what, const char *why)
{
	struct thread *td = curthread;
	struct lwp *lp = td != NULL ? td->td_lwp : NULL;
	int me = curcpu()->c_id;

	if (why != NULL) {
		db_printf("\nStopped in ddb on cpu %d", me);
		if (lp != NULL)
			db_printf(", process %d (%s)",
			    (int)lp->lwp_proc->p_pid, lp->lwp_proc->p_comm);
		db_printf(": %s\n", why);
	}
	db_watch_show();
	db_printf("%s at\t", what);
	db_print_loc(db_regs->rip);
	for (int i = 0; i < ncpus; i++)
		if (i != me && !cpus[i]->c_stopped && !db_cpus[i].frozen)
			db_printf("cpu %d does not answer\n", i);
}

/* Talk.  Returns when the machine is to go on. */
static void
session(struct kregs *r, const char *what, const char *why)
{
	struct db_cpu *dc = &db_cpus[curcpu()->c_id];

	stepping = leaving = false;
	r->rflags &= ~RFLAGS_TF;
	db_regs_fixed = dc->panicregs != NULL;
	if (db_regs_fixed)
		panic_regs = *dc->panicregs;
	db_regs = db_regs_fixed ? &panic_regs : r;
	db_dot = db_next = db_prev = db_regs->rip;
	machine_console_debugger(true);
	debugging = (int)myself();
	db_screen();
	db_output_begin();
	greet(what, why);
	db_command_loop();
	debugging = 0;
	if (curcpu()->c_id == 0)
		machine_debug_seen();
}

/* The machine runs again, and has its console. */
static void
go(void)
{
	(void)machine_console_interrupted();
	machine_console_debugger(false);
	db_breaks_insert();
	db_watches_insert();
	release();
}

/* Give the machine back, or make a step first. */
static void
resume(struct kregs *r)
{
	stepping = db_mode == DB_STEP || db_break_at(r->rip);
	leaving = db_mode != DB_STEP && stepping;
	if (stepping) {
		r->rflags |= RFLAGS_TF;
		return;
	}
	go();
}

static void
stepped(struct kregs *r)
{
	char what[40];

	r->rflags &= ~RFLAGS_TF;
	if (db_watch_changed()) {
		session(r, "Watchpoint", "watchpoint");
		resume(r);
		return;
	}
	if (leaving) {
		stepping = leaving = false;
		go();
		return;
	}
	if (!db_step_stops(r)) {
		r->rflags |= RFLAGS_TF;
		if (db_step_print())
			db_print_loc(r->rip);
		return;
	}
	if (db_steps() > 1) {
		ksnprintf(what, sizeof(what), "After %lu instructions",
		    db_steps());
		session(r, what, NULL);
	} else
		session(r, db_break_at(r->rip) ? "Breakpoint" : "Stopped",
		    NULL);
	resume(r);
}

/* A trap of the CPU that has the debugger already. */
static void
trap_inside(enum ktrap kind, struct kregs *r, bool entered)
{
	if (kind == KTRAP_STEP && stepping)
		stepped(r);
	else if (kind == KTRAP_STEP)
		r->rflags &= ~RFLAGS_TF;
	else if (kind != KTRAP_STEP && stepping) {
		session(r, "Stopped", kind == KTRAP_STUCK ? "interrupted" :
		    entered ? db_cpus[curcpu()->c_id].why : "trap");
		resume(r);
	} else if (kind == KTRAP_BREAKPOINT && !entered &&
	    db_break_at(r->rip - 1)) {
		/* Between the last prompt and the machine's going on. */
		r->rip--;
		db_break_drop(r->rip);
	}
}

void
ddb_trap(enum ktrap kind, struct kregs *r)
{
	bool entered = kind == KTRAP_BREAKPOINT &&
	    r->rip == db_breakpoint_rip;
	bool hit = false;

	if (db_owner == myself()) {
		trap_inside(kind, r, entered);
		return;
	}
	if (kind == KTRAP_STEP) {
		r->rflags &= ~RFLAGS_TF;
		return;
	}
	while (!take_ownership()) {
		if (kind == KTRAP_BREAKPOINT && !entered)
			r->rip--;
		wait_turn(r);
		/* A place that was touched is not touched again. */
		if (!entered && kind < KTRAP_WATCH)
			return;
	}
	if (kind == KTRAP_STUCK)
		machine_debug_seen();
	else if (!entered && kind < KTRAP_WATCH)
		hit = db_break_hit(r);
	stop_others();
	db_breaks_remove();
	db_watches_remove();
	db_mode = DB_RUN;
	if (entered || kind == KTRAP_STUCK)
		session(r, "Stopped", kind == KTRAP_STUCK ?
		    "manual entry, cpu 0 did not listen" :
		    db_cpus[curcpu()->c_id].why);
	else if (kind >= KTRAP_WATCH) {
		db_watch_tell((unsigned)(kind - KTRAP_WATCH));
		session(r, "Watchpoint", "watchpoint");
	} else if (!hit)
		session(r, "Stopped", "trap");
	else if (db_break_stops(r))
		session(r, "Breakpoint", "breakpoint");
	resume(r);
}

void
ddb_enter(const char *why)
{
	if (!machine_debug_ready) {
		kprintf("%s: the debugger is not ready yet\n", why);
		return;
	}
	db_cpus[curcpu()->c_id].why = why;
	db_breakpoint();
}

void
ddb_panic(const struct kregs *r)
{
	struct db_cpu *dc;

	if (!machine_debug_ready || curthread == NULL ||
	    (db_owner == myself() && !stepping))
		return;
	dc = &db_cpus[curcpu()->c_id];
	dc->panicregs = r;
	dc->why = "panic";
	db_breakpoint();
	dc->panicregs = NULL;
}
