/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_cmds.c: the commands: their names, and how a line calls them.
 *
 *	command[/modifiers] [address] [,count]
 *
 * An unambiguous beginning of a name is enough; short aliases are exact.  An
 * empty line repeats a command that may be repeated, at the next address.
 */
#include "ddb/db_int.h"
#include "ddb/ddb.h"
#include "platform/machine.h"
#include "lib/libkern.h"
#include "sys/kset.h"

/* Weak: the kernel itself may have none. */
extern const struct ddb_command
    *__start_set_ddb_command[] __attribute__((weak)),
    *__stop_set_ddb_command[] __attribute__((weak));

#define OWN	0x01	/* reads the rest of the line itself */
#define DOT	0x02	/* moves the dot */
#define AGAIN	0x04	/* an empty line repeats it */
#define GO	0x08	/* ends the prompt */
#define ADDR	0x10	/* reads an address itself after that */

bool db_going;

static ddb_fn cmd_help, cmd_ps, cmd_panic, cmd_halt, cmd_reboot;

static const struct command {
	const char	*name;
	ddb_fn		*fn;
	int		 flags;
	const char	*help;		/* NULL: an alias */
} commands[] = {
	{ "break", db_cmd_break, 0, "[addr][,count]: stop when code gets there" },
	{ "call", db_cmd_call, OWN, "function[(arg, ...)]: call it, show the result" },
	{ "continue", db_cmd_continue, GO, "let the machine run again" },
	{ "delete", db_cmd_delete, OWN, "[addr | *]: remove a breakpoint, or all" },
	{ "dhwatch", db_cmd_dwatch, OWN, "the same as dwatch" },
	{ "dwatch", db_cmd_dwatch, OWN,
	    "[addr | *]: remove a watchpoint, or all" },
	{ "examine", db_cmd_examine, DOT | AGAIN,
	    "[/acdimorsuxz bhlg] [addr][,count]: show memory" },
	{ "halt", cmd_halt, 0, "end the kernel at once, disks as they are" },
	{ "help", cmd_help, 0, "this list" },
	{ "hwatch", db_cmd_watch, 0, "the same as watch" },
	{ "kill", db_cmd_kill, OWN,
	    "signal process: send it when the machine goes on" },
	{ "match", db_cmd_next, GO | AGAIN, "the same as next" },
	{ "next", db_cmd_next, GO | AGAIN, "[/p]: run to the return that matches" },
	{ "panic", cmd_panic, 0, "make the kernel panic; after a panic, end it" },
	{ "print", db_cmd_print, 0, "[/acdorsuxz bhlg] expr: show a value" },
	{ "ps", cmd_ps, 0, "processes and kernel threads" },
	{ "reboot", cmd_reboot, 0, "start the kernel anew, disks as they are" },
	{ "reset", cmd_reboot, 0, "the same as reboot" },
	{ "search", db_cmd_search, OWN | ADDR | DOT | AGAIN,
	    "[/bhlg] addr value [mask][,count]: look for a value" },
	{ "set", db_cmd_set, OWN, "$name = expr: a register or variable" },
	{ "show", db_cmd_show, OWN, "what [addr]: see `show all'" },
	{ "step", db_cmd_step, GO | AGAIN, "[/p][,count]: run one instruction" },
	{ "trace", db_cmd_trace, OWN,
	    "[[pid] N[.LWP] | cpu N | thread addr][,count]: backtrace" },
	{ "until", db_cmd_until, GO | AGAIN, "[/p]: run to the next call or return" },
	{ "watch", db_cmd_watch, 0,
	    "[/r] [addr][,size]: stop when it is written (or read)" },
	{ "where", db_cmd_trace, OWN, "the same as trace" },
	{ "write", db_cmd_write, OWN | ADDR | DOT,
	    "[/bhlg] addr value ...: change memory (-U)" },
	{ "?", cmd_help, 0, NULL },
	{ "b", db_cmd_break, 0, NULL },
	{ "bt", db_cmd_trace, OWN, NULL },
	{ "c", db_cmd_continue, GO, NULL },
	{ "d", db_cmd_delete, OWN, NULL },
	{ "n", db_cmd_next, GO | AGAIN, NULL },
	{ "p", db_cmd_print, 0, NULL },
	{ "s", db_cmd_step, GO | AGAIN, NULL },
	{ "t", db_cmd_trace, OWN, NULL },
	{ "w", db_cmd_write, OWN | ADDR | DOT, NULL },
	{ "x", db_cmd_examine, DOT | AGAIN, NULL },
};
static const struct command *last;	/* that an empty line repeats */

/* Of other rooms and of modules. */
static const struct ddb_command *
more_command(size_t i)
{
	return (kset_entry(__start_set_ddb_command, __stop_set_ddb_command,
	    &ddb_commands_more, i));
}

static const char *
command_name(size_t i)
{
	const struct ddb_command *dc;

	if (i < NELEM(commands))
		return (commands[i].name);
	dc = more_command(i - NELEM(commands));
	return (dc != NULL ? dc->dc_name : NULL);
}

/* By its number; the place is good until the next. */
static const struct command *
command_entry(size_t i)
{
	static struct command more;
	const struct ddb_command *dc;

	if (i < NELEM(commands))
		return (&commands[i]);
	dc = more_command(i - NELEM(commands));
	more.name = dc->dc_name;
	more.fn = dc->dc_fn;
	more.help = dc->dc_help;
	return (&more);
}

/* Aliases, one or two letters, count only whole. */
int
db_match(const char *word, size_t n, const char *(*name)(size_t),
    const char *what)
{
	const char *s;
	int found = -1, many = 0;

	for (size_t i = 0; (s = name(i)) != NULL; i++) {
		if (strncmp(s, word, n) != 0)
			continue;
		if (s[n] == '\0')
			return ((int)i);
		found = (int)i;
		many++;
	}
	if (many == 1)
		return (found);
	if (many == 0)
		db_error("No such %s: %.*s\n", what, (int)n, word);
	db_printf("Ambiguous %s: %.*s is one of", what, (int)n, word);
	for (size_t i = 0; (s = name(i)) != NULL; i++)
		if (strncmp(s, word, n) == 0)
			db_printf(" %s", s);
	db_printf("\n");
	db_abort();
}

static void
call(const struct command *cmd, uintptr_t addr, bool have, int64_t count,
    const char *modif)
{
	db_going = (cmd->flags & GO) != 0;
	cmd->fn(addr, have, count, modif);
	if (cmd->flags & DOT)
		db_dot = db_prev;
}

/* The arguments as most commands have them. */
static void
arguments(const struct command *cmd)
{
	char modif[16];
	uint64_t v = db_dot, n = 0;
	int64_t count = -1;
	bool have = false;
	int t;

	db_modifiers(modif, sizeof(modif));
	if (!(cmd->flags & OWN) || (cmd->flags & ADDR))
		have = db_expression(&v);
	if (have)
		db_dot = db_last = v;
	if (!(cmd->flags & OWN)) {
		if ((t = db_token()) == ',') {
			if (!db_expression(&n))
				db_error("Count missing\n");
			count = (int64_t)n;
		} else
			db_untoken(t);
		db_eol();
	}
	last = cmd->flags & AGAIN ? cmd : NULL;
	call(cmd, v, have, count, modif);
}

static size_t
word_length(const char *p)
{
	size_t n = 0;

	if (p[0] == '?')
		return (1);
	while ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z'))
		n++;
	return (n);
}

void
db_execute(const char *line)
{
	size_t n;
	int i;

	db_lex(line);
	line = db_rest();
	if (*line == '\0') {
		if (last != NULL && !(last->flags & OWN))
			call(last, db_next, false, -1, "");
		return;
	}
	for (;;) {
		n = word_length(line);
		if (n == 0)
			db_error("No such command: %s\n", line);
		i = db_match(line, n, command_name, "command");
		db_lex(line + n);
		arguments(command_entry((size_t)i));
		line = db_rest();
		if (*line != ';' || db_going)
			return;
		db_lex(line + 1);
		line = db_rest();
		if (*line == '\0')
			return;
	}
}

static void
cmd_help(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	const struct ddb_command *dc;

	for (size_t i = 0; i < NELEM(commands); i++)
		if (commands[i].help != NULL)
			db_printf("%-9s %s\n", commands[i].name,
			    commands[i].help);
	for (size_t i = 0; (dc = more_command(i)) != NULL; i++)
		db_printf("%-9s %s\n", dc->dc_name, dc->dc_help);
	db_printf("Short: b c d n p s t w x ? bt.  Expressions: names, "
	    "0x10 0t10 0o10, $rip, . + ..,\n"
	    "-~!* * / %% # + - << >> & | ( ).  ^C ends a command.  "
	    "set $lines=0: no --More--.\n");
}

static void
cmd_ps(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	db_cmd_ps(addr, have, count, modif);
}

/* The panic is the machine's, not the command's: leave the debugger first. */
static void
cmd_panic(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	if (panicked)
		machine_abort();
	debugging = 0;
	panic("from debugger");
}

static void
cmd_halt(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	/* Who asks the status is to hear of the panic. */
	if (panicked)
		machine_abort();
	machine_halt();
}

static void
cmd_reboot(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	machine_restart();
}
