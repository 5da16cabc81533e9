/*
 * t_hostile_fields.c: CDs that somebody prepared against us: Rock Ridge's
 * fields, names, volume descriptors, and random bytes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "sound.h"

/* One more file whose fields go on at a place. */
static void
continues(struct iso *im, uint32_t block, uint32_t off, uint32_t len)
{
	struct su su = { .n = 0 };

	su_px(&su, 0100644);
	su_nm(&su, 0, "bad");
	su_ce(&su, block, off, len);
	(void)extra(im, "BAD.;1", ISO_DATA, 5, 0, &su);
}

static void
ce_circle(struct iso *im)
{
	struct su su = { .n = 0 };

	continues(im, ISO_AREA, 0, 28);
	su_ce(&su, ISO_AREA, 0, 28);
	memcpy(im->data + ISO_AREA * ISO_SECTOR, su.b, su.n);
}

static void
ce_far_away(struct iso *im)
{
	continues(im, 0xffffffff, 0xffffffff, 100);
}

static void
ce_huge(struct iso *im)
{
	continues(im, ISO_AREA, 0, 0xffffffff);
}

/* Fields that are too short, too long, or for nothing. */
static void
odd_fields(struct iso *im)
{
	struct su su = { .n = 0 };

	su_raw(&su, "PX", "", 0);
	su_raw(&su, "TF", "\xff", 1);
	su_raw(&su, "PN", "", 0);
	su_raw(&su, "NM", "", 0);
	su_raw(&su, "SL", "\0\0\377x", 4);
	su_raw(&su, "CL", "", 0);
	su_raw(&su, "CE", "", 0);
	su_raw(&su, "ZZ", "what", 4);
	su_nm(&su, 0, "odd");
	(void)extra(im, "ODD.;1", ISO_DATA, 5, 0, &su);
	/* The length of the last field is wrong. */
	su.n -= 8;
	su.b[su.n + 2] = 255;
	su.n += 8;
	(void)iso_rec(&root, "ODD2.;1", 7, ISO_DATA, 5, 0, &su);
	im->data[root.last + im->data[root.last] - 8 + 2] = 0;
}

/* Names that none can be: plain ones take their place. */
static void
odd_names(struct iso *im)
{
	struct su su = su_of(0100644, "../../etc/passwd");

	(void)extra(im, "SLASH.;1", ISO_DATA, 5, 0, &su);
	su = su_of(0100644, "..");
	(void)iso_rec(&root, "DOTDOT.;1", 9, ISO_DATA, 5, 0, &su);
	su = su_of(0100644, ".");
	(void)iso_rec(&root, "DOT.;1", 6, ISO_DATA, 5, 0, &su);
	su = (struct su){ .n = 0 };
	su_px(&su, 0100644);
	su_nm(&su, 2, "");
	(void)iso_rec(&root, "CURRENT.;1", 10, ISO_DATA, 5, 0, &su);
	su = su_of(0100644, "");
	(void)iso_rec(&root, "NONE.;1", 7, ISO_DATA, 5, 0, &su);
	(void)iso_rec(&root, "A/B\0C.;1", 8, ISO_DATA, 5, 0, NULL);
	(void)iso_rec(&root, "..;1", 4, ISO_DATA, 5, 0, NULL);
}

/* A name of 300 bytes and a link of 1200, by continuations. */
static void
long_fields(struct iso *im)
{
	struct su su = { .n = 0 }, area = { .n = 0 };
	char text[200];
	uint8_t sl[3 + 200] = { 1, 0, 200 };

	memset(text, 'n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memset(sl + 3, 'l', 200);
	su_nm(&area, 1, text);
	su_nm(&area, 0, text);
	for (int i = 0; i < 6; i++)
		su_raw(&area, "SL", sl, sizeof(sl));
	su_px(&su, 0120777);
	su_ce(&su, ISO_AREA, 0, (uint32_t)area.n);
	(void)extra(im, "LONG.;1", 0, 0, 0, &su);
	memcpy(im->data + ISO_AREA * ISO_SECTOR, area.b, area.n);
}

static void
nonsense_times(struct iso *im)
{
	struct su su = su_of(0100644, "never");
	uint8_t *r;

	su_raw(&su, "TF", "\x8e" "99999999999999999" "xxxxxxxxxxxxxxxxx"
	    "0000000000000000\xff", 52);
	(void)extra(im, "NEVER.;1", ISO_DATA, 5, 0, &su);
	r = iso_rec(&root, "EVER.;1", 7, ISO_DATA, 5, 0, NULL);
	memset(r + 18, 255, 7);
}

PLAN(bad_fields,
    { ce_circle, NULL, "cat /mnt/dir/inner; ls /mnt; cat /mnt/none",
	BAD_PLACE ".*inner\ndir\nfile\nlink\n.*" EIO_TEXT },
    { ce_far_away, NULL, "cat /mnt/file; ls /mnt; cat /mnt/none",
	BAD_PLACE ".*plain text\n.*" EIO_TEXT },
    { ce_huge, NULL, "cat /mnt/file; ls /mnt", BAD_PLACE ".*plain text\n" },
    { odd_fields, NULL, "ls -l /mnt; cat /mnt/link",
	"^0 .*odd.*odd2.*inner" },
    { odd_names, NULL, "ls /mnt", "^0 a_b_c\ncurrent\ndir\ndot\ndotdot\nfile\n"
	"link\nnone\nslash$" },
    { long_fields, NULL, "ls /mnt; readlink /mnt/long; cat /mnt/file",
	"long\n.*plain text" },
    { nonsense_times, NULL, "ls -l /mnt", "^0 .*1970.*ever.*1970.*never" },
    { odd_names, "norrip", "cat /mnt/file; ls /mnt", "^0 plain text\na_b_c" });

VKT_CASE(bad_fields, WITH(bad_fields),
    .descr	= "Rock Ridge without end, too long, too short, with odd names");

/* Change bytes of the primary descriptor. */
static void
volume(struct iso *im, int at, int value, int n)
{
	sound(im, 64);
	memset(im->data + 16 * ISO_SECTOR + at, value, (size_t)n);
}

static void
no_magic(struct iso *im)
{
	volume(im, 1, 'x', 5);
}

static void
blocks_of_nothing(struct iso *im)
{
	volume(im, 128, 0, 4);
}

static void
blocks_of_3(struct iso *im)
{
	volume(im, 128, 3, 4);
}

static void
root_far_away(struct iso *im)
{
	volume(im, 158, 0xff, 8);
}

static void
root_is_no_directory(struct iso *im)
{
	volume(im, 158, 0, 8);
	iso_put32(im->data + 16 * ISO_SECTOR + 158, ISO_DATA);
}

/* Nothing behind the descriptor, and none that says it is the last. */
static void
cut_volume(struct iso *im)
{
	sound(im, 64);
	im->sectors = 17;
}

static void
only_supplements(struct iso *im)
{
	sound(im, 200);
	for (size_t i = 16; i < 200; i++) {
		memcpy(im->data + i * ISO_SECTOR, "\2CD001\1", 7);
		memcpy(im->data + i * ISO_SECTOR + 88, "%/E", 3);
	}
}

/* Joliet's root is nowhere: the plain names are still there. */
static void
bad_joliet(struct iso *im)
{
	iso_init(im, 64, 1);
	iso_joliet(im, 0x7fffff);
	iso_dir(im, &root, ISO_ROOT, 1, ISO_ROOT, NULL);
	(void)iso_file(&root, "FILE.TXT;1", ISO_DATA, "text\n", NULL);
}

PLAN(bad_volumes,
    { no_magic, NULL, NULL, "^[1-9].*Invalid argument" },
    { blocks_of_nothing, NULL, NULL, "^[1-9].*Invalid argument" },
    { blocks_of_3, NULL, NULL, "^[1-9].*Invalid argument" },
    { root_far_away, NULL, NULL, "^[1-9].*Invalid argument" },
    { root_is_no_directory, NULL, NULL, "^[1-9].*Invalid argument" },
    { cut_volume, NULL, NULL, "^[1-9].*Invalid argument" },
    { only_supplements, NULL, NULL, "^[1-9].*Invalid argument" },
    { bad_joliet, NULL, "cat /mnt/file.txt", "^0 text" });

VKT_CASE(bad_volumes, WITH(bad_volumes),
    .descr	= "descriptors that are none are refused by the mount");

/*
 * Eight images with random bytes where structures are; the same ones each time.
 */
static unsigned seed;

static void
random_bytes(struct iso *im)
{
	static const uint32_t where[] = { ISO_ROOT, ISO_ROOT, ISO_DIR + 1,
	    ISO_AREA, 16 };
	struct su su = su_of(0100644, "more");
	uint8_t first[130];

	su_ce(&su, ISO_AREA, 0, 200);
	(void)extra(im, "MORE.;1", ISO_DATA, 100, 0, &su);
	su = su_of(0100644, "rest");
	memcpy(im->data + ISO_AREA * ISO_SECTOR, su.b, su.n);
	memcpy(first, im->data + ISO_ROOT * ISO_SECTOR, sizeof(first));
	srand(++seed);
	for (int i = 0; i < 12; i++)
		im->data[where[rand() % 5] * ISO_SECTOR +
		    (uint32_t)rand() % 400] = (uint8_t)rand();
	/* The mount itself is another case's: its records stay. */
	memcpy(im->data + ISO_ROOT * ISO_SECTOR, first, sizeof(first));
	memcpy(im->data + 16 * ISO_SECTOR, "\1CD001\1", 7);
	iso_put16(im->data + 16 * ISO_SECTOR + 128, ISO_SECTOR);
	iso_put32(im->data + 16 * ISO_SECTOR + 158, ISO_ROOT);
}

#define R(options)	{ random_bytes, options,			\
	"ls -laR /mnt >/dev/null 2>&1; find /mnt >/dev/null 2>&1; echo done", \
	"done" }

PLAN(random_rock_ridge,
    R(NULL), R(NULL), R(NULL), R(NULL), R(NULL), R(NULL), R(NULL), R(NULL));

VKT_CASE(random_rock_ridge, WITH(random_rock_ridge),
    .descr	= "random bytes in records and fields");

PLAN(random_plain,
    R("norrip"), R("norrip"), R("norrip,extatt"), R("norrip,gens"),
    R("norrip,extatt"), R("norrip"), R("norrip,gens"), R("norrip"));

VKT_CASE(random_plain, WITH(random_plain),
    .descr	= "the same without extensions");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, bad_fields);
	ATF_TP_ADD_TC(tp, bad_volumes);
	ATF_TP_ADD_TC(tp, random_rock_ridge);
	ATF_TP_ADD_TC(tp, random_plain);
	return (atf_no_error());
}
