/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * types.c: the arguments that each type of file system wants from mount(2).
 */
#include <sys/param.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <vfs/isofs/cd9660/cd9660_mount.h>
#include <vfs/nullfs/null.h>
#include <vfs/tmpfs/tmpfs_mount.h>
#include <vfs/ufs/ufsmount.h>
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <libutil.h>
#include <limits.h>
#include <paths.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "mntopts.h"

struct request {
	const char	*type;
	const char	*spec;
	const char	*dir;
	int		 flags;
	const char	*rest;
};

/* Call the kernel and say what went wrong. */
static int
do_mount(const struct request *rq, void *args)
{
	if (mount(rq->type, rq->dir, rq->flags, args) == 0)
		return (0);
	if (errno == ENODEV)
		warnx("%s: the kernel has no %s file system", rq->dir, rq->type);
	else if (errno == EROFS && strcmp(rq->type, "ufs") == 0)
		warnx("%s on %s: filesystem is not clean: run fsck", rq->spec,
		    rq->dir);
	else
		warn("%s on %s", rq->spec, rq->dir);
	return (EX_OSERR);
}

/* Options that are left over are wrong. */
static int
no_options(const struct request *rq)
{
	if (*rq->rest == '\0')
		return (0);
	warnx("-o %s: option not supported", rq->rest);
	return (EX_USAGE);
}

static int
mount_ufs(const struct request *rq)
{
	struct ufs_args a;

	if (no_options(rq) != 0)
		return (EX_USAGE);
	memset(&a, 0, sizeof(a));
	a.fspec = __DECONST(char *, rq->spec);
	a.export.ex_root = (uid_t)-2;
	if ((rq->flags & MNT_RDONLY) != 0)
		a.export.ex_flags = MNT_EXRDONLY;
	return (do_mount(rq, &a));
}

/* One word of -o to a flag of cd9660; -1: there is no such word. */
static int
cd9660_option(const char *word, size_t len, struct iso_args *a)
{
	static const struct {
		const char	*name;
		int		 flag;
		bool		 inverse;
	} words[] = {
		{ "extatt", ISOFSMNT_EXTATT, false },
		{ "gens", ISOFSMNT_GENS, false },
		{ "rrip", ISOFSMNT_NORRIP, true },
		{ "joliet", ISOFSMNT_NOJOLIET, true },
		{ "strictjoliet", ISOFSMNT_BROKENJOLIET, true }
	};
	bool no;

	if (len > 8 && strncmp(word, "ssector=", 8) == 0) {
		char *end;
		long n = strtol(word + 8, &end, 10);

		a->ssector = (int)n;
		return (end == word + len && n >= 0 && n <= INT_MAX ? 0 : -1);
	}
	for (size_t i = 0; i < nitems(words); i++) {
		no = len > 2 && strncmp(word, "no", 2) == 0 &&
		    strncmp(word + 2, words[i].name, len - 2) == 0 &&
		    strlen(words[i].name) == len - 2;
		if (!no && (strlen(words[i].name) != len ||
		    strncmp(word, words[i].name, len) != 0))
			continue;
		if (no != words[i].inverse)
			a->flags &= ~words[i].flag;
		else
			a->flags |= words[i].flag;
		return (0);
	}
	return (-1);
}

static int
mount_cd9660(const struct request *rq)
{
	struct request ro = *rq;
	struct iso_args a;
	const char *p;
	size_t n;

	memset(&a, 0, sizeof(a));
	for (p = rq->rest; *p != '\0'; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		if (n != 0 && cd9660_option(p, n, &a) != 0) {
			warnx("-o %.*s: wrong option of cd9660", (int)n, p);
			return (EX_USAGE);
		}
	}
	a.fspec = __DECONST(char *, rq->spec);
	a.export.ex_root = (uid_t)-2;
	a.export.ex_flags = MNT_EXRDONLY;
	ro.flags |= MNT_RDONLY;
	return (do_mount(&ro, &a));
}

/* devfs and procfs: nothing but the type. */
static int
mount_plain(const struct request *rq)
{
	if (no_options(rq) != 0)
		return (EX_USAGE);
	return (do_mount(rq, NULL));
}

static int
mount_null(const struct request *rq)
{
	char target[MAXPATHLEN];
	struct null_args a;
	struct stat st;

	if (no_options(rq) != 0)
		return (EX_USAGE);
	if (realpath(rq->spec, target) == NULL || stat(target, &st) != 0) {
		warn("%s", rq->spec);
		return (EX_NOINPUT);
	}
	memset(&a, 0, sizeof(a));
	a.target = target;
	return (do_mount(rq, &a));
}

/* Take one option of tmpfs; -1 when it is wrong. */
static int
tmpfs_option(struct tmpfs_mount_info *a, const char *name, const char *value)
{
	struct passwd *pw;
	struct group *gr;
	int64_t n = 0;
	char *end;

	if (strcmp(name, "uid") == 0 && (pw = getpwnam(value)) != NULL)
		a->ta_root_uid = pw->pw_uid;
	else if (strcmp(name, "gid") == 0 && (gr = getgrnam(value)) != NULL)
		a->ta_root_gid = gr->gr_gid;
	else if (strcmp(name, "mode") == 0) {
		a->ta_root_mode = (mode_t)strtoul(value, &end, 8);
		return (*end == '\0' && end != value ? 0 : -1);
	} else {
		if (expand_number(value, &n) != 0 || n < 0)
			return (-1);
		if (strcmp(name, "uid") == 0)
			a->ta_root_uid = (uid_t)n;
		else if (strcmp(name, "gid") == 0)
			a->ta_root_gid = (gid_t)n;
		else if (strcmp(name, "size") == 0)
			a->ta_size_max = n;
		else if (strcmp(name, "maxfilesize") == 0)
			a->ta_maxfsize_max = (size_t)n;
		else
			a->ta_nodes_max = (ino_t)n;
	}
	return (0);
}

static int
mount_tmpfs(const struct request *rq)
{
	static const char *const names[] = {
		"uid", "gid", "mode", "size", "maxfilesize", "inodes"
	};
	struct tmpfs_mount_info a;
	struct stat st;
	char value[64];
	const char *v;

	memset(&a, 0, sizeof(a));
	a.ta_version = TMPFS_ARGS_VERSION;
	if (stat(rq->dir, &st) != 0) {
		warn("%s", rq->dir);
		return (EX_NOINPUT);
	}
	a.ta_root_uid = st.st_uid;
	a.ta_root_gid = st.st_gid;
	a.ta_root_mode = st.st_mode & ALLPERMS;
	for (size_t i = 0; i < nitems(names); i++) {
		v = option_value(rq->rest, names[i], value, sizeof(value));
		if (v != NULL && tmpfs_option(&a, names[i], v) != 0) {
			warnx("%s=%s: wrong value", names[i], v);
			return (EX_USAGE);
		}
	}
	return (do_mount(rq, &a));
}

static const struct type {
	const char	*name;
	int		(*mount)(const struct request *);
} types[] = {
	{ "ufs",	mount_ufs },
	{ "cd9660",	mount_cd9660 },
	{ "devfs",	mount_plain },
	{ "procfs",	mount_plain },
	{ "null",	mount_null },
	{ "tmpfs",	mount_tmpfs }
};

static const struct type *
find(const char *name)
{
	for (size_t i = 0; i < nitems(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return (&types[i]);
	return (NULL);
}

bool
type_known(const char *name)
{
	return (find(name) != NULL);
}

int
mount_type(const char *type, const char *spec, const char *dir, int flags,
    const char *rest)
{
	struct request rq = { type, spec, dir, flags, rest };
	char path[MAXPATHLEN];
	const struct type *t = find(type);

	if (t == NULL) {
		warnx("%s: unknown file system type", type);
		return (EX_USAGE);
	}
	if (realpath(dir, path) == NULL) {
		warn("%s", path);
		return (EX_NOINPUT);
	}
	rq.dir = path;
	return (t->mount(&rq));
}
