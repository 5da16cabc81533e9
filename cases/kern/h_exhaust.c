/*
 * h_exhaust.c: take all there is of something; the kernel must refuse in its
 * own time, say why, and have it all back afterwards.
 *
 * usage: h_exhaust forks | files | memory | stack | disk | inodes
 *
 * Prints "what: ok" or why not.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
bad(const char *why, int n)
{
	printf("%s: %d (%s)\n", why, n, strerror(errno));
	return (1);
}

/* Processes until fork fails; then they all end, and fork works again. */
static int
forks(void)
{
	pid_t pid, *pids;
	int n, status, error;

	pids = calloc(100000, sizeof(*pids));
	if (pids == NULL)
		return (bad("calloc", 0));
	for (n = 0; n < 100000; n++) {
		pid = fork();
		if (pid == 0) {
			for (;;)
				pause();
		}
		if (pid < 0)
			break;
		pids[n] = pid;
	}
	error = errno;
	printf("%d processes, then %s\n", n, strerror(error));
	while (n > 0) {
		kill(pids[--n], SIGKILL);
		if (waitpid(pids[n], &status, 0) != pids[n])
			return (bad("waitpid", n));
	}
	if (error != EAGAIN && error != ENOMEM)
		return (bad("errno", error));
	pid = fork();
	if (pid == 0)
		_exit(7);
	if (pid < 0 || waitpid(pid, &status, 0) != pid ||
	    !WIFEXITED(status) || WEXITSTATUS(status) != 7)
		return (bad("fork afterwards", status));
	return (0);
}

/* Descriptors until open fails; then open works again. */
static int
files(void)
{
	int fds[65536], n, fd, error;

	for (n = 0; n < 65536; n++) {
		fds[n] = open("/dev/null", O_RDONLY);
		if (fds[n] < 0)
			break;
	}
	error = errno;
	printf("%d files, then %s\n", n, strerror(error));
	while (n > 0)
		close(fds[--n]);
	if (error != EMFILE && error != ENFILE)
		return (bad("errno", error));
	fd = open("/dev/null", O_RDONLY);
	return (fd < 0 ? bad("open afterwards", fd) : 0);
}

/* A child touches pages until it is refused or killed. */
static int
memory(void)
{
	const size_t step = 1 << 20;
	size_t at;
	int i, status;
	pid_t pid;
	char *p;

	pid = fork();
	if (pid == 0) {
		for (i = 0; i < 65536; i++) {
			p = mmap(NULL, step, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANON, -1, 0);
			if (p == MAP_FAILED)
				_exit(errno == ENOMEM ? 9 : 1);
			for (at = 0; at < step; at += 4096)
				p[at] = 1;
		}
		_exit(2);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return (bad("fork", (int)pid));
	if (WIFSIGNALED(status))
		printf("killed by signal %d\n", WTERMSIG(status));
	else
		printf("exit %d\n", WEXITSTATUS(status));
	if (!(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) &&
	    !(WIFEXITED(status) && WEXITSTATUS(status) == 9))
		return (bad("status", status));
	/* What it had is free again. */
	p = mmap(NULL, 8 * step, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANON, -1, 0);
	if (p == MAP_FAILED)
		return (bad("mmap afterwards", 0));
	memset(p, 1, 8 * step);
	return (0);
}

static int
deeper(volatile char *above)
{
	volatile char here[4096];

	here[0] = above[0];
	/* Never so, but that is for the compiler to doubt. */
	if (here[0] == 77)
		return (0);
	return (deeper(here) + here[0]);
}

/* A child recurses until its stack ends. */
static int
stack(void)
{
	char start = 1;
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0)
		_exit(deeper(&start));
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return (bad("fork", (int)pid));
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
		return (bad("status", status));
	return (0);
}

/* A file until the disk is full; then there is room again. */
static int
disk(void)
{
	static char block[65536];
	ssize_t n;
	int fd, error, blocks;

	fd = open("full", O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return (bad("open", fd));
	for (blocks = 0; blocks < 65536; blocks++) {
		n = write(fd, block, sizeof(block));
		if (n != (ssize_t)sizeof(block))
			break;
	}
	if (n >= 0)
		n = write(fd, block, sizeof(block));
	error = errno;
	printf("%d blocks, then %s\n", blocks, strerror(error));
	if (n >= 0 || error != ENOSPC)
		return (bad("errno", error));
	if (close(fd) != 0 || unlink("full") != 0)
		return (bad("unlink", 0));
	sync();
	sleep(1);
	fd = open("room", O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, block, sizeof(block)) !=
	    (ssize_t)sizeof(block) || close(fd) != 0 || unlink("room") != 0)
		return (bad("write afterwards", fd));
	return (0);
}

/* Files until there are no more inodes; then there are again. */
static int
inodes(void)
{
	char name[32];
	int fd, n, made, error;

	if (mkdir("many", 0700) != 0)
		return (bad("mkdir", 0));
	for (n = 0; n < 1000000; n++) {
		snprintf(name, sizeof(name), "many/%d", n);
		fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (fd < 0)
			break;
		close(fd);
	}
	error = errno;
	made = n;
	printf("%d files, then %s\n", made, strerror(error));
	while (n > 0) {
		snprintf(name, sizeof(name), "many/%d", --n);
		if (unlink(name) != 0)
			return (bad(name, n));
	}
	if (rmdir("many") != 0)
		return (bad("rmdir", 0));
	return (error == ENOSPC && made > 100 ? 0 : bad("errno", error));
}

int
main(int argc, char **argv)
{
	static const struct {
		const char	*name;
		int		(*run)(void);
	} modes[] = {
		{ "forks", forks }, { "files", files }, { "memory", memory },
		{ "stack", stack }, { "disk", disk }, { "inodes", inodes },
	};
	size_t i;

	setvbuf(stdout, NULL, _IONBF, 0);
	for (i = 0; argc == 2 && i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(argv[1], modes[i].name) != 0)
			continue;
		if (modes[i].run() != 0)
			return (1);
		printf("%s: ok\n", argv[1]);
		return (0);
	}
	return (64);
}
