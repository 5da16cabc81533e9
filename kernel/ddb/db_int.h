/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_int.h: what the files of the debugger share.
 *
 * Only the CPU that owns the debugger is here, so nothing is locked.  Whatever
 * goes wrong in a command ends in db_error() or db_abort(), which jump back to
 * the prompt: a command keeps nothing that must be given back.
 */
#ifndef _DDB_DB_INT_H_
#define _DDB_DB_INT_H_

#include "sys/kddb.h"
#include "platform/machine.h"

struct thread;

/* db_asm.S: as setjmp(3) and longjmp(3); the trap that enters. */
struct db_jmpbuf {
	uint64_t	jb[8];
};
int	db_setjmp(struct db_jmpbuf *) __attribute__((returns_twice));
void	db_longjmp(struct db_jmpbuf *) __attribute__((noreturn));
void	db_breakpoint(void);
extern const uintptr_t db_breakpoint_rip;	/* after its int3 */

/* db_main.c */
void	db_command_loop(void);	/* returns when the machine is to go on */
void	db_abort(void) __attribute__((noreturn));	/* to the prompt */
void	db_error(const char *fmt, ...)
	    __attribute__((noreturn, format(printf, 1, 2)));
extern bool db_going;	/* the command at work ends the prompt */

/* db_cmds.c: line by line */
void	db_execute(const char *line);	/* empty: the last one again */
/* A word of a table of names: its index, or db_error() naming the choices. */
int	db_match(const char *word, size_t n, const char *(*name)(size_t),
	    const char *what);

/* db_output.c */
void	db_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	db_screen(void);	/* once: $lines as the terminal has them */
void	db_output_begin(void);	/* a command begins: a fresh screen */
void	db_interrupt(void);	/* db_abort() if ^C was typed */
int	db_getc(void);		/* a byte, 3 for an interrupt, or -1 */

/* db_input.c: a line, edited; false at end of input. */
#define DB_LINE		160
bool	db_readline(char *buf, size_t size);

/* db_lex.c */
enum { DBT_EOL = 256, DBT_NUMBER, DBT_NAME, DBT_VAR, DBT_DOTDOT, DBT_SHL,
    DBT_SHR };
void	db_lex(const char *line);	/* tokens of line from now on */
int	db_token(void);			/* one of these, or a character */
int	db_decimal(void);		/* the same, numbers are in decimal */
void	db_untoken(int);
const char *db_rest(void);		/* of the line, white space skipped */
void	db_eol(void);			/* nothing more, or db_error() */
extern uint64_t db_number;		/* of DBT_NUMBER */
extern char db_name[64];		/* of DBT_NAME, DBT_VAR */

/* db_expr.c: false when there is no expression. */
bool	db_expression(uint64_t *);
void	db_modifiers(char *buf, size_t size);	/* /letters, if any */

/* db_var.c: registers and variables, without the $. */
extern uint64_t db_radix, db_maxoff, db_lines;
void	db_var_get(const char *name, uint64_t *);
void	db_var_set(const char *name, uint64_t);
void	db_show_registers(void);

/* db_sym.c */
bool	db_sym_lookup(const char *name, uintptr_t *);
/* Name of addr with offset, or its number; data by its whole extent. */
void	db_sym_format(uintptr_t addr, char *buf, size_t size);
void	db_print_loc(uintptr_t addr);

/*
 * db_disasm.c: print the instruction at addr; its length, 0 when nothing is
 * mapped there.
 */
size_t	db_disasm(uintptr_t addr);

/* db_mem.c: db_error() at addresses that are not there. */
extern uintptr_t db_dot, db_next, db_prev, db_last;
void	db_read(uintptr_t addr, void *buf, size_t len);
uint64_t db_fetch(uintptr_t addr, size_t size);
void	db_cmd_examine(uintptr_t addr, bool have, int64_t count,
	    const char *modif);
ddb_fn	db_cmd_print, db_cmd_search, db_cmd_write, db_cmd_set, db_cmd_call;

/* db_trace.c */
ddb_fn	db_cmd_trace;

/* db_ps.c */
ddb_fn	db_cmd_ps;
/* A thread by its address, or db_error(). */
struct thread *db_thread(uintptr_t);

/* db_show.c */
ddb_fn	db_cmd_show;

/* db_run.c: breakpoints, and how the machine goes on. */
ddb_fn	db_cmd_break, db_cmd_delete, db_cmd_step, db_cmd_next, db_cmd_until,
	    db_cmd_continue;
void	db_show_breaks(void);
/* Is rip behind one of our int3?  Then it is moved back to it. */
bool	db_break_hit(struct kregs *);
/* Is this stop worth a prompt?  false: let it run on, regs are prepared. */
bool	db_break_stops(const struct kregs *);
void	db_breaks_insert(void);
void	db_breaks_remove(void);
bool	db_break_at(uintptr_t addr);
void	db_break_drop(uintptr_t addr);	/* at once; nobody else runs */
/* What to do after the loop; after each step: false: step again. */
enum db_mode { DB_RUN, DB_STEP };
extern enum db_mode db_mode;
bool	db_step_stops(const struct kregs *);
bool	db_step_print(void);	/* with /p: show each place on the way */
uint64_t db_steps(void);	/* made since the prompt */

/* db_watch.c: places in memory that stop who touches them. */
ddb_fn	db_cmd_watch, db_cmd_dwatch;
void	db_watches_insert(void);
void	db_watches_remove(void);
void	db_watch_tell(unsigned piece);	/* the processor's place was touched */
/* After a step: has a place changed? */
bool	db_watch_changed(void);
void	db_watch_show(void);	/* what these two found, once */

/* db_kill.c */
ddb_fn	db_cmd_kill;

/* db_trap.c */
struct db_cpu {
	struct kregs	 regs;		/* where it stopped */
	bool		 known;		/* regs are valid */
	bool		 frozen;	/* held, did not stop by itself */
	const char	*why;		/* it is on its way in */
	const struct kregs *panicregs;	/* or NULL */
};
extern struct db_cpu db_cpus[];
extern struct kregs *db_regs;		/* of the code we look at */
extern bool db_regs_fixed;		/* they are past: setting them is vain */

#endif /* !_DDB_DB_INT_H_ */
