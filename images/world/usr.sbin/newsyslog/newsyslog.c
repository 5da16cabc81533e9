/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * newsyslog.c: newsyslog(8): archive logs that are large or old, and begin new
 * ones.  Programs that write to them are told by a signal.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "newsyslog.h"

#define PATH_CONF	"/etc/newsyslog.conf"
#define PATH_SYSLOGD	"/var/run/syslog.pid"
#define SLACK		3600	/* s that a time may have passed */

bool	dry, noise;

static bool	create, create_all, force, no_signals, only_create;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: newsyslog [-CFNnrsv] [-f config_file] "
	    "[file ...]\n");
	exit(1);
}

/* Say what is done. */
static void
tell(const char *what, const char *a, const char *b)
{
	if (dry || noise)
		printf("\t%s %s%s%s\n", what, a, *b != '\0' ? " " : "", b);
}

/* Name of archive number n, without and with what compresses it. */
static void
archive_name(char *to, const struct entry *e, int n, const char *suffix)
{
	if (snprintf(to, PATH_MAX, "%s.%d%s", e->log, n, suffix) >= PATH_MAX)
		errx(1, "%s: name too long", e->log);
}

/* Which suffix archive n has; NULL: there is none. */
static const char *
archive_suffix(const struct entry *e, int n)
{
	static const char *const all[] = { "", ".gz", ".bz2", ".xz" };
	char path[PATH_MAX];
	struct stat st;

	for (size_t i = 0; i < nitems(all); i++) {
		archive_name(path, e, n, all[i]);
		if (lstat(path, &st) == 0)
			return (all[i]);
	}
	return (NULL);
}

/* Hours since the last archive was made; -1: there is none. */
static long
age(const struct entry *e)
{
	const char *suffix = archive_suffix(e, 0);
	char path[PATH_MAX];
	struct stat st;

	if (suffix == NULL)
		return (-1);
	archive_name(path, e, 0, suffix);
	if (stat(path, &st) != 0)
		return (-1);
	return ((long)(time(NULL) - st.st_mtime + 1800) / 3600);
}

/* Is it time?  Says why with -v. */
static bool
due(const struct entry *e, const struct stat *st)
{
	long kb = (long)(st->st_size / 1024), old = age(e);
	time_t now = time(NULL), t;
	bool yes = force;

	if (noise)
		printf("%s <%d%s>: ", e->log, e->count, e->suffix);
	if (e->when != NULL && !force) {
		/* Only in the hour that it says, and then size is no matter. */
		if (!when_parse(e->when, now, &t) || now < t ||
		    now - t >= SLACK) {
			if (noise)
				printf("--> will trim at another time\n");
			return (false);
		}
		if (e->hours < 0)
			yes = old != 0 || archive_suffix(e, 0) == NULL;
	}
	if (noise && e->size >= 0)
		printf("size (KB): %ld [%ld] ", kb, e->size);
	if (noise && e->hours >= 0)
		printf("age (hr): %ld [%ld] ", old, e->hours);
	if (e->size >= 0 && kb >= e->size)
		yes = true;
	if (e->hours >= 0 && (old < 0 || old >= e->hours))
		yes = true;
	if (noise)
		printf("--> %s\n", yes ? "trimming log...." : "skipping");
	return (yes);
}

static void
give(const struct entry *e, const char *path)
{
	if (chmod(path, e->mode) != 0)
		warn("can't chmod %s", path);
	if ((e->uid != (uid_t)-1 || e->gid != (gid_t)-1) &&
	    chown(path, e->uid, e->gid) != 0)
		warn("can't chown %s", path);
}

/* An empty log, which says since when it is. */
static void
begin_log(const struct entry *e, const char *why)
{
	char path[PATH_MAX], host[256], when[32];
	time_t now = time(NULL);
	int fd;

	tell("Start new log", e->log, "");
	if (dry)
		return;
	if (snprintf(path, sizeof(path), "%s.XXXXXX", e->log) >=
	    (int)sizeof(path) || (fd = mkstemp(path)) < 0) {
		warn("can't start new log %s", e->log);
		return;
	}
	if (!e->binary) {
		if (gethostname(host, sizeof(host)) != 0)
			strlcpy(host, "localhost", sizeof(host));
		host[strcspn(host, ".")] = '\0';
		strftime(when, sizeof(when), "%b %e %T", localtime(&now));
		if (dprintf(fd, "%s %s newsyslog[%d]: %s\n", when, host,
		    getpid(), why) < 0)
			warn("can't write %s", path);
	}
	close(fd);
	give(e, path);
	if (rename(path, e->log) != 0) {
		warn("can't mv %s to %s", path, e->log);
		(void)unlink(path);
	}
}

/* Move the archives on by one, and the log to the first. */
static void
shift(const struct entry *e)
{
	char from[PATH_MAX], to[PATH_MAX];
	const char *suffix;

	for (int n = e->count; (suffix = archive_suffix(e, n)) != NULL; n++) {
		archive_name(from, e, n, suffix);
		tell("rm -f", from, "");
		if (!dry && unlink(from) != 0)
			warn("can't rm %s", from);
		if (dry)
			break;
	}
	for (int n = e->count - 1; n >= 0; n--) {
		if ((suffix = archive_suffix(e, n)) == NULL)
			continue;
		archive_name(from, e, n, suffix);
		archive_name(to, e, n + 1, suffix);
		if (n + 1 >= e->count) {
			tell("rm -f", from, "");
			if (!dry && unlink(from) != 0)
				warn("can't rm %s", from);
			continue;
		}
		tell("mv", from, to);
		if (!dry && rename(from, to) != 0)
			warn("can't mv %s to %s", from, to);
	}
	if (e->count == 0) {
		tell("rm -f", e->log, "");
		if (!dry && unlink(e->log) != 0)
			warn("can't rm %s", e->log);
		return;
	}
	archive_name(to, e, 0, "");
	tell("mv", e->log, to);
	if (dry)
		return;
	/* By a second name, so that there is a log at every moment. */
	if (link(e->log, to) != 0)
		warn("can't mv %s to %s", e->log, to);
	else
		give(e, to);
}

static void
send_signal(const struct entry *e)
{
	const char *path = *e->pid_file != '\0' ? e->pid_file : PATH_SYSLOGD;
	FILE *f;
	int pid;

	if (no_signals || e->no_signal)
		return;
	if ((f = fopen(path, "re")) == NULL) {
		if (*e->pid_file != '\0')
			warn("can't open pid file: %s", path);
		return;
	}
	if (fscanf(f, "%d", &pid) != 1 || pid == 0 || pid == 1 ||
	    (pid < 0 && !e->group)) {
		warnx("%s does not have a valid process id", path);
		fclose(f);
		return;
	}
	fclose(f);
	if (e->group && pid > 0)
		pid = -pid;
	if (dry || noise)
		printf("\tkill -%d %d\n", e->signal, pid);
	if (!dry && kill(pid, e->signal) != 0)
		warn("can't notify daemon, pid %d", pid);
}

/* Let the program of a suffix make the first archive smaller. */
static void
compress(const struct entry *e)
{
	static const char *const program[] = { "/usr/bin/gzip",
	    "/usr/bin/bzip2", "/usr/bin/xz" };
	const char *run = program[e->suffix[1] == 'g' ? 0 :
	    e->suffix[1] == 'b' ? 1 : 2];
	char path[PATH_MAX];
	int status;
	pid_t pid;

	if (*e->suffix == '\0' || e->count == 0)
		return;
	archive_name(path, e, 0, "");
	tell(run, "-f", path);
	if (dry)
		return;
	if (access(run, X_OK) != 0) {
		warn("%s stays as it is: %s", path, run);
		return;
	}
	if ((pid = vfork()) < 0)
		err(1, "vfork");
	if (pid == 0) {
		execl(run, run, "-f", path, (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		warnx("%s -f %s failed", run, path);
}

/* Look after one log. */
static void
handle(const struct entry *e)
{
	struct stat st;

	if (lstat(e->log, &st) != 0) {
		if (errno != ENOENT)
			warn("%s", e->log);
		else if (create_all || (create && e->create))
			begin_log(e, "logfile first created");
		else if (noise)
			printf("%s: does not exist, skipped.\n", e->log);
		return;
	}
	if (!S_ISREG(st.st_mode)) {
		warnx("%s: not a plain file", e->log);
		return;
	}
	if (only_create || !due(e, &st))
		return;
	shift(e);
	begin_log(e, force ? "logfile turned over due to -F request" :
	    "logfile turned over");
	send_signal(e);
	if (*e->suffix != '\0' && !dry && !no_signals && !e->no_signal)
		sleep(1);	/* what was told closes the old log first */
	compress(e);
}

/* One that the command line names, or all without name. */
static bool
handle_named(const struct entry *list, const char *name)
{
	bool found = false;

	for (const struct entry *e = list; e != NULL; e = e->next) {
		if (name != NULL && strcmp(e->log, name) != 0)
			continue;
		handle(e);
		found = true;
	}
	return (found);
}

int
main(int argc, char **argv)
{
	const char *conf = PATH_CONF;
	bool anybody = false;
	struct entry *list;
	int ch;

	while ((ch = getopt(argc, argv, "CFf:Nnrsv")) != -1) {
		switch (ch) {
		case 'C':
			create_all = create;
			create = true;
			break;
		case 'F':
			force = true;
			break;
		case 'f':
			conf = optarg;
			break;
		case 'N':
			only_create = true;
			break;
		case 'n':
			dry = anybody = true;
			break;
		case 'r':
			anybody = true;
			break;
		case 's':
			no_signals = true;
			break;
		case 'v':
			noise = true;
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (only_create && (force || !create)) {
		warnx("the -N option needs -C, and goes without -F");
		usage();
	}
	if (!anybody && geteuid() != 0)
		errx(1, "must have root privs");
	list = conf_read(conf);
	if (*argv == NULL)
		(void)handle_named(list, NULL);
	for (; *argv != NULL; argv++)
		if (!handle_named(list, *argv))
			errx(1, "%s: not in %s", *argv, conf);
	return (0);
}
