/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fstab.c: /etc/fstab.
 */
#include <fstab.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define LINE	1024

static FILE		*file;
static struct fstab	 entry;
static char		 line[LINE];
static const char	*path = _PATH_FSTAB;

void
setfstab(const char *file_path)
{
	path = file_path != NULL ? file_path : _PATH_FSTAB;
}

/* rw, rq, ro, sw or xx among the options, and nothing else from them. */
static const char *
kind(const char *opts)
{
	static const char *const kinds[] = {
		FSTAB_RW, FSTAB_RQ, FSTAB_RO, FSTAB_SW, FSTAB_XX
	};
	size_t n;

	for (; *opts != '\0'; opts += n + (opts[n] == ',')) {
		n = strcspn(opts, ",");
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (n == 2 && strncmp(opts, kinds[i], 2) == 0)
				return (kinds[i]);
	}
	return (NULL);
}

static bool
parse(char *s)
{
	char *f[6] = { NULL }, *last;
	const char *type;
	int n = 0;

	for (s = strtok_r(s, " \t", &last); s != NULL && n < 6;
	    s = strtok_r(NULL, " \t", &last)) {
		if (*s == '#')
			break;
		f[n++] = s;
	}
	if (n < 4)
		return (false);
	type = kind(f[3]);
	if (type == NULL)
		type = FSTAB_RW;
	entry.fs_spec = f[0];
	entry.fs_file = f[1];
	entry.fs_vfstype = f[2];
	entry.fs_mntops = f[3];
	entry.fs_type = __DECONST(char *, type);
	entry.fs_freq = n > 4 ? atoi(f[4]) : 0;
	entry.fs_passno = n > 5 ? atoi(f[5]) : 0;
	return (true);
}

struct fstab *
getfsent(void)
{
	char *s;

	if (file == NULL && !setfsent())
		return (NULL);
	while ((s = __next_line(file, line, sizeof(line))) != NULL)
		if (parse(s))
			return (&entry);
	return (NULL);
}

struct fstab *
getfsspec(const char *spec)
{
	struct fstab *fs;

	if (!setfsent())
		return (NULL);
	while ((fs = getfsent()) != NULL && strcmp(fs->fs_spec, spec) != 0)
		;
	return (fs);
}

struct fstab *
getfsfile(const char *name)
{
	struct fstab *fs;

	if (!setfsent())
		return (NULL);
	while ((fs = getfsent()) != NULL && strcmp(fs->fs_file, name) != 0)
		;
	return (fs);
}

int
setfsent(void)
{
	if (file != NULL) {
		rewind(file);
		return (1);
	}
	file = fopen(path, "re");
	return (file != NULL);
}

void
endfsent(void)
{
	if (file != NULL)
		fclose(file);
	file = NULL;
}
