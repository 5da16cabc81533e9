/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dns.c: questions to name servers, RFC 1035: UDP first, TCP when the answer
 * was cut.  An answer is believed when it comes from the server's address and
 * port, and its number and question are ours.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "resolv_private.h"

#define HEADER		12
#define QUERY_MAX	(HEADER + 255 + 4)
#define CHAIN_MAX	16		/* aliases of aliases */

static unsigned int
get16(const uint8_t *p)
{
	return ((unsigned int)(p[0] << 8 | p[1]));
}

static uint8_t *
put16(uint8_t *p, unsigned int v)
{
	*p++ = (uint8_t)(v >> 8);
	*p++ = (uint8_t)v;
	return (p);
}

/* The bytes of a question, 0 for a name that cannot be one. */
static size_t
make_query(uint8_t *q, const char *name, int type)
{
	uint8_t *p = q + HEADER;
	size_t n;

	memset(q, 0, HEADER);
	put16(q, arc4random() & 0xffff);
	q[2] = 1;				/* recursion desired */
	q[5] = 1;				/* one question */
	if (strlen(name) > 254)
		return (0);
	while (*name != '\0') {
		n = strcspn(name, ".");
		if (n == 0 || n > 63 || p + n + 6 > q + QUERY_MAX)
			return (0);
		*p++ = (uint8_t)n;
		memcpy(p, name, n);
		p += n;
		name += n + (name[n] == '.');
	}
	*p++ = 0;
	p = put16(p, (unsigned int)type);
	return ((size_t)(put16(p, 1) - q));
}

/*
 * Read the name at *at; *at moves behind it.  A pointer must point back, which
 * ends all loops.  Bytes that a host's name has no use for become '?'.
 */
static int
get_name(const uint8_t *m, size_t len, size_t *at, char *name)
{
	size_t i = *at, limit = *at, used = 0, n, to;
	int jumped = 0;

	for (;;) {
		if (i >= len)
			return (0);
		if ((m[i] & 0xc0) == 0xc0) {
			if (i + 1 >= len)
				return (0);
			to = get16(m + i) & 0x3fff;
			if (!jumped)
				*at = i + 2;
			jumped = 1;
			if (to >= limit)
				return (0);
			i = limit = to;
			continue;
		}
		n = m[i++];
		if (n == 0)
			break;
		if (n > 63 || i + n > len || used + n + 2 > RES_NAME)
			return (0);
		if (used > 0)
			name[used++] = '.';
		for (; n > 0; n--, i++)
			name[used++] = m[i] > ' ' && m[i] < 0x7f &&
			    m[i] != '.' ? (char)m[i] : '?';
	}
	name[used] = '\0';
	if (!jumped)
		*at = i;
	return (1);
}

/* Is m an answer to q?  The question is compared without case. */
static int
is_answer(const uint8_t *q, size_t qlen, const uint8_t *m, size_t len)
{
	char asked[RES_NAME], told[RES_NAME];
	size_t a = HEADER, b = HEADER;

	return (len >= qlen && memcmp(q, m, 2) == 0 && (m[2] & 0x80) != 0 &&
	    get16(m + 4) == 1 && get_name(q, qlen, &a, asked) &&
	    get_name(m, len, &b, told) && b + 4 <= len &&
	    strcasecmp(asked, told) == 0 && memcmp(q + a, m + b, 4) == 0);
}

static int
left_ms(const struct timespec *end)
{
	struct timespec now;
	long ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (end->tv_sec - now.tv_sec) * 1000L +
	    (end->tv_nsec - now.tv_nsec) / 1000000;
	return (ms < 0 ? 0 : (int)ms);
}

/* Wait until s is ready; 0 when the time is over. */
static int
wait_for(int s, short events, const struct timespec *end)
{
	struct pollfd p = { .fd = s, .events = events };
	int n, ms;

	do {
		ms = left_ms(end);
		n = poll(&p, 1, ms);
	} while (n == -1 && errno == EINTR && ms > 0);
	return (n == 1);
}

/* Length of the answer, 0 for none. */
static size_t
ask_udp(const struct sockaddr *sa, const uint8_t *q, size_t qlen, uint8_t *m,
    const struct timespec *end)
{
	int s = socket(sa->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	size_t len = 0;
	ssize_t n;

	if (s == -1)
		return (0);
	if (connect(s, sa, sa->sa_len) == 0 &&
	    send(s, q, qlen, MSG_NOSIGNAL) == (ssize_t)qlen)
		while (len == 0 && wait_for(s, POLLIN, end)) {
			n = recv(s, m, RES_MESSAGE, MSG_DONTWAIT);
			if (n == -1 && errno != EAGAIN && errno != EINTR)
				break;
			if (n > 0 && is_answer(q, qlen, m, (size_t)n))
				len = (size_t)n;
		}
	close(s);
	return (len);
}

/* Move all of len bytes in one direction. */
static int
move_tcp(int s, uint8_t *buf, size_t len, int out, const struct timespec *end)
{
	ssize_t n;

	while (len > 0) {
		if (!wait_for(s, out ? POLLOUT : POLLIN, end))
			return (0);
		n = out ? send(s, buf, len, MSG_NOSIGNAL | MSG_DONTWAIT) :
		    recv(s, buf, len, MSG_DONTWAIT);
		if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
			return (0);
		if (n > 0) {
			buf += n;
			len -= (size_t)n;
		}
	}
	return (1);
}

static size_t
ask_tcp(const struct sockaddr *sa, const uint8_t *q, size_t qlen, uint8_t *m,
    const struct timespec *end)
{
	uint8_t framed[2 + QUERY_MAX], head[2];
	size_t len = 0;
	int s = socket(sa->sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (s == -1)
		return (0);
	memcpy(put16(framed, (unsigned int)qlen), q, qlen);
	if ((connect(s, sa, sa->sa_len) == 0 || errno == EINPROGRESS) &&
	    move_tcp(s, framed, qlen + 2, 1, end) &&
	    move_tcp(s, head, 2, 0, end) &&
	    move_tcp(s, m, get16(head), 0, end) &&
	    is_answer(q, qlen, m, get16(head)))
		len = get16(head);
	close(s);
	return (len);
}

/* One server once: 0, EAI_NONAME, or EAI_AGAIN when another may know. */
static int
ask_server(const struct res_conf *c, const struct sockaddr *sa,
    const uint8_t *q, size_t qlen, uint8_t *m, size_t *len)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += c->timeout;
	*len = ask_udp(sa, q, qlen, m, &end);
	if (*len > 0 && (m[2] & 0x02) != 0)
		*len = ask_tcp(sa, q, qlen, m, &end);
	if (*len == 0)
		return (EAI_AGAIN);
	switch (m[3] & 0x0f) {
	case 0:
		return (0);
	case 3:
		return (EAI_NONAME);
	default:
		return (EAI_AGAIN);
	}
}

int
__dns_ask(const struct res_conf *c, const char *name, int type,
    uint8_t **answer, size_t *len)
{
	uint8_t q[QUERY_MAX];
	size_t qlen = make_query(q, name, type);
	int error = EAI_AGAIN;

	*answer = NULL;
	if (qlen == 0)
		return (EAI_NONAME);
	if ((*answer = malloc(RES_MESSAGE)) == NULL)
		return (EAI_MEMORY);
	for (int i = 0; i < c->attempts * c->servers && error == EAI_AGAIN; i++)
		error = ask_server(c, (const struct sockaddr *)(const void *)
		    &c->server[i % c->servers], q, qlen, *answer, len);
	if (error != 0) {
		free(*answer);
		*answer = NULL;
	}
	return (error);
}

/* A record: its type and where its data is; at moves behind it. */
struct record {
	char		owner[RES_NAME];
	unsigned int	type, class;
	size_t		data, len;
};

static int
get_record(const uint8_t *m, size_t len, size_t *at, struct record *r)
{
	if (!get_name(m, len, at, r->owner) || *at + 10 > len)
		return (0);
	r->type = get16(m + *at);
	r->class = get16(m + *at + 2);
	r->len = get16(m + *at + 8);
	r->data = *at + 10;
	*at = r->data + r->len;
	return (*at <= len);
}

/* Take what belongs to current; 1 when that is an alias, which changes it. */
static int
take_pass(const uint8_t *m, size_t len, size_t at, int type, char *current,
    struct res_list *l, int *error)
{
	unsigned int records = get16(m + 6);
	struct record r;
	size_t data;

	for (; records > 0 && get_record(m, len, &at, &r); records--) {
		if (r.class != 1 || strcasecmp(r.owner, current) != 0)
			continue;
		data = r.data;
		if (r.type == T_CNAME && type != T_CNAME) {
			*error = __res_alias(l, current);
			return (get_name(m, len, &data, current));
		}
		if (r.type != (unsigned int)type)
			continue;
		if (type == T_PTR && l->canon[0] == '\0')
			(void)get_name(m, len, &data, l->canon);
		else if ((type == T_A && r.len == 4) ||
		    (type == T_AAAA && r.len == 16))
			*error = __res_add(l, type == T_A ? AF_INET : AF_INET6,
			    m + r.data);
		if (*error != 0)
			break;
	}
	return (0);
}

int
__dns_take(const uint8_t *m, size_t len, const char *name, int type,
    struct res_list *l)
{
	char current[RES_NAME];
	size_t at = HEADER, before = l->n;
	int error = 0;

	if (!get_name(m, len, &at, current))
		return (EAI_FAIL);
	at += 4;
	strlcpy(current, name, sizeof(current));
	if (current[0] != '\0' && current[strlen(current) - 1] == '.')
		current[strlen(current) - 1] = '\0';
	for (int i = 0; i < CHAIN_MAX && error == 0; i++)
		if (!take_pass(m, len, at, type, current, l, &error))
			break;
	if (error != 0)
		return (error);
	if (type == T_PTR)
		return (l->canon[0] == '\0' ? EAI_NONAME : 0);
	if (l->n == before)
		return (EAI_NONAME);
	strlcpy(l->canon, current, sizeof(l->canon));
	return (0);
}
