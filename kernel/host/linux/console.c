/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * console.c: standard input and output as the guest's console.
 *
 * A reader and a writer thread do the blocking; vCPUs see two rings.  No file
 * status flag is changed: the open file belongs to the user's shell too.  The
 * modes of a terminal are console_tty.c's.
 *
 * The end of a file or a pipe is the end of input, no more.  A terminal that is
 * gone is a SIGHUP, whether or not Linux sent one, unless SIGHUP was ignored
 * when the kernel was started, as nohup(1) does: then the system goes on
 * without a console.  Output that nobody can ever read is dropped.
 *
 * Locks: i in_lock guards the input ring, q out_lock the output ring.
 * Invariant: bytes leave the output ring only after write(2) took them.
 */
#include <sys/eventfd.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

#define IN_SIZE		4096u
#define OUT_SIZE	65536u
#define STUCK_NS	(2 * NSEC)	/* no progress for this long: give up */
#define RETRY_MS	200		/* terminal not ours at the moment */
#define GETC_MS		20		/* the debugger looks this often */

static struct {
	uint8_t		 buf[IN_SIZE];
	unsigned	 head, len;	/* i */
	bool		 eof;		/* i */
	bool		 gone;		/* i so is the terminal */
	bool		 paused;	/* i the debugger reads by itself */
	bool		 reading;	/* i the reader is in read(2) */
	pthread_mutex_t	 lock;
	pthread_cond_t	 room;
} in = { .lock = PTHREAD_MUTEX_INITIALIZER, .room = PTHREAD_COND_INITIALIZER };

static struct {
	uint8_t		 buf[OUT_SIZE];
	unsigned	 head, len;	/* q */
	uint32_t	 waiting;	/* q vCPUs that found it full */
	bool		 broken;	/* q output is gone; bytes are dropped */
	_Atomic uint64_t moved;		/* a bytes written in all */
	pthread_mutex_t	 lock;
	pthread_cond_t	 work;
} out = { .lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER };

static bool		 is_open;	/* o */
static int		 nudge = -1;	/* o an event that wakes the reader */

/*
 * ---- input --------------------------------------------------------------
 */

/*
 * Read what is there.  0: end of input.  -1: nothing for now.  A terminal
 * that is not ours (background) answers EIO until it is again.
 */
static ssize_t
read_some(uint8_t *buf, size_t len)
{
	struct pollfd pfd;
	ssize_t n;

	n = read(STDIN_FILENO, buf, len);
	if (n == 0 && console_tty_cooked()) {
		buf[0] = 04;			/* ^D, typed on an empty line */
		return (1);
	}
	if (n == 0 && console_tty_alive())
		return (-1);			/* VMIN is 0 by somebody's wish */
	if (n >= 0)
		return (n);
	switch (errno) {
	case EINTR:
		return (-1);
	case EAGAIN:			/* somebody made it non-blocking */
		pfd.fd = STDIN_FILENO;
		pfd.events = POLLIN;
		poll(&pfd, 1, -1);
		return (-1);
	case EIO:
		if (!console_tty_alive())
			return (0);
		poll(NULL, 0, RETRY_MS);
		console_tty_resume();
		return (-1);
	default:
		return (0);
	}
}

/* Wait outside of read(2), so that a debugger may take over. */
static bool
wait_readable(void)
{
	struct pollfd pfd[2];
	uint64_t count;

	pfd[0].fd = STDIN_FILENO;
	pfd[0].events = POLLIN;
	pfd[1].fd = nudge;
	pfd[1].events = POLLIN;
	if (poll(pfd, 2, console_tty_away() ? RETRY_MS : -1) <= 0) {
		if (console_tty_away())
			console_tty_resume();
		return (false);
	}
	if (pfd[1].revents != 0)
		(void)!read(nudge, &count, sizeof(count));
	return (pfd[0].revents != 0);
}

/* Bytes, or the end of input (n 0), for the guest. */
static void
reader_post(const uint8_t *buf, ssize_t n)
{
	bool gone;
	ssize_t i;

	gone = n == 0 && host_console_istty();
	pthread_mutex_lock(&in.lock);
	in.reading = false;
	for (i = 0; i < n; i++)
		in.buf[(in.head + in.len++) % IN_SIZE] = buf[i];
	if (n == 0) {
		in.eof = true;
		in.gone = gone;
	}
	pthread_mutex_unlock(&in.lock);
	if (gone && !cpu_hup_ignored())
		host_cpu_post(0, HOST_PEND_TERM);
	if (n >= 0)
		host_cpu_post(0, HOST_PEND_CONSOLE);
}

static void *
reader(void *arg)
{
	uint8_t buf[512];
	ssize_t n;

	(void)arg;
	do {
		pthread_mutex_lock(&in.lock);
		while (in.paused || in.len > IN_SIZE - sizeof(buf))
			pthread_cond_wait(&in.room, &in.lock);
		pthread_mutex_unlock(&in.lock);
		n = -1;
		if (!wait_readable())
			continue;
		pthread_mutex_lock(&in.lock);
		in.reading = !in.paused;
		pthread_mutex_unlock(&in.lock);
		if (!in.reading)
			continue;
		n = read_some(buf, sizeof(buf));
		reader_post(buf, n);
	} while (n != 0);
	return (NULL);
}

/* After a stop the shell had the terminal.  Signal handler. */
void
console_resume(void)
{
	static const uint64_t one = 1;

	if (!is_open)
		return;
	console_tty_resume();
	(void)!write(nudge, &one, sizeof(one));
}

bool
host_console_gone(void)
{
	bool gone;

	pthread_mutex_lock(&in.lock);
	gone = in.gone;
	pthread_mutex_unlock(&in.lock);
	return (gone);
}

void
host_console_read(void *buf, size_t len, size_t *got, bool *eof)
{
	uint8_t *p = buf;
	size_t n;

	line_lock(&in.lock);
	for (n = 0; n < len && in.len > 0; n++) {
		p[n] = in.buf[in.head];
		in.head = (in.head + 1) % IN_SIZE;
		in.len--;
	}
	*got = n;
	*eof = in.eof && in.len == 0;
	pthread_cond_signal(&in.room);
	line_unlock(&in.lock);
}

/* Is the terminal ours to read, with the reader out of the way? */
static bool
reader_away(void)
{
	bool away;

	line_lock(&in.lock);
	in.paused = true;
	away = !in.reading;
	line_unlock(&in.lock);
	return (away);
}

/*
 * The debugger may run with all signals blocked: look for SIGCONT, and for the
 * supervisor.
 */
static void
look_around(void)
{
	static const struct timespec now = { 0, 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCONT);
	if (sigtimedwait(&set, NULL, &now) == SIGCONT)
		console_resume();
	line_orphaned();
}

int
host_console_getc(uint64_t timeout_ns)
{
	struct pollfd pfd;
	uint64_t begin;
	uint8_t c;
	size_t got;
	ssize_t n;
	bool away, eof;
	int r;

	begin = host_mono_ns();
	for (r = HOST_GETC_TIME; r == HOST_GETC_TIME;) {
		away = reader_away();
		look_around();
		host_console_read(&c, 1, &got, &eof);
		if (got == 1)
			r = c;
		else if (eof)
			r = HOST_GETC_EOF;
		else if (host_console_interrupted())
			r = HOST_GETC_INTR;
		if (r != HOST_GETC_TIME || (timeout_ns != 0 &&
		    host_mono_ns() - begin >= timeout_ns))
			break;
		/* From here on nobody else reads. */
		pfd.fd = STDIN_FILENO;
		pfd.events = POLLIN;
		if (poll(&pfd, 1, GETC_MS) <= 0 || !away)
			continue;
		n = read_some(&c, 1);
		if (n == 0) {
			line_lock(&in.lock);
			in.eof = true;
			line_unlock(&in.lock);
			r = HOST_GETC_EOF;
		}
		if (n == 1)
			r = c;
	}
	line_lock(&in.lock);
	in.paused = false;
	pthread_cond_signal(&in.room);
	line_unlock(&in.lock);
	return (r);
}

/*
 * ---- output -------------------------------------------------------------
 */

/*
 * One write; 0 when there was no progress within a second, -1 when the other
 * end is gone.
 */
static ssize_t
write_some(const uint8_t *buf, size_t len)
{
	struct pollfd pfd;
	ssize_t n;

	/* Not more than a pipe or terminal takes at once without blocking. */
	pfd.fd = STDOUT_FILENO;
	pfd.events = POLLOUT;
	if (poll(&pfd, 1, 1000) <= 0)
		return (0);
	n = write(STDOUT_FILENO, buf, len < 512 ? len : 512);
	if (n >= 0)
		return (n);
	if (errno == EINTR || errno == EAGAIN)
		return (0);
	if (errno == EIO && console_tty_alive()) {
		poll(NULL, 0, RETRY_MS);
		return (0);
	}
	return (-1);
}

/* Tell the vCPUs that found the ring full.  Holds q. */
static uint32_t
take_waiting(void)
{
	uint32_t waiting;

	waiting = 0;
	if (out.len <= OUT_SIZE / 2) {
		waiting = out.waiting;
		out.waiting = 0;
	}
	return (waiting);
}

static void *
writer(void *arg)
{
	uint8_t buf[512];
	unsigned i, len;
	uint32_t waiting;
	ssize_t n;

	(void)arg;
	pthread_mutex_lock(&out.lock);
	for (;;) {
		while (out.len == 0)
			pthread_cond_wait(&out.work, &out.lock);
		len = out.len < sizeof(buf) ? out.len : sizeof(buf);
		for (i = 0; i < len; i++)
			buf[i] = out.buf[(out.head + i) % OUT_SIZE];
		pthread_mutex_unlock(&out.lock);
		n = write_some(buf, len);
		pthread_mutex_lock(&out.lock);
		if (n < 0) {
			out.broken = true;
			n = (ssize_t)out.len;
		}
		out.head = (out.head + (unsigned)n) % OUT_SIZE;
		out.len -= (unsigned)n;
		atomic_fetch_add(&out.moved, (uint64_t)n);
		waiting = take_waiting();
		if (waiting == 0)
			continue;
		pthread_mutex_unlock(&out.lock);
		for (i = 0; i < HOST_MAXCPU; i++) {
			if (waiting >> i & 1)
				host_cpu_post(i, HOST_PEND_CONSPACE);
		}
		pthread_mutex_lock(&out.lock);
	}
	return (NULL);
}

size_t
host_console_write(const void *buf, size_t len)
{
	const uint8_t *p = buf;
	size_t n;

	line_lock(&out.lock);
	if (out.broken) {
		line_unlock(&out.lock);
		return (len);
	}
	for (n = 0; n < len && out.len < OUT_SIZE; n++)
		out.buf[(out.head + out.len++) % OUT_SIZE] = p[n];
	if (n < len && vcpu_self != NULL)
		out.waiting |= 1u << vcpu_self->number;
	pthread_cond_signal(&out.work);
	line_unlock(&out.lock);
	return (n);
}

/* Wait until the ring is empty, or nothing moves for STUCK_NS. */
static bool
drain(void)
{
	static const struct timespec tick = { 0, 1000000 };
	uint64_t moved, last, since;
	unsigned left;

	last = atomic_load(&out.moved);
	since = host_mono_ns();
	for (;;) {
		/* A thread that died in here must not stop a panic's message. */
		if (pthread_mutex_trylock(&out.lock) == 0) {
			left = out.len;
			pthread_mutex_unlock(&out.lock);
			if (left == 0)
				return (true);
		}
		moved = atomic_load(&out.moved);
		if (moved != last) {
			last = moved;
			since = host_mono_ns();
		} else if (host_mono_ns() - since > STUCK_NS)
			return (false);
		nanosleep(&tick, NULL);
	}
}

void
host_console_write_sync(const void *buf, size_t len)
{
	const uint8_t *p = buf;
	uint64_t since;
	ssize_t n;

	if (is_open && !drain())
		return;
	since = host_mono_ns();
	while (len > 0) {
		n = write_some(p, len);
		if (n < 0 || (n == 0 && host_mono_ns() - since > STUCK_NS))
			return;
		if (n > 0)
			since = host_mono_ns();
		p += n;
		len -= (size_t)n;
	}
}

void
console_drain(void)
{

	if (is_open)
		drain();
}

/*
 * ---- open ---------------------------------------------------------------
 */

int
host_console_open(struct host_diag *diag)
{
	pthread_t thread;
	int error;

	nudge = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (nudge < 0)
		return (line_diag(diag, errno, "console event"));
	console_tty_open();
	if (host_console_istty())
		line_mind_terminal();
	error = line_thread(&thread, reader, NULL);
	if (error == 0)
		error = line_thread(&thread, writer, NULL);
	if (error != 0)
		return (line_diag(diag, error, "console thread"));
	is_open = true;
	return (0);
}
