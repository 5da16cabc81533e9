/*
 * h_descpty.c: the line discipline of terminals, seen through pseudo-terminals.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_descpty.h"

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
	{ "flow", t_flow }, { "packet", t_packet }, { "misc", t_misc },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
