/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tail.c: tail(1): the end of files.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <ctype.h>
#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tail.h"

enum unit { LINES, BYTES, BLOCKS };

static enum unit unit;
static intmax_t	 amount = 10;
static bool	 from_start, reverse, amount_given;
static bool	 several, quiet;
static int	 status;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: tail [-F | -f | -r] [-q] "
	    "[-b # | -c # | -n #] [file ...]\n");
	exit(1);
}

void
headline(const struct file *file)
{
	static const struct file *last;

	if (several && !quiet && last != file)
		printf("%s==> %s <==\n", last == NULL ? "" : "\n", file->name);
	last = file;
}

static void
set_amount(const char *text, enum unit u)
{
	const char *digits = text + (*text == '+' || *text == '-');
	char *end;

	amount = strtoimax(digits, &end, 10);
	if (!isdigit((unsigned char)*digits) || *end != '\0' ||
	    amount > INTMAX_MAX / 512)
		errx(1, "illegal offset -- %s", text);
	from_start = *text == '+';
	/* +1 is the first. */
	if (from_start && amount > 0)
		amount--;
	if (u == BLOCKS) {
		amount *= 512;
		u = BYTES;
	}
	unit = u;
	amount_given = true;
}

/* All of what is left, in a buffer of its own. */
static char *
read_all(FILE *f, size_t *len)
{
	size_t room = 0, n;
	char *buf = NULL, *grown;

	*len = 0;
	do {
		if (room - *len < 65536) {
			room = room * 2 + 65536;
			if ((grown = realloc(buf, room)) == NULL)
				err(1, NULL);
			buf = grown;
		}
		n = fread(buf + *len, 1, room - *len, f);
		*len += n;
	} while (n > 0);
	return (buf);
}

static void
skip(FILE *f)
{
	intmax_t left = amount;
	int c;

	while (left > 0 && (c = getc(f)) != EOF)
		if (unit == BYTES || c == '\n')
			left--;
	while ((c = getc(f)) != EOF)
		putchar(c);
}

/* Where the last `amount' lines or bytes begin. */
static size_t
start_of_end(const char *buf, size_t len)
{
	size_t at = len;
	intmax_t lines = 0;

	if (unit == BYTES)
		return ((uintmax_t)amount < len ? len - (size_t)amount : 0);
	if (amount == 0)
		return (len);
	while (at > 0) {
		if (buf[at - 1] == '\n' && at < len && ++lines == amount)
			break;
		at--;
	}
	return (at);
}

/* Lines from the last on; only those from `at' on if an amount was given. */
static void
show_reverse(const char *buf, size_t at, size_t len)
{
	size_t end = len, begin;

	while (end > at) {
		begin = end - 1;
		while (begin > at && buf[begin - 1] != '\n')
			begin--;
		fwrite(buf + begin, 1, end - begin, stdout);
		end = begin;
	}
}

/* The end of a large file is looked for near its end. */
static void
come_near(FILE *f)
{
	const off_t near = 16 << 20;
	struct stat st;

	if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) &&
	    unit == BYTES && st.st_size > amount)
		(void)fseeko(f, -(off_t)amount, SEEK_END);
	else if (S_ISREG(st.st_mode) && unit == LINES && amount <= 4096 &&
	    st.st_size > near)
		(void)fseeko(f, -near, SEEK_END);
}

static void
show(struct file *file)
{
	size_t len, at;
	char *buf;

	headline(file);
	if (from_start && !reverse) {
		skip(file->f);
	} else {
		if (!reverse || amount_given)
			come_near(file->f);
		buf = read_all(file->f, &len);
		at = reverse && !amount_given ? 0 : start_of_end(buf, len);
		if (reverse)
			show_reverse(buf, at, len);
		else
			fwrite(buf + at, 1, len - at, stdout);
		free(buf);
	}
	if (ferror(file->f)) {
		warn("%s", file->name);
		status = 1;
	}
	if (fflush(stdout) != 0)
		err(1, "stdout");
}

/* -10, +10, -10f, -5r: as they were before getopt(3). */
static void
old_option(char *text, bool *follows)
{
	size_t n = strlen(text);

	while (n > 1 && !isdigit((unsigned char)text[n - 1])) {
		switch (text[--n]) {
		case 'b':
			unit = BLOCKS;
			break;
		case 'c':
			unit = BYTES;
			break;
		case 'f':
			*follows = true;
			break;
		case 'l':
			break;
		case 'r':
			reverse = true;
			break;
		default:
			usage();
		}
		text[n] = '\0';
	}
	set_amount(text, unit);
}

int
main(int argc, char **argv)
{
	static struct file standard = { "stdin", NULL };
	bool follows = false, names = false;
	struct file *files = &standard;
	int ch, n = 1;

	if (argc > 1 && (argv[1][0] == '-' || argv[1][0] == '+') &&
	    isdigit((unsigned char)argv[1][1])) {
		old_option(argv[1], &follows);
		argv++;
		argc--;
	}
	while ((ch = getopt(argc, argv, "Fb:c:fn:qr")) != -1) {
		switch (ch) {
		case 'F':
			names = follows = true;
			break;
		case 'b':
			set_amount(optarg, BLOCKS);
			break;
		case 'c':
			set_amount(optarg, BYTES);
			break;
		case 'f':
			follows = true;
			break;
		case 'n':
			set_amount(optarg, LINES);
			break;
		case 'q':
			quiet = true;
			break;
		case 'r':
			reverse = true;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (reverse && (follows || from_start))
		usage();
	standard.f = stdin;
	if (argc > 0) {
		n = argc;
		if ((files = calloc((size_t)n, sizeof(*files))) == NULL)
			err(1, NULL);
	}
	several = n > 1;
	for (int i = 0; i < n; i++) {
		if (argc > 0) {
			files[i].name = argv[i];
			if ((files[i].f = fopen(argv[i], "re")) == NULL) {
				warn("%s", argv[i]);
				status = 1;
				continue;
			}
		}
		show(&files[i]);
	}
	if (follows)
		follow(files, n, names && argc > 0);
	return (status);
}
