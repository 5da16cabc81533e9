/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syslogd.c: syslogd(8): receive messages and hand each to the rules that
 * select it.  They come from programs by a socket, from the kernel by
 * /dev/klog and from other hosts by UDP.
 */
#include <sys/param.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "syslogd.h"

#define PATH_CONF	"/etc/syslog.conf"
#define PATH_KLOG	"/dev/klog"
#define PATH_PID	"/var/run/syslog.pid"
#define SOCKETS		24
#define FLUSH_AFTER	30	/* s until repetitions are told */

struct rule	*rules;
char		 this_host[NAME];
bool		 debugging, create_files, keep_repeats;
int		 verbose, no_network;

static struct pollfd	sources[SOCKETS];
static const char	*paths[SOCKETS];	/* of a source, to be removed */
static int		n_sources;
static int		klog = -1;		/* its index */
static bool		keep_kern, numeric;
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

/* Does text begin with "Mmm dd hh:mm:ss "? */
static bool
has_time(const char *text)
{
	static const char form[] = "Aaa dd 99:99:99 ";

	for (size_t i = 0; form[i] != '\0'; i++) {
		int c = (unsigned char)text[i];

		if ((isupper((unsigned char)form[i]) && !isupper(c)) ||
		    (form[i] == 'a' && !islower(c)) ||
		    (form[i] == 'd' && !isdigit(c) && c != ' ') ||
		    (form[i] == '9' && !isdigit(c)) ||
		    ((form[i] == ':' || form[i] == ' ') && c != form[i]))
			return (false);
	}
	return (true);
}

/* Take <priority> off the text; without one it is what is given. */
static const char *
priority(const char *text, int *pri)
{
	char *end;
	long n;

	if (*text != '<' || !isdigit((unsigned char)text[1]))
		return (text);
	n = strtol(text + 1, &end, 10);
	if (*end != '>' || n < 0 || n > LOG_MAKEPRI(LOG_FACMASK, LOG_PRIMASK))
		return (text);
	*pri = (int)n;
	return (end + 1);
}

/* A line as it came, up to n bytes: what does not print is shown as ^X. */
static void
received(const char *line, const char *host, int pri)
{
	struct message m;
	const char *p = priority(line, &pri);
	size_t n = 0;

	/* Only the kernel speaks for the kernel. */
	if (pri != -1 && LOG_FAC(pri) == 0 && host != NULL && !keep_kern)
		pri = LOG_MAKEPRI(LOG_USER, LOG_PRI(pri));
	m.pri = pri;
	if (has_time(p)) {
		memcpy(m.when, p, 15);
		m.when[15] = '\0';
		p += 16;
	} else {
		time_stamp(m.when, time(NULL));
	}
	strlcpy(m.host, host != NULL ? host : this_host, sizeof(m.host));
	for (; *p != '\0' && n + 4 < sizeof(m.text); p++) {
		int c = (unsigned char)*p;

		if (c < ' ' && c != '\t') {
			m.text[n++] = '^';
			m.text[n++] = (char)(c | 0x40);
		} else if (c == 0x7f) {
			m.text[n++] = '^';
			m.text[n++] = '?';
		} else {
			m.text[n++] = (char)c;
		}
	}
	m.text[n] = '\0';
	log_message(&m);
}

/* The kernel's lines, as they are complete. */
static void
read_klog(void)
{
	static char buf[TEXT];
	static size_t have;
	char text[TEXT], *nl, *line;
	const char *body;
	ssize_t n;
	int pri;

	n = read(sources[klog].fd, buf + have, sizeof(buf) - 1 - have);
	if (n <= 0) {
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			return;
		log_own(LOG_ERR, "klog: %s", strerror(errno));
		close(sources[klog].fd);
		sources[klog].fd = -1;
		return;
	}
	have += (size_t)n;
	buf[have] = '\0';
	line = buf;
	while ((nl = strchr(line, '\n')) != NULL ||
	    (line == buf && have == sizeof(buf) - 1)) {
		if (nl == NULL)
			nl = buf + have;
		else
			*nl++ = '\0';
		if (nl - line > 1 && nl[-2] == '\r')
			nl[-2] = '\0';
		pri = LOG_KERN | LOG_NOTICE;
		body = priority(line, &pri);
		snprintf(text, sizeof(text), "<%d>kernel: %s", pri, body);
		if (*body != '\0')
			received(text, NULL, pri);
		line = nl;
	}
	have -= (size_t)(line - buf);
	memmove(buf, line, have);
}

/* A datagram of a program, or of another host. */
static void
read_socket(int i)
{
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);
	char buf[TEXT], name[NI_MAXHOST];
	ssize_t n;

	n = recvfrom(sources[i].fd, buf, sizeof(buf) - 1, 0,
	    (struct sockaddr *)&from, &len);
	if (n <= 0)
		return;
	buf[n] = '\0';
	while (n > 0 && buf[n - 1] == '\n')
		buf[--n] = '\0';
	if (paths[i] != NULL) {
		received(buf, this_host, LOG_USER | LOG_NOTICE);
	} else if (getnameinfo((struct sockaddr *)&from, len, name,
	    sizeof(name), NULL, 0, numeric ? NI_NUMERICHOST : 0) == 0) {
		name[strcspn(name, numeric ? "" : ".")] = '\0';
		received(buf, name, LOG_USER | LOG_NOTICE);
	}
}

static void
add_source(int fd, const char *path)
{
	if (n_sources == SOCKETS)
		errx(1, "too many sockets");
	sources[n_sources].fd = fd;
	sources[n_sources].events = POLLIN;
	paths[n_sources++] = path;
}

static void
add_local(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd;

	if (strlcpy(sun.sun_path, path, sizeof(sun.sun_path)) >=
	    sizeof(sun.sun_path))
		errx(1, "%s: path too long", path);
	sun.sun_len = (unsigned char)SUN_LEN(&sun);
	(void)unlink(path);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sun, sun.sun_len) != 0 ||
	    chmod(path, 0666) != 0)
		err(1, "cannot create %s", path);
	add_source(fd, path);
}

static void
add_network(void)
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE,
	    .ai_socktype = SOCK_DGRAM }, *list, *a;
	int fd, error;

	error = getaddrinfo(NULL, "syslog", &hints, &list);
	if (error != 0) {
		log_own(LOG_ERR, "syslog/udp: %s", gai_strerror(error));
		return;
	}
	for (a = list; a != NULL; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC |
		    SOCK_NONBLOCK, a->ai_protocol);
		if (fd < 0)
			continue;
		if (bind(fd, a->ai_addr, a->ai_addrlen) == 0)
			add_source(fd, NULL);
		else
			close(fd);
	}
	freeaddrinfo(list);
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
	int n, status;
	pid_t pid;

	while (!ended) {
		n = poll(sources, (nfds_t)n_sources, 1000 * FLUSH_AFTER);
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
		for (int i = 0; n > 0 && i < n_sources; i++) {
			if ((sources[i].revents & (POLLIN | POLLERR |
			    POLLHUP)) == 0)
				continue;
			if (i == klog)
				read_klog();
			else
				read_socket(i);
		}
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
	int ch, fd, n_more = 0, mark = 20, klog_error = 0;
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
	add_local(path);
	for (int i = 0; i < n_more; i++)
		add_local(more[i]);
	if (!foreground && daemon(0, 0) != 0)
		err(1, "daemon");
	set_signals();
	write_pid();
	if ((fd = open(PATH_KLOG, O_RDONLY | O_NONBLOCK | O_CLOEXEC)) >= 0) {
		klog = n_sources;
		add_source(fd, PATH_KLOG);
	} else {
		klog_error = errno;
	}
	if (no_network == 0)
		add_network();
	configure();
	if (klog < 0)
		log_own(LOG_ERR, "%s: %s", PATH_KLOG, strerror(klog_error));
	serve(mark * 60);
	log_own(LOG_ERR, "exiting on signal %d", (int)ended);
	for (struct rule *r = rules; r != NULL; r = r->next)
		rule_close(r);
	for (int i = 0; i < n_sources; i++)
		if (paths[i] != NULL && i != klog)
			(void)unlink(paths[i]);
	(void)unlink(pid_path);
	return (ended == SIGTERM || ended == SIGINT || ended == SIGQUIT ? 0 :
	    1);
}
