/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wall.c: wall(1): write a message to everybody who is logged in.
 */
#include <sys/types.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <paths.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

#define MESSAGE		(16 << 10)
#define WIDTH		79

static char	message[MESSAGE];
static size_t	length;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: wall [-g group] [file]\n");
	exit(1);
}

static void
put(char c)
{
	if (length < sizeof(message))
		message[length++] = c;
}

/* A line, in pieces that fit; what does not print is shown as ^X. */
static void
put_line(const char *text)
{
	int column = 0;

	for (; *text != '\0' && *text != '\n'; text++) {
		int c = (unsigned char)*text;

		if (column >= WIDTH - 1) {
			put('\r');
			put('\n');
			column = 0;
		}
		if (iscntrl(c) && c != '\t' && c != '\7') {
			put('^');
			put((char)(c ^ 0x40));
			column += 2;
		} else {
			put((char)c);
			column++;
		}
	}
	put('\r');
	put('\n');
}

static void
compose(FILE *f)
{
	char line[1024], host[256], when[64];
	const char *who = getlogin(), *tty = ttyname(STDERR_FILENO);
	time_t now = time(NULL);
	struct passwd *pw;

	if (who == NULL)
		who = (pw = getpwuid(getuid())) != NULL ? pw->pw_name : "???";
	if (gethostname(host, sizeof(host)) != 0)
		strlcpy(host, "???", sizeof(host));
	strftime(when, sizeof(when), "%H:%M %Z", localtime(&now));
	put('\r');
	put('\n');
	snprintf(line, sizeof(line), "\7\7Broadcast Message from %s@%s", who,
	    host);
	put_line(line);
	snprintf(line, sizeof(line), "        (%s) at %s...", tty != NULL ?
	    tty : "no tty", when);
	put_line(line);
	put_line("");
	while (fgets(line, sizeof(line), f) != NULL)
		put_line(line);
	if (ferror(f))
		err(1, "cannot read the message");
}

/* Is the user in the group, by the list or as the user's own? */
static bool
is_member(const struct group *gr, const char *user)
{
	struct passwd *pw = getpwnam(user);

	if (pw != NULL && pw->pw_gid == gr->gr_gid)
		return (true);
	for (char **m = gr->gr_mem; *m != NULL; m++)
		if (strcmp(*m, user) == 0)
			return (true);
	return (false);
}

static void
write_terminal(const char *line)
{
	char path[64];
	int fd;

	if (strstr(line, "..") != NULL || snprintf(path, sizeof(path), "%s%s",
	    _PATH_DEV, line) >= (int)sizeof(path))
		return;
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		/* Who does not want messages gets none. */
		if (errno != EBUSY && errno != EACCES && errno != ENXIO)
			warn("%s", path);
		return;
	}
	if (write(fd, message, length) < 0 && errno != EAGAIN)
		warn("%s", path);
	close(fd);
}

int
main(int argc, char **argv)
{
	struct group *gr = NULL;
	struct utmpx *ut;
	FILE *f = stdin;
	gid_t tty_group = getegid();
	int ch;

	/* Files are read with the caller's rights, terminals written with tty's. */
	if (setegid(getgid()) != 0)
		err(1, "setegid");
	while ((ch = getopt(argc, argv, "g:")) != -1) {
		if (ch != 'g')
			usage();
		if ((gr = getgrnam(optarg)) == NULL)
			errx(1, "%s: no such group", optarg);
	}
	argc -= optind;
	argv += optind;
	if (argc > 1)
		usage();
	if (argc == 1 && (f = fopen(argv[0], "r")) == NULL)
		err(1, "can't read %s", argv[0]);
	compose(f);
	if (setegid(tty_group) != 0)
		err(1, "setegid");
	setutxent();
	while ((ut = getutxent()) != NULL)
		if (ut->ut_type == USER_PROCESS &&
		    (gr == NULL || is_member(gr, ut->ut_user)))
			write_terminal(ut->ut_line);
	endutxent();
	return (0);
}
