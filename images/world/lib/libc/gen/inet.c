/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inet.c: Internet addresses in text.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * One to four numbers with dots, in C's notations; the last fills the rest.
 */
int
inet_aton(const char *s, struct in_addr *addr)
{
	unsigned long part[4], v = 0;
	char *end;
	int n = 0;

	for (;;) {
		if (!isdigit((unsigned char)*s))
			return (0);
		part[n++] = strtoul(s, &end, 0);
		s = end;
		if (*s != '.' || n == 4)
			break;
		s++;
	}
	if (*s != '\0' && !isspace((unsigned char)*s))
		return (0);
	for (int i = 0; i < n - 1; i++) {
		if (part[i] > 0xff)
			return (0);
		v |= part[i] << (24 - 8 * i);
	}
	if (part[n - 1] > 0xffffffffUL >> (8 * (n - 1)))
		return (0);
	v |= part[n - 1];
	if (addr != NULL)
		addr->s_addr = htonl((uint32_t)v);
	return (1);
}

in_addr_t
inet_addr(const char *s)
{
	struct in_addr a;

	return (inet_aton(s, &a) ? a.s_addr : INADDR_NONE);
}

char *
inet_ntoa(struct in_addr a)
{
	static __thread char buf[INET_ADDRSTRLEN];

	return (__DECONST(char *, inet_ntop(AF_INET, &a, buf, sizeof(buf))));
}

/* Eight groups; the longest run of two or more zeros is left out. */
static int
format6(const uint8_t *b, char *buf, size_t len)
{
	char text[INET6_ADDRSTRLEN], *p = text;
	int best = -1, best_len = 1, run;

	for (int i = 0; i < 8; i++) {
		for (run = 0; i + run < 8 && b[2 * (i + run)] == 0 &&
		    b[2 * (i + run) + 1] == 0; run++)
			;
		if (run > best_len) {
			best = i;
			best_len = run;
		}
	}
	for (int i = 0; i < 8; i++) {
		if (i == best) {
			p += sprintf(p, i == 0 ? "::" : ":");
			i += best_len - 1;
			continue;
		}
		p += sprintf(p, "%x%s", b[2 * i] << 8 | b[2 * i + 1],
		    i < 7 ? ":" : "");
	}
	return (strlcpy(buf, text, len) < len);
}

const char *
inet_ntop(int af, const void *__restrict src, char *__restrict buf,
    socklen_t len)
{
	const uint8_t *b = src;
	int ok;

	switch (af) {
	case AF_INET:
		ok = snprintf(buf, len, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]) <
		    (int)len;
		break;
	case AF_INET6:
		ok = format6(b, buf, len);
		break;
	default:
		errno = EAFNOSUPPORT;
		return (NULL);
	}
	if (!ok) {
		errno = ENOSPC;
		return (NULL);
	}
	return (buf);
}

/* Four decimal numbers, all of them. */
static int
parse4(const char *s, uint8_t *out)
{
	unsigned int v;

	for (int i = 0; i < 4; i++) {
		if (!isdigit((unsigned char)*s))
			return (0);
		if (*s == '0' && isdigit((unsigned char)s[1]))
			return (0);
		for (v = 0; isdigit((unsigned char)*s); s++)
			if ((v = v * 10 + (unsigned int)(*s - '0')) > 255)
				return (0);
		if (*s++ != (i < 3 ? '.' : '\0'))
			return (0);
		out[i] = (uint8_t)v;
	}
	return (1);
}

static int
parse6(const char *s, uint8_t *out)
{
	uint8_t b[16] = { 0 };
	int n = 0, gap = -1, digits;
	unsigned int v;
	const char *start;

	if (*s == ':' && *++s != ':')
		return (0);
	while (*s != '\0') {
		if (*s == ':') {
			if (gap >= 0)
				return (0);
			gap = n;
			s++;
			continue;
		}
		start = s;
		for (v = 0, digits = 0; isxdigit((unsigned char)*s); s++, digits++)
			v = v << 4 | (unsigned int)(isdigit((unsigned char)*s) ?
			    *s - '0' : tolower((unsigned char)*s) - 'a' + 10);
		if (*s == '.' && n <= 12 && parse4(start, b + n)) {
			n += 4;
			break;
		}
		if (digits == 0 || digits > 4 || n == 16)
			return (0);
		b[n++] = (uint8_t)(v >> 8);
		b[n++] = (uint8_t)v;
		if (*s == ':') {
			s++;
			if (*s == '\0')
				return (0);
		} else if (*s != '\0')
			return (0);
	}
	if (gap >= 0) {
		if (n == 16)
			return (0);
		memmove(b + 16 - (n - gap), b + gap, (size_t)(n - gap));
		memset(b + gap, 0, (size_t)(16 - n));
	} else if (n != 16)
		return (0);
	memcpy(out, b, 16);
	return (1);
}

int
inet_pton(int af, const char *__restrict s, void *__restrict dst)
{
	uint8_t b[4];

	switch (af) {
	case AF_INET:
		if (!parse4(s, b))
			return (0);
		memcpy(dst, b, 4);
		return (1);
	case AF_INET6:
		return (parse6(s, dst));
	default:
		errno = EAFNOSUPPORT;
		return (-1);
	}
}
