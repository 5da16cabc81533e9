/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * config.c: /etc/inetd.conf, and the sockets of its services.
 */
#include <sys/socket.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "inetd.h"

#define BACKLOG	64

static char *
copy(const char *s)
{
	char *p = strdup(s);

	if (p == NULL) {
		note(LOG_ERR, "out of memory");
		exit(1);
	}
	return (p);
}

static void
strings_free(struct service *sv)
{
	for (int i = 0; sv->argv[i] != NULL; i++)
		free(sv->argv[i]);
	free(sv->name);
	free(sv->proto);
	free(sv->user);
	free(sv->program);
}

static void
service_free(struct service *sv)
{
	strings_free(sv);
	free(sv);
}

static int
same(const struct service *a, const struct service *b)
{
	return (a->type == b->type && strcmp(a->name, b->name) == 0 &&
	    strcmp(a->proto, b->proto) == 0);
}

/* ---- sockets --------------------------------------------------------------- */

static int
family_of(const char *proto)
{
	size_t len = strlen(proto);

	if (len > 2 && strcmp(proto + len - 2, "46") == 0)
		return (AF_INET6);
	return (proto[len - 1] == '6' ? AF_INET6 : AF_INET);
}

void
service_open(struct service *sv, const char *address)
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE,
	    .ai_family = family_of(sv->proto), .ai_socktype = sv->type }, *res;
	char name[NI_MAXHOST], *colon, *port = name;
	const char *host = address;
	int error, one = 1, only;

	strlcpy(name, sv->name, sizeof(name));
	if ((colon = strrchr(name, ':')) != NULL) {
		*colon = '\0';
		host = strcmp(name, "*") == 0 ? NULL : name;
		port = colon + 1;
	}
	if ((error = getaddrinfo(host, port, &hints, &res)) != 0) {
		note(LOG_ERR, "%s/%s: %s", sv->name, sv->proto,
		    gai_strerror(error));
		return;
	}
	sv->fd = socket(res->ai_family, sv->type | SOCK_CLOEXEC, 0);
	only = strstr(sv->proto, "46") == NULL;
	if (sv->fd == -1 ||
	    setsockopt(sv->fd, SOL_SOCKET, SO_REUSEADDR, &one,
	    sizeof(one)) == -1 || (res->ai_family == AF_INET6 &&
	    setsockopt(sv->fd, IPPROTO_IPV6, IPV6_V6ONLY, &only,
	    sizeof(only)) == -1) ||
	    bind(sv->fd, res->ai_addr, res->ai_addrlen) == -1 ||
	    (sv->type == SOCK_STREAM && listen(sv->fd, BACKLOG) == -1)) {
		note(LOG_ERR, "%s/%s: bind: %s", sv->name, sv->proto,
		    strerror(errno));
		if (sv->fd != -1)
			close(sv->fd);
		sv->fd = -1;
	} else if (debug)
		note(LOG_DEBUG, "%s/%s: served by %s", sv->name, sv->proto,
		    sv->program);
	freeaddrinfo(res);
}

/* ---- lines ----------------------------------------------------------------- */

static int
limit(const char *text, int *value)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (end == text || *end != '\0' || n < 0 || n > 1000000)
		return (-1);
	*value = (int)n;
	return (0);
}

/* wait or nowait[/max-children[/max-rate]] */
static int
take_wait(struct service *sv, char *word)
{
	char *max = strchr(word, '/'), *rate = NULL;

	if (max != NULL) {
		*max++ = '\0';
		if ((rate = strchr(max, '/')) != NULL)
			*rate++ = '\0';
	}
	if ((max != NULL && limit(max, &sv->max_children) != 0) ||
	    (rate != NULL && limit(rate, &sv->max_rate) != 0))
		return (-1);
	sv->wait = strcmp(word, "wait") == 0;
	return (sv->wait || strcmp(word, "nowait") == 0 ? 0 : -1);
}

static int
known_proto(const char *proto, int type)
{
	static const char *const ends[] = { "", "4", "6", "46" };
	const char *base = type == SOCK_STREAM ? "tcp" : "udp";

	if (strncmp(proto, base, 3) != 0)
		return (0);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcmp(proto + 3, ends[i]) == 0)
			return (1);
	return (0);
}

/* The words of a line as a service; NULL after a word on what is wrong. */
static struct service *
take_line(char **word, int n, const char *where, int rate, int max)
{
	struct service *sv = calloc(1, sizeof(*sv));
	const char *wrong = NULL, *base;

	if (sv == NULL)
		return (NULL);
	sv->fd = -1;
	sv->max_rate = rate;
	sv->max_children = max;
	sv->type = n < 6 ? 0 : strcmp(word[1], "stream") == 0 ? SOCK_STREAM :
	    strcmp(word[1], "dgram") == 0 ? SOCK_DGRAM : 0;
	if (n < 6)
		wrong = "too few words";
	else if (sv->type == 0)
		wrong = word[1];
	else if (!known_proto(word[2], sv->type))
		wrong = word[2];
	else if (take_wait(sv, word[3]) != 0)
		wrong = word[3];
	else if (sv->type == SOCK_DGRAM && !sv->wait &&
	    strcmp(word[5], "internal") != 0)
		wrong = "dgram needs wait";
	if (wrong == NULL && strcmp(word[5], "internal") == 0) {
		base = strrchr(word[0], ':');
		base = base != NULL ? base + 1 : word[0];
		if ((sv->builtin = builtin_find(base, sv->type)) == NULL)
			wrong = "internal service unknown";
	}
	if (wrong != NULL) {
		note(LOG_ERR, "%s: %s", where, wrong);
		free(sv);
		return (NULL);
	}
	sv->name = copy(word[0]);
	sv->proto = copy(word[2]);
	sv->user = copy(word[4]);
	sv->program = copy(word[5]);
	for (int i = 6; i < n; i++)
		sv->argv[i - 6] = copy(word[i]);
	if (n == 6)
		sv->argv[0] = copy(strrchr(word[5], '/') != NULL ?
		    strrchr(word[5], '/') + 1 : word[5]);
	return (sv);
}

/*
 * Put it beside the others, or what it says in the place of what the old one
 * said; socket and children stay.
 */
static void
enter(struct service *new)
{
	struct service *old, was;

	new->seen = 1;
	LIST_FOREACH(old, &services, link)
		if (same(old, new))
			break;
	if (old == NULL) {
		LIST_INSERT_HEAD(&services, new, link);
	} else if (old->seen) {
		note(LOG_ERR, "%s/%s: named twice", new->name, new->proto);
		service_free(new);
	} else {
		strings_free(old);
		was = *old;
		*old = *new;
		old->link = was.link;
		old->fd = was.fd;
		old->waiting = was.waiting;
		old->children = was.children;
		free(new);
	}
}

int
config_read(const char *path, const char *address, int rate, int max)
{
	char line[1024], where[1100], *word[MAX_WORDS + 6], *last;
	struct service *sv, *next;
	FILE *f;
	int n, number = 0;

	if ((f = fopen(path, "r")) == NULL) {
		note(LOG_ERR, "%s: %s", path, strerror(errno));
		return (-1);
	}
	LIST_FOREACH(sv, &services, link)
		sv->seen = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		number++;
		for (n = 0; n < MAX_WORDS + 6 && (word[n] = strtok_r(n == 0 ?
		    line : NULL, " \t\n", &last)) != NULL; n++)
			;
		if (n == 0 || word[0][0] == '#')
			continue;
		snprintf(where, sizeof(where), "%s:%d", path, number);
		if ((sv = take_line(word, n, where, rate, max)) != NULL)
			enter(sv);
	}
	fclose(f);
	for (sv = LIST_FIRST(&services); sv != NULL; sv = next) {
		next = LIST_NEXT(sv, link);
		if (!sv->seen) {
			if (sv->fd != -1)
				close(sv->fd);
			LIST_REMOVE(sv, link);
			service_free(sv);
		} else if (sv->fd == -1)
			service_open(sv, address);
	}
	return (0);
}
