/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kddb.h: what other rooms and modules give the debugger: `show' commands, and
 * commands of their own.
 *
 *	DDB_SHOW(mount, "mounted file systems")
 *	{
 *		kprintf(...);
 *	}
 *
 * defines `show mount'; DDB_COMMAND is the same for a command, which gets
 * [/modifiers] [address] [,count] from its line.  It runs with every other CPU
 * stopped: it takes no lock, believes nothing, and prints with kprintf(), which
 * then pages.  A fault in it, or a person who has seen enough, ends it in the
 * middle.
 */
#ifndef _SYS_KDDB_H_
#define _SYS_KDDB_H_

#include "sys/kdefs.h"

/*
 * addr: the expression behind the name, if have; count: what followed a comma,
 * or -1; modif: the letters behind a slash.
 */
typedef void ddb_fn(uintptr_t addr, bool have, int64_t count,
	    const char *modif);

struct ddb_show {
	const char	*ds_name;
	ddb_fn		*ds_fn;
	const char	*ds_help;
};

struct ddb_command {
	const char	*dc_name;
	ddb_fn		*dc_fn;
	const char	*dc_help;
};

/*
 * The process that a person means: at this address, or of this number, which was
 * typed in decimal as ps prints it; without one the process that runs here, or
 * NULL.  Ends the command when there is none.
 */
struct proc;
struct proc *ddb_proc(uintptr_t addr, bool have);

/* Ends the command unless size bytes that an object may be lie at addr. */
void	ddb_check(uintptr_t addr, size_t size);

/* Those of modules. */
struct kset_more;
extern struct kset_more ddb_shows_more, ddb_commands_more;

#ifdef OPT_DDB
#define DDB_SHOW(name, help)						\
	static ddb_fn ddb_show_##name;					\
	static const struct ddb_show ddb_showdef_##name = {		\
		#name, ddb_show_##name, help };				\
	SET_ENTRY(ddb_show, ddb_showdef_##name);			\
	static void							\
	ddb_show_##name(uintptr_t addr, bool have, int64_t count,	\
	    const char *modif)
#define DDB_COMMAND(name, help)						\
	static ddb_fn ddb_command_##name;				\
	static const struct ddb_command ddb_commanddef_##name = {	\
		#name, ddb_command_##name, help };			\
	SET_ENTRY(ddb_command, ddb_commanddef_##name);			\
	static void							\
	ddb_command_##name(uintptr_t addr, bool have, int64_t count,	\
	    const char *modif)
#else
#define DDB_COMMAND(name, help)						\
	static void __attribute__((unused))				\
	ddb_command_##name(uintptr_t addr, bool have, int64_t count,	\
	    const char *modif)
#define DDB_SHOW(name, help)						\
	static void __attribute__((unused))				\
	ddb_show_##name(uintptr_t addr, bool have, int64_t count,	\
	    const char *modif)
#endif

#endif /* !_SYS_KDDB_H_ */
