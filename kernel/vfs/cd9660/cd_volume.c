/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_volume.c: volume descriptors: finds the primary one and Joliet's, and
 * chooses whose names are used: Rock Ridge's, else Joliet's, else plain ones.
 *
 * A descriptor fills a sector of 2048 bytes; the first is sector 16, the last
 * says so.
 */
#include <vfs/isofs/cd9660/cd9660_mount.h>
#include "vfs/cd9660/cd9660.h"

#define VD_FIRST	16		/* sector */
#define VD_LAST		100		/* where to give up */
#define VD_PRIMARY	1
#define VD_SUPPLEMENTARY 2
#define VD_END		255

/* Byte offsets in a descriptor. */
#define VD_TYPE		0
#define VD_ID		1		/* "CD001" */
#define VD_FLAGS	7		/* of a supplementary one */
#define VD_SPACE	80		/* blocks, both orders */
#define VD_ESCAPE	88
#define VD_BSIZE	128		/* both orders */
#define VD_ROOT		156		/* record, 34 bytes */
#define VD_ROOTLEN	34

/* What is kept of a descriptor. */
struct volume {
	bool		 vo_found;
	uint32_t	 vo_blocks;
	uint32_t	 vo_bshift;
	struct cdrec	 vo_root;
};

/* Joliet marks itself by one of three escape sequences. */
static bool
is_joliet(const uint8_t *vd, int flags)
{
	const uint8_t *e = vd + VD_ESCAPE;

	if ((vd[VD_FLAGS] & 1) != 0 && (flags & ISOFSMNT_BROKENJOLIET) == 0)
		return (false);
	return (e[0] == '%' && e[1] == '/' &&
	    (e[2] == '@' || e[2] == 'C' || e[2] == 'E'));
}

static int
take(struct cdmount *cm, const uint8_t *vd, struct volume *vo)
{
	uint32_t bsize = cd_le16(vd + VD_BSIZE);

	if (bsize != 512 && bsize != 1024 && bsize != 2048) {
		cd_corrupt(cm, "blocks of %u bytes", bsize);
		return (EINVAL);
	}
	vo->vo_found = true;
	vo->vo_bshift = (uint32_t)__builtin_ctz(bsize);
	vo->vo_blocks = cd_le32(vd + VD_SPACE);
	memset(&vo->vo_root, 0, sizeof(vo->vo_root));
	memcpy(vo->vo_root.r_d, vd + VD_ROOT, VD_ROOTLEN);
	return (0);
}

/* Read the descriptors.  EINVAL: no primary one. */
static int
scan(struct cdmount *cm, int flags, uint32_t ssector, struct volume *primary,
    struct volume *joliet)
{
	uint64_t sector;
	uint8_t *vd;
	int error = 0;

	if ((vd = kmalloc(CD_SECTOR, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	for (sector = VD_FIRST; sector < VD_LAST && error == 0; sector++) {
		if ((ssector + sector + 1) * CD_SECTOR > cm->cm_bytes)
			break;
		error = cd_read(cm, (ssector + sector) * CD_SECTOR, vd,
		    CD_SECTOR);
		if (error != 0 || memcmp(vd + VD_ID, "CD001", 5) != 0 ||
		    vd[VD_TYPE] == VD_END)
			break;
		if (vd[VD_TYPE] == VD_PRIMARY && !primary->vo_found)
			error = take(cm, vd, primary);
		else if (vd[VD_TYPE] == VD_SUPPLEMENTARY &&
		    !joliet->vo_found && is_joliet(vd, flags))
			error = take(cm, vd, joliet);
	}
	kfree(vd, M_TEMP);
	if (error == 0 && !primary->vo_found)
		error = EINVAL;
	return (error);
}

static void
use(struct cdmount *cm, const struct volume *vo)
{
	cm->cm_bshift = vo->vo_bshift;
	cm->cm_blocks = vo->vo_blocks;
	cm->cm_rootino = rec_start(cm, &vo->vo_root);
}

/* The root's own record: there must be a directory. */
static int
root_record(struct cdmount *cm, struct cdrec *r)
{
	int error;

	error = cd_record(cm, cm->cm_rootino, r);
	if (error == 0 && (r->r_d[0] == 0 || !rec_isdot(r)))
		error = EINVAL;
	return (error == EIO ? EINVAL : error);
}

static int
choose(struct cdmount *cm, int flags, const struct volume *primary,
    const struct volume *joliet)
{
	bool rr = false;
	struct cdrec r;
	int error;

	use(cm, primary);
	error = root_record(cm, &r);
	if (error == 0 && (flags & ISOFSMNT_NORRIP) == 0)
		error = cd_susp_probe(cm, &r, &rr);
	cm->cm_names = rr ? CD_RRIP : CD_PLAIN;
	if (rr || !joliet->vo_found || (flags & ISOFSMNT_NOJOLIET) != 0)
		return (error);
	use(cm, joliet);
	if (root_record(cm, &r) == 0) {
		cm->cm_names = CD_JOLIET;
		return (0);
	}
	/* A bad second tree does not hide a good first one. */
	use(cm, primary);
	return (error);
}

int
cd_volume(struct cdmount *cm, int flags, uint32_t ssector)
{
	struct volume *vo;
	int error;

	vo = kmalloc(2 * sizeof(*vo), M_TEMP, M_WAITOK | M_ZERO);
	if (vo == NULL)
		return (ENOMEM);
	error = scan(cm, flags, ssector, &vo[0], &vo[1]);
	if (error == 0)
		error = choose(cm, flags, &vo[0], &vo[1]);
	kfree(vo, M_TEMP);
	return (error);
}
