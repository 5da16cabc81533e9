/*
 * iso.c: ISO 9660 images by hand.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "iso.h"

static const uint8_t iso_date[7] = { 126, 1, 1, 12, 0, 0, 0 };

void
iso_put16(uint8_t *p, unsigned v)
{
	p[0] = p[3] = (uint8_t)v;
	p[1] = p[2] = (uint8_t)(v >> 8);
}

void
iso_put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = p[7 - i] = (uint8_t)(v >> 8 * i);
}

static void
record(uint8_t *r, const char *id, size_t idlen, uint32_t block, uint32_t size,
    int flags, const struct su *su)
{
	size_t at = (33 + idlen + 1) & ~(size_t)1, n = su ? su->n : 0;

	if (at + n > 254)
		abort();		/* the case's own mistake */
	memset(r, 0, at + n + (n & 1));
	r[0] = (uint8_t)(at + n + (n & 1));
	iso_put32(r + 2, block);
	iso_put32(r + 10, size);
	memcpy(r + 18, iso_date, sizeof(iso_date));
	r[25] = (uint8_t)flags;
	iso_put16(r + 28, 1);
	r[32] = (uint8_t)idlen;
	memcpy(r + 33, id, idlen);
	if (n != 0)
		memcpy(r + at, su->b, n);
}

static void
descriptor(struct iso *im, uint32_t sector, int type, uint32_t root)
{
	uint8_t *p = im->data + (size_t)(im->base + sector) * ISO_SECTOR;

	p[0] = (uint8_t)type;
	memcpy(p + 1, "CD001\1", 6);
	if (type == 255)
		return;
	iso_put32(p + 80, (uint32_t)im->sectors * im->blocks);
	iso_put16(p + 120, 1);
	iso_put16(p + 124, 1);
	iso_put16(p + 128, ISO_SECTOR / im->blocks);
	record(p + 156, "", 1, root * im->blocks, ISO_SECTOR, ISO_ISDIR, NULL);
}

void
iso_init(struct iso *im, size_t sectors, unsigned blocks)
{
	memset(im, 0, sizeof(*im));
	im->sectors = sectors;
	im->blocks = blocks;
	im->data = calloc(sectors, ISO_SECTOR);
	if (im->data == NULL)
		abort();
	descriptor(im, 16, 1, ISO_ROOT);
	descriptor(im, 18, 255, 0);
	descriptor(im, 17, 255, 0);
}

void
iso_joliet(struct iso *im, uint32_t root)
{
	descriptor(im, 17, 2, root);
	memcpy(im->data + 17 * ISO_SECTOR + 88, "%/E", 3);
}

int
iso_save(struct iso *im, const char *path)
{
	size_t n = im->sectors * ISO_SECTOR;
	int fd, error = -1;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd >= 0 && write(fd, im->data, n) == (ssize_t)n &&
	    (im->size == 0 || ftruncate(fd, (off_t)im->size) == 0))
		error = 0;
	if (fd >= 0)
		close(fd);
	free(im->data);
	im->data = NULL;
	return (error);
}

void
iso_dir(struct iso *im, struct isodir *d, uint32_t sector, uint32_t sectors,
    uint32_t parent, const struct su *su)
{
	d->iso = im;
	d->sector = sector;
	d->used = 0;
	(void)iso_rec(d, "", 1, sector, sectors * ISO_SECTOR, ISO_ISDIR, su);
	(void)iso_rec(d, "\1", 1, parent, ISO_SECTOR, ISO_ISDIR, NULL);
}

uint8_t *
iso_rec(struct isodir *d, const char *id, size_t idlen, uint32_t sector,
    uint32_t size, int flags, const struct su *su)
{
	uint8_t r[256], *at;

	record(r, id, idlen, sector * d->iso->blocks, size, flags, su);
	if (d->used + r[0] > ISO_SECTOR) {
		d->sector++;
		d->used = 0;
	}
	if (d->sector >= d->iso->sectors)
		abort();
	d->last = (size_t)d->sector * ISO_SECTOR + d->used;
	at = d->iso->data + d->last;
	memcpy(at, r, r[0]);
	d->used += r[0];
	return (at);
}

uint8_t *
iso_file(struct isodir *d, const char *id, uint32_t sector, const char *text,
    const struct su *su)
{
	size_t n = strlen(text);

	memcpy(d->iso->data + (size_t)sector * ISO_SECTOR, text, n);
	return (iso_rec(d, id, strlen(id), sector, (uint32_t)n, 0, su));
}

void
su_raw(struct su *su, const char *sig, const void *data, size_t n)
{
	uint8_t *p = su->b + su->n;

	if (su->n + n + 4 > sizeof(su->b) || n > 251)
		abort();
	p[0] = (uint8_t)sig[0];
	p[1] = (uint8_t)sig[1];
	p[2] = (uint8_t)(n + 4);
	p[3] = 1;
	if (n != 0)
		memcpy(p + 4, data, n);
	su->n += n + 4;
}

void
su_sp(struct su *su, unsigned skip)
{
	uint8_t sp[3] = { 0xbe, 0xef, (uint8_t)skip }, er[4 + 10] = { 10 };

	su_raw(su, "SP", sp, sizeof(sp));
	memcpy(er + 4, "RRIP_1991A", 10);
	su_raw(su, "ER", er, sizeof(er));
}

void
su_px(struct su *su, unsigned mode)
{
	uint8_t px[32];

	iso_put32(px, mode);
	iso_put32(px + 8, 1);
	iso_put32(px + 16, 0);
	iso_put32(px + 24, 0);
	su_raw(su, "PX", px, sizeof(px));
}

void
su_nm(struct su *su, int flags, const char *name)
{
	uint8_t nm[256] = { (uint8_t)flags };
	size_t n = strlen(name);

	memcpy(nm + 1, name, n);
	su_raw(su, "NM", nm, n + 1);
}

void
su_block(struct su *su, const char *sig, uint32_t block)
{
	uint8_t b[8];

	iso_put32(b, block);
	su_raw(su, sig, b, sizeof(b));
}

void
su_ce(struct su *su, uint32_t block, uint32_t off, uint32_t len)
{
	uint8_t ce[24];

	iso_put32(ce, block);
	iso_put32(ce + 8, off);
	iso_put32(ce + 16, len);
	su_raw(su, "CE", ce, sizeof(ce));
}

struct su
su_of(unsigned mode, const char *name)
{
	struct su su = { .n = 0 };

	su_px(&su, mode);
	su_nm(&su, 0, name);
	return (su);
}
