/*
 * h_netdb.c: names and interfaces as the C library has them: files, numbers,
 * and a name server of our own on the loopback, which also lies.
 *
 * usage: h_netdb [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "../net/h_net.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <netdb.h>

static void
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	CHECK(fd >= 0);
	GIVES(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* The addresses that a name gives, as text in order, one for each type. */
static int
resolve(const char *name, int family, int flags, char *text, size_t size)
{
	struct addrinfo h = { .ai_flags = flags, .ai_family = family,
	    .ai_socktype = SOCK_STREAM }, *res;
	char host[NI_MAXHOST];
	int error = getaddrinfo(name, "80", &h, &res);

	text[0] = '\0';
	for (struct addrinfo *ai = error != 0 ? NULL : res; ai != NULL;
	    ai = ai->ai_next) {
		GIVES(getnameinfo(ai->ai_addr, ai->ai_addrlen, host,
		    sizeof(host), NULL, 0, NI_NUMERICHOST), 0);
		strlcat(text, host, size);
		strlcat(text, " ", size);
	}
	if (error == 0)
		freeaddrinfo(res);
	else
		CHECK(res == NULL);
	return (error);
}

#define RESOLVES(name, family, flags, want) do {			\
	char text_[8192];						\
	GIVES(resolve(name, family, flags, text_, sizeof(text_)), 0);	\
	if (strcmp(text_, want) != 0)					\
		printf("%s gives %s\n", (char *)name, text_);			\
	CHECK(strcmp(text_, want) == 0);					\
} while (0)

#define UNKNOWN(name, family, error) do {				\
	char text_[8192];						\
	GIVES(resolve(name, family, 0, text_, sizeof(text_)), error);	\
} while (0)

/* ---- interfaces --------------------------------------------------------------- */

static void
interfaces(void)
{
	int link = 0, v4 = 0, v6 = 0;
	struct sockaddr_in6 *sin6;
	struct if_nameindex *list;
	struct sockaddr_in *sin;
	char name[IF_NAMESIZE];
	struct ifaddrs *all;
	unsigned int lo = if_nametoindex("lo0");

	CHECK(lo > 0);
	CHECK(strcmp(if_indextoname(lo, name), "lo0") == 0);
	GIVES(if_nametoindex("nosuch0"), 0);
	GIVES(errno, ENXIO);
	CHECK(if_indextoname(999, name) == NULL && errno == ENXIO);
	CHECK((list = if_nameindex()) != NULL);
	GIVES(list[0].if_index, lo);
	CHECK(strcmp(list[0].if_name, "lo0") == 0);
	GIVES(list[1].if_index, 0);
	CHECK(list[1].if_name == NULL);
	if_freenameindex(list);
	GIVES(getifaddrs(&all), 0);
	for (struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
		CHECK(strcmp(i->ifa_name, "lo0") == 0);
		CHECK((i->ifa_flags & IFF_LOOPBACK) != 0);
		sin = (struct sockaddr_in *)i->ifa_addr;
		sin6 = (struct sockaddr_in6 *)i->ifa_addr;
		link += sin->sin_family == AF_LINK;
		if (sin->sin_family == AF_LINK)
			GIVES(((struct if_data *)i->ifa_data)->ifi_mtu, 16384);
		v4 += sin->sin_family == AF_INET &&
		    sin->sin_addr.s_addr == htonl(INADDR_LOOPBACK) &&
		    ((struct sockaddr_in *)i->ifa_netmask)->sin_addr.s_addr ==
		    htonl(0xff000000);
		v6 += sin->sin_family == AF_INET6 &&
		    IN6_IS_ADDR_LOOPBACK(&sin6->sin6_addr);
	}
	freeifaddrs(all);
	GIVES(link, 1);
	GIVES(v4, 1);
	GIVES(v6, 1);
}

/* ---- files -------------------------------------------------------------------- */

static void
services(void)
{
	struct servent *s;
	struct protoent *p;

	CHECK((s = getservbyname("domain", "udp")) != NULL);
	GIVES(ntohs((uint16_t)s->s_port), 53);
	CHECK(strcmp(s->s_proto, "udp") == 0);
	CHECK((s = getservbyport(htons(80), NULL)) != NULL);
	CHECK(strcmp(s->s_name, "http") == 0);
	CHECK(getservbyname("http", "udp") == NULL);
	CHECK(getservbyname("nosuch", NULL) == NULL);
	CHECK((p = getprotobyname("TCP")) != NULL);
	GIVES(p->p_proto, 6);
	CHECK(strcmp(p->p_name, "tcp") == 0);
	CHECK((p = getprotobynumber(17)) != NULL);
	CHECK(strcmp(p->p_name, "udp") == 0);
	CHECK(getprotobynumber(250) == NULL);
	write_file("/etc/services", "# none\nbad\nodd x/tcp\nbig 70000/tcp\n"
	    "good 4711/tcp other another # remark\n");
	CHECK((s = getservbyname("another", NULL)) != NULL);
	CHECK(strcmp(s->s_name, "good") == 0);
	CHECK(getservbyname("big", NULL) == NULL);
	CHECK(getservbyname("odd", NULL) == NULL);
}

static void
numbers(void)
{
	struct addrinfo h = { .ai_family = AF_INET }, *res;
	struct in_addr a;

	RESOLVES("10.1.2.3", AF_UNSPEC, 0, "10.1.2.3 ");
	RESOLVES("::1", AF_UNSPEC, AI_NUMERICHOST, "::1 ");
	RESOLVES("fe80::1%lo0", AF_UNSPEC, 0, "fe80::1%lo0 ");
	RESOLVES("127.1", AF_INET, 0, "127.0.0.1 ");
	RESOLVES(NULL, AF_UNSPEC, 0, "::1 127.0.0.1 ");
	RESOLVES(NULL, AF_UNSPEC, AI_PASSIVE, ":: 0.0.0.0 ");
	UNKNOWN("::1", AF_INET, EAI_NONAME);
	UNKNOWN("fe80::1%nosuch0", AF_INET6, EAI_NONAME);
	GIVES(getaddrinfo(NULL, NULL, NULL, &res), EAI_NONAME);
	GIVES(getaddrinfo("::", "70000", NULL, &res), EAI_SERVICE);
	GIVES(getaddrinfo("::", "nosuch", NULL, &res), EAI_SERVICE);
	h.ai_flags = AI_NUMERICSERV;
	GIVES(getaddrinfo("1.2.3.4", "http", &h, &res), EAI_NONAME);
	h.ai_flags = AI_CANONNAME;
	GIVES(getaddrinfo(NULL, "1", &h, &res), EAI_BADFLAGS);
	h.ai_flags = 0x4000000;
	GIVES(getaddrinfo("::", "1", &h, &res), EAI_BADFLAGS);
	h.ai_flags = 0;
	h.ai_family = AF_LINK;
	GIVES(getaddrinfo("::", "1", &h, &res), EAI_FAMILY);
	h.ai_family = AF_INET;
	h.ai_socktype = 77;
	GIVES(getaddrinfo("::", "1", &h, &res), EAI_SOCKTYPE);
	h.ai_socktype = SOCK_STREAM;
	h.ai_protocol = IPPROTO_UDP;
	GIVES(getaddrinfo("::", "1", &h, &res), EAI_BADHINTS);
	h.ai_socktype = h.ai_protocol = 0;
	GIVES(getaddrinfo("1.2.3.4", "domain", &h, &res), 0);
	GIVES(res->ai_socktype, SOCK_DGRAM);
	GIVES(res->ai_next->ai_socktype, SOCK_STREAM);
	CHECK(res->ai_next->ai_next == NULL);
	GIVES(ntohs(((struct sockaddr_in *)res->ai_addr)->sin_port), 53);
	freeaddrinfo(res);
	CHECK(strcmp(gai_strerror(EAI_NONAME), "Name does not resolve") == 0);
	GIVES(inet_network("10.1"), 0x0a01);
	GIVES(inet_network("10.256"), INADDR_NONE);
	a = inet_makeaddr(10, 0x10203);
	GIVES(ntohl(a.s_addr), 0x0a010203);
	GIVES(inet_netof(a), 10);
	GIVES(inet_lnaof(a), 0x10203);
}

static void
hosts(void)
{
	struct sockaddr_in sin;
	char name[64], serv[32];
	struct addrinfo h = { .ai_flags = AI_CANONNAME }, *res;
	struct hostent *e;

	RESOLVES("localhost", AF_UNSPEC, 0, "::1 127.0.0.1 ");
	write_file("/etc/hosts", "127.0.0.1 localhost\n"
	    "127.0.0.2 Two.example.org two # remark\nbad line\n"
	    "127.0.0.3 two\n1.2.3.4\n");
	write_file("/etc/nsswitch.conf", "passwd: files\nhosts: files # x\n");
	RESOLVES("TWO", AF_INET, 0, "127.0.0.2 127.0.0.3 ");
	UNKNOWN("two", AF_INET6, EAI_NONAME);
	RESOLVES("two", AF_INET6, AI_V4MAPPED, "::ffff:7f00:2 ::ffff:7f00:3 ");
	UNKNOWN("three", AF_UNSPEC, EAI_NONAME);
	GIVES(getaddrinfo("two", NULL, &h, &res), 0);
	CHECK(strcmp(res->ai_canonname, "Two.example.org") == 0);
	freeaddrinfo(res);
	CHECK((e = gethostbyname("two")) != NULL);
	CHECK(strcmp(e->h_name, "Two.example.org") == 0);
	CHECK(strcmp(e->h_aliases[0], "two") == 0 && e->h_aliases[1] == NULL);
	CHECK(e->h_addr_list[1] != NULL && e->h_addr_list[2] == NULL);
	CHECK(gethostbyname("three") == NULL);
	GIVES(h_errno, HOST_NOT_FOUND);
	loopback(&sin, 80);
	sin.sin_addr.s_addr = htonl(0x7f000002);
	GIVES(getnameinfo((struct sockaddr *)&sin, sizeof(sin), name,
	    sizeof(name), serv, sizeof(serv), 0), 0);
	CHECK(strcmp(name, "Two.example.org") == 0);
	CHECK(strcmp(serv, "http") == 0);
	GIVES(getnameinfo((struct sockaddr *)&sin, sizeof(sin), name, 4, NULL,
	    0, 0), EAI_OVERFLOW);
	sin.sin_addr.s_addr = htonl(0x7f000009);
	GIVES(getnameinfo((struct sockaddr *)&sin, sizeof(sin), name,
	    sizeof(name), NULL, 0, NI_NAMEREQD), EAI_NONAME);
	GIVES(getnameinfo((struct sockaddr *)&sin, sizeof(sin), name,
	    sizeof(name), serv, sizeof(serv), NI_NUMERICSERV), 0);
	CHECK(strcmp(name, "127.0.0.9") == 0 && strcmp(serv, "80") == 0);
	GIVES(getnameinfo((struct sockaddr *)&sin, 5, name, sizeof(name), NULL,
	    0, 0), EAI_FAIL);
}

/* ---- a name server --------------------------------------------------------------- */

#define BOTH	"\4both\7example\3org"

static const struct reply {
	const char	*name;		/* as a question has it */
	int		 type;
	const char	*data;
	int		 len, rtype;
} replies[] = {
	{ "\1a\7example\3org", 1, "\300\0\2\1", 4, 1 },
	{ "\5plain", 1, "\300\0\2\7", 4, 1 },
	{ "\4liar\7example\3org", 1, "\300\0\2\3", 4, 1 },
	{ BOTH, 1, "\300\0\2\2", 4, 1 },
	{ BOTH, 28, " \1\r\270\0\0\0\0\0\0\0\0\0\0\0\2", 16, 28 },
	{ "\5alias\7example\3org", 1, BOTH, sizeof(BOTH), 5 },
	/* A pointer to itself, a name that ends nowhere, a short address. */
	{ "\4loop\7example\3org", 1, "\300\56", 2, 5 },
	{ "\3cut\7example\3org", 1, "\77ab", 3, 5 },
	{ "\5short\7example\3org", 1, "\300\0", 2, 1 },
	{ "\0012\0012\0010\003192\7in-addr\4arpa", 12, BOTH, sizeof(BOTH), 12 },
};

static size_t
put_record(uint8_t *m, size_t at, const void *owner, size_t ownerlen, int type,
    const void *data, int len)
{
	uint8_t fixed[10] = { 0, (uint8_t)type, 0, 1, 0, 0, 0, 60, 0,
	    (uint8_t)len };

	memcpy(m + at, owner, ownerlen);
	memcpy(m + at + ownerlen, fixed, 10);
	memcpy(m + at + ownerlen + 10, data, (size_t)len);
	m[7]++;
	return (at + ownerlen + 10 + (size_t)len);
}

/* Make the answer to the question in m; its length. */
static size_t
answer(uint8_t *m, size_t len, int tcp)
{
	const char *name = (char *)m + 12;
	int type = m[len - 3];
	size_t end = len, asked = strlen(name);
	uint8_t a[4] = { 10, 0, 0, 0 };

	m[2] = 0x81;
	if (strcmp(name, "\4dead\7example\3org") == 0)
		return (0);
	if (strcmp(name, "\3big\7example\3org") == 0) {
		if (!tcp)
			m[2] |= 2;
		for (int i = 0; tcp && type == 1 && i < 100; i++) {
			a[3] = (uint8_t)i;
			end = put_record(m, end, "\300\14", 2, 1, a, 4);
		}
		return (end);
	}
	m[3] = 3;
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		if (strlen(replies[i].name) != asked ||
		    strcasecmp(replies[i].name, name) != 0)
			continue;
		m[3] = 0;
		if (replies[i].type == type)
			end = put_record(m, end, "\300\14", 2,
			    replies[i].rtype, replies[i].data, replies[i].len);
		if (type == 1 && replies[i].rtype == 5)
			end = put_record(m, end, BOTH, sizeof(BOTH), 1,
			    "\300\0\2\2", 4);
	}
	return (end);
}

static void
serve_udp(int s)
{
	uint8_t m[4096], lie[4096];
	struct sockaddr_in from;
	socklen_t fromlen = sizeof(from);
	ssize_t n = recvfrom(s, m, sizeof(m), 0, (struct sockaddr *)&from,
	    &fromlen);
	size_t len = n < 17 ? 0 : answer(m, (size_t)n, 0);

	if (len > 0 && memcmp(m + 12, "\4liar", 5) == 0) {
		/* A wrong number, a wrong name, a piece. */
		memcpy(lie, m, len);
		lie[0] ^= 1;
		lie[len - 1] = 99;
		sendto(s, lie, len, 0, (struct sockaddr *)&from, fromlen);
		lie[0] ^= 1;
		lie[13] = 'x';
		sendto(s, lie, len, 0, (struct sockaddr *)&from, fromlen);
		sendto(s, m, 5, 0, (struct sockaddr *)&from, fromlen);
	}
	if (len > 0)
		sendto(s, m, len, 0, (struct sockaddr *)&from, fromlen);
}

static void
serve_tcp(int l)
{
	uint8_t m[4096];
	int s = accept(l, NULL, NULL);
	ssize_t n = recv(s, m, sizeof(m), 0);
	size_t len = n < 19 ? 0 : answer(m + 2, (size_t)n - 2, 1);

	m[0] = (uint8_t)(len >> 8);
	m[1] = (uint8_t)len;
	/* In two pieces. */
	send(s, m, 7, 0);
	sleep_ms(20);
	send(s, m + 7, len - 5, 0);
	close(s);
}

/* Start the server; it lives until it is killed, or a minute. */
static pid_t
server(void)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0), one = 1;
	int l = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in sin;
	pid_t pid;

	loopback(&sin, 53);
	GIVES(setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)), 0);
	GIVES(bind(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(bind(l, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(listen(l, 5), 0);
	if ((pid = fork()) == 0)
		for (alarm(60);;) {
			struct pollfd p[2] = { { .fd = s, .events = POLLIN },
			    { .fd = l, .events = POLLIN } };

			poll(p, 2, -1);
			if (p[0].revents != 0)
				serve_udp(s);
			if (p[1].revents != 0)
				serve_tcp(l);
		}
	CHECK(pid > 0);
	close(s);
	close(l);
	return (pid);
}

static void
names(void)
{
	char text[8192];
	struct sockaddr_in sin;
	pid_t pid = server();
	struct hostent *e;
	int spaces = 0;

	write_file("/etc/hosts", "127.0.0.1 localhost\n");
	write_file("/etc/nsswitch.conf", "hosts: files dns\n");
	write_file("/etc/resolv.conf", "# ours\nnameserver 127.0.0.1\n"
	    "search nosuch.org example.org\noptions timeout:5 attempts:1\n");
	RESOLVES("a.example.org", AF_UNSPEC, 0, "192.0.2.1 ");
	RESOLVES("A.Example.org.", AF_INET, 0, "192.0.2.1 ");
	RESOLVES("a", AF_INET, 0, "192.0.2.1 ");
	RESOLVES("plain", AF_INET, 0, "192.0.2.7 ");
	UNKNOWN("a.", AF_INET, EAI_NONAME);
	RESOLVES("both", AF_UNSPEC, 0, "2001:db8::2 192.0.2.2 ");
	RESOLVES("both", AF_INET6, 0, "2001:db8::2 ");
	UNKNOWN("a.example.org", AF_INET6, EAI_NONAME);
	RESOLVES("alias", AF_INET, 0, "192.0.2.2 ");
	CHECK((e = gethostbyname("alias.example.org")) != NULL);
	CHECK(strcmp(e->h_name, "both.example.org") == 0);
	CHECK(strcmp(e->h_aliases[0], "alias.example.org") == 0);
	RESOLVES("liar", AF_INET, 0, "192.0.2.3 ");
	UNKNOWN("loop.example.org", AF_INET, EAI_NONAME);
	UNKNOWN("cut.example.org", AF_INET, EAI_NONAME);
	UNKNOWN("short.example.org", AF_INET, EAI_NONAME);
	UNKNOWN("nosuch", AF_UNSPEC, EAI_NONAME);
	UNKNOWN("a..example.org", AF_UNSPEC, EAI_NONAME);
	/* Cut over UDP: TCP has all of it. */
	GIVES(resolve("big", AF_INET, 0, text, sizeof(text)), 0);
	for (char *p = text; *p != '\0'; p++)
		spaces += *p == ' ';
	GIVES(spaces, 100);
	loopback(&sin, 0);
	sin.sin_addr.s_addr = htonl(0xc0000202);
	GIVES(getnameinfo((struct sockaddr *)&sin, sizeof(sin), text,
	    sizeof(text), NULL, 0, NI_NAMEREQD), 0);
	CHECK(strcmp(text, "both.example.org") == 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* A server that is silent, and one that is not there. */
static void
silence(void)
{
	pid_t pid = server();
	long start;

	write_file("/etc/nsswitch.conf", "hosts: dns\n");
	write_file("/etc/resolv.conf", "nameserver 127.0.0.1\n"
	    "options timeout:1 attempts:2\n");
	start = now_ms();
	UNKNOWN("dead.example.org", AF_INET, EAI_AGAIN);
	CHECK(now_ms() - start >= 1900);
	/* The first is not there: the second is asked. */
	write_file("/etc/resolv.conf", "nameserver 127.0.0.9\n"
	    "nameserver 127.0.0.1\noptions timeout:5 attempts:1\n");
	RESOLVES("a.example.org", AF_INET, 0, "192.0.2.1 ");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	UNKNOWN("a.example.org", AF_INET, EAI_AGAIN);
	CHECK(gethostbyname("a.example.org") == NULL);
	GIVES(h_errno, TRY_AGAIN);
}

static const struct test tests[] = {
	{ "interfaces", interfaces },
	{ "numbers", numbers },
	{ "hosts", hosts },
	{ "names", names },
	{ "silence", silence },
	{ "services", services },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
