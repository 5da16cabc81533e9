/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * boot.h: what the command line asked of the kernel itself (disks are in
 * bootparam.h).  Set by platform/options.c before anything else runs.
 */
#ifndef _PLATFORM_BOOT_H_
#define _PLATFORM_BOOT_H_

#include "sys/kdefs.h"

struct host_boot;
struct host_ram;

struct boot_options {
	int		 bo_ncpus;	/* -n */
	int		 bo_lbits;	/* bits of a CPU's number: thread */
	int		 bo_cbits;	/* and above them: core; the rest: chip */
	uint64_t	 bo_memsize;	/* -m, bytes */
	bool		 bo_memset;	/* -m was given */
	const char	*bo_memfile;	/* -i or NULL */
	const char	*bo_pidfile;	/* -p or NULL */
	bool		 bo_writable;	/* -U: kernel memory, modules */
	bool		 bo_prezero;	/* -z */
	int		 bo_lock;	/* -l: LOCK_ANY, LOCK_MAP, LOCK_ONE */
	int		 bo_lockcpu;	/* first or only host CPU; -1: none said */
	const char	*bo_lockarg;	/* as it was written */
};
enum { LOCK_ANY, LOCK_MAP, LOCK_ONE };
extern struct boot_options boot_options;
extern int boothowto;			/* RB_SINGLE, RB_VERBOSE ... */
extern int bootverbose;			/* -v; debug.bootverbose */
extern bool kmem_writable;		/* -U */
extern const char *boot_memory_file;	/* its name; empty: there is no file */
extern uint8_t *boot_ram_base;		/* where the memory image is mapped */
extern char boot_kernel_path[];		/* of the binary */

/*
 * Read the command line.  On a mistake a one-line message goes to standard
 * error and the kernel exits with status 64; -h exits with 0.
 */
void	options_parse(const struct host_boot *);
/*
 * platform/optenv.c, variables of -e: take one option's, check them all (which
 * sets the flags of boothowto that they name) and, once memory is there, make
 * them the kernel's environment.  Mistakes end as those of options_parse().
 */
void	optenv_add(const char *arg);
void	optenv_check(void);
void	optenv_set(void);
/*
 * platform/optdisk.c: one -r, -R or -c; then that the memory image and the pid file
 * are none of them.  Mistakes end as those of options_parse().
 */
void	optdisk_add(int opt, const char *arg);
void	optdisk_check(void);
/*
 * platform/optnet.c: one -I.  Mistakes end as those of options_parse().
 */
void	optnet_add(const char *arg);
/*
 * platform/verbose.c: with -v, what was asked for and what the host gives.
 * kernel_size: the first bytes of the memory image, which are the kernel's.
 */
void	boot_verbose(const struct host_ram *, uint64_t kernel_size);
/*
 * An argument as messages show it: of a long one the beginning.  The next but
 * one call takes the text away.
 */
const char *boot_shown(const char *arg);
/* "vkernel: <message>" to standard error, then exit. */
void	boot_fail(int status, const char *fmt, ...)
	    __attribute__((noreturn, format(printf, 2, 3)));
/*
 * Roots as the first disk of the command line suggests, to be tried in turn:
 * "ufs:vkd0s0a ufs:vkd0s1a".  NULL without a disk.
 */
const char *boot_rootguess(void);

/* platform/boot.c: memory and CPUs; then kern_main() on its own thread. */
void	kern_init(void);		/* kern/main.c, before threads run */
void	kern_start(void *);		/* kern/main.c, in a thread */
void	cpus_start(void);		/* let the other CPUs run */

#endif /* !_PLATFORM_BOOT_H_ */
