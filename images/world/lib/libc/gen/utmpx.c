/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * utmpx.c: the file of who is logged in: fixed records, one a line.
 */
#include <sys/types.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

static int		fd = -1;
static char		path[256] = _PATH_UTMPX;
static struct utmpx	entry;

static int
open_file(void)
{
	if (fd < 0)
		fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	return (fd);
}

void
setutxent(void)
{
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
}

void
endutxent(void)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
}

int
utmpxname(const char *name)
{
	if (strlen(name) >= sizeof(path))
		return (0);
	endutxent();
	strcpy(path, name);
	return (1);
}

struct utmpx *
getutxent(void)
{
	if (open_file() < 0 || read(fd, &entry, sizeof(entry)) !=
	    (ssize_t)sizeof(entry))
		return (NULL);
	return (&entry);
}

struct utmpx *
getutxid(const struct utmpx *want)
{
	struct utmpx *ut;

	while ((ut = getutxent()) != NULL) {
		switch (want->ut_type) {
		case RUN_LVL:
		case BOOT_TIME:
		case OLD_TIME:
		case NEW_TIME:
			if (ut->ut_type == want->ut_type)
				return (ut);
			break;
		default:
			if (ut->ut_type >= INIT_PROCESS &&
			    ut->ut_type <= DEAD_PROCESS &&
			    memcmp(ut->ut_id, want->ut_id, sizeof(ut->ut_id)) == 0)
				return (ut);
		}
	}
	return (NULL);
}

struct utmpx *
getutxline(const struct utmpx *want)
{
	struct utmpx *ut;

	while ((ut = getutxent()) != NULL)
		if ((ut->ut_type == USER_PROCESS ||
		    ut->ut_type == LOGIN_PROCESS) &&
		    strncmp(ut->ut_line, want->ut_line, sizeof(ut->ut_line)) == 0)
			return (ut);
	return (NULL);
}

/*
 * Replace the record of the same line, or add one.
 */
struct utmpx *
pututxline(const struct utmpx *ut)
{
	static struct utmpx written;
	struct utmpx old;
	off_t at = 0;

	if (fd < 0)
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		return (NULL);
	written = *ut;
	while (pread(fd, &old, sizeof(old), at) == (ssize_t)sizeof(old) &&
	    strncmp(old.ut_line, ut->ut_line, sizeof(old.ut_line)) != 0)
		at += (off_t)sizeof(old);
	if (pwrite(fd, &written, sizeof(written), at) != (ssize_t)sizeof(written)) {
		flock(fd, LOCK_UN);
		return (NULL);
	}
	flock(fd, LOCK_UN);
	return (&written);
}

/*
 * Add to a history, which must exist.
 */
int
updwtmpx(const char *file, const struct utmpx *ut)
{
	ssize_t n;
	int f;

	f = open(file, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (f < 0)
		return (-1);
	n = write(f, ut, sizeof(*ut));
	close(f);
	return (n == (ssize_t)sizeof(*ut) ? 0 : -1);
}
