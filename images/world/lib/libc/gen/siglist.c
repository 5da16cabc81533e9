/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * siglist.c: signals by name and in words.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define NAMED	35

const int sys_nsig = NSIG;

const char *const sys_signame[NSIG] = {
	"Signal 0", "hup", "int", "quit", "ill", "trap", "abrt", "emt", "fpe",
	"kill", "bus", "segv", "sys", "pipe", "alrm", "term", "urg", "stop",
	"tstp", "cont", "chld", "ttin", "ttou", "io", "xcpu", "xfsz", "vtalrm",
	"prof", "winch", "info", "usr1", "usr2", "thr", "ckpt", "ckptexit"
};

const char *const sys_siglist[NSIG] = {
	"Signal 0", "Hangup", "Interrupt", "Quit", "Illegal instruction",
	"Trace/BPT trap", "Abort trap", "EMT trap", "Floating point exception",
	"Killed", "Bus error", "Segmentation fault", "Bad system call",
	"Broken pipe", "Alarm clock", "Terminated", "Urgent I/O condition",
	"Suspended (signal)", "Suspended", "Continued", "Child exited",
	"Stopped (tty input)", "Stopped (tty output)", "I/O possible",
	"Cputime limit exceeded", "Filesize limit exceeded",
	"Virtual timer expired", "Profiling timer expired",
	"Window size changes", "Information request", "User defined signal 1",
	"User defined signal 2", "Thread Scheduler", "Checkpoint",
	"CheckpointExit"
};

char *
strsignal(int sig)
{
	static __thread char buf[32];

	if (sig >= 0 && sig < NAMED)
		return (__DECONST(char *, sys_siglist[sig]));
	snprintf(buf, sizeof(buf), "Unknown signal: %d", sig);
	return (buf);
}
