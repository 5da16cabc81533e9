/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_show.c: `show': tables of the kernel.  Other rooms add theirs by
 * DDB_SHOW() of sys/kddb.h.
 */
#include "ddb/db_int.h"
#include "kern/sched_var.h"
#include "sys/kmalloc.h"
#include "sys/kset.h"
#include "sys/kproc.h"
#include "lib/libkern.h"

SET_DECLARE(ddb_show, const struct ddb_show);

static const struct ddb_show *
show_entry(size_t i)
{
	return (kset_entry(__start_set_ddb_show, __stop_set_ddb_show,
	    &ddb_shows_more, i));
}

static const char *
show_name(size_t i)
{
	const struct ddb_show *ds = show_entry(i);

	return (ds != NULL ? ds->ds_name : NULL);
}

/* By name: the linker gathered them in its own order. */
static void
show_list(void)
{
	const struct ddb_show *ds, *next;
	const char *done = "";

	do {
		next = NULL;
		for (size_t i = 0; (ds = show_entry(i)) != NULL; i++)
			if (strcmp(ds->ds_name, done) > 0 && (next == NULL ||
			    strcmp(ds->ds_name, next->ds_name) < 0))
				next = ds;
		if (next != NULL) {
			done = next->ds_name;
			db_printf("show %-10s %s\n", done, next->ds_help);
		}
	} while (next != NULL);
}

/*
 * show [all] what[/modifiers] [address] [,count].  `all' by itself lists what
 * there is; before a name it is what users of other BSDs type.
 */
void
db_cmd_show(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	uint64_t v = 0, n = 0;
	char letters[16];
	int i, t;

	if ((t = db_token()) == DBT_NAME && strcmp(db_name, "all") == 0)
		t = db_token();
	if (t == DBT_EOL) {
		show_list();
		return;
	}
	if (t != DBT_NAME)
		db_error("show what?  See `show all'\n");
	if (strcmp(db_name, "procs") == 0) {
		db_eol();
		db_cmd_ps(0, false, -1, "");
		return;
	}
	i = db_match(db_name, strlen(db_name), show_name, "table");
	db_modifiers(letters, sizeof(letters));
	have = db_expression(&v);
	count = -1;
	if ((t = db_token()) != ',')
		db_untoken(t);
	else if (db_expression(&n))
		count = (int64_t)n;
	else
		db_error("Count missing\n");
	db_eol();
	show_entry((size_t)i)->ds_fn(v, have, count, letters);
}

DDB_SHOW(registers, "of the code that stopped")
{
	db_show_registers();
}

DDB_SHOW(breaks, "breakpoints")
{
	db_show_breaks();
}

DDB_SHOW(malloc, "kernel memory by type")
{
	struct malloc_type *mt;

	db_printf("type           in use      bytes      calls    fails\n");
	for (size_t i = 0; (mt = malloc_type_entry(i)) != NULL; i++)
		db_printf("%-12s %8ld %10ld %10lu %8lu\n", mt->mt_name,
		    mt->mt_inuse, mt->mt_bytes, mt->mt_calls, mt->mt_fails);
}

/* Which threads to show: one, those of a process, or all. */
struct want {
	uintptr_t	 addr;
	bool		 have;
};

/*
 * What a sleeping thread waits for, when that is a sleep lock: its waiters sleep
 * on two of its members, under its name.
 */
static struct lock *
waited_lock(const struct thread *td)
{
	static const size_t places[] = { offsetof(struct lock, lk_owner),
	    offsetof(struct lock, lk_shared) };
	struct lock *lk, copy;

	if (td->td_state != TDS_SLEEPING || td->td_wchan == NULL)
		return (NULL);
	for (size_t i = 0; i < NELEM(places); i++) {
		lk = (struct lock *)((uintptr_t)td->td_wchan - places[i]);
		if (machine_mem_read((uintptr_t)lk, &copy,
		    sizeof(copy)) == 0 && td->td_wmesg != NULL &&
		    copy.lk_spin.sl_name == td->td_wmesg)
			return (lk);
	}
	return (NULL);
}

static void
lock_head(const struct thread *td, const char *what, const char *name,
    const void *lock)
{
	db_printf("%5d %-16s %-6s %-12s %p\n", td->td_lwp != NULL ?
	    (int)td->td_lwp->lwp_proc->p_pid : 0, td->td_lwp != NULL ?
	    td->td_lwp->lwp_proc->p_comm : td->td_name, what, name, lock);
}

static bool
locks_line(struct thread *td, void *arg)
{
	const struct want *w = arg;
	struct lock *lk;

	if (w->have && (uintptr_t)td != w->addr)
		return (true);
#ifdef INVARIANTS
	for (int i = 0; i < td->td_nheld; i++)
		lock_head(td, "holds", td->td_held[i].name,
		    td->td_held[i].lock);
#else
	if (td->td_nspin > 0)
		lock_head(td, "holds", "spin locks",
		    (void *)(uintptr_t)td->td_nspin);
#endif
	if ((lk = waited_lock(td)) != NULL) {
		lock_head(td, "waits", td->td_wmesg, lk);
		if (lk->lk_owner != NULL)
			lock_head(lk->lk_owner, "owns", td->td_wmesg, lk);
		else
			db_printf("      (%d share it)\n", lk->lk_shared);
	}
	return (true);
}

DDB_SHOW(locks, "held and waited for: of all threads, or of one by address")
{
	struct want w = { addr, have };

	if (have)
		(void)db_thread(addr);
	db_printf("  pid command          what   lock         at\n");
	thread_foreach(locks_line, &w);
#ifndef INVARIANTS
	db_printf("Sleep locks that nobody waits for are known to a kernel "
	    "with options INVARIANTS.\n");
#endif
}
