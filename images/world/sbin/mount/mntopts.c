/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mntopts.c: options that every file system has.
 */
#include <sys/param.h>
#include <sys/mount.h>
#include <string.h>

#include "mntopts.h"

struct option {
	const char	*name;
	int		 flag;
	bool		 inverse;	/* the name means that the flag is off */
	bool		 shown;		/* by options_print() */
};

static const struct option options[] = {
	{ "async",	MNT_ASYNC,		false, true },
	{ "atime",	MNT_NOATIME,		true, false },
	{ "dev",	MNT_NODEV,		true, false },
	{ "exec",	MNT_NOEXEC,		true, false },
	{ "suid",	MNT_NOSUID,		true, false },
	{ "symfollow",	MNT_NOSYMFOLLOW,	true, false },
	{ "noatime",	MNT_NOATIME,		false, true },
	{ "nodev",	MNT_NODEV,		false, true },
	{ "noexec",	MNT_NOEXEC,		false, true },
	{ "nosuid",	MNT_NOSUID,		false, true },
	{ "nosymfollow", MNT_NOSYMFOLLOW,	false, true },
	{ "rdonly",	MNT_RDONLY,		false, false },
	{ "ro",		MNT_RDONLY,		false, false },
	{ "rw",		MNT_RDONLY,		true, false },
	{ "suiddir",	MNT_SUIDDIR,		false, true },
	{ "sync",	MNT_SYNCHRONOUS,	false, true },
	{ "userquota",	0,			false, false },
	{ "groupquota",	0,			false, false },
	{ "update",	MNT_UPDATE,		false, false },
	{ "force",	MNT_FORCE,		false, false },
	{ "reload",	MNT_RELOAD,		false, false },
	{ "trim",	MNT_TRIM,		false, true },
	/* What fstab(5) says to mount(8), not to the kernel. */
	{ "auto",	0,			false, false },
	{ "noauto",	0,			false, false },
	{ "rq",		0,			false, false }
};

static const struct option *
find(const char *name, size_t len)
{
	for (size_t i = 0; i < nitems(options); i++)
		if (strlen(options[i].name) == len &&
		    strncmp(options[i].name, name, len) == 0)
			return (&options[i]);
	return (NULL);
}

bool
options_take(const char *list, int *flags, char *rest, size_t room)
{
	const struct option *o;
	size_t n;

	for (; *list != '\0'; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		if (n == 0)
			continue;
		o = find(list, n);
		if (o != NULL) {
			if (o->inverse)
				*flags &= ~o->flag;
			else
				*flags |= o->flag;
			continue;
		}
		if (strlen(rest) + n + 2 > room)
			return (false);
		if (*rest != '\0')
			strcat(rest, ",");
		strncat(rest, list, n);
	}
	return (true);
}

void
options_print(FILE *fp, int flags)
{
	if ((flags & MNT_RDONLY) != 0)
		fputs(", read-only", fp);
	if ((flags & MNT_LOCAL) != 0)
		fputs(", local", fp);
	for (size_t i = 0; i < nitems(options); i++)
		if (options[i].shown && (flags & options[i].flag) != 0)
			fprintf(fp, ", %s", options[i].flag == MNT_ASYNC ?
			    "asynchronous" : options[i].flag == MNT_SYNCHRONOUS ?
			    "synchronous" : options[i].name);
}

const char *
option_value(const char *rest, const char *name, char *buf, size_t room)
{
	size_t len = strlen(name), n;

	for (; *rest != '\0'; rest += n + (rest[n] == ',')) {
		n = strcspn(rest, ",");
		if (n < len || strncmp(rest, name, len) != 0)
			continue;
		if (n == len)
			return (strncpy(buf, "", room));
		if (rest[len] == '=' && n - len - 1 < room) {
			memcpy(buf, rest + len + 1, n - len - 1);
			buf[n - len - 1] = '\0';
			return (buf);
		}
	}
	return (NULL);
}
