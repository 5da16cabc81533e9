/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * script.c: script(1): keep what a terminal shows.  The command gets a pseudo
 * terminal; what it writes goes to the real one and to a file.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libutil.h>
#include <paths.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static struct termios	 was;
static bool		 has_terminal, keys, quiet;
static int		 master;
static FILE		*file;

static volatile sig_atomic_t	resized;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: script [-akq] [-t time] "
	    "[file [command ...]]\n");
	exit(1);
}

static void
on_resize(int sig __unused)
{
	resized = 1;
}

static void
restore(void)
{
	if (has_terminal)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &was);
}

/* The size of the real terminal is that of the other. */
static void
pass_size(void)
{
	struct winsize size;

	resized = 0;
	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
		(void)ioctl(master, TIOCSWINSZ, &size);
}

static void
stamp(const char *what)
{
	time_t now = time(NULL);

	if (!quiet)
		fprintf(file, "Script %s on %s", what, ctime(&now));
}

static void
write_all(int fd, const char *buf, ssize_t n)
{
	ssize_t w;

	for (; n > 0; n -= w, buf += w) {
		w = write(fd, buf, (size_t)n);
		if (w < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (w < 0)
			w = 0;
	}
}

/* From one side to the other until the command's side is closed. */
static void
relay(int interval)
{
	struct pollfd fds[2] = { { .fd = master, .events = POLLIN },
	    { .fd = STDIN_FILENO, .events = POLLIN } };
	static const char end_of_file[] = { 4 };
	time_t flushed = time(NULL);
	char buf[4096];
	ssize_t n;

	for (;;) {
		n = poll(fds, 2, interval > 0 ? interval * 1000 : -1);
		if (resized)
			pass_size();
		if (n < 0 && errno != EINTR)
			err(1, "poll");
		if (n > 0 && fds[0].revents != 0) {
			if ((n = read(master, buf, sizeof(buf))) <= 0)
				return;
			write_all(STDOUT_FILENO, buf, n);
			fwrite(buf, 1, (size_t)n, file);
		} else if (n > 0 && fds[1].revents != 0) {
			n = read(STDIN_FILENO, buf, sizeof(buf));
			if (n > 0) {
				write_all(master, buf, n);
				if (keys)
					fwrite(buf, 1, (size_t)n, file);
			} else if (n == 0 || errno != EINTR) {
				/* What is not typed ends here as well. */
				write_all(master, end_of_file, 1);
				fds[1].fd = -1;
			}
		}
		if (interval == 0 || time(NULL) - flushed >= interval) {
			fflush(file);
			flushed = time(NULL);
		}
	}
}

static void __dead2
run(char **command)
{
	const char *shell = getenv("SHELL");

	if (shell == NULL || *shell == '\0')
		shell = _PATH_BSHELL;
	if (*command != NULL) {
		execvp(command[0], command);
		warn("%s", command[0]);
	} else {
		execl(shell, shell, "-i", (char *)NULL);
		warn("%s", shell);
	}
	_exit(127);
}

int
main(int argc, char **argv)
{
	struct sigaction sa = { .sa_flags = 0 };
	struct winsize size;
	struct termios raw;
	const char *path = "typescript", *mode = "w", *bad;
	int ch, status, interval = 30;
	pid_t pid;

	while ((ch = getopt(argc, argv, "+akqt:")) != -1) {
		switch (ch) {
		case 'a':
			mode = "a";
			break;
		case 'k':
			keys = true;
			break;
		case 'q':
			quiet = true;
			break;
		case 't':
			interval = (int)strtonum(optarg, 0, 86400, &bad);
			if (bad != NULL)
				errx(1, "-t %s: %s", optarg, bad);
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (*argv != NULL)
		path = *argv++;
	if ((file = fopen(path, mode)) == NULL)
		err(1, "%s", path);
	(void)fcntl(fileno(file), F_SETFD, FD_CLOEXEC);
	has_terminal = tcgetattr(STDIN_FILENO, &was) == 0;
	if (has_terminal && ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0)
		memset(&size, 0, sizeof(size));
	if (!quiet) {
		printf("Script started, output file is %s\n", path);
		fflush(stdout);
	}
	stamp("started");
	fflush(file);
	pid = forkpty(&master, NULL, has_terminal ? &was : NULL,
	    has_terminal ? &size : NULL);
	if (pid < 0)
		err(1, "forkpty");
	if (pid == 0)
		run(argv);
	if (has_terminal) {
		raw = was;
		cfmakeraw(&raw);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
		sa.sa_handler = on_resize;
		sigaction(SIGWINCH, &sa, NULL);
	}
	relay(interval);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			err(1, "waitpid");
	restore();
	stamp("done");
	if (fclose(file) != 0)
		err(1, "%s", path);
	if (!quiet)
		printf("\nScript done, output file is %s\n", path);
	return (WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	    WEXITSTATUS(status));
}
