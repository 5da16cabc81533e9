/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * input.c: where messages come from: sockets of programs, /dev/klog, UDP.
 */
#include <sys/param.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "syslogd.h"

bool	keep_kern, numeric;

static struct pollfd	sources[SOCKETS];
static const char	*paths[SOCKETS];	/* of a source, to be removed */
static int		n_sources;
static int		klog = -1;		/* its index */

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

void
input_local(const char *path)
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

void
input_network(void)
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

int
input_klog(void)
{
	int fd = open(PATH_KLOG, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return (errno);
	klog = n_sources;
	add_source(fd, PATH_KLOG);
	return (0);
}

bool
input_wait(int ms)
{
	return (poll(sources, (nfds_t)n_sources, ms) > 0);
}

void
input_read(void)
{
	for (int i = 0; i < n_sources; i++) {
		if ((sources[i].revents & (POLLIN | POLLERR | POLLHUP)) == 0)
			continue;
		if (i == klog)
			read_klog();
		else
			read_socket(i);
	}
}

void
input_remove(void)
{
	for (int i = 0; i < n_sources; i++)
		if (paths[i] != NULL && i != klog)
			(void)unlink(paths[i]);
}
