/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syslogd.c: syslogd(8): receive messages and hand each to the rules that
 * select it.  They come from programs by a socket, from the kernel by
 * /dev/klog and from other hosts by UDP.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "syslogd.h"

#define PATH_CONF	"/etc/syslog.conf"
#define PATH_PID	"/var/run/syslog.pid"
#define FLUSH_AFTER	30	/* s until repetitions are told */

struct rule	*rules;
char		 this_host[NAME];
bool		 debugging, create_files, keep_repeats;
int		 verbose, no_network;

static const char	*conf = PATH_CONF;
static const char	*pid_path = PATH_PID;

static volatile sig_atomic_t	ended, hung_up, reap;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: syslogd [-CcdFknsv] [-f config_file] "
	    "[-l log_socket]\n               [-m mark_interval] [-P pid_file] "
	    "[-p log_socket]\n");
	exit(1);
}

static void
on_signal(int sig)
{
	if (sig == SIGHUP)
		hung_up = 1;
	else if (sig == SIGCHLD)
		reap = 1;
	else
		ended = sig;
}

void
time_stamp(char when[16], time_t t)
{
	struct tm tm;

	strftime(when, 16, "%b %e %T", localtime_r(&t, &tm));
}

/* Is this the program that the rule is about? */
static bool
program_fits(const struct rule *r, const char *text)
{
	size_t n = strcspn(text, ":[ \t");
	const char *p = r->programs;
	bool found = false;

	if (*p == '\0')
		return (true);
	while (*p != '\0' && !found) {
		size_t len = strcspn(p, ",");

		found = len == n && strncmp(p, text, n) == 0;
		p += len + (p[len] == ',');
	}
	return (found != r->not_programs);
}

void
log_message(const struct message *m)
{
	int f = LOG_FAC(m->pri);

	if (debugging)
		printf("<%d> %s %s %s\n", m->pri, m->when, m->host, m->text);
	if (f > MARK)
		return;
	for (struct rule *r = rules; r != NULL; r = r->next) {
		if ((r->levels[f] & (1 << LOG_PRI(m->pri))) == 0 ||
		    !program_fits(r, m->text))
			continue;
		if (*r->host != '\0' &&
		    (strcasecmp(r->host, m->host) == 0) == r->not_host)
			continue;
		rule_write(r, m);
	}
}

void
log_own(int pri, const char *fmt, ...)
{
	struct message m = { .pri = LOG_SYSLOG | pri };
	static bool busy;
	va_list ap;
	int n;

	/* A message about a message that could not be written is enough. */
	if (busy)
		return;
	busy = true;
	time_stamp(m.when, time(NULL));
	strlcpy(m.host, this_host, sizeof(m.host));
	n = snprintf(m.text, sizeof(m.text), "syslogd: ");
	va_start(ap, fmt);
	vsnprintf(m.text + n, sizeof(m.text) - (size_t)n, fmt, ap);
	va_end(ap);
	log_message(&m);
	busy = false;
}

/* Begin anew with the rules of the file. */
static void
configure(void)
{
	struct rule *r;

	if (gethostname(this_host, sizeof(this_host)) != 0)
		strlcpy(this_host, "localhost", sizeof(this_host));
	this_host[sizeof(this_host) - 1] = '\0';
	this_host[strcspn(this_host, ".")] = '\0';
	while ((r = rules) != NULL) {
		rule_close(r);
		rules = r->next;
		free(r);
	}
	config_read(conf);
	for (r = rules; r != NULL; r = r->next)
		rule_open(r);
}

static void
write_pid(void)
{
	int fd = open(pid_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0) {
		log_own(LOG_ERR, "%s: %s", pid_path, strerror(errno));
		return;
	}
	dprintf(fd, "%d\n", getpid());
	close(fd);
}

static void
set_signals(void)
{
	static const int sigs[] = { SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGCHLD };
	struct sigaction sa = { .sa_flags = 0 };

	sa.sa_handler = on_signal;
	for (size_t i = 0; i < nitems(sigs); i++)
		sigaction(sigs[i], &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void
serve(int mark)
{
	time_t now, flush = time(NULL) + FLUSH_AFTER;
	time_t next_mark = time(NULL) + mark;
	bool ready;
	pid_t pid;
	int status;

	while (!ended) {
		ready = input_wait(1000 * FLUSH_AFTER);
		if (reap) {
			reap = 0;
			while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
				rule_reap(pid, status);
		}
		if (hung_up) {
			hung_up = 0;
			configure();
			log_own(LOG_INFO, "restart");
		}
		if (ready)
			input_read();
		now = time(NULL);
		if (now >= flush) {
			for (struct rule *r = rules; r != NULL; r = r->next)
				rule_flush(r);
			flush = now + FLUSH_AFTER;
		}
		if (mark > 0 && now >= next_mark) {
			struct message m = {
			    .pri = (MARK << 3) | LOG_INFO };

			time_stamp(m.when, now);
			strlcpy(m.host, this_host, sizeof(m.host));
			strlcpy(m.text, "-- MARK --", sizeof(m.text));
			log_message(&m);
			next_mark = now + mark;
		}
	}
}

int
main(int argc, char **argv)
{
	const char *path = _PATH_LOG, *more[SOCKETS / 2];
	int ch, n_more = 0, mark = 20, klog_error;
	bool foreground = false;
	const char *bad;

	while ((ch = getopt(argc, argv, "CcdFf:kl:m:nP:p:sv")) != -1) {
		switch (ch) {
		case 'C':
			create_files = true;
			break;
		case 'c':
			keep_repeats = true;
			break;
		case 'd':
			debugging = foreground = true;
			break;
		case 'F':
			foreground = true;
			break;
		case 'f':
			conf = optarg;
			break;
		case 'k':
			keep_kern = true;
			break;
		case 'l':
			if (n_more == (int)nitems(more))
				errx(1, "too many sockets");
			more[n_more++] = optarg;
			break;
		case 'm':
			mark = (int)strtonum(optarg, 0, 60 * 24, &bad);
			if (bad != NULL)
				errx(1, "-m %s: %s", optarg, bad);
			break;
		case 'n':
			numeric = true;
			break;
		case 'P':
			pid_path = optarg;
			break;
		case 'p':
			path = optarg;
			break;
		case 's':
			no_network++;
			break;
		case 'v':
			verbose++;
			break;
		default:
			usage();
		}
	}
	if (argc != optind)
		usage();
	/* Who starts it may log as soon as it returns. */
	input_local(path);
	for (int i = 0; i < n_more; i++)
		input_local(more[i]);
	if (!foreground && daemon(0, 0) != 0)
		err(1, "daemon");
	set_signals();
	write_pid();
	klog_error = input_klog();
	if (no_network == 0)
		input_network();
	configure();
	if (klog_error != 0)
		log_own(LOG_ERR, "%s: %s", PATH_KLOG, strerror(klog_error));
	serve(mark * 60);
	log_own(LOG_ERR, "exiting on signal %d", (int)ended);
	for (struct rule *r = rules; r != NULL; r = r->next)
		rule_close(r);
	input_remove();
	(void)unlink(pid_path);
	return (ended == SIGTERM || ended == SIGINT || ended == SIGQUIT ? 0 :
	    1);
}
