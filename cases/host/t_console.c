/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_console.c: the console of host.h as seen from outside, with h_line as the
 * kernel: through pipes, and on a terminal.
 */
#include <sys/ioctl.h>

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "h_proc.h"

CASE(console_loses_nothing, "4 MB through the console, read late and slowly at "
    "first, arrive whole")
{
	static char buf[65536];
	struct proc p;
	size_t total;
	ssize_t n;

	find_program(tc);
	SPAWN(&p, "flood", "4000000");
	usleep(300000);
	total = 0;
	alarm(30);
	while ((n = read(p.out, buf, total < 20000 ? 100 : sizeof(buf))) > 0) {
		total += (size_t)n;
		if (total < 2000)
			usleep(2000);
	}
	alarm(0);
	ATF_CHECK_EQ(4000000, total);
	expect(p.err, "written 4000000 refused ");
	ATF_CHECK_EQ(0, finish(&p));
}

CASE(console_nobody_reads, "a console that nobody reads is full, not endless; "
    "the kernel still ends")
{
	unsigned long written;
	struct timespec a, b;
	struct proc p;
	char buf[128];

	find_program(tc);
	clock_gettime(CLOCK_MONOTONIC, &a);
	SPAWN(&p, "stuck", "100000000");
	line(p.err, buf, sizeof(buf));
	ATF_REQUIRE_EQ(1, sscanf(buf, "written %lu refused 1", &written));
	ATF_CHECK(written < 1000000);
	ATF_CHECK_EQ(0, finish(&p));
	clock_gettime(CLOCK_MONOTONIC, &b);
	ATF_CHECK(b.tv_sec - a.tv_sec < 10);
}

CASE(console_end_of_input, "input comes whole, then the end, once")
{
	struct proc p;
	char buf[64];
	unsigned events;

	find_program(tc);
	SPAWN(&p, "echo");
	ATF_REQUIRE_EQ(6, write(p.in, "hello\n", 6));
	expect(p.out, "hello");
	ATF_REQUIRE_EQ(6, write(p.in, "again\n", 6));
	expect(p.out, "again");
	close(p.in);
	p.in = -1;
	line(p.err, buf, sizeof(buf));
	ATF_REQUIRE_EQ(1, sscanf(buf, "events %u", &events));
	ATF_CHECK(events < 10);
	ATF_CHECK_EQ(0, finish(&p));
}

CASE(console_debugger_reads, "the debugger takes input byte by byte")
{
	struct proc p;
	char buf[64];

	find_program(tc);
	SPAWN(&p, "getc");
	ATF_REQUIRE_EQ(4, read(p.out, buf, 4));
	ATF_CHECK(memcmp(buf, "db> ", 4) == 0);
	ATF_REQUIRE_EQ(3, write(p.in, "abc", 3));
	usleep(100000);
	ATF_REQUIRE_EQ(2, write(p.in, "de", 2));
	close(p.in);
	p.in = -1;
	expect(p.err, "<a><b><c><d><e>");
	ATF_CHECK_EQ(0, finish(&p));
}

/* h_line on a terminal of its own; the error output comes through a pipe. */
static pid_t
spawn_tty(const char *command, int *master, int *err)
{
	struct winsize ws = { 24, 80, 0, 0 };
	int fds[2];
	pid_t pid;

	ATF_REQUIRE_EQ(0, pipe2(fds, O_CLOEXEC));
	pid = forkpty(master, NULL, NULL, &ws);
	ATF_REQUIRE(pid >= 0);
	if (pid == 0) {
		dup2(fds[1], 2);
		execl(program, program, command, (char *)NULL);
		_exit(99);
	}
	close(fds[1]);
	*err = fds[0];
	return (pid);
}

CASE(terminal_modes, "raw with only QUIT alive; window size and its changes; "
    "^\\ is the debugger")
{
	struct winsize ws = { 50, 132, 0, 0 };
	struct termios t;
	int master, err;
	pid_t pid;

	find_program(tc);
	pid = spawn_tty("tty", &master, &err);
	expect(err, "ready 24 80");
	ATF_REQUIRE_EQ(0, tcgetattr(master, &t));
	ATF_CHECK_EQ(0, t.c_lflag & (ICANON | ECHO));
	ATF_CHECK(t.c_lflag & ISIG);
	ATF_CHECK((t.c_oflag & (OPOST | ONLCR)) == (OPOST | ONLCR));
	ATF_CHECK_EQ(_POSIX_VDISABLE, t.c_cc[VINTR]);
	ATF_CHECK_EQ(_POSIX_VDISABLE, t.c_cc[VSUSP]);
	ATF_CHECK_EQ(034, t.c_cc[VQUIT]);
	ATF_REQUIRE_EQ(0, ioctl(master, TIOCSWINSZ, &ws));
	expect(err, "ready 50 132");
	ATF_REQUIRE_EQ(1, write(master, "\003", 1));	/* ^C is a byte */
	expect(err, "ready 50 132");
	ATF_REQUIRE_EQ(1, write(master, "\034", 1));
	ATF_CHECK_EQ(0, reap(pid));
}

CASE(terminal_is_restored, "however the kernel process ends, the terminal is as "
    "it was")
{
	struct termios before, after;
	int master, err, slave;
	char *name;
	pid_t pid;

	find_program(tc);
	pid = spawn_tty("tty", &master, &err);
	/* Hold the other side, to look at it afterwards. */
	name = ptsname(master);
	ATF_REQUIRE(name != NULL);
	slave = open(name, O_RDWR | O_NOCTTY);
	ATF_REQUIRE(slave >= 0);
	expect(err, "ready");
	ATF_REQUIRE_EQ(0, tcgetattr(slave, &before));
	ATF_CHECK_EQ(0, before.c_lflag & ICANON);
	kill(kernel_of(pid), SIGKILL);
	ATF_CHECK_EQ(70, reap(pid));
	ATF_REQUIRE_EQ(0, tcgetattr(slave, &after));
	ATF_CHECK((after.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO));
	ATF_CHECK_EQ(003, after.c_cc[VINTR]);
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, console_loses_nothing);
	ATF_TP_ADD_TC(tp, console_nobody_reads);
	ATF_TP_ADD_TC(tp, console_end_of_input);
	ATF_TP_ADD_TC(tp, console_debugger_reads);
	ATF_TP_ADD_TC(tp, terminal_modes);
	ATF_TP_ADD_TC(tp, terminal_is_restored);
	return (atf_no_error());
}
