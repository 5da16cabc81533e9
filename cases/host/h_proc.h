/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_proc.h: cases that see the line from outside, with h_line as the kernel.
 */
#ifndef CASES_HOST_H_PROC_H
#define CASES_HOST_H_PROC_H

#include <sys/types.h>

#include <atf-c.h>
#include <stddef.h>

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "timeout", "60");			\
	}								\
	ATF_TC_BODY(name, tc)

/* A started h_line: its supervisor, and our ends of its descriptors. */
struct proc {
	pid_t	 pid;
	int	 in, out, err;
};

extern char program[4096];		/* the one to start */

void	 find_program(const atf_tc_t *tc);
void	 spawn(struct proc *p, const char *const *args);
#define SPAWN(p, ...)	spawn(p, (const char *const[]){ __VA_ARGS__, NULL })

/* Read one line (without its end) within ten seconds; "" at the end. */
void	 line(int fd, char *buf, size_t size);

/* The next line starts so. */
void	 expect(int fd, const char *want);

/* Close its input and wait for it: its status, or 256 + signal. */
int	 finish(struct proc *p);
int	 reap(pid_t pid);

/* The supervisor's only child. */
pid_t	 kernel_of(pid_t pid);

void	 write_file(const char *path, const char *text);

#endif
