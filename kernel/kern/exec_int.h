/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exec_int.h: what the parts of execve(2) share: exec.c (the order of things),
 * exec_find.c (the files), exec_args.c (strings, scripts, the first stack),
 * exec_elf.c (ELF images).
 */
#ifndef _KERN_EXEC_INT_H_
#define _KERN_EXEC_INT_H_

#include <sys/elf64.h>
#include "sys/kproc.h"
#include "vfs/vnode.h"

#define EXEC_MAXSEG	32	/* loadable segments of one file */
#define EXEC_HDRSIZE	PAGE_SIZE

/* Argument and environment strings, one after the other, in kernel memory. */
struct exec_args {
	char		*ea_buf;	/* ARG_MAX bytes */
	size_t		 ea_len;	/* used */
	size_t		 ea_envoff;	/* where the environment begins */
	int		 ea_argc, ea_envc;
	char		*ea_path;	/* file to execute, MAXPATHLEN bytes */
};

/* One ELF file that was found good, and where it goes. */
struct exec_elf {
	struct vnode	*el_vp;		/* referenced, v_execcount taken */
	uint64_t	 el_size;	/* of the file */
	uint8_t		*el_hdr;	/* its first page, zero filled */
	int		 el_nseg;
	struct exec_seg {
		uintptr_t	es_va;		/* bias included */
		uint64_t	es_off, es_filesz, es_memsz;
		int		es_prot;
	}		 el_seg[EXEC_MAXSEG];
	uintptr_t	 el_bias;
	uintptr_t	 el_entry;
	uintptr_t	 el_phdr;	/* user address, 0: not mapped */
	int		 el_phnum;
	int		 el_stackprot;
	char		*el_interp;	/* inside el_hdr, or NULL */
};

/* An execve() in progress. */
struct exec_image {
	struct lwp	*im_lp;
	struct exec_args *im_args;
	struct vattr	 im_va;		/* of the file that runs */
	struct exec_elf	 im_main;
	struct exec_elf	 im_rtld;	/* its PT_INTERP */
	bool		 im_script;	/* an interpreter was put in front */
	char		*im_execpath;	/* rcbuf: absolute path, or as given */
	uintptr_t	 im_stack;	/* user address of argc */
};

/* exec_args.c.  ENOMEM, E2BIG, EFAULT, ENAMETOOLONG. */
void	exec_init_args(void);	/* once, before the first exec */
int	exec_args_alloc(struct exec_args *);
void	exec_args_free(struct exec_args *);
int	exec_args_copyin(struct exec_args *, const char *upath, char **uargv,
	    char **uenvv);
int	exec_args_add(struct exec_args *, const char *s, bool env);
/* A "#!" line in hdr: put the interpreter's words in front of the arguments and
 * its path into ea_path.  ENOEXEC, ENAMETOOLONG, E2BIG. */
int	exec_script(struct exec_args *, const uint8_t *hdr, size_t len);
/* Strings, vectors, auxiliary vector, ps_strings; sets im_stack. EFAULT. */
int	exec_stack_build(struct exec_image *);
int	exec_stack_map(struct exec_image *);	/* stack and sigcode */

/*
 * exec_find.c: find out what im_args->ea_path is to run: fills im_main, im_rtld,
 * im_va, im_script and im_execpath, with what the caller gives back however it
 * ends by elf_release() of both and rcbuf_drop(); nothing of the process changes.
 */
int	exec_prepare(struct exec_image *im);
void	elf_release(struct exec_elf *el);	/* its vnode and header; once more: nothing */

/* exec_elf.c */
bool	elf_magic(const uint8_t *hdr, size_t len);
/* Check the whole file and plan its places; rtld: it is a PT_INTERP.  ENOEXEC,
 * ENOMEM over a limit. */
int	elf_plan(struct exec_elf *, bool rtld, uintptr_t bias);
int	elf_map(struct exec_elf *, struct vmspace *);
/* The program is mapped: bring in what its processes touch first. */
void	elf_warm(struct exec_elf *, struct vmspace *);
uintptr_t elf_end(const struct exec_elf *);

/* The lowest byte that the growing stack may reach, and the signal page. */
#define EXEC_STACKMAX	(512ul << 20)
#define EXEC_STACKLOW	(USRSTACK - EXEC_STACKMAX)
#define EXEC_SIGCODE	(USRSTACK - 2 * PAGE_SIZE)

#endif /* !_KERN_EXEC_INT_H_ */
