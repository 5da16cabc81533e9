/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kfile.h: open files and descriptor tables.
 *
 * A struct file is one open(2); descriptors of one or more processes point to
 * it.  f_count is atomic.  fd_spin guards a table.  fget() takes a reference,
 * so that a close by another thread cannot pull the file away in use.
 *
 * The vnode operation of an open may replace f_type and f_ops (fifos do);
 * f_data of DTYPE_VNODE and DTYPE_FIFO is always the vnode.
 */
#ifndef _KERN_KFILE_H_
#define _KERN_KFILE_H_

#include <sys/stat.h>
#include <sys/fcntl.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/kuio.h"

struct file;
struct knote;
struct ucred;
struct proc;
struct vnode;
struct filedesc;
struct vm_object;

/* What is behind a file. Each returns 0 or an errno; data goes by kuio. */
struct fileops {
	int	(*fo_read)(struct file *, struct kuio *, struct ucred *,
		    int flags);
	int	(*fo_write)(struct file *, struct kuio *, struct ucred *,
		    int flags);
	/* data is a kernel copy of the argument, in and out as cmd says;
	 * commands of IOC_VOID pass the argument itself in *(intptr_t *)data. */
	int	(*fo_ioctl)(struct file *, unsigned long cmd, void *data,
		    struct ucred *);
	int	(*fo_kqfilter)(struct file *, struct knote *);
	int	(*fo_stat)(struct file *, struct stat *, struct ucred *);
	int	(*fo_close)(struct file *);	/* last reference is gone */
	int	(*fo_seek)(struct file *, int64_t off, int whence, int64_t *res);
		/* NULL: ESPIPE */
	/* The object behind mmap(2): reference taken.  NULL: ENODEV.
	 * prot and maxprot as in vm.h; *offp may be changed. */
	int	(*fo_mmap)(struct file *, int prot, int flags, int64_t *offp,
		    size_t len, struct vm_object **objp, int *maxprot);
	int	(*fo_truncate)(struct file *, int64_t len, struct ucred *);
};
#define FOF_OFFSET	0x01	/* use uio_offset, leave f_offset alone */
#define FOF_NONBLOCK	0x02	/* in addition to FNONBLOCK */
#define FOF_BLOCK	0x04	/* in spite of FNONBLOCK */
#define FOF_APPEND	0x08	/* in addition to FAPPEND */
#define FOF_SYNC	0x10	/* in addition to FFSYNC */
/* Shall this transfer not wait? */
#define FOF_NOWAIT(fp, flags)						\
	(((flags) & FOF_NONBLOCK) != 0 ||				\
	    (((fp)->f_flag & FNONBLOCK) != 0 && ((flags) & FOF_BLOCK) == 0))

struct file {
	volatile int	 f_count;	/* references, atomic */
	int		 f_type;	/* DTYPE_VNODE, DTYPE_SOCKET ... */
	volatile uint32_t f_flag;	/* FREAD FWRITE FNONBLOCK FAPPEND FASYNC ... atomic */
	const struct fileops *f_ops;	/* fixed once open */
	void		*f_data;	/* vnode, pipe end, socket ... */
	struct ucred	*f_cred;	/* who opened it */
	struct lock	 f_offlock;	/* f_offset of shared files */
	int64_t		 f_offset;
	volatile int	 f_msgcount;	/* references in flight in unix sockets */
	void		*f_priv;	/* readdir cookies, advisory state */
	LIST_HEAD(, knote) f_notes;	/* of descriptors: kqueue.c's file lock */
};

/*
 * f_flag beyond the ABI's: FHASLOCK_K, flock(2) may be held through this file.
 */
#define FHASLOCK_K	0x4000

/* A new file of no descriptor, one reference.  ENFILE, ENOMEM. */
int	file_alloc(struct file **, int type, const struct fileops *, void *data,
	    int flag);
void	file_hold(struct file *);
void	file_drop(struct file *);	/* closes with the last one */

/*
 * Look fd of the caller up, with a reference.  flags: FREAD/FWRITE demanded
 * (0: any).  EBADF.  fget_type also checks f_type (EINVAL or as given).
 */
int	fget(int fd, int flags, struct file **);
int	fget_proc(struct proc *, int fd, struct file **);
int	fget_vnode(int fd, struct file **, struct vnode **);	/* EINVAL: no vnode */
/* The lowest free descriptor >= min: reserved, then filled or released.  EMFILE. */
int	fd_reserve(int min, int *fd);
void	fd_install(int fd, struct file *, int fdflags);	/* takes the caller's reference */
void	fd_release(int fd);
int	fd_close(int fd);
/* fork, rfork, exec, exit. */
struct filedesc *fdesc_init(void);
int	fdesc_copy(struct filedesc *, struct filedesc **);
struct filedesc *fdesc_share(struct filedesc *);
void	fdesc_drop(struct filedesc *);
void	fdesc_exec(struct filedesc *);	/* close-on-exec */
int	fdesc_check_std(struct filedesc *);	/* 0-2 open for set-id exec */
/* Working and root directory and umask, kept with the table; references. */
struct vnode *fdesc_cwd(struct filedesc *);
struct vnode *fdesc_root(struct filedesc *);
void	fdesc_setcwd(struct filedesc *, struct vnode *);
void	fdesc_setroot(struct filedesc *, struct vnode *);
/* What chroot(2) set first, above which ".." does not lead; NULL: nothing. */
struct vnode *fdesc_jail(struct filedesc *);
void	fdesc_setjail(struct filedesc *, struct vnode *);
void	fdesc_chroot(struct filedesc *, struct vnode *, bool jail);
mode_t	fdesc_umask(struct filedesc *);
mode_t	fdesc_setumask(struct filedesc *, mode_t);
void	file_init(void);
extern int nfiles, maxfiles, maxfilesperproc;
/* Is fd of this table still fp?  kqueue asks after it attached a note. */
bool	fdesc_isfile(struct filedesc *, int fd, const struct file *);
/* Number of slots: an upper bound of the descriptors in use. */
int	fdesc_size(struct filedesc *);
/* Largest number of descriptors p may have now. */
int	fd_maxfiles(struct proc *);

/*
 * SIGIO: who is told when an object becomes ready, fcntl(2) F_SETOWN.  All
 * zeroes is nobody.  [sio_spin] guards both members.
 */
struct sigio {
	struct spinlock	 sio_spin;
	int		 sio_owner;	/* pid, -pgid, or 0 */
	struct ucred	*sio_cred;	/* who set it; reference */
};
void	sigio_init(struct sigio *);
/* Set the owner: pid > 0, process group < 0, 0 none.  ESRCH, EPERM. */
int	sigio_setown(struct sigio *, int owner);
int	sigio_getown(struct sigio *);
void	sigio_clear(struct sigio *);	/* the object goes away */
/* Send sig to the owner.  No lock of rank LR_PROCTREE or later held. */
void	sigio_send(struct sigio *, int sig);

/* Read on behalf of the kernel or a system call: fp is referenced. */
int	file_read(struct file *, struct kuio *, int flags, int64_t *done);
/* SIGPIPE to the calling LWP. */
void	file_sigpipe(void);
/* Call fn(p, fd, fp) for all descriptors: kern.file, fstat. */
void	file_foreach(bool (*fn)(struct proc *, int, struct file *, void *),
	    void *);

#endif /* !_KERN_KFILE_H_ */
