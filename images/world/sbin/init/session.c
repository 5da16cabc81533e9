/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.c: a session a terminal of /etc/ttys: its getty is started when the
 * last one ended, but one that ends at once over and over has to wait.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <libutil.h>
#include <paths.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ttyent.h>
#include <unistd.h>
#include <utmpx.h>

#include "init.h"

#define SPACING		5	/* a getty that lives shorter ended too soon */
#define MAX_SOON	5	/* so many times before it has to wait */
#define SLEEP		30	/* seconds it waits */
#define MAX_ARGS	16

struct session {
	struct session	*next;
	char		*tty;		/* name below /dev */
	char		*command;
	char		*type;		/* TERM */
	pid_t		 pid;		/* 0: none runs */
	time_t		 started;
	time_t		 not_before;
	int		 soon;		/* ended too soon, in a row */
	bool		 present;	/* /etc/ttys turns it on */
};

static struct session	*sessions;

static time_t
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (ts.tv_sec);
}

static struct session *
find(const char *tty)
{
	struct session *s;

	for (s = sessions; s != NULL && strcmp(s->tty, tty) != 0; s = s->next)
		;
	return (s);
}

/* Replace a string; on want of memory the old one stays. */
static void
set_string(char **sp, const char *value)
{
	char *copy = strdup(value);

	if (copy == NULL) {
		note("%s", strerror(errno));
		return;
	}
	free(*sp);
	*sp = copy;
}

/*
 * Take over what /etc/ttys says.  A session whose line is gone or off, or has
 * another command, is told to end.
 */
void
sessions_read(void)
{
	struct session *s, **pp;
	struct ttyent *t;
	char command[1024];

	for (s = sessions; s != NULL; s = s->next)
		s->present = false;
	setttyent();
	while ((t = getttyent()) != NULL) {
		if ((t->ty_status & TTY_ON) == 0 || t->ty_getty == NULL)
			continue;
		s = find(t->ty_name);
		if (s == NULL) {
			s = calloc(1, sizeof(*s));
			if (s == NULL || (s->tty = strdup(t->ty_name)) == NULL) {
				note("%s", strerror(errno));
				free(s);
				break;
			}
			for (pp = &sessions; *pp != NULL; pp = &(*pp)->next)
				;
			*pp = s;
		}
		snprintf(command, sizeof(command), "%s %s", t->ty_getty,
		    t->ty_name);
		if (s->command != NULL && strcmp(s->command, command) != 0 &&
		    s->pid != 0)
			kill(s->pid, SIGHUP);
		if (s->command == NULL || strcmp(s->command, command) != 0) {
			set_string(&s->command, command);
			s->soon = 0;
			s->not_before = 0;
		}
		set_string(&s->type, t->ty_type != NULL ? t->ty_type : "unknown");
		s->present = s->command != NULL && s->type != NULL;
	}
	endttyent();
	for (s = sessions; s != NULL; s = s->next)
		if (!s->present && s->pid != 0)
			kill(s->pid, SIGHUP);
}

void
sessions_reread(void)
{
	sessions_read();
}

/* In the child: become the session's command. */
static void __dead2
exec_session(const struct session *s)
{
	char *argv[MAX_ARGS + 1], *last, *word, term[64];
	char *env[2] = { term, NULL };
	char *copy = strdup(s->command);
	int n = 0;

	restore_signals();
	snprintf(term, sizeof(term), "TERM=%s", s->type);
	for (word = strtok_r(copy, " \t", &last); word != NULL && n < MAX_ARGS;
	    word = strtok_r(NULL, " \t", &last))
		argv[n++] = word;
	argv[n] = NULL;
	if (n > 0)
		execve(argv[0], argv, env);
	note("can't exec %s for %s: %s", n > 0 ? argv[0] : "nothing", s->tty,
	    strerror(errno));
	_exit(1);
}

/*
 * Start what is on, does not run and need not wait.
 */
void
sessions_start(void)
{
	struct session *s;
	time_t t = now();

	for (s = sessions; s != NULL; s = s->next) {
		if (!s->present || s->pid != 0 || s->not_before > t)
			continue;
		s->started = t;
		s->pid = fork();
		if (s->pid == 0)
			exec_session(s);
		if (s->pid < 0) {
			s->pid = 0;
			s->not_before = t + SLEEP;
			note("can't fork for %s: %s", s->tty, strerror(errno));
		}
	}
}

/*
 * Seconds until a session that has to wait is due; 0 when none waits.
 */
unsigned int
sessions_due(void)
{
	const struct session *s;
	time_t t = now(), best = 0;

	for (s = sessions; s != NULL; s = s->next)
		if (s->present && s->pid == 0 && s->not_before > t &&
		    (best == 0 || s->not_before < best))
			best = s->not_before;
	return (best == 0 ? 0 : (unsigned int)(best - t));
}

/*
 * Note the end of a session in the file of users, and take the line back.  The
 * kernel has revoked it when the leader ended; by now a script that shuts the
 * system down may have opened it.
 */
static void
forget(struct session *s)
{
	char path[128];

	logoutx(s->tty, 0, DEAD_PROCESS);
	snprintf(path, sizeof(path), "%s%s", _PATH_DEV, s->tty);
	chown(path, 0, 0);
	chmod(path, S_IRUSR | S_IWUSR);
}

void
sessions_died(pid_t pid)
{
	struct session *s;
	time_t t = now();

	for (s = sessions; s != NULL && s->pid != pid; s = s->next)
		;
	if (s == NULL)
		return;
	s->pid = 0;
	forget(s);
	if (!s->present)
		return;
	if (t - s->started >= SPACING) {
		s->soon = 0;
	} else if (++s->soon >= MAX_SOON) {
		note("getty repeating too quickly on port %s, sleeping %d secs",
		    s->tty, SLEEP);
		s->soon = 0;
		s->not_before = t + SLEEP;
	}
}

/*
 * Tell every session that its terminal is gone, and forget them all.
 */
void
sessions_stop(void)
{
	struct session *s;

	for (s = sessions; s != NULL; s = s->next) {
		s->present = false;
		if (s->pid != 0)
			kill(s->pid, SIGHUP);
	}
}
