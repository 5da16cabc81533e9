/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jail.c: jail(8): run a command in a new jail.
 *
 * usage: jail [-i] [-l -u username | -U username] path hostname ip-list
 *	      command ...
 */
#include <sys/param.h>
#include <sys/jail.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <err.h>
#include <grp.h>
#include <limits.h>
#include <paths.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAXGROUPS	16

struct user {
	struct passwd	*pw;
	gid_t		 groups[MAXGROUPS];
	int		 ngroups;
};

extern char **environ;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: jail [-i] [-l -u username | -U username] "
	    "path hostname ip-list\n            command ...\n");
	exit(1);
}

/* One address of the list. */
static void
address(const char *text, struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *sin = (struct sockaddr_in *)ss;

	memset(ss, 0, sizeof(*ss));
	if (inet_pton(AF_INET, text, &sin->sin_addr) == 1) {
		sin->sin_family = AF_INET;
		sin->sin_len = sizeof(*sin);
	} else if (inet_pton(AF_INET6, text, &sin6->sin6_addr) == 1) {
		sin6->sin6_family = AF_INET6;
		sin6->sin6_len = sizeof(*sin6);
	} else
		errx(1, "%s: not an address", text);
}

/* Addresses with commas between them; an empty list is none. */
static void
addresses(char *list, struct jail *j)
{
	char *text;

	j->ips = NULL;
	j->n_ips = 0;
	while ((text = strsep(&list, ",")) != NULL) {
		if (*text == '\0')
			continue;
		j->ips = realloc(j->ips, (j->n_ips + 1) * sizeof(*j->ips));
		if (j->ips == NULL)
			err(1, "addresses");
		address(text, &j->ips[j->n_ips++]);
	}
}

/* Who username is where this is called: outside the jail, or inside. */
static void
lookup(const char *username, struct user *u)
{
	u->pw = getpwnam(username);
	if (u->pw == NULL)
		errx(1, "%s: no such user", username);
	u->ngroups = MAXGROUPS;
	if (getgrouplist(username, u->pw->pw_gid, u->groups, &u->ngroups) != 0)
		errx(1, "%s: in more than %d groups", username, MAXGROUPS);
}

static void
become(const struct user *u)
{
	if (setgroups(u->ngroups, u->groups) != 0)
		err(1, "setgroups");
	if (setgid(u->pw->pw_gid) != 0)
		err(1, "setgid");
	if (setlogin(u->pw->pw_name) != 0)
		err(1, "setlogin");
	if (setuid(u->pw->pw_uid) != 0)
		err(1, "setuid");
}

/* -l: the environment and directory of a login. */
static void
login(const struct passwd *pw)
{
	static char *empty[1];
	const char *term = getenv("TERM");

	environ = empty;
	if (chdir(pw->pw_dir) != 0)
		err(1, "%s", pw->pw_dir);
	if (setenv("HOME", pw->pw_dir, 1) != 0 ||
	    setenv("SHELL", *pw->pw_shell != '\0' ? pw->pw_shell :
	    _PATH_BSHELL, 1) != 0 || setenv("USER", pw->pw_name, 1) != 0 ||
	    setenv("PATH", "/bin:/usr/bin", 1) != 0 ||
	    (term != NULL && setenv("TERM", term, 1) != 0))
		err(1, "environment");
}

int
main(int argc, char **argv)
{
	bool print = false, clean = false, within = false;
	const char *username = NULL;
	char path[PATH_MAX];
	struct user u;
	struct jail j;
	int c, jid;

	while ((c = getopt(argc, argv, "ilu:U:")) != -1)
		switch (c) {
		case 'i':
			print = true;
			break;
		case 'l':
			clean = true;
			break;
		case 'u':
		case 'U':
			if (username != NULL && within != (c == 'U'))
				usage();
			username = optarg;
			within = c == 'U';
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc < 4 || (clean && username == NULL))
		usage();
	if (username != NULL && !within)
		lookup(username, &u);
	if (realpath(argv[0], path) == NULL)
		err(1, "%s", argv[0]);
	if (chdir(path) != 0)
		err(1, "%s", path);
	j.version = 1;
	j.path = path;
	j.hostname = argv[1];
	addresses(argv[2], &j);
	if ((jid = jail(&j)) == -1)
		err(1, "jail");
	if (print) {
		printf("%d\n", jid);
		fflush(stdout);
	}
	if (username != NULL) {
		if (within)
			lookup(username, &u);
		become(&u);
	}
	if (clean)
		login(u.pw);
	execv(argv[3], argv + 3);
	err(1, "%s", argv[3]);
}
