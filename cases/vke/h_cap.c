/*
 * h_cap.c: capture TCP's packets on an interface: are they as on a wire?
 *
 *	h_cap interface port bytes	until so many bytes of frames from or to
 *					that port went by
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <net/bpf.h>
#include <net/if.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER	(256 * 1024)

static uint8_t buf[BUFFER];
static unsigned longest, wrong;
static unsigned long seen, in, out;

static uint32_t
sum(const uint8_t *p, size_t n, uint32_t s)
{
	for (size_t i = 0; i < n; i++)
		s += i % 2 == 0 ? (uint32_t)p[i] << 8 : p[i];
	return (s);
}

static int
folded(uint32_t s)
{
	while (s >> 16 != 0)
		s = (s & 0xffff) + (s >> 16);
	return ((int)s);
}

static int
whole(const uint8_t *ip, size_t len)
{
	size_t hl = (size_t)(ip[0] & 15) * 4, tcp = len - hl;

	return ((size_t)(ip[2] << 8 | ip[3]) == len &&
	    folded(sum(ip, hl, 0)) == 0xffff &&
	    folded(sum(ip + hl, tcp, sum(ip + 12, 8, (uint32_t)(6 + tcp)))) ==
	    0xffff);
}

static void
look(const uint8_t *f, size_t len, int port)
{
	const uint8_t *ip = f + 14;
	size_t hl = (size_t)(ip[0] & 15) * 4;
	int src, dst;

	if (f[12] != 8 || f[13] != 0 || ip[9] != 6)
		return;
	src = ip[hl] << 8 | ip[hl + 1];
	dst = ip[hl + 2] << 8 | ip[hl + 3];
	if (src != port && dst != port)
		return;
	if (dst == port)
		in++;
	else
		out++;
	seen += len;
	if (len > longest)
		longest = (unsigned)len;
	if (!whole(ip, len - 14))
		wrong++;
}

int
main(int argc, char **argv)
{
	unsigned size = BUFFER, on = 1;
	const struct bpf_hdr *h;
	struct ifreq ifr;
	ssize_t n;
	int fd;

	if (argc != 4)
		return (2);
	fd = open("/dev/bpf", O_RDWR);
	memset(&ifr, 0, sizeof(ifr));
	strlcpy(ifr.ifr_name, argv[1], sizeof(ifr.ifr_name));
	if (fd < 0 || ioctl(fd, BIOCSBLEN, &size) != 0 ||
	    ioctl(fd, BIOCSETIF, &ifr) != 0 ||
	    ioctl(fd, BIOCIMMEDIATE, &on) != 0) {
		perror("bpf");
		return (1);
	}
	printf("capturing\n");
	fflush(stdout);
	while (seen < strtoul(argv[3], NULL, 10) &&
	    (n = read(fd, buf, size)) > 0) {
		for (uint8_t *p = buf; p < buf + n; p += BPF_WORDALIGN(
		    h->bh_hdrlen + h->bh_caplen)) {
			h = (const struct bpf_hdr *)(void *)p;
			if (h->bh_caplen != h->bh_datalen)
				wrong++;
			else
				look(p + h->bh_hdrlen, h->bh_caplen,
				    atoi(argv[2]));
		}
	}
	printf("longest %u, wrong %u, %s\n", longest, wrong,
	    in > 0 && out > 0 ? "both ways" : "one way");
	return (0);
}
