/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shell.c: programs that init runs on the console: the single-user shell,
 * /etc/rc and /etc/rc.shutdown.
 */
#include <sys/types.h>
#include <sys/sysctl.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <libutil.h>
#include <paths.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ttyent.h>
#include <unistd.h>

#include "init.h"

#define PATH_RC		"/etc/rc"
#define PATH_RCDOWN	"/etc/rc.shutdown"
#define RCDOWN_WAIT	120
#define CONSOLE_TRIES	20

/*
 * In a child: the console becomes the controlling terminal and 0, 1, 2.  A
 * session that is about to end may take it away once more: try again.
 */
static void
take_console(void)
{
	int fd;

	restore_signals();
	revoke(_PATH_CONSOLE);
	setsid();
	for (int i = 0; i < CONSOLE_TRIES; i++) {
		fd = open(_PATH_CONSOLE, O_RDWR);
		if (fd >= 0 && login_tty(fd) == 0)
			return;
		if (fd >= 0)
			close(fd);
		usleep(100000);
	}
	note("can't get %s: %s", _PATH_CONSOLE, strerror(errno));
	_exit(1);
}

static void
set_environment(void)
{
	setenv("PATH", _PATH_STDPATH, 1);
	setenv("HOME", "/root", 1);
	setenv("SHELL", _PATH_BSHELL, 1);
	setenv("TERM", "cons25", 0);
}

/*
 * On a console that is not secure, root's password lets in; returns when it
 * was given, and ends the process on end of file (multi-user then).
 */
static void
ask_password(void)
{
	struct ttyent *t = getttynam("console");
	struct passwd *pw = getpwuid(0);
	char *typed, *crypted;

	if (t == NULL || (t->ty_status & TTY_SECURE) != 0 || pw == NULL ||
	    *pw->pw_passwd == '\0')
		return;
	printf("Enter root password, or ^D to go multi-user\n");
	fflush(stdout);
	for (;;) {
		typed = getpass("Password:");
		if (typed == NULL || *typed == '\0')
			_exit(0);
		crypted = crypt(typed, pw->pw_passwd);
		explicit_bzero(typed, strlen(typed));
		if (crypted != NULL && strcmp(crypted, pw->pw_passwd) == 0)
			return;
		note("single-user login failed");
	}
}

static void __dead2
single_user_child(void)
{
	char shell[256] = _PATH_BSHELL, *typed;
	size_t n;

	take_console();
	set_environment();
	ask_password();
	fprintf(stderr, "Enter full pathname of shell or RETURN for %s: ",
	    _PATH_BSHELL);
	typed = fgetln(stdin, &n);
	if (typed != NULL && n > 1 && n <= sizeof(shell)) {
		memcpy(shell, typed, n - 1);
		shell[n - 1] = '\0';
	}
	chdir("/");
	execl(shell, "-sh", (char *)NULL);
	if (strcmp(shell, _PATH_BSHELL) != 0) {
		fprintf(stderr, "%s: %s\n", shell, strerror(errno));
		execl(_PATH_BSHELL, "-sh", (char *)NULL);
	}
	note("can't exec %s for single user: %s", _PATH_BSHELL, strerror(errno));
	sleep(30);
	_exit(1);
}

/*
 * Wait for a child, reaping others, the last of old sessions among them; stop
 * early when a signal wants to end the system.  Returns its status, or -1.
 */
static int
wait_for(pid_t pid)
{
	int status;
	pid_t got;

	while (wanted != STATE_DEATH) {
		got = child_wait(&status, -1);
		if (got == pid && WIFSTOPPED(status))
			kill(pid, SIGCONT);
		else if (got == pid)
			return (status);
	}
	return (-1);
}

/*
 * The single-user shell.  When it ends the system goes multi-user; when it
 * was killed, the single-user shell comes again.
 */
enum state
single_user(void)
{
	pid_t pid;
	int status;

	pid = fork();
	if (pid == 0)
		single_user_child();
	if (pid < 0) {
		note("can't fork single-user shell: %s", strerror(errno));
		sleep(5);
		return (STATE_SINGLE);
	}
	status = wait_for(pid);
	if (wanted == STATE_DEATH) {
		/* A shell that talks to somebody does not end for a TERM. */
		kill(pid, SIGHUP);
		kill(pid, SIGCONT);
		return (STATE_DEATH);
	}
	if (status == -1 || WIFSIGNALED(status))
		return (STATE_SINGLE);
	return (STATE_RC);
}

/*
 * /etc/rc; single user when it fails.
 */
enum state
run_rc(bool fast)
{
	pid_t pid;
	int status;

	pid = fork();
	if (pid == 0) {
		take_console();
		set_environment();
		chdir("/");
		execl(_PATH_BSHELL, "sh", PATH_RC, fast ? "fastboot" : "autoboot",
		    (char *)NULL);
		note("can't exec %s for %s: %s", _PATH_BSHELL, PATH_RC,
		    strerror(errno));
		_exit(1);
	}
	if (pid < 0) {
		note("can't fork for %s: %s", PATH_RC, strerror(errno));
		return (STATE_SINGLE);
	}
	status = wait_for(pid);
	if (wanted == STATE_DEATH)
		return (STATE_DEATH);
	if (status == -1 || !WIFEXITED(status)) {
		note("%s terminated abnormally, going to single user mode",
		    PATH_RC);
		return (STATE_SINGLE);
	}
	return (WEXITSTATUS(status) != 0 ? STATE_SINGLE : STATE_TTYS);
}

/* Seconds for /etc/rc.shutdown. */
static time_t
shutdown_wait(void)
{
	int seconds;
	size_t size = sizeof(seconds);

	if (sysctlbyname("kern.init_shutdown_timeout", &seconds, &size, NULL,
	    0) != 0 || seconds < 1)
		return (RCDOWN_WAIT);
	return (seconds);
}

/*
 * /etc/rc.shutdown, when there is one, for as long as it may take.
 */
void
run_shutdown_rc(void)
{
	struct timespec ts;
	pid_t pid, got;
	time_t end;
	int status;

	if (access(PATH_RCDOWN, R_OK) != 0)
		return;
	pid = fork();
	if (pid == 0) {
		take_console();
		set_environment();
		execl(_PATH_BSHELL, "sh", PATH_RCDOWN, (char *)NULL);
		_exit(1);
	}
	if (pid < 0)
		return;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	end = ts.tv_sec + shutdown_wait();
	while (ts.tv_sec < end) {
		got = child_wait(&status, (end - ts.tv_sec) * 1000);
		if (got == pid && !WIFSTOPPED(status))
			return;
		clock_gettime(CLOCK_MONOTONIC, &ts);
	}
	note("timeout expired for %s", PATH_RCDOWN);
	kill(pid, SIGKILL);
}
