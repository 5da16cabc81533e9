/*
 * tree.c: the process tree as /proc shows it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <sys/wait.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "cast.h"
#include "tree.h"
#include "vkt.h"

#define TREE_MAX	4096

struct proc {
	pid_t	pid, ppid;
	char	state;
};

/* Parent and state of pid.  The name in the middle may hold anything. */
static int
proc_read(pid_t pid, struct proc *pr)
{
	char path[64], text[1024], *p;
	ssize_t n;
	int fd, ppid;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return (errno);
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return (ESRCH);
	text[n] = '\0';
	p = strrchr(text, ')');
	if (p == NULL || sscanf(p + 1, " %c %d", &pr->state, &ppid) != 2)
		return (EINVAL);
	pr->pid = pid;
	pr->ppid = ppid;
	return (0);
}

static size_t
proc_list(struct proc *list, size_t max)
{
	struct dirent *de;
	size_t n = 0;
	DIR *dir;

	dir = opendir("/proc");
	if (dir == NULL)
		return (0);
	while (n < max && (de = readdir(dir)) != NULL) {
		if (isdigit((unsigned char)de->d_name[0]) &&
		    proc_read((pid_t)atoi(de->d_name), &list[n]) == 0)
			n++;
	}
	closedir(dir);
	return (n);
}

static size_t
descend(pid_t pid, const struct proc *list, size_t n, pid_t *pids, size_t max)
{
	size_t i, from, found = 0;
	pid_t parent = pid;

	for (from = 0;; from++) {
		for (i = 0; i < n && found < max; i++) {
			if (list[i].ppid == parent && list[i].state != 'Z')
				pids[found++] = list[i].pid;
		}
		if (from == found)
			return (found);
		parent = pids[from];
	}
}

size_t
tree_descend(pid_t pid, pid_t *pids, size_t max)
{
	struct proc *list;
	size_t n;

	list = calloc(TREE_MAX, sizeof(*list));
	if (list == NULL)
		return (0);
	n = descend(pid, list, proc_list(list, TREE_MAX), pids, max);
	free(list);
	return (n);
}

unsigned
tree_kill(double limit, pid_t skip, unsigned *left)
{
	static const struct timespec pause = { .tv_nsec = 5000000 };
	pid_t pids[TREE_MAX], pid;
	double end = cast_now() + limit;
	unsigned killed = 0;
	size_t i, n;
	bool first = true;

	for (;;) {
		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			continue;
		if (pid < 0 && errno == ECHILD) {
			*left = 0;
			return (killed);
		}
		n = tree_descend(getpid(), pids, TREE_MAX);
		if (cast_now() >= end) {
			*left = (unsigned)n;
			return (killed);
		}
		for (i = 0; i < n; i++) {
			if (kill(pids[i], SIGKILL) == 0 && first &&
			    pids[i] != skip)
				killed++;
		}
		first = false;
		nanosleep(&pause, NULL);
	}
}

int
tree_runs(pid_t pid, const char *path)
{
	struct stat exe, file;
	char link[64];

	snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	return (stat(link, &exe) == 0 && stat(path, &file) == 0 &&
	    exe.st_dev == file.st_dev && exe.st_ino == file.st_ino);
}

/* The marker in the environment of pid, to free(3), or NULL. */
static char *
proc_mark(pid_t pid)
{
	static const char name[] = "VKT_BOOT=";
	struct buf env = { 0 };
	char path[64], *id = NULL;
	size_t i;

	snprintf(path, sizeof(path), "/proc/%d/environ", (int)pid);
	if (buf_read(&env, path) == 0) {
		for (i = 0; i < env.len && id == NULL;
		    i += strlen(env.data + i) + 1) {
			if (strncmp(env.data + i, name, strlen(name)) == 0)
				id = strdup(env.data + i + strlen(name));
		}
	}
	buf_free(&env);
	return (id);
}

size_t
tree_marked(struct marked *marked, size_t max)
{
	struct proc *list;
	size_t i, n, found = 0;

	list = calloc(TREE_MAX, sizeof(*list));
	if (list == NULL)
		return (0);
	n = proc_list(list, TREE_MAX);
	for (i = 0; i < n && found < max; i++) {
		if (list[i].pid == getpid() || list[i].state == 'Z')
			continue;
		marked[found].id = proc_mark(list[i].pid);
		marked[found].pid = list[i].pid;
		found += marked[found].id != NULL;
	}
	free(list);
	return (found);
}

unsigned
vkt_reap_marked(const char *id)
{
	struct marked *list;
	unsigned killed = 0;
	size_t i, n;

	list = calloc(TREE_MAX, sizeof(*list));
	if (list == NULL)
		return (0);
	n = tree_marked(list, TREE_MAX);
	for (i = 0; i < n; i++) {
		if (strcmp(list[i].id, id) == 0 &&
		    kill(list[i].pid, SIGKILL) == 0)
			killed++;
		free(list[i].id);
	}
	free(list);
	return (killed);
}
