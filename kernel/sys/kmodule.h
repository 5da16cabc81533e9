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
 * With a module come its variables (SYSCTL_K*) and file systems (VFS_DEFINE),
 * before MOD_LOAD, and they go with it.  A file system that is mounted keeps
 * its module.
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
};

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
#define MODULE_STAMP							\
	static const struct module_stamp module_stamp			\
	    MODULE_SECTION(".kmodule.stamp") =				\
	    { MODULE_MAGIC, KERN_IDENT, KERN_ABI };
#else
#define MODULE_STAMP
#endif
#define MODULE(name, version, event, arg)				\
	MODULE_STAMP							\
	static const struct module_def moduledef_##name =		\
	    { #name, version, event, arg };				\
	SET_ENTRY(module, moduledef_##name)
#define MODULE_NEEDS(name, min, max)					\
	static const struct module_need moduleneed_##name		\
	    MODULE_SECTION(".kmodule.needs") = { #name, min, max }

void	kld_init(void);
/*
 * A file system of that type is wanted and is not there: load its module, if the
 * one who asks might with kldload(2).  An errno otherwise, nothing is printed.
 * Context: a process, no locks.
 */
int	kld_autoload(const char *fstype, struct ucred *);

#endif /* !_SYS_KMODULE_H_ */
