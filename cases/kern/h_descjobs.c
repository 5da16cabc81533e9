/*
 * h_descjobs.c: terminals and processes: signals typed, job control, sessions,
 * hangup.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_descpty.h"

/* A child that leads a session on the slave; fn runs in it. */
static pid_t
session(void (*fn)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(20);
		close(m);
		CHECK(setsid() == getpid());
		CHECK(ioctl(s, TIOCSCTTY, 0) == 0);
		fn();
		_exit(0);
	}
	return (pid);
}

static volatile int got[64];
static void
on_sig(int sig)
{
	got[sig]++;
}

static void
wait_sig(int sig)
{
	for (int i = 0; i < 400 && got[sig] == 0; i++)
		sleep_ms(5);
	if (got[sig] == 0) {
		printf("signal %d did not come\n", sig);
		_exit(1);
	}
	got[sig] = 0;
}

static void
catch(int sig)
{
	struct sigaction sa = { .sa_handler = on_sig };

	CHECK(sigaction(sig, &sa, NULL) == 0);
}

static void
signals_child(void)
{
	char c;

	catch(SIGINT);
	catch(SIGQUIT);
	catch(SIGTSTP);
	catch(SIGINFO);
	catch(SIGWINCH);
	GIVES(tcgetpgrp(s), getpgrp());
	GIVES(tcgetsid(s), getpid());
	GIVES(write(s, "1", 1), 1);
	wait_sig(SIGINT);
	GIVES(write(s, "2", 1), 1);
	wait_sig(SIGQUIT);
	GIVES(write(s, "3", 1), 1);
	wait_sig(SIGTSTP);
	GIVES(write(s, "4", 1), 1);
	wait_sig(SIGINFO);
	GIVES(write(s, "5", 1), 1);
	wait_sig(SIGWINCH);
	GIVES(write(s, "6", 1), 1);
	/* A read is interrupted. */
	FAILS(read(s, &c, 1), EINTR);
	int tty = open("/dev/tty", O_RDWR);
	CHECK(tty >= 0);
	GIVES(write(tty, "7", 1), 1);
	GIVES(tcgetpgrp(tty), getpgrp());
	FAILS(ioctl(tty, TIOCNOTTY), EINVAL);
}

static void
t_signals(void)
{
	struct winsize ws = { 33, 99, 0, 0 }, w2;
	char buf[256];
	pid_t pid;
	long n;

	CHECK(setsid() == getpid());
	open_pty();
	FAILS(tcgetpgrp(s), ENOTTY);
	FAILS(open("/dev/tty", O_RDWR), ENXIO);
	pid = session(signals_child);
	READS(m, "1");
	/* An interrupt flushes the echo of what was typed before. */
	type("typed\x03");
	READS(m, "^C2");
	type("\x1c");
	READS(m, "^\\3");
	type("\x1a");
	READS(m, "^Z4");
	type("\x14");
	for (n = 0; memchr(buf, '5', (size_t)n) == NULL;) {
		long r = read(m, buf + n, sizeof(buf) - (size_t)n - 1);
		CHECK(r > 0);
		n += r;
	}
	buf[n] = 0;
	CHECK(strstr(buf, "load: ") != NULL && strstr(buf, "h_descjobs") != NULL);
	GIVES(ioctl(m, TIOCSWINSZ, &ws), 0);
	GIVES(ioctl(s, TIOCGWINSZ, &w2), 0);
	CHECK(w2.ws_row == 33 && w2.ws_col == 99);
	for (n = 0; n == 0 || buf[n - 1] != '6';) {
		long r = read(m, buf, sizeof(buf));
		CHECK(r > 0);
		n = r;
	}
	sleep_ms(50);
	type("\x03");
	for (n = 0; n == 0 || buf[n - 1] != '7';) {
		long r = read(m, buf, sizeof(buf));
		CHECK(r > 0);
		n = r;
	}
	CHECK(child_ok(pid));
}

static void
jobs_child(void)
{
	int status;
	pid_t pid;
	char c;

	signal(SIGTTOU, SIG_IGN);
	/* Reading in the background stops. */
	if ((pid = fork()) == 0) {
		signal(SIGTTOU, SIG_DFL);
		setpgid(0, 0);
		GIVES(read(s, &c, 1), 1);
		_exit(c == 'k' ? 7 : 8);
	}
	setpgid(pid, pid);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTIN);
	CHECK(tcsetpgrp(s, pid) == 0);
	CHECK(tcgetpgrp(s) == pid);
	CHECK(kill(-pid, SIGCONT) == 0);
	GIVES(write(s, "?", 1), 1);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	CHECK(tcsetpgrp(s, getpgrp()) == 0);
	/* Writing there only with TOSTOP; changing modes always. */
	if ((pid = fork()) == 0) {
		signal(SIGTTOU, SIG_DFL);
		setpgid(0, 0);
		GIVES(write(s, "w", 1), 1);
		set();
		_exit(9);
	}
	setpgid(pid, pid);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTOU);
	CHECK(kill(-pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid);
	t.c_lflag |= TOSTOP;
	set();
	if ((pid = fork()) == 0) {
		signal(SIGTTOU, SIG_DFL);
		setpgid(0, 0);
		(void)write(s, "w", 1);
		_exit(9);
	}
	setpgid(pid, pid);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTOU);
	CHECK(kill(-pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid);
	/* With the signal ignored, reading fails and writing works. */
	if ((pid = fork()) == 0) {
		signal(SIGTTIN, SIG_IGN);
		setpgid(0, 0);
		FAILS(read(s, &c, 1), EIO);
		GIVES(write(s, "i", 1), 1);
		_exit(0);
	}
	CHECK(child_ok(pid));
	FAILS(tcsetpgrp(s, 1), EPERM);
	FAILS(tcsetpgrp(s, 30000), EPERM);
}

static void
t_jobs(void)
{
	pid_t pid;

	open_pty();
	t.c_lflag &= ~(tcflag_t)ECHO;
	set();
	pid = session(jobs_child);
	READS(m, "?");
	type("k\n");
	READS(m, "wi");
	CHECK(child_ok(pid));
}

static void
hup_child(void)
{
	char c;

	catch(SIGHUP);
	GIVES(write(s, "r", 1), 1);
	wait_sig(SIGHUP);
	GIVES(read(s, &c, 1), 0);
	FAILS(write(s, "x", 1), EIO);
}

static void
t_hangup(void)
{
	struct pollfd pf;
	pid_t pid;
	char c;

	open_pty();
	pid = session(hup_child);
	READS(m, "r");
	close(s);
	CHECK(close(m) == 0);
	CHECK(child_ok(pid));
	/* The other way: the slave closes. */
	open_pty();
	GIVES(write(s, "last", 4), 4);
	CHECK(close(s) == 0);
	pf = (struct pollfd){ m, POLLIN, 0 };
	GIVES(poll(&pf, 1, 1000), 1);
	READS(m, "last");
	GIVES(read(m, &c, 1), 0);
	FAILS(write(m, "x", 1), EIO);
	GIVES(poll(&pf, 1, 1000), 1);
	CHECK((pf.revents & POLLHUP) != 0);
	/* And comes again. */
	s = open(ptsname(m), O_RDWR | O_NOCTTY);
	CHECK(s >= 0);
	GIVES(write(s, "new", 3), 3);
	READS(m, "new");
}

/*
 * Tells by a byte that it is there, and by another whether SIGHUP came until so
 * long after its parent's end: h or n.
 */
static int news[2];

static void
stay(int ms)
{
	char c = '+';

	catch(SIGHUP);
	GIVES(write(news[1], &c, 1), 1);
	while (ms > 0 && got[SIGHUP] == 0) {
		sleep_ms(5);
		if (getppid() == 1)
			ms -= 5;
	}
	c = got[SIGHUP] != 0 ? 'h' : 'n';
	GIVES(write(news[1], &c, 1), 1);
	_exit(0);
}

/* A session's end takes the terminal from those who stay. */
static void
leader_child(void)
{
	pid_t pid = fork();
	char c;

	if (pid == 0) {
		signal(SIGHUP, SIG_IGN);
		sleep_ms(300);
		/* Revoked: there is nothing to read any more. */
		CHECK(read(s, &c, 1) <= 0);
		CHECK(open("/dev/tty", O_RDWR) < 0);
		_exit(0);
	}
	/* One in the foreground and one not. */
	if ((pid = fork()) == 0) {
		setpgid(0, 0);
		stay(100);
	}
	setpgid(pid, pid);
	GIVES(read(news[0], &c, 1), 1);
	if (fork() == 0)
		stay(5000);
	GIVES(read(news[0], &c, 1), 1);
	GIVES(write(s, "go", 2), 2);
}

static void
t_leader(void)
{
	struct pollfd pf;
	pid_t pid;
	char c, d;

	open_pty();
	CHECK(pipe(news) == 0);
	pid = session(leader_child);
	READS(m, "go");
	CHECK(child_ok(pid));
	GIVES(read(news[0], &c, 1), 1);
	GIVES(read(news[0], &d, 1), 1);
	CHECK((c == 'h' && d == 'n') || (c == 'n' && d == 'h'));
	close(s);
	pf = (struct pollfd){ m, POLLIN, 0 };
	GIVES(poll(&pf, 1, 5000), 1);
	GIVES(read(m, &c, 1), 0);
	sleep_ms(400);
}

/* A background group that is orphaned is not stopped but refused. */
static void
orphan_child(void)
{
	pid_t pid;
	char c;

	if ((pid = fork()) == 0) {
		setpgid(0, 0);
		if (fork() != 0)
			_exit(0);
		for (int i = 0; i < 1000 && getppid() != 1; i++)
			sleep_ms(5);
		signal(SIGTTIN, SIG_DFL);
		signal(SIGTTOU, SIG_DFL);
		FAILS(read(s, &c, 1), EIO);
		FAILS(tcsetattr(s, TCSANOW, &t), EIO);
		FAILS(tcsetpgrp(s, getpgrp()), EIO);
		GIVES(write(news[1], "o", 1), 1);
		_exit(0);
	}
	CHECK(child_ok(pid));
	GIVES(read(news[0], &c, 1), 1);
	GIVES(c, 'o');
}

static void
t_orphans(void)
{
	open_pty();
	CHECK(pipe(news) == 0);
	CHECK(child_ok(session(orphan_child)));
}

/* Who may have which terminal. */
static void
second_child(void)
{
	int s2, m2;
	pid_t pid;

	/* Not one that is another's, nor a second one. */
	if ((pid = fork()) == 0) {
		FAILS(ioctl(s, TIOCSCTTY, 0), EPERM);
		CHECK(setsid() == getpid());
		FAILS(open("/dev/tty", O_RDWR), ENXIO);
		FAILS(tcgetpgrp(s), ENOTTY);
		FAILS(ioctl(s, TIOCSCTTY, 0), EPERM);
		_exit(0);
	}
	CHECK(child_ok(pid));
	m2 = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(m2 >= 0 && grantpt(m2) == 0 && unlockpt(m2) == 0);
	s2 = open(ptsname(m2), O_RDWR | O_NOCTTY);
	CHECK(s2 >= 0);
	FAILS(ioctl(s2, TIOCSCTTY, 0), EPERM);
	FAILS(tcgetpgrp(s2), ENOTTY);
	GIVES(ioctl(s, TIOCSCTTY, 0), 0);
	/* Who gives it up has none, and leaves the others theirs. */
	if ((pid = fork()) == 0) {
		GIVES(ioctl(s, TIOCNOTTY), 0);
		FAILS(open("/dev/tty", O_RDWR), ENXIO);
		FAILS(tcgetpgrp(s), ENOTTY);
		_exit(0);
	}
	CHECK(child_ok(pid));
	GIVES(tcgetpgrp(s), getpgrp());
}

static void
t_whose(void)
{
	open_pty();
	CHECK(child_ok(session(second_child)));
}

static const struct test tests[] = {
	{ "signals", t_signals }, { "jobs", t_jobs },
	{ "hangup", t_hangup }, { "leader", t_leader },
	{ "orphans", t_orphans }, { "whose", t_whose }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
