/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * misc.c: stdio functions that newlib has not, or not as BSD has them.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
flockfile(FILE *fp)
{
	_flockfile(fp);
}

void
funlockfile(FILE *fp)
{
	_funlockfile(fp);
}

int
ftrylockfile(FILE *fp)
{
	return (__lock_try_acquire_recursive(fp->_lock) ? 0 : -1);
}

ssize_t
getdelim(char **__restrict line, size_t *__restrict room, int delim,
    FILE *__restrict fp)
{
	return (__getdelim(line, room, delim, fp));
}

ssize_t
getline(char **__restrict line, size_t *__restrict room, FILE *__restrict fp)
{
	return (__getdelim(line, room, '\n', fp));
}

int
remove(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return (-1);
	return (S_ISDIR(st.st_mode) ? rmdir(path) : unlink(path));
}

void
perror(const char *s)
{
	int saved = errno;

	fflush(stderr);
	if (s != NULL && *s != '\0')
		dprintf(STDERR_FILENO, "%s: %s\n", s, strerror(saved));
	else
		dprintf(STDERR_FILENO, "%s\n", strerror(saved));
}

/*
 * The next line, without a terminator, in memory that the next call reuses;
 * NULL at end of file.
 */
char *
fgetln(FILE *fp, size_t *lenp)
{
	static __thread char *line;
	static __thread size_t room;
	ssize_t n;

	n = getline(&line, &room, fp);
	*lenp = n > 0 ? (size_t)n : 0;
	return (n > 0 ? line : NULL);
}

char *
ctermid(char *s)
{
	static char buf[L_ctermid];

	if (s == NULL)
		s = buf;
	strcpy(s, _PATH_TTY);
	return (s);
}

char *
ctermid_r(char *s)
{
	return (s != NULL ? ctermid(s) : NULL);
}

/* An unlinked file of its own in TMPDIR or /tmp. */
FILE *
tmpfile(void)
{
	const char *dir = getenv("TMPDIR");
	char path[1024];
	FILE *fp;
	int fd, saved;

	if (issetugid() || dir == NULL || *dir == '\0')
		dir = _PATH_TMP;
	if (snprintf(path, sizeof(path), "%s/tmp.XXXXXXXXXX", dir) >=
	    (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return (NULL);
	}
	fd = mkstemp(path);
	if (fd < 0)
		return (NULL);
	unlink(path);
	fp = fdopen(fd, "w+");
	if (fp == NULL) {
		saved = errno;
		close(fd);
		errno = saved;
	}
	return (fp);
}

static const char digits[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* A name in TMPDIR that was free a moment ago; buf has L_tmpnam bytes. */
char *
tmpnam(char *buf)
{
	static char own[L_tmpnam];
	char *p;

	if (buf == NULL)
		buf = own;
	for (;;) {
		p = stpcpy(buf, "/tmp/tmp.");
		for (int i = 0; i < 10; i++)
			*p++ = digits[arc4random_uniform(sizeof(digits) - 1)];
		*p = '\0';
		if (access(buf, F_OK) != 0)
			return (buf);
	}
}
