/*
 * t_hostile.c: CDs that somebody prepared against us.  Whatever a descriptor, a
 * record or a field says, the guest gets an error or something harmless, what
 * it looks for ends, and the kernel lives.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "plan.h"

#define EIO_TEXT	"Input/output error"
/* A listing that ends early: ls(1) does not say so, the kernel does. */
#define BAD_RECORD	"no directory record at"
#define BAD_PLACE	"goes on in no place"

/*
 * A sound image with a bit of everything: a file, a directory with another, a
 * link; room for more in the root and in the directory.
 */
static struct isodir root, dir;

static void
sound(struct iso *im, size_t sectors)
{
	struct su su = { .n = 0 };

	su_sp(&su, 0);
	su_px(&su, 040755);
	iso_init(im, sectors, 1);
	iso_dir(im, &root, ISO_ROOT, 2, ISO_ROOT, &su);
	su = su_of(0100644, "file");
	(void)iso_file(&root, "FILE.;1", ISO_DATA, "plain text\n", &su);
	su = su_of(040755, "dir");
	(void)iso_rec(&root, "DIR", 3, ISO_DIR + 1, ISO_SECTOR, ISO_ISDIR, &su);
	iso_dir(im, &dir, ISO_DIR + 1, 1, ISO_ROOT, NULL);
	su = su_of(0100644, "inner");
	(void)iso_file(&dir, "INNER.;1", ISO_DATA + 1, "inner\n", &su);
	su = su_of(0120777, "link");
	su_raw(&su, "SL", "\0\0\3dir\0\5inner", 13);
	(void)iso_rec(&root, "LINK.;1", 7, 0, 0, 0, &su);
}

/* A sound image with one more record in the root. */
static uint8_t *
extra(struct iso *im, const char *id, uint32_t sector, uint32_t size,
    int flags, const struct su *su)
{
	sound(im, 64);
	return (iso_rec(&root, id, strlen(id), sector, size, flags, su));
}

static void
into_itself(struct iso *im)
{
	struct su su = su_of(040755, "self");

	sound(im, 64);
	(void)iso_rec(&dir, "SELF", 4, ISO_DIR + 1, ISO_SECTOR, ISO_ISDIR, &su);
}

static void
into_root(struct iso *im)
{
	struct su su = su_of(040755, "up");

	sound(im, 64);
	(void)iso_rec(&dir, "UP", 2, ISO_ROOT, ISO_SECTOR, ISO_ISDIR, &su);
}

/* Two directories in one another, and a child link back. */
static void
in_one_another(struct iso *im)
{
	struct su su = su_of(040755, "other");
	struct isodir other;

	sound(im, 64);
	(void)iso_rec(&dir, "OTHER", 5, 40, ISO_SECTOR, ISO_ISDIR, &su);
	iso_dir(im, &other, 40, 1, ISO_DIR + 1, NULL);
	su = su_of(040755, "back");
	(void)iso_rec(&other, "BACK", 4, ISO_DIR + 1, ISO_SECTOR, ISO_ISDIR,
	    &su);
	su = su_of(0100644, "child");
	su_block(&su, "CL", ISO_DIR + 1);
	(void)iso_rec(&other, "CHILD", 5, 0, 0, 0, &su);
}

/* Each with the next in it; far more than a path can name. */
static void
very_deep(struct iso *im)
{
	struct su su = su_of(040755, "d");
	struct isodir d;

	sound(im, 1000);
	(void)iso_rec(&dir, "D", 1, 100, ISO_SECTOR, ISO_ISDIR, &su);
	for (uint32_t i = 100; i < 999; i++) {
		iso_dir(im, &d, i, 1, i == 100 ? ISO_DIR + 1 : i - 1, NULL);
		(void)iso_rec(&d, "D", 1, i + 1, ISO_SECTOR, ISO_ISDIR, &su);
	}
	iso_dir(im, &d, 999, 1, 998, NULL);
}

/* The parent is a lie; the tree is as it was entered. */
static void
lying_parent(struct iso *im)
{
	sound(im, 64);
	iso_put32(im->data + (ISO_DIR + 1) * ISO_SECTOR + 34 + 2, 55);
}

static void
child_of_file(struct iso *im)
{
	struct su su = su_of(0100644, "child");

	su_block(&su, "CL", ISO_DATA);
	(void)extra(im, "CHILD", 0, 0, 0, &su);
}

static void
child_far_away(struct iso *im)
{
	struct su su = su_of(0100644, "child");

	su_block(&su, "CL", 0xffffffff);
	(void)extra(im, "CHILD", 0, 0, 0, &su);
}

PLAN(loops,
    { into_itself, NULL, "cat /mnt/dir/inner; ls /mnt/dir/self",
	"^[12] .*cannot be in.*inner\n.*" EIO_TEXT },
    { into_root, NULL, "ls /mnt/dir/up", EIO_TEXT },
    { in_one_another, NULL, "ls /mnt/dir/other; ls /mnt/dir/other/back "
	"/mnt/dir/other/child", "back\nchild\n.*" EIO_TEXT ".*" EIO_TEXT },
    { very_deep, NULL, "cd /mnt/dir; i=0; while cd d 2>/dev/null; do "
	"i=$((i + 1)); [ $i -lt 2000 ] || break; done; cd /; "
	"[ $i -lt 600 ] && echo bounded", "^0 .*bounded" },
    { lying_parent, NULL, "cd /mnt/dir && ls .. && cd .. && pwd",
	"^0 dir\nfile\nlink\n/mnt$" },
    { child_of_file, NULL, "cat /mnt/file; ls /mnt/child",
	"plain text\n.*" EIO_TEXT },
    { child_far_away, NULL, "cat /mnt/file; ls /mnt/child",
	"plain text\n.*" EIO_TEXT },
    { into_itself, "norrip", "ls /mnt/dir; ls /mnt/dir/self", EIO_TEXT });

VKT_CASE(loops, WITH(loops),
    .descr	= "directories that are above themselves are not entered");

/* Set a byte of one more file's record. */
static void
broken(struct iso *im, int at, int value)
{
	struct su su = su_of(0100644, "broken");
	uint8_t *r = extra(im, "BROKEN.;1", ISO_DATA, 5, 0, &su);

	r[at] = (uint8_t)value;
}

static void
tiny_record(struct iso *im)
{
	broken(im, 0, 10);
}

static void
long_name(struct iso *im)
{
	broken(im, 32, 250);
}

static void
no_name(struct iso *im)
{
	broken(im, 32, 0);
}

/* A record that runs out of its sector. */
static void
over_the_edge(struct iso *im)
{
	sound(im, 64);
	for (int i = 0; root.used < 1900; i++)
		(void)iso_rec(&root, "FILLER.;1", 9, ISO_DATA, 1, 0, NULL);
	im->data[root.last] = 255;
}

static void
huge_directory(struct iso *im)
{
	sound(im, 64);
	iso_put32(im->data + (ISO_DIR + 1) * ISO_SECTOR + 10, 0xffffffff);
}

static void
empty_directory(struct iso *im)
{
	sound(im, 64);
	iso_put32(im->data + (ISO_DIR + 1) * ISO_SECTOR + 10, 0);
}

/* It ends in the middle of a record. */
static void
cut_directory(struct iso *im)
{
	sound(im, 64);
	iso_put32(im->data + (ISO_DIR + 1) * ISO_SECTOR + 10, 100);
}

/* 200 MB of nothing: looking through it must end. */
static void
hollow_directory(struct iso *im)
{
	struct su su = su_of(040755, "hollow");
	struct isodir d;

	(void)extra(im, "HOLLOW", 63, 200u << 20, ISO_ISDIR, &su);
	iso_dir(im, &d, 63, (200u << 20) / ISO_SECTOR, ISO_ROOT, NULL);
	im->size = 64 * ISO_SECTOR + (200u << 20);
}

PLAN(bad_records,
    { tiny_record, NULL, "ls /mnt; cat /mnt/none",
	BAD_RECORD ".*dir\nfile\nlink\n.*" EIO_TEXT },
    { long_name, NULL, "ls /mnt; cat /mnt/dir/inner",
	BAD_RECORD ".*link\ninner" },
    { no_name, NULL, "cat /mnt/file; ls /mnt", BAD_RECORD ".*plain text\n" },
    { over_the_edge, NULL, "cat /mnt/file; ls /mnt",
	BAD_RECORD ".*plain text\n" },
    { huge_directory, NULL, "ls /mnt/dir", EIO_TEXT },
    { empty_directory, NULL, "ls /mnt/dir", EIO_TEXT },
    { cut_directory, NULL, "ls /mnt/dir; cat /mnt/dir/inner",
	"ends in a record.*" EIO_TEXT },
    { hollow_directory, NULL, "ls -a /mnt/hollow; ls /mnt/hollow/x",
	"^[12] \\.\n\\.\\.\n.*No such file" });

VKT_CASE(bad_records, WITH(bad_records),
    .descr	= "records and sizes of directories that lie");

static void
far_file(struct iso *im)
{
	struct su su = su_of(0100644, "far");

	(void)extra(im, "FAR.;1", 0xffffff00, 5000, 0, &su);
}

/* The last sector of the medium is its first. */
static void
file_over_the_end(struct iso *im)
{
	struct su su = su_of(0100644, "long");

	(void)extra(im, "LONG.;1", 62, 0xfffffff0, 0, &su);
	memset(im->data + 62 * ISO_SECTOR, 'y', 2 * ISO_SECTOR);
}

static void
endless_sections(struct iso *im)
{
	struct su su = su_of(0100644, "more");

	(void)extra(im, "MORE.;1", ISO_DATA, 100, ISO_MORE, &su);
}

/* Ten thousand sections, as far as their bytes go all the same. */
static void
many_sections(struct iso *im)
{
	struct isodir d;
	struct su su = su_of(040755, "many");

	sound(im, 1000);
	(void)iso_rec(&root, "MANY", 4, 100, 900 * ISO_SECTOR, ISO_ISDIR, &su);
	iso_dir(im, &d, 100, 300, ISO_ROOT, NULL);
	for (int i = 0; i < 10000; i++)
		(void)iso_rec(&d, "M.;1", 4, ISO_DATA, 0xffffffff,
		    i < 9999 ? ISO_MORE : 0, NULL);
	(void)iso_file(&d, "N.;1", ISO_DATA, "next\n", NULL);
}

static void
wild_interleave(struct iso *im)
{
	struct su su = su_of(0100644, "mixed");
	uint8_t *r = extra(im, "MIXED.;1", ISO_DATA, 0x7fffffff, 0, &su);

	r[26] = 1;
	r[27] = 255;
}

static void
wild_attributes(struct iso *im)
{
	uint8_t *r;

	iso_init(im, 64, 1);
	iso_dir(im, &root, ISO_ROOT, 1, ISO_ROOT, NULL);
	r = iso_rec(&root, "A.;1", 4, 0xffffff00, 5, 0, NULL);
	r[1] = 255;
	(void)iso_file(&root, "B.;1", ISO_DATA, "sound\n", NULL);
}

/* The types that records and fields give do not agree. */
static void
wrong_types(struct iso *im)
{
	struct su su = su_of(0120777, "adir");

	(void)extra(im, "ADIR", ISO_DIR + 1, ISO_SECTOR, ISO_ISDIR, &su);
	su = su_of(040755, "afile");
	(void)iso_file(&root, "AFILE.;1", ISO_DATA, "file\n", &su);
	su = su_of(0, "none");
	(void)iso_file(&root, "NONE.;1", ISO_DATA, "none\n", &su);
	su = su_of(0120777, "nolink");
	(void)iso_rec(&root, "NOLINK.;1", 9, 0, 0, 0, &su);
}

static void
dir_far_away(struct iso *im)
{
	struct su su = su_of(040755, "far");

	(void)extra(im, "FAR", 0xfffffff0, ISO_SECTOR, ISO_ISDIR, &su);
}

PLAN(bad_extents,
    { far_file, NULL, "ls -l /mnt/far; cat /mnt/far",
	"5000 .*far\n.*" EIO_TEXT },
    { file_over_the_end, NULL, "dd if=/mnt/long bs=2048 count=2 2>/dev/null | "
	"tr -s y; echo; cat /mnt/long >/dev/null", "y\n.*" EIO_TEXT },
    { endless_sections, NULL, "cat /mnt/file; cat /mnt/more",
	"plain text\n.*" EIO_TEXT },
    { many_sections, NULL, "ls /mnt/many; cat /mnt/many/n; cat /mnt/many/m",
	"m\nn\nnext\n.*File too large|next\n.*" EIO_TEXT },
    { wild_interleave, NULL, "cat /mnt/mixed >/dev/null; cat /mnt/file",
	EIO_TEXT "\nplain text" },
    { wild_attributes, "extatt", "cat /mnt/b; ls -l /mnt/a",
	"sound\n.*" EIO_TEXT },
    { wrong_types, NULL, "cat /mnt/adir/inner /mnt/afile /mnt/none; "
	"readlink /mnt/nolink; echo end", "^0 .*end" },
    { dir_far_away, NULL, "ls /mnt/far; cat /mnt/file",
	EIO_TEXT "\nplain text" });

VKT_CASE(bad_extents, WITH(bad_extents),
    .descr	= "data beyond the end, in too many pieces, of the wrong type");

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
	uint8_t first[128];

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
	ATF_TP_ADD_TC(tp, loops);
	ATF_TP_ADD_TC(tp, bad_records);
	ATF_TP_ADD_TC(tp, bad_extents);
	ATF_TP_ADD_TC(tp, bad_fields);
	ATF_TP_ADD_TC(tp, bad_volumes);
	ATF_TP_ADD_TC(tp, random_rock_ridge);
	ATF_TP_ADD_TC(tp, random_plain);
	return (atf_no_error());
}
