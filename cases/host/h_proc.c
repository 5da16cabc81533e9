/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_proc.c: start h_line and talk to it; see h_proc.h.
 */
#include <sys/wait.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "h_proc.h"

#define MAXARGS	8

char	 program[4096];

void
find_program(const atf_tc_t *tc)
{

	snprintf(program, sizeof(program), "%s/h_line",
	    atf_tc_get_config_var(tc, "srcdir"));
}

void
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

void
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

void
expect(int fd, const char *want)
{
	char buf[512];

	line(fd, buf, sizeof(buf));
	ATF_CHECK_MSG(strncmp(buf, want, strlen(want)) == 0,
	    "wanted `%s', got `%s'", want, buf);
}

int
finish(struct proc *p)
{
	int status;

	close(p->in);
	status = reap(p->pid);
	close(p->out);
	close(p->err);
	return (status);
}

void
write_file(const char *path, const char *text)
{
	FILE *f;

	f = fopen(path, "w");
	ATF_REQUIRE(f != NULL);
	fputs(text, f);
	fclose(f);
}

pid_t
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

int
reap(pid_t pid)
{
	int status;

	alarm(20);
	ATF_REQUIRE_EQ(pid, waitpid(pid, &status, 0));
	alarm(0);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status));
}
