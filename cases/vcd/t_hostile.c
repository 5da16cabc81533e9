/*
 * t_hostile.c: CDs that somebody prepared against us.  Whatever a descriptor, a
 * record or a field says, the guest gets an error or something harmless, what
 * it looks for ends, and the kernel lives.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sound.h"

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
	"/mnt/dir/other/child", "back.*child.*" EIO_TEXT ".*" EIO_TEXT },
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

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, loops);
	ATF_TP_ADD_TC(tp, bad_records);
	ATF_TP_ADD_TC(tp, bad_extents);
	return (atf_no_error());
}
