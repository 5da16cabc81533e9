/*
 * t_records.c: what ISO 9660 allows and common writers seldom do: files in
 * several extents, interleaved ones, versions, associated files, attribute
 * records, other block sizes, later sessions, fields in continuations.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plan.h"

/* An image without extensions, and its root. */
static void
plain(struct iso *im, struct isodir *root, unsigned blocks)
{
	iso_init(im, 64, blocks);
	iso_dir(im, root, ISO_ROOT, 1, ISO_ROOT, NULL);
}

static void
rrip(struct iso *im, struct isodir *root, unsigned skip)
{
	struct su su = { .n = 0 };

	su_sp(&su, skip);
	su_px(&su, 040755);
	iso_init(im, 64, 1);
	iso_dir(im, root, ISO_ROOT, 1, ISO_ROOT, &su);
}

static void
fill(struct iso *im, uint32_t sector, size_t from, size_t n, int c)
{
	memset(im->data + (size_t)sector * ISO_SECTOR + from, c, n);
}

/* Sections that end in the middle of a page, of a sector, and nowhere good. */
static void
sections(struct iso *im)
{
	static const uint32_t size[] = { 4096, 2048, 100, 0, 3001, 5 };
	struct isodir root;
	uint32_t sector = ISO_DATA;

	plain(im, &root, 1);
	for (int i = 0; i < 6; i++) {
		fill(im, sector, 0, size[i], 'a' + i);
		(void)iso_rec(&root, "BIG.DAT;1", 9, sector, size[i],
		    i < 5 ? ISO_MORE : 0, NULL);
		sector += 3;
	}
	(void)iso_file(&root, "LAST.TXT;1", sector, "last\n", NULL);
}

/* Units of one sector with gaps of two; the gaps hold something else. */
static void
interleaved(struct iso *im)
{
	struct isodir root;
	uint8_t *r;

	plain(im, &root, 1);
	for (int i = 0; i < 5; i++) {
		fill(im, ISO_DATA + 3 * (uint32_t)i, 0, ISO_SECTOR, '0' + i);
		fill(im, ISO_DATA + 3 * (uint32_t)i + 1, 0, 2 * ISO_SECTOR, 'x');
	}
	r = iso_rec(&root, "MIXED.DAT;1", 11, ISO_DATA, 4 * ISO_SECTOR + 7, 0,
	    NULL);
	r[26] = 1;
	r[27] = 2;
}

static void
versions(struct iso *im)
{
	struct isodir root;

	plain(im, &root, 1);
	(void)iso_file(&root, "FILE.TXT;12", ISO_DATA, "twelve\n", NULL);
	(void)iso_file(&root, "FILE.TXT;3", ISO_DATA + 1, "three\n", NULL);
	(void)iso_file(&root, "FILE.TXT;1", ISO_DATA + 2, "one\n", NULL);
	(void)iso_file(&root, "NODOT.;1", ISO_DATA + 3, "nodot\n", NULL);
}

static void
associated(struct iso *im)
{
	struct isodir root;

	plain(im, &root, 1);
	memcpy(im->data + (ISO_DATA + 1) * ISO_SECTOR, "fork\n", 5);
	(void)iso_rec(&root, "DOC.TXT;1", 9, ISO_DATA + 1, 5, ISO_ASSOC, NULL);
	(void)iso_file(&root, "DOC.TXT;1", ISO_DATA, "data\n", NULL);
}

/* Owner 7, group 8, readable by owner and group, run by the owner. */
static void
attributes(struct iso *im)
{
	struct isodir root;
	uint8_t *r, *xar;

	plain(im, &root, 1);
	r = iso_file(&root, "PROG.EXE;1", ISO_DATA + 1, "program\n", NULL);
	/* The record comes first; the data is behind it. */
	iso_put32(r + 2, ISO_DATA);
	r[1] = 1;
	xar = im->data + ISO_DATA * ISO_SECTOR;
	iso_put16(xar, 7);
	iso_put16(xar + 4, 8);
	xar[8] = 0xfe;			/* bit 0x0100 is clear: group reads */
	xar[9] = 0xaf;			/* 0x0010, 0x0040: owner reads, runs */
	memcpy(xar + 10, "2001020304050600", 17);
	memcpy(xar + 27, "2001020304050600", 17);
	xar[180] = 1;
}

static void
blocks_of_512(struct iso *im)
{
	struct isodir root;
	uint8_t *r;

	plain(im, &root, 4);
	for (uint32_t i = 0; i < 40; i++)
		fill(im, ISO_DATA, i * 512, 512, 'A' + (int)i % 26);
	/* One that begins in the middle of a sector. */
	r = iso_rec(&root, "ODD.DAT;1", 9, ISO_DATA, 10000, 0, NULL);
	iso_put32(r + 2, ISO_DATA * 4 + 3);
}

/* A second session: descriptors at 40 + 16, with a root of its own. */
static void
second_session(struct iso *im)
{
	struct isodir root;

	plain(im, &root, 1);
	(void)iso_file(&root, "FIRST.TXT;1", ISO_DATA, "first\n", NULL);
	memcpy(im->data + 56 * ISO_SECTOR, im->data + 16 * ISO_SECTOR,
	    3 * ISO_SECTOR);
	iso_put32(im->data + 56 * ISO_SECTOR + 158, ISO_DIR);
	iso_dir(im, &root, ISO_DIR, 1, ISO_DIR, NULL);
	(void)iso_file(&root, "SECOND.TXT;1", ISO_DATA + 1, "second\n", NULL);
}

PLAN(plain_records,
    { sections, NULL, "cksum </mnt/big.dat; ls -l /mnt; cat /mnt/last.txt",
	/* cksum of the bytes in order: checked against cksum(1) */
	"^0 .*9250.*big\\.dat.*last\\.txt.*last" },
    { interleaved, NULL, "tr -s 0-9 </mnt/mixed.dat; "
	"dd if=/mnt/mixed.dat bs=1 skip=2047 count=2 2>/dev/null; "
	"wc -c </mnt/mixed.dat", "^0 01234" "01" ".*8199" },
    { versions, NULL, "ls /mnt; cat /mnt/file.txt '/mnt/FILE.TXT;3' "
	"'/mnt/file.txt;1' /mnt/FILE.TXT",
	"^0 file\\.txt\nnodot\ntwelve\nthree\none\ntwelve" },
    { versions, "gens", "ls /mnt; cat /mnt/file.txt '/mnt/FILE.TXT;3'",
	"^0 FILE\\.TXT;1\nFILE\\.TXT;12\nFILE\\.TXT;3\nNODOT\\.;1\n"
	"twelve\nthree" },
    { associated, NULL, "ls /mnt; cat /mnt/=doc.txt /mnt/doc.txt",
	"^0 =doc\\.txt\ndoc\\.txt\nfork\ndata" },
    { attributes, "extatt", "ls -lnT /mnt/prog.exe; cat /mnt/prog.exe",
	"^0 -r-xr----- +1 7 +8 .*8 Feb  3 04:05:.* 2001 .*program" },
    { blocks_of_512, NULL, "tr -s A-Z </mnt/odd.dat; wc -c </mnt/odd.dat",
	"^0 DEFGHIJKLMNOPQRSTUVW +10000" },
    { second_session, "ssector=40", "cat /mnt/*", "^0 second$" });

VKT_CASE(plain_records, WITH(plain_records),
    .descr	= "extents, interleaving, versions, attributes, sessions");

/*
 * A file of more than 4 GB: an extent as large as one can be, and what is left.
 * The image has holes; words stand at both sides of the border and at the end.
 */
#define FIRST		0xfffff800u	/* bytes */
#define FAR		(ISO_DATA + FIRST / ISO_SECTOR)
#define HUGE_SIZE	((off_t)FIRST + 5000)

static int
prepare_huge(const struct vkt_case *c, char *why, size_t size)
{
	static const struct {
		off_t		 at;
		const char	*text;
	} words[] = {
		{ 0, "begin" }, { (off_t)FIRST - 4, "left" },
		{ (off_t)FIRST, "right" }, { HUGE_SIZE - 3, "end" },
	};
	struct isodir root;
	struct iso im;
	int error, fd;

	(void)c;
	plain(&im, &root, 1);
	im.size = (uint64_t)(FAR + 4) * ISO_SECTOR;
	(void)iso_rec(&root, "HUGE.DAT;1", 10, ISO_DATA, FIRST, ISO_MORE, NULL);
	(void)iso_rec(&root, "HUGE.DAT;1", 10, FAR, 5000, 0, NULL);
	error = iso_save(&im, "huge.iso");
	fd = open("huge.iso", O_WRONLY | O_CLOEXEC);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i].text);

		if (pwrite(fd, words[i].text, n, (off_t)ISO_DATA * ISO_SECTOR +
		    words[i].at) != (ssize_t)n)
			error = -1;
	}
	if (close(fd) != 0 || error != 0)
		snprintf(why, size, "cannot write huge.iso");
	return (error);
}

VKT_CASE(file_beyond_4_gigabytes,
    .descr	= "4 GB and more in two extents, read around their border",
    .args	= { "-r", "root.img", "-c", "huge.iso" },
    .image	= "minimal",
    .prepare	= prepare_huge,
    .script	= "huge.exp");

/* A name and a link that begin in the record and go on elsewhere, twice. */
static void
continued(struct iso *im)
{
	struct isodir root;
	struct su su = { .n = 0 }, area = { .n = 0 }, more = { .n = 0 };

	rrip(im, &root, 0);
	su_px(&su, 0120777);
	su_nm(&su, 1, "begins-");
	su_raw(&su, "SL", "\1\1\4head", 7);
	su_nm(&area, 1, "goes-on-");
	su_raw(&area, "SL", "\1\0\4tail\4\0", 9);
	su_nm(&more, 0, "ends");
	su_raw(&more, "SL", "\0\0\3end", 6);
	su_ce(&area, ISO_AREA + 1, 2000, (uint32_t)more.n);
	su_ce(&su, ISO_AREA, 100, (uint32_t)area.n);
	memcpy(im->data + ISO_AREA * ISO_SECTOR + 100, area.b, area.n);
	memcpy(im->data + (ISO_AREA + 1) * ISO_SECTOR + 2000, more.b, more.n);
	(void)iso_rec(&root, "A.;1", 4, 0, 0, 0, &su);
}

/* XA's 14 bytes come before the fields. */
static void
with_xa(struct iso *im)
{
	static const uint8_t xa[14] = { 0, 0, 0, 0, 0x0d, 0x55, 'X', 'A' };
	struct su su = { .n = 14 };
	struct isodir root;

	memcpy(su.b, xa, sizeof(xa));
	su_sp(&su, 14);
	su_px(&su, 040711);
	iso_init(im, 64, 1);
	iso_dir(im, &root, ISO_ROOT, 1, ISO_ROOT, &su);
	su = (struct su){ .n = 14 };
	memcpy(su.b, xa, sizeof(xa));
	su_px(&su, 0100640);
	su_nm(&su, 0, "Name of File");
	(void)iso_file(&root, "A.;1", ISO_DATA, "xa\n", &su);
}

static void
devices(struct iso *im)
{
	struct su su = su_of(020666, "zero");
	struct isodir root;
	uint8_t pn[16];

	rrip(im, &root, 0);
	iso_put32(pn, 0);
	iso_put32(pn + 8, 0x020c);
	su_raw(&su, "PN", pn, sizeof(pn));
	(void)iso_rec(&root, "A.;1", 4, 0, 0, 0, &su);
	su = su_of(060640, "both");
	iso_put32(pn, 4);
	iso_put32(pn + 8, 5);
	su_raw(&su, "PN", pn, sizeof(pn));
	(void)iso_rec(&root, "B.;1", 4, 0, 0, 0, &su);
	su = su_of(0140755, "socket");
	(void)iso_rec(&root, "C.;1", 4, 0, 0, 0, &su);
}

static void
times(struct iso *im)
{
	struct su su = su_of(0100644, "long");
	struct isodir root;

	rrip(im, &root, 0);
	/* Modification in digits, an hour east of Greenwich. */
	su_raw(&su, "TF", "\x82" "2010063023595950\4", 18);
	(void)iso_rec(&root, "A.;1", 4, 0, 0, 0, &su);
	su = su_of(0100644, "short");
	su_raw(&su, "TF", "\x06" "\x46\1\1\1\2\3\0" "\x46\2\1\1\2\3\0", 15);
	(void)iso_rec(&root, "B.;1", 4, 0, 0, 0, &su);
}

/* A directory moved to the root, with a mark, and one without. */
static void
moved(struct iso *im)
{
	struct su su = su_of(040755, "here"), pl = { .n = 0 };
	struct isodir root, dir, deep;

	rrip(im, &root, 0);
	(void)iso_rec(&root, "HERE", 4, ISO_DIR, ISO_SECTOR, ISO_ISDIR, &su);
	su = su_of(040755, "marked");
	su_raw(&su, "RE", NULL, 0);
	(void)iso_rec(&root, "M1", 2, 40, ISO_SECTOR, ISO_ISDIR, &su);
	su = su_of(040755, "bare");
	(void)iso_rec(&root, "M2", 2, 42, ISO_SECTOR, ISO_ISDIR, &su);
	iso_dir(im, &dir, ISO_DIR, 1, ISO_ROOT, NULL);
	su_block(&pl, "PL", ISO_DIR);
	for (uint32_t i = 0; i < 2; i++) {
		iso_dir(im, &deep, 40 + 2 * i, 1, ISO_ROOT, NULL);
		deep.used = 34;		/* the parent's record again */
		(void)iso_rec(&deep, "\1", 1, ISO_ROOT, ISO_SECTOR, ISO_ISDIR,
		    &pl);
		su = su_of(0100644, "inside");
		(void)iso_file(&deep, "IN.;1", ISO_DATA + i, i ? "two\n" :
		    "one\n", &su);
		su = su_of(0100644, i ? "bare" : "marked");
		su_block(&su, "CL", 40 + 2 * i);
		(void)iso_rec(&dir, i ? "D2" : "D1", 2, ISO_DATA, 0, 0, &su);
	}
}

/* Both trees, of which Rock Ridge's is the better. */
static void
both_trees(struct iso *im)
{
	struct su su = su_of(0100604, "rock ridge");
	struct isodir root, joliet;

	rrip(im, &root, 0);
	iso_joliet(im, ISO_DIR);
	(void)iso_file(&root, "PLAIN.;1", ISO_DATA, "text\n", &su);
	iso_dir(im, &joliet, ISO_DIR, 1, ISO_DIR, NULL);
	(void)iso_rec(&joliet, "\0J\0\351\330\75\336\0\0;\0001", 12, ISO_DATA, 5,
	    0, NULL);
}

PLAN(rock_ridge_records,
    { continued, NULL, "ls /mnt; readlink /mnt/*",
	"^0 begins-goes-on-ends\nheadtail/\\.\\./end" },
    { with_xa, NULL, "ls -ld /mnt; ls -l /mnt; cat '/mnt/Name of File'",
	"^0 drwx--x--x.*-rw-r----- .*Name.*of.*File\nxa" },
    { devices, NULL, "ls -l /mnt", "^0 .*brw-r-----.* 4, *5 .* both\n"
	"srwxr-xr-x.* socket\ncrw-rw-rw-.* 2, *12 .* zero" },
    { times, NULL, "TZ=UTC ls -lT /mnt",
	"^0 .*Jun 30 22:59:.* 2010 long.*Jan  1 01:02:.* 1970 short" },
    { moved, NULL, "cd /mnt && find . | sort && cat here/*/inside && "
	"cd here/bare && pwd && cd .. && pwd && ls ../marked",
	"^1 \\.\n\\./here\n\\./here/bare\n\\./here/bare/inside\n"
	"\\./here/marked\n\\./here/marked/inside\ntwo\none\n"
	"/mnt/here/bare\n/mnt/here\n.*No such file" },
    { both_trees, NULL, "ls -l /mnt", "^0 .*-rw----r--.* rock ridge$" },
    { both_trees, "norrip", "ls /mnt; cat /mnt/*",
	"^0 J\u00e9\U0001f600\ntext" },
    { both_trees, "norrip,nojoliet", "ls /mnt; cat /mnt/PLAIN",
	"^0 plain\ntext" });

VKT_CASE(rock_ridge_records, WITH(rock_ridge_records),
    .descr	= "continuations, XA, devices, times, moved directories, Joliet");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, plain_records);
	ATF_TP_ADD_TC(tp, file_beyond_4_gigabytes);
	ATF_TP_ADD_TC(tp, rock_ridge_records);
	return (atf_no_error());
}
