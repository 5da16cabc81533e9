/*
 * h_events.c: the kinds of events of kqueue(2), and what a note can be told: those
 * that h_desckq, which is about the queue, leaves out.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_desc.h"
#include <sys/event.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <fcntl.h>

static int
change(int kq, uintptr_t id, int filter, int flags, unsigned fflags, long data)
{
	struct kevent ev;

	EV_SET(&ev, id, (short)filter, (unsigned short)flags, fflags, data,
	    (void *)0x4711);
	return (kevent(kq, &ev, 1, NULL, 0, NULL));
}

/* The next event within ms; 0: none. */
static int
next(int kq, struct kevent *ev, int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	memset(ev, 0, sizeof(*ev));
	return (kevent(kq, NULL, 0, ev, 1, &ts));
}

/* A child that forks one of its own, which executes a program, at a byte. */
static pid_t
family(int go[2])
{
	int status;
	pid_t pid;
	char c;

	CHECK(pipe(go) == 0);
	if ((pid = fork()) != 0)
		return (pid);
	GIVES(read(go[0], &c, 1), 1);
	if ((pid = fork()) == 0) {
		GIVES(read(go[0], &c, 1), 1);
		execl("/bin/sh", "sh", "-c", "exit 5", (char *)NULL);
		_exit(1);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	GIVES(write(go[1], "x", 1), 1);
	sleep_ms(20);
	_exit(WEXITSTATUS(status) + 1);
}

static void
t_track(void)
{
	int kq = kqueue(), go[2];
	unsigned parent = 0, child = 0;
	long status[2] = { -1, -1 };
	struct kevent ev;
	pid_t pid = family(go), other = 0;

	GIVES(change(kq, (uintptr_t)pid, EVFILT_PROC, EV_ADD,
	    NOTE_EXIT | NOTE_FORK | NOTE_EXEC | NOTE_TRACK, 0), 0);
	GIVES(next(kq, &ev, 0), 0);
	GIVES(write(go[1], "g", 1), 1);
	while ((parent & NOTE_FORK) == 0 || (child & NOTE_CHILD) == 0) {
		GIVES(next(kq, &ev, 10000), 1);
		GIVES(ev.filter, EVFILT_PROC);
		CHECK(ev.udata == (void *)0x4711);
		if (ev.ident == (uintptr_t)pid) {
			parent |= ev.fflags;
			continue;
		}
		/* The child's first event names the parent. */
		CHECK((ev.fflags & NOTE_CHILD) != 0 && ev.data == pid);
		child |= ev.fflags;
		other = (pid_t)ev.ident;
	}
	CHECK(other > pid);
	GIVES((parent | child) & (NOTE_EXEC | NOTE_EXIT), 0);
	GIVES(write(go[1], "g", 1), 1);
	while (status[0] == -1 || status[1] == -1) {
		GIVES(next(kq, &ev, 10000), 1);
		if (ev.ident == (uintptr_t)pid)
			parent |= ev.fflags;
		else
			child |= ev.fflags;
		if ((ev.fflags & NOTE_EXIT) != 0) {
			CHECK((ev.flags & EV_EOF) != 0);
			status[ev.ident != (uintptr_t)pid] = ev.data;
		}
	}
	CHECK((child & NOTE_EXEC) != 0 && (parent & NOTE_EXEC) == 0);
	GIVES(status[0], 6 << 8);
	GIVES(status[1], 5 << 8);
	GIVES(next(kq, &ev, 0), 0);
	CHECK(waitpid(pid, NULL, 0) == pid);
}

/* One that is not asked for what happens says nothing; one that has ended does. */
static void
t_others(void)
{
	int kq = kqueue(), go[2], status;
	pid_t pid = family(go), dead;
	struct kevent ev;

	GIVES(change(kq, (uintptr_t)pid, EVFILT_PROC, EV_ADD, NOTE_EXEC, 0), 0);
	GIVES(write(go[1], "gg", 2), 2);
	/* Only that it is gone comes unasked, without the bit. */
	GIVES(next(kq, &ev, 10000), 1);
	CHECK((ev.flags & EV_EOF) != 0 && ev.fflags == 0);
	/* It can be waited for by then. */
	CHECK(waitpid(pid, &status, WNOHANG) == pid);
	if ((dead = fork()) == 0)
		_exit(9);
	while (kill(dead, 0) == 0 && waitpid(dead, &status, WNOHANG | WNOWAIT) ==
	    0)
		sleep_ms(2);
	GIVES(change(kq, (uintptr_t)dead, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0), 0);
	GIVES(next(kq, &ev, 10000), 1);
	CHECK((ev.fflags & NOTE_EXIT) != 0);
	GIVES(ev.data, 9 << 8);
	CHECK(waitpid(dead, &status, 0) == dead);
}

static void
t_timer(void)
{
	struct kevent ev;
	int kq = kqueue();
	long t0 = now_ms();

	/* Told again, it begins anew with the new time. */
	GIVES(change(kq, 3, EVFILT_TIMER, EV_ADD | EV_ONESHOT, 0, 60000), 0);
	GIVES(next(kq, &ev, 0), 0);
	GIVES(change(kq, 3, EVFILT_TIMER, EV_ADD | EV_ONESHOT, 0, 30), 0);
	GIVES(next(kq, &ev, 20000), 1);
	CHECK(now_ms() - t0 >= 29 && now_ms() - t0 < 20000);
	CHECK(ev.ident == 3 && ev.data == 1);
	FAILS(change(kq, 3, EVFILT_TIMER, EV_DELETE, 0, 0), ENOENT);
	/* While it is disabled its periods count. */
	GIVES(change(kq, 4, EVFILT_TIMER, EV_ADD | EV_DISABLE, 0, 10), 0);
	GIVES(next(kq, &ev, 55), 0);
	GIVES(change(kq, 4, EVFILT_TIMER, EV_ENABLE, 0, 0), 0);
	GIVES(next(kq, &ev, 20000), 1);
	CHECK(ev.data >= 5);
}

static void
t_user(void)
{
	struct kevent ev;
	int kq = kqueue();

	GIVES(change(kq, 1, EVFILT_USER, EV_ADD | EV_CLEAR,
	    NOTE_FFCOPY | 0xff, 0), 0);
	GIVES(change(kq, 1, EVFILT_USER, 0, NOTE_FFAND | 0x3c, 0), 0);
	GIVES(change(kq, 1, EVFILT_USER, 0, NOTE_FFOR | 0x101, 0), 0);
	GIVES(change(kq, 1, EVFILT_USER, 0, NOTE_FFNOP | 0xf000, 0), 0);
	GIVES(next(kq, &ev, 0), 0);
	GIVES(change(kq, 1, EVFILT_USER, 0, NOTE_TRIGGER, 99), 0);
	GIVES(next(kq, &ev, 0), 1);
	GIVES(ev.fflags & NOTE_FFLAGSMASK, 0x13d);
	GIVES(ev.data, 99);
	GIVES(next(kq, &ev, 0), 0);
	/* Without EV_CLEAR it stays triggered. */
	GIVES(change(kq, 2, EVFILT_USER, EV_ADD, NOTE_TRIGGER, 0), 0);
	GIVES(next(kq, &ev, 0), 1);
	GIVES(next(kq, &ev, 0), 1);
	GIVES(change(kq, 2, EVFILT_USER, EV_DELETE, 0, 0), 0);
	GIVES(next(kq, &ev, 0), 0);
}

static void
t_mounts(void)
{
	struct kevent ev;
	int kq = kqueue();

	CHECK(mkdir("/tmp/ev.mnt", 0755) == 0);
	GIVES(change(kq, 0, EVFILT_FS, EV_ADD, 0, 0), 0);
	GIVES(next(kq, &ev, 0), 0);
	CHECK(mount("tmpfs", "/tmp/ev.mnt", 0, NULL) == 0);
	GIVES(next(kq, &ev, 5000), 1);
	CHECK(ev.filter == EVFILT_FS && (ev.fflags & VQ_MOUNT) != 0);
	GIVES(next(kq, &ev, 0), 0);
	CHECK(unmount("/tmp/ev.mnt", 0) == 0);
	GIVES(next(kq, &ev, 5000), 1);
	CHECK((ev.fflags & VQ_UNMOUNT) != 0);
	CHECK(rmdir("/tmp/ev.mnt") == 0);
}

static void
t_fifo(void)
{
	static char buf[65536];
	struct kevent ev;
	int kq = kqueue(), r, w;

	CHECK(mkfifo("/tmp/ev.fifo", 0600) == 0);
	r = open("/tmp/ev.fifo", O_RDONLY | O_NONBLOCK);
	w = open("/tmp/ev.fifo", O_WRONLY | O_NONBLOCK);
	CHECK(r >= 0 && w >= 0);
	GIVES(change(kq, (uintptr_t)r, EVFILT_READ, EV_ADD, 0, 0), 0);
	GIVES(next(kq, &ev, 0), 0);
	GIVES(write(w, "four", 4), 4);
	GIVES(next(kq, &ev, 5000), 1);
	CHECK(ev.ident == (uintptr_t)r && ev.data == 4);
	GIVES(read(r, buf, 4), 4);
	GIVES(next(kq, &ev, 0), 0);
	GIVES(change(kq, (uintptr_t)w, EVFILT_WRITE, EV_ADD, 0, 0), 0);
	GIVES(next(kq, &ev, 0), 1);
	CHECK(ev.ident == (uintptr_t)w && ev.data >= 512);
	while (write(w, buf, sizeof(buf)) > 0)
		continue;
	GIVES(errno, EAGAIN);
	GIVES(change(kq, (uintptr_t)r, EVFILT_READ, EV_DELETE, 0, 0), 0);
	GIVES(next(kq, &ev, 0), 0);
	CHECK(close(w) == 0);
	/* Its last writer gone, it tells the end, and again what comes after. */
	while (read(r, buf, sizeof(buf)) > 0)
		continue;
	GIVES(change(kq, (uintptr_t)r, EVFILT_READ, EV_ADD, 0, 0), 0);
	GIVES(next(kq, &ev, 0), 1);
	CHECK((ev.flags & EV_EOF) != 0);
	w = open("/tmp/ev.fifo", O_WRONLY);
	CHECK(w >= 0);
	GIVES(next(kq, &ev, 0), 0);
	GIVES(write(w, "z", 1), 1);
	GIVES(next(kq, &ev, 5000), 1);
	CHECK((ev.flags & EV_EOF) == 0 && ev.data == 1);
	CHECK(close(w) == 0 && close(r) == 0 && unlink("/tmp/ev.fifo") == 0);
}

/* NOTE_LOWAT: not before there is so much. */
static void
lowat(int r, int w)
{
	struct kevent ev;
	int kq = kqueue();

	GIVES(change(kq, (uintptr_t)r, EVFILT_READ, EV_ADD, NOTE_LOWAT, 5), 0);
	GIVES(write(w, "1234", 4), 4);
	GIVES(next(kq, &ev, 20), 0);
	GIVES(write(w, "5", 1), 1);
	GIVES(next(kq, &ev, 5000), 1);
	GIVES(ev.data, 5);
	GIVES(change(kq, (uintptr_t)w, EVFILT_WRITE, EV_ADD, NOTE_LOWAT,
	    1 << 30), 0);
	GIVES(change(kq, (uintptr_t)r, EVFILT_READ, EV_DELETE, 0, 0), 0);
	GIVES(next(kq, &ev, 20), 0);
	GIVES(change(kq, (uintptr_t)w, EVFILT_WRITE, EV_ADD, NOTE_LOWAT, 100),
	    0);
	GIVES(next(kq, &ev, 5000), 1);
	CHECK(ev.data >= 100);
	close(kq);
}

static void
t_lowat(void)
{
	int p[2];

	CHECK(pipe(p) == 0);
	lowat(p[0], p[1]);
	CHECK(socketpair(AF_LOCAL, SOCK_STREAM, 0, p) == 0);
	lowat(p[0], p[1]);
}

/* revoke(2) tells who watches, by all filters; kinds that are none are refused. */
static void
t_revoke(void)
{
	struct kevent ev;
	int kq = kqueue(), m, s;
	char name[64];

	m = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(m >= 0 && grantpt(m) == 0 && unlockpt(m) == 0);
	snprintf(name, sizeof(name), "%s", ptsname(m));
	s = open(name, O_RDWR | O_NOCTTY);
	CHECK(s >= 0);
	GIVES(change(kq, (uintptr_t)s, EVFILT_VNODE, EV_ADD, NOTE_REVOKE, 0), 0);
	GIVES(change(kq, (uintptr_t)s, EVFILT_READ, EV_ADD, 0, 0), 0);
	GIVES(next(kq, &ev, 0), 0);
	CHECK(revoke(name) == 0);
	GIVES(change(kq, (uintptr_t)s, EVFILT_READ, EV_DELETE, 0, 0), 0);
	GIVES(next(kq, &ev, 5000), 1);
	CHECK(ev.filter == EVFILT_VNODE && (ev.fflags & NOTE_REVOKE) != 0);
	FAILS(change(kq, 0, EVFILT_AIO, EV_ADD, 0, 0), EINVAL);
	FAILS(change(kq, 0, 0, EV_ADD, 0, 0), EINVAL);
	FAILS(change(kq, 0, -EVFILT_SYSCOUNT - 1, EV_ADD, 0, 0), EINVAL);
	FAILS(change(kq, 400, EVFILT_SIGNAL, EV_ADD, 0, 0), EINVAL);
	FAILS(change(kq, (uintptr_t)kq, EVFILT_VNODE, EV_ADD, 0, 0), EOPNOTSUPP);
}

static const struct test tests[] = {
	{ "track", t_track }, { "others", t_others }, { "timer", t_timer },
	{ "user", t_user }, { "mounts", t_mounts }, { "fifo", t_fifo },
	{ "lowat", t_lowat }, { "revoke", t_revoke }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
