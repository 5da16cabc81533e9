/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_trace.c: backtraces, along the frame pointers that all of the kernel keeps.
 */
#include "ddb/db_int.h"
#include "kern/sched_var.h"
#include "platform/ksym.h"
#include "platform/machine.h"
#include "platform/trap.h"
#include "sys/kproc.h"
#include "sys/ksysent.h"
#include "lib/libkern.h"

#define FRAMES_MAX	64

static void
frame(uintptr_t pc, uintptr_t fp)
{
	char buf[96];

	db_sym_format(pc, buf, sizeof(buf));
	db_printf("%s() at %#lx, frame %#lx\n", buf, pc, fp);
}

#define PROLOGUE_MAX	256	/* bytes that are looked at for a frame */
#define WORDS_MAX	16	/* pushed before a frame is made */

/* Does a call instruction end at pc? */
static bool
after_call(uintptr_t pc)
{
	uint8_t b[7];

	if (!ksym_intext(pc - 1) ||
	    machine_mem_read(pc - sizeof(b), b, sizeof(b)) != 0)
		return (false);
	if (b[2] == 0xe8)
		return (true);
	/* ff /2, with what an address may need. */
	for (size_t i = 0; i + 1 < sizeof(b); i++)
		if (b[i] == 0xff && (b[i + 1] >> 3 & 7) == 2)
			return (true);
	return (false);
}

/*
 * The caller's return address, when code has no frame yet or does without:
 * it has not run mov %rsp,%rbp since its first instruction, or it is about to
 * return.  Then the first word up the stack that a call can have left.
 */
static uintptr_t
frameless(const struct kregs *r)
{
	uint8_t code[PROLOGUE_MAX];
	uintptr_t off = 0, word;

	if (r->rsp == 0 || ksym_find(r->rip, &off) == NULL ||
	    off >= sizeof(code) ||
	    machine_mem_read(r->rip - off, code, off + 1) != 0)
		return (0);
	for (size_t i = 0; code[off] != 0xc3 && i + 3 <= off; i++)
		if (code[i] == 0x48 && code[i + 1] == 0x89 &&
		    code[i + 2] == 0xe5)
			return (0);
	for (uintptr_t at = r->rsp; at < r->rsp + WORDS_MAX * sizeof(word);
	    at += sizeof(word))
		if (machine_mem_read(at, &word, sizeof(word)) == 0 &&
		    after_call(word))
			return (word);
	return (0);
}

/* The frames from these registers up, at most count; rsp 0: rbp is reliable. */
static void
db_trace_frames(const struct kregs *r, int64_t count)
{
	uintptr_t f[2], rbp = r->rbp, pc;

	if (count < 0 || count > FRAMES_MAX)
		count = FRAMES_MAX;
	if (count-- > 0)
		frame(r->rip, rbp);
	if ((pc = frameless(r)) != 0 && count-- > 0)
		frame(pc - 1, rbp);
	while (count-- > 0) {
		if (rbp == 0 || rbp % sizeof(uintptr_t) != 0 ||
		    machine_mem_read(rbp, f, sizeof(f)) != 0 || f[1] == 0)
			break;
		/* The instruction before is the call. */
		frame(f[1] - 1, f[0]);
		if (f[0] <= rbp)
			break;
		rbp = f[0];
	}
}

/* How an LWP got here from its program. */
static void
trace_user(const struct lwp *lp)
{
	const struct uregs *tf = lp->lwp_frame;
	const char *call;

	if (tf == NULL)
		return;
	if ((call = syscall_name(lp->lwp_sysnum)) != NULL)
		db_printf("--- last system call (%d, %s), ", lp->lwp_sysnum,
		    call);
	else
		db_printf("--- ");
	db_printf("user rip = %#lx, rsp = %#lx, rbp = %#lx ---\n",
	    (uint64_t)tf->tf_rip, (uint64_t)tf->tf_rsp, (uint64_t)tf->tf_rbp);
}

static void
trace_thread(struct thread *td, int64_t count)
{
	const struct db_cpu *dc;
	uintptr_t sp[7];
	struct kregs r;

	if (td->td_lwp != NULL)
		db_printf("pid %d lwp %d (%s), thread %p:\n",
		    (int)td->td_lwp->lwp_proc->p_pid,
		    (int)td->td_lwp->lwp_tid, td->td_lwp->lwp_proc->p_comm,
		    (void *)td);
	else
		db_printf("thread %p (%s):\n", (void *)td, td->td_name);
	if (td->td_oncpu && td->td_cpu != NULL &&
	    td->td_cpu->c_curthread == td) {
		dc = &db_cpus[td->td_cpu->c_id];
		if (td == curthread)
			db_trace_frames(db_regs, count);
		else if (dc->known)
			db_trace_frames(&dc->regs, count);
		else
			db_printf("runs on cpu %d, which does not answer\n",
			    td->td_cpu->c_id);
	} else {
		/* What cpu_switch() left: six registers, rbp last, and rip. */
		db_read(td->td_rsp, sp, sizeof(sp));
		memset(&r, 0, sizeof(r));
		r.rip = sp[6];
		r.rbp = sp[5];
		db_trace_frames(&r, count);
	}
	if (td->td_lwp != NULL)
		trace_user(td->td_lwp);
}

/* What to trace: a process, one of its LWPs, or all. */
struct want {
	int64_t	 pid, tid;		/* -1: any */
	int64_t	 count;
	bool	 found;
};

static bool
trace_match(struct thread *td, void *arg)
{
	struct want *w = arg;
	struct lwp *lp = td->td_lwp;

	if (lp == NULL || lp->lwp_proc->p_pid != w->pid ||
	    (w->tid != -1 && lp->lwp_tid != w->tid))
		return (true);
	w->found = true;
	trace_thread(td, w->count);
	return (true);
}

/* A decimal number, whatever $radix is: pids are printed so. */
static bool
decimal(int64_t *v)
{
	const char *p = db_rest();
	char *end;
	int64_t n;

	if (*p < '0' || *p > '9')
		return (false);
	n = strtoq(p, &end, 10);
	if (*end != '\0' && *end != ' ' && *end != ',' && *end != '.')
		return (false);
	db_lex(end);
	*v = n;
	return (true);
}

static int64_t
trace_count(void)
{
	uint64_t n = FRAMES_MAX;
	int t;

	if ((t = db_token()) != ',')
		db_untoken(t);
	else if (!db_expression(&n))
		db_error("Count missing\n");
	db_eol();
	return ((int64_t)K_MIN(n, (uint64_t)FRAMES_MAX));
}

static void
trace_process(void)
{
	struct want w = { .pid = -1, .tid = -1 };
	int t;

	if (!decimal(&w.pid))
		db_error("Process number missing\n");
	if ((t = db_token()) != '.')
		db_untoken(t);
	else if (!decimal(&w.tid))
		db_error("LWP number missing\n");
	w.count = trace_count();
	thread_foreach(trace_match, &w);
	if (!w.found)
		db_error("No process %ld%s\n", w.pid, w.tid != -1 ?
		    " with that LWP" : "");
}

static void
trace_cpu(void)
{
	int64_t n, count;

	if (!decimal(&n) || n < 0 || n >= ncpus)
		db_error("CPU number missing, or not below %d\n", ncpus);
	count = trace_count();
	db_printf("cpu %d: ", (int)n);
	trace_thread(cpus[n]->c_curthread, count);
}

/*
 * trace [[pid | lwp] N[.LWP] | cpu N | [thread] address] [,count]
 * A plain number that is too small for an address is a process.
 */
void
db_cmd_trace(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	uint64_t v;
	int t = db_token();

	if (t == DBT_NAME && (strcmp(db_name, "pid") == 0 ||
	    strcmp(db_name, "lwp") == 0)) {
		trace_process();
		return;
	}
	if (t == DBT_NAME && strcmp(db_name, "cpu") == 0) {
		trace_cpu();
		return;
	}
	if (t == DBT_NAME && strcmp(db_name, "thread") == 0)
		t = 0;
	else
		db_untoken(t);
	if (t == DBT_NUMBER && db_number < PAGE_SIZE * 256UL) {
		trace_process();
		return;
	}
	if (t != DBT_EOL && t != ',' && db_expression(&v)) {
		count = trace_count();
		trace_thread(db_thread(v), count);
		return;
	}
	db_trace_frames(db_regs, trace_count());
	if (curthread != NULL && curthread->td_lwp != NULL)
		trace_user(curthread->td_lwp);
}
