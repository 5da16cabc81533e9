/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filedesc.h: the inside of a descriptor table, for the files that keep it.
 * Lock legend: f fd_spin.
 */
#ifndef _KERN_FILEDESC_H_
#define _KERN_FILEDESC_H_

#include "sys/kfile.h"
#include "sys/kproc.h"

#define FD_SMALL	32	/* slots without further memory */
#define FDMAP_BITS	64U
#define FDMAP_WORDS(n)	((int)(((unsigned)(n) + FDMAP_BITS - 1) / FDMAP_BITS))

struct fdentry {
	struct file	*fe_file;	/* f: NULL: free or reserved */
	int		 fe_flags;	/* f: FD_CLOEXEC */
};

struct filedesc {
	struct spinlock	 fd_spin;
	refcount_t	 fd_ref;
	struct fdentry	*fd_ents;	/* f */
	uint64_t	*fd_map;	/* f: used slots */
	int		 fd_size;	/* f: slots there are */
	int		 fd_last;	/* f: highest used slot, -1 none */
	int		 fd_hint;	/* f: no free slot below */
	mode_t		 fd_umask;
	struct vnode	*fd_cwd;	/* f: reference */
	struct vnode	*fd_root;	/* f: reference */
	struct vnode	*fd_jail;	/* f: ".." ends here, too; reference or NULL */
	struct filedesc	*fd_next;	/* pool of unused tables */
	uint64_t	 fd_smallmap;
	struct fdentry	 fd_small[FD_SMALL];
};

static inline bool
fdesc_used(const struct filedesc *fdp, int fd)
{
	return ((fdp->fd_map[(unsigned)fd / FDMAP_BITS] >>
	    ((unsigned)fd % FDMAP_BITS)) & 1);
}

/* Drop a reference; the last user closes everything. */
void	fdesc_put(struct filedesc *);
/*
 * Take a reference on the table of another process, or return NULL: it may
 * be going away.  The pool keeps the memory a table, so the count can be tried.
 */
struct filedesc *fdesc_of(struct proc *);
void	fdesc_closeall(struct filedesc *, int min, bool only_exec);
int	fd_dup_to(int from, int to, int fdflags);
int	fd_flags(int fd, int set, int *flags);
int	file_setasync(struct file *, void *data);	/* *(int *)data: on */

/*
 * filedesc.c to filedesc_slots.c; all but fdesc_closed() with fd_spin held, which
 * fdesc_grow() lets go in between.
 */
int	fdesc_grow(struct filedesc *, int want);	/* ENOMEM */
int	fdesc_lowest(struct filedesc *, int min);
void	fdesc_mark(struct filedesc *, int fd, bool used);
struct file *fdesc_take(struct filedesc *, int fd);
void	fdesc_closed(struct filedesc *, int fd, struct file *);

#endif /* !_KERN_FILEDESC_H_ */
