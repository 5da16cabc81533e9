/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_line.c: supervisor, signals, memory image, console, files: host.h as seen
 * from outside, with h_line as the kernel.
 */
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atf-c.h>
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "timeout", "60");			\
	}								\
	ATF_TC_BODY(name, tc)

#define MAXARGS	8

/* A started h_line: its supervisor, and our ends of its descriptors. */
struct proc {
	pid_t	 pid;
	int	 in, out, err;
};

static char	 program[4096];

static void
find_program(const atf_tc_t *tc)
{

	snprintf(program, sizeof(program), "%s/h_line",
	    atf_tc_get_config_var(tc, "srcdir"));
}

static void
spawn(struct proc *p, const char *const *args)
{
	char *argv[MAXARGS + 2];
	int in[2], out[2], err[2], i;

	ATF_REQUIRE(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 &&
	    pipe2(err, O_CLOEXEC) == 0);
	argv[0] = program;
	for (i = 0; i < MAXARGS && args[i] != NULL; i++)
		argv[i + 1] = (char *)(uintptr_t)args[i];
	argv[i + 1] = NULL;
	p->pid = fork();
	ATF_REQUIRE(p->pid >= 0);
	if (p->pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		execv(program, argv);
		_exit(99);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	p->in = in[1];
	p->out = out[0];
	p->err = err[0];
}

/* Read one line (without its end) within ten seconds; "" at the end. */
static void
line(int fd, char *buf, size_t size)
{
	size_t n;

	alarm(10);
	for (n = 0; n < size - 1 && read(fd, buf + n, 1) == 1; n++) {
		if (buf[n] == '\n')
			break;
	}
	alarm(0);
	buf[n] = '\0';
}

static void
expect(int fd, const char *want)
{
	char buf[512];

	line(fd, buf, sizeof(buf));
	ATF_CHECK_MSG(strncmp(buf, want, strlen(want)) == 0,
	    "wanted `%s', got `%s'", want, buf);
}

static int
finish(struct proc *p)
{
	int status;

	close(p->in);
	alarm(20);
	ATF_REQUIRE_EQ(p->pid, waitpid(p->pid, &status, 0));
	alarm(0);
	close(p->out);
	close(p->err);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status));
}

static void
write_file(const char *path, const char *text)
{
	FILE *f;

	f = fopen(path, "w");
	ATF_REQUIRE(f != NULL);
	fputs(text, f);
	fclose(f);
}

#define SPAWN(p, ...)	spawn(p, (const char *const[]){ __VA_ARGS__, NULL })

CASE(exit_status_is_carried_out, "the kernel's status is the supervisor's")
{
	struct proc p;

	find_program(tc);
	SPAWN(&p, "exit", "0");
	ATF_CHECK_EQ(0, finish(&p));
	SPAWN(&p, "exit", "66");
	ATF_CHECK_EQ(66, finish(&p));
	SPAWN(&p, "return", "64");
	ATF_CHECK_EQ(64, finish(&p));
}

CASE(crash_is_told, "a fault in the kernel calls kernel_fault and ends with 70, "
    "a signal too")
{
	struct proc p;

	find_program(tc);
	SPAWN(&p, "crash");
	expect(p.err, "fault 11 address 0x8");
	ATF_CHECK_EQ(70, finish(&p));
	SPAWN(&p, "crashtwice");
	expect(p.err, "fault 11 address 0x8");
	ATF_CHECK_EQ(70, finish(&p));
	SPAWN(&p, "suicide");
	expect(p.err, "vkernel: kernel process killed by signal 9");
	ATF_CHECK_EQ(70, finish(&p));
}

CASE(twenty_reboots_leak_nothing, "each generation has the same arguments and "
    "as many descriptors as the first")
{
	char buf[256], first[128];
	unsigned i, gen;
	struct proc p;

	find_program(tc);
	SPAWN(&p, "reboot", "20", "with", "more words");
	first[0] = '\0';
	for (i = 0; i <= 20; i++) {
		line(p.out, buf, sizeof(buf));
		ATF_REQUIRE_EQ(1, sscanf(buf, "generation %u", &gen));
		ATF_CHECK_EQ(i, gen);
		if (i == 0)
			snprintf(first, sizeof(first), "%s", strstr(buf, " fds"));
		ATF_CHECK_STREQ(first, strstr(buf, " fds"));
	}
	ATF_CHECK(strstr(first, "args 5") != NULL);
	ATF_CHECK_EQ(0, finish(&p));
}

CASE(reboot_runs_the_new_binary, "what lies at the path when a reboot comes is "
    "what runs; nothing there is told")
{
	char cmd[8300];
	struct proc p;

	find_program(tc);
	snprintf(cmd, sizeof(cmd), "cp %s kernel", program);
	ATF_REQUIRE_EQ(0, system(cmd));
	strcpy(program, "./kernel");
	SPAWN(&p, "reboot", "once it is told");
	expect(p.out, "generation 0");
	write_file("new", "#!/bin/sh\necho new kernel: $*\nexit 5\n");
	ATF_REQUIRE_EQ(0, chmod("new", 0755));
	ATF_REQUIRE_EQ(0, rename("new", "kernel"));
	ATF_REQUIRE_EQ(1, write(p.in, "\n", 1));
	expect(p.out, "new kernel: reboot once it is told");
	ATF_CHECK_EQ(5, finish(&p));

	ATF_REQUIRE_EQ(0, system(cmd));
	SPAWN(&p, "reboot", "once it is told");
	expect(p.out, "generation 0");
	ATF_REQUIRE_EQ(0, unlink("kernel"));
	ATF_REQUIRE_EQ(1, write(p.in, "\n", 1));
	expect(p.err, "vkernel: reboot: ");
	ATF_CHECK_EQ(71, finish(&p));
}

CASE(sigterm_is_forwarded, "each SIGTERM to the supervisor is an event; INT, "
    "QUIT and HUP do nothing to it")
{
	struct proc p;

	find_program(tc);
	SPAWN(&p, "term", "2");
	expect(p.out, "ready");
	kill(p.pid, SIGINT);
	kill(p.pid, SIGQUIT);
	kill(p.pid, SIGHUP);
	kill(p.pid, SIGTERM);
	expect(p.out, "event");
	kill(p.pid, SIGTERM);
	expect(p.out, "event");
	ATF_CHECK_EQ(0, finish(&p));
}

/* The supervisor's only child. */
static pid_t
kernel_of(pid_t pid)
{
	char path[64];
	FILE *f;
	int kid;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid,
	    (int)pid);
	f = fopen(path, "r");
	ATF_REQUIRE(f != NULL);
	ATF_REQUIRE_EQ(1, fscanf(f, "%d", &kid));
	fclose(f);
	return (kid);
}

CASE(sigquit_is_the_debugger, "SIGQUIT to the kernel process is an event")
{
	struct proc p;

	find_program(tc);
	SPAWN(&p, "quit", "1");
	expect(p.out, "ready");
	kill(kernel_of(p.pid), SIGQUIT);
	expect(p.out, "event");
	ATF_CHECK_EQ(0, finish(&p));
}

CASE(kernel_dies_with_the_supervisor, "no kernel process outlives its "
    "supervisor")
{
	struct proc p;
	pid_t kid;
	int i;

	find_program(tc);
	SPAWN(&p, "term", "1");
	expect(p.out, "ready");
	kid = kernel_of(p.pid);
	kill(p.pid, SIGKILL);
	ATF_CHECK_EQ(256 + SIGKILL, finish(&p));
	for (i = 0; i < 500 && kill(kid, 0) == 0; i++)
		usleep(10000);
	ATF_CHECK_EQ(-1, kill(kid, 0));
}

CASE(memory_image_is_locked, "a second user of a memory image is refused; the "
    "automatic name goes on to the next")
{
	struct proc a, b, c;
	struct stat st;

	find_program(tc);
	SPAWN(&a, "ram", "file", "image", "0x4000000");
	expect(a.out, "file image");
	ATF_REQUIRE_EQ(0, stat("image", &st));
	ATF_CHECK_EQ(0x4000000, st.st_size);
	ATF_CHECK(st.st_blocks < 100);
	SPAWN(&b, "ram", "file", "image", "0x4000000");
	expect(b.err, "memory image image: in use: ");
	ATF_CHECK_EQ(66, finish(&b));
	ATF_CHECK_EQ(0, finish(&a));
	SPAWN(&b, "ram", "auto", "mem", "0x4000000");
	expect(b.out, "file mem.000000");
	SPAWN(&c, "ram", "auto", "mem", "0x4000000");
	expect(c.out, "file mem.000001");
	ATF_CHECK_EQ(0, finish(&b));
	ATF_CHECK_EQ(0, finish(&c));
	SPAWN(&b, "ram", "file", "no/such/dir", "0x4000000");
	expect(b.err, "memory image no/such/dir: open: No such file");
	ATF_CHECK_EQ(66, finish(&b));
}

/* Write a line to one of our own files in /proc, if it is there. */
static void
proc_write(const char *path, const char *text)
{
	ssize_t n;
	int fd;

	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = write(fd, text, strlen(text));
	close(fd);
	if (n < 0)
		atf_tc_skip("no user namespaces here");
}

/* A mount namespace of our own, as root or in a user namespace; or skip. */
static void
own_mounts(void)
{
	char map[64];
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWNS) != 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
			atf_tc_skip("no mount namespaces here");
		proc_write("/proc/self/setgroups", "deny");
		snprintf(map, sizeof(map), "0 %u 1", (unsigned)uid);
		proc_write("/proc/self/uid_map", map);
		snprintf(map, sizeof(map), "0 %u 1", (unsigned)gid);
		proc_write("/proc/self/gid_map", map);
	}
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		atf_tc_skip("mounts cannot be made private here");
}

CASE(memory_image_on_noexec, "a file system without PROT_EXEC falls back to "
    "memory and says so")
{
	struct proc p;

	find_program(tc);
	own_mounts();
	ATF_REQUIRE_EQ(0, mkdir("m", 0777));
	if (mount("none", "m", "tmpfs", MS_NOEXEC, "size=8m") != 0)
		atf_tc_skip("no tmpfs here");
	SPAWN(&p, "ram", "file", "m/image", "0x4000000");
	expect(p.out, "anonymous memory image m/image: its file system does not");
	ATF_CHECK_EQ(0, finish(&p));
}

CASE(memory_image_on_a_full_disk, "no room for a touched page ends with a "
    "message and 71")
{
	struct proc p;

	find_program(tc);
	own_mounts();
	ATF_REQUIRE_EQ(0, mkdir("m", 0777));
	if (mount("none", "m", "tmpfs", 0, "size=4m") != 0)
		atf_tc_skip("no tmpfs here");
	SPAWN(&p, "ramtouch", "file", "m/image", "0x4000000");
	expect(p.err, "vkernel: the host has no memory or disk space left for the "
	    "memory image m/image");
	ATF_CHECK_EQ(71, finish(&p));
}

static int
policy(const char *text)
{
	struct proc p;

	if (text == NULL)
		unlink("/etc/vkernel.conf");
	else
		write_file("/etc/vkernel.conf", text);
	SPAWN(&p, "policy");
	if (text != NULL && strstr(text, "bad") != NULL)
		expect(p.err, "/etc/vkernel.conf:2: expected name=value");
	return (finish(&p));
}

CASE(policy_file, "vm.vkernel_enable in /etc/vkernel.conf")
{

	find_program(tc);
	own_mounts();
	ATF_REQUIRE_EQ(0, mkdir("etc", 0777));
	if (mount("etc", "/etc", NULL, MS_BIND, NULL) != 0)
		atf_tc_skip("no bind mounts here");
	ATF_CHECK_EQ(0, policy(NULL));
	ATF_CHECK_EQ(0, policy(""));
	ATF_CHECK_EQ(0, policy("# nothing\n\nvm.vkernel_enable=1\n"));
	ATF_CHECK_EQ(69, policy("vm.vkernel_enable = 0 # no guests\n"));
	ATF_CHECK_EQ(0, policy("other.name=what you like\n"));
	ATF_CHECK_EQ(64, policy("\nbad\n"));
	ATF_CHECK_EQ(64, policy("#bad\nvm.vkernel_enable=maybe\n"));
	ATF_CHECK_EQ(64, policy("#bad\nvm.vkernel_enable=\n"));
}

CASE(pid_file, "the pid file names the supervisor, is locked, and goes away")
{
	struct proc p, q;
	char buf[32];
	int fd;
	ssize_t n;

	find_program(tc);
	SPAWN(&p, "pidfile", "pid");
	expect(p.out, "ready");
	fd = open("pid", O_RDONLY);
	ATF_REQUIRE(fd >= 0);
	n = read(fd, buf, sizeof(buf) - 1);
	ATF_REQUIRE(n > 0);
	buf[n] = '\0';
	ATF_CHECK_EQ(p.pid, atoi(buf));
	SPAWN(&q, "pidfile", "pid");
	expect(q.err, "pid file pid: in use");
	ATF_CHECK_EQ(1, finish(&q));
	kill(atoi(buf), SIGTERM);
	ATF_CHECK_EQ(0, finish(&p));
	ATF_CHECK_EQ(-1, access("pid", F_OK));
}

/*
 * ---- console ------------------------------------------------------------
 */

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

static int
reap(pid_t pid)
{
	int status;

	alarm(20);
	ATF_REQUIRE_EQ(pid, waitpid(pid, &status, 0));
	alarm(0);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status));
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

	ATF_TP_ADD_TC(tp, exit_status_is_carried_out);
	ATF_TP_ADD_TC(tp, crash_is_told);
	ATF_TP_ADD_TC(tp, twenty_reboots_leak_nothing);
	ATF_TP_ADD_TC(tp, reboot_runs_the_new_binary);
	ATF_TP_ADD_TC(tp, sigterm_is_forwarded);
	ATF_TP_ADD_TC(tp, sigquit_is_the_debugger);
	ATF_TP_ADD_TC(tp, kernel_dies_with_the_supervisor);
	ATF_TP_ADD_TC(tp, memory_image_is_locked);
	ATF_TP_ADD_TC(tp, memory_image_on_noexec);
	ATF_TP_ADD_TC(tp, memory_image_on_a_full_disk);
	ATF_TP_ADD_TC(tp, policy_file);
	ATF_TP_ADD_TC(tp, pid_file);
	ATF_TP_ADD_TC(tp, console_loses_nothing);
	ATF_TP_ADD_TC(tp, console_nobody_reads);
	ATF_TP_ADD_TC(tp, console_end_of_input);
	ATF_TP_ADD_TC(tp, console_debugger_reads);
	ATF_TP_ADD_TC(tp, terminal_modes);
	ATF_TP_ADD_TC(tp, terminal_is_restored);
	return (atf_no_error());
}
