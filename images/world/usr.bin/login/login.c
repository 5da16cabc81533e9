/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * login.c: login(1): check who it is and start the session.
 *
 * usage: login [-fp] [-h host] [name]
 *
 *	-f	the caller vouches for the name: no password (root only)
 *	-p	keep the environment
 *	-h host	where from (root only)
 *
 * Root may log in only on terminals that ttys(5) calls secure.
 */
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libutil.h>
#include <paths.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <termios.h>
#include <time.h>
#include <ttyent.h>
#include <unistd.h>
#include <utmpx.h>

#define TIMEOUT		300	/* seconds for the whole dialogue */
#define BACKOFF		3	/* failures before replies slow down */
#define MAX_FAILURES	10
#define PATH_MOTD	"/etc/motd"
#define PATH_HUSH	".hushlogin"
#define NO_SUCH_USER	"$6$nobody$"

static const char	*host = "";
static const char	*tty = "??";
static char		 tty_path[128];

static void
on_timeout(int sig __unused)
{
	static const char msg[] = "\nLogin timed out\n";

	(void)write(STDERR_FILENO, msg, sizeof(msg) - 1);
	_exit(0);
}

static void
find_tty(void)
{
	const char *path = ttyname(STDIN_FILENO);

	if (path == NULL || strlcpy(tty_path, path, sizeof(tty_path)) >=
	    sizeof(tty_path)) {
		tty_path[0] = '\0';
		return;
	}
	tty = tty_path;
	if (strncmp(tty, _PATH_DEV, sizeof(_PATH_DEV) - 1) == 0)
		tty += sizeof(_PATH_DEV) - 1;
}

static bool
root_may_use(const char *line)
{
	struct ttyent *t = getttynam(line);

	return (t != NULL && (t->ty_status & TTY_SECURE) != 0);
}

/* Ask for a name; gives up at end of file. */
static void
ask_name(char *name, size_t room)
{
	char line[128];

	do {
		printf("login: ");
		fflush(stdout);
		if (fgets(line, sizeof(line), stdin) == NULL)
			exit(0);
		line[strcspn(line, "\n")] = '\0';
	} while (line[0] == '\0' || line[0] == '-');
	strlcpy(name, line, room);
}

/* Is the password right?  Unknown users are asked, too. */
static bool
check_password(const struct passwd *pw)
{
	const char *setting = pw != NULL ? pw->pw_passwd : NO_SUCH_USER;
	char *typed, *crypted;
	bool good;

	if (pw != NULL && *pw->pw_passwd == '\0')
		return (true);
	typed = getpass("Password:");
	if (typed == NULL)
		return (false);
	crypted = crypt(typed, setting);
	explicit_bzero(typed, strlen(typed));
	good = pw != NULL && crypted != NULL && *setting != '*' &&
	    strcmp(crypted, setting) == 0;
	return (good);
}

/*
 * The dialogue: returns whose session it is.  name is the first try, or "".
 */
static struct passwd *
authenticate(char *name, size_t room, bool trusted)
{
	struct passwd *pw;
	int failures = 0;

	for (;;) {
		if (*name == '\0')
			ask_name(name, room);
		pw = getpwnam(name);
		if (trusted && pw != NULL)
			return (pw);
		trusted = false;
		if (check_password(pw)) {
			if (pw->pw_uid != 0 || root_may_use(tty))
				return (pw);
			syslog(LOG_NOTICE, "LOGIN %s REFUSED ON TTY %s", name, tty);
		}
		printf("Login incorrect\n");
		if (++failures >= MAX_FAILURES) {
			syslog(LOG_NOTICE, "%d LOGIN FAILURES ON %s", failures, tty);
			sleep(5);
			exit(1);
		}
		if (failures > BACKOFF)
			sleep((unsigned int)(failures - BACKOFF) * 5);
		*name = '\0';
	}
}

/* While this file is there, only root gets in; it says why. */
static void
check_nologin(const struct passwd *pw)
{
	char buf[512];
	ssize_t n;
	int fd;

	if (pw->pw_uid == 0)
		return;
	fd = open(_PATH_NOLOGIN, O_RDONLY);
	if (fd < 0)
		return;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		(void)write(STDOUT_FILENO, buf, (size_t)n);
	sleep(5);
	exit(0);
}

static void
check_expired(const struct passwd *pw)
{
	if (pw->pw_expire != 0 && pw->pw_expire <= time(NULL))
		errx(1, "Sorry -- your account has expired.");
}

static void
record_session(const struct passwd *pw)
{
	struct utmpx ut;

	if (tty_path[0] == '\0')
		return;
	memset(&ut, 0, sizeof(ut));
	ut.ut_type = USER_PROCESS;
	ut.ut_pid = getpid();
	gettimeofday(&ut.ut_tv, NULL);
	strlcpy(ut.ut_name, pw->pw_name, sizeof(ut.ut_name));
	strlcpy(ut.ut_line, tty, sizeof(ut.ut_line));
	strlcpy(ut.ut_host, host, sizeof(ut.ut_host));
	memcpy(ut.ut_id, tty + strlen(tty) - MIN(strlen(tty), 4),
	    MIN(strlen(tty), 4));
	loginx(&ut);
	if (pw->pw_uid == 0)
		syslog(LOG_NOTICE, "ROOT LOGIN (%s) ON %s%s%s", pw->pw_name, tty,
		    *host != '\0' ? " FROM " : "", host);
}

/* Hand the terminal over to the user, group tty. */
static void
give_terminal(const struct passwd *pw)
{
	struct group *gr = getgrnam("tty");

	if (tty_path[0] == '\0')
		return;
	(void)chown(tty_path, pw->pw_uid, gr != NULL ? gr->gr_gid : pw->pw_gid);
	(void)chmod(tty_path, S_IRUSR | S_IWUSR | S_IWGRP);
}

static void
set_environment(const struct passwd *pw, bool keep)
{
	extern char **environ;
	char *term = getenv("TERM"), *copy = NULL;
	char mail[MAXPATHLEN];

	if (!keep) {
		if (term != NULL)
			copy = strdup(term);
		environ = calloc(1, sizeof(char *));
		if (copy != NULL)
			setenv("TERM", copy, 1);
		free(copy);
	}
	setenv("TERM", "cons25", 0);
	setenv("HOME", pw->pw_dir, 1);
	setenv("SHELL", *pw->pw_shell != '\0' ? pw->pw_shell : _PATH_BSHELL, 1);
	setenv("LOGNAME", pw->pw_name, 1);
	setenv("USER", pw->pw_name, 1);
	setenv("PATH", pw->pw_uid == 0 ? _PATH_STDPATH : _PATH_DEFPATH, 1);
	snprintf(mail, sizeof(mail), "%s/%s", _PATH_MAILDIR, pw->pw_name);
	setenv("MAIL", mail, 1);
}

/* Become the user, for good. */
static void
become(const struct passwd *pw)
{
	if (setlogin(pw->pw_name) != 0)
		syslog(LOG_ERR, "setlogin %s: %s", pw->pw_name, strerror(errno));
	if (initgroups(pw->pw_name, pw->pw_gid) != 0 ||
	    setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0)
		err(1, "cannot become %s", pw->pw_name);
}

static void
greet(void)
{
	char line[256];
	FILE *fp;

	if (access(PATH_HUSH, F_OK) == 0)
		return;
	fp = fopen(PATH_MOTD, "re");
	if (fp == NULL)
		return;
	while (fgets(line, sizeof(line), fp) != NULL)
		fputs(line, stdout);
	fclose(fp);
	fflush(stdout);
}

static void __dead2
start_shell(const struct passwd *pw)
{
	const char *shell = *pw->pw_shell != '\0' ? pw->pw_shell : _PATH_BSHELL;
	const char *base = strrchr(shell, '/');
	char arg0[64];

	if (chdir(pw->pw_dir) != 0) {
		if (chdir("/") != 0)
			errx(1, "cannot find root directory");
		printf("No home directory.\nLogging in with home = \"/\".\n");
		setenv("HOME", "/", 1);
	}
	greet();
	snprintf(arg0, sizeof(arg0), "-%s", base != NULL ? base + 1 : shell);
	signal(SIGALRM, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTSTP, SIG_DFL);
	execlp(shell, arg0, (char *)NULL);
	err(1, "%s", shell);
}

int
main(int argc, char **argv)
{
	struct passwd *found, pw;
	char name[64] = "", *end;
	bool trusted = false, keep = false, root = getuid() == 0;
	int c;

	signal(SIGALRM, on_timeout);
	alarm(TIMEOUT);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	setpriority(PRIO_PROCESS, 0, 0);
	openlog("login", 0, LOG_AUTH);
	while ((c = getopt(argc, argv, "fh:p")) != -1) {
		switch (c) {
		case 'f':
			trusted = true;
			break;
		case 'h':
			if (!root)
				errx(1, "-h option: %s", strerror(EPERM));
			host = optarg;
			break;
		case 'p':
			keep = true;
			break;
		default:
			fprintf(stderr, "usage: login [-fp] [-h host] [name]\n");
			exit(1);
		}
	}
	if (geteuid() != 0)
		errx(1, "not installed setuid root");
	if (trusted && !root)
		errx(1, "-f option: %s", strerror(EPERM));
	if (optind < argc)
		strlcpy(name, argv[optind], sizeof(name));
	closefrom(STDERR_FILENO + 1);
	find_tty();

	found = authenticate(name, sizeof(name), trusted);
	pw = *found;
	/* The entry lies in memory that other look-ups reuse. */
	pw.pw_name = strdup(found->pw_name);
	pw.pw_dir = strdup(found->pw_dir);
	pw.pw_shell = strdup(found->pw_shell);
	end = strdup("");
	if (pw.pw_name == NULL || pw.pw_dir == NULL || pw.pw_shell == NULL ||
	    end == NULL)
		err(1, "malloc");
	pw.pw_passwd = end;
	alarm(0);
	check_nologin(&pw);
	check_expired(&pw);
	record_session(&pw);
	give_terminal(&pw);
	set_environment(&pw, keep);
	become(&pw);
	start_shell(&pw);
}
