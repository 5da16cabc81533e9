/*
 * cmd_image.c: vkt image: make a disk image, or show what one holds.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "lib/image.h"
#include "lib/label.h"
#include "lib/vkt.h"

static const struct option options[] = {
	{ "add", required_argument, NULL, 'a' },
	{ "cache", required_argument, NULL, 'c' },
	{ "format", required_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "label", required_argument, NULL, 'l' },
	{ "manifest", required_argument, NULL, 'm' },
	{ "print", required_argument, NULL, 'p' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "size", required_argument, NULL, 'z' },
	{ "slice", required_argument, NULL, 's' },
	{ "tree", required_argument, NULL, 't' },
	{ NULL, 0, NULL, 0 }
};

static void
usage(FILE *fp)
{
	fputs(
"usage: vkt image [option ...] image\n"
"       vkt image -p image\n"
"  -a, --add path=file      add a file of this host, executable by all\n"
"  -c, --cache dir          keep images here by the hash of their input\n"
"  -f, --format ffs|cd9660  a disk, or a CD with Rock Ridge (ffs)\n"
"  -l, --label 32|64        kind of disklabel (32)\n"
"  -m, --manifest file      recipe\n"
"  -p, --print image        show the label and check the file system\n"
"  -q, --quiet              say nothing of success\n"
"  -s, --slice none|mbr     none: root is vkd0s0a, mbr: vkd0s1a\n"
"  -t, --tree dir           an installed world; without -m it is made\n"
"                           bootable with tree.manifest\n"
"  -z, --size size          of the image, with k, m or g\n", fp);
}

static int
image_print(const char *path)
{
	struct label l;
	int error, fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(VKT_EX_NOINPUT, "%s", path);
	if (cd_check(fd) == 0) {
		printf("cd9660\n");
		close(fd);
		return (0);
	}
	error = label_read(fd, &l);
	if (error != 0)
		errx(VKT_EX_NOINPUT, "%s: %s", path, error == ENOENT ?
		    "no disklabel" : error == EINVAL ? "bad disklabel" :
		    strerror(error));
	printf("disklabel%d vkd0s%da offset %llu size %llu\n", l.bits, l.mbr,
	    (unsigned long long)l.a_offset, (unsigned long long)l.a_size);
	error = ffs_check(fd, l.a_offset, l.a_size);
	if (error != 0)
		errx(VKT_EX_NOINPUT, "%s: the file system is damaged", path);
	close(fd);
	return (0);
}

/* Lines of a manifest from the command line; they come after the file's. */
static void
add_line(struct buf *lines, const char *arg)
{
	const char *equals = strchr(arg, '=');

	if (*arg != '/' || equals == NULL)
		errx(VKT_EX_USAGE, "-a: \"%s\" is not /path=file", arg);
	buf_fmt(lines, "copy %.*s 0755 root wheel %s\n", (int)(equals - arg),
	    arg, equals + 1);
}

/* The value of an option that is one of two words. */
static const char *
either(const char *option, const char *text, const char *a, const char *b)
{
	if (strcmp(text, a) != 0 && strcmp(text, b) != 0)
		errx(VKT_EX_USAGE, "%s: \"%s\" is not %s or %s", option, text,
		    a, b);
	return (text);
}

static const char *
size_of(const char *text)
{
	uint64_t size;

	if (image_size(text, &size) != 0)
		errx(VKT_EX_USAGE, "-z: \"%s\" is not a size, as 15m", text);
	return (text);
}

static void
apply(struct image *im, const char *name, const char *text)
{
	if (image_manifest(im, name, text) != 0)
		errx(VKT_EX_NOINPUT, "%s", im->why);
}

int
cmd_image(int argc, char **argv)
{
	struct buf lines = { 0 }, recipe = { 0 };
	const char *manifest = NULL, *tree = NULL, *cache = NULL;
	bool quiet = false, cd = false, hit;
	struct image im;
	int c, error;

	buf_str(&lines, "");
	while ((c = getopt_long(argc, argv, "a:c:f:hl:m:p:qs:t:z:", options,
	    NULL)) != -1) {
		switch (c) {
		case 'a':
			add_line(&lines, optarg);
			break;
		case 'c':
			cache = optarg;
			break;
		case 'f':
			buf_fmt(&lines, "format %s\n", either("-f", optarg,
			    "ffs", "cd9660"));
			cd = strcmp(optarg, "cd9660") == 0;
			break;
		case 'h':
			usage(stdout);
			return (0);
		case 'l':
			buf_fmt(&lines, "label %s\n", either("-l", optarg,
			    "32", "64"));
			break;
		case 'm':
			manifest = optarg;
			break;
		case 'p':
			return (image_print(optarg));
		case 'q':
			quiet = true;
			break;
		case 's':
			buf_fmt(&lines, "slice %s\n", either("-s", optarg,
			    "none", "mbr"));
			break;
		case 't':
			tree = optarg;
			break;
		case 'z':
			buf_fmt(&lines, "size %s\n", size_of(optarg));
			break;
		default:
			return (cmd_misused("vkt image"));
		}
	}
	if (optind == argc)
		errx(VKT_EX_USAGE, "no image: name the file to be made");
	if (optind < argc - 1)
		errx(VKT_EX_USAGE, "%s: one image, no more",
		    argv[optind + 1]);
	if (manifest == NULL && tree != NULL)
		manifest = cd ? VKT_SRCDIR "/../images/cdtree.manifest" :
		    VKT_SRCDIR "/../images/tree.manifest";
	image_init(&im);
	if (tree != NULL && image_tree(&im, tree) != 0)
		errx(VKT_EX_NOINPUT, "%s", im.why);
	if (manifest != NULL) {
		error = buf_read(&recipe, manifest);
		if (error != 0)
			errx(VKT_EX_NOINPUT, "%s: %s", manifest,
			    strerror(error));
		apply(&im, manifest, recipe.data);
	}
	apply(&im, "command line", lines.data);
	if (image_make(&im, argv[optind], cache, &hit) != 0)
		errx(VKT_EX_NOINPUT, "%s", im.why);
	if (!quiet)
		printf("%s: %llu bytes, %zu files%s\n", argv[optind],
		    (unsigned long long)im.size, im.files.n,
		    hit ? ", from the cache" : "");
	image_free(&im);
	buf_free(&lines);
	buf_free(&recipe);
	return (0);
}
