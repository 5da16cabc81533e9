/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file.c: the host's policy file and the pid file.
 */
#include <sys/file.h>
#include <sys/stat.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

#define POLICY_FILE	"/etc/vkernel.conf"
#define POLICY_NAME	"vm.vkernel_enable"

static int	 pidfile_fd = -1;		/* o holds the lock */

/* Cut comment and white space off; the result is inside line. */
static char *
trim(char *line)
{
	char *end;

	end = strchr(line, '#');
	if (end != NULL)
		*end = '\0';
	while (isspace((unsigned char)*line))
		line++;
	end = line + strlen(line);
	while (end > line && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return (line);
}

/* One line.  EINVAL: neither empty, a comment nor name=value as it should. */
static int
policy_line(char *line, bool *enabled)
{
	char *name, *value;

	name = trim(line);
	if (*name == '\0')
		return (0);
	value = strchr(name, '=');
	if (value == NULL || value == name)
		return (EINVAL);
	*value++ = '\0';
	name = trim(name);
	value = trim(value);
	if (*name == '\0' || *value == '\0')
		return (EINVAL);
	if (strcmp(name, POLICY_NAME) != 0)
		return (0);
	if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
		return (EINVAL);
	*enabled = *value == '1';
	return (0);
}

int
host_policy_enabled(bool *enabled, struct host_diag *diag)
{
	unsigned lineno;
	size_t size;
	char *line;
	FILE *f;
	int error;

	*enabled = true;
	f = fopen(POLICY_FILE, "re");
	if (f == NULL)
		return (errno == ENOENT ? 0 :
		    line_diag(diag, errno, "%s", POLICY_FILE));
	line = NULL;
	size = 0;
	error = 0;
	for (lineno = 1; error == 0 && getline(&line, &size, f) >= 0; lineno++) {
		error = policy_line(line, enabled);
		if (error != 0)
			error = line_diag(diag, error, "%s:%u: expected "
			    "name=value, " POLICY_NAME "=0 or 1", POLICY_FILE,
			    lineno);
	}
	if (error == 0 && ferror(f))
		error = line_diag(diag, errno, "%s", POLICY_FILE);
	free(line);
	fclose(f);
	return (error);
}

/*
 * The file keeps its name while we live; whoever finds it unlocked may take
 * it.  After a reboot the new kernel process writes it anew.
 */
int
host_pidfile(const char *path, struct host_diag *diag)
{
	struct stat st;
	char buf[24];
	int fd, len, error;

	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    0644);
	if (fd < 0)
		return (line_diag(diag, errno, "pid file %.150s", path));
	/* Nothing that others talk through is locked, cut or removed. */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		line_diag(diag, 0, "pid file %.150s: not a regular file", path);
		close(fd);
		return (LINE_EFTYPE);
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		error = line_diag(diag, errno, "pid file %.150s: in use", path);
		close(fd);
		return (error);
	}
	len = snprintf(buf, sizeof(buf), "%d\n", (int)line_shared->supervisor);
	if (ftruncate(fd, 0) != 0 || write(fd, buf, (size_t)len) != len) {
		error = line_diag(diag, errno, "pid file %.150s: write", path);
		close(fd);
		return (error);
	}
	if (realpath(path, line_shared->pidfile) == NULL)
		line_shared->pidfile[0] = '\0';
	pidfile_fd = fd;
	return (0);
}

/*
 * By the kernel process at its end, else by the supervisor: it must not meet
 * the file of another kernel that took the name meanwhile.
 */
void
pidfile_remove(void)
{

	if (line_shared->pidfile[0] != '\0')
		unlink(line_shared->pidfile);
	line_shared->pidfile[0] = '\0';
}
