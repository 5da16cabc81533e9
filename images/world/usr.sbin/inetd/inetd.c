/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inetd.c: wait for others' connections and start the programs that serve
 * them, inetd(8).
 *
 * Signals are blocked but while it waits.  A child is found again among the
 * services by its pid; of services that do not wait only the number of
 * children is known, in slots of their own.
 */
#include <sys/socket.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "inetd.h"

#define CONFIG		"/etc/inetd.conf"
#define PIDFILE		"/var/run/inetd.pid"
#define RATE		256	/* connections to a service in a minute */
#define PAUSE		600	/* seconds without a service that is too busy */
#define MAX_SERVICES	256
#define MAX_SLOTS	4096

struct services services = LIST_HEAD_INITIALIZER(services);
int debug;

static const char *address;	/* -a */
static int logging;		/* -l */
static volatile sig_atomic_t got_child, got_hup, got_end;

/* Who serves what. */
static struct slot {
	pid_t		 pid;
	struct service	*service;
} slots[MAX_SLOTS];

void
note(int level, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (debug)
		fprintf(stderr, "inetd: %s\n", text);
	else
		syslog(level, "%s", text);
}

/* ---- children -------------------------------------------------------------- */

static void
slot_add(pid_t pid, struct service *sv)
{
	for (size_t i = 0; i < MAX_SLOTS; i++)
		if (slots[i].pid == 0) {
			slots[i].pid = pid;
			slots[i].service = sv;
			sv->children++;
			return;
		}
}

static void
reap(void)
{
	struct service *sv;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		LIST_FOREACH(sv, &services, link)
			if (sv->waiting == pid) {
				sv->waiting = 0;
				if (status != 0)
					note(LOG_WARNING, "%s: %s %d",
					    sv->program, WIFSIGNALED(status) ?
					    "signal" : "exit status",
					    WIFSIGNALED(status) ?
					    WTERMSIG(status) :
					    WEXITSTATUS(status));
			}
		for (size_t i = 0; i < MAX_SLOTS; i++)
			if (slots[i].pid == pid) {
				slots[i].pid = 0;
				/* The service may be gone since. */
				LIST_FOREACH(sv, &services, link)
					if (sv == slots[i].service &&
					    sv->children > 0)
						sv->children--;
			}
	}
}

/* Become the user, and the program on descriptors 0 to 2.  Does not return. */
static void
become(const struct service *sv, int fd)
{
	struct passwd *pw;
	struct group *gr = NULL;
	char *user = sv->user, *group;

	if ((group = strchr(user, ':')) != NULL)
		*group++ = '\0';
	if ((pw = getpwnam(user)) == NULL ||
	    (group != NULL && (gr = getgrnam(group)) == NULL)) {
		note(LOG_ERR, "%s/%s: %s: no such %s", sv->name, sv->proto,
		    pw == NULL ? user : group, pw == NULL ? "user" : "group");
		_exit(1);
	}
	if (pw->pw_uid != 0 && (setgid(gr != NULL ? gr->gr_gid :
	    pw->pw_gid) == -1 || initgroups(user, gr != NULL ? gr->gr_gid :
	    pw->pw_gid) == -1 || setlogin(user) == -1 ||
	    setuid(pw->pw_uid) == -1)) {
		note(LOG_ERR, "%s: %s", user, strerror(errno));
		_exit(1);
	}
	for (int i = 0; i < 3; i++)
		if (fd != i)
			dup2(fd, i);
	if (fd > 2)
		close(fd);
	execv(sv->program, sv->argv);
	syslog(LOG_ERR, "cannot execute %s: %s", sv->program, strerror(errno));
	_exit(1);
}

/* Too many in this minute: out of service for a while. */
static int
too_fast(struct service *sv)
{
	time_t now = time(NULL);

	if (now - sv->counted >= 60 || now < sv->counted) {
		sv->counted = now;
		sv->count = 0;
	}
	if (sv->max_rate == 0 || ++sv->count <= sv->max_rate)
		return (0);
	note(LOG_ERR, "%s/%s server failing (looping), service terminated",
	    sv->name, sv->proto);
	close(sv->fd);
	sv->fd = -1;
	sv->retry = now + PAUSE;
	return (1);
}

static void
serve(struct service *sv)
{
	int stream = sv->type == SOCK_STREAM && !sv->wait, s = sv->fd;
	sigset_t none;
	pid_t pid;

	if (too_fast(sv) || (stream &&
	    (s = accept(sv->fd, NULL, NULL)) == -1))
		return;
	if (logging)
		note(LOG_INFO, "%s/%s: asked for", sv->name, sv->proto);
	if (sv->builtin != NULL && !sv->builtin->forks) {
		sv->builtin->serve(s);
	} else if ((pid = fork()) == -1) {
		note(LOG_ERR, "fork: %s", strerror(errno));
	} else if (pid == 0) {
		for (int sig = 1; sig < NSIG; sig++)
			signal(sig, SIG_DFL);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		if (sv->builtin == NULL)
			become(sv, s);
		sv->builtin->serve(s);
		_exit(0);
	} else if (sv->wait) {
		sv->waiting = pid;
	} else
		slot_add(pid, sv);
	if (stream)
		close(s);
}

/* ---- the loop -------------------------------------------------------------- */

static void
on_signal(int sig)
{
	if (sig == SIGCHLD)
		got_child = 1;
	else if (sig == SIGHUP)
		got_hup = 1;
	else
		got_end = 1;
}

/* Open what was too busy again. */
static void
retry(void)
{
	struct service *sv;

	LIST_FOREACH(sv, &services, link)
		if (sv->retry != 0 && time(NULL) >= sv->retry) {
			sv->retry = 0;
			service_open(sv, address);
		}
}

static void
wait_and_serve(const sigset_t *open)
{
	static const struct timespec minute = { 60, 0 };
	struct service *who[MAX_SERVICES], *sv;
	struct pollfd pfd[MAX_SERVICES];
	nfds_t n = 0;

	LIST_FOREACH(sv, &services, link)
		if (sv->fd != -1 && sv->waiting == 0 && n < MAX_SERVICES &&
		    (sv->max_children == 0 ||
		    sv->children < sv->max_children)) {
			pfd[n] = (struct pollfd){ .fd = sv->fd,
			    .events = POLLIN };
			who[n++] = sv;
		}
	if (ppoll(pfd, n, &minute, open) <= 0)
		return;
	for (nfds_t i = 0; i < n; i++)
		if (pfd[i].revents != 0)
			serve(who[i]);
}

static void
usage(void)
{
	fprintf(stderr, "usage: inetd [-dl] [-a address] "
	    "[-c maximum] [-p file] [-R rate]\n"
	    "             [configuration_file]\n");
	exit(1);
}

static int
number(const char *text, char option)
{
	const char *wrong;
	long long n = strtonum(text, 0, 1000000, &wrong);

	if (wrong != NULL)
		errx(1, "-%c %s: %s", option, text, wrong);
	return ((int)n);
}

static void
write_pid(const char *path)
{
	FILE *f = fopen(path, "w");

	if (f == NULL) {
		note(LOG_WARNING, "%s: %s", path, strerror(errno));
		return;
	}
	fprintf(f, "%ld\n", (long)getpid());
	fclose(f);
}

int
main(int argc, char **argv)
{
	static const int caught[] = { SIGCHLD, SIGHUP, SIGTERM, SIGINT };
	const char *config = CONFIG, *pidfile = PIDFILE;
	struct sigaction sa = { .sa_handler = on_signal };
	int ch, rate = RATE, max = 0;
	sigset_t block, open;

	while ((ch = getopt(argc, argv, "a:c:dlp:R:")) != -1)
		switch (ch) {
		case 'a':
			address = optarg;
			break;
		case 'c':
			max = number(optarg, 'c');
			break;
		case 'd':
			debug = 1;
			break;
		case 'l':
			logging = 1;
			break;
		case 'p':
			pidfile = optarg;
			break;
		case 'R':
			rate = number(optarg, 'R');
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc > 1)
		usage();
	if (argc == 1)
		config = argv[0];
	if (access(config, R_OK) == -1)
		err(1, "%s", config);
	openlog("inetd", LOG_PID | LOG_NDELAY, LOG_DAEMON);
	if (!debug && daemon(0, 0) == -1)
		err(1, "daemon");
	sigemptyset(&block);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) {
		sigaddset(&block, caught[i]);
		sigaction(caught[i], &sa, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &block, &open);
	write_pid(pidfile);
	got_hup = 1;
	while (!got_end) {
		if (got_hup) {
			got_hup = 0;
			(void)config_read(config, address, rate, max);
		}
		if (got_child) {
			got_child = 0;
			reap();
		}
		retry();
		wait_and_serve(&open);
	}
	unlink(pidfile);
	return (0);
}
