/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dumpfs.c: print the superblock and the groups of a UFS1 filesystem,
 * dumpfs(8).  What is printed is what is there, wrong or not; only numbers by
 * which something else is found are checked.
 */
#include <sys/types.h>
#include <sys/param.h>
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <vfs/ufs/fs.h>

static union {
	struct fs fs;
	uint8_t	 bytes[SBSIZE];
} sbuf;
#define sb	sbuf.fs

static const char *
when(int32_t t)
{
	time_t tt = (time_t)(uint32_t)t;
	const char *s = ctime(&tt);

	return (s != NULL ? s : "?\n");
}

static void
dump_super(void)
{
	printf("magic\t%x\tformat\t%s\ttime\t%s", (unsigned)sb.fs_magic,
	    sb.fs_postblformat == FS_DYNAMICPOSTBLFMT ? "dynamic" : "static",
	    when(sb.fs_time));
	printf("nbfree\t%d\tndir\t%d\tnifree\t%d\tnffree\t%d\n",
	    sb.fs_cstotal.cs_nbfree, sb.fs_cstotal.cs_ndir,
	    sb.fs_cstotal.cs_nifree, sb.fs_cstotal.cs_nffree);
	printf("ncg\t%d\tncyl\t%d\tsize\t%d\tblocks\t%d\n", sb.fs_ncg,
	    sb.fs_ncyl, sb.fs_size, sb.fs_dsize);
	printf("bsize\t%d\tshift\t%d\tmask\t0x%08x\n", sb.fs_bsize,
	    sb.fs_bshift, (unsigned)sb.fs_bmask);
	printf("fsize\t%d\tshift\t%d\tmask\t0x%08x\n", sb.fs_fsize,
	    sb.fs_fshift, (unsigned)sb.fs_fmask);
	printf("frag\t%d\tshift\t%d\tfsbtodb\t%d\n", sb.fs_frag,
	    sb.fs_fragshift, sb.fs_fsbtodb);
	printf("cpg\t%d\tbpg\t%d\tfpg\t%d\tipg\t%d\n", sb.fs_cpg,
	    sb.fs_frag != 0 ? sb.fs_fpg / sb.fs_frag : 0, sb.fs_fpg,
	    sb.fs_ipg);
	printf("minfree\t%d%%\toptim\t%s\tmaxcontig %d\tmaxbpg\t%d\n",
	    sb.fs_minfree, sb.fs_optim == FS_OPTSPACE ? "space" : "time",
	    sb.fs_maxcontig, sb.fs_maxbpg);
	printf("ntrak\t%d\tnsect\t%d\tnpsect\t%d\tspc\t%d\n", sb.fs_ntrak,
	    sb.fs_nsect, sb.fs_npsect, sb.fs_spc);
	printf("symlinklen %d\tcontigsumsize %d\tnindir\t%d\tinopb\t%d\n",
	    sb.fs_maxsymlinklen, sb.fs_contigsumsize, sb.fs_nindir,
	    sb.fs_inopb);
	printf("sblkno\t%d\tcblkno\t%d\tiblkno\t%d\tdblkno\t%d\n",
	    sb.fs_sblkno, sb.fs_cblkno, sb.fs_iblkno, sb.fs_dblkno);
	printf("sbsize\t%d\tcgsize\t%d\tcgoffset %d\tcgmask\t0x%08x\n",
	    sb.fs_sbsize, sb.fs_cgsize, sb.fs_cgoffset,
	    (unsigned)sb.fs_cgmask);
	printf("csaddr\t%d\tcssize\t%d\tcgrotor\t%d\tclean\t%d\n",
	    sb.fs_csaddr, sb.fs_cssize, sb.fs_cgrotor, sb.fs_clean);
	printf("volname\t%.*s\n\n", MAXVOLLEN, (const char *)sb.fs_volname);
}

/* Set bits of a map as ranges: "0-15, 18". */
static void
dump_map(const uint8_t *map, int32_t n, bool set)
{
	const char *sep = "";
	int32_t i, from;

	for (i = 0; i < n; i++) {
		if ((isset(map, i) != 0) != set)
			continue;
		from = i;
		while (i + 1 < n && (isset(map, i + 1) != 0) == set)
			i++;
		printf(from == i ? "%s%d" : "%s%d-%d", sep, from, i);
		sep = ", ";
	}
	printf("\n");
}

static bool
in_group(int32_t off, int64_t bits)
{
	return (off >= (int32_t)offsetof(struct cg, cg_space) &&
	    off + howmany(bits, NBBY) <= sb.fs_cgsize);
}

static void
dump_group(int fd, const char *name, int32_t c)
{
	size_t len = (size_t)roundup(sb.fs_cgsize, sb.fs_fsize);
	struct cg *cgp = calloc(1, len);
	off_t off = (off_t)cgtod(&sb, c) * sb.fs_fsize;
	int i;

	if (cgp == NULL)
		err(1, NULL);
	if (pread(fd, cgp, len, off) != (ssize_t)len)
		errx(1, "%s: cannot read group %d", name, c);
	printf("cg %d:\n", c);
	printf("magic\t%x\ttell\t%llx\ttime\t%s", (unsigned)cgp->cg_magic,
	    (unsigned long long)off, when(cgp->cg_time));
	printf("cgx\t%d\tncyl\t%d\tniblk\t%d\tndblk\t%d\n", cgp->cg_cgx,
	    cgp->cg_ncyl, cgp->cg_niblk, cgp->cg_ndblk);
	printf("nbfree\t%d\tndir\t%d\tnifree\t%d\tnffree\t%d\n",
	    cgp->cg_cs.cs_nbfree, cgp->cg_cs.cs_ndir, cgp->cg_cs.cs_nifree,
	    cgp->cg_cs.cs_nffree);
	printf("rotor\t%d\tirotor\t%d\tfrotor\t%d\n", cgp->cg_rotor,
	    cgp->cg_irotor, cgp->cg_frotor);
	printf("frsum");
	for (i = 1; i < sb.fs_frag; i++)
		printf("\t%d", cgp->cg_frsum[i]);
	printf("\niused:\t");
	if (in_group(cgp->cg_iusedoff, sb.fs_ipg))
		dump_map(cg_inosused(cgp), sb.fs_ipg, true);
	else
		printf("map is outside of the group\n");
	printf("free:\t");
	if (in_group(cgp->cg_freeoff, sb.fs_fpg) && cgp->cg_ndblk >= 0 &&
	    cgp->cg_ndblk <= sb.fs_fpg)
		dump_map(cg_blksfree(cgp), cgp->cg_ndblk, true);
	else
		printf("map is outside of the group\n");
	printf("\n");
	free(cgp);
}

/* May groups be looked for by these numbers? */
static bool
can_walk(void)
{
	return (sb.fs_ncg > 0 && sb.fs_fpg > 0 && sb.fs_ipg > 0 &&
	    sb.fs_fsize >= DEV_BSIZE && sb.fs_fsize <= sb.fs_bsize &&
	    sb.fs_bsize <= 65536 && sb.fs_frag > 0 && sb.fs_frag <= 8 &&
	    sb.fs_cgsize >= (int32_t)sizeof(struct cg) &&
	    sb.fs_cgsize <= sb.fs_bsize && sb.fs_size > 0 &&
	    (int64_t)sb.fs_fpg * (sb.fs_ncg - 1) < sb.fs_size);
}

static int
dumpfs(const char *name, bool groups)
{
	char path[1024];
	int32_t c;
	int fd;

	fd = open(name, O_RDONLY);
	if (fd < 0 && errno == ENOENT && strchr(name, '/') == NULL) {
		snprintf(path, sizeof(path), "/dev/%s", name);
		fd = open(path, O_RDONLY);
	}
	if (fd < 0) {
		warn("%s", name);
		return (1);
	}
	if (pread(fd, &sbuf, SBSIZE, SBOFF) != SBSIZE) {
		warnx("%s: cannot read the superblock", name);
		close(fd);
		return (1);
	}
	if (sb.fs_magic != FS_MAGIC) {
		warnx("%s: no UFS1 filesystem", name);
		close(fd);
		return (1);
	}
	dump_super();
	if (groups && !can_walk()) {
		warnx("%s: the superblock is corrupted", name);
		close(fd);
		return (1);
	}
	for (c = 0; groups && c < sb.fs_ncg; c++)
		dump_group(fd, name, c);
	close(fd);
	return (0);
}

int
main(int argc, char **argv)
{
	bool groups = true;
	int c, status = 0;

	while ((c = getopt(argc, argv, "s")) != -1)
		if (c == 's')
			groups = false;
		else
			argc = 0;
	argc -= optind;
	argv += optind;
	if (argc < 1) {
		fprintf(stderr, "usage: dumpfs [-s] special ...\n");
		return (1);
	}
	for (; *argv != NULL; argv++)
		status |= dumpfs(*argv, groups);
	return (status);
}
