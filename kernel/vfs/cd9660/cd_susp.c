/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_susp.c: Rock Ridge (RRIP) in the fields that SUSP puts behind a record's
 * name and into continuation areas.
 *
 * A field is a signature of two letters, its length, a version, data.  One that
 * does not fit ends its area; one that is not known is passed over.  Areas are
 * copied before they are parsed, and their number is bounded.
 */
#include <sys/stat.h>
#include "vfs/cd9660/cd9660.h"

#define SUSP_HEAD	4		/* signature, length, version */
#define SUSP_AREAS	64		/* continuations of one record */
#define SUSP_XA		14		/* bytes of CD-ROM XA before SP */

#define SIG(a, b)	((uint32_t)(a) | (uint32_t)(b) << 8)

/* rr_state: what goes on in the next field of its kind. */
#define ST_NAME		0x01		/* the name began and goes on */
#define ST_NAMEEND	0x02		/* the name is complete */
#define ST_NAMEBAD	0x04
#define ST_LINK		0x08		/* the link began and goes on */
#define ST_LINKEND	0x10
#define ST_PART		0x20		/* its last component goes on */
#define ST_LONG		0x40		/* the link does not fit */

struct area {
	uint64_t	 a_at;		/* on the device */
	uint32_t	 a_len;		/* 0: no more */
};

static void
field_px(const uint8_t *f, size_t len, struct cdrr *rr)
{
	if (len < 36)
		return;
	rr->rr_mode = (mode_t)cd_le32(f + 4);
	rr->rr_nlink = cd_le32(f + 12);
	rr->rr_uid = cd_le32(f + 20);
	rr->rr_gid = cd_le32(f + 28);
	rr->rr_have |= RR_PX;
}

/* A device number in two halves; the high one is 0 where 32 bits hold all. */
static void
field_pn(const uint8_t *f, size_t len, struct cdrr *rr)
{
	uint32_t high, low;

	if (len < 20)
		return;
	high = cd_le32(f + 4);
	low = cd_le32(f + 12);
	rr->rr_rdev = high == 0 ? low :
	    (high & 0xff) << 8 | (low & 0xffff00ff);
	rr->rr_have |= RR_PN;
}

static void
field_tf(const uint8_t *f, size_t len, struct cdrr *rr)
{
	size_t one, at = 5;
	struct timespec ts;
	int i;

	if (len < 5)
		return;
	one = f[4] & 0x80 ? 17 : 7;
	/* Creation, modification, access, attributes; the others say nothing. */
	for (i = 0; i < 4; i++) {
		if ((f[4] & 1 << i) == 0)
			continue;
		if (at + one > len)
			return;
		if (one == 7)
			cd_time7(f + at, &ts);
		else
			cd_time17(f + at, &ts);
		at += one;
		if (i == 1) {
			rr->rr_mtime = ts;
			rr->rr_have |= RR_MTIME;
		} else if (i == 2) {
			rr->rr_atime = ts;
			rr->rr_have |= RR_ATIME;
		} else if (i == 3) {
			rr->rr_ctime = ts;
			rr->rr_have |= RR_CTIME;
		}
	}
}

static void
field_nm(const uint8_t *f, size_t len, struct cdrr *rr)
{
	size_t n;

	if (len < 5 || (rr->rr_state & ST_NAMEEND) != 0)
		return;
	n = len - 5;
	/* Bits 1 and 2 mean "." and "..": no name of a file. */
	if ((f[4] & 0x06) != 0 || n > sizeof(rr->rr_name) - rr->rr_namelen)
		rr->rr_state |= ST_NAMEBAD;
	else {
		memcpy(rr->rr_name + rr->rr_namelen, f + 5, n);
		rr->rr_namelen += n;
	}
	rr->rr_state |= (f[4] & 1) != 0 ? ST_NAME : ST_NAMEEND;
}

static void
link_add(struct cdrr *rr, const void *text, size_t n)
{
	if (n >= MAXPATHLEN - rr->rr_linklen) {
		rr->rr_state |= ST_LONG;
		return;
	}
	memcpy(rr->rr_link + rr->rr_linklen, text, n);
	rr->rr_linklen += n;
}

/* One component: flags, length, text. */
static void
link_part(struct cdmount *cm, const uint8_t *c, struct cdrr *rr)
{
	const char *mnt = cm->cm_mount->mnt_stat.f_mntonname;

	if ((rr->rr_state & ST_PART) == 0 && rr->rr_linklen != 0 &&
	    rr->rr_link[rr->rr_linklen - 1] != '/')
		link_add(rr, "/", 1);
	rr->rr_state &= ~ST_PART;
	if (c[0] & 0x02)
		link_add(rr, ".", 1);
	else if (c[0] & 0x04)
		link_add(rr, "..", 2);
	else if (c[0] & 0x08) {
		rr->rr_linklen = 0;
		link_add(rr, "/", 1);
	} else if (c[0] & 0x10) {
		rr->rr_linklen = 0;
		link_add(rr, mnt, strnlen(mnt, MNAMELEN));
	} else
		link_add(rr, c + 2, c[1]);
	if (c[0] & 0x01)
		rr->rr_state |= ST_PART;
}

static void
field_sl(struct cdmount *cm, const uint8_t *f, size_t len, struct cdrr *rr)
{
	size_t at;

	if (len < 5)
		return;
	rr->rr_have |= RR_SL;
	if (rr->rr_link == NULL || (rr->rr_state & ST_LINKEND) != 0)
		return;
	for (at = 5; at + 2 <= len && at + 2 + f[at + 1] <= len;
	    at += 2u + f[at + 1])
		link_part(cm, f + at, rr);
	rr->rr_state |= (f[4] & 1) != 0 ? ST_LINK : ST_LINKEND;
}

/* An extension's identifier: Rock Ridge has had three. */
static void
field_er(const uint8_t *f, size_t len, struct cdrr *rr)
{
	static const char *const ids[] = {
		"RRIP_1991A", "IEEE_P1282", "IEEE_1282"
	};
	size_t i, n;

	if (len < 8)
		return;
	for (i = 0; i < NELEM(ids); i++) {
		n = strlen(ids[i]);
		if (f[4] == n && 8 + n <= len && memcmp(f + 8, ids[i], n) == 0)
			rr->rr_have |= RR_ER;
	}
}

/* Parse one area; *next is where it says that more is. */
static void
parse(struct cdmount *cm, const uint8_t *p, size_t n, struct cdrr *rr,
    struct area *next)
{
	size_t len;

	for (; n >= SUSP_HEAD && p[2] >= SUSP_HEAD && p[2] <= n;
	    p += len, n -= len) {
		len = p[2];
		switch (SIG(p[0], p[1])) {
		case SIG('P', 'X'):
			field_px(p, len, rr);
			break;
		case SIG('P', 'N'):
			field_pn(p, len, rr);
			break;
		case SIG('T', 'F'):
			field_tf(p, len, rr);
			break;
		case SIG('N', 'M'):
			field_nm(p, len, rr);
			break;
		case SIG('S', 'L'):
			field_sl(cm, p, len, rr);
			break;
		case SIG('C', 'L'):
			if (len >= 12) {
				rr->rr_child = cd_le32(p + 4);
				rr->rr_have |= RR_CL;
			}
			break;
		case SIG('P', 'L'):
			if (len >= 12) {
				rr->rr_parent = cd_le32(p + 4);
				rr->rr_have |= RR_PL;
			}
			break;
		case SIG('R', 'E'):
			rr->rr_have |= RR_RE;
			break;
		case SIG('E', 'R'):
			field_er(p, len, rr);
			break;
		case SIG('C', 'E'):
			if (len >= 28) {
				next->a_at = ((uint64_t)cd_le32(p + 4) <<
				    cm->cm_bshift) + cd_le32(p + 12);
				next->a_len = cd_le32(p + 20);
			}
			break;
		case SIG('S', 'T'):
			return;
		}
	}
}

static bool
name_good(const char *name, size_t len)
{
	if (len == 0 || (name[0] == '.' && (len == 1 ||
	    (len == 2 && name[1] == '.'))))
		return (false);
	return (memchr(name, '/', len) == NULL &&
	    memchr(name, '\0', len) == NULL);
}

/* Follow the continuations. */
static int
follow(struct cdmount *cm, const struct cdrec *r, struct cdrr *rr,
    struct area *next)
{
	struct area here;
	uint8_t *buf;
	int areas, error = 0;

	if ((buf = kmalloc(CD_SECTOR, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	for (areas = 0; next->a_len != 0 && error == 0; areas++) {
		here = *next;
		next->a_len = 0;
		if (areas == SUSP_AREAS || here.a_len > CD_SECTOR)
			error = EIO;
		if (error == 0)
			error = cd_read(cm, here.a_at, buf, here.a_len);
		if (error == 0)
			parse(cm, buf, here.a_len, rr, next);
	}
	kfree(buf, M_TEMP);
	if (error == EIO)
		cd_corrupt(cm, "the record at %llu goes on in no place",
		    (unsigned long long)r->r_at);
	return (error);
}

/* Parse what begins skip bytes behind the name. */
static int
susp(struct cdmount *cm, const struct cdrec *r, size_t skip, struct cdrr *rr)
{
	size_t at = ((CD_RECLEN + rec_namelen(r) + 1) & ~(size_t)1) + skip;
	struct area next = { 0, 0 };
	int error = 0;

	rr->rr_have = rr->rr_state = 0;
	rr->rr_namelen = rr->rr_linklen = 0;
	if (at < r->r_d[0])
		parse(cm, r->r_d + at, r->r_d[0] - at, rr, &next);
	if (next.a_len != 0)
		error = follow(cm, r, rr, &next);
	if ((rr->rr_state & ST_NAMEBAD) == 0 &&
	    name_good(rr->rr_name, rr->rr_namelen))
		rr->rr_have |= RR_NM;
	if (error == 0 && (rr->rr_state & ST_LONG) != 0)
		error = ENAMETOOLONG;
	return (error);
}

int
cd_susp(struct cdmount *cm, const struct cdrec *r, struct cdrr *rr)
{
	return (susp(cm, r, r->r_at == cm->cm_rootino ? cm->cm_rootskip :
	    cm->cm_suspskip, rr));
}

/*
 * SP is the first field of the root's own record, and says how many bytes come
 * before the fields of all others.
 */
int
cd_susp_probe(struct cdmount *cm, const struct cdrec *root, bool *yes)
{
	static const uint8_t sp[] = { 'S', 'P', 7, 1, 0xbe, 0xef };
	size_t at = (CD_RECLEN + rec_namelen(root) + 1) & ~(size_t)1, skip;
	struct cdrr rr;
	int error;

	*yes = false;
	for (skip = 0; skip <= SUSP_XA; skip += SUSP_XA)
		if (at + skip + 7 <= root->r_d[0] &&
		    memcmp(root->r_d + at + skip, sp, sizeof(sp)) == 0)
			break;
	if (skip > SUSP_XA)
		return (0);
	rr.rr_link = NULL;
	error = susp(cm, root, skip, &rr);
	/* Broken fields of the root: there are still plain names. */
	if (error != 0)
		return (error == EIO ? 0 : error);
	*yes = (rr.rr_have & (RR_ER | RR_PX)) != 0;
	cm->cm_suspskip = root->r_d[at + skip + 6];
	cm->cm_rootskip = (uint8_t)skip;
	return (0);
}
