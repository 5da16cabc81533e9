/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * popen.c: a stream to or from a shell command.  Streams opened before are
 * closed in the child, as POSIX wants.
 */
#include <sys/types.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libc_private.h"

struct stream {
	struct stream	*next;
	FILE		*fp;
	pid_t		 pid;
};

static struct stream	*streams;
static struct __lock	 streams_lock;

/* The child of popen(): theirs becomes descriptor fd. */
static void __dead2
child(int theirs, int ours, int fd, const char *command)
{
	struct stream *s;

	for (s = streams; s != NULL; s = s->next)
		close(fileno(s->fp));
	close(ours);
	if (theirs != fd) {
		dup2(theirs, fd);
		close(theirs);
	} else
		fcntl(fd, F_SETFD, 0);
	execl(_PATH_BSHELL, "sh", "-c", command, (char *)NULL);
	_exit(127);
}

FILE *
popen(const char *command, const char *type)
{
	int fds[2], ours, theirs, saved;
	struct stream *s;

	if ((*type != 'r' && *type != 'w') ||
	    (type[1] != '\0' && (type[1] != 'e' || type[2] != '\0'))) {
		errno = EINVAL;
		return (NULL);
	}
	s = malloc(sizeof(*s));
	if (s == NULL)
		return (NULL);
	if (pipe2(fds, O_CLOEXEC) != 0) {
		free(s);
		return (NULL);
	}
	ours = fds[*type == 'w'];
	theirs = fds[*type == 'r'];
	s->fp = fdopen(ours, *type == 'r' ? "r" : "w");
	if (s->fp == NULL)
		goto fail;
	__lock_enter(&streams_lock);
	s->pid = vfork();
	if (s->pid == 0)
		child(theirs, ours, *type == 'r' ? STDOUT_FILENO : STDIN_FILENO,
		    command);
	if (s->pid > 0) {
		s->next = streams;
		streams = s;
	}
	__lock_leave(&streams_lock);
	if (s->pid < 0)
		goto fail;
	close(theirs);
	if (type[1] != 'e')
		fcntl(ours, F_SETFD, 0);
	return (s->fp);
fail:
	saved = errno;
	if (s->fp != NULL)
		fclose(s->fp);
	else
		close(ours);
	close(theirs);
	free(s);
	errno = saved;
	return (NULL);
}

int
pclose(FILE *fp)
{
	struct stream **pp, *s;
	pid_t pid, got;
	int status;

	__lock_enter(&streams_lock);
	for (pp = &streams; (s = *pp) != NULL && s->fp != fp; pp = &s->next)
		;
	if (s != NULL)
		*pp = s->next;
	__lock_leave(&streams_lock);
	if (s == NULL) {
		errno = ECHILD;
		return (-1);
	}
	pid = s->pid;
	free(s);
	fclose(fp);
	do {
		got = waitpid(pid, &status, 0);
	} while (got < 0 && errno == EINTR);
	return (got < 0 ? -1 : status);
}
