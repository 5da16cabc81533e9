/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arp.c: show and change which Ethernet addresses belong to which addresses
 * of IPv4, arp(8).  The kernel's table is read as a list of routes with
 * RTF_LLINFO and changed by messages of route(4).
 */
#include <sys/param.h>
#include <sys/socket.h>
#include <sys/sysctl.h>
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/if_types.h>
#include <net/route.h>
#include <netinet/in.h>
#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SA_SPACE(n)	((n) > 0 ? ((size_t)(n) + 7) & ~(size_t)7 : (size_t)8)
#define FILE_WORDS	5

static int numeric;
static const char *only;	/* -i: this interface */

/* One entry of the kernel's table. */
struct entry {
	struct sockaddr_in	sin;
	struct sockaddr_dl	sdl;
	u_long			expire;
};

static void
usage(void)
{
	fprintf(stderr, "usage: arp [-n] [-i interface] hostname\n"
	    "       arp [-n] [-i interface] -a\n"
	    "       arp -d hostname\n"
	    "       arp [-n] [-i interface] -d -a\n"
	    "       arp -s hostname ether_addr [temp]\n"
	    "       arp -S hostname ether_addr [temp]\n"
	    "       arp -f filename\n");
	exit(1);
}

static int
lookup(const char *host, struct sockaddr_in *sin)
{
	struct addrinfo hints = { .ai_family = AF_INET,
	    .ai_socktype = SOCK_DGRAM }, *res;
	int error = getaddrinfo(host, NULL, &hints, &res);

	if (error != 0) {
		warnx("%s: %s", host, gai_strerror(error));
		return (-1);
	}
	memcpy(sin, res->ai_addr, sizeof(*sin));
	freeaddrinfo(res);
	return (0);
}

/* ---- the table ------------------------------------------------------------- */

/* Take a message of the table apart; 0, or -1 when it is none of ours. */
static int
take_entry(const struct rt_msghdr *rtm, struct entry *e)
{
	const char *p = (const char *)(rtm + 1);
	const char *end = (const char *)rtm + rtm->rtm_msglen;
	const struct sockaddr *sa = (const struct sockaddr *)(const void *)p;

	if ((rtm->rtm_addrs & (RTA_DST | RTA_GATEWAY)) !=
	    (RTA_DST | RTA_GATEWAY) || sa->sa_family != AF_INET)
		return (-1);
	memset(e, 0, sizeof(*e));
	memcpy(&e->sin, p, MIN(sa->sa_len, sizeof(e->sin)));
	p += SA_SPACE(sa->sa_len);
	sa = (const struct sockaddr *)(const void *)p;
	if (p >= end || sa->sa_family != AF_LINK)
		return (-1);
	memcpy(&e->sdl, p, MIN(sa->sa_len, sizeof(e->sdl)));
	e->expire = rtm->rtm_rmx.rmx_expire;
	return (0);
}

static void
print_entry(const struct entry *e)
{
	char host[NI_MAXHOST] = "?", ifname[IF_NAMESIZE];
	const u_char *a = (const u_char *)e->sdl.sdl_data + e->sdl.sdl_nlen;

	if (!numeric && getnameinfo((const struct sockaddr *)&e->sin,
	    sizeof(e->sin), host, sizeof(host), NULL, 0, NI_NAMEREQD) != 0)
		strlcpy(host, "?", sizeof(host));
	printf("%s (%s) at ", host, inet_ntoa(e->sin.sin_addr));
	if (e->sdl.sdl_alen == ETHER_ADDR_LEN)
		printf("%02x:%02x:%02x:%02x:%02x:%02x", a[0], a[1], a[2],
		    a[3], a[4], a[5]);
	else
		printf("(incomplete)");
	if (if_indextoname(e->sdl.sdl_index, ifname) != NULL)
		printf(" on %s", ifname);
	if (e->expire == 0)
		printf(" permanent");
	if (e->sdl.sdl_type == IFT_ETHER)
		printf(" [ethernet]");
	printf("\n");
}

/*
 * Call found for each entry that is for this address (NULL: any) and on the
 * interface asked for; the number of them.
 */
static int
search(const struct in_addr *addr, void (*found)(const struct entry *))
{
	int mib[6] = { CTL_NET, AF_ROUTE, 0, AF_INET, NET_RT_FLAGS,
	    RTF_LLINFO };
	const struct rt_msghdr *rtm;
	unsigned int index = 0;
	struct entry e;
	char *buf, *at;
	size_t len;
	int n = 0;

	if (only != NULL && (index = if_nametoindex(only)) == 0)
		errx(1, "%s: no such interface", only);
	if (sysctl(mib, 6, NULL, &len, NULL, 0) == -1 ||
	    (buf = malloc(len += 4096)) == NULL ||
	    sysctl(mib, 6, buf, &len, NULL, 0) == -1)
		err(1, "the table");
	for (at = buf; at < buf + len; at += rtm->rtm_msglen) {
		rtm = (const struct rt_msghdr *)(void *)at;
		if (take_entry(rtm, &e) != 0 ||
		    (index != 0 && e.sdl.sdl_index != index) ||
		    (addr != NULL && e.sin.sin_addr.s_addr != addr->s_addr))
			continue;
		n++;
		found(&e);
	}
	free(buf);
	return (n);
}

/* ---- changes --------------------------------------------------------------- */

/* Send one message; 0 or errno. */
static int
talk(int type, int flags, const struct sockaddr_in *sin,
    const struct sockaddr_dl *sdl)
{
	struct {
		struct rt_msghdr rtm;
		char	data[2 * sizeof(struct sockaddr_dl)];
	} msg;
	int s, error = 0;

	memset(&msg, 0, sizeof(msg));
	msg.rtm.rtm_version = RTM_VERSION;
	msg.rtm.rtm_type = (u_char)type;
	msg.rtm.rtm_flags = flags;
	msg.rtm.rtm_seq = 1;
	msg.rtm.rtm_addrs = RTA_DST;
	msg.rtm.rtm_inits = RTV_EXPIRE;
	memcpy(msg.data, sin, sizeof(*sin));
	msg.rtm.rtm_msglen = sizeof(msg.rtm) + sizeof(*sin);
	if (sdl != NULL) {
		memcpy(msg.data + sizeof(*sin), sdl, sizeof(*sdl));
		msg.rtm.rtm_addrs |= RTA_GATEWAY;
		msg.rtm.rtm_msglen += SA_SPACE(sizeof(*sdl));
	}
	if ((s = socket(AF_ROUTE, SOCK_RAW, 0)) == -1)
		err(1, "socket");
	if (write(s, &msg, msg.rtm.rtm_msglen) == -1)
		error = errno;
	close(s);
	return (error);
}

static int
delete(const struct sockaddr_in *sin, const char *host)
{
	int error = talk(RTM_DELETE, RTF_HOST | RTF_LLINFO, sin, NULL);

	if (error == 0) {
		printf("%s (%s) deleted\n", host, inet_ntoa(sin->sin_addr));
		return (0);
	}
	warnx("delete %s: %s", host, error == ESRCH ? "not in table" :
	    strerror(error));
	return (1);
}

static int delete_failed;

static void
delete_entry(const struct entry *e)
{
	char host[INET_ADDRSTRLEN];

	strlcpy(host, inet_ntoa(e->sin.sin_addr), sizeof(host));
	delete_failed |= delete(&e->sin, host);
}

static int
ether(const char *text, u_char *a)
{
	unsigned int v[ETHER_ADDR_LEN];
	int end = -1;

	if (sscanf(text, "%x:%x:%x:%x:%x:%x%n", &v[0], &v[1], &v[2], &v[3],
	    &v[4], &v[5], &end) != ETHER_ADDR_LEN || end < 0 ||
	    text[end] != '\0')
		return (-1);
	for (int i = 0; i < ETHER_ADDR_LEN; i++) {
		if (v[i] > 0xff)
			return (-1);
		a[i] = (u_char)v[i];
	}
	return (0);
}

/* host ether_addr [temp]; 0 or 1. */
static int
set(int argc, char **argv, int replace)
{
	struct sockaddr_dl sdl;
	struct sockaddr_in sin;
	int error, flags = RTF_HOST | RTF_LLINFO | RTF_STATIC;

	memset(&sdl, 0, sizeof(sdl));
	sdl.sdl_len = sizeof(sdl);
	sdl.sdl_family = AF_LINK;
	sdl.sdl_type = IFT_ETHER;
	sdl.sdl_alen = ETHER_ADDR_LEN;
	if (lookup(argv[0], &sin) != 0)
		return (1);
	if (ether(argv[1], (u_char *)sdl.sdl_data) != 0) {
		warnx("invalid Ethernet address '%s'", argv[1]);
		return (1);
	}
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "temp") != 0) {
			warnx("%s: only temp is known here", argv[i]);
			return (1);
		}
		flags &= ~RTF_STATIC;
	}
	if (replace)
		(void)talk(RTM_DELETE, RTF_HOST | RTF_LLINFO, &sin, NULL);
	if ((error = talk(RTM_ADD, flags, &sin, &sdl)) == 0)
		return (0);
	warnx("set %s: %s", argv[0], error == ENETUNREACH ?
	    "no interface is on its network" : strerror(error));
	return (1);
}

/* Each line of a file as the arguments of -s. */
static int
set_file(const char *name)
{
	char line[256], *word[FILE_WORDS], *last;
	int n, failed = 0;
	FILE *f;

	if ((f = fopen(name, "r")) == NULL)
		err(1, "cannot open %s", name);
	while (fgets(line, sizeof(line), f) != NULL) {
		for (n = 0; n < FILE_WORDS && (word[n] = strtok_r(n == 0 ?
		    line : NULL, " \t\n", &last)) != NULL; n++)
			;
		if (n == 0 || word[0][0] == '#')
			continue;
		if (n < 2) {
			warnx("bad line: %s", line);
			failed = 1;
		} else
			failed |= set(n, word, 0);
	}
	fclose(f);
	return (failed);
}

/* ---- the command ----------------------------------------------------------- */

static int
show(const char *host)
{
	struct sockaddr_in sin;

	if (lookup(host, &sin) != 0)
		return (1);
	if (search(&sin.sin_addr, print_entry) > 0)
		return (0);
	printf("%s (%s) -- no entry%s%s\n", host, inet_ntoa(sin.sin_addr),
	    only != NULL ? " on " : "", only != NULL ? only : "");
	return (1);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sin;
	int ch, all = 0, verb = 0;

	while ((ch = getopt(argc, argv, "adfi:nsS")) != -1)
		switch (ch) {
		case 'a':
			all = 1;
			break;
		case 'd':
		case 'f':
		case 's':
		case 'S':
			if (verb != 0)
				usage();
			verb = ch;
			break;
		case 'i':
			only = optarg;
			break;
		case 'n':
			numeric = 1;
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (only != NULL && (verb == 'f' || verb == 's' || verb == 'S'))
		usage();
	if (all) {
		if (argc != 0 || (verb != 0 && verb != 'd'))
			usage();
		search(NULL, verb == 'd' ? delete_entry : print_entry);
		return (delete_failed);
	}
	if (verb == 's' || verb == 'S') {
		if (argc < 2 || argc > 3)
			usage();
		return (set(argc, argv, verb == 'S'));
	}
	if (argc != 1)
		usage();
	switch (verb) {
	case 'd':
		return (lookup(argv[0], &sin) != 0 || delete(&sin, argv[0]));
	case 'f':
		return (set_file(argv[0]));
	default:
		return (show(argv[0]));
	}
}
