/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wc.c: wc(1): count lines, words, characters and bytes.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

struct counts {
	uintmax_t lines, words, chars, bytes, longest;
};

static bool	do_lines, do_words, do_chars, do_bytes, do_longest;
static struct counts total;
static volatile sig_atomic_t asked;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: wc [-Lclmw] [file ...]\n");
	exit(1);
}

static void
ask(int sig)
{
	(void)sig;
	asked = 1;
}

static void
show(FILE *f, const struct counts *c, const char *name)
{
	if (do_lines)
		fprintf(f, " %7ju", c->lines);
	if (do_words)
		fprintf(f, " %7ju", c->words);
	if (do_bytes || do_chars)
		fprintf(f, " %7ju", do_chars ? c->chars : c->bytes);
	if (do_longest)
		fprintf(f, " %7ju", c->longest);
	if (name != NULL)
		fprintf(f, " %s", name);
	putc('\n', f);
}

/* What of characters counts, from one buffer to the next. */
struct state {
	mbstate_t	mb;
	bool		in_word;
	uintmax_t	column;
};

static void
count(struct counts *c, struct state *s, const char *p, size_t left,
    const char *name, int *status)
{
	wchar_t wc;
	size_t n;

	while (left > 0) {
		n = mbrtowc(&wc, p, left, &s->mb);
		if (n == (size_t)-2)	/* goes on in the next buffer */
			return;
		if (n == (size_t)-1) {
			if (do_chars && *status == 0) {
				warn("%s", name == NULL ? "stdin" : name);
				*status = 1;
			}
			memset(&s->mb, 0, sizeof(s->mb));
			n = 1;
			wc = (unsigned char)*p;
		} else if (n == 0) {
			n = 1;
		}
		p += n;
		left -= n;
		c->chars++;
		if (wc == L'\n') {
			c->lines++;
			if (s->column > c->longest)
				c->longest = s->column;
			s->column = 0;
		} else {
			s->column++;
		}
		if (iswspace((wint_t)wc)) {
			s->in_word = false;
		} else if (!s->in_word) {
			s->in_word = true;
			c->words++;
		}
	}
}

/* name NULL: standard input.  Returns what is wrong, as an exit status. */
static int
file(const char *name)
{
	static char buf[64 << 10];
	struct counts c = { 0, 0, 0, 0, 0 };
	struct state s = { .in_word = false };
	struct stat st;
	int fd = STDIN_FILENO, status = 0;
	ssize_t n = 0;

	if (name != NULL && (fd = open(name, O_RDONLY)) < 0) {
		warn("%s", name);
		return (1);
	}
	if (do_bytes && !do_lines && !do_words && !do_chars && !do_longest &&
	    fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    lseek(fd, 0, SEEK_CUR) == 0) {
		c.bytes = (uintmax_t)st.st_size;
	} else {
		while ((n = read(fd, buf, sizeof(buf))) > 0) {
			c.bytes += (uintmax_t)n;
			count(&c, &s, buf, (size_t)n, name, &status);
			if (asked) {
				asked = 0;
				show(stderr, &c, name);
			}
		}
	}
	if (n < 0) {
		warn("%s", name == NULL ? "stdin" : name);
		status = 1;
	}
	if (s.column > c.longest)
		c.longest = s.column;
	if (name != NULL)
		close(fd);
	show(stdout, &c, name);
	total.lines += c.lines;
	total.words += c.words;
	total.chars += c.chars;
	total.bytes += c.bytes;
	if (c.longest > total.longest)
		total.longest = c.longest;
	return (status);
}

int
main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = ask, .sa_flags = SA_RESTART };
	int ch, status = 0;

	setlocale(LC_CTYPE, "");
	while ((ch = getopt(argc, argv, "Lclmw")) != -1) {
		switch (ch) {
		case 'L':
			do_longest = true;
			break;
		case 'c':
			do_bytes = true;
			do_chars = false;
			break;
		case 'l':
			do_lines = true;
			break;
		case 'm':
			do_chars = true;
			do_bytes = false;
			break;
		case 'w':
			do_words = true;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (!do_lines && !do_words && !do_bytes && !do_chars && !do_longest)
		do_lines = do_words = do_bytes = true;
	sigaction(SIGINFO, &sa, NULL);
	if (argc == 0)
		status = file(NULL);
	for (int i = 0; i < argc; i++)
		status |= file(argv[i]);
	if (argc > 1)
		show(stdout, &total, "total");
	if (fflush(stdout) != 0)
		err(1, "stdout");
	return (status);
}
