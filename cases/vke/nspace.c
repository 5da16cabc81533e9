/*
 * nspace.c: see nspace.h.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <atf-c.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nspace.h"

static int
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	return (n == (ssize_t)strlen(text) ? 0 : -1);
}

int
netns_run(const char *commands, char *why, size_t size)
{
	char line[2000];
	int status;

	snprintf(line, sizeof(line), "set -e; exec >&2; %s", commands);
	status = system(line);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return (0);
	snprintf(why, size, "status 0x%x of: %s", status, commands);
	return (1);
}

int
netns_enter(char *why, size_t size)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	char map[64];

	if (unshare(CLONE_NEWNET) != 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
			atf_tc_skip("the host allows no network namespace: "
			    "%s", strerror(errno));
		snprintf(map, sizeof(map), "0 %u 1", uid);
		(void)write_file("/proc/self/setgroups", "deny");
		if (write_file("/proc/self/uid_map", map) != 0) {
			snprintf(why, size, "uid_map: %s", strerror(errno));
			return (1);
		}
		snprintf(map, sizeof(map), "0 %u 1", gid);
		(void)write_file("/proc/self/gid_map", map);
	}
	if (access("/dev/net/tun", R_OK | W_OK) != 0)
		atf_tc_skip("/dev/net/tun: %s", strerror(errno));
	return (netns_run("ip link set lo up", why, size));
}

int
switch_start(const char *options, char *why, size_t size)
{
	char line[600];
	pid_t pid;

	snprintf(line, sizeof(line), "exec " VKT_OBJDIR "/harness/vknetd -d "
	    "-p switch -P switch.pid %s 2>>switch.log", options);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 300; i++) {
		if (netns_run("grep -q serving switch.log 2>/dev/null", why,
		    size) == 0)
			return (0);
		if (waitpid(pid, NULL, WNOHANG) == pid)
			break;
		usleep(100000);
	}
	snprintf(why, size, "vknetd does not start");
	return (1);
}
