/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stat.c: stat(1) and readlink(1): what is known of files.
 */
#include <sys/types.h>
#include <err.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stat.h"

const char	*time_format;
int		 link_failed;

static const char default_format[] =
	"%d %i %Sp %l %Su %Sg %r %z \"%Sa\" \"%Sm\" \"%Sc\" %k %b %#Xf %N";
static const char raw_format[] =
	"%d %i %#p %l %u %g %r %z %a %m %c %k %b %f %N";
static const char ls_format[] = "%Sp %l %Su %Sg %Z %Sm %N%SY";
static const char lsf_format[] = "%Sp %l %Su %Sg %Z %Sm %N%T%SY";
static const char shell_format[] =
	"st_dev=%d st_ino=%i st_mode=%#p st_nlink=%l st_uid=%u st_gid=%g "
	"st_rdev=%r st_size=%z st_atime=%a st_mtime=%m st_ctime=%c "
	"st_blksize=%k st_blocks=%b st_flags=%f";
static const char long_format[] =
	"  File: \"%N\"%n"
	"  Size: %-11z  FileType: %HT%n"
	"  Mode: (%04OLp/%.10Sp)         Uid: (%5u/%8Su)  Gid: (%5g/%8Sg)%n"
	"Device: %Hd,%Ld   Inode: %i    Links: %l%n"
	"Access: %Sa%n"
	"Modify: %Sm%n"
	"Change: %Sc";

static void __dead2
usage(bool readlink)
{
	fprintf(stderr, "usage: %s\n", readlink ? "readlink [-fn] [file ...]" :
	    "stat [-FLnq] [-f format | -l | -r | -s | -x] [-t timefmt] "
	    "[file ...]");
	exit(1);
}

/* The format behind an option, of which there may be one. */
static const char *
choose(int ch, bool mark, const char *given)
{
	if (mark && ch != 'l' && ch != 0)
		errx(1, "can't use format '%c' with -F", ch);
	switch (ch) {
	case 'f':
		return (given);
	case 'l':
		return (mark ? lsf_format : ls_format);
	case 'r':
		return (raw_format);
	case 's':
		return (shell_format);
	case 'x':
		return (long_format);
	default:
		return (mark ? lsf_format : default_format);
	}
}

/* readlink -f: the name with all links followed; the last may be missing. */
static int
show_real(const char *path, bool newline)
{
	char real[PATH_MAX];

	if (realpath(path, real) == NULL)
		return (1);
	printf("%s%s", real, newline ? "\n" : "");
	return (0);
}

int
main(int argc, char **argv)
{
	bool is_readlink = strcmp(getprogname(), "readlink") == 0;
	bool follow = false, mark = false, newline = true;
	bool quiet = is_readlink, real = false;
	const char *format = NULL;
	struct item it = { .number = 0 };
	struct stat st;
	int ch, kind = 0, status = 0, error;

	setlocale(LC_ALL, "");
	while ((ch = getopt(argc, argv, is_readlink ? "fn" :
	    "f:FLlnqrst:x")) != -1) {
		switch (ch) {
		case 'F':
			mark = true;
			break;
		case 'L':
			follow = true;
			break;
		case 'n':
			newline = false;
			break;
		case 'q':
			quiet = true;
			break;
		case 't':
			time_format = optarg;
			break;
		case 'f':
		case 'l':
		case 'r':
		case 's':
		case 'x':
			if (is_readlink) {
				real = true;
				break;
			}
			if (kind != 0)
				errx(1, "can't use format '%c' with '%c'",
				    kind, ch);
			kind = ch;
			format = optarg;
			break;
		default:
			usage(is_readlink);
		}
	}
	argc -= optind;
	argv += optind;
	format = is_readlink ? "%Y" : choose(kind, mark, format);
	if (time_format == NULL)
		time_format = kind == 'x' ? "%c" : "%b %e %T %Y";
	do {
		it.path = argc > 0 ? argv[it.number] : NULL;
		it.st = &st;
		it.number++;
		if (real && it.path != NULL) {
			status |= show_real(it.path, newline);
			continue;
		}
		error = it.path == NULL ? fstat(STDIN_FILENO, &st) :
		    follow ? stat(it.path, &st) : lstat(it.path, &st);
		/* A link that leads nowhere is there itself. */
		if (error != 0 && follow && it.path != NULL)
			error = lstat(it.path, &st);
		if (error == 0) {
			show(format, &it, newline);
			continue;
		}
		status = 1;
		if (!quiet)
			warn("%s: stat", it.path == NULL ? "(stdin)" : it.path);
	} while (it.number < argc);
	if (fflush(stdout) != 0)
		err(1, "stdout");
	return (is_readlink ? status | link_failed : status);
}
