/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl.c: sysctl(8).
 *
 * usage: sysctl [-bdehiNnoqtx] variable[=value] ...
 *	  sysctl [-bdehNnoqtx] -a
 */
#include <sys/param.h>
#include <sys/kinfo.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <sys/vmmeter.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MIB_ROOM	(CTL_MAXNAME + 2)

static bool	opt_all, opt_binary, opt_descr, opt_equals, opt_ignore;
/* The old value of a change is being shown: the line goes on. */
static bool	in_change;
static bool	opt_names, opt_nonames, opt_opaque, opt_quiet, opt_types, opt_hex;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: sysctl [-bdeiNnoqtx] variable[=value] ...\n"
	    "       sysctl [-bdeNnoqtx] -a\n");
	exit(1);
}

/* Ask the kernel about a variable: what is CTL_SYSCTL_*. */
static int
about(int what, const int *mib, size_t n, void *buf, size_t *len)
{
	int q[MIB_ROOM + 2];

	q[0] = CTL_SYSCTL;
	q[1] = what;
	memcpy(q + 2, mib, n * sizeof(int));
	return (sysctl(q, (unsigned int)n + 2, buf, len, NULL, 0));
}

/* Kind (CTLTYPE and flags) and format of a variable. */
static int
get_format(const int *mib, size_t n, unsigned int *kind, char *fmt, size_t room)
{
	unsigned char buf[512];
	size_t len = sizeof(buf) - 1;

	if (about(CTL_SYSCTL_OIDFMT, mib, n, buf, &len) != 0 ||
	    len < sizeof(*kind))
		return (-1);
	buf[len] = '\0';
	memcpy(kind, buf, sizeof(*kind));
	strlcpy(fmt, (char *)buf + sizeof(*kind), room);
	return (0);
}

/* Structures that have a form of their own; false for the others. */
static bool
show_struct(const char *fmt, const void *p, size_t len)
{
	const struct kinfo_clockinfo *ci = p;
	const struct loadavg *la = p;
	const struct timeval *tv = p;
	const struct timespec *ts = p;
	const struct vmtotal *vt = p;
	char when[64];

	if (strcmp(fmt, "S,clockinfo") == 0 && len == sizeof(*ci)) {
		printf("{ hz = %d, tick = %d, tickadj = %d, profhz = %d, "
		    "stathz = %d }", ci->ci_hz, ci->ci_tick, ci->ci_tickadj,
		    ci->ci_profhz, ci->ci_stathz);
	} else if (strcmp(fmt, "S,loadavg") == 0 && len == sizeof(*la)) {
		printf("{ %.2f %.2f %.2f }", (double)la->ldavg[0] / la->fscale,
		    (double)la->ldavg[1] / la->fscale,
		    (double)la->ldavg[2] / la->fscale);
	} else if (strcmp(fmt, "S,timeval") == 0 && len == sizeof(*tv)) {
		strlcpy(when, ctime(&tv->tv_sec), sizeof(when));
		printf("{ sec = %ld, usec = %ld } %.24s", (long)tv->tv_sec,
		    (long)tv->tv_usec, when);
	} else if (strcmp(fmt, "S,timespec") == 0 && len == sizeof(*ts)) {
		strlcpy(when, ctime(&ts->tv_sec), sizeof(when));
		printf("{ sec = %ld, nsec = %ld } %.24s", (long)ts->tv_sec,
		    ts->tv_nsec, when);
	} else if (strcmp(fmt, "S,vmtotal") == 0 && len == sizeof(*vt)) {
		printf("{ run = %ld, disk = %ld, sleep = %ld, free = %ld }",
		    vt->t_rq, vt->t_dw, vt->t_sl, vt->t_free);
	} else
		return (false);
	return (true);
}

/* Integers of one size, one after the other. */
static void
show_ints(const unsigned char *p, size_t len, size_t size, bool is_signed)
{
	int64_t s;
	uint64_t u;

	for (; len >= size; p += size, len -= size) {
		u = 0;
		memcpy(&u, p, size);
		s = (int64_t)(u << (64 - 8 * size)) >> (64 - 8 * size);
		if (opt_hex)
			printf("0x%llx", (unsigned long long)u);
		else if (is_signed)
			printf("%lld", (long long)s);
		else
			printf("%llu", (unsigned long long)u);
		if (len > size)
			putchar(' ');
	}
}

static size_t
int_size(unsigned int type, bool *is_signed)
{
	*is_signed = type == CTLTYPE_INT || type == CTLTYPE_LONG ||
	    type == CTLTYPE_S8 || type == CTLTYPE_S16 || type == CTLTYPE_S32 ||
	    type == CTLTYPE_S64;
	switch (type) {
	case CTLTYPE_S8:
	case CTLTYPE_U8:
		return (1);
	case CTLTYPE_S16:
	case CTLTYPE_U16:
		return (2);
	case CTLTYPE_INT:
	case CTLTYPE_UINT:
	case CTLTYPE_S32:
	case CTLTYPE_U32:
		return (4);
	case CTLTYPE_LONG:
	case CTLTYPE_ULONG:
	case CTLTYPE_S64:
	case CTLTYPE_U64:
		return (8);
	default:
		return (0);
	}
}

/* The value, as its type wants. */
static void
show_value(unsigned int type, const char *fmt, const unsigned char *p,
    size_t len)
{
	bool is_signed;
	size_t size;

	if (opt_binary) {
		fwrite(p, 1, len, stdout);
		return;
	}
	if (type == CTLTYPE_STRING) {
		printf("%.*s", (int)strnlen((const char *)p, len), p);
		return;
	}
	size = int_size(type, &is_signed);
	if (size != 0) {
		show_ints(p, len, size, is_signed);
		return;
	}
	if (show_struct(fmt, p, len))
		return;
	printf("Format:%s Length:%zu Dump:0x", fmt, len);
	for (size_t i = 0; i < len && (i < 16 || opt_hex); i++)
		printf("%02x", p[i]);
	if (len > 16 && !opt_hex)
		printf("...");
}

/* Everything but integers and strings is left out of -a unless asked for. */
static bool
hidden(unsigned int type, const char *fmt)
{
	return (opt_all && !opt_opaque && type == CTLTYPE_OPAQUE &&
	    strcmp(fmt, "S,clockinfo") != 0 && strcmp(fmt, "S,loadavg") != 0 &&
	    strcmp(fmt, "S,timeval") != 0 && strcmp(fmt, "S,timespec") != 0 &&
	    strcmp(fmt, "S,vmtotal") != 0);
}

static const char *
type_name(unsigned int type)
{
	switch (type) {
	case CTLTYPE_NODE:	return ("node");
	case CTLTYPE_INT:	return ("integer");
	case CTLTYPE_STRING:	return ("string");
	case CTLTYPE_S64:	return ("int64_t");
	case CTLTYPE_OPAQUE:	return ("opaque");
	case CTLTYPE_UINT:	return ("unsigned integer");
	case CTLTYPE_LONG:	return ("long integer");
	case CTLTYPE_ULONG:	return ("unsigned long");
	case CTLTYPE_U64:	return ("uint64_t");
	default:		return ("integer of fixed size");
	}
}

static int
show(const int *mib, size_t n)
{
	const char *sep = opt_equals ? "=" : ": ";
	char name[1024], fmt[256], descr[1024];
	unsigned char *value = NULL;
	unsigned int kind;
	size_t len = sizeof(name);

	if (about(CTL_SYSCTL_NAME, mib, n, name, &len) != 0 ||
	    get_format(mib, n, &kind, fmt, sizeof(fmt)) != 0)
		return (-1);
	if (hidden(kind & CTLTYPE, fmt))
		return (0);
	if (opt_names) {
		printf("%s\n", name);
		return (0);
	}
	if (opt_types || opt_descr) {
		len = sizeof(descr) - 1;
		if (about(CTL_SYSCTL_OIDDESCR, mib, n, descr, &len) != 0)
			len = 0;
		descr[len] = '\0';
		if (!opt_nonames)
			printf("%s%s", name, sep);
		printf("%s\n", opt_types ? type_name(kind & CTLTYPE) : descr);
		return (0);
	}
	len = 0;
	if (sysctl(mib, (unsigned int)n, NULL, &len, NULL, 0) != 0)
		return (-1);
	len += len / 8 + 64;
	value = calloc(1, len + 1);
	if (value == NULL)
		err(1, "malloc");
	if (sysctl(mib, (unsigned int)n, value, &len, NULL, 0) != 0) {
		free(value);
		return (-1);
	}
	if (!opt_nonames && !opt_binary)
		printf("%s%s", name, sep);
	show_value(kind & CTLTYPE, fmt, value, len);
	if (!opt_binary && !in_change)
		putchar('\n');
	free(value);
	return (0);
}

/* All variables below mib (all there are with n 0). */
static int
show_tree(const int *mib, size_t n)
{
	int cur[MIB_ROOM], next[MIB_ROOM];
	size_t curlen = n, len;

	memcpy(cur, mib, n * sizeof(int));
	if (n == 0) {
		cur[0] = 1;
		curlen = 1;
	}
	for (;;) {
		len = sizeof(next);
		if (about(CTL_SYSCTL_NEXT, cur, curlen, next, &len) != 0) {
			if (errno == ENOENT)
				return (0);
			warn("sysctl(next)");
			return (1);
		}
		len /= sizeof(int);
		if (len < n || memcmp(next, mib, n * sizeof(int)) != 0)
			return (0);
		(void)show(next, len);
		memcpy(cur, next, len * sizeof(int));
		curlen = len;
	}
}

/* Set a variable from text. */
static int
assign(const char *name, const int *mib, size_t n, unsigned int kind,
    const char *text)
{
	bool is_signed;
	size_t size = int_size(kind & CTLTYPE, &is_signed);
	unsigned long long v;
	const void *p = text;
	size_t len = strlen(text);
	bool names;
	char *end;

	if (size != 0) {
		errno = 0;
		v = is_signed ? (unsigned long long)strtoll(text, &end, 0) :
		    strtoull(text, &end, 0);
		if (end == text || *end != '\0' || errno != 0) {
			warnx("invalid integer '%s' for %s", text, name);
			return (1);
		}
		p = &v;
		len = size;
	} else if ((kind & CTLTYPE) != CTLTYPE_STRING) {
		warnx("oid '%s' is type %u, cannot set that", name,
		    kind & CTLTYPE);
		return (1);
	}
	in_change = true;
	if (!opt_quiet && show(mib, n) != 0)
		printf("%s: ?", name);
	in_change = false;
	if (sysctl(mib, (unsigned int)n, NULL, NULL, p, len) != 0) {
		if (!opt_quiet)
			putchar('\n');
		warn("%s", name);
		return (1);
	}
	if (!opt_quiet) {
		names = opt_nonames;
		opt_nonames = true;
		printf(" -> ");
		(void)show(mib, n);
		opt_nonames = names;
	}
	return (0);
}

static int
one(char *arg)
{
	int mib[MIB_ROOM];
	size_t n = MIB_ROOM;
	unsigned int kind;
	char fmt[256], *value;

	value = strchr(arg, '=');
	if (value != NULL)
		*value++ = '\0';
	if (sysctlnametomib(arg, mib, &n) != 0) {
		if (opt_ignore)
			return (0);
		if (errno == ENOENT)
			warnx("unknown oid '%s'", arg);
		else
			warn("%s", arg);
		return (1);
	}
	if (get_format(mib, n, &kind, fmt, sizeof(fmt)) != 0) {
		warn("couldn't find format of oid '%s'", arg);
		return (1);
	}
	if (value != NULL) {
		if ((kind & CTLTYPE) == CTLTYPE_NODE) {
			warnx("oid '%s' isn't a leaf node", arg);
			return (1);
		}
		if ((kind & CTLFLAG_WR) == 0) {
			warnx("oid '%s' is read only", arg);
			return (1);
		}
		return (assign(arg, mib, n, kind, value));
	}
	if ((kind & CTLTYPE) == CTLTYPE_NODE)
		return (show_tree(mib, n));
	if (show(mib, n) != 0) {
		warn("%s", arg);
		return (1);
	}
	return (0);
}

int
main(int argc, char **argv)
{
	int c, status = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((c = getopt(argc, argv, "AabdehiNnoqtwXx")) != -1) {
		switch (c) {
		case 'A':
			opt_opaque = true;
			opt_all = true;
			break;
		case 'a':
			opt_all = true;
			break;
		case 'b':
			opt_binary = true;
			break;
		case 'd':
			opt_descr = true;
			break;
		case 'e':
			opt_equals = true;
			break;
		case 'h':
		case 'w':
			break;
		case 'i':
			opt_ignore = true;
			break;
		case 'N':
			opt_names = true;
			break;
		case 'n':
			opt_nonames = true;
			break;
		case 'o':
			opt_opaque = true;
			break;
		case 'q':
			opt_quiet = true;
			break;
		case 't':
			opt_types = true;
			break;
		case 'X':
			opt_opaque = opt_all = opt_hex = true;
			break;
		case 'x':
			opt_opaque = opt_hex = true;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (opt_all && argc == 0)
		return (show_tree(NULL, 0));
	if (argc == 0)
		usage();
	for (int i = 0; i < argc; i++)
		status |= one(argv[i]);
	return (status);
}
