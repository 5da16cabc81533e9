/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pw.c: pw(8): add, change, remove and show users and groups.
 */
#include <sys/types.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "pw.h"

static const char *const modes[] = { "add", "del", "mod", "show", "next",
    NULL };

static void __dead2
usage(void)
{
	fprintf(stderr,
	    "usage: pw [-V etcdir] useradd|usermod [name] [-u uid] "
	    "[-c comment] [-d dir]\n"
	    "          [-g group] [-G groups] [-m [-k skel]] [-s shell] "
	    "[-L class]\n"
	    "          [-e expire] [-p change] [-w no|none|yes|random] "
	    "[-h fd | -H fd]\n"
	    "          [-l new_name] [-oNq]\n"
	    "       pw [-V etcdir] userdel [name] [-u uid] [-r] [-Nq]\n"
	    "       pw [-V etcdir] usershow [name] [-u uid] [-a] [-P | -7]\n"
	    "       pw [-V etcdir] groupadd|groupmod [name] [-g gid] "
	    "[-M members]\n"
	    "          [-m members] [-d members] [-l new_name] [-oNq]\n"
	    "       pw [-V etcdir] groupdel|groupshow [name] [-g gid] [-a]\n"
	    "       pw [-V etcdir] usernext | groupnext | lock name | "
	    "unlock name\n");
	exit(EX_USAGE);
}

long
number(const char *text, long max)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	return (errno != 0 || end == text || *end != '\0' || n < 0 ||
	    n > max ? -1 : n);
}

bool
in_list(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (; *list != '\0'; list += strspn(list, ",")) {
		if (strncmp(list, name, n) == 0 &&
		    (list[n] == ',' || list[n] == '\0'))
			return (true);
		list += strcspn(list, ",");
	}
	return (false);
}

static int
find_mode(const char *text)
{
	for (int i = 0; modes[i] != NULL; i++)
		if (strcmp(text, modes[i]) == 0)
			return (i);
	return (-1);
}

/*
 * useradd, "user add" or "add user", and lock and unlock.  How many words
 * that were, 0 if it is none of them.
 */
static int
command(char **argv, struct request *r, bool *user)
{
	const char *a = argv[0], *b, *rest;
	int mode, n = 1;

	if (a == NULL)
		return (0);
	*user = true;
	if (strcmp(a, "lock") == 0 || strcmp(a, "unlock") == 0) {
		r->mode = *a == 'l' ? LOCK : UNLOCK;
		return (1);
	}
	b = argv[1];
	if (find_mode(a) >= 0) {
		if (b == NULL)
			return (0);
		rest = a;
		a = b;
		n = 2;
	} else {
		rest = strncmp(a, "user", 4) == 0 ? a + 4 :
		    strncmp(a, "group", 5) == 0 ? a + 5 : NULL;
		if (rest == NULL)
			return (0);
		if (*rest == '\0') {
			if (b == NULL)
				return (0);
			rest = b;
			n = 2;
		}
	}
	if (strncmp(a, "user", 4) != 0) {
		if (strncmp(a, "group", 5) != 0)
			return (0);
		*user = false;
	}
	if ((mode = find_mode(rest)) < 0)
		return (0);
	r->mode = (enum mode)mode;
	return (n);
}

static void
set_password_fd(struct request *r, const char *text)
{
	if (strcmp(text, "-") == 0)
		r->password_fd = -2;
	else if ((r->password_fd = (int)number(text, INT_MAX)) < 0)
		errx(EX_USAGE, "-h %s: not a descriptor", text);
}

static void
set_id(struct request *r, const char *text, int option)
{
	if ((r->id = number(text, UINT_MAX - 1)) < 0)
		errx(EX_USAGE, "-%c %s: not a number of a user or group",
		    option, text);
}

static void
user_option(struct request *r, int ch)
{
	switch (ch) {
	case 'c':
		r->comment = optarg;
		break;
	case 'd':
		r->home = optarg;
		break;
	case 'e':
		r->expire = optarg;
		break;
	case 'G':
		r->groups = optarg;
		break;
	case 'g':
		r->group = optarg;
		break;
	case 'H':
		r->hashed = true;
		/* FALLTHROUGH */
	case 'h':
		set_password_fd(r, optarg);
		break;
	case 'k':
		r->skeleton = optarg;
		break;
	case 'L':
		r->class = optarg;
		break;
	case 'm':
		r->make_home = true;
		break;
	case 'p':
		r->change = optarg;
		break;
	case 'r':
		r->remove_home = true;
		break;
	case 's':
		r->shell = optarg;
		break;
	case 'u':
		set_id(r, optarg, ch);
		break;
	case 'w':
		r->password_how = optarg;
		break;
	default:
		usage();
	}
}

static void
group_option(struct request *r, int ch)
{
	switch (ch) {
	case 'd':
		r->less = optarg;
		break;
	case 'g':
		set_id(r, optarg, ch);
		break;
	case 'M':
		r->members = optarg;
		break;
	case 'm':
		r->more = optarg;
		break;
	default:
		usage();
	}
}

int
main(int argc, char **argv)
{
	struct request r = { .etc = "/etc", .id = -1, .password_fd = -1,
	    .skeleton = "/usr/share/skel" };
	bool user;
	int ch, n;

	if (argc > 2 && strcmp(argv[1], "-V") == 0) {
		r.etc = argv[2];
		argv += 2;
		argc -= 2;
	}
	if ((n = command(argv + 1, &r, &user)) == 0)
		usage();
	argv += n;
	argc -= n;
	/* The name may be in front of the options. */
	if (argc > 1 && *argv[1] != '-') {
		r.name = argv[1];
		argv++;
		argc--;
	}
	while ((ch = getopt(argc, argv, user ?
	    "7ac:d:e:G:g:H:h:k:L:l:mNn:oPp:qrs:u:V:w:" :
	    "ad:g:l:M:m:Nn:oPqV:")) != -1) {
		switch (ch) {
		case '7':
			r.old_form = true;
			break;
		case 'a':
			r.all = true;
			break;
		case 'l':
			r.new_name = optarg;
			break;
		case 'N':
			r.dry = true;
			break;
		case 'n':
			r.name = optarg;
			break;
		case 'o':
			r.same_id = true;
			break;
		case 'P':
			r.pretty = true;
			break;
		case 'q':
			r.quiet = true;
			break;
		case 'V':
			r.etc = optarg;
			break;
		default:
			if (user)
				user_option(&r, ch);
			else
				group_option(&r, ch);
		}
	}
	if (r.name == NULL && optind < argc)
		r.name = argv[optind++];
	if (optind < argc)
		usage();
	/* A name of digits is a number. */
	if (r.name != NULL && r.mode != ADD && r.id < 0 &&
	    number(r.name, UINT_MAX - 1) >= 0) {
		r.id = number(r.name, UINT_MAX - 1);
		r.name = NULL;
	}
	if (r.name == NULL && r.id < 0 && r.mode != NEXT && !r.all)
		errx(EX_DATAERR, "%s name or id required",
		    user ? "user" : "group");
	if (r.quiet)
		(void)freopen("/dev/null", "w", stderr);
	if (r.mode != SHOW && r.mode != NEXT && !r.dry) {
		if (geteuid() != 0)
			errx(EX_NOPERM, "you must be root");
		pwfile_lock(r.etc);
	}
	return (user ? user_do(&r) : group_do(&r));
}
