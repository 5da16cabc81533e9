/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mkfs.c: the filesystem itself: geometry, superblock and its copies, groups,
 * and a root directory.
 *
 * A group is as large as its maps allow, which must fit in one block; the last
 * may be shorter, but holds at least its own data and one block.  The old
 * geometry says that a group is one cylinder of one track.
 */
#include <sys/types.h>
#include <sys/param.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <vfs/ufs/dinode.h>
#include <vfs/ufs/dir.h>
#include <vfs/ufs/fs.h>

#include "newfs.h"

static const struct params *par;
static union {
	struct fs fs;
	uint8_t	 bytes[SBSIZE];
} sbuf;
#define sb	sbuf.fs
static struct csum *sums;
static uint32_t now;

static void
put_at(off_t off, const void *buf, size_t len)
{
	if (par->p_fd < 0)
		return;
	if (pwrite(par->p_fd, buf, len, off) != (ssize_t)len)
		err(1, "%s: write at byte %lld", par->p_name, (long long)off);
}

static void
put(ufs_daddr_t frag, const void *buf, size_t len)
{
	put_at((off_t)frag * sb.fs_fsize, buf, len);
}

static void *
zalloc(size_t n)
{
	void *p = calloc(1, n);

	if (p == NULL)
		err(1, "%zu bytes", n);
	return (p);
}

static int32_t
log2_of(int32_t v)
{
	return (__builtin_ctz((unsigned)v));
}

/* Inodes of a group of fpg fragments, whole blocks of them. */
static int32_t
inodes_for(int32_t fpg)
{
	int64_t n = (int64_t)fpg * sb.fs_fsize / par->p_density;
	int64_t most = (int64_t)(fpg - sb.fs_iblkno) / sb.fs_frag *
	    sb.fs_inopb / 2;

	n = roundup(n < 1 ? 1 : n, sb.fs_inopb);
	if (n > most)
		n = most / sb.fs_inopb * sb.fs_inopb;
	return ((int32_t)(n < sb.fs_inopb ? sb.fs_inopb : n));
}

/* Bytes of the maps of a group, and where they begin. */
static int32_t
map_layout(struct cg *cgp, int32_t fpg, int32_t ipg)
{
	int32_t at = (int32_t)offsetof(struct cg, cg_space);

	cgp->cg_btotoff = at;
	at += sb.fs_cpg * (int32_t)sizeof(int32_t);
	cgp->cg_boff = at;
	at += sb.fs_cpg * sb.fs_nrpos * (int32_t)sizeof(int16_t);
	cgp->cg_iusedoff = at;
	at += howmany(ipg, NBBY);
	cgp->cg_freeoff = at;
	at += howmany(fpg, NBBY);
	/* The count for clusters of length 0 does not exist. */
	at = roundup(at, (int32_t)sizeof(int32_t)) - (int32_t)sizeof(int32_t);
	cgp->cg_clustersumoff = at;
	at += (sb.fs_contigsumsize + 1) * (int32_t)sizeof(int32_t);
	cgp->cg_clusteroff = at;
	at += howmany(fpg / sb.fs_frag, NBBY);
	cgp->cg_nextfreeoff = at;
	return (at);
}

/* The largest group whose maps fit in a block. */
static void
choose_group(int64_t frags)
{
	struct cg probe;
	int64_t fpg = 8 * (int64_t)sb.fs_bsize;

	if (par->p_fpg != 0 && par->p_fpg < fpg)
		fpg = par->p_fpg;
	if (fpg > roundup(frags, sb.fs_frag))
		fpg = roundup(frags, sb.fs_frag);
	fpg = fpg / sb.fs_frag * sb.fs_frag;
	for (; fpg > sb.fs_iblkno + 2 * sb.fs_frag; fpg -= sb.fs_frag) {
		sb.fs_ipg = inodes_for((int32_t)fpg);
		sb.fs_cgsize = (int32_t)roundup(map_layout(&probe,
		    (int32_t)fpg, sb.fs_ipg), sb.fs_fsize);
		if (sb.fs_cgsize <= sb.fs_bsize)
			break;
	}
	sb.fs_fpg = (int32_t)fpg;
	sb.fs_dblkno = sb.fs_iblkno + sb.fs_ipg / sb.fs_inopb * sb.fs_frag;
	if (fpg <= sb.fs_iblkno + 2 * sb.fs_frag ||
	    sb.fs_dblkno + sb.fs_frag > fpg)
		errx(1, "%s: too small for a filesystem", par->p_name);
}

/* Number of groups; a last one without room for data is left off. */
static void
count_groups(int64_t frags)
{
	int64_t last;

	sb.fs_ncg = (int32_t)howmany(frags, (int64_t)sb.fs_fpg);
	last = frags - (int64_t)(sb.fs_ncg - 1) * sb.fs_fpg;
	if (sb.fs_ncg > 1 && last < sb.fs_dblkno + sb.fs_frag) {
		frags -= last;
		sb.fs_ncg--;
		last = sb.fs_fpg;
	}
	sb.fs_cssize = (int32_t)roundup(sb.fs_ncg *
	    (int32_t)sizeof(struct csum), sb.fs_fsize);
	if (last < sb.fs_dblkno + sb.fs_frag || (sb.fs_ncg == 1 &&
	    last < sb.fs_dblkno + sb.fs_cssize / sb.fs_fsize + sb.fs_frag))
		errx(1, "%s: too small for a filesystem", par->p_name);
	if ((int64_t)sb.fs_ncg * sb.fs_ipg > INT32_MAX)
		errx(1, "%s: too many inodes: raise -i", par->p_name);
	sb.fs_size = (int32_t)frags;
	sb.fs_dsize = (int32_t)(frags - sb.fs_sblkno - (int64_t)sb.fs_ncg *
	    (sb.fs_dblkno - sb.fs_sblkno) - sb.fs_cssize / sb.fs_fsize);
	sb.fs_csaddr = cgdmin(&sb, 0);
	sb.fs_ncyl = sb.fs_ncg;
}

/* Everything in the superblock that follows from block and fragment size. */
static void
set_sizes(void)
{
	int32_t nspf = par->p_fsize / DEV_BSIZE;

	sb.fs_magic = FS_MAGIC;
	sb.fs_bsize = par->p_bsize;
	sb.fs_fsize = par->p_fsize;
	sb.fs_frag = sb.fs_bsize / sb.fs_fsize;
	sb.fs_bmask = -sb.fs_bsize;
	sb.fs_fmask = -sb.fs_fsize;
	sb.fs_qbmask = sb.fs_bsize - 1;
	sb.fs_qfmask = sb.fs_fsize - 1;
	sb.fs_bshift = log2_of(sb.fs_bsize);
	sb.fs_fshift = log2_of(sb.fs_fsize);
	sb.fs_fragshift = log2_of(sb.fs_frag);
	sb.fs_fsbtodb = log2_of(nspf);
	sb.fs_nspf = nspf;
	sb.fs_nindir = sb.fs_bsize / (int32_t)sizeof(ufs_daddr_t);
	sb.fs_inopb = sb.fs_bsize / (int32_t)sizeof(struct ufs1_dinode);
	sb.fs_sbsize = roundup((int32_t)sizeof(struct fs),
	    sb.fs_fsize < 2048 ? 2048 : sb.fs_fsize);
	if (sb.fs_sbsize > SBSIZE)
		sb.fs_sbsize = SBSIZE;
	sb.fs_sblkno = roundup(howmany(BBSIZE + SBSIZE, sb.fs_fsize),
	    sb.fs_frag);
	sb.fs_cblkno = sb.fs_sblkno +
	    roundup(howmany(SBSIZE, sb.fs_fsize), sb.fs_frag);
	sb.fs_iblkno = sb.fs_cblkno + sb.fs_frag;
	sb.fs_cgmask = -1;
	sb.fs_nrpos = sb.fs_cpg = sb.fs_ntrak = sb.fs_interleave = 1;
	sb.fs_rps = 60;
	sb.fs_postblformat = FS_DYNAMICPOSTBLFMT;
	sb.fs_inodefmt = FS_44INODEFMT;
	sb.fs_maxsymlinklen = UFS1_MAXSYMLINKLEN;
	sb.fs_maxcontig = FS_MAXCONTIG;
	sb.fs_contigsumsize = FS_MAXCONTIG;
}

static void
set_rest(void)
{
	int64_t n = sb.fs_nindir, max;

	sb.fs_spc = sb.fs_nsect = sb.fs_npsect = sb.fs_fpg * sb.fs_nspf;
	sb.fs_maxbpg = par->p_maxbpg != 0 ? par->p_maxbpg : sb.fs_nindir;
	sb.fs_minfree = par->p_minfree;
	sb.fs_optim = par->p_optim;
	sb.fs_avgfilesize = par->p_avgfilesize;
	sb.fs_avgfpdir = par->p_avgfpdir;
	max = UFS_NDADDR + n + n * n + n * n * n;
	sb.fs_maxfilesize = (uint64_t)max * (uint64_t)sb.fs_bsize - 1;
	sb.fs_time = (ufs_time_t)now;
	sb.fs_id[0] = (int32_t)now;
	sb.fs_id[1] = (int32_t)random();
	sb.fs_clean = 1;
	if (par->p_label != NULL)
		memcpy(sb.fs_volname, par->p_label, strlen(par->p_label));
}

static void
set_free(struct cg *cgp, int32_t from, int32_t to)
{
	for (; from < to; from++)
		setbit(cg_blksfree(cgp), from);
}

/* All counts of a group from its map. */
static void
count_group(struct cg *cgp)
{
	int32_t blk, i, run, clusters = 0, free;
	int32_t nblk = howmany(cgp->cg_ndblk, sb.fs_frag);

	for (blk = 0; blk <= nblk; blk++) {
		for (i = run = free = 0; blk < nblk && i <= sb.fs_frag; i++) {
			if (i < sb.fs_frag && isset(cg_blksfree(cgp),
			    blk * sb.fs_frag + i)) {
				run++;
				free++;
				continue;
			}
			if (run != 0 && run < sb.fs_frag)
				cgp->cg_frsum[run]++;
			run = 0;
		}
		if (blk < nblk && free == sb.fs_frag) {
			cgp->cg_cs.cs_nbfree++;
			cg_blktot(cgp)[0]++;
			cg_blks(&sb, cgp, 0)[0]++;
			setbit(cg_clustersfree(cgp), blk);
			clusters++;
			continue;
		}
		cgp->cg_cs.cs_nffree += free;
		if (clusters != 0)
			cg_clustersum(cgp)[clusters < sb.fs_contigsumsize ?
			    clusters : sb.fs_contigsumsize]++;
		clusters = 0;
	}
}

/* Fragments that the summary and the root directory take in group 0. */
static int32_t
first_frags(void)
{
	return (sb.fs_cssize / sb.fs_fsize + 1);
}

static void
make_group(int32_t c, uint8_t *inodes, size_t isize)
{
	struct cg *cgp = zalloc((size_t)sb.fs_bsize);
	int64_t left = sb.fs_size - (int64_t)cgbase(&sb, c);

	cgp->cg_magic = CG_MAGIC;
	cgp->cg_time = (ufs_time_t)now;
	cgp->cg_cgx = c;
	cgp->cg_ncyl = (int16_t)sb.fs_cpg;
	cgp->cg_niblk = (int16_t)sb.fs_ipg;
	cgp->cg_ndblk = (int32_t)(left < sb.fs_fpg ? left : sb.fs_fpg);
	cgp->cg_nclusterblks = cgp->cg_ndblk / sb.fs_frag;
	(void)map_layout(cgp, sb.fs_fpg, sb.fs_ipg);
	/* Before its superblock a group has room that only the first needs. */
	if (c > 0)
		set_free(cgp, 0, sb.fs_sblkno);
	set_free(cgp, sb.fs_dblkno + (c == 0 ? first_frags() : 0),
	    cgp->cg_ndblk);
	count_group(cgp);
	cgp->cg_cs.cs_nifree = sb.fs_ipg;
	if (c == 0) {
		setbit(cg_inosused(cgp), 0);
		setbit(cg_inosused(cgp), 1);
		setbit(cg_inosused(cgp), UFS_ROOTINO);
		cgp->cg_cs.cs_nifree -= (int32_t)UFS_ROOTINO + 1;
		cgp->cg_cs.cs_ndir = 1;
	}
	sums[c] = cgp->cg_cs;
	sb.fs_cstotal.cs_ndir += cgp->cg_cs.cs_ndir;
	sb.fs_cstotal.cs_nbfree += cgp->cg_cs.cs_nbfree;
	sb.fs_cstotal.cs_nifree += cgp->cg_cs.cs_nifree;
	sb.fs_cstotal.cs_nffree += cgp->cg_cs.cs_nffree;
	put(cgtod(&sb, c), cgp, (size_t)sb.fs_cgsize);
	put(cgimin(&sb, c), inodes, isize);
	free(cgp);
}

/* The root: inode 2 with one fragment, behind the summary. */
static void
make_root(uint8_t *inodes)
{
	struct ufs1_dinode *dp = (struct ufs1_dinode *)(void *)inodes +
	    UFS_ROOTINO;
	uint8_t *buf = zalloc((size_t)sb.fs_fsize);
	struct direct *d = (struct direct *)(void *)buf;
	ufs_daddr_t bn = sb.fs_dblkno + first_frags() - 1;

	d->d_ino = (uint32_t)UFS_ROOTINO;
	d->d_reclen = (uint16_t)DIRECTSIZ(1);
	d->d_type = DT_DIR;
	d->d_namlen = 1;
	d->d_name[0] = '.';
	d = (struct direct *)(void *)(buf + DIRECTSIZ(1));
	d->d_ino = (uint32_t)UFS_ROOTINO;
	d->d_reclen = (uint16_t)(DIRBLKSIZ - DIRECTSIZ(1));
	d->d_type = DT_DIR;
	d->d_namlen = 2;
	d->d_name[0] = d->d_name[1] = '.';
	put(bn, buf, (size_t)sb.fs_fsize);
	free(buf);
	dp->di_mode = IFDIR | 0755;
	dp->di_nlink = 2;
	dp->di_size = DIRBLKSIZ;
	dp->di_atime = dp->di_mtime = dp->di_ctime = now;
	dp->di_db[0] = bn;
	dp->di_blocks = sb.fs_fsize / DEV_BSIZE;
	dp->di_gen = (int32_t)random();
}

static void
report(void)
{
	int32_t c, col = 0;
	char num[24];

	if (par->p_quiet)
		return;
	printf("%s: %.1fMB (%lld sectors) block size %d, fragment size %d\n",
	    par->p_name, (double)sb.fs_size * sb.fs_fsize / (1024 * 1024),
	    (long long)sb.fs_size * sb.fs_nspf, (int)sb.fs_bsize,
	    (int)sb.fs_fsize);
	printf("\tusing %d cylinder groups of %.2fMB, %d blks, %d inodes.\n",
	    (int)sb.fs_ncg, (double)sb.fs_fpg * sb.fs_fsize / (1024 * 1024),
	    (int)(sb.fs_fpg / sb.fs_frag), (int)sb.fs_ipg);
	printf("super-block backups (for fsck -b #) at:\n");
	for (c = 0; c < sb.fs_ncg; c++) {
		snprintf(num, sizeof(num), "%lld",
		    (long long)cgsblock(&sb, c) * sb.fs_nspf);
		if (col + (int)strlen(num) + 2 > 78) {
			printf("\n");
			col = 0;
		}
		col += printf("%s%s", num, c + 1 < sb.fs_ncg ? ", " : "\n");
	}
}

void
mkfs(const struct params *p)
{
	uint8_t *inodes, *blank;
	int64_t frags;
	size_t isize;
	int32_t c;

	par = p;
	now = (uint32_t)time(NULL);
	srandom(now ^ (uint32_t)getpid() << 8);
	set_sizes();
	frags = (int64_t)(p->p_size / (uint64_t)sb.fs_fsize);
	if (frags > INT32_MAX)
		errx(1, "%s: too large for UFS1 with fragments of %d bytes",
		    p->p_name, (int)sb.fs_fsize);
	choose_group(frags);
	count_groups(frags);
	set_rest();
	sums = zalloc((size_t)sb.fs_cssize);
	isize = (size_t)sb.fs_ipg * sizeof(struct ufs1_dinode);
	inodes = zalloc(isize);
	blank = zalloc(isize);
	make_root(inodes);
	for (c = 0; c < sb.fs_ncg; c++)
		make_group(c, c == 0 ? inodes : blank, isize);
	put(sb.fs_csaddr, sums, (size_t)sb.fs_cssize);
	for (c = 0; c < sb.fs_ncg; c++)
		put(cgsblock(&sb, c), &sbuf, SBSIZE);
	put_at(SBOFF, &sbuf, SBSIZE);
	report();
	free(blank);
	free(inodes);
	free(sums);
}
