/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crontab.c: crontab(1): a user's table of jobs.  It is set-user-id: only what
 * touches the tables' directory is done as root, everything else as who called.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libutil.h>
#include <limits.h>
#include <paths.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "tab.h"

static char	user[TAB_NAME], caller[TAB_NAME], table[PATH_MAX];
static uid_t	real;

static void __dead2
usage(const char *what)
{
	if (what != NULL)
		warnx("usage error: %s", what);
	fprintf(stderr, "usage: crontab [-u user] file\n"
	    "       crontab [-u user] { -l | -r [-f] | -e }\n");
	exit(EX_USAGE);
}

static void
as_root(void)
{
	if (seteuid(0) != 0)
		err(1, "seteuid");
}

static void
as_caller(void)
{
	int error = errno;

	if (seteuid(real) != 0)
		err(1, "seteuid");
	errno = error;
}

/* Is a name in a file, a line each?  -1: there is no such file. */
static int
is_listed(const char *path, const char *name)
{
	char line[256];
	int found = 0;
	FILE *f;

	as_root();
	f = fopen(path, "re");
	as_caller();
	if (f == NULL)
		return (errno == ENOENT ? -1 : 0);
	while (found == 0 && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, " \t\n")] = '\0';
		found = strcmp(line, name) == 0;
	}
	fclose(f);
	return (found);
}

/* The first of the two files that is there decides. */
static bool
may_use(const char *name)
{
	int allowed = is_listed(PATH_ALLOW, name);

	if (allowed >= 0)
		return (allowed != 0);
	return (is_listed(PATH_DENY, name) != 1);
}

static FILE *
open_table(void)
{
	FILE *f;

	as_root();
	f = fopen(table, "re");
	as_caller();
	if (f == NULL && errno != ENOENT)
		err(1, "%s", table);
	return (f);
}

static void
copy(FILE *from, FILE *to)
{
	int c;

	while ((c = getc(from)) != EOF)
		putc(c, to);
	if (ferror(from) || ferror(to) || fflush(to) != 0)
		err(1, "cannot copy the table");
}

static void
list(void)
{
	FILE *f = open_table();

	if (f == NULL)
		errx(1, "no crontab for %s", user);
	copy(f, stdout);
	fclose(f);
}

/* A question with yes and no. */
static bool
yes(const char *question)
{
	char line[64];

	for (;;) {
		fputs(question, stdout);
		fflush(stdout);
		if (fgets(line, sizeof(line), stdin) == NULL)
			return (false);
		if (*line == 'y' || *line == 'Y')
			return (true);
		if (*line == 'n' || *line == 'N')
			return (false);
		printf("Please enter 'y' or 'n': ");
	}
}

static void
drop(bool sure)
{
	char question[128];
	int n;

	snprintf(question, sizeof(question), "remove crontab for %s? ", user);
	if (!sure && isatty(STDIN_FILENO) && !yes(question))
		return;
	as_root();
	n = unlink(table);
	as_caller();
	if (n != 0 && errno == ENOENT)
		errx(1, "no crontab for %s", user);
	if (n != 0)
		err(1, "%s", table);
	syslog(LOG_INFO, "(%s) DELETE (%s)", caller, user);
}

/* Is this a table?  Says what is wrong. */
static bool
is_good(FILE *f, const char *name)
{
	const char *why;
	struct tab t;
	int line;

	rewind(f);
	line = tab_read(f, user, &t, &why);
	tab_free(&t);
	if (line == 0)
		return (true);
	fprintf(stderr, "\"%s\":%d: %s\n", name, line, why);
	warnx("errors in crontab file, can't install");
	return (false);
}

/* The new table appears whole, under its name, when all of it is on disk. */
static void
install(FILE *from)
{
	char path[PATH_MAX];
	FILE *f;
	int fd;

	rewind(from);
	snprintf(path, sizeof(path), "%s/.new.XXXXXX", PATH_TABS);
	as_root();
	(void)mkdir("/var/cron", 0755);
	(void)mkdir(PATH_TABS, 0700);
	if ((fd = mkstemp(path)) < 0 || (f = fdopen(fd, "w")) == NULL)
		err(1, "%s", PATH_TABS);
	copy(from, f);
	if (fchmod(fd, 0600) != 0 || fchown(fd, 0, 0) != 0 || fsync(fd) != 0 ||
	    fclose(f) != 0 || rename(path, table) != 0) {
		warn("%s", table);
		(void)unlink(path);
		exit(1);
	}
	as_caller();
	syslog(LOG_INFO, "(%s) REPLACE (%s)", caller, user);
}

static void
replace(const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *f, *in = standard ? stdin : fopen(path, "re");

	if (in == NULL)
		err(1, "%s", path);
	/* A copy, which nobody changes between the look and the use. */
	if ((f = tmpfile()) == NULL)
		err(1, "tmpfile");
	copy(in, f);
	if (!is_good(f, standard ? "stdin" : path))
		exit(1);
	install(f);
	fclose(f);
}

/* Let the caller's editor have the file. */
static void
run_editor(const char *path)
{
	const char *editor = getenv("VISUAL");
	char command[PATH_MAX + 256];
	int status;
	pid_t pid;

	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	if (editor == NULL || *editor == '\0')
		editor = "vi";
	snprintf(command, sizeof(command), "%s %s", editor, path);
	if ((pid = fork()) == 0) {
		if (setgid(getgid()) != 0 || setuid(real) != 0)
			err(1, "setuid");
		execl(_PATH_BSHELL, "sh", "-c", command, (char *)NULL);
		err(1, "%s", _PATH_BSHELL);
	}
	if (pid < 0)
		err(1, "fork");
	/* What the terminal sends is the editor's; stopped, so are we. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	status = wait_editor(pid);
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		errx(1, "\"%s\" failed: nothing is changed", editor);
}

static void
edit(void)
{
	char path[] = "/tmp/crontab.XXXXXXXXXX";
	struct stat before, after;
	FILE *f, *old = open_table();
	int fd;

	if ((fd = mkstemp(path)) < 0 || (f = fdopen(fd, "r+")) == NULL)
		err(1, "%s", path);
	if (old != NULL) {
		copy(old, f);
		fclose(old);
	} else {
		warnx("no crontab for %s - using an empty one", user);
	}
	if (fstat(fd, &before) != 0)
		err(1, "%s", path);
	for (;;) {
		fclose(f);
		run_editor(path);
		/* Editors may write a new file. */
		if ((f = fopen(path, "re")) == NULL ||
		    fstat(fileno(f), &after) != 0)
			err(1, "%s", path);
		if (after.st_size == before.st_size && memcmp(&after.st_mtim,
		    &before.st_mtim, sizeof(after.st_mtim)) == 0) {
			warnx("no changes made to crontab");
			break;
		}
		if (is_good(f, path)) {
			install(f);
			warnx("installing new crontab");
			break;
		}
		if (!yes("Do you want to retry the same edit? ")) {
			warnx("edits left in %s", path);
			exit(1);
		}
	}
	fclose(f);
	(void)unlink(path);
}

static void
who_calls(void)
{
	struct passwd *pw = getpwuid(real);

	if (pw == NULL)
		errx(1, "your UID isn't in the passwd file, bailing out");
	strlcpy(caller, pw->pw_name, sizeof(caller));
	strlcpy(user, pw->pw_name, sizeof(user));
}

int
main(int argc, char **argv)
{
	int ch, what = 0;
	bool sure = false;

	real = getuid();
	if (geteuid() != 0)
		errx(1, "not installed set-user-id root");
	as_caller();
	umask(077);
	openlog("crontab", LOG_PID, LOG_CRON);
	who_calls();
	while ((ch = getopt(argc, argv, "eflru:")) != -1) {
		switch (ch) {
		case 'e':
		case 'l':
		case 'r':
			if (what != 0)
				usage("only one operation permitted");
			what = ch;
			break;
		case 'f':
			sure = true;
			break;
		case 'u':
			if (real != 0)
				errx(EX_USAGE, "must be privileged to use -u");
			if (getpwnam(optarg) == NULL ||
			    strlcpy(user, optarg, sizeof(user)) >=
			    sizeof(user))
				errx(EX_USAGE, "user `%s' unknown", optarg);
			break;
		default:
			usage(NULL);
		}
	}
	argc -= optind;
	argv += optind;
	if (real != 0 && !may_use(caller))
		errx(EX_USAGE, "you (%s) are not allowed to use this program",
		    caller);
	if (what == 0 && argc != 1)
		usage("file name must be specified for replace");
	if (what != 0 && argc != 0)
		usage("no arguments permitted after this option");
	if (strchr(user, '/') != NULL)
		errx(EX_USAGE, "user `%s' unknown", user);
	snprintf(table, sizeof(table), "%s/%s", PATH_TABS, user);
	switch (what) {
	case 'e':
		edit();
		break;
	case 'l':
		list();
		break;
	case 'r':
		drop(sure);
		break;
	default:
		replace(argv[0]);
	}
	return (0);
}
