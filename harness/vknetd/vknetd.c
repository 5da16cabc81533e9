/*
 * vknetd.c: a switch for virtual kernels in user space, vknetd(8): the listening
 * socket, the loop.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "vknetd.h"

#define EVENTS		64

static bool background;
static int listener = -1, pid_fd = -1;

uint64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec);
}

static void
say(int priority, const char *fmt, va_list ap)
{
	char line[512];

	vsnprintf(line, sizeof(line), fmt, ap);
	if (background)
		syslog(priority, "%s", line);
	else
		fprintf(stderr, "vknetd: %s\n", line);
}

void
note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_NOTICE, fmt, ap);
	va_end(ap);
}

/* What we made goes with us. */
static void
clean(void)
{
	if (listener >= 0)
		unlink(opt.socket);
	if (pid_fd >= 0)
		unlink(opt.pidfile);
}

void
die(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_ERR, fmt, ap);
	va_end(ap);
	clean();
	exit(status);
}

/* ---- the socket ---- */

static void
socket_name(struct sockaddr_un *sun)
{
	memset(sun, 0, sizeof(*sun));
	sun->sun_family = AF_UNIX;
	snprintf(sun->sun_path, sizeof(sun->sun_path), "%s", opt.socket);
}

static int
call(void)
{
	struct sockaddr_un sun;
	int s = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), error;

	socket_name(&sun);
	if (connect(s, (struct sockaddr *)&sun, sizeof(sun)) == 0)
		return (s);
	error = errno;
	close(s);
	errno = error;
	return (-1);
}

/* A socket that nobody serves any more is replaced, nothing else is. */
static void
clear_place(void)
{
	struct stat st;
	int s;

	if (lstat(opt.socket, &st) != 0)
		return;
	if (!S_ISSOCK(st.st_mode))
		die(EX_UNAVAILABLE, "-p %s: exists and is no socket",
		    opt.socket);
	if ((s = call()) >= 0 || errno != ECONNREFUSED)
		die(EX_UNAVAILABLE, "-p %s: in use", opt.socket);
	unlink(opt.socket);
}

static void
listen_there(void)
{
	struct group *gr = opt.group != NULL ? getgrnam(opt.group) : NULL;
	struct sockaddr_un sun;
	mode_t mask;
	int s;

	if (opt.group != NULL && gr == NULL)
		die(EX_USAGE, "-g %s: no such group", opt.group);
	clear_place();
	s = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socket_name(&sun);
	mask = umask(0177);
	if (s < 0 || bind(s, (struct sockaddr *)&sun, sizeof(sun)) != 0)
		die(EX_UNAVAILABLE, "-p %s: %s", opt.socket, strerror(errno));
	umask(mask);
	listener = s;
	if (gr != NULL && (chown(opt.socket, (uid_t)-1, gr->gr_gid) != 0 ||
	    chmod(opt.socket, 0660) != 0))
		die(EX_UNAVAILABLE, "-g %s: %s", opt.group, strerror(errno));
	if (listen(s, 128) != 0)
		die(EX_UNAVAILABLE, "-p %s: %s", opt.socket, strerror(errno));
}

static void
write_pidfile(void)
{
	int fd;

	if (opt.pidfile == NULL)
		return;
	fd = open(opt.pidfile, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		die(EX_UNAVAILABLE, "-P %s: %s", opt.pidfile,
		    strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		die(EX_UNAVAILABLE, "-P %s: in use", opt.pidfile);
	pid_fd = fd;
	if (ftruncate(fd, 0) != 0 || dprintf(fd, "%d\n", (int)getpid()) < 0)
		die(EX_UNAVAILABLE, "-P %s: %s", opt.pidfile,
		    strerror(errno));
}

/* -c: print what passes. */
static int
monitor(void)
{
	static uint8_t b[FRAME_MAX];
	int s = call();
	ssize_t n;

	if (s < 0)
		die(EX_UNAVAILABLE, "-p %s: %s", opt.socket, strerror(errno));
	while ((n = recv(s, b, sizeof(b), 0)) >= FRAME_MIN) {
		printf("%02x:%02x:%02x:%02x:%02x:%02x <- "
		    "%02x:%02x:%02x:%02x:%02x:%02x type %02x%02x, %zd bytes",
		    b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8],
		    b[9], b[10], b[11], b[12], b[13], n);
		for (ssize_t i = FRAME_MIN; i < n; i++)
			printf("%s%02x", (i - FRAME_MIN) % 16 == 0 ? "\n\t" :
			    " ", b[i]);
		printf("\n");
		fflush(stdout);
	}
	return (0);
}

/* ---- the loop ---- */

static int
signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return (signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

/* True: an end was asked for. */
static bool
take_signal(int fd)
{
	struct signalfd_siginfo si;

	if (read(fd, &si, sizeof(si)) != sizeof(si))
		return (false);
	if (si.ssi_signo != SIGUSR1)
		return (true);
	switch_report();
	impair_report();
	return (false);
}

static void
take_port(int epfd)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd >= 0 && port_add(epfd, fd, false) == NULL)
		note("more than %d ports: refused", PORTS_MAX);
}

static void
serve_port(struct port *p, uint32_t events)
{
	if ((events & EPOLLOUT) != 0 && !p->gone)
		port_writable(p);
	if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !p->gone)
		port_readable(p);
}

static void
loop(int epfd, int sigfd)
{
	struct epoll_event ev[EVENTS];
	int i, n;

	for (;;) {
		n = epoll_wait(epfd, ev, EVENTS, impair_wait());
		for (i = 0; i < n; i++) {
			if (ev[i].data.ptr == &listener)
				take_port(epfd);
			else if (ev[i].data.ptr != &pid_fd)
				serve_port(ev[i].data.ptr, ev[i].events);
			else if (take_signal(sigfd))
				return;
		}
		impair_run();
		ports_sweep();
	}
}

static void
watch(int epfd, int fd, void *what)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = what };

	if (fd < 0 || epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &ev) != 0)
		die(EX_OSERR, "epoll: %s", strerror(errno));
}

int
main(int argc, char **argv)
{
	int epfd, sigfd, tap = -1;

	options(argc, argv);
	if (opt.monitor)
		return (monitor());
	impair_init(&opt.impair);
	if (!opt.open)
		switch_secure(opt.addr, opt.mask);
	if (opt.tap != NULL)
		tap = uplink_open(opt.tap, opt.bridge, opt.addr, opt.mask);
	listen_there();
	if (!opt.foreground) {
		openlog("vknetd", LOG_PID, LOG_DAEMON);
		if (daemon(1, 0) != 0)
			die(EX_OSERR, "daemon: %s", strerror(errno));
		background = true;
	}
	write_pidfile();
	epfd = epoll_create1(EPOLL_CLOEXEC);
	sigfd = signals();
	watch(epfd, listener, &listener);
	watch(epfd, sigfd, &pid_fd);
	if (tap >= 0 && port_add(epfd, tap, true) == NULL)
		die(EX_OSERR, "no memory");
	note("serving %s", opt.socket);
	loop(epfd, sigfd);
	switch_report();
	impair_report();
	clean();
	return (0);
}
