/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * action.c: where messages go: files, terminals, hosts, users, commands.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <paths.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

#include "syslogd.h"

#define TELL_EVERY	20	/* repetitions that a file is told of at once */

static int
connect_host(const char *name)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *list, *a;
	char host[256], *port;
	int fd = -1, error;

	strlcpy(host, name, sizeof(host));
	port = strrchr(host, ':');
	if (port != NULL && strchr(host, ':') == port)
		*port++ = '\0';
	else
		port = NULL;
	error = getaddrinfo(host, port != NULL ? port : "syslog", &hints,
	    &list);
	if (error != 0) {
		log_own(LOG_ERR, "%s: %s", name, gai_strerror(error));
		return (-1);
	}
	for (a = list; a != NULL && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC |
		    SOCK_NONBLOCK, a->ai_protocol);
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(list);
	if (fd < 0)
		log_own(LOG_ERR, "%s: %s", name, strerror(errno));
	return (fd);
}

/* A command that reads messages from its standard input. */
static void
start_command(struct rule *r)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0) {
		log_own(LOG_ERR, "pipe: %s", strerror(errno));
		return;
	}
	if ((r->child = fork()) == 0) {
		dup2(ends[0], STDIN_FILENO);
		setsid();
		signal(SIGHUP, SIG_DFL);
		signal(SIGPIPE, SIG_DFL);
		execl(_PATH_BSHELL, "sh", "-c", r->where, (char *)NULL);
		_exit(255);
	}
	close(ends[0]);
	if (r->child < 0) {
		log_own(LOG_ERR, "fork: %s", strerror(errno));
		close(ends[1]);
		return;
	}
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	r->fd = ends[1];
}

void
rule_open(struct rule *r)
{
	int flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

	switch (r->action) {
	case TO_FILE:
		r->fd = open(r->where, flags | (create_files ? O_CREAT : 0),
		    0600);
		if (r->fd < 0) {
			log_own(LOG_ERR, "%s: %s", r->where, strerror(errno));
			break;
		}
		if (isatty(r->fd))
			r->action = TO_TERMINAL;
		break;
	case TO_HOST:
		if (no_network < 2)
			r->fd = connect_host(r->where);
		break;
	default:	/* opened when there is something to write */
		break;
	}
}

void
rule_close(struct rule *r)
{
	rule_flush(r);
	if (r->fd >= 0)
		close(r->fd);
	if (r->child > 0)
		kill(r->child, SIGTERM);
	r->fd = -1;
	r->child = 0;
}

void
rule_reap(pid_t child, int status)
{
	for (struct rule *r = rules; r != NULL; r = r->next) {
		if (r->child != child)
			continue;
		if (r->fd >= 0)
			close(r->fd);
		r->fd = -1;
		r->child = 0;
		if (WIFSIGNALED(status))
			log_own(LOG_ERR, "%s: ended by signal %d", r->where,
			    WTERMSIG(status));
		else if (WEXITSTATUS(status) != 0)
			log_own(LOG_ERR, "%s: exit status %d", r->where,
			    WEXITSTATUS(status));
	}
}

/* To a terminal, whoever has it; one that does not take it is left. */
static void
write_terminal(const char *line, const char *text, size_t n)
{
	char path[64];
	int fd;

	if (snprintf(path, sizeof(path), "%s%s", _PATH_DEV, line) >=
	    (int)sizeof(path) || strstr(line, "..") != NULL)
		return;
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)write(fd, text, n);
	close(fd);
}

static bool
is_listed(const char *users, const char *name)
{
	size_t n = strlen(name);

	for (; *users != '\0'; users += strspn(users, ",")) {
		if (strncmp(users, name, n) == 0 &&
		    (users[n] == '\0' || users[n] == ','))
			return (true);
		users += strcspn(users, ",");
	}
	return (false);
}

static void
write_users(const struct rule *r, const struct message *m)
{
	char text[TEXT + 256];
	struct utmpx *ut;
	int n;

	if (r->action == TO_ALL)
		n = snprintf(text, sizeof(text),
		    "\r\n\7Message from syslogd@%s at %s ...\r\n%s\r\n",
		    m->host, m->when, m->text);
	else
		n = snprintf(text, sizeof(text), "%s %s %s\r\n", m->when,
		    m->host, m->text);
	if (n >= (int)sizeof(text))
		n = (int)sizeof(text) - 1;
	setutxent();
	while ((ut = getutxent()) != NULL)
		if (ut->ut_type == USER_PROCESS && (r->action == TO_ALL ||
		    is_listed(r->where, ut->ut_user)))
			write_terminal(ut->ut_line, text, (size_t)n);
	endutxent();
}

static const char *
level_name(int pri)
{
	static const char *const names[] = { "emerg", "alert", "crit", "err",
	    "warning", "notice", "info", "debug" };

	return (names[LOG_PRI(pri)]);
}

/* One line, as the action has it. */
static void
deliver(struct rule *r, const struct message *m)
{
	char text[TEXT + 256], extra[32] = "";
	int n;

	if (r->action == TO_USERS || r->action == TO_ALL) {
		write_users(r, m);
		return;
	}
	if (verbose > 0)
		snprintf(extra, sizeof(extra), "<%d.%s> ", LOG_FAC(m->pri),
		    level_name(m->pri));
	if (r->action == TO_HOST)
		n = snprintf(text, sizeof(text), "<%d>%s %s", m->pri, m->when,
		    m->text);
	else
		n = snprintf(text, sizeof(text), "%s %s%s %s%s", m->when,
		    extra, m->host, m->text,
		    r->action == TO_TERMINAL ? "\r\n" : "\n");
	if (n >= (int)sizeof(text))
		n = (int)sizeof(text) - 1;
	if (r->action == TO_PIPE && r->fd < 0)
		start_command(r);
	if (r->fd < 0)
		return;
	if (write(r->fd, text, (size_t)n) < 0 && errno != EAGAIN &&
	    errno != ENOSPC && r->action == TO_FILE) {
		n = errno;
		close(r->fd);
		r->fd = -1;
		log_own(LOG_ERR, "%s: %s", r->where, strerror(n));
		return;
	}
	/* What the kernel says may be its last words. */
	if (r->action == TO_FILE && r->sync &&
	    LOG_FAC(m->pri) == LOG_FAC(LOG_KERN))
		(void)fsync(r->fd);
}

void
rule_flush(struct rule *r)
{
	struct message m = { .pri = r->last_pri };

	if (r->repeated == 0)
		return;
	time_stamp(m.when, time(NULL));
	strlcpy(m.host, r->last_host, sizeof(m.host));
	snprintf(m.text, sizeof(m.text), "last message repeated %d time%s",
	    r->repeated, r->repeated == 1 ? "" : "s");
	r->repeated = 0;
	deliver(r, &m);
}

void
rule_write(struct rule *r, const struct message *m)
{
	bool keeps = r->action == TO_FILE || r->action == TO_TERMINAL ||
	    r->action == TO_HOST;

	if (keeps && !keep_repeats && strcmp(r->last, m->text) == 0 &&
	    strcmp(r->last_host, m->host) == 0 && r->last_pri == m->pri) {
		if (++r->repeated >= TELL_EVERY)
			rule_flush(r);
		return;
	}
	rule_flush(r);
	strlcpy(r->last, m->text, sizeof(r->last));
	strlcpy(r->last_host, m->host, sizeof(r->last_host));
	r->last_pri = m->pri;
	deliver(r, m);
}
