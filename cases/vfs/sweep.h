/*
 * sweep.h: remove a tree, claiming that all of it can be found and removed.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SWEEP_H
#define SWEEP_H

#include <dirent.h>
#include <unistd.h>
#include "check.h"

/* Remove everything below name, and name. */
static inline void
sweep(const char *name)
{
	char path[256];
	struct dirent *de;
	DIR *dir;

	if (unlink(name) == 0)
		return;
	dir = opendir(name);
	CHECK(dir != NULL);
	while (dir != NULL && (de = readdir(dir)) != NULL) {
		if (strcmp(de->d_name, ".") == 0 ||
		    strcmp(de->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%.100s", name, de->d_name);
		sweep(path);
	}
	if (dir != NULL)
		closedir(dir);
	OK(rmdir(name));
}

#endif /* !SWEEP_H */
