/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdev.h: device nodes and block I/O.  A driver makes its nodes with
 * make_dev(); devfs shows them.
 */
#ifndef _KERN_KDEV_H_
#define _KERN_KDEV_H_

#include <sys/stat.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/kuio.h"

struct cdev;
struct devfs_node;
struct bio;
struct knote;
struct ucred;
struct vm_object;
struct file;

struct dev_ops {
	const char	*d_name;
	int		 d_flags;	/* D_TTY, D_DISK, D_MEM, D_SEEKABLE */
	int	(*d_open)(struct cdev *, int fflags, struct ucred *,
		    struct file *);
	int	(*d_close)(struct cdev *, int fflags, struct file *);
		/* d_close: last close, unless D_TRACKCLOSE */
	int	(*d_read)(struct cdev *, struct kuio *, int ioflag);
	int	(*d_write)(struct cdev *, struct kuio *, int ioflag);
	int	(*d_ioctl)(struct cdev *, unsigned long cmd, void *data,
		    int fflag, struct ucred *);
	int	(*d_kqfilter)(struct cdev *, struct knote *);
	int	(*d_mmap)(struct cdev *, int prot, int flags, int64_t *off,
		    size_t len, struct vm_object **, int *maxprot);
	void	(*d_strategy)(struct cdev *, struct bio *);
	int64_t	(*d_size)(struct cdev *);	/* bytes, -1 none */
	/* /dev/tty, /dev/ptmx: a device to open instead (referenced). */
	int	(*d_clone)(struct cdev *, int fflags, struct cdev **);
};
#define D_TTY		0x01
#define D_DISK		0x02
#define D_TRACKCLOSE	0x04	/* every close is told */
#define D_SEEKABLE	0x08

struct cdev {
	TAILQ_ENTRY(cdev) si_list;	/* devfs lock */
	volatile int	 si_refs;
	bool		 si_isopen;	/* devfs lock: d_open succeeded, d_close is due */
	bool		 si_closing;	/* devfs lock: d_close runs, opens wait */
	const struct dev_ops *volatile si_ops;	/* dead ops after destroy_dev */
	const struct dev_ops *si_keep;	/* fixed: opens keep the module of that */
	struct devfs_node *si_node;	/* devfs lock; NULL once destroyed */
	struct devfs_node *si_gone;	/* between dev_unlink() and dev_forget() */
	int		 si_umajor;
	int		 si_uminor;
	ino_t		 si_inode;
	uid_t		 si_uid;
	gid_t		 si_gid;
	mode_t		 si_mode;
	char		 si_name[64];	/* below /dev, may hold '/' */
	void		*si_softc;
	struct tty	*si_tty;
	int		 si_opens;	/* devfs lock */
	uint32_t	 si_bsize;	/* sector size of disks */
	struct timespec	 si_atime, si_mtime, si_ctime;
};
/*
 * minor is any number below 2^24: bits 8 and up land above the major in the
 * dev_t (si_uminor has them there).  The name may hold '/'; an existing name
 * gives NULL.  Context: thread, no spin lock.
 */
struct cdev *make_dev(const struct dev_ops *, int minor, uid_t, gid_t,
	    int mode, const char *fmt, ...)
	    __attribute__((format(printf, 6, 7)));	/* NULL: no memory */
int	make_dev_alias(struct cdev *, const char *name);	/* a symlink */
/* Its nodes and aliases vanish; what is open on it answers ENXIO.  Drops
 * make_dev()'s reference. */
void	destroy_dev(struct cdev *);
/* Its two halves, for who holds a lock of the order behind vnodes'.  The name goes,
 * and from then on si_list is the caller's; the vnodes go, no such lock held. */
void	dev_unlink(struct cdev *);
void	dev_forget(struct cdev *);
struct cdev *dev_find(const char *name);	/* referenced, or NULL */
struct cdev *dev_by_number(dev_t);		/* referenced, or NULL */
/* Call fn for each device by name until it returns false; devfs lock held. */
void	dev_foreach(bool (*fn)(struct cdev *, void *), void *);
/*
 * Open and close as a vnode does it, counted: for mounts and the kernel.
 * fp may be NULL.
 */
int	dev_open(struct cdev *, int fflags, struct ucred *, struct file *);
void	dev_close(struct cdev *, int fflags, struct file *);
/* Its d_clone, which it has: ENXIO, or what that says. */
int	dev_clone(struct cdev *, int fflags, struct cdev **);
/*
 * Take away the devices whose operations are in size bytes at start, a module's that
 * has gone and left them, and say which.  Nothing of it is open.
 */
void	dev_module_destroy(uintptr_t start, size_t size);
void	dev_ref(struct cdev *);
void	dev_drop(struct cdev *);
void	devfs_init(void);

/*
 * One block transfer.  Offsets and lengths are bytes, multiples of the
 * sector size.  b_done runs in interrupt context.
 */
enum bio_cmd { BIO_READ_K, BIO_WRITE_K, BIO_FLUSH_K };
struct kdevstat;
struct bio {
	enum bio_cmd	 bio_cmd;
	int64_t		 bio_offset;	/* of the device it was given to */
	size_t		 bio_length;
	void		*bio_data;	/* kernel address in RAM */
	struct iovec	*bio_iov;	/* or several pieces; NULL: bio_data */
	int		 bio_iovcnt;
	int		 bio_error;	/* result */
	size_t		 bio_resid;
	void		(*bio_done)(struct bio *);
	void		*bio_driver[4];	/* the driver's scratch; of disks [0] is the
					 * byte offset on the medium and [1] the length,
					 * cut at the end of the partition */
	TAILQ_ENTRY(bio) bio_queue;
	volatile int	 bio_finished;
	struct kdevstat	*bio_stat;	/* biodone() counts it there; or NULL */
};
void	dev_strategy(struct cdev *, struct bio *);
void	biodone(struct bio *);		/* driver: error and resid are set */
int	biowait(struct bio *, const char *wmesg);	/* bio_done NULL: sleep */
/* Synchronous transfer of kernel memory. */
int	dev_rdwr(struct cdev *, enum bio_cmd, int64_t off, void *buf,
	    size_t len);

/* Disks: a driver registers the whole disk; labels and slices make the rest. */
struct disk_info {
	uint64_t	 d_media_size;	/* bytes */
	uint32_t	 d_media_blksize;
	uint32_t	 d_secpertrack, d_nheads, d_ncylinders;
	char		 d_serialno[64];
	bool		 d_rdonly;
	bool		 d_noslices;	/* a medium without slices and labels */
};
struct disk;
int	disk_create(const char *name, int unit, const struct dev_ops *raw,
	    void *softc, const struct disk_info *, struct disk **);
void	disk_destroy(struct disk *);

#endif /* !_KERN_KDEV_H_ */
