/*
 * h_mqueue.c: POSIX message queues, mq_open(2) and family; asynchronous I/O,
 * which DragonFly has no more.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_sysv.h"
#include <sys/event.h>
#include <sys/mqueue.h>
#include <sys/poll.h>
#include <sys/stat.h>

#define NAME	"/h_mqueue"

static struct mq_attr small = { .mq_maxmsg = 2, .mq_msgsize = 16 };

static long
mq_make(const char *name, int flags, struct mq_attr *attr)
{
	return (sys(SYS_mq_open, name, O_CREAT | flags, 0600, attr));
}

static long
send_text(long mq, const char *text, unsigned prio)
{
	return (sys(SYS_mq_send, mq, text, g_len(text), prio));
}

/* The next message is text, of that priority. */
static int
next_is(long mq, const char *text, unsigned prio)
{
	char buf[64];
	unsigned p = 99;
	long n = sys(SYS_mq_receive, mq, buf, sizeof(buf), &p);

	return (n == (long)g_len(text) && g_same(buf, text, (size_t)n) &&
	    p == prio);
}

static void
names(void)
{
	char name[300];
	long mq, again;
	struct mq_attr odd = { .mq_maxmsg = 0, .mq_msgsize = 16 };

	CHECK_EQ(sys(SYS_mq_open, NAME, O_RDWR), -ENOENT);
	CHECK_EQ(sys(SYS_mq_open, BAD, O_RDWR), -EFAULT);
	CHECK_EQ(mq_make("", O_RDWR, 0), -EINVAL);
	CHECK_EQ(mq_make(NAME, O_ACCMODE, 0), -EINVAL);
	CHECK_EQ(mq_make(NAME, O_RDWR, BAD), -EFAULT);
	CHECK_EQ(mq_make(NAME, O_RDWR, &odd), -EINVAL);
	odd.mq_maxmsg = 1 + limit("kern.mqueue.mq_max_maxmsg");
	CHECK_EQ(mq_make(NAME, O_RDWR, &odd), -EINVAL);
	odd.mq_maxmsg = 1;
	odd.mq_msgsize = 1 + limit("kern.mqueue.mq_max_msgsize");
	CHECK_EQ(mq_make(NAME, O_RDWR, &odd), -EINVAL);
	for (size_t i = 0; i < sizeof(name); i++)
		name[i] = 'x';
	name[299] = '\0';
	CHECK_EQ(mq_make(name, O_RDWR, 0), -ENAMETOOLONG);
	mq = mq_make(NAME, O_RDWR, &small);
	CHECK(mq >= 0);
	CHECK_EQ(mq_make(NAME, O_RDWR | O_EXCL, &small), -EEXIST);
	again = sys(SYS_mq_open, NAME, O_RDONLY);
	CHECK(again >= 0 && again != mq);
	CHECK_EQ(send_text(again, "no", 0), -EBADF);
	CHECK_EQ(send_text(mq, "yes", 0), 0);
	CHECK(next_is(again, "yes", 0));
	CHECK_EQ(sys(SYS_mq_close, again), 0);
	CHECK_EQ(sys(SYS_mq_close, again), -EBADF);
	CHECK_EQ(sys(SYS_mq_close, 1), -EBADF);
	CHECK_EQ(send_text(1, "no", 0), -EBADF);
	/* What is in it stays while nobody has it open. */
	CHECK_EQ(send_text(mq, "kept", 3), 0);
	CHECK_EQ(sys(SYS_mq_close, mq), 0);
	mq = sys(SYS_mq_open, NAME, O_RDWR);
	CHECK(next_is(mq, "kept", 3));
	/* Without its name it serves those who have it open. */
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
	CHECK_EQ(sys(SYS_mq_unlink, NAME), -ENOENT);
	CHECK_EQ(mq_make(NAME, O_RDWR, 0), -EACCES);
	CHECK_EQ(send_text(mq, "on", 0), 0);
	CHECK(next_is(mq, "on", 0));
	CHECK_EQ(sys(SYS_close, mq), 0);
	CHECK_EQ(sys(SYS_mq_open, NAME, O_RDWR), -ENOENT);
}

static void
messages(void)
{
	static char big[20000];
	struct mq_attr attr, off = { .mq_flags = 0 };
	long mq = mq_make(NAME, O_RDWR | O_NONBLOCK, 0);
	char buf[16];

	CHECK_EQ(sys(SYS_mq_getattr, mq, &attr), 0);
	CHECK_EQ(attr.mq_flags, O_NONBLOCK);
	CHECK_EQ(attr.mq_maxmsg, limit("kern.mqueue.mq_def_maxmsg"));
	CHECK_EQ(attr.mq_msgsize, 992);
	CHECK_EQ(attr.mq_curmsgs, 0);
	CHECK_EQ(sys(SYS_mq_close, mq), 0);
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
	small.mq_maxmsg = 4;
	mq = mq_make(NAME, O_RDWR | O_NONBLOCK, &small);
	CHECK_EQ(sys(SYS_mq_receive, mq, big, 15, 0), -EMSGSIZE);
	CHECK_EQ(sys(SYS_mq_receive, mq, big, 16, 0), -EAGAIN);
	CHECK_EQ(send_text(mq, "low", 1), 0);
	CHECK_EQ(send_text(mq, "high", 31), 0);
	CHECK_EQ(send_text(mq, "high 2", 31), 0);
	CHECK_EQ(send_text(mq, "middle", 7), 0);
	CHECK_EQ(send_text(mq, "full", 7), -EAGAIN);
	CHECK_EQ(send_text(mq, "", 7), -EMSGSIZE);
	CHECK_EQ(sys(SYS_mq_send, mq, big, 17, 0), -EMSGSIZE);
	CHECK_EQ(sys(SYS_mq_send, mq, big, sizeof(big), 0), -EMSGSIZE);
	CHECK_EQ(sys(SYS_mq_send, mq, BAD, 8, 0), -EFAULT);
	CHECK_EQ(sys(SYS_mq_send, mq, big, 8, 32), -EINVAL);
	CHECK_EQ(sys(SYS_mq_getattr, mq, &attr), 0);
	CHECK_EQ(attr.mq_curmsgs, 4);
	CHECK(next_is(mq, "high", 31) && next_is(mq, "high 2", 31) &&
	    next_is(mq, "middle", 7) && next_is(mq, "low", 1));
	/* O_NONBLOCK is that of the open file. */
	CHECK_EQ(sys(SYS_mq_setattr, mq, &off, &attr), 0);
	CHECK_EQ(attr.mq_flags, O_NONBLOCK);
	CHECK_EQ(sys(SYS_fcntl, mq, F_GETFL, 0) & O_NONBLOCK, 0);
	CHECK_EQ(sys(SYS_mq_setattr, mq, BAD, 0), -EFAULT);
	CHECK_EQ(sys(SYS_mq_getattr, mq, BAD), -EFAULT);
	/* Neither bytes nor offsets. */
	CHECK_EQ(sys(SYS_read, mq, buf, 4), -EOPNOTSUPP);
	CHECK_EQ(sys(SYS_lseek, mq, 0, 0), -ESPIPE);
	CHECK_EQ(sys(SYS_mq_close, mq), 0);
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
	small.mq_maxmsg = 2;
}

/* Real time, some ms from now. */
static struct timespec
soon(long ms)
{
	struct timespec ts;

	sys(SYS_clock_gettime, CLOCK_REALTIME, &ts);
	ts.tv_nsec += ms % 1000 * 1000000;
	ts.tv_sec += ms / 1000 + ts.tv_nsec / 1000000000;
	ts.tv_nsec %= 1000000000;
	return (ts);
}

static volatile int caught;
static volatile long caught_value, caught_code;

static void
handler(int sig G_UNUSED, siginfo_t *si, void *uc G_UNUSED)
{
	caught++;
	caught_code = si->si_code;
	caught_value = si->si_value.sival_int;
}

static void
waits(void)
{
	struct timespec past = { 1, 0 }, odd = { 1, 1000000000 }, ts;
	long mq = mq_make(NAME, O_RDWR, &small), pid, t;
	char buf[16];

	CHECK_EQ(sys6(SYS_mq_timedreceive, mq, (long)buf, 16, 0, (long)&past,
	    0), -ETIMEDOUT);
	CHECK_EQ(sys6(SYS_mq_timedreceive, mq, (long)buf, 16, 0, (long)&odd,
	    0), -EINVAL);
	CHECK_EQ(sys6(SYS_mq_timedreceive, mq, (long)buf, 16, 0, 8, 0),
	    -EFAULT);
	ts = soon(60);
	t = g_now_ms();
	CHECK_EQ(sys6(SYS_mq_timedreceive, mq, (long)buf, 16, 0, (long)&ts,
	    0), -ETIMEDOUT);
	CHECK(g_now_ms() - t >= 59);
	/* A deadline is looked at by who has to wait alone. */
	CHECK_EQ(sys6(SYS_mq_timedsend, mq, (long)"a", 1, 0, (long)&odd, 0),
	    0);
	CHECK_EQ(send_text(mq, "b", 0), 0);
	CHECK_EQ(sys6(SYS_mq_timedsend, mq, (long)"c", 1, 0, (long)&past, 0),
	    -ETIMEDOUT);
	/* Room is waited for. */
	if ((pid = g_fork()) == 0) {
		g_sleep_ms(50);
		g_exit(!next_is(mq, "a", 0));
	}
	CHECK_EQ(send_text(mq, "c", 0), 0);
	CHECK(child_ok(pid));
	CHECK(next_is(mq, "b", 0) && next_is(mq, "c", 0));
	/* So are messages; descriptors of queues are inherited. */
	if ((pid = g_fork()) == 0) {
		g_sleep_ms(50);
		g_exit(send_text(mq, "hello", 5) != 0);
	}
	CHECK(next_is(mq, "hello", 5));
	CHECK(child_ok(pid));
	/* A signal ends a wait, and so does the end of the name. */
	CHECK_EQ(g_action(SIGALRM, handler, SA_SIGINFO | SA_RESTART), 0);
	if ((pid = g_fork()) == 0)
		g_exit(sys(SYS_mq_receive, mq, buf, 16, 0) != -EINTR);
	CHECK(g_asleep(pid));
	CHECK_EQ(sys(SYS_kill, pid, SIGALRM), 0);
	CHECK(child_ok(pid));
	if ((pid = g_fork()) == 0)
		g_exit(sys(SYS_mq_receive, mq, buf, 16, 0) != -EINTR);
	CHECK(g_asleep(pid));
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
	CHECK(child_ok(pid));
	CHECK_EQ(sys(SYS_mq_close, mq), 0);
}

static void
notices(void)
{
	struct sigevent ev, none;
	long mq = mq_make(NAME, O_RDWR, &small), pid;

	g_zero(&ev, sizeof(ev));
	none = ev;
	ev.sigev_notify = SIGEV_SIGNAL;
	ev.__sigev_u.__sigev_signo = SIGUSR1;
	ev.sigev_value.sival_int = 77;
	CHECK_EQ(g_action(SIGUSR1, handler, SA_SIGINFO), 0);
	caught = 0;
	CHECK_EQ(sys(SYS_mq_notify, mq, &ev), 0);
	CHECK_EQ(sys(SYS_mq_notify, mq, &ev), -EBUSY);
	if ((pid = g_fork()) == 0)
		g_exit(sys(SYS_mq_notify, mq, &ev) != -EBUSY ||
		    sys(SYS_mq_notify, mq, 0) != 0 ||
		    send_text(mq, "news", 0) != 0);
	CHECK(child_ok(pid));
	CHECK_EQ(caught, 1);
	CHECK_EQ(caught_code, SI_MESGQ);
	CHECK_EQ(caught_value, 77);
	/* Once only, and only for the first message. */
	CHECK_EQ(sys(SYS_mq_notify, mq, &ev), 0);
	CHECK_EQ(send_text(mq, "more", 0), 0);
	CHECK_EQ(caught, 1);
	CHECK(next_is(mq, "news", 0) && next_is(mq, "more", 0));
	CHECK_EQ(send_text(mq, "a", 0), 0);
	CHECK_EQ(caught, 2);
	CHECK(next_is(mq, "a", 0));
	CHECK_EQ(send_text(mq, "b", 0), 0);
	CHECK_EQ(caught, 2);
	CHECK(next_is(mq, "b", 0));
	/* Whoever waits for it gets it without a notice. */
	CHECK_EQ(sys(SYS_mq_notify, mq, &ev), 0);
	if ((pid = g_fork()) == 0)
		g_exit(!next_is(mq, "c", 0));
	CHECK(g_asleep(pid));
	CHECK_EQ(send_text(mq, "c", 0), 0);
	CHECK(child_ok(pid));
	CHECK_EQ(caught, 2);
	CHECK_EQ(sys(SYS_mq_notify, mq, 0), 0);
	/* Who died wants none. */
	if ((pid = g_fork()) == 0)
		g_exit(sys(SYS_mq_notify, mq, &ev) != 0);
	CHECK(child_ok(pid));
	CHECK_EQ(sys(SYS_mq_notify, mq, &none), 0);
	CHECK_EQ(send_text(mq, "d", 0), 0);
	ev.__sigev_u.__sigev_signo = 4000;
	CHECK_EQ(sys(SYS_mq_notify, mq, &ev), -EINVAL);
	CHECK_EQ(sys(SYS_mq_notify, mq, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_mq_notify, 1, &none), -EBADF);
	CHECK_EQ(sys(SYS_mq_close, mq), 0);
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
}

static void
readiness(void)
{
	struct timespec none = { 0, 0 };
	struct kevent change[2], got[2];
	long mq = mq_make(NAME, O_RDWR, &small), kq = sys(SYS_kqueue);
	struct pollfd pfd = { .fd = (int)mq, .events = POLLIN | POLLOUT };

	EV_SET(&change[0], mq, EVFILT_READ, EV_ADD, 0, 0, 0);
	EV_SET(&change[1], mq, EVFILT_WRITE, EV_ADD, 0, 0, 0);
	CHECK_EQ(sys6(SYS_kevent, kq, (long)change, 2, (long)got, 2,
	    (long)&none), 1);
	CHECK_EQ(got[0].filter, EVFILT_WRITE);
	CHECK_EQ(sys(SYS_poll, &pfd, 1, 0), 1);
	CHECK_EQ(pfd.revents, POLLOUT);
	CHECK_EQ(send_text(mq, "a", 0), 0);
	CHECK_EQ(sys6(SYS_kevent, kq, 0, 0, (long)got, 2, (long)&none), 2);
	CHECK_EQ(send_text(mq, "b", 0), 0);
	CHECK_EQ(sys6(SYS_kevent, kq, 0, 0, (long)got, 2, (long)&none), 1);
	CHECK_EQ(got[0].filter, EVFILT_READ);
	CHECK_EQ(got[0].data, 2);
	pfd.revents = 0;
	CHECK_EQ(sys(SYS_poll, &pfd, 1, 0), 1);
	CHECK_EQ(pfd.revents, POLLIN);
	EV_SET(&change[0], mq, EVFILT_VNODE, EV_ADD, 0, 0, 0);
	CHECK_EQ(sys6(SYS_kevent, kq, (long)change, 1, 0, 0, (long)&none),
	    -EOPNOTSUPP);
	CHECK_EQ(sys(SYS_mq_close, mq), 0);
	CHECK_EQ(sys6(SYS_kevent, kq, 0, 0, (long)got, 2, (long)&none), 0);
	CHECK_EQ(sys(SYS_close, kq), 0);
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
}

static void
permissions(void)
{
	struct stat st;
	long mq, pid;

	sys(SYS_umask, 022);
	mq = sys(SYS_mq_open, NAME, O_CREAT | O_RDWR, 01664, &small);
	CHECK_EQ(sys(SYS_fstat, mq, &st), 0);
	CHECK_EQ(st.st_mode, 0644);
	CHECK_EQ(st.st_uid, 0);
	if ((pid = g_fork()) == 0) {
		become(1001);
		CHECK_EQ(sys(SYS_mq_open, NAME, O_RDWR), -EACCES);
		CHECK_EQ(sys(SYS_mq_open, NAME, O_WRONLY), -EACCES);
		CHECK(sys(SYS_mq_open, NAME, O_RDONLY) >= 0);
		CHECK_EQ(sys(SYS_mq_unlink, NAME), -EACCES);
		g_exit(failures);
	}
	CHECK(child_ok(pid));
	CHECK_EQ(sys(SYS_mq_close, mq), 0);
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
}

/* Queues without end, and messages without end, are refused. */
static void
limits(void)
{
	static char big[16000];
	char name[] = "/h_mq_0000";
	struct mq_attr wide = { .mq_maxmsg = 512, .mq_msgsize = 16000 };
	long mq, pid, r = 0;
	int n, made, last;

	if ((pid = g_fork()) == 0) {
		for (n = 0; (mq = mq_make(NAME, O_RDWR, &small)) >= 0; n++)
			;
		CHECK_EQ(mq, -EMFILE);
		CHECK_EQ(n, limit("kern.mqueue.mq_open_max"));
		g_exit(failures);
	}
	CHECK(child_ok(pid));
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
	for (made = 0; made < 9999; made++) {
		name[6] = (char)('0' + made / 1000);
		name[7] = (char)('0' + made / 100 % 10);
		name[8] = (char)('0' + made / 10 % 10);
		name[9] = (char)('0' + made % 10);
		if ((mq = mq_make(name, O_RDWR | O_NONBLOCK, &wide)) < 0)
			break;
		while (r == 0)
			r = sys(SYS_mq_send, mq, big, sizeof(big), 0);
		if (r == -EAGAIN)
			r = 0;
		sys(SYS_mq_close, mq);
	}
	CHECK_EQ(mq, -ENOSPC);
	CHECK(r == -ENOMEM);
	for (last = 0; last < made; last++) {
		name[6] = (char)('0' + last / 1000);
		name[7] = (char)('0' + last / 100 % 10);
		name[8] = (char)('0' + last / 10 % 10);
		name[9] = (char)('0' + last % 10);
		r = sys(SYS_mq_unlink, name);
		if (r != 0)
			break;
	}
	CHECK_EQ(r, 0);
	mq = mq_make(NAME, O_RDWR | O_NONBLOCK, &wide);
	CHECK_EQ(sys(SYS_mq_send, mq, big, sizeof(big), 0), 0);
	CHECK_EQ(sys(SYS_mq_unlink, NAME), 0);
	CHECK_EQ(sys(SYS_mq_close, mq), 0);
}

static void
no_aio(void)
{
	static const int calls[] = { SYS_aio_read, SYS_aio_write,
	    SYS_aio_return, SYS_aio_suspend, SYS_aio_cancel, SYS_aio_error,
	    SYS_lio_listio, SYS_aio_waitcomplete };

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		CHECK_EQ(sys(calls[i], 0), -ENOSYS);
}

int
main(void)
{
	RUN(names);
	RUN(messages);
	RUN(waits);
	RUN(notices);
	RUN(readiness);
	RUN(permissions);
	RUN(limits);
	RUN(no_aio);
	guest_done();
}
