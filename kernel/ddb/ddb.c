/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ddb.c: the kernel debugger: stops the machine and takes commands from the
 * console.  Everything is read without locks: the other CPUs stand still, or, if
 * they do not answer within a second, are said to run.
 */
#include "opt_kernel.h"
#include "ddb/ddb.h"
#include "kern/msgbuf.h"
#include "platform/panic.h"
#include "kern/sched_var.h"
#include "sys/kproc.h"
#include "platform/machine.h"
#include "lib/libkern.h"
#include "vm/vm.h"

#define STOP_WAIT_NS	NS_PER_S

static volatile int ddb_cpu = -1;	/* the CPU in the debugger */

void
ddb_stopped(void)
{
	struct cpu *c = curcpu();

	c->c_stopped = true;
	while (ddb_cpu != -1 && ddb_cpu != c->c_id) {
		(void)machine_take(PEND_STOP);
		machine_idle(machine_mono_ns() + 10 * NS_PER_MS);
	}
	c->c_stopped = false;
}

#ifdef OPT_DDB
static void
db_print(const char *fmt, ...)
{
	char buf[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = kvsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	machine_console_write_sync(buf, K_MIN((size_t)n, sizeof(buf) - 1));
}

/* A line from the console; false at end of input. */
static bool
db_readline(char *buf, size_t size)
{
	size_t n = 0;
	int c;

	for (;;) {
		if ((c = machine_console_getc()) < 0)
			return (false);
		if (c == '\r' || c == '\n') {
			db_print("\n");
			buf[n] = '\0';
			return (true);
		}
		if ((c == 0x7f || c == '\b') && n > 0) {
			n--;
			db_print("\b \b");
		} else if (c >= ' ' && c < 0x7f && n + 1 < size) {
			buf[n++] = (char)c;
			db_print("%c", c);
		}
	}
}

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

	db_print("%5d %3d %3d %-8s %-10s %3d %s\n",
	    lp != NULL ? (int)lp->lwp_proc->p_pid : 0,
	    lp != NULL ? (int)lp->lwp_tid : 0,
	    td->td_cpu != NULL ? td->td_cpu->c_id : -1, state_name(td),
	    td->td_wmesg != NULL ? td->td_wmesg : "-", td->td_pri,
	    lp != NULL ? lp->lwp_proc->p_comm : td->td_name);
	return (true);
}

static void
cmd_ps(const char *line)
{
	db_print("  pid lwp cpu state    wmesg      pri command\n");
	thread_foreach(ps_line, NULL);
}

/* Frames of a thread that does not run: from its saved registers. */
static void
trace_thread(struct thread *td)
{
	uintptr_t low = (uintptr_t)td->td_kstack;
	uintptr_t high = low + td->td_kstack_size;
	const uintptr_t *sp = (const uintptr_t *)td->td_rsp;
	uintptr_t rbp = sp[5];

	db_print("  %pS\n", (void *)sp[6]);
	for (int i = 0; i < 24 && rbp >= low && rbp + 16 <= high &&
	    (rbp & 7) == 0; i++) {
		const uintptr_t *frame = (const uintptr_t *)rbp;

		if (frame[1] == 0 || frame[0] <= rbp)
			break;
		db_print("  %pS\n", (void *)(frame[1] - 1));
		rbp = frame[0];
	}
}

static bool
trace_pid(struct thread *td, void *arg)
{
	int64_t pid = *(int64_t *)arg;

	if (td->td_lwp == NULL || td->td_lwp->lwp_proc->p_pid != pid)
		return (true);
	db_print("pid %d lwp %d:\n", (int)pid, (int)td->td_lwp->lwp_tid);
	if (td == curthread)
		backtrace_print(0, (uintptr_t)__builtin_frame_address(0));
	else if (td->td_oncpu)
		db_print("  on cpu %d, in user mode or stopped there\n",
		    td->td_cpu->c_id);
	else
		trace_thread(td);
	return (true);
}

static void
cmd_trace(const char *line)
{
	char *end;
	int64_t arg = strtoq(line, &end, 0);

	if (end == line)
		backtrace_print(0, (uintptr_t)__builtin_frame_address(0));
	else
		thread_foreach(trace_pid, &arg);
}

static void
show_msgbuf(void)
{
	char buf[512];
	size_t n = msgbuf_copy(buf, sizeof(buf));

	machine_console_write_sync(buf, n);
}

#ifdef INVARIANTS
static bool
locks_line(struct thread *td, void *arg)
{
	for (int i = 0; i < td->td_nheld; i++)
		db_print("%5d %-16s %-12s %p\n", td->td_lwp != NULL ?
		    (int)td->td_lwp->lwp_proc->p_pid : 0, td->td_name,
		    td->td_held[i].name, td->td_held[i].lock);
	return (true);
}

static void
show_locks(void)
{
	db_print("  pid thread           lock         at\n");
	thread_foreach(locks_line, NULL);
}
#else
static void
show_locks(void)
{
	db_print("held locks are known to a kernel with options INVARIANTS\n");
}
#endif

static void
show_pages(void)
{
	vm_ddb_pages();
}

static const struct {
	const char	*name;
	void		(*fn)(void);
} shows[] = {
	{ "locks", show_locks },
	{ "msgbuf", show_msgbuf },
	{ "pages", show_pages },
};

/* `show' and what: line points behind the word. */
static void
cmd_show(const char *line)
{
	while (*line == ' ')
		line++;
	for (size_t i = 0; i < NELEM(shows); i++)
		if (strcmp(line, shows[i].name) == 0) {
			shows[i].fn();
			return;
		}
	db_print("show what?");
	for (size_t i = 0; i < NELEM(shows); i++)
		db_print(" %s", shows[i].name);
	db_print("\n");
}

static void
cmd_panic(const char *line)
{
	panic("from the debugger");
}

static void
cmd_halt(const char *line)
{
	machine_halt();
}

static void
cmd_reboot(const char *line)
{
	machine_restart();
}

static void cmd_help(const char *);
static const struct command {
	const char	*name;
	void		(*fn)(const char *line);
	const char	*help;
} commands[] = {
	{ "continue", NULL, "let the machine run again" },
	{ "halt", cmd_halt, "end the kernel at once, disks as they are" },
	{ "help", cmd_help, "this list" },
	{ "panic", cmd_panic, "panic" },
	{ "ps", cmd_ps, "all threads" },
	{ "reboot", cmd_reboot, "start the kernel anew, disks as they are" },
	{ "show", cmd_show, "show locks, msgbuf or pages" },
	{ "trace", cmd_trace, "backtrace of this CPU, or of process N" },
};

static void
cmd_help(const char *line)
{
	for (size_t i = 0; i < NELEM(commands); i++)
		db_print("%-10s %s\n", commands[i].name, commands[i].help);
}

/* An unambiguous beginning of a name is enough. */
static const struct command *
find_command(const char *word, size_t len)
{
	const struct command *found = NULL;

	for (size_t i = 0; i < NELEM(commands); i++) {
		if (strncmp(commands[i].name, word, len) != 0)
			continue;
		if (commands[i].name[len] == '\0')
			return (&commands[i]);
		if (found != NULL)
			return (NULL);
		found = &commands[i];
	}
	return (found);
}

static void
command_loop(void)
{
	const struct command *cmd;
	char line[128], *p;
	size_t len;

	for (;;) {
		db_print("db> ");
		if (!db_readline(line, sizeof(line)))
			return;
		for (p = line; *p == ' '; p++)
			;
		for (len = 0; p[len] != '\0' && p[len] != ' '; len++)
			;
		if (len == 0)
			continue;
		if ((cmd = find_command(p, len)) == NULL) {
			db_print("no such command: %s (try help)\n", p);
			continue;
		}
		if (cmd->fn == NULL)
			return;
		cmd->fn(p + len);
	}
}

void
ddb_enter(const char *why)
{
	struct cpu *here = curcpu();
	int64_t until = machine_mono_ns() + STOP_WAIT_NS;
	int nobody = -1;

	if (!__atomic_compare_exchange_n(&ddb_cpu, &nobody, here->c_id,
	    false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		return;
	for (int i = 0; i < ncpus; i++)
		if (cpus[i] != here)
			machine_post(i, PEND_STOP);
	for (int i = 0; i < ncpus; i++)
		while (cpus[i] != here && !cpus[i]->c_stopped &&
		    machine_mono_ns() < until)
			machine_relax(100);
	machine_console_debugger(true);
	db_print("\nStopped in ddb on cpu %d: %s\n", here->c_id, why);
	for (int i = 0; i < ncpus; i++)
		if (cpus[i] != here && !cpus[i]->c_stopped)
			db_print("cpu %d does not answer\n", i);
	command_loop();
	machine_console_debugger(false);
	ddb_cpu = -1;
}
#else
void
ddb_enter(const char *why)
{
	kprintf("%s: this kernel was built without options DDB\n", why);
}
#endif
