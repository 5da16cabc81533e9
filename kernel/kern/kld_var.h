/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_var.h: what the files of the linker for modules share.
 *
 * Locks: k kld_lock; o fixed once the file is in kld_files.
 */
#ifndef _KERN_KLD_VAR_H_
#define _KERN_KLD_VAR_H_

#include <machine/elf.h>
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/kset.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "platform/ksym.h"

#define KLD_MAXFILE	(8u << 20)	/* bytes of a file */
#define KLD_MAXSIZE	(16u << 20)	/* bytes of memory of one */
#define KLD_MAXFILES	256		/* files loaded at once */
#define KLD_MAXDEPS	16
#define KLD_MAXDEPTH	8		/* of dependencies */
#define KLD_NAMELEN	64

/* The linker sets that a module can have, in the order in which they start. */
enum kld_setkind { KS_MALLOC, KS_SYSCTL, KS_MODULE, KS_SYSCALL, KS_PROTOSW,
	KS_VFSOPS, KS_SHOW, KS_COMMAND, KLD_NSETS };

struct kld_file {
	TAILQ_ENTRY(kld_file) kf_list;	/* [k] */
	int		 kf_id;		/* [o] the kernel is 1 */
	char		 kf_name[KLD_NAMELEN];	/* [o] "nullfs.ko" */
	bool		 kf_asked;	/* [k] by kldload(2) itself */
	int		 kf_dependents;	/* [k] files that need it */
	struct kld_file	*kf_deps[KLD_MAXDEPS];	/* [o] those it needs */
	int		 kf_ndeps;	/* [o] */
	uint8_t		*kf_base;	/* [o] its memory: text, constants, data */
	size_t		 kf_size;
	size_t		 kf_textsize, kf_rosize;	/* whole pages */
	struct kset	 kf_sets[KLD_NSETS];	/* [o] */
	struct kset	 kf_init, kf_fini;	/* [o] constructors, destructors */
	bool		 kf_constructed;	/* [k] */
	size_t		 kf_live[KLD_NSETS];	/* [k] entries that have started */
	struct kld_file	*kf_loader;	/* [k] that needs it and loads it */
	int		 kf_firstmod;	/* [o] number of its first module */
	struct ksym_module kf_syms;	/* [o] */
	size_t		 kf_nglobals;	/* [o] of kf_globals */
	uint32_t	*kf_globals;	/* [o] which of them others may use */
};
TAILQ_HEAD(kld_filehead, kld_file);
extern struct kld_filehead kld_files;	/* [k] the kernel first */
extern struct lock kld_lock;
MALLOC_DECLARE(M_KLD);

/*
 * What a sanitizer's library has is out of the reach of 32 bits: a jump there, and
 * the address itself for those who load it, at the end of the text.
 */
struct far_slot {
	uint8_t		 fs_jump[8];	/* jmp *fs_value(%rip) */
	uint64_t	 fs_value;
};

/* An object file in memory, being looked at. */
struct kld_object {
	const char	*ko_name;	/* for messages */
	const uint8_t	*ko_bytes;
	size_t		 ko_size;
	unsigned	 ko_nsections;
	uintptr_t	*ko_addr;	/* where each section went; 0: nowhere */
	unsigned	 ko_symtab;	/* its section */
	size_t		 ko_nsyms;
	uintptr_t	*ko_value;	/* of each symbol */
	struct far_slot	*ko_far;	/* names of a sanitizer */
	size_t		 ko_nfar, ko_nfarused;
};

/*
 * platform/kld_elf.c.  Look a file through: ENOEXEC with a message when it is no module
 * that can be placed, ENOMEM.  kld_object_done() always follows.
 */
int	kld_object_init(struct kld_object *, const char *name,
	    const void *bytes, size_t size);
void	kld_object_done(struct kld_object *);
/* A section's bytes in the file; NULL: there is none (or nothing in it). */
const void *kld_object_section(const struct kld_object *, const char *name,
	    size_t *size);
/* Say what is wrong with it: ENOEXEC. */
int	kld_bad(const struct kld_object *, const char *what);
/*
 * platform/kld_link.c.  Place it in memory of kf's own, relocate it, protect it, find
 * its sets.
 */
int	kld_object_link(struct kld_object *, struct kld_file *kf);
void	kld_memory_free(struct kld_file *kf);
/*
 * platform/kld_reloc.c, once ko_addr is filled: give each symbol its value, from the
 * kernel or what kf needs; then apply all relocations.  ENOEXEC with a message.
 */
int	kld_resolve(struct kld_object *ko, struct kld_file *kf);
int	kld_relocate(struct kld_object *ko);
/* kld_sym.c: a global name of kf (the kernel's: kf_id 1); false: not there. */
bool	kld_symbol(struct kld_file *kf, const char *name, uintptr_t *value,
	    size_t *size);
/* Keep what backtraces and later modules need; and forget it.  ENOMEM. */
int	kld_symbols_keep(struct kld_object *, struct kld_file *kf);
void	kld_symbols_drop(struct kld_file *kf);
/* platform/kld_elf.c: headers are copied, the file may lie anywhere. */
void	kld_section(const struct kld_object *, unsigned, Elf64_Shdr *);
void	kld_sym(const struct kld_object *, size_t, Elf64_Sym *);
/* A string of the table that section link is; NULL: none there. */
const char *kld_string(const struct kld_object *, unsigned link, size_t off);
const char *kld_section_name(const struct kld_object *, const Elf64_Shdr *);
/* The section of that name that holds bytes; 0: there is none. */
unsigned kld_section_byname(const struct kld_object *, const char *name,
	    Elf64_Shdr *);
/* Modules of kf that run. */
#define kf_modules	kf_sets[KS_MODULE]
#define kf_nmodules	kf_live[KS_MODULE]
/*
 * kld_start.c: the sets' names, and the size of what their entries point to.
 *
 * What a file has appears, and its modules start; an errno, and all is undone.
 * kld_stop() is the way back, before which kld_quiesce() asks the modules; EBUSY: something of it is
 * in use, and all is as it was.
 */
extern const struct kld_setinfo {
	const char	*si_name;
	size_t		 si_size;
	int		(*si_add)(void *entry);
	void		(*si_remove)(void *entry);
	struct kset_more *si_more;	/* instead: the whole set at once */
} kld_setinfo[KLD_NSETS];
int	kld_start(struct kld_file *);
int	kld_quiesce(struct kld_file *);
int	kld_stop(struct kld_file *);
/* The last of its code that runs: destructors. */
void	kld_destruct(struct kld_file *);
/* Memory that its own kinds still have is lost with them: say so. */
void	kld_tell_leaks(struct kld_file *);
/* kld.c, with kld_lock. */
struct kld_file *kld_byid(int id);
struct kld_file *kld_byname(const char *name);
const struct module_def *kld_module(int id, struct kld_file **);
int	kld_load(const char *name, struct kld_file *loader,
	    struct kld_file **);
int	kld_unload(struct kld_file *);
int	kld_mayload(struct ucred *);	/* EPERM */
/*
 * kld_path.c: find a file along kern.module_path (a name with a slash is a path)
 * and read it: where it was, in MAXPATHLEN bytes, and what is in it, to be freed
 * as M_KLD.  ENOENT, ENOEXEC not a file, EFBIG, ENOMEM.
 */
int	kld_read(const char *name, char *path, uint8_t **bytes, size_t *size);

/* The kernel's own global names, in order; made by genexports.awk. */
struct kld_export {
	const char	*ke_name;
	uintptr_t	 ke_value;
	size_t		 ke_size;
};
extern const struct kld_export kld_exports[];
extern const uint64_t kld_nexports;

#endif /* !_KERN_KLD_VAR_H_ */
