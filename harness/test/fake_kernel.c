/*
 * fake_kernel.c: a program that behaves on a console as kernels do when all
 * goes well, and in every other way that a keeper must survive.
 *
 * usage: fake_kernel mode [argument]; the modes are in the table below.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static void
put(const char *p, size_t n)
{
	ssize_t done;

	for (; n > 0; p += done, n -= (size_t)done) {
		done = write(1, p, n);
		if (done < 0)
			exit(71);
	}
}

static void
say(const char *text)
{
	put(text, strlen(text));
}

/* Long enough for the reader to get what was written as one piece. */
static void
beat(void)
{
	static const struct timespec ts = { .tv_nsec = 30000000 };

	nanosleep(&ts, NULL);
}

static void
forever(void)
{
	for (;;)
		pause();
}

/* A line typed, without its end; false when there is no more. */
static int
hear(char *line, size_t size)
{
	if (fgets(line, (int)size, stdin) == NULL)
		return (0);
	line[strcspn(line, "\r\n")] = '\0';
	return (1);
}

static void
debugger(const char *end)
{
	char line[256];

	for (;;) {
		say("db> ");
		if (!hear(line, sizeof(line)))
			forever();
		if (strcmp(line, end) == 0)
			return;
		if (strcmp(line, "ps") == 0)
			say("  pid  ppid command\n    1     0 init\n    7     1 two\n"
			    "--More--\rend of list\n");
		else if (strcmp(line, "trace pid 7") == 0)
			say("fake_sleep() at fake_kernel+0x20\n");
		else if (strcmp(line, "trace") == 0)
			say("fake_trace() at fake_kernel+0x10\n");
		else
			say("No such command\n");
	}
}

static void
on_term(int sig)
{
	(void)sig;
	_exit(0);
}

static void
mode_pass(const char *arg)
{
	(void)arg;
	say("booting\nlogin: ");
	signal(SIGTERM, on_term);
	forever();
}

static void
mode_exit(const char *arg)
{
	say("last words\n");
	exit(atoi(arg));
}

static void
mode_silent_exit(const char *arg)
{
	exit(atoi(arg));
}

static void
mode_crash(const char *arg)
{
	say("booting\n");
	raise(atoi(arg));
}

static void
mode_panic(const char *arg)
{
	(void)arg;
	say("booting\npanic: the fake kernel is broken\n");
	exit(70);
}

/* "panic: " in pieces, with NULs and escapes between. */
static void
mode_split(const char *arg)
{
	(void)arg;
	say("booting\r\n\033[1mpa");
	beat();
	put("\0\0ni", 4);
	beat();
	say("\033[");
	beat();
	say("0mc");
	beat();
	say(":");
	beat();
	say(" cut in pieces\n");
	exit(0);
}

static void
mode_panic_ddb(const char *arg)
{
	(void)arg;
	say("panic: stopped\nDebugger entered\n");
	debugger("reset");
	exit(70);
}

/* A panic that nothing follows. */
static void
mode_panic_stuck(const char *arg)
{
	(void)arg;
	say("panic: stuck");
	say("\n");
	forever();
}

static void
mode_assert(const char *arg)
{
	(void)arg;
	say("panic: assertion \"a == b\" failed in fake() at fake.c:1\n");
	exit(70);
}

static void
mode_ddb(const char *arg)
{
	(void)arg;
	say("Debugger entered\n");
	debugger("continue");
	say("continued\n");
	exit(0);
}

static volatile sig_atomic_t quit;

static void
on_quit(int sig)
{
	(void)sig;
	quit = 1;
}

/* Says nothing more, but enters its debugger on ^\. */
static void
mode_hang(const char *arg)
{
	struct sigaction sa = { .sa_handler = on_quit };
	sigset_t block, old;

	sigaction(SIGQUIT, &sa, NULL);
	signal(SIGTERM, SIG_IGN);
	sigemptyset(&block);
	sigaddset(&block, SIGQUIT);
	sigprocmask(SIG_BLOCK, &block, &old);
	say(arg);
	while (!quit)
		sigsuspend(&old);
	say("\nDebugger entered\n");
	debugger("continue");
	forever();
}

static void
mode_spin(const char *arg)
{
	volatile unsigned long n = 0;

	(void)arg;
	say("booting\n");
	signal(SIGQUIT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	for (;;)
		n++;
}

static void
mode_silent(const char *arg)
{
	(void)arg;
	signal(SIGQUIT, SIG_IGN);
	forever();
}

/* A megabyte, every byte of it wanted, then an end. */
static void
mode_flood(const char *arg)
{
	char line[65];
	int i;

	(void)arg;
	memset(line, 'x', sizeof(line));
	line[63] = '\n';
	line[64] = '\0';
	for (i = 0; i < 16384; i++)
		put(line, 64);
	say("login: ");
	exit(0);
}

static void
mode_ask(const char *arg)
{
	char line[64];

	(void)arg;
	say("mountroot> ");
	if (!hear(line, sizeof(line)))
		exit(71);
	printf("got %s\n", line);
	fflush(stdout);
	exit(0);
}

/* Repeats each line heard, for ever. */
static void
mode_echo(const char *arg)
{
	char line[64], text[80];

	(void)arg;
	say("booting\nlogin: ");
	while (hear(line, sizeof(line))) {
		snprintf(text, sizeof(text), "heard %s\nlogin: ", line);
		say(text);
	}
}

/* SIGTERM and SIGHUP are ignored. */
static void
mode_stubborn(const char *arg)
{
	(void)arg;
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	say("login: ");
	forever();
}

/* A grandchild in a session of its own outlives its parent. */
static void
mode_grandchild(const char *arg)
{
	int fds[2];
	char c;

	if (pipe(fds) != 0)
		exit(71);
	if (fork() == 0) {
		if (fork() == 0) {
			setsid();
			signal(SIGHUP, SIG_IGN);
			if (strcmp(arg, "closed") == 0) {
				close(0);
				close(1);
				close(2);
			}
			if (write(fds[1], "x", 1) != 1)
				_exit(71);
			forever();
		}
		_exit(0);
	}
	if (read(fds[0], &c, 1) != 1)
		exit(71);
	say("login: ");
	exit(0);
}

/* The console is closed long before the end. */
static void
mode_close(const char *arg)
{
	say("closing\n");
	close(0);
	close(1);
	close(2);
	beat();
	beat();
	exit(atoi(arg));
}

static void
mode_escapes(const char *arg)
{
	static const char text[] = "\0\0\033]0;title\007\033[31mred\033[0m\0\n"
	    "\xff\xfe caf\xc3\xa9 \xe2\x82";

	(void)arg;
	put(text, sizeof(text) - 1);
	beat();
	say("\xac\nlogin: ");
	exit(0);
}

/* A shell behind a login prompt; SIGTERM ends it, "halt" too. */
static void
mode_shell(const char *arg)
{
	char line[64];

	say("\nfake (console)\n\nlogin: ");
	if (!hear(line, sizeof(line)))
		exit(71);
	if (strcmp(line, arg) != 0) {
		say("Login incorrect\nlogin: ");
		forever();
	}
	setenv("PS1", "# ", 1);
	unsetenv("ENV");
	execl("/bin/sh", "sh", "-i", (char *)NULL);
	err(71, "sh");
}

static const struct {
	const char	*name;
	void		(*run)(const char *);
} modes[] = {
	{ "ask", mode_ask },
	{ "assert", mode_assert },
	{ "close", mode_close },
	{ "crash", mode_crash },
	{ "ddb", mode_ddb },
	{ "echo", mode_echo },
	{ "escapes", mode_escapes },
	{ "exit", mode_exit },
	{ "flood", mode_flood },
	{ "grandchild", mode_grandchild },
	{ "hang", mode_hang },
	{ "panic", mode_panic },
	{ "panic-ddb", mode_panic_ddb },
	{ "panic-stuck", mode_panic_stuck },
	{ "pass", mode_pass },
	{ "shell", mode_shell },
	{ "silent", mode_silent },
	{ "silent-exit", mode_silent_exit },
	{ "spin", mode_spin },
	{ "split", mode_split },
	{ "stubborn", mode_stubborn },
};

int
main(int argc, char **argv)
{
	size_t i;

	setvbuf(stdin, NULL, _IONBF, 0);
	for (i = 0; argc > 1 && i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(argv[1], modes[i].name) == 0) {
			modes[i].run(argc > 2 ? argv[2] : "");
			exit(0);
		}
	}
	fprintf(stderr, "usage: fake_kernel mode [argument]\n");
	exit(64);
}
