/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fdisk.c: the boot record of a disk and its four slices, fdisk(8).
 *
 * It is printed, made new with one slice over the whole disk (-I), or changed as
 * a file says (-f).  Boot code in the record stays as it is.  The kernel rereads
 * the slices afterwards.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/diskmbr.h>
#include <sys/diskslice.h>

#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADS		255u	/* the geometry that C/H/S numbers assume */
#define SECTORS		63u
#define FIRST		2048u	/* -I leaves room for a loader */

static uint8_t record[DEV_BSIZE];
static struct dos_partition slices[NDOSPART];
static uint64_t disk_sectors;
static bool is_disk;

static void __attribute__((noreturn))
usage(void)
{
	fprintf(stderr, "usage: fdisk [-I | -f file] disk\n");
	exit(1);
}

static int
open_disk(const char *name, bool write)
{
	char path[1024];
	struct partinfo pi;
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%s%s", strchr(name, '/') == NULL &&
	    access(name, F_OK) != 0 ? "/dev/" : "", name);
	fd = open(path, write ? O_RDWR : O_RDONLY);
	if (fd < 0)
		err(1, "%s", path);
	if (ioctl(fd, DIOCGPART, &pi) == 0) {
		if (pi.media_blksize != DEV_BSIZE)
			errx(1, "%s: sectors of %d bytes", path,
			    pi.media_blksize);
		disk_sectors = pi.media_blocks;
		is_disk = true;
	} else if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		disk_sectors = (uint64_t)st.st_size / DEV_BSIZE;
	else
		errx(1, "%s: no disk, nor a file", path);
	if (pread(fd, record, sizeof(record), 0) != (ssize_t)sizeof(record))
		err(1, "%s: read", path);
	memcpy(slices, record + DOSPARTOFF, sizeof(slices));
	return (fd);
}

static bool
has_record(void)
{
	return (record[DOSMAGICOFFSET] == 0x55 &&
	    record[DOSMAGICOFFSET + 1] == 0xaa);
}

static void
print_slices(const char *name)
{
	const struct dos_partition *dp;
	int i;

	printf("******* Working on device %s *******\n", name);
	printf("parameters: %llu sectors of %d bytes\n",
	    (unsigned long long)disk_sectors, DEV_BSIZE);
	if (!has_record()) {
		printf("no boot record\n");
		return;
	}
	for (i = 0; i < NDOSPART; i++) {
		dp = &slices[i];
		printf("The data for partition %d is:\n", i + 1);
		if (dp->dp_typ == 0 || dp->dp_size == 0) {
			printf("<UNUSED>\n");
			continue;
		}
		printf("sysid %d (0x%02x)\n"
		    "    start %u, size %u (%u Meg), flag %x%s\n", dp->dp_typ,
		    dp->dp_typ, dp->dp_start, dp->dp_size,
		    dp->dp_size / (1024 * 1024 / DEV_BSIZE), dp->dp_flag,
		    dp->dp_flag == 0x80 ? " (active)" : "");
	}
}

/* Cylinder, head and sector of a sector, as far as they can be told. */
static void
chs(uint32_t at, uint8_t *head, uint8_t *sect, uint8_t *cyl)
{
	uint32_t c = at / (HEADS * SECTORS);

	if (c > 1023) {
		*head = HEADS - 1;
		*sect = 0xff;
		*cyl = 0xff;
		return;
	}
	*head = (uint8_t)(at / SECTORS % HEADS);
	*sect = (uint8_t)((at % SECTORS + 1) | (c >> 2 & 0xc0));
	*cyl = (uint8_t)c;
}

static const char *
set_slice(int i, unsigned long type, unsigned long start, unsigned long size)
{
	struct dos_partition *dp = &slices[i];

	memset(dp, 0, sizeof(*dp));
	if (type == 0 || size == 0)
		return (NULL);
	if (type > 255)
		return ("type beyond 255");
	if (start == 0)
		return ("a slice cannot begin at the boot record");
	if (start > UINT32_MAX || size > UINT32_MAX || start >= disk_sectors ||
	    size > disk_sectors - start)
		return ("slice ends behind the disk");
	dp->dp_typ = (uint8_t)type;
	dp->dp_start = (uint32_t)start;
	dp->dp_size = (uint32_t)size;
	chs(dp->dp_start, &dp->dp_shd, &dp->dp_ssect, &dp->dp_scyl);
	chs(dp->dp_start + dp->dp_size - 1, &dp->dp_ehd, &dp->dp_esect,
	    &dp->dp_ecyl);
	return (NULL);
}

/* "p slice type start size" or "a slice"; NULL or what is wrong. */
static const char *
config_line(char *line)
{
	unsigned long v[4];
	char *word = strtok(line, " \t\n"), *arg, *end;
	char kind;
	int n, i;

	if (word == NULL)
		return (NULL);
	kind = word[0];
	if ((kind != 'p' && kind != 'a') || word[1] != '\0')
		return ("\"p slice type start size\" or \"a slice\" wanted");
	n = kind == 'p' ? 4 : 1;
	for (i = 0; i < n; i++) {
		arg = strtok(NULL, " \t\n");
		if (arg == NULL)
			return ("number missing");
		v[i] = strtoul(arg, &end, 0);
		if (*end != '\0' || end == arg || *arg == '-')
			return ("bad number");
	}
	if (strtok(NULL, " \t\n") != NULL)
		return ("too many words");
	if (v[0] < 1 || v[0] > NDOSPART)
		return ("slices are 1 to 4");
	if (kind == 'p')
		return (set_slice((int)v[0] - 1, v[1], v[2], v[3]));
	for (i = 0; i < NDOSPART; i++)
		slices[i].dp_flag = i + 1 == (int)v[0] ? 0x80 : 0;
	return (NULL);
}

static void
configure(const char *file)
{
	FILE *f = fopen(file, "r");
	const char *wrong;
	char line[256], *hash;
	int n = 0;

	if (f == NULL)
		err(1, "%s", file);
	if (!has_record())
		memset(slices, 0, sizeof(slices));
	while (fgets(line, sizeof(line), f) != NULL) {
		n++;
		if ((hash = strchr(line, '#')) != NULL)
			*hash = '\0';
		if ((wrong = config_line(line)) != NULL)
			errx(1, "%s: line %d: %s", file, n, wrong);
	}
	fclose(f);
}

static void
store(int fd, const char *name)
{
	int force = 0;

	memcpy(record + DOSPARTOFF, slices, sizeof(slices));
	record[DOSMAGICOFFSET] = 0x55;
	record[DOSMAGICOFFSET + 1] = 0xaa;
	if (pwrite(fd, record, sizeof(record), 0) != (ssize_t)sizeof(record))
		err(1, "%s: write", name);
	if (is_disk && ioctl(fd, DIOCSYNCSLICEINFO, &force) != 0)
		err(1, "%s: written, but slices are in use", name);
}

int
main(int argc, char **argv)
{
	const char *file = NULL, *wrong;
	bool whole = false;
	int c, fd;

	while ((c = getopt(argc, argv, "If:")) != -1)
		switch (c) {
		case 'I':
			whole = true;
			break;
		case 'f':
			file = optarg;
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc != 1 || (whole && file != NULL))
		usage();
	fd = open_disk(argv[0], whole || file != NULL);
	if (whole) {
		memset(slices, 0, sizeof(slices));
		wrong = disk_sectors <= FIRST ? "too small" :
		    set_slice(0, DOSPTYP_DFLYBSD, FIRST,
		    disk_sectors - FIRST);
		if (wrong != NULL)
			errx(1, "%s: %s", argv[0], wrong);
		slices[0].dp_flag = 0x80;
		store(fd, argv[0]);
	} else if (file != NULL) {
		configure(file);
		store(fd, argv[0]);
	} else
		print_slices(argv[0]);
	if (close(fd) != 0 || fflush(stdout) != 0)
		err(1, "%s", argv[0]);
	return (0);
}
