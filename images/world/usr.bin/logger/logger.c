/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * logger.c: logger(1): messages to the system log, here or on another host.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

struct word {
	const char	*name;
	int		 value;
};

static const struct word facilities[] = {
	{ "auth", LOG_AUTH }, { "authpriv", LOG_AUTHPRIV },
	{ "console", LOG_CONSOLE }, { "cron", LOG_CRON },
	{ "daemon", LOG_DAEMON }, { "ftp", LOG_FTP }, { "kern", LOG_KERN },
	{ "lpr", LOG_LPR }, { "mail", LOG_MAIL }, { "news", LOG_NEWS },
	{ "ntp", LOG_NTP }, { "security", LOG_SECURITY },
	{ "syslog", LOG_SYSLOG }, { "user", LOG_USER }, { "uucp", LOG_UUCP },
	{ "local0", LOG_LOCAL0 }, { "local1", LOG_LOCAL1 },
	{ "local2", LOG_LOCAL2 }, { "local3", LOG_LOCAL3 },
	{ "local4", LOG_LOCAL4 }, { "local5", LOG_LOCAL5 },
	{ "local6", LOG_LOCAL6 }, { "local7", LOG_LOCAL7 }, { NULL, -1 }
};

static const struct word levels[] = {
	{ "emerg", LOG_EMERG }, { "panic", LOG_EMERG }, { "alert", LOG_ALERT },
	{ "crit", LOG_CRIT }, { "err", LOG_ERR }, { "error", LOG_ERR },
	{ "warning", LOG_WARNING }, { "warn", LOG_WARNING },
	{ "notice", LOG_NOTICE }, { "info", LOG_INFO },
	{ "debug", LOG_DEBUG }, { NULL, -1 }
};

static int	 priority = LOG_USER | LOG_NOTICE, options, family = AF_UNSPEC;
static int	 remote = -1;
static const char *tag;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: logger [-46is] [-f file] [-h host] [-P port] "
	    "[-p pri] [-t tag]\n              [message ...]\n");
	exit(1);
}

static int
look_up(const struct word *w, const char *name, const char *what)
{
	for (; w->name != NULL; w++)
		if (strcasecmp(w->name, name) == 0)
			return (w->value);
	errx(1, "unknown %s name: %s", what, name);
}

/* facility.level; the facility may be missing. */
static int
parse(char *text)
{
	char *dot = strchr(text, '.');
	int facility = LOG_USER;

	if (dot != NULL) {
		*dot = '\0';
		facility = look_up(facilities, text, "facility");
		text = dot + 1;
	}
	return (facility | look_up(levels, text, "priority"));
}

static int
connect_to(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *list, *a;
	int fd = -1, error;

	hints.ai_family = family;
	error = getaddrinfo(host, port, &hints, &list);
	if (error != 0)
		errx(1, "%s: %s", host, gai_strerror(error));
	for (a = list; a != NULL && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
	}
	if (fd < 0)
		err(1, "%s", host);
	freeaddrinfo(list);
	return (fd);
}

static void
say(const char *text)
{
	char line[2048], when[32], pid[16] = "";
	time_t now = time(NULL);
	int n;

	if (remote < 0) {
		syslog(priority, "%s", text);
		return;
	}
	strftime(when, sizeof(when), "%b %e %T", localtime(&now));
	if ((options & LOG_PID) != 0)
		snprintf(pid, sizeof(pid), "[%d]", getpid());
	n = snprintf(line, sizeof(line), "<%d>%s %s%s: %s", priority, when,
	    tag, pid, text);
	if ((options & LOG_PERROR) != 0)
		fprintf(stderr, "%s%s: %s\n", tag, pid, text);
	if (n >= (int)sizeof(line))
		n = (int)sizeof(line) - 1;
	if (send(remote, line, (size_t)n, 0) < 0)
		err(1, "send");
}

/* The arguments as one line, with blanks between. */
static void
say_arguments(char **argv)
{
	char text[1024] = "";

	for (; *argv != NULL; argv++) {
		if (*text != '\0')
			strlcat(text, " ", sizeof(text));
		strlcat(text, *argv, sizeof(text));
	}
	say(text);
}

int
main(int argc, char **argv)
{
	const char *host = NULL, *port = "syslog";
	char line[1024];
	int ch;

	while ((ch = getopt(argc, argv, "46f:h:iP:p:st:")) != -1) {
		switch (ch) {
		case '4':
			family = AF_INET;
			break;
		case '6':
			family = AF_INET6;
			break;
		case 'f':
			if (freopen(optarg, "r", stdin) == NULL)
				err(1, "%s", optarg);
			break;
		case 'h':
			host = optarg;
			break;
		case 'i':
			options |= LOG_PID;
			break;
		case 'P':
			port = optarg;
			break;
		case 'p':
			priority = parse(optarg);
			break;
		case 's':
			options |= LOG_PERROR;
			break;
		case 't':
			tag = optarg;
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (tag == NULL && (tag = getlogin()) == NULL)
		tag = "nobody";
	if (host != NULL)
		remote = connect_to(host, port);
	else
		openlog(tag, options, 0);
	if (*argv != NULL) {
		say_arguments(argv);
		return (0);
	}
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		say(line);
	}
	return (0);
}
