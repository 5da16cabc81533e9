/*
 * cmd_attach.c: vkt boot --attach, --list and --end: machines that run.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cmd.h"
#include "lib/attach.h"
#include "lib/vkt.h"

#define MAX_MACHINES	1024

static volatile sig_atomic_t resized = 1;	/* the size is not told yet */
static volatile sig_atomic_t stopped;

static void
on_signal(int sig)
{
	if (sig == SIGWINCH)
		resized = 1;
	else
		stopped = 1;
}

/* The directory that a user named, absolute; free(3) it. */
static char *
machine_dir(const char *option, const char *given)
{
	char *dir = realpath(given, NULL);

	if (dir == NULL)
		err(VKT_EX_NOINPUT, "%s %s", option, given);
	return (dir);
}

static int
machine(const char *option, const char *dir)
{
	int error, fd;

	error = attach_connect(dir, &fd);
	if (error == ENOENT || error == ECONNREFUSED)
		errx(VKT_EX_NOINPUT, "%s %s: no machine runs there", option,
		    dir);
	if (error != 0)
		errx(VKT_EX_HOST, "%s %s: %s", option, dir, strerror(error));
	return (fd);
}

/* Type what was read; false when the user leaves. */
static bool
attach_keys(int fd, int *escape, bool *typing)
{
	char chunk[ATTACH_PACKET / 2 - 1], keys[ATTACH_PACKET];
	bool quit = false;
	ssize_t i, n;
	size_t len = 0;

	n = read(0, chunk, sizeof(chunk));
	if (n < 0 && errno == EINTR)
		return (true);
	if (n <= 0) {
		*typing = false;
		return (true);
	}
	for (i = 0; i < n && !quit; i++)
		len += attach_escape(escape, chunk[i], keys + len, &quit);
	if (len > 0)
		attach_send(fd, ATTACH_KEYS, keys, len);
	return (!quit);
}

static void
attach_loop(int fd)
{
	struct pollfd p[2] = { { fd, POLLIN, 0 }, { 0, POLLIN, 0 } };
	char chunk[ATTACH_PACKET];
	struct winsize ws;
	bool typing = true;
	int escape = 0;
	ssize_t n, done, part;

	while (!stopped) {
		if (resized) {
			resized = 0;
			if (ioctl(0, TIOCGWINSZ, &ws) == 0)
				attach_send(fd, ATTACH_SIZE, &ws, sizeof(ws));
		}
		p[1].fd = typing ? 0 : -1;
		if (poll(p, 2, -1) < 0)
			continue;
		if (p[1].revents && !attach_keys(fd, &escape, &typing))
			return;
		if (!p[0].revents)
			continue;
		n = recv(fd, chunk, sizeof(chunk), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		for (done = 0; done < n; done += part) {
			part = write(1, chunk + done, (size_t)(n - done));
			if (part < 0 && errno != EINTR)
				return;
			if (part < 0)
				part = 0;
		}
	}
}

int
attach_terminal(const char *given)
{
	static const int signals[] = { SIGWINCH, SIGTERM, SIGHUP, SIGINT };
	struct sigaction sa = { .sa_handler = on_signal };
	struct termios saved, tio;
	bool raw = false;
	size_t i;
	char *dir;
	int fd;

	dir = machine_dir("--attach", given);
	fd = machine("--attach", dir);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &sa, NULL);
	if (tcgetattr(0, &saved) == 0) {
		tio = saved;
		cfmakeraw(&tio);
		raw = tcsetattr(0, TCSADRAIN, &tio) == 0;
	}
	attach_send(fd, ATTACH_VIEW, NULL, 0);
	attach_loop(fd);
	if (raw) {
		tcsetattr(0, TCSADRAIN, &saved);
		putchar('\n');
	}
	close(fd);
	free(dir);
	return (0);
}

int
attach_gdb(const char *given)
{
	char *dir, number[16];
	pid_t pid;

	dir = machine_dir("--attach", given);
	close(machine("--attach", dir));
	pid = attach_kernel(dir);
	if (pid == 0)
		errx(VKT_EX_NOINPUT, "--attach %s: its kernel is not found",
		    dir);
	snprintf(number, sizeof(number), "%d", (int)pid);
	execlp("gdb", "gdb", "-q", "-p", number, "-ex",
	    "source " VKT_SRCDIR "/gdb/vkernel.py", (char *)NULL);
	err(VKT_EX_HOST, "gdb");
}

/* What a machine says of itself. */
static void
print_state(const char *dir)
{
	char text[ATTACH_PACKET + 1];
	struct pollfd p = { .events = POLLIN };
	ssize_t n = -1;

	if (attach_connect(dir, &p.fd) != 0)
		return;
	attach_send(p.fd, ATTACH_STATE, NULL, 0);
	if (poll(&p, 1, 5000) > 0)
		n = recv(p.fd, text, ATTACH_PACKET, 0);
	close(p.fd);
	text[n > 0 ? n : 0] = '\0';
	printf("%s\n\t%s\n", dir, n > 0 ? text : "does not answer");
}

/* Is path dir, or below it? */
static bool
is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return (strncmp(path, dir, n) == 0 && (path[n] == '\0' ||
	    path[n] == '/' || strcmp(dir, "/") == 0));
}

int
attach_machines(void)
{
	char *dirs[MAX_MACHINES];
	size_t i, n;

	n = attach_list(dirs, MAX_MACHINES);
	for (i = 0; i < n; i++) {
		print_state(dirs[i]);
		free(dirs[i]);
	}
	return (0);
}

int
attach_end_below(const char *given)
{
	char *dirs[MAX_MACHINES], *dir;
	size_t i, n, found = 0;
	int error, status = 0;

	dir = machine_dir("--end", given);
	n = attach_list(dirs, MAX_MACHINES);
	for (i = 0; i < n; i++) {
		if (is_below(dirs[i], dir)) {
			found++;
			error = attach_end(dirs[i]);
			/* One that ended by itself meanwhile is as good. */
			if (error != 0 && error != ENOENT &&
			    error != ECONNREFUSED) {
				warnx("--end %s: %s", dirs[i],
				    strerror(error));
				status = VKT_EX_HOST;
			}
		}
		free(dirs[i]);
	}
	if (found == 0)
		errx(VKT_EX_NOINPUT, "--end %s: no machine runs there", dir);
	free(dir);
	return (status);
}
