/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * netdb.c: services and protocols, getservent(3) and getprotoent(3).
 *
 * Both files are lines of a name, a number and aliases.  Each thread has
 * results of its own; they last until its next call.
 */
#include <sys/types.h>
#include <netinet/in.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIASES	16
#define LINE	1024

struct database {
	const char	*path;
	FILE		*fp;
	int		 stay;
	char		 line[LINE];
	char		*aliases[ALIASES + 1];
};

static __thread struct database services = { .path = _PATH_SERVICES };
static __thread struct database protocols = { .path = _PATH_PROTOCOLS };
static __thread struct servent serv;
static __thread struct protoent proto;

static void
db_end(struct database *db)
{
	if (db->fp != NULL)
		fclose(db->fp);
	db->fp = NULL;
	db->stay = 0;
}

static void
db_set(struct database *db, int stay)
{
	if (db->fp == NULL)
		db->fp = fopen(db->path, "re");
	else
		rewind(db->fp);
	db->stay |= stay;
}

/* The next line: name and number, and aliases in db. */
static int
db_next(struct database *db, char **name, char **number)
{
	static const char blank[] = " \t\r\n";
	char *save, *word;
	int n;

	if (db->fp == NULL)
		db_set(db, 0);
	if (db->fp == NULL)
		return (0);
	while (fgets(db->line, sizeof(db->line), db->fp) != NULL) {
		db->line[strcspn(db->line, "#")] = '\0';
		if ((*name = strtok_r(db->line, blank, &save)) == NULL ||
		    (*number = strtok_r(NULL, blank, &save)) == NULL)
			continue;
		for (n = 0; n < ALIASES &&
		    (word = strtok_r(NULL, blank, &save)) != NULL; n++)
			db->aliases[n] = word;
		db->aliases[n] = NULL;
		return (1);
	}
	return (0);
}

static int
is_named(const char *want, const char *name, char **aliases)
{
	if (strcmp(want, name) == 0)
		return (1);
	for (; *aliases != NULL; aliases++)
		if (strcmp(want, *aliases) == 0)
			return (1);
	return (0);
}

void
setservent(int stay)
{
	db_set(&services, stay);
}

void
endservent(void)
{
	db_end(&services);
}

struct servent *
getservent(void)
{
	char *number, *slash;
	long port;

	while (db_next(&services, &serv.s_name, &number)) {
		port = strtol(number, &slash, 10);
		if (slash == number || *slash != '/' || port < 0 ||
		    port > 0xffff)
			continue;
		serv.s_port = htons((uint16_t)port);
		serv.s_proto = slash + 1;
		serv.s_aliases = services.aliases;
		return (&serv);
	}
	return (NULL);
}

/* By name, or by port when name is NULL. */
static struct servent *
serv_find(const char *name, int port, const char *protocol)
{
	struct servent *s;

	db_set(&services, 0);
	while ((s = getservent()) != NULL)
		if ((name != NULL ? is_named(name, s->s_name, s->s_aliases) :
		    s->s_port == port) &&
		    (protocol == NULL || strcmp(protocol, s->s_proto) == 0))
			break;
	if (!services.stay)
		db_end(&services);
	return (s);
}

struct servent *
getservbyname(const char *name, const char *protocol)
{
	return (serv_find(name, 0, protocol));
}

struct servent *
getservbyport(int port, const char *protocol)
{
	return (serv_find(NULL, port, protocol));
}

void
setprotoent(int stay)
{
	db_set(&protocols, stay);
}

void
endprotoent(void)
{
	db_end(&protocols);
}

struct protoent *
getprotoent(void)
{
	char *number, *end;

	while (db_next(&protocols, &proto.p_name, &number)) {
		proto.p_proto = (int)strtol(number, &end, 10);
		if (end == number || *end != '\0')
			continue;
		proto.p_aliases = protocols.aliases;
		return (&proto);
	}
	return (NULL);
}

static struct protoent *
proto_find(const char *name, int number)
{
	struct protoent *p;

	db_set(&protocols, 0);
	while ((p = getprotoent()) != NULL)
		if (name != NULL ? is_named(name, p->p_name, p->p_aliases) :
		    p->p_proto == number)
			break;
	if (!protocols.stay)
		db_end(&protocols);
	return (p);
}

struct protoent *
getprotobyname(const char *name)
{
	return (proto_find(name, 0));
}

struct protoent *
getprotobynumber(int number)
{
	return (proto_find(NULL, number));
}
