/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc.c: waiting, forking and process attributes.
 */
#include <sys/types.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "libc_private.h"

void	(*__atfork_prepare)(void);
void	(*__atfork_parent)(void);
void	(*__atfork_child)(void);

extern struct __lock __lock___sfp_recursive_mutex;
extern struct __lock __lock___env_recursive_mutex;
extern struct __lock __lock___atexit_recursive_mutex;

/*
 * fork(2).  The child starts with the library's locks free: the threads that
 * held them are gone.
 */
pid_t
fork(void)
{
	pid_t pid;

	if (__atfork_prepare != NULL)
		__atfork_prepare();
	__malloc_prefork();
	pid = __sys_fork();
	__malloc_postfork(pid == 0);
	if (pid == 0) {
		if (__isthreaded) {
			__lock_reset(&__lock___sfp_recursive_mutex);
			__lock_reset(&__lock___env_recursive_mutex);
			__lock_reset(&__lock___atexit_recursive_mutex);
		}
		if (__atfork_child != NULL)
			__atfork_child();
	} else if (__atfork_parent != NULL)
		__atfork_parent();
	return (pid);
}

pid_t
wait(int *status)
{
	return (wait4(WAIT_ANY, status, 0, NULL));
}

pid_t
wait3(int *status, int options, struct rusage *ru)
{
	return (wait4(WAIT_ANY, status, options, ru));
}

pid_t
waitpid(pid_t pid, int *status, int options)
{
	return (wait4(pid, status, options, NULL));
}

int
waitid(idtype_t idtype, id_t id, siginfo_t *info, int options)
{
	int status;
	pid_t pid;
	siginfo_t none;

	if (info == NULL)
		info = &none;
	memset(info, 0, sizeof(*info));
	pid = wait6(idtype, id, &status, options, NULL, info);
	return (pid < 0 ? -1 : 0);
}

int
setpgrp(pid_t pid, pid_t pgid)
{
	return (setpgid(pid, pgid));
}

int
nice(int incr)
{
	int prio;

	errno = 0;
	prio = getpriority(PRIO_PROCESS, 0);
	if (prio == -1 && errno != 0)
		return (-1);
	if (setpriority(PRIO_PROCESS, 0, prio + incr) != 0) {
		if (errno == EACCES)
			errno = EPERM;
		return (-1);
	}
	return (getpriority(PRIO_PROCESS, 0));
}

/* Ticks of CLK_TCK in a time. */
static clock_t
tv_ticks(const struct timeval *tv)
{
	return ((clock_t)(tv->tv_sec * CLK_TCK +
	    tv->tv_usec * CLK_TCK / 1000000));
}

clock_t
times(struct tms *t)
{
	struct rusage self, children;
	struct timespec now;

	if (getrusage(RUSAGE_SELF, &self) != 0 ||
	    getrusage(RUSAGE_CHILDREN, &children) != 0 ||
	    clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return ((clock_t)-1);
	t->tms_utime = tv_ticks(&self.ru_utime);
	t->tms_stime = tv_ticks(&self.ru_stime);
	t->tms_cutime = tv_ticks(&children.ru_utime);
	t->tms_cstime = tv_ticks(&children.ru_stime);
	return ((clock_t)(now.tv_sec * CLK_TCK +
	    now.tv_nsec / (1000000000 / CLK_TCK)));
}

clock_t
clock(void)
{
	struct rusage ru;

	if (getrusage(RUSAGE_SELF, &ru) != 0)
		return ((clock_t)-1);
	return (tv_ticks(&ru.ru_utime) + tv_ticks(&ru.ru_stime));
}

int
getpagesize(void)
{
	return (4096);
}
