/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_node.c: files in memory: found by number in the mount's hash, else read
 * from the medium.
 *
 * A node is complete before it is hashed, and never changes then.
 */
#include <sys/stat.h>
#include "vfs/cd9660/cd9660.h"
#include "sys/thread.h"

#define MODE_DEFAULT	0555
#define XAR_OWNER	0		/* extended attribute record */
#define XAR_GROUP	4
#define XAR_PERM	8
#define XAR_CTIME	10
#define XAR_MTIME	27
#define XAR_VERSION	180
#define XAR_BYTES	181

static inline unsigned
ino_bucket(uint64_t ino)
{
	return ((unsigned)((ino ^ ino >> 11) & (CD_HASH - 1)));
}

static void
node_free(struct cdnode *cn)
{
	if (cn->cn_ext != &cn->cn_one)
		kfree(cn->cn_ext, M_CD9660);
	kfree(cn->cn_link, M_CD9660);
	kfree(cn, M_CD9660);
}

/* The section that a record describes, at byte off of the file. */
static void
section(const struct cdmount *cm, const struct cdrec *r, uint64_t off,
    struct cdext *e)
{
	e->ce_off = off;
	e->ce_len = rec_size(r);
	e->ce_unit = (uint32_t)r->r_d[26] << cm->cm_bshift;
	e->ce_gap = (uint32_t)r->r_d[27] << cm->cm_bshift;
	e->ce_start = rec_start(cm, r);
	/* Interleaved, the attribute record has a unit of its own. */
	if (e->ce_unit != 0 && r->r_d[1] != 0)
		e->ce_start = ((uint64_t)cd_le32(r->r_d + 2) <<
		    cm->cm_bshift) + e->ce_unit + e->ce_gap;
}

/* The record of the next section of the same file. */
static int
next_section(struct cdmount *cm, const struct cdrec *first, struct cdrec *r)
{
	uint64_t at = cd_recnext(r);
	int error;

	error = cd_record(cm, at, r);
	if (error == 0 && r->r_d[0] == 0)
		error = cd_record(cm, cd_recnext(r), r);
	if (error == 0 && (r->r_d[0] == 0 ||
	    (rec_flags(r) & (CDR_DIR | CDR_ASSOC)) !=
	    (rec_flags(first) & CDR_ASSOC) ||
	    rec_namelen(r) != rec_namelen(first) ||
	    memcmp(rec_name(r), rec_name(first), rec_namelen(r)) != 0)) {
		cd_corrupt(cm, "the file at %llu has no end",
		    (unsigned long long)first->r_at);
		error = EIO;
	}
	return (error);
}

static int
grow(struct cdext **extp, const struct cdext *one, int n, int *room)
{
	struct cdext *more;

	if (n < *room)
		return (0);
	if (n >= CD_MAXSECTIONS)
		return (EFBIG);
	more = kmalloc((size_t)*room * 2 * sizeof(*more), M_CD9660, M_WAITOK);
	if (more == NULL)
		return (ENOMEM);
	memcpy(more, *extp, (size_t)n * sizeof(*more));
	if (*extp != one)
		kfree(*extp, M_CD9660);
	*extp = more;
	*room *= 2;
	return (0);
}

/* Where the data of a file is. */
static int
load_sections(struct cdnode *cn, const struct cdrec *first)
{
	struct cdmount *cm = cn->cn_cm;
	struct cdrec r = *first;
	int error = 0, room = 1;

	section(cm, &r, 0, &cn->cn_one);
	cn->cn_size = rec_size(&r);
	cn->cn_next = 1;
	while ((rec_flags(&r) & CDR_MORE) != 0) {
		error = next_section(cm, first, &r);
		if (error == 0)
			error = grow(&cn->cn_ext, &cn->cn_one, cn->cn_next,
			    &room);
		if (error != 0)
			return (error);
		section(cm, &r, cn->cn_size, &cn->cn_ext[cn->cn_next++]);
		cn->cn_size += rec_size(&r);
		cpu_poll();
	}
	return (0);
}

/* Owner, permissions and times of an extended attribute record. */
static int
load_xar(struct cdnode *cn, const struct cdrec *r)
{
	struct cdmount *cm = cn->cn_cm;
	uint8_t xar[XAR_BYTES];
	unsigned perm;
	mode_t mode = 0;
	int error;

	error = cd_read(cm, (uint64_t)cd_le32(r->r_d + 2) << cm->cm_bshift,
	    xar, sizeof(xar));
	if (error != 0 || xar[XAR_VERSION] != 1)
		return (error);
	/* Bits that are clear permit; four a class, read and execute. */
	perm = cd_be16(xar + XAR_PERM);
	if ((perm & 0x0010) == 0)
		mode |= S_IRUSR;
	if ((perm & 0x0040) == 0)
		mode |= S_IXUSR;
	if ((perm & 0x0100) == 0)
		mode |= S_IRGRP;
	if ((perm & 0x0400) == 0)
		mode |= S_IXGRP;
	if ((perm & 0x1000) == 0)
		mode |= S_IROTH;
	if ((perm & 0x4000) == 0)
		mode |= S_IXOTH;
	cn->cn_mode = (cn->cn_mode & S_IFMT) | mode;
	cn->cn_uid = cd_le16(xar + XAR_OWNER);
	cn->cn_gid = cd_le16(xar + XAR_GROUP);
	cd_time17(xar + XAR_CTIME, &cn->cn_ctime);
	cd_time17(xar + XAR_MTIME, &cn->cn_mtime);
	cn->cn_atime = cn->cn_mtime;
	return (0);
}

static void
take_attributes(struct cdnode *cn, const struct cdrr *rr)
{
	mode_t type = cn->cn_mode & S_IFMT;

	if ((rr->rr_have & RR_PX) != 0) {
		/* Only the record knows what is a directory. */
		if (type != S_IFDIR)
			switch (rr->rr_mode & S_IFMT) {
			case S_IFLNK:
			case S_IFCHR:
			case S_IFBLK:
			case S_IFIFO:
			case S_IFSOCK:
				type = rr->rr_mode & S_IFMT;
				break;
			default:
				break;
			}
		cn->cn_mode = (rr->rr_mode & ALLPERMS) | type;
		cn->cn_nlink = K_MAX(rr->rr_nlink, 1u);
		cn->cn_uid = rr->rr_uid;
		cn->cn_gid = rr->rr_gid;
	}
	if ((rr->rr_have & RR_PN) != 0)
		cn->cn_rdev = rr->rr_rdev;
	/* What is not told is the same as what is. */
	if ((rr->rr_have & RR_MTIME) != 0)
		cn->cn_mtime = cn->cn_atime = cn->cn_ctime = rr->rr_mtime;
	if ((rr->rr_have & RR_ATIME) != 0)
		cn->cn_atime = rr->rr_atime;
	if ((rr->rr_have & RR_CTIME) != 0)
		cn->cn_ctime = rr->rr_ctime;
}

/* What Rock Ridge says of the file; a directory's parent as well. */
static int
load_rr(struct cdnode *cn, const struct cdrec *r)
{
	struct cdmount *cm = cn->cn_cm;
	struct cdrr *rr;
	int error;

	rr = kmalloc(sizeof(*rr) + MAXPATHLEN, M_TEMP, M_WAITOK);
	if (rr == NULL)
		return (ENOMEM);
	rr->rr_link = (char *)(rr + 1);
	error = cd_susp(cm, r, rr);
	if (error != 0)
		goto out;
	take_attributes(cn, rr);
	if ((cn->cn_mode & S_IFMT) == S_IFLNK) {
		cn->cn_size = rr->rr_linklen;
		cn->cn_link = kmalloc(rr->rr_linklen + 1, M_CD9660, M_WAITOK);
		if (cn->cn_link == NULL)
			error = ENOMEM;
		else
			memcpy(cn->cn_link, rr->rr_link, rr->rr_linklen);
	}
out:
	kfree(rr, M_TEMP);
	return (error);
}

int
cd_dotdot(struct cdmount *cm, const struct cdrec *self, uint64_t *ino,
    bool *moved)
{
	struct cdrr rr;
	struct cdrec r;
	int error;

	error = cd_record(cm, cd_recnext(self), &r);
	if (error == 0 && (r.r_d[0] == 0 || !rec_isdotdot(&r))) {
		cd_corrupt(cm, "the directory at %llu has no parent",
		    (unsigned long long)self->r_at);
		error = EIO;
	}
	if (error != 0)
		return (error);
	*ino = rec_start(cm, &r);
	*moved = false;
	if (cm->cm_names != CD_RRIP)
		return (0);
	rr.rr_link = NULL;
	error = cd_susp(cm, &r, &rr);
	if (error == 0 && (rr.rr_have & RR_PL) != 0) {
		*ino = (uint64_t)rr.rr_parent << cm->cm_bshift;
		*moved = true;
	}
	return (error);
}

static int
load_directory(struct cdnode *cn, const struct cdrec *r)
{
	struct cdmount *cm = cn->cn_cm;

	cn->cn_size = rec_size(r);
	if (cn->cn_size < 2 * (CD_RECLEN + 1) || cn->cn_size > CD_MAXDIR ||
	    cn->cn_size > cm->cm_bytes - cn->cn_ino) {
		cd_corrupt(cm, "the directory at %llu has %llu bytes",
		    (unsigned long long)cn->cn_ino,
		    (unsigned long long)cn->cn_size);
		return (EIO);
	}
	cn->cn_one.ce_start = cn->cn_ino;
	cn->cn_one.ce_len = (uint32_t)cn->cn_size;
	cn->cn_next = 1;
	return (cd_dotdot(cm, r, &cn->cn_dotdot, &cn->cn_moved));
}

/* Read the file whose record is at byte ino. */
static int
node_load(struct cdmount *cm, uint64_t ino, struct cdnode **cnp)
{
	struct cdnode *cn;
	struct cdrec r;
	int error;

	error = cd_record(cm, ino, &r);
	if (error == 0 && (r.r_d[0] == 0 || rec_isdotdot(&r) ||
	    (!rec_isdot(&r) && (rec_flags(&r) & CDR_DIR) != 0))) {
		cd_corrupt(cm, "no file at %llu", (unsigned long long)ino);
		error = EIO;
	}
	if (error != 0)
		return (error);
	cn = kmalloc(sizeof(*cn), M_CD9660, M_WAITOK | M_ZERO);
	if (cn == NULL)
		return (ENOMEM);
	cn->cn_cm = cm;
	cn->cn_ino = ino;
	cn->cn_ext = &cn->cn_one;
	cn->cn_nlink = 1;
	cn->cn_mode = MODE_DEFAULT | (rec_isdot(&r) ? S_IFDIR : S_IFREG);
	cd_time7(r.r_d + 18, &cn->cn_mtime);
	cn->cn_atime = cn->cn_ctime = cn->cn_mtime;
	error = rec_isdot(&r) ? load_directory(cn, &r) :
	    load_sections(cn, &r);
	if (error == 0 && cm->cm_names == CD_RRIP)
		error = load_rr(cn, &r);
	else if (error == 0 && cm->cm_extatt && r.r_d[1] != 0)
		error = load_xar(cn, &r);
	if (error != 0)
		node_free(cn);
	else
		*cnp = cn;
	return (error);
}

/* Look in memory: 0 with a reference, ENOENT, or EAGAIN: look again soon. */
static int
vget_cached(struct cdmount *cm, uint64_t ino, struct vnode **vpp)
{
	struct cdnode *cn;
	int error = ENOENT;

	spin_lock(&cm->cm_hashspin);
	LIST_FOREACH(cn, &cm->cm_hash[ino_bucket(ino)], cn_hash)
		if (cn->cn_ino == ino) {
			*vpp = cn->cn_vnode;
			error = vget(cn->cn_vnode, 0) == 0 ? 0 : EAGAIN;
			break;
		}
	spin_unlock(&cm->cm_hashspin);
	return (error);
}

/* Hash a node, unless another came first. */
static bool
vget_insert(struct cdnode *cn)
{
	struct cdmount *cm = cn->cn_cm;
	unsigned bucket = ino_bucket(cn->cn_ino);
	struct cdnode *other;

	spin_lock(&cm->cm_hashspin);
	LIST_FOREACH(other, &cm->cm_hash[bucket], cn_hash)
		if (other->cn_ino == cn->cn_ino)
			break;
	if (other == NULL) {
		LIST_INSERT_HEAD(&cm->cm_hash[bucket], cn, cn_hash);
		cn->cn_hashed = true;
	}
	spin_unlock(&cm->cm_hashspin);
	return (other == NULL);
}

/*
 * The file of a number, referenced and unlocked.  EIO: there is none, or it is
 * not what can be a file.
 */
int
cd_vget(struct mount *mp, uint64_t ino, struct vnode **vpp)
{
	struct cdmount *cm = VFSTOCD(mp);
	struct cdnode *cn;
	int error;

	for (;;) {
		error = vget_cached(cm, ino, vpp);
		if (error == 0)
			return (0);
		if (error == EAGAIN) {
			/* It is being reclaimed: that one must get on. */
			(void)tsleep(cm, 0, "cdvget", NS_PER_MS);
			continue;
		}
		if ((error = node_load(cm, ino, &cn)) != 0)
			return (error);
		error = vnode_alloc(mp, IFTOVT(cn->cn_mode), &cd_vnodeops, cn,
		    vpp);
		if (error != 0) {
			node_free(cn);
			return (error);
		}
		cn->cn_vnode = *vpp;
		if (ino == cm->cm_rootino)
			(void)atomic_or(&(*vpp)->v_flag, VN_ROOT);
		if (vget_insert(cn)) {
			vn_unlock(*vpp);
			return (0);
		}
		vrecycle(*vpp);
		vput(*vpp);
	}
}

int
cd_reclaim(struct vnode *vp)
{
	struct cdnode *cn = VTOCD(vp);
	struct cdmount *cm = cn->cn_cm;

	spin_lock(&cm->cm_hashspin);
	if (cn->cn_hashed) {
		LIST_REMOVE(cn, cn_hash);
		cn->cn_hashed = false;
	}
	spin_unlock(&cm->cm_hashspin);
	cd_leave(cn);
	vp->v_data = NULL;
	node_free(cn);
	return (0);
}
