/*
 * t_vcd.c: the option -c and the devices that it makes.  What cannot be opened
 * at all is in cases/options.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/file.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "iso.h"

#define SECTORS	64

static int
save(struct iso *im, const char *path, char *why, size_t size)
{
	if (iso_save(im, path) == 0)
		return (0);
	snprintf(why, size, "cannot write %s", path);
	return (1);
}

static void
small(struct iso *im, const char *text)
{
	struct isodir root, dir;

	iso_init(im, SECTORS, 1);
	iso_dir(im, &root, ISO_ROOT, 1, ISO_ROOT, NULL);
	(void)iso_file(&root, "NUMBER.;1", ISO_DATA, text, NULL);
	(void)iso_rec(&root, "DIR", 3, ISO_DIR, ISO_SECTOR, ISO_ISDIR, NULL);
	iso_dir(im, &dir, ISO_DIR, 1, ISO_ROOT, NULL);
	(void)iso_file(&dir, "INNER.;1", ISO_DATA + 1, "inner\n", NULL);
}

static int
one(const struct vkt_case *c, char *why, size_t size)
{
	struct iso im;

	(void)c;
	small(&im, "one\n");
	return (save(&im, "cd.iso", why, size));
}

/* As many bytes more as make no sector. */
static int
odd(const struct vkt_case *c, char *why, size_t size)
{
	struct iso im;

	(void)c;
	small(&im, "one\n");
	im.size = SECTORS * ISO_SECTOR + 1500;
	return (save(&im, "cd.iso", why, size));
}

static int
sixteen(const struct vkt_case *c, char *why, size_t size)
{
	char name[32], text[16];
	struct iso im;

	(void)c;
	for (int i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "cd%d.iso", i);
		snprintf(text, sizeof(text), "%d\n", i);
		small(&im, text);
		if (save(&im, name, why, size) != 0)
			return (1);
	}
	return (0);
}

/* Another has the image open, for reading too or for writing. */
static int
held(const struct vkt_case *c, int how, char *why, size_t size)
{
	int fd;

	if (one(c, why, size) != 0)
		return (1);
	/* The descriptor stays open until the case ends. */
	fd = open("cd.iso", O_RDWR | O_CLOEXEC);
	if (fd >= 0 && flock(fd, how) == 0)
		return (0);
	snprintf(why, size, "cannot lock cd.iso");
	return (1);
}

static int
held_shared(const struct vkt_case *c, char *why, size_t size)
{
	return (held(c, LOCK_SH, why, size));
}

static int
held_exclusive(const struct vkt_case *c, char *why, size_t size)
{
	return (held(c, LOCK_EX, why, size));
}

static int
read_only(const struct vkt_case *c, char *why, size_t size)
{
	return (one(c, why, size) != 0 || chmod("cd.iso", 0444) != 0);
}

/* Nothing in the image has changed. */
static int
unchanged(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t size)
{
	char sector[ISO_SECTOR];
	struct stat st;
	struct iso im;
	int fd = open("cd.iso", O_RDONLY | O_CLOEXEC);

	(void)c;
	(void)r;
	small(&im, "one\n");
	for (size_t i = 0; i < SECTORS; i++)
		if (pread(fd, sector, sizeof(sector),
		    (off_t)(i * ISO_SECTOR)) != ISO_SECTOR ||
		    memcmp(sector, im.data + i * ISO_SECTOR, ISO_SECTOR) != 0)
			snprintf(why, size, "sector %zu has changed", i);
	if (fstat(fd, &st) != 0 || st.st_size % ISO_SECTOR != 0)
		snprintf(why, size, "the size has changed");
	close(fd);
	return (iso_save(&im, "compared.iso") != 0 || why[0] != '\0');
}

#define DEVICE								\
	.image = "minimal", .files = { "h_vcd" }, .timeout = 60,	\
	.args = { "-r", "root.img", "-c", "cd.iso" },			\
	.script = "device.exp", .script_args = { "64" }

VKT_CASE(device_answers, DEVICE,
    .descr	= "sectors of 2048 bytes, read-only, slice 0, partitions a, c",
    .prepare	= one,
    .check	= unchanged);

VKT_CASE(odd_size_is_cut, DEVICE,
    .descr	= "bytes behind the last whole sector are told and ignored",
    .prepare	= odd,
    .match	= { "vcd0: the last 1500 bytes" });

VKT_CASE(image_that_cannot_be_written, DEVICE,
    .descr	= "an image of mode 0444 is as good",
    .prepare	= read_only);

VKT_CASE(image_may_be_shared, DEVICE,
    .descr	= "another reader's lock on the image does no harm",
    .prepare	= held_shared);

VKT_CASE(image_in_use_for_writing_is_refused,
    .descr	= "an image that a writer has locked: status 66 and its name",
    .args	= { "-m", "64m", "-i", "memimg", "-c", "cd.iso" },
    .bare	= true,
    .prepare	= held_exclusive,
    .timeout	= 30,
    .exit	= VKT_EX_NOINPUT,
    .match	= { "cd\\.iso: in use" });

#define NO_IMAGE							\
	.bare = true, .timeout = 30, .exit = VKT_EX_NOINPUT,		\
	.nomatch = "login: $"

VKT_CASE(directory_is_refused, NO_IMAGE,
    .descr	= "-c with a directory: status 66 and its name",
    .args	= { "-m", "64m", "-i", "memimg", "-c", "/etc" },
    .match	= { "/etc: Is a directory" });

VKT_CASE(character_device_is_refused, NO_IMAGE,
    .descr	= "-c /dev/null",
    .args	= { "-m", "64m", "-i", "memimg", "-c", "/dev/null" },
    .match	= { "/dev/null: " });

VKT_CASE(sixteen_are_mounted,
    .descr	= "sixteen CDs at once, each under its own number",
    .args	= { "-m", "64m", "-i", "memimg", "-ccd0.iso", "-ccd1.iso",
		    "-rroot.img", "-ccd2.iso", "-ccd3.iso", "-ccd4.iso",
		    "-ccd5.iso", "-ccd6.iso", "-ccd7.iso", "-ccd8.iso",
		    "-ccd9.iso", "-ccd10.iso", "-ccd11.iso", "-ccd12.iso",
		    "-ccd13.iso", "-ccd14.iso", "-ccd15.iso", "-e",
		    "vfs.root.mountfrom='ufs:vkd0s0a'" },
    .bare	= true,
    .image	= "minimal",
    .prepare	= sixteen,
    .script	= "sixteen.exp",
    .timeout	= 90);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, device_answers);
	ATF_TP_ADD_TC(tp, odd_size_is_cut);
	ATF_TP_ADD_TC(tp, image_that_cannot_be_written);
	ATF_TP_ADD_TC(tp, image_may_be_shared);
	ATF_TP_ADD_TC(tp, image_in_use_for_writing_is_refused);
	ATF_TP_ADD_TC(tp, directory_is_refused);
	ATF_TP_ADD_TC(tp, character_device_is_refused);
	ATF_TP_ADD_TC(tp, sixteen_are_mounted);
	return (atf_no_error());
}
