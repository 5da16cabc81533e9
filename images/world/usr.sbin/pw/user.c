/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * user.c: users, for pw(8).
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "pw.h"

#define LOCKED		"*LOCKED*"

static struct lines	file;

static const struct table users = { &file, "master.passwd", PW_FIELDS,
    PW_UID };

/* The line that is meant. */
static size_t
the_line(const struct request *r)
{
	long i = r->name != NULL ? table_find(&users, PW_NAME, r->name) :
	    table_find_id(&users, r->id);

	if (i < 0 && r->name != NULL)
		errx(EX_NOUSER, "no such user `%s'", r->name);
	if (i < 0)
		errx(EX_NOUSER, "no such uid `%ld'", r->id);
	return ((size_t)i);
}

/* Give a copied hierarchy away; dot.name becomes .name at its top. */
static void
settle(const char *home, uid_t uid, gid_t gid)
{
	char top[PATH_MAX], to[PATH_MAX], *roots[] = { top, NULL };
	FTSENT *e;
	FTS *fts;

	strlcpy(top, home, sizeof(top));
	if ((fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL)) == NULL)
		err(1, "%s", home);
	while ((e = fts_read(fts)) != NULL) {
		if (e->fts_info == FTS_D)
			continue;
		if (lchown(e->fts_path, uid, gid) != 0)
			warn("%s", e->fts_path);
		if (e->fts_level == 1 && strncmp(e->fts_name, "dot.", 4) == 0 &&
		    snprintf(to, sizeof(to), "%s/%s", home,
		    e->fts_name + 3) < (int)sizeof(to) &&
		    rename(e->fts_path, to) != 0)
			warn("%s", to);
	}
	fts_close(fts);
}

static void
make_home(const struct request *r, size_t i)
{
	char *home = table_get(&users, i, PW_DIR);
	char *uid = table_get(&users, i, PW_UID);
	char *gid = table_get(&users, i, PW_GID), from[PATH_MAX];
	int status = 0;
	pid_t pid = 0;

	if (r->dry || *home == '\0')
		return;
	if (mkdir(home, 0755) != 0 && errno != EEXIST)
		err(EX_OSFILE, "%s", home);
	snprintf(from, sizeof(from), "%s/.", r->skeleton);
	if (access(r->skeleton, R_OK) == 0) {
		if ((pid = vfork()) == 0) {
			execl(_PATH_CP, "cp", "-R", from, home, (char *)NULL);
			_exit(127);
		}
		while (pid > 0 && waitpid(pid, &status, 0) < 0 &&
		    errno == EINTR)
			continue;
		if (pid < 0 || status != 0)
			warnx("%s: not all of %s is there", home, r->skeleton);
	}
	settle(home, (uid_t)number(uid, UINT_MAX),
	    (gid_t)number(gid, UINT_MAX));
	free(home);
	free(uid);
	free(gid);
}

/* The fields that options set. */
static void
apply(const struct request *r, size_t i, const char *name)
{
	if (r->id >= 0 && r->name != NULL) {
		if (!r->same_id && table_find_id(&users, r->id) >= 0 &&
		    table_find_id(&users, r->id) != (long)i)
			errx(EX_DATAERR, "uid `%ld' has already been "
			    "allocated", r->id);
		table_set_number(&users, i, PW_UID, r->id);
	}
	if (r->group != NULL)
		table_set_number(&users, i, PW_GID, group_id(r->etc, r->group));
	if (r->comment != NULL)
		table_set(&users, i, PW_GECOS, r->comment);
	if (r->home != NULL)
		table_set(&users, i, PW_DIR, r->home);
	if (r->shell != NULL)
		table_set(&users, i, PW_SHELL,
		    *r->shell != '\0' && *r->shell != '/' &&
		    strcmp(r->shell, "nologin") == 0 ? "/sbin/nologin" :
		    strcmp(r->shell, "sh") == 0 ? _PATH_BSHELL : r->shell);
	if (r->class != NULL)
		table_set(&users, i, PW_CLASS, r->class);
	if (r->expire != NULL)
		table_set_number(&users, i, PW_EXPIRE, parse_time(r->expire));
	if (r->change != NULL)
		table_set_number(&users, i, PW_CHANGE, parse_time(r->change));
	set_password(&users, r, i, name);
}

static void
install(const struct request *r, size_t i)
{
	if (r->dry)
		puts(file.line[i]);
	else
		pwfile_install(&file, r->etc);
}

static void
add(const struct request *r)
{
	const char *why;
	char *line;
	size_t i = file.n;
	long uid;

	if (r->name == NULL)
		errx(EX_DATAERR, "login name required");
	if ((why = name_check(r->name)) != NULL)
		errx(EX_DATAERR, "login name `%s': %s", r->name, why);
	if (table_find(&users, PW_NAME, r->name) >= 0)
		errx(EX_DATAERR, "login name `%s' already exists", r->name);
	uid = r->id >= 0 ? r->id : table_next_id(&users);
	if (asprintf(&line, "%s:*:%ld:%ld::0:0:User &:/home/%s:%s", r->name,
	    uid, uid, r->name, _PATH_BSHELL) < 0)
		err(1, NULL);
	lines_add(&file, line);
	if (!r->same_id && table_find_id(&users, uid) != (long)i)
		errx(EX_DATAERR, "uid `%ld' has already been allocated", uid);
	apply(r, i, r->name);
	/* What can go wrong has; from here on files are changed. */
	if (r->groups != NULL) {
		char *list = strdup(r->groups), *p = list, *one;

		while ((one = strsep(&p, ",")) != NULL)
			if (*one != '\0')
				(void)group_id(r->etc, one);
		free(list);
	}
	if (r->group == NULL)
		table_set_number(&users, i, PW_GID,
		    group_make(r, r->name, uid));
	install(r, i);
	if (r->groups != NULL)
		group_join(r, r->name, r->groups);
	if (r->make_home)
		make_home(r, i);
}

static void
modify(const struct request *r)
{
	size_t i = the_line(r);
	const char *why;
	char *name = table_get(&users, i, PW_NAME);

	apply(r, i, name);
	if (r->new_name != NULL) {
		if ((why = name_check(r->new_name)) != NULL)
			errx(EX_DATAERR, "login name `%s': %s", r->new_name,
			    why);
		if (table_find(&users, PW_NAME, r->new_name) >= 0)
			errx(EX_DATAERR, "login name `%s' already exists",
			    r->new_name);
		table_set(&users, i, PW_NAME, r->new_name);
	}
	install(r, i);
	if (r->groups != NULL) {
		group_leave(r, name, false);
		group_join(r, r->new_name != NULL ? r->new_name : name,
		    r->groups);
	}
	if (r->make_home)
		make_home(r, i);
	free(name);
}

/* Run a program; nothing depends on how it ends. */
static void
run(const char *path, const char *name, const char *a, const char *b)
{
	pid_t pid = vfork();

	if (pid == 0) {
		execl(path, name, a, b, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

static void
delete(const struct request *r)
{
	size_t i = the_line(r);
	char *name = table_get(&users, i, PW_NAME);
	char *home = table_get(&users, i, PW_DIR), path[PATH_MAX];
	struct stat st;

	if (strcmp(name, "root") == 0)
		errx(EX_DATAERR, "cannot remove user 'root'");
	if (r->dry) {
		puts(file.line[i]);
		return;
	}
	lines_delete(&file, i);
	pwfile_install(&file, r->etc);
	group_leave(r, name, true);
	/* What others would find when the number is given anew. */
	snprintf(path, sizeof(path), "/var/cron/tabs/%s", name);
	(void)unlink(path);
	snprintf(path, sizeof(path), "%s/%s", _PATH_MAILDIR, name);
	(void)unlink(path);
	if (r->remove_home && *home == '/' && home[1] != '\0' &&
	    stat(home, &st) == 0 && S_ISDIR(st.st_mode))
		run(_PATH_RM, "rm", "-rf", home);
	free(name);
	free(home);
}

/* In front of the hash, so that it fits nothing and is still there. */
static void
lock(const struct request *r, bool locked)
{
	size_t i = the_line(r), n = strlen(LOCKED);
	char *hash = table_get(&users, i, PW_PASSWD);
	char *name = table_get(&users, i, PW_NAME), *new;
	bool is = strncmp(hash, LOCKED, n) == 0;

	if (is && locked)
		errx(EX_DATAERR, "user '%s' is already locked", name);
	if (!is && !locked)
		errx(EX_DATAERR, "user '%s' is not locked", name);
	if (asprintf(&new, "%s%s", locked ? LOCKED : "",
	    locked ? hash : hash + n) < 0)
		err(1, NULL);
	table_set(&users, i, PW_PASSWD, new);
	install(r, i);
}

static void
show(const struct request *r, size_t i)
{
	char work[1024], *f[PW_FIELDS];

	strlcpy(work, file.line[i], sizeof(work));
	if (line_split(work, f, PW_FIELDS) != PW_FIELDS)
		return;
	if (r->pretty)
		printf("Login Name: %-15s   #%-12s Group: %-15s\n"
		    " Full Name: %s\n      Home: %-26s      Class: %s\n"
		    "     Shell: %s\n\n", f[PW_NAME], f[PW_UID], f[PW_GID],
		    f[PW_GECOS], f[PW_DIR], f[PW_CLASS], f[PW_SHELL]);
	else if (r->old_form)
		printf("%s:*:%s:%s:%s:%s:%s\n", f[PW_NAME], f[PW_UID],
		    f[PW_GID], f[PW_GECOS], f[PW_DIR], f[PW_SHELL]);
	else
		printf("%s:%s:%s:%s:%s:%s:%s:%s:%s:%s\n", f[PW_NAME],
		    geteuid() == 0 ? f[PW_PASSWD] : "*", f[PW_UID], f[PW_GID],
		    f[PW_CLASS], f[PW_CHANGE], f[PW_EXPIRE], f[PW_GECOS],
		    f[PW_DIR], f[PW_SHELL]);
}

int
user_do(const struct request *r)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/master.passwd", r->etc);
	lines_read(&file, path);
	switch (r->mode) {
	case ADD:
		add(r);
		break;
	case DEL:
		delete(r);
		break;
	case MOD:
		modify(r);
		break;
	case SHOW:
		if (!r->all) {
			show(r, the_line(r));
			break;
		}
		for (size_t i = 0; i < file.n; i++)
			if (table_is_entry(&users, i))
				show(r, i);
		break;
	case NEXT:
		printf("%ld:%ld\n", table_next_id(&users),
		    table_next_id(&users));
		break;
	case LOCK:
	case UNLOCK:
		lock(r, r->mode == LOCK);
		break;
	}
	return (0);
}
