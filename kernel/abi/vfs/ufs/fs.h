/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fs.h: superblock and cylinder groups of UFS1 on disk, and arithmetic on
 * them.
 */
#ifndef _VFS_UFS_FS_H_
#define _VFS_UFS_FS_H_

#include <sys/types.h>
#include <sys/param.h>
#include <vfs/ufs/dinode.h>

struct csum {
	int32_t	cs_ndir;
	int32_t	cs_nbfree;
	int32_t	cs_nifree;
	int32_t	cs_nffree;
};

struct fs {
	int32_t	fs_firstfield;
	int32_t	fs_unused_1;
	ufs_daddr_t	fs_sblkno;
	ufs_daddr_t	fs_cblkno;
	ufs_daddr_t	fs_iblkno;
	ufs_daddr_t	fs_dblkno;
	int32_t	fs_cgoffset;
	int32_t	fs_cgmask;
	ufs_time_t	fs_time;
	int32_t	fs_size;
	int32_t	fs_dsize;
	int32_t	fs_ncg;
	int32_t	fs_bsize;
	int32_t	fs_fsize;
	int32_t	fs_frag;
	int32_t	fs_minfree;
	int32_t	fs_rotdelay;
	int32_t	fs_rps;
	int32_t	fs_bmask;
	int32_t	fs_fmask;
	int32_t	fs_bshift;
	int32_t	fs_fshift;
	int32_t	fs_maxcontig;
	int32_t	fs_maxbpg;
	int32_t	fs_fragshift;
	int32_t	fs_fsbtodb;
	int32_t	fs_sbsize;
	int32_t	fs_csmask;
	int32_t	fs_csshift;
	int32_t	fs_nindir;
	int32_t	fs_inopb;
	int32_t	fs_nspf;
	int32_t	fs_optim;
	int32_t	fs_npsect;
	int32_t	fs_interleave;
	int32_t	fs_trackskew;
	int32_t	fs_id[2];
	ufs_daddr_t	fs_csaddr;
	int32_t	fs_cssize;
	int32_t	fs_cgsize;
	int32_t	fs_ntrak;
	int32_t	fs_nsect;
	int32_t	fs_spc;
	int32_t	fs_ncyl;
	int32_t	fs_cpg;
	int32_t	fs_ipg;
	int32_t	fs_fpg;
	struct csum	fs_cstotal;
	int8_t	fs_fmod;
	int8_t	fs_clean;
	int8_t	fs_ronly;
	int8_t	fs_flags;
	u_char	fs_fsmnt[468];
	u_char	fs_volname[32];
	u_int64_t	fs_swuid;
	int32_t	fs_pad;
	int32_t	fs_cgrotor;
	void	*fs_ocsp[13];
	uint8_t	*fs_contigdirs;
	struct csum	*fs_csp;
	int32_t	*fs_maxcluster;
	int32_t	fs_cpc;
	int16_t	fs_opostbl[16][8];
	int32_t	fs_snapinum[20];
	int32_t	fs_avgfilesize;
	int32_t	fs_avgfpdir;
	int32_t	fs_sparecon[26];
	int32_t	fs_pendingblocks;
	int32_t	fs_pendinginodes;
	int32_t	fs_contigsumsize;
	int32_t	fs_maxsymlinklen;
	int32_t	fs_inodefmt;
	uint64_t	fs_maxfilesize;
	int64_t	fs_qbmask;
	int64_t	fs_qfmask;
	int32_t	fs_state;
	int32_t	fs_postblformat;
	int32_t	fs_nrpos;
	int32_t	fs_postbloff;
	int32_t	fs_rotbloff;
	int32_t	fs_magic;
	uint8_t	fs_space[1];
};

struct cg {
	int32_t	cg_firstfield;
	int32_t	cg_magic;
	ufs_time_t	cg_time;
	int32_t	cg_cgx;
	int16_t	cg_ncyl;
	int16_t	cg_niblk;
	int32_t	cg_ndblk;
	struct csum	cg_cs;
	int32_t	cg_rotor;
	int32_t	cg_frotor;
	int32_t	cg_irotor;
	int32_t	cg_frsum[8];
	int32_t	cg_btotoff;
	int32_t	cg_boff;
	int32_t	cg_iusedoff;
	int32_t	cg_freeoff;
	int32_t	cg_nextfreeoff;
	int32_t	cg_clustersumoff;
	int32_t	cg_clusteroff;
	int32_t	cg_nclusterblks;
	int32_t	cg_sparecon[13];
	uint8_t	cg_space[1];
};

struct ocg {
	int32_t	cg_firstfield;
	int32_t	cg_unused_1;
	ufs_time_t	cg_time;
	int32_t	cg_cgx;
	int16_t	cg_ncyl;
	int16_t	cg_niblk;
	int32_t	cg_ndblk;
	struct csum	cg_cs;
	int32_t	cg_rotor;
	int32_t	cg_frotor;
	int32_t	cg_irotor;
	int32_t	cg_frsum[8];
	int32_t	cg_btot[32];
	int16_t	cg_b[32][8];
	uint8_t	cg_iused[256];
	int32_t	cg_magic;
	uint8_t	cg_free[1];
};

#define AFPDIR		0x40
#define AVFILESIZ	0x4000
#define CG_MAGIC	0x90255
#define FSMAXSNAP	20
#define FS_42INODEFMT	(-1)
#define FS_42POSTBLFMT	(-1)
#define FS_44INODEFMT	2
#define FS_DOSOFTDEP	2
#define FS_DYNAMICPOSTBLFMT	1
#define FS_MAGIC	0x11954
#define FS_MAXCONTIG	0x10
#define FS_OKAY		0x7c269d38
#define FS_OPTSPACE	1
#define FS_OPTTIME	0
#define FS_UNCLEAN	1
#define MAXMNTLEN	468
#define MAXVOLLEN	0x20
#define MINBSIZE	0x1000
#define MINFREE		8
#define NOCSPTRS	13

/* Boot block and superblock, in bytes and in disk blocks. */
#define BBSIZE		8192
#define SBSIZE		8192
#define BBOFF		((off_t)0)
#define SBOFF		((off_t)(BBOFF + BBSIZE))
#define BBLOCK		((daddr_t)0)
#define SBLOCK		((daddr_t)(BBLOCK + BBSIZE / DEV_BSIZE))
#define DEFAULTOPT	FS_OPTTIME

/* Size of a cylinder group block, with all its maps. */
#define CGSIZE(fs)							\
	(sizeof(struct cg) + sizeof(int32_t) +				\
	    (size_t)(fs)->fs_cpg * sizeof(int32_t) +			\
	    (size_t)(fs)->fs_cpg * (fs)->fs_nrpos * sizeof(int16_t) +	\
	    howmany((size_t)(fs)->fs_ipg, NBBY) +			\
	    howmany((size_t)(fs)->fs_cpg * (fs)->fs_spc / NSPF(fs), NBBY) + \
	    ((fs)->fs_contigsumsize <= 0 ? 0 :				\
	    (size_t)(fs)->fs_contigsumsize * sizeof(int32_t) +		\
	    howmany((size_t)(fs)->fs_cpg * (fs)->fs_spc / NSPB(fs), NBBY)))

#define fs_cs(fs, cg)		fs_csp[cg]

/* The tables of a cylinder group. */
#define cg_blktot(cgp)							\
	((int32_t *)(void *)((uint8_t *)(cgp) + (cgp)->cg_btotoff))
#define cg_blks(fs, cgp, cyl)						\
	((int16_t *)(void *)((uint8_t *)(cgp) + (cgp)->cg_boff) +	\
	    (cyl) * (fs)->fs_nrpos)
#define cg_inosused(cgp)	((uint8_t *)(cgp) + (cgp)->cg_iusedoff)
#define cg_blksfree(cgp)	((uint8_t *)(cgp) + (cgp)->cg_freeoff)
#define cg_clustersfree(cgp)	((uint8_t *)(cgp) + (cgp)->cg_clusteroff)
#define cg_clustersum(cgp)						\
	((int32_t *)(void *)((uint8_t *)(cgp) + (cgp)->cg_clustersumoff))
#define cg_chkmagic(cgp)	((cgp)->cg_magic == CG_MAGIC)

/* Fragments and disk blocks; where a cylinder group's parts lie. */
#define fsbtodb(fs, b)		((daddr_t)(b) << (fs)->fs_fsbtodb)
#define dbtofsb(fs, b)		((b) >> (fs)->fs_fsbtodb)
#define cgbase(fs, c)		((ufs_daddr_t)((fs)->fs_fpg * (c)))
#define cgstart(fs, c)							\
	(cgbase(fs, c) + (fs)->fs_cgoffset * ((c) & ~(fs)->fs_cgmask))
#define cgsblock(fs, c)		(cgstart(fs, c) + (fs)->fs_sblkno)
#define cgtod(fs, c)		(cgstart(fs, c) + (fs)->fs_cblkno)
#define cgimin(fs, c)		(cgstart(fs, c) + (fs)->fs_iblkno)
#define cgdmin(fs, c)		(cgstart(fs, c) + (fs)->fs_dblkno)

/* Inode numbers: their group, fragment and place in the block. */
#define ino_to_cg(fs, x)	((x) / (fs)->fs_ipg)
#define ino_to_fsba(fs, x)						\
	((ufs_daddr_t)(cgimin(fs, ino_to_cg(fs, x)) +			\
	    blkstofrags((fs), ((x) % (fs)->fs_ipg) / INOPB(fs))))
#define ino_to_fsbo(fs, x)	((x) % INOPB(fs))

/* Fragment numbers: their group, and their number in it. */
#define dtog(fs, d)		((d) / (fs)->fs_fpg)
#define dtogd(fs, d)		((d) % (fs)->fs_fpg)

#define blkmap(fs, map, loc)						\
	(((map)[(loc) / NBBY] >> ((loc) % NBBY)) &			\
	    (0xff >> (NBBY - (fs)->fs_frag)))
#define cbtocylno(fs, bno)	((bno) * NSPF(fs) / (fs)->fs_spc)
#define cbtorpos(fs, bno)						\
	(((bno) * NSPF(fs) % (fs)->fs_spc / (fs)->fs_nsect *		\
	    (fs)->fs_trackskew +					\
	    (bno) * NSPF(fs) % (fs)->fs_spc % (fs)->fs_nsect *		\
	    (fs)->fs_interleave) % (fs)->fs_nsect * (fs)->fs_nrpos /	\
	    (fs)->fs_npsect)

/* Offsets and sizes in blocks (blk) and fragments (frag). */
#define blkoff(fs, loc)		((loc) & (fs)->fs_qbmask)
#define fragoff(fs, loc)	((loc) & (fs)->fs_qfmask)
#define lblktosize(fs, blk)	((off_t)(blk) << (fs)->fs_bshift)
#define lblkno(fs, loc)		((loc) >> (fs)->fs_bshift)
#define numfrags(fs, loc)	((loc) >> (fs)->fs_fshift)
#define blkroundup(fs, size)						\
	(((size) + (fs)->fs_qbmask) & (fs)->fs_bmask)
#define fragroundup(fs, size)						\
	(((size) + (fs)->fs_qfmask) & (fs)->fs_fmask)
#define fragstoblks(fs, frags)	((frags) >> (fs)->fs_fragshift)
#define blkstofrags(fs, blks)	((blks) << (fs)->fs_fragshift)
#define fragnum(fs, fsb)	((fsb) & ((fs)->fs_frag - 1))
#define blknum(fs, fsb)		((fsb) & ~((fs)->fs_frag - 1))

/* Free fragments beyond the percentage held in reserve. */
#define freespace(fs, percent)						\
	(blkstofrags((fs), (off_t)(fs)->fs_cstotal.cs_nbfree) +		\
	    (fs)->fs_cstotal.cs_nffree -				\
	    (off_t)(fs)->fs_dsize * (percent) / 100)

/* Bytes of logical block lbn of a file of the given size. */
#define sblksize(fs, size, lbn)						\
	((lbn) >= UFS_NDADDR ||						\
	    (off_t)(size) >= lblktosize(fs, (lbn) + 1) ?		\
	    (fs)->fs_bsize : (int)fragroundup(fs, blkoff(fs, (off_t)(size))))
#define dblksize(fs, dip, lbn)	sblksize(fs, (dip)->di_size, lbn)

#define NSPB(fs)		((fs)->fs_nspf << (fs)->fs_fragshift)
#define NSPF(fs)		((fs)->fs_nspf)
#define INOPB(fs)		((fs)->fs_inopb)
#define INOPF(fs)		((fs)->fs_inopb >> (fs)->fs_fragshift)
#define NINDIR(fs)		((fs)->fs_nindir)

#endif /* !_VFS_UFS_FS_H_ */
