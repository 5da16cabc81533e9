/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * su.c: su(1): become another user.
 */
#include <sys/param.h>
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <paths.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

extern char	**environ;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: su [-] [-flm] [login [args]]\n");
	exit(1);
}

/* Only members of wheel become root, unless nobody is in it. */
static bool
in_wheel(const char *user, gid_t gid)
{
	const struct group *gr = getgrgid(0);

	if (gid == 0 || gr == NULL || gr->gr_mem == NULL ||
	    gr->gr_mem[0] == NULL)
		return (true);
	for (char **m = gr->gr_mem; *m != NULL; m++)
		if (strcmp(*m, user) == 0)
			return (true);
	return (false);
}

static bool
password_is_right(const struct passwd *pw)
{
	char *typed, *crypted;

	if (*pw->pw_passwd == '\0')
		return (true);
	if ((typed = getpass("Password:")) == NULL)
		return (false);
	crypted = crypt(typed, pw->pw_passwd);
	explicit_bzero(typed, strlen(typed));
	return (crypted != NULL && *pw->pw_passwd != '*' &&
	    strcmp(crypted, pw->pw_passwd) == 0);
}

/* A shell that is not listed is none that a user may keep with -m. */
static bool
is_listed(const char *shell)
{
	const char *s;

	setusershell();
	while ((s = getusershell()) != NULL)
		if (strcmp(s, shell) == 0)
			break;
	endusershell();
	return (s != NULL);
}

static void
set(const char *name, const char *value)
{
	if (setenv(name, value, 1) != 0)
		err(1, "setenv");
}

/* What a login starts with: nothing but the terminal. */
static void
fresh_environment(const struct passwd *pw)
{
	static char *none[] = { NULL };
	const char *term = getenv("TERM");
	char *keep = term != NULL ? strdup(term) : NULL;

	environ = none;
	set("PATH", pw->pw_uid == 0 ? _PATH_STDPATH : _PATH_DEFPATH);
	if (keep != NULL)
		set("TERM", keep);
	if (chdir(pw->pw_dir) != 0)
		errx(1, "no directory");
}

int
main(int argc, char **argv)
{
	bool as_login = false, keep = false, fast = false;
	const char *to = "root", *shell, *from, *tty;
	char self[64], name[MAXPATHLEN];
	struct passwd *pw;
	uid_t me = getuid();
	gid_t my_group;
	int ch;

	while (optind < argc) {
		if (strcmp(argv[optind], "-") == 0) {
			as_login = true;
			optind++;
			continue;
		}
		if ((ch = getopt(argc, argv, "flm")) == -1)
			break;
		switch (ch) {
		case 'f':
			fast = true;
			break;
		case 'l':
			as_login = true;
			keep = false;
			break;
		case 'm':
			keep = true;
			as_login = false;
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (*argv != NULL)
		to = *argv++;
	openlog("su", LOG_CONS, LOG_AUTH);
	/* Who asks: the login name if it is theirs, else that of the id. */
	from = getlogin();
	if (from == NULL || (pw = getpwnam(from)) == NULL || pw->pw_uid != me)
		pw = getpwuid(me);
	if (pw == NULL)
		errx(1, "who are you?");
	strlcpy(self, pw->pw_name, sizeof(self));
	my_group = pw->pw_gid;
	if ((tty = ttyname(STDERR_FILENO)) == NULL)
		tty = "UNKNOWN TTY";
	if ((pw = getpwnam(to)) == NULL)
		errx(1, "unknown login: %s", to);
	if (me != 0) {
		if (pw->pw_uid == 0 && !in_wheel(self, my_group))
			errx(1, "you are not in the correct group to su %s.",
			    to);
		if (!password_is_right(pw)) {
			syslog(LOG_AUTH | LOG_WARNING, "BAD SU %s to %s on %s",
			    self, to, tty);
			errx(1, "Sorry");
		}
	}
	shell = *pw->pw_shell != '\0' ? pw->pw_shell : _PATH_BSHELL;
	if (keep) {
		const char *mine = getenv("SHELL");

		if (me != 0 && !is_listed(shell))
			errx(1, "permission denied (shell).");
		if (mine != NULL && *mine != '\0')
			shell = mine;
	}
	if (setgid(pw->pw_gid) != 0 || initgroups(to, pw->pw_gid) != 0 ||
	    setuid(pw->pw_uid) != 0)
		err(1, "cannot become %s", to);
	if (!keep) {
		if (as_login)
			fresh_environment(pw);
		if (as_login || pw->pw_uid != 0)
			set("USER", pw->pw_name);
		if (as_login)
			set("LOGNAME", pw->pw_name);
		set("HOME", pw->pw_dir);
		set("SHELL", shell);
	}
	snprintf(name, sizeof(name), "%s%s", as_login ? "-" : "",
	    strrchr(shell, '/') != NULL ? strrchr(shell, '/') + 1 : shell);
	/* The arguments in front are done with: there is room for the name. */
	*--argv = name;
	if (fast && strstr(name, "csh") != NULL) {
		static char no_start[] = "-f";

		argv[0] = no_start;
		*--argv = name;
	}
	if (me != 0)
		syslog(LOG_AUTH | LOG_NOTICE, "%s to %s on %s", self, to, tty);
	execv(shell, argv);
	err(errno == ENOENT ? 127 : 126, "%s", shell);
}
