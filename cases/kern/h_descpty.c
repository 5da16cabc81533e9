/*
 * h_descpty.c: the line discipline of terminals, seen through pseudo-terminals;
 * job control, sessions, hangup.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_desc.h"
#include <sys/ioctl.h>
#include <sys/filio.h>
#include <sys/stat.h>
#include <sys/ttycom.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>

static int m, s;		/* master, slave */
static struct termios t;

static void
open_pty(void)
{
	char *name;

	m = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(m >= 0 && grantpt(m) == 0 && unlockpt(m) == 0);
	name = ptsname(m);
	CHECK(name != NULL);
	s = open(name, O_RDWR | O_NOCTTY);
	CHECK(s >= 0);
	CHECK(tcgetattr(s, &t) == 0);
}

static void
set(void)
{
	CHECK(tcsetattr(s, TCSANOW, &t) == 0);
}

static void
type(const char *p)
{
	GIVES(write(m, p, strlen(p)), strlen(p));
}

/* What fd gives within 200 ms is exactly want. */
#define READS(fd, want) reads(fd, want, sizeof(want) - 1, __LINE__)
static void
reads(int fd, const char *want, size_t len, int line)
{
	struct pollfd pf = { fd, POLLIN, 0 };
	char buf[512];
	size_t n = 0;
	long got;

	while (n < len && poll(&pf, 1, 2000) == 1) {
		got = read(fd, buf + n, sizeof(buf) - n);
		if (got <= 0)
			break;
		n += (size_t)got;
		if (fd == s)
			break;
	}
	if (n != len || memcmp(buf, want, len) != 0) {
		printf("line %d: read %d bytes:", line, (int)n);
		for (size_t i = 0; i < n; i++)
			printf(" %02x", (unsigned char)buf[i]);
		printf(" instead of %d:", (int)len);
		for (size_t i = 0; i < len; i++)
			printf(" %02x", (unsigned char)want[i]);
		printf("\n");
		_exit(1);
	}
}

static void
nothing(int fd)
{
	struct pollfd pf = { fd, POLLIN, 0 };

	GIVES(poll(&pf, 1, 60), 0);
}

static void
t_names(void)
{
	struct stat st;
	char *name;
	int n = -1;

	open_pty();
	name = ptsname(m);
	CHECK(strncmp(name, "/dev/pts/", 9) == 0);
	CHECK(isatty(m) && isatty(s));
	CHECK(fstat(s, &st) == 0 && S_ISCHR(st.st_mode));
	CHECK(st.st_uid == getuid());
	name = ttyname(s);
	CHECK(name != NULL && strncmp(name, "/dev/pts/", 9) == 0);
	FAILS(ioctl(s, TIOCISPTMASTER), ENOTTY);
	GIVES(ioctl(s, TIOCGETD, &n), 0);
	GIVES(n, TTYDISC);
	FAILS(ioctl(s, _IOR('Q', 1, int), &n), ENOTTY);
	FAILS(ioctl(s, TIOCCONS, &n), EPERM);
	CHECK(close(s) == 0 && close(m) == 0);
	open_pty();
	CHECK(open("/dev/ptyp0", O_RDWR | O_NOCTTY) >= 0);
	CHECK(open("/dev/ttyp0", O_RDWR | O_NOCTTY) >= 0);
	FAILS(open("/dev/ptyp0", O_RDWR | O_NOCTTY), EIO);
	FAILS(open("/dev/ttyp1", O_RDWR | O_NOCTTY), EIO);
}

static void
t_canon(void)
{
	int n;

	open_pty();
	type("abc");
	READS(m, "abc");
	nothing(s);
	GIVES(ioctl(s, FIONREAD, &n), 0);
	GIVES(n, 0);
	type("\r");
	READS(m, "\r\n");
	GIVES(ioctl(s, FIONREAD, &n), 0);
	GIVES(n, 4);
	READS(s, "abc\n");
	/* Two lines are two reads; a short read leaves the rest. */
	char c[2];
	type("xyz\nq\n");
	READS(m, "xyz\r\nq\r\n");
	GIVES(read(s, c, 2), 2);
	READS(s, "z\n");
	READS(s, "q\n");
}

static void
t_erase(void)
{
	open_pty();
	type("abx\x7f" "c\n");
	READS(m, "abx\b \bc\r\n");
	READS(s, "abc\n");
	type("\x7f\x7fz\n");
	READS(m, "z\r\n");
	READS(s, "z\n");
	type("one two  \x17" "six\n");
	READS(s, "one six\n");
	READS(m, "one two  \b \b\b \b\b \b\b \b\b \bsix\r\n");
	type("wrong\x15" "ok\n");
	READS(s, "ok\n");
	READS(m, "wrong\b \b\b \b\b \b\b \b\b \bok\r\n");
	/* A control character took two columns. */
	type("a\x01\x7f\n");
	READS(m, "a^A\b \b\b \b\r\n");
	READS(s, "a\n");
	/* A tab is backed over. */
	type("ab\t\x7f" "c\n");
	READS(m, "ab\t\b\b\b\b\b\bc\r\n");
	READS(s, "abc\n");
	/* The other ways to show it. */
	t.c_lflag &= ~(tcflag_t)(ECHOE | ECHOKE);
	t.c_lflag |= ECHOPRT;
	set();
	type("ab\x7fz\n");
	READS(m, "ab\\b/z\r\n");
	READS(s, "az\n");
	t.c_lflag &= ~(tcflag_t)ECHOPRT;
	t.c_lflag |= ECHOK;
	set();
	type("ab\x7f\x15" "c\n");
	READS(m, "ab^?^U\r\nc\r\n");
	READS(s, "c\n");
}

static void
t_special(void)
{
	char c;

	open_pty();
	type("\x16\x03z\n");
	READS(m, "^\b^Cz\r\n");
	READS(s, "\x03z\n");
	type("ab\x12");
	READS(m, "ab^R\r\nab");
	type("\n");
	READS(m, "\r\n");
	READS(s, "ab\n");
	/* End of file: what there is, then nothing. */
	type("ab\x04");
	READS(s, "ab");
	READS(m, "ab^D\b\b");
	type("\x04");
	GIVES(read(s, &c, 1), 0);
	READS(m, "^D\b\b");
	t.c_cc[VEOL] = ';';
	t.c_cc[VEOL2] = '!';
	set();
	type("a;b!c\n");
	READS(s, "a;");
	READS(s, "b!");
	READS(s, "c\n");
	READS(m, "a;b!c\r\n");
	/* Disabled characters are data. */
	t.c_cc[VKILL] = t.c_cc[VERASE] = _POSIX_VDISABLE;
	t.c_lflag &= ~(tcflag_t)(ECHO);
	set();
	type("\x15\x7f\n");
	READS(s, "\x15\x7f\n");
	nothing(m);
	t.c_lflag |= ECHONL;
	set();
	type("a\n");
	READS(m, "\r\n");
	READS(s, "a\n");
}

static void
t_modes(void)
{
	open_pty();
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	t.c_iflag = ICRNL;
	set();
	type("a\r");
	READS(s, "a\n");
	t.c_iflag = INLCR;
	set();
	type("a\n");
	READS(s, "a\r");
	t.c_iflag = IGNCR;
	set();
	type("a\rb");
	READS(s, "ab");
	t.c_iflag = ISTRIP;
	set();
	type("\xe1");
	READS(s, "a");
	t.c_iflag = 0;
	set();
	type("\xe1\r\n");
	READS(s, "\xe1\r\n");
	/* Output. */
	GIVES(write(s, "a\n", 2), 2);
	READS(m, "a\r\n");
	t.c_oflag = OPOST | OXTABS;
	set();
	GIVES(write(s, "\r\n\rab\tc", 7), 7);
	READS(m, "\r\n\rab      c");
	t.c_oflag = OPOST | ONOCR | OCRNL;
	set();
	GIVES(write(s, "x\r", 2), 2);
	READS(m, "x\n");
	t.c_oflag = OPOST | ONOEOT;
	set();
	GIVES(write(s, "x\x04y", 3), 3);
	READS(m, "xy");
	t.c_oflag = 0;
	set();
	GIVES(write(s, "a\n\t\r", 4), 4);
	READS(m, "a\n\t\r");
}

static void
t_vmin(void)
{
	char buf[16];
	long t0;
	pid_t pid;

	open_pty();
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	t.c_cc[VMIN] = 0;
	t.c_cc[VTIME] = 0;
	set();
	GIVES(read(s, buf, 16), 0);
	t.c_cc[VTIME] = 1;
	set();
	t0 = now_ms();
	GIVES(read(s, buf, 16), 0);
	CHECK(now_ms() - t0 >= 95 && now_ms() - t0 < 3000);
	type("z");
	GIVES(read(s, buf, 16), 1);
	t.c_cc[VMIN] = 3;
	t.c_cc[VTIME] = 0;
	set();
	if ((pid = fork()) == 0) {
		type("a");
		sleep_ms(50);
		type("bc");
		_exit(0);
	}
	GIVES(read(s, buf, 16), 3);
	CHECK(child_ok(pid));
	t.c_cc[VTIME] = 1;
	set();
	type("xy");
	t0 = now_ms();
	GIVES(read(s, buf, 16), 2);
	CHECK(now_ms() - t0 >= 95);
	CHECK(fcntl(s, F_SETFL, O_NONBLOCK) == 0);
	FAILS(read(s, buf, 16), EAGAIN);
	/* Typed in one mode, read in the other. */
	CHECK(fcntl(s, F_SETFL, 0) == 0);
	type("li\x7fne\n");
	t.c_lflag |= ICANON;
	set();
	READS(s, "lne\n");
}

static void
t_flow(void)
{
	int n;

	open_pty();
	GIVES(write(s, "a", 1), 1);
	READS(m, "a");
	type("\x13");
	GIVES(write(s, "bc", 2), 2);
	nothing(m);
	GIVES(ioctl(s, TIOCOUTQ, &n), 0);
	GIVES(n, 2);
	type("\x11");
	READS(m, "bc");
	/* IXANY: any character goes on. */
	type("\x13");
	GIVES(write(s, "d", 1), 1);
	nothing(m);
	type("x");
	READS(m, "dx");
	GIVES(tcflow(s, TCOOFF), 0);
	GIVES(write(s, "e", 1), 1);
	nothing(m);
	GIVES(tcflow(s, TCOON), 0);
	READS(m, "e");
	/* Flushing. */
	type("lost\n");
	READS(m, "lost\r\n");
	GIVES(tcflush(s, TCIFLUSH), 0);
	nothing(s);
	GIVES(write(s, "lost", 4), 4);
	GIVES(tcflush(s, TCOFLUSH), 0);
	nothing(m);
	/* More than the queue holds: the writer waits for the reader. */
	static char big[20000], in[20000];
	memset(big, 'x', sizeof(big));
	pid_t pid = fork();
	if (pid == 0) {
		GIVES(write(s, big, sizeof(big)), sizeof(big));
		GIVES(tcdrain(s), 0);
		_exit(0);
	}
	long total = 0, got;
	while (total < (long)sizeof(big)) {
		got = read(m, in + total, sizeof(in) - (size_t)total);
		CHECK(got > 0);
		total += got;
	}
	CHECK(memcmp(big, in, sizeof(big)) == 0);
	CHECK(child_ok(pid));
	/* Input has a limit too; a line can always be ended. */
	CHECK(fcntl(m, F_SETFL, O_NONBLOCK) == 0);
	t.c_lflag &= ~(tcflag_t)ECHO;
	t.c_iflag &= ~(tcflag_t)IMAXBEL;
	set();
	for (int i = 0; i < 20; i++)
		(void)write(m, big, 200);
	type("\n");
	got = read(s, in, sizeof(in));
	CHECK(got > 255 && got < 4000 && in[got - 1] == '\n');
}

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
	CHECK(strstr(buf, "load: ") != NULL && strstr(buf, "h_descpty") != NULL);
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
	GIVES(write(s, "go", 2), 2);
}

static void
t_leader(void)
{
	struct pollfd pf;
	pid_t pid;
	char c;

	open_pty();
	pid = session(leader_child);
	READS(m, "go");
	CHECK(child_ok(pid));
	close(s);
	pf = (struct pollfd){ m, POLLIN, 0 };
	GIVES(poll(&pf, 1, 5000), 1);
	GIVES(read(m, &c, 1), 0);
	sleep_ms(400);
}

static void
t_packet(void)
{
	char buf[64];
	int on = 1;

	open_pty();
	GIVES(ioctl(m, TIOCPKT, &on), 0);
	GIVES(write(s, "ab", 2), 2);
	READS(m, "\0ab");
	GIVES(tcflush(s, TCIOFLUSH), 0);
	GIVES(read(m, buf, 64), 1);
	CHECK(buf[0] == (TIOCPKT_FLUSHREAD | TIOCPKT_FLUSHWRITE));
	type("\x13");
	GIVES(read(m, buf, 64), 1);
	CHECK(buf[0] == TIOCPKT_STOP);
	type("\x11");
	GIVES(read(m, buf, 64), 1);
	CHECK(buf[0] == TIOCPKT_START);
	t.c_iflag &= ~(tcflag_t)IXON;
	set();
	GIVES(read(m, buf, 64), 1);
	CHECK(buf[0] == TIOCPKT_NOSTOP);
}

static void
t_misc(void)
{
	struct termios t2;
	char c = 'q';

	open_pty();
	CHECK(tcgetattr(s, &t2) == 0);
	CHECK(t2.c_cc[VINTR] == 3 && t2.c_cc[VEOF] == 4 &&
	    (t2.c_lflag & ICANON) != 0 && cfgetospeed(&t2) == B9600);
	GIVES(ioctl(s, TIOCSTI, &c), 0);
	READS(m, "q");
	type("\n");
	READS(s, "q\n");
	READS(m, "\r\n");
	GIVES(ioctl(s, TIOCEXCL), 0);
	CHECK(open(ptsname(m), O_RDWR | O_NOCTTY) >= 0);	/* root may */
	GIVES(ioctl(s, TIOCNXCL), 0);
	FAILS(tcsetattr(s, 77, &t), EINVAL);
	FAILS(write(s, (void *)16, 3), EFAULT);
	GIVES(write(s, "", 0), 0);
	GIVES(read(s, &c, 0), 0);
}

static const struct test tests[] = {
	{ "names", t_names }, { "canon", t_canon }, { "erase", t_erase },
	{ "special", t_special }, { "modes", t_modes }, { "vmin", t_vmin },
	{ "flow", t_flow }, { "signals", t_signals }, { "jobs", t_jobs },
	{ "hangup", t_hangup }, { "leader", t_leader },
	{ "packet", t_packet }, { "misc", t_misc }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
