/*
 * attach.c: the client's side of a console that is reached from elsewhere.
 *
 * A socket's path may be longer than an address holds: it is named through
 * a descriptor of its directory.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "cast.h"
#include "keeper.h"
#include "tree.h"

#define END_LIMIT	30.0	/* s until an ended machine must be gone */
#define MAX_MARKED	4096

int
attach_address(const char *dir, struct sockaddr_un *sa, int *dirfd)
{
	*dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*dirfd < 0)
		return (errno);
	memset(sa, 0, sizeof(*sa));
	sa->sun_family = AF_UNIX;
	snprintf(sa->sun_path, sizeof(sa->sun_path),
	    "/proc/self/fd/%d/" ATTACH_SOCKET, *dirfd);
	return (0);
}

int
attach_connect(const char *dir, int *fdp)
{
	struct sockaddr_un sa;
	int dirfd, error, fd;

	error = attach_address(dir, &sa, &dirfd);
	if (error != 0)
		return (error);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof(sa)) != 0) {
		error = errno;
		if (fd >= 0)
			close(fd);
	} else
		*fdp = fd;
	close(dirfd);
	return (error);
}

int
attach_send(int fd, char kind, const void *p, size_t n)
{
	char packet[ATTACH_PACKET];

	if (n > sizeof(packet) - 1)
		return (EMSGSIZE);
	packet[0] = kind;
	if (n > 0)
		memcpy(packet + 1, p, n);
	while (send(fd, packet, n + 1, MSG_NOSIGNAL) < 0) {
		if (errno != EINTR)
			return (errno);
	}
	return (0);
}

int
attach_end(const char *dir)
{
	double end = cast_now() + END_LIMIT;
	char packet[ATTACH_PACKET];
	struct pollfd p = { .events = POLLIN };
	int error;

	error = attach_connect(dir, &p.fd);
	if (error != 0)
		return (error);
	attach_send(p.fd, ATTACH_END, NULL, 0);
	error = ETIMEDOUT;
	while (cast_now() < end) {
		if (poll(&p, 1, 1000) > 0 &&
		    recv(p.fd, packet, sizeof(packet), 0) <= 0) {
			error = 0;
			break;
		}
	}
	close(p.fd);
	return (error);
}

size_t
attach_list(char **dirs, size_t max)
{
	struct marked *list;
	size_t i, j, n, found = 0;
	int fd;

	list = calloc(MAX_MARKED, sizeof(*list));
	if (list == NULL)
		return (0);
	n = tree_marked(list, MAX_MARKED);
	for (i = 0; i < n; i++) {
		for (j = 0; j < i && strcmp(list[i].id, list[j].id) != 0; j++)
			continue;
		if (j == i && found < max &&
		    attach_connect(list[i].id, &fd) == 0) {
			close(fd);
			dirs[found++] = strdup(list[i].id);
		}
	}
	for (i = 0; i < n; i++)
		free(list[i].id);
	free(list);
	return (found);
}

/* How many threads a process has; 0 for one that is gone. */
static unsigned
threads(pid_t pid)
{
	struct stat st;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	return (stat(path, &st) == 0 ? (unsigned)st.st_nlink - 2 : 0);
}

pid_t
attach_kernel(const char *dir)
{
	struct buf name = { 0 };
	struct marked *list;
	pid_t best = 0;
	unsigned most = 0;
	size_t i, n;

	list = calloc(MAX_MARKED, sizeof(*list));
	if (list == NULL)
		return (0);
	buf_fmt(&name, "%s/" ATTACH_KERNEL, dir);
	n = tree_marked(list, MAX_MARKED);
	for (i = 0; i < n; i++) {
		if (strcmp(list[i].id, dir) == 0 &&
		    tree_runs(list[i].pid, name.data) &&
		    threads(list[i].pid) > most) {
			most = threads(list[i].pid);
			best = list[i].pid;
		}
		free(list[i].id);
	}
	free(list);
	buf_free(&name);
	return (best);
}

size_t
attach_escape(int *state, char c, char out[2], bool *quit)
{
	enum { ESC_LINE, ESC_TILDE, ESC_TEXT };
	int before = *state;

	*state = c == '\r' || c == '\n' ? ESC_LINE : ESC_TEXT;
	out[0] = c;
	if (before == ESC_LINE && c == '~') {
		*state = ESC_TILDE;
		return (0);
	}
	if (before == ESC_TILDE && c == '.') {
		*quit = true;
		return (0);
	}
	if (before == ESC_TILDE && c != '~') {
		out[0] = '~';
		out[1] = c;
		return (2);
	}
	return (1);
}
