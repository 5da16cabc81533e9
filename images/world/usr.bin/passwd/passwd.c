/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * passwd.c: passwd(1): change a password.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "pwfile.h"

#define ETC		"/etc"
#define SHORTEST	6

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: passwd [-l] [user]\n");
	exit(1);
}

/* The user must know the old one; false: does not. */
static bool
knows_old(const char *hash)
{
	char *typed, *crypted;

	if (*hash == '\0')
		return (true);
	if ((typed = getpass("Old Password:")) == NULL)
		return (false);
	crypted = crypt(typed, hash);
	explicit_bzero(typed, strlen(typed));
	return (crypted != NULL && *hash != '*' && strcmp(crypted, hash) == 0);
}

/* Ask twice for a new one; its hash. */
static char *
ask_new(void)
{
	char first[256], *typed;
	char *hash;
	int tries = 0;

	for (;;) {
		typed = getpass("New Password:");
		if (typed == NULL || *typed == '\0')
			errx(1, "password unchanged");
		/* Who insists may have a short one. */
		if (strlen(typed) < SHORTEST && (getuid() != 0 ||
		    ++tries < 2)) {
			printf("Please enter a longer password.\n");
			continue;
		}
		strlcpy(first, typed, sizeof(first));
		typed = getpass("Retype New Password:");
		if (typed != NULL && strcmp(first, typed) == 0)
			break;
		if (typed == NULL)
			errx(1, "password unchanged");
		printf("Mismatch; try again, EOF to quit.\n");
	}
	hash = password_hash(first);
	explicit_bzero(first, sizeof(first));
	explicit_bzero(typed, strlen(typed));
	return (hash);
}

int
main(int argc, char **argv)
{
	uid_t real = getuid();
	struct passwd *pw;
	struct lines l;
	char *name, *hash, *old, *line;
	long i;
	int ch;

	while ((ch = getopt(argc, argv, "l")) != -1)
		if (ch != 'l')
			usage();
	argc -= optind;
	argv += optind;
	if (argc > 1)
		usage();
	if (geteuid() != 0)
		errx(1, "not installed set-user-id root");
	name = argc == 1 ? argv[0] : getlogin();
	if (name == NULL || (argc == 0 && ((pw = getpwnam(name)) == NULL ||
	    pw->pw_uid != real))) {
		if ((pw = getpwuid(real)) == NULL)
			errx(1, "you are nobody");
		name = pw->pw_name;
	}
	/* What getpwuid(3) gave is overwritten by the next look-up. */
	if ((name = strdup(name)) == NULL)
		err(1, NULL);
	if ((pw = getpwnam(name)) == NULL)
		errx(1, "unknown user: %s", name);
	if (real != 0 && pw->pw_uid != real)
		errx(1, "%s: %s", name, strerror(EACCES));
	umask(077);
	openlog("passwd", LOG_PID, LOG_AUTH);
	printf("Changing local password for %s\n", name);
	fflush(stdout);
	if (real != 0 && !knows_old(pw->pw_passwd))
		errx(1, "Sorry");
	hash = ask_new();
	/* Not to be ended halfway, nor to leave files behind. */
	for (int sig = 1; sig < NSIG; sig++)
		if (sig != SIGKILL && sig != SIGSTOP && sig != SIGSEGV &&
		    sig != SIGBUS && sig != SIGABRT)
			signal(sig, SIG_IGN);
	pwfile_lock(ETC);
	lines_read(&l, _PATH_MASTERPASSWD);
	if ((i = lines_find(&l, PW_NAME, PW_FIELDS, name)) < 0)
		errx(1, "unknown user: %s", name);
	old = l.line[i];
	line = line_with(old, PW_PASSWD, PW_FIELDS, hash);
	l.line[i] = line_with(line, PW_CHANGE, PW_FIELDS, "0");
	pwfile_install(&l, ETC);
	syslog(LOG_NOTICE, "user %s changed their local password", name);
	return (0);
}
