/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resconf.c: the resolver's files: /etc/resolv.conf, /etc/nsswitch.conf and
 * /etc/hosts.  They are read for each question, so that a change is seen.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "resolv_private.h"

#define PATH_RESOLV	"/etc/resolv.conf"
#define PATH_NSSWITCH	"/etc/nsswitch.conf"
#define LINE		1024

static const char blank[] = " \t\r\n";

/* ---- lists --------------------------------------------------------------------- */

int
__res_add(struct res_list *l, int family, const void *addr)
{
	size_t len = family == AF_INET ? 4 : 16;
	struct res_addr *bigger;

	for (size_t i = 0; i < l->n; i++)
		if (l->addr[i].family == family &&
		    memcmp(l->addr[i].addr, addr, len) == 0)
			return (0);
	bigger = realloc(l->addr, (l->n + 1) * sizeof(*l->addr));
	if (bigger == NULL)
		return (EAI_MEMORY);
	l->addr = bigger;
	l->addr[l->n].family = family;
	memcpy(l->addr[l->n++].addr, addr, len);
	return (0);
}

int
__res_alias(struct res_list *l, const char *name)
{
	char (*bigger)[RES_NAME];

	bigger = realloc(l->alias, (l->aliases + 1) * sizeof(*l->alias));
	if (bigger == NULL)
		return (EAI_MEMORY);
	l->alias = bigger;
	strlcpy(l->alias[l->aliases++], name, RES_NAME);
	return (0);
}

void
__res_free(struct res_list *l)
{
	free(l->addr);
	free(l->alias);
	memset(l, 0, sizeof(*l));
}

/* ---- resolv.conf --------------------------------------------------------------- */

static void
add_server(struct res_conf *c, char *text)
{
	struct sockaddr_in6 *sin6;
	struct sockaddr_in *sin;
	char *scope;

	if (c->servers == RES_SERVERS)
		return;
	sin = (struct sockaddr_in *)(void *)&c->server[c->servers];
	sin6 = (struct sockaddr_in6 *)(void *)sin;
	if (inet_aton(text, &sin->sin_addr)) {
		sin->sin_len = sizeof(*sin);
		sin->sin_family = AF_INET;
		sin->sin_port = htons(53);
		c->servers++;
		return;
	}
	if ((scope = strchr(text, '%')) != NULL)
		*scope++ = '\0';
	if (inet_pton(AF_INET6, text, &sin6->sin6_addr) == 1) {
		sin6->sin6_len = sizeof(*sin6);
		sin6->sin6_family = AF_INET6;
		sin6->sin6_port = htons(53);
		sin6->sin6_scope_id = scope == NULL ? 0 : if_nametoindex(scope);
		c->servers++;
	}
}

static int
clamp(const char *s, int low, int high)
{
	long v = strtol(s, NULL, 10);

	return (v < low ? low : v > high ? high : (int)v);
}

static void
option(struct res_conf *c, const char *word)
{
	if (strncmp(word, "ndots:", 6) == 0)
		c->ndots = clamp(word + 6, 0, 15);
	else if (strncmp(word, "timeout:", 8) == 0)
		c->timeout = clamp(word + 8, 1, 30);
	else if (strncmp(word, "attempts:", 9) == 0)
		c->attempts = clamp(word + 9, 1, 5);
}

static void
conf_line(struct res_conf *c, char *line)
{
	char *save, *word = strtok_r(line, blank, &save), *arg;
	int search;

	if (word == NULL || *word == '#' || *word == ';')
		return;
	search = strcmp(word, "search") == 0 || strcmp(word, "domain") == 0;
	if (search)
		c->searches = 0;
	while ((arg = strtok_r(NULL, blank, &save)) != NULL) {
		if (search && c->searches < RES_SEARCH)
			strlcpy(c->search[c->searches++], arg, RES_NAME);
		else if (strcmp(word, "nameserver") == 0)
			add_server(c, arg);
		else if (strcmp(word, "options") == 0)
			option(c, arg);
	}
}

void
__res_conf(struct res_conf *c)
{
	char line[LINE], self[] = "127.0.0.1", *dot;
	FILE *fp = fopen(PATH_RESOLV, "re");

	memset(c, 0, sizeof(*c));
	c->ndots = 1;
	c->timeout = 5;
	c->attempts = 2;
	/* The domain of our own name, unless the file says what to search. */
	if (gethostname(line, sizeof(line)) == 0 &&
	    (dot = strchr(line, '.')) != NULL && dot[1] != '\0')
		strlcpy(c->search[c->searches++], dot + 1, RES_NAME);
	if (fp != NULL) {
		while (fgets(line, sizeof(line), fp) != NULL)
			conf_line(c, line);
		fclose(fp);
	}
	if (c->servers == 0)
		add_server(c, self);
}

void
__res_order(char order[3])
{
	char line[LINE], *save, *word;
	FILE *fp = fopen(PATH_NSSWITCH, "re");
	int n;

	strlcpy(order, "fd", 3);
	if (fp == NULL)
		return;
	while (fgets(line, sizeof(line), fp) != NULL) {
		line[strcspn(line, "#")] = '\0';
		if ((word = strtok_r(line, ": \t\r\n", &save)) == NULL ||
		    strcmp(word, "hosts") != 0)
			continue;
		for (n = 0; n < 2 &&
		    (word = strtok_r(NULL, ": \t\r\n", &save)) != NULL;)
			if (strcmp(word, "files") == 0)
				order[n++] = 'f';
			else if (strcmp(word, "dns") == 0)
				order[n++] = 'd';
		order[n] = '\0';
	}
	fclose(fp);
}

/* ---- hosts ----------------------------------------------------------------------- */

/* Split a line into an address and names; 0 when it is not one. */
static int
hosts_line(char *line, uint8_t *addr, char **name, int max)
{
	char *save, *word, *scope;
	int family, n = 0;

	line[strcspn(line, "#")] = '\0';
	if ((word = strtok_r(line, blank, &save)) == NULL)
		return (0);
	if ((scope = strchr(word, '%')) != NULL)
		*scope = '\0';
	family = inet_pton(AF_INET, word, addr) == 1 ? AF_INET :
	    inet_pton(AF_INET6, word, addr) == 1 ? AF_INET6 : 0;
	while (n < max - 1 && (word = strtok_r(NULL, blank, &save)) != NULL)
		name[n++] = word;
	name[n] = NULL;
	return (n == 0 ? 0 : family);
}

static int
hosts_take(struct res_list *l, int family, const void *addr, char **name)
{
	int error = __res_add(l, family, addr);

	if (l->canon[0] != '\0' || error != 0)
		return (error);
	strlcpy(l->canon, name[0], sizeof(l->canon));
	for (name++; *name != NULL && error == 0; name++)
		error = __res_alias(l, *name);
	return (error);
}

int
__hosts_byname(const char *want, int family, struct res_list *l)
{
	char line[LINE], *name[32];
	uint8_t addr[16];
	FILE *fp = fopen(_PATH_HOSTS, "re");
	int f, error = 0;

	if (fp == NULL)
		return (EAI_NONAME);
	while (error == 0 && fgets(line, sizeof(line), fp) != NULL) {
		f = hosts_line(line, addr, name, 32);
		if (f == 0 || (family != AF_UNSPEC && f != family))
			continue;
		for (int i = 0; name[i] != NULL; i++)
			if (strcasecmp(name[i], want) == 0) {
				error = hosts_take(l, f, addr, name);
				break;
			}
	}
	fclose(fp);
	return (error != 0 ? error : l->n == 0 ? EAI_NONAME : 0);
}

int
__hosts_byaddr(const void *want, int family, struct res_list *l)
{
	char line[LINE], *name[32];
	uint8_t addr[16];
	FILE *fp = fopen(_PATH_HOSTS, "re");
	int error = 0;

	if (fp == NULL)
		return (EAI_NONAME);
	while (error == 0 && l->n == 0 && fgets(line, sizeof(line), fp) != NULL)
		if (hosts_line(line, addr, name, 32) == family &&
		    memcmp(addr, want, family == AF_INET ? 4 : 16) == 0)
			error = hosts_take(l, family, addr, name);
	fclose(fp);
	return (error != 0 ? error : l->n == 0 ? EAI_NONAME : 0);
}
