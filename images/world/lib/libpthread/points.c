/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * points.c: the system calls at which a thread can be cancelled, in front of
 * the C library's plain ones, which are weak; and those that could block
 * SIGTHR, by which a thread is told.
 *
 * A call that has done its work is still a point until it has returned: what
 * it answered is lost with the thread.
 */
#include <sys/types.h>
#include <sys/event.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include "thr_private.h"

/* A system call of result type, name, parameters and arguments. */
#define POINT(type, name, params, args)					\
type	__sys_##name params;						\
type	name params;							\
type									\
name params								\
{									\
	type result;							\
									\
	_thr_point_enter();						\
	result = __sys_##name args;					\
	_thr_point_leave();						\
	return (result);						\
}

POINT(int, accept, (int fd, struct sockaddr *sa, socklen_t *len),
    (fd, sa, len))
POINT(int, accept4, (int fd, struct sockaddr *sa, socklen_t *len, int flags),
    (fd, sa, len, flags))
POINT(int, close, (int fd), (fd))
POINT(int, connect, (int fd, const struct sockaddr *sa, socklen_t len),
    (fd, sa, len))
POINT(ssize_t, extpread, (int fd, void *buf, size_t n, int flags, off_t at),
    (fd, buf, n, flags, at))
POINT(ssize_t, extpwrite,
    (int fd, const void *buf, size_t n, int flags, off_t at),
    (fd, buf, n, flags, at))
POINT(int, fsync, (int fd), (fd))
POINT(int, kevent, (int kq, const struct kevent *changes, int nchanges,
    struct kevent *events, int nevents, const struct timespec *timeout),
    (kq, changes, nchanges, events, nevents, timeout))
POINT(ssize_t, mq_receive, (mqd_t q, char *msg, size_t n, unsigned *prio),
    (q, msg, n, prio))
POINT(int, mq_send, (mqd_t q, const char *msg, size_t n, unsigned prio),
    (q, msg, n, prio))
POINT(ssize_t, mq_timedreceive, (mqd_t q, char *__restrict msg, size_t n,
    unsigned *__restrict prio, const struct timespec *__restrict until),
    (q, msg, n, prio, until))
POINT(int, mq_timedsend, (mqd_t q, const char *msg, size_t n, unsigned prio,
    const struct timespec *until), (q, msg, n, prio, until))
POINT(int, msgrcv, (int id, void *msg, size_t n, long type, int flags),
    (id, msg, n, type, flags))
POINT(int, msgsnd, (int id, const void *msg, size_t n, int flags),
    (id, msg, n, flags))
POINT(int, msync, (void *addr, size_t len, int flags), (addr, len, flags))
POINT(int, nanosleep, (const struct timespec *t, struct timespec *left),
    (t, left))
POINT(int, poll, (struct pollfd *fds, nfds_t n, int timeout),
    (fds, n, timeout))
POINT(ssize_t, read, (int fd, void *buf, size_t n), (fd, buf, n))
POINT(ssize_t, readv, (int fd, const struct iovec *iov, int n), (fd, iov, n))
POINT(ssize_t, recvfrom, (int fd, void *buf, size_t n, int flags,
    struct sockaddr *__restrict from, socklen_t *__restrict len),
    (fd, buf, n, flags, from, len))
POINT(ssize_t, recvmsg, (int fd, struct msghdr *msg, int flags),
    (fd, msg, flags))
POINT(int, select, (int n, fd_set *in, fd_set *out, fd_set *ex,
    struct timeval *timeout), (n, in, out, ex, timeout))
POINT(ssize_t, sendmsg, (int fd, const struct msghdr *msg, int flags),
    (fd, msg, flags))
POINT(ssize_t, sendto, (int fd, const void *buf, size_t n, int flags,
    const struct sockaddr *to, socklen_t len), (fd, buf, n, flags, to, len))
POINT(int, sigtimedwait, (const sigset_t *__restrict set,
    siginfo_t *__restrict info, const struct timespec *__restrict timeout),
    (set, info, timeout))
POINT(int, sigwaitinfo, (const sigset_t *__restrict set,
    siginfo_t *__restrict info), (set, info))
POINT(pid_t, wait4, (pid_t pid, int *status, int options, struct rusage *ru),
    (pid, status, options, ru))
POINT(pid_t, wait6, (idtype_t type, id_t id, int *status, int options,
    struct __wrusage *ru, siginfo_t *info),
    (type, id, status, options, ru, info))
POINT(ssize_t, write, (int fd, const void *buf, size_t n), (fd, buf, n))
POINT(ssize_t, writev, (int fd, const struct iovec *iov, int n), (fd, iov, n))

int	__sys_fcntl(int, int, ...);
int	__sys_openat(int, const char *, int, ...);
int	__sys_ppoll(struct pollfd *, nfds_t, const struct timespec *,
	    const sigset_t *);
int	__sys_pselect(int, fd_set *, fd_set *, fd_set *,
	    const struct timespec *, const sigset_t *);
int	__sys_sigsuspend(const sigset_t *);

int
open(const char *path, int flags, ...)
{
	va_list ap;
	int fd, mode;

	va_start(ap, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(ap, int) : 0;
	va_end(ap);
	_thr_point_enter();
	fd = __sys_open(path, flags, mode);
	_thr_point_leave();
	return (fd);
}

int
openat(int dir, const char *path, int flags, ...)
{
	va_list ap;
	int fd, mode;

	va_start(ap, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(ap, int) : 0;
	va_end(ap);
	_thr_point_enter();
	fd = __sys_openat(dir, path, flags, mode);
	_thr_point_leave();
	return (fd);
}

/* Only waiting for a record lock is a point. */
int
fcntl(int fd, int cmd, ...)
{
	va_list ap;
	void *arg;
	int result;

	va_start(ap, cmd);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (cmd != F_SETLKW)
		return (__sys_fcntl(fd, cmd, arg));
	_thr_point_enter();
	result = __sys_fcntl(fd, cmd, arg);
	_thr_point_leave();
	return (result);
}

/* A mask without SIGTHR; NULL stays NULL. */
static const sigset_t *
cleared(const sigset_t *set, sigset_t *copy)
{
	if (set == NULL)
		return (NULL);
	*copy = *set;
	sigdelset(copy, SIGTHR);
	return (copy);
}

int
ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout,
    const sigset_t *mask)
{
	sigset_t copy;
	int result;

	_thr_point_enter();
	result = __sys_ppoll(fds, n, timeout, cleared(mask, &copy));
	_thr_point_leave();
	return (result);
}

int
pselect(int n, fd_set *in, fd_set *out, fd_set *ex,
    const struct timespec *timeout, const sigset_t *mask)
{
	sigset_t copy;
	int result;

	_thr_point_enter();
	result = __sys_pselect(n, in, out, ex, timeout, cleared(mask, &copy));
	_thr_point_leave();
	return (result);
}

int
sigsuspend(const sigset_t *mask)
{
	sigset_t copy;
	int result;

	_thr_point_enter();
	result = __sys_sigsuspend(cleared(mask, &copy));
	_thr_point_leave();
	return (result);
}

int
sigprocmask(int how, const sigset_t *__restrict set, sigset_t *__restrict old)
{
	sigset_t copy;

	if (how != SIG_UNBLOCK)
		set = cleared(set, &copy);
	return (__sys_sigprocmask(how, set, old));
}

int
pthread_sigmask(int how, const sigset_t *__restrict set,
    sigset_t *__restrict old)
{
	int saved = errno, error = 0;

	if (sigprocmask(how, set, old) != 0)
		error = errno;
	errno = saved;
	return (error);
}
