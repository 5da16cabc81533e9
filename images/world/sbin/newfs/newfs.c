/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * newfs.c: make a UFS1 filesystem on a partition or in a file, newfs(8): the
 * command line.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/diskslice.h>
#ifdef __DragonFly__
#include <sys/mount.h>
#endif

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vfs/ufs/fs.h>

#include "newfs.h"

#define DFL_BSIZE	16384
#define DFL_FSIZE	2048
#define DFL_FRAGDENS	4		/* fragments of data an inode */

static void __attribute__((noreturn))
usage(void)
{
	fprintf(stderr,
	    "usage: newfs [-NUq] [-L volname] [-a maxcontig] [-b block-size]\n"
	    "             [-c cpg] [-e maxbpg] [-f frag-size] [-g avgfilesize]\n"
	    "             [-h avgfpdir] [-i bytes-per-inode] [-m free-space]\n"
	    "             [-o optimization] [-s size] special\n");
	exit(1);
}

static int32_t
number(const char *s, int32_t lo, int32_t hi, const char *what)
{
	char *end;
	long v;

	errno = 0;
	v = strtol(s, &end, 10);
	if (errno != 0 || end == s || *end != '\0' || v < lo || v > hi)
		errx(1, "%s: bad %s (%d to %d)", s, what, (int)lo, (int)hi);
	return ((int32_t)v);
}

static bool
power_of_2(int32_t v)
{
	return ((v & (v - 1)) == 0);
}

/* A name without a directory is one of /dev. */
static const char *
full_name(const char *name)
{
	static char buf[1024];
	struct stat st;

	if (strchr(name, '/') != NULL || stat(name, &st) == 0)
		return (name);
	snprintf(buf, sizeof(buf), "/dev/%s", name);
	return (buf);
}

#ifdef __DragonFly__
static void
refuse_mounted(const char *name)
{
	struct statfs *mnt;
	int i, n;

	n = getmntinfo(&mnt, MNT_NOWAIT);
	for (i = 0; i < n; i++)
		if (strcmp(mnt[i].f_mntfromname, name) == 0 ||
		    (strncmp(name, "/dev/", 5) == 0 &&
		    strcmp(mnt[i].f_mntfromname, name + 5) == 0))
			errx(1, "%s is mounted on %s", name,
			    mnt[i].f_mntonname);
}
#else
static void
refuse_mounted(const char *name __unused)
{
}
#endif

/* Bytes of the partition, by its label, or of the file. */
static uint64_t
media_size(const char *name, int fd)
{
	struct partinfo pi;
	struct stat st;

	if (ioctl(fd, DIOCGPART, &pi) == 0)
		return (pi.media_size);
	if (fstat(fd, &st) != 0)
		err(1, "%s", name);
	if (!S_ISREG(st.st_mode))
		errx(1, "%s: no disk partition, nor a file", name);
	return ((uint64_t)st.st_size);
}

static void
open_target(struct params *p, bool dry, int32_t sectors)
{
	uint64_t size;
	int fd;

	if (!dry)
		refuse_mounted(p->p_name);
	fd = open(p->p_name, dry ? O_RDONLY : O_RDWR);
	if (fd < 0)
		err(1, "%s", p->p_name);
	size = media_size(p->p_name, fd);
	p->p_size = sectors != 0 ? (uint64_t)sectors * DEV_BSIZE : size;
	if (p->p_size > size)
		errx(1, "%s: has only %llu sectors", p->p_name,
		    (unsigned long long)(size / DEV_BSIZE));
	p->p_fd = dry ? -1 : fd;
}

static void
check(struct params *p)
{
	if (!power_of_2(p->p_bsize))
		errx(1, "block size %d is no power of 2", (int)p->p_bsize);
	if (!power_of_2(p->p_fsize))
		errx(1, "fragment size %d is no power of 2", (int)p->p_fsize);
	if (p->p_fsize > p->p_bsize)
		errx(1, "fragments of %d bytes are larger than blocks of %d",
		    (int)p->p_fsize, (int)p->p_bsize);
	if (p->p_bsize / p->p_fsize > MAXFRAG)
		errx(1, "a block has at most %d fragments", MAXFRAG);
	if (p->p_density == 0)
		p->p_density = DFL_FRAGDENS * p->p_fsize;
	if (p->p_optim < 0)
		p->p_optim = p->p_minfree < MINFREE ? FS_OPTSPACE : FS_OPTTIME;
}

int
main(int argc, char **argv)
{
	struct params p = {
		.p_bsize = DFL_BSIZE,
		.p_fsize = DFL_FSIZE,
		.p_minfree = MINFREE,
		.p_optim = -1,
		.p_avgfilesize = AVFILESIZ,
		.p_avgfpdir = AFPDIR,
	};
	int32_t sectors = 0;
	bool dry = false;
	int c;

	while ((c = getopt(argc, argv, "L:NO:Ua:b:c:e:f:g:h:i:m:o:qs:")) != -1)
		switch (c) {
		case 'L':
			p.p_label = optarg;
			if (strlen(optarg) >= MAXVOLLEN)
				errx(1, "%s: name longer than %d bytes", optarg,
				    MAXVOLLEN - 1);
			break;
		case 'N':
			dry = true;
			break;
		case 'O':
			if (number(optarg, 1, 2, "version") != 1)
				errx(1, "only UFS version 1 is known");
			break;
		case 'U':
			/* Writes are ordered always. */
			break;
		case 'a':
			/* How many blocks go together the kernel finds out. */
			(void)number(optarg, 1, INT32_MAX, "maxcontig");
			break;
		case 'b':
			p.p_bsize = number(optarg, MINBSIZE, MAXBSIZE,
			    "block size");
			break;
		case 'c':
			/* A cylinder is counted as a megabyte here. */
			p.p_fpg = number(optarg, 1, 1024, "cpg");
			break;
		case 'e':
			p.p_maxbpg = number(optarg, 1, INT32_MAX, "maxbpg");
			break;
		case 'f':
			p.p_fsize = number(optarg, DEV_BSIZE, MAXBSIZE,
			    "fragment size");
			break;
		case 'g':
			p.p_avgfilesize = number(optarg, 1, INT32_MAX,
			    "average file size");
			break;
		case 'h':
			p.p_avgfpdir = number(optarg, 1, INT32_MAX,
			    "files per directory");
			break;
		case 'i':
			p.p_density = number(optarg, 1, INT32_MAX,
			    "bytes per inode");
			break;
		case 'm':
			p.p_minfree = number(optarg, 0, 99, "free space %");
			break;
		case 'o':
			if (strcmp(optarg, "space") == 0)
				p.p_optim = FS_OPTSPACE;
			else if (strcmp(optarg, "time") == 0)
				p.p_optim = FS_OPTTIME;
			else
				errx(1, "%s: \"space\" or \"time\"", optarg);
			break;
		case 'q':
			p.p_quiet = true;
			break;
		case 's':
			sectors = number(optarg, 1, INT32_MAX, "size");
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc != 1)
		usage();
	check(&p);
	if (p.p_fpg != 0)
		p.p_fpg = p.p_fpg * (1024 * 1024 / p.p_fsize);
	p.p_name = full_name(argv[0]);
	open_target(&p, dry, sectors);
	mkfs(&p);
	if (p.p_fd >= 0 && (fsync(p.p_fd) != 0 || close(p.p_fd) != 0))
		err(1, "%s", p.p_name);
	return (0);
}
