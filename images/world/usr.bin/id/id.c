/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * id.c: id(1), groups(1), whoami(1): who a process, or a user, is.
 */
#include <sys/param.h>
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void __dead2
usage(void)
{
	const char *name = getprogname();

	if (strcmp(name, "groups") == 0)
		fprintf(stderr, "usage: groups [user]\n");
	else if (strcmp(name, "whoami") == 0)
		fprintf(stderr, "usage: whoami\n");
	else
		fprintf(stderr, "usage: id [user]\n"
		    "       id -G [-n] [user]\n"
		    "       id -P [user]\n"
		    "       id -g [-nr] [user]\n"
		    "       id -p [user]\n"
		    "       id -u [-nr] [user]\n");
	exit(1);
}

/* The groups of a user, or of this process; the first is the effective one. */
static int
get_groups(const struct passwd *pw, gid_t *list)
{
	int n = NGROUPS_MAX + 1, have = 1;

	if (pw != NULL) {
		if (getgrouplist(pw->pw_name, pw->pw_gid, list, &n) < 0)
			n = NGROUPS_MAX + 1;
	} else {
		list[0] = getegid();
		if ((n = getgroups(NGROUPS_MAX, list + 1)) < 0)
			err(1, "getgroups");
		n++;
	}
	/* Each once. */
	for (int i = 1; i < n; i++) {
		int j = 0;

		while (j < have && list[j] != list[i])
			j++;
		if (j == have)
			list[have++] = list[i];
	}
	return (have);
}

static void
print_id(const char *what, unsigned int id, const char *name)
{
	printf("%s%u", what, id);
	if (name != NULL)
		printf("(%s)", name);
}

static void
print_all(const struct passwd *pw)
{
	uid_t uid = pw != NULL ? pw->pw_uid : getuid();
	gid_t gid = pw != NULL ? pw->pw_gid : getgid();
	gid_t list[NGROUPS_MAX + 2];
	int n = get_groups(pw, list);

	print_id("uid=", uid, user_from_uid(uid, 1));
	print_id(" gid=", gid, group_from_gid(gid, 1));
	if (pw == NULL && geteuid() != uid)
		print_id(" euid=", geteuid(), user_from_uid(geteuid(), 1));
	if (pw == NULL && getegid() != gid)
		print_id(" egid=", getegid(), group_from_gid(getegid(), 1));
	for (int i = 0; i < n; i++)
		print_id(i == 0 ? " groups=" : ",", list[i],
		    group_from_gid(list[i], 1));
	putchar('\n');
}

static void
print_groups(const struct passwd *pw, bool names)
{
	gid_t list[NGROUPS_MAX + 2];
	int n = get_groups(pw, list);

	for (int i = 0; i < n; i++) {
		const char *name = names ? group_from_gid(list[i], 1) : NULL;

		if (i > 0)
			putchar(' ');
		if (name != NULL)
			printf("%s", name);
		else
			printf("%u", list[i]);
	}
	putchar('\n');
}

static void
print_one(unsigned int id, const char *name, bool names)
{
	if (names && name != NULL)
		puts(name);
	else
		printf("%u\n", id);
}

/* -p: for people. */
static void
print_pretty(const struct passwd *pw)
{
	const char *login = getlogin();

	if (pw != NULL) {
		printf("uid\t%s\n", pw->pw_name);
	} else {
		pw = getpwuid(getuid());
		if (login != NULL && (pw == NULL ||
		    strcmp(login, pw->pw_name) != 0))
			printf("login\t%s\n", login);
		if (pw != NULL)
			printf("uid\t%s\n", pw->pw_name);
		else
			printf("uid\t%u\n", getuid());
		if (geteuid() != getuid()) {
			printf("euid\t");
			print_one(geteuid(), user_from_uid(geteuid(), 1), true);
		}
		if (getegid() != getgid()) {
			printf("rgid\t");
			print_one(getgid(), group_from_gid(getgid(), 1), true);
		}
		pw = NULL;
	}
	printf("groups\t");
	print_groups(pw, true);
}

/* -P: the whole line of master.passwd. */
static void
print_line(const struct passwd *pw)
{
	if (pw == NULL && (pw = getpwuid(getuid())) == NULL)
		err(1, "getpwuid");
	printf("%s:%s:%u:%u:%s:%jd:%jd:%s:%s:%s\n", pw->pw_name, pw->pw_passwd,
	    pw->pw_uid, pw->pw_gid, pw->pw_class, (intmax_t)pw->pw_change,
	    (intmax_t)pw->pw_expire, pw->pw_gecos, pw->pw_dir, pw->pw_shell);
}

/* By name; or by number, if nobody has that name. */
static const struct passwd *
find(const char *who)
{
	const struct passwd *pw = getpwnam(who);
	char *end;
	unsigned long uid;

	if (pw != NULL)
		return (pw);
	uid = strtoul(who, &end, 10);
	if (*who < '0' || *who > '9' || *end != '\0' ||
	    (pw = getpwuid((uid_t)uid)) == NULL)
		errx(1, "%s: no such user", who);
	return (pw);
}

int
main(int argc, char **argv)
{
	const char *progname = getprogname();
	const struct passwd *pw = NULL;
	const char *options = "GPgnpru";
	bool names = false, real = false;
	int ch, what = 0;

	if (strcmp(progname, "groups") == 0) {
		what = 'G';
		names = true;
	} else if (strcmp(progname, "whoami") == 0) {
		what = 'u';
		names = true;
	}
	if (what != 0)
		options = "";
	while ((ch = getopt(argc, argv, options)) != -1) {
		switch (ch) {
		case 'n':
			names = true;
			break;
		case 'r':
			real = true;
			break;
		case '?':
			usage();
		default:
			if (what != 0)
				usage();
			what = ch;
		}
	}
	argc -= optind;
	argv += optind;
	if (argc > 1 || (argc == 1 && strcmp(progname, "whoami") == 0) ||
	    (names && strchr("Ggu", what) == NULL) ||
	    (names && what == 0) || (real && what != 'g' && what != 'u'))
		usage();
	if (argc == 1)
		pw = find(argv[0]);
	switch (what) {
	case 0:
		print_all(pw);
		break;
	case 'G':
		print_groups(pw, names);
		break;
	case 'P':
		print_line(pw);
		break;
	case 'g': {
		gid_t gid = pw != NULL ? pw->pw_gid : real ? getgid() :
		    getegid();

		print_one(gid, group_from_gid(gid, 1), names);
		break;
	}
	case 'p':
		print_pretty(pw);
		break;
	case 'u': {
		uid_t uid = pw != NULL ? pw->pw_uid : real ? getuid() :
		    geteuid();

		print_one(uid, user_from_uid(uid, 1), names);
		break;
	}
	}
	return (0);
}
