/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_dir.c: directories: finding names and listing them.
 *
 * A directory is one extent of records; a record of length 0 means that the rest of
 * its sector is unused.  The first two records are the directory itself and
 * its parent.  Rock Ridge moves deep directories elsewhere: where one belongs is
 * a file with CL; where it lies it is not shown.  Its record there should have
 * RE, but not every writer puts it.
 */
#include <sys/dirent.h>
#include <sys/stat.h>
#include "vfs/cd9660/cd9660.h"
#include "sys/thread.h"

/*
 * The first record at or behind byte *off of the directory, and *off set to where
 * it is.  ENOENT: there are no more; EIO.
 */
static int
dir_record(struct cdnode *dir, uint64_t *off, struct cdrec *r)
{
	struct cdmount *cm = dir->cn_cm;
	int error;

	while (*off < dir->cn_size) {
		error = cd_record(cm, dir->cn_ino + *off, r);
		if (error != 0)
			return (error);
		if (r->r_d[0] != 0) {
			if (r->r_d[0] <= dir->cn_size - *off)
				return (0);
			cd_corrupt(cm, "the directory at %llu ends in a record",
			    (unsigned long long)dir->cn_ino);
			return (EIO);
		}
		*off = cd_recnext(r) - dir->cn_ino;
		cpu_poll();
	}
	return (ENOENT);
}

/* Behind r, and behind all records that go on with its file. */
static int
dir_skip(struct cdnode *dir, const struct cdrec *r, uint64_t *off)
{
	struct cdrec more = *r;
	int error = 0;

	*off = cd_recnext(r) - dir->cn_ino;
	while (error == 0 && (rec_flags(&more) & CDR_MORE) != 0) {
		error = dir_record(dir, off, &more);
		if (error == 0)
			*off = cd_recnext(&more) - dir->cn_ino;
	}
	return (error == ENOENT ? 0 : error);
}

/* The same, and behind older versions that are not shown. */
static int
dir_skipfile(struct cdnode *dir, const struct cdrec *r, uint64_t *off)
{
	struct cdmount *cm = dir->cn_cm;
	struct cdrec other;
	int error;

	error = dir_skip(dir, r, off);
	if (cm->cm_names == CD_RRIP || cm->cm_gens)
		return (error);
	while (error == 0) {
		error = dir_record(dir, off, &other);
		if (error == 0) {
			if (!cd_samefile(cm, r, &other))
				return (0);
			error = dir_skip(dir, &other, off);
		}
	}
	return (error == ENOENT ? 0 : error);
}

/* What an entry leads to. */
struct target {
	uint64_t	t_ino;
	bool		t_dir;
	bool		t_moved;	/* a directory that lies elsewhere */
	uint8_t		t_type;		/* DT_* */
};

static void
target_of(const struct cdmount *cm, const struct cdrec *r,
    const struct cdrr *rr, struct target *t)
{
	t->t_dir = (rec_flags(r) & CDR_DIR) != 0;
	t->t_moved = false;
	t->t_ino = t->t_dir ? rec_start(cm, r) : r->r_at;
	t->t_type = t->t_dir ? DT_DIR : DT_REG;
	if (rr == NULL || t->t_dir)
		return;
	if ((rr->rr_have & RR_CL) != 0) {
		t->t_dir = t->t_moved = true;
		t->t_ino = (uint64_t)rr->rr_child << cm->cm_bshift;
		t->t_type = DT_DIR;
	} else if ((rr->rr_have & RR_PX) != 0)
		switch (rr->rr_mode & S_IFMT) {
		case S_IFLNK:
		case S_IFCHR:
		case S_IFBLK:
		case S_IFIFO:
		case S_IFSOCK:
			t->t_type = (uint8_t)IFTODT(rr->rr_mode);
			break;
		default:
			break;
		}
}

/* Rock Ridge of an entry, or *rrp NULL where it is not used. */
static int
entry_rr(struct cdmount *cm, const struct cdrec *r, struct cdrr *space,
    struct cdrr **rrp)
{
	*rrp = NULL;
	if (cm->cm_names != CD_RRIP)
		return (0);
	space->rr_link = NULL;
	*rrp = space;
	return (cd_susp(cm, r, space));
}

/*
 * Look for a name from byte from to byte to.  *at: where the entry is, if that is
 * a good place to begin the next search.
 */
static int
scan(struct cdnode *dir, uint64_t from, uint64_t to, const struct vname *vn,
    struct target *t, uint64_t *at)
{
	struct cdmount *cm = dir->cn_cm;
	struct cdrr space, *rr;
	enum cd_match match;
	struct cdrec r;
	int error;

	while (from < to) {
		if ((error = dir_record(dir, &from, &r)) != 0)
			return (error);
		if (rec_isdot(&r) || rec_isdotdot(&r)) {
			from += r.r_d[0];
			continue;
		}
		if ((error = entry_rr(cm, &r, &space, &rr)) != 0)
			return (error);
		match = rr != NULL && (rr->rr_have & RR_RE) != 0 ? CD_OTHER :
		    cd_namecmp(cm, &r, rr, vn->vn_name, vn->vn_len);
		if (match != CD_OTHER) {
			target_of(cm, &r, rr, t);
			if (match == CD_SAME)
				*at = from;
			return (0);
		}
		if ((error = dir_skip(dir, &r, &from)) != 0)
			return (error);
	}
	return (ENOENT);
}

/* Is what was found what its entry says, and may it be there? */
static int
check_child(struct cdnode *dir, struct vnode *vp, const struct target *t)
{
	struct cdnode *cn = VTOCD(vp);

	if (cn == NULL)
		return (0);		/* it was revoked: the caller sees that */
	if (t->t_dir != (vp->v_type == VDIR)) {
		cd_corrupt(dir->cn_cm, "no directory at %llu",
		    (unsigned long long)cn->cn_ino);
		return (EIO);
	}
	if (!t->t_dir)
		return (0);
	if (cn->cn_moved && !t->t_moved)
		return (ENOENT);	/* it only lies here */
	return (cd_enter(dir, cn));
}

int
cd_lookup(struct vnode *dvp, const struct vname *vn, struct vnode **vpp,
    struct ucred *cred)
{
	struct cdnode *dir = VTOCD(dvp);
	struct target t;
	uint64_t start, at;
	int error;

	*vpp = NULL;
	if (dvp->v_type != VDIR)
		return (ENOTDIR);
	if (vn->vn_isdotdot)
		return (cd_vget(dvp->v_mount, cd_parentino(dir), vpp));
	at = start = dir->cn_diroff;
	error = scan(dir, start, dir->cn_size, vn, &t, &at);
	if (error == ENOENT && start != 0)
		error = scan(dir, 0, start, vn, &t, &at);
	if (error != 0)
		return (error);
	dir->cn_diroff = at;
	error = cd_vget(dvp->v_mount, t.t_ino, vpp);
	if (error != 0)
		return (error);
	if ((error = check_child(dir, *vpp, &t)) != 0) {
		vrele(*vpp);
		*vpp = NULL;
	}
	return (error);
}

/* Does the directory at byte ino only lie here?  One that is broken does not. */
static bool
moved_away(struct cdmount *cm, uint64_t ino)
{
	uint64_t parent;
	struct cdrec r;
	bool moved;

	return (cd_record(cm, ino, &r) == 0 && r.r_d[0] != 0 &&
	    rec_isdot(&r) && cd_dotdot(cm, &r, &parent, &moved) == 0 && moved);
}

/* Give one entry.  1: no more room, or *error. */
static int
list_one(struct cdnode *dir, const struct cdrec *r, struct kuio *uio,
    int *error)
{
	struct cdmount *cm = dir->cn_cm;
	struct cdrr space, *rr;
	char name[NAME_MAX + 1];
	struct target t;
	size_t len;

	if (rec_isdot(r))
		return (vop_helper_readdir(uio, dir->cn_ino, DT_DIR, ".", 1,
		    error));
	if (rec_isdotdot(r))
		return (vop_helper_readdir(uio, cd_parentino(dir), DT_DIR, "..",
		    2, error));
	if ((*error = entry_rr(cm, r, &space, &rr)) != 0)
		return (1);
	if (rr != NULL && (rr->rr_have & RR_RE) != 0)
		return (0);
	len = cd_name(cm, r, rr, name);
	if (len == 0)
		return (0);
	target_of(cm, r, rr, &t);
	if (rr != NULL && t.t_dir && !t.t_moved && moved_away(cm, t.t_ino))
		return (0);
	return (vop_helper_readdir(uio, t.t_ino, t.t_type, name, len, error));
}

/*
 * Cookies are byte offsets in the directory; one that is no record's gives EIO or
 * what looks like one.
 */
int
cd_readdir(struct vnode *vp, struct kuio *uio, struct ucred *cred, bool *eof)
{
	struct cdnode *dir = VTOCD(vp);
	size_t before = uio->uio_resid;
	uint64_t off, next;
	struct cdrec r;
	int error = 0;

	if (vp->v_type != VDIR)
		return (ENOTDIR);
	if (uio->uio_offset < 0)
		return (EINVAL);
	off = (uint64_t)uio->uio_offset;
	*eof = false;
	while ((error = dir_record(dir, &off, &r)) == 0) {
		if ((error = dir_skipfile(dir, &r, &next)) != 0 ||
		    list_one(dir, &r, uio, &error) != 0)
			break;
		off = next;
	}
	uio->uio_offset = (int64_t)off;
	if (error == ENOENT) {
		*eof = true;
		error = 0;
	} else if (error == 0 && uio->uio_resid == before)
		error = EINVAL;
	/* What was listed is given first, and the error the next time. */
	return (uio->uio_resid != before && error != EFAULT ? 0 : error);
}
