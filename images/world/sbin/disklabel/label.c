/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * label.c: getting a label from the kernel or the disk, making a new one,
 * checking it and bringing it back.
 *
 * A 64 bit label begins at byte 512 of the slice, one of 32 bits lies in its
 * second sector.  In a file the slice is taken to begin at sector 0, so that
 * absolute and relative numbers of a 32 bit label are the same.
 */
#include "disklabel.h"

#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/diskslice.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define RESERVED64	4096u		/* the label and its room to grow */
#define ALIGN64		(1024u * 1024)

void
target_open(struct target *t, const char *name, bool write)
{
	struct partinfo pi;
	struct stat st;

	memset(t, 0, sizeof(*t));
	t->t_name = name;
	t->t_fd = open(name, write ? O_RDWR : O_RDONLY);
	if (t->t_fd < 0)
		err(1, "%s", name);
	t->t_secsize = DEV_BSIZE;
	if (ioctl(t->t_fd, DIOCGPART, &pi) == 0) {
		t->t_disk = true;
		t->t_secsize = (uint32_t)pi.media_blksize;
		t->t_size = pi.media_size;
	} else if (fstat(t->t_fd, &st) == 0 && S_ISREG(st.st_mode))
		t->t_size = (uint64_t)st.st_size / DEV_BSIZE * DEV_BSIZE;
	else
		errx(1, "%s: no disk, nor a file", name);
	if (t->t_size < LABEL_BYTES)
		errx(1, "%s: too small for a label", name);
}

/* CRC of IEEE 802.3, bit by bit: labels are small. */
static uint32_t
crc32_of(const void *buf, size_t n)
{
	const uint8_t *p = buf;
	uint32_t crc = ~0u;
	int i;

	while (n-- > 0) {
		crc ^= *p++;
		for (i = 0; i < 8; i++)
			crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
	}
	return (~crc);
}

static uint32_t
crc64(struct disklabel64 *l)
{
	uint32_t saved = l->d_crc, crc;

	l->d_crc = 0;
	crc = crc32_of(&l->d_magic, offsetof(struct disklabel64, d_partitions) +
	    l->d_npartitions * sizeof(l->d_partitions[0]) -
	    offsetof(struct disklabel64, d_magic));
	l->d_crc = saved;
	return (crc);
}

/* A label in the first bytes of the slice; 0, 32 or 64. */
static int
find_label(struct target *t, const uint8_t *buf)
{
	struct disklabel32 l32;
	struct disklabel64 l64;
	size_t off;

	for (off = t->t_secsize; off + sizeof(l32) <= 2 * t->t_secsize &&
	    off + sizeof(l32) <= LABEL_BYTES; off += sizeof(long)) {
		memcpy(&l32, buf + off, sizeof(l32));
		if (l32.d_magic == DISKMAGIC32 && l32.d_magic2 == DISKMAGIC32 &&
		    l32.d_npartitions <= MAXPARTITIONS32 &&
		    dkcksum32(&l32) == 0) {
			t->t_label.l32 = l32;
			return (32);
		}
	}
	memcpy(&l64, buf, sizeof(l64));
	if (l64.d_magic == DISKMAGIC64 &&
	    l64.d_npartitions <= MAXPARTITIONS64 && crc64(&l64) == l64.d_crc) {
		t->t_label.l64 = l64;
		return (64);
	}
	return (0);
}

bool
label_read(struct target *t, bool raw, int want)
{
	uint8_t buf[LABEL_BYTES];
	int kind = 0;

	if (t->t_disk && !raw) {
		if (ioctl(t->t_fd, DIOCGDINFO64, &t->t_label.l64) == 0)
			kind = 64;
		else if (ioctl(t->t_fd, DIOCGDINFO32, &t->t_label.l32) == 0)
			kind = 32;
		else if (errno == ENODEV)
			errx(1, "%s: whole disks have no label: name a slice",
			    t->t_name);
	} else {
		if (pread(t->t_fd, buf, sizeof(buf), 0) != sizeof(buf))
			err(1, "%s: read", t->t_name);
		kind = find_label(t, buf);
	}
	if (kind == 0)
		return (false);
	if (want != 0 && want != kind)
		errx(1, "%s: has a label of %d bits", t->t_name, kind);
	t->t_is64 = kind == 64;
	return (true);
}

static void
virgin32(struct target *t)
{
	struct disklabel32 *l = &t->t_label.l32;
	uint64_t n = t->t_size / t->t_secsize;

	memset(l, 0, sizeof(*l));
	if (n > UINT32_MAX)
		errx(1, "%s: too large for a label of 32 bits", t->t_name);
	l->d_magic = l->d_magic2 = DISKMAGIC32;
	strlcpy(l->d_typename, "amnesiac", sizeof(l->d_typename));
	strlcpy(l->d_packname, "fictitious", sizeof(l->d_packname));
	l->d_secsize = t->t_secsize;
	l->d_nsectors = 32;
	l->d_ntracks = 64;
	while (n / (l->d_nsectors * l->d_ntracks) < 4 && l->d_ntracks > 1)
		l->d_ntracks /= 2;
	l->d_secpercyl = l->d_nsectors * l->d_ntracks;
	l->d_ncylinders = (uint32_t)n / l->d_secpercyl;
	l->d_secperunit = (uint32_t)n;
	l->d_rpm = 3600;
	l->d_interleave = 1;
	l->d_npartitions = MAXPARTITIONS32;
	l->d_bbsize = l->d_sbsize = 8192;
	l->d_partitions[RAW_PART].p_size = (uint32_t)n;
}

static void
virgin64(struct target *t)
{
	struct disklabel64 *l = &t->t_label.l64;
	uint64_t size = t->t_size;

	memset(l, 0, sizeof(*l));
	l->d_magic = DISKMAGIC64;
	l->d_align = t->t_secsize > 4096 ? t->t_secsize : 4096;
	l->d_npartitions = MAXPARTITIONS64;
	l->d_total_size = size;
	l->d_bbase = RESERVED64;
	l->d_abase = size > 2 * RESERVED64 ? size - RESERVED64 : size;
	l->d_pbase = ALIGN64;
	if (l->d_pbase + ALIGN64 > l->d_abase) {
		l->d_pbase = RESERVED64 + BOOT2SIZE64;
		if (l->d_pbase > l->d_abase)
			l->d_pbase = l->d_abase;
	}
	l->d_pstop = l->d_abase - (l->d_abase - l->d_pbase) % ALIGN64;
	if (l->d_pstop <= l->d_pbase)
		l->d_pstop = l->d_abase;
}

void
label_virgin(struct target *t, bool is64)
{
	t->t_is64 = is64;
	if (t->t_disk) {
		if ((is64 ? ioctl(t->t_fd, DIOCGDVIRGIN64, &t->t_label.l64) :
		    ioctl(t->t_fd, DIOCGDVIRGIN32, &t->t_label.l32)) != 0)
			err(1, "%s: cannot get a new label", t->t_name);
	} else if (is64)
		virgin64(t);
	else
		virgin32(t);
}

static const char *
check32(struct target *t)
{
	struct disklabel32 *l = &t->t_label.l32;
	uint64_t n = t->t_size / t->t_secsize;
	const struct partition32 *pp;
	int i;

	if (l->d_npartitions > MAXPARTITIONS32 || l->d_npartitions <= RAW_PART)
		return ("bad number of partitions");
	if (l->d_partitions[RAW_PART].p_offset != 0)
		return ("partition c does not begin at 0");
	if (l->d_secperunit > n)
		return ("the label is for a larger slice");
	for (i = 0; i < l->d_npartitions; i++) {
		pp = &l->d_partitions[i];
		if (pp->p_size != 0 && (pp->p_offset > n ||
		    pp->p_size > n - pp->p_offset))
			return ("a partition ends behind the slice");
	}
	l->d_magic = l->d_magic2 = DISKMAGIC32;
	l->d_checksum = 0;
	l->d_checksum = dkcksum32(l);
	return (NULL);
}

static const char *
check64(struct target *t)
{
	struct disklabel64 *l = &t->t_label.l64;
	const struct partition64 *pp;
	uint32_t i;

	if (l->d_npartitions > MAXPARTITIONS64)
		return ("bad number of partitions");
	if (l->d_total_size > t->t_size)
		return ("the label is for a larger slice");
	if (l->d_bbase > l->d_pbase || l->d_pbase > l->d_pstop ||
	    l->d_pstop > l->d_total_size || l->d_bbase < sizeof(*l))
		return ("the data base and stop contradict each other");
	for (i = 0; i < l->d_npartitions; i++) {
		pp = &l->d_partitions[i];
		if (pp->p_bsize == 0)
			continue;
		if (pp->p_boffset % t->t_secsize != 0 ||
		    pp->p_bsize % t->t_secsize != 0)
			return ("a partition is no whole number of sectors");
		if (pp->p_boffset < l->d_pbase)
			return ("a partition begins before the data base");
		if (pp->p_boffset > l->d_total_size ||
		    pp->p_bsize > l->d_total_size - pp->p_boffset)
			return ("a partition ends behind the slice");
	}
	l->d_magic = DISKMAGIC64;
	l->d_crc = crc64(l);
	return (NULL);
}

const char *
label_check(struct target *t)
{
	return (t->t_is64 ? check64(t) : check32(t));
}

/* The label's bytes go to their place on the disk. */
static void
write_raw(struct target *t)
{
	size_t skip = offsetof(struct disklabel64, d_magic);
	uint8_t buf[LABEL_BYTES];

	if (pread(t->t_fd, buf, sizeof(buf), 0) != sizeof(buf))
		err(1, "%s: read", t->t_name);
	/* Of the other kind nothing must be left to be found. */
	memset(buf + t->t_secsize, 0, sizeof(buf) - t->t_secsize);
	if (t->t_is64)
		memcpy(buf + skip, (uint8_t *)&t->t_label.l64 + skip,
		    sizeof(t->t_label.l64) - skip);
	else
		memcpy(buf + t->t_secsize, &t->t_label.l32,
		    sizeof(t->t_label.l32));
	if (pwrite(t->t_fd, buf, sizeof(buf), 0) != sizeof(buf))
		err(1, "%s: write", t->t_name);
}

void
label_protect(struct target *t, bool writable)
{
	int flag = writable;

	if (!t->t_disk)
		errx(1, "%s: no disk", t->t_name);
	if (ioctl(t->t_fd, DIOCWLABEL, &flag) != 0)
		err(1, "%s", t->t_name);
}

void
label_write(struct target *t, bool raw)
{
	const char *what = raw ? "set" : "write";
	int r;

	if (!t->t_disk) {
		write_raw(t);
		return;
	}
	if (t->t_is64)
		r = ioctl(t->t_fd, raw ? DIOCSDINFO64 : DIOCWDINFO64,
		    &t->t_label.l64);
	else
		r = ioctl(t->t_fd, raw ? DIOCSDINFO32 : DIOCWDINFO32,
		    &t->t_label.l32);
	if (r != 0) {
		if (errno == ENODEV)
			errx(1, "%s: whole disks have no label: name a slice",
			    t->t_name);
		if (errno == EBUSY)
			errx(1, "%s: an open partition would move or shrink",
			    t->t_name);
		err(1, "%s: cannot %s the label", t->t_name, what);
	}
	/* The kernel writes it where its kind belongs. */
	if (raw && ioctl(t->t_fd, t->t_is64 ? DIOCWDINFO64 : DIOCWDINFO32,
	    &t->t_label) != 0)
		err(1, "%s: cannot write the label", t->t_name);
}
