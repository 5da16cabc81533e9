/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * job.c: one job of cron(8): the command as its user, and mail of its output.
 *
 * Two processes: the first, which stays root, feeds the second, takes what it
 * says and hands that on; the second is the command.
 */
#include <sys/types.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <paths.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "cron.h"

#define PATH_SENDMAIL	"/usr/sbin/sendmail"

/* The value of a variable that the job was given. */
static const char *
variable(const struct tab_job *j, const char *name)
{
	size_t n = strlen(name);

	for (const struct tab_var *v = j->vars; v != NULL; v = v->next)
		if (strncmp(v->text, name, n) == 0 && v->text[n] == '=')
			return (v->text + n + 1);
	return (NULL);
}

/*
 * Divide at the first % that no backslash hides: what follows is input, where
 * each further one is the end of a line.
 */
static char *
divide(char *command)
{
	char *to = command, *input = NULL;

	for (char *p = command; *p != '\0'; p++) {
		if (*p == '\\' && p[1] == '%') {
			*to++ = *++p;
		} else if (*p == '%' && input == NULL) {
			*to++ = '\0';
			input = to;
		} else {
			*to++ = *p == '%' ? '\n' : *p;
		}
	}
	*to = '\0';
	return (input);
}

/* Variables in the order of the table, oldest first. */
static void
set_variables(const struct tab_var *v)
{
	char *equal;

	if (v == NULL)
		return;
	set_variables(v->next);
	equal = strchr(v->text, '=');
	*equal = '\0';
	/* Who it is, the table does not say. */
	if (strcmp(v->text, "LOGNAME") != 0 && strcmp(v->text, "USER") != 0)
		setenv(v->text, equal + 1, 1);
	*equal = '=';
}

static void __dead2
run(const struct tab_job *j, const struct passwd *pw, const char *command)
{
	static char *none[] = { NULL };
	extern char **environ;
	const char *shell, *home;

	environ = none;
	setenv("HOME", pw->pw_dir, 1);
	setenv("SHELL", _PATH_BSHELL, 1);
	setenv("PATH", _PATH_DEFPATH, 1);
	set_variables(j->vars);
	setenv("LOGNAME", pw->pw_name, 1);
	setenv("USER", pw->pw_name, 1);
	setsid();
	if (setlogin(pw->pw_name) != 0 ||
	    initgroups(pw->pw_name, pw->pw_gid) != 0 ||
	    setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0) {
		fprintf(stderr, "cannot become %s: %s\n", pw->pw_name,
		    strerror(errno));
		_exit(1);
	}
	home = getenv("HOME");
	if (chdir(home) != 0 && chdir("/") != 0)
		_exit(1);
	shell = getenv("SHELL");
	execl(shell, shell, "-c", command, (char *)NULL);
	fprintf(stderr, "%s: %s\n", shell, strerror(errno));
	_exit(127);
}

/* Without sendmail(8) there is the user's mailbox on this host. */
static FILE *
open_mailbox(const char *to)
{
	char path[PATH_MAX], when[32];
	time_t now = time(NULL);
	struct passwd *pw = getpwnam(to);
	FILE *f;
	int fd;

	if (pw == NULL) {
		syslog(LOG_ERR, "mail for %s: no such user here", to);
		return (NULL);
	}
	snprintf(path, sizeof(path), "%s/%s", _PATH_MAILDIR, pw->pw_name);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_EXLOCK |
	    O_CLOEXEC, 0600);
	if (fd < 0 || fchown(fd, pw->pw_uid, pw->pw_gid) != 0 ||
	    (f = fdopen(fd, "a")) == NULL) {
		syslog(LOG_ERR, "%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return (NULL);
	}
	strftime(when, sizeof(when), "%a %b %e %T %Y", localtime(&now));
	fprintf(f, "From root %s\n", when);
	return (f);
}

/* Begin a mail to the user of the job. */
static FILE *
begin_mail(const struct tab_job *j, const char *to, bool *piped)
{
	char command[256], host[256];
	FILE *f;

	if (strspn(to, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789.@_-+,") != strlen(to) || *to == '-') {
		syslog(LOG_ERR, "MAILTO=%s: not an address", to);
		return (NULL);
	}
	*piped = access(PATH_SENDMAIL, X_OK) == 0;
	if (*piped) {
		snprintf(command, sizeof(command), "%s -oem -oi %s",
		    PATH_SENDMAIL, to);
		f = popen(command, "w");
	} else {
		f = open_mailbox(to);
	}
	if (f == NULL)
		return (NULL);
	if (gethostname(host, sizeof(host)) != 0)
		strlcpy(host, "localhost", sizeof(host));
	fprintf(f, "From: root (Cron Daemon)\nTo: %s\n"
	    "Subject: Cron <%s@%s> %s\nX-Cron-Env: <USER=%s>\n\n", to, j->user,
	    host, j->command, j->user);
	return (f);
}

/* Hand on what the command says, if it says anything. */
static void
mail_output(const struct tab_job *j, int fd)
{
	const char *to = variable(j, "MAILTO");
	bool piped = false, first = true;
	FILE *mail = NULL;
	char buf[4096];
	ssize_t n;

	if (to == NULL)
		to = j->user;
	while ((n = read(fd, buf, sizeof(buf))) > 0 ||
	    (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		if (first && *to != '\0')
			mail = begin_mail(j, to, &piped);
		first = false;
		if (mail != NULL)
			fwrite(buf, 1, (size_t)n, mail);
	}
	if (mail == NULL)
		return;
	if (!piped)
		fputc('\n', mail);
	if ((piped ? pclose(mail) : fclose(mail)) != 0)
		syslog(LOG_ERR, "mail to %s: failed", to);
}

static void
feed(int fd, const char *input)
{
	size_t n = input != NULL ? strlen(input) : 0;

	if (n > 0 && (write(fd, input, n) != (ssize_t)n ||
	    write(fd, "\n", 1) != 1))
		syslog(LOG_INFO, "a command does not read its input");
	close(fd);
}

static void __dead2
serve(const struct tab_job *j, const struct passwd *pw)
{
	char *command = strdup(j->command), *input;
	int in[2], out[2], status;
	pid_t pid, feeder = 0;

	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	if (command == NULL || pipe2(in, O_CLOEXEC) != 0 ||
	    pipe2(out, O_CLOEXEC) != 0) {
		syslog(LOG_ERR, "(%s) cannot run: %s", j->user,
		    strerror(errno));
		_exit(1);
	}
	input = divide(command);
	if ((pid = fork()) == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		dup2(out[1], STDERR_FILENO);
		signal(SIGPIPE, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		run(j, pw, command);
	}
	close(in[0]);
	close(out[1]);
	if (pid < 0) {
		syslog(LOG_ERR, "(%s) cannot fork: %s", j->user,
		    strerror(errno));
		_exit(1);
	}
	/* Much input and much output at once need two hands. */
	if (input != NULL && (feeder = fork()) == 0) {
		close(out[0]);
		feed(in[1], input);
		_exit(0);
	}
	close(in[1]);
	mail_output(j, out[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	_exit(0);
}

void
job_start(const struct tab_job *j)
{
	struct passwd *pw = getpwnam(j->user);
	pid_t pid;

	if (pw == NULL) {
		syslog(LOG_ERR, "(%s) ORPHAN (no passwd entry)", j->user);
		return;
	}
	if (pw->pw_expire != 0 && pw->pw_expire <= time(NULL)) {
		syslog(LOG_NOTICE, "(%s) account expired, could not run",
		    j->user);
		return;
	}
	syslog(LOG_INFO, "(%s) CMD (%s)", j->user, j->command);
	if ((pid = fork()) == 0)
		serve(j, pw);
	if (pid < 0)
		syslog(LOG_ERR, "(%s) cannot fork: %s", j->user,
		    strerror(errno));
}
