/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cron.c: cron(8): run the jobs of /etc/crontab and of users' tables in their
 * minutes.  Each minute it is looked whether a table has changed.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "cron.h"

#define PATH_PID	"/var/run/cron.pid"
#define CATCH_UP	(3 * 60)	/* minutes late that are made up for */

/* A table that was read, and the file that it was. */
struct known {
	struct known	*next;
	char		 name[TAB_NAME];	/* "": the system's */
	struct timespec	 changed;
	ino_t		 inode;
	bool		 seen;
	struct tab	 tab;
};

static struct known	*tables;
static bool		 foreground;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: cron [-n]\n");
	exit(1);
}

static struct known *
find(const char *name)
{
	struct known *k;

	for (k = tables; k != NULL; k = k->next)
		if (strcmp(k->name, name) == 0)
			return (k);
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return (NULL);
	strlcpy(k->name, name, sizeof(k->name));
	k->next = tables;
	tables = k;
	return (k);
}

/*
 * Read a table if it is new.  It must be a plain file of root's that nobody
 * else writes to: others would run what they like.
 */
static void
look_at(const char *path, const char *user)
{
	struct known *k;
	struct stat st;
	const char *why;
	FILE *f;
	int fd, line;

	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		if (errno != ENOENT)
			syslog(LOG_ERR, "%s: %s", path, strerror(errno));
		return;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != 0 ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		syslog(LOG_ERR, "%s: not a plain file that only root writes "
		    "to", path);
		close(fd);
		return;
	}
	if ((k = find(user != NULL ? user : "")) == NULL ||
	    (f = fdopen(fd, "r")) == NULL) {
		syslog(LOG_ERR, "%s: %s", path, strerror(errno));
		close(fd);
		return;
	}
	k->seen = true;
	if (k->inode != st.st_ino || memcmp(&k->changed, &st.st_mtim,
	    sizeof(k->changed)) != 0) {
		tab_free(&k->tab);
		line = tab_read(f, user, &k->tab, &why);
		if (line != 0) {
			syslog(LOG_ERR, "%s:%d: %s: the table is not used",
			    path, line, why);
			tab_free(&k->tab);
		} else if (k->inode != 0) {
			syslog(LOG_INFO, "(%s) RELOAD (%s)",
			    user != NULL ? user : "*system*", path);
		}
		k->inode = st.st_ino;
		k->changed = st.st_mtim;
	}
	fclose(f);
}

/* Look for tables that are new, have changed or are gone. */
static void
look(void)
{
	char path[PATH_MAX];
	struct known **link, *k;
	struct dirent *d;
	DIR *dir;

	for (k = tables; k != NULL; k = k->next)
		k->seen = false;
	look_at(PATH_SYSTAB, NULL);
	if ((dir = opendir(PATH_TABS)) == NULL) {
		if (errno != ENOENT)
			syslog(LOG_ERR, "%s: %s", PATH_TABS, strerror(errno));
	} else {
		while ((d = readdir(dir)) != NULL) {
			if (d->d_name[0] == '.' ||
			    strlen(d->d_name) >= TAB_NAME)
				continue;
			snprintf(path, sizeof(path), "%s/%s", PATH_TABS,
			    d->d_name);
			look_at(path, d->d_name);
		}
		closedir(dir);
	}
	for (link = &tables; (k = *link) != NULL;) {
		if (k->seen) {
			link = &k->next;
			continue;
		}
		*link = k->next;
		tab_free(&k->tab);
		free(k);
	}
}

/* What is due in the minute that begins at t; at start, what says so. */
static void
start_jobs(time_t t, bool reboot)
{
	struct tm tm;

	localtime_r(&t, &tm);
	for (struct known *k = tables; k != NULL; k = k->next)
		for (struct tab_job *j = k->tab.jobs; j != NULL; j = j->next)
			if (reboot ? j->reboot : tab_due(j, &tm))
				job_start(j);
}

/* Wait for the minute t; the clock may be set meanwhile, so look often. */
static void
wait_until(time_t t)
{
	time_t now, left;

	while ((now = time(NULL)) < t) {
		left = t - now;
		if (left > 60)		/* set back: go on from there */
			return;
		sleep((unsigned int)(left > 4 ? 4 : left));
	}
}

static void __dead2
serve(void)
{
	time_t minute = time(NULL) / 60 * 60, now;

	for (;;) {
		wait_until(minute + 60);
		now = time(NULL) / 60 * 60;
		look();
		if (now > minute && now - minute <= CATCH_UP * 60) {
			while (minute < now) {
				minute += 60;
				start_jobs(minute, false);
			}
		} else if (now != minute) {
			syslog(LOG_NOTICE, "the time was changed by %lld s",
			    (long long)(now - minute));
			minute = now;
			start_jobs(minute, false);
		}
	}
}

/* One cron at a time. */
static void
take_pid_file(void)
{
	int fd = open(PATH_PID, O_RDWR | O_CREAT | O_EXLOCK | O_NONBLOCK |
	    O_CLOEXEC, 0644);

	if (fd < 0) {
		if (errno == EWOULDBLOCK)
			errx(1, "cron already running");
		err(1, "%s", PATH_PID);
	}
	/* The descriptor stays open, and so the lock. */
	if (!foreground && daemon(0, 0) != 0)
		err(1, "daemon");
	(void)ftruncate(fd, 0);
	dprintf(fd, "%d\n", getpid());
}

int
main(int argc, char **argv)
{
	int ch;

	while ((ch = getopt(argc, argv, "n")) != -1) {
		switch (ch) {
		case 'n':
			foreground = true;
			break;
		default:
			usage();
		}
	}
	if (argc != optind)
		usage();
	if (geteuid() != 0)
		errx(1, "must be run by root");
	take_pid_file();
	openlog("cron", LOG_PID, LOG_CRON);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	umask(022);
	look();
	start_jobs(time(NULL), true);
	serve();
}
