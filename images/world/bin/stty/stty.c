/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stty(1): show and set the modes of the terminal on standard input.
 */
#include <sys/types.h>
#include <sys/ioctl.h>

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stty.h"

static int fd;
static struct termios t;
static struct termios was;	/* before */
static struct winsize ws;
static int ws_changed;

static void
usage(void)
{
	fprintf(stderr, "usage: stty [-a | -e | -g] [-f file] [arguments]\n");
	exit(1);
}

static int
putword(const char *word, int col)
{
	int n = (int)strlen(word);

	if (col != 0 && col + n + 1 > 72) {
		putchar('\n');
		col = 0;
	}
	if (col != 0)
		putchar(' ');
	fputs(word, stdout);
	return (col + n + 1);
}

static void
print_group(const char *head, enum where where)
{
	int col = printf("%s", head);
	tcflag_t word = *flag_word(&t, where);

	for (const struct mode *m = modes; m->name != NULL; m++) {
		char buf[32];

		if (m->where != where || !m->shown)
			continue;
		snprintf(buf, sizeof(buf), "%s%s",
		    (word & m->set) == m->set ? "" : "-", m->name);
		col = putword(buf, col);
	}
	if (where == CFLAG)
		(void)putword((word & CSIZE) == CS8 ? "cs8" :
		    (word & CSIZE) == CS7 ? "cs7" :
		    (word & CSIZE) == CS6 ? "cs6" : "cs5", col);
	putchar('\n');
}

static void
print_char(char *buf, size_t n, cc_t c)
{
	if (c == (cc_t)_POSIX_VDISABLE)
		snprintf(buf, n, "<undef>");
	else if (c == 0x7f)
		snprintf(buf, n, "^?");
	else if (c < ' ')
		snprintf(buf, n, "^%c", c + '@');
	else
		snprintf(buf, n, "%c", c);
}

static void
print_all(void)
{
	int col;

	printf("speed %u baud; %d rows; %d columns;\n",
	    (unsigned)cfgetospeed(&t), ws.ws_row, ws.ws_col);
	print_group("lflags:", LFLAG);
	print_group("iflags:", IFLAG);
	print_group("oflags:", OFLAG);
	print_group("cflags:", CFLAG);
	col = printf("cchars:");
	for (const struct cchar *c = cchars; c->name != NULL; c++) {
		char buf[40], v[8];

		print_char(v, sizeof(v), t.c_cc[c->index]);
		snprintf(buf, sizeof(buf), "%s = %s;", c->name, v);
		col = putword(buf, col);
	}
	printf("\n\tmin = %d; time = %d;\n", t.c_cc[VMIN], t.c_cc[VTIME]);
}

/* Plain stty: what differs from a sane terminal. */
static void
print_short(void)
{
	const tcflag_t sane[] = { SANE_IFLAG, SANE_OFLAG, SANE_CFLAG,
	    SANE_LFLAG };
	int col = 0;

	printf("speed %u baud;\n", (unsigned)cfgetospeed(&t));
	for (const struct mode *m = modes; m->name != NULL; m++) {
		tcflag_t word = *flag_word(&t, m->where);
		char buf[32];

		if (!m->shown || (word & m->set) == (sane[m->where] & m->set))
			continue;
		snprintf(buf, sizeof(buf), "%s%s", (word & m->set) ? "" : "-",
		    m->name);
		col = putword(buf, col);
	}
	if (col != 0)
		putchar('\n');
}

static void
print_gfmt(void)
{
	printf("gfmt1:cflag=%x:iflag=%x:lflag=%x:oflag=%x:", (unsigned)t.c_cflag,
	    (unsigned)t.c_iflag, (unsigned)t.c_lflag, (unsigned)t.c_oflag);
	for (const struct cchar *c = cchars; c->name != NULL; c++)
		printf("%s=%x:", c->name, t.c_cc[c->index]);
	printf("min=%x:time=%x:ispeed=%u:ospeed=%u\n", t.c_cc[VMIN],
	    t.c_cc[VTIME], (unsigned)cfgetispeed(&t),
	    (unsigned)cfgetospeed(&t));
}

static void
read_gfmt(char *s)
{
	char *word, *value;

	(void)strsep(&s, ":");
	while ((word = strsep(&s, ":")) != NULL && *word != '\0') {
		unsigned long v;

		if ((value = strchr(word, '=')) == NULL)
			errx(1, "illegal gfmt1 option -- %s", word);
		*value++ = '\0';
		v = strtoul(value, NULL, 16);
		if (strcmp(word, "cflag") == 0)
			t.c_cflag = (tcflag_t)v;
		else if (strcmp(word, "iflag") == 0)
			t.c_iflag = (tcflag_t)v;
		else if (strcmp(word, "lflag") == 0)
			t.c_lflag = (tcflag_t)v;
		else if (strcmp(word, "oflag") == 0)
			t.c_oflag = (tcflag_t)v;
		else if (strcmp(word, "min") == 0)
			t.c_cc[VMIN] = (cc_t)v;
		else if (strcmp(word, "time") == 0)
			t.c_cc[VTIME] = (cc_t)v;
		else if (strcmp(word, "ispeed") == 0)
			cfsetispeed(&t, (speed_t)strtoul(value, NULL, 10));
		else if (strcmp(word, "ospeed") == 0)
			cfsetospeed(&t, (speed_t)strtoul(value, NULL, 10));
		else
			for (const struct cchar *c = cchars; c->name; c++)
				if (strcmp(c->name, word) == 0)
					t.c_cc[c->index] = (cc_t)v;
	}
}

static void
set_sane(void)
{
	t.c_iflag = SANE_IFLAG;
	t.c_oflag = SANE_OFLAG;
	t.c_cflag = SANE_CFLAG | (t.c_cflag & CLOCAL);
	t.c_lflag = SANE_LFLAG;
	for (const struct cchar *c = cchars; c->name != NULL; c++)
		t.c_cc[c->index] = c->sane;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
}

/* Words for several modes at once; 0 when it is none. */
static int
combination(const char *a)
{
	int on = *a != '-';

	if (strcmp(a, "sane") == 0)
		set_sane();
	else if (strcmp(a, "raw") == 0)
		cfmakeraw(&t);
	else if (strcmp(a, "-raw") == 0 || strcmp(a, "cooked") == 0)
		set_sane();
	else if (strcmp(a, "cbreak") == 0) {
		t.c_iflag |= BRKINT | IXON | IMAXBEL;
		t.c_oflag |= OPOST;
		t.c_lflag |= ISIG | IEXTEN;
		t.c_lflag &= ~(tcflag_t)ICANON;
	} else if (strcmp(a, "-cbreak") == 0)
		t.c_lflag |= ICANON;
	else if (strcmp(a + !on, "nl") == 0) {
		if (on) {
			t.c_iflag &= ~(tcflag_t)ICRNL;
			t.c_oflag &= ~(tcflag_t)ONLCR;
		} else {
			t.c_iflag |= ICRNL;
			t.c_oflag |= ONLCR;
		}
	} else if (strcmp(a, "ek") == 0) {
		t.c_cc[VERASE] = 0x7f;
		t.c_cc[VKILL] = 'u' & 0x1f;
	} else if (strcmp(a + !on, "evenp") == 0 ||
	    strcmp(a + !on, "parity") == 0) {
		t.c_cflag &= ~(tcflag_t)(CSIZE | PARENB | PARODD);
		t.c_cflag |= on ? CS7 | PARENB : CS8;
	} else if (strcmp(a, "dec") == 0) {
		t.c_cc[VERASE] = 0x7f;
		t.c_cc[VKILL] = 'u' & 0x1f;
		t.c_cc[VINTR] = 'c' & 0x1f;
		t.c_lflag |= ECHOE | ECHOKE | ECHOCTL;
		t.c_iflag &= ~(tcflag_t)IXANY;
	} else
		return (0);
	return (1);
}

static cc_t
parse_char(const char *s)
{
	if (strcmp(s, "undef") == 0 || strcmp(s, "<undef>") == 0 ||
	    strcmp(s, "^-") == 0)
		return ((cc_t)_POSIX_VDISABLE);
	if (s[0] == '^' && s[1] == '?')
		return (0x7f);
	if (s[0] == '^' && s[1] != '\0')
		return ((cc_t)(s[1] & 0x1f));
	if (s[0] == '\0' || s[1] != '\0')
		errx(1, "%s: not a character", s);
	return ((cc_t)s[0]);
}

static unsigned
parse_number(const char *what, const char *s, unsigned long max)
{
	char *end;
	unsigned long v = strtoul(s, &end, 10);

	if (*s == '\0' || *end != '\0' || v > max)
		errx(1, "%s %s: not a number up to %lu", what, s, max);
	return ((unsigned)v);
}

/* A name that takes the next argument as its value; 0 when it is none. */
static int
with_value(const char *a, const char *value)
{
	for (const struct cchar *c = cchars; c->name != NULL; c++)
		if (strcmp(c->name, a) == 0) {
			t.c_cc[c->index] = parse_char(value);
			return (1);
		}
	if (strcmp(a, "min") == 0)
		t.c_cc[VMIN] = (cc_t)parse_number(a, value, 255);
	else if (strcmp(a, "time") == 0)
		t.c_cc[VTIME] = (cc_t)parse_number(a, value, 255);
	else if (strcmp(a, "rows") == 0) {
		ws.ws_row = (unsigned short)parse_number(a, value, 65535);
		ws_changed = 1;
	} else if (strcmp(a, "columns") == 0 || strcmp(a, "cols") == 0) {
		ws.ws_col = (unsigned short)parse_number(a, value, 65535);
		ws_changed = 1;
	} else if (strcmp(a, "speed") == 0) {
		cfsetispeed(&t, parse_number(a, value, 4000000));
		cfsetospeed(&t, cfgetispeed(&t));
	} else
		return (0);
	return (1);
}

static int
one_mode(const char *a)
{
	for (const struct mode *m = modes; m->name != NULL; m++)
		if (strcmp(m->name, a) == 0) {
			tcflag_t *word = flag_word(&t, m->where);

			*word &= ~m->clear;
			*word |= m->set;
			return (1);
		}
	return (0);
}

static void
set_modes(char **argv)
{
	for (; *argv != NULL; argv++) {
		if (strncmp(*argv, "gfmt1:", 6) == 0)
			read_gfmt(*argv);
		else if (strcmp(*argv, "size") == 0)
			printf("%d %d\n", ws.ws_row, ws.ws_col);
		else if (strcmp(*argv, "speed") == 0 && argv[1] == NULL)
			printf("%u\n", (unsigned)cfgetospeed(&t));
		else if (strcmp(*argv, "all") == 0 ||
		    strcmp(*argv, "everything") == 0)
			print_all();
		else if (combination(*argv) || one_mode(*argv))
			continue;
		else if (argv[1] != NULL && with_value(*argv, argv[1]))
			argv++;
		else
			errx(1, "illegal option -- %s", *argv);
	}
	/* Who only looks must not undo what is typed meanwhile, as ^O. */
	if (memcmp(&t, &was, sizeof(t)) != 0 &&
	    tcsetattr(fd, TCSADRAIN, &t) == -1)
		err(1, "tcsetattr");
	if (ws_changed && ioctl(fd, TIOCSWINSZ, &ws) == -1)
		err(1, "TIOCSWINSZ");
}

int
main(int argc, char **argv)
{
	char how = '\0';
	int i;

	/* Modes too begin with '-': only -a, -e, -g and -f are options. */
	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1] != '\0' &&
	    argv[i][2] == '\0' && strchr("aefg", argv[i][1]) != NULL; i++) {
		if (argv[i][1] != 'f')
			how = argv[i][1];
		else if (++i == argc)
			usage();
		else if ((fd = open(argv[i], O_RDONLY | O_NONBLOCK)) == -1)
			err(1, "%s", argv[i]);
	}
	if (tcgetattr(fd, &t) == -1)
		errx(1, "stdin isn't a terminal");
	was = t;
	(void)ioctl(fd, TIOCGWINSZ, &ws);
	if (how == 'g')
		print_gfmt();
	else if (how != '\0')
		print_all();
	else if (i == argc)
		print_short();
	set_modes(argv + i);
	return (0);
}
