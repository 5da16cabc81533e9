/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * main.c: start and end: of the supervisor, which the user started
 * (supervisor.c), and of the kernel process, its child.
 *
 * The supervisor gives the terminal back however the kernel process ends, and
 * carries the exit status.  For a reboot it executes the binary again by path,
 * so that a new kernel installed there is the one that runs; the generation
 * travels in the environment and is taken out again.
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
#include <unistd.h>

#include "line.h"

#define GENERATION_VAR	"VKERNEL_GENERATION"

extern char **environ;

struct shared	*line_shared;
_Atomic bool	 line_ending;
static char	 self_path[PATH_MAX];

/*
 * Under a debugger there is no supervisor: the process that was started is the
 * kernel process, for that is the one to debug.  It restores the terminal and
 * executes the binary again by itself.
 */
static bool	 alone;
static char	**alone_argv;
static unsigned	 alone_generation;
static void	 run_again(char **argv, unsigned generation)
		    __attribute__((__noreturn__));

const char *
host_self_path(void)
{

	return (self_path);
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
	super_inherit();
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
		super_restore_terminal();
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

/* In a process without other threads, or alone: they end with execve(2). */
static void
run_again(char **argv, unsigned generation)
{
	char value[16];

	snprintf(value, sizeof(value), "%u", generation + 1);
	setenv(GENERATION_VAR, value, 1);
	keep_again();
	super_restore_signals();
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
	super_begin();
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
	status = super_wait(pid);
	super_restore_terminal();
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
