/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * console.c: standard input as the guest's console, and the console's start;
 * output is console_out.c.
 *
 * A reader and a writer thread do the blocking; vCPUs see two rings.  No file
 * status flag is changed: the open file belongs to the user's shell too.  The
 * modes of a terminal are console_tty.c's.
 *
 * The end of a file or a pipe is the end of input, no more.  A terminal that is
 * gone is a SIGHUP, whether or not Linux sent one, unless SIGHUP was ignored
 * when the kernel was started, as nohup(1) does: then the system goes on
 * without a console.
 *
 * Locks: i in.lock guards the input ring.
 */
#include <sys/eventfd.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "line.h"

#define IN_SIZE		4096u
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
		error = console_out_start();
	if (error != 0)
		return (line_diag(diag, error, "console thread"));
	is_open = true;
	return (0);
}
