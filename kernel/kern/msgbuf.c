/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * msgbuf.c: kernel messages: kprintf(9), the message buffer and its sysctls.
 *
 * Messages go to a ring (dmesg(8) reads it) and to the console's output
 * queue.  When that is full because nobody reads the console, messages stay
 * in the ring only.  After a panic output is written at once.
 */
#include "kern/msgbuf.h"
#include "sys/ksysctl.h"
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "platform/machine.h"
#include "lib/libkern.h"
#include <sys/errno.h>

#define MSGBUF_SIZE	65536
#define LINE_CHUNK	256

static struct spinlock msgbuf_spin =
    SPINLOCK_INITIALIZER("msgbuf", LR_MSGBUF);
static char msgbuf[MSGBUF_SIZE];	/* [msgbuf_spin] */
static uint64_t msgbuf_next;		/* bytes ever written */
static bool console_ready;
int panicked;

struct chunk {
	char	 buf[LINE_CHUNK];
	size_t	 n;
};

static void
chunk_flush(struct chunk *ck)
{
	for (size_t i = 0; i < ck->n; i++)
		msgbuf[msgbuf_next++ % MSGBUF_SIZE] = ck->buf[i];
	if (console_ready) {
		if (panicked)
			machine_console_write_sync(ck->buf, ck->n);
		else
			machine_console_write(ck->buf, ck->n);
	}
	ck->n = 0;
}

static void
put_chunk(int c, void *arg)
{
	struct chunk *ck = arg;

	ck->buf[ck->n++] = (char)c;
	if (ck->n == LINE_CHUNK)
		chunk_flush(ck);
}

int
kvprintf(const char *fmt, va_list ap)
{
	struct chunk ck = { .n = 0 };
	bool locked;
	int n;

	/* A panic may come while this CPU, or a dead one, has the lock. */
	if (panicked)
		locked = spin_trylock(&msgbuf_spin);
	else {
		spin_lock(&msgbuf_spin);
		locked = true;
	}
	n = kvcprintf(put_chunk, &ck, fmt, ap);
	chunk_flush(&ck);
	if (locked)
		spin_unlock(&msgbuf_spin);
	return (n);
}

int
kprintf(const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = kvprintf(fmt, ap);
	va_end(ap);
	return (n);
}

void
msgbuf_console_ready(void)
{
	spin_lock(&msgbuf_spin);
	console_ready = true;
	if (msgbuf_next != 0)
		machine_console_write(msgbuf,
		    K_MIN(msgbuf_next, (uint64_t)MSGBUF_SIZE));
	spin_unlock(&msgbuf_spin);
}

size_t
msgbuf_copy(char *buf, size_t size)
{
	uint64_t from;
	size_t n = 0;

	spin_lock(&msgbuf_spin);
	from = msgbuf_next > MSGBUF_SIZE ? msgbuf_next - MSGBUF_SIZE : 0;
	if (msgbuf_next - from > size)
		from = msgbuf_next - size;
	while (from < msgbuf_next)
		buf[n++] = msgbuf[from++ % MSGBUF_SIZE];
	spin_unlock(&msgbuf_spin);
	return (n);
}

/* kern.msgbuf: the messages as text; writing an empty value clears them. */
static int
sysctl_msgbuf(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	char *buf;
	size_t n;
	int error;

	if ((buf = kmalloc(MSGBUF_SIZE, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	n = msgbuf_copy(buf, MSGBUF_SIZE);
	error = sysctl_out(req, buf, n);
	kfree(buf, M_TEMP);
	return (error);
}
SYSCTL_KPROC(kern_msgbuf, "kern.msgbuf", OID_AUTO, CTLTYPE_STRING | CTLFLAG_RD,
    NULL, 0, sysctl_msgbuf, "A", "Messages of the kernel");

static int
sysctl_msgbuf_clear(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int value = 0, error;

	if ((error = sysctl_handle_int(req, &value)) == 0 &&
	    req->newptr != NULL && value != 0) {
		spin_lock(&msgbuf_spin);
		msgbuf_next = 0;
		spin_unlock(&msgbuf_spin);
	}
	return (error);
}
SYSCTL_KPROC(kern_msgbuf_clear, "kern.msgbuf_clear", OID_AUTO,
    CTLTYPE_INT | CTLFLAG_RW, NULL, 0, sysctl_msgbuf_clear, "I",
    "Write 1 to forget all messages");
