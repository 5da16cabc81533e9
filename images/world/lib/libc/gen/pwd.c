/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pwd.c: the password file: /etc/master.passwd for who may read it, else
 * /etc/passwd.
 */
#include <sys/types.h>
#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record.h"

#define LINE	2048

static FILE	*file;
static bool	 file_is_master;

/* Open one of the files; *master tells which. */
static FILE *
open_file(bool *master)
{
	FILE *fp = NULL;

	*master = geteuid() == 0;
	if (*master)
		fp = fopen(_PATH_MASTERPASSWD, "re");
	if (fp == NULL) {
		*master = false;
		fp = fopen(_PATH_PASSWD, "re");
	}
	return (fp);
}

/* Make an entry of a line, in place. */
static bool
parse(char *line, bool master, struct passwd *pw)
{
	char *f[10];
	unsigned int uid, gid, change = 0, expire = 0;
	int n, want = master ? 10 : 7;

	n = __split(line, ':', f, want);
	if (n != want || f[0][0] == '\0' || __number(f[2], &uid) != 0 ||
	    __number(f[3], &gid) != 0)
		return (false);
	if (master && ((f[5][0] != '\0' && __number(f[5], &change) != 0) ||
	    (f[6][0] != '\0' && __number(f[6], &expire) != 0)))
		return (false);
	memset(pw, 0, sizeof(*pw));
	pw->pw_name = f[0];
	pw->pw_passwd = f[1];
	pw->pw_uid = uid;
	pw->pw_gid = gid;
	pw->pw_class = master ? f[4] : f[0] + strlen(f[0]);
	pw->pw_change = change;
	pw->pw_expire = expire;
	pw->pw_gecos = f[want - 3];
	pw->pw_dir = f[want - 2];
	pw->pw_shell = f[want - 1];
	return (true);
}

/* The next good entry of fp, in buf. */
static bool
next_entry(FILE *fp, bool master, struct passwd *pw, char *buf, size_t len)
{
	char *line;

	while ((line = __next_line(fp, buf, len)) != NULL)
		if (parse(line, master, pw))
			return (true);
	return (false);
}

/* Find by name, or by uid when name is NULL.  Returns an error number. */
static int
find(const char *name, uid_t uid, struct passwd *pw, char *buf, size_t len,
    struct passwd **result)
{
	bool master;
	FILE *fp;

	*result = NULL;
	if (len < LINE)
		return (ERANGE);
	fp = open_file(&master);
	if (fp == NULL)
		return (errno);
	while (next_entry(fp, master, pw, buf, len)) {
		if (name != NULL ? strcmp(pw->pw_name, name) == 0 :
		    pw->pw_uid == uid) {
			*result = pw;
			break;
		}
	}
	fclose(fp);
	return (0);
}

int
getpwnam_r(const char *name, struct passwd *pw, char *buf, size_t len,
    struct passwd **result)
{
	return (find(name, 0, pw, buf, len, result));
}

int
getpwuid_r(uid_t uid, struct passwd *pw, char *buf, size_t len,
    struct passwd **result)
{
	return (find(NULL, uid, pw, buf, len, result));
}

static struct passwd	entry;
static char		entry_buf[LINE];

static struct passwd *
find_static(const char *name, uid_t uid)
{
	struct passwd *pw;
	int error;

	error = find(name, uid, &entry, entry_buf, sizeof(entry_buf), &pw);
	if (error != 0)
		errno = error;
	return (pw);
}

struct passwd *
getpwnam(const char *name)
{
	return (find_static(name, 0));
}

struct passwd *
getpwuid(uid_t uid)
{
	return (find_static(NULL, uid));
}

int
setpassent(int stayopen __unused)
{
	if (file != NULL)
		rewind(file);
	return (1);
}

void
setpwent(void)
{
	setpassent(0);
}

void
endpwent(void)
{
	if (file != NULL)
		fclose(file);
	file = NULL;
}

struct passwd *
getpwent(void)
{
	if (file == NULL && (file = open_file(&file_is_master)) == NULL)
		return (NULL);
	if (!next_entry(file, file_is_master, &entry, entry_buf,
	    sizeof(entry_buf)))
		return (NULL);
	return (&entry);
}

/*
 * The name of a uid; without one its number, or NULL with nouser.  The last
 * answer is remembered.
 */
char *
user_from_uid(uid_t uid, int nouser)
{
	static char name[64];
	static uid_t last;
	static bool valid, known;
	struct passwd *pw;

	if (!valid || last != uid) {
		pw = getpwuid(uid);
		known = pw != NULL;
		if (known)
			strlcpy(name, pw->pw_name, sizeof(name));
		else
			snprintf(name, sizeof(name), "%u", uid);
		last = uid;
		valid = true;
	}
	return (!known && nouser ? NULL : name);
}
