/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_line.c: supervisor, signals, memory image, files: host.h as seen from
 * outside, with h_line as the kernel.
 */
#include <sys/mount.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "h_proc.h"

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

CASE(sigterm_is_forwarded, "each SIGTERM to the supervisor is an event; INT "
    "and HUP do nothing to it")
{
	struct proc p;

	find_program(tc);
	SPAWN(&p, "term", "2");
	expect(p.out, "ready");
	kill(p.pid, SIGINT);
	kill(p.pid, SIGHUP);
	kill(p.pid, SIGTERM);
	expect(p.out, "event");
	kill(p.pid, SIGTERM);
	expect(p.out, "event");
	ATF_CHECK_EQ(0, finish(&p));
}

CASE(sigquit_is_the_debugger, "SIGQUIT to the kernel process is an event, and "
    "so is one to the supervisor")
{
	struct proc p;

	find_program(tc);
	SPAWN(&p, "quit", "2");
	expect(p.out, "ready");
	kill(kernel_of(p.pid), SIGQUIT);
	expect(p.out, "event");
	kill(p.pid, SIGQUIT);
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
	expect(b.err, "image: in use: ");
	ATF_CHECK_EQ(66, finish(&b));
	ATF_CHECK_EQ(0, finish(&a));
	SPAWN(&b, "ram", "auto", "mem", "0x4000000");
	expect(b.out, "file mem.000000");
	SPAWN(&c, "ram", "auto", "mem", "0x4000000");
	expect(c.out, "file mem.000001");
	ATF_CHECK_EQ(0, finish(&b));
	ATF_CHECK_EQ(0, finish(&c));
	SPAWN(&b, "ram", "file", "no/such/dir", "0x4000000");
	expect(b.err, "no/such/dir: open: No such file");
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
	expect(p.out, "anonymous m/image: its file system does not");
	ATF_CHECK_EQ(0, finish(&p));
	ATF_CHECK_EQ_MSG(-1, access("m/image", F_OK), "the file is left");
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
	return (atf_no_error());
}
