/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * console_out.c: standard output as the guest's console: a ring that a writer
 * thread empties.  Output that nobody can ever read is dropped.
 *
 * Locks: q out.lock guards the ring.
 * Invariant: bytes leave the ring only after write(2) took them.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

#define OUT_SIZE	65536u
#define STUCK_NS	(2 * NSEC)	/* no progress for this long: give up */
#define RETRY_MS	200		/* terminal not ours at the moment */

static struct {
	uint8_t		 buf[OUT_SIZE];
	unsigned	 head, len;	/* q */
	uint32_t	 waiting;	/* q vCPUs that found it full */
	bool		 broken;	/* q output is gone; bytes are dropped */
	_Atomic uint64_t moved;		/* a bytes written in all */
	pthread_mutex_t	 lock;
	pthread_cond_t	 work;
} out = { .lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER };

static bool	 writing;	/* o the writer is there */

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

	if (writing && !drain())
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

	if (writing)
		drain();
}

int
console_out_start(void)
{
	pthread_t thread;
	int error;

	error = line_thread(&thread, writer, NULL);
	writing = error == 0;
	return (error);
}
