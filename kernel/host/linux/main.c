/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * main.c: the supervisor, and the start and end of the kernel process.
 *
 * The supervisor is the process that the user started.  It keeps the
 * terminal's first state and gives it back however the kernel process ends,
 * forwards SIGTERM, and SIGQUIT when it does not come from the terminal, stops
 * and goes on with the whole machine as a shell's job, and carries the exit
 * status.  INT and HUP mean nothing to it, nor do signals that somebody sends
 * by mistake.  For a reboot it executes the binary again by path, so that a new
 * kernel installed there is the one that runs; the generation travels in the
 * environment and is taken out again.
 *
 * Invariant: every descriptor the supervisor opens is close-on-exec, but those
 * that net_keep.c hands on.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "line.h"

#define GENERATION_VAR	"VKERNEL_GENERATION"
#define STOP_TRIES	100	/* looks whether the kernel process stopped */
#define STOP_WAIT_US	10000

extern char **environ;

struct shared	*line_shared;
_Atomic bool	 line_ending;
static char	 self_path[PATH_MAX];
static struct termios first_termios;
static bool	 first_tty;
static sigset_t	 first_mask;

/*
 * Under a debugger there is no supervisor: the process that was started is the
 * kernel process, for that is the one to debug.  It restores the terminal and
 * executes the binary again by itself.
 */
static bool	 alone;
static char	**alone_argv;
static unsigned	 alone_generation;
static void	 restore_terminal(void);
static void	 run_again(char **argv, unsigned generation)
		    __attribute__((__noreturn__));

/*
 * Signals of the supervisor, and what they were set to when it was started.
 * The kernel process starts with those of `first' that are so marked.
 */
static void	 on_nothing(int);
static struct {
	int		 signo;
	void		(*handler)(int);
	bool		 inherit;	/* the kernel process has the first one */
	struct sigaction first;
} guarded[] = {
	{ SIGINT,	SIG_IGN,	true,	{ } },
	{ SIGHUP,	SIG_IGN,	true,	{ } },
	{ SIGQUIT,	on_nothing,	true,	{ } },
	{ SIGTERM,	on_nothing,	true,	{ } },
	{ SIGTSTP,	on_nothing,	true,	{ } },
	{ SIGCHLD,	on_nothing,	true,	{ } },
	{ SIGTTOU,	SIG_IGN,	false,	{ } },
	/* A kernel process ignores these as well. */
	{ SIGALRM,	SIG_IGN,	false,	{ } },
	{ SIGIO,	SIG_IGN,	false,	{ } },
	{ SIGPIPE,	SIG_IGN,	false,	{ } },
	{ SIGPROF,	SIG_IGN,	false,	{ } },
	{ SIGPWR,	SIG_IGN,	false,	{ } },
	{ SIGSTKFLT,	SIG_IGN,	false,	{ } },
	{ SIGUSR1,	SIG_IGN,	false,	{ } },
	{ SIGUSR2,	SIG_IGN,	false,	{ } },
	{ SIGVTALRM,	SIG_IGN,	false,	{ } },
	{ SIGXCPU,	SIG_IGN,	false,	{ } },
	{ SIGXFSZ,	SIG_IGN,	false,	{ } },
};
#define NGUARDED	(sizeof(guarded) / sizeof(guarded[0]))

const char *
host_self_path(void)
{

	return (self_path);
}

const char *
host_getenv(const char *name)
{

	return (getenv(name));
}

/* Descriptors 0 to 2 exist, so that no other file gets their numbers. */
static void
open_standard(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

/* The path to execute again; the kernel marks one that was replaced. */
static void
find_self(void)
{
	static const char gone[] = " (deleted)";
	ssize_t n;
	size_t len;

	n = readlink("/proc/self/exe", self_path, sizeof(self_path) - 1);
	if (n <= 0) {
		fprintf(stderr, "vkernel: /proc/self/exe: %s\n",
		    n < 0 ? strerror(errno) : "empty");
		exit(HOST_EXIT_HOST);
	}
	self_path[n] = '\0';
	len = (size_t)n;
	if (len > sizeof(gone) - 1 &&
	    strcmp(self_path + len - (sizeof(gone) - 1), gone) == 0)
		self_path[len - (sizeof(gone) - 1)] = '\0';
}

static unsigned
take_generation(void)
{
	const char *value;
	unsigned gen;

	value = getenv(GENERATION_VAR);
	gen = value != NULL ? (unsigned)strtoul(value, NULL, 10) : 0;
	unsetenv(GENERATION_VAR);
	return (gen);
}

/*
 * ---- kernel process -----------------------------------------------------
 */

static void
raise_limits(void)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < rl.rlim_max) {
		rl.rlim_cur = rl.rlim_max;
		setrlimit(RLIMIT_NOFILE, &rl);
	}
}

static void
kernel_process(int argc, char **argv, unsigned generation, pid_t supervisor)
{
	struct host_boot boot;
	struct host_diag diag;
	int error;

	if (!alone && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    getppid() != supervisor))
		_exit(HOST_EXIT_HOST);
	for (size_t i = 0; i < NGUARDED; i++) {
		if (guarded[i].inherit)
			sigaction(guarded[i].signo, &guarded[i].first, NULL);
	}
	/* SIGTERM waits until somebody can take it: host_cpu_init() unblocks. */
	raise_limits();
	error = zygote_start(&diag);
	if (error != 0)
		line_die(HOST_EXIT_HOST, "%s: %s", diag.what,
		    host_strerror(error));
	fault_init();
	boot.argc = argc;
	boot.argv = argv;
	boot.envp = environ;
	boot.generation = generation;
	host_exit(kernel_main(&boot));
}

/*
 * The first thread that gets here ends the process; the others wait for it.
 * The zygote goes first: a stub must not outlive us holding a lock.
 */
void
host_exit(int status)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	if (atomic_exchange(&line_ending, true)) {
		for (;;)
			pause();
	}
	console_drain();
	net_end();
	pidfile_remove();
	if (status != HOST_EXIT_OK && status != HOST_EXIT_PANIC)
		ram_unmake();
	if (zygote_pid > 0) {
		kill(zygote_pid, SIGKILL);
		waitpid(zygote_pid, NULL, 0);
	}
	if (alone) {
		restore_terminal();
		if (atomic_load(&line_shared->reboot))
			run_again(alone_argv, alone_generation);
	}
	_exit(status & 0xff);
}

void
host_reboot(void)
{

	atomic_store(&line_shared->reboot, 1);
	host_exit(HOST_EXIT_OK);
}

/*
 * The supervisor was killed: the machine's power is gone, and the terminal
 * needs somebody.  From anybody else this signal means nothing.
 */
void
line_orphaned(void)
{

	if (getppid() == line_shared->supervisor)
		return;
	console_tty_orphan();
	if (zygote_pid > 0)
		kill(zygote_pid, SIGKILL);
	_exit(HOST_EXIT_HOST);
}

static void
on_orphan(int signo)
{

	(void)signo;
	line_orphaned();
}

void
line_mind_terminal(void)
{
	struct sigaction sa;

	if (alone)
		return;
	memset(&sa, 0, sizeof(sa));
	sigfillset(&sa.sa_mask);
	sa.sa_flags = SA_RESTART | SA_ONSTACK;
	sa.sa_handler = on_orphan;
	sigaction(SIGPWR, &sa, NULL);
	prctl(PR_SET_PDEATHSIG, SIGPWR);
	line_orphaned();
}

/*
 * ---- supervisor ---------------------------------------------------------
 */

/* Not when the shell has given the terminal to somebody else. */
static void
restore_terminal(void)
{
	pid_t group;

	if (!first_tty)
		return;
	group = tcgetpgrp(STDIN_FILENO);
	if (group < 0 || group == getpgrp())
		tcsetattr(STDIN_FILENO, TCSADRAIN, &first_termios);
}

static void
restore_signals(void)
{

	for (size_t i = 0; i < NGUARDED; i++)
		sigaction(guarded[i].signo, &guarded[i].first, NULL);
	sigprocmask(SIG_SETMASK, &first_mask, NULL);
}

static void
on_nothing(int signo)
{

	(void)signo;
}

/* The signals that supervise() waits for. */
static void
awaited(sigset_t *set)
{

	sigemptyset(set);
	sigaddset(set, SIGQUIT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGTSTP);
	sigaddset(set, SIGCHLD);
}

static void
guard_signals(void)
{
	struct sigaction sa;
	sigset_t set;

	awaited(&set);
	sigprocmask(SIG_BLOCK, &set, &first_mask);
	memset(&sa, 0, sizeof(sa));
	for (size_t i = 0; i < NGUARDED; i++) {
		sa.sa_handler = guarded[i].handler;
		sigaction(guarded[i].signo, &sa, &guarded[i].first);
	}
}

/*
 * Stop the job: the kernel process first, then give the terminal back, then
 * ourselves, and the other way round.  True when the kernel process ended.
 */
static bool
stop_job(pid_t pid, int *status)
{
	struct sigaction dfl, was;
	sigset_t set;
	int i;

	kill(pid, SIGSTOP);
	for (i = 0; i < STOP_TRIES; i++) {
		if (waitpid(pid, status, WUNTRACED | WNOHANG) == pid) {
			if (!WIFSTOPPED(*status))
				return (true);
			break;
		}
		usleep(STOP_WAIT_US);
	}
	restore_terminal();
	memset(&dfl, 0, sizeof(dfl));
	dfl.sa_handler = SIG_DFL;
	sigaction(SIGTSTP, &dfl, &was);
	raise(SIGTSTP);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	/* Here we stand until somebody goes on with us. */
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGTSTP, &was, NULL);
	kill(pid, SIGCONT);
	return (false);
}

/*
 * Wait for the kernel process; hand it each SIGTERM that comes, and each
 * SIGQUIT that the terminal has not sent to both of us.
 */
static int
supervise(pid_t pid)
{
	siginfo_t si;
	sigset_t set;
	int status;

	awaited(&set);
	for (;;) {
		if (sigwaitinfo(&set, &si) < 0)
			continue;
		if (si.si_signo == SIGTERM ||
		    (si.si_signo == SIGQUIT && si.si_code <= 0))
			kill(pid, si.si_signo);
		else if (si.si_signo == SIGTSTP && stop_job(pid, &status))
			return (status);
		else if (si.si_signo == SIGCHLD &&
		    waitpid(pid, &status, WNOHANG) == pid)
			return (status);
	}
}

/* In a process without other threads, or alone: they end with execve(2). */
static void
run_again(char **argv, unsigned generation)
{
	char value[16];

	snprintf(value, sizeof(value), "%u", generation + 1);
	setenv(GENERATION_VAR, value, 1);
	keep_again();
	restore_signals();
	execv(self_path, argv);
	fprintf(stderr, "vkernel: reboot: %s: %s\n", self_path, strerror(errno));
	exit(HOST_EXIT_HOST);
}

/* Has a debugger started us? */
static bool
traced(void)
{
	static const char key[] = "TracerPid:";
	char line[128];
	bool found = false;
	FILE *fp;

	fp = fopen("/proc/self/status", "re");
	if (fp == NULL)
		return (false);
	while (!found && fgets(line, sizeof(line), fp) != NULL)
		found = strncmp(line, key, sizeof(key) - 1) == 0 &&
		    strtol(line + sizeof(key) - 1, NULL, 10) != 0;
	fclose(fp);
	return (found);
}

int
main(int argc, char **argv)
{
	unsigned generation;
	pid_t pid;
	int status;

	open_standard();
	find_self();
	generation = take_generation();
	line_shared = mmap(NULL, sizeof(*line_shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (line_shared == MAP_FAILED) {
		fprintf(stderr, "vkernel: mmap: %s\n", strerror(errno));
		return (HOST_EXIT_HOST);
	}
	line_shared->supervisor = getpid();
	first_tty = tcgetattr(STDIN_FILENO, &first_termios) == 0;
	guard_signals();
	keep_init();

	if (traced()) {
		alone = true;
		alone_argv = argv;
		alone_generation = generation;
		kernel_process(argc, argv, generation, 0);
	}
	pid = fork();
	if (pid < 0) {
		fprintf(stderr, "vkernel: fork: %s\n", strerror(errno));
		return (HOST_EXIT_HOST);
	}
	if (pid == 0)
		kernel_process(argc, argv, generation, line_shared->supervisor);
	keep_parent();
	status = supervise(pid);
	restore_terminal();
	pidfile_remove();
	if (WIFSIGNALED(status)) {
		fprintf(stderr, "vkernel: kernel process killed by signal %d (%s)\n",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
		return (HOST_EXIT_PANIC);
	}
	if (atomic_load(&line_shared->reboot))
		run_again(argv, generation);
	return (WEXITSTATUS(status));
}
