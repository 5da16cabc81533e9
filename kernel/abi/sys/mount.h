/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mount.h: file system statistics, mount flags and export arguments.
 */
#ifndef _SYS_MOUNT_H_
#define _SYS_MOUNT_H_

#include <sys/types.h>
#include <sys/syslimits.h>
#include <sys/ucred.h>

#define MFSNAMELEN	16
#define MNAMELEN	80
#define MAXFIDSZ	16

typedef struct fsid {
	int32_t	val[2];
} fsid_t;

/*
 * The credentials inside the export arguments, with the room that the
 * kernel's own structure takes; only uid and groups count.
 */
struct export_ucred {
	long	cr_ref;
	uid_t	cr_uid;
	short	cr_ngroups;
	gid_t	cr_groups[NGROUPS_MAX];
	void	*cr_uidinfo;
	void	*cr_ruidinfo;
	void	*cr_prison;
	uid_t	cr_ruid;
	uid_t	cr_svuid;
	gid_t	cr_rgid;
	gid_t	cr_svgid;
};

struct fid {
	u_short	fid_len;
	u_short	fid_ext;
	char	fid_data[16];
};

struct statfs {
	long	f_spare2;
	long	f_bsize;
	long	f_iosize;
	long	f_blocks;
	long	f_bfree;
	long	f_bavail;
	long	f_files;
	long	f_ffree;
	fsid_t	f_fsid;
	uid_t	f_owner;
	int	f_type;
	int	f_flags;
	long	f_syncwrites;
	long	f_asyncwrites;
	char	f_fstypename[16];
	char	f_mntonname[80];
	long	f_syncreads;
	long	f_asyncreads;
	short	f_spares1;
	char	f_mntfromname[80];
	short	f_spares2;
	long	f_spare[2];
};

struct fhandle {
	fsid_t	fh_fsid;
	struct fid	fh_fid;
};

struct export_args {
	int	ex_flags;
	uid_t	ex_root;
	struct export_ucred	ex_anon;
	struct sockaddr	*ex_addr;
	int	ex_addrlen;
	struct sockaddr	*ex_mask;
	int	ex_masklen;
	char	*ex_indexfile;
};

/* One type of filesystem, as vfs.generic tells it by number. */
struct vfsconf {
	void	*vfc_vfsops;
	char	vfc_name[MFSNAMELEN];
	int	vfc_typenum;
	int	vfc_refcount;
	int	vfc_flags;
	struct {
		struct vfsconf	*stqe_next;
	} vfc_next;
};

struct ovfsconf {
	void	*vfc_vfsops;
	char	vfc_name[32];
	int	vfc_index;
	int	vfc_refcount;
	int	vfc_flags;
};

#define MNT_ASYNC	0x40
#define MNT_AUTOMOUNTED	0x20
#define MNT_DEFEXPORTED	0x200
#define MNT_DELEXPORT	0x20000
#define MNT_EXKERB	0x800
#define MNT_EXPORTANON	0x400
#define MNT_EXPORTED	0x100
#define MNT_EXPUBLIC	0x20000000
#define MNT_EXRDONLY	0x80
#define MNT_FORCE	0x80000
#define MNT_IGNORE	0x800000
#define MNT_LAZY	4
#define MNT_LOCAL	0x1000
#define MNT_NOATIME	0x10000000
#define MNT_NOCLUSTERR	0x40000000
#define MNT_NOCLUSTERW	0x80000000U
#define MNT_NODEV	0x10
#define MNT_NOEXEC	4
#define MNT_NOSUID	8
#define MNT_NOSYMFOLLOW	0x400000
#define MNT_NOWAIT	2
#define MNT_QUOTA	0x2000
#define MNT_RDONLY	1
#define MNT_RELOAD	0x40000
#define MNT_ROOTFS	0x4000
#define MNT_SOFTDEP	0x200000
#define MNT_SUIDDIR	0x100000
#define MNT_SYNCHRONOUS	2
#define MNT_TRIM	0x1000000
#define MNT_UPDATE	0x10000
#define MNT_USER	0x8000
#define MNT_WAIT	1
#define VFCF_LOOPBACK	0x100000
#define VFCF_NETWORK	0x20000
#define VFCF_READONLY	0x40000
#define VFCF_STATIC	0x10000
#define VFCF_SYNTHETIC	0x80000
#define VFCF_UNICODE	0x200000
#define VFS_CONF	2
#define VFS_MAXTYPENUM	1
#define VFS_GENERIC	0
#define VFS_VFSCONF	0
#define VQ_ASSIST	0x40
#define VQ_DEAD		0x20
#define VQ_LOWDISK	4
#define VQ_MOUNT	8
#define VQ_NEEDAUTH	2
#define VQ_NOTRESP	1
#define VQ_NOTRESPLOCK	0x80
#define VQ_UNMOUNT	0x10

typedef struct fhandle	fhandle_t;

/* What mount(2) takes and what it shows. */
#define MNT_CMDFLAGS							\
	(MNT_UPDATE | MNT_DELEXPORT | MNT_RELOAD | MNT_FORCE)
#define MNT_VISFLAGMASK		0xf1f0ffffU

#ifndef _KERNEL
__BEGIN_DECLS
struct statvfs;
int	fhopen(const struct fhandle *, int);
int	fhstatfs(const struct fhandle *, struct statfs *);
int	fstatfs(int, struct statfs *);
int	getfh(const char *, fhandle_t *);
int	getfsstat(struct statfs *, long, int);
int	getmntinfo(struct statfs **, int);
int	getvfsstat(struct statfs *, struct statvfs *, long, int);
int	mount(const char *, const char *, int, void *);
int	statfs(const char *, struct statfs *);
int	unmount(const char *, int);
__END_DECLS
#endif

#endif /* !_SYS_MOUNT_H_ */
