/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cat.c: cat(1): copy files to standard output.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool	number_some, number_all, ends, squeeze, tabs, visible;
static int	status;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: cat [-belnstuv] [file ...]\n");
	exit(1);
}

/* Bytes as they are. */
static void
raw(int fd, const char *name)
{
	static char buf[64 << 10];
	ssize_t n, done, w;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		for (done = 0; done < n; done += w) {
			w = write(STDOUT_FILENO, buf + done,
			    (size_t)(n - done));
			if (w < 0)
				err(1, "stdout");
		}
	}
	if (n < 0) {
		warn("%s", name);
		status = 1;
	}
}

/* ^X, M-x, M-^X for what does not print. */
static void
show(int c)
{
	if (!isascii(c) && !isprint(c)) {
		printf("M-");
		c &= 0x7f;
	}
	if (iscntrl(c))
		printf("^%c", c == 0x7f ? '?' : c | 0x40);
	else
		putchar(c);
}

/*
 * What was the last character goes on from file to file, and so do the
 * numbers of lines.
 */
static void
cooked(FILE *f, const char *name)
{
	static int last = '\n', empty, line;
	int c;

	for (; (c = getc(f)) != EOF; last = c) {
		if (last == '\n') {
			if (c == '\n' && squeeze && empty)
				continue;
			empty = c == '\n';
			if (number_all || (number_some && c != '\n'))
				printf("%6d\t", ++line);
			else if (number_some && ends)
				printf("%6s\t", "");
		}
		if (c == '\n') {
			if (ends)
				putchar('$');
			putchar('\n');
		} else if (c == '\t') {
			if (tabs)
				printf("^I");
			else
				putchar('\t');
		} else if (visible) {
			show(c);
		} else {
			putchar(c);
		}
	}
	if (ferror(f)) {
		warn("%s", name);
		status = 1;
	}
	if (fflush(stdout) != 0)
		err(1, "stdout");
}

/* A socket in the file system is connected to, and read. */
static int
open_input(const char *name)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = open(name, O_RDONLY), error;

	if (fd >= 0 || errno != EOPNOTSUPP)
		return (fd);
	if (strlcpy(sun.sun_path, name, sizeof(sun.sun_path)) >=
	    sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	if ((fd = socket(AF_UNIX, SOCK_STREAM, 0)) < 0)
		return (-1);
	sun.sun_len = (unsigned char)SUN_LEN(&sun);
	if (connect(fd, (struct sockaddr *)&sun, sun.sun_len) != 0) {
		error = errno;
		close(fd);
		errno = error;
		return (-1);
	}
	shutdown(fd, SHUT_WR);
	return (fd);
}

static void
copy(const char *name, bool plain)
{
	bool standard = strcmp(name, "-") == 0;
	int fd = standard ? STDIN_FILENO : open_input(name);
	FILE *f = NULL;

	if (fd < 0) {
		warn("%s", name);
		status = 1;
		return;
	}
	if (standard)
		name = "stdin";
	if (plain) {
		raw(fd, name);
	} else {
		f = standard ? stdin : fdopen(fd, "r");
		if (f == NULL)
			err(1, "%s", name);
		cooked(f, name);
	}
	if (standard)
		clearerr(stdin);
	else if (f != NULL)
		fclose(f);
	else
		close(fd);
}

int
main(int argc, char **argv)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	bool plain;
	int ch;

	setlocale(LC_CTYPE, "");
	while ((ch = getopt(argc, argv, "belnstuv")) != -1) {
		switch (ch) {
		case 'b':
			number_some = true;
			break;
		case 'e':
			ends = visible = true;
			break;
		case 'l':
			if (fcntl(STDOUT_FILENO, F_SETLKW, &lock) != 0)
				err(1, "stdout");
			break;
		case 'n':
			number_all = true;
			break;
		case 's':
			squeeze = true;
			break;
		case 't':
			tabs = visible = true;
			break;
		case 'u':
			setbuf(stdout, NULL);
			break;
		case 'v':
			visible = true;
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (number_some)
		number_all = false;
	plain = !number_some && !number_all && !ends && !squeeze && !tabs &&
	    !visible;
	if (*argv == NULL)
		copy("-", plain);
	for (; *argv != NULL; argv++)
		copy(*argv, plain);
	return (status);
}
