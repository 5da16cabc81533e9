/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * route.c: change and ask the routing table, route(8), by messages of
 * route(4).
 */
#include <sys/param.h>
#include <sys/socket.h>
#include <sys/sysctl.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <netinet/in.h>
#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "route.h"

union address {
	struct sockaddr		sa;
	struct sockaddr_in	in;
	struct sockaddr_in6	in6;
	struct sockaddr_dl	dl;
};

static int numeric, quiet, family = AF_UNSPEC, host = -1, bits = -1;
static int flags = RTF_UP | RTF_STATIC;

static void
usage(void)
{
	fprintf(stderr, "usage: route [-46nq] command [-inet | -inet6] "
	    "[-net | -host] destination\n"
	    "             [gateway] [-netmask mask | -prefixlen n] "
	    "[-interface] [-blackhole | -reject]\n"
	    "       commands: add, change, delete, flush, get, monitor, "
	    "show\n");
	exit(EX_USAGE);
}

/* ---- text to addresses ----------------------------------------------------------- */

static void
make_mask(union address *u, int af, int n)
{
	uint8_t *p = af == AF_INET ? (uint8_t *)&u->in.sin_addr :
	    u->in6.sin6_addr.s6_addr;

	memset(u, 0, sizeof(*u));
	u->sa.sa_len = af == AF_INET ? sizeof(u->in) : sizeof(u->in6);
	u->sa.sa_family = (sa_family_t)af;
	for (int i = 0; i < n; i++)
		p[i / 8] |= 0x80 >> i % 8;
}

static int
length(const char *s, int af)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (end == s || *end != '\0' || n < 0 || n > (af == AF_INET ? 32 : 128))
		errx(EX_USAGE, "bad prefix length: %s", s);
	return ((int)n);
}

static int
mask_bits(const char *s)
{
	struct in_addr a;
	uint32_t m;
	int n = 0;

	if (!inet_aton(s, &a))
		errx(EX_USAGE, "bad mask: %s", s);
	for (m = ntohl(a.s_addr); (m & 0x80000000) != 0; m <<= 1)
		n++;
	if (m != 0)
		errx(EX_USAGE, "bad mask: %s", s);
	return (n);
}

static void
lookup(const char *s, union address *u)
{
	struct addrinfo hints = { .ai_family = family,
	    .ai_socktype = SOCK_DGRAM }, *res;
	int error;

	if (family == AF_UNSPEC)
		hints.ai_family = strchr(s, ':') != NULL ? AF_INET6 : AF_INET;
	if ((error = getaddrinfo(s, NULL, &hints, &res)) != 0)
		errx(EX_NOHOST, "bad address: %s: %s", s, gai_strerror(error));
	memset(u, 0, sizeof(*u));
	memcpy(u, res->ai_addr, res->ai_addrlen);
	freeaddrinfo(res);
}

/* The destination: default, address/length, a host, or a network if told. */
static void
destination(const char *s, union address *u)
{
	char text[NI_MAXHOST], *slash;

	if (strcmp(s, "default") == 0) {
		make_mask(u, family == AF_INET6 ? AF_INET6 : AF_INET, 0);
		bits = host = 0;
	} else {
		if (strlcpy(text, s, sizeof(text)) >= sizeof(text))
			errx(EX_NOHOST, "bad address: %s", s);
		if ((slash = strchr(text, '/')) != NULL)
			*slash = '\0';
		lookup(text, u);
		if (slash != NULL) {
			bits = length(slash + 1, u->sa.sa_family);
			host = host == 1 ? 1 : 0;
		}
	}
	family = u->sa.sa_family;
}

static void
interface(const char *name, union address *u)
{
	unsigned int index = if_nametoindex(name);

	if (index == 0)
		errx(EX_NOHOST, "bad interface: %s", name);
	memset(u, 0, sizeof(*u));
	u->dl.sdl_len = sizeof(u->dl);
	u->dl.sdl_family = AF_LINK;
	u->dl.sdl_index = (u_short)index;
}

/* ---- messages -------------------------------------------------------------------- */

static struct {
	struct rt_msghdr rtm;
	char	data[1024];
} msg;

static void
put(int which, const union address *u)
{
	size_t at = msg.rtm.rtm_msglen;

	memcpy((char *)&msg + at, u, u->sa.sa_len);
	msg.rtm.rtm_msglen += (u_short)SA_SPACE(u->sa.sa_len);
	msg.rtm.rtm_addrs |= 1 << which;
}

static void
begin(int type)
{
	memset(&msg, 0, sizeof(msg));
	msg.rtm.rtm_msglen = sizeof(msg.rtm);
	msg.rtm.rtm_version = RTM_VERSION;
	msg.rtm.rtm_type = (u_char)type;
	msg.rtm.rtm_seq = 1;
	msg.rtm.rtm_flags = flags;
}

/* Send it; for RTM_GET the answer takes its place.  0 or errno. */
static int
talk(int type)
{
	int s = socket(AF_ROUTE, SOCK_RAW, 0), error = 0;
	ssize_t n;

	if (s == -1)
		err(EX_OSERR, "socket");
	if (write(s, &msg, msg.rtm.rtm_msglen) == -1)
		error = errno;
	while (error == 0 && type == RTM_GET) {
		n = read(s, &msg, sizeof(msg));
		if (n == -1)
			err(EX_OSERR, "read");
		if (n >= (ssize_t)sizeof(msg.rtm) &&
		    msg.rtm.rtm_pid == getpid() && msg.rtm.rtm_seq == 1)
			break;
	}
	close(s);
	return (error);
}

static const char *
text(const union address *u)
{
	static char line[NI_MAXHOST];

	if (u->sa.sa_family == AF_LINK)
		return (if_indextoname(u->dl.sdl_index, line) != NULL ? line :
		    "link");
	if (getnameinfo(&u->sa, u->sa.sa_len, line, sizeof(line), NULL, 0,
	    numeric ? NI_NUMERICHOST : 0) != 0)
		return ("?");
	return (line);
}

static void
print_flags(int f)
{
	static const struct {
		int		 bit;
		const char	*name;
	} names[] = {
		{ RTF_UP, "UP" }, { RTF_GATEWAY, "GATEWAY" },
		{ RTF_HOST, "HOST" }, { RTF_REJECT, "REJECT" },
		{ RTF_DYNAMIC, "DYNAMIC" }, { RTF_DONE, "DONE" },
		{ RTF_CLONING, "CLONING" }, { RTF_LLINFO, "LLINFO" },
		{ RTF_STATIC, "STATIC" }, { RTF_BLACKHOLE, "BLACKHOLE" },
		{ RTF_LOCAL, "LOCAL" },
	};
	const char *comma = "";

	printf("      flags: <");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((f & names[i].bit) != 0) {
			printf("%s%s", comma, names[i].name);
			comma = ",";
		}
	printf(">\n");
}

static void
print_answer(const char *asked)
{
	static const char *const names[] = { "destination", "gateway", "mask",
	    NULL, "interface" };
	char *at = (char *)&msg + sizeof(msg.rtm);
	union address u;

	printf("   route to: %s\n", asked);
	for (int i = 0; i < 5; i++) {
		if ((msg.rtm.rtm_addrs & 1 << i) == 0)
			continue;
		memset(&u, 0, sizeof(u));
		memcpy(&u, at, MIN((size_t)(uint8_t)*at, sizeof(u)));
		at += SA_SPACE((uint8_t)*at);
		if (i == RTAX_DST && (msg.rtm.rtm_addrs & RTA_NETMASK) != 0 &&
		    ((u.sa.sa_family == AF_INET &&
		    u.in.sin_addr.s_addr == INADDR_ANY) ||
		    (u.sa.sa_family == AF_INET6 &&
		    IN6_IS_ADDR_UNSPECIFIED(&u.in6.sin6_addr))))
			printf("destination: default\n");
		else if (names[i] != NULL && (i != RTAX_GATEWAY ||
		    u.sa.sa_family != AF_LINK)) {
			int saved = numeric;

			numeric |= i == RTAX_NETMASK;
			printf("%11s: %s\n", names[i], text(&u));
			numeric = saved;
		}
	}
	print_flags(msg.rtm.rtm_flags);
	printf("        mtu: %lu\n", msg.rtm.rtm_rmx.rmx_mtu);
}

/* ---- commands -------------------------------------------------------------------- */

/* Delete all routes through gateways. */
static void
flush(void)
{
	int mib[6] = { CTL_NET, AF_ROUTE, 0, family, NET_RT_DUMP, 0 };
	struct rt_msghdr *rtm;
	size_t len;
	char *buf;
	int error;

	if (sysctl(mib, 6, NULL, &len, NULL, 0) == -1 ||
	    (buf = malloc(len += 4096)) == NULL ||
	    sysctl(mib, 6, buf, &len, NULL, 0) == -1)
		err(EX_OSERR, "the table of routes");
	for (char *at = buf; at < buf + len; at += rtm->rtm_msglen) {
		rtm = (struct rt_msghdr *)(void *)at;
		if ((rtm->rtm_flags & RTF_GATEWAY) == 0 ||
		    rtm->rtm_msglen > sizeof(msg))
			continue;
		memcpy(&msg, rtm, rtm->rtm_msglen);
		msg.rtm.rtm_type = RTM_DELETE;
		msg.rtm.rtm_seq = 1;
		if ((error = talk(RTM_DELETE)) != 0)
			errc(EX_OSERR, error, "delete");
		if (!quiet)
			printf("%-20.20s done\n", text((union address *)
			    (void *)msg.data));
	}
	free(buf);
}

static int
option(char ***argv)
{
	const char *word = **argv + 1;

	if (strcmp(word, "net") == 0)
		host = 0;
	else if (strcmp(word, "host") == 0)
		host = 1;
	else if (strcmp(word, "inet") == 0 || strcmp(word, "4") == 0)
		family = AF_INET;
	else if (strcmp(word, "inet6") == 0 || strcmp(word, "6") == 0)
		family = AF_INET6;
	else if (strcmp(word, "blackhole") == 0)
		flags |= RTF_BLACKHOLE;
	else if (strcmp(word, "reject") == 0)
		flags |= RTF_REJECT;
	else if (strcmp(word, "interface") == 0 || strcmp(word, "iface") == 0)
		return (1);
	else if (strcmp(word, "netmask") == 0 && (*argv)[1] != NULL)
		bits = mask_bits(*++*argv);
	else if (strcmp(word, "prefixlen") == 0 && (*argv)[1] != NULL)
		bits = length(*++*argv, family);
	else
		usage();
	return (0);
}

static int
change(int type, const char *verb, char **argv)
{
	const char *dst = NULL, *gate = NULL;
	union address d, g, m;
	int link = 0, error;

	for (; *argv != NULL; argv++)
		if ((*argv)[0] == '-')
			link |= option(&argv);
		else if (dst == NULL)
			destination(dst = *argv, &d);
		else if (gate == NULL)
			gate = *argv;
		else
			usage();
	if (dst == NULL || (gate == NULL && type != RTM_DELETE &&
	    type != RTM_GET))
		usage();
	if (bits == -1 && host == 0)
		bits = family == AF_INET6 ? 64 :
		    IN_CLASSA(ntohl(d.in.sin_addr.s_addr)) ? 8 :
		    IN_CLASSB(ntohl(d.in.sin_addr.s_addr)) ? 16 : 24;
	begin(type);
	put(RTAX_DST, &d);
	if (gate != NULL) {
		if (link)
			interface(gate, &g);
		else
			lookup(gate, &g);
		if (!link)
			msg.rtm.rtm_flags |= RTF_GATEWAY;
		put(RTAX_GATEWAY, &g);
	}
	if (bits == -1 || host == 1) {
		msg.rtm.rtm_flags |= RTF_HOST;
	} else if (type != RTM_GET || bits >= 0) {
		make_mask(&m, family, bits);
		put(RTAX_NETMASK, &m);
	}
	error = talk(type);
	if (type == RTM_GET && error == 0) {
		print_answer(dst);
		return (0);
	}
	if (!quiet || error != 0) {
		printf("%s %s %s", verb, (msg.rtm.rtm_flags & RTF_HOST) != 0 ?
		    "host" : "net", dst);
		if (gate != NULL)
			printf(": gateway %s", gate);
		if (error != 0)
			printf(": %s", error == ESRCH ? "not in table" :
			    error == EEXIST ? "route already in table" :
			    strerror(error));
		printf("\n");
	}
	return (error != 0);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char	*name;
		int		 type;
	} commands[] = {
		{ "add", RTM_ADD }, { "change", RTM_CHANGE },
		{ "delete", RTM_DELETE }, { "del", RTM_DELETE },
		{ "get", RTM_GET },
	};
	int ch;

	while ((ch = getopt(argc, argv, "46nq")) != -1)
		switch (ch) {
		case '4':
			family = AF_INET;
			break;
		case '6':
			family = AF_INET6;
			break;
		case 'n':
			numeric = 1;
			break;
		case 'q':
			quiet = 1;
			break;
		default:
			usage();
		}
	argv += optind;
	if (*argv == NULL)
		usage();
	if (strcmp(*argv, "monitor") == 0) {
		if (argv[1] != NULL)
			usage();
		monitor();
	}
	if (strcmp(*argv, "flush") == 0 || strcmp(*argv, "show") == 0) {
		int shows = strcmp(*argv, "show") == 0;

		for (argv++; *argv != NULL; argv++)
			if ((*argv)[0] != '-' || option(&argv))
				usage();
		if (shows)
			show(numeric, family);
		else
			flush();
		return (0);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(*argv, commands[i].name) == 0)
			return (change(commands[i].type, commands[i].name,
			    argv + 1));
	usage();
}
