/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_kill.c: signals to processes.
 *
 * Whatever stopped may hold the locks that a signal needs, so they are sent by
 * CPU 0's next interrupt after the machine goes on.
 *
 * Locks: none: written by the debugger while all stand still, emptied by CPU 0
 * alone.
 */
#include "ddb/db_int.h"
#include "ddb/ddb.h"
#include "kern/sched_var.h"
#include "sys/kproc.h"
#include "lib/libkern.h"

#define NKILLS		16

static struct {
	pid_t	 pid;
	int	 sig;
} kills[NKILLS];
static volatile int nkills;

/* A number in decimal: those of signals and processes are known as such. */
static int
decimal(const char *what, int least, int most)
{
	if (db_decimal() != DBT_NUMBER)
		db_error("kill signal process: the %s is missing\n", what);
	if (db_number < (uint64_t)least || db_number > (uint64_t)most)
		db_error("%s %lu is none of %d to %d\n", what, db_number,
		    least, most);
	return ((int)db_number);
}

/* kill signal process */
void
db_cmd_kill(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	struct proc *p;
	int sig, pid;

	sig = decimal("signal", 1, _SIG_MAXSIG);
	pid = decimal("process", 1, INT32_MAX);
	db_eol();
	if (panicked)
		db_error("The machine does not go on after a panic\n");
	TAILQ_FOREACH(p, &allproc, p_all)
		if (p->p_pid == pid)
			break;
	if (p == NULL || p->p_state == PS_ZOMBIE)
		db_error("No process %d\n", pid);
	if (nkills == NKILLS)
		db_error("%d signals wait for `continue' already\n", NKILLS);
	kills[nkills].pid = pid;
	kills[nkills++].sig = sig;
	machine_post(0, PEND_DDBWORK);
	db_printf("Signal %d for %s, when the machine goes on\n", sig,
	    p->p_comm);
}

void
ddb_work(void)
{
	struct proc *p;

	for (int i = 0; i < nkills; i++) {
		if ((p = proc_find(kills[i].pid, false)) == NULL)
			continue;
		ksignal(p, kills[i].sig);
		proc_release(p);
	}
	nkills = 0;
}
