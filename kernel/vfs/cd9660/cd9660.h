/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd9660.h: ISO 9660 (ECMA-119) with Rock Ridge and Joliet, read-only, inside
 * the kernel; only vfs/cd9660 includes it.
 *
 * Files: cd_volume.c volume descriptors, cd_record.c bytes and directory
 * records, cd_susp.c Rock Ridge, cd_name.c names, cd_node.c files in memory,
 * cd_tree.c which directory is in which, cd_dir.c directories, cd_io.c data, cd_vnops.c operations, cd_vfsops.c
 * mounting.
 *
 * A file is known by where its directory record begins on the device, in bytes;
 * a directory by that of its own record, the first of its data.  That is its
 * inode number.  Several links to a file have several records, so they are
 * several files here.
 *
 * Nothing on the medium is trusted: every byte is read by cd_read() or
 * cd_record(), which keep to the device, and every loop has a bound.  A directory
 * that is above itself is not entered, nor one from two others: directories are
 * a tree whatever the medium says (cd_tree.c).  What is wrong gives EIO and a
 * message (cd_corrupt), never more.
 *
 * Lock legend: [v] v_lock of the vnode; [h] cm_hashspin; [f] fixed after mount
 * or load, which is nearly all: a CD does not change.
 */
#ifndef _VFS_CD9660_CD9660_H_
#define _VFS_CD9660_CD9660_H_

#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kdefs.h"
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "vfs/buf.h"
#include "vfs/vnode.h"
#include "lib/libkern.h"

#define CD_SECTOR	2048u		/* no record crosses such a boundary */
#define CD_RECLEN	33u		/* of a record, without the name */
#define CD_HASH		256		/* buckets of files in memory */
#define CD_MAXMSGS	32		/* messages about corruption a mount */
#define CD_MAXDIR	(256u << 20)	/* bytes of a directory */
#define CD_MAXSECTIONS	8192		/* of a file */
#define CD_ASSOCCHAR	'='		/* before the name of an associated file */

MALLOC_DECLARE(M_CD9660);

enum cd_names { CD_PLAIN, CD_JOLIET, CD_RRIP };

struct cdnode;

struct cdmount {
	struct mount	*cm_mount;	/* [f] */
	struct cdev	*cm_dev;	/* [f] */
	struct bufcache	*cm_bc;		/* [f] */
	uint64_t	 cm_bytes;	/* [f] of the device, whole CD_SECTORs */
	uint32_t	 cm_ssize;	/* [f] sector of the device */
	uint32_t	 cm_bshift;	/* [f] logical block: 512, 1024, 2048 */
	uint32_t	 cm_blocks;	/* [f] of the volume */
	uint64_t	 cm_rootino;	/* [f] */
	enum cd_names	 cm_names;	/* [f] */
	bool		 cm_gens;	/* [f] show version numbers */
	bool		 cm_extatt;	/* [f] use extended attribute records */
	uint8_t		 cm_suspskip;	/* [f] bytes before Rock Ridge's fields */
	uint8_t		 cm_rootskip;	/* [f] the same in the root's own record */
	volatile int	 cm_nmsgs;	/* messages so far */
	struct spinlock	 cm_hashspin;
	LIST_HEAD(, cdnode) cm_hash[CD_HASH];	/* [h] */
};

/*
 * A file section: bytes off.. of the file.  Interleaved: units of data with gaps
 * between them.
 */
struct cdext {
	uint64_t	 ce_off;	/* [f] in the file */
	uint64_t	 ce_start;	/* [f] on the device */
	uint32_t	 ce_len;	/* [f] */
	uint32_t	 ce_unit;	/* [f] bytes; 0: in one piece */
	uint32_t	 ce_gap;	/* [f] bytes */
};

/*
 * A directory's place in the tree, known from how it was entered; lives as long as
 * it, or one below it, is in memory.
 */
struct cdplace {
	struct cdplace	*p_up;		/* [f] NULL: the root, or one that was found
					 * by a file handle */
	uint64_t	 p_ino;		/* [f] */
	int		 p_depth;	/* [f] */
	int		 p_refs;	/* [h] */
};
#define CD_MAXDEPTH	512		/* more does not fit into a path */

struct cdnode {
	LIST_ENTRY(cdnode) cn_hash;	/* [h] */
	struct vnode	*cn_vnode;	/* [f] */
	struct cdmount	*cn_cm;		/* [f] */
	uint64_t	 cn_ino;	/* [f] */
	struct cdplace	*cn_place;	/* [h] of a directory; NULL: not known */
	uint64_t	 cn_dotdot;	/* [f] what its second record names */
	bool		 cn_moved;	/* [f] Rock Ridge moved it here */
	uint64_t	 cn_size;	/* [f] */
	struct cdext	 cn_one;	/* [f] the only section, or */
	struct cdext	*cn_ext;	/* [f] all of them */
	int		 cn_next;	/* [f] how many */
	mode_t		 cn_mode;	/* [f] */
	uint32_t	 cn_nlink;	/* [f] */
	uid_t		 cn_uid;	/* [f] */
	gid_t		 cn_gid;	/* [f] */
	dev_t		 cn_rdev;	/* [f] */
	struct timespec	 cn_mtime, cn_atime, cn_ctime;	/* [f] */
	char		*cn_link;	/* [f] symbolic link: its text */
	volatile uint64_t cn_diroff;	/* hint: where a name was found last */
	bool		 cn_hashed;	/* [h] */
};

static inline struct cdnode *
VTOCD(const struct vnode *vp)
{
	return (vp->v_data);
}
static inline struct cdmount *
VFSTOCD(const struct mount *mp)
{
	return (mp->mnt_data);
}

/* Numbers of the medium: in either order, or in both, little-endian first. */
static inline uint32_t
cd_le16(const uint8_t *p)
{
	return (p[0] | (uint32_t)p[1] << 8);
}
static inline uint32_t
cd_le32(const uint8_t *p)
{
	return (cd_le16(p) | cd_le16(p + 2) << 16);
}
static inline uint32_t
cd_be16(const uint8_t *p)
{
	return ((uint32_t)p[0] << 8 | p[1]);
}

/* A directory record, copied from the medium. */
struct cdrec {
	uint64_t	 r_at;		/* on the device */
	uint8_t		 r_d[256];	/* r_d[0]: its length; 0: none here */
};
#define CDR_HIDDEN	0x01		/* flags of a record */
#define CDR_DIR		0x02
#define CDR_ASSOC	0x04
#define CDR_MORE	0x80		/* the next record goes on with the file */

static inline uint8_t
rec_flags(const struct cdrec *r)
{
	return (r->r_d[25]);
}
static inline uint32_t
rec_size(const struct cdrec *r)
{
	return (cd_le32(r->r_d + 10));
}
static inline size_t
rec_namelen(const struct cdrec *r)
{
	return (r->r_d[32]);
}
static inline const uint8_t *
rec_name(const struct cdrec *r)
{
	return (r->r_d + CD_RECLEN);
}
/* The records of a directory itself and of its parent. */
static inline bool
rec_isdot(const struct cdrec *r)
{
	return (r->r_d[32] == 1 && r->r_d[33] == 0);
}
static inline bool
rec_isdotdot(const struct cdrec *r)
{
	return (r->r_d[32] == 1 && r->r_d[33] == 1);
}
/* Where the data begins on the device, behind an extended attribute record. */
static inline uint64_t
rec_start(const struct cdmount *cm, const struct cdrec *r)
{
	return (((uint64_t)cd_le32(r->r_d + 2) + r->r_d[1]) << cm->cm_bshift);
}

/* One line on the console about what is wrong on the medium, not for ever. */
void	cd_corrupt(struct cdmount *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* cd_record.c */
int	cd_read(struct cdmount *, uint64_t at, void *buf, size_t len);	/* EIO ENOMEM */
/*
 * The record at byte at of the device.  0 with r_d[0] == 0: the rest of the
 * sector is unused.  EIO: no record, with a message.
 */
int	cd_record(struct cdmount *, uint64_t at, struct cdrec *);
/* Where the record behind r is, if there is one in its sector or the next. */
uint64_t cd_recnext(const struct cdrec *);
/* Times: 7 bytes of binary numbers, 17 bytes of digits.  Nonsense is 1970. */
void	cd_time7(const uint8_t *, struct timespec *);
void	cd_time17(const uint8_t *, struct timespec *);

/* cd_volume.c: fill in what the volume descriptors say.  EINVAL EIO ENOMEM. */
int	cd_volume(struct cdmount *, int flags, uint32_t ssector);

/* cd_susp.c: what Rock Ridge says of a record. */
struct cdrr {
	unsigned	 rr_have;	/* RR_* */
	mode_t		 rr_mode;	/* RR_PX */
	uint32_t	 rr_nlink;
	uid_t		 rr_uid;
	gid_t		 rr_gid;
	dev_t		 rr_rdev;	/* RR_PN */
	uint32_t	 rr_child;	/* RR_CL: block */
	uint32_t	 rr_parent;	/* RR_PL: block */
	struct timespec	 rr_mtime, rr_atime, rr_ctime;
	size_t		 rr_namelen;	/* RR_NM */
	char		 rr_name[NAME_MAX];
	char		*rr_link;	/* RR_SL: the caller's, MAXPATHLEN bytes, or
					 * NULL: not wanted */
	size_t		 rr_linklen;
	unsigned	 rr_state;	/* the parser's */
};
#define RR_PX		0x001
#define RR_PN		0x002
#define RR_SL		0x004
#define RR_NM		0x008
#define RR_CL		0x010
#define RR_PL		0x020
#define RR_RE		0x040
#define RR_MTIME	0x080
#define RR_ATIME	0x100
#define RR_CTIME	0x200
#define RR_ER		0x400
/*
 * Parse r's fields into *rr, of which only rr_link need be set.  A name that
 * cannot be one is as none.  EIO: continuations without end or beyond the
 * medium; ENAMETOOLONG: the link does not fit; ENOMEM.
 */
int	cd_susp(struct cdmount *, const struct cdrec *, struct cdrr *);
/* Are the medium's records written so?  Sets cm_suspskip, cm_rootskip.  root: its own record. */
int	cd_susp_probe(struct cdmount *, const struct cdrec *root, bool *yes);

/* cd_name.c */
/*
 * The name that a record has in listings, up to NAME_MAX bytes; 0: none that
 * can be shown.  rr: its Rock Ridge, or NULL.
 */
size_t	cd_name(const struct cdmount *, const struct cdrec *,
	    const struct cdrr *, char *buf);
enum cd_match { CD_OTHER, CD_SAME, CD_VERSION };	/* CD_VERSION: asked for by number */
enum cd_match cd_namecmp(const struct cdmount *, const struct cdrec *,
	    const struct cdrr *, const char *name, size_t len);
/* Are both versions of one file? */
bool	cd_samefile(const struct cdmount *, const struct cdrec *,
	    const struct cdrec *);

/* cd_node.c */
int	cd_vget(struct mount *, uint64_t ino, struct vnode **);	/* referenced */
int	cd_reclaim(struct vnode *);
/*
 * What the directory whose own record is self names as its parent, and whether Rock
 * Ridge says that it belongs elsewhere.  EIO ENOMEM.
 */
int	cd_dotdot(struct cdmount *, const struct cdrec *self, uint64_t *ino,
	    bool *moved);

/* cd_tree.c */
/*
 * Directory child was found in directory dir, both referenced.  EIO: it cannot be
 * there, with a message; ENOMEM.
 */
int	cd_enter(struct cdnode *dir, struct cdnode *child);
uint64_t cd_parentino(struct cdnode *dir);
void	cd_leave(struct cdnode *dir);	/* its place is needed no more */

/* cd_dir.c */
int	cd_lookup(struct vnode *, const struct vname *, struct vnode **,
	    struct ucred *);
int	cd_readdir(struct vnode *, struct kuio *, struct ucred *, bool *eof);

/* cd_io.c */
int	cd_rdwr(struct vnode *, struct kuio *, int ioflag, struct ucred *);
int	cd_getpages(struct vnode *, int64_t off, struct vm_page **, int npages);

extern struct vnodeops cd_vnodeops;	/* cd_vnops.c */

#endif /* !_VFS_CD9660_CD9660_H_ */
