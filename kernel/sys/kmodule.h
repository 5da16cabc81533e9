/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmodule.h: modules of the kernel, kld(4): how one is declared, and what the
 * kernel does with files of them.
 *
 *	MODULE(example, 1, example_event, NULL);
 *	MODULE_NEEDS(other, 1, 2);
 *
 * declares the module `example', version 1, and that it wants version 1 or 2 of
 * `other', whose global names it then may use beside the kernel's.  The same
 * source can be linked into the kernel: its event then never happens.
 *
 * With a module come, before MOD_LOAD, its variables (SYSCTL_K*), set from the
 * kernel environment, and kinds of memory (MALLOC_DEFINE); after it, its system
 * calls (SYSCALL_MODULE), socket protocols (PROTOSW_DEFINE), file systems
 * (VFS_DEFINE), and the debugger's DDB_SHOW and DDB_COMMAND.  They go with it,
 * the other way round.  Devices are made and destroyed by its event.
 *
 * It stays (EBUSY) while a file system of it is mounted, a socket of it exists,
 * a system call of it runs, a device of it is open or watched, or another needs it.
 */
#ifndef _SYS_KMODULE_H_
#define _SYS_KMODULE_H_

#include "sys/kdefs.h"

struct lwp;
struct ucred;

enum module_event {
	MOD_LOAD,	/* start; an errno refuses */
	MOD_QUIESCE,	/* about to go: an errno (EBUSY) refuses */
	MOD_UNLOAD	/* stop; cannot be refused any more */
};

struct module_def {
	const char	*md_name;
	int		 md_version;
	int		(*md_event)(enum module_event, void *arg);	/* or NULL */
	void		*md_arg;
	const int	*md_data;	/* data of modstat(2), or NULL */
};

/* A system call: its number, or NO_SYSCALL for a free one, which is put there. */
struct module_syscall {
	const char	*my_name;
	int		*my_number;
	int		 my_narg;	/* 0..6, of 8 bytes each */
	int		(*my_call)(struct lwp *, const void *args,
			    int64_t rv[2]);
};
#define NO_SYSCALL	(-1)

/*
 * Read from the file before anything of it is placed, so without pointers: which
 * kernel the module was compiled for, and what it needs.
 */
#define MODULE_NAMELEN	32
#define MODULE_MAGIC	"vkmod1"
struct module_stamp {
	char		 ms_magic[8];
	char		 ms_ident[MODULE_NAMELEN];	/* of the configuration */
	char		 ms_abi[24];	/* sum over headers and options */
};
struct module_need {
	char		 mn_name[MODULE_NAMELEN];
	int		 mn_min, mn_max;	/* versions, both included */
};

#define MODULE_SECTION(name)						\
	__attribute__((used, aligned(4), section(name)))
#ifdef KERN_ABI		/* what becomes a module, not a part of the kernel */
#define MODULE_STAMP(name)						\
	static const struct module_stamp modulestamp_##name		\
	    MODULE_SECTION(".kmodule.stamp") =				\
	    { MODULE_MAGIC, KERN_IDENT, KERN_ABI };
#else
#define MODULE_STAMP(name)
#endif
#define MODULE_DATA(name, version, event, arg, data)			\
	MODULE_STAMP(name)						\
	static const struct module_def moduledef_##name =		\
	    { #name, version, event, arg, data };			\
	SET_ENTRY(module, moduledef_##name)
#define MODULE(name, version, event, arg)				\
	MODULE_DATA(name, version, event, arg, NULL)
/*
 * A module, version 1, that is a system call: one of the numbers that the kernel
 * keeps for modules, or NO_SYSCALL.  EEXIST: it is not free; ENFILE: none is.
 * modstat(2) tells the number.  The call returns 0 or an errno or ERESTART, with
 * its results in rv, as sys/ksyscall.h says.  Only what is a module has it.
 */
#ifdef KERN_ABI
#define SYSCALL_MODULE(name, number, narg, call)			\
	static int modulesysnum_##name = (number);			\
	static const struct module_syscall modulesys_##name =		\
	    { #name, &modulesysnum_##name, narg, call };		\
	SET_ENTRY(syscall, modulesys_##name);				\
	MODULE_DATA(name, 1, NULL, NULL, &modulesysnum_##name)
#endif
#define MODULE_NEEDS(name, min, max)					\
	static const struct module_need moduleneed_##name		\
	    MODULE_SECTION(".kmodule.needs") = { #name, min, max }

void	kld_init(void);
/*
 * Keep the module that has p in its memory: module_get() is false, and nothing is
 * kept, while it starts or goes; module_hold() is for what keeps it already.
 * Nothing (and true) for what is the kernel's own.  Any context.
 */
bool	module_get(const void *p);
void	module_hold(const void *p);
void	module_drop(const void *p);
/*
 * A file system of that type is wanted and is not there: load its module, if the
 * one who asks might with kldload(2).  An errno otherwise, nothing is printed.
 * Context: a process, no locks.
 */
int	kld_autoload(const char *fstype, struct ucred *);

#endif /* !_SYS_KMODULE_H_ */
